"""What is known of the races still to come, as of the day the season is forecast from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.championships.ahead import Slot
from paddock.championships.newcomers import NEWCOMER
from paddock.findings import Finding
from paddock.model import Season
from paddock.racing.asking import Known, Wanted, know, knowledge, rules_for
from paddock.racing.setting import Starter
from paddock.scoring.sheets import Line, SeasonResults

if TYPE_CHECKING:
    from paddock.racing.parameters import ParameterSet
    from paddock.racing.ratings import Ratings

REPLACED = ("looks-ahead", "generic-parameters")
"""Findings on parameters that others take the place of."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Parameters and ratings that all races to come share, from races before the first of them."""

    parameters: ParameterSet
    ratings: Ratings | None
    findings: tuple[Finding, ...]


def wanted(season: Season, meeting: str, session: str) -> Wanted:
    """Return which race a session is, by the session's id where the calendar has it."""
    record = next(one for one in season.meetings if one.id == meeting)
    named = any(one.id == session and one.kind == "race" for one in record.sessions)
    return Wanted(meeting=f"{season.id}/{meeting}/{session}" if named else f"{season.id}/{meeting}")


def from_archive(catalogue: Catalogue, archive: Archive, season: Season, meeting: str, session: str) -> Knowledge:
    """Return what races before a season's next one tell; nothing of later ones is known for those after it.

    meeting, session: the next race.
    """
    from paddock.racing.history import past_races

    rules = rules_for(catalogue, wanted(season, meeting, session))
    day = day_of(season, meeting)
    there = archive.root.is_dir()
    past = past_races(archive, catalogue, [rules.series], before=day) if there else []
    findings: list[Finding] = []
    parameters, ratings = knowledge(rules, day, past, None, findings)
    return Knowledge(parameters, ratings, tuple(findings))


def day_of(season: Season, meeting: str) -> dt.date | None:
    """Return the first day of a meeting, None where it is not on record."""
    days = next(one for one in season.meetings if one.id == meeting).days
    return days[0] if days else None


def known_race(
    catalogue: Catalogue,
    season: Season,
    meeting: str,
    session: str,
    shared: Knowledge | None,
    field: tuple[Starter, ...] = (),
) -> Known:
    """Return what is known of a race to come.

    shared: from the archive; None: what comes with paddock.  field: who races, in place of entries on record.
    Raises BadRequest for a race whose length, or who is in it, is not on record.
    """
    known = know(catalogue, None, replace(wanted(season, meeting, session), start_list=field))
    if shared is None:
        return known
    ratings = shared.ratings
    if ratings is not None and known.day is not None:
        ratings = ratings.on(known.day, season.id)
    kept = [one for one in known.findings if one.code not in REPLACED]
    return replace(known, parameters=shared.parameters, ratings=ratings, findings=(*kept, *shared.findings))


def with_field(catalogue: Catalogue, season: Season, known: Known, slots: Sequence[Slot]) -> Known:
    """Return a race with every car in it that a session of its meeting names.

    Cars that no entry is on record of are known by number, team and make.  In a class without entries they take the
    place of cars of another race that stand in.  The car that is added comes later.
    """
    starters = list(known.starters)
    entered = {entry.race_class for entry in catalogue.entries.get(season.id, ())}
    for race_class in dict.fromkeys(slot.race_class for slot in slots):
        wanted = race_class or (known.rules.classes[0].id if len(known.rules.classes) == 1 else "")
        kind = next((one for one in known.rules.classes if one.id == wanted), None)
        if kind is None:
            continue
        lines = {known_by(line): line for slot in slots if slot.race_class == race_class for line in slot.lines}
        here = [one for one in starters if known.rules.race_class(one.race_class) == kind]
        numbers = {one.car for one in here}
        printed = here[0].race_class if here else kind.name
        more = [_starter(catalogue, line, printed) for car, line in lines.items() if car not in {*numbers, NEWCOMER}]
        spare = [one for one in here if one.car not in lines] if wanted not in entered else []
        gone = {one.car for one in spare[max(len(spare) - len(more), 0) :]}
        others = {one.car for one in starters if one not in here}
        starters = [one for one in starters if one.car not in gone] + [one for one in more if one.car not in others]
    return replace(known, starters=tuple(starters))


def field_of(
    catalogue: Catalogue, season: Season, results: SeasonResults, slots: Sequence[Slot]
) -> tuple[Starter, ...]:
    """Return who races where no entry is on record: the cars of classes of which a whole result is."""
    whole = {sheet.race_class for sheet in results.sheets if sheet.kind == "race" and sheet.whole}
    found: dict[str, Starter] = {}
    for slot in slots:
        if slot.race_class in whole and (slot.race_class or len(season.classes) == 1):
            printed = catalogue.race_class(season, slot.race_class or season.classes[0].id).name
            for line in slot.lines:
                if line.car != NEWCOMER:
                    found.setdefault(known_by(line), _starter(catalogue, line, printed))
    return tuple(found.values())


def _starter(catalogue: Catalogue, line: Line, printed: str) -> Starter:
    team = catalogue.teams.get(line.team)
    return Starter(known_by(line), printed, team.name if team else line.team, manufacturer=line.make)


def form_so_far(season: Season, results: SeasonResults, race_class: str, day: dt.date | None) -> dict[str, float]:
    """Return cars' log strengths by the season's races so far, in a class.

    For a series of which no ratings are known.  Cars that are not placed come after those that are, as listed.
    """
    from paddock.racing.form import Result, strengths
    from paddock.racing.ratings import FADE, PULL

    found = []
    for sheet in results.sheets:
        held = day_of(season, sheet.meeting)
        if sheet.kind == "race" and sheet.after_min is None and sheet.race_class == race_class and held:
            lines = sorted(sheet.lines, key=lambda one: (one.position is None, one.position or 0))
            found.append(Result(held, tuple(dict.fromkeys(known_by(line) for line in lines))))
    if not found:
        return {}
    return strengths(found, day or found[-1].day, FADE, PULL)


def known_by(line: Line) -> str:
    """Return what a car is known by over the season: its number, or its team where it has none."""
    return line.car or line.team


def last_days(known: Sequence[Known]) -> tuple[str, str]:
    """Return the last day of the races that parameters are fitted on, and of those that cars are rated by."""
    fitted = [one.parameters.last_day for one in known if one.parameters.last_day is not None]
    rated = [one.ratings.races for one in known if one.ratings is not None]
    return str(max(fitted, default="")), max((races[-1] for races in rated if races), default="")
