"""The column names of Al Kamel's results, in whatever mix a file has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

ALKAMEL: dict[str, tuple[str, ...]] = {
    "position": ("POSITION", "POS"),
    "position_in_class": ("PIC",),
    "car": ("NUMBER",),
    "class": ("CLASS", "CLASS_TYPE"),
    "group": ("GROUP",),
    "division": ("DIVISION",),
    "team": ("TEAM",),
    "vehicle": ("VEHICLE",),
    "tyres": ("TYRES", "TIRES"),
    "status": ("STATUS",),
    "laps": ("LAPS",),
    "total_time_ms": ("TOTAL_TIME", "ELAPSED"),
    "gap_first": ("GAP_FIRST",),
    "gap_previous": ("GAP_PREVIOUS",),
    "fastest_lap_ms": ("FL_TIME", "BEST_LAP_TIME", "TIME"),
    "fastest_lap_number": ("FL_LAPNUM", "BEST_LAP_NUM", "LAP"),
    "fastest_lap_kph": ("FL_KPH", "BEST_LAP_KPH", "KPH"),
}
"""What a column is → its names, in the order they are preferred: races, results by class, qualifying and practice."""

_DRIVER = re.compile(r"DRIVER_?(?P<slot>\d*)(?:_(?P<part>.+))?")
_PARTS = {"FIRSTNAME": "first", "SECONDNAME": "second", "LICENSE": "grade", "COUNTRY": "country", None: "name"}


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a header has one driver of the crew: the places of the parts, -1 for a part it lacks."""

    name: int = -1
    first: int = -1
    second: int = -1
    grade: int = -1
    country: int = -1


def places(header: Sequence[str]) -> dict[str, int]:
    """Return what each column is → its place in the header."""
    upper = [name.upper() for name in header]
    found = {}
    for field, names in ALKAMEL.items():
        name = next((name for name in names if name in upper), None)
        if name is not None:
            found[field] = upper.index(name)
    return found


def seats(header: Sequence[str]) -> list[Seat]:
    """Return the drivers of the crew the header has places for, in order of their number.

    `DRIVER_1` is a whole name, `DRIVER1_FIRSTNAME` a part of one; `DRIVER` and `DRIVER_FIRSTNAME` are the only driver.
    """
    found: dict[int, dict[str, int]] = {}
    for place, name in enumerate(header):
        match = _DRIVER.fullmatch(name.upper())
        part = _PARTS.get(match["part"]) if match else None
        if match and part:
            found.setdefault(int(match["slot"] or 0), {}).setdefault(part, place)
    return [Seat(**found[slot]) for slot in sorted(found)]


def of_a_driver(name: str) -> bool:
    """Return whether a column is about a driver, or has no name: such columns a row may lack at its end."""
    return not name or name.upper().startswith("DRIVER")
