"""What a car's seasons were worth, as a study shows it: race by race, season by season."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import chain


@dataclass(frozen=True, slots=True)
class CarResult:
    """What became of a car in a race.

    position: in its class, or overall where `scope` says so; None for a car without a place.  status: as in table
    `results`, or "unknown".  laps: completed.  behind: the winner, as printed or counted: "+42.321 s", "3 laps".
    origin: "result" for a published result in the archive, "catalogue", or "laps" for one worked out from laps alone.
    """

    car: str
    position: int | None
    status: str
    laps: int | None
    behind: str
    origin: str
    scope: str = "class"
    points: str = ""
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CarPace:
    """How quick a car was in a race, from its laps.

    laps: those that count for pace.  pace_ms: green-flag pace.  gap_*: to the class's best pace, with its 95 %
    interval where there are laps enough.  rank, cars: by pace among the class's cars.  fastest_gap_ms: fastest lap less
    the class's.  laps_led: crossings of the finish line as first of the class, None without a clock.  position, status:
    by the laps alone.
    """

    car: str
    laps: int
    pace_ms: int
    gap_ms: int
    gap_low_ms: int | None
    gap_high_ms: int | None
    gap_pct: float
    rank: int
    cars: int
    fastest_gap_ms: int | None
    laps_led: int | None
    position: int
    status: str

    @property
    def best_ms(self) -> int:
        """The class's best pace [ms]."""
        return self.pace_ms - self.gap_ms

    @property
    def low_pct(self) -> float | None:
        """Lower end of the gap's interval [%]."""
        return None if self.gap_low_ms is None else 100 * self.gap_low_ms / self.best_ms

    @property
    def high_pct(self) -> float | None:
        """Upper end of the gap's interval [%]."""
        return None if self.gap_high_ms is None else 100 * self.gap_high_ms / self.best_ms


@dataclass(frozen=True, slots=True)
class TimingFile:
    """A file of the archive that something was read from: its name without folders, its SHA-256, its rows.

    table: `laps` or `results`.
    """

    name: str
    sha256: str
    table: str
    rows: int


@dataclass(frozen=True, slots=True)
class RaceWorth:
    """One race.  results: best first, empty when none is on record.  paces: quickest first, empty without laps.

    label: the race's own name where a meeting has several.  field: cars of the class with laps.  model_rank, models: of
    the car's model by its quickest car, where every car's model is on record.  files: what laps and results were read
    from.  held: whether it is known to have taken place.
    """

    session: str
    meeting: str
    label: str
    day: dt.date | None
    held: bool
    results: tuple[CarResult, ...]
    paces: tuple[CarPace, ...]
    model_rank: int | None = None
    models: int | None = None
    listed: int = 0
    files: tuple[TimingFile, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def best(self) -> CarResult | None:
        """The best result, None when none is on record."""
        return self.results[0] if self.results else None

    @property
    def quickest(self) -> CarPace | None:
        """The quickest of its cars, None without laps."""
        return self.paces[0] if self.paces else None

    def cars(self) -> tuple[tuple[str, CarResult | None, CarPace | None], ...]:
        """Return what is told of each car: number, result, pace; the best result first, then the quickest."""
        results = {one.car: one for one in self.results}
        paces = {one.car: one for one in self.paces}
        return tuple((car, results.get(car), paces.get(car)) for car in dict.fromkeys((*results, *paces)))


@dataclass(frozen=True, slots=True)
class StandingLine:
    """A place in a championship table. after: "final" or the meeting it stood after; points as printed."""

    title: str
    name: str
    position: int | None
    points: str
    after: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeasonWorth:
    """One season.  first: whether it is the first one on record.  says: what it was worth, in sentences."""

    season: str
    race_class: str
    first: bool
    races: tuple[RaceWorth, ...]
    standings: tuple[StandingLine, ...] = ()
    says: tuple[str, ...] = ()
    sources: tuple[str, ...] = field(default=())

    def with_laps(self) -> tuple[RaceWorth, ...]:
        """Return the races with a pace, in the order of the calendar."""
        return tuple(one for one in self.races if one.paces)

    def on_record(self) -> bool:
        """Return whether anything at all is known of it."""
        return any(one.results or one.paces for one in self.races)

    def as_dict(self) -> dict[str, object]:
        """Return the season as plain JSON values; gaps in per cent rounded to four digits."""
        plain = _plain(asdict(self))
        assert isinstance(plain, dict)
        every = chain.from_iterable(one.paces for one in self.races)
        for pace, made in zip(every, chain.from_iterable(one["paces"] for one in plain["races"]), strict=True):
            made |= {"gap_low_pct": _rounded(pace.low_pct), "gap_high_pct": _rounded(pace.high_pct)}
        return {"season": plain.pop("season"), "class": plain.pop("race_class") or None, **plain}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return _rounded(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
