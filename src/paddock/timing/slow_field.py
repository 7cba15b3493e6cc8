"""Neutralisations of a race whose file has no flags: when the whole field was slow at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

SLOW = 1.3
"""A lap this many times a car's quick lap (the lower quartile of its laps) is slow."""
NORMAL = 1.1
"""Up to this it is driven at speed throughout."""
UNTOUCHED = 1.05
"""While the middle of neighbouring laps is below this, nothing has slowed the field yet."""
MOST = 0.5
"""The field is slow when more than this share of neighbouring crossings end a slow lap."""
STOPPED = 3.0
"""A lap this many times the quick one was not driven through: the car stood, and the lap tells no moment."""
FEWEST_CARS = 5
"""Fewer cars are no field."""


Stretch = tuple[int, int, int, int | None, int]
"""Earliest and latest start, earliest and latest end [ms, clock], slow laps."""


def slow_periods(laps: pl.DataFrame) -> list[Stretch]:
    """Return the stretches in which most of the field lapped slowly, in order of time and without overlap.

    laps: table `laps`; uses car, lap, lap_time_ms, elapsed_ms [ms], in_pit, pit_time_ms.  First, in- and out-laps say
    nothing.  A stretch needs slow laps by most of the cars that run.
    """
    import polars as pl

    before = pl.col("in_pit").shift(1, fill_value=False).over("car")
    told = (
        laps.sort("car", "lap")
        .filter(
            pl.col("lap_time_ms").is_not_null()
            & pl.col("elapsed_ms").is_not_null()
            & (pl.col("lap") > 1)
            & ~pl.col("in_pit")
            & ~before
            & pl.col("pit_time_ms").is_null()
        )
        .with_columns((pl.col("lap_time_ms") / pl.col("lap_time_ms").quantile(0.25).over("car")).alias("ratio"))
        .sort("elapsed_ms", "car")
    )
    cars = told["car"].n_unique()
    if cars < FEWEST_CARS:
        return []
    width = max(FEWEST_CARS, cars // 2)
    slow = (pl.col("ratio") >= SLOW) & (pl.col("ratio") <= STOPPED)
    started = pl.col("elapsed_ms") - pl.col("lap_time_ms")
    told = told.with_columns(slow.alias("slow"), started.alias("started")).with_columns(
        (pl.col("slow").cast(pl.Float64).rolling_mean(width, min_samples=1, center=True) > MOST).alias("held")
    )
    # The window reaches half its width to either side of a stretch: so do the slow laps that belong to it.
    told = told.with_columns(
        (pl.col("held").cast(pl.Int8).rolling_max(width, min_samples=1, center=True) == 1).alias("near"),
        pl.col("ratio").rolling_median(width, min_samples=1).alias("middle"),
    )
    told = told.with_columns((pl.col("near") != pl.col("near").shift(1)).fill_null(value=True).cum_sum().alias("run"))
    found: list[Stretch] = []
    for _, group in told.filter("near").group_by("run", maintain_order=True):
        laps_slow = group.filter("slow")
        if laps_slow["car"].n_unique() >= max(FEWEST_CARS, MOST * cars / 2):
            found.append(_bounds(told, laps_slow))
    return [_before(one, after) for one, after in zip(found, [*found[1:], None], strict=False)]


def _bounds(told: pl.DataFrame, slow: pl.DataFrame) -> Stretch:
    """Return when a stretch can have begun and ended.

    It began before the first slow lap was completed, and after the start of the last lap of a field still at speed:
    cars that catch the safety car up lose little on their first lap.  It ended after the last slow lap had begun, and
    before a lap begun after that was completed at speed.
    """
    import polars as pl

    first, last = slow.row(0, named=True), slow.row(-1, named=True)
    untouched = told.filter((pl.col("elapsed_ms") < first["elapsed_ms"]) & (pl.col("middle") < UNTOUCHED))
    earliest = min(first["started"], untouched["started"][-1]) if untouched.height else first["started"]
    over = max(last["started"], first["elapsed_ms"])
    after = told.filter((pl.col("ratio") < NORMAL) & (pl.col("started") > over))["elapsed_ms"].min()
    return earliest, first["elapsed_ms"], over, after if isinstance(after, int) else None, slow.height


def _before(one: Stretch, after: Stretch | None) -> Stretch:
    """Return a stretch that had ended when the next one began."""
    if after is None:
        return one
    return (*one[:3], after[1] if one[3] is None else min(one[3], after[1]), one[4])
