"""What a series does when a race is neutralised, and what it allows in the pits: rules as data.

The facts are in `data/procedures.toml`, each with its sources or a note that it has none; its head tells the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Self, TypeVar

import tomli
from pydantic import Field, TypeAdapter, model_validator

from paddock.errors import UnknownName
from paddock.model.base import Record, Slug, Text
from paddock.timing.series import all_series
from paddock.units import bare

PLAIN = "plain"
"""What is taken for a series that is not on record."""
MINUTE_MS = 60_000
NEVER_MS = 10 * 24 * 60 * MINUTE_MS
"""Longer than any race: a pit lane that stays closed throughout."""

Category = Literal["prototype", "gt", "touring", "formula", "open"]
Year = Annotated[int, Field(ge=1894, le=2100)]
_S = TypeVar("_S", bound="_Sourced")


class _Sourced(Record):
    """What says where it comes from, and from when until when it holds (years; none: always)."""

    since: Year | None = None
    until: Year | None = None
    verified: bool = False
    sources: tuple[Text, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _verified_has_a_source(self) -> Self:
        if self.verified and not self.sources:
            raise ValueError("what is verified names its sources")
        return self

    def holds(self, year: int | None) -> bool:
        """Return whether it holds in a year; None asks for what holds last."""
        if year is None:
            return self.until is None
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


class Closed(Record):
    """How long the pit lane stays closed to a category of classes (all that no other entry names: empty).

    laps: laps behind the safety car.  minutes: time.  throughout: until the neutralisation ends.
    """

    category: Category | Literal[""] = ""
    laps: Annotated[float, Field(ge=0)] = 0.0
    minutes: Annotated[float, Field(ge=0)] = 0.0
    throughout: bool = False


class Neutralisation(_Sourced):
    """A kind of neutralisation.

    flag: code in lap files.  part: only a part of the course; gaps are hardly touched, and it is not simulated.
    speed_kph: limit, where there is one.  bunches: cars close up behind a safety car.
    closed: the pit lane.  wave_by: cars that are ahead of their class's leader on the road, but not on laps, go round;
    wave_by_from_min: not in shorter races.  split: the queue is sorted by class before the restart.
    stops: nobody moves.  clock_runs: the race's time runs on meanwhile.  then: flag of what follows.
    """

    flag: Annotated[str, Field(pattern=r"^[A-Z0-9]+$")]
    name: Text
    part: bool = False
    speed_kph: Annotated[float, Field(gt=0)] | None = None
    bunches: bool = False
    closed: tuple[Closed, ...] = ()
    wave_by: bool = False
    wave_by_from_min: Annotated[float, Field(ge=0)] = 0.0
    split: bool = False
    stops: bool = False
    clock_runs: bool = True
    then: str = ""

    def closed_ms(self, category: str, lap_ms: float) -> int:
        """Return how long the pit lane stays closed to a category [ms].  lap_ms: a lap under it [ms]."""
        own = next((one for one in self.closed if one.category == category), None)
        rule = own or next((one for one in self.closed if not one.category), None)
        if rule is None:
            return 0
        return NEVER_MS if rule.throughout else round(rule.laps * lap_ms + rule.minutes * MINUTE_MS)

    def waves_by(self, duration_ms: int) -> bool:
        """Return whether cars go round in a race of a planned length [ms; 0: of no planned time]."""
        return self.wave_by and not 0 < duration_ms < self.wave_by_from_min * MINUTE_MS


class PitWork(_Sourced):
    """What may be done at once at a stop.

    tyres: "alongside" refuelling or "after" it; drivers change alongside everywhere.  energy: classes, as printed,
    whose cars have an allotment of energy beside their tank.  refuelling: whether there is any.
    """

    tyres: Literal["alongside", "after"] = "alongside"
    refuelling: bool = True
    energy: tuple[Text, ...] = ()


class Classified(_Sourced):
    """Who is classified: share of the winner's laps (0: no such rule), and whether the flag must be taken."""

    share: Annotated[float, Field(ge=0, le=1)] = 0.0
    flag: bool = False


class Procedure(Record):
    """A series' procedures as they hold in one year.

    categories: class as printed → category; the order of the categories is that of a queue sorted by class.
    """

    series: Slug
    name: Text
    kinds: tuple[Neutralisation, ...] = ()
    pit: PitWork = PitWork()
    classified: Classified = Classified()
    categories: Mapping[str, Category] = {}

    def kind(self, flag: str) -> Neutralisation | None:
        """Return the kind of neutralisation with a flag code, or None."""
        return next((one for one in self.kinds if one.flag == flag), None)

    @property
    def simulated(self) -> tuple[Neutralisation, ...]:
        """The kinds that concern the whole course."""
        return tuple(one for one in self.kinds if not one.part)

    def category(self, race_class: str) -> str:
        """Return the category of a class as printed; empty when it is not on record."""
        named = {bare(name): category for name, category in self.categories.items()}
        return named.get(bare(race_class), "")

    def rank(self, race_class: str) -> int:
        """Return where a class stands in a queue sorted by class, 0 first; classes not on record come last."""
        order = [*dict.fromkeys(self.categories.values()), ""]
        return order.index(self.category(race_class))

    def has_energy(self, race_class: str) -> bool:
        """Return whether cars of a class have an allotment of energy beside their tank."""
        return bare(race_class) in {bare(name) for name in self.pit.energy}


class Entry(Record):
    """A series' table in the file: everything that ever held."""

    name: Text
    like: Slug | None = None
    at: Mapping[Slug, Slug] = {}
    categories: Mapping[str, Category] = {}
    kind: tuple[Neutralisation, ...] = ()
    pit: tuple[PitWork, ...] = ()
    classified: tuple[Classified, ...] = ()

    @model_validator(mode="after")
    def _kinds_lead_somewhere(self) -> Self:
        flags = {one.flag for one in self.kind}
        astray = [one.then for one in self.kind if one.then and one.then not in flags]
        if astray:
            raise ValueError(f"`then` names {astray[0]}, which is no kind of {self.name}")
        return self


@cache
def _entries() -> Mapping[str, Entry]:
    text = files("paddock.racing").joinpath("data/procedures.toml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Entry]).validate_python(tomli.loads(text))


def entry(series: str) -> Entry:
    """Return everything on record of a series, of all years; raises UnknownName."""
    entries = _entries()
    if series not in entries:
        raise UnknownName(f"No procedures of {series!r} are on record.", candidates=series_with_procedures())
    return entries[series]


def series_with_procedures() -> tuple[str, ...]:
    """Return the ids of the series on record, `PLAIN` last."""
    return (*(id_ for id_ in _entries() if id_ != PLAIN), PLAIN)


@cache
def procedure(series: str, year: int | None = None, circuit: str = "") -> Procedure:
    """Return a series' procedures in a year (None: those that hold last); `PLAIN`'s for a series not on record.

    circuit: id of the circuit, where a series does otherwise at one.
    """
    entries = _entries()
    own = entries.get(series, entries[PLAIN])
    if circuit in own.at:
        return procedure(own.at[circuit], year).model_copy(update={"series": series})
    basis = entries[own.like] if own.like else own
    told: dict[str, Any] = {
        "kinds": tuple(one for one in (own.kind or basis.kind) if one.holds(year)),
        "pit": _holding(own.pit or basis.pit, year, PitWork()),
        "classified": _classified(series, own.like, own.classified or basis.classified, year),
        "categories": {**basis.categories, **own.categories},
    }
    flags = {one.flag for one in told["kinds"]}
    told["kinds"] = tuple(one if one.then in flags else one.model_copy(update={"then": ""}) for one in told["kinds"])
    return Procedure(series=series, name=own.name, **told)


def _holding(rules: tuple[_S, ...], year: int | None, otherwise: _S) -> _S:
    return next((one for one in rules if one.holds(year)), otherwise)


def _classified(series: str, like: str | None, own: tuple[Classified, ...], year: int | None) -> Classified:
    """Return who is classified: as timing knows it where it knows the series, else as the file says."""
    known = all_series()
    rules = next((known[one].classification for one in (series, like) if one and one in known), None)
    if rules is None:
        return _holding(own, year, Classified())
    share = float(rules.minimum_share) if rules.minimum_share is not None else 0.0
    return Classified(
        share=share, flag=rules.flag, verified=rules.verified, sources=tuple(rules.sources), note=rules.note
    )
