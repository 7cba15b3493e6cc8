"""What a race told of the pace of its entries: each car's gap to its class, and who and what was in that car."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from paddock.timing.pace import SHARE

if TYPE_CHECKING:
    import polars as pl

    from paddock.racing.history import PastRace

FEWEST_LAPS = 5
"""A car with fewer laps that count for pace tells nothing."""
WIDEST = 4.0
"""Gaps are drawn in to this many median deviations of the class: a car that limps tells of its damage, not its pace."""
NARROWEST_SHARE = 0.0015
"""The least median deviation of a class that is believed, as a share of lap time."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An entry in one race.

    gap_share: its green pace over the class's reference, as a share of lap time; negative is quicker.  laps: that it
    rests on.  halves: the same from the first and the second half of those laps, None with too few.  qualified: its
    best lap in qualifying over the middle one of its class, likewise, None when not known.
    """

    race: str
    day: dt.date
    season: str
    circuit: str
    race_class: str
    car: str
    team: str
    model: str
    crew: tuple[str, ...]
    gap_share: float
    laps: int
    halves: tuple[float, float] | None = None
    qualified: float | None = None


def plain(name: str | None) -> str:
    """Return a name as it is compared: without case and the blanks around it."""
    return (name or "").casefold().strip()


def paces(laps: pl.DataFrame) -> pl.DataFrame:
    """Return each car's green pace over its class's reference, the median of the class's cars.

    laps: table `laps`; uses car, class, lap, lap_time_ms [ms], counts_for_pace.  The pace is the mean of the quicker
    half of the laps that count.  Returns car, class, gap_share, laps, and first and second: the same from the two
    halves of those laps, null with too few.  A class with one such car has no reference but that car.
    """
    import polars as pl

    green = (
        laps.filter("counts_for_pace")
        .sort("car", "lap", maintain_order=True)
        .with_columns(pl.len().over("car").alias("n"), pl.int_range(pl.len()).over("car").alias("k"))
        .filter(pl.col("n") >= FEWEST_LAPS)
        .with_columns((2 * pl.col("k") >= pl.col("n")).alias("late"))
    )
    whole = _quick(green, ["car"]).rename({"pace": "whole"})
    enough = green.filter(pl.col("n") >= 2 * FEWEST_LAPS)
    parts = _quick(enough, ["car", "late"])
    first = parts.filter(~pl.col("late")).select("car", pl.col("pace").alias("first"))
    second = parts.filter("late").select("car", pl.col("pace").alias("second"))
    frame = whole.join(first, on="car", how="left").join(second, on="car", how="left")
    return frame.select(
        "car",
        "class",
        (pl.col("whole") / pl.col("whole").median().over("class") - 1).alias("gap_share"),
        "laps",
        *((pl.col(one) / pl.col(one).median().over("class") - 1).alias(one) for one in ("first", "second")),
    )


def _quick(green: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Return the mean of the quicker half of the laps, by key."""
    import polars as pl

    ranked = green.with_columns(
        pl.col("lap_time_ms").rank("ordinal").over(key).alias("rank"), pl.len().over(key).alias("of")
    )
    return (
        ranked.filter(pl.col("rank") <= (pl.col("of") * SHARE).ceil())
        .group_by(key, maintain_order=True)
        .agg(pl.col("class").first(), pl.col("lap_time_ms").mean().alias("pace"), pl.col("of").first().alias("laps"))
    )


def sightings(race: PastRace) -> list[Sighting]:
    """Return what a race told of its entries, car by car in the order of the laps; gaps are drawn in to `WIDEST`."""
    import numpy as np

    told = crews(race)
    seen = []
    frame = paces(race.laps)
    for (name,), rows in frame.group_by(["class"], maintain_order=True):
        gaps = rows["gap_share"].to_numpy()
        reach = WIDEST * max(1.4826 * float(np.median(np.abs(gaps))), NARROWEST_SHARE)
        for row in rows.iter_rows(named=True):
            team, model, crew = told[row["car"]]
            halves = None
            if row["first"] is not None and row["second"] is not None:
                halves = (_within(row["first"], reach), _within(row["second"], reach))
            seen.append(
                Sighting(
                    race.id,
                    race.day,
                    race.season,
                    race.circuit,
                    str(name or ""),
                    row["car"],
                    team,
                    model,
                    crew,
                    _within(row["gap_share"], reach),
                    row["laps"],
                    halves,
                    None,
                )
            )
    return _qualified(seen, race)


def _qualified(seen: Sequence[Sighting], race: PastRace) -> list[Sighting]:
    """Return sightings with what the cars were worth in qualifying."""
    gaps: dict[str, float] = {}
    for name in {one.race_class for one in seen}:
        inside = race.laps.filter(race.laps["class"] == name)["car"].unique().to_list()
        gaps |= qualifying_gaps({car: race.qualifying_ms[car] for car in inside if car in race.qualifying_ms})
    return [replace(one, qualified=gaps.get(one.car)) for one in seen]


def qualifying_gaps(best_ms: Mapping[str, int]) -> dict[str, float]:
    """Return best laps over the middle one, as shares of it, by car, drawn in like other gaps; no car alone has one."""
    from statistics import median

    if len(best_ms) < 2:
        return {}
    middle = median(best_ms.values())
    gaps = {car: lap / middle - 1 for car, lap in best_ms.items()}
    reach = WIDEST * max(1.4826 * median(abs(gap) for gap in gaps.values()), NARROWEST_SHARE)
    return {car: _within(gap, reach) for car, gap in gaps.items()}


def grid_scores(places: Mapping[str, int]) -> dict[str, float]:
    """Return the standard normal scores of places in one class, by car; no car alone has one."""
    from statistics import NormalDist

    order = sorted(places, key=lambda car: (places[car], car))
    if len(order) < 2:
        return {}
    return {car: NormalDist().inv_cdf((k + 0.5) / len(order)) for k, car in enumerate(order)}


def crews(race: PastRace) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Return team, model and crew of every car, plain, empty where the files do not tell."""
    import polars as pl

    said = race.laps.group_by("car", maintain_order=True).agg(
        pl.col("team", "manufacturer").drop_nulls().first(),
        pl.col("driver").drop_nulls().unique(maintain_order=True).alias("drivers"),
    )
    printed = {row["car"]: row for row in race.results.iter_rows(named=True)}
    told = {}
    for row in said.iter_rows(named=True):
        result = printed.get(row["car"], {})
        crew = tuple(sorted({plain(name) for name in (*row["drivers"], *(result.get("drivers") or ()))} - {""}))
        team = row["team"] or result.get("team")
        told[row["car"]] = (plain(team), plain(result.get("vehicle") or row["manufacturer"]), crew)
    return told


def _within(value: float, reach: float) -> float:
    return max(-reach, min(reach, float(value)))
