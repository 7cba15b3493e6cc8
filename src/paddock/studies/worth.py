"""What the seasons of a car, or of a make's cars, were worth: from laps where the archive has them, else from results.

Seasons: of a car its first one on record in the series of its programme and those the programme names; of a make those
the programme names.  A driver has none: what a seat was worth is not the car's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.errors import BadRequest, PaddockError
from paddock.findings import Finding
from paddock.model import Entry, Meeting, Season
from paddock.studies.form import SubjectKind
from paddock.studies.worth_catalogue import catalogued, standings
from paddock.studies.worth_laps import Timed, timed
from paddock.studies.worth_sheets import CarResult, RaceWorth, SeasonWorth
from paddock.studies.worth_words import season_says
from paddock.units import listed


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose seasons are asked for, with which facts, out of which archive; findings are gathered on the way."""

    catalogue: Catalogue
    archive: Archive | None
    kind: SubjectKind
    subject: str
    sessions: frozenset[str]
    findings: list[Finding] = field(default_factory=list)

    def owns(self, entry: Entry) -> bool:
        """Return whether an entry is of the car, or of the make."""
        if self.kind == "car":
            return entry.car == self.subject
        return self.kind == "manufacturer" and self.catalogue.make_of(entry) == self.subject

    def entries(self, season: str) -> list[Entry]:
        """Return the entries of a season that are the subject's."""
        return [entry for entry in self.catalogue.entries[season] if self.owns(entry)]


def worth(
    catalogue: Catalogue, kind: SubjectKind, subject: str, has: Sequence[str], archive: Archive | None
) -> tuple[tuple[SeasonWorth, ...], tuple[Finding, ...]]:
    """Return what the subject's seasons were worth, in the order they began, and what was noticed.

    has: ids of the programme's seasons.  archive: where laps may be; None for results of the catalogue alone.  Nothing
    is written, and no archive is made.
    """
    if kind == "driver":
        return (), ()
    findings: list[Finding] = []
    asked = Asked(catalogue, archive, kind, subject, _sessions(archive, findings), findings)
    first, seasons = _seasons(asked, has)
    made = [
        _season(asked, catalogue.seasons[season], race_class, first=season == first)
        for season in seasons
        for race_class in dict.fromkeys(entry.race_class for entry in asked.entries(season))
    ]
    return tuple(one for one in made if one.races), tuple(asked.findings)


def archive_in(folder: Path | None) -> Archive:
    """Return the archive in a folder, or the user's own; raises BadRequest when a folder is named that is not there."""
    if folder is not None and not folder.is_dir():
        raise BadRequest(f"There is no archive in {folder}.", hint="Import something first: `paddock timing import`.")
    return Archive.at(folder)


def _sessions(archive: Archive | None, findings: list[Finding]) -> frozenset[str]:
    """Return the ids of the archive's sessions; an archive that cannot be read is told of, and holds none."""
    try:
        return frozenset() if archive is None else frozenset(archive.sessions())
    except PaddockError as error:
        findings.append(Finding("warning", "archive-unread", error.message, hint=error.hint))
        return frozenset()


def _seasons(asked: Asked, has: Sequence[str]) -> tuple[str, list[str]]:
    """Return the first season on record of a car (of a make none), and the seasons to tell of, earliest first."""
    catalogue = asked.catalogue
    entered = sorted((one for one in catalogue.seasons if asked.entries(one)), key=lambda one: _began(catalogue, one))
    mine = [one for one in entered if one in has]
    if asked.kind != "car":
        return "", mine
    series = {catalogue.seasons[one].series for one in has}
    same = [one for one in entered if catalogue.seasons[one].series in series] or entered
    first = same[0] if same else ""
    return first, [one for one in entered if one == first or one in mine]


def _began(catalogue: Catalogue, season: str) -> tuple[dt.date, str]:
    days = [meeting.days[0] for meeting in catalogue.seasons[season].meetings if meeting.days]
    return min(days, default=dt.date(catalogue.seasons[season].year, 12, 31)), season


def _season(asked: Asked, season: Season, race_class: str, *, first: bool) -> SeasonWorth:
    """Return one class of a season: its races in the order of the calendar that were held or are told of."""
    entries = [entry for entry in asked.entries(season.id) if entry.race_class == race_class]
    meetings = sorted(season.meetings, key=lambda one: (one.days[0] if one.days else dt.date.max, one.id))
    races = [
        race
        for meeting in meetings
        if meeting.takes_place
        and meeting.same_as is None
        and any(asked.catalogue.runs(entry, meeting) for entry in entries)
        for race in _races(asked, season, meeting, race_class, entries)
        if race.held or race.results or race.paces
    ]
    sheet = SeasonWorth(
        season.id, race_class, first, tuple(races), standings(asked.catalogue, season, race_class, entries)
    )
    cited = (*(one.sources for one in sheet.races), *(one.sources for one in sheet.standings))
    references = dict.fromkeys(ref for sources in cited for ref in sources)
    says = season_says(asked.catalogue, asked.kind, asked.subject, sheet)
    return replace(sheet, says=says, sources=tuple(references))


def _races(
    asked: Asked, season: Season, meeting: Meeting, race_class: str, entries: Sequence[Entry]
) -> Iterator[RaceWorth]:
    sessions = [one for one in meeting.sessions if one.kind == "race" and race_class in (one.classes or (race_class,))]
    day = meeting.race_days[-1] if meeting.race_days else meeting.days[1] if meeting.days else None
    several = len(sessions) > 1
    for one in sessions:
        label = (one.name or one.id.replace("-", " ").capitalize()) if several else ""
        yield _race(asked, season, meeting, (one.id, label, one.day), race_class, entries)
    if not sessions:
        yield _race(asked, season, meeting, ("race", "", day), race_class, entries)


def _race(
    asked: Asked,
    season: Season,
    meeting: Meeting,
    named: tuple[str, str, dt.date | None],
    race_class: str,
    entries: Sequence[Entry],
) -> RaceWorth:
    """Return one race.  named: id, label and day of its session."""
    catalogue = asked.catalogue
    full = season.meeting_id(meeting)
    session = f"{full}/{named[0]}"
    running = [entry for entry in entries if catalogue.runs(entry, meeting)]
    read = _timed(asked, session, meeting, race_class, running)
    known = catalogued(catalogue, season, meeting, named[0], race_class, running)
    results = read.results or known.results or read.driven
    notes = (*known.notes, *_disagreements(read.results, known.results))
    rank, models = _model_rank(catalogue, season, race_class, read, running)
    return RaceWorth(
        session,
        full,
        named[1],
        named[2],
        meeting.held,
        tuple(sorted(results, key=_best_first)),
        read.paces,
        rank,
        models,
        known.lines,
        read.files,
        notes,
        known.sources,
    )


def _timed(asked: Asked, session: str, meeting: Meeting, race_class: str, running: Sequence[Entry]) -> Timed:
    """Return what the archive tells of a race; a race that was not over on the day asked for is not looked at."""
    catalogue = asked.catalogue
    over = catalogue.as_of is None or (meeting.days is not None and meeting.days[1] <= catalogue.as_of)
    numbers = tuple(dict.fromkeys(entry.car_number for entry in running if entry.car_number))
    if asked.archive is None or session not in asked.sessions or not over or not numbers:
        return Timed()
    one = catalogue.classes.get(f"{session.partition('/')[0]}/{race_class}")
    called = (race_class, *((one.name, *one.aliases) if one else ()))
    read = timed(asked.archive, catalogue, session, numbers, called, one.name if one else race_class)
    asked.findings.extend(read.findings)
    return read


def _disagreements(published: Iterable[CarResult], listed_results: Sequence[CarResult]) -> Iterator[str]:
    """Yield where the archive's result and the catalogue tell different places; the archive's counts."""
    known = {one.car: one for one in listed_results if one.scope == "class"}
    for one in published:
        other = known.get(one.car)
        if other is not None and other.position != one.position:
            places = [f"{ours.position or ours.status}" for ours in (one, other)]
            yield f"#{one.car}: {places[0]} in the archive's result, {places[1]} in the catalogue."


def _best_first(result: CarResult) -> tuple[bool, int, int, str]:
    return result.position is None, result.position or 0, -(result.laps or 0), result.car


def _model_rank(
    catalogue: Catalogue, season: Season, race_class: str, read: Timed, running: Sequence[Entry]
) -> tuple[int | None, int | None]:
    """Return the place of the subject's quickest model among the class's models, each by its quickest car.

    None unless the model of every car with a pace is on record.
    """
    models = {
        entry.car_number: entry.car
        for entry in catalogue.entries[season.id]
        if entry.race_class == race_class and entry.car and entry.car_number
    }
    order = list(dict.fromkeys(models.get(one, "") for one in read.ranks))
    own = {entry.car for entry in running}
    ranks = [rank for rank, model in enumerate(order, start=1) if model in own]
    if not ranks or "" in order:
        return None, None
    return ranks[0], len(order)


def unknown_results(catalogue: Catalogue, kind: SubjectKind, subject: str, sheets: Iterable[SeasonWorth]) -> list[str]:
    """Return what is not on record: the results of races that were held, one line for each season."""
    name = f"{'the ' if kind == 'car' else ''}{catalogue.of_kind(kind)[subject].name}"
    lines = []
    for sheet in sheets:
        places = [catalogue.place_of(one.meeting) for one in sheet.races if one.held and not one.results]
        if places:
            where = listed(dict.fromkeys(places))
            lines.append(f"what {name} reached at {where} in {catalogue.seasons[sheet.season].name}")
    return lines
