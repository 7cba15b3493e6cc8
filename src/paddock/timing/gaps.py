"""Gaps and intervals at every crossing of the finish line, exact to the millisecond."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from paddock.errors import UnknownName
from paddock.timing.order import Crossing, crossings

if TYPE_CHECKING:
    import polars as pl

_COLUMNS = (
    "car",
    "class",
    "lap",
    "elapsed_ms",
    "position",
    "gap_laps",
    "gap_ms",
    "ahead",
    "interval_laps",
    "interval_ms",
)


def gaps(laps: pl.DataFrame, reference: str | None = None, *, by_class: bool = False) -> pl.DataFrame:
    """Return the gap to the leader, or to a car, and the interval to the car ahead, at each crossing.

    laps: table `laps`; uses car, class, lap, elapsed_ms [ms].  reference: a car number; None for whoever leads at the
    moment.  by_class: positions, leader and car ahead are those of the car's class.  Returns, in the order of time:
    car, class, lap, elapsed_ms [ms], position, gap_laps and gap_ms [ms], ahead (car number), interval_laps and
    interval_ms [ms].  A gap is so many laps and so much time: the time since the other car completed its last lap.  On
    the same lap it is a time alone.  Ahead of the reference both are negative, and gap_ms is null when the reference
    never crossed the line again.  Raises UnknownName for a car that is not in the laps.
    Source: docs/methods/order.md.
    """
    import polars as pl

    cars = laps["car"].unique(maintain_order=True).to_list()
    if reference is not None and reference not in cars:
        raise UnknownName(f"No car {reference} in these laps.", hint=f"The cars are {', '.join(cars)}.")
    if by_class:
        parts = laps.partition_by("class", maintain_order=True)
        found = sorted((one for part in parts for one in crossings(part)), key=lambda one: one.at_ms)
    else:
        found = list(crossings(laps))
    reference_ms = [(one.at_ms, one.lap) for one in found if one.car == reference]
    rows = []
    for one in found:
        gap_laps, gap_ms = (one.gap_laps, one.gap_ms) if reference is None else _to_car(one, reference_ms)
        place = (one.car, one.race_class, one.lap, one.at_ms, one.position)
        rows.append((*place, gap_laps, gap_ms, one.ahead, one.interval_laps, one.interval_ms))
    schema = {name: pl.String() if name in ("car", "class", "ahead") else pl.Int64() for name in _COLUMNS}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _to_car(one: Crossing, reference: list[tuple[int, int]]) -> tuple[int, int | None]:
    """Return how far a crossing is behind a car whose crossings are (clock [ms], lap): laps and time [ms].

    Behind: laps the other has completed more, and the time since it last crossed.  Ahead: the time until it crosses
    next, and the laps it still lacks then.
    """
    number = bisect_right(reference, one.at_ms, key=lambda crossing: crossing[0])
    at_ms, lap = reference[number - 1] if number else (0, 0)
    if lap >= one.lap:
        return lap - one.lap, one.at_ms - at_ms
    if number == len(reference):
        return lap - one.lap, None
    next_ms, next_lap = reference[number]
    return min(0, next_lap - one.lap), one.at_ms - next_ms
