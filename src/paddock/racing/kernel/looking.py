"""The order of each class, at a moment of the race and at its end."""

from __future__ import annotations

from typing import Any

from paddock.racing.kernel.clocks import part_left, rounded
from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.layout import NONE, RING_CAR, RING_SHIFT
from paddock.racing.kernel.memory import car_at, class_at, place_at, put, whole


@compiled
def look(w: Any, now: int) -> None:
    """Note the order of each class, by the way made, and the gaps to its leader."""
    for i in range(w.n_cars):
        place_at(w, i).part = float(car_at(w, i).laps)
    for at in range(w.head, w.tail):
        i = whole(w.ring, at) & RING_CAR
        place_at(w, i).part += 1.0 - part_left(car_at(w, i), whole(w.ring, at) >> RING_SHIFT, now)
    for n in range(w.n_cars):
        i, at = whole(w.looked, n), n
        while at > 0 and leads(w, i, whole(w.looked, at - 1)):
            put(w.looked, at, whole(w.looked, at - 1))
            at -= 1
        put(w.looked, at, i)
    count_anew(w)
    row = w.moment * w.n_cars
    for n in range(w.n_cars):
        i = whole(w.looked, n)
        put(w.moment_place, row + i, place_in_class(w, i))
        behind = place_at(w, class_at(w, car_at(w, i).race_class).leader).part - place_at(w, i).part
        put(w.moment_gap, row + i, rounded(behind * car_at(w, i).own))


@compiled
def leads(w: Any, one: int, other: int) -> bool:
    """Return whether a car is ahead of another when the order is looked at; those that are out come last."""
    if car_at(w, one).out != car_at(w, other).out:
        return car_at(w, one).out < car_at(w, other).out
    if place_at(w, one).part != place_at(w, other).part:
        return place_at(w, one).part > place_at(w, other).part
    return one < other


@compiled
def count_anew(w: Any) -> None:
    """Forget who was counted in each class."""
    for number in range(w.n_classes):
        class_at(w, number).counted, class_at(w, number).leader = 0, NONE


@compiled
def place_in_class(w: Any, i: int) -> int:
    """Count a car in its class, the first ones first; returns its place."""
    of = class_at(w, car_at(w, i).race_class)
    if of.counted == 0:
        of.leader = i
    of.counted += 1
    return of.counted
