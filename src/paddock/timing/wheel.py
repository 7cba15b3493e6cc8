"""When each driver was at the wheel, as the laps tell it, with how far off that can be.

Officially a driver's time runs from the exit of the pit lane to its entry.  Laps are timed at the finish line, which
lies somewhere along the lane, so the time in the lane has to come off the laps on either side of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

Span = tuple[int, int]
"""From and to, on the clock [ms]."""


@dataclass(frozen=True, slots=True)
class AtTheWheel:
    """A driver's time in one car [ms]: as reckoned, the least and the most it can have been.

    runs: the same three for each time at the wheel without another driver in between.
    spans: when that was on the clock, for each of the three; None where the laps have no clock.
    """

    car: str
    race_class: str | None
    driver: str
    laps: int
    stints: int
    runs: tuple[tuple[int, int, int], ...]
    spans: tuple[tuple[Span, ...], tuple[Span, ...], tuple[Span, ...]] | None

    @property
    def total(self) -> tuple[int, int, int]:
        """Return the whole time [ms]: as reckoned, least, most."""
        reckoned, least, most = (sum(run[part] for run in self.runs) for part in range(3))
        return reckoned, least, most

    @property
    def longest(self) -> tuple[int, int, int]:
        """Return the longest time without another driver in between [ms]: as reckoned, least, most."""
        reckoned, least, most = (max(run[part] for run in self.runs) for part in range(3))
        return reckoned, least, most

    def most_within(self, window_ms: int) -> tuple[int, int, int] | None:
        """Return the most of it that falls in any stretch of so long [ms]: as reckoned, least, most."""
        if self.spans is None:
            return None
        reckoned, least, most = (most_within(spans, window_ms) for spans in self.spans)
        return reckoned, least, most


def at_the_wheel(laps: pl.DataFrame) -> list[AtTheWheel]:
    """Return the time at the wheel of every driver of every car, by car and first lap; see `driving_times`."""
    import polars as pl

    from paddock.timing.grouping import with_driver
    from paddock.timing.stints import with_stints

    if not laps.height:
        return []
    rows = with_driver(with_stints(laps)).filter(pl.col("driver").is_not_null())
    rows = _with_parts(rows)
    people: list[AtTheWheel] = []
    for (car,), group in rows.group_by(["car"], maintain_order=True):
        by_driver: dict[str, list[list[dict[str, object]]]] = {}
        for driver, run in groupby(group.iter_rows(named=True), key=lambda row: row["driver"]):
            by_driver.setdefault(driver, []).append(list(run))
        for driver, runs in by_driver.items():
            people.append(_person(str(car), group["class"].drop_nulls().first(), driver, runs))
    return people


def most_within(spans: Sequence[Span], window: int) -> int:
    """Return the most time of some spans that falls in any stretch of a given length; all in one unit.

    spans: in order, without overlap.  The best stretch begins with a span or ends with one.
    """

    def inside(start: int) -> int:
        return sum(max(0, min(b, start + window) - max(a, start)) for a, b in spans)

    return max((inside(start) for a, b in spans for start in (a, b - window)), default=0)


def _person(car: str, race_class: object, driver: str, runs: list[list[dict[str, object]]]) -> AtTheWheel:
    rows = [row for run in runs for row in run]
    timed = all(row["elapsed_ms"] is not None for row in rows)
    return AtTheWheel(
        car=car,
        race_class=None if race_class is None else str(race_class),
        driver=driver,
        laps=len(rows),
        stints=len({row["stint"] for row in rows}),
        runs=tuple((_sum(run, "reckoned"), _sum(run, "least"), _sum(run, "most")) for run in runs),
        spans=(
            tuple(_merged(_spans(rows, "cut", "off"))),
            tuple(_merged(_spans(rows, "cut least", "off least"))),
            tuple(_merged(_spans(rows, "cut most", "off most"))),
        )
        if timed
        else None,
    )


def _sum(rows: list[dict[str, object]], name: str) -> int:
    return max(0, sum(value for row in rows if isinstance(value := row[name], int)))


def _spans(rows: list[dict[str, object]], cut: str, off: str) -> Iterator[Span]:
    """Yield when each lap was driven: from the last crossing, `cut` later, to this one, `off` earlier."""
    for row in rows:
        end, time, late, early = row["elapsed_ms"], row["time"], row[cut], row[off]
        if isinstance(end, int) and isinstance(time, int) and isinstance(late, int) and isinstance(early, int):
            start = end - time + late
            if start < end - early:
                yield start, end - early


def _merged(spans: Iterator[Span]) -> Iterator[Span]:
    """Yield spans with those that touch or overlap made one."""
    current: Span | None = None
    for start, end in sorted(spans):
        if current is not None and start <= current[1]:
            current = current[0], max(current[1], end)
            continue
        if current is not None:
            yield current
        current = start, end
    if current is not None:
        yield current


def _with_parts(rows: pl.DataFrame) -> pl.DataFrame:
    """Return laps with what of each was driven: reckoned, least and most [ms], and where it is cut.

    The lane time comes off the lap after the line, where it is printed.  Where the driver changed, part of it may
    belong before the line: the least takes all of it off both drivers, the most off neither.  A visit whose lane time
    is not known takes off what the lap is longer than a usual one; at least nothing, at most all of the lap.
    """
    import polars as pl

    time = pl.coalesce("lap_time_ms", pl.col("elapsed_ms").diff().over("car"), 0)
    usual = pl.col("lap_time_ms").filter("counts_for_pace").median().over("car")
    visit = pl.col("stop_before") | pl.col("stop_within")
    lane = (
        pl.when(pl.col("stop_before") & pl.col("stop_within"))
        .then(pl.col("lane_before_ms") + pl.col("lane_within_ms"))
        .when("stop_before")
        .then("lane_before_ms")
        .otherwise("lane_within_ms")
    )
    guess = (pl.col("time") - pl.coalesce(usual, "time")).clip(lower_bound=0).round().cast(pl.Int64)
    start = pl.when(pl.col("is_first")).then(pl.col("pit_time_ms")).otherwise(0).fill_null(0)
    rows = rows.with_columns(time.cast(pl.Int64).alias("time")).with_columns(
        pl.when(visit).then(pl.coalesce(lane, guess)).otherwise(start).alias("cut"),
        pl.when(visit).then(pl.coalesce(lane, "time")).otherwise(start).alias("cut least"),
        pl.when(visit & (pl.col("changed") | lane.is_null())).then(0)
        .when(visit).then(lane).otherwise(start).alias("cut most"),
    )  # fmt: skip
    after = pl.col("changed").shift(-1, fill_value=False).over("car")
    taken_off = pl.when(after).then(pl.col("cut least").shift(-1).over("car")).otherwise(0)
    # A driver who changed on a lap with no mark of the pit lane may have driven part of the next driver's lap.
    unmarked = pl.col("stop_within") & pl.col("changed")
    given = pl.when(after & unmarked.shift(-1, fill_value=False).over("car"))
    rows = rows.with_columns(
        pl.lit(0).alias("off"),
        pl.min_horizontal(taken_off, "time").fill_null(0).alias("off least"),
        (-given.then(pl.col("time").shift(-1).over("car")).otherwise(0)).fill_null(0).alias("off most"),
    )
    return rows.with_columns(
        (pl.col("time") - pl.col("cut") - pl.col("off")).alias("reckoned"),
        (pl.col("time") - pl.col("cut least") - pl.col("off least")).alias("least"),
        (pl.col("time") - pl.col("cut most") - pl.col("off most")).alias("most"),
    )
