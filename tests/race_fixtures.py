"""Invented races with known truth: laps made from figures that are written down, to be found again by the fit.

The generator is another one than the race kernel: it knows no rules and no overtaking within a class, only lap times,
traffic between two classes, stops, neutralisations that slow everybody alike, and cars that stop for good.
"""

from __future__ import annotations

import datetime as dt
import heapq
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from paddock.racing.history import PastRace, results_of
from paddock.timing.readers.form import Source
from paddock.timing.readers.laps_form import finish_laps

MINUTE = 60_000
HOUR = 60 * MINUTE


@dataclass(frozen=True)
class ClassTruth:
    """A class: its lap, what wears and noise add (shares), its tank, its stops."""

    name: str
    cars: int
    lap_ms: float
    noise: float = 0.004
    memory: float = 0.4
    tyre_per_h: float = 0.015
    fuel_per_h: float = 0.005
    tank_min: float = 40.0
    refuel_share: float = 0.012
    tyres_ms: int = 15_000
    tyre_odds: float = 0.5
    base_ms: int = 8_000


@dataclass(frozen=True)
class Truth:
    """A series: classes, costs of traffic [ms], pit lane [ms], rates per hour, neutralisations."""

    classes: tuple[ClassTruth, ...] = (
        ClassTruth("FAST", 8, 100_000.0),
        ClassTruth("SLOW", 10, 113_000.0, noise=0.003, memory=0.3, tank_min=55.0),
    )
    lapping_ms: float = 300.0
    lapped_ms: float = 150.0
    through_ms: int = 25_000
    neutral_per_h: float = 0.6
    neutral_min: float = 9.0
    neutral_factor: float = 1.8
    retire_per_h: float = 0.015
    penalties: int = 5
    car_spread: float = 0.003
    tyres_after: bool = True


@dataclass
class _Car:
    number: str
    of: ClassTruth
    pace: float
    tank: int
    clock: int = 0
    lap: int = 0
    age: int = 0
    fuel: float = 0.0
    noise: float = 0.0
    due: int = 0
    lane: int | None = None
    stint_ms: float = 0.0
    tyre_ms: float = 0.0


def invented_race(
    seed: int,
    truth: Truth | None = None,
    *,
    hours: float = 6.0,
    circuit: str = "spa",
    stretch: float = 1.0,
    series: str = "wec",
    year: int = 2023,
) -> PastRace:
    """Return one race made from the truth; stretch: how much longer its circuit's laps are."""
    truth = truth or Truth()
    draw = np.random.default_rng(seed)
    end = round(hours * HOUR)
    periods = _periods(truth, draw, end)
    cars = []
    for k, one in enumerate(truth.classes):
        own = replace(one, lap_ms=one.lap_ms * stretch)
        for n in range(one.cars):
            pace = own.lap_ms * (1 + truth.car_spread * draw.standard_normal())
            # The median car has the class's pace exactly.
            cars.append(_Car(f"{k + 1}{n:02d}", own, pace, int(own.tank_min * MINUTE / own.lap_ms)))
    for k, car in enumerate(cars):
        car.fuel, car.clock = car.tank, 600 * k
    rows: list[dict[str, Any]] = []
    heap: list[tuple[int, int]] = []
    for i, car in enumerate(cars):
        _next(truth, cars, i, periods, draw, rows, end, start=True)
        heapq.heappush(heap, (car.due, i))
    over = end + 10 * MINUTE
    penalty = set(draw.integers(0, len(cars), truth.penalties).tolist())
    while heap:
        due, i = heapq.heappop(heap)
        car = cars[i]
        if due < car.due:
            # It was lapped meanwhile.
            heapq.heappush(heap, (car.due, i))
            continue
        flag = "FF" if due >= end else ("FCY" if _under(periods, due) else "GF")
        gone = draw.random() < truth.retire_per_h * (due - car.clock) / HOUR
        rows.append(
            {
                "car": car.number, "class": car.of.name, "lap": car.lap + 1, "lap_time_ms": due - car.clock,
                "elapsed_ms": due, "flag": flag, "pit_time_ms": car.lane, "in_pit": False,
            }
        )  # fmt: skip
        car.lap += 1
        car.clock, car.lane = due, None
        if due >= end or due > over or (gone and car.lap > 3):
            continue
        if car.fuel < 1:
            rows[-1]["in_pit"] = True
            _stop(truth, car, draw, end)
        elif i in penalty and car.lap > 5 and flag == "GF" and car.fuel > 4 and car.age > 3:
            penalty.discard(i)
            rows[-1]["in_pit"] = True
            car.lane = truth.through_ms
        _next(truth, cars, i, periods, draw, rows, end)
        heapq.heappush(heap, (car.due, i))
    laps = _table(rows, f"{series}{year}{circuit}{seed}")
    id_ = f"{series}-{year}/{circuit}-{seed}"
    day = dt.date(year, 1, 1) + dt.timedelta(days=seed)
    return PastRace(f"{id_}/race", series, f"{series}-{year}", id_, circuit, day, end, laps, results_of(laps, series))


def _periods(truth: Truth, draw: Any, end: int) -> list[tuple[int, int]]:
    found = []
    clock = 0.0
    while truth.neutral_per_h:
        clock += draw.exponential(HOUR / truth.neutral_per_h)
        if clock > end - 20 * MINUTE:
            break
        length = truth.neutral_min * MINUTE * draw.uniform(0.8, 1.2)
        found.append((round(clock), round(clock + length)))
        clock += length
    return found


def _under(periods: list[tuple[int, int]], at: int) -> bool:
    return any(start <= at < end for start, end in periods)


def _next(
    truth: Truth, cars: list[_Car], i: int, periods: Any, draw: Any, rows: Any, end: int, *, start: bool = False
) -> None:
    """Work out when a car completes the lap it begins, with what it passes on the way."""
    car = cars[i]
    car.noise = car.of.memory * car.noise + car.of.noise * car.of.lap_ms * draw.standard_normal()
    wear = (car.of.tyre_per_h * car.tyre_ms - car.of.fuel_per_h * car.stint_ms) / HOUR * car.of.lap_ms
    green = car.pace + wear + car.noise
    begin = car.clock + (car.lane or 0)
    quick = min(one.lap_ms for one in truth.classes)
    if car.of.lap_ms / quick <= 1.0001 * cars[0].of.lap_ms / quick and not start:
        due = _reach(begin, green, periods, truth.neutral_factor * cars[0].of.lap_ms)
        for other in cars:
            if other.of.lap_ms > car.of.lap_ms and car.clock > other.clock and other.due > due and other.lane is None:
                green += truth.lapping_ms
                other.due += round(truth.lapped_ms)
    car.due = _reach(begin, green, periods, truth.neutral_factor * cars[0].of.lap_ms)
    car.stint_ms += car.due - begin
    car.tyre_ms += car.due - begin
    share = 1.0 if not any(a < car.due and begin < b for a, b in periods) else 0.6
    car.fuel -= share
    car.age += 1


def _reach(begin: int, green: float, periods: Any, slow: float) -> int:
    """Return when a lap is done that runs at green pace, and at a slow one while neutralised."""
    clock, left = float(begin), 1.0
    for a, b in periods:
        if b <= clock:
            continue
        if a > clock:
            run = (a - clock) / green
            if run >= left:
                return round(clock + left * green)
            left -= run
            clock = float(a)
        run = (b - clock) / max(slow, green)
        if run >= left:
            return round(clock + left * max(slow, green))
        left -= run
        clock = float(b)
    return round(clock + left * green)


def _stop(truth: Truth, car: _Car, draw: Any, end: int) -> None:
    """Refuel what is needed; change tyres as often as the class does."""
    need = min(car.tank - car.fuel, (end - car.clock) / car.of.lap_ms + 1 - car.fuel)
    refuel = car.of.refuel_share * max(need, 0.0) * car.of.lap_ms
    tyres = car.of.tyres_ms if draw.random() < car.of.tyre_odds else 0
    rest = refuel + tyres if truth.tyres_after else max(refuel, tyres)
    car.lane = round(truth.through_ms + rest + car.of.base_ms + draw.normal(0, 1_000))
    car.fuel += max(need, 0.0)
    car.age, car.stint_ms = 0, 0.0
    car.tyre_ms = 0.0 if tyres else car.tyre_ms


def _table(rows: list[dict[str, Any]], name: str) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema_overrides={"pit_time_ms": pl.Int64}).sort("car", "lap")
    frame = frame.with_columns(pl.int_range(pl.len()).alias("line"))
    return finish_laps(Source(name, name.encode()), frame)[0]
