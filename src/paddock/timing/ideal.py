"""Ideal laps: the best sectors put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddock.errors import BadRequest
from paddock.tables.readings import IDEAL_LAPS
from paddock.timing.grouping import KEYS, named, with_driver

if TYPE_CHECKING:
    import polars as pl


def ideal_lap(laps: pl.DataFrame, by: str = "car") -> pl.DataFrame:
    """Return the sum of the best sectors beside the best lap.

    laps: table `laps`; uses car, class, driver, driver_slot, lap, lap_time_ms, s1_ms, s2_ms, s3_ms [ms], improvement,
    pace_reason.  First, in- and out-laps are left out, and laps quicker than the car's official fastest: they were
    taken away.  by: "car", "driver" or "class".
    Returns table `ideal_laps`, the quickest of each class first; ideal_ms is null where a sector has no time.
    Raises BadRequest for another `by`.  Source: docs/methods/pace.md.
    """
    import polars as pl

    if by not in {"car", "driver", "class"}:
        raise BadRequest(f"Ideal laps cannot be told by {by!r}.", hint="There are car, driver and class.")
    official = pl.col("lap_time_ms").filter(pl.col("improvement") >= 2).min().over("car")
    out = ["no-time", "first-lap", "in-lap", "out-lap"]
    rows = with_driver(laps).filter(
        ~pl.col("pace_reason").is_in(out).fill_null(value=False)
        & (official.is_null() | (pl.col("lap_time_ms") >= official))
    )
    if by == "driver":
        rows = rows.filter(pl.col("driver").is_not_null())
    key = ["class", *KEYS[by]]
    picked = [pl.col("lap_time_ms").min().alias("best_lap_ms"), *_where("lap_time_ms", "best_lap", "best_lap_car")]
    for sector in ("s1", "s2", "s3"):
        timed = pl.col(f"{sector}_ms").filter(pl.col(f"{sector}_ms") > 0)
        picked += [timed.min().alias(f"{sector}_ms"), *_where(f"{sector}_ms", f"{sector}_lap", f"{sector}_car")]
    frame = rows.group_by(key).agg(*picked)
    ideal = pl.col("s1_ms") + pl.col("s2_ms") + pl.col("s3_ms")
    frame = frame.with_columns(ideal.alias("ideal_ms"), (pl.col("best_lap_ms") - ideal).alias("left_ms"))
    frame = frame.sort("class", "ideal_ms", "best_lap_ms", *KEYS[by], nulls_last=True)
    return IDEAL_LAPS.conform(named(frame, by, rows))


def _where(value: str, lap: str, car: str) -> list[pl.Expr]:
    """Return the lap and the car of the least positive value; of several the first in time."""
    import polars as pl

    known = pl.col(value) > 0
    order = [pl.col(value).filter(known), pl.col("elapsed_ms").filter(known), pl.col("lap").filter(known)]
    return [
        pl.col(name).filter(known).sort_by(order, nulls_last=True).first().alias(alias)
        for name, alias in (("lap", lap), ("car", car))
    ]
