"""Driving times held against the season's rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from paddock.catalogue import Catalogue
from paddock.catalogue.names import spelling
from paddock.errors import AmbiguousName, UnknownName
from paddock.model import Grade, Meeting, RaceClass, Season
from paddock.model.rules import DrivingTimeRule
from paddock.timing.times import to_text
from paddock.timing.wheel import AtTheWheel
from paddock.units import count

MINUTE_MS = 60_000
Outcome = Literal["yes", "no", "unknown"]
Bounds = tuple[int, int, int]
"""As reckoned, least, most [ms]."""


@dataclass(frozen=True, slots=True)
class DrivingVerdict:
    """How one driving-time rule judges one driver of one car.

    rule: id of the rule, empty where none is on record.  outcome: kept, broken, or not to be told.
    because: the rule and the time it was held against.  missing: what would tell, for `unknown`.
    text, rule_sources: of the rule alone.
    """

    rule: str
    outcome: Outcome
    because: str
    car: str = ""
    driver: str = ""
    sources: tuple[str, ...] = ()
    missing: str = ""
    text: str = ""
    rule_sources: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the finding as plain JSON values."""
        return {
            "rule": self.rule,
            "outcome": self.outcome,
            "car": self.car,
            "driver": self.driver,
            "because": self.because,
            "sources": list(self.sources),
            "missing": self.missing,
        }


def verdicts_on(
    catalogue: Catalogue, season: Season, meeting: Meeting, people: list[AtTheWheel]
) -> Iterator[DrivingVerdict]:
    """Yield the verdicts on every driver, class by class as printed.  Names and grades are looked up exactly."""
    if not people:
        because = "The laps name no drivers."
        yield DrivingVerdict("", "unknown", because, missing="who drove")
        return
    for printed in dict.fromkeys(one.race_class for one in people):
        race_class = _class_named(season, printed)
        inside = [one for one in people if one.race_class == printed]
        rules = [rule for scope in (race_class, season) if scope is not None for rule in _applying(scope, meeting)]
        if race_class is None:
            missing = f"which class of {season.name} {printed or 'cars without a class'} is"
            because = "Rules of the class are not applied: its name in the laps is none of the season's."
            yield DrivingVerdict("", "unknown", because, missing=missing)
        if not rules:
            missing = f"driving-time rules for {race_class.name if race_class else printed} at {meeting.name}"
            yield DrivingVerdict("", "unknown", f"There are no {missing} on record.", missing=missing)
        for one in inside:
            crew = [other for other in inside if other.car == one.car]
            for rule in rules:
                if rule.crew_size in {None, len(crew)}:
                    distance = sum(other.laps for other in crew)
                    yield from _held_against(catalogue, season, meeting, rule, one, distance)


def _class_named(season: Season, printed: str | None) -> RaceClass | None:
    """Return the season's class that is called so, but for case, blanks and hyphens (`GTDPRO` is GTD PRO)."""

    def bare(text: str) -> str:
        return spelling(text).replace("-", "")

    if not printed:
        return None
    hits = [one for one in season.classes if bare(printed) in {bare(name) for name in (one.id, one.name, *one.aliases)}]
    return hits[0] if len(hits) == 1 else None


def _applying(scope: RaceClass | Season, meeting: Meeting) -> list[DrivingTimeRule]:
    return [
        rule
        for rule in scope.rules
        if isinstance(rule, DrivingTimeRule) and (not rule.meetings or meeting.id in rule.meetings)
    ]


def _held_against(
    catalogue: Catalogue, season: Season, meeting: Meeting, rule: DrivingTimeRule, one: AtTheWheel, distance: int
) -> Iterator[DrivingVerdict]:
    """Yield how a rule judges a driver; nothing when it does not concern the driver.  distance: laps of the car."""
    concerned, missing, sources = _concerns(catalogue, season, meeting, rule, one.driver)
    if concerned is False:
        return
    answers = list(_limits(rule, one, distance))
    sources = tuple(dict.fromkeys((*rule.sources, *sources)))
    for outcome, told, lacking in answers:
        # What is noted of a rule (an old source, a figure of another year) matters most where it was not kept.
        because = f"{rule.text} {told} {rule.note if outcome == 'no' else ''}".rstrip()
        # What would be kept whatever the grade is kept; the rest depends on it.
        open_ = concerned is None and outcome != "yes"
        answer: tuple[Outcome, str] = ("unknown", missing) if open_ else (outcome, lacking)
        yield DrivingVerdict(
            rule.id, answer[0], because, one.car, one.driver, sources, answer[1], rule.text, tuple(rule.sources)
        )


def _concerns(
    catalogue: Catalogue, season: Season, meeting: Meeting, rule: DrivingTimeRule, name: str
) -> tuple[bool | None, str, tuple[str, ...]]:
    """Return whether a rule concerns a driver (None: not to be told), what is missing, and the grade's sources."""
    if not rule.grades or set(rule.grades) == set(Grade):
        return True, "", ()
    try:
        driver = catalogue.drivers[catalogue.get("driver", name)]
    except AmbiguousName:
        return None, f"which driver {name} is: several bear the name", ()
    except UnknownName:
        return None, f"the grade of {name}, who is not in the catalogue", ()
    days = meeting.days
    year = days[0].year if days else season.year
    grade = driver.grade_in(year)
    possible = set(grade.one_of) if grade else set(Grade)
    sources = grade.sources if grade else ()
    if possible <= set(rule.grades):
        return True, "", sources
    if not possible & set(rule.grades):
        return False, "", sources
    return None, f"the {year} grade of {driver.name}", sources


def _limits(rule: DrivingTimeRule, one: AtTheWheel, distance: int) -> Iterator[tuple[Outcome, str, str]]:
    """Yield for each limit of a rule: kept or not, the time in words, what is missing."""
    if rule.maximum_share is not None:
        held: Outcome = "yes" if one.laps <= rule.maximum_share * distance else "no"
        yield held, f"{one.driver} drove {one.laps} of {count(distance, 'lap')}.", ""
    open_ = "which side of the finish line the stops fell on"
    if rule.minimum_min is not None:
        limit = round(rule.minimum_min * MINUTE_MS)
        time, least, most = one.total
        kept: Outcome = "yes" if least >= limit else "no" if most < limit else "unknown"
        yield kept, f"{one.driver} drove {_told((time, least, most))}.", open_ if kept == "unknown" else ""
    if rule.maximum_min is None:
        return
    limit = round(rule.maximum_min * MINUTE_MS)
    found: Bounds | None = one.total
    within = ""
    if rule.window_min is not None:
        found = one.most_within(round(rule.window_min * MINUTE_MS))
        within = f" within {rule.window_min:g} min"
    if found is None:
        yield "unknown", f"The laps of {one.driver} have no clock.", "when the laps were driven"
        return
    kept = "yes" if found[2] <= limit else "no" if found[1] > limit else "unknown"
    most_told = "at most " if within else ""
    yield kept, f"{one.driver} drove {most_told}{_told(found)}{within}.", open_ if kept == "unknown" else ""


def _told(bounds: Bounds) -> str:
    """Return a time with its bounds where they differ by a minute or more: they matter only then."""
    time, least, most = (to_text(one, hours=True)[:-4] for one in bounds)
    return time if bounds[2] - bounds[1] < MINUTE_MS else f"{time} (between {least} and {most})"
