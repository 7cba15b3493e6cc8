"""What a session still to come pays, and to whom: asked of the awarding itself, so that no rule is told twice.

A car is put in each place behind cars of nobody, and what the awarding credits is noted.  What depends on the other
cars (how many of a competitor score, who keeps a place) is left to the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from paddock.championships.ahead import Slot
from paddock.championships.plays import LAPS, known_drivers
from paddock.model.scoring import Award, Decree, Scale, Title
from paddock.scoring.awarding import Awarded, about, applies, award_all, counts
from paddock.scoring.ranking import Ranking
from paddock.scoring.sheets import Competitor, Line, SeasonResults, Sheet

Gains = Mapping[Competitor, Fraction]
_MANY = 10**6


class Unsupported(Exception):
    """A mixture of rules that the optimisation does not model: told as a finding, never answered wrongly."""


@dataclass(frozen=True, slots=True)
class Extra:
    """Points beside those for places.

    what: as in `Award`.  within, least: as in `Award`.  gains: by line, then by choice (the driver who set the fastest
    lap; laps fewer than the best; else one), who gets what.
    """

    what: str
    within: int | None
    least: int
    gains: Mapping[int, Mapping[str | int, Gains]]


@dataclass(frozen=True, slots=True)
class Pay:
    """What a slot pays.

    holds: lines that take a rank in the title.  able: lines that may get something beside places.
    place: by line and competitor, the points of each rank, from the first.
    ties: by line, who gets its rank for breaking ties; empty where the session breaks none.
    by_position: the place in the session itself pays, whatever the title ranks.
    """

    slot: Slot
    holds: tuple[int, ...]
    able: frozenset[int]
    place: Mapping[int, Mapping[Competitor, tuple[Fraction, ...]]]
    ties: Mapping[int, tuple[Competitor, ...]]
    extras: tuple[Extra, ...]
    by_position: bool

    def whose(self, index: int) -> set[Competitor]:
        """Return who may get something by a line."""
        gains = (one for extra in self.extras for one in extra.gains.get(index, {}).values())
        return {*self.place.get(index, {}), *self.ties.get(index, ()), *(who for one in gains for who in one)}

    def alike(self, index: int) -> tuple[object, ...]:
        """Return what two lines share when exchanging them changes nothing."""
        line = self.slot.lines[index]
        place = tuple(sorted(self.place.get(index, {}).items()))
        extras = tuple(
            tuple(
                sorted((str(choice), tuple(sorted(one.items()))) for choice, one in extra.gains.get(index, {}).items())
            )
            for extra in self.extras
        )
        return line.make, place, self.ties.get(index, ()), extras

    def points(self) -> Iterable[Fraction]:
        """Yield every number of points that the slot may pay for one thing."""
        for one in self.place.values():
            for row in one.values():
                yield from row
        for extra in self.extras:
            for choices in extra.gains.values():
                for gains in choices.values():
                    yield from gains.values()


def pay_of(title: Title, slot: Slot, scales: Mapping[str, Scale], decrees: Sequence[Decree]) -> Pay | None:
    """Return what a slot pays in a title, None when it is nothing to nobody."""
    sheet = slot.filled(())
    awards = [one for one in title.awards if applies(one, sheet)]
    if not slot.lines or not awards or not counts(title, sheet):
        return None
    ask = _Asking(title, sheet, awards, scales, decrees)
    pattern = next((line for line in slot.lines if ask.scores(line)), None)
    if pattern is None:
        return None
    worth, paid, breaks_ties = _worths(ask, pattern, len(slot.lines))
    holds: list[int] = []
    place: dict[int, dict[Competitor, tuple[Fraction, ...]]] = {}
    ties: dict[int, tuple[Competitor, ...]] = {}
    for index, line in enumerate(slot.lines):
        told = ask.of(replace(line, position=1), nobody(pattern, 2))
        if _second(told):
            holds.append(index)
        mine: dict[Competitor, list[Fraction]] = {}
        for credit in told.credits:
            if credit.sheet is None or credit.award not in worth or _nobody(credit.who):
                continue
            part = credit.part / paid[credit.award] if paid[credit.award] else Fraction(0)
            row = mine.setdefault(credit.who, [Fraction(0)] * len(slot.lines))
            for rank, points in enumerate(worth[credit.award]):
                row[rank] += points * part
        place[index] = {who: tuple(row) for who, row in mine.items()}
        if breaks_ties:
            ties[index] = tuple(one.who for one in told.places if not _nobody(one.who))
    places = [one for one in awards if one.what == "place"]
    by_position = bool(places) and not breaks_ties and all(one.as_classified for one in places)
    pay = Pay(
        slot,
        tuple(holds),
        frozenset(ask.able(slot.lines)),
        place,
        ties,
        tuple(_extras(ask, slot, pattern)),
        by_position,
    )
    _check(title, pay, places, worth)
    return pay


class _Asking:
    """A session as the awarding sees it, with cars put in as one likes."""

    def __init__(
        self,
        title: Title,
        sheet: Sheet,
        awards: Sequence[Award],
        scales: Mapping[str, Scale],
        decrees: Sequence[Decree],
    ) -> None:
        self.title, self.sheet, self.awards, self.scales = title, sheet, tuple(awards), scales
        self.decrees = [one for one in about(decrees, sheet) if one.kind in ("shortened", "scale", "not-scoring")]

    def of(self, *lines: Line) -> Awarded:
        results = SeasonResults("", (replace(self.sheet, lines=lines),), rounds=_MANY)
        return award_all(self.title, results, self.scales, self.decrees)

    def scores(self, line: Line) -> bool:
        told = self.of(nobody(line, 1))
        return bool(told.credits or told.places) or any(
            self.gains(one, nobody(line, 1)) for one in self.awards if one.what != "place"
        )

    def able(self, lines: Sequence[Line]) -> Iterable[int]:
        """Yield the lines that no decree keeps from scoring."""
        for index, line in enumerate(lines):
            ranking = Ranking(self.title, replace(self.sheet, lines=(line,)), self.decrees)
            if ranking.inside and id(line) not in ranking.silent:
                yield index

    def gains(self, award: Award, line: Line, *others: Line, behind: int = 0) -> Gains:
        """Return what an award beside those for places gives by a car that has it."""
        has = replace(line, laps=LAPS - behind, laps_led=_MANY, fastest=line.fastest or known_drivers(line)[:1])
        told = self.of(has, *others)
        gains: dict[Competitor, Fraction] = {}
        for credit in told.credits:
            if credit.award == award.id and not _nobody(credit.who) and credit.points:
                gains[credit.who] = gains.get(credit.who, Fraction(0)) + credit.points
        return gains


def nobody(pattern: Line, place: int) -> Line:
    """Return a car of nobody in a place, which takes part as `pattern` does."""
    name = f"~{place}"
    return replace(pattern, position=place, drivers=(name,), team=name, make=name, engine="", fastest=(), laps=LAPS)


def _nobody(who: Competitor) -> bool:
    return who.id.startswith("~")


def _second(told: Awarded) -> bool:
    """Return whether the car of nobody in the second place got that: the first one keeps its rank."""
    places = [one.place for one in told.places if _nobody(one.who)]
    places += [one.place for one in told.credits if _nobody(one.who) and one.place is not None]
    return not places or max(places) == 2


def _worths(
    ask: _Asking, pattern: Line, places: int
) -> tuple[Mapping[str, Sequence[Fraction]], Mapping[str, Fraction], bool]:
    """Return by award for a place: the points of each rank, and which part of the scale that is; whether ties break."""
    kinds = {one.id for one in ask.awards if one.what == "place"}
    told = ask.of(*(nobody(pattern, place) for place in range(1, places + 1)))
    worth: dict[str, list[Fraction]] = {one: [Fraction(0)] * places for one in kinds}
    paid: dict[str, Fraction] = dict.fromkeys(kinds, Fraction(0))
    for credit in told.credits:
        if credit.award in kinds and credit.place is not None:
            worth[credit.award][credit.place - 1] = credit.points
            paid[credit.award] = credit.part
    return worth, paid, bool(told.places)


def _extras(ask: _Asking, slot: Slot, pattern: Line) -> Iterable[Extra]:
    for award in ask.awards:
        if award.what == "place":
            continue
        gains: dict[int, dict[str | int, Gains]] = {}
        for index, line in enumerate(slot.lines):
            mine = dict(_choices(ask, award, line, pattern))
            if any(mine.values()):
                gains[index] = mine
        yield Extra(award.what, award.within, award.least or 1, gains)


def _choices(ask: _Asking, award: Award, line: Line, pattern: Line) -> Iterable[tuple[str | int, Gains]]:
    first = replace(line, position=1)
    if award.what == "fastest-lap":
        by_driver = ask.title.awarded_to == "driver" and any(
            one.what == "fastest-lap" and one.shared == "split" for one in ask.awards
        )
        for driver in known_drivers(line) if by_driver else known_drivers(line)[:1]:
            yield driver, ask.gains(award, replace(first, fastest=(driver,)))
    elif award.what == "laps-behind":
        used = {award.scale, *(one.scale for one in ask.decrees)} & set(ask.scales)
        most = max((len(ask.scales[one].places) for one in used if one is not None), default=0)
        for behind in range(most + 1):
            yield behind, ask.gains(award, replace(line, position=2), nobody(pattern, 1), behind=behind)
    else:
        yield 1, ask.gains(award, first)


def _check(title: Title, pay: Pay, places: Sequence[Award], worth: Mapping[str, Sequence[Fraction]]) -> None:
    """Raise Unsupported for what the model would get wrong."""
    lines = pay.slot.lines
    outside = len(pay.holds) < len(lines)
    whose = [line.competitors(title.awarded_to) for line in lines]
    several = len({who for one in whose for who in one}) < sum(map(len, whose))
    mixed = any(one.as_classified for one in places) and not pay.by_position
    if mixed:
        beyond = any(any(worth[one.id][1:]) for one in places if one.as_classified)
        if outside or (several and title.ranked == "best-cars" and beyond):
            raise Unsupported("an award for the place in the session beside others for the place in the title")
    per_make = title.entrants.cars_per_make is not None
    second = several and title.ranked == "best-cars"
    if any(one.what == "laps-behind" for one in pay.extras) and (outside or per_make or second):
        raise Unsupported("points for laps behind where some cars do not score, or hold no place")
    if any(pay.extras) and per_make and title.ranked == "best-cars":
        raise Unsupported("points beside those for places where only some cars of a make take part")
