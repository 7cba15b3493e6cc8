"""What is left of a season: every session that a title still pays for, and who may take part in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from paddock.catalogue import Catalogue
from paddock.findings import Finding
from paddock.model import Entry, Meeting, Season, Title
from paddock.model.scoring import Award
from paddock.scoring.asking import until
from paddock.scoring.awarding import admits
from paddock.scoring.recorded import crew_at, round_of
from paddock.scoring.sheets import Kind, Line, SeasonResults, Sheet, check_sheets
from paddock.units import listed

START = "0"
"""What asks for the start of a season."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A session still to come that a title pays for, in one class.

    lines: who may take part, none of them placed.  after_min: a moment within the race that pays, None for its end.
    The rest as in `Sheet`.
    """

    round: int
    meeting: str
    session: str
    kind: Kind
    race_class: str
    lines: tuple[Line, ...]
    minutes: float | None = None
    after_min: int | None = None

    def filled(self, order: Sequence[int]) -> Sheet:
        """Return the sheet of a result: lines by index in the order they finished, the others not placed."""
        place = {index: number for number, index in enumerate(order, start=1)}
        lines = tuple(
            replace(line, position=place.get(index), status="classified" if index in place else "retired")
            for index, line in enumerate(self.lines)
        )
        return Sheet(
            self.round,
            self.meeting,
            self.session,
            self.kind,
            lines,
            self.race_class,
            self.minutes,
            self.after_min,
            len(lines),
            True,
        )


@dataclass(frozen=True, slots=True)
class Ahead:
    """Results up to a round, and the slots after it.  findings: what had to be assumed, what is not on record."""

    title: Title
    results: SeasonResults
    after: int
    slots: tuple[Slot, ...]
    findings: tuple[Finding, ...] = ()


def so_far(results: SeasonResults, after: str) -> tuple[SeasonResults, int]:
    """Return results up to a point of the season as `until` does, or to its start; and its round, 0 for the start.

    Raises BadFile for results that cannot be, the rest as `until`.
    """
    check_sheets(results.sheets)
    return (replace(results, sheets=()), 0) if after == START else until(results, after)


def ahead(catalogue: Catalogue, season: Season, title: Title, results: SeasonResults, after: int) -> Ahead:
    """Return what is left of a season for a title after a round.

    The calendar of the catalogue tells the sessions; its entries tell who takes part, and where none is on record the
    cars of the last results in the class do.  Meetings of several classes give a slot for each class of the title.
    """
    findings: list[Finding] = []
    slots: list[Slot] = []
    kept = tuple(sheet for sheet in results.sheets if sheet.round <= after)
    sofar = replace(results, sheets=kept)
    for meeting in season.meetings:
        if not meeting.takes_place:
            continue
        for session, kind, minutes, marks in _sessions(title, meeting):
            number = round_of(meeting, session)
            if number <= after:
                continue
            for race_class in _classes(title, meeting):
                lines = _field(catalogue, season, meeting, race_class, title, sofar, findings)
                if lines:
                    for moment in (*marks, None) if kind == "race" else (None,):
                        slots.append(Slot(number, meeting.id, session, kind, race_class, lines, minutes, moment))
    order: dict[Kind, int] = {"qualifying": 0, "sprint": 1, "race": 2}
    slots.sort(key=lambda one: (one.round, order[one.kind], one.after_min is None, one.after_min or 0))
    return Ahead(title, sofar, after, tuple(slots), _summed(findings, season.id))


def _summed(findings: list[Finding], season: str) -> tuple[Finding, ...]:
    """Return findings, those on several meetings in one sentence."""
    places: dict[str, dict[str, None]] = {}
    for one in findings:
        if one.code == "field-assumed":
            places.setdefault(one.message, {})[one.where] = None
    others = [one for one in dict.fromkeys(findings) if one.code != "field-assumed"]
    assumed = [
        Finding("info", "field-assumed", f"{said} at {listed(meetings)}.", season) for said, meetings in places.items()
    ]
    return (*others, *assumed)


def _sessions(title: Title, meeting: Meeting) -> Iterator[tuple[str, Kind, float | None, tuple[int, ...]]]:
    """Yield the sessions of a meeting that the title pays for: id, kind, length, moments within it that pay."""
    named = {one.id: one for one in meeting.sessions}
    kinds: dict[Kind, None] = {
        award.on: None
        for award in title.awards
        if (not award.at or meeting.id in award.at) and meeting.id not in award.not_at
    }
    if not meeting.rounds:
        return
    for kind in kinds:
        wanted = "qualifying" if kind == "qualifying" else "race"
        ids = [one for one in named if named[one].kind == wanted and (one == "sprint") == (kind == "sprint")]
        if not ids and kind != "sprint":
            ids = [kind]
        for one in ids:
            length = named[one].duration_min if one in named else None
            if any(award.on == kind and _lasts(award, length) for award in title.awards):
                yield one, kind, length, marks_of(title, meeting.id, length)


def marks_of(title: Title, meeting: str, minutes: float | None) -> tuple[int, ...]:
    """Return the moments within a race at which a title pays, as far as its rules name them [min].

    minutes: how long the race is planned to last; rules for races of other lengths are left aside.
    """
    found = {
        minute
        for award in title.awards
        if (not award.at or meeting in award.at) and meeting not in award.not_at and _lasts(award, minutes)
        for minute in award.marks
    }
    return tuple(sorted(found))


def _lasts(award: Award, minutes: float | None) -> bool:
    """Return whether an award is for races of a planned length."""
    return award.minutes is None or (minutes is not None and award.minutes[0] < minutes <= award.minutes[1])


def _classes(title: Title, meeting: Meeting) -> tuple[str, ...]:
    if not title.classes:
        return ("",)
    return tuple(one for one in meeting.classes if one in title.classes or "*" in title.classes)


def _field(
    catalogue: Catalogue,
    season: Season,
    meeting: Meeting,
    race_class: str,
    title: Title,
    sofar: SeasonResults,
    findings: list[Finding],
) -> tuple[Line, ...]:
    """Return who may take part: entries on record for the meeting, or the cars of the last results in the class."""
    formula = {one.id for one in season.classes if one.category == "formula"}
    entered = [
        entry
        for entry in catalogue.entries.get(season.id, ())
        if race_class in ("", entry.race_class) and catalogue.runs(entry, meeting)
    ]
    lines = [_line(catalogue, entry, meeting, entry.race_class in formula) for entry in entered]
    stand_ins = _seen_last(sofar, race_class)
    if lines:
        entries = {entry.car_number for entry in catalogue.entries.get(season.id, ())}
        others = [_plain(line) for line in stand_ins if line.car and line.car not in entries]
        if others:
            said = f"No entry is on record of {listed(line.car for line in others)}, who raced before: they do again"
            findings.append(Finding("info", "field-assumed", said, meeting.id))
        return tuple(line for line in (*lines, *others) if admits(title, line))
    if not stand_ins:
        said = f"Who races in {race_class or 'it'} is not on record: it counts for nothing here."
        findings.append(Finding("warning", "field-unknown", said, f"{season.id}/{meeting.id}"))
        return ()
    said = f"Who races in {race_class or 'it'} is not on record: the cars of the last results stand in"
    findings.append(Finding("info", "field-assumed", said, meeting.id))
    return tuple(_plain(line) for line in stand_ins if admits(title, line))


def _plain(line: Line) -> Line:
    """Return a car without what it did."""
    return replace(
        line,
        position=None,
        status="classified",
        laps=None,
        laps_led=None,
        grid=None,
        fastest=(),
        printed=None,
        where="",
    )


def _seen_last(sofar: SeasonResults, race_class: str) -> tuple[Line, ...]:
    """Return the cars of the last race of a class; where not all are on record, those of the races before too."""
    seen: dict[tuple[str, str, tuple[str, ...]], Line] = {}
    for sheet in reversed(sofar.sheets):
        if sheet.kind != "race" or sheet.race_class != race_class or sheet.after_min is not None:
            continue
        for line in sheet.lines:
            seen.setdefault((line.car, line.team, () if line.car or line.team else line.drivers), line)
        if sheet.whole or sofar.from_file:
            break
    return tuple(seen.values())


def _line(catalogue: Catalogue, entry: Entry, meeting: Meeting, constructor: bool) -> Line:
    crew = crew_at(entry, meeting.id) or tuple(seat.driver for seat in entry.crew if meeting.id not in seat.missed)
    return Line(
        position=None,
        drivers=crew,
        car=entry.car_number,
        team=entry.team,
        make=catalogue.make_of(entry) or (entry.team if constructor else ""),
        extent=entry.extent,
        programme=entry.programme,
    )
