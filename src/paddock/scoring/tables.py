"""Tables: totals, dropped scores, ties and places, after any round."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import attrgetter

from paddock.model.scoring import Decree, Title, exact
from paddock.scoring.awarding import Awarded, Credit, Placed, concerns, decrees_on, holds_from
from paddock.scoring.sheets import Competitor

_round = attrgetter("round")


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
    unit = math.lcm(1, *{one.points.denominator for one in awarded.credits})
    amounts = _Amounts(unit)
    here = _Sums(title)
    last = max((one.round for one in awarded.places), default=0)
    credits, places = iter(sorted(awarded.credits, key=_round)), iter(sorted(awarded.places, key=_round))
    credit, place = next(credits, None), next(places, None)
    for after in rounds:
        while credit is not None and credit.round <= after:
            here.add(credit, unit)
            credit = next(credits, None)
        while place is not None and place.round <= after:
            here.take(place)
            place = next(places, None)
        known = [who for who, first in awarded.took_part.items() if first <= after]
        known += [who for who in here.scored if who not in awarded.took_part]
        struck = {
            who: one for one in _excluding(title, decrees, awarded, after, last) for who in known if concerns(one, who)
        }
        rows = [here.row(who) for who in known if who not in struck]
        for who, decree in struck.items():
            rows += _parted(title, awarded, here, who, decree)
        rows = [row for row in rows if row.decree is not None or _shown(title, row)]
        yield Table(title.called[0], after, tuple(_ranked(rows, amounts)))


class _Amounts(dict[int, Fraction]):
    """Units → points, each made once."""

    def __init__(self, unit: int) -> None:
        super().__init__()
        self.unit = unit

    def __missing__(self, units: int) -> Fraction:
        made = self[units] = Fraction(units, self.unit)
        return made


def _shown(title: Title, row: _Row) -> bool:
    return title.lists == "entrants" or row.points != 0 or (title.lists == "placed" and row.placed)


def _excluding(title: Title, decrees: Sequence[Decree], awarded: Awarded, after: int, last: int) -> Iterator[Decree]:
    """Yield the decrees of a title that strike somebody from the table after a round."""
    for one in decrees_on(title, decrees):
        if one.kind == "excluded":
            start = holds_from(one, awarded.rounds, last)
            if start is not None and start <= after:
                yield one


class _Sums:
    """What everybody has so far: units by round, how often which place was taken, and first in which session."""

    def __init__(self, title: Title) -> None:
        self.title = title
        self.scored: dict[Competitor, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self.counts: dict[Competitor, Counter[int]] = defaultdict(Counter)
        self.firsts: dict[Competitor, dict[int, int]] = defaultdict(dict)
        self.placed: set[Competitor] = set()
        self.rows: dict[Competitor, _Row] = {}

    def add(self, credit: Credit, unit: int) -> None:
        """Note a credit."""
        if credit.points:
            self.scored[credit.who][credit.round] += credit.points.numerator * (unit // credit.points.denominator)
            self.rows.pop(credit.who, None)

    def take(self, place: Placed) -> None:
        """Note a place."""
        self.placed.add(place.who)
        self.rows.pop(place.who, None)
        if self.title.ties_within is None or place.place <= self.title.ties_within:
            self.counts[place.who][place.place] += 1
            self.firsts[place.who].setdefault(place.place, place.sheet)

    def row(self, who: Competitor, decree: Decree | None = None) -> _Row:
        """Return a competitor's line as it stands; one that nothing was noted for since is not made again."""
        made = self.rows.get(who) if decree is None else None
        if made is None:
            found = (self.scored.get(who, _NOTHING), self.counts.get(who), self.firsts.get(who))
            made = _Row(self.title, who, *found, who in self.placed, decree)
            if decree is None:
                self.rows[who] = made
        return made


_NOTHING: Mapping[int, int] = {}


def _parted(title: Title, awarded: Awarded, sums: _Sums, who: Competitor, decree: Decree) -> Iterator[_Row]:
    """Yield the line of one who was struck from the table and, where the decree ends, that of what came afterwards."""
    if decree.until is None:
        yield sums.row(who, decree)
        return
    before, since = _Sums(title), _Sums(title)
    done = max(sums.scored[who], default=0)
    for now, points in sums.scored[who].items():
        (before if now <= decree.until else since).scored[who][now] = points
    for place in awarded.places:
        if place.who == who and place.round <= done:
            (before if place.round <= decree.until else since).take(place)
    yield before.row(who, decree)
    if since.scored or since.placed:
        yield since.row(who)


class _Row:
    """A competitor's line before it has its place."""

    __slots__ = ("decree", "dropped", "key", "placed", "places", "points", "who")

    def __init__(
        self,
        title: Title,
        who: Competitor,
        scored: Mapping[int, int],
        places: Counter[int] | None,
        firsts: Mapping[int, int] | None,
        placed: bool,
        decree: Decree | None,
    ) -> None:
        self.who, self.placed, self.decree = who, placed, decree
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
        rounds = [now for now in scored if part.covers(now)]
        inside.update(rounds)
        best = sorted((scored[now] for now in rounds), reverse=True)[: part.best]
        total += sum(best)
    return total + sum(points for now, points in scored.items() if now not in inside)


def _ranked(rows: list[_Row], amounts: Mapping[int, Fraction]) -> Iterator[Standing]:
    """Yield rows in order; those that nothing parts share a place; those struck from the table come last."""
    rows.sort(key=lambda row: (row.decree is not None, row.key, row.who))
    position, last = 0, None
    for number, row in enumerate(rows, start=1):
        points, dropped = amounts[row.points], amounts[row.dropped]
        if row.decree is not None:
            if row.decree.points is not None:
                points = exact(row.decree.points)
            yield Standing(None, row.who, points, dropped, row.places, "excluded")
            continue
        if row.key != last:
            position, last = number, row.key
        yield Standing(position, row.who, points, dropped, row.places)
