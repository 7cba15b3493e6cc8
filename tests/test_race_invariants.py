"""What holds in every simulated race, whatever the rules and the luck."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from paddock.racing import outcome
from paddock.racing.kernel import LapRow, simulate, trace
from paddock.racing.outcome import RETIRED, Outcome
from paddock.racing.problem import Problem
from race_strategies import problems

SEEDS = st.integers(0, 2**64 - 1)
MANY = 500
"""Replicates of each random race; 60 races make 30,000 of them, with PADDOCK_HYPOTHESIS=thorough a million."""


def by_car(rows: Sequence[LapRow]) -> dict[int, list[LapRow]]:
    """Return the laps of each car."""
    laps: dict[int, list[LapRow]] = defaultdict(list)
    for row in rows:
        laps[row.car].append(row)
    return laps


def check_order(found: Outcome, problem: Problem) -> None:
    """Positions are permutations, overall and in class; the field is sorted by status, laps and time."""
    cars = problem.n_cars
    order = np.argsort(found.position, axis=1)
    assert (np.sort(found.position, axis=1) == np.arange(1, cars + 1)).all()
    status, laps, times = (np.take_along_axis(one, order, 1) for one in (found.status, found.laps, found.time_ms))
    same_status = status[:, 1:] == status[:, :-1]
    assert (status[:, 1:] >= status[:, :-1]).all()
    assert (laps[:, 1:] <= laps[:, :-1])[same_status].all()
    same_laps = same_status & (laps[:, 1:] == laps[:, :-1])
    assert (times[:, 1:] >= times[:, :-1])[same_laps].all()
    for race_class in np.unique(problem.cars.race_class):
        members = problem.cars.race_class == race_class
        inside = found.in_class[:, members]
        assert (np.sort(inside, axis=1) == np.arange(1, members.sum() + 1)).all()
        assert (np.argsort(inside, axis=1) == np.argsort(found.position[:, members], axis=1)).all()
        places = found.moment_place[:, :, members]
        looked = places.max(axis=2) > 0
        assert (np.sort(places, axis=2) == np.arange(1, members.sum() + 1))[looked].all()
        assert (places[~looked] == 0).all()
        assert (found.moment_gap_ms[:, :, members] >= 0)[(places > 0) & (places == 1)].all()


def check_figures(found: Outcome, problem: Problem) -> None:
    """Laps and clocks grow, driving time adds up, and `broken` says what the driving times break."""
    state, crews = problem.state, problem.crews
    assert (found.laps >= state.laps).all()
    assert (found.time_ms >= state.crossed_ms).all()
    assert (found.stops >= state.stops).all()
    out = found.status == RETIRED
    assert out[:, state.status == 1].all()
    drove = (found.driven_ms - state.driven_ms).sum(axis=2)
    raced = found.time_ms - state.crossed_ms
    red = found.neutral_ms[:, problem.neutral.stops > 0].sum(axis=1)
    assert (drove <= raced).all()
    assert (drove >= raced - red[:, None]).all()
    taken = crews.share > 0
    least = (found.driven_ms < crews.least_ms)[:, taken.nonzero()[0], taken.nonzero()[1]]
    told = (found.broken & outcome.BROKEN_LEAST) > 0
    broke = np.zeros_like(told)
    for column, car in enumerate(taken.nonzero()[0]):
        broke[:, car] |= least[:, column]
    assert (told == (broke & ~out)).all()
    most = ((found.driven_ms > crews.most_ms) & (crews.most_ms > 0)).any(axis=2)
    assert (((found.broken & outcome.BROKEN_MOST) > 0) == most).all()
    flagged = found.rejected == 0
    assert (found.neutral_ms.sum(axis=1) <= found.flag_ms - state.at_ms)[flagged].all()
    if problem.length.duration_ms > 0 and problem.length.laps == 0:
        assert (found.flag_ms >= problem.length.duration_ms)[flagged].all()
    assert not (found.rejected == 2).any()


@given(problems(), SEEDS)
def test_results_of_every_race(problem: Problem, seed: int) -> None:
    """Nothing a reader of results takes for granted may fail in one race of a hundred thousand."""
    found = simulate(problem, seed, 0, MANY)
    check_order(found, problem)
    check_figures(found, problem)


@given(problems(), SEEDS)
def test_laps_add_up(problem: Problem, seed: int) -> None:
    """Every lap follows the one before, and together they are the result."""
    laps, found = by_car(trace(problem, seed, 0)), simulate(problem, seed, 0, 1)
    for car in range(problem.n_cars):
        clock, lap, stops = (
            int(one[car]) for one in (problem.state.crossed_ms, problem.state.laps, problem.state.stops)
        )
        for row in laps[car]:
            assert (row.lap, row.clock_ms - row.lap_ms) == (lap + 1, clock)
            assert row.lap_ms > 0
            clock, lap, stops = row.clock_ms, row.lap, stops + row.stopped
        assert (lap, clock) == (found.laps[0, car], found.time_ms[0, car])
        late = found.stops[0, car] - stops  # a stop on the lap that was not completed
        assert late in (0, 1)


@given(problems(), SEEDS)
def test_stints_fit_the_tank(problem: Problem, seed: int) -> None:
    """Nobody runs on an empty tank, and between two stops there are no more laps than it holds."""
    for car, laps in by_car(trace(problem, seed, 0)).items():
        tank = problem.cars.tank_laps[car]
        if not tank > 0:
            continue
        since, used = None, 0.0
        for row in laps:
            if row.stopped:
                since, used = row.lap, 0.0
            if since is not None:
                used += 1.0 if row.under == 0 else float(problem.neutral.use.min())
                assert row.fuel >= -1e-9
                assert row.fuel <= tank
                assert used <= tank + 1


@given(problems(), SEEDS)
def test_nobody_passes_under_a_neutralisation(problem: Problem, seed: int) -> None:
    """Between two crossings under the same one the order of the cars on the road stays: no pits, no waving by."""
    rows = trace(problem, seed, 0)
    before: dict[int, int] = {}
    pairs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, row in enumerate(rows):
        begun = before.get(row.car)
        if begun is not None and row.under and rows[begun].under == row.under and not row.stopped:
            pairs[row.under].append((begun, number))
        before[row.car] = number
    for under, laps in pairs.items():
        kind = next(row.neutral for row in rows if row.under == under)
        if not problem.neutral.wave_by[kind]:
            assert [end for _, end in sorted(laps)] == sorted(end for _, end in laps)


@given(problems(), SEEDS)
def test_the_road_is_in_order(problem: Problem, seed: int) -> None:
    """Crossings come in the order of the clock, and after the flag each car crosses once more at most."""
    rows = trace(problem, seed, 0)
    flag = int(simulate(problem, seed, 0, 1).flag_ms[0])
    clocks = [row.clock_ms for row in rows]
    if flag:
        racing = [clock for clock in clocks if clock <= flag]
        assert racing == sorted(racing)
        for laps in by_car(rows).values():
            assert sum(row.clock_ms > flag for row in laps) <= 1


@settings(max_examples=20)
@given(problems(), SEEDS)
def test_drives_in_the_trace_are_those_told(problem: Problem, seed: int) -> None:
    """Without red flags: the laps each drove sum to his time, and longer drives than allowed are told."""
    if problem.neutral.stops.any():
        return
    found = simulate(problem, seed, 0, 1)
    drove = problem.state.driven_ms.copy()
    for car, laps in by_car(trace(problem, seed, 0)).items():
        driver, since, longest = int(problem.state.driver[car]), int(problem.state.since_ms[car]), False
        for row in laps:
            if row.driver != driver:
                driver, since = row.driver, row.clock_ms - row.lap_ms
            drove[car, row.driver] += row.lap_ms
            stint = problem.crews.stint_ms[car, driver]
            longest = longest or bool(stint and row.clock_ms - since > stint)
        told = bool(found.broken[0, car] & outcome.BROKEN_STINT)
        assert told == longest
    assert (drove == found.driven_ms[0]).all()
