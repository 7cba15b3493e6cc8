"""Who drove: the drivers of a car in the order of the crew, and how each of them looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock.reports.timing.palette import Style, nth_style

if TYPE_CHECKING:
    import polars as pl

NOBODY = Style("none", "#5B6470", "#AAB4BF", "circle", ())
"""How a lap looks whose driver the file does not tell."""


@dataclass(frozen=True, slots=True)
class Crew:
    """The drivers of a car.  names: by place in the crew, from 0.  keys: what the file has of each (name, slot)."""

    keys: tuple[tuple[str | None, int | None], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return what the drivers are called; one without a name is `no. 2` of the crew, as in `driving_times`."""
        return tuple(name or f"no. {slot}" for name, slot in self.keys)

    def place(self, driver: str | None, slot: int | None) -> int | None:
        """Return a driver's place in the crew, from 0; None when the file does not tell who drove."""
        return self.keys.index((driver, slot)) if (driver, slot) in self.keys else None

    def style(self, place: int | None) -> Style:
        """Return how a driver looks."""
        return NOBODY if place is None else nth_style(place)


def crews(frame: pl.DataFrame) -> dict[str, Crew]:
    """Return the crew of every car, by place in the crew, those without one as they first drove.

    frame: table `stints` or `laps`; uses car, driver, driver_slot.
    """
    found: dict[str, list[tuple[str | None, int | None]]] = {}
    for car, driver, slot in frame.select("car", "driver", "driver_slot").unique(maintain_order=True).iter_rows():
        if driver is not None or slot is not None:
            found.setdefault(car, []).append((driver, slot))
    return {
        car: Crew(tuple(sorted(keys, key=lambda one: one[1] if one[1] is not None else len(keys) + 1)))
        for car, keys in found.items()
    }
