"""Laps within stints: what traffic and age add, what is left as noise, and how cars pass within their class."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddock.racing.calibration.pacing import circuits
from paddock.racing.calibration.shrinking import figure, means, quantiles, tidy
from paddock.racing.observing import Observation, columns, pooled
from paddock.racing.parameters import Figure, Quantiles
from paddock.racing.setting_classes import LAPPED

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOUR = 3_600_000
CUT = 0.04
"""Laps further than this share of a lap from the stint's middle lap are mishaps, not traffic or noise."""
FEWEST_MET = 150
"""Fewer cars met of a class take the cost from other classes."""
FEWEST_STINT = 6
"""Stints with fewer laps that count tell neither slope nor noise."""


@dataclass(frozen=True, slots=True)
class Stinted:
    """What laps within stints tell.

    drop_off: by class [share per h].  lapping, lapped: costs by pair [ms].  noise, memory: by class.  traffic: what
    traffic cost the middle lap of a class in each race [ms].
    """

    drop_off: dict[str, Figure]
    lapping: dict[str, dict[str, Figure]]
    lapped: dict[str, dict[str, Figure]]
    noise: dict[str, Quantiles]
    memory: dict[str, Figure]
    traffic: dict[tuple[int, str], float]


def stinted(observations: list[Observation]) -> Stinted:
    """Return what laps within stints tell, class by class.

    A regression within stints, each with its own level: lap time on the stint's age (as a share of the class's lap),
    and on the cars of each other class passed and come past, with those that would have been met at the usual pace as
    instruments.  Errors leave out one race after the other.
    """
    import numpy as np
    import polars as pl

    laps = pooled(observations, "laps").filter(pl.len().over("race", "car", "stint") >= FEWEST_STINT)
    names = sorted({name for one in observations for name in one.classes})
    shares = {name: one.value for name, one in circuits(observations, {}).shares.items()}
    drops: dict[str, Figure] = {}
    costs: dict[str, dict[tuple[str, str], tuple[float, float, int]]] = {"past": {}, "by": {}}
    noise: dict[str, Quantiles] = {}
    memory: dict[str, Figure] = {}
    traffic: dict[tuple[int, str], float] = {}
    for name in names:
        rows = laps.filter(pl.col("class") == name).sort("race", "car", "stint", "lap")
        if rows.height < 50:
            continue
        race, lap = columns(rows, "race", "lap")
        stint = rows.select(pl.struct("race", "car", "stint").rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()
        unit = np.array([one.classes.get(name, np.nan) for one in observations])[race]
        y = rows["lap_time_ms"].to_numpy() / unit
        level = rows.select(pl.col("lap_time_ms").median().over("race", "car", "stint")).to_series().to_numpy() / unit
        # Cars of its own class, and of one hardly slower, are rivals; a slower class does not lap a quicker one.
        met = [f"past {other}" for other in names if shares[other] > shares[name] * LAPPED]
        met += [f"by {other}" for other in names if shares[other] * LAPPED < shares[name]]
        age = rows["age_ms"].to_numpy() / HOUR

        def design(sort: str, age: Any = age, rows: Any = rows, unit: Any = unit, met: Any = met) -> Any:
            told = [rows[sort + one].to_numpy() / unit if one in rows.columns else 0.0 * unit for one in met]
            return np.column_stack([age, *told])

        good = np.abs(y - level) < CUT
        stint, race, lap = stint[good], race[good], lap[good]
        x, z = _centred(design("")[good], stint), _centred(design("near ")[good], stint)
        y = _centred(y[good][:, None], stint)[:, 0]
        theta, errors = _fit(x, z, y, race)
        drops[name] = figure(theta[0], errors[0], len(np.unique(stint)))
        for k, one in enumerate(met, start=1):
            side, other = one.split(" ", 1)
            seen = int((rows[one].to_numpy() > 0).sum()) if one in rows.columns else 0
            if seen >= FEWEST_MET and math.isfinite(errors[k]):
                costs[side][name, other] = (float(theta[k]), float(errors[k]), seen)
        rest = y - x @ theta
        told = _noise(rest, stint, lap)
        if told is not None:
            noise[name], memory[name] = told
    past, by = (_drawn(costs[side]) for side in ("past", "by"))
    for side, told_costs in (("past", past), ("by", by)):
        for (name, other), cost in told_costs.items():
            seen_by = laps.filter(pl.col("class") == name).group_by("race").agg(pl.col(f"{side} {other}").mean())
            for number, mean in seen_by.iter_rows():
                traffic[number, name] = traffic.get((number, name), 0.0) + cost.value * mean
    lapping: dict[str, dict[str, Figure]] = {}
    lapped: dict[str, dict[str, Figure]] = {}
    for (name, other), cost in past.items():
        lapping.setdefault(name, {})[other] = cost
    for (name, other), cost in by.items():
        lapped.setdefault(other, {})[name] = cost
    return Stinted(drops, lapping, lapped, noise, memory, traffic)


def _drawn(costs: Mapping[tuple[str, str], tuple[float, float, int]]) -> dict[tuple[str, str], Figure]:
    """Return costs of pairs of classes, each drawn towards the mean of all; none is a gain."""
    values = {"\t".join(pair): cost[0] for pair, cost in costs.items()}
    errors = {"\t".join(pair): cost[1] for pair, cost in costs.items()}
    _, drawn = means(values, errors)
    found = {}
    for name, (value, error) in drawn.items():
        pair = (name.split("\t")[0], name.split("\t")[1])
        found[pair] = figure(value, error, costs[pair][2]) if value > 0 else figure(0.0, None, costs[pair][2])
    return found


def _centred(x: NDArray[Any], stint: NDArray[Any]) -> NDArray[Any]:
    """Return columns less their mean over each stint."""
    import numpy as np

    n = np.bincount(stint)
    return np.column_stack([column - (np.bincount(stint, column) / np.maximum(n, 1))[stint] for column in x.T])


def _fit(x: NDArray[Any], z: NDArray[Any], y: NDArray[Any], race: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return coefficients of x and their standard errors from leaving out one race after the other.

    z: instruments, one for each column of x: as x, but not touched by y's own chance.
    """
    import numpy as np

    # Columns of one scale, and a trace of a ridge: a class that was never met leaves its column empty.
    scale = np.sqrt((x * x).mean(0))
    scale = np.where(scale > 0, scale, 1.0)
    x, z = x / scale, z / scale
    parts = [(z[race == one].T @ x[race == one], z[race == one].T @ y[race == one]) for one in np.unique(race)]
    zx, zy = sum(part[0] for part in parts), sum(part[1] for part in parts)
    ridge = np.eye(len(zy)) * 1e-6 * len(y)
    theta = np.linalg.solve(zx + ridge, zy)
    n = len(parts)
    if n < 3:
        return theta / scale, np.full(len(theta), np.nan)
    left = np.array([np.linalg.solve(zx - a + ridge, zy - b) for a, b in parts])
    return theta / scale, np.sqrt((n - 1) / n * ((left - left.mean(0)) ** 2).sum(0)) / scale


def _noise(rest: NDArray[Any], stint: NDArray[Any], lap: NDArray[Any]) -> tuple[Quantiles, Figure] | None:
    """Return what a lap adds to the noise, and the share of it that the next lap keeps.

    rest: shares of a lap left by the fit, by stint and lap.  Taking a stint's own level out of few laps makes them
    look less alike and less spread than they are; both are put right to first order.  The noise has the median 0,
    since the pace it comes on top of is a median.
    """
    import numpy as np

    n = np.bincount(stint).astype(float)
    follows = (stint[1:] == stint[:-1]) & (lap[1:] == lap[:-1] + 1)
    square = float((rest**2).mean())
    if follows.sum() < 30 or square <= 0:
        return None
    size = float((n * n).sum() / n.sum())
    raw = float((rest[1:] * rest[:-1])[follows].mean()) / square
    keep = min(max((raw + 1 / size) / (1 - 3 / size) if size > 6 else raw, 0.0), 0.9)
    rest = (rest - np.median(rest)) * math.sqrt(size / (size - 1))
    told = quantiles((rest[1:] - keep * rest[:-1])[follows])
    if told is None:
        return None
    error = math.sqrt((1 - keep**2) / follows.sum())
    return told, figure(keep, error, int(follows.sum()))


def follow_and_pass(observations: list[Observation]) -> dict[str, tuple[Figure, Figure]]:
    """Return for each class the gap at which cars follow [ms] and the mean advantage a pass takes [share of a lap].

    A car that begins a lap g behind another and is expected to gain d on it (with the spread of two laps' noise) would
    be a = d − g ahead; it passes when a exceeds an exponential need.  The need is the one that makes the passes
    counted as likely as can be.
    """
    import numpy as np

    duels = pooled(observations, "battles")
    found = {}
    for (name,), rows in duels.group_by(["class"], maintain_order=True):
        gap, gain, pace, after = (
            one.astype(float) for one in columns(rows, "gap_ms", "gain_ms", "pace_ms", "after_ms")
        )
        passed = rows["passed"].to_numpy()
        free = np.isfinite(gain) & (np.abs(gain) < CUT * pace)
        gap, gain, pace, after, passed = gap[free], gain[free], pace[free], after[free], passed[free]
        if len(gap) < 100 or passed.sum() < 10:
            continue
        spread = (
            1.4826 * float(np.median(np.abs((after - gap + gain)[gap > 1000]))) if (gap > 1000).sum() > 50 else 700.0
        )
        nodes = np.linspace(-2.5, 2.5, 21)
        weight = np.exp(-(nodes**2) / 2)
        weight /= weight.sum()
        advantage = np.maximum(gain[:, None] - gap[:, None] + spread * nodes[None, :], 0.0)
        grid = np.geomspace(0.0003, 0.1, 40)
        chance = np.array([((1 - np.exp(-advantage / (need * pace[:, None]))) @ weight) for need in grid])
        chance = np.clip(chance, 1e-6, 1 - 1e-6)
        score = (np.log(chance) * passed + np.log(1 - chance) * ~passed).sum(1)
        best = int(np.argmax(score))
        inside = np.flatnonzero(score > score[best] - 1.92)
        follow = np.quantile(after[~passed & (gap < 1200)], (0.2, 0.25, 0.3))
        found[str(name)] = (
            Figure(value=tidy(follow[1]), low=tidy(follow[0]), high=tidy(follow[2]), n=int((~passed).sum())),
            Figure(value=tidy(grid[best]), low=tidy(grid[inside[0]]), high=tidy(grid[inside[-1]]), n=len(gap)),
        )
    return found
