"""Who drives: how long each seat may, who gets in at a stop, and which rules were broken."""

from __future__ import annotations

from typing import Any

from paddock.racing.kernel.clocks import race_end, rounded
from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.layout import FAR, NONE, NOTHING
from paddock.racing.kernel.memory import car_at, drive_at, seat_at
from paddock.racing.outcome import BROKEN_STINT, BROKEN_WINDOW
from paddock.racing.problem import MOST_STINTS

LONGEST = 1.05
"""Longest expected green lap, as a share of the car's own pace with that driver."""


@compiled
def window_end(w: Any, i: int, seat: int, start: int) -> int:
    """Return until when a seat may drive, getting in at `start`, by the most it may within any window.

    The window's far end moves along with the clock: while it passes over an earlier drive of the seat, nothing is
    used up.
    """
    window, most = car_at(w, i).window, seat_at(w, i, seat).window_most
    if window <= 0 or most <= 0:
        return FAR
    entries = car_at(w, i).log
    first = entries
    while first > 0 and entries - first < MOST_STINTS and drive_at(w, i, first - 1).end > start - window:
        first -= 1
    left = most
    for n in range(first, entries):
        drive = drive_at(w, i, n)
        if drive.driver == seat:
            left -= drive.end - max(drive.start, start - window)
    if left < 0:
        return start
    far_end, now = start - window, start
    for n in range(first, entries):
        drive = drive_at(w, i, n)
        if drive.driver == seat:
            begin = max(drive.start, far_end)
            if left < begin - far_end:
                return now + left
            left -= begin - far_end
            now += drive.end - far_end
            far_end = drive.end
    if left < start - far_end:
        return now + left
    return FAR


@compiled
def driven(w: Any, i: int, seat: int, now: int) -> int:
    """Return how long a seat has driven up to a crossing of the line."""
    time = seat_at(w, i, seat).driven
    if seat == car_at(w, i).driver:
        time += now - car_at(w, i).count_from
    return time


@compiled
def limit(w: Any, i: int, seat: int, now: int) -> int:
    """Return by when a seat has to be out of the car, driving on from now; FAR for no limit.

    Of the rules on a drive without a break, on the most in all and within a window, and of what the others must
    still drive before the race ends.
    """
    car, rules = car_at(w, i), seat_at(w, i, seat)
    present = seat == car.driver
    end = FAR
    if rules.stint > 0:
        end = (car.since if present else now) + rules.stint
    if rules.most > 0:
        end = min(end, now + rules.most - driven(w, i, seat, now))
    end = min(end, car.window_at if present else window_end(w, i, seat, now))
    missing = 0
    for other in range(w.n_seats):
        if other != seat and seat_at(w, i, other).share > 0.0:
            missing += max(0, seat_at(w, i, other).least - driven(w, i, other, now))
    if missing > 0:
        end = min(end, race_end(w, now) - missing)
    return end


@compiled
def choose(w: Any, i: int, now: int, ahead: int, change: bool) -> int:
    """Return the seat that drives on from a stop.

    ahead: how long the next stint is likely to take [ms].  change: the present one has to get out.
    """
    car = car_at(w, i)
    if car.seats <= 1:
        return car.driver
    whole = float(w.whole_ms)
    present = car.driver
    if not change and limit(w, i, present, now) >= now + ahead:
        rules = seat_at(w, i, present)
        if rules.share * whole > float(driven(w, i, present, now)):
            return present
    best, best_owes, best_wants = NONE, False, 0.0
    latest, latest_end = NONE, NOTHING
    for seat in range(w.n_seats):
        rules = seat_at(w, i, seat)
        if rules.share <= 0.0 or (change and seat == present):
            continue
        end = limit(w, i, seat, now)
        if latest < 0 or end > latest_end:
            latest, latest_end = seat, end
        if end < now + ahead:
            continue
        time = driven(w, i, seat, now)
        owes = time < rules.least
        wants = rules.share * whole - float(time)
        if best < 0 or (owes and not best_owes) or (owes == best_owes and wants > best_wants):
            best, best_owes, best_wants = seat, owes, wants
    return best if best >= 0 else latest


@compiled
def get_out(w: Any, i: int, now: int) -> None:
    """Book the present driver's drive up to a crossing, and the rules it broke."""
    car = car_at(w, i)
    seat = car.driver
    rules = seat_at(w, i, seat)
    rules.driven += now - car.count_from
    car.count_from = now
    if rules.stint > 0 and now > car.since + rules.stint:
        car.broken |= BROKEN_STINT
    if now > car.window_at:
        car.broken |= BROKEN_WINDOW
    if car.window > 0:
        drive = drive_at(w, i, car.log)
        drive.driver, drive.start, drive.end = seat, car.since, now
        car.log += 1


@compiled
def sit_down(w: Any, i: int, seat: int) -> None:
    """Set what a car's pace is with the driver who is in it now."""
    car = car_at(w, i)
    car.driver = seat
    car.base = max(car.own + seat_at(w, i, seat).pace, car.floor)
    car.green = rounded(car.base)
    car.step = rounded(car.base * LONGEST)


@compiled
def set_limit(w: Any, i: int, now: int) -> None:
    """Note by when the present driver has to be out; no limit where it cannot be kept anyhow.

    now: when the car is on the road again.  Nobody drives between now and its last crossing but the one who is in it.
    """
    car = car_at(w, i)
    car.limit_at = FAR
    if car.seats > 1:
        end = limit(w, i, car.driver, car.crossed)
        if end >= now + 2 * car.step:
            car.limit_at = end
