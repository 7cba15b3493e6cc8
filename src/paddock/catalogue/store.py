"""The catalogue in memory: every fact as it stood on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from paddock.catalogue.form import Travel
from paddock.catalogue.names import nearest, resolve, slugify
from paddock.errors import AmbiguousName, UnknownName
from paddock.findings import Finding
from paddock.model import (
    Amendment,
    Car,
    Circuit,
    Classification,
    Decree,
    Driver,
    Entry,
    Manufacturer,
    Meeting,
    RaceClass,
    Regulation,
    Scale,
    Season,
    Series,
    Source,
    Standings,
    Team,
    Title,
)
from paddock.model.base import Named

KINDS = ("series", "season", "meeting", "class", "circuit", "car", "manufacturer", "regulation", "team", "driver")
"""Kinds of named facts, in the order a bare name is looked for."""


@dataclass(frozen=True)
class Catalogue:
    """Facts by id. Built by `paddock.catalogue.load`; read-only.

    as_of: the day it shows (None: all that is known).  findings: what was noticed while loading.
    """

    sources: Mapping[str, Source]
    circuits: Mapping[str, Circuit]
    series: Mapping[str, Series]
    regulations: Mapping[str, Regulation]
    manufacturers: Mapping[str, Manufacturer]
    cars: Mapping[str, Car]
    teams: Mapping[str, Team]
    drivers: Mapping[str, Driver]
    seasons: Mapping[str, Season]
    entries: Mapping[str, tuple[Entry, ...]]
    """Season id → its entries."""
    classifications: Mapping[str, tuple[Classification, ...]]
    standings: Mapping[str, tuple[Standings, ...]]
    amendments: Mapping[str, tuple[Amendment, ...]]
    """Target (`meeting:wec-2026/qatar`) → its amendments in the order announced."""
    travel: Travel
    scales: Mapping[str, Scale]
    titles: Mapping[str, Title]
    decrees: Mapping[str, Decree]
    as_of: dt.date | None = None
    findings: tuple[Finding, ...] = field(default=())

    # -- one thing by name -------------------------------------------------------------------------------------

    @cached_property
    def meetings(self) -> Mapping[str, Meeting]:
        """Every meeting by its full id `<season>/<slug>`."""
        return {season.meeting_id(meeting): meeting for season in self.seasons.values() for meeting in season.meetings}

    @cached_property
    def classes(self) -> Mapping[str, RaceClass]:
        """Every class by its full id `<season>/<class>`."""
        return {f"{season.id}/{one.id}": one for season in self.seasons.values() for one in season.classes}

    def of_kind(self, kind: str) -> Mapping[str, Named]:
        """Return all facts of one of `KINDS` by id."""
        tables: dict[str, Mapping[str, Named]] = {
            "series": self.series,
            "season": self.seasons,
            "meeting": self.meetings,
            "class": self.classes,
            "circuit": self.circuits,
            "car": self.cars,
            "manufacturer": self.manufacturers,
            "regulation": self.regulations,
            "team": self.teams,
            "driver": self.drivers,
        }
        return tables[kind]

    def get(self, kind: str, text: str) -> str:
        """Return the id of the one `kind` that `text` names. Raises UnknownName or AmbiguousName with candidates."""
        if kind in {"meeting", "class"} and "/" in text:
            season, _, rest = text.partition("/")
            return self._within(kind, self.get("season", season), rest)
        return resolve(text, {key: (one.name, *one.aliases) for key, one in self.of_kind(kind).items()}, kind)

    def _within(self, kind: str, season: str, text: str) -> str:
        inside = self.seasons[season].meetings if kind == "meeting" else self.seasons[season].classes
        what = f"{kind} in {season}"
        slug = resolve(text, {one.id: (one.name, *one.aliases) for one in inside}, what) if inside else None
        if slug is None:
            raise UnknownName(f"{season} has no {kind} on record.")
        return f"{season}/{slug}"

    def season(self, text: str) -> Season:
        """Return the season that `text` names."""
        return self.seasons[self.get("season", text)]

    def meeting(self, text: str) -> tuple[str, Meeting]:
        """Return a meeting and its full id from `<season>/<meeting>`."""
        found = self.get("meeting", text)
        return found, self.meetings[found]

    def race_class(self, season: Season, text: str) -> RaceClass:
        """Return the class of a season that `text` names ("GTD PRO" or "gtd-pro")."""
        return self.classes[self._within("class", season.id, text)]

    def season_of(self, meeting_id: str) -> Season:
        """Return the season that a full meeting id belongs to."""
        return self.seasons[meeting_id.partition("/")[0]]

    def circuit_of(self, meeting: Meeting) -> Circuit | None:
        """Return where a meeting is held, or None while that is not on record."""
        return self.circuits.get(meeting.circuit) if meeting.circuit else None

    def place_of(self, meeting_id: str) -> str:
        """Return what people call the place of a meeting (a full id): "Spa", "São Paulo", "Long Beach".

        The fact says so itself (`place`), or it is the name among city, circuit and aliases that the slug is made from,
        or the slug's words.
        """
        meeting = self.meetings[meeting_id]
        if meeting.place:
            return meeting.place
        circuit = self.circuit_of(meeting)
        names = (circuit.city, *circuit.aliases, circuit.name) if circuit else ()
        called = (one for one in (*names, *meeting.aliases, meeting.name) if slugify(one) == meeting.id)
        capitals = {word for word in f"{meeting.name} {self.season_of(meeting_id).name}".split() if word.isupper()}
        words = (part.upper() if part.upper() in capitals else part.capitalize() for part in meeting.id.split("-"))
        return next(called, " ".join(words))

    def make_of(self, entry: Entry) -> str | None:
        """Return the id of the make of an entry's car, if on record."""
        car = self.cars.get(entry.car or "")
        return car.manufacturer if car else entry.manufacturer

    def runs(self, entry: Entry, meeting: Meeting) -> bool:
        """Return whether an entry is on record at a meeting: named there, or entered for the whole season."""
        if entry.race_class not in meeting.classes:
            return False
        return meeting.id in entry.ran or entry.extent == "full-season"

    def resolve_any(self, text: str, kinds: Iterable[str] = KINDS) -> tuple[str, str]:
        """Return (kind, id) of the one thing of any kind that `text` names; `kind:id` narrows it.

        An id wins over a name. Raises UnknownName or AmbiguousName with candidates as `kind:id`.
        """
        kind, colon, rest = text.partition(":")
        if colon and kind in KINDS:
            return kind, self.get(kind, rest)
        by_id = [(kind, text) for kind in kinds if text in self.of_kind(kind)]
        hits = by_id or list(self._all_named(text, kinds))
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise AmbiguousName(f"{text!r} names several things.", candidates=[f"{k}:{i}" for k, i in hits])
        near = [f"{k}:{i}" for k, i, _ in self.find(text, limit=5)]
        raise UnknownName(
            f"Nothing is called {text[:80]!r}.", candidates=near, hint="" if near else "Try `paddock find` with a word."
        )

    def _all_named(self, text: str, kinds: Iterable[str]) -> Iterator[tuple[str, str]]:
        for kind in kinds:
            try:
                yield kind, self.get(kind, text)
            except AmbiguousName as error:
                yield from ((kind, candidate) for candidate in error.candidates)
            except UnknownName:
                continue

    def find(self, text: str, *, limit: int = 10) -> list[tuple[str, str, str]]:
        """Return (kind, id, name) of what looks most like `text`, best first; for people who search, never for code."""
        wanted = slugify(text)
        near: list[tuple[int, int, str, str, str]] = []
        for rank, kind in enumerate(KINDS):
            table = self.of_kind(kind)
            names = {key: (one.name, *one.aliases) for key, one in table.items()}
            for place, key in enumerate(nearest(text, names, limit=limit, cutoff=80)):
                called = [key, *(slugify(name) for name in names[key])]
                whole = any(wanted == slugify(name) for name in called)
                inside = any(wanted in name for name in called)
                near.append((0 if whole else 1 if inside else 2, place * len(KINDS) + rank, kind, key, table[key].name))
        return [(kind, key, name) for _, _, kind, key, name in sorted(near)][:limit]

    # -- sources -----------------------------------------------------------------------------------------------

    def source(self, reference: str) -> Source:
        """Return the source behind a reference: its record, or one made from a plain web address."""
        if reference in self.sources:
            return self.sources[reference]
        return Source(id=slugify(reference)[:80].strip("-") or "source", url=reference, title=reference)
