"""After the flag: who is classified, in which order, and which rules were broken."""

from __future__ import annotations

from typing import Any

from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.crews import get_out
from paddock.racing.kernel.layout import NOTHING, Results
from paddock.racing.kernel.looking import count_anew, place_in_class
from paddock.racing.kernel.memory import car_at, place_at, seat_at, start_at, whole
from paddock.racing.kernel.order import is_ahead
from paddock.racing.outcome import (
    BROKEN_LEAST,
    BROKEN_MOST,
    BROKEN_MUST_STOP,
    BROKEN_TYRE_SETS,
    CLASSIFIED,
    NOT_CLASSIFIED,
    RETIRED,
)

NOBODY_LEFT, TOO_MANY_LAPS = 1, 2


@compiled
def settle(w: Any, i: int) -> None:
    """Close a car's books: the last drive, and the rules on driving time, mandatory stops and tyres."""
    car = car_at(w, i)
    get_out(w, i, max(car.crossed, car.count_from))
    least = False
    for n in range(w.n_seats):
        seat = seat_at(w, i, n)
        least = least or (seat.share > 0.0 and seat.driven < seat.least)
        if 0 < seat.most < seat.driven:
            car.broken |= BROKEN_MOST
    if least and car.out == 0:
        car.broken |= BROKEN_LEAST
    if car.must_done < car.must_stop and car.out == 0:
        car.broken |= BROKEN_MUST_STOP
    if 0 < car.tyre_sets < car.sets:
        car.broken |= BROKEN_TYRE_SETS


@compiled
def status_of(w: Any, i: int, winner_laps: int) -> int:
    """Return whether a car is classified."""
    car = car_at(w, i)
    if car.out == 1:
        return RETIRED
    if (w.flag > 0 and car.flagged == 0) or float(car.laps) < w.share * float(winner_laps):
        return NOT_CLASSIFIED
    return CLASSIFIED


@compiled
def finishes_ahead(w: Any, one: int, other: int) -> bool:
    """Return whether a car is ahead of another in the results; `rank` of `spare` is their status."""
    if place_at(w, one).rank != place_at(w, other).rank:
        return place_at(w, one).rank < place_at(w, other).rank
    return is_ahead(w, one, other)


@compiled
def implausible(w: Any) -> int:
    """Return why a replicate is not to be believed, 0 when nothing speaks against it."""
    running = 0
    for i in range(w.n_cars):
        car, begun = car_at(w, i), start_at(w, i)
        running += 1 - car.out
        if float(car.laps - begun.laps - 2) * car.floor > float(car.crossed - begun.crossed):
            return TOO_MANY_LAPS
    return NOBODY_LEFT if running == 0 or w.flag_ms == 0 else 0


@compiled
def classify(w: Any) -> None:
    """Settle everybody's race and sort the field; `car` of `spare` is the order, `rank` each car's status."""
    winner_laps = NOTHING
    for i in range(w.n_cars):
        settle(w, i)
        car = car_at(w, i)
        if car.out == 0 and (w.flag == 0 or car.flagged > 0):
            winner_laps = max(winner_laps, car.laps)
    for i in range(w.n_cars):
        place_at(w, i).rank = status_of(w, i, winner_laps)
    for i in range(w.n_cars):
        at = i
        while at > 0 and finishes_ahead(w, i, place_at(w, at - 1).car):
            place_at(w, at).car = place_at(w, at - 1).car
            at -= 1
        place_at(w, at).car = i


@compiled
def write_down(w: Any, to: Results, r: int) -> None:
    """Write down the results of a replicate."""
    count_anew(w)
    for n in range(w.n_cars):
        i = place_at(w, n).car
        car = car_at(w, i)
        to.position[r, i], to.in_class[r, i] = n + 1, place_in_class(w, i)
        to.laps[r, i], to.time_ms[r, i], to.status[r, i] = car.laps, car.crossed, place_at(w, i).rank
        to.stops[r, i], to.broken[r, i] = car.stops, car.broken
        for seat in range(w.n_seats):
            to.driven_ms[r, i, seat] = seat_at(w, i, seat).driven
        for m in range(w.n_moments):
            to.moment_place[r, m, i] = whole(w.moment_place, m * w.n_cars + i)
            to.moment_gap_ms[r, m, i] = whole(w.moment_gap, m * w.n_cars + i)
    for kind in range(w.n_kinds):
        to.neutral_count[r, kind] = whole(w.neutral_count, kind)
        to.neutral_ms[r, kind] = whole(w.neutral_ms, kind)
    to.flag_ms[r] = w.flag_ms
    to.rejected[r] = implausible(w)
