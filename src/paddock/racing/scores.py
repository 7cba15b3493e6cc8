"""How good a forecast of places is: proper scores, and whether its intervals hold what they promise.

A forecast of a class of K cars is a matrix of odds [K, K]: row a car, column a place, rows adding up to 1.  `places`
are the real places in class, from 1, each once.  Lower scores are better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Real = NDArray[np.float64]
    Whole = NDArray[np.int64]

LEAST_ODDS = 1e-3
"""Odds below this count as this in the log score: a thousand replicates cannot tell less."""
LEVELS = (0.5, 0.8, 0.95)
"""Intervals whose coverage is told."""
BINS = 10
"""Bins of the tables of reliability, each as wide."""


def ranked_probability(odds: Real, places: Whole) -> Real:
    """Return the ranked probability score of every car, [K].

    1/(K-1) · Σ over places k below K of (F_k - O_k)²: F the odds of place k or better, O 1 where that came true.
    0 is perfect; a class of one car scores 0.
    """
    among = odds.shape[1]
    if among < 2:
        return np.zeros(len(odds))
    reached = np.cumsum(odds, axis=1)[:, :-1]
    came = np.arange(1, among)[None, :] >= places[:, None]
    score: Real = ((reached - came) ** 2).sum(axis=1) / (among - 1)
    return score


def log_score(odds: Real, places: Whole) -> Real:
    """Return minus the natural logarithm of the odds given to the place that came true, [K], at most -ln LEAST_ODDS."""
    score: Real = -np.log(np.maximum(odds[np.arange(len(odds)), places - 1], LEAST_ODDS))
    return score


def brier_win(odds: Real, places: Whole) -> Real:
    """Return the squared difference between the odds of winning and what came true, [K]."""
    score: Real = (odds[:, 0] - (places == 1)) ** 2
    return score


def covered(odds: Real, places: Whole, level: float) -> Real:
    """Return how far the central interval of a level holds the real place, [K]: 1, 0, or a share at its ends.

    Places are few, so no interval of places holds exactly 80 %.  The ends are therefore split: with u uniform, the
    place's probability integral F(place-1) + u · odds(place) lies within the central level for a share of u, and that
    share counts.  A calibrated forecast covers exactly the level on average (the randomised probability integral
    transform, averaged over its randomness instead of drawn).
    """
    rows = np.arange(len(odds))
    after = np.cumsum(odds, axis=1)[rows, places - 1]
    width = odds[rows, places - 1]
    before = after - width
    low, high = (1 - level) / 2, (1 + level) / 2
    inside = np.clip(np.minimum(after, high) - np.maximum(before, low), 0.0, None)
    point = (before >= low) & (before <= high)
    share: Real = np.where(width > 0, inside / np.where(width > 0, width, 1.0), point)
    return share


@dataclass(frozen=True, slots=True)
class Bin:
    """One row of a table of reliability.

    low, high: odds that fall into it.  forecasts: how many did.  said: their mean.  came: share that came true.
    """

    low: float
    high: float
    forecasts: int
    said: float
    came: float

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "low": self.low,
            "high": self.high,
            "forecasts": self.forecasts,
            "said": self.said,
            "came": self.came,
        }


def reliability(odds: Real, came: NDArray[np.bool_], bins: int = BINS) -> tuple[Bin, ...]:
    """Return how often what was given some odds came true, by bins of the odds; empty bins are left out.

    odds, came [n]: forecasts of single events and whether they happened.
    """
    index = np.minimum((odds * bins).astype(np.int64), bins - 1)
    rows = []
    for k in range(bins):
        inside = index == k
        if inside.any():
            rows.append(
                Bin(
                    k / bins,
                    (k + 1) / bins,
                    int(inside.sum()),
                    float(odds[inside].mean()),
                    float(came[inside].mean()),
                )
            )
    return tuple(rows)
