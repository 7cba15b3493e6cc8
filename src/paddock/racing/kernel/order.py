"""Who leads."""

from __future__ import annotations

from typing import Any

from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.layout import NONE, PARKED
from paddock.racing.kernel.memory import car_at, place_at


@compiled
def is_ahead(w: Any, one: int, other: int) -> bool:
    """Return whether a car leads another: more laps, or as many and earlier there."""
    a, b = car_at(w, one), car_at(w, other)
    if a.laps != b.laps:
        return a.laps > b.laps
    if a.crossed != b.crossed:
        return a.crossed < b.crossed
    return one < other


@compiled
def find_leader(w: Any) -> None:
    """Find out who leads; a car in the garage for long is not waited for."""
    best = NONE
    for i in range(w.n_cars):
        car = car_at(w, i)
        if car.out == 0 and car.mode & PARKED == 0 and (best < 0 or is_ahead(w, i, best)):
            best = i
    if best >= 0:
        w.lead, w.most = best, car_at(w, best).laps


@compiled
def leader_of_road(w: Any, road: int) -> int:
    """Return the first of the race among the cars on the road, which lie in `spare`; NONE when there are none."""
    best = NONE
    for n in range(road):
        i = place_at(w, n).car
        if best < 0 or is_ahead(w, i, best):
            best = i
    return best
