"""The prices of broken rules by which the rest of a race is bounded best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paddock.racing.strategy.bounds import Bound, Excess, Prices, Wanted, bound, no_prices

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paddock.racing.strategy.single import CarRace

ROUNDS = 40
"""Changes of prices that are tried."""
PATIENCE = 4
"""Rounds without a better bound after which steps are halved."""


def best_bounds(
    race: CarRace, wanted: Wanted, target: int, low: NDArray[np.float64], clock: float
) -> list[Bound]:
    """Return the bound without prices, and the best with prices that was found where any rule asks for them.

    low: see `aboard_at_least`.  clock: of a plan that is known [ms]; the closer, the sooner the prices are found.
    """
    prices = no_prices(race)
    plain, excess = bound(race, wanted, target, low, prices)
    best, scale, waited = plain, 1.0, 0
    for _ in range(ROUNDS):
        size = _size(excess)
        if size == 0.0 or best.total > clock - 1.0:
            break
        step = scale * max(clock - best.total, 1.0) / size
        prices = Prices(
            np.maximum(prices.least + step * excess.least, 0.0),
            np.maximum(prices.most + step * excess.most, 0.0),
            prices.stop + step * excess.stops,
            prices.change + step * excess.changes,
        )
        tried, excess = bound(race, wanted, target, low, prices)
        if tried.total > best.total:
            best, waited = tried, 0
        else:
            waited += 1
        if waited >= PATIENCE:
            scale, waited = scale / 2, 0
            prices = best.prices
            excess = bound(race, wanted, target, low, prices)[1]
    return [plain] if best is plain else [plain, best]


def _size(excess: Excess) -> float:
    """Return the squared length of the way rules are broken; room that is left counts not."""
    broken = np.concatenate((np.maximum(excess.least, 0.0), np.maximum(excess.most, 0.0)))
    return float((broken**2).sum() + excess.stops**2 + excess.changes**2)
