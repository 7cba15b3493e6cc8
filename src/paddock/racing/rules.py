"""The rules a race is simulated under: length, procedures, crews and mandatory stops, on record or told."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue
from paddock.catalogue.names import spelling
from paddock.errors import BadRequest
from paddock.findings import Finding
from paddock.model import Meeting, Session
from paddock.model.rules import PitStopRule, SuccessPenaltyRule
from paddock.racing.crew_limits import (
    MINUTE_MS,
    SECOND_MS,
    ClassRules,
    Limits,
    applying,
    class_rules,
    crew_findings,
    limits,
    ms_of,
)
from paddock.racing.problem import RaceLength
from paddock.racing.procedures import Procedure, procedure
from paddock.units import listed

if TYPE_CHECKING:
    from paddock.racing.setting import Seat, Starter

FEW = 3
"""Cars whose crews are told one by one when a grade is not known; of more only their number is."""


@dataclass(frozen=True, slots=True)
class Mandatory:
    """Stops every car must make.

    stops: how many.  from_ms, until_ms: when they may be made.  change: whether they change the driver.
    lane_ms: least time in the pit lane, 0 for no rule.
    """

    stops: int = 0
    from_ms: int = 0
    until_ms: int = 0
    change: bool = False
    lane_ms: int = 0


@dataclass(frozen=True, slots=True)
class RaceRules:
    """Everything the rules say of one race.

    meeting: full id, session: its id; empty for rules that were told.  circuit: id.  lap_km: length of a lap, 0 when
    not on record.  classes: those that race, with their rules.  stint_ms: longest time at the wheel at a stretch, 0
    for no rule.  success_ms: time that the first, second … of the race before waits at the first mandatory stop.
    findings: what had to be left out.
    """

    series: str
    season: str
    meeting: str
    session: str
    name: str
    circuit: str
    lap_km: float
    length: RaceLength
    procedure: Procedure
    classes: tuple[ClassRules, ...] = ()
    mandatory: Mandatory = Mandatory()
    stint_ms: int = 0
    success_ms: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()

    def race_class(self, printed: str) -> ClassRules:
        """Return the rules of a class as printed (`GTDPRO` is GTD PRO); without any when it is not on record."""
        for one in self.classes:
            if _bare(printed) in {_bare(name) for name in (one.id, one.name, *one.aliases)}:
                return one
        return ClassRules(printed, "", category=self.procedure.category(printed))


def race_rules(catalogue: Catalogue, meeting: str, session: str = "") -> RaceRules:
    """Return the rules of a race on record.

    meeting: `imsa-2024/long-beach`, or with its session `blancpain-gt-asia-2018/sepang/race-1`.  session: which race,
    where there are several.  Raises UnknownName, or BadRequest when it is not told which race is meant, when its
    length is not on record, and for rules that cannot be kept.
    """
    if meeting.count("/") == 2 and not session:
        meeting, _, session = meeting.rpartition("/")
    full, event = catalogue.meeting(meeting)
    season = catalogue.season_of(full)
    race = _race(full, event, session)
    racing = race.classes or event.classes
    circuit = event.circuit or ""
    lap_km = _lap_km(catalogue, event)
    how = procedure(season.series, season.year, circuit)
    stops = list(applying(season.rules, PitStopRule, event))
    findings: list[Finding] = []
    rules = RaceRules(
        series=season.series,
        season=season.id,
        meeting=full,
        session=race.id,
        name=" ".join(part for part in (event.name, race.name if race.name != event.name else "") if part),
        circuit=circuit,
        lap_km=lap_km,
        length=_length(f"{full}/{race.id}", race, lap_km, how),
        procedure=how,
        classes=tuple(
            class_rules(season, one, event, findings) for one in season.classes if not racing or one.id in racing
        ),
        mandatory=_mandatory(stops),
        stint_ms=min((ms_of(one.maximum_stint_min) for one in stops if one.maximum_stint_min), default=0),
        success_ms=tuple(
            round(seconds * SECOND_MS)
            for one in applying(season.rules, SuccessPenaltyRule, event)
            for seconds in one.seconds
        ),
        findings=tuple(findings),
    )
    _check(rules, f"{full}/{race.id}")
    return rules


def told_rules(
    series: str = "plain",
    *,
    duration_min: float | None = None,
    laps: int | None = None,
    circuit: str = "",
    name: str = "",
    year: int | None = None,
) -> RaceRules:
    """Return the rules of a race that is not on record: a series' procedures and a length that is told.

    series: id; one without procedures on record gets the plain ones, which is told.  Raises BadRequest without a
    length, and for one that is none.
    """
    how = procedure(series, year, circuit)
    known = procedure("plain").name != how.name or series == "plain"
    findings = [] if known else [Finding("warning", "plain-procedures", f"no procedures of {series!r} are on record")]
    empty = RaceRules(series, "", "", "", name, circuit, 0.0, RaceLength(0), how, findings=tuple(findings))
    return like(empty, duration_min=duration_min, laps=laps)


def like(
    rules: RaceRules, *, duration_min: float | None = None, laps: int | None = None, series: str = ""
) -> RaceRules:
    """Return rules with another length or the procedures of another series.

    A length that is told takes the place of the whole one: laps alone make a race over a distance.
    Raises BadRequest for a length that is none.
    """
    for value, what in ((duration_min, "minutes"), (laps, "laps")):
        if value is not None and not (math.isfinite(value) and value > 0):
            raise BadRequest(f"A race of {value:g} {what} is none.", hint="Give a length above 0.")
    how = procedure(series, None, rules.circuit) if series else rules.procedure
    length = replace(rules.length, share=how.classified.share, flag=how.classified.flag)
    if duration_min is not None or laps is not None:
        length = replace(length, duration_ms=ms_of(duration_min), laps=laps or 0)
    if not length.duration_ms and not length.laps:
        raise BadRequest("The length of the race is not told.", hint="Give --duration, --laps, or --like a meeting.")
    changed = replace(rules, series=series or rules.series, procedure=how, length=length)
    _check(changed, rules.meeting or rules.name or "the race")
    return changed


def limits_for(rules: RaceRules, race_class: str, seats: Sequence[Seat], race_ms: int = 0) -> Limits:
    """Return the driving-time limits of a crew, seat by seat.

    race_class: as printed.  race_ms: expected length of a race without a planned time [ms].
    """
    driving = rules.race_class(race_class).driving
    grades = [seat.grade for seat in seats]
    return limits(driving, grades, rules.length.duration_ms or race_ms, rules.stint_ms)


def check_crews(rules: RaceRules, starters: Iterable[Starter], race_ms: int = 0) -> list[Finding]:
    """Return what the rules hold against the crews of a start list, and what of the rules was left out.

    An error says that no plan whatever keeps to the rules.  A car whose crew is not known is passed over.
    race_ms: expected length of a race without a planned time [ms].
    """
    found = list(rules.findings)
    ungraded: list[Finding] = []
    length = rules.length.duration_ms or race_ms
    for one in starters:
        if not one.seats:
            continue
        names, grades = [seat.name for seat in one.seats], [seat.grade for seat in one.seats]
        for told in crew_findings(one.car, rules.race_class(one.race_class), names, grades, length, rules.stint_ms):
            (ungraded if told.code == "grade-unknown" else found).append(told)
        if rules.mandatory.stops and rules.mandatory.change and len(names) == 1:
            said = "one driver alone, where a mandatory stop changes the driver"
            found.append(Finding("error", "nobody-to-take-over", said, f"car {one.car}", "Add a driver to the crew."))
    if len(ungraded) > FEW:
        said = f"not all grades are known in the crews of {len(ungraded)} cars: rules that go by grade are not applied"
        return [*found, Finding("info", "grade-unknown", f"{said} to those drivers", hint=ungraded[0].hint)]
    return found + ungraded


def _race(full: str, event: Meeting, session: str) -> Session:
    races = [one for one in event.sessions if one.kind == "race"]
    if not races:
        raise BadRequest(
            f"{full} has no race on record.", hint="Take the rules of another with --like, or tell --duration."
        )
    ids = [one.id for one in races]
    if session and session not in ids:
        raise BadRequest(f"{full} has no race {session!r}.", hint=f"Its races are {listed(ids)}.")
    if not session and len(races) > 1:
        raise BadRequest(
            f"{full} has several races: {listed(ids)}.", hint=f"Name one: {full}/{ids[0]}, or with --session."
        )
    return races[ids.index(session)] if session else races[0]


def _length(where: str, race: Session, lap_km: float, how: Procedure) -> RaceLength:
    """Return the planned length; a distance without laps is as many as it takes."""
    laps = race.laps or (math.ceil(race.distance_km / lap_km - 1e-9) if race.distance_km and lap_km else 0)
    if not race.duration_min and not laps:
        missing = "the length of a lap" if race.distance_km else "its duration, laps or distance"
        raise BadRequest(
            f"{where}: {missing} is not on record.",
            hint="Tell --duration or --laps, or take another race's rules with --like.",
        )
    return RaceLength(ms_of(race.duration_min), laps, how.classified.share, how.classified.flag)


def _check(rules: RaceRules, where: str) -> None:
    """Raise BadRequest for rules that no race can keep."""
    length, stops = rules.length, rules.mandatory
    if stops.stops and stops.until_ms and stops.until_ms <= stops.from_ms:
        raise BadRequest(
            f"{where}: the pit window closes before it opens.", hint="Look at the pit-stop rule of the season."
        )
    if stops.stops and length.duration_ms and stops.from_ms >= length.duration_ms:
        raise BadRequest(
            f"{where}: the pit window opens at minute {stops.from_ms // MINUTE_MS}, and the race lasts "
            f"{length.duration_ms // MINUTE_MS} minutes.",
            hint="Tell a longer race, or take rules without a pit window.",
        )


def _lap_km(catalogue: Catalogue, event: Meeting) -> float:
    circuit = catalogue.circuit_of(event)
    layouts = circuit.layouts if circuit else ()
    used = next((one for one in layouts if one.id == event.layout), layouts[0] if len(layouts) == 1 else None)
    return used.length_km if used else 0.0


def _mandatory(stops: Sequence[PitStopRule]) -> Mandatory:
    """Return the mandatory stops of the rules that apply; of several the one with most stops."""
    if not stops:
        return Mandatory()
    most = max(stops, key=lambda one: one.stops or 0)
    lane_ms = round(max(one.minimum_s or 0.0 for one in stops) * SECOND_MS)
    change = bool(most.driver_change)
    return Mandatory(most.stops or 0, ms_of(most.opens_min), ms_of(most.closes_min), change, lane_ms)


def _bare(name: str) -> str:
    return spelling(name).replace("-", "")
