"""Reading one race into an observation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddock.racing.observing.drives import drives
from paddock.racing.observing.meeting import met
from paddock.racing.observing.mishaps import battles, slow_laps
from paddock.racing.observing.observation import NEUTRAL, Observation
from paddock.racing.observing.queueing import chances, periods_of

if TYPE_CHECKING:
    import polars as pl

    from paddock.racing.history import PastRace

GONE_LAPS = 2.5
"""A car whose last crossing lies more than this many of its laps before the end had retired."""
FEWEST = 8
"""Cars with fewer green laps that count have no pace of their own."""
MINUTE = 60_000


def observe(race: PastRace) -> Observation | None:
    """Return what a race shows, or None when its laps are too few to show anything.

    race: uses laps (table `laps`: car, class, lap, lap_time_ms, elapsed_ms, in_pit, pit_time_ms, flag, driver,
    driver_slot, counts_for_pace), id, series, circuit and day.
    """
    import polars as pl

    from paddock.timing.pits import pit_stops
    from paddock.timing.stints import with_stints

    known = race.laps.filter(
        pl.col("elapsed_ms").is_not_null() & pl.col("lap_time_ms").is_not_null() & pl.col("class").is_not_null()
    )
    if not known.filter("counts_for_pace").height:
        return None
    rows = with_stints(known).with_columns((pl.col("elapsed_ms") - pl.col("lap_time_ms")).alias("start_ms"))
    rows = rows.with_columns(
        (pl.col("start_ms") - pl.col("start_ms").first().over("car", "stint")).alias("age_ms"),
        pl.col("flag").is_in(NEUTRAL).fill_null(value=False).alias("yellow"),
    )
    cars = _cars(rows)
    typical = cars.filter(pl.col("n") >= FEWEST).group_by("class").agg(pl.col("pace_ms").median()).sort("pace_ms")
    classes = dict(typical.iter_rows())
    if not classes:
        return None
    periods = periods_of(rows, classes)
    visits = pit_stops(known)
    lane = (visits["lane_ms"] - visits["stop_ms"]).filter(visits["stop_ms"] > 0)
    stops = _stops(visits, rows, cars, classes)
    counting = rows.filter("counts_for_pace").select(
        "car", "class", "stint", "lap", "age_ms", "lap_time_ms", "start_ms"
    )
    return Observation(
        race.id,
        race.series,
        race.circuit,
        race.day,
        int(_number(rows["elapsed_ms"].max()) or 0),
        round(middle) if (middle := _number(lane.median())) is not None else None,
        classes,
        _speed(rows, next(iter(classes))),
        cars,
        counting.hstack(met(counting, rows, list(classes))),
        stops,
        periods,
        chances(rows, stops, periods, classes),
        slow_laps(rows, cars, periods),
        battles(rows, cars),
        drives(race),
    )


def _speed(rows: pl.DataFrame, name: str) -> float | None:
    """Return the median speed of the laps of a class that count [km/h]."""
    import polars as pl

    return _number(rows.filter((pl.col("class") == name) & pl.col("counts_for_pace"))["kph"].median())


def _number(value: object) -> float | None:
    """Return a value of a column as a number, None where there was none."""
    return float(value) if isinstance(value, int | float) else None


def _cars(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the cars with their pace, how long they ran under green, and whether they retired."""
    import polars as pl

    end = rows["elapsed_ms"].max()
    flagged = bool((rows["flag"] == "FF").any())
    green = pl.col("lap_time_ms").filter("counts_for_pace")
    open_road = pl.col("counts_for_pace") | (pl.col("pace_reason") == "slow").fill_null(value=False)
    cars = rows.group_by("car", maintain_order=True).agg(
        pl.col("class").first(),
        pl.col("lap").max().alias("laps"),
        pl.col("elapsed_ms").first().alias("first_ms"),
        pl.col("elapsed_ms").max().alias("last_ms"),
        pl.col("lap_time_ms").filter(~pl.col("yellow")).sum().alias("green_ms"),
        green.median().alias("pace_ms"),
        pl.col("counts_for_pace").sum().cast(pl.Int64).alias("n"),
        pl.col("lap_time_ms").filter(open_road).mean().alias("mean_ms"),
        pl.col("in_pit").last().alias("in_lane"),
        (pl.col("flag") == "FF").any().fill_null(value=False).alias("took"),
        pl.col("flag").first().alias("flag"),
    )
    gone = pl.col("last_ms") < end - GONE_LAPS * pl.coalesce("pace_ms", pl.lit(rows["lap_time_ms"].median()))
    retired = (gone & ~pl.col("took")) if flagged else gone
    return cars.with_columns(retired.alias("retired"), (retired & pl.col("in_lane")).alias("in_lane")).drop("took")


def _stops(visits: pl.DataFrame, rows: pl.DataFrame, cars: pl.DataFrame, classes: dict[str, float]) -> pl.DataFrame:
    """Return the visits of cars that came out again, with what they had used since the last and what was left."""
    import polars as pl

    came = visits.filter((pl.col("stop") > 0) & pl.col("out_lap").is_not_null() & pl.col("in_lap").is_not_null())
    came = came.sort("car", "stop").with_columns(
        pl.col("out_lap").shift(1).over("car").fill_null(1).alias("since"),
        (pl.col("driver_in") != pl.col("driver_out")).fill_null(value=False).alias("changed"),
    )
    counted = rows.sort("car", "lap").with_columns(
        (~pl.col("yellow")).cum_sum().over("car").alias("green so far"),
        pl.col("yellow").cum_sum().over("car").alias("yellow so far"),
    )
    at = counted.select("car", "lap", "green so far", "yellow so far")
    clock = counted.select("car", pl.col("lap").alias("in_lap"), pl.col("elapsed_ms").alias("line_ms"))
    began = rows.select("car", pl.col("lap").alias("out_lap"), "stint")
    came = came.join(began, on=["car", "out_lap"], how="left")
    came = came.join(at.rename({"lap": "in_lap"}), on=["car", "in_lap"], how="left")
    before = at.with_columns((pl.col("lap") + 1).alias("since")).drop("lap")
    came = came.join(before, on=["car", "since"], how="left", suffix=" then").join(
        clock, on=["car", "in_lap"], how="left"
    )
    pace = pl.col("class").replace_strict(classes, default=None, return_dtype=pl.Float64) / MINUTE
    green = pl.col("green so far") - pl.col("green so far then").fill_null(0)
    end = cars["last_ms"].max()
    return came.select(
        "car", "class", "in_lap",
        pl.coalesce("line_ms", "in_ms").alias("in_ms"),
        "lane_ms", "purpose", "changed", "flag", "lost_ms",
        (green * pace).alias("used_min"),
        (pl.col("yellow so far") - pl.col("yellow so far then").fill_null(0)).alias("yellow_laps"),
        ((end - pl.coalesce("line_ms", "in_ms")) / MINUTE).alias("left_min"),
        "stint",
    ).filter(pl.col("used_min").is_not_null())  # fmt: skip
