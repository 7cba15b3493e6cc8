"""Form: how strong cars are by the orders they finished in, and the odds of places that follow.

The model is Plackett and Luce's: whoever is left is next with odds in proportion to exp(strength).  Cars are drawn
towards each other, and results fade.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paddock.racing.history import PastRace

    Real = NDArray[np.float64]

DRAWS = 4000
"""Orders drawn to turn strengths into odds of places."""
FORGOTTEN = 0.02
"""A result that counts less is left out."""


@dataclass(frozen=True, slots=True)
class Result:
    """A past result of a class: the day, and the cars in the order they finished."""

    day: dt.date
    cars: tuple[str, ...]


def results_in(race: PastRace) -> dict[str, Result]:
    """Return the order in which the cars that started finished, by class as printed.

    Cars without a position come after those with one, by laps and time.
    """
    ends = {
        car: (int(lap), int(clock or 0))
        for car, lap, clock in race.laps.sort("lap").group_by("car").tail(1).select("car", "lap", "elapsed_ms").rows()
    }
    printed = dict(race.results.select("car", "position").rows())
    last = len(ends) + len(printed)
    orders: dict[str, list[tuple[int, int, int, str]]] = {}
    for car, name in race.laps.select("car", "class").unique(maintain_order=True).rows():
        laps, clock = ends[car]
        orders.setdefault(name or "", []).append((printed.get(car) or last, -laps, clock, car))
    return {name: Result(race.day, tuple(car for *_, car in sorted(rows))) for name, rows in orders.items()}


def strengths(results: Sequence[Result], day: dt.date, fade: float, pull: float) -> dict[str, float]:
    """Return the cars' log strengths in the model of Plackett and Luce that make past orders most likely.

    results: of one class.  day: of the race to come.  fade: time after which a result counts 1/e [days].  pull:
    precision of the prior around equal cars.
    """
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    index: dict[str, int] = {}
    orders: list[tuple[float, NDArray[np.int64]]] = []
    for one in results:
        weight = float(np.exp(-(day - one.day).days / fade))
        if weight >= FORGOTTEN:
            orders.append((weight, np.array([index.setdefault(car, len(index)) for car in one.cars])))
    if not index:
        return {}

    def cost(values: Real) -> tuple[float, Real]:
        total, slope = 0.5 * pull * float(values @ values), pull * values
        for weight, order in orders:
            mine = values[order]
            odds = np.exp(mine - mine.max())
            left = np.cumsum(odds[::-1])[::-1]
            total -= weight * float((mine - mine.max() - np.log(left)).sum())
            np.subtract.at(slope, order, weight * (1 - odds * np.cumsum(1 / left)))
        return total, slope

    found = minimize(cost, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return {car: float(found.x[k]) for car, k in index.items()}


def orders_of(values: Sequence[float], draws: int = DRAWS) -> Real:
    """Return the odds of places for cars of some log strengths, by drawing orders with fixed random numbers."""
    given = np.asarray(values, dtype=np.float64)
    random = np.random.Generator(np.random.Philox(key=len(given)))
    luck = -np.log(-np.log(random.random((draws, len(given)))))
    ranks = np.argsort(np.argsort(-(given + luck), axis=1, kind="stable"), axis=1)
    return np.stack([(ranks == k).mean(axis=0) for k in range(len(given))], axis=1)


def smoothed(places: Sequence[float], among: int, scale: float) -> Real:
    """Return odds that fall with the distance from a place: exp(-|shift| / scale), rows adding up to 1.

    places: expected, from 1, not necessarily whole.  among: number of places.  scale: [places], 0 for certainty.
    """
    shift = np.abs(np.asarray(places, dtype=np.float64)[:, None] - np.arange(1, among + 1))
    if scale <= 0:
        hit = (shift == shift.min(axis=1, keepdims=True)).astype(np.float64)
        return np.asarray(hit / hit.sum(axis=1, keepdims=True))
    weights = np.exp(-(shift - shift.min(axis=1, keepdims=True)) / scale)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
