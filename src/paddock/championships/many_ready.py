"""A title made ready to be scored many times: rules, results so far and sessions to come as flat arrays."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from paddock.championships.ahead import Ahead
from paddock.championships.many_rules import (
    AS_CLASSIFIED,
    BEST_CARS,
    EARLIEST,
    ENTRANTS,
    EVERYONE,
    NO_LIMIT,
    PLACED,
    PLACES,
    SCORERS,
    Field,
    Ready,
    Rules,
    SoFar,
)
from paddock.model.scoring import Award, Decree, Scale, Title, exact
from paddock.scoring.awarding import Awarded, about, applies, award_all, concerns, counts, decrees_on, holds_from
from paddock.scoring.ranking import Ranking, hits
from paddock.scoring.scales import scale_of, worth
from paddock.scoring.sheets import Competitor, Line, Sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

RANKED = {"as-classified": AS_CLASSIFIED, "entrants": ENTRANTS, "best-cars": BEST_CARS}
TIES = {"places": PLACES, "earliest": EARLIEST}
LISTS = {"entrants": EVERYONE, "placed": PLACED, "scorers": SCORERS}

Paid = tuple[list[Fraction], list[Fraction]]
"""Points of each competitor of a car for its place in the title, and for that in the session, by place from 0."""
Granted = tuple[int, Competitor, Fraction]
"""What a decree gives: from which round, to whom, how much."""


@dataclass(frozen=True, slots=True)
class Car:
    """A car of a session as a title sees it before anything is run.

    line: with the drivers who may score.  inside: it takes part.  silent: it may not score.  passed_on: neither does
    it take a place.
    """

    line: Line
    inside: bool
    silent: bool
    passed_on: bool


def ready(left: Ahead, scales: Mapping[str, Scale], decrees: Sequence[Decree], most: int) -> Ready:
    """Return a title made ready.

    left: results so far and sessions to come, these with every car in them, entrant or not.  decrees: of the season.
    most: the last place that a session to come has.  Awards for anything but a place pay nothing in sessions to come.
    Raises UnknownName for a scale that is missing.
    """
    title = left.title
    decrees = decrees_on(title, decrees)
    awarded = award_all(title, left.results, scales, [one for one in decrees if one.kind != "points"])
    sheets = [slot.filled(()) for slot in left.slots]
    cars = [list(_cars(title, sheet, decrees)) for sheet in sheets]
    known = (who for here in cars for one in here for who in one.line.competitors(title.awarded_to))
    competitors = tuple(dict.fromkeys([*awarded.took_part, *known]))
    paid = [
        row
        for sheet, here in zip(sheets, cars, strict=True)
        for row in _paid(title, sheet, here, scales, decrees, most)
    ]
    granted = list(_granted(left, decrees, competitors))
    struck = {who: one.points for one in decrees if one.kind == "excluded" for who in competitors if concerns(one, who)}
    unit = math.lcm(
        1,
        *(one.points.denominator for one in awarded.credits),
        *(points.denominator for row in paid for part in row for points in part),
        *(points.denominator for *_, points in granted),
        *(exact(points).denominator for points in struck.values() if points is not None),
    )
    field = _field(left, sheets, cars, competitors, _in_units(paid, unit))
    had = _so_far(left, awarded, granted, competitors, unit, most)
    ends = _ends(title, field, struck, competitors, unit)
    return Ready(_rules(title), field, had._replace(**ends), competitors, unit)


def _rules(title: Title) -> Rules:
    parts = [_whole((one.first, one.last or NO_LIMIT, one.best)) for one in title.counted]
    return Rules(
        RANKED[title.ranked],
        title.cars_counted or NO_LIMIT,
        title.entrants.cars_per_make or NO_LIMIT,
        _whole(TIES[one] for one in title.ties),
        title.ties_within or NO_LIMIT,
        np.stack(parts) if parts else np.empty((0, 0), np.int64),
        LISTS[title.lists],
    )


def _cars(title: Title, sheet: Sheet, decrees: Sequence[Decree]) -> Iterator[Car]:
    """Yield the cars of a session; how many of a make take part is left to its order."""
    bearing = about(decrees, sheet)
    bars = [one for one in bearing if one.kind == "not-scoring"]
    every = title.model_copy(update={"entrants": title.entrants.model_copy(update={"cars_per_make": None})})
    for line in sheet.lines:
        alone = Ranking(every, replace(sheet, lines=(line,)), bearing)
        silent = bool(alone.silent)
        passed_on = silent and not all(one.keeps_place for one in bars if hits(one, line))
        yield Car(alone.inside[0] if alone.inside else line, bool(alone.inside), silent, passed_on)


def _field(
    left: Ahead,
    sheets: Sequence[Sheet],
    cars: Sequence[Sequence[Car]],
    competitors: Sequence[Competitor],
    paid: Whole,
) -> Field:
    """Return the sessions to come; paid [2, L, P + 1]: points by rank and by place."""
    title = left.title
    at = {who: number for number, who in enumerate(competitors)}
    every = [one for here in cars for one in here]
    whose = [one.line.competitors(title.awarded_to) for one in every]
    return Field(
        rounds=_whole(sorted({sheet.round for sheet in sheets})),
        round=_whole(sheet.round for sheet in sheets),
        number=np.arange(len(sheets), dtype=np.int64) + len(left.results.sheets),
        begins=_begins(len(here) for here in cars),
        inside=_whole(one.inside for one in every),
        silent=_whole(one.silent for one in every),
        passed_on=_whole(one.passed_on for one in every),
        make=_numbered(one.line.make for one in every),
        who_at=_begins(len(one) for one in whose),
        who=_whole(at[who] for one in whose for who in one),
        by_rank=paid[0],
        by_place=paid[1],
        tie=_whole(
            _breaks_ties(title, sheet, one.line) for sheet, here in zip(sheets, cars, strict=True) for one in here
        ),
    )


def _so_far(
    left: Ahead,
    awarded: Awarded,
    granted: Sequence[Granted],
    competitors: Sequence[Competitor],
    unit: int,
    most: int,
) -> SoFar:
    """Return what competitors have by results and by decrees; what is known of the end is left open."""
    at = {who: number for number, who in enumerate(competitors)}
    last = max([left.results.rounds, left.after, *(slot.round for slot in left.slots), *(now for now, *_ in granted)])
    points, there = np.zeros((2, 2, last + 1, len(competitors)), np.int64)
    earned = ((one.round, one.who, one.points) for one in awarded.credits)
    for kind, rows in enumerate((earned, granted)):
        for now, who, amount in rows:
            if now and amount:  # a meeting without a round is in no table
                points[kind, now, at[who]] += int(amount * unit)
                there[kind, now, at[who]] = 1
    places = [one for one in awarded.places if one.round]
    within = left.title.ties_within or NO_LIMIT
    counted, first = np.zeros((2, len(at), max([most, *(one.place for one in places)]) + 1), np.int64)
    for one in places:
        here = at[one.who], one.place
        if one.place <= within:
            first[here] = first[here] if counted[here] else one.sheet
            counted[here] += 1
    nobody = np.zeros(len(competitors), np.int64)
    placed = {one.who for one in places}
    return SoFar(
        scored=points[0],
        has=there[0],
        tied=counted,
        first=first,
        placed=_whole(who in placed for who in competitors),
        took=_whole(who in awarded.took_part for who in competitors),
        decreed=points[1],
        by_decree=there[1],
        struck=nobody,
        left_with=nobody,
        still=nobody.reshape(1, -1),
        together=nobody.reshape(1, -1),
    )


def _ends(
    title: Title, field: Field, struck: Mapping[Competitor, Any], competitors: Sequence[Competitor], unit: int
) -> dict[str, Whole]:
    """Return what is known of the end: who is struck from the table, and the most that may be had until then."""
    keeps = [struck.get(who) for who in competitors]
    return {
        "struck": _whole(who in struck for who in competitors),
        "left_with": _whole(NO_LIMIT if points is None else exact(points) * unit for points in keeps),
        "still": _still(title, field, len(competitors)),
        "together": _together(field, len(competitors)),
    }


def _paying(title: Title, sheet: Sheet) -> list[Award]:
    return [one for one in title.awards if counts(title, sheet) and applies(one, sheet)]


def _breaks_ties(title: Title, sheet: Sheet, line: Line) -> bool:
    """Return whether the place of a car breaks ties: not where its drivers get nothing because they shared it."""
    paying = _paying(title, sheet)
    alone = any(one.what == "place" and one.shared == "none" for one in paying)
    counts_there = bool(paying) and sheet.kind in title.ties_on and sheet.after_min is None
    return counts_there and not (alone and len(line.drivers) > 1)


def _paid(
    title: Title, sheet: Sheet, cars: Sequence[Car], scales: Mapping[str, Scale], decrees: Sequence[Decree], most: int
) -> Iterator[Paid]:
    """Yield what the cars of a session get."""
    tables = [
        (award, _worths(award, title, sheet, scales, decrees, most))
        for award in _paying(title, sheet)
        if award.what == "place"
    ]
    for one in cars:
        sums = [Fraction(0)] * (most + 1), [Fraction(0)] * (most + 1)
        for award, table in tables:
            share, to = _share(title, award, one.line), sums[award.as_classified]
            to[:] = [had + points * share for had, points in zip(to, table, strict=True)]
        yield sums


def _worths(
    award: Award, title: Title, sheet: Sheet, scales: Mapping[str, Scale], decrees: Sequence[Decree], most: int
) -> list[Fraction]:
    """Return what each place is worth to an award in a session, from place 0, which is none."""
    scale, part = scale_of(scales, award.scale or "", f"award {award.id} of title {title.id}"), exact(award.times)
    for one in about(decrees, sheet):
        if one.kind == "scale" or (one.kind == "shortened" and award.shortened):
            part *= exact(one.share) if one.share is not None else 1
            scale = scale_of(scales, one.scale, f"decree {one.id}") if one.scale is not None else scale
    return [Fraction(0), *(worth(scale, place, len(sheet.lines)) * part for place in range(1, most + 1))]


def _share(title: Title, award: Award, line: Line) -> Fraction:
    """Return which part of a car's points each of its competitors gets."""
    if len(line.drivers) <= 1 or award.shared == "each":
        return Fraction(1)
    if award.shared == "none":
        return Fraction(0)
    return Fraction(1, len(line.drivers)) if title.awarded_to == "driver" else Fraction(1)


def _granted(left: Ahead, decrees: Sequence[Decree], competitors: Sequence[Competitor]) -> Iterator[Granted]:
    """Yield what decrees add to totals or take from them."""
    rounds = {one.meeting: one.round for one in left.results.sheets} | {one.meeting: one.round for one in left.slots}
    last = max([left.results.rounds, *rounds.values()])
    for decree in decrees:
        at = holds_from(decree, rounds, last)
        if decree.kind == "points" and at is not None:
            yield from ((at, who, exact(decree.points or 0)) for who in competitors if concerns(decree, who))


def _still(title: Title, field: Field, many: int) -> Whole:
    """Return the most that competitors may have before each round to come, and after the last.

    In each session the best places there are, one for each of their cars that scores.
    """
    still = np.zeros((len(field.rounds) + 1, many), np.int64)
    for number, now in enumerate(field.round):
        turns = int(np.searchsorted(field.rounds, now)) + 1
        for who, cars in _cars_of(field, number).items():
            score = 1 if title.ranked == "best-cars" else min(len(cars), title.cars_counted or NO_LIMIT)
            for table in (field.by_rank, field.by_place):
                still[:turns, who] += np.sort(table[cars].max(axis=0))[::-1][:score].sum()
    return still


def _together(field: Field, many: int) -> Whole:
    """Return who shares every car before each round to come, and after the last, by a number."""
    found = []
    for now in (*field.rounds, NO_LIMIT):
        cars = [_cars_of(field, int(number)) for number in np.flatnonzero(field.round >= now)]
        found.append(_numbered(tuple(tuple(here.get(who, ())) for here in cars) for who in range(many)))
    return np.array(found, np.int64)


def _cars_of(field: Field, session: int) -> dict[int, list[int]]:
    """Return the lines of a session that each competitor has, of cars that take part."""
    mine: dict[int, list[int]] = {}
    for line in range(field.begins[session], field.begins[session + 1]):
        for who in field.who[field.who_at[line] : field.who_at[line + 1]] if field.inside[line] else ():
            mine.setdefault(int(who), []).append(line)
    return mine


def _in_units(paid: Sequence[Paid], unit: int) -> Whole:
    """Return points [2, L, P + 1] in whole units."""
    rows = [[[int(points * unit) for points in one[which]] for one in paid] for which in (0, 1)]
    return np.array(rows, np.int64).reshape(2, len(paid), -1)


def _whole(values: Iterable[Any]) -> Whole:
    return np.array([int(one) for one in values], np.int64)


def _begins(sizes: Iterable[int]) -> Whole:
    return np.cumsum([0, *sizes], dtype=np.int64)


def _numbered(things: Iterable[Hashable]) -> Whole:
    """Return a number for each thing, the same for equal ones."""
    found: dict[Hashable, int] = {}
    return _whole(found.setdefault(one, len(found)) for one in things)
