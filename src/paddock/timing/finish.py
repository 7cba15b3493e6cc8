"""How far each car came and whether it took the chequered flag, as far as its laps tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock.findings import Finding
from paddock.units import count, listed

if TYPE_CHECKING:
    import polars as pl

FINISH = "FF"
STOPPED = "RF"


@dataclass(frozen=True, slots=True)
class Finish:
    """How a car's race ended.

    laps: laps completed.  total_time_ms: clock at the last of them [ms].  flag_ms: clock when it took the chequered
    flag, None when no row says so [ms].  last_flag: flag at its last crossing.  stopped_ms: clock of its first
    crossing under the red flag that its laps end with, None when they do not [ms].
    """

    car: str
    race_class: str | None
    laps: int
    total_time_ms: int | None
    flag_ms: int | None
    last_flag: str | None
    stopped_ms: int | None


def finishes(laps: pl.DataFrame) -> tuple[list[Finish], list[Finding]]:
    """Return how each car's race ended, in the order of the rows, and what was noticed.

    laps: table `laps`; uses car, class, lap, lap_time_ms [ms], elapsed_ms [ms], flag.  Laps after the one on which a
    car took the chequered flag do not count.  Without any clock the sum of the lap times stands in for it.
    """
    import polars as pl

    findings = []
    if laps.height and laps["elapsed_ms"].null_count() == laps.height:
        laps = laps.with_columns(pl.col("lap_time_ms").cum_sum().over("car", order_by="lap").alias("elapsed_ms"))
        findings.append(Finding("info", "clock-derived", "The laps have no clock: lap times were added up instead."))
    finish_lap = pl.col("lap").filter(pl.col("flag") == FINISH).min().over("car")
    late = pl.col("lap") > finish_lap
    after = laps.filter(late)
    if after.height:
        cars = after["car"].unique(maintain_order=True).to_list()
        what = (
            f"{count(after.height, 'lap')} after the chequered flag {'is' if after.height == 1 else 'are'} not counted"
        )
        findings.append(Finding("info", "laps-after-flag", f"{what}: {_cars(cars)}."))
    counted = laps.filter(~late.fill_null(False)).sort("lap", maintain_order=True)
    red = (pl.col("flag") == STOPPED).fill_null(False)
    # The laps a car's race ends with under the red flag: nothing but red from here to the end.
    tail = red & red.reverse().cast(pl.Int8).cum_min().reverse().cast(pl.Boolean)
    ends = (
        counted.group_by("car", maintain_order=True)
        .agg(
            pl.col("class").first(),
            pl.col("lap").last(),
            pl.col("elapsed_ms").last(),
            pl.col("elapsed_ms").filter(pl.col("flag") == FINISH).first().alias("flag_ms"),
            pl.col("flag").last(),
            pl.col("elapsed_ms").filter(tail).first().alias("stopped_ms"),
        )
        .join(laps.select("car").unique(maintain_order=True).with_row_index("place"), on="car")
        .sort("place")
        .drop("place")
    )
    return [Finish(*row) for row in ends.iter_rows()], findings


def took_the_flag(done: Sequence[Finish]) -> tuple[frozenset[str], str]:
    """Return the cars that took the chequered flag, and how that is known.

    Where any row says `FF`, those rows tell.  Else every car that crossed the line when the winner finished or later
    took it; in a race that ended under the red flag, every car that still crossed under it.
    """
    if any(one.flag_ms is not None for one in done):
        return frozenset(
            one.car for one in done if one.flag_ms is not None
        ), "The laps tell who took the chequered flag."
    timed = [one for one in done if one.total_time_ms is not None]
    if not timed:
        return frozenset(one.car for one in done), "Nothing tells who took the chequered flag: every car counts."
    winner = max(timed, key=lambda one: (one.laps, -(one.total_time_ms or 0)))
    end, how = winner.total_time_ms or 0, "crossed the line when the winner finished, or later"
    if winner.stopped_ms is not None:
        end = min(one.stopped_ms for one in timed if one.stopped_ms is not None)
        how = "still crossed the line under the red flag the race ended with"
    took = frozenset(one.car for one in timed if (one.total_time_ms or 0) >= end)
    return took, f"No lap is marked with the chequered flag: a car that {how} counts as having taken it."


def kind_of(laps: pl.DataFrame) -> tuple[str, str]:
    """Return whether the laps are of a `race` or of a `qualifying` session, and what that rests on.

    laps: table `laps`; uses car, lap, pit_time_ms.  Out of the pit lane every car of a practice or qualifying session
    begins, and its first lap carries the time it stood there; in a race cars start from the grid.
    """
    import polars as pl

    first = laps.sort("lap", maintain_order=True).unique("car", keep="first", maintain_order=True)
    from_pits = first.filter(pl.col("pit_time_ms").is_not_null()).height
    if first.height and 2 * from_pits > first.height:
        return "qualifying", f"{from_pits} of {count(first.height, 'car')} began in the pit lane"
    if laps["pit_time_ms"].null_count() == laps.height:
        return "race", "no time in the pit lane is printed that would tell otherwise"
    return "race", f"{from_pits} of {count(first.height, 'car')} began in the pit lane"


def _cars(cars: Sequence[str]) -> str:
    return f"{'car' if len(cars) == 1 else 'cars'} {listed(cars)}"
