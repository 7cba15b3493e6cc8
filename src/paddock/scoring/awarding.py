"""From results to points: every credit of a title, with what it was given for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from paddock.errors import BadFile
from paddock.findings import Finding
from paddock.model.scoring import Award, Decree, Scale, Title, exact
from paddock.scoring.errors import StartersUnknown
from paddock.scoring.scales import scale_of, worth
from paddock.scoring.sheets import Competitor, Line, SeasonResults, Sheet

NOUGHT = Fraction(0)


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
    part: Fraction = Fraction(1)


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
    decrees = tuple(one for one in decrees if not one.titles or set(one.titles) & set(title.called))
    last = max(results.rounds, results.last_round)
    check_decrees(decrees, last, {sheet.meeting for sheet in results.sheets})
    credits: list[Credit] = []
    places: list[Placed] = []
    took_part: dict[Competitor, int] = {}
    findings: dict[Finding, None] = {}
    for index, sheet in enumerate(results.sheets):
        if not counts(title, sheet):
            continue
        here = about(decrees, sheet)
        ranking = _Ranking(title, sheet, here)
        for who in ranking.taking_part:
            took_part.setdefault(who, sheet.round)
        given = False
        for award in title.awards:
            if not applies(award, sheet):
                continue
            given = True
            try:
                credits.extend(_credits(title, award, scales, ranking, here, index))
            except StartersUnknown:
                said = f"How many started is not on record, and the points of {award.id} depend on it."
                findings[Finding("warning", "starters-unknown", said, sheet.name)] = None
        if given and sheet.kind in title.ties_on and sheet.after_min is None:
            places.extend(Placed(who, sheet.round, index, place) for who, place in ranking.tie_places())
    credits.extend(_decreed(title, decrees, last, took_part, results))
    credits.sort(key=lambda one: one.round)
    return Awarded(tuple(credits), tuple(places), took_part, tuple(findings))


def check_decrees(decrees: Iterable[Decree], last: int, meetings: set[str]) -> None:
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


class _Ranking:
    """The cars of a sheet as a title sees them: who takes part, and in which place.

    ranks: place that counts, by line, of cars that may score.
    """

    def __init__(self, title: Title, sheet: Sheet, decrees: Sequence[Decree]) -> None:
        self.title, self.sheet = title, sheet
        barred = [one for one in decrees if one.kind == "not-scoring"]
        out = {id(line) for line in sheet.lines if any(hits(one, line) and not one.keeps_place for one in barred)}
        self.silent = {id(line) for line in sheet.lines if any(hits(one, line) for one in barred)}
        inside = [line for line in sheet.lines if id(line) not in out and admits(title, line)]
        self.inside = _best_of_make(inside, title.entrants.cars_per_make)
        self.ranks = self._ranks()
        self.scoring = self._scoring()

    @property
    def taking_part(self) -> Iterator[Competitor]:
        for line in self.inside:
            yield from line.competitors(self.title.awarded_to)

    def _ranks(self) -> dict[int, int]:
        placed = sorted((one for one in self.inside if one.position is not None), key=lambda one: one.position or 0)
        if self.title.ranked == "as-classified":
            return {id(line): line.position or 0 for line in placed}
        if self.title.ranked == "entrants":
            kept = {id(line) for line in placed}
            others = sorted(line.position for line in self.sheet.lines if line.position and id(line) not in kept)
            return {id(line): _without(line.position or 0, others) for line in placed}
        ranks: dict[int, int] = {}
        seen: set[Competitor] = set()
        for line in placed:
            whose = set(line.competitors(self.title.awarded_to))
            if whose and not whose & seen:
                ranks[id(line)] = len(ranks) + 1
            seen |= whose
        return ranks

    def _scoring(self) -> list[Line]:
        """Return the cars that score: of each entrant the best so many, where the title says so."""
        rows = [line for line in self.inside if id(line) in self.ranks and id(line) not in self.silent]
        rows.sort(key=lambda line: self.ranks[id(line)])
        most = self.title.cars_counted
        if most is None:
            return rows
        had: dict[tuple[Competitor, ...], int] = {}
        kept = []
        for line in rows:
            whose = line.competitors(self.title.awarded_to)
            had[whose] = had.get(whose, 0) + 1
            if had[whose] <= most:
                kept.append(line)
        return kept

    def tie_places(self) -> Iterator[tuple[Competitor, int]]:
        """Yield competitors with the places that count for breaking ties."""
        for line in self.scoring:
            for who in line.competitors(self.title.awarded_to):
                yield who, self.ranks[id(line)]


def admits(title: Title, line: Line) -> bool:
    """Return whether a car takes part in a title."""
    wanted = title.entrants
    if wanted.extents and line.extent not in (*wanted.extents, "unknown"):
        return False
    if wanted.programmes and line.programme not in wanted.programmes:
        return False
    return not wanted.cars or line.car in wanted.cars


def _best_of_make(lines: list[Line], most: int | None) -> list[Line]:
    if most is None:
        return lines
    had: dict[str, int] = {}
    kept = []
    for line in sorted(lines, key=lambda one: (one.position is None, one.position or 0)):
        had[line.make] = had.get(line.make, 0) + 1
        if had[line.make] <= most:
            kept.append(line)
    return kept


def _without(position: int, others: Sequence[int]) -> int:
    """Return a place among the entrants: that as classified less the known others before it."""
    return position - sum(other < position for other in others)


def hits(decree: Decree, line: Line) -> bool:
    """Return whether a decree names a car: by a driver, its team, its make or its number."""
    return (
        bool(set(decree.drivers) & set(line.drivers))
        or line.team in decree.teams
        or (line.make in decree.makes and decree.engine in (None, line.engine))
        or line.car in decree.cars
    )


def _credits(
    title: Title, award: Award, scales: Mapping[str, Scale], ranking: _Ranking, decrees: Sequence[Decree], index: int
) -> Iterator[Credit]:
    """Yield the credits of one award in one session."""
    sheet = ranking.sheet
    scale, part = None, exact(award.times)
    if award.scale is not None:
        scale = scale_of(scales, award.scale, f"award {award.id} of title {title.id}")
    for decree in decrees:
        if decree.kind in ("shortened", "scale") and (award.shortened or decree.kind == "scale"):
            if decree.share is not None:
                part *= exact(decree.share)
            elif decree.scale is not None and scale is not None:
                scale = scale_of(scales, decree.scale, f"decree {decree.id}")
    for line, points in _winners(award, scale, ranking):
        place = _place(award, ranking, line) if award.what == "place" else None
        for who, share in _shares(title, award, line):
            yield Credit(who, sheet.round, index, award.id, points * part * share, place, part * share)


def _place(award: Award, ranking: _Ranking, line: Line) -> int:
    """Return the place of a car that an award pays for."""
    return (line.position or 0) if award.as_classified else ranking.ranks[id(line)]


def _winners(award: Award, scale: Scale | None, ranking: _Ranking) -> Iterator[tuple[Line, Fraction]]:
    """Yield the cars that an award gives points to, with the points of the car."""
    sheet = ranking.sheet
    if award.what == "place":
        assert scale is not None
        starters = sheet.starters or (len(sheet.lines) if sheet.whole else None)
        for line in ranking.scoring:
            yield line, worth(scale, _place(award, ranking, line), starters)
        return
    able = [line for line in ranking.inside if id(line) not in ranking.silent]
    if award.within is not None:
        able = [line for line in able if 0 < ranking.ranks.get(id(line), 0) <= award.within]
    if award.what == "laps-behind":
        assert scale is not None
        best = max((line.laps for line in able if line.laps is not None), default=0)
        finished = (line for line in able if line.laps is not None and line.position is not None)
        yield from ((line, worth(scale, best - (line.laps or 0) + 1, None)) for line in finished)
        return
    points = exact(award.points or 0)
    if award.what == "fastest-lap":
        # A lap time that several share is shared by all who set it, those who may not score included.
        setters = sum(len(line.fastest) if award.shared == "split" else 1 for line in sheet.lines if line.fastest)
        yield from ((line, points / setters) for line in able if line.fastest)
        return
    led = {id(line): line.laps_led for line in able if line.laps_led}
    if award.what == "laps-led":
        yield from ((line, points) for line in able if led.get(id(line), 0) >= (award.least or 1))
        return
    most = max(led.values(), default=0)
    yield from ((line, points) for line in able if led and led.get(id(line)) == most)


def _shares(title: Title, award: Award, line: Line) -> Iterator[tuple[Competitor, Fraction]]:
    """Yield who of a car gets which part of its points."""
    whose = line.competitors(title.awarded_to)
    if title.awarded_to != "driver":
        yield from ((who, Fraction(1)) for who in whose)
    elif award.what == "fastest-lap" and award.shared == "split":
        yield from ((Competitor("driver", one), Fraction(1)) for one in line.fastest)
    elif award.shared == "split":
        yield from ((who, Fraction(1, len(whose))) for who in whose)
    elif award.shared == "each" or len(whose) == 1:
        yield from ((who, Fraction(1)) for who in whose)


def _decreed(
    title: Title, decrees: Sequence[Decree], last: int, took_part: Mapping[Competitor, int], results: SeasonResults
) -> Iterator[Credit]:
    """Yield what decrees add to totals or take from them."""
    rounds = {sheet.meeting: sheet.round for sheet in results.sheets}
    for decree in decrees:
        if decree.kind != "points" or (decree.meeting is not None and decree.meeting not in rounds):
            continue
        at = decree.after or rounds.get(decree.meeting or "", last)
        for who in took_part:
            if concerns(decree, who):
                yield Credit(who, at, None, decree.id, exact(decree.points or 0))


def concerns(decree: Decree, who: Competitor) -> bool:
    """Return whether a decree names a competitor."""
    if who.kind == "driver":
        return who.id in decree.drivers
    if who.kind == "team":
        return who.id in decree.teams
    if who.kind == "car":
        return who.detail in decree.cars
    return who.id in decree.makes and decree.engine in (None, who.detail)
