"""A race of a season simulated in many worlds: in each of them cars are lastingly better or worse than rated.

What is uncertain of a car's pace has two parts: that of the day, drawn anew for every race, and what lasts.  A world is
one draw of what lasts, for every car of the season; a season lives in one world from the first race to the last.
Source: docs/methods/season-forecast.md.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from paddock.racing.forecasting import NothingSimulated, Prepared
from paddock.racing.outcome import CLASSIFIED, Outcome
from paddock.racing.pooling import pooled_field, weights_at
from paddock.racing.running import Backend, Progress, Threads
from paddock.racing.tabulating import class_odds, plausible
from paddock.units import bare

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paddock.racing.problem import Problem
    from paddock.racing.ratings import ClassRatings, Ratings

    Real = NDArray[np.float64]
    Whole = NDArray[np.int64]

EACH = 5
"""Races simulated in each world."""
MINUTE_MS = 60_000
SEED_BYTES = 8
"""Bytes of a digest that make a seed."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What is known of N cars' laps in one race [ms].

    mean [N]: expected lap.  lasting [N]: standard deviation of what lasts over the season.  qualifying [N]: of what
    else a lap in qualifying is quicker or slower by.
    """

    mean: Real
    lasting: Real
    qualifying: Real


@dataclass(frozen=True, slots=True)
class Simulated:
    """R plausible replicates of a race of N cars.

    cars: number and class (by id) of each.  race_class [N]: index.  world [R].  position, in_class [R, N]: place
    overall and in class, 0 for a car that is not placed; in_order [R, N]: place in class of every car, placed or not.
    marks: minutes → place in class at that moment, 0 once it is over.  odds [N, places]: of places in class, joined
    with form.  pace: of the cars; luck [worlds, N]: what each is off by, in standard deviations of what lasts.
    strengths: by form; rated: whether paces are known, and not only form.  rejected: replicates left out.
    """

    cars: tuple[tuple[str, str], ...]
    race_class: Whole
    world: Whole
    position: Whole
    in_class: Whole
    in_order: Whole
    marks: Mapping[int, Whole]
    odds: Real
    pace: Pace
    luck: Real
    strengths: tuple[float | None, ...]
    rated: bool
    rejected: int


def pace_of(prepared: Prepared, ratings: Ratings | None, circuit: str) -> Pace:
    """Return what is known of the cars' laps: the parts of what is uncertain, as the ratings tell them.

    Without ratings nothing lasts: all of it is of the day.  What a lap in qualifying is off by follows from how much
    of a race's gap qualifying told in past races; where it is not on record, that is the offset of the day.
    """
    cars = prepared.problem.cars
    day, lasting = cars.pace_sd_ms.copy(), np.zeros(len(prepared.starters))
    qualifying = day.copy()
    for i, one in enumerate(prepared.starters):
        rating = ratings.of(one, circuit) if ratings is not None else None
        whole = (rating.whole_share if one.sd_share is None else one.sd_share) if rating is not None else 0.0
        if ratings is None or rating is None or not whole:
            continue
        lap, of_day = cars.pace_sd_ms[i] / whole, min(rating.day_share, whole)
        lasting[i] = lap * math.sqrt(whole**2 - of_day**2)
        kind = ratings.classes.get(bare(one.race_class))
        qualifying[i] = lap * (_qualifying_share(kind) or of_day) if kind is not None else lap * of_day
    return Pace(cars.pace_ms.copy(), lasting, qualifying)


def _qualifying_share(kind: ClassRatings) -> float:
    """Return what qualifying is off by against a car's pace, as a share of lap time; 0 where nothing tells.

    A gap in the race has the variance v, of which qualifying tells the part r²; as a measure of that gap qualifying is
    then off by the variance v (1 / r² - 1).
    """
    whole = kind.spread.whole + kind.spread.rest
    told = (kind.qualifying_worth * kind.qualifying_share) ** 2
    return math.sqrt(max(whole * (whole / told - 1), 0.0)) if told else 0.0


def seed_of(seed: int, *what: str) -> int:
    """Return a seed for one thing of a forecast: another one for each, whatever else there is."""
    return int.from_bytes(hashlib.sha256("/".join((str(seed), *what)).encode()).digest()[:SEED_BYTES]) >> 1


def offsets(seed: int, keys: Sequence[str], worlds: int) -> Real:
    """Return what each car is better or worse by in each world, in standard deviations [worlds, keys].

    Each car's are the middles of so many equal parts of the normal distribution, in random order: no draw is left to
    chance but who is lucky together.  What a car draws depends on its key alone.
    """
    from statistics import NormalDist

    middles = np.array([NormalDist().inv_cdf((2 * k + 1) / (2 * worlds)) for k in range(worlds)])
    columns = [np.random.Generator(np.random.Philox(seed_of(seed, "pace", one))).permutation(middles) for one in keys]
    return np.array(columns).T.reshape(worlds, len(keys))


def simulate(
    prepared: Prepared,
    cars: Sequence[tuple[str, str]],
    pace: Pace,
    luck: Real,
    marks: Sequence[int],
    seed: int,
    *,
    rated: bool,
    each: int = EACH,
    backend: Backend | None = None,
    progress: Progress | None = None,
) -> Simulated:
    """Simulate a race in every world, and return it as a season needs it.

    cars: number and class of each, in the order of the problem.  luck [worlds, N].  marks: moments to look at [min].
    each: replicates in a world.  Where the rules ask for a share of the distance or for the flag, cars that are not
    classified are not placed; where they ask for nothing every car is, the retired after the others.
    Raises NothingSimulated when no replicate is plausible.
    """
    moments = np.array([mark * MINUTE_MS for mark in marks], np.int64)
    problem = replace(prepared.problem, moments_ms=moments)
    found: dict[int, Outcome] = {}
    pieces = [(seed, world) for world in range(len(luck))]
    for index, part in (backend or Threads()).each(in_world, (problem, pace.lasting, luck, each), pieces):
        found[index] = part
        if progress:
            progress(len(part))
    every = Outcome.joined([found[world] for world in range(len(luck))])
    outcome, rejected = plausible(every)
    if not len(outcome):
        raise NothingSimulated(f"No replicate is plausible: {'; '.join(rejected)}.")
    length, classes = problem.length, problem.cars.race_class
    placed = (outcome.status == CLASSIFIED) | (not length.share and not length.flag)
    return Simulated(
        tuple(cars),
        classes,
        np.repeat(np.arange(len(luck)), each)[every.rejected == 0],
        np.where(placed, outcome.position, 0).astype(np.int64),
        np.where(placed, outcome.in_class, 0).astype(np.int64),
        outcome.in_class.astype(np.int64),
        {mark: outcome.moment_place[:, m].astype(np.int64) for m, mark in enumerate(marks)},
        pooled_field(weights_at(0.0), class_odds(outcome, problem), classes, prepared.strengths),
        pace,
        luck,
        prepared.strengths,
        rated,
        sum(rejected.values()),
    )


def in_world(shared: tuple[Problem, Real, Real, int], seed: int, world: int) -> Outcome:
    """Simulate a race in one world; a function of the module, so that it can be sent to another process."""
    from paddock.racing.kernel import simulate as replicates

    problem, lasting_ms, luck, each = shared
    cars = problem.cars
    day_ms = np.sqrt(np.maximum(cars.pace_sd_ms**2 - lasting_ms**2, 0.0))
    moved = replace(cars, pace_ms=cars.pace_ms + lasting_ms * luck[world], pace_sd_ms=day_ms)
    return replicates(replace(problem, cars=moved), seed, world * each, each)
