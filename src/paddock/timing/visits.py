"""Where a car was in the pit lane, as its laps tell it: what stints, stops and times at the wheel have in common.

A lap file says two things of a visit: the mark on the lap that ended in the lane (`in_pit`) and the time spent there,
printed on a lap (`pit_time_ms`), as a rule on the next one.  Where the garages lie before the finish line it is printed
on the marked lap itself.  Files without any marks have only the printed time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

LONG = 4.0
"""A visit this many times as long as the shorter ones (their lower quartile) may be a wait for the race to go on."""
LONG_LAPS = 3.0
"""So may one that takes as long as this many laps: a session may have no other visits to compare with."""
MOST = 0.5
"""It is one when more than this share of the cars that are running wait at the same time."""


def with_visits(laps: pl.DataFrame) -> pl.DataFrame:
    """Return laps by car and lap, each with the visit to the pit lane before it and within it.

    laps: table `laps`; uses car, lap, lap_time_ms, elapsed_ms [ms], in_pit, pit_time_ms [ms], flag, driver,
    driver_slot.
    Returns the same rows with: is_first, is_last (of the car); who (driver, or the place in the crew where no name is
    given); changed (another driver than on the lap before); stop_before (the lap began in the pit lane after the one
    before ended there); lane_before_ms (time in the lane on that visit, as printed); stop_within (in and out again
    between two crossings); lane_within_ms; waited_before, waited_within (the race was stopped: a red flag, or most of
    the field waiting); boundary (a new stint begins with this lap).
    """
    import polars as pl

    rows = laps.sort("car", "lap", "elapsed_ms", "line", maintain_order=True, nulls_last=True)
    marked = bool(rows["in_pit"].any())
    who = pl.coalesce("driver", pl.col("driver_slot").cast(pl.String))
    rows = rows.with_columns(
        (pl.int_range(pl.len()).over("car") == 0).alias("is_first"),
        (pl.int_range(pl.len()).over("car") == pl.len().over("car") - 1).alias("is_last"),
        who.alias("who"),
        (who != who.shift(1).over("car")).fill_null(value=False).alias("changed"),
        pl.col("in_pit").shift(1, fill_value=False).over("car").alias("was_in"),
        _waits(rows).alias("waits"),
    )
    printed = pl.col("pit_time_ms").is_not_null()
    # Printed on a lap that did not begin in the lane: the visit lies before the line at the end of this lap.
    own = printed & ~pl.col("was_in") & ~pl.col("is_first") & pl.lit(marked)
    rows = rows.with_columns(own.alias("own")).with_columns(
        (pl.col("own").shift(1, fill_value=False).over("car") & pl.col("was_in") & ~printed).alias("taken")
    )
    given_on = pl.col("taken").shift(-1, fill_value=False).over("car")
    without_marks = pl.lit(not marked) & printed & ~pl.col("is_first")
    stop_before = pl.col("was_in") | (without_marks & ~pl.col("waits"))
    hidden = pl.col("changed") & ~stop_before & ~pl.col("own")
    stop_within = (pl.col("own") & ~given_on) | (without_marks & pl.col("waits")) | hidden
    red = (pl.col("flag") == "RF").fill_null(value=False)
    before = pl.when("taken").then(pl.col("pit_time_ms").shift(1).over("car")).otherwise("pit_time_ms")
    return rows.with_columns(
        stop_before.alias("stop_before"),
        pl.when(stop_before).then(before).alias("lane_before_ms"),
        stop_within.alias("stop_within"),
        pl.when(stop_within).then("pit_time_ms").alias("lane_within_ms"),
        (
            stop_before
            & (
                red
                | red.shift(1, fill_value=False).over("car")
                | pl.when("taken").then(pl.col("waits").shift(1, fill_value=False).over("car")).otherwise("waits")
            )
        ).alias("waited_before"),
        (stop_within & (red | pl.col("waits"))).alias("waited_within"),
        (stop_before | pl.col("changed")).alias("boundary"),
    ).drop("was_in", "waits", "own", "taken")


def _waits(rows: pl.DataFrame) -> pl.Series:
    """Return for each lap whether its printed time is long and most running cars had a long one at the same time."""
    import polars as pl

    lane = rows["pit_time_ms"]
    short = rows.filter(pl.col("lap") > 1)["pit_time_ms"].quantile(0.25)
    lap = rows["lap_time_ms"].median()
    limits = [LONG * short] if short is not None else []
    limits += [LONG_LAPS * lap] if isinstance(lap, int | float) else []
    if not limits:
        return pl.repeat(value=False, n=rows.height, eager=True, dtype=pl.Boolean)
    spans = rows.select(
        start=pl.col("elapsed_ms") - pl.col("lap_time_ms"),
        end=pl.col("elapsed_ms"),
        long=(pl.lit(lane) > min(limits)).fill_null(value=False),
    )
    middle = (spans["start"] + spans["end"]) / 2
    running = _covering(spans, middle)
    waiting = _covering(spans.filter("long"), middle)
    return (spans["long"] & (waiting > MOST * running)).fill_null(value=False)


def _covering(spans: pl.DataFrame, moments: pl.Series) -> pl.Series:
    """Return how many spans hold each moment."""
    import polars as pl

    known = spans.drop_nulls()
    begun = known["start"].cast(pl.Float64).sort().search_sorted(moments, side="right")
    over = known["end"].cast(pl.Float64).sort().search_sorted(moments, side="right")
    return begun.cast(pl.Int64) - over.cast(pl.Int64)
