"""Which partial plans need not be looked at further, since another is at least as good in everything.

Of two cars that have just stopped after the same lap, with the same driver and tyres as old, the one that leaves first
stays ahead when both do the same from then on; so the other can go, unless a rule may make a difference: time a seat
still has to drive or may drive, sets of tyres, drives within a window, a mandatory stop whose window is not open.
In a race over time the earlier car takes on more fuel for the rest of it, in proportion to its lead, which costs it a
small part of the lead, and up to a ms a lap by rounding: its lead has to be more than that.
Source: docs/methods/race-strategy.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np

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
from paddock.racing.strategy.laws import FAR, compiled

KEY = (DRIVER, AGE, MUST)
"""Columns in which two labels have to be alike for one to make the other superfluous."""


@compiled
def kept(race: Any, labels: Any, others: Any, starts: Any, order: Any, left_ms: int, laps: int, slack: int) -> Any:
    """Return which labels of one lap to keep, as a mask over `order`.

    starts: where in `order` the groups of labels alike in key begin, its length at last; within a group they are by
    clock.  left_ms: no seat drives longer from here to the flag.  laps: to go at most.  slack: least lead [ms] in a
    race over time, 0 over a distance, negative for no comparing.
    """
    mask = np.ones(len(order), np.bool_)
    room = np.zeros((4, MOST_DRIVES), np.int64)
    for group in range(len(starts) - 1):
        for late in range(starts[group] + 1, starts[group + 1]):
            for early in range(starts[group], late):
                if mask[early] and covers(race, labels, others, order[early], order[late], left_ms, laps, slack, room):
                    mask[late] = False
                    break
    return mask


@compiled
def covers(
    race: Any, labels: Any, others: Any, a: int, b: int, left_ms: int, laps: int, slack: int, room: Any
) -> bool:
    """Return whether label a, no later than b, makes b superfluous."""
    one, two = labels[a], labels[b]
    lead, more = two[CLOCK] - one[CLOCK], others[a, FUEL] - others[b, FUEL]
    if more < 0.0 or others[a, ENERGY] < others[b, ENERGY] or one[SETS] > two[SETS]:
        return False
    if (lead > 0 or more > 0.0) and (slack < 0 or lead < slack + race.fuel_ms * more * laps):
        return False
    if one[MUST] > 0 and lead > 0 and one[CLOCK] < race.must_from_ms:
        return False
    if one[LIMIT] < FAR and (two[LIMIT] >= FAR or one[LIMIT] - one[CLOCK] < two[LIMIT] - two[CLOCK]):
        return False
    seat = one[DRIVER]
    if race.stint_ms[seat] > 0 and one[CLOCK] - one[SINCE] > two[CLOCK] - two[SINCE]:
        return False
    for other in range(len(race.seats)):
        if race.seats[other] == 0:
            continue
        x, y = one[DRIVEN + other], two[DRIVEN + other]
        if x < y and x < race.least_ms[other]:
            return False
        if race.most_ms[other] > 0 and x > y and x + left_ms > race.most_ms[other]:
            return False
    if race.window_ms > 0:
        if one[WINDOW] < FAR and (two[WINDOW] >= FAR or one[WINDOW] - one[CLOCK] < two[WINDOW] - two[CLOCK]):
            return False
        for other in range(len(race.seats)):
            if race.window_most_ms[other] > 0 and not drove_less(race, labels, a, b, other, room):
                return False
    return True


@compiled
def drove_less(race: Any, labels: Any, a: int, b: int, seat: int, room: Any) -> bool:
    """Return whether a seat has driven no more in label a than in b, within every stretch up to now."""
    mine, theirs = labels[a, CLOCK], labels[b, CLOCK]
    n = drives_of(race, labels, a, seat, mine, room[0], room[1])
    m = drives_of(race, labels, b, seat, theirs, room[2], room[3])
    for k in range(n):
        for end in (mine - room[0, k], mine - room[1, k]):
            if within(room[0], room[1], n, mine, end) > within(room[2], room[3], m, theirs, end):
                return False
    for k in range(m):
        for end in (theirs - room[2, k], theirs - room[3, k]):
            if within(room[0], room[1], n, mine, end) > within(room[2], room[3], m, theirs, end):
                return False
    return within(room[0], room[1], n, mine, race.window_ms) <= within(room[2], room[3], m, theirs, race.window_ms)  # type: ignore[no-any-return]


@compiled
def within(begins: Any, ends: Any, count: int, now: int, stretch: int) -> int:
    """Return how much of the last `stretch` the drives make up [ms]."""
    total = 0
    for k in range(count):
        total += max(0, ends[k] - max(begins[k], now - stretch))
    return total


def superfluous(
    race: Any, wanted: Any, labels: Any, others: Any, order: Any, left_ms: int, laps: int, slack: int
) -> Any:
    """Return which labels of one lap are to be kept, as indices.

    order: indices of the labels of that lap.  Others: see `kept`.
    """
    key = [*KEY]
    if wanted.stops >= 0:
        key.append(STOPS)
    if wanted.changes >= 0:
        key.append(CHANGES)
    if wanted.follows >= 0:
        key.append(CHANGED)
    rows = labels[order]
    sort = np.lexsort((rows[:, CLOCK], *(rows[:, column] for column in key)))
    order, rows = order[sort], rows[sort][:, key]
    new = np.flatnonzero((rows[1:] != rows[:-1]).any(axis=1)) + 1
    starts = np.concatenate(([0], new, [len(order)]))
    return order[kept(race, labels, others, starts, order, left_ms, laps, slack)]
