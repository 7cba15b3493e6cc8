"""Where a race is simulated from: what every car is worth this time, and the field on the road."""

from __future__ import annotations

from typing import Any

import numpy as np

from paddock.racing import draws
from paddock.racing.kernel.clocks import look_ahead, rounded
from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.crews import set_limit, sit_down, window_end
from paddock.racing.kernel.laps import event_bound, green_lap
from paddock.racing.kernel.layout import CAR, DRIVE, FAR, FIRST, PARKED, QUIET, RING_ASIDE, SEAT, WORLD
from paddock.racing.kernel.memory import car_at, clear, copy, kind_at, place_at, real, whole, whole_of
from paddock.racing.kernel.neutral import begin, draw_next, draw_rest, find_leader
from paddock.racing.kernel.road import slot_in
from paddock.racing.kernel.schedule import set_clock
from paddock.racing.kernel.stops import GARAGE, next_must
from paddock.racing.kernel.words import entry, own_key, word
from paddock.racing.problem import MOST_STINTS

WORLD_WORDS, CAR_WORDS, SEAT_WORDS, DRIVE_WORDS = (one.itemsize // 8 for one in (WORLD, CAR, SEAT, DRIVE))
LOG_BYTES = MOST_STINTS * DRIVE.itemsize


@compiled
def prepare(w: Any, key: np.uint64) -> None:
    """Set everything to where the race stands, and put the field on the road."""
    copy(w.own, w.own_start, WORLD_WORDS)
    copy(w.cars, w.cars_start, w.n_cars * CAR_WORDS)
    copy(w.seats, w.seats_start, w.n_cars * w.n_seats * SEAT_WORDS)
    clear(w.neutral_count, w.n_kinds)
    clear(w.neutral_ms, w.n_kinds)
    clear(w.moment_place, w.n_moments * w.n_cars)
    clear(w.moment_gap, w.n_moments * w.n_cars)
    w.key = key
    w.fastest = w.random_at = FAR
    for i in range(w.n_cars):
        ready(w, i, key)
        w.fastest = min(w.fastest, rounded(car_at(w, i).own))
    w.whole_ms = FAR
    if w.duration > 0:
        w.whole_ms = w.duration
    if w.distance > 0:
        w.whole_ms = min(w.whole_ms, w.distance * w.fastest)
    find_leader(w)
    for i in range(w.n_cars):
        if car_at(w, i).first_status != 1:
            next_must(w, i)
            set_limit(w, i, car_at(w, i).crossed, 0)
    while w.moment < w.n_moments and whole(w.moments, w.moment) <= w.at_ms:
        w.moment += 1
    w.running = line_up_first(w)
    set_clock(w)


@compiled
def ready(w: Any, i: int, key: np.uint64) -> None:
    """Set what a car is worth in this replicate."""
    car = car_at(w, i)
    car.key = own_key(key, i)
    own = car.pace + car.pace_sd * real(w.offsets, entry(word(car.key, 0, draws.PACE)))
    own += car.group_sd * real(w.offsets, entry(word(own_key(key, car.group), 0, draws.GROUP)))
    car.own = max(own, car.floor)
    sit_down(w, i, car.driver)
    car.out = 1 if car.first_status == 1 else 0
    car.odds = event_bound(w, 0, car.race_class)
    car.early = whole_of(w.early_laps, car.race_class, entry(word(car.key, car.stops, draws.EARLY)))
    copy(w.drives + i * LOG_BYTES, w.drives_start + i * LOG_BYTES, car.log * DRIVE_WORDS)
    car.window_at = window_end(w, i, car.driver, car.since)


@compiled
def line_up_first(w: Any) -> int:
    """Begin everybody's first lap: those in the pits first, then the others in the order in which they crossed last."""
    at, neutral = 0, w.first_neutral
    for i in range(w.n_cars):
        car = car_at(w, i)
        if car.first_status == 2:
            due = max(car.first_due, w.at_ms, car.crossed + 1)
            car.ref_lap, car.ref_ms, car.ref_part = car.laps, max(car.crossed, due - car.green), 1.0
            charge(w, i)
            if due - w.at_ms > (1.0 + GARAGE) * car.green:
                car.mode |= PARKED
            slot_in(w, 0, at, i, due, RING_ASIDE)
            at += 1
    order = 0
    for i in range(w.n_cars):
        if car_at(w, i).first_status == 0:
            to = order
            while to > 0 and car_at(w, place_at(w, to - 1).car).crossed > car_at(w, i).crossed:
                place_at(w, to).car = place_at(w, to - 1).car
                to -= 1
            place_at(w, to).car = i
            order += 1
    find_leader(w)
    for n in range(order):
        i = place_at(w, n).car
        car = car_at(w, i)
        if neutral >= 0:
            charge(w, i)
            join_slow(w, at, i, neutral)
        else:
            if car.laps == 0 and w.at_ms == 0:
                car.mode |= FIRST
            else:
                car.mode |= QUIET
            green_lap(w, 0, at, i, car.crossed, 0, True, max(car.first_due, w.at_ms))
        at += 1
    if neutral >= 0:
        begin(w, 0, at, w.at_ms, neutral, draw_rest(w, neutral, w.first_since, w.at_ms))
    else:
        draw_next(w, w.at_ms)
    return at


@compiled
def charge(w: Any, i: int) -> None:
    """Pay for a lap that was begun before the race is simulated from here."""
    car = car_at(w, i)
    car.fuel -= 1.0
    car.energy -= 1.0
    car.age += 1
    look_ahead(w, i)


@compiled
def join_slow(w: Any, at: int, i: int, neutral: int) -> None:
    """Put a car on the road of a race that is neutralised already: as far round as its crossing tells."""
    car, rules = car_at(w, i), kind_at(w, neutral)
    run = float(max(rules.lap_ms, car.green))
    green_until = max(car.crossed, w.first_since)
    part = 1.0 - float(green_until - car.crossed) / float(car.green)
    if rules.stops == 0:
        part -= float(w.at_ms - green_until) / run
    part = min(max(part, 0.0), 1.0)
    car.ref_lap, car.ref_ms, car.ref_part = car.laps, w.at_ms, part
    slot_in(w, 0, at, i, w.at_ms + rounded(part * run), 0)
