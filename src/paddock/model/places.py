"""Circuits and their layouts."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from paddock.model.base import Country, Fact, Named, Slug, Text

Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class Layout(Fact):
    """One course of a circuit; `length_km` is the length of a lap [km]."""

    id: Slug
    name: Text
    length_km: Annotated[float, Field(gt=0, lt=200)]


class Circuit(Named):
    """Where races are held. Coordinates in degrees (WGS 84), north and east positive."""

    city: Text
    country: Country
    time_zone: Text
    latitude: Latitude
    longitude: Longitude
    layouts: tuple[Layout, ...] = Field(default=(), alias="layout")

    @model_validator(mode="after")
    def _layouts_are_distinct(self) -> Self:
        ids = [layout.id for layout in self.layouts]
        if len(ids) != len(set(ids)):
            raise ValueError("two layouts share an id")
        return self


class Place(Fact):
    """A town that matters to a study: a market, a head office."""

    name: Text
    country: Country
    latitude: Latitude
    longitude: Longitude
