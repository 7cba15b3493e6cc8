"""Every race still to come simulated, for all titles at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.championships.ahead import Ahead, Slot
from paddock.championships.knowing import (
    Knowledge,
    field_of,
    form_so_far,
    from_archive,
    known_race,
    last_days,
    with_field,
)
from paddock.championships.newcomers import Newcomer, in_field
from paddock.championships.simulating import EACH, Simulated, offsets, pace_of, seed_of, simulate
from paddock.errors import BadRequest, PaddockError
from paddock.findings import Finding
from paddock.model import Season
from paddock.racing.faring import TOLD, summed
from paddock.racing.forecasting import Prepared, prepare
from paddock.scoring.sheets import SeasonResults

if TYPE_CHECKING:
    from paddock.racing.asking import Known
    from paddock.racing.running import Backend, Progress
    from paddock.racing.whatif import Transfer

Told = Callable[[str], None]
RaceId = tuple[str, str]
"""Meeting and session."""
SHARED = ("looks-ahead", "generic-parameters")
"""Findings that are about the parameters, whichever the race."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How races are simulated: seed, races a race, where, and who is told."""

    seed: int
    races: int
    backend: Backend | None = None
    progress: Progress | None = None
    told: Told = field(default=lambda what: None)


@dataclass(frozen=True, slots=True)
class RacesAhead:
    """Races simulated.

    moved: how the pace of the car that is added was carried over.  parameters, fitted_until, rated_until: what they
    rest on.  findings: races that could not be simulated and why, and what had to be put in.
    """

    races: dict[RaceId, Simulated]
    moved: Transfer | None
    parameters: tuple[str, ...]
    fitted_until: str
    rated_until: str
    findings: tuple[Finding, ...]


def simulate_all(
    catalogue: Catalogue,
    season: Season,
    lefts: Sequence[Ahead],
    archive: Archive | None,
    newcomer: Newcomer | None,
    how: Drawing,
) -> RacesAhead:
    """Simulate every race that a title still pays for.

    lefts: what is left for each title.  archive: laps of past races; None for what comes with paddock.
    newcomer: a car more in every field.  A race that cannot be simulated is told and left out.
    """
    slots = [slot for left in lefts for slot in left.slots]
    wanted = list(dict.fromkeys(_race(season, slot) for slot in sorted(slots, key=lambda one: one.round)))
    results = lefts[0].results
    findings: list[Finding] = []
    found: dict[RaceId, Simulated] = {}
    seen: list[Known] = []
    moved: Transfer | None = None
    shared: Knowledge | None = None
    for meeting, session in wanted:
        how.told(f"{meeting}/{session}")
        try:
            if archive is not None and shared is None:
                shared = from_archive(catalogue, archive, season, meeting, session)
            here = [one for one in slots if one.meeting == meeting]
            known = _known(catalogue, season, results, (meeting, session), here, shared)
            if newcomer is not None:
                starters, moved = in_field(catalogue, archive, season, known, newcomer, moved)
                known = replace(known, starters=starters)
            marks = sorted({one.after_min for one in here if one.after_min is not None})
            found[meeting, session] = _simulated(season, results, known, (meeting, session), marks, how)
        except PaddockError as error:
            where = f"{season.id}/{meeting}/{session}"
            findings.append(Finding("warning", "not-simulated", error.message, where, error.hint))
            continue
        seen.append(known)
        findings += [one for one in known.findings if one.code in TOLD]
    fitted, rated = last_days(seen)
    parameters = tuple(dict.fromkeys(one.parameters.name for one in seen))
    return RacesAhead(found, moved, parameters, fitted, rated, _told(findings, seen))


def _race(season: Season, slot: Slot) -> RaceId:
    """Return the race that tells of a session: itself, or for qualifying the first of its meeting."""
    if slot.kind != "qualifying":
        return slot.meeting, slot.session
    meeting = next(one for one in season.meetings if one.id == slot.meeting)
    return slot.meeting, next((one.id for one in meeting.sessions if one.kind == "race"), "race")


def _known(
    catalogue: Catalogue,
    season: Season,
    results: SeasonResults,
    race: RaceId,
    slots: Sequence[Slot],
    shared: Knowledge | None,
) -> Known:
    """Return what is known of a race, with every car in it that a session of its meeting names."""
    try:
        known = known_race(catalogue, season, *race, shared)
    except BadRequest:
        field = field_of(catalogue, season, results, slots)
        if not field:
            raise
        known = known_race(catalogue, season, *race, shared, field)
    return with_field(catalogue, season, known, slots)


def _simulated(
    season: Season, results: SeasonResults, known: Known, race: RaceId, marks: Sequence[int], how: Drawing
) -> Simulated:
    prepared = _prepared(season, results, known)
    cars = [(one.car, known.rules.race_class(one.race_class).id) for one in prepared.starters]
    each = min(EACH, how.races)
    return simulate(
        prepared,
        cars,
        pace_of(prepared, known.ratings, known.rules.circuit),
        offsets(how.seed, ["/".join(one) for one in cars], how.races // each),
        marks,
        seed_of(how.seed, *race),
        rated=known.ratings is not None,
        each=each,
        backend=how.backend,
        progress=how.progress,
    )


def _prepared(season: Season, results: SeasonResults, known: Known) -> Prepared:
    """Return a race ready to be simulated; without ratings, form is what the season's results so far tell."""
    if known.ratings is not None:
        return prepare(known)
    form: dict[tuple[str, str], float] = {}
    for one in known.rules.classes:
        for name in (one.id, ""):
            form |= {(car, one.id): value for car, value in form_so_far(season, results, name, known.day).items()}
    strengths = {one.car: form.get((one.car, known.rules.race_class(one.race_class).id)) for one in known.starters}
    ordered = sorted(known.starters, key=lambda one: -(strengths[one.car] or 0.0))
    prepared = prepare(replace(known, starters=tuple(ordered)))
    return replace(prepared, strengths=tuple(strengths[one.car] for one in prepared.starters))


def _told(findings: Iterable[Finding], seen: Sequence[Known]) -> tuple[Finding, ...]:
    """Return findings of the races, each once."""
    plain = [replace(one, where="") if one.code in SHARED else one for one in findings]
    if any(one.ratings is None for one in seen):
        said = "No paces of this series are known: its cars are taken to be equally quick, and only their results tell."
        plain.append(Finding("warning", "no-ratings", said, hint="Import races of it (`paddock timing import`)."))
    return summed(plain)
