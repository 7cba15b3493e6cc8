"""One race to the flag: whoever crosses the line next completes a lap and begins another."""

from __future__ import annotations

from typing import Any

from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.laps import green_lap, slow_lap
from paddock.racing.kernel.layout import LEAVES, PARKED, RING_CAR, RING_ROOM, RING_SHIFT, WAVED
from paddock.racing.kernel.memory import car_at, put, row_at, whole
from paddock.racing.kernel.neutral import close, find_leader, replace_head
from paddock.racing.kernel.schedule import scheduled, set_clock
from paddock.racing.kernel.stops import comes_in, stop

NOT_FLAGGED_AFTER = 2
"""Own laps after the flag by which a car that is still under way has to cross the line to take it."""


@compiled
def crosses(w: Any, i: int, now: int) -> bool:
    """Do what a car's unusual mode asks for at its crossing; returns whether it completes the lap."""
    car = car_at(w, i)
    if car.mode & LEAVES:
        car.out = 1
        if w.lead == i:
            find_leader(w)
        return False
    car.mode &= ~(PARKED | WAVED)
    return True


@compiled
def keep_row(w: Any, i: int, now: int) -> None:
    """Keep a lap for the trace."""
    car = car_at(w, i)
    if w.n_rows < w.room_rows:
        row = row_at(w, w.n_rows)
        row.car, row.lap, row.clock_ms, row.lap_ms = i, car.laps + 1, now, now - car.crossed
        row.driver, row.neutral, row.tyre_age, row.fuel = car.driver, w.neutral, car.age, car.fuel
        row.stopped = 1 if car.stop_lap == car.laps else 0
        w.n_rows += 1


@compiled
def simulate_one(w: Any) -> None:
    """Run a race to the chequered flag, and let everybody cross the line once more."""
    head, tail = 0, w.running
    room = w.n_cars + RING_ROOM
    tracing = w.room_rows > 0
    while head < tail:
        place = whole(w.ring, head)
        now = place >> RING_SHIFT
        if now >= w.next_ms and scheduled(w, head, tail):
            continue
        i = place & RING_CAR
        car = car_at(w, i)
        head += 1
        if tail == room:
            for at in range(head, tail):
                put(w.ring, at - head, whole(w.ring, at))
            head, tail = 0, tail - head
        if car.mode != 0 and not crosses(w, i, now):
            if w.head_car == i:
                replace_head(w, head, tail, i)
                set_clock(w)
            continue
        if tracing:
            keep_row(w, i, now)
        car.laps += 1
        car.crossed = now
        if car.laps > w.most:
            w.most, w.lead = car.laps, i
            if (w.duration > 0 and now >= w.duration) or (w.distance > 0 and car.laps >= w.distance):
                car.flagged = 1
                w.flag_ms = now
                break
        if w.neutral >= 0:
            slow_lap(w, head, tail, i, now)
            tail += 1
            continue
        stopped = 0
        looked = car.laps >= car.check_lap or now >= car.check_ms
        if looked and comes_in(w, i, now):
            stopped = stop(w, i, now, 0)
        green_lap(w, head, tail, i, now, stopped, looked, 0)
        tail += 1
        if car.mode & PARKED and w.lead == i:
            find_leader(w)
    take_flag(w, head, tail)


@compiled
def take_flag(w: Any, head: int, tail: int) -> None:
    """Let every car that is still under way end its race at its next crossing."""
    tracing = w.room_rows > 0
    for at in range(head, tail):
        i, due = whole(w.ring, at) & RING_CAR, whole(w.ring, at) >> RING_SHIFT
        car = car_at(w, i)
        if car.mode & LEAVES:
            car.out = 1
        elif due <= w.flag_ms + NOT_FLAGGED_AFTER * car.green:
            if tracing:
                keep_row(w, i, due)
            car.laps += 1
            car.crossed = due
            car.flagged = 1
    if w.flag_ms > 0 and w.neutral >= 0:
        close(w, max(w.flag_ms, w.counted_from))
