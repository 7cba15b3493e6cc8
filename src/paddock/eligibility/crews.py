"""May these drivers share a car? Judged on grades, number of drivers and driving times, meeting by meeting.

A grade that the sources only narrow down stays open: the crew is tried with every grade it may be, and only what
holds for all of them is a yes or a no.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from paddock.catalogue import Catalogue
from paddock.eligibility.verdict import (
    BEST_FIRST,
    MeetingVerdict,
    Outcome,
    RuleFinding,
    Verdict,
    unrecorded,
    weakest,
    with_meetings,
)
from paddock.errors import BadRequest
from paddock.model import Driver, Grade, Meeting, RaceClass, Season
from paddock.model.rules import CrewGradeRule, CrewSizeRule, DrivingTimeRule, GradeCount
from paddock.units import count

MAX_CREW = 8
"""More drivers than this are refused: no series lets so many share a car, and the grade search doubles with each."""

_R = TypeVar("_R", CrewSizeRule, CrewGradeRule, DrivingTimeRule)


def judge_crew(
    catalogue: Catalogue, season: str, race_class: str, drivers: Sequence[str], meeting: str | None = None
) -> Verdict:
    """Judge a crew for one meeting, or for every meeting of the season at which the class races.

    drivers: one to eight names or ids.  meeting: slug or full id; None judges the whole season, and a crew that is
    fine at some meetings only gets `on-condition`. Raises BadRequest for an empty crew or a driver named twice.
    """
    edition = catalogue.season(season)
    one_class = catalogue.race_class(edition, race_class)
    crew = _crew(catalogue, drivers)
    subject = tuple(driver.id for driver in crew)
    if meeting is not None:
        full, event = catalogue.meeting(meeting if "/" in meeting else f"{edition.id}/{meeting}")
        if catalogue.season_of(full).id != edition.id:
            raise BadRequest(f"{full} is no meeting of {edition.id}.", hint="Name a meeting of the season in question.")
        if one_class.id not in event.classes:
            because = f"{one_class.name} does not race at {event.name}."
            finding = RuleFinding("class-runs", Outcome.NO, because, event.sources)
            return Verdict(subject, edition.id, one_class.id, Outcome.NO, (finding,))
        findings = tuple(dict.fromkeys(_judge(edition, one_class, crew, event)))
        return Verdict(subject, edition.id, one_class.id, weakest(one.outcome for one in findings), findings)
    return _season(edition, one_class, crew)


def crew_size(season: Season, race_class: RaceClass, meeting: Meeting) -> tuple[int | None, int | None]:
    """Return the least and the most drivers a car needs at a meeting (None: not on record)."""
    rules = [*_applying(race_class, CrewSizeRule, meeting), *_applying(season, CrewSizeRule, meeting)]
    least = [rule.minimum for rule in rules if rule.minimum is not None]
    most = [rule.maximum for rule in rules if rule.maximum is not None]
    return (max(least) if least else None, min(most) if most else None)


def possible_grades(driver: Driver, year: int) -> tuple[Grade, ...]:
    """Return the grades a driver may have held in a year: all four when none is on record."""
    known = driver.grade_in(year)
    return known.one_of if known else tuple(Grade)


def _crew(catalogue: Catalogue, drivers: Sequence[str]) -> tuple[Driver, ...]:
    if not 1 <= len(drivers) <= MAX_CREW:
        raise BadRequest(f"A crew has one to {MAX_CREW} drivers, not {len(drivers)}.", hint="Name each with --driver.")
    ids = [catalogue.get("driver", name) for name in drivers]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise BadRequest(f"{', '.join(twice)} is named twice.", hint="Name each driver once.")
    return tuple(catalogue.drivers[one] for one in ids)


def _season(season: Season, race_class: RaceClass, crew: Sequence[Driver]) -> Verdict:
    subject = tuple(driver.id for driver in crew)
    verdicts = []
    for meeting in season.meetings:
        if not meeting.takes_place:
            continue
        if race_class.id not in meeting.classes:
            verdicts.append(MeetingVerdict(season.meeting_id(meeting), False, Outcome.NO))
            continue
        findings = tuple(dict.fromkeys(_judge(season, race_class, crew, meeting)))
        outcome = weakest(one.outcome for one in findings)
        verdicts.append(MeetingVerdict(season.meeting_id(meeting), True, outcome, findings))
    running = [one for one in verdicts if one.runs]
    if not running:
        finding = RuleFinding("class-runs", Outcome.NO, f"{race_class.name} races at no meeting of {season.name}.")
        return Verdict(subject, season.id, race_class.id, Outcome.NO, (finding,), meetings=tuple(verdicts))
    findings = tuple(_summed(running))
    outcome = weakest(one.outcome for one in findings)
    return Verdict(subject, season.id, race_class.id, outcome, findings, meetings=tuple(verdicts))


def _summed(meetings: Sequence[MeetingVerdict]) -> Iterator[RuleFinding]:
    """Yield one finding per rule over the season, saying where it decides.

    A crew that is refused at some meetings and may race at others is not refused: the rule becomes a condition.
    """
    may_race = any(one.outcome is not Outcome.NO for one in meetings)
    by_rule: dict[str, list[tuple[str, RuleFinding]]] = {}
    for one in meetings:
        for finding in one.findings:
            by_rule.setdefault(finding.rule, []).append((one.meeting.partition("/")[2], finding))
    for found in by_rule.values():
        worst = weakest(finding.outcome for _, finding in found)
        where = dict.fromkeys(slug for slug, finding in found if finding.outcome is worst)
        first = next(finding for _, finding in found if finding.outcome is worst)
        outcome = Outcome.ON_CONDITION if worst is Outcome.NO and may_race else worst
        at = "" if len(where) == len(meetings) else f"At {', '.join(where)}: "
        yield replace(first, outcome=outcome, because=f"{at}{first.because}")


def _judge(season: Season, race_class: RaceClass, crew: Sequence[Driver], meeting: Meeting) -> Iterator[RuleFinding]:
    scopes = (race_class, season)
    judged = False
    for scope in scopes:
        for size in _applying(scope, CrewSizeRule, meeting):
            judged = True
            yield _size(size, crew)
        for grades in _applying(scope, CrewGradeRule, meeting):
            judged = True
            yield _grades(grades, crew, _year(season, meeting))
    yield from _times(season, race_class, crew, meeting)
    if not judged:
        missing = f"what crew rules hold for {race_class.name} at {meeting.name}"
        yield RuleFinding("crew", Outcome.UNKNOWN, unrecorded(missing), missing=missing)


def _year(season: Season, meeting: Meeting) -> int:
    days = meeting.days
    return days[0].year if days else season.year


def _applying(scope: RaceClass | Season, kind: type[_R], meeting: Meeting) -> list[_R]:
    """Return the rules of a kind that apply at a meeting.

    A crew size that names the meeting takes the place of the season's; rules of other kinds apply together.
    """
    rules = [rule for rule in scope.rules if isinstance(rule, kind)]
    named = [rule for rule in rules if meeting.id in rule.meetings]
    general = [rule for rule in rules if not rule.meetings]
    return named or general if kind is CrewSizeRule else general + named


def _size(rule: CrewSizeRule, crew: Sequence[Driver]) -> RuleFinding:
    named = len(crew)
    fits = (rule.minimum is None or named >= rule.minimum) and (rule.maximum is None or named <= rule.maximum)
    told = f"{count(named, 'driver')} named"
    return RuleFinding(rule.id, Outcome.YES if fits else Outcome.NO, f"{rule.text} {told}.", rule.sources)


def _grades(rule: CrewGradeRule, crew: Sequence[Driver], year: int) -> RuleFinding:
    options = [possible_grades(driver, year) for driver in crew]
    answers = {_allowed(rule, grades) for grades in itertools.product(*options)}
    told = ", ".join(f"{driver.name} {_told(driver, year)}" for driver in crew)
    sources = (*rule.sources, *(ref for driver in crew if (g := driver.grade_in(year)) for ref in g.sources))
    because = f"{rule.text} Grades in {year}: {told}."
    if answers == {True}:
        return RuleFinding(rule.id, Outcome.YES, because, tuple(dict.fromkeys(sources)))
    if answers == {False}:
        return RuleFinding(rule.id, Outcome.NO, because, tuple(dict.fromkeys(sources)))
    open_ = ", ".join(driver.name for driver, may in zip(crew, options, strict=True) if len(may) > 1)
    missing = f"the {year} grade of {open_}"
    return RuleFinding(rule.id, Outcome.UNKNOWN, because, tuple(dict.fromkeys(sources)), missing)


def _told(driver: Driver, year: int) -> str:
    known = driver.grade_in(year)
    return " or ".join(grade.value.capitalize() for grade in known.one_of) if known else "(not on record)"


def _allowed(rule: CrewGradeRule, grades: Sequence[Grade]) -> bool:
    return all(_count(part, grades) >= part.drivers for part in rule.at_least) and all(
        _count(part, grades) <= part.drivers for part in rule.at_most
    )


def _count(part: GradeCount, grades: Sequence[Grade]) -> int:
    return sum(grade in part.grades for grade in grades)


def _times(season: Season, race_class: RaceClass, crew: Sequence[Driver], meeting: Meeting) -> Iterator[RuleFinding]:
    """Yield, for each driving-time rule, whether the race can be shared out within it at all."""
    race = max((one.duration_min or 0 for one in meeting.sessions if one.kind == "race"), default=0)
    rules = [
        rule
        for scope in (race_class, season)
        for rule in _applying(scope, DrivingTimeRule, meeting)
        if rule.crew_size in (None, len(crew))
    ]
    for rule in rules:
        year = _year(season, meeting)
        named = set(rule.grades or Grade)
        maybe = [driver for driver in crew if named & set(possible_grades(driver, year))]
        surely = [driver for driver in maybe if named >= set(possible_grades(driver, year))]
        if not maybe:
            continue
        if not race and (rule.minimum_min or rule.maximum_min):
            missing = f"how long the race of {meeting.name} lasts"
            because = f"{rule.text} {unrecorded(missing)}"
            yield RuleFinding(rule.id, Outcome.UNKNOWN, because, rule.sources, missing)
        elif _shared_out(rule, len(maybe), len(crew), race):
            because = f"{rule.text} {count(len(crew), 'driver')} can share {_whole(race)} within that."
            yield RuleFinding(rule.id, Outcome.YES, because, rule.sources)
        elif not _shared_out(rule, len(surely), len(crew), race):
            because = f"{rule.text} {count(len(crew), 'driver')} cannot share {_whole(race)} within that."
            yield RuleFinding(rule.id, Outcome.NO, because, rule.sources)
        else:
            missing = f"the {year} grade of {', '.join(one.name for one in maybe if one not in surely)}"
            because = f"{rule.text} Whom it concerns is not fully on record."
            yield RuleFinding(rule.id, Outcome.UNKNOWN, because, rule.sources, missing)


def _shared_out(rule: DrivingTimeRule, bound: int, crew: int, race: float) -> bool:
    """Return whether a race [min] can be driven by a crew when the rule concerns so many of its drivers."""
    stretch = min(race, rule.window_min or race)
    filled = rule.maximum_min is None or bound < crew or rule.maximum_min * bound >= stretch
    covered = rule.maximum_share is None or bound < crew or rule.maximum_share * bound >= 1
    return filled and covered and (rule.minimum_min or 0) * bound <= race


def _whole(race: float) -> str:
    return f"{race:g} min" if race else "the distance"


def eligible_driver(
    catalogue: Catalogue, driver: str, season: str, race_class: str | None = None, *, by_meeting: bool = False
) -> Verdict:
    """Judge whether a driver may take a seat in a class of a season, and what the rest of the crew must then bring.

    Without a class, every class is judged; the best is the verdict and the rest follow as other classes.
    """
    edition = catalogue.season(season)
    person = catalogue.drivers[catalogue.get("driver", driver)]
    if race_class is not None:
        verdict = _seat(edition, catalogue.race_class(edition, race_class), person)
        return with_meetings(verdict, edition) if by_meeting else verdict
    if not edition.classes:
        missing = f"which classes {edition.name} has"
        finding = RuleFinding("crew", Outcome.UNKNOWN, unrecorded(missing), missing=missing)
        return Verdict((person.id,), edition.id, "", Outcome.UNKNOWN, (finding,))
    verdicts = sorted(
        (_seat(edition, one, person) for one in edition.classes), key=lambda one: BEST_FIRST.index(one.outcome)
    )
    best = replace(verdicts[0], others=tuple((one.race_class, one.outcome) for one in verdicts[1:]))
    return with_meetings(best, edition) if by_meeting else best


def _seat(season: Season, race_class: RaceClass, driver: Driver) -> Verdict:
    findings = tuple(
        _seat_finding(rule, driver, season.year)
        for scope in (race_class, season)
        for rule in scope.rules
        if isinstance(rule, CrewGradeRule)
    )
    if not findings:
        missing = f"how crews are graded in {race_class.name}"
        findings = (RuleFinding("crew-grades", Outcome.UNKNOWN, unrecorded(missing), missing=missing),)
    return Verdict((driver.id,), season.id, race_class.id, weakest(one.outcome for one in findings), findings)


def _seat_finding(rule: CrewGradeRule, driver: Driver, year: int) -> RuleFinding:
    options = possible_grades(driver, year)
    known = driver.grade_in(year)
    sources = tuple(dict.fromkeys((*rule.sources, *(known.sources if known else ()))))
    barred = {grade for part in rule.at_most if part.drivers == 0 for grade in part.grades}
    told = f"Grade in {year}: {driver.name} {_told(driver, year)}."
    if set(options) <= barred:
        return RuleFinding(rule.id, Outcome.NO, f"{rule.text} {told}", sources)
    if set(options) & barred:
        missing = f"the {year} grade of {driver.name}"
        return RuleFinding(rule.id, Outcome.UNKNOWN, f"{rule.text} {told}", sources, missing)
    if all(_count(part, [grade]) >= part.drivers for grade in options for part in rule.at_least):
        return RuleFinding(rule.id, Outcome.YES, f"{rule.text} {told}", sources)
    because = f"{rule.text} {told} The rest of the crew has to bring what is missing."
    return RuleFinding(rule.id, Outcome.ON_CONDITION, because, sources)
