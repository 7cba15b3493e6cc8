"""Regulations, manufacturers and the cars they homologate."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from paddock.model.base import Country, Fact, Named, Slug

Year = Annotated[int, Field(ge=1894, le=2100)]


class Regulation(Named):
    """A technical rule book that cars are built to (LMH, LMDh, GT3 …)."""

    category: Literal["prototype", "gt", "touring", "formula", "open"]


class RoadCars(Fact):
    """Road cars a make sold, registered or built in one calendar year."""

    year: Year
    cars: Annotated[int, Field(ge=0)]
    measure: Literal["produced", "sold", "registered"] = "sold"
    scope: Literal["world", "us"] = "world"
    """A US figure is a lower bound of the world's."""


class MarketPresence(Fact):
    """Whether a make sells road cars in a country, and since or until when if known."""

    country: Country
    sells: bool
    year: Year
    """The year the statement is about."""


class Manufacturer(Named):
    """A make of cars, its parent company and what is known of its road cars."""

    country: Country | None = None
    parent: str = ""
    road_cars: tuple[RoadCars, ...] = ()
    markets: tuple[MarketPresence, ...] = Field(default=(), alias="market")


class Car(Named):
    """A homologated model.

    homologated_from / homologated_until: first and last season the homologation covers, as far as known.
    """

    manufacturer: Slug
    regulation: Slug
    chassis_partner: str = ""
    engine: str = ""
    homologated_from: Year | None = None
    homologated_until: Year | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        first, last = self.homologated_from, self.homologated_until
        if first is not None and last is not None and last < first:
            raise ValueError(f"homologation ends ({last}) before it begins ({first})")
        return self
