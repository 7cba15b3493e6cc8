"""Each car's fastest lap as officially counted, beside its shortest time, and why the two differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

FULL = 0.998
"""A lap whose speed times time comes to less than this share of the others' is not a full lap.

Printed speeds have one decimal, which leaves one part in a thousand at the slowest racing speeds.
"""


def fastest_laps(laps: pl.DataFrame, first_lap: str = "") -> pl.DataFrame:
    """Return each car's fastest lap as counted, and its shortest lap time beside it.

    laps: table `laps`; uses car, class, driver, lap, lap_time_ms [ms], improvement, kph.  first_lap: `shorter` or
    `full` where the series' rules tell; else it is measured (`first_lap_is_shorter`).  Returns one row per car, in
    the order of the rows: car, class, driver, lap, lap_time_ms [ms], origin (`timekeeper`: the lap the timekeeper
    marked; `shortest`: the file has no such marks, so the shortest full lap; null: no lap counts), shortest_lap,
    shortest_ms [ms], reason (why the shortest is not the fastest: `first-lap-shorter`,
    `not-counted`; null where it is).
    Source: docs/methods/classification.md.
    """
    import polars as pl

    timed = laps.filter(pl.col("lap_time_ms").is_not_null())
    marked = (laps["improvement"] >= 2).any()
    shorter = first_lap == "shorter" or (first_lap != "full" and first_lap_is_shorter(laps))
    shortest = _first(timed.sort("lap_time_ms", maintain_order=True)).select(
        "car", pl.col("lap").alias("shortest_lap"), pl.col("lap_time_ms").alias("shortest_ms")
    )
    if marked:
        counted = timed.filter(pl.col("improvement") >= 2)
    else:
        counted = timed.filter(pl.col("lap") != 1) if shorter else timed
    counted = _first(counted.sort("lap_time_ms", maintain_order=True)).select(
        "car", "driver", "lap", "lap_time_ms", pl.lit("timekeeper" if marked else "shortest").alias("origin")
    )
    cars = laps.select("car", "class").unique("car", keep="first", maintain_order=True)
    joined = cars.join(counted, on="car", how="left", maintain_order="left")
    joined = joined.join(shortest, on="car", how="left", maintain_order="left")
    same = (pl.col("lap") == pl.col("shortest_lap")) | (pl.col("lap_time_ms") == pl.col("shortest_ms"))
    reason = (
        pl.when(pl.col("shortest_lap").is_null() | same.fill_null(False))
        .then(None)
        .when((pl.col("shortest_lap") == 1) & shorter)
        .then(pl.lit("first-lap-shorter"))
        .otherwise(pl.lit("not-counted"))
        .alias("reason")
    )
    wanted = ("car", "class", "driver", "lap", "lap_time_ms", "origin", "shortest_lap", "shortest_ms")
    return joined.select(*wanted, reason)


def first_lap_is_shorter(laps: pl.DataFrame) -> bool:
    """Return whether lap 1 is measurably shorter than the others: the race starts after the finish line.

    laps: table `laps`; uses lap, lap_time_ms [ms], kph, in_pit.  Speed times time is the length of a lap; the median
    over all first laps is held against the median over all others.  Without speeds the answer is no.
    """
    import polars as pl

    length = pl.col("kph") * pl.col("lap_time_ms")
    usable = laps.filter((length > 0) & ~pl.col("in_pit"))
    first = usable.filter(pl.col("lap") == 1).select(length.median()).item()
    others = usable.filter(pl.col("lap") > 1).select(length.median()).item()
    return first is not None and others is not None and first < FULL * others


def _first(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.unique("car", keep="first", maintain_order=True)
