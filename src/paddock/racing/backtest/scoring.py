"""Scoring the forecasts of a season beside the baselines, with figures chosen on the seasons before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from paddock.racing.backtest.baselines import Past, Settings, choose, equal, form, last_race, on_grid
from paddock.racing.backtest.report import FEWEST_CARS, FORECAST, SIMULATED, Reliability
from paddock.racing.form import Result, orders_of, results_in, smoothed
from paddock.racing.pooling import SCALE, Case, Weights, learn, pooled
from paddock.racing.scores import LEVELS, brier_win, covered, log_score, ranked_probability, reliability

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paddock.racing.history import PastRace
    from paddock.racing.ratings import Ratings
    from paddock.racing.setting import Starter

    Real = NDArray[np.float64]
    Whole = NDArray[np.int64]

EVENTS = {"win": 1, "podium": 3, "place": 0}
"""Events whose reliability is told: so many first places, or each place."""


@dataclass(frozen=True, slots=True)
class ClassCase:
    """A class of a race: its cars as they finished, what form says of them, and the past its baselines need.

    cars: numbers in the order they finished.  rows: their places in the problem.  form: log strengths, None unseen.
    """

    name: str
    rows: tuple[int, ...]
    form: tuple[float | None, ...]
    past: Past


@dataclass(frozen=True, slots=True)
class RaceCase:
    """A race at a moment, as far as scoring needs it."""

    race: str
    day: dt.date
    series: str
    at: float
    classes: tuple[ClassCase, ...]

    @classmethod
    def of(
        cls,
        race: PastRace,
        at: float,
        starters: Sequence[Starter],
        order: Mapping[str, int],
        ratings: Ratings,
        results: Sequence[tuple[str, Result]],
    ) -> RaceCase:
        """Return it from a race, the start list in the order of the problem, the running order by car, ratings and
        earlier results with their classes."""
        number = {one.car: k for k, one in enumerate(starters)}
        classes = []
        for name, result in results_in(race).items():
            cars = tuple(car for car in result.cars if car in number)
            before = tuple(one for other, one in results if other == name)
            strengths = tuple(ratings.strength(starters[number[car]]) for car in cars)
            # Cars that have not crossed the line yet are behind, in the order of the start list.
            standing = sorted(cars, key=lambda car: (order.get(car) or len(starters), number[car])) if order else []
            places = tuple(standing.index(car) + 1 for car in cars) if order else ()
            past = Past(race.day, before, cars, {car: race.grid[car] for car in cars if car in race.grid}, places)
            classes.append(ClassCase(name, tuple(number[car] for car in cars), strengths, past))
        return cls(race.id, race.day, race.series, at, tuple(classes))


@dataclass(frozen=True, slots=True)
class Forecast:
    """Odds of places in class that were simulated for a race at a moment, [N, places]."""

    known: RaceCase
    odds: Real


@dataclass(frozen=True, slots=True)
class Scored:
    """A class of a race at a moment, its cars in the order they finished: everything that is scored."""

    known: RaceCase
    one: ClassCase
    case: Case


@dataclass(frozen=True, slots=True)
class SeasonScores:
    """Scores of a season: rows of a `BackTest`, the baselines' figures and weights used, and forecasts with what came.

    pairs: (share of the race, forecast) → odds and real places of each class-race.
    """

    rows: tuple[Mapping[str, object], ...]
    settings: Settings
    weights: tuple[Weights, ...]
    pairs: Mapping[tuple[float, str], Sequence[tuple[Real, Whole]]]


def score_season(at: Sequence[float], year: int, now: Sequence[Forecast], past: Sequence[Forecast]) -> SeasonScores:
    """Return the scores of a season.

    at: shares of the race.  now, past: forecasts of the season, and of all before it.
    """
    rows: list[Mapping[str, object]] = []
    weights: list[Weights] = []
    settings = choose([one.one.past for one in _cases(past, min(at)) if len(one.one.rows) >= FEWEST_CARS])
    pairs: dict[tuple[float, str], list[tuple[Real, Whole]]] = {}
    for share in at:
        earlier = [one for one in _cases(past, share) if len(one.one.rows) >= FEWEST_CARS]
        if share:
            orders = [replace(one.one.past, before=(), grid={}) for one in earlier]
            scale = choose(orders).order
            settings = replace(settings, order=scale, orders=(*settings.orders, (share, scale)))
        weights.append(learn(share, [one.case for one in earlier]))
        for one in _cases(now, share):
            for name, odds in _beside(one, settings, weights[-1], share):
                rows.append(_row(one, year, name, odds))
                pairs.setdefault((share, name), []).append((odds, np.arange(1, len(odds) + 1)))
    return SeasonScores(tuple(rows), settings, tuple(weights), pairs)


def learnt_from(at: Sequence[float], past: Sequence[Forecast]) -> tuple[Weights, ...]:
    """Return the weights of pooling that forecasts made so far teach: what the next season is forecast with."""
    return tuple(
        learn(share, [one.case for one in _cases(past, share) if len(one.one.rows) >= FEWEST_CARS]) for share in at
    )


def reliabilities(scores: Sequence[SeasonScores]) -> tuple[Reliability, ...]:
    """Return the tables of reliability, by share of the race, forecast and event."""
    whole: dict[tuple[float, str], list[tuple[Real, Whole]]] = {}
    for season in scores:
        for key, found in season.pairs.items():
            whole.setdefault(key, []).extend(found)
    tables = []
    for (at, name), pairs in sorted(whole.items()):
        for event, first in EVENTS.items():
            said, came = [], []
            for odds, places in pairs:
                if first:
                    said.append(odds[:, :first].sum(axis=1))
                    came.append(places <= min(first, len(odds)))
                else:
                    said.append(odds.ravel())
                    came.append((np.arange(1, len(odds) + 1)[None, :] == places[:, None]).ravel())
            tables.append(Reliability(at, event, name, reliability(np.concatenate(said), np.concatenate(came))))
    return tuple(tables)


def _cases(forecasts: Sequence[Forecast], at: float) -> list[Scored]:
    cases = []
    for forecast in forecasts:
        if forecast.known.at != at:
            continue
        for one in forecast.known.classes:
            among = len(one.rows)
            if among < 2:
                continue
            seen = any(value is not None for value in one.form)
            strengths = orders_of([value or 0.0 for value in one.form]) if seen else None
            order = smoothed(one.past.order, among, SCALE) if one.past.order else None
            odds = forecast.odds[list(one.rows), :among]
            cases.append(Scored(forecast.known, one, Case(odds, strengths, order)))
    return cases


def _beside(one: Scored, settings: Settings, weights: Weights, at: float) -> Iterator[tuple[str, Real]]:
    """Yield the odds of every forecast of a class by its name."""
    past, among = one.one.past, len(one.one.rows)
    yield FORECAST, pooled(weights, one.case.simulated, one.case.form, one.case.order)
    yield SIMULATED, one.case.simulated
    yield "equal odds", equal(among)
    if at:
        places = [float(place) for place in past.order]
        yield "order stays", smoothed(places, among, 0.0)
        yield "order stays, smoothed", smoothed(places, among, settings.order)
        return
    yield (
        "last race",
        smoothed(last_race(past.before, past.cars), among, settings.last) if past.before else equal(among),
    )
    yield "season form", form(past, settings.fade, settings.pull) if past.before else equal(among)
    grid = on_grid(past.grid, past.cars)
    if grid is not None:
        yield "grid order", smoothed(grid, among, settings.grid)


def _row(one: Scored, year: int, name: str, odds: Real) -> dict[str, object]:
    places = np.arange(1, len(odds) + 1)
    return {
        "race": one.known.race,
        "day": one.known.day,
        "series": one.known.series,
        "season": year,
        "class": one.one.name,
        "cars": len(odds),
        "at": one.known.at,
        "forecast": name,
        "rps": float(ranked_probability(odds, places).mean()),
        "log_score": float(log_score(odds, places).mean()),
        "brier_win": float(brier_win(odds, places).mean()),
        **{f"covered_{level * 100:.0f}": float(covered(odds, places, level).mean()) for level in LEVELS},
    }
