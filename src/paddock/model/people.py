"""Drivers with their grades, and teams."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from paddock.model.base import Country, Fact, Named, Slug, Text
from paddock.model.machines import Year


class Grade(StrEnum):
    """FIA driver categorisation, professional to amateur."""

    PLATINUM = "platinum"
    GOLD = "gold"
    SILVER = "silver"
    BRONZE = "bronze"


class DriverGrade(Fact):
    """A driver's grade in one year; several where the sources only narrow it down."""

    driver: Slug
    year: Year
    one_of: Annotated[tuple[Grade, ...], Field(min_length=1, max_length=4)]


class Engagement(Fact):
    """A past seat outside the catalogued seasons: which years, in what, for whom."""

    first_year: Year
    last_year: Year
    series: Text
    team: str = ""
    car: str = ""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.last_year < self.first_year:
            raise ValueError(f"last_year {self.last_year} is before first_year {self.first_year}")
        return self


class Driver(Named):
    """Someone who races."""

    country: Country | None = None
    grades: tuple[DriverGrade, ...] = ()
    """Filled in by the catalogue from its [[grade]] tables."""
    past: tuple[Engagement, ...] = ()

    def grade_in(self, year: int) -> DriverGrade | None:
        """Return the grade of that very year, or None: a neighbouring year's grade is not assumed."""
        return next((grade for grade in self.grades if grade.year == year), None)


class Team(Named):
    """Who enters and runs cars."""

    country: Country | None = None
