"""From simulated races to drawn ones: weights under which places have the odds they should, and draws by weight.

Source: docs/methods/season-forecast.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Real = NDArray[np.float64]
    Whole = NDArray[np.int64]

SWEEPS = 60
"""Rounds of making the odds of every car right, one after another."""
CLOSE = 1e-4
"""Odds that are so near need no further sweep."""


def raked(places: Whole, odds: Real, world: Whole) -> Real:
    """Return weights of replicates under which places have given odds (iterative proportional fitting).

    places [R, N]: of each car, from 0.  odds [N, K]: rows add up to 1.  world [R]: which world a replicate is of;
    each keeps the weight it has by its replicates.  Odds of places that no replicate shows go to those they show.
    Returns [R], adding up to 1.
    """
    count, cars = places.shape
    weights = np.full(count, 1 / count)
    share = np.bincount(world) / count
    for _ in range(SWEEPS):
        off = 0.0
        for car in range(cars):
            now = np.bincount(places[:, car], weights, odds.shape[1])
            want = np.where(now > 0, odds[car], 0.0)
            want /= want.sum()
            off = max(off, float(np.abs(now - want).max()))
            weights = weights * np.divide(want, now, out=np.ones_like(now), where=now > 0)[places[:, car]]
        of_world = np.bincount(world, weights)
        weights = weights * np.divide(share, of_world, out=np.ones_like(share), where=of_world > 0)[world]
        if off < CLOSE:
            break
    total: Real = weights / weights.sum()
    return total


def drawn(weights: Real, world: Whole, wanted: Whole, random: np.random.Generator) -> Whole:
    """Return a replicate for each season, by weight within its world.

    weights, world [R].  wanted [S]: the world of each season.  Draws of a world are spread evenly over its weights
    (systematic resampling) and given to its seasons in random order.  A world without a replicate takes any.
    Returns [S]: indices of replicates.
    """
    found = np.empty(len(wanted), np.int64)
    for one in np.unique(wanted):
        seasons = np.flatnonzero(wanted == one)
        inside = np.flatnonzero(world == one)
        inside = inside if len(inside) and weights[inside].sum() > 0 else np.arange(len(world))
        steps = np.cumsum(weights[inside])
        marks = (np.arange(len(seasons)) + random.random()) / len(seasons) * steps[-1]
        taken = inside[np.minimum(np.searchsorted(steps, marks, side="right"), len(inside) - 1)]
        found[random.permutation(seasons)] = taken
    return found
