"""May this car race in that season?"""

from __future__ import annotations

from dataclasses import replace

from paddock.catalogue import Catalogue
from paddock.eligibility.judges import CarCase, accepts, judge_car
from paddock.eligibility.verdict import BEST_FIRST, Outcome, RuleFinding, Verdict, weakest, with_meetings
from paddock.errors import UnknownName
from paddock.model import Car, RaceClass, Season


def eligible_car(
    catalogue: Catalogue, car: str, season: str, race_class: str | None = None, *, by_meeting: bool = False
) -> Verdict:
    """Judge a car against a class of a season, or against the class that suits it best.

    car, season, race_class: names or ids.  by_meeting: also say at which meetings the class races.
    Raises UnknownName or AmbiguousName with candidates.
    """
    model = catalogue.cars[catalogue.get("car", car)]
    edition = catalogue.season(season)
    if race_class is not None:
        verdict = _judge(catalogue, model, edition, catalogue.race_class(edition, race_class))
    else:
        verdict = _best(catalogue, model, edition)
    if by_meeting and verdict.race_class:
        verdict = with_meetings(verdict, edition)
    return verdict


def _best(catalogue: Catalogue, car: Car, season: Season) -> Verdict:
    if not season.classes:
        raise UnknownName(f"{season.id} has no class on record.", hint="Its rules are not in the catalogue yet.")
    takers = [one for one in season.classes if accepts(one, car)]
    if not takers:
        regulation = catalogue.regulations[car.regulation].name
        because = f"No class of {season.name} accepts {regulation}, which the {car.name} is built to."
        sources = tuple(dict.fromkeys(ref for one in season.classes for rule in one.rules for ref in rule.sources))
        if any(not one.regulations for one in season.classes):
            unknown = RuleFinding(
                "regulation",
                Outcome.UNKNOWN,
                f"Which regulations {season.name} accepts is not fully on record.",
                missing="regulations its classes accept",
            )
            return Verdict((car.id,), season.id, "", Outcome.UNKNOWN, (unknown,))
        finding = RuleFinding("regulation", Outcome.NO, because, sources[:5])
        return Verdict((car.id,), season.id, "", Outcome.NO, (finding,))
    verdicts = sorted(
        (_judge(catalogue, car, season, one) for one in takers), key=lambda v: BEST_FIRST.index(v.outcome)
    )
    best, others = verdicts[0], verdicts[1:]
    return replace(best, others=tuple((other.race_class, other.outcome) for other in others))


def _judge(catalogue: Catalogue, car: Car, season: Season, race_class: RaceClass) -> Verdict:
    case = CarCase(catalogue, car, catalogue.manufacturers[car.manufacturer], season, race_class)
    findings = judge_car(case)
    return Verdict((car.id,), season.id, race_class.id, weakest(one.outcome for one in findings), findings)
