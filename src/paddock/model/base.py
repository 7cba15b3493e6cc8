"""What every fact has: an id, sources, a status, and how sure it is."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, Strict, model_validator
from pydantic.types import StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)]
"""A lower-case id: letters and digits in groups joined by single hyphens (`long-beach`)."""

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""An ISO 3166-1 alpha-2 country code."""

MeetingId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*$")]
"""`<season>/<slug>`, e.g. `wec-2024/imola`."""

SourceRef = Annotated[str, StringConstraints(pattern=r"^(https?://\S+|[a-z0-9]+(?:-[a-z0-9]+)*)$")]
"""The id of a `Source`, or a plain web address."""

Day = Annotated[dt.date, Strict(), Field(ge=dt.date(1894, 1, 1), le=dt.date(2100, 12, 31))]
"""A calendar day written as a TOML date; a number or a string is refused rather than reinterpreted.

It lies between the first motor race and the far end of any calendar, as years do.
"""

Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Status(StrEnum):
    """Where a fact stands in its life."""

    PROVISIONAL = "provisional"
    OFFICIAL = "official"
    AMENDED = "amended"
    CANCELLED = "cancelled"
    UNVERIFIED = "unverified"


class Confidence(StrEnum):
    """How well a fact is supported."""

    SEVERAL = "several"
    """Two or more independent sources agree."""
    SINGLE = "single"
    """One source says so."""
    DERIVED = "derived"
    """Worked out from other facts; the note says how."""
    DISPUTED = "disputed"
    """Sources disagree; the note says who says what."""
    NONE = "none"
    """No source was found."""


class Record(BaseModel):
    """A frozen piece of the domain; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Source(Record):
    """Where facts come from: a page, a file or a data set, with what paddock calls it."""

    id: Slug
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    title: Text
    published: Day | None = None
    note: str = ""


class Fact(Record):
    """A statement with its sources.

    sources: ids of `Source` records or web addresses.  status: where it stands in its life.
    confidence: how well it is supported.  unverified: fields of it that no source was found for.
    announced: the day it became public; before that day an `as of` view does not show it.
    """

    sources: tuple[SourceRef, ...] = ()
    status: Status
    confidence: Confidence = Confidence.SINGLE
    unverified: tuple[str, ...] = ()
    announced: Day | None = None
    note: str = ""

    @model_validator(mode="after")
    def _has_source_or_says_not(self) -> Self:
        if not self.sources and self.status is not Status.UNVERIFIED:
            raise ValueError('a fact needs `sources`, or `status = "unverified"`')
        unknown = set(self.unverified) - set(type(self).model_fields)
        if unknown:
            raise ValueError(f"`unverified` names fields that do not exist: {', '.join(sorted(unknown))}")
        return self


class Named(Fact):
    """A fact with an id, a name and other names it is known by."""

    id: Slug
    name: Text
    aliases: tuple[Text, ...] = Field(default=())
