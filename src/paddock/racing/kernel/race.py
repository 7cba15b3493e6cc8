"""One race to the flag: whoever crosses the line next completes a lap and begins another."""

from __future__ import annotations

from typing import Any

from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.laps import green_lap, slow_lap
from paddock.racing.kernel.layout import ASIDE, LEAVES, NOTHING, PARKED, RING_CAR, RING_ROOM, RING_SHIFT, WAVED
from paddock.racing.kernel.memory import car_at, put, row_at, whole
from paddock.racing.kernel.neutral import close
from paddock.racing.kernel.order import find_leader
from paddock.racing.kernel.road import first_on_road
from paddock.racing.kernel.schedule import scheduled, set_clock
from paddock.racing.kernel.service import stop
from paddock.racing.kernel.stops import comes_in

NOT_FLAGGED_AFTER = 2
"""Own laps after the flag by which a car that is still under way has to cross the line to take it."""


@compiled
def leaves(w: Any, i: int) -> bool:
    """Do what a car's unusual mode asks for at its crossing; returns whether it is out, its lap not completed."""
    car = car_at(w, i)
    if car.mode & LEAVES == 0:
        car.mode &= ~(ASIDE | PARKED | WAVED)
        return False
    car.out = 1
    if w.lead == i:
        find_leader(w)
    if w.head_car == i:
        w.head_car = first_on_road(w)
        set_clock(w)
    return True


@compiled
def move_ring(w: Any) -> None:
    """Move the ring back to the beginning of its array."""
    for at in range(w.head, w.tail):
        put(w.ring, at - w.head, whole(w.ring, at))
    w.tail -= w.head
    w.head = 0


@compiled
def keep_row(w: Any, i: int, now: int) -> None:
    """Keep a lap for the trace."""
    car = car_at(w, i)
    if w.n_rows < w.room_rows:
        row = row_at(w, w.n_rows)
        row.car, row.lap, row.clock_ms, row.lap_ms = i, car.laps + 1, now, now - car.crossed
        row.driver, row.neutral, row.tyre_age, row.fuel = car.driver, w.neutral, car.age, car.fuel
        row.stopped = 1 if car.stop_lap == car.laps else 0
        row.under = w.neutrals if w.neutral >= 0 else 0
        w.n_rows += 1


@compiled
def takes_flag(w: Any, i: int, now: int) -> bool:
    """Let a car lead that completes more laps than anybody has; returns whether it is flagged off."""
    car = car_at(w, i)
    w.most, w.lead = car.laps, i
    if (w.duration > 0 and now >= w.duration) or (w.distance > 0 and car.laps >= w.distance):
        car.flagged = 1
        w.flag_ms = now
        return True
    return False


@compiled
def run_race(w: Any) -> None:
    """Run a race to the chequered flag, and let everybody cross the line once more."""
    while w.head < w.tail:
        place = whole(w.ring, w.head)
        now = place >> RING_SHIFT
        if now >= w.next_ms and scheduled(w):
            continue
        i = place & RING_CAR
        car = car_at(w, i)
        w.head += 1
        if w.tail == w.n_cars + RING_ROOM:
            move_ring(w)
        if car.mode != 0 and leaves(w, i):
            continue
        if w.room_rows > 0:
            keep_row(w, i, now)
        car.laps += 1
        car.crossed = now
        if car.laps > w.most and takes_flag(w, i, now):
            break
        if w.neutral >= 0:
            slow_lap(w, i, now)
        else:
            looked = car.laps >= car.check_lap or now >= car.check_ms
            if looked and comes_in(w, i, now):
                stop(w, i, now, NOTHING)
            green_lap(w, i, now, looked)
        if car.mode & PARKED and w.lead == i:
            find_leader(w)
    after_flag(w)


@compiled
def after_flag(w: Any) -> None:
    """Let every car that is still under way end its race at its next crossing."""
    for at in range(w.head, w.tail):
        i, due = whole(w.ring, at) & RING_CAR, whole(w.ring, at) >> RING_SHIFT
        car = car_at(w, i)
        if car.mode & LEAVES:
            car.out = 1
        elif due <= w.flag_ms + NOT_FLAGGED_AFTER * car.green:
            if w.room_rows > 0:
                keep_row(w, i, due)
            car.laps += 1
            car.crossed = due
            car.flagged = 1
    if w.flag_ms > 0 and w.neutral >= 0:
        close(w, max(w.flag_ms, w.counted_from))
