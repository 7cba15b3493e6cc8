"""The prices of broken rules by which the rest of a race is bounded best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paddock.racing.strategy.bounds import Bound, Excess, Prices, Wanted, bound, no_prices
from paddock.racing.strategy.laws import base_ms, stop_ms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paddock.racing.strategy.single import CarRace

ROUNDS = 30
"""Prices that are tried."""
CLOSE_MS = 1.0
"""Prices that can be bettered by less are good enough [ms]."""
DEAREST = 0.5
"""Highest price of a ms of a seat's time, and of a stop as a share of a lap."""
REACH = 0.004
"""How far prices move at first, as a share of that."""


def best_bounds(race: CarRace, wanted: Wanted, target: int, low: NDArray[np.float64], clock: float) -> list[Bound]:
    """Return the bound without prices, and the best with prices that was found where any rule asks for them.

    low: see `aboard_at_least`.  clock: of a plan that is known [ms]: no better bound is wanted; infinite for none.
    The bound is concave in the prices, and each one that is worked out tells a plane above it: the next prices tried
    are where the lowest of these planes is highest, not far from the best prices so far.
    """
    plain, excess = bound(race, wanted, target, low, no_prices(race))
    best, planes = plain, [(plain, _vector(excess))]
    if not (_vector(excess) > 0.0).any() and wanted.stops < 0 and wanted.changes < 0:
        return [plain]
    scale = _scales(race)
    reach, tried = REACH, _guess(race, scale)
    for _ in range(ROUNDS):
        found, excess = bound(race, wanted, target, low, _prices(tried * scale, race))
        planes.append((found, _vector(excess)))
        if found.total > best.total:
            best, reach = found, min(2 * reach, 1.0)
        else:
            reach /= 2
        if best.total > clock - CLOSE_MS:
            break
        tried, promised = _next(planes, best, scale, reach, wanted)
        if promised < best.total + CLOSE_MS:
            break
    return [plain] if best is plain else [plain, best]


def _next(
    planes: list[tuple[Bound, NDArray[np.float64]]],
    best: Bound,
    scale: NDArray[np.float64],
    reach: float,
    wanted: Wanted,
) -> tuple[NDArray[np.float64], float]:
    """Return the prices, as shares of their scale, where the lowest plane is highest, and how high that is [ms]."""
    from scipy.optimize import linprog  # type: ignore[import-untyped]

    at = _flat(best.prices) / scale
    slopes = np.array([slope * scale for _, slope in planes])
    heights = [one.total - slope @ (_flat(one.prices) / scale) for (one, _), slope in zip(planes, slopes, strict=True)]
    low, high = np.maximum(at - reach, 0.0), np.minimum(at + reach, 1.0)
    for column, asked in ((-2, wanted.stops), (-1, wanted.changes)):
        low[column], high[column] = (at[column] - reach, at[column] + reach) if asked >= 0 else (0.0, 0.0)
    base = best.total
    answer = linprog(
        np.append(np.zeros(len(at)), -1.0),
        A_ub=np.column_stack((-slopes, np.ones(len(planes)))),
        b_ub=np.array(heights) - base,
        bounds=[*zip(low, high, strict=True), (None, None)],
    )
    if answer.x is None:
        return at, base
    return np.array(answer.x[:-1]), base + float(answer.x[-1])


def _scales(race: CarRace) -> NDArray[np.float64]:
    """Return the unit in which each price is looked for."""
    stop = float(stop_ms(race, min(race.tank_laps, race.energy_laps, 200.0), True, True, False, False))
    return np.append(np.full(2 * len(race.seats), DEAREST), np.full(2, 4.0 * stop))


def _guess(race: CarRace, scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return prices to begin with: what a seat is slower than the quickest, where it has to drive at least."""
    paces = np.array([base_ms(race, seat) for seat in range(len(race.seats))])
    slower = np.where(race.seats > 0, 1.0 - paces[race.seats > 0].min() / paces, 0.0)
    owed = (race.least_ms > race.driven_ms) & (race.seats > 0)
    prices = np.zeros(2 * len(paces) + 2)
    prices[: len(paces)] = np.where(owed, slower, 0.0)
    return np.minimum(prices / scale, 1.0)


def _flat(prices: Prices) -> NDArray[np.float64]:
    return np.concatenate((prices.least, prices.most, (prices.stop, prices.change)))


def _prices(flat: NDArray[np.float64], race: CarRace) -> Prices:
    seats = len(race.seats)
    return Prices(flat[:seats], flat[seats : 2 * seats], float(flat[-2]), float(flat[-1]))


def _vector(excess: Excess) -> NDArray[np.float64]:
    """Return what the bound rises by with each price."""
    return np.concatenate((excess.least, excess.most, (excess.stops, excess.changes)))
