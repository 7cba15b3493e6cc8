"""The best plan for one car: against every plan there is, against the kernel, and by the rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from race_strategies import changed, plain, real, whole

from paddock.errors import BadRequest
from paddock.racing.kernel import simulate, trace
from paddock.racing.problem import Problem, RaceLength
from paddock.racing.strategy.bounds import Wanted, aboard_at_least, bound, no_prices, starters
from paddock.racing.strategy.following import MUST, UNUSED, Decision, OnTrack, followed
from paddock.racing.strategy.kinds import BEST, best_plans
from paddock.racing.strategy.plan import Plan, with_plan
from paddock.racing.strategy.single import CarRace, car_race, flat_out
from paddock.racing.strategy.solving import best_plan

QUICK = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@dataclass(frozen=True)
class Dice:
    """Figures drawn from one number, so that a failure shrinks to the features it needs."""

    dice: np.random.Generator
    pace: float
    seats: int

    def part(self, low: float, high: float) -> float:
        return float(self.dice.uniform(low, high) * self.pace)

    def maybe(self, odds: float, low: float, high: float) -> Any:
        """Times of the seats: each with these odds, else 0."""
        drawn = self.dice.uniform(low, high, self.seats) * self.pace
        return whole(np.where(self.dice.random(self.seats) < odds, drawn, 0))


@st.composite
def small_races(draw: st.DrawFn) -> Problem:
    """Races of one car over so few laps that every plan can be tried."""
    seats = draw(st.integers(1, 3))
    laps = draw(st.integers(2, {1: 8, 2: 6, 3: 5}[seats]))
    figures = Dice(
        np.random.default_rng(draw(st.integers(0, 2**32))), draw(st.sampled_from([1000.0, 100_000.0])), seats
    )
    dice, part, pace = figures.dice, figures.part, figures.pace
    span = int(part(0.8, 1.05) * laps)
    has = {
        name: draw(st.booleans())
        for name in "timed fuel energy wear life sets must window limits least underway".split()
    }
    began = 0 if not has["underway"] else int(dice.integers(1, 4))
    crossed = int(began * pace * 1.05)
    tank, energy = (float(dice.uniform(1, 6)) if has[name] else 0.0 for name in ("fuel", "energy"))
    given_up = int(dice.integers(0, seats))
    since = int(part(0, 1)) if began else 0
    driven = np.zeros((1, seats), np.int64)
    driven[0, given_up] += since
    driver = int(dice.integers(0, seats)) if began else 0
    driven[0, driver] += crossed - since
    once = began > 0 and given_up != driver
    problem = plain(1, lap_ms=pace, seats=seats, tank=tank, length=RaceLength(crossed + span if has["timed"] else 0, 0))
    if not has["timed"] or draw(st.booleans()):
        problem = changed(problem, length={"laps": began + laps})
    return changed(
        problem,
        classes={
            "tyre_ms": real([part(0, 0.1) if has["wear"] else 0.0]),
            "fuel_ms": real([part(0, 0.01) if has["fuel"] else 0.0]),
            "cold_ms": real([part(0, 0.1)]),
            "lane_ms": whole([part(0, 0.4)]),
            "refuel_ms": real([part(0, 0.2)]),
            "tyres_ms": whole([part(0, 0.3)]),
            "driver_ms": whole([part(0, 0.3)]),
            "tyres_after": whole([dice.integers(0, 2)]),
            "start_ms": whole([part(0, 0.1)]),
            "stop_extra_ms": np.full_like(problem.classes.stop_extra_ms, int(part(0, 0.05))),
        },
        cars={
            "energy_laps": real([energy]),
            "tyre_laps": whole([dice.integers(1, 6) if has["life"] else 0]),
            "tyre_sets": whole([dice.integers(1, 4) if has["sets"] else 0]),
            "must_stop": whole([dice.integers(1, 3) if has["must"] else 0]),
            "must_from_ms": crossed + int(span * dice.uniform(0, 0.5)),
            "must_until_ms": crossed + int(span * dice.uniform(0.5, 1)),
            "must_change": int(has["must"] and seats > 1 and dice.integers(0, 2)),
            "must_lane_ms": int(part(0, 0.8)),
            "success_ms": whole([part(0, 0.2)]),
        },
        crews={
            "pace_ms": real(dice.uniform(-0.05, 0.05, (1, seats)) * pace),
            "least_ms": figures.maybe(0.5 if has["least"] else 0.0, 0.3, laps / seats)[None],
            "most_ms": figures.maybe(0.4 if has["limits"] else 0.0, laps / seats * 0.7, laps)[None],
            "stint_ms": figures.maybe(0.4 if has["limits"] else 0.0, 1.1, laps)[None],
            "window_ms": whole([part(1.5, 5) if has["window"] else 0]),
            "window_most_ms": figures.maybe(0.6 if has["window"] else 0.0, 1, 3)[None],
        },
        state={
            "at_ms": crossed,
            "laps": whole([began]),
            "crossed_ms": whole([crossed]),
            "due_ms": whole([crossed + part(0, 1.2) if began else 0]),
            "status": whole([2 if began and dice.random() < 0.2 else 0]),
            "fuel": real([dice.uniform(0, 1) * tank if began else tank]),
            "energy": real([dice.uniform(0, 1) * energy if began else energy]),
            "tyre_age": whole([dice.integers(0, 3) if began else 0]),
            "driver": whole([driver]),
            "driven_ms": driven,
            "since_ms": whole([since if once else 0]),
            "log_driver": whole([[given_up]] if once else np.zeros((1, 0))),
            "log_from_ms": whole([[0]] if once else np.zeros((1, 0))),
            "log_to_ms": whole([[since]] if once else np.zeros((1, 0))),
        },
    )


@st.composite
def wishes(draw: st.DrawFn) -> Wanted:
    """What a plan is asked to be; mostly nothing."""
    if draw(st.booleans()):
        return Wanted()
    return Wanted(*(draw(st.sampled_from([-1, -1, 0, 1, 2])) for _ in range(2)), draw(st.sampled_from([-1, -1, 0])), -1)


def every_plan(race: CarRace, wanted: Wanted) -> tuple[int, int] | None:
    """Return the rank of the best plan, by trying every one: the oracle."""
    best: list[tuple[int, int]] = []

    def drive(car: OnTrack, stops: int, changes: int) -> None:
        broken = car.to(car.lap + 1)
        if car.over and broken == UNUSED:
            asked = wanted.stops in {-1, stops} and wanted.changes in {-1, changes}
            if asked and not car.final():
                best[:] = [min([*best, (-car.lap, int(car.clock))])]
            return
        if broken:
            return
        for seat in np.flatnonzero(race.seats).tolist():
            for tyres in (False, True):
                other = car.copy()
                if not other.stop(Decision(other.lap, seat, tyres)):
                    drive(other, stops + 1, changes + tyres)
        drive(car, stops, changes)

    for seat in starters(race, wanted):
        drive(OnTrack(race, seat), 0, 0)
    return best[0] if best else None


@QUICK
@given(small_races(), wishes())
def test_the_best_of_every_plan(problem: Problem, wanted: Wanted) -> None:
    """The dynamic programme finds the best plan of all, proves it, or rightly finds none."""
    race = car_race(problem, 0)
    plan = best_plan(race, wanted)
    assert (plan.rank if plan else None) == every_plan(race, wanted)
    if plan:
        assert (plan.gap_ms, plan.assumed) == (0, False)


@QUICK
@given(small_races())
def test_the_kernel_drives_the_plan(problem: Problem) -> None:
    """A plan keeps every rule when the kernel drives it, and comes to the same laps, clock and driving times."""
    plan = best_plan(car_race(problem, 0))
    if plan:
        driven_as_planned(problem, plan)


def driven_as_planned(problem: Problem, plan: Plan) -> None:
    """Hold a plan against the kernel."""
    planned = with_plan(problem, 0, plan)
    outcome = simulate(planned, 1, 0, 1)
    assert outcome.broken[0, 0] == 0
    assert (outcome.laps[0, 0], outcome.time_ms[0, 0]) == (plan.laps, plan.time_ms)
    assert outcome.driven_ms[0, 0].tolist() == list(plan.driven_ms)
    assert outcome.stops[0, 0] == len(plan.stops)
    rows = trace(planned, 1, 0)
    assert [row.lap - 1 for row in rows if row.stopped] == [stop.after_lap for stop in plan.stops]
    clocks = {row.lap: row.clock_ms for row in rows}
    assert [clocks[stop.after_lap] for stop in plan.stops] == [stop.clock_ms for stop in plan.stops]
