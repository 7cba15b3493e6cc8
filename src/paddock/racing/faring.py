"""How a car would fare in every round of a season it is not entered in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue
from paddock.errors import BadRequest, PaddockError
from paddock.findings import Finding
from paddock.racing.asking import Wanted, carried_over, know
from paddock.racing.forecasting import forecast, prepare
from paddock.racing.whatif import Transfer, added

if TYPE_CHECKING:
    from paddock.model import Meeting, Season
    from paddock.racing.running import Backend

REPLICATES = 1000
"""Simulated races for each round: odds are within three points of a hundred."""
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Fare:
    """What a round would bring the car.

    meeting: full id.  among: cars of the class, with it.  place_…: in class.  win, podium, retires: odds.
    laps_p50: median of the laps it completes.
    """

    meeting: str
    among: int
    place_mean: float
    place_p10: int
    place_p50: int
    place_p90: int
    win: float
    podium: float
    retires: float
    laps_p50: int


@dataclass(frozen=True, slots=True)
class SeasonFare:
    """What a season's rounds would bring a car that is added to the field.

    car: id of the model.  season, race_class: ids.  rounds: in order; moved: how its pace was carried over, None where
    it was seen in the series itself.  entered: whether it is in the field anyway.  seed, replicates: of each round.
    parameters, fitted: the parameter set, and the last day of the races it is fitted on, as `YYYY-MM-DD`.
    findings: rounds that could not be simulated and why, and what stands in for what is not on record.
    """

    car: str
    season: str
    race_class: str
    rounds: tuple[Fare, ...]
    moved: Transfer | None
    seed: int
    replicates: int
    parameters: str
    fitted: str
    findings: tuple[Finding, ...] = field(default=())


def fares(
    catalogue: Catalogue,
    car: str,
    season: str,
    race_class: str,
    *,
    seed: int = 1,
    replicates: int = REPLICATES,
    backend: Backend | None = None,
    told: Told = lambda what: None,
) -> SeasonFare:
    """Return how a car would fare in each round of a season at which a class races.

    car, season, race_class: ids.  The parameters and ratings that come with paddock are used.  told: called with each
    round as it is simulated.
    Raises BadRequest when no round can be simulated.
    """
    record = catalogue.seasons[season]
    rounds: list[Fare] = []
    findings: list[Finding] = []
    moved: Transfer | None = None
    parameters = fitted = ""
    for meeting in _rounds(record, race_class):
        where = record.meeting_id(meeting)
        told(meeting.name)
        try:
            known = know(catalogue, None, Wanted(meeting=where))
            name = catalogue.classes[f"{season}/{race_class}"].name
            moved = moved or carried_over(catalogue, None, known, car, name)
            year = meeting.days[0].year if meeting.days else record.year
            printed = known.rules.race_class(name)
            here = next(
                (one.race_class for one in known.starters if known.rules.race_class(one.race_class) == printed), name
            )
            starters = added(known.starters, catalogue, car, here, year=year, moved=moved)
            prepared = prepare(replace(known, starters=starters), changes=(f"added {catalogue.cars[car].name}",))
            found = forecast(prepared, seed=seed, replicates=replicates, backend=backend)
        except PaddockError as error:
            findings.append(Finding("warning", "not-simulated", error.message, where, error.hint))
            continue
        parameters = found.basis.parameters
        fitted = str(known.parameters.last_day or "")
        findings += [one for one in found.findings if one.level != "info"]
        row = found.entries.filter(car=starters[-1].car).row(0, named=True)
        rounds.append(
            Fare(
                where,
                sum(one.race_class == here for one in starters),
                *(row[name] for name in ("place_mean", "place_p10", "place_p50", "place_p90")),
                *(row[name] for name in ("win", "podium", "retires", "laps_p50")),
            )
        )
    if not rounds:
        why = findings[0] if findings else None
        raise BadRequest(
            f"No round of {season} {race_class} can be simulated{f': {why.message}' if why else '.'}",
            hint=why.hint if why else "",
        )
    return SeasonFare(
        car, season, race_class, tuple(rounds), moved, seed, replicates, parameters, fitted, _once(findings)
    )


def _rounds(season: Season, race_class: str) -> list[Meeting]:
    return [one for one in season.meetings if race_class in one.classes and one.takes_place]


def _once(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return findings, one of each kind and message; the first place stands for the others."""
    told: dict[tuple[str, str], Finding] = {}
    for one in findings:
        told.setdefault((one.code, one.message), one)
    return tuple(told.values())
