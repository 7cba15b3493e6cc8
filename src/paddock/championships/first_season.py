"""What a first season would be worth: a car added to the field of every round, scored by the season's titles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue
from paddock.championships.ahead import START
from paddock.championships.forecasting import REPLICATES, Told, forecast_season
from paddock.championships.newcomers import Newcomer
from paddock.championships.season import SeasonBasis, TitleForecast
from paddock.errors import BadRequest
from paddock.findings import Finding
from paddock.model import Title
from paddock.scoring import points_text, titles_of
from paddock.scoring.sheets import Competitor

if TYPE_CHECKING:
    from paddock.archive import Archive
    from paddock.racing.running import Backend, Progress

RACES = 500
"""Races simulated for each race of the season."""


@dataclass(frozen=True, slots=True)
class FirstTitle:
    """What a first season would bring in one title.

    title, name: what commands call it, and its name.  who: the newcomer; in a title of makes its make, and alone tells
    whether no other car of that make is in it.  among: competitors in the table in any season.  rounds: that were
    drawn.  points_p5, points_p50, points_p95: at the end of the season.  champion, top_three: odds.  places: odds of
    each place, from the first.  champion_p50: median of the champion's points.
    """

    title: str
    name: str
    who: Competitor
    alone: bool
    among: int
    rounds: int
    points_p5: Fraction
    points_p50: Fraction
    points_p95: Fraction
    champion: float
    top_three: float
    places: tuple[float, ...]
    champion_p50: Fraction

    def place_at(self, share: float) -> int:
        """Return the place in the final table that a share of the seasons reaches, 1/2 for the median."""
        reached = 0.0
        for place, odds in enumerate(self.places, start=1):
            reached += odds
            if reached >= sum(self.places) * share:
                return place
        return len(self.places)

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values; exact points are text."""
        points = ("points_p5", "points_p50", "points_p95", "champion_p50")
        told = asdict(self) | {name: points_text(getattr(self, name)) for name in points}
        return told | {"who": self.who.as_dict(), "places": list(self.places), "place_p50": self.place_at(1 / 2)}


@dataclass(frozen=True, slots=True)
class FirstSeason:
    """What a first season would be worth to a car that is added to every field, title by title.

    car: id of the model.  season, race_class: ids.  basis: what it rests on; `basis.moved` tells how the car's pace was
    carried over from another series.
    """

    car: str
    season: str
    race_class: str
    titles: tuple[FirstTitle, ...]
    basis: SeasonBasis
    findings: tuple[Finding, ...] = field(default=())

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "car": self.car,
            "season": self.season,
            "class": self.race_class,
            "titles": [one.as_dict() for one in self.titles],
            "basis": self.basis.as_dict(),
            "findings": [one.as_dict() for one in self.findings],
        }


def first_season(
    catalogue: Catalogue,
    car: str,
    season: str,
    race_class: str,
    *,
    programme: str = "works",
    archive: Archive | None = None,
    seed: int = 1,
    replicates: int = REPLICATES,
    races: int = RACES,
    backend: Backend | None = None,
    progress: Progress | None = None,
    told: Told = lambda what: None,
) -> FirstSeason:
    """Return what a whole season would bring a car that is not in it, in every title of its class.

    car, season, race_class: ids.  programme: of its entry, `works` or `customer`.  The car has no team, number or
    drivers of its own: crew and team are nobody's in particular.  The rest as for `forecast_season`.
    Raises BadRequest when no title pays in the class, nothing tells the car's pace, or nothing can be simulated.
    """
    titles = [one.called[0] for one in titles_of(catalogue, season) if _pays_in(one, race_class)]
    if not titles:
        raise BadRequest(
            f"No title of {season} that pays in {race_class} is on record.",
            hint="`paddock standings` lists the seasons with points rules.",
        )
    added = Newcomer(car, race_class, programme)
    found = forecast_season(
        catalogue,
        season,
        titles,
        START,
        archive=archive,
        seed=seed,
        replicates=replicates,
        races=races,
        added=added,
        backend=backend,
        progress=progress,
        told=told,
    )
    made = catalogue.cars[car].manufacturer
    shared = {catalogue.make_of(one) for one in catalogue.entries.get(season, ()) if one.race_class == race_class}
    kept = tuple(_titles(catalogue, found.titles, added, made not in shared))
    findings = (*found.findings, *(each for one in found.titles for each in one.findings))
    return FirstSeason(car, season, race_class, kept, found.basis, tuple(dict.fromkeys(findings)))


def _pays_in(title: Title, race_class: str) -> bool:
    return not title.classes or "*" in title.classes or race_class in title.classes


def _titles(
    catalogue: Catalogue, found: tuple[TitleForecast, ...], added: Newcomer, alone: bool
) -> Iterator[FirstTitle]:
    """Yield the newcomer's line of each title that it takes part in."""
    for one in found:
        who = added.who(catalogue, one.title.awarded_to)
        mine = next((each for each in one.chances if each.who == who), None)
        if mine is None:
            continue
        yield FirstTitle(
            one.title.called[0],
            one.title.name,
            who,
            alone or who.kind != "make",
            len(one.chances),
            len(one.rounds),
            mine.points_p5,
            mine.points_p50,
            mine.points_p95,
            mine.champion,
            mine.top_three,
            mine.places,
            one.champion_p50,
        )
