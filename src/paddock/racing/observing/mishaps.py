"""Laps lost on the way, and duels within a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

LOST = 1.08
"""A green lap this many times the car's usual one was lost to something: a spin, a slow zone of its own, a failure."""
STOOD = 1.5
"""A lap on which the race was neutralised is lost when it takes this many times what others of the class took."""
CLOSE_MS = 1_500
"""Cars of a class that start a lap no further apart than this fight for a place."""


def slow_laps(rows: pl.DataFrame, cars: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Return the laps on which cars lost time on the track, outside the pit lane.

    rows: laps by car and lap, with `start_ms`.  Returns car, class, at_ms (start of the lap), loss_ms, first (lap 1),
    restart (the first green lap after a neutralisation), kind (of the neutralisation that began meanwhile, or null).
    Laps that were slow for most of a class at once (rain) are none.
    """
    import polars as pl

    laps = rows.join(cars.select("car", "pace_ms"), on="car", how="left").filter(
        ~pl.col("in_pit") & ~pl.col("stop_before") & ~pl.col("stop_within") & pl.col("pace_ms").is_not_null()
    )
    # What the class takes at the same time: the middle of the laps that ended within two minutes.
    laps = laps.with_columns((pl.col("elapsed_ms") // 120_000).alias("when"))
    usual = (pl.col("lap_time_ms") / pl.col("pace_ms")).median().over("class", "when")
    laps = laps.with_columns(
        usual.alias("usual"), (pl.col("lap_time_ms") / pl.col("pace_ms")).alias("own"), *_beside(laps, periods)
    )
    first = pl.col("lap") == 1
    lost = (
        pl.when(first)
        .then(pl.col("own") > LOST * pl.col("own").median().over("class", "lap"))
        .when(~pl.col("touched"))
        .then(pl.col("own") > LOST * pl.max_horizontal("usual", 1.0))
        .otherwise(pl.col("kind").is_not_null() & (pl.col("own") > STOOD * pl.col("usual")))
    )
    base = (
        pl.when(pl.col("lap") == 1)
        .then(pl.col("own").median().over("class", "lap"))
        .otherwise(pl.max_horizontal("usual", 1.0))
    )
    laps = laps.with_columns(((pl.col("own") - base) * pl.col("pace_ms")).alias("loss_ms"))
    return laps.filter(lost).select(
        "car", "class", pl.col("start_ms").alias("at_ms"), "loss_ms", (pl.col("lap") == 1).alias("first"), "restart",
        "kind",
    )  # fmt: skip


def _beside(laps: pl.DataFrame, periods: pl.DataFrame) -> list[pl.Series]:
    """Return for each lap how it stood to the neutralisations: touched by one, the first after one, begun during it.

    The last is the kind, null for none.
    """
    import numpy as np
    import polars as pl

    starts, ends = laps["start_ms"].to_numpy(), laps["elapsed_ms"].to_numpy()
    touched, restart = np.zeros(laps.height, bool), np.zeros(laps.height, bool)
    kinds = np.full(laps.height, None, dtype=object)
    lap = laps["pace_ms"].to_numpy()
    for kind, at, until in periods.select("kind", "start_ms", "end_ms").iter_rows():
        touched |= (starts < until) & (ends > at)
        restart |= (starts >= until) & (starts < until + lap)
        kinds[(starts <= at) & (at < ends)] = kind
    return [
        pl.Series("touched", touched),
        pl.Series("restart", restart & ~touched),
        pl.Series("kind", kinds.tolist(), dtype=pl.String),
    ]


def battles(rows: pl.DataFrame, cars: pl.DataFrame) -> pl.DataFrame:
    """Return the laps that a car began close behind another of its class and lap, and what became of it.

    Both laps must count for pace.  Returns class, gap_ms at the line before, gain_ms (by the medians of their
    stints), passed (it led at the next line) and after_ms (the gap then, negative when it led).
    """
    import polars as pl

    typical = pl.col("lap_time_ms").filter("counts_for_pace").median().over("car", "stint")
    laps = rows.with_columns(typical.alias("typical")).filter("counts_for_pace")
    laps = laps.sort("class", "lap", "start_ms")
    ahead = ["class", "lap"]
    both = laps.with_columns(
        (pl.col("start_ms") - pl.col("start_ms").shift(1).over(ahead)).alias("gap_ms"),
        (pl.col("typical").shift(1).over(ahead) - pl.col("typical")).alias("gain_ms"),
        (pl.col("elapsed_ms") - pl.col("elapsed_ms").shift(1).over(ahead)).alias("after_ms"),
        pl.col("typical").alias("pace_ms"),
    )
    close = (pl.col("gap_ms") <= CLOSE_MS) & (pl.col("gap_ms") > 0)
    return both.filter(close).select(
        "class", "gap_ms", "gain_ms", "pace_ms", "after_ms", (pl.col("after_ms") < 0).alias("passed")
    )
