"""Tyres apart from fuel: how stints on kept tyres compare with stints on new ones.

Within a stint tyres wear as fuel burns, and laps show only the sum.  At a stop the tank is full again either way, but
the tyres are new or not: where stops fall into two kinds, with tyres and without, that parts the two.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from paddock.racing.calibration.lanes import drives_through
from paddock.racing.calibration.serving import Service
from paddock.racing.calibration.shrinking import figure
from paddock.racing.calibration.stopping import MINUTE, services
from paddock.racing.observing import Observation, pooled
from paddock.racing.parameters import Figure

if TYPE_CHECKING:
    import polars as pl

HOUR = 3_600_000
WHILE_MS = 900_000
"""Stints are compared with what their class did within so long a time, so that the track's changes do not count."""
FEWEST_LAPS = 8
"""A stint of fewer laps that count has no level."""
UNSURE = 0.25
"""A stop this near the middle between the two kinds (share of their distance) is of neither."""
FAR = 0.03
"""A change of level this large (share of a lap) is rain or damage."""
FEWEST = 100
"""Fewer pairs of stints of a class do not tell what tyres do."""


def tyre_wear(observations: list[Observation], use: float, served: Mapping[str, Service]) -> dict[str, Figure]:
    """Return by how much tyres slow in an hour of green running, by class, as a share of lap time.

    use: fuel a neutralised lap takes.  served: what the stops are made of.  Classes whose stops are of one kind are
    left out.  Regression through the origin of the change of level between two stints of a car on the change of the
    tyres' age; errors leave out one race after the other.
    """
    import numpy as np

    levels = _levels(observations)
    kinds = _kinds(observations, use, served)
    pairs: dict[str, dict[int, list[tuple[float, float]]]] = {}
    for (race, _, name), own in levels.group_by(["race", "car", "class"], maintain_order=True):
        rows = own.sort("stint").to_dicts()
        age: float | None = 0.0
        for before, after in pairwise(rows):
            kind = kinds.get((before["race"], before["car"], after["stint"]))
            start = age
            if kind is None or after["stint"] != before["stint"] + 1:
                age = 0.0 if kind else None
            else:
                age = 0.0 if kind else (None if age is None else age + before["hours"])
            if start is not None and age is not None and start != age and abs(after["level"] - before["level"]) < FAR:
                told = (age - start, after["level"] - before["level"])
                pairs.setdefault(str(name), {}).setdefault(int(str(race)), []).append(told)
    found = {}
    for name, by_race in sorted(pairs.items()):
        sums = np.array(
            [(sum(x * x for x, _ in one), sum(x * y for x, y in one), len(one)) for one in by_race.values()]
        )
        if sums[:, 2].sum() < FEWEST or len(sums) < 3:
            continue
        xx, xy = sums[:, 0].sum(), sums[:, 1].sum()
        left = (xy - sums[:, 1]) / (xx - sums[:, 0])
        error = math.sqrt((len(sums) - 1) / len(sums) * float(((left - left.mean()) ** 2).sum()))
        found[name] = figure(max(float(xy / xx), 0.0), error, int(sums[:, 2].sum()))
    return found


def _levels(observations: list[Observation]) -> pl.DataFrame:
    """Return each stint's level over its class's at the same time, and how long it ran under green [h]."""
    import polars as pl

    laps = pooled(observations, "laps").with_columns((pl.col("start_ms") // WHILE_MS).alias("while"))
    usual = pl.col("lap_time_ms").median().over("race", "class", "while")
    return (
        laps.with_columns((pl.col("lap_time_ms") / usual - 1).alias("off"))
        .group_by("race", "car", "class", "stint", maintain_order=True)
        .agg(
            pl.col("off").median().alias("level"),
            (pl.col("age_ms").max() / HOUR).alias("hours"),
            pl.len().alias("n"),
        )
        .filter(pl.col("n") >= FEWEST_LAPS)
    )


def _kinds(
    observations: list[Observation], use: float, served: Mapping[str, Service]
) -> dict[tuple[int, str, int], bool]:
    """Return for each stop, named by race, car and the stint that follows, whether tyres were changed."""
    through = drives_through(observations)
    rows = services(observations, use).drop_nulls("lane_ms")
    found: dict[tuple[int, str, int], bool] = {}
    for race, car, name, lane, fill, stint in rows.select(
        "race", "car", "class", "lane_ms", "fill_min", "stint"
    ).iter_rows():
        one = served.get(name)
        if one is None or not one.tyres_after.value or race not in through:
            continue
        apart = one.tyres_ms.value
        rest = lane - through[race] - one.refuel_share.value * fill * MINUTE
        # Where short stops end is known as a share: so many of the stops are with tyres.
        above = (rest - one.extra.values[len(one.extra.values) // 2]) / apart
        if abs(above - 0.5) > UNSURE and -1 < above < 2:
            found[race, car, stint] = above > 0.5
    return found
