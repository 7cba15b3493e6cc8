"""The sections of a study, each asked of the room that knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from paddock.calendars import (
    Clash,
    Kind,
    Seated,
    busy,
    car_effect,
    cover,
    driver_effect,
    make_effect,
    reach,
    regulars,
    seats_of,
    torn_drivers,
    wanted_effect,
)
from paddock.catalogue import Catalogue
from paddock.eligibility import BEST_FIRST, Outcome, crew_size, eligible_driver
from paddock.model import Entry, Meeting, Season
from paddock.studies.form import SubjectKind
from paddock.studies.result import (
    ClashSheet,
    CoverSheet,
    DriverSheet,
    MarketSheet,
    MeetingSheet,
    Runner,
    SeasonSheet,
)

STAND_INS = 8
"""How many stand-ins a meeting lists; the rest is told as a number."""


def season_sheet(
    catalogue: Catalogue,
    season_id: str,
    role: str,
    *,
    race_class: str,
    seats: Sequence[Seated],
    only: Iterable[str] | None = None,
) -> SeasonSheet:
    """Return a season with its meetings; `only` keeps some of them (full ids)."""
    season = catalogue.seasons[season_id]
    kept = set(only) if only is not None else None
    states = {one.meeting: one.state for one in seats}
    meetings = tuple(
        _meeting_sheet(catalogue, season, meeting, race_class, states.get(season.meeting_id(meeting), ""))
        for meeting in season.meetings
        if kept is None or season.meeting_id(meeting) in kept
    )
    return SeasonSheet(season.id, season.name, role, race_class, meetings)


def _meeting_sheet(catalogue: Catalogue, season: Season, meeting: Meeting, race_class: str, seat: str) -> MeetingSheet:
    circuit = catalogue.circuit_of(meeting)
    days = meeting.days
    return MeetingSheet(
        season.meeting_id(meeting),
        season.id,
        meeting.name,
        days[0] if days else None,
        days[1] if days else None,
        meeting.race_days,
        circuit.name if circuit else meeting.place,
        circuit.city if circuit else "",
        circuit.country if circuit else "",
        circuit.latitude if circuit else None,
        circuit.longitude if circuit else None,
        meeting.classes,
        meeting.takes_place and (not race_class or race_class in meeting.classes),
        seat,
        str(meeting.status),
        str(meeting.confidence),
        meeting.sources,
    )


def clash_sheet(
    catalogue: Catalogue, kind: SubjectKind, subject: str, clash: Clash, *, racing: set[str], wanted: set[str]
) -> ClashSheet:
    """Return a clash with what it means for the subject.

    racing: meetings at which the subject's class races.  wanted: meetings a driver asks about without a seat there.
    """
    if kind == "driver" and {clash.a, clash.b} & wanted:
        effect = wanted_effect(catalogue, subject, clash, wanted)
        return ClashSheet(clash, effect.concerned, effect, ())
    effect = {"driver": driver_effect, "car": car_effect, "manufacturer": make_effect}[kind](catalogue, subject, clash)
    concerned = effect.concerned and (kind == "driver" or {clash.a, clash.b} <= racing)
    others = () if kind == "driver" else torn_drivers(catalogue, clash)
    return ClashSheet(clash, concerned, effect, others)


def runners(catalogue: Catalogue, car: str, seasons: Iterable[str], race_class: str) -> tuple[Runner, ...]:
    """Return the teams entered in a class of the given seasons: the make's own, then private, then works teams."""
    make = catalogue.cars[car].manufacturer
    by_team: dict[str, list[tuple[str, Entry]]] = {}
    for season in seasons:
        for entry in catalogue.entries.get(season, ()):
            own = catalogue.make_of(entry) == make
            if entry.race_class == race_class or own:
                by_team.setdefault(entry.team, []).append((season, entry))
    found = [_runner(catalogue, make, team, entries) for team, entries in by_team.items()]
    rank = {"customer": 0, "unknown": 1, "works": 2}
    return tuple(sorted(found, key=lambda one: (not one.own_make, rank[one.programme], one.name)))


def _runner(catalogue: Catalogue, make: str, team: str, entries: Sequence[tuple[str, Entry]]) -> Runner:
    kinds = {entry.programme for _, entry in entries}
    programme = "works" if "works" in kinds else "customer" if "customer" in kinds else "unknown"
    return Runner(
        team,
        catalogue.teams[team].name if team in catalogue.teams else team,
        programme,
        tuple(sorted({season for season, _ in entries})),
        tuple(sorted({entry.car for _, entry in entries if entry.car})),
        any(catalogue.make_of(entry) == make for _, entry in entries),
        tuple(dict.fromkeys(reference for _, entry in entries for reference in entry.sources)),
    )


def drivers(
    catalogue: Catalogue, car: str, has: Sequence[str], season: Season, race_class: str
) -> tuple[DriverSheet, ...]:
    """Return the drivers of a car in its programme, each judged for a class of the season in question."""
    sheets = []
    for driver in regulars(catalogue, has, car):
        person = catalogue.drivers[driver]
        known = person.grade_in(season.year)
        grade = " or ".join(one.value for one in known.one_of) if known else ""
        seats = [one for one in seats_of(catalogue, driver, has) if one.entry.car == car]
        count = sum(one.state in {"drove", "planned"} for one in seats)
        verdict = eligible_driver(catalogue, driver, season.id, race_class) if race_class else None
        sheets.append(DriverSheet(driver, person.name, grade, count, str(verdict.outcome) if verdict else "unknown"))
    return tuple(sheets)


def covers(
    catalogue: Catalogue, car: str, has: Sequence[str], clashes: Iterable[ClashSheet], race_class: str
) -> tuple[CoverSheet, ...]:
    """Return, for each clash that concerns the car, who of its drivers is away and who could stand in."""
    sheets = []
    for sheet in clashes:
        if not sheet.concerned or sheet.clash.kind is Kind.TIGHT:
            continue
        ours, theirs = (sheet.clash.a, sheet.clash.b)
        if ours.partition("/")[0] not in has:
            ours, theirs = theirs, ours
        season = catalogue.season_of(theirs)
        one_class = next((one for one in season.classes if one.id == race_class), None)
        need = (crew_size(season, one_class, catalogue.meetings[theirs])[0] or 0) if one_class else 0
        regular = regulars(catalogue, has, car)
        away = tuple(driver for driver in regular if busy(catalogue, driver, (ours,), has))
        experience = [one.id for one in catalogue.seasons.values() if abs(one.year - season.year) <= 1]
        regulations = one_class.regulations if one_class else ()
        free = cover(catalogue, sheet.clash, experience, regulations, catalogue.seasons)
        stand_ins = tuple(
            (one.driver, catalogue.drivers[one.driver].name, one.cars) for one in free if one.driver not in regular
        )
        idle = tuple(driver for driver in regular if driver not in away)
        sheets.append(CoverSheet(theirs, ours, need, away, idle, stand_ins))
    return tuple(sheets)


def markets(
    catalogue: Catalogue, has: Iterable[str], candidate: Iterable[str], wanted: Sequence[str]
) -> tuple[MarketSheet, ...]:
    """Return meetings per country, wanted countries first even when no meeting reaches them."""
    today = {one.country: len(one.meetings) for one in reach(catalogue, has)}
    then = {one.country: len(one.meetings) for one in reach(catalogue, candidate)}
    countries = sorted({*today, *then, *wanted}, key=lambda c: (c not in wanted, -then.get(c, 0), -today.get(c, 0), c))
    return tuple(MarketSheet(c, today.get(c, 0), then.get(c, 0), c in wanted) for c in countries)


def best(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the most favourable of several outcomes, `unknown` when there is none."""
    return min(outcomes, key=BEST_FIRST.index, default=Outcome.UNKNOWN)
