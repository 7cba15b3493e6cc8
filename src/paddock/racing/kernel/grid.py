"""Where a race is simulated from: what every car is worth this time, and the field on the road."""

from __future__ import annotations

from typing import Any

from paddock.racing import draws
from paddock.racing.kernel.clocks import look_ahead, rounded
from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.crews import set_limit, sit_down, window_end
from paddock.racing.kernel.events import USUAL, event_bound
from paddock.racing.kernel.laps import green_lap_late, stands
from paddock.racing.kernel.layout import CAR, DRIVE, FAR, FIRST, NOTHING, PARKED, QUIET, SEAT, WORLD
from paddock.racing.kernel.memory import car_at, kind_at, place_at, put, real, whole
from paddock.racing.kernel.neutral import begin, draw_next, draw_rest
from paddock.racing.kernel.order import find_leader
from paddock.racing.kernel.road import slot_in
from paddock.racing.kernel.schedule import set_clock
from paddock.racing.kernel.service import GARAGE, next_early, next_must
from paddock.racing.kernel.words import entry, own_key, word
from paddock.racing.problem import MOST_STINTS

WORLD_WORDS, CAR_WORDS, SEAT_WORDS, DRIVE_WORDS = (one.itemsize // 8 for one in (WORLD, CAR, SEAT, DRIVE))
OUT, IN_PITS = 1, 2
"""Values of a car's status at the beginning."""


@compiled
def copy(to: int, start: int, words: int) -> None:
    """Copy so many words."""
    for n in range(words):
        put(to, n, whole(start, n))


@compiled
def clear(to: int, words: int) -> None:
    """Set so many words to nothing."""
    for n in range(words):
        put(to, n, 0)


@compiled
def prepare(w: Any, key: int) -> None:
    """Set everything to where the race stands, and put the field on the road."""
    copy(w.world, w.world_start, WORLD_WORDS)
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
        if car_at(w, i).out == 0:
            w.fastest = min(w.fastest, rounded(car_at(w, i).own))
    w.whole_ms = FAR
    if w.duration > 0:
        w.whole_ms = w.duration
    if w.distance > 0:
        w.whole_ms = min(w.whole_ms, w.distance * w.fastest)
    find_leader(w)
    for i in range(w.n_cars):
        next_must(w, i)
        set_limit(w, i, car_at(w, i).crossed)
    while w.moment < w.n_moments and whole(w.moments, w.moment) <= w.at_ms:
        w.moment += 1
    join_from_pits(w)
    find_leader(w)
    order_on_road(w)
    if w.first_neutral >= 0:
        join_slow(w)
        begin(w, w.at_ms, w.first_neutral, draw_rest(w))
    else:
        join_green(w)
        draw_next(w, w.at_ms)
    set_clock(w)


@compiled
def ready(w: Any, i: int, key: int) -> None:
    """Set what a car is worth in this replicate."""
    car = car_at(w, i)
    car.key = own_key(key, i)
    own = car.pace + car.pace_sd * real(w.offsets, entry(word(car.key, NOTHING, draws.PACE)))
    own += car.group_sd * real(w.offsets, entry(word(own_key(key, car.group), NOTHING, draws.GROUP)))
    car.own = max(own, car.floor)
    sit_down(w, i, car.driver)
    car.out = 1 if car.first_status == OUT else 0
    car.odds = event_bound(w, USUAL, car.race_class)
    next_early(w, i)
    log = MOST_STINTS * DRIVE_WORDS * i * 8
    copy(w.drives + log, w.drives_start + log, min(car.log, MOST_STINTS) * DRIVE_WORDS)
    car.window_at = window_end(w, i, car.driver, car.since)


@compiled
def join_from_pits(w: Any) -> None:
    """Put the cars into the ring that are in the pits or the garage."""
    for i in range(w.n_cars):
        car = car_at(w, i)
        if car.first_status == IN_PITS:
            due = max(car.first_due, car.crossed + 1)
            stands(car, max(car.crossed, due - car.green))
            if car.ref_ms - w.at_ms > GARAGE * car.green:
                car.mode |= PARKED
            pay_lap(w, i)
            slot_in(w, i, due)


@compiled
def pay_lap(w: Any, i: int) -> None:
    """Pay for a lap that was begun before the race is simulated."""
    car = car_at(w, i)
    car.fuel -= 1.0
    car.energy -= 1.0
    car.age += 1
    look_ahead(w, i)


@compiled
def order_on_road(w: Any) -> None:
    """List the cars on the road in `spare`, as they crossed the line last; `rank` of the first says how many."""
    road = 0
    for i in range(w.n_cars):
        if car_at(w, i).first_status == 0:
            to = road
            while to > 0 and car_at(w, place_at(w, to - 1).car).crossed > car_at(w, i).crossed:
                place_at(w, to).car = place_at(w, to - 1).car
                to -= 1
            place_at(w, to).car = i
            road += 1
    place_at(w, 0).rank = road


@compiled
def join_green(w: Any) -> None:
    """Begin the first lap of every car on the road; one in progress already has no event."""
    for n in range(place_at(w, 0).rank):
        i = place_at(w, n).car
        car = car_at(w, i)
        car.mode |= FIRST if car.laps == 0 and w.at_ms == 0 else QUIET
        green_lap_late(w, i, car.crossed)


@compiled
def join_slow(w: Any) -> None:
    """Put every car on the road of a race that is neutralised: as far round as its crossing tells."""
    rules = kind_at(w, w.first_neutral)
    for n in range(place_at(w, 0).rank):
        i = place_at(w, n).car
        car = car_at(w, i)
        run = float(max(rules.lap_ms, car.green))
        green_until = max(car.crossed, w.first_since)
        part = 1.0 - float(green_until - car.crossed) / float(car.green)
        if rules.stops == 0:
            part -= float(w.at_ms - green_until) / run
        part = min(max(part, 0.0), 1.0)
        car.ref_lap, car.ref_ms, car.ref_part = car.laps, w.at_ms, part
        pay_lap(w, i)
        slot_in(w, i, w.at_ms + rounded(part * run))
