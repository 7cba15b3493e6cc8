"""The best plan for one car: against every plan there is, against the kernel, and by the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paddock.errors import BadRequest
from paddock.racing.kernel import simulate, trace
from paddock.racing.problem import Problem, RaceLength
from paddock.racing.strategy.bounds import Wanted, aboard_at_least, bound, no_prices, starters
from paddock.racing.strategy.following import MUST, UNUSED, Decision, OnTrack, followed
from paddock.racing.strategy.kinds import BEST, best_plans
from paddock.racing.strategy.plan import Plan, with_plan
from paddock.racing.strategy.single import CarRace, car_race, flat_out
from paddock.racing.strategy.solving import best_plan
from race_strategies import changed, plain, real, whole

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


def race_of(problem: Problem | None = None, **parts: dict[str, Any]) -> CarRace:
    """A car's race: of 40 laps of 80 s with two seats and a tank of 12 laps, but for what is changed."""
    given_race = problem or plain(1, seats=2, tank=12.0, length=RaceLength(0, 40))
    return car_race(changed(given_race, **parts), 0)


def test_a_tank_at_a_time() -> None:
    """By hand: 40 laps with 12 in the tank take three stops of 20 s and what is filled up at 0.5 s a lap."""
    plan = best_plan(race_of())
    assert plan is not None
    taken = sum(stop.fuel_laps for stop in plan.stops)
    assert (len(plan.stops), plan.gap_ms) == (3, 0)
    # A stop with more than a tank to go is filled to the brim: there is no lap in reserve.
    assert taken == pytest.approx(28)
    assert plan.time_ms == 40 * 80_000 + 3 * 20_000 + round(500 * taken)
    assert plan.stints[-1].to_lap == plan.laps == 40


def test_the_quicker_driver_drives_all_that_is_allowed() -> None:
    """Where a stop may be at any lap, the slow seat drives what it must, and less than a lap more."""
    least = 1_000_000
    free = plain(1, seats=2, length=RaceLength(0, 40))
    plan = best_plan(race_of(free, crews={"pace_ms": real([[0, 3000]]), "least_ms": whole([[0, least]])}))
    assert plan is not None
    assert least <= plan.driven_ms[1] < least + 83_000
    assert len(plan.stops) == 1
    assert plan.gap_ms == 0


def test_from_a_race_under_way() -> None:
    """The plan goes on from the laps, the fuel and the driver there are, and the kernel agrees."""
    problem = changed(
        plain(1, seats=2, tank=12.0, length=RaceLength(60 * 60_000)),
        state={
            "at_ms": 1_000_000,
            "laps": whole([12]),
            "crossed_ms": whole([980_000]),
            "fuel": real([4.5]),
            "tyre_age": whole([7]),
            "driver": whole([1]),
            "driven_ms": whole([[400_000, 580_000]]),
            "since_ms": whole([400_000]),
        },
        crews={"stint_ms": whole([[0, 900_000]])},
    )
    plan = best_plan(car_race(problem, 0))
    assert plan is not None
    assert (plan.driver, plan.from_lap, plan.from_ms, plan.tyre_age) == (1, 12, 980_000, 7)
    assert plan.stops[0].after_lap <= 16  # four laps and a half of fuel, and the driver's time
    assert plan.stops[0].driver == 0
    driven_as_planned(problem, plan)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"crews": {"least_ms": whole([[0, 9_000_000]])}}, "B must still drive 2:30:00"),
        ({"crews": {"most_ms": whole([[600_000, 600_000]])}}, "the crew may drive 0:20:00 more"),
        ({"crews": {"least_ms": whole([[0, 2000]]), "most_ms": whole([[0, 1000]])}}, "B must drive 0:00:02"),
        (
            {"crews": {"most_ms": whole([[5000, 0]])}, "state": {"driven_ms": whole([[9000, 0]])}},
            "A has driven 0:00:09",
        ),
        ({"crews": {"stint_ms": whole([[90_000, 90_000]])}}, "longest time without a break"),
        ({"cars": {"tyre_laps": whole([5]), "tyre_sets": whole([2])}}, "number of sets of tyres"),
        (
            {"cars": {"must_stop": whole([1]), "must_from_ms": 10, "must_until_ms": 20}},
            "with the mandatory stops lifted there is one",
        ),
    ],
)
def test_the_rule_that_cannot_be_kept_is_named(parts: dict[str, Any], said: str) -> None:
    """A crew or rules that nothing satisfies are told before anything is simulated, and which."""
    short = plain(1, seats=2, tank=12.0, length=RaceLength(0, 16))
    with pytest.raises(BadRequest, match=said) as caught:
        list(best_plans(race_of(short, **parts), "7", ("A", "B"), 1))
    assert "car 7" in caught.value.message
    assert caught.value.hint


def test_a_car_that_is_out_has_no_plan() -> None:
    """There is nothing to plan for a car that is out, nor with a tank that does not last a lap."""
    with pytest.raises(BadRequest, match="out of the race"):
        race_of(state={"status": whole([1])})
    with pytest.raises(BadRequest, match="not even one lap"):
        race_of(cars={"tank_laps": real([0.5])})


def test_the_plans_differ_in_kind() -> None:
    """The best comes first; the others are what their labels say, all different, none of them better."""
    race = race_of(cars={"tyre_laps": whole([30])}, classes={"tyre_ms": real([150.0])})
    plans = list(best_plans(race, "7", ("A", "B"), 6))
    stops = len(plans[0].stops)
    changes = [sum(stop.tyres for stop in plan.stops) for plan in plans]
    assert plans[0].label == BEST
    assert all(plan.rank >= plans[0].rank for plan in plans)
    assert len({(plan.driver, plan.stops) for plan in plans}) == len(plans) > 2
    for plan, changed_tyres in zip(plans, changes, strict=True):
        if plan.label == "one stop more":
            assert len(plan.stops) == stops + 1
        if plan.label == "one change of tyres fewer":
            assert changed_tyres == changes[0] - 1
        if plan.label == "B starts":
            assert plan.driver == 1
    assert "one stop fewer" not in {plan.label for plan in plans}  # the tank does not allow it


def test_a_slower_class_ends_when_the_quickest_car_does() -> None:
    """A car of another class is flagged by the quickest one, in a race over a distance also laps down."""
    problem = plain(2, 2, lap_ms=[80_000, 100_000], length=RaceLength(0, 40))
    race = car_race(problem, 1)
    assert (race.flag_ms, race.laps) == (40 * 80_000, 0)
    assert flat_out(race) == (32, 32 * 100_000)
    plan = best_plan(race)
    assert plan is not None
    assert (plan.laps, plan.time_ms) == (32, 3_200_000)


def test_narrow_searches_say_what_they_left() -> None:
    """Where not every plan was looked at, a better one gains no more than is told."""
    race = race_of(
        plain(1, seats=2, tank=7.3, length=RaceLength(50 * 60_000)),
        classes={"tyre_ms": real([90.0]), "fuel_ms": real([40.0])},
        cars={"tyre_laps": whole([20])},
        crews={"pace_ms": real([[0, 700]]), "least_ms": whole([[0, 700_000]])},
    )
    best, narrow = best_plan(race), best_plan(race, width=1)
    assert best is not None
    assert best.gap_ms == 0
    if narrow is not None:
        assert best.rank <= narrow.rank
        assert best.laps > narrow.laps or narrow.time_ms - narrow.gap_ms <= best.time_ms


@QUICK
@given(small_races())
def test_bounds_are_below_every_plan(problem: Problem) -> None:
    """No plan that lasts as many laps as a bound is about is at the flag before it."""
    race = car_race(problem, 0)
    plan = best_plan(race)
    if plan:
        low = aboard_at_least(race, np.zeros(plan.laps + 1) + plan.time_ms)
        assert bound(race, Wanted(), plan.laps, low, no_prices(race))[0].total <= plan.time_ms


def test_a_broken_plan_is_called_broken() -> None:
    """Following a plan tells which rule it breaks."""
    race = race_of(cars={"must_stop": whole([1]), "must_from_ms": 0, "must_until_ms": 100_000})
    assert followed(race, 0, [Decision(lap, 0, False) for lap in (12, 24, 36)]).broken == MUST
    assert followed(race, 0, [Decision(50, 0, False)]).broken == "fuel"
    assert followed(race_of(), 0, [Decision(lap, 0, False) for lap in (10, 20, 30, 40)]).broken == UNUSED


def test_a_plan_without_stops_is_no_leave_to_stop() -> None:
    """The kernel does not stop a car whose plan has no stop, though others would come in for tyres."""
    problem = changed(plain(1, seats=2, length=RaceLength(0, 8)), cars={"tyre_laps": whole([9])})
    plan = best_plan(car_race(problem, 0))
    assert plan is not None
    assert plan.stops == ()
    driven_as_planned(problem, plan)
