"""How the car would fare in the seasons in question: its rounds simulated, round by round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass

from paddock.catalogue import Catalogue
from paddock.catalogue.names import slugify
from paddock.errors import BadRequest, MissingExtra
from paddock.findings import Finding
from paddock.racing.faring import REPLICATES, SeasonFare, fares
from paddock.studies.form import SubjectKind
from paddock.studies.worth_words import ordinal, per_cent
from paddock.units import count, listed


@dataclass(frozen=True, slots=True)
class FareSheet:
    """A season's rounds as the study shows them; says: what they come to, in sentences, the sum of it first."""

    season: SeasonFare
    says: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {**asdict(self.season), "findings": [], "says": list(self.says)} | {
            "findings": [one.as_dict() for one in self.season.findings]
        }


Fared = tuple[tuple[FareSheet, ...], tuple[Finding, ...]]


def fare(
    catalogue: Catalogue,
    kind: SubjectKind,
    subject: str,
    candidate: Iterable[str],
    race_class: str,
    *,
    replicates: int = REPLICATES,
    told: Callable[[str], None] = lambda what: None,
) -> Fared:
    """Return what the rounds in question would bring a car, and what was noticed.

    candidate: seasons in question; those of series that no parameters come with are left out.  race_class: the class
    in question, empty where that is open.  replicates: races simulated for each round, 0 for none.
    """
    found: list[FareSheet] = []
    findings: list[Finding] = []
    for season in simulated_seasons(catalogue, kind, candidate, race_class) if replicates else ():
        try:
            one = fares(catalogue, subject, season, race_class, replicates=replicates, told=told)
        except (BadRequest, MissingExtra) as error:
            findings.append(Finding("info", "not-simulated", error.message, season, error.hint))
            continue
        found.append(FareSheet(one, fare_says(catalogue, one)))
        findings += [noticed for noticed in one.findings if noticed.level != "info"]
    return tuple(found), tuple(findings)


def simulated_seasons(
    catalogue: Catalogue, kind: SubjectKind, candidate: Iterable[str], race_class: str
) -> Iterator[str]:
    """Yield the seasons in question that a car can be simulated in: of series with parameters, and of the class."""
    from paddock.racing.parameters import packaged

    if kind != "car" or not race_class:
        return
    for season in candidate:
        record = catalogue.seasons[season]
        if record.series in packaged() and race_class in {one.id for one in record.classes}:
            yield season


def fare_says(catalogue: Catalogue, one: SeasonFare) -> tuple[str, ...]:
    """Return what a season's rounds would bring, in sentences."""
    name = catalogue.cars[one.car].name
    race_class = catalogue.classes[f"{one.season}/{one.race_class}"].name
    middles = [each.place_p50 for each in one.rounds]
    best = max(one.rounds, key=lambda each: each.win)
    worst = min(one.rounds, key=lambda each: each.win)
    wins, podiums = (sum(getattr(each, what) for each in one.rounds) for what in ("win", "podium"))
    low, high = min(middles), max(middles)
    usual = ordinal(low) if low == high else f"{ordinal(low)} to {ordinal(high)}"
    head = (
        f"Each of {count(len(one.rounds), 'round')} was simulated {one.replicates:,} times with one {name} more in "
        f"{race_class}: its median place is {usual}, among {_fields(one)} cars."
    )
    odds = (
        f"Over the season that is {wins:.1f} wins and {podiums:.1f} podiums to be expected; its odds of a win are "
        f"{_percent(worst.win)} ({worst.meeting}) to {_percent(best.win)} ({best.meeting})."
    )
    noticed = [found.message for found in one.findings if found.level == "info"]
    return (head, odds, *_basis(catalogue, one, name), *noticed)


def _fields(one: SeasonFare) -> str:
    sizes = sorted({each.among for each in one.rounds})
    return str(sizes[0]) if len(sizes) == 1 else f"{sizes[0]} to {sizes[-1]}"


def _basis(catalogue: Catalogue, one: SeasonFare, name: str) -> tuple[str, ...]:
    fitted = f"Fitted on races up to {one.fitted} ({one.parameters}); no lap of the season in question is known to it."
    if one.moved is None:
        return (fitted,)
    moved = one.moved
    called = {slugify(other): car.name for car in catalogue.cars.values() for other in (car.name, *car.aliases)}
    shared = listed(called.get(slugify(model), model) for model in moved.shared)
    told = (
        f"The pace of the {name} is carried over by what raced in both series ({shared}): "
        f"{per_cent(100 * moved.pace_share)} off the class's middle car, and that is uncertain by "
        f"{per_cent(100 * moved.sd_share)} either way. Crew and team are nobody's in particular."
    )
    return told, fitted


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
