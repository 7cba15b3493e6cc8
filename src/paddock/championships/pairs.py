"""Two competitors against each other, without a solver: the most one may have while the other is ahead, or level.

Where every result counts and a session pays the two by their places alone, the sessions still to come are independent
of each other, and in each of them only the places of the two matter: any two different places, or the same car's.  So
the season is a walk over the difference of their gains, and for each difference the most points are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from paddock.championships.pays import Pay
from paddock.championships.rest import Rest
from paddock.scoring.sheets import Competitor

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEVER = np.iinfo(np.int64).min // 2
"""No season has such a difference."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The most points of one in seasons in which the other has more, and in which it has as many [units].

    None where there is no such season.
    """

    behind: int | None
    level: int | None


def pair_of(rest: Rest, who: Competitor, other: Competitor) -> Pair | None:
    """Return the most points of `who` with `other` ahead of it, or level, by points alone.

    None where the two are not paid by their places alone, or not every result counts.
    """
    if rest.title.counted or rest.title.cars_counted is not None or rest.title.entrants.cars_per_make is not None:
        return None
    sessions = []
    for pay in rest.pays:
        if pay is None:
            continue
        gains = _gains(rest, pay, who, other)
        if gains is None:
            return None
        sessions.append(gains)
    low = sum(min(by_difference) for by_difference in sessions)
    high = sum(max(by_difference) for by_difference in sessions)
    most: NDArray[np.int64] = np.full(high - low + 1, NEVER, dtype=np.int64)
    first, last = 0, 0
    most[0] = 0
    for by_difference in sessions:
        before = most[: last - first + 1].copy()
        least = min(by_difference)
        most[:] = NEVER
        for difference, gain in by_difference.items():
            at = difference - least
            np.maximum(most[at : at + len(before)], before + gain, out=most[at : at + len(before)])
        first, last = first + least, last + max(by_difference)
    # The difference that makes them level: what `who` is ahead by without any of it.
    even = rest.base[who] - rest.base[other] - first
    ahead = most[max(even + 1, 0) :] if even + 1 < len(most) else most[:0]
    return Pair(
        _total(rest, who, int(ahead.max()) if len(ahead) else NEVER),
        _total(rest, who, int(most[even]) if 0 <= even < len(most) else NEVER),
    )


def _total(rest: Rest, who: Competitor, gain: int) -> int | None:
    return None if gain < 0 else rest.base[who] + gain


def _gains(rest: Rest, pay: Pay, who: Competitor, other: Competitor) -> dict[int, int] | None:
    """Return what a session may bring [units]: the other's gain less one's own → the most of one's own.

    None where the two are paid by more than their places.
    """
    if any(extra.gains for extra in pay.extras):
        return None
    mine, its = _row(rest, pay, who), _row(rest, pay, other)
    places = _places(rest, pay)
    if mine is None or its is None or places is None:
        return None
    best: dict[int, int] = {}
    for own, others in _ways(mine, its, places):
        if own < 0 or others < 0:
            return None
        best[others - own] = max(best.get(others - own, own), own)
    return best


@dataclass(frozen=True, slots=True)
class _Row:
    """What places pay a competitor in a session, from the first; lines: its cars."""

    lines: frozenset[int]
    points: tuple[int, ...]


def _row(rest: Rest, pay: Pay, who: Competitor) -> _Row | None:
    """Return what places pay a competitor, nothing where it has no car; None where more than a place decides."""
    lines = frozenset(line for line, paid in pay.place.items() if who in paid)
    lines |= {line for line, tied in pay.ties.items() if who in tied}
    if not pay.by_position and any(line not in pay.holds for line in lines):
        return None
    if len(lines) > 1 and (rest.title.ranked != "best-cars" or pay.by_position):
        return None
    rows = {pay.place[line].get(who) for line in lines}
    if len(rows) > 1:
        return None
    paid = rows.pop() if rows else None
    return _Row(lines, tuple(int(one * rest.unit) for one in paid) if paid else ())


def _places(rest: Rest, pay: Pay) -> int | None:
    """Return how many places a session has in the title; None where they are not simply those of its cars."""
    if pay.by_position:
        return len(pay.slot.lines)
    if rest.title.ranked != "best-cars":
        return len(pay.holds) if rest.title.ranked == "entrants" or len(pay.holds) == len(pay.slot.lines) else None
    whose = [pay.slot.lines[line].competitors(rest.title.awarded_to) for line in pay.holds]
    return len({who for one in whose for who in one}) if all(len(one) == 1 for one in whose) else None


def _ways(mine: _Row, its: _Row, places: int) -> Iterator[tuple[int, int]]:
    """Yield what the two may gain in a session, each place of one with each of the other."""

    def at(row: _Row, place: int) -> int:
        return row.points[place] if row.lines and place < len(row.points) else 0

    yield 0, 0
    if mine.lines & its.lines:
        yield from ((at(mine, place), at(its, place)) for place in range(places))
        return
    # Someone else has to stand in every place before: with one of the two not placed, there is a place less.
    alone = range(places - bool(mine.lines and its.lines))
    if mine.lines:
        yield from ((at(mine, place), 0) for place in alone)
    if its.lines:
        yield from ((0, at(its, place)) for place in alone)
    if mine.lines and its.lines:
        yield from ((at(mine, own), at(its, other)) for own in range(places) for other in range(places) if own != other)
