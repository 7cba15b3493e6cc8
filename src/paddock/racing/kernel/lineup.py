"""The field under a neutralisation: who is where on the road, who goes round, and sorting by class."""

from __future__ import annotations

from typing import Any

from paddock.racing.kernel.clocks import part_left
from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.layout import ASIDE, RING_CAR, RING_SHIFT, WAVED, WAVES
from paddock.racing.kernel.memory import car_at, class_at, place_at, whole
from paddock.racing.kernel.order import is_ahead


@compiled
def is_standing(w: Any, place: int, now: int) -> bool:
    """Return whether the car at a place of the ring stands in the pits."""
    car = car_at(w, place & RING_CAR)
    return place & ASIDE != 0 and car.ref_lap == car.laps and car.ref_ms > now


@compiled
def line_up(w: Any, now: int) -> tuple[int, int]:
    """Take the ring apart: returns how many cars are on the road and how many stand in the pits.

    Those on the road come into `spare` in the order in which they are on it, first who is next at the line, with the
    part of their lap left; those who stand come after them, in the order of the ring.  A car that has left the pits is
    on the road.
    """
    road, standing = 0, w.n_cars
    for at in range(w.head, w.tail):
        place = whole(w.ring, at)
        i = place & RING_CAR
        if is_standing(w, place, now):
            place_at(w, standing).car = i
            standing += 1
            continue
        car = car_at(w, i)
        car.mode &= ~ASIDE
        part = part_left(car, place >> RING_SHIFT, now)
        to = road
        while to > 0 and place_at(w, to - 1).part > part:
            place_at(w, to).part, place_at(w, to).car = place_at(w, to - 1).part, place_at(w, to - 1).car
            to -= 1
        place_at(w, to).part, place_at(w, to).car = part, i
        road += 1
    return road, standing - w.n_cars


@compiled
def is_lapped_ahead(w: Any, at: int) -> bool:
    """Return whether the car at a place of the ring is ahead of its class's leader on the road, but laps down."""
    i = whole(w.ring, at) & RING_CAR
    leader, leads_at = i, at
    for other in range(w.head, w.tail):
        j = whole(w.ring, other) & RING_CAR
        on_road = whole(w.ring, other) & ASIDE == 0
        if on_road and car_at(w, j).race_class == car_at(w, i).race_class and is_ahead(w, j, leader):
            leader, leads_at = j, other
    return leads_at > at and car_at(w, i).laps < car_at(w, leader).laps


@compiled
def wave_by(w: Any) -> None:
    """Let those go round who are in the queue ahead of their class's leader but laps down."""
    w.waved = 1
    for at in range(w.head, w.tail):
        if whole(w.ring, at) & ASIDE == 0 and is_lapped_ahead(w, at):
            car_at(w, whole(w.ring, at) & RING_CAR).mode |= WAVES


@compiled
def rank_at(w: Any, n: int) -> int:
    """Return the rank of the class whose car has a place of the queue."""
    return class_at(w, car_at(w, place_at(w, place_at(w, n).rank).car).race_class).order


@compiled
def split(w: Any, road: int) -> None:
    """Sort the queue by class: each place on the road stays where it is, but for cars that go round.

    `rank` of the first places of `spare` says which places are sorted.
    """
    places = 0
    for n in range(road):
        if car_at(w, place_at(w, n).car).mode & WAVED == 0:
            place_at(w, places).rank = n
            places += 1
    for p in range(1, places):
        at = p
        while at > 0 and rank_at(w, at - 1) > rank_at(w, at):
            one, other = place_at(w, place_at(w, at - 1).rank), place_at(w, place_at(w, at).rank)
            ahead = one.car
            one.car = other.car
            other.car = ahead
            at -= 1
