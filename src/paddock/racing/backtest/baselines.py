"""The plainest forecasts there are: the last race, the season's form, the grid, and for a race under way its order.

Each has one or two figures of its own (how far to smooth, how fast form fades).  They are chosen on earlier races
only, so that every baseline is as good as it can be.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from paddock.racing.form import Result, orders_of, smoothed, strengths

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Real = NDArray[np.float64]

SCALES = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 9.0, 15.0, 30.0)
"""Scales of smoothing that are tried [places]."""
FADES = (120.0, 250.0, 500.0, 1000.0)
"""Times after which a result counts 1/e that are tried [days]."""
PULLS = (1.0, 2.0, 4.0, 8.0)
"""Strengths of the pull towards equal cars that are tried."""
FEW_DRAWS = 1000
"""Orders drawn for odds while figures are chosen."""


def equal(among: int) -> Real:
    """Return equal odds of every place for every car."""
    return np.full((among, among), 1 / among)


def last_race(results: Sequence[Result], cars: Sequence[str]) -> list[float]:
    """Return the places the cars had in the latest race of the class, as a part of the present field; new cars midway.

    results: in order of day; at least one.
    """
    among, before = len(cars), results[-1].cars
    share = {car: (k + 0.5) / len(before) for k, car in enumerate(before)}
    return [share.get(car, 0.5) * among + 0.5 for car in cars]


@dataclass(frozen=True, slots=True)
class Past:
    """A class in a past race with what baselines need: results before it, its cars in the order they finished.

    grid: place in class by car.  order: places at the moment asked, in the order of `cars`; empty before the race.
    """

    day: dt.date
    before: tuple[Result, ...]
    cars: tuple[str, ...]
    grid: Mapping[str, int]
    order: tuple[int, ...] = ()


def on_grid(grid: Mapping[str, int], cars: Sequence[str]) -> list[float] | None:
    """Return places on the grid, None unless it is known for every second car at least; the others start at the end."""
    if 2 * sum(car in grid for car in cars) < len(cars):
        return None
    known = sorted((grid[car], k) for k, car in enumerate(cars) if car in grid)
    places = [float(len(cars))] * len(cars)
    for place, (_, k) in enumerate(known, start=1):
        places[k] = float(place)
    rest = [k for k, car in enumerate(cars) if car not in grid]
    for k in rest:
        places[k] = (len(known) + 1 + len(cars)) / 2
    return places


@dataclass(frozen=True, slots=True)
class Settings:
    """The figures of the baselines: scales of smoothing [places], fade of form [days], and pull towards equal cars.

    order: scale for the running order; orders: the same by share of the race, where it was chosen for several.
    """

    last: float = 9.0
    grid: float = 9.0
    order: float = 4.0
    fade: float = 500.0
    pull: float = 4.0
    orders: tuple[tuple[float, float], ...] = ()


def choose(past: Sequence[Past]) -> Settings:
    """Return the figures that would have served best: least mean ranked probability score over past races."""
    from paddock.racing.scores import ranked_probability

    usual = Settings()
    if not past:
        return usual

    def mean(of: Sequence[Real]) -> float:
        return float(np.mean([ranked_probability(odds, np.arange(1, len(odds) + 1)).mean() for odds in of]))

    def scale(expected: Sequence[Sequence[float]], otherwise: float) -> float:
        if not expected:
            return otherwise
        return min(SCALES, key=lambda one: mean([smoothed(places, len(places), one) for places in expected]))

    last = [last_race(one.before, one.cars) for one in past if one.before]
    grids = [places for one in past if (places := on_grid(one.grid, one.cars)) is not None]
    orders = [[float(place) for place in one.order] for one in past if one.order]
    formed = [one for one in past if one.before]
    fade, pull = usual.fade, usual.pull
    if formed:
        fade = min(FADES, key=lambda days: mean([form(one, days, pull) for one in formed]))
        pull = min(PULLS, key=lambda force: mean([form(one, fade, force) for one in formed]))
    return Settings(scale(last, usual.last), scale(grids, usual.grid), scale(orders, usual.order), fade, pull)


def form(one: Past, fade: float, pull: float) -> Real:
    """Return the odds of places that past results of the class give."""
    known = strengths(one.before, one.day, fade, pull)
    return orders_of([known.get(car, 0.0) for car in one.cars], draws=FEW_DRAWS)
