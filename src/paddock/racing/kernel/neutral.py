"""Neutralisations: when one comes out, how the field lines up behind it, and how it goes green again."""

from __future__ import annotations

from typing import Any

import numpy as np

from paddock.racing import draws
from paddock.racing.kernel.clocks import look_ahead, part_left, rounded
from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.laps import first_on_road
from paddock.racing.kernel.layout import (
    FAR,
    PARKED,
    RESTART,
    RING_ASIDE,
    RING_CAR,
    RING_SHIFT,
    WAVED,
    WAVES,
)
from paddock.racing.kernel.memory import car_at, class_at, kind_at, place_at, put, real, whole, whole_of
from paddock.racing.kernel.road import put_back_late, ring_place, slot_in
from paddock.racing.kernel.words import entry, fraction, own_key, word
from paddock.racing.problem import QUANTILES

HOUR = 3_600_000.0


@compiled
def draw_next(w: Any, now: int) -> None:
    """Draw when the next neutralisation comes out by itself, the track being green."""
    w.random_at = FAR
    if w.rate > 0.0 and w.only_fixed == 0:
        drawn = entry(word(own_key(w.key, 0), w.neutrals, draws.GAP))
        w.random_at = now + rounded(real(w.exponential, drawn) / w.rate * HOUR)


@compiled
def draw_kind(w: Any) -> int:
    """Draw the kind of the neutralisation that comes out by itself."""
    wanted = fraction(word(own_key(w.key, 0), w.neutrals, draws.KIND)) * w.rate
    kind = 0
    while kind < w.n_kinds - 1 and real(w.kind_odds, kind) <= wanted:
        kind += 1
    return kind


@compiled
def draw_length(w: Any, kind: int) -> int:
    """Draw how long the neutralisation takes that comes out now."""
    return max(1, whole_of(w.lengths, kind, entry(word(own_key(w.key, 0), w.neutrals, draws.LENGTH))))


@compiled
def draw_rest(w: Any, kind: int, since: int, now: int) -> int:
    """Draw until when the neutralisation lasts that is out already, from the lengths beyond what it has taken."""
    first = 0
    while first < QUANTILES and whole_of(w.lengths, kind, first) <= now - since:
        first += 1
    if first == QUANTILES:
        return now
    part = fraction(word(own_key(w.key, 0), 0, draws.LENGTH))
    return since + whole_of(w.lengths, kind, first + np.int64(part * float(QUANTILES - first)))


@compiled
def line_up(w: Any, head: int, tail: int, now: int) -> tuple[int, int]:
    """Take the ring apart: returns how many cars are on the road and how many stand in the pits.

    Those on the road come into `spare` in the order in which they are on it, first who is next at the line, with the
    part of their lap left; those who stand, after them, in the order of the ring.  A car that has left the pits is on
    the road.
    """
    road = 0
    for at in range(head, tail):
        i, due = whole(w.ring, at) & RING_CAR, whole(w.ring, at) >> RING_SHIFT
        if not stands(w, whole(w.ring, at), now):
            part = part_left(car_at(w, i), due, now)
            to = road
            while to > 0 and place_at(w, to - 1).part > part:
                place_at(w, to).part, place_at(w, to).car = place_at(w, to - 1).part, place_at(w, to - 1).car
                to -= 1
            place_at(w, to).part, place_at(w, to).car = part, i
            road += 1
    standing = 0
    for at in range(head, tail):
        if stands(w, whole(w.ring, at), now):
            place = place_at(w, road + standing)
            place.car, place.due = whole(w.ring, at) & RING_CAR, whole(w.ring, at) >> RING_SHIFT
            standing += 1
    return road, standing


@compiled
def stands(w: Any, place: int, now: int) -> bool:
    """Return whether the car at a place of the ring stands in the pits."""
    car = car_at(w, place & RING_CAR)
    return place & RING_ASIDE > 0 and car.ref_lap == car.laps and car.ref_ms > now


@compiled
def begin(w: Any, head: int, tail: int, now: int, kind: int, until: int) -> None:
    """Bring out a neutralisation: from here on everybody runs its lap time, in the order they are in on the road."""
    rules = kind_at(w, kind)
    w.neutrals += 1
    w.neutral, w.neutral_from, w.neutral_until = kind, now, max(until, now)
    w.counted_from, w.waved, w.head_car, w.random_at = now, 0, -1, FAR
    if rules.stops > 0:
        stand_still(w, head, tail, now, w.neutral_until - now)
        return
    road, standing = line_up(w, head, tail, now)
    if rules.bunches > 0:
        w.head_car = leader_on_road(w, road)
    for n in range(standing):
        place = place_at(w, road + n)
        car = car_at(w, place.car)
        run = rules.catch_ms if rules.bunches > 0 else rules.lap_ms
        place.due = car.ref_ms + rounded(car.ref_part * float(max(run, car.green)))
    gap = rules.gap_ms if rules.bunches > 0 else 1
    ahead = -1
    for n in range(road):
        place = place_at(w, n)
        car = car_at(w, place.car)
        run = rules.lap_ms
        if rules.bunches > 0 and place.car != w.head_car:
            run = rules.catch_ms
        due = now + rounded(place.part * float(max(run, car.green)))
        if ahead >= 0:
            due = max(due, ahead + gap)
        place.due = ahead = due
        car.ref_lap, car.ref_ms, car.ref_part = car.laps, now, place.part
    at = head
    for n in range(road):
        place = place_at(w, n)
        put(w.ring, at, ring_place(place.due, car_at(w, place.car).race_class, 0, place.car))
        at += 1
    for n in range(standing):
        place = place_at(w, road + n)
        slot_in(w, head, at, place.car, place.due, RING_ASIDE)
        at += 1


@compiled
def stand_still(w: Any, head: int, tail: int, now: int, length: int) -> None:
    """Stop the race: nobody moves, nobody drives; the clock may run on."""
    for at in range(head, tail):
        place = whole(w.ring, at)
        car = car_at(w, place & RING_CAR)
        if stands(w, place, now):
            car.ref_ms += length
        else:
            part = part_left(car, place >> RING_SHIFT, now)
            car.ref_lap, car.ref_ms, car.ref_part = car.laps, now + length, part
        put(w.ring, at, place + (length << RING_SHIFT))
        car.since += length
        car.count_from += length
        if car.limit_at < FAR:
            car.limit_at += length
        if car.window_at < FAR:
            car.window_at += length
    if kind_at(w, w.neutral).clock_runs == 0 and w.duration > 0:
        w.duration += length


@compiled
def leader_on_road(w: Any, road: int) -> int:
    """Return the first of the race among the cars on the road, -1 for none."""
    best = -1
    for n in range(road):
        i = place_at(w, n).car
        if best < 0 or is_ahead(w, i, best):
            best = i
    return best


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
    best = -1
    for i in range(w.n_cars):
        if car_at(w, i).out == 0 and not car_at(w, i).mode & PARKED:
            if best < 0 or is_ahead(w, i, best):
                best = i
    if best >= 0:
        w.lead, w.most = best, car_at(w, best).laps


@compiled
def wave_by(w: Any, head: int, tail: int) -> None:
    """Let those go round who are in the queue ahead of their class's leader but laps down."""
    w.waved = 1
    for at in range(head, tail):
        i = whole(w.ring, at) & RING_CAR
        if whole(w.ring, at) & RING_ASIDE:
            continue
        leader, place = i, at
        for other in range(head, tail):
            j = whole(w.ring, other) & RING_CAR
            if not whole(w.ring, other) & RING_ASIDE and car_at(w, j).race_class == car_at(w, i).race_class:
                if is_ahead(w, j, leader):
                    leader, place = j, other
        if place > at and car_at(w, i).laps < car_at(w, leader).laps:
            car_at(w, i).mode |= WAVES


@compiled
def rank_of(w: Any, i: int) -> int:
    """Return the rank of a car's class when the queue is sorted."""
    return class_at(w, car_at(w, i).race_class).order


@compiled
def split(w: Any, road: int) -> None:
    """Sort the queue by class: each place on the road stays where it is, but for cars that go round."""
    places = 0
    for n in range(road):
        if not car_at(w, place_at(w, n).car).mode & WAVED:
            place_at(w, places).rank = n
            places += 1
    for p in range(1, places):
        i = place_at(w, place_at(w, p).rank).car
        order = rank_of(w, i)
        at = p
        while at > 0 and rank_of(w, place_at(w, place_at(w, at - 1).rank).car) > order:
            place_at(w, place_at(w, at).rank).car = place_at(w, place_at(w, at - 1).rank).car
            at -= 1
        place_at(w, place_at(w, at).rank).car = i


@compiled
def count(w: Any, kind: int) -> None:
    """Count a neutralisation that comes out."""
    put(w.neutral_count, kind, whole(w.neutral_count, kind) + 1)


@compiled
def close(w: Any, now: int) -> int:
    """Count the time of the neutralisation that is out, up to now; returns its kind."""
    kind = w.neutral
    if kind >= 0:
        put(w.neutral_ms, kind, whole(w.neutral_ms, kind) + now - w.counted_from)
        w.counted_from = now
    return kind


@compiled
def end(w: Any, head: int, tail: int, now: int) -> None:
    """End a neutralisation: the next kind follows on, or the race goes green.

    Then everybody runs the rest of the lap at green pace, and whoever is faster has to get past.
    """
    kind = close(w, now)
    rules = kind_at(w, kind)
    if rules.then >= 0:
        length = draw_length(w, rules.then)
        count(w, rules.then)
        begin(w, head, tail, now, rules.then, now + length)
        return
    road, standing = line_up(w, head, tail, now)
    if rules.split > 0:
        split(w, road)
    w.neutral, w.head_car = -1, -1
    at = head
    for n in range(standing):
        place = place_at(w, road + n)
        car = car_at(w, place.car)
        slot_in(w, head, at, place.car, car.ref_ms + rounded(car.ref_part * float(car.green)), RING_ASIDE)
        at += 1
    for n in range(road):
        place = place_at(w, n)
        car = car_at(w, place.car)
        car.ref_lap, car.ref_ms, car.ref_part = car.laps, now, place.part
        due = now + rounded(place.part * float(car.green))
        put_back_late(w, head, at, place.car, due, 0, word(car.key, car.laps, draws.LAP))
        at += 1
    for at in range(head, tail):
        i = whole(w.ring, at) & RING_CAR
        car_at(w, i).mode = car_at(w, i).mode & ~(WAVES | WAVED) | RESTART
        look_ahead(w, i)
    draw_next(w, now)


@compiled
def replace_head(w: Any, head: int, tail: int, i: int) -> None:
    """Give the queue another head when its own is gone."""
    if w.head_car == i:
        w.head_car = first_on_road(w, head, tail)
