"""A lap that begins: under green with noise and events, or under a neutralisation."""

from __future__ import annotations

from typing import Any

import numpy as np

from paddock.racing import draws
from paddock.racing.kernel.clocks import look_ahead, rounded
from paddock.racing.kernel.compiling import compiled, inlined
from paddock.racing.kernel.layout import (
    COMING_A_CAR,
    FIRST,
    LEAVES,
    PARKED,
    QUIET,
    RESTART,
    RING_ASIDE,
    RING_CAR,
    WAVED,
    WAVES,
)
from paddock.racing.kernel.memory import car_at, class_at, coming_at, kind_at, real, real_of, whole, whole_of
from paddock.racing.kernel.road import last_on_road, put_back, slot_in
from paddock.racing.kernel.stops import GARAGE, comes_in, stop
from paddock.racing.kernel.words import entry, fraction, low_bits, word


@compiled
def odds_at(w: Any, phase: int, race_class: int) -> int:
    """Return where the odds of events begin: phase 0 for a usual lap, 1 for the first, 2 for one after a restart."""
    return (phase * w.n_classes + race_class) * w.n_events


@compiled
def event_bound(w: Any, phase: int, race_class: int) -> int:
    """Return the odds of an event on a lap, as a bound on the low 32 bits of a word."""
    if w.n_events == 0:
        return 0
    share = real(w.odds, odds_at(w, phase, race_class) + w.n_events - 1)
    return np.int64(min(max(share, 0.0), 1.0) * 2.0**32)


@compiled
def event_of(w: Any, i: int, now: int, phase: int) -> int:
    """Decide what an event on the lap that begins is and does; returns the time it costs [ms], negative in the pits.

    phase: row of the odds.  A car that is out completes no further lap.  What it brings out comes during the lap.
    """
    car = car_at(w, i)
    odds = odds_at(w, phase, car.race_class)
    wanted = fraction(word(car.key, car.laps, draws.EVENT)) * real(w.odds, odds + w.n_events - 1)
    which = 0
    while which < w.n_events - 1 and real(w.odds, odds + which) <= wanted:
        which += 1
    if w.only_fixed == 0:
        wanted = fraction(word(car.key, car.laps, draws.BRINGS))
        kind = 0
        while kind < w.n_kinds and real(w.brings, which * w.n_kinds + kind) <= wanted:
            kind += 1
        if kind < w.n_kinds and w.n_coming < COMING_A_CAR * w.n_cars:
            coming = coming_at(w, w.n_coming)
            coming.kind = kind
            coming.at_ms = now + np.int64(fraction(word(car.key, car.laps, draws.WHEN)) * float(car.green))
            w.n_coming += 1
            w.next_ms = min(w.next_ms, coming.at_ms)
    if fraction(word(car.key, car.laps, draws.RETIRES)) < real(w.retires, which * w.n_classes + car.race_class):
        car.mode |= LEAVES
        return 0
    cost = whole_of(w.loss_ms, which * w.n_classes + car.race_class, entry(word(car.key, car.laps, draws.LOSS)))
    return -cost if whole(w.in_pits, which) > 0 else cost


@compiled
def special(w: Any, i: int, now: int, stopped: int, lap_word: np.uint64, mode: int) -> tuple[int, int, float]:
    """Work out what is unusual about a green lap: a stop, an event, the first lap, the one after a restart.

    stopped: time the stop takes, 0 for none.  mode: the car's, when the lap began.  Returns the time that stop and
    event take, RING_ASIDE where the car is in the pits for it, and what else the lap costs.
    """
    car = car_at(w, i)
    rules = class_at(w, car.race_class)
    phase = 1 if mode & FIRST else (2 if mode & RESTART else 0)
    cost = 0
    if not mode & QUIET and low_bits(lap_word) < event_bound(w, phase, car.race_class):
        cost = event_of(w, i, now, phase)
    lost, aside, extra = stopped + max(cost, 0), 0, 0.0
    if cost < 0:
        repair = stop(w, i, now, -cost) if stopped == 0 else 0
        lost += repair if repair > 0 else -cost
        if lost > GARAGE * car.green:
            car.mode |= PARKED
    if cost < 0 or stopped > 0:
        aside = RING_ASIDE
        extra += rules.cold_ms
        car.ref_lap, car.ref_ms, car.ref_part = car.laps, now + lost, 1.0
    if mode & FIRST:
        extra += float(rules.start_ms)
    return lost, aside, extra


@inlined
def green_lap(w: Any, head: int, tail: int, i: int, now: int, stopped: int, looked: bool, earliest: int) -> None:
    """Begin a lap under green and put the car back on the road.

    stopped: time the stop at its beginning takes, 0 for none.  looked: note when to look at the car again.
    earliest: no next crossing before this.
    """
    car = car_at(w, i)
    lap_word = word(car.key, car.laps, draws.LAP)
    mode = car.mode
    lost, aside, extra = 0, 0, 0.0
    if stopped > 0 or mode != 0 or low_bits(lap_word) < car.odds:
        car.mode = mode & ~(FIRST | RESTART | QUIET)
        lost, aside, extra = special(w, i, now, stopped, lap_word, mode)
        looked = True
    noise = car.memory * car.noise + real_of(w.noise, car.race_class, entry(lap_word))
    car.noise = noise
    time = car.base + car.tyre_ms * float(car.age) + car.fuel_ms * car.fuel + noise + float(car.debt) + extra
    time = max(time, car.floor)
    car.debt = 0
    car.fuel -= 1.0
    car.energy -= 1.0
    car.age += 1
    if looked:
        look_ahead(w, i)
    put_back(w, head, tail, i, max(now + rounded(time) + lost, earliest), aside, lap_word)


@compiled
def slow_lap(w: Any, head: int, tail: int, i: int, now: int) -> None:
    """Begin a lap under a neutralisation: nobody passes but cars in the pits and those that are waved by."""
    car = car_at(w, i)
    kind = kind_at(w, w.neutral)
    stopped = stop(w, i, now, 0) if comes_in(w, i, now) else 0
    run = kind.lap_ms
    if kind.bunches > 0 and i != w.head_car:
        run = kind.catch_ms
    waved = car.mode & WAVES > 0 and stopped == 0
    if waved:
        run = kind.catch_ms
        car.mode |= WAVED
    car.mode &= ~WAVES
    due = now + stopped + max(run, car.green)
    car.fuel -= kind.use
    car.energy -= kind.use
    car.age += 1
    if stopped > 0:
        car.ref_lap, car.ref_ms, car.ref_part = car.laps, now + stopped, 1.0
        if i == w.head_car:
            w.head_car = first_on_road(w, head, tail)
    if not waved:
        ahead = last_on_road(w, head, tail)
        if ahead >= 0:
            due = max(due, ahead + (kind.gap_ms if kind.bunches > 0 else 1))
    slot_in(w, head, tail, i, due, RING_ASIDE if stopped > 0 else 0)


@compiled
def first_on_road(w: Any, head: int, tail: int) -> int:
    """Return the car on the road that crosses the line next, -1 for none."""
    for at in range(head, tail):
        if not whole(w.ring, at) & RING_ASIDE:
            return whole(w.ring, at) & RING_CAR
    return -1
