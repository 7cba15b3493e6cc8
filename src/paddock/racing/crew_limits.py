"""How long the drivers of a crew must and may drive, and whether a crew can keep to it at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from paddock.findings import Finding
from paddock.model import Meeting, RaceClass, Season
from paddock.model.base import Confidence
from paddock.model.rules import CrewSizeRule, DrivingTimeRule, PitStopRule, Rule, SuccessPenaltyRule
from paddock.timing.times import to_text
from paddock.units import count, listed

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
_R = TypeVar("_R", CrewSizeRule, DrivingTimeRule, PitStopRule, SuccessPenaltyRule)


@dataclass(frozen=True, slots=True)
class DrivingRule:
    """A rule on driving times.

    grades: whom it concerns, all when empty.  crew_size: of crews of how many, 0 for any.  least_ms, most_ms: 0 for no
    rule.  window_ms: stretch of race time the most counts in, 0 for the whole race.  most_share: the most as a share
    of the race, 0 for no rule.
    """

    id: str
    text: str
    grades: frozenset[str] = frozenset()
    crew_size: int = 0
    least_ms: int = 0
    most_ms: int = 0
    window_ms: int = 0
    most_share: float = 0.0
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClassRules:
    """The rules of a class at a meeting.

    name, id: as the season has them.  driving: rules on driving times, those of the whole season included.
    crew_least, crew_most: how many drivers, 0 when not on record.
    """

    name: str
    id: str
    aliases: tuple[str, ...] = ()
    category: str = ""
    driving: tuple[DrivingRule, ...] = ()
    crew_least: int = 0
    crew_most: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for each seat of one car, in its order [ms], 0 for no rule.

    least, most: in all.  stint: at a stretch.  window: the stretch of race time that window_most counts in.
    unknown: rules that could not be applied because a driver's grade is not known.
    """

    least: tuple[int, ...]
    most: tuple[int, ...]
    stint: tuple[int, ...]
    window: int
    window_most: tuple[int, ...]
    unknown: tuple[DrivingRule, ...] = ()


def limits(driving: Sequence[DrivingRule], grades: Sequence[str], race_ms: int, stint_ms: int = 0) -> Limits:
    """Return the limits of a crew.

    grades: of each seat, empty when not known.  race_ms: planned or expected length of the race [ms], 0 when not
    known: a share of it is then no limit.  stint_ms: longest time at a stretch, 0 for no rule.
    Of several rules the strictest counts; a rule for some grades does not concern a driver without one.
    """
    size = len(grades)
    least, most = [0] * size, [0] * size
    windows: dict[int, list[int]] = {}
    unknown = []
    for rule in driving:
        if rule.crew_size not in {0, size}:
            continue
        if rule.grades and "" in grades:
            unknown.append(rule)
        share = round(rule.most_share * race_ms)
        for seat, grade in enumerate(grades):
            if rule.grades and grade not in rule.grades:
                continue
            least[seat] = max(least[seat], rule.least_ms)
            if rule.most_ms and rule.window_ms and (not race_ms or rule.window_ms < race_ms):
                inside = windows.setdefault(rule.window_ms, [0] * size)
                inside[seat] = _stricter(inside[seat], rule.most_ms)
            elif rule.most_ms:
                most[seat] = _stricter(most[seat], rule.most_ms)
            most[seat] = _stricter(most[seat], share)
    window = min(windows, key=lambda one: min(most for most in windows[one] if most) / one, default=0)
    return Limits(
        tuple(least),
        tuple(0 if race_ms and one >= race_ms else one for one in most),
        tuple(stint_ms if not race_ms or stint_ms < race_ms else 0 for _ in grades),
        window,
        tuple(windows.get(window, [0] * size)),
        tuple(unknown),
    )


def crew_findings(
    car: str, rules: ClassRules, names: Sequence[str], grades: Sequence[str], race_ms: int, stint_ms: int = 0
) -> Iterator[Finding]:
    """Yield what is wrong with a crew: an error where no plan can keep to the rules, a warning where it breaks one.

    car: number, to say where.  names, grades: of the seats.  race_ms, stint_ms: see `limits`.
    """
    where = f"car {car}"
    size = len(names)
    if rules.crew_least and size < rules.crew_least:
        said = f"{count(size, 'driver')}, where {rules.name} asks for at least {rules.crew_least}"
        yield Finding("warning", "crew-too-small", said, where, "Name the whole crew.")
    if rules.crew_most and size > rules.crew_most:
        said = f"{count(size, 'driver')}, where {rules.name} allows {rules.crew_most}"
        yield Finding("warning", "crew-too-large", said, where, "Leave out who does not drive.")
    told = limits(rules.driving, grades, race_ms, stint_ms)
    if told.unknown:
        open_ = listed(name or "a driver" for name, grade in zip(names, grades, strict=True) if not grade)
        said = f"the grade of {open_} is not known: {listed(rule.id for rule in told.unknown)} not applied"
        yield Finding("info", "grade-unknown", said, where, "Give the grades of the crew.")
    yield from _impossible(where, rules, told, race_ms, names)


def class_rules(season: Season, one: RaceClass, event: Meeting, findings: list[Finding]) -> ClassRules:
    """Return the rules of a class at a meeting, those of the season included; a disputed one is left out and told."""
    scopes = (*one.rules, *season.rules)
    sizes = list(applying(scopes, CrewSizeRule, event))
    named = [rule for rule in sizes if rule.meetings] or sizes
    driving = []
    for rule in applying(scopes, DrivingTimeRule, event):
        if rule.confidence is Confidence.DISPUTED:
            said = f"{rule.id} of {one.name} is disputed and left out: {rule.note}"
            findings.append(Finding("info", "rule-left-out", said, season.id, sources=tuple(rule.sources)))
            continue
        driving.append(
            DrivingRule(
                rule.id,
                rule.text,
                frozenset(rule.grades),
                rule.crew_size or 0,
                ms_of(rule.minimum_min),
                ms_of(rule.maximum_min),
                ms_of(rule.window_min),
                rule.maximum_share or 0.0,
                tuple(rule.sources),
                rule.note,
            )
        )
    return ClassRules(
        one.name,
        one.id,
        one.aliases,
        one.category,
        tuple(driving),
        max((rule.minimum for rule in named if rule.minimum), default=0),
        min((rule.maximum for rule in named if rule.maximum), default=0),
    )


def applying(rules: Iterable[Rule], kind: type[_R], event: Meeting) -> Iterator[_R]:
    """Yield the rules of a kind that hold at a meeting."""
    for rule in rules:
        if isinstance(rule, kind) and (not rule.meetings or event.id in rule.meetings):
            yield rule


def ms_of(minutes: float | None) -> int:
    """Return minutes as milliseconds, 0 for none."""
    return round((minutes or 0.0) * MINUTE_MS)


def _impossible(where: str, rules: ClassRules, told: Limits, race_ms: int, names: Sequence[str]) -> Iterator[Finding]:
    """Yield why no plan whatever keeps to the limits."""
    sources = tuple(dict.fromkeys(source for rule in rules.driving for source in rule.sources))

    def error(code: str, said: str, hint: str) -> Finding:
        return Finding("error", code, said, where, hint, sources)

    for name, least, most in zip(names, told.least, told.most, strict=True):
        if most and least > most:
            said = f"{name or 'a driver'} must drive {_hm(least)} and may drive {_hm(most)}"
            yield error("limits-contradict", said, "Look at the driving-time rules of the class.")
    if not race_ms:
        return
    if sum(told.least) > race_ms:
        said = f"the crew must drive {_hm(sum(told.least))} in all, and the race lasts {_hm(race_ms)}"
        yield error("least-times-exceed-race", said, "Name fewer drivers, or give their grades.")
    cover = sum(most or race_ms for most in told.most)
    if cover < race_ms:
        said = f"{count(len(names), 'driver')} may drive {_hm(cover)} in all, and the race lasts {_hm(race_ms)}"
        yield error("most-times-below-race", said, "Add a driver to the crew.")
    inside = sum(most or told.window for most in told.window_most)
    if told.window and inside < told.window:
        said = f"{count(len(names), 'driver')} may drive {_hm(inside)} within any {_hm(told.window)}"
        yield error("window-not-covered", said, "Add a driver to the crew.")
    if len(names) == 1 and told.stint[0]:
        said = f"one driver alone, and nobody drives more than {_hm(told.stint[0])} at a stretch"
        yield error("nobody-to-take-over", said, "Add a driver to the crew.")


def _stricter(one: int, other: int) -> int:
    """Return the lower of two maxima, 0 being none."""
    return min(one, other) if one and other else one or other


def _hm(ms: int) -> str:
    return to_text(ms, hours=True)[:-4]
