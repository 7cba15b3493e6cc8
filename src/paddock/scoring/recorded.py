"""Results on record in the catalogue, as sheets."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from paddock.catalogue import Catalogue
from paddock.findings import Finding
from paddock.model import Classification, Entry, Meeting, ResultRow, Season
from paddock.scoring.sheets import Kind, Line, SeasonResults, Sheet

_ORDER: dict[Kind, int] = {"qualifying": 0, "sprint": 1, "race": 2}


def recorded(catalogue: Catalogue, season: Season) -> SeasonResults:
    """Return the results of a season that are on record, in its order.

    A result whose session is not known to be one race (`race-1-or-2`) is left aside and told.
    """
    findings: list[Finding] = []
    found: list[tuple[tuple[int, ...], Sheet]] = []
    places = {meeting.id: number for number, meeting in enumerate(season.meetings)}
    meetings = {meeting.id: meeting for meeting in season.meetings}
    for number, one in enumerate(catalogue.classifications.get(season.id, ())):
        meeting = meetings[one.meeting]
        kind = kind_of(meeting, one.session)
        where = f"{season.id}/{one.meeting}/{one.session}"
        if kind is None:
            said = "Which session this result belongs to is not on record: it is left out."
            findings.append(Finding("warning", "session-unknown", said, f"{where}/{one.race_class}".rstrip("/")))
            continue
        sheet = Sheet(
            round=round_of(meeting, one.session),
            meeting=one.meeting,
            session=one.session,
            kind=kind,
            lines=tuple(_lines(catalogue, season, meeting, one)),
            race_class=one.race_class,
            minutes=next((each.duration_min for each in meeting.sessions if each.id == one.session), None),
            after_min=one.after_min,
            starters=one.starters,
            whole=one.whole,
            where=where,
        )
        found.append((_place(sheet, places[one.meeting], meeting, number), sheet))
    found.sort(key=lambda each: each[0])
    rounds = max((last for meeting in season.meetings for last in meeting.rounds), default=0)
    return SeasonResults(season.id, tuple(sheet for _, sheet in found), rounds, findings=tuple(findings))


def kind_of(meeting: Meeting, session: str) -> Kind | None:
    """Return what sort of session a result is of; None where no session of the meeting is called so."""
    known = next((one for one in meeting.sessions if one.id == session), None)
    if known is None:
        if meeting.sessions and session not in ("race", "qualifying"):
            return None
        return "qualifying" if session == "qualifying" else "race"
    if known.kind == "qualifying":
        return "qualifying"
    if known.kind != "race":
        return None
    return "sprint" if known.id == "sprint" else "race"


def round_of(meeting: Meeting, session: str) -> int:
    """Return the round a session counts as: its own, or the meeting's, in order where that has several.

    Raises nothing: a meeting without a round on record counts as round 0, which no table shows.
    """
    known = next((one for one in meeting.sessions if one.id == session), None)
    if known is not None and known.round is not None:
        return known.round
    if len(meeting.rounds) > 1 and known is not None:
        alike = [one.id for one in meeting.sessions if one.kind == known.kind and one.id != "sprint"]
        if len(alike) == len(meeting.rounds) and session in alike:
            return meeting.rounds[alike.index(session)]
    return meeting.rounds[0] if meeting.rounds else 0


def _place(sheet: Sheet, calendar: int, meeting: Meeting, number: int) -> tuple[int, ...]:
    """Return where a sheet stands in the season: by round, meeting, session as listed, moment, and file."""
    listed = [one.id for one in meeting.sessions]
    at = listed.index(sheet.session) if sheet.session in listed else len(listed) + _ORDER[sheet.kind]
    end = sheet.after_min is None
    return (sheet.round, calendar, at, int(end), sheet.after_min or 0, number)


def _lines(catalogue: Catalogue, season: Season, meeting: Meeting, one: Classification) -> Iterator[Line]:
    entries = catalogue.entries.get(season.id, ())
    formula = {each.id for each in season.classes if each.category == "formula"}
    for number, row in enumerate(one.rows, start=1):
        entry = _entry(entries, row, one.race_class, meeting)
        drivers = row.drivers or (crew_at(entry, meeting.id) if entry is not None else ())
        team = row.team or (entry.team if entry is not None else "")
        # A constructor in a formula is the team that builds the car.
        make = make_of(catalogue, row, entry) or (team if one.race_class in formula else "")
        yield Line(
            position=row.position,
            drivers=drivers,
            car=row.car_number,
            team=team or "",
            make=make,
            status=row.status,
            extent=entry.extent if entry is not None else "unknown",
            programme=entry.programme if entry is not None else "unknown",
            laps=row.laps,
            laps_led=row.laps_led,
            grid=row.grid,
            fastest=drivers if row.fastest_lap else (),
            printed=Fraction(row.points) if row.points else None,
            where=f"{season.id}/{meeting.id}/{one.session}, row {number}",
        )


def _entry(entries: tuple[Entry, ...], row: ResultRow, race_class: str, meeting: Meeting) -> Entry | None:
    """Return the entry of a line: by its number, of those in the class and on record at the meeting first."""
    if not row.car_number:
        return None
    same = [one for one in entries if one.car_number == row.car_number]
    return min(same, key=lambda one: (one.race_class != race_class, meeting.id not in one.ran), default=None)


def crew_at(entry: Entry, meeting: str) -> tuple[str, ...]:
    """Return the drivers known to have driven an entry at a meeting, or planned for it where none is."""
    drove = tuple(seat.driver for seat in entry.crew if meeting in seat.drove)
    return drove or tuple(seat.driver for seat in entry.crew if meeting in seat.planned)


def make_of(catalogue: Catalogue, row: ResultRow, entry: Entry | None) -> str:
    """Return the make of a line: as the row says, by its model, or by its entry; empty where none is known."""
    if row.manufacturer:
        return row.manufacturer
    if row.car and row.car in catalogue.cars:
        return catalogue.cars[row.car].manufacturer
    return (catalogue.make_of(entry) or "") if entry is not None else ""
