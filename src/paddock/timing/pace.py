"""Green-flag pace: of cars, drivers, classes and stints, with intervals that do not take a stint for many.

Laps of one stint share tyres, driver, fuel and weather: they are not so many independent looks at the pace.  The
intervals therefore rest on the spread between stints, measured over the whole class since one car has too few.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from paddock.errors import BadRequest
from paddock.tables.readings import PACE, PACE_BY_AGE
from paddock.timing.grouping import KEYS, named, with_driver
from paddock.timing.ideal import ideal_lap
from paddock.units import listed

if TYPE_CHECKING:
    import polars as pl

__all__ = ["SHARE", "ideal_lap", "pace", "pace_by_age"]

SHARE = 0.5
"""Share of a row's quickest laps its pace is the mean of, unless asked otherwise."""
FEWEST_STINTS = 6
"""Fewer stints with an n-th lap give no interval of it."""


def pace(laps: pl.DataFrame, by: str = "car", *, quantile: float = SHARE) -> pl.DataFrame:
    """Return the green-flag pace with its 95 % interval, and the gap to the best of the class.

    laps: table `laps`; uses car, class, driver, driver_slot, lap, lap_time_ms [ms], counts_for_pace, and what tells
    stints apart.  by: "car", "driver", "car,driver", "class", "stint", or "stint-age", which returns `pace_by_age`.
    quantile: share of the quickest laps kept, (0, 1].
    Returns table `pace`, each class's quickest first; without drivers there are no rows by driver.
    Raises BadRequest for another `by` or quantile.
    Source: docs/methods/pace.md.
    """
    import polars as pl

    if by == "stint-age":
        return pace_by_age(laps)
    if by not in KEYS:
        raise BadRequest(f"Pace cannot be told by {by!r}.", hint=f"There are {listed([*KEYS, 'stint-age'])}.")
    if not 0 < quantile <= 1:
        raise BadRequest(f"quantile is {quantile}; it is a share of the laps.", hint="Give a share above 0, up to 1.")
    green = _green(laps, by)
    if not green.height:
        return PACE.empty()
    key = ["class", *KEYS[by]]
    kept = pl.max_horizontal(1, (pl.col("n") * quantile).ceil().cast(pl.Int64))
    ranked = green.with_columns(pl.len().over(key).alias("n")).with_columns(
        kept.alias("kept"), pl.col("lap_time_ms").rank("ordinal").over(key).alias("rank")
    )
    limit = pl.col("lap_time_ms").filter(pl.col("rank") == pl.col("kept")).first().over(key)
    ranked = ranked.with_columns((pl.min_horizontal("lap_time_ms", limit) / pl.lit(quantile)).alias("cut"))
    frame = ranked.group_by(key).agg(
        pl.col("lap_time_ms").filter(pl.col("rank") <= pl.col("kept")).mean().alias("mean"),
        pl.len().cast(pl.Int64).alias("laps"),
        pl.col("kept").first().cast(pl.Int64).alias("laps_kept"),
        pl.struct("car", "stint").n_unique().cast(pl.Int64).alias("stints"),
        pl.col("lap_time_ms").min().alias("best_lap_ms"),
    )
    from paddock.timing.spread import spread

    frame = frame.join(spread(ranked, key), on=key, how="left", nulls_equal=True)
    frame = _with_gap(frame.sort("class", "mean", *KEYS[by], nulls_last=True), everybody=by == "class")
    return PACE.conform(named(frame, by, green))


def pace_by_age(laps: pl.DataFrame) -> pl.DataFrame:
    """Return how the laps of a stint compare with the stint's typical time, by their number in the stint.

    laps: table `laps`; uses car, class, lap, lap_time_ms [ms], counts_for_pace, and what tells stints apart.
    A stint's typical time is the median of its laps that count; a stint with fewer than four is left out.
    Returns table `pace_by_age` by class and stint_lap: the median offset over stints, its interval from order
    statistics with each stint as one observation.
    Source: docs/methods/pace.md.
    """
    import polars as pl

    from paddock.timing.robust import FEWEST
    from paddock.timing.stints import KEY, with_stints

    if not laps.height:
        return PACE_BY_AGE.empty()
    rows = with_stints(laps).with_columns((pl.int_range(pl.len()).over(KEY) + 1).alias("stint_lap"))
    green = rows.filter("counts_for_pace").with_columns(
        (pl.col("lap_time_ms") - pl.col("lap_time_ms").median().over(KEY)).alias("offset"),
        pl.len().over(KEY).alias("n"),
    )
    frame = (
        green.filter(pl.col("n") >= FEWEST)
        .group_by("class", "stint_lap")
        .agg(pl.col("offset").sort(), pl.len().cast(pl.Int64).alias("laps"))
    )
    low, high = _order_ranks(frame["laps"].unique().to_list())
    rank_low = pl.col("laps").replace_strict(low, default=None, return_dtype=pl.Int64)
    rank_high = pl.col("laps").replace_strict(high, default=None, return_dtype=pl.Int64)
    frame = frame.select(
        "class",
        "stint_lap",
        "laps",
        pl.col("offset").list.median().round().cast(pl.Int64).alias("offset_ms"),
        pl.col("offset").list.get(rank_low, null_on_oob=True).round().cast(pl.Int64).alias("offset_low_ms"),
        pl.col("offset").list.get(rank_high, null_on_oob=True).round().cast(pl.Int64).alias("offset_high_ms"),
    )
    return PACE_BY_AGE.conform(frame.sort("class", "stint_lap", nulls_last=True))


def _green(laps: pl.DataFrame, by: str) -> pl.DataFrame:
    """Return the laps that count, with their stint and driver; by driver only those with one."""
    import polars as pl

    from paddock.timing.stints import with_stints

    if not laps.height:
        return laps
    rows = with_driver(with_stints(laps))
    # A crew place without a name is one car's: two cars' seconds are two drivers.
    if by == "driver":
        unnamed = laps["driver"].null_count() > 0
        rows = rows.filter(pl.col("driver").is_not_null())
        if unnamed:
            bare = pl.col("driver").str.contains(r"^no\. \d+$")
            rows = rows.with_columns(
                pl.when(bare).then(pl.format("{} of car {}", "driver", "car")).otherwise("driver").alias("driver")
            )
    elif by == "car,driver":
        rows = rows.filter(pl.col("driver").is_not_null())
    return rows.filter("counts_for_pace")


def _with_gap(frame: pl.DataFrame, *, everybody: bool) -> pl.DataFrame:
    """Return rows, in order of pace within each class, with intervals and the gap to the class's best.

    everybody: the rows are classes, and the gap is that to the quickest class.
    """
    import polars as pl

    group = pl.lit(1) if everybody else pl.col("class")

    def best(name: str) -> pl.Expr:
        return pl.col(name).sort_by("mean").first().over(group)

    itself = pl.col("mean") == best("mean")
    half = (
        pl.when(itself)
        .then(0.0)
        .otherwise(pl.max_horizontal("t", best("t")) * (pl.col("variance") + best("variance")).sqrt())
    )
    gap = pl.col("mean") - best("mean")
    return frame.with_columns(
        pl.col("mean").round().cast(pl.Int64).alias("pace_ms"),
        (pl.col("mean") - pl.col("half")).floor().cast(pl.Int64).alias("pace_low_ms"),
        (pl.col("mean") + pl.col("half")).ceil().cast(pl.Int64).alias("pace_high_ms"),
        gap.round().cast(pl.Int64).alias("gap_ms"),
        (gap - half).floor().cast(pl.Int64).alias("gap_low_ms"),
        (gap + half).ceil().cast(pl.Int64).alias("gap_high_ms"),
        (100 * gap / best("mean")).alias("gap_pct"),
    )


def _order_ranks(sizes: list[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Return for each number of values the ranks, from 0, that hold their median with 95 %."""
    low: dict[int, int] = {}
    high: dict[int, int] = {}
    for size in sizes:
        if size < FEWEST_STINTS:
            continue
        below, chance = 0, 0.5**size if size < 1000 else 0.0
        if size >= 1000:
            below = math.floor((size - 1.96 * math.sqrt(size)) / 2)
        else:
            term, total = chance, chance
            while total <= 0.025:
                below += 1
                term *= (size - below + 1) / below
                total += term
        low[size], high[size] = max(0, below - 1), min(size - 1, size - below)
    return low, high
