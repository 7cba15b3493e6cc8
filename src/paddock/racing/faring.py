"""How a car would fare in every round of a season it is not entered in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue
from paddock.errors import BadRequest, PaddockError
from paddock.findings import Finding
from paddock.racing.asking import Known, Wanted, carried_over, know
from paddock.racing.forecasting import forecast, prepare
from paddock.racing.whatif import Transfer, added
from paddock.units import count

if TYPE_CHECKING:
    from paddock.model import Meeting, Season
    from paddock.racing.result import RaceForecast
    from paddock.racing.running import Backend
    from paddock.racing.setting import Starter

REPLICATES = 500
"""Simulated races for each round: odds are within some four points of a hundred."""
STAND_INS, LEFT_OUT = "stand-ins", "class-left-out"
ENTRIES = "Entries in a catalogue folder of yours take their place."
"""What mends a season's fields: unlike a race, it takes no start list."""
TOLD = ("looks-ahead", "generic-parameters", LEFT_OUT, STAND_INS)
"""Findings of a round that matter to the whole season."""
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
    Raises UnknownName for a class the season has not, BadRequest when no round can be simulated.
    """
    record = catalogue.seasons[season]
    name = catalogue.race_class(record, race_class).name
    rounds: list[Fare] = []
    findings: list[Finding] = []
    moved: Transfer | None = None
    fitted = parameters = ""
    for meeting in _rounds(record, race_class):
        where = record.meeting_id(meeting)
        told(meeting.name)
        try:
            known = know(catalogue, None, Wanted(meeting=where))
            moved = moved or carried_over(catalogue, None, known, car, name)
            starters = added(known.starters, catalogue, car, printed_as(known, name), year=record.year, moved=moved)
            prepared = prepare(replace(known, starters=starters), changes=(f"added {catalogue.cars[car].name}",))
            found = forecast(prepared, seed=seed, replicates=replicates, backend=backend)
        except PaddockError as error:
            findings.append(Finding("warning", "not-simulated", error.message, where, error.hint))
            continue
        parameters, fitted = found.basis.parameters, str(known.parameters.last_day or "")
        findings += [one for one in found.findings if one.code in TOLD]
        rounds.append(_fare(where, starters[-1], found))
    if not rounds:
        why = findings[0] if findings else None
        raise BadRequest(
            f"No round of {season} {race_class} can be simulated{f': {why.message}' if why else '.'}",
            hint=why.hint if why else "",
        )
    return SeasonFare(
        car, season, race_class, tuple(rounds), moved, seed, replicates, parameters, fitted, summed(findings)
    )


def printed_as(known: Known, race_class: str) -> str:
    """Return what the field prints for a class of the season; its own name where nobody is in it."""
    wanted = known.rules.race_class(race_class)
    same = (one.race_class for one in known.starters if known.rules.race_class(one.race_class) == wanted)
    return next(same, race_class)


def _fare(meeting: str, car: Starter, found: RaceForecast) -> Fare:
    row = found.entries.filter(car=car.car).row(0, named=True)
    among = found.entries.filter(found.entries["class"] == car.race_class).height
    names = ("place_mean", "place_p10", "place_p50", "place_p90", "win", "podium", "retires", "laps_p50")
    return Fare(meeting, among, *(row[name] for name in names))


def _rounds(season: Season, race_class: str) -> list[Meeting]:
    return [one for one in season.meetings if race_class in one.classes and one.takes_place]


def summed(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return findings of several rounds, those that most of them share in one sentence."""
    stand_ins = [one for one in findings if one.code == STAND_INS]
    hinted = (replace(one, hint=ENTRIES) if one.code == LEFT_OUT else one for one in findings)
    others = list(dict.fromkeys(one for one in hinted if one.code != STAND_INS))
    if stand_ins:
        said = "Of classes whose entries are not on record the cars of their last race there stand in: "
        said += f"they are the traffic, in {count(len({one.where for one in stand_ins}), 'round')}."
        others.append(Finding("info", STAND_INS, said, hint=ENTRIES))
    return tuple(others)
