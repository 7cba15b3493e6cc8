"""What every reader of laps does at the end: cars told apart, the clock completed, laps that count for pace marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddock.findings import Finding
from paddock.tables import LAPS
from paddock.timing.readers.form import Source
from paddock.units import listed

if TYPE_CHECKING:
    import polars as pl

SLOW = 1.3
"""A lap this many times as long as the car's quick laps (their lower quartile) says nothing about its pace."""


def finish_laps(source: Source, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """Return the table `laps` from the columns a reader filled, and what was noticed on the way.

    frame: at least line, car, lap; any other column of the table that the source has, already typed.
    """
    import polars as pl

    missing = [name for name in ("lap_time_ms", "elapsed_ms", "pit_time_ms", "flag") if name not in frame.columns]
    frame = frame.with_columns(
        pl.lit(source.digest).alias("file"),
        *(pl.lit(None, dtype=LAPS.schema[name]).alias(name) for name in missing),
        *([] if "in_pit" in frame.columns else [pl.lit(value=False).alias("in_pit")]),
    )
    same = pl.col("car") == pl.col("car").shift(1)
    seen = frame.select(
        in_order=(~same | (pl.col("lap") > pl.col("lap").shift(1))).all(),
        blocks=(~same).sum() + 1,
        cars=pl.col("car").n_unique(),
    )
    in_order, blocks, cars = seen.row(0) if frame.height else (True, 0, 0)
    findings: list[Finding] = []
    if not in_order or blocks != cars:
        frame, findings = _tell_cars_apart(source, frame.with_row_index("row"))
        frame = frame.sort("car", "lap", "row", maintain_order=True)
        done = _with_pace(_with_elapsed(frame)).sort("row")
    else:
        done = _with_pace(_with_elapsed(frame))
    return LAPS.conform(done), findings


def _tell_cars_apart(source: Source, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """Return laps in which a second car under the same number has a name of its own.

    Two cars share a number when, in the order of the file, a car's lap number and its clock both start again and some
    lap number comes twice.  A single row that stands twice is no second car.
    """
    import polars as pl

    twice = frame.select(pl.col("car").filter(pl.struct("car", "lap").is_duplicated())).to_series().unique()
    if not twice.len():
        return frame, []
    restart = (pl.col("lap") < pl.col("lap").shift(1).over("car")) & (
        pl.col("elapsed_ms") < pl.col("elapsed_ms").shift(1).over("car")
    ).fill_null(value=True)
    told = frame.with_columns(
        (restart.fill_null(value=False).cast(pl.Int64).cum_sum().over("car") + 1).alias("run")
    ).with_columns(pl.len().over("car", "run").alias("size"))
    # A run of one or two rows is a misplaced row, not a car; so is one that still repeats lap numbers within itself.
    sound = (
        told.filter(pl.col("car").is_in(twice.implode()))
        .group_by("car")
        .agg((pl.col("run").max() > 1) & (pl.col("size").min() > 2))
    )
    cars = [car for car, whole in sound.iter_rows() if whole]
    if not cars:
        return frame, []
    second = told.select(pl.col("car").is_in(cars) & (pl.col("run") > 1)).to_series()
    name = pl.when(second).then(pl.format("{} ({})", "car", "run")).otherwise(pl.col("car"))
    named = told.with_columns(name.alias("car"))
    others = named.filter(second)
    findings = [
        Finding(
            "warning",
            "car-number-twice",
            f"Two cars bear the number {listed(sorted(cars))}: its laps start again, so the second is called "
            f"{listed(sorted(others['car'].unique()))}.",
            where=source.at(others["line"][0]),
            hint="The published result tells which car it was.",
        )
    ]
    return named.drop("run", "size"), findings


def _with_elapsed(frame: pl.DataFrame) -> pl.DataFrame:
    """Return laps with a clock: the source's, or the sum of a car's lap times as far as none is missing from lap 1."""
    import polars as pl

    if frame["elapsed_ms"].null_count() == 0:
        return frame.with_columns(pl.lit("measured").alias("elapsed_origin"))
    known = (pl.col("lap_time_ms").is_not_null() & (pl.col("lap") == pl.int_range(1, pl.len() + 1).over("car"))).cast(
        pl.Int8
    ).cum_min().over("car") == 1
    summed = pl.when(known).then(pl.col("lap_time_ms").cum_sum().over("car"))
    return frame.with_columns(
        pl.coalesce("elapsed_ms", summed).alias("elapsed_ms"),
        pl.when(pl.col("elapsed_ms").is_not_null())
        .then(pl.lit("measured"))
        .when(summed.is_not_null())
        .then(pl.lit("derived"))
        .alias("elapsed_origin"),
    )


def _with_pace(frame: pl.DataFrame) -> pl.DataFrame:
    """Return laps with `counts_for_pace` and its reason.  Rows of a car stand together, by lap."""
    import polars as pl

    same = pl.col("car") == pl.col("car").shift(1)
    before = same & (pl.col("lap") == pl.col("lap").shift(1) + 1)
    green = pl.col("flag").is_in(["GF", "FF"]) | pl.col("flag").is_null()
    reason = (
        pl.when(pl.col("lap_time_ms").is_null() | (pl.col("lap_time_ms") <= 0))
        .then(pl.lit("no-time"))
        .when(pl.col("lap") == 1)
        .then(pl.lit("first-lap"))
        .when(pl.col("in_pit"))
        .then(pl.lit("in-lap"))
        .when(pl.col("pit_time_ms").is_not_null() | (before & pl.col("in_pit").shift(1)))
        .then(pl.lit("out-lap"))
        .when(~green | (before & ~green.shift(1)))
        .then(pl.lit("neutralised"))
    )
    frame = frame.with_columns(reason.alias("pace_reason"))
    quick = pl.col("lap_time_ms").filter(pl.col("pace_reason").is_null()).quantile(0.25).over("car")
    slow = pl.col("pace_reason").is_null() & (pl.col("lap_time_ms") > quick * SLOW)
    return frame.with_columns(
        pl.when(slow).then(pl.lit("slow")).otherwise(pl.col("pace_reason")).alias("pace_reason"),
        (pl.col("pace_reason").is_null() & ~slow).alias("counts_for_pace"),
    )
