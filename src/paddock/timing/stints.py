"""Stints: the runs of laps of a car between two stops, with their pace and what they say of the tyres."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddock.tables import STINTS

if TYPE_CHECKING:
    import polars as pl

KEY = ("car", "stint")


def with_stints(laps: pl.DataFrame) -> pl.DataFrame:
    """Return laps by car and lap with `stint`, the number of the stint from 1, and what `with_visits` adds."""
    import polars as pl

    from paddock.timing.visits import with_visits

    return with_visits(laps).with_columns(
        (pl.col("boundary") & ~pl.col("is_first")).cast(pl.Int64).cum_sum().over("car").add(1).alias("stint")
    )


def stints(laps: pl.DataFrame) -> pl.DataFrame:
    """Return the stints of every car.

    laps: table `laps`; uses car, class, lap, lap_time_ms, elapsed_ms [ms], in_pit, pit_time_ms, flag, driver,
    driver_slot, counts_for_pace.  What is null is done without: no names, no drivers; no clock, no start and end.
    Returns table `stints` by car and stint.  A stint ends with the lap that ends in the pit lane, or where another
    driver's name follows.  Pace and drop-off come from its laps that count for pace, four at least for an interval.
    Source: docs/methods/stints.md.
    """
    import polars as pl

    from paddock.timing.tyres import tyre_hints

    if not laps.height:
        return STINTS.empty()
    rows = with_stints(laps)
    ends = _ends(rows)
    whole = pl.col("lap_time_ms").null_count() == 0
    frame = (
        rows.lazy()
        .group_by(KEY, maintain_order=True)
        .agg(
            pl.col("class", "driver", "driver_slot").drop_nulls().first(),
            pl.col("lap").first().alias("first_lap"),
            pl.col("lap").last().alias("last_lap"),
            pl.len().cast(pl.Int64).alias("laps"),
            (pl.col("elapsed_ms") - pl.col("lap_time_ms")).first().alias("start_ms"),
            pl.col("elapsed_ms").last().alias("end_ms"),
            pl.when(whole).then(pl.col("lap_time_ms").sum()).alias("duration_ms"),
            pl.col("counts_for_pace").sum().cast(pl.Int64).alias("green_laps"),
        )
        .collect()
    )
    frame = frame.join(_pace(rows), on=KEY, how="left").join(ends, on=KEY, how="left")
    frame = frame.join(tyre_hints(rows), on=KEY, how="left").sort(KEY)
    return STINTS.conform(frame)


def residuals(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, float]:
    """Return the laps that count with what the stint's line leaves of them, the lines, and how neighbours correlate.

    rows: laps with `stint`.  Returns (car, class, stint, lap, lap_time_ms, middle_lap, residual_ms), (car, stint,
    slope, slope_low, slope_high) and the correlation of neighbouring laps, pooled over the field.
    """
    import polars as pl

    from paddock.timing.robust import neighbour_correlation, pair_slopes, theil_sen

    green = rows.filter("counts_for_pace").select(*KEY, "class", "lap", "lap_time_ms")
    pairs = pair_slopes(green, KEY, "lap", "lap_time_ms")
    left = green.join(theil_sen(pairs, KEY), on=KEY, how="left").with_columns(
        pl.col("lap").median().over(KEY).alias("middle_lap"), pl.col("slope").fill_null(0.0)
    )
    flat = pl.col("lap_time_ms") - pl.col("slope") * (pl.col("lap") - pl.col("middle_lap"))
    left = left.with_columns((flat - flat.median().over(KEY)).alias("residual_ms"))
    correlation = neighbour_correlation(left, KEY, "lap", "residual_ms")
    inflation = (1 + correlation) / (1 - correlation)
    return left, theil_sen(pairs, KEY, inflation), correlation


def _pace(rows: pl.DataFrame) -> pl.DataFrame:
    """Return pace and drop-off of each stint, with their intervals."""
    import polars as pl

    from paddock.timing.robust import FEWEST, medians

    left, lines, correlation = residuals(rows)
    typical = medians(left, KEY, "lap_time_ms", "residual_ms", correlation)
    enough = pl.col("points") >= FEWEST
    return (
        typical.join(lines, on=KEY, how="left")
        .join(left.group_by(KEY).agg(pl.len().alias("points")), on=KEY, how="left")
        .select(
            *KEY,
            pl.col("middle").round().cast(pl.Int64).alias("pace_ms"),
            pl.col("middle_low").floor().cast(pl.Int64).alias("pace_low_ms"),
            pl.col("middle_high").ceil().cast(pl.Int64).alias("pace_high_ms"),
            pl.when(enough).then("slope").alias("drop_off_ms_per_lap"),
            pl.col("slope_low").alias("drop_off_low"),
            pl.col("slope_high").alias("drop_off_high"),
        )
    )


def _ends(rows: pl.DataFrame) -> pl.DataFrame:
    """Return how each stint ended: in the pit lane, with the chequered flag, stopped on the way, or not told."""
    import polars as pl

    flagged = bool((rows["flag"] == "FF").any())
    # The flag falls when the winner, the car with the most laps in the least time, completes its last lap.
    cars = rows.group_by("car").agg(pl.col("lap").max(), pl.col("elapsed_ms").max())
    won = cars.sort("lap", "elapsed_ms", descending=[True, False], nulls_last=True)["elapsed_ms"].first()
    after = pl.col("elapsed_ms") >= won if won is not None else pl.lit(value=False)
    took = pl.col("flag") == "FF" if flagged else after
    last = rows.group_by(KEY).agg(
        pl.col("is_last", "in_pit").last(),
        took.fill_null(value=False).last().alias("took"),
        pl.col("elapsed_ms").last().is_not_null().alias("timed"),
    )
    return last.select(
        *KEY,
        pl.when(pl.col("is_last") & pl.col("took"))
        .then(pl.lit("finish"))
        .when(~pl.col("is_last") | pl.col("in_pit"))
        .then(pl.lit("pit"))
        .when(pl.col("timed") if won is not None else pl.lit(flagged))
        .then(pl.lit("stopped"))
        .otherwise(pl.lit("end-of-data"))
        .alias("ended_by"),
    )
