"""Sporting and technical rules as data.

Each rule is a fact of one kind with its parameters; `paddock.eligibility` knows how to judge each kind and holds no
number of its own. `meetings` narrows a rule to some meetings of the season (empty: all of them; a crew size that names
a meeting takes the place of one that names none).
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from paddock.model.base import Country, Fact, Record, Slug, Text
from paddock.model.people import Grade

Count = Annotated[int, Field(ge=0)]
Minutes = Annotated[float, Field(gt=0)]


class _Rule(Fact):
    id: Slug
    text: Text
    """The rule in paddock's own words."""
    meetings: tuple[Slug, ...] = ()


class RegulationRule(_Rule):
    """Which technical regulations the class accepts."""

    kind: Literal["regulation"]
    accepts: Annotated[tuple[Slug, ...], Field(min_length=1)]


class RoadCarRule(_Rule):
    """The make must build or sell at least `minimum` road cars a year."""

    kind: Literal["road-cars"]
    minimum: Count


class AgreementRule(_Rule):
    """The make must sign an agreement; a make already entered in the class has evidently done so."""

    kind: Literal["agreement"]
    partner: Text


class MarketRule(_Rule):
    """The make must be active or interested in one of these markets."""

    kind: Literal["market"]
    countries: Annotated[tuple[Country, ...], Field(min_length=1)]


class HomologationRule(_Rule):
    """The car must be homologated for the season."""

    kind: Literal["homologation"]


class TestRule(_Rule):
    """Cars of these regulations must pass a test at a named place before they race."""

    kind: Literal["test"]
    place: Text
    regulations: Annotated[tuple[Slug, ...], Field(min_length=1)]


class MakesRule(_Rule):
    """Only cars of these makes are admitted."""

    kind: Literal["makes"]
    makes: Annotated[tuple[Slug, ...], Field(min_length=1)]


class ModelsRule(_Rule):
    """Only these models are admitted."""

    kind: Literal["models"]
    cars: Annotated[tuple[Slug, ...], Field(min_length=1)]


class CarsPerMakeRule(_Rule):
    """How many cars a make must and may enter for the season."""

    kind: Literal["cars-per-make"]
    minimum: Count | None = None
    maximum: Count | None = None


class EntrantRule(_Rule):
    """Who may enter: private teams, works teams."""

    kind: Literal["entrant"]
    programmes: Annotated[tuple[Literal["works", "customer"], ...], Field(min_length=1)]


class GradeCount(Record):
    """So many drivers whose grade is one of these.

    Counts add up: "one Bronze and one Silver or Bronze" is one of [bronze] and two of [silver, bronze].
    """

    grades: Annotated[tuple[Grade, ...], Field(min_length=1)]
    drivers: Count


class CrewGradeRule(_Rule):
    """How a crew may be composed by FIA grade."""

    kind: Literal["crew-grades"]
    at_least: tuple[GradeCount, ...] = ()
    at_most: tuple[GradeCount, ...] = ()


class CrewSizeRule(_Rule):
    """How many drivers share the car."""

    kind: Literal["crew-size"]
    minimum: Annotated[int, Field(ge=1)] | None = None
    maximum: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _minimum_below_maximum(self) -> Self:
        if self.minimum is not None and self.maximum is not None and self.maximum < self.minimum:
            raise ValueError(f"maximum {self.maximum} is below minimum {self.minimum}")
        return self


class DrivingTimeRule(_Rule):
    """How long each driver must and may drive [minutes], or how much of the race.

    window_min: the stretch of race time the maximum counts in (the whole race when absent).
    maximum_share: the most as a share of the race, for races over a distance.
    """

    kind: Literal["driving-time"]
    grades: tuple[Grade, ...] = ()
    crew_size: Count | None = None
    minimum_min: Minutes | None = None
    maximum_min: Minutes | None = None
    window_min: Minutes | None = None
    maximum_share: Annotated[float, Field(gt=0, lt=1)] | None = None


class PitStopRule(_Rule):
    """Mandatory stops: how many, when, with what, how long [minutes and seconds]."""

    kind: Literal["pit-stop"]
    stops: Count | None = None
    opens_min: Annotated[float, Field(ge=0)] | None = None
    closes_min: Minutes | None = None
    driver_change: bool | None = None
    minimum_s: Annotated[float, Field(gt=0)] | None = None
    maximum_stint_min: Minutes | None = None


class SuccessPenaltyRule(_Rule):
    """Seconds added to the next mandatory stop [s] or ballast per point [kg]."""

    kind: Literal["success-penalty"]
    seconds: tuple[Annotated[float, Field(ge=0)], ...] = ()
    kg_per_point: Annotated[float, Field(ge=0)] | None = None


class TyreRule(_Rule):
    """Who supplies tyres; `sole` when there is no choice."""

    kind: Literal["tyres"]
    suppliers: tuple[Text, ...] = ()
    sole: bool


class FormatRule(_Rule):
    """How the weekend or the race runs, in words with the figures that matter."""

    kind: Literal["format"]
    races: Count | None = None
    duration_min: Minutes | None = None
    distance_km: Annotated[float, Field(gt=0)] | None = None
    results_counted: Count | None = None
    results_total: Count | None = None


Rule = Annotated[
    RegulationRule
    | RoadCarRule
    | AgreementRule
    | MarketRule
    | HomologationRule
    | TestRule
    | MakesRule
    | ModelsRule
    | CarsPerMakeRule
    | EntrantRule
    | CrewGradeRule
    | CrewSizeRule
    | DrivingTimeRule
    | PitStopRule
    | SuccessPenaltyRule
    | TyreRule
    | FormatRule,
    Field(discriminator="kind"),
]
