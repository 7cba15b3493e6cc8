"""The road: cars in the order in which they cross the line next, and who gets past whom.

The ring is a stretch of an array, sorted by the next crossing.  Putting a car back from the tail is the model of
overtaking: each car it gets in front of crossed the line before it and will cross it after it, so is passed on the way.
"""

from __future__ import annotations

from typing import Any

from paddock.racing.kernel.compiling import compiled, inlined
from paddock.racing.kernel.layout import (
    ASIDE,
    NONE,
    RING_CAR,
    RING_CLASS,
    RING_CLASS_MASK,
    RING_LOW,
    RING_SHIFT,
)
from paddock.racing.kernel.memory import car_at, put, real_of, whole
from paddock.racing.kernel.words import against, entry


@inlined
def ring_place(car: Any, i: int, due: int) -> int:
    """Return a car's place in the ring as one number."""
    return (due << RING_SHIFT) | (car.mode & ASIDE) | (car.race_class << RING_CLASS) | i


@inlined
def put_back(w: Any, i: int, due: int, lap_word: int) -> None:
    """Put a car back on the road to cross the line at `due`, or later where it is held up.

    From the tail: a car in the pits is passed for free; one of its class when the advantage over the lap exceeds an
    exponential draw, else it follows; one of another class at a cost to both, and it follows where the cost eats the
    advantage up.  Whom it has passed it stays in front of.
    """
    car = car_at(w, i)
    race_class = car.race_class
    head, tail = w.head, w.tail
    at = tail
    bound = (due << RING_SHIFT) | RING_LOW
    while at > head:
        other = whole(w.ring, at - 1)
        if other <= bound:
            break
        if not other & ASIDE:
            other_due, other_class = other >> RING_SHIFT, (other >> RING_CLASS) & RING_CLASS_MASK
            if other_class == race_class:
                held = float(other_due - due) < real_of(w.need, race_class, entry(against(lap_word, other & RING_CAR)))
            else:
                pair = race_class * w.n_classes + other_class
                passing = due + whole(w.lapping, pair)
                held = passing >= other_due
                if not held:
                    due = passing
                    bound = (due << RING_SHIFT) | RING_LOW
                    car_at(w, other & RING_CAR).debt += whole(w.lapped, pair)
            if held:
                due = other_due + car.follow
                if at < tail:
                    due = min(due, whole(w.ring, at + 1) >> RING_SHIFT)
                break
        put(w.ring, at, other)
        at -= 1
    put(w.ring, at, ring_place(car, i, due))
    w.tail = tail + 1


@compiled
def put_back_late(w: Any, i: int, due: int, lap_word: int) -> None:
    """Do as `put_back`, off the hot path."""
    put_back(w, i, due, lap_word)


@compiled
def slot_in(w: Any, i: int, due: int) -> None:
    """Put a car into the ring by its due alone, behind those who cross at the same moment."""
    at = w.tail
    bound = (due << RING_SHIFT) | RING_LOW
    while at > w.head and whole(w.ring, at - 1) > bound:
        put(w.ring, at, whole(w.ring, at - 1))
        at -= 1
    put(w.ring, at, ring_place(car_at(w, i), i, due))
    w.tail += 1


@compiled
def last_on_road(w: Any) -> int:
    """Return when the last car on the road crosses next, NONE when there is none."""
    for at in range(w.tail - 1, w.head - 1, -1):
        if not whole(w.ring, at) & ASIDE:
            return whole(w.ring, at) >> RING_SHIFT
    return NONE


@compiled
def first_on_road(w: Any) -> int:
    """Return the car on the road that crosses the line next, NONE when there is none."""
    for at in range(w.head, w.tail):
        if not whole(w.ring, at) & ASIDE:
            return whole(w.ring, at) & RING_CAR
    return NONE
