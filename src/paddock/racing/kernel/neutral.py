"""Neutralisations: when one comes out, how the field lines up behind it, and how it goes green again."""

from __future__ import annotations

from typing import Any

from paddock.racing import draws
from paddock.racing.kernel.clocks import look_ahead, part_left, rounded
from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.events import first_beyond
from paddock.racing.kernel.layout import FAR, INT, NONE, NOTHING, RESTART, RING_CAR, RING_SHIFT, WAVED, WAVES
from paddock.racing.kernel.lineup import is_standing, line_up, split
from paddock.racing.kernel.memory import car_at, kind_at, place_at, put, real, whole, whole_of
from paddock.racing.kernel.order import leader_of_road
from paddock.racing.kernel.road import put_back_late, ring_place, slot_in
from paddock.racing.kernel.words import entry, fraction, own_key, word
from paddock.racing.problem import QUANTILES

HOUR = 3_600_000.0


@compiled
def drawn(w: Any, purpose: int) -> int:
    """Return the word for a purpose of the next neutralisation."""
    return word(own_key(w.key, NOTHING), w.neutrals, purpose)


@compiled
def draw_next(w: Any, now: int) -> None:
    """Draw when the next neutralisation comes out by itself, the track being green."""
    w.random_at = FAR
    if w.rate > 0.0 and w.only_fixed == 0:
        w.random_at = now + rounded(real(w.exponential, entry(drawn(w, draws.GAP))) / w.rate * HOUR)


@compiled
def draw_kind(w: Any) -> int:
    """Draw the kind of the neutralisation that comes out by itself."""
    return min(first_beyond(w.kind_odds, w.n_kinds, fraction(drawn(w, draws.KIND)) * w.rate), w.n_kinds - 1)


@compiled
def draw_length(w: Any, kind: int) -> int:
    """Draw how long the neutralisation takes that comes out now."""
    return max(1, whole_of(w.lengths, kind, entry(drawn(w, draws.LENGTH))))


@compiled
def draw_rest(w: Any) -> int:
    """Draw until when the neutralisation lasts that is out already, from the lengths beyond what it has taken."""
    kind, since = w.first_neutral, w.first_since
    first = NOTHING
    while first < QUANTILES and whole_of(w.lengths, kind, first) <= w.at_ms - since:
        first += 1
    if first == QUANTILES:
        return w.at_ms
    skipped = INT(fraction(drawn(w, draws.LENGTH)) * float(QUANTILES - first))
    return since + whole_of(w.lengths, kind, first + skipped)


@compiled
def begin(w: Any, now: int, kind: int, until: int) -> None:
    """Bring out a neutralisation: from here on everybody runs its lap time, in the order they are in on the road."""
    rules = kind_at(w, kind)
    w.neutrals += 1
    w.neutral, w.neutral_from, w.neutral_until = kind, now, max(until, now)
    w.counted_from, w.waved, w.head_car, w.random_at = now, 0, NONE, FAR
    if rules.stops > 0:
        stand_still(w, now, w.neutral_until - now)
        return
    road, standing = line_up(w, now)
    w.tail = w.head
    if rules.bunches > 0:
        w.head_car = leader_of_road(w, road)
    ahead, gap = NONE, rules.gap_ms if rules.bunches > 0 else 1
    for n in range(road):
        place = place_at(w, n)
        car = car_at(w, place.car)
        run = rules.catch_ms if rules.bunches > 0 and place.car != w.head_car else rules.lap_ms
        due = now + rounded(place.part * float(max(run, car.green)))
        if ahead >= 0:
            due = max(due, ahead + gap)
        ahead = due
        car.ref_lap, car.ref_ms, car.ref_part = car.laps, now, place.part
        put(w.ring, w.tail, ring_place(car, place.car, due))
        w.tail += 1
    for n in range(standing):
        i = place_at(w, w.n_cars + n).car
        car = car_at(w, i)
        run = rules.catch_ms if rules.bunches > 0 else rules.lap_ms
        slot_in(w, i, car.ref_ms + rounded(car.ref_part * float(max(run, car.green))))


@compiled
def stand_still(w: Any, now: int, length: int) -> None:
    """Stop the race: nobody moves, nobody drives; the clock may run on."""
    for at in range(w.head, w.tail):
        place = whole(w.ring, at)
        car = car_at(w, place & RING_CAR)
        if is_standing(w, place, now):
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
def count(w: Any, kind: int) -> None:
    """Count a neutralisation that comes out."""
    put(w.neutral_count, kind, whole(w.neutral_count, kind) + 1)


@compiled
def close(w: Any, now: int) -> None:
    """Count the time of the neutralisation that is out, up to now."""
    put(w.neutral_ms, w.neutral, whole(w.neutral_ms, w.neutral) + now - w.counted_from)
    w.counted_from = now


@compiled
def end(w: Any, now: int) -> None:
    """End a neutralisation: the next kind follows on, or the race goes green.

    Then everybody runs the rest of the lap at green pace, and whoever is faster has to get past.
    """
    close(w, now)
    rules = kind_at(w, w.neutral)
    if rules.then >= 0:
        length = draw_length(w, rules.then)
        count(w, rules.then)
        begin(w, now, rules.then, now + length)
        return
    road, standing = line_up(w, now)
    w.tail = w.head
    if rules.split > 0:
        split(w, road)
    w.neutral, w.head_car = NONE, NONE
    for n in range(standing):
        i = place_at(w, w.n_cars + n).car
        car = car_at(w, i)
        slot_in(w, i, car.ref_ms + rounded(car.ref_part * float(car.green)))
    for n in range(road):
        place = place_at(w, n)
        car = car_at(w, place.car)
        car.ref_lap, car.ref_ms, car.ref_part = car.laps, now, place.part
        put_back_late(w, place.car, now + rounded(place.part * float(car.green)), word(car.key, car.laps, draws.LAP))
    for at in range(w.head, w.tail):
        i = whole(w.ring, at) & RING_CAR
        car_at(w, i).mode = car_at(w, i).mode & ~(WAVES | WAVED) | RESTART
        look_ahead(w, i)
    draw_next(w, now)
