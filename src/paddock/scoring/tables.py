"""Tables: totals, dropped scores, ties and places, after any round."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from paddock.model.scoring import Decree, Title, exact
from paddock.scoring.awarding import Awarded, Credit, Placed, concerns
from paddock.scoring.sheets import Competitor


@dataclass(frozen=True, slots=True)
class Standing:
    """A line of a table.

    position: None for one who was struck from it.  points: what counts.  dropped: what was scored and does not count.
    places: how often which place was taken, of those that break ties.  status: empty, or `excluded`.
    """

    position: int | None
    who: Competitor
    points: Fraction
    dropped: Fraction = Fraction(0)
    places: tuple[tuple[int, int], ...] = ()
    status: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A title's table after a round."""

    title: str
    after: int
    rows: tuple[Standing, ...]


def table_after(title: Title, awarded: Awarded, after: int, decrees: Sequence[Decree] = ()) -> Table:
    """Return the table after a round; decrees: those of the season."""
    [table] = tables(title, awarded, [after], decrees)
    return table


def tables(title: Title, awarded: Awarded, rounds: Iterable[int], decrees: Sequence[Decree] = ()) -> Iterator[Table]:
    """Yield the table after each of these rounds, which are in rising order.

    Totals are kept in whole units of the smallest fraction that occurs, so that nothing is ever rounded.
    """
    unit = math.lcm(1, *(one.points.denominator for one in awarded.credits))
    by_round: dict[int, list[Credit]] = defaultdict(list)
    for credit in awarded.credits:
        by_round[credit.round].append(credit)
    placed: dict[int, list[Placed]] = defaultdict(list)
    for place in awarded.places:
        placed[place.round].append(place)
    scored: dict[Competitor, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    counts: dict[Competitor, Counter[int]] = defaultdict(Counter)
    firsts: dict[Competitor, dict[int, int]] = defaultdict(dict)
    done = 0
    for after in rounds:
        for now in range(done + 1, after + 1):
            for credit in by_round.get(now, ()):
                scored[credit.who][now] += int(credit.points * unit)
            for place in placed.get(now, ()):
                counts[place.who][place.place] += 1
                firsts[place.who].setdefault(place.place, place.sheet)
        done = max(done, after)
        here = [who for who, first in awarded.took_part.items() if first <= after]
        here += [who for who in scored if who not in awarded.took_part]
        excluded = {
            who: one for one in _excluding(title, decrees, awarded, after) for who in here if concerns(one, who)
        }
        rows = [_Row(title, who, scored.get(who, {}), counts.get(who), firsts.get(who)) for who in here]
        if title.lists == "scorers":
            rows = [row for row in rows if row.points or row.who in excluded]
        yield Table(title.called[0], after, tuple(_ranked(rows, excluded, unit)))


def _excluding(title: Title, decrees: Sequence[Decree], awarded: Awarded, after: int) -> Iterator[Decree]:
    last = max((one.round for one in awarded.places), default=0)
    for one in decrees:
        here = not one.titles or set(one.titles) & set(title.called)
        if one.kind == "excluded" and here and after >= (one.after or last):
            yield one


class _Row:
    """A competitor's line before it has its place."""

    __slots__ = ("dropped", "key", "places", "points", "who")

    def __init__(
        self,
        title: Title,
        who: Competitor,
        scored: Mapping[int, int],
        places: Counter[int] | None,
        firsts: Mapping[int, int] | None,
    ) -> None:
        self.who = who
        gross = sum(scored.values())
        self.points = gross if not title.counted else _counting(title, scored)
        self.dropped = gross - self.points
        self.places = tuple(sorted(places.items())) if places else ()
        parts: list[object] = [-self.points]
        for tie in title.ties:
            if tie == "places":
                parts.append(countback(self.places))
            else:
                best = self.places[0][0] if self.places else math.inf
                parts.append((best, firsts[int(best)] if firsts else math.inf))
        self.key = tuple(parts)


def countback(places: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Return what sorts competitors by most wins, then most second places, and so on.

    places: (place, how often), in the order of places.  The better record gives the smaller tuple.
    """
    key: list[int] = []
    for place, times in places:
        key += [0] * (place - 1 - len(key))
        key.append(-times)
    return (*key, 1)


def _counting(title: Title, scored: Mapping[int, int]) -> int:
    """Return what counts: of each part of the season the best so many rounds, of rounds in no part all."""
    total = 0
    inside: set[int] = set()
    for part in title.counted:
        rounds = [now for now in scored if part.first <= now <= part.last]
        inside.update(rounds)
        best = sorted((scored[now] for now in rounds), reverse=True)[: part.best]
        total += sum(best)
    return total + sum(points for now, points in scored.items() if now not in inside)


def _ranked(rows: list[_Row], excluded: Mapping[Competitor, Decree], unit: int) -> Iterator[Standing]:
    """Yield rows in order; those that nothing parts share a place; those struck from the table come last."""
    rows.sort(key=lambda row: (row.who in excluded, row.key, row.who))
    position, last = 0, None
    for number, row in enumerate(rows, start=1):
        points, dropped = Fraction(row.points, unit), Fraction(row.dropped, unit)
        decree = excluded.get(row.who)
        if decree is not None:
            if decree.points is not None:
                points = exact(decree.points)
            yield Standing(None, row.who, points, dropped, row.places, "excluded")
            continue
        if row.key != last:
            position, last = number, row.key
        yield Standing(position, row.who, points, dropped, row.places)
