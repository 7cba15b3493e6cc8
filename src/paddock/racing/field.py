"""Start lists: who races, from a lap file, from the catalogue, or from a file of the user's."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue
from paddock.errors import BadFile, BadRequest, Unresolved
from paddock.model import Grade, Meeting, Season
from paddock.racing.setting import Seat, Starter
from paddock.units import bare

if TYPE_CHECKING:
    import polars as pl

COLUMNS = ("car", "class", "team", "model", "manufacturer", "drivers", "grades", "grid")
"""Columns of a start list; drivers and grades are separated by `;`."""


def from_session(
    laps: pl.DataFrame,
    results: pl.DataFrame | None = None,
    grid: Mapping[str, int] | None = None,
    catalogue: Catalogue | None = None,
    season: Season | None = None,
) -> list[Starter]:
    """Return the start list that a race's files tell: who started, with which crew.

    laps: table `laps`; uses car, class, team, manufacturer, driver, driver_slot.  results: table `results`, for
    models, crews and grades.  grid: place in class in qualifying, by car.
    Nothing of how the race went is taken.  Grades that no result prints are looked up for the season's year.
    """
    import polars as pl

    told = laps.sort("lap", maintain_order=True).group_by("car", maintain_order=True)
    rows = told.agg(
        pl.col("class", "team", "manufacturer").drop_nulls().first(),
        pl.struct("driver_slot", "driver").drop_nulls().unique(maintain_order=True).alias("crew"),
    )
    printed = {row["car"]: row for row in results.iter_rows(named=True)} if results is not None else {}
    starters = []
    for row in rows.iter_rows(named=True):
        result = printed.get(row["car"], {})
        crew = sorted((one for one in row["crew"] if one["driver"]), key=lambda one: one["driver_slot"] or 0)
        names = list(dict.fromkeys(one["driver"] for one in crew))
        grades = dict(zip(result.get("drivers") or (), result.get("driver_grades") or (), strict=False))
        listed = [name for name in result.get("drivers") or () if bare(name) not in {bare(one) for one in names}]
        starters.append(
            Starter(
                car=row["car"],
                race_class=row["class"] or "",
                team=row["team"] or result.get("team") or "",
                model=result.get("vehicle") or "",
                manufacturer=row["manufacturer"] or "",
                seats=tuple(
                    Seat(name, _grade(grades.get(name, ""), name, catalogue, season)) for name in (*names, *listed)
                ),
                grid=(grid or {}).get(row["car"], 0),
            )
        )
    return starters


def from_catalogue(catalogue: Catalogue, season: Season, meeting: Meeting, *, regulars: int = 0) -> list[Starter]:
    """Return the entries on record for a meeting, with the drivers who drove or are planned there.

    regulars: take the entries for the whole season instead, for a meeting of which no entry is on record, each with so
    many drivers: those who were in the car most often.
    """
    starters = []
    numbers: set[str] = set()
    for entry in catalogue.entries.get(season.id, ()):
        seated = [seat.driver for seat in entry.crew if meeting.id in (*seat.drove, *seat.planned)]
        here = meeting.id in entry.ran or (not entry.ran and catalogue.runs(entry, meeting))
        if not (entry.extent == "full-season" and catalogue.runs(entry, meeting) if regulars else here):
            continue
        often = sorted(entry.crew, key=lambda seat: -len((*seat.drove, *seat.planned)))
        crew = seated or [seat.driver for seat in often[: regulars or None]]
        year = meeting.days[0].year if meeting.days else season.year
        car, team = catalogue.cars.get(entry.car or ""), catalogue.teams.get(entry.team)
        number = entry.car_number or f"{entry.team}"
        if number in numbers:
            continue
        numbers.add(number)
        starters.append(
            Starter(
                car=number,
                race_class=catalogue.classes[f"{season.id}/{entry.race_class}"].name,
                team=team.name if team else entry.team,
                model=car.name if car else "",
                manufacturer=catalogue.make_of(entry) or "",
                seats=tuple(_catalogued(catalogue, name, year) for name in crew),
            )
        )
    return starters


def read_start_list(path: Path) -> list[Starter]:
    """Return the start list in a CSV file: car and class, and as far as known team, model, drivers, grades, grid.

    Raises BadFile naming file and line for a row without car or class, a car named twice, a grade that is none.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"{path} cannot be read: {error}") from None
    reader = csv.DictReader(text.splitlines())
    unknown = [name for name in reader.fieldnames or () if name not in COLUMNS]
    if unknown or not {"car", "class"} <= set(reader.fieldnames or ()):
        raise BadFile(
            f"{path}:1: the columns of a start list are {', '.join(COLUMNS)}; car and class are needed.",
            hint=f"Not known: {', '.join(unknown)}." if unknown else "",
        )
    found: dict[str, Starter] = {}
    for line, row in enumerate(reader, start=2):
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        where = f"{path}:{line}"
        if not cells["car"] or not cells["class"]:
            raise BadFile(f"{where}: a row needs a car and a class.")
        if cells["car"] in found:
            raise BadFile(f"{where}: car {cells['car']} is on the list already.")
        names, grades = (_parts(cells[name]) for name in ("drivers", "grades"))
        stray = [one for one in grades if one and one not in set(Grade)]
        if stray or len(grades) > len(names):
            raise BadFile(
                f"{where}: {stray[0]!r} is no grade." if stray else f"{where}: more grades than drivers.",
                hint=f"Grades are {', '.join(Grade)}, in the order of the drivers, separated by `;`.",
            )
        if cells["grid"] and not cells["grid"].isdecimal():
            raise BadFile(f"{where}: grid {cells['grid']!r} is not a place.")
        grades += [""] * (len(names) - len(grades))
        found[cells["car"]] = Starter(
            car=cells["car"],
            race_class=cells["class"],
            team=cells["team"],
            model=cells["model"],
            manufacturer=cells["manufacturer"],
            seats=tuple(Seat(name, grade) for name, grade in zip(names, grades, strict=True)),
            grid=int(cells["grid"] or 0),
        )
    if not found:
        raise BadRequest(f"{path} names no car.")
    return list(found.values())


def crew_from(catalogue: Catalogue, names: Sequence[str], year: int) -> tuple[Seat, ...]:
    """Return a crew from the names or ids of drivers; one who is not on record keeps the name, without a grade."""
    seats = []
    for name in names:
        try:
            seats.append(_catalogued(catalogue, catalogue.get("driver", name), year))
        except Unresolved:
            seats.append(Seat(name))
    return tuple(seats)


def _parts(cell: str) -> list[str]:
    return [one.strip() for one in cell.split(";")] if cell else []


def _catalogued(catalogue: Catalogue, driver: str, year: int) -> Seat:
    record = catalogue.drivers[driver]
    grade = record.grade_in(year)
    return Seat(record.name, grade.one_of[0] if grade and len(grade.one_of) == 1 else "")


def _grade(printed: str, name: str, catalogue: Catalogue | None, season: Season | None) -> str:
    if printed.casefold() in set(Grade):
        return printed.casefold()
    if catalogue is None or season is None:
        return ""
    try:
        return _catalogued(catalogue, catalogue.get("driver", name), season.year).grade
    except Unresolved:
        return ""
