"""What points are worked out from: the results of a season's sessions, one sheet for each session and class."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NamedTuple

from paddock.errors import BadFile
from paddock.findings import Finding

Kind = Literal["race", "sprint", "qualifying"]
AwardedTo = Literal["driver", "team", "make", "car"]


class Competitor(NamedTuple):
    """Who has a line in a table: a driver, team or make by id; a car by its team and number.

    detail: the engine of a make that has several, or the number of a car; else empty.
    """

    kind: AwardedTo
    id: str
    detail: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the competitor as plain JSON values, under the words of its kind."""
        if self.kind == "car":
            return {"team": self.id, "car": self.detail}
        told: dict[str, str] = {self.kind: self.id}
        return told | {"engine": self.detail} if self.detail else told

    @property
    def label(self) -> str:
        """How it is written where there is one column for it."""
        return f"{self.id} #{self.detail}" if self.kind == "car" else f"{self.id} {self.detail}".strip()


@dataclass(frozen=True, slots=True)
class Line:
    """A car in a session.

    position: its place in the sheet's order, None for one that was not placed.  car: its number.
    extent, programme: of its entry, as far as known.  laps, laps_led: None where not known.
    fastest: which of its drivers set the fastest lap; empty when it is another's.
    grid: place on the grid.  printed: points as the source prints them.  where: file and line, for messages.
    """

    position: int | None
    drivers: tuple[str, ...] = ()
    car: str = ""
    team: str = ""
    make: str = ""
    engine: str = ""
    status: str = "classified"
    extent: str = "unknown"
    programme: str = "unknown"
    laps: int | None = None
    laps_led: int | None = None
    grid: int | None = None
    fastest: tuple[str, ...] = ()
    printed: Fraction | None = None
    where: str = ""

    def competitors(self, kind: AwardedTo) -> tuple[Competitor, ...]:
        """Return who of this car has a line in a table of that kind."""
        if kind == "driver":
            return tuple(Competitor("driver", one) for one in self.drivers)
        if kind == "car":
            return (Competitor("car", self.team, self.car),) if self.car or self.team else ()
        if kind == "team":
            return (Competitor("team", self.team),) if self.team else ()
        return (Competitor("make", self.make, self.engine),) if self.make else ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The result of one session in one class, in the order of the season.

    round: of the championship.  meeting, session: ids.  kind: what sort of session.  race_class: empty for the order
    over all classes.  minutes: planned length [min], None where not known.  after_min: the order at a moment within the
    race [min], None for its end.  starters: how many started in the class, None where not known.
    whole: every car that took part is listed.
    """

    round: int
    meeting: str
    session: str
    kind: Kind
    lines: tuple[Line, ...]
    race_class: str = ""
    minutes: float | None = None
    after_min: int | None = None
    starters: int | None = None
    whole: bool = False
    where: str = ""

    @property
    def name(self) -> str:
        """`<meeting>/<session>`, with the class where there is one."""
        return "/".join(part for part in (self.meeting, self.session, self.race_class) if part)


@dataclass(frozen=True, slots=True)
class SeasonResults:
    """Results of a season as far as known.

    sheets: in the order of the season.  rounds: how many rounds its calendar has (0: not on record).
    from_file: whether a file of results told them, in the ids of that file, and not the catalogue.
    """

    season: str
    sheets: tuple[Sheet, ...]
    rounds: int = 0
    from_file: bool = False
    findings: tuple[Finding, ...] = field(default=())

    @property
    def last_round(self) -> int:
        """The last round that has a result, 0 without any."""
        return max((sheet.round for sheet in self.sheets if sheet.lines), default=0)


def check_sheets(sheets: Iterable[Sheet]) -> None:
    """Raise BadFile when two cars of a sheet share a place: drivers who shared a car are one line."""
    for sheet in sheets:
        taken: dict[int, Line] = {}
        for line in sheet.lines:
            if line.position is None:
                continue
            first = taken.setdefault(line.position, line)
            if first is not line:
                what = "two winners" if line.position == 1 else f"two cars in place {line.position}"
                raise BadFile(
                    f"{line.where or sheet.where or sheet.name}: {sheet.name} has {what}: "
                    f"{_called(first)} and {_called(line)}.",
                    hint="Correct the place of one of them; drivers who shared a car are marked as such.",
                )


def _called(line: Line) -> str:
    return " / ".join(line.drivers) or (f"car {line.car}" if line.car else line.team or line.make or "a car")


def in_order(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """Return sheets by round, otherwise as they came."""
    return tuple(sorted(sheets, key=lambda sheet: sheet.round))
