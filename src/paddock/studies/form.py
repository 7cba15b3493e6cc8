"""The form of a study file, and where study files are found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from paddock.catalogue import read_form
from paddock.errors import UnknownName
from paddock.model import Place, Record
from paddock.model.base import Country, Slug, Text
from paddock.model.machines import Year

BUILT_IN = Path(__file__).parent / "data"

SubjectKind = Literal["car", "driver", "manufacturer"]


class StudyHead(Record):
    """What the study is called and what it asks."""

    id: Slug
    title: Text
    question: Text


class Subject(Record):
    """Who or what the study is about: one car, one driver or one manufacturer."""

    car: str = ""
    driver: str = ""
    manufacturer: str = ""

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(bool(value) for value in (self.car, self.driver, self.manufacturer)) != 1:
            raise ValueError("name exactly one of car, driver, manufacturer")
        return self

    @property
    def kind(self) -> SubjectKind:
        """Which of the three it is."""
        return "car" if self.car else "driver" if self.driver else "manufacturer"

    @property
    def name(self) -> str:
        """The name or id as written."""
        return self.car or self.driver or self.manufacturer


class Programme(Record):
    """The seasons the subject races in; `class` narrows them to the meetings at which that class races."""

    seasons: tuple[str, ...]
    """Empty for a subject without a programme."""
    race_class: str = Field(default="", alias="class")


class Candidate(Record):
    """What is in question: seasons (and a class), or every meeting of a year in a country."""

    seasons: tuple[str, ...] = ()
    race_class: str = Field(default="", alias="class")
    country: Country | None = None
    year: Year | None = None

    @model_validator(mode="after")
    def _seasons_or_country(self) -> Self:
        if bool(self.seasons) == (self.country is not None):
            raise ValueError("name either seasons, or a country and a year")
        if (self.country is None) != (self.year is None):
            raise ValueError("country and year go together")
        return self


class Markets(Record):
    """Countries that matter, and towns to measure distances from."""

    countries: tuple[Country, ...] = ()
    places: tuple[Place, ...] = Field(default=(), alias="place")


class StudyCrew(Record):
    """A crew to judge in a class of a season."""

    season: Text
    race_class: Text = Field(alias="class")
    drivers: Annotated[tuple[str, ...], Field(min_length=1)]


class StudyFile(Record):
    """One programme to be judged."""

    study: StudyHead
    subject: Subject
    programme: Programme
    candidate: Candidate
    markets: Markets = Markets()
    crew: tuple[StudyCrew, ...] = ()


def built_in_studies() -> dict[str, Path]:
    """Return the built-in study files by id."""
    return {path.stem: path for path in sorted(BUILT_IN.glob("*.toml"))}


def find_study(name: str) -> Path:
    """Return the path of a built-in study by id, or of a study file by path; raises UnknownName with candidates."""
    known = built_in_studies()
    if name in known:
        return known[name]
    path = Path(name)
    if path.suffix == ".toml" or path.exists():
        return path
    raise UnknownName(
        f"There is no study {name!r}.", candidates=sorted(known), hint=f"Built in: {', '.join(sorted(known))}."
    )


def read_study(path: Path) -> StudyFile:
    """Read a study file; raises BadFile naming file:line and field."""
    _, study = read_form(path, StudyFile, "docs/studies.md")
    return study
