"""The race kernel: equal to a slow race told in plain words, to closed forms, and true to the rules in every race."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddock.errors import BadRequest
from paddock.racing import draws, outcome
from paddock.racing.kernel import LapRow, compiled, simulate, trace, warm
from paddock.racing.outcome import CLASSIFIED, NOT_CLASSIFIED, RETIRED, Outcome
from paddock.racing.problem import QUANTILES, Problem, RaceLength
from race_reference import reference, run_reference
from race_strategies import MINUTE, changed, plain, problems, quiet, whole

SEEDS = st.integers(0, 2**64 - 1)
FCY, SAFETY_CAR, RED = 0, 1, 2


def same(one: Outcome, other: Outcome) -> list[str]:
    """Return the fields in which two outcomes differ, in a number or in form."""
    return [
        name
        for name, a, b in ((f.name, getattr(one, f.name), getattr(other, f.name)) for f in fields(Outcome))
        if a.dtype != b.dtype or a.shape != b.shape or a.tobytes() != b.tobytes()
    ]


def with_fixed(problem: Problem, kind: int, at_ms: int, for_ms: int, **rules: int) -> Problem:
    """Return a race with one neutralisation given beforehand; rules: fields of its kind."""
    kinds = quiet(3, len(problem.classes.order))
    given_ones = {"fixed_kind": whole([kind]), "fixed_at_ms": whole([at_ms]), "fixed_for_ms": whole([for_ms])}
    set_rules = {name: np.where(np.arange(3) == kind, value, getattr(kinds, name)) for name, value in rules.items()}
    neutral = {f.name: getattr(kinds, f.name) for f in fields(kinds)} | given_ones | set_rules | {"only_fixed": 1}
    return changed(problem, neutral=neutral, events={"neutral": np.zeros((len(problem.events.in_pits), 3))})


# the reference


@given(problems(), SEEDS)
def test_equals_the_reference_number_for_number(problem: Problem, seed: int) -> None:
    """Every field of every result, whatever features are on: two programs in two styles agree, or one is wrong."""
    assert same(simulate(problem, seed, 5, 4), reference(problem, seed, 5, 4)) == []


@settings(max_examples=25)
@given(problems(), SEEDS)
def test_equals_the_reference_lap_for_lap(problem: Problem, seed: int) -> None:
    """Results may agree by luck; every single lap cannot."""
    assert trace(problem, seed, 3) == run_reference(problem, seed, 3).rows


def test_a_log_that_is_full_forgets_the_oldest_drives() -> None:
    """Two drivers who change places at each of 150 laps: more drives than the log has room for."""
    laps = 150
    plan = {
        "plan_lap": whole([np.arange(1, laps)]),
        "plan_driver": whole([np.arange(1, laps) % 2]),
        "plan_tyres": whole(np.zeros((1, laps - 1))),
    }
    crews = {"window_ms": whole([240 * MINUTE]), "window_most_ms": whole([[80 * MINUTE] * 2])}
    problem = changed(plain(1, seats=2, length=RaceLength(0, laps)), cars=plan, crews=crews)
    assert same(simulate(problem, 1, 0, 1), reference(problem, 1, 0, 1)) == []
    assert simulate(problem, 1, 0, 1).broken[0, 0] == outcome.BROKEN_WINDOW


def test_no_replicates_are_none() -> None:
    """The last piece of a run that was broken off may be empty."""
    assert len(simulate(plain(2), 1, 7, 0)) == 0


def test_draws_are_the_same_in_the_kernel() -> None:
    """The two forms of the hash stand apart in two files; a slip in one would go unnoticed by tests of luck."""
    import numba

    from paddock.racing.kernel import words

    @numba.njit
    def made(seed: Any, replicate: int, number: int, count: int, purpose: int, other: int) -> Any:
        key = words.key_of(seed, replicate)
        drawn = words.word(words.own_key(key, number), count, purpose)
        passing = words.against(drawn, other)
        return key, drawn, passing, words.entry(drawn), words.fraction(drawn), words.low_bits(drawn)

    dice = np.random.default_rng(1)
    for _ in range(200):
        seed, count = int(dice.integers(2**63)) * 2 + 1, int(dice.integers(10_000))
        number, purpose, other, replicate = (int(one) for one in dice.integers(0, (60, 15, 60, 2**40)))
        key = draws.key_of(seed, replicate)
        drawn = draws.word(key, number, count, purpose)
        expected = (
            key,
            drawn,
            draws.against(drawn, other),
            draws.entry(drawn),
            draws.fraction(drawn),
            drawn % 2**32,
        )
        assert tuple(made(np.uint64(seed), replicate, number, count, purpose, other)) == expected


def test_words_are_even_and_unlike() -> None:
    """Neighbouring cars, laps and purposes must not see the same luck: chi-square of entries, and correlation."""
    key = draws.key_of(7, 0)
    table = np.array([[draws.word(key, car, lap, draws.LAP) for lap in range(2000)] for car in range(10)], np.uint64)
    counts = np.bincount((table >> np.uint64(58)).ravel().astype(int), minlength=64)
    expected = table.size / 64
    assert ((counts - expected) ** 2 / expected).sum() < 63 + 5 * math.sqrt(2 * 63)
    share = (table >> np.uint64(11)).astype(float) * 2.0**-53
    for one, other in ((share[:, 1:], share[:, :-1]), (share[1:], share[:-1])):
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 5 / math.sqrt(one.size)
    luck = np.array([[draws.against(int(one), other) >> 54 for other in range(4)] for one in table[0]])
    assert abs(np.corrcoef(luck[:, 0], luck[:, 1])[0, 1]) < 5 / math.sqrt(len(luck))


# same seed, same bytes


@settings(max_examples=20)
@given(problems(), SEEDS, st.lists(st.integers(0, 30), max_size=4))
def test_pieces_make_no_difference(problem: Problem, seed: int, cuts: list[int]) -> None:
    """Replicates are cut into pieces for threads, machines and progress bars: where must not matter."""
    edges = [0, *sorted(cuts), 30]
    parts = [simulate(problem, seed, a, b - a) for a, b in pairwise(edges)]
    assert same(Outcome.joined(parts), simulate(problem, seed, 0, 30)) == []


@settings(max_examples=5)
@given(problems(), SEEDS)
def test_threads_make_no_difference(problem: Problem, seed: int) -> None:
    """Two threads work side by side in memory of their own."""
    alone = simulate(problem, seed, 0, 80)
    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(lambda first: simulate(problem, seed, first, 10), range(0, 80, 10)))
    assert same(Outcome.joined(parts), alone) == []


def test_seeds_and_replicates_differ() -> None:
    """A seed that is not used would pass every test of sameness."""
    problem = changed(plain(4), cars={"pace_sd_ms": np.full(4, 400.0)})
    times = {simulate(problem, seed, first, 1).time_ms.tobytes() for seed in range(5) for first in range(5)}
    assert len(times) == 25


def test_another_plan_meets_the_same_luck() -> None:
    """Strategies are compared on common luck: a car that stops elsewhere changes nothing for the others' noise."""
    noise = np.sort(np.random.default_rng(3).normal(0, 300, QUANTILES))[None, :]
    before = changed(plain(2, length=RaceLength(0, 12)), classes={"noise": noise})
    plans = {"plan_lap": whole([[5], [-1]]), "plan_driver": whole([[0], [0]]), "plan_tyres": whole([[1], [0]])}
    after = changed(before, cars=plans)
    laps = [{(row.car, row.lap): row.lap_ms for row in trace(one, 1, 0)} for one in (before, after)]
    changed_laps = {key for key in laps[0] if laps[0][key] != laps[1][key]}
    assert changed_laps == {(0, 6)}
    assert laps[1][0, 6] - laps[0][0, 6] == 28_000 - 0


# closed forms


def test_a_quiet_race_by_time() -> None:
    """Without noise, stops and traffic everybody's laps and time are known."""
    lap = np.array([80_000, 81_300, 90_700, 119_900])
    found = simulate(plain(4, lap_ms=lap, length=RaceLength(60 * MINUTE)), 1, 0, 1)
    flag = 45 * 80_000
    laps = [45, *(math.ceil(flag / one) for one in lap[1:])]
    assert found.flag_ms.tolist() == [flag]
    assert found.laps[0].tolist() == laps
    assert found.time_ms[0].tolist() == [n * one for n, one in zip(laps, lap, strict=True)]
    assert found.position[0].tolist() == [1, 2, 3, 4]
    assert found.status.max() == CLASSIFIED


def test_a_quiet_race_by_distance() -> None:
    """The flag falls when the first has done the distance; the others end their lap."""
    found = simulate(plain(3, lap_ms=[80_000, 80_500, 95_000], length=RaceLength(0, 40)), 1, 0, 1)
    assert found.laps[0].tolist() == [40, 40, math.ceil(40 * 80_000 / 95_000)]
    assert found.flag_ms[0] == 3_200_000


def test_time_or_distance_what_comes_first() -> None:
    """A race may have both."""
    assert simulate(plain(1, length=RaceLength(10 * MINUTE, 99)), 1, 0, 1).laps[0, 0] == 8
    assert simulate(plain(1, length=RaceLength(99 * MINUTE, 5)), 1, 0, 1).laps[0, 0] == 5


@pytest.mark.parametrize(("share", "expected"), [(0.0, CLASSIFIED), (0.7, CLASSIFIED), (0.8, NOT_CLASSIFIED)])
def test_a_share_of_the_winners_laps(share: float, expected: int) -> None:
    """The slow one does 28 of 37 laps: three quarters."""
    length = RaceLength(50 * MINUTE, 0, share)
    found = simulate(plain(2, lap_ms=[80_000, 109_000], length=length), 1, 0, 1)
    assert found.laps[0].tolist() == [38, 28]
    assert found.status[0].tolist() == [CLASSIFIED, expected]


@pytest.mark.parametrize(("laps", "tank"), [(31, 10), (30, 10), (29, 10), (12, 12), (13, 12), (50, 7)])
def test_stops_follow_from_the_tank(laps: int, tank: int) -> None:
    """A stop whenever the tank is empty, none at the end; what is taken on is what is missing, or what is to go."""
    problem = plain(1, length=RaceLength(0, laps), tank=tank)
    found = simulate(problem, 1, 0, 1)
    stops = math.ceil(laps / tank) - 1
    taken = sum(min(tank, laps - tank * n + 1) for n in range(1, stops + 1))
    assert found.stops[0, 0] == stops
    assert found.time_ms[0, 0] == laps * 80_000 + stops * 20_000 + taken * 500
    stopped = [row.lap - 1 for row in trace(problem, 1, 0) if row.stopped]
    assert stopped == [tank * n for n in range(1, stops + 1)]


def test_the_scarcer_of_two_budgets_decides() -> None:
    """Energy for 9 laps, fuel for 12: stops after every ninth, and what takes longer to fill counts."""
    problem = changed(plain(1, length=RaceLength(0, 27), tank=12), cars={"energy_laps": np.array([9.0])})
    problem = changed(problem, state={"energy": np.array([9.0])})
    rows = [row for row in trace(problem, 1, 0) if row.stopped]
    assert [row.lap for row in rows] == [10, 19]
    assert rows[0].lap_ms == 80_000 + 20_000 + 9 * 500


@pytest.mark.parametrize(
    ("after", "tyres", "driver", "expected"),
    [(0, 8_000, 12_000, 12_000), (0, 8_000, 1_000, 8_000), (1, 8_000, 12_000, 13_000), (1, 8_000, 14_000, 14_000)],
)
def test_what_a_stop_takes(after: int, tyres: int, driver: int, expected: int) -> None:
    """Refuelling takes 5 s, then or meanwhile the tyres; the driver changes alongside."""
    classes = {"tyres_after": whole([after]), "tyres_ms": whole([tyres]), "driver_ms": whole([driver])}
    problem = changed(plain(1, seats=2, length=RaceLength(0, 19), tank=10), classes=classes)
    plan = {"plan_lap": whole([[10]]), "plan_driver": whole([[1]]), "plan_tyres": whole([[1]])}
    row = next(row for row in trace(changed(problem, cars=plan), 1, 0) if row.stopped)
    assert (row.lap, row.driver, row.tyre_age) == (11, 1, 1)
    assert row.lap_ms == 80_000 + 20_000 + expected


def test_tyres_and_fuel_in_the_lap_time() -> None:
    """Each lap of tyre age and each lap of fuel aboard costs what it is said to."""
    classes = {"tyre_ms": np.array([30.0]), "fuel_ms": np.array([20.0]), "start_ms": whole([2_500])}
    problem = changed(plain(1, length=RaceLength(0, 10), tank=20), classes=classes)
    laps = [row.lap_ms for row in trace(problem, 1, 0)]
    assert laps == [80_000 + 30 * n + 20 * (20 - n) + (2_500 if n == 0 else 0) for n in range(10)]


def test_retirements_are_geometric() -> None:
    """With odds r a lap, (1 − r)^n of the cars are left after n: within five standard deviations."""
    cars, laps, rate, count = 10, 30, 0.01, 2_000
    events = {
        "rate": np.full((1, 1), rate),
        "first_lap": np.ones(1),
        "restart": np.ones(1),
        "retires": np.ones((1, 1)),
        "loss_ms": whole(np.zeros((1, 1, QUANTILES))),
        "in_pits": whole([0]),
        "neutral": np.zeros((1, 0)),
    }
    found = simulate(changed(plain(cars, length=RaceLength(0, laps)), events=events), 5, 0, count)
    left, total = (1 - rate) ** laps, cars * count
    assert abs((found.status != RETIRED).sum() - total * left) < 5 * math.sqrt(total * left * (1 - left))
    assert (found.laps[found.status == RETIRED] < laps).all()


def test_a_pass_takes_an_exponential_advantage() -> None:
    """Faster by 600 ms where 1,000 are needed in the mean: the first try succeeds in 1 − exp(−0.6) of the races."""
    problem = changed(
        plain(2, lap_ms=[80_000, 79_000], length=RaceLength(0, 1)),
        classes={"pass_need_ms": np.array([1_000.0])},
        state={"crossed_ms": whole([0, 400])},
    )
    count = 20_000
    ahead = (simulate(problem, 9, 0, count).position[:, 1] == 1).sum()
    expected = 1 - math.exp(-0.6)
    assert abs(ahead - count * expected) < 5 * math.sqrt(count * expected * (1 - expected)) + count / QUANTILES


def test_who_cannot_pass_follows() -> None:
    """A wall of a leader: the faster car ends every lap at its gap behind him."""
    problem = changed(
        plain(2, lap_ms=[80_000, 78_000], length=RaceLength(0, 20)),
        classes={"pass_need_ms": np.array([1e9]), "follow_ms": whole([700])},
        state={"crossed_ms": whole([0, 700])},
    )
    found = simulate(problem, 1, 0, 50)
    assert (found.time_ms[:, 1] - found.time_ms[:, 0] == 700).all()


def test_lapping_costs_both() -> None:
    """Across classes: the faster one pays at once, the slower one on his next lap."""
    problem = changed(
        plain(2, classes=2, lap_ms=[80_000, 99_000], length=RaceLength(0, 8)),
        classes={"lapping_ms": np.array([[0, 900], [0, 0]]), "lapped_ms": np.array([[0, 400], [0, 0]])},
    )
    rows = {(row.car, row.lap): row.lap_ms for row in trace(problem, 1, 0)}
    assert [rows[0, lap] for lap in range(1, 9)] == [80_000] * 5 + [80_900] + [80_000] * 2
    assert [rows[1, lap] for lap in range(1, 8)] == [99_000] * 5 + [99_400] + [99_000]


# neutralisations


def test_a_full_course_yellow_slows_everybody() -> None:
    """From 100 s to 400 s at 150 s a lap: part of a lap, whole laps, part of a lap, each at its pace."""
    rows = trace(with_fixed(plain(1, length=RaceLength(0, 8)), FCY, 100_000, 300_000), 1, 0)
    first = 100_000 + 0.75 * 150_000  # a quarter of lap 2 is done
    second = first + 150_000
    left = 1 - (400_000 - second) / 150_000
    third = 400_000 + left * 80_000
    assert [row.clock_ms for row in rows[:5]] == [
        80_000, round(first), round(first) + 150_000, round(third), round(third) + 80_000,
    ]  # fmt: skip
    assert [row.neutral for row in rows[:5]] == [-1, FCY, FCY, -1, -1]


def test_under_a_yellow_a_stop_costs_less() -> None:
    """The reason why anybody stops then: the others lose by running slowly."""
    problem = changed(plain(2, length=RaceLength(0, 20)), state={"crossed_ms": whole([0, 500])})
    plan = {"plan_driver": whole([[0], [0]]), "plan_tyres": whole([[0], [0]])}
    behind = []
    for lap in (6, 12):
        one = changed(problem, cars=plan | {"plan_lap": whole([[-1], [lap]])})
        found = simulate(with_fixed(one, FCY, 460_000, 300_000), 1, 0, 1)
        behind.append(found.time_ms[0, 1] - found.time_ms[0, 0])
    assert behind[0] < 20_000 < behind[1]


@pytest.mark.parametrize(("runs", "later"), [(0, 600_000), (1, 0)])
def test_a_red_flag_stops_the_race(runs: int, later: int) -> None:
    """Ten minutes: the clock stops or runs on, the cars are where they were."""
    problem = plain(2, lap_ms=[80_000, 83_000], length=RaceLength(40 * MINUTE))
    found = simulate(with_fixed(problem, RED, 1_000_000, 600_000, stops=1, clock_runs=runs), 1, 0, 1)
    quiet_race = simulate(plain(2, lap_ms=[80_000, 83_000], length=RaceLength(40 * MINUTE + later - 600_000)), 1, 0, 1)
    assert found.laps.tolist() == quiet_race.laps.tolist()
    assert found.time_ms.tolist() == (quiet_race.time_ms + 600_000).tolist()
    assert found.driven_ms[0, :, 0].tolist() == quiet_race.time_ms[0].tolist()
    assert found.neutral_ms.tolist() == [[0, 0, 600_000]]


def behind_safety_car(**rules: int) -> tuple[Problem, list[LapRow], int]:
    """Return a race of two classes with a safety car, its laps, and the clock at which it goes green."""
    problem = plain(
        6, classes=2, lap_ms=[80_000, 95_000, 81_000, 96_000, 82_000, 97_000], length=RaceLength(50 * MINUTE)
    )
    problem = changed(problem, state={"crossed_ms": whole(np.arange(6) * 500)})
    bunching = {"bunches": 1, "gap_ms": 1_200, "catch_ms": 105_000} | rules
    problem = with_fixed(problem, SAFETY_CAR, 1_000_000, 900_000, **bunching)
    rows = trace(problem, 1, 0)
    return problem, rows, min(row.clock_ms for row in rows if row.clock_ms > 1_200_000 and not row.under)


def test_a_safety_car_bunches_the_field() -> None:
    """Half a race apart before, nose to tail at the end; it goes green when the leader is at the line."""
    _, rows, green = behind_safety_car()
    first = {row.car: row.clock_ms for row in reversed(rows) if row.clock_ms >= green}
    order = sorted(first, key=first.__getitem__)
    assert order[0] == 0
    gaps = [first[b] - first[a] for a, b in pairwise(order)]
    assert max(gaps) <= 1_200
    assert abs(green - 1_900_000) <= 150_000 / 2


def test_the_queue_is_sorted_by_class() -> None:
    """With a split, the faster class starts in front, in the order it had."""
    _, rows, green = behind_safety_car(split=1)
    first = {row.car: row.clock_ms for row in reversed(rows) if row.clock_ms >= green}
    assert [car % 2 for car in sorted(first, key=first.__getitem__)] == [0, 0, 0, 1, 1, 1]
    _, rows, green = behind_safety_car()
    first = {row.car: row.clock_ms for row in reversed(rows) if row.clock_ms >= green}
    assert [car % 2 for car in sorted(first, key=first.__getitem__)] != [0, 0, 0, 1, 1, 1]


def test_lapped_cars_ahead_of_their_leader_go_round() -> None:
    """With a wave-by they get their lap back, and nobody else gains one."""
    laps = []
    for wave_by in (0, 1):
        _, rows, green = behind_safety_car(wave_by=wave_by)
        laps.append(
            [max(row.lap for row in rows if row.car == car and row.clock_ms <= green + 2_000) for car in range(6)]
        )
    gained = np.array(laps[1]) - np.array(laps[0])
    assert set(gained.tolist()) == {0, 1}
    assert gained[0] == 0


def test_a_queue_that_loses_its_head_goes_on() -> None:
    """The leader breaks down behind the safety car: the next one leads the queue, and it goes green all the same."""
    problem, _, _ = behind_safety_car()
    events = {
        "rate": np.array([[0.15, 0.0]]),
        "first_lap": np.zeros(1),
        "restart": np.zeros(1),
        "retires": np.ones((1, 2)),
        "loss_ms": whole(np.zeros((1, 2, QUANTILES))),
        "in_pits": whole([0]),
        "neutral": np.zeros((1, 3)),
    }
    problem = changed(problem, events=events, cars={"race_class": whole([0, 1, 1, 1, 1, 1])})
    ended = 0
    for seed in range(150):
        race = run_reference(problem, seed, 0)
        assert trace(problem, seed, 0) == race.rows
        last = [row for row in race.rows if row.car == 0][-1:]
        under = last and race.cars[0].out and 1_000_000 - 90_000 < last[0].clock_ms < 1_000_000
        if under:
            ended += 1
            assert race.rows[-1].under == 0
            assert abs(race.times[SAFETY_CAR] - 900_000) <= 150_000
    assert ended > 0


def test_the_lane_stays_closed() -> None:
    """Nobody comes in while it is closed, but who has nothing left; then those who want to."""
    problem = changed(plain(2, tank=20, length=RaceLength(0, 30)), cars={"yellow_from": np.zeros(2)})
    problem = changed(problem, state={"fuel": np.array([20.0, 3.5])})
    problem = with_fixed(problem, FCY, 100_000, 900_000)
    problem = changed(problem, neutral={"closed_ms": whole(np.full((3, 1), 600_000))})
    first = {row.car: row for row in reversed(trace(problem, 1, 0)) if row.stopped}
    begun = {car: row.clock_ms - row.lap_ms for car, row in first.items()}
    assert first[1].lap == 5  # two laps at 1, two at half a lap of fuel: half a lap is left
    assert begun[1] < 700_000 <= begun[0] < 700_000 + 150_000


def test_one_neutralisation_follows_another() -> None:
    """A full course yellow becomes a safety car: counted each, the time of both."""
    problem = with_fixed(plain(2, length=RaceLength(40 * MINUTE)), FCY, 600_000, 240_000, then=SAFETY_CAR)
    found = simulate(problem, 1, 0, 1)
    assert found.neutral_count.tolist() == [[1, 1, 0]]
    assert found.neutral_ms.tolist() == [[240_000, 300_000, 0]]


def test_neutralisations_come_at_their_rate() -> None:
    """Three in an hour of green running: the mean over many races within five standard deviations."""
    kinds = quiet(2, 1)
    neutral = {f.name: getattr(kinds, f.name) for f in fields(kinds)} | {"rate": np.array([2.0, 1.0])}
    problem = changed(plain(1, length=RaceLength(180 * MINUTE), kinds=2), neutral=neutral)
    found = simulate(problem, 1, 0, 3_000)
    green = (found.flag_ms - found.neutral_ms.sum(axis=1)).sum() / 3_600_000
    for kind, rate in enumerate((2.0, 1.0)):
        assert abs(found.neutral_count[:, kind].sum() - rate * green) < 5 * math.sqrt(rate * green)


# crews


def test_nobody_drives_longer_than_he_may() -> None:
    """Two who may drive for half an hour at a time: they take turns, at stops the tank does not ask for."""
    problem = changed(
        plain(1, seats=2, length=RaceLength(120 * MINUTE)), crews={"stint_ms": whole([[30 * MINUTE] * 2])}
    )
    rows = trace(problem, 1, 0)
    drives = [row.clock_ms - row.lap_ms for row in rows if row.stopped]
    assert [rows[0].driver, *(row.driver for row in rows if row.stopped)] == [0, 1, 0, 1, 0]
    assert max(b - a for a, b in pairwise([0, *drives])) <= 30 * MINUTE
    assert not simulate(problem, 1, 0, 1).broken.any()


def test_among_equals_the_first_gets_in() -> None:
    """Three with equal shares, of whom two have not driven yet: seats in their order."""
    crews = {"stint_ms": whole([[30 * MINUTE] * 3])}
    rows = trace(changed(plain(1, seats=3, length=RaceLength(85 * MINUTE)), crews=crews), 1, 0)
    assert [rows[0].driver, *(row.driver for row in rows if row.stopped)] == [0, 1, 2]


def test_everybody_drives_as_long_as_he_must() -> None:
    """The third has to drive for 40 minutes of 100, with no stop planned for it."""
    crews = {"least_ms": whole([[0, 0, 40 * MINUTE]]), "share": np.array([[0.6, 0.4, 0.001]])}
    problem = changed(plain(1, seats=3, tank=25, length=RaceLength(100 * MINUTE)), crews=crews)
    found = simulate(problem, 1, 0, 1)
    assert found.driven_ms[0, 0, 2] >= 40 * MINUTE
    assert not found.broken.any()


def test_rules_that_cannot_be_kept_are_told() -> None:
    """Alone in the car for longer than allowed, too few stops, too many sets: one bit each."""
    crews = {"stint_ms": whole([[MINUTE]]), "most_ms": whole([[MINUTE]]), "least_ms": whole([[99 * MINUTE]])}
    crews |= {"window_ms": whole([5 * MINUTE]), "window_most_ms": whole([[4 * MINUTE]])}
    cars = {"must_stop": whole([2]), "must_until_ms": 0, "must_from_ms": 0, "tyre_sets": whole([1])}
    problem = changed(plain(1), crews=crews, cars=cars, state={"sets": whole([3])})
    bits = (
        outcome.BROKEN_LEAST
        | outcome.BROKEN_MOST
        | outcome.BROKEN_STINT
        | outcome.BROKEN_WINDOW
        | outcome.BROKEN_MUST_STOP
        | outcome.BROKEN_TYRE_SETS
    )
    assert simulate(problem, 1, 0, 1).broken.tolist() == [[bits]]


def test_mandatory_stops_lie_in_their_window() -> None:
    """One stop between minutes 25 and 35, spread over the field; the success penalty is waited for."""
    cars = {"must_stop": whole(np.ones(20)), "must_from_ms": 25 * MINUTE, "must_until_ms": 35 * MINUTE}
    cars |= {"must_lane_ms": 75_000, "must_change": 1, "success_ms": whole(np.arange(20) * 1_000)}
    problem = changed(plain(20, seats=2, length=RaceLength(60 * MINUTE)), cars=cars)
    rows = [row for row in trace(problem, 4, 0) if row.stopped]
    at = sorted(row.clock_ms - row.lap_ms for row in rows)
    assert sorted(row.car for row in rows) == list(range(20))
    assert at[0] >= 25 * MINUTE
    assert at[-1] <= 35 * MINUTE
    assert at[-1] - at[0] > 4 * MINUTE
    assert all(row.lap_ms == 155_000 + 1_000 * row.car and row.driver == 1 for row in rows)
    assert not simulate(problem, 4, 0, 50).broken.any()


# a race under way


def test_a_race_goes_on_from_where_it_stands() -> None:
    """Taken up in the middle, a race without luck ends as it would have."""
    lap = [80_000, 83_500, 90_000]
    from_start = simulate(plain(3, lap_ms=lap, length=RaceLength(60 * MINUTE)), 1, 0, 1)
    rows = [
        row for row in trace(plain(3, lap_ms=lap, length=RaceLength(60 * MINUTE)), 1, 0) if row.clock_ms <= 1_700_000
    ]
    last = [max((row for row in rows if row.car == car), key=lambda row: row.lap) for car in range(3)]
    state = {
        "at_ms": 1_700_000,
        "laps": whole([row.lap for row in last]),
        "crossed_ms": whole([row.clock_ms for row in last]),
        "driven_ms": whole([[row.clock_ms] for row in last]),
    }
    taken_up = simulate(changed(plain(3, lap_ms=lap, length=RaceLength(60 * MINUTE)), state=state), 1, 0, 1)
    assert same(taken_up, from_start) == []


def test_cars_out_and_in_the_garage() -> None:
    """Who is out stays out; who is in the garage comes back, or is too late for the flag."""
    state = {
        "at_ms": 1_000_000,
        "laps": whole([12, 12, 10, 5]),
        "crossed_ms": whole([960_000, 965_000, 800_000, 400_000]),
        "status": whole([0, 1, 2, 2]),
        "due_ms": whole([0, 0, 1_300_000, 9_000_000]),
    }
    problem = changed(plain(4, length=RaceLength(30 * MINUTE, 0, 0.0, True)), state=state)
    found = simulate(problem, 1, 0, 1)
    assert found.status[0].tolist() == [CLASSIFIED, RETIRED, CLASSIFIED, NOT_CLASSIFIED]
    assert found.laps[0].tolist() == [23, 12, 18, 5]
    assert found.time_ms[0, 2] == 1_300_000 + 7 * 80_000
    assert found.position[0].tolist() == [1, 4, 2, 3]


def test_a_neutralisation_under_way_lasts_longer_than_it_has() -> None:
    """Out for four minutes already, of lengths from nothing to eight: it takes one of those beyond four."""
    kinds = quiet(1, 1)
    lengths = whole(np.linspace(0, 8 * MINUTE, QUANTILES))[None, :]
    neutral = {f.name: getattr(kinds, f.name) for f in fields(kinds)} | {"length_ms": lengths}
    state = {"at_ms": 1_000_000, "neutral": 0, "neutral_since_ms": 1_000_000 - 4 * MINUTE}
    state |= {"laps": whole([11]), "crossed_ms": whole([900_000])}
    problem = changed(plain(1, kinds=1, length=RaceLength(60 * MINUTE)), neutral=neutral, state=state)
    lasted = simulate(problem, 1, 0, 2_000).neutral_ms[:, 0]
    assert lasted.min() > 0
    assert lasted.max() <= 4 * MINUTE
    assert abs(lasted.mean() - 2 * MINUTE) < 5 * 4 * MINUTE / math.sqrt(12 * 2_000)
    assert not simulate(problem, 1, 0, 10).neutral_count.any()


def test_moments_tell_order_and_gaps() -> None:
    """At 1,000 s: the first is half a lap into lap 13, the second 500 s / 83 s …: what is missing, in own pace."""
    problem = plain(3, classes=1, lap_ms=[80_000, 83_000, 100_000], length=RaceLength(40 * MINUTE))
    found = simulate(replace(problem, moments_ms=whole([1_000_000, 9_000_000])), 1, 0, 1)
    made = [1_000 / 80, 1_000 / 83, 1_000 / 100]
    gaps = [round((made[0] - one) * lap) for one, lap in zip(made, (80_000, 83_000, 100_000), strict=True)]
    assert found.moment_place[0].tolist() == [[1, 2, 3], [0, 0, 0]]
    assert found.moment_gap_ms[0].tolist() == [gaps, [0, 0, 0]]


# what cannot be simulated


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"length": {"duration_ms": 0}}, "neither a duration nor a distance"),
        ({"cars": {"pace_ms": np.zeros(2)}}, "no pace"),
        ({"cars": {"race_class": whole([0, 1])}}, "class is 1"),
        ({"state": {"driver": whole([0, 3])}}, "driver is 3"),
        ({"state": {"neutral": 0}}, "neutralisation that is out is 0"),
        ({"classes": {"noise": np.zeros((1, 9))}}, "noise has shape (1, 9)"),
        ({"classes": {"noise": np.zeros((2, QUANTILES))}}, "noise has shape"),
    ],
)
def test_nonsense_is_refused(change: dict[str, Any], says: str) -> None:
    """The kernel reads memory by address: what does not fit must be refused before."""
    with pytest.raises(BadRequest, match=re.escape(says)):
        simulate(changed(plain(2), **change), 1, 0, 1)


def test_a_red_flag_after_a_red_flag_without_end_is_refused() -> None:
    """Nobody would ever cross the line again."""
    problem = with_fixed(plain(2), RED, 1_000, 1_000, stops=1, then=RED)
    with pytest.raises(BadRequest, match="nothing but red flags"):
        simulate(problem, 1, 0, 1)


def test_everybody_out_is_told() -> None:
    """A replicate in which nobody is left is kept and marked."""
    problem = changed(plain(2), state={"status": whole([1, 1])})
    assert simulate(problem, 1, 0, 3).rejected.tolist() == [1, 1, 1]


# compiling


def test_importing_does_not_compile() -> None:
    """Asking for help must not wait for a compiler."""
    code = "import sys, paddock.racing.kernel, paddock.racing.draws; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_compiled_is_said() -> None:
    """Who calls can tell the user before the compiler keeps him waiting."""
    warm()
    assert compiled()
    assert not warm()
