"""Fields for the benchmark of the race kernel: invented, but with the sizes and habits of real ones."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from paddock.racing.problem import (
    QUANTILES,
    Cars,
    Classes,
    Crews,
    Events,
    Neutral,
    Problem,
    RaceLength,
    State,
)

MINUTE, HOUR = 60_000, 3_600_000
MIDDLES = (np.arange(QUANTILES) + 0.5) / QUANTILES
NORMAL = np.array([NormalDist().inv_cdf(u) for u in MIDDLES])
SEATS = 3


@dataclass(frozen=True)
class Group:
    """Cars of one class: how many, their lap [ms], laps a tank lasts, and what a stop takes."""

    cars: int
    lap_ms: int
    tank: float
    refuel_ms: int
    grade_rules: bool = False


def field(groups: list[Group], hours: float, *, laps: int = 0, features: bool = True) -> Problem:
    """Return a race of several classes, fastest first, with every feature of the kernel on (or none)."""
    count, classes = sum(group.cars for group in groups), len(groups)
    race_class = np.repeat(np.arange(classes), [group.cars for group in groups])
    lap = np.array([group.lap_ms for group in groups], float)
    within = np.concatenate([np.linspace(0, 1, group.cars) for group in groups])
    on = 1.0 if features else 0.0
    duration = 0 if laps else int(hours * HOUR)
    whole = int(hours * HOUR)
    tank = np.array([group.tank for group in groups])
    slow = int(lap.max() * 1.6)
    losses = np.array(
        [300_000 * np.exp(NORMAL), 15_000 * np.exp(NORMAL), 900_000 * np.exp(NORMAL), np.full(QUANTILES, 25_000.0)]
    )
    none = np.zeros(0, int)
    return Problem(
        length=RaceLength(duration, laps, 0.7, True),
        classes=Classes(
            order=np.arange(classes),
            noise=lap[:, None] * 0.004 * NORMAL[None, :] * on,
            memory=np.full(classes, 0.35),
            follow_ms=np.full(classes, 400),
            pass_need_ms=lap * 0.004 * on,
            lapping_ms=np.full((classes, classes), 450.0) * on,
            lapped_ms=np.full((classes, classes), 250.0) * on,
            tyre_ms=lap * 0.0003 * on,
            fuel_ms=lap * 0.0004 * on,
            cold_ms=lap * 0.01 * on,
            lane_ms=np.full(classes, 32_000),
            refuel_ms=np.array([group.refuel_ms for group in groups], float),
            tyres_ms=np.full(classes, 16_000),
            driver_ms=np.full(classes, 22_000),
            tyres_after=np.ones(classes, int),
            stop_extra_ms=np.rint(4_000 * np.exp(0.5 * NORMAL))[None, :].repeat(classes, 0).astype(int) * int(on),
            early_laps=np.searchsorted([0.6, 0.9], MIDDLES)[None, :].repeat(classes, 0) * int(on),
            start_ms=np.full(classes, 4_000),
        ),
        events=Events(
            rate=np.array([[4e-4], [1.5e-3], [3e-4], [4e-4]]).repeat(classes, 1) * on,
            first_lap=np.array([6.0, 6.0, 1.0, 1.0]),
            restart=np.array([2.0, 2.0, 1.0, 1.0]),
            retires=np.array([[0.35], [0.02], [0.25], [0.0]]).repeat(classes, 1),
            loss_ms=losses[:, None, :].repeat(classes, 1).astype(int),
            in_pits=np.array([1, 0, 1, 1]),
            neutral=np.array([[0.3, 0.15, 0.01], [0.03, 0.01, 0.0], [0.1, 0.02, 0.0], [0.0, 0.0, 0.0]]),
        ),
        neutral=Neutral(
            rate=np.array([0.08, 0.02, 0.002]) * on,
            length_ms=np.rint(np.array([8, 22, 30])[:, None] * MINUTE * np.exp(0.5 * NORMAL)[None, :]).astype(int),
            lap_ms=np.array([slow, int(slow * 1.2), slow]),
            bunches=np.array([0, 1, 0]),
            catch_ms=np.array([slow, int(lap.max() * 1.15), slow]),
            gap_ms=np.array([1, 1_500, 1]),
            closed_ms=np.array([[120_000] * classes, [240_000] * classes, [0] * classes]),
            wave_by=np.array([0, 1, 0]),
            split=np.array([0, 1, 0]),
            stops=np.array([0, 0, 1]),
            clock_runs=np.array([0, 0, 1]),
            then=np.array([-1, -1, 1]),
            use=np.array([0.5, 0.4, 0.0]),
            yellow_odds=np.linspace(0, 0.9, 10)[None, :].repeat(3, 0),
            fixed_kind=none,
            fixed_at_ms=none,
            fixed_for_ms=none,
            only_fixed=0,
        ),
        cars=Cars(
            race_class=race_class,
            group=race_class,
            pace_ms=lap[race_class] * (1 + 0.012 * within * on),
            pace_sd_ms=lap[race_class] * 0.003 * on,
            group_sd_ms=lap * 0.001 * on,
            offsets=NORMAL,
            tank_laps=tank[race_class],
            energy_laps=(tank + 0.4)[race_class],
            tyre_laps=np.rint(tank * 2.2).astype(int)[race_class],
            tyre_sets=np.zeros(count, int),
            yellow_from=np.where(np.arange(count) % 3 == 0, 0.5, -1.0),
            must_stop=np.zeros(count, int),
            must_from_ms=0,
            must_until_ms=whole,
            must_change=0,
            must_lane_ms=0,
            success_ms=np.zeros(count, int),
            plan_lap=np.full((count, 1), -1),
            plan_driver=np.full((count, 1), -1),
            plan_tyres=np.zeros((count, 1), int),
        ),
        crews=_crews(groups, race_class, whole, on),
        state=_grid(count, tank[race_class]),
        moments_ms=np.arange(1, int(hours)) * HOUR if features else np.zeros(0, int),
    )


def _crews(groups: list[Group], race_class: np.ndarray, whole: int, on: float) -> Crews:
    """Return three drivers a car; under rules by grade the third must drive for a quarter of the race."""
    count = len(race_class)
    rules = np.array([group.grade_rules for group in groups])[race_class]
    lap = np.array([group.lap_ms for group in groups], float)[race_class]
    least = np.zeros((count, SEATS), int)
    least[rules, 2] = whole // 4
    return Crews(
        pace_ms=lap[:, None] * np.array([-0.002, 0.0, 0.002])[None, :] * on,
        share=np.full((count, SEATS), 1 / SEATS),
        least_ms=least,
        most_ms=np.full((count, SEATS), int(whole * 14 / 24)),
        stint_ms=np.full((count, SEATS), 4 * HOUR),
        window_ms=np.full(count, 6 * HOUR),
        window_most_ms=np.full((count, SEATS), 4 * HOUR),
    )


def _grid(count: int, tank: np.ndarray) -> State:
    zeros = np.zeros(count, int)
    return State(
        at_ms=0, laps=zeros, crossed_ms=np.arange(count) * 700, due_ms=zeros, status=zeros,
        fuel=tank, energy=tank + 0.4, tyre_age=zeros, sets=zeros + 1, stops=zeros, must_done=zeros, driver=zeros,
        driven_ms=np.zeros((count, SEATS), int), since_ms=zeros, log_driver=np.full((count, 1), -1),
        log_from_ms=np.zeros((count, 1), int), log_to_ms=np.zeros((count, 1), int),
    )  # fmt: skip


def le_mans(cars: int = 62, hours: float = 24, *, features: bool = True) -> Problem:
    """Return a field like that of Le Mans: laps of 206 to 236 s."""
    top, middle = cars * 21 // 62, cars * 17 // 62
    groups = [
        Group(top, 206_000, 12.6, 3_300), Group(middle, 215_000, 11.3, 3_300),
        Group(cars - top - middle, 236_000, 12.8, 3_300, True),
    ]  # fmt: skip
    return field(groups, hours, features=features)


def daytona(cars: int = 60, hours: float = 24, *, features: bool = True) -> Problem:
    """Return a field like that of Daytona: laps of 97 to 107 s."""
    top, middle, third = cars * 12 // 60, cars * 13 // 60, cars * 15 // 60
    groups = [
        Group(top, 97_000, 31.0, 1_150), Group(middle, 100_500, 29.0, 1_150, True),
        Group(third, 106_500, 31.0, 1_150), Group(cars - top - middle - third, 107_500, 31.0, 1_150, True),
    ]  # fmt: skip
    return field(groups, hours, features=features)


def grand_prix(*, features: bool = True) -> Problem:
    """Return 20 cars over 71 laps in one class."""
    return field([Group(20, 73_000, 100.0, 0)], 2.0, laps=71, features=features)
