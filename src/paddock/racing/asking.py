"""From what a user asks to what is known of a race: whose rules, which field, which parameters and ratings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.errors import BadRequest
from paddock.findings import Finding
from paddock.racing.field import from_catalogue, from_session
from paddock.racing.rules import RaceRules, check_crews, like, race_rules, told_rules
from paddock.timing.series import all_series, series_fitting
from paddock.units import bare, count, listed

if TYPE_CHECKING:
    from paddock.racing.history import PastRace
    from paddock.racing.parameters import ParameterSet
    from paddock.racing.ratings import Ratings
    from paddock.racing.setting import Starter
    from paddock.racing.whatif import Transfer
    from paddock.timing.importing import Wish
    from paddock.timing.session import TimingSession

MEETING = re.compile(r"[^/.~\\][^/.\\]*(/[^/.\\]+){1,2}")
FEWEST_RACES = 3
"""So many races of a series in the archive, at least, take the place of the parameters that come with paddock."""
REGULARS = 2
"""Drivers of a crew that is not on record, where the rules ask for no more."""
Told = Callable[[str], None]
"""Called with what is being done."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which race is asked for, and what is said of it.

    meeting: `<season>/<meeting>`, with its session where it has several races; empty for a race known by its laps.
    session: its laps, for a race under way or one that was run.  like: a meeting whose rules and length hold where
    those of the race are not on record.  series, duration_min, laps: rules and length as told.
    start_list: who races, when told.  parameters: a set in place of the series' own.
    """

    meeting: str = ""
    session: TimingSession | None = None
    like: str = ""
    series: str = ""
    duration_min: float | None = None
    laps: int | None = None
    start_list: tuple[Starter, ...] = ()
    parameters: Path | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a race before it is run.

    rules, starters: of the race; day: when, None where that is not on record.  parameters, ratings: from races before
    it where there are any.  past: those races.  findings: what had to be put in.
    """

    rules: RaceRules
    starters: tuple[Starter, ...]
    day: dt.date | None
    parameters: ParameterSet
    ratings: Ratings | None
    past: tuple[PastRace, ...] = ()
    findings: tuple[Finding, ...] = field(default=())


def know(catalogue: Catalogue, store: Archive | None, wanted: Wanted, told: Told = lambda what: None) -> Known:
    """Return what is known of a race.

    store: where laps of past races may be; it is only read.  told: called with what is being done.
    Raises BadRequest when neither catalogue nor user says how long the race is, or who races in it.
    """
    findings: list[Finding] = []
    told("rules")
    rules = rules_for(catalogue, wanted)
    day = day_of(catalogue, rules)
    told("past races")
    past, itself = _past(catalogue, store, rules, day)
    told("parameters and ratings")
    parameters, ratings = knowledge(rules, day, past, wanted.parameters, findings)
    told("the field")
    starters = _starters(catalogue, wanted, rules, past, itself, ratings, findings)
    if not wanted.start_list:
        starters = _with_whole_crews(rules, starters, findings)
    if ratings is not None and itself is not None and itself.grid and wanted.session is None:
        from paddock.racing.ratings import with_grid, with_qualifying

        ratings = with_grid(ratings, _by_class(starters, itself.grid))
        ratings = with_qualifying(ratings, _by_class(starters, itself.qualifying_ms))
        findings.append(Finding("info", "grid-known", "The grid is that of qualifying.", itself.meeting))
    return Known(rules, tuple(starters), day, parameters, ratings, tuple(past), tuple(findings))


def names_meeting(text: str) -> bool:
    """Return whether a text names a meeting or a session rather than a file: `imsa-2025/long-beach`."""
    return bool(MEETING.fullmatch(text)) and not Path(text).exists()


def race_named(
    catalogue: Catalogue, store: Archive, targets: Sequence[str], said: Wish | None = None, *, under_way: bool = False
) -> tuple[str, TimingSession | None]:
    """Return the meeting that is named, and its laps where they are files or the race is under way.

    targets: a meeting or a session of one, or timing files.  store: where the laps of a named race under way are.
    said: what the user says of files.  Raises BadRequest when there are no laps in the files.
    """
    from paddock.timing.opening import open_archived, open_files

    if len(targets) > 1 or not names_meeting(targets[0]):
        session = open_files([Path(one) for one in targets], catalogue, said)
        if not session.laps.height:
            raise BadRequest(f"There are no laps in {', '.join(targets)}.", hint="A forecast reads a lap file.")
        return session.id, session
    if not under_way:
        return targets[0], None
    rules = race_rules(catalogue, targets[0])
    return targets[0], open_archived(store, catalogue, f"{rules.meeting}/{rules.session}")


def rules_for(catalogue: Catalogue, wanted: Wanted) -> RaceRules:
    """Return the rules of the race that is asked for: on record, like another's, or told.

    Raises BadRequest when nothing says how long the race is.
    """
    session = wanted.session.id if wanted.session is not None else ""
    place = wanted.like or wanted.meeting or session
    series = wanted.series or (wanted.session.series if wanted.session is not None else "")
    if place:
        rules = race_rules(catalogue, place)
        changed = wanted.duration_min is not None or wanted.laps is not None or wanted.series
        if changed:
            rules = like(rules, duration_min=wanted.duration_min, laps=wanted.laps, series=wanted.series)
        return rules
    if wanted.duration_min is None and wanted.laps is None:
        raise BadRequest(
            "How long the race is, is not on record.",
            hint="Name a meeting whose rules and length hold with --like, e.g. --like wec-2024/fuji; or tell "
            "--duration or --laps, and --series.",
        )
    if not series and wanted.session is not None:
        fitting = series_fitting(wanted.session.laps)
        series = fitting[0] if len(fitting) == 1 else ""
    return told_rules(series or "plain", duration_min=wanted.duration_min, laps=wanted.laps)


def day_of(catalogue: Catalogue, rules: RaceRules) -> dt.date | None:
    """Return the day of a race on record, None for one that is told or has no date yet."""
    if not rules.meeting:
        return None
    meeting = catalogue.meetings[rules.meeting]
    session = next((one for one in meeting.sessions if one.id == rules.session), None)
    return session.day if session is not None else (meeting.days[0] if meeting.days else None)


def knowledge(
    rules: RaceRules,
    day: dt.date | None,
    past: list[PastRace],
    parameters: Path | None,
    findings: list[Finding],
) -> tuple[ParameterSet, Ratings | None]:
    """Return parameters and ratings for a race: fitted to past races where there are enough, else those of paddock.

    day: of the race; what was fitted on later races is used only where there is nothing else, and told.
    parameters: a file that takes the place of the former.
    """
    from paddock.racing.calibration import calibrate
    from paddock.racing.parameters import GENERIC, load_parameters, packaged, read_parameters
    from paddock.racing.ratings import from_parameters, rate

    chosen: ParameterSet
    if parameters is not None:
        chosen = read_parameters(parameters)
    elif rules.series in packaged():
        chosen = load_parameters(rules.series)
    else:
        chosen = load_parameters(GENERIC)
        said = f"No parameters of {rules.series or 'this series'} come with paddock: the generic ones are taken."
        findings.append(Finding("warning", "generic-parameters", said, hint="`paddock race calibrate` fits them."))
    ratings = _ratings_of(chosen.series) if parameters is None else from_parameters(chosen)
    ahead = day is not None and chosen.last_day is not None and chosen.last_day >= day
    if len(past) >= FEWEST_RACES and (ahead or (chosen.last_day or dt.date.min) < past[-1].day):
        ratings = rate(past)
        if parameters is None and (ahead or chosen.series == GENERIC):
            chosen = calibrate(past, name=rules.procedure.name)
            ahead = False
    if ahead and chosen.series != GENERIC:
        said = f"{chosen.name} is fitted on races up to {chosen.last_day}, after this one: it knows too much."
        hint = "Import earlier races of the series (`paddock timing import`), and it is fitted on those alone."
        findings.append(Finding("warning", "looks-ahead", said, rules.meeting, hint))
    if ratings is not None and day is not None:
        ratings = ratings.on(day, rules.season)
    return chosen, ratings


@cache
def _ratings_of(series: str) -> Ratings | None:
    """Return the ratings that come with paddock; they are worked out once, which takes a while."""
    from paddock.racing.parameters import load_parameters
    from paddock.racing.ratings import from_parameters

    return from_parameters(load_parameters(series))


def _past(
    catalogue: Catalogue, store: Archive | None, rules: RaceRules, day: dt.date | None
) -> tuple[list[PastRace], PastRace | None]:
    """Return the races of the series before a race, and the race itself, as far as the archive has them."""
    from paddock.racing.history import past_races

    if store is None or not _there(store) or rules.series not in all_series():
        return [], None
    until = day + dt.timedelta(days=1) if day is not None else None
    races = past_races(store, catalogue, [rules.series], before=until)
    name = f"{rules.meeting}/{rules.session}"
    itself = next((one for one in races if one.id == name), None)
    return [one for one in races if one.id != name and (day is None or one.day < day)], itself


def _starters(
    catalogue: Catalogue,
    wanted: Wanted,
    rules: RaceRules,
    past: list[PastRace],
    itself: PastRace | None,
    ratings: Ratings | None,
    findings: list[Finding],
) -> list[Starter]:
    """Return the field: as told, of the lap file, of the archive's files of the race, or pieced together."""
    season = catalogue.seasons.get(rules.season)
    if wanted.start_list:
        return list(wanted.start_list)
    if wanted.session is not None:
        return from_session(wanted.session.laps, wanted.session.results, None, catalogue, season)
    if itself is not None:
        return from_session(itself.laps, itself.results, itself.grid, catalogue, season)
    if season is None:
        raise BadRequest("Who races is not on record.", hint="Give a start list with --entries FILE.")
    meeting = catalogue.meetings[rules.meeting]
    starters = from_catalogue(catalogue, season, meeting)
    seats = max((one.crew_least for one in rules.classes), default=0)
    regulars = from_catalogue(catalogue, season, meeting, regulars=max(seats, REGULARS))
    named = {one.race_class for one in starters}
    others = [one for one in regulars if one.race_class not in named]
    if others:
        said = f"Who is entered is not on record: the {listed(_classes(others))} entries for the season stand in."
        findings.append(Finding("info", "season-entries", said, rules.meeting))
    return _filled([*starters, *others], rules, past, ratings, findings)


def _classes(starters: list[Starter]) -> list[str]:
    return list(dict.fromkeys(one.race_class for one in starters))


def _filled(
    starters: list[Starter],
    rules: RaceRules,
    past: list[PastRace],
    ratings: Ratings | None,
    findings: list[Finding],
) -> list[Starter]:
    """Return a field with the classes that no entry is on record for, from the last race they were in.

    They are the traffic that the others meet; whom the entries of another day stand for is told.
    """
    from paddock.racing.rating_data import last_field

    named = {rules.race_class(one.race_class).id for one in starters} - {""}
    lacking = [one for one in rules.classes if one.id not in named]
    numbers = {one.car for one in starters}
    for one in lacking:
        stand_ins, source = last_field(ratings, past, (one.name, one.id, *one.aliases), rules.circuit)
        stand_ins = [other for other in stand_ins if other.car not in numbers]
        if not stand_ins:
            said = f"No entries of {one.name} are on record: the class is left out."
            findings.append(Finding("warning", "class-left-out", said, rules.meeting, "Give --entries FILE."))
            continue
        numbers |= {other.car for other in stand_ins}
        starters = [*starters, *stand_ins]
        said = f"No entries of {one.name} are on record: {count(len(stand_ins), 'car')} of {source} stand in."
        findings.append(Finding("warning", "stand-ins", said, rules.meeting, "Give --entries FILE."))
    if not starters:
        raise BadRequest(
            f"Who races at {rules.meeting} is not on record.",
            hint=f"Give a start list with --entries FILE: columns car, class, …; its classes are "
            f"{listed(one.name for one in rules.classes)}.",
        )
    return starters


def _with_whole_crews(rules: RaceRules, starters: list[Starter], findings: list[Finding]) -> list[Starter]:
    """Return starters without the crews that cannot be all there is to them: they would break the rules."""
    broken = {one.where: one.message for one in check_crews(rules, starters) if one.level == "error"}
    told = [one for one in starters if f"car {one.car}" in broken]
    if told:
        said = (
            f"The crews on record of {listed(one.car for one in told)} are not whole ({broken[f'car {told[0].car}']})"
        )
        findings.append(Finding("warning", "crew-unknown", f"{said}: who drives is left open.", rules.meeting))
    return [replace(one, seats=()) if one in told else one for one in starters]


def _by_class(starters: list[Starter], known: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Return what is known of cars by class and car, of the classes any of whose cars it is known of."""
    found: dict[str, dict[str, int]] = {}
    for one in starters:
        if one.car in known:
            found.setdefault(one.race_class, {})[one.car] = known[one.car]
    return found


def carried_over(
    catalogue: Catalogue, store: Archive | None, known: Known, car: str, race_class: str
) -> Transfer | None:
    """Return a car's pace carried over from the series it races in, None where it was seen in this one.

    car: id of its model.  Of several series the one it was seen in most counts; races after this one do not.
    Raises BadRequest when it was seen nowhere, or nothing it raced against was seen here.
    """
    from paddock.racing.whatif import models_seen, transfer

    record = catalogue.cars[car]
    names = {bare(one): one for one in (record.name, *record.aliases)}
    if known.ratings is None:
        return None
    if names.keys() & models_seen(known.ratings, race_class).keys():
        return None
    homes: list[tuple[int, str, str, Ratings]] = []
    for ratings in _elsewhere(catalogue, store, known):
        for one in ratings.classes.values():
            times = sum(bare(seen.model) in names for seen in one.seen)
            model = next((seen.model for seen in one.seen if bare(seen.model) in names), "")
            if times:
                homes.append((times, model, one.race_class, ratings))
    if not homes:
        raise BadRequest(
            f"{record.name} was seen in no series, so that nothing tells its pace.",
            hint="Import races it was in (`paddock timing import`), with their results, which name the models.",
        )
    _, model, home_class, home = max(homes, key=lambda one: one[0])
    return transfer(model, home, home_class, known.ratings, race_class)


def _elsewhere(catalogue: Catalogue, store: Archive | None, known: Known) -> Iterator[Ratings]:
    """Yield the ratings of other series, from races before this one where the archive has enough of them."""
    from paddock.racing.history import past_races
    from paddock.racing.parameters import packaged
    from paddock.racing.ratings import rate

    for series in packaged():
        if series == known.rules.series:
            continue
        past = past_races(store, catalogue, [series], before=known.day) if _there(store) and store else []
        ratings = rate(past) if len(past) >= FEWEST_RACES else _ratings_of(series)
        if ratings is not None:
            yield ratings.on(known.day, "") if known.day is not None else ratings


def _there(store: Archive | None) -> bool:
    return store is not None and store.root.is_dir()
