"""The cars of a class in one order for every picture, so that each keeps its colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from paddock.reports.timing.plate import Values

Dot = tuple[float, float, "Values"]
"""(x [px], y [px], the values it stands for)."""
_EVEN = 0.3
"""A point so near the straight line between its neighbours [px] changes nothing that can be seen."""


def ranked(entries: pl.DataFrame, race_class: str) -> list[str]:
    """Return the cars of a class, the likeliest winner first.

    entries: table `race_entries`; uses car, class, win, place_mean.
    """
    import polars as pl

    inside = entries.filter(pl.col("class") == race_class)
    order = inside.sort(["win", "place_mean", "car"], descending=[True, False, False])
    cars: list[str] = order["car"].to_list()
    return cars


def followed(entries: pl.DataFrame, moments: pl.DataFrame, race_class: str, most: int) -> list[str]:
    """Return the cars of a class to draw strong: the likeliest winners, and whoever is likeliest to lead on the way.

    entries: table `race_entries`.  moments: table `race_moments`; uses clock_ms, car, class, leads.  most: how many.
    """
    import polars as pl

    order = ranked(entries, race_class)
    shown = order[:most]
    inside = moments.filter((pl.col("class") == race_class) & pl.col("car").is_in(order))
    peak = inside.sort(["leads", "clock_ms", "car"], descending=[True, False, False])["car"].head(1).to_list()
    return shown if not peak or peak[0] in shown else [*shown[: most - 1], peak[0]]


def thinned(points: Sequence[Dot]) -> list[Dot]:
    """Return the points a line needs to look the same, first and last among them."""
    if len(points) < 3:
        return list(points)
    kept = [points[0]]
    since = 1
    for at in range(1, len(points) - 1):
        x, y, _ = kept[-1]
        x2, y2, _ = points[at + 1]
        on = [y + (y2 - y) * ((one[0] - x) / (x2 - x) if x2 != x else 0) for one in points[since : at + 1]]
        if any(abs(a - one[1]) > _EVEN for a, one in zip(on, points[since : at + 1], strict=True)):
            kept.append(points[at])
            since = at + 1
    return [*kept, points[-1]]
