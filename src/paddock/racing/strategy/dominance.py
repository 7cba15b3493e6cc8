"""Which partial plans need not be looked at further, since another is at least as good in everything.

Of two cars that have just stopped after the same lap, with the same driver and tyres as old, the one that leaves first
stays ahead when both do the same from then on; so the other can go, unless a rule may make a difference: time a seat
still has to drive or may drive, sets of tyres, drives within a window, a mandatory stop whose window is not open.

A race over time has two catches.  The earlier car takes on more fuel for the rest of it, in proportion to its lead,
which costs it a small part of the lead, and up to a ms a lap by rounding: its lead has to be more than that.  And it
may have to drive one lap more, which is worth having, but which the rules may leave nobody to drive.  Compared
strictly, no rule may be left that could come to that.
Source: docs/methods/race-strategy.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from paddock.racing.strategy.compiling import compiled, plain
from paddock.racing.strategy.labels import (
    AGE,
    CHANGED,
    CHANGES,
    CLOCK,
    DRIVEN,
    DRIVER,
    ENERGY,
    FUEL,
    LIMIT,
    MOST_DRIVES,
    MUST,
    SETS,
    SINCE,
    STOPS,
    WINDOW,
    drives_of,
)
from paddock.racing.strategy.laws import FAR, LEAST, MOST, STINT, TAKEN, WINDOW_MOST

KEY = (DRIVER, AGE, MUST)
"""Columns in which two labels have to be alike for one to make the other superfluous."""

MOST_COMPARED = 150
"""Earlier labels that one is compared with; what is left uncompared is kept."""


@plain
def kept(
    r: Any,
    crew: Any,
    logs: Any,
    labels: Any,
    others: Any,
    starts: Any,
    order: Any,
    left_ms: int,
    laps: int,
    slack: int,
    strict: bool,
) -> Any:
    """Return which labels of one lap to keep, as a mask over `order`.

    starts: where in `order` the groups of labels alike in key begin, its length at last; within a group they are by
    clock.  left_ms: no seat drives longer from here to the flag.  laps: to go at most.  slack: least lead [ms] in a
    race over time, 0 over a distance, negative for no comparing.  strict: see above.
    """
    mask = np.ones(len(order), np.bool_)
    room = np.zeros((4, MOST_DRIVES), np.int64)
    for group in range(len(starts) - 1):
        for late in range(starts[group] + 1, starts[group + 1]):
            compared = 0
            for early in range(starts[group], late):
                if not mask[early]:
                    continue
                if covers(r, crew, logs, labels, others, order[early], order[late], left_ms, laps, slack, strict, room):
                    mask[late] = False
                    break
                compared += 1
                if compared == MOST_COMPARED:
                    break
    return mask


@plain
def covers(
    r: Any, crew: Any, logs: Any, labels: Any, others: Any, a: int, b: int, left_ms: int, laps: int, slack: int,
    strict: bool, room: Any,
) -> bool:  # fmt: skip
    """Return whether label a, no later than b, makes b superfluous."""
    one, two = labels[a], labels[b]
    lead, more = two[CLOCK] - one[CLOCK], others[a, FUEL] - others[b, FUEL]
    if more < 0.0 or others[a, ENERGY] < others[b, ENERGY] or one[SETS] > two[SETS]:
        return False
    if (lead > 0 or more > 0.0) and (slack < 0 or lead < slack + r.fuel_ms * more * laps):
        return False
    if lead > 0 and (
        (strict and not is_free(r, crew, one, left_ms)) or (one[MUST] > 0 and one[CLOCK] < r.must_from_ms)
    ):
        return False
    return leaves_more(r, crew, one, two, left_ms) and (
        r.window_ms <= 0 or drove_less_in_windows(r, crew, logs, labels, a, b, room)
    )


@plain
def leaves_more(r: Any, crew: Any, one: Any, two: Any, left_ms: int) -> bool:
    """Return whether the rules on driving times leave no less room to the first of two labels."""
    if one[LIMIT] < FAR and (two[LIMIT] >= FAR or one[LIMIT] - one[CLOCK] < two[LIMIT] - two[CLOCK]):
        return False
    seat = one[DRIVER]
    if crew[STINT, seat] > 0 and one[CLOCK] - one[SINCE] > two[CLOCK] - two[SINCE]:
        return False
    for other in range(crew.shape[1]):
        x, y = one[DRIVEN + other], two[DRIVEN + other]
        owes_more = x < y and x < crew[LEAST, other]
        has_less = crew[MOST, other] > 0 and x > y and x + left_ms > crew[MOST, other]
        if crew[TAKEN, other] > 0 and (owes_more or has_less):
            return False
    return True


@plain
def drove_less_in_windows(r: Any, crew: Any, logs: Any, labels: Any, a: int, b: int, room: Any) -> bool:
    """Return whether the rules on driving times within windows leave no less room to label a than to b."""
    one, two = labels[a], labels[b]
    if one[WINDOW] < FAR and (two[WINDOW] >= FAR or one[WINDOW] - one[CLOCK] < two[WINDOW] - two[CLOCK]):
        return False
    for seat in range(crew.shape[1]):
        if crew[WINDOW_MOST, seat] > 0 and not drove_less(r.window_ms, logs, labels, a, b, seat, room):
            return False
    return True


@plain
def is_free(r: Any, crew: Any, label: Any, left_ms: int) -> bool:
    """Return whether no rule on driving times or sets of tyres can matter any more."""
    if r.tyre_sets > 0 and r.tyre_laps > 0:
        return False
    for seat in range(crew.shape[1]):
        if crew[TAKEN, seat] > 0:
            time = label[DRIVEN + seat]
            if crew[STINT, seat] > 0 or (r.window_ms > 0 and crew[WINDOW_MOST, seat] > 0):
                return False
            if time < crew[LEAST, seat] or (crew[MOST, seat] > 0 and time + left_ms > crew[MOST, seat]):
                return False
    return True


@plain
def drove_less(window: int, logs: Any, labels: Any, a: int, b: int, seat: int, room: Any) -> bool:
    """Return whether a seat has driven no more in label a than in b, within every stretch up to now."""
    mine, theirs = labels[a, CLOCK], labels[b, CLOCK]
    n = drives_of(window, logs, labels, a, seat, mine, room[0], room[1])
    m = drives_of(window, logs, labels, b, seat, theirs, room[2], room[3])
    for k in range(n):
        for end in (mine - room[0, k], mine - room[1, k]):
            if within(room[0], room[1], n, mine, end) > within(room[2], room[3], m, theirs, end):
                return False
    for k in range(m):
        for end in (theirs - room[2, k], theirs - room[3, k]):
            if within(room[0], room[1], n, mine, end) > within(room[2], room[3], m, theirs, end):
                return False
    return within(room[0], room[1], n, mine, window) <= within(room[2], room[3], m, theirs, window)


@plain
def within(begins: Any, ends: Any, count: int, now: int, stretch: int) -> int:
    """Return how much of the last `stretch` the drives make up [ms]."""
    total = 0
    for k in range(count):
        total += max(0, ends[k] - max(begins[k], now - stretch))
    return total


def superfluous(
    r: Any,
    crew: Any,
    logs: Any,
    wanted: Any,
    labels: Any,
    others: Any,
    order: Any,
    left_ms: int,
    laps: int,
    slack: int,
    strict: bool,
) -> Any:
    """Return which labels of one lap are to be kept, as indices.

    order: indices of the labels of that lap.  Others: see `kept`.
    """
    key = [*KEY]
    asked = wanted.stops >= 0 or wanted.changes >= 0
    if wanted.stops >= 0:
        key.append(STOPS)
    if wanted.changes >= 0:
        key.append(CHANGES)
    if wanted.follows >= 0:
        key.append(CHANGED)
    rows = labels[order]
    if strict and asked:
        slack = -1
    sort = np.lexsort((rows[:, CLOCK], *(rows[:, column] for column in key)))
    order, rows = order[sort], rows[sort][:, key]
    new = np.flatnonzero((rows[1:] != rows[:-1]).any(axis=1)) + 1
    starts = np.concatenate(([0], new, [len(order)]))
    return order[compiled(kept)(r, crew, logs, labels, others, starts, order, left_ms, laps, slack, strict)]
