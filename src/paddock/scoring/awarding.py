"""From results to points: every credit of a title, with what it was given for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from paddock.errors import BadFile
from paddock.findings import Finding
from paddock.model.scoring import Award, Decree, Scale, Title, exact
from paddock.scoring.errors import StartersUnknown
from paddock.scoring.ranking import Ranking, admits, hits
from paddock.scoring.scales import scale_of, worth
from paddock.scoring.sheets import Competitor, Line, SeasonResults, Sheet

__all__ = [
    "ONE",
    "Awarded",
    "Credit",
    "Placed",
    "about",
    "admits",
    "applies",
    "award_all",
    "check_decrees",
    "concerns",
    "counts",
    "decrees_on",
    "hits",
    "holds_from",
]

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Credit:
    """Points of one competitor for one thing.

    sheet: index into the results' sheets, None for what a decree gave or took.  award: id of the award or decree.
    place: the place that counted, None where it is for something else.  part: the share of the points that was paid,
    one for all of them.
    """

    who: Competitor
    round: int
    sheet: int | None
    award: str
    points: Fraction
    place: int | None = None
    part: Fraction = ONE


@dataclass(frozen=True, slots=True)
class Placed:
    """A place of a competitor in a session that breaks ties: round, order of the session in the season, place."""

    who: Competitor
    round: int
    sheet: int
    place: int


@dataclass(frozen=True, slots=True)
class Awarded:
    """All that a title gave: credits and places in the order of the season, and everyone who took part."""

    credits: tuple[Credit, ...]
    places: tuple[Placed, ...]
    took_part: Mapping[Competitor, int]
    """Competitor → round of the first session it took part in."""
    findings: tuple[Finding, ...] = ()
    rounds: Mapping[str, int] = field(default_factory=dict)
    """Meeting → its round, of those with a result."""


def award_all(
    title: Title,
    results: SeasonResults,
    scales: Mapping[str, Scale],
    decrees: Sequence[Decree] = (),
) -> Awarded:
    """Return what a title gave for a season's results.

    decrees: those of the season; the ones about other titles are left aside.
    Raises UnknownName for a scale that is missing, BadFile for a decree after the last round.
    """
    decrees = decrees_on(title, decrees)
    last = max(results.rounds, results.last_round)
    check_decrees(decrees, last)
    credits: list[Credit] = []
    places: list[Placed] = []
    took_part: dict[Competitor, int] = {}
    findings: dict[Finding, None] = {}
    for index, sheet in enumerate(results.sheets):
        if not counts(title, sheet):
            continue
        here = about(decrees, sheet)
        ranking = Ranking(title, sheet, here)
        for who in ranking.taking_part:
            took_part.setdefault(who, sheet.round)
        paying = [award for award in title.awards if applies(award, sheet)]
        for award in paying:
            try:
                credits.extend(_credits(title, award, scales, ranking, here, index))
            except StartersUnknown:
                said = f"How many started is not on record, and the points of {award.id} depend on it."
                findings[Finding("warning", "starters-unknown", said, sheet.name)] = None
        if paying and sheet.kind in title.ties_on and sheet.after_min is None:
            alone = any(award.what == "place" and award.shared == "none" for award in paying)
            places.extend(Placed(who, sheet.round, index, place) for who, place in ranking.tie_places(alone))
    rounds = {sheet.meeting: sheet.round for sheet in results.sheets}
    credits.extend(_decreed(decrees, last, took_part, rounds))
    credits.sort(key=lambda one: one.round)
    return Awarded(tuple(credits), tuple(places), took_part, tuple(findings), rounds)


def decrees_on(title: Title, decrees: Iterable[Decree]) -> tuple[Decree, ...]:
    """Return the decrees that are about a title: those that name it, and those that name none."""
    return tuple(one for one in decrees if not one.titles or set(one.titles) & set(title.called))


def check_decrees(decrees: Iterable[Decree], last: int) -> None:
    """Raise BadFile for a decree that is to hold only after the last round of its season."""
    for decree in decrees:
        if decree.after is not None and last and decree.after > last:
            raise BadFile(
                f"decree {decree.id} holds from round {decree.after} of {decree.season}, whose last round is {last}.",
                hint="`after` is a round of the season: the decree holds in the table after it.",
            )


def counts(title: Title, sheet: Sheet) -> bool:
    """Return whether a title looks at a session's result: by its classes, or at the order over all."""
    if not title.classes:
        return not sheet.race_class
    if "*" in title.classes:
        return bool(sheet.race_class)
    return sheet.race_class in title.classes


def applies(award: Award, sheet: Sheet) -> bool:
    """Return whether an award pays in a session: by its kind, its meeting, its planned length, the moment within it."""
    if award.on != sheet.kind or (sheet.after_min not in award.marks if award.marks else sheet.after_min is not None):
        return False
    if (award.at and sheet.meeting not in award.at) or sheet.meeting in award.not_at:
        return False
    if award.minutes is None:
        return True
    least, most = award.minutes
    return sheet.minutes is not None and least < sheet.minutes <= most


def about(decrees: Iterable[Decree], sheet: Sheet) -> list[Decree]:
    """Return the decrees that bear on a session: those of its meeting, and the season's on cars that may not score."""
    return [
        one
        for one in decrees
        if (one.meeting == sheet.meeting and one.session in (None, sheet.session))
        or (one.meeting is None and one.kind == "not-scoring")
    ]


def _credits(
    title: Title, award: Award, scales: Mapping[str, Scale], ranking: Ranking, decrees: Sequence[Decree], index: int
) -> Iterator[Credit]:
    """Yield the credits of one award in one session."""
    sheet = ranking.sheet
    scale, part = None, ONE if award.times == 1 else exact(award.times)
    if award.scale is not None:
        scale = scale_of(scales, award.scale, f"award {award.id} of title {title.id}")
    for decree in decrees:
        if decree.kind in ("shortened", "scale") and (award.shortened or decree.kind == "scale"):
            if decree.share is not None:
                part *= exact(decree.share)
            elif decree.scale is not None and scale is not None:
                scale = scale_of(scales, decree.scale, f"decree {decree.id}")
    barred = [one for one in decrees if one.kind == "not-scoring" and one.award == award.id]
    if award.what == "fastest-lap" and award.shared == "split" and title.awarded_to == "driver":
        yield from _fastest(award, ranking, part, index, barred)
        return
    for line, points in _winners(award, scale, ranking):
        if any(hits(one, line) for one in barred):
            continue
        place = _place(award, ranking, line) if award.what == "place" else None
        for who, share in _shares(title, award, line):
            if (id(line), who) not in ranking.surplus or award.what != "place":
                paid = part if share is ONE else part * share
                yield Credit(who, sheet.round, index, award.id, points if paid is ONE else points * paid, place, paid)


def _place(award: Award, ranking: Ranking, line: Line) -> int:
    """Return the place of a car that an award pays for."""
    return (line.position or 0) if award.as_classified else ranking.ranks[id(line)]


def _winners(award: Award, scale: Scale | None, ranking: Ranking) -> Iterator[tuple[Line, Fraction]]:
    """Yield the cars that an award gives points to, with the points of the car."""
    sheet = ranking.sheet
    if award.what == "place":
        assert scale is not None
        starters = sheet.starters or (len(sheet.lines) if sheet.whole else None)
        for line in ranking.scoring:
            yield line, worth(scale, _place(award, ranking, line), starters)
        return
    able = [line for line in ranking.inside if id(line) not in ranking.silent and ranking.within(award, line)]
    if award.what == "laps-behind":
        assert scale is not None
        best = max((line.laps for line in able if line.laps is not None), default=0)
        finished = (line for line in able if line.laps is not None and line.position is not None)
        yield from ((line, worth(scale, best - (line.laps or 0) + 1, None)) for line in finished)
        return
    points = exact(award.points or 0)
    if award.what == "fastest-lap":
        # A lap time that several cars share is shared by all of them, those that may not score included.
        setters = sum(1 for line in sheet.lines if line.fastest)
        yield from ((line, points / setters) for line in able if line.fastest)
        return
    led = {id(line): line.laps_led for line in able if line.laps_led}
    if award.what == "laps-led":
        yield from ((line, points) for line in able if led.get(id(line), 0) >= (award.least or 1))
        return
    most = max(led.values(), default=0)
    yield from ((line, points) for line in able if led and led.get(id(line)) == most)


def _fastest(award: Award, ranking: Ranking, part: Fraction, index: int, barred: Sequence[Decree]) -> Iterator[Credit]:
    """Yield a fastest lap's credits where drivers share it: an equal part for each who set it, in however many cars.

    barred: decrees on drivers who may not score for it, and with whom it is not shared.
    """
    given = {driver for one in barred for driver in one.drivers}
    setters = {one for line in ranking.sheet.lines for one in line.fastest} - given
    for line in ranking.inside:
        if id(line) in ranking.silent or not ranking.within(award, line):
            continue
        for one in line.fastest:
            if one not in given:
                given.add(one)
                share = part / len(setters)
                points = exact(award.points or 0) * share
                yield Credit(Competitor("driver", one), ranking.sheet.round, index, award.id, points, None, share)


def _shares(title: Title, award: Award, line: Line) -> Iterator[tuple[Competitor, Fraction]]:
    """Yield who of a car gets which part of its points."""
    whose = line.competitors(title.awarded_to)
    if len(line.drivers) <= 1 or award.shared == "each":
        yield from ((who, ONE) for who in whose)
    elif award.shared == "split":
        part = Fraction(1, len(whose)) if title.awarded_to == "driver" else ONE
        yield from ((who, part) for who in whose)


def _decreed(
    decrees: Sequence[Decree], last: int, took_part: Mapping[Competitor, int], rounds: Mapping[str, int]
) -> Iterator[Credit]:
    """Yield what decrees add to totals or take from them."""
    for decree in decrees:
        at = holds_from(decree, rounds, last)
        if decree.kind == "points" and at is not None:
            for who in took_part:
                if concerns(decree, who):
                    yield Credit(who, at, None, decree.id, exact(decree.points or 0))


def holds_from(decree: Decree, rounds: Mapping[str, int], last: int) -> int | None:
    """Return the round from which a decree holds, None while its meeting is not among the results.

    rounds: meeting → round, of those with a result.  last: the season's last round.
    """
    if decree.meeting is not None and decree.meeting not in rounds:
        return None
    return decree.after or rounds.get(decree.meeting or "", last)


def concerns(decree: Decree, who: Competitor) -> bool:
    """Return whether a decree names a competitor."""
    if who.kind == "driver":
        return who.id in decree.drivers
    if who.kind == "team":
        return who.id in decree.teams
    if who.kind == "car":
        return who.detail in decree.cars
    return who.id in decree.makes and decree.engine in (None, who.detail)
