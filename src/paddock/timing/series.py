"""What timing needs to know of a series: the classes its files print and how its races are classified.

The facts are data (`data/series.toml`), each with its source or a note that it has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Literal

import tomli
from pydantic import Field, PlainValidator, TypeAdapter

from paddock.errors import UnknownName
from paddock.model.base import Record, Slug, Text
from paddock.units import bare

if TYPE_CHECKING:
    import polars as pl


def _share(value: object) -> Fraction:
    """Return `"7/10"` as an exact fraction; a float would not be exact and is refused."""
    if not isinstance(value, str | Fraction):
        raise ValueError('a share is written as a fraction in quotes, e.g. "7/10"')
    try:
        share = Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{value!r} is not a fraction such as 7/10") from None
    if not 0 < share <= 1:
        raise ValueError(f"{value!r} is not between 0 and 1")
    return share


class ClassificationRules(Record):
    """How a race is classified.

    minimum_share: share of the winner's laps a car must complete; None where there is no such rule.  flag: whether
    it must take the chequered flag.  verified: whether a source states the rule.  Neither share nor flag: every car
    that started is classified.
    """

    minimum_share: Annotated[Fraction, PlainValidator(_share)] | None = None
    flag: bool = False
    verified: bool = False
    sources: tuple[Text, ...] = ()
    note: str = ""


PLAIN = ClassificationRules()
"""The order by laps and then by time, every car classified: what is left when no series' rules are known."""


class SeriesRules(Record):
    """A series as timing knows it: id, name, the classes its files print, whether lap 1 is a full lap, its rules."""

    id: Slug
    name: Text
    classes: Annotated[tuple[Text, ...], Field(min_length=1)]
    first_lap: Literal["full", "shorter", "unknown"] = "unknown"
    classification: ClassificationRules = PLAIN


@cache
def all_series() -> Mapping[str, SeriesRules]:
    """Return every series on record by its id."""
    text = files("paddock.timing").joinpath("data/series.toml").read_text(encoding="utf-8")
    entries = {id_: {"id": id_, **entry} for id_, entry in tomli.loads(text).items()}
    return TypeAdapter(dict[str, SeriesRules]).validate_python(entries)


def series_rules(series: str) -> SeriesRules:
    """Return one series by its id.  Raises UnknownName, naming those on record."""
    known = all_series()
    if series not in known:
        raise UnknownName(f"No timing rules for the series {series!r}.", candidates=tuple(known))
    return known[series]


def series_fitting(frame: pl.DataFrame) -> tuple[str, ...]:
    """Return the ids of every series that has all the classes printed.

    frame: table `laps` or `results`; uses class.  Case, blanks and signs make no other class (`GTD PRO` is `GTDPRO`).
    No class printed fits no series.
    """
    printed = {bare(name) for name in frame["class"].drop_nulls().unique().to_list()} - {""}
    if not printed:
        return ()
    return tuple(id_ for id_, one in all_series().items() if printed <= {bare(name) for name in one.classes})


def series_of(frame: pl.DataFrame) -> str:
    """Return the id of the one series whose classes are printed, or "" when none or several fit.

    frame: table `laps` or `results`; uses class.
    """
    fitting = series_fitting(frame)
    return fitting[0] if len(fitting) == 1 else ""
