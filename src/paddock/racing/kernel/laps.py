"""A lap that begins: under green with noise and events, or under a neutralisation."""

from __future__ import annotations

from typing import Any

from paddock.racing import draws
from paddock.racing.kernel.clocks import look_ahead, rounded
from paddock.racing.kernel.compiling import compiled, inlined
from paddock.racing.kernel.events import AFTER_RESTART, AT_THE_START, USUAL, event_bound, event_on
from paddock.racing.kernel.layout import ASIDE, FIRST, NOTHING, PARKED, QUIET, RESTART, STOPPED, WAVED, WAVES
from paddock.racing.kernel.memory import car_at, class_at, kind_at, real_of
from paddock.racing.kernel.road import first_on_road, last_on_road, put_back, slot_in
from paddock.racing.kernel.service import GARAGE, stop
from paddock.racing.kernel.stops import comes_in
from paddock.racing.kernel.words import entry, low_bits, word


@compiled
def stands(car: Any, out_at: int) -> None:
    """Note that a car stands in the pits until a clock, and has its lap before it then."""
    car.mode |= ASIDE
    car.ref_lap, car.ref_ms, car.ref_part = car.laps, out_at, 1.0


@compiled
def special(w: Any, i: int, now: int, lap_word: int) -> tuple[int, float]:
    """Work out what is unusual about a green lap: a stop, an event, the first lap, the one after a restart.

    Returns the time that stop and event take [ms], and what else the lap costs [ms].
    """
    car = car_at(w, i)
    mode = car.mode
    car.mode &= ~(FIRST | RESTART | QUIET | STOPPED)
    phase = USUAL
    if mode & FIRST:
        phase = AT_THE_START
    elif mode & RESTART:
        phase = AFTER_RESTART
    lost = car.took if mode & STOPPED else NOTHING
    cost, in_pits = NOTHING, False
    if mode & QUIET == 0 and low_bits(lap_word) < event_bound(w, phase, car.race_class):
        cost, in_pits = event_on(w, i, now, phase)
    if in_pits and mode & STOPPED == 0 and stop(w, i, now, cost):
        car.mode &= ~STOPPED
        cost = car.took
    lost += cost
    extra = 0.0
    if in_pits or mode & STOPPED:
        stands(car, now + lost)
        extra += class_at(w, car.race_class).cold_ms
        if lost > GARAGE * car.green:
            car.mode |= PARKED
    if mode & FIRST:
        extra += float(class_at(w, car.race_class).start_ms)
    return lost, extra


@inlined
def green_lap(w: Any, i: int, now: int, looked: bool) -> None:
    """Begin a lap under green and put the car back on the road.

    looked: note when to look at the car again.
    """
    car = car_at(w, i)
    lap_word = word(car.key, car.laps, draws.LAP)
    lost, extra, earliest = NOTHING, 0.0, NOTHING
    if car.mode != 0 or low_bits(lap_word) < car.odds:
        earliest = car.first_due
        lost, extra = special(w, i, now, lap_word)
        looked = True
    noise = car.memory * car.noise + real_of(w.noise, car.race_class, entry(lap_word))
    time = car.base + car.tyre_ms * float(car.age) + car.fuel_ms * car.fuel + noise + float(car.debt) + extra
    car.noise = noise
    car.debt = 0
    car.fuel -= 1.0
    car.energy -= 1.0
    car.age += 1
    if looked:
        look_ahead(w, i)
    put_back(w, i, max(now + rounded(max(time, car.floor)) + lost, earliest), lap_word)


@compiled
def green_lap_late(w: Any, i: int, now: int) -> None:
    """Do as `green_lap`, off the hot path."""
    green_lap(w, i, now, True)


@compiled
def slow_lap(w: Any, i: int, now: int) -> None:
    """Begin a lap under a neutralisation: nobody passes but cars in the pits and those that are waved by."""
    car, kind = car_at(w, i), kind_at(w, w.neutral)
    stopped = NOTHING
    waves = car.mode & WAVES != 0
    car.mode &= ~WAVES
    if comes_in(w, i, now):
        stop(w, i, now, NOTHING)
        car.mode &= ~STOPPED
        stopped, waves = car.took, False
        stands(car, now + stopped)
        if i == w.head_car:
            w.head_car = first_on_road(w)
    run = kind.lap_ms
    if waves or (kind.bunches > 0 and i != w.head_car):
        run = kind.catch_ms
    due = now + stopped + max(run, car.green)
    car.fuel -= kind.use
    car.energy -= kind.use
    car.age += 1
    if waves:
        car.mode |= WAVED
    else:
        ahead = last_on_road(w)
        if ahead >= 0:
            due = max(due, ahead + (kind.gap_ms if kind.bunches > 0 else 1))
    slot_in(w, i, due)
