"""Result pages as data: where they are and how they are laid out, read from TOML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from paddock.catalogue import read_form
from paddock.errors import BadFile, UnknownName
from paddock.model import Fact, Record
from paddock.model.base import Slug, Text

BUILT_IN = Path(__file__).parent / "sources.toml"

Kind = Literal["laps", "results", "weather", "flags", "other"]
"""What a file holds, as far as its name tells."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("needs a web address such as https://results.example.org/, without user, query or fragment")
    return url


Pattern = Annotated[str, AfterValidator(_compiles)]
"""A regular expression; case is ignored."""


class Issue(Record):
    """How far a file is settled: "official", "provisional" …; an empty `word` stands for a name that says nothing."""

    name: Text
    word: Pattern


class FileRule(Record):
    """A kind of file by what its name has, and has not."""

    kind: Literal["laps", "results", "weather", "flags"]
    name: Pattern
    without: Pattern = ""


class IndexForm(Record):
    """How index pages of one make are laid out; the comments of sources.toml explain each field."""

    id: Slug
    season_field: Text
    event_field: Text
    root: Text
    ordinal: Pattern
    span: Pattern
    stamp: Pattern
    race: Pattern
    hour: tuple[Pattern, ...]
    formats: Annotated[tuple[str, ...], Field(min_length=1)]
    format: Pattern
    issues: Annotated[tuple[Issue, ...], Field(min_length=1)]
    revision: Pattern
    files: Annotated[tuple[FileRule, ...], Field(alias="file", min_length=1)]

    @model_validator(mode="after")
    def _patterns_have_their_group(self) -> Self:
        grouped = {"span": self.span, "stamp": self.stamp, "format": self.format, "revision": self.revision}
        for field, pattern in (*grouped.items(), *(("hour", one) for one in self.hour)):
            if re.compile(pattern).groups < 1:
                raise ValueError(f"{field} needs a group in parentheses")
        if all(issue.word for issue in self.issues):
            raise ValueError("issues need one with an empty word, for names that say nothing")
        return self

    def is_race(self, session: str) -> bool:
        """Return whether a session's name is that of a race."""
        return bool(re.search(self.race, session, re.IGNORECASE))

    def bare(self, folder: str) -> str:
        """Return a folder's name without the number before it ("07_FUJI SPEEDWAY" → "FUJI SPEEDWAY")."""
        return re.sub(self.ordinal, "", folder, count=1, flags=re.IGNORECASE).strip()


class EventNames(Record):
    """What the pages call the event of these meetings (slugs), in any season."""

    meetings: Annotated[tuple[Slug, ...], Field(min_length=1)]
    names: Annotated[tuple[Text, ...], Field(min_length=1)]


class SeasonName(Record):
    """What the pages call a season of ours, where its year does not tell."""

    season: Slug
    name: Text


class Pages(Fact):
    """The result pages of one series.

    hosts: other hosts they may send to.  championships: names of the series' own folder in an event, which also holds
    its support races.
    """

    series: Slug
    name: Text
    url: Annotated[str, AfterValidator(_web_address)]
    form: Slug
    hosts: tuple[Text, ...] = ()
    championships: Annotated[tuple[Text, ...], Field(min_length=1)]
    seasons: tuple[SeasonName, ...] = Field(default=(), alias="season")
    events: tuple[EventNames, ...] = Field(default=(), alias="event")


class PagesFile(Record):
    """One TOML file of result pages."""

    forms: tuple[IndexForm, ...] = Field(default=(), alias="form")
    pages: tuple[Pages, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultPages:
    """The result pages of a series together with the form they have."""

    pages: Pages
    form: IndexForm

    @property
    def hosts(self) -> frozenset[str]:
        """Hosts (with port) that may be asked."""
        return frozenset({urlsplit(self.pages.url).netloc.lower(), *(host.lower() for host in self.pages.hosts)})


def load_pages(*files: Path) -> Mapping[str, ResultPages]:
    """Return the result pages by series id: the built-in ones with the user's files laid over them, in order.

    Raises BadFile naming file:line and field.
    """
    forms: dict[str, IndexForm] = {}
    pages: dict[str, tuple[Pages, Path]] = {}
    for path in (BUILT_IN, *files):
        _, read = read_form(path, PagesFile, "docs/timing/fetching.md")
        forms |= {form.id: form for form in read.forms}
        pages |= {one.series: (one, path) for one in read.pages}
    for one, path in pages.values():
        if one.form not in forms:
            raise BadFile.at(
                path, None, f"pages of {one.series}: there is no form {one.form!r}", hint=f"Forms: {', '.join(forms)}."
            )
    return {series: ResultPages(one, forms[one.form]) for series, (one, _) in pages.items()}


def pages_of(pages: Mapping[str, ResultPages], series: str) -> ResultPages:
    """Return the result pages of a series; raises UnknownName with those that have some."""
    if series not in pages:
        raise UnknownName(
            f"No result pages are on record for {series!r}.",
            candidates=sorted(pages),
            hint=f"There are some for {', '.join(sorted(pages))}; add others with a file of your own (--pages FILE).",
        )
    return pages[series]
