"""Asking every room what a study file wants to know, and putting the answers into one `Study`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from paddock.archive import Archive
from paddock.calendars import Clashes, Seated, distances, find_clashes, meetings_in, seats_of
from paddock.catalogue import Catalogue
from paddock.eligibility import Verdict, eligible_car, eligible_driver, judge_crew
from paddock.errors import BadRequest
from paddock.racing.faring import REPLICATES
from paddock.studies import notes, sections
from paddock.studies.fare import fare
from paddock.studies.first_season import first
from paddock.studies.form import StudyFile, SubjectKind
from paddock.studies.result import ClashSheet, CoverSheet, DriverSheet, Runner, SeasonSheet, Study
from paddock.studies.said import said
from paddock.studies.sentences import Told, tell
from paddock.studies.worth import unknown_results, worth

Progress = Callable[[str], None]
FIRST_RACES = REPLICATES
"""Races simulated for each round of a first season."""

STEPS = (
    "names",
    "eligibility",
    "calendars",
    "clashes",
    "teams and drivers",
    "on track",
    "how it would fare",
    "what a season would be worth",
    "what has been said",
    "markets",
    "verdict",
)
"""The steps of a study, as `progress` is told of them."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A study file with its names resolved."""

    file: StudyFile
    kind: SubjectKind
    subject: str
    has: tuple[str, ...]
    candidate: tuple[str, ...]
    has_class: str
    candidate_class: str
    reached: tuple[str, ...] | None
    """The meetings in question when the study asks for a country and a year rather than for seasons."""
    looked_for: tuple[str, ...]
    """Seasons in question in which a driver has no seat on record: those a seat is looked for in."""


def run_study(
    catalogue: Catalogue,
    file: StudyFile,
    progress: Progress = lambda step: None,
    archive: Archive | None = None,
    *,
    replicates: int | None = None,
) -> Study:
    """Return the study that a file asks for.

    progress: called with the name of each of `STEPS` as it begins.  archive: where laps may be; it is only read, and
    one that is not there is not made.  replicates: races simulated for each round of a season in question, 0 for none.
    Raises UnknownName or AmbiguousName for a name in the file that does not lead to one thing, BadRequest when a season
    is both what it has and what is in question.
    """
    progress("names")
    asked = _resolve(catalogue, file)
    progress("eligibility")
    eligibility = _eligibility(catalogue, asked)
    asked = _with_class(asked, eligibility)
    crews = tuple(judge_crew(catalogue, one.season, one.race_class, one.drivers) for one in file.crew)
    progress("calendars")
    seats = seats_of(catalogue, asked.subject) if asked.kind == "driver" else ()
    calendars = _calendars(catalogue, asked, seats)
    progress("clashes")
    found, clashes = _clashes(catalogue, asked, calendars)
    progress("teams and drivers")
    own, other = _races(calendars, "has"), _races(calendars, "candidate")
    runners, drivers, covers = _people(catalogue, asked, clashes)
    progress("on track")
    seasons, noticed = worth(catalogue, asked.kind, asked.subject, asked.has, archive)
    progress("how it would fare")
    races = REPLICATES if replicates is None else replicates
    fared, simulated = fare(
        catalogue, asked.kind, asked.subject, asked.candidate, asked.candidate_class, replicates=races
    )
    progress("what a season would be worth")
    firsts, scored = first(catalogue, asked.kind, asked.subject, asked.candidate, asked.candidate_class, races=races)
    progress("what has been said")
    programmes, called, heard = said(catalogue, asked.kind, asked.subject, asked.candidate, archive)
    progress("markets")
    markets = sections.markets(catalogue, own, other, file.markets.countries)
    progress("verdict")
    told = Told(
        catalogue=catalogue,
        kind=asked.kind,
        subject=asked.subject,
        eligibility=eligibility,
        crews=crews,
        calendars=calendars,
        clashes=clashes,
        markets=markets,
        covers=covers,
        looked_for=asked.looked_for,
        worth=seasons,
    )
    outcome, verdict, points = tell(told)
    return Study(
        id=file.study.id,
        title=file.study.title,
        question=file.study.question,
        subject_kind=asked.kind,
        subject=asked.subject,
        subject_name=catalogue.of_kind(asked.kind)[asked.subject].name,
        as_of=catalogue.as_of,
        outcome=outcome,
        verdict=verdict,
        points=points,
        eligibility=eligibility,
        crews=crews,
        calendars=calendars,
        clashes=clashes,
        runners=runners,
        drivers=drivers,
        covers=covers,
        worth=seasons,
        markets=markets,
        distances=distances(catalogue, file.markets.places, _measured(asked, other)),
        unknowns=(
            *notes.unknowns(catalogue, asked.kind, asked.subject, (*eligibility, *crews), calendars, drivers),
            *unknown_results(catalogue, asked.kind, asked.subject, seasons),
        ),
        findings=(
            *notes.findings(catalogue, found, (*asked.has, *asked.candidate)),
            *noticed,
            *simulated,
            *scored,
            *heard,
        ),
        sources=notes.sources(catalogue, eligibility, crews, calendars, runners, seasons),
        names={**called, **notes.names(catalogue, calendars, clashes, runners, covers, seasons)},
        said=programmes,
        fared=fared,
        firsts=firsts,
    )


def _with_class(asked: _Asked, eligibility: Sequence[Verdict]) -> _Asked:
    """Return what is asked with the class in question: that of the deciding verdict where the file names none."""
    if asked.candidate_class or not eligibility or (asked.kind != "car" and not asked.looked_for):
        return asked
    # A driver's verdicts begin with the seats on record; the one on the seat that is looked for comes last.
    deciding = eligibility[0] if asked.kind == "car" else eligibility[-1]
    return replace(asked, candidate_class=deciding.race_class)


def _races(calendars: Iterable[SeasonSheet], role: str) -> list[str]:
    """Return the ids of the meetings of a role at which the subject's class races."""
    return [meeting.id for sheet in calendars if sheet.role == role for meeting in sheet.meetings if meeting.races]


def _people(
    catalogue: Catalogue, asked: _Asked, clashes: Iterable[ClashSheet]
) -> tuple[tuple[Runner, ...], tuple[DriverSheet, ...], tuple[CoverSheet, ...]]:
    """Return who could run a car, who could drive it, and who could stand in; nobody where it is not about a car."""
    if asked.kind != "car" or not asked.candidate:
        return (), (), ()
    car, race_class = asked.subject, asked.candidate_class
    season = catalogue.seasons[asked.candidate[0]]
    return (
        sections.runners(catalogue, car, _runner_seasons(catalogue, asked), race_class),
        sections.drivers(catalogue, car, asked.has, season, race_class),
        sections.covers(catalogue, car, asked.has, clashes, race_class),
    )


def _measured(asked: _Asked, other: Iterable[str]) -> tuple[str, ...]:
    return asked.reached if asked.reached is not None else tuple(other)


def _resolve(catalogue: Catalogue, file: StudyFile) -> _Asked:
    kind = file.subject.kind
    subject = catalogue.get(kind, file.subject.name)
    has = tuple(dict.fromkeys(catalogue.get("season", one) for one in file.programme.seasons))
    candidate = tuple(dict.fromkeys(catalogue.get("season", one) for one in file.candidate.seasons))
    both = sorted(set(has) & set(candidate))
    if both:
        raise BadRequest(f"{', '.join(both)} is both in the programme and in question.", hint="Name each season once.")
    reached = None
    if file.candidate.country is not None and file.candidate.year is not None:
        reached = meetings_in(catalogue, file.candidate.country, file.candidate.year)
        if not reached:
            raise BadRequest(f"No meeting in {file.candidate.country} in {file.candidate.year} is on record.")
    return _Asked(
        file,
        kind,
        subject,
        has,
        candidate,
        _class(catalogue, has, file.programme.race_class),
        _class(catalogue, candidate, file.candidate.race_class),
        reached,
        tuple(one for one in candidate if kind == "driver" and not seats_of(catalogue, subject, (one,))),
    )


def _class(catalogue: Catalogue, seasons: Iterable[str], name: str) -> str:
    if not name:
        return ""
    ids = {catalogue.race_class(catalogue.seasons[season], name).id for season in seasons}
    return ids.pop() if len(ids) == 1 else ""


def _eligibility(catalogue: Catalogue, asked: _Asked) -> tuple[Verdict, ...]:
    wanted = asked.candidate_class or None
    if asked.kind == "car":
        return tuple(eligible_car(catalogue, asked.subject, one, wanted, by_meeting=True) for one in asked.candidate)
    if asked.kind == "driver":
        return tuple(
            verdict
            for season in (*asked.has, *asked.candidate)
            for verdict in _driver_verdicts(catalogue, asked.subject, season)
        ) + tuple(
            eligible_driver(catalogue, asked.subject, season, wanted, by_meeting=True) for season in asked.looked_for
        )
    return ()


def _driver_verdicts(catalogue: Catalogue, driver: str, season: str) -> list[Verdict]:
    """Return the driver's verdict for each class in which the season has a seat for them."""
    classes = dict.fromkeys(
        entry.race_class
        for entry in catalogue.entries[season]
        if entry.race_class and any(seat.driver == driver for seat in entry.crew)
    )
    return [eligible_driver(catalogue, driver, season, one) for one in classes]


def _calendars(catalogue: Catalogue, asked: _Asked, seats: tuple[Seated, ...]) -> tuple[SeasonSheet, ...]:
    sheets = [
        sections.season_sheet(catalogue, one, "has", race_class=asked.has_class, seats=seats) for one in asked.has
    ]
    sheets += [
        sections.season_sheet(catalogue, one, "candidate", race_class=asked.candidate_class, seats=seats)
        for one in asked.candidate
    ]
    if asked.reached is not None:
        seasons = dict.fromkeys(one.partition("/")[0] for one in asked.reached)
        sheets += [
            sections.season_sheet(catalogue, one, "candidate", race_class="", seats=seats, only=asked.reached)
            for one in seasons
            if one not in asked.has
        ]
    return tuple(sheets)


def _clashes(
    catalogue: Catalogue, asked: _Asked, calendars: tuple[SeasonSheet, ...]
) -> tuple[Clashes, tuple[ClashSheet, ...]]:
    """Return the clashes between the seasons shown; among the seasons in question only for a driver, who is one."""
    found = find_clashes(catalogue, [sheet.id for sheet in calendars])
    racing = {meeting.id for sheet in calendars for meeting in sheet.meetings if meeting.races}
    wanted = {one for one in racing if one.partition("/")[0] in asked.looked_for}
    shown = {meeting.id for sheet in calendars for meeting in sheet.meetings}
    roles = {sheet.id: sheet.role for sheet in calendars}
    sheets = [
        sections.clash_sheet(catalogue, asked.kind, asked.subject, clash, racing=racing, wanted=wanted)
        for clash in found.clashes
        if {clash.a, clash.b} <= shown
        and (
            asked.kind == "driver"
            or roles[clash.a.partition("/")[0]] != roles[clash.b.partition("/")[0]]
            or {roles[one.partition("/")[0]] for one in (clash.a, clash.b)} == {"has"}
        )
    ]
    return found, tuple(sheets)


def _runner_seasons(catalogue: Catalogue, asked: _Asked) -> tuple[str, ...]:
    """Return the seasons whose teams are looked at: the programme's, the one in question and its neighbours in time."""
    series = {catalogue.seasons[one].series for one in asked.candidate}
    years = {catalogue.seasons[one].year for one in asked.candidate}
    near = [
        one.id
        for one in catalogue.seasons.values()
        if one.series in series and any(abs(one.year - year) <= 1 for year in years)
    ]
    return (*asked.has, *near)
