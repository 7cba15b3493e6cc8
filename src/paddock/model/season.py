"""Series, seasons, meetings, sessions and classes."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from paddock.model.base import Country, Day, Fact, MeetingId, Named, Record, Slug, Status, Text
from paddock.model.rules import RegulationRule, Rule


class Series(Named):
    """A championship, a cup or a single great race that recurs."""

    organiser: str = ""
    kind: Literal["championship", "cup", "race"]
    country: Country | None = None
    """Where it is held if it stays in one country."""


class RaceClass(Named):
    """A class of one season: what it accepts and under which rules."""

    category: Literal["prototype", "gt", "touring", "formula", "open"]
    rules: tuple[Rule, ...] = Field(default=(), alias="rule")

    @property
    def regulations(self) -> tuple[str, ...]:
        """Regulations the class accepts, in the order of its rules."""
        return tuple(accepted for rule in self.rules if isinstance(rule, RegulationRule) for accepted in rule.accepts)


class Session(Record):
    """Practice, qualifying or a race on one day, in local time.

    start: local time of day if known.  duration_min: planned length [min].  distance_km, laps: planned distance.
    """

    id: Slug
    name: str = ""
    kind: Literal["practice", "qualifying", "warm-up", "race", "test", "other"]
    day: Day
    start: Annotated[dt.time, Strict()] | None = None
    duration_min: Annotated[float, Field(gt=0, le=60 * 24 * 3)] | None = None
    distance_km: Annotated[float, Field(gt=0)] | None = None
    laps: Annotated[int, Field(gt=0)] | None = None
    classes: tuple[Slug, ...] = ()
    round: Annotated[int, Field(ge=0)] | None = None
    """The round of the championship it counts as, when a meeting holds several."""


class Meeting(Named):
    """A race weekend.

    first_day, last_day: the days it takes on site; absent while not known.  race_days: days on which a race runs.
    classes: those that race there; a file that names none means all of the season's.
    held: known to have taken place.  same_as: the meeting of another season that is the very same event.
    """

    circuit: Slug | None = None
    layout: Slug | None = None
    place: str = ""
    """What people call the place, where circuit and town do not tell."""
    rounds: tuple[Annotated[int, Field(ge=0)], ...] = ()
    first_day: Day | None = None
    last_day: Day | None = None
    race_days: tuple[Day, ...] = ()
    classes: tuple[Slug, ...] = ()
    cups: tuple[Slug, ...] = ()
    sessions: tuple[Session, ...] = Field(default=(), alias="session")
    held: bool = False
    same_as: MeetingId | None = None
    sequence: Annotated[int, Field(ge=0)] = 0
    """How often the fact was amended; counted by the catalogue."""

    @model_validator(mode="after")
    def _days_are_in_order(self) -> Self:
        first, last = self.first_day, self.last_day
        if first is not None and last is not None and last < first:
            raise ValueError(f"last_day {last} is before first_day {first}")
        if list(self.race_days) != sorted(set(self.race_days)):
            raise ValueError("race_days must be in order, each once")
        for day in self.race_days:
            if (first is not None and day < first) or (last is not None and day > last):
                raise ValueError(f"race day {day} is outside {first or '…'} to {last or '…'}")
        for session in self.sessions:
            if (first is not None and session.day < first) or (last is not None and session.day > last):
                raise ValueError(f"session {session.id} on {session.day} is outside {first or '…'} to {last or '…'}")
        return self

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """First and last day known to be taken, or None while no date stands."""
        known = [day for day in (self.first_day, *self.race_days, self.last_day) if day is not None]
        return (min(known), max(known)) if known else None

    @property
    def takes_place(self) -> bool:
        """False once it is cancelled."""
        return self.status is not Status.CANCELLED


class Season(Named):
    """One edition of a series: its calendar, classes and rules."""

    series: Slug
    year: Annotated[int, Field(ge=1894, le=2100)]
    """The year it begins in; driver grades are looked up by the year of each meeting."""
    meetings: tuple[Meeting, ...] = ()
    classes: tuple[RaceClass, ...] = ()
    rules: tuple[Rule, ...] = ()

    def meeting_id(self, meeting: Meeting) -> str:
        """Return `<season>/<slug>`."""
        return f"{self.id}/{meeting.id}"


class Amendment(Record):
    """A change to a fact, appended, never written over it.

    of: `<kind>:<id>`, e.g. `meeting:wec-2026/qatar`.  announced: the day it became public.
    basis: `announced` when that day is the organiser's; `seen-by` when it is only the day a source shows it.
    change: what happened, in one word.  set: the fields that changed and their new values.  unset: fields that no
    longer hold (a postponed meeting has no days until new ones are named).
    """

    of: Annotated[str, Field(pattern=r"^[a-z-]+:[a-z0-9-]+(/[a-z0-9-]+)?$")]
    announced: Day
    basis: Literal["announced", "seen-by"] = "announced"
    change: Literal["postponed", "moved", "cancelled", "added", "renamed", "renumbered", "corrected", "confirmed"]
    because: Text
    set: dict[str, object] = Field(default_factory=dict)
    unset: tuple[str, ...] = ()
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


class Seat(Record):
    """A driver's place in a car: which meetings were driven, planned, missed, or are not known."""

    driver: Slug
    drove: tuple[Slug, ...] = ()
    planned: tuple[Slug, ...] = ()
    missed: tuple[Slug, ...] = ()
    unknown: tuple[Slug, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _one_answer_a_meeting(self) -> Self:
        named = (*self.drove, *self.planned, *self.missed, *self.unknown)
        twice = sorted({meeting for meeting in named if named.count(meeting) > 1})
        if twice:
            raise ValueError(f"{self.driver}: {', '.join(twice)} named twice among drove, planned, missed, unknown")
        return self


class Entry(Fact):
    """A car on the entry list of a season.

    extent: for the whole season, part of it, or a single meeting.  programme: run by or for the make, or a customer's.
    """

    race_class: Slug
    car_number: str = ""
    team: Slug
    car: Slug | None = None
    manufacturer: Slug | None = None
    """The make, when the model is not on record."""
    extent: Literal["full-season", "part-season", "single-meeting", "unknown"]
    programme: Literal["works", "customer", "unknown"] = "unknown"
    crew: tuple[Seat, ...] = ()
    meetings: tuple[Slug, ...] = ()
    """Meetings the car is known to have run, when no crew tells."""
    title: str = ""

    @property
    def ran(self) -> frozenset[str]:
        """Slugs of the meetings the car is known to have run or to be planned for."""
        return frozenset(self.meetings).union(*((*seat.drove, *seat.planned) for seat in self.crew))


class ResultRow(Record):
    """One line of a classification; `position` is absent for a car that was not placed."""

    position: Annotated[int, Field(ge=1)] | None = None
    status: Literal["classified", "retired", "not-classified", "disqualified", "unknown"] = "classified"
    car_number: str = ""
    team: Slug | None = None
    manufacturer: Slug | None = None
    car: Slug | None = None
    drivers: tuple[Slug, ...] = ()
    laps: Annotated[int, Field(ge=0)] | None = None
    laps_led: Annotated[int, Field(ge=0)] | None = None
    grid: Annotated[int, Field(ge=1)] | None = None
    fastest_lap: bool = False
    """Whether the fastest lap of the race, or of the class in it, is its."""
    gap: str = ""
    points: str = ""
    note: str = ""
    sources: tuple[str, ...] = ()
    unverified: bool = False


class Classification(Fact):
    """The known result of a session in one class (`race_class` absent: overall).

    after_min: the order as it stood so many minutes into the race, where that earns points [min].
    whole: every car that took part is listed.  starters: how many started, where that is known.
    """

    meeting: Slug
    session: Slug
    race_class: str = ""
    day: Day | None = None
    after_min: Annotated[int, Field(ge=1)] | None = None
    whole: bool = False
    starters: Annotated[int, Field(ge=1)] | None = None
    rows: tuple[ResultRow, ...] = Field(default=(), alias="row")


class StandingRow(Record):
    """One line of a championship table; points as an exact decimal or fraction, empty when only the place is known."""

    position: Annotated[int, Field(ge=1)] | None = None
    name: Text
    drivers: tuple[Slug, ...] = ()
    team: Slug | None = None
    manufacturer: Slug | None = None
    car_number: str = ""
    points: Annotated[str, Field(pattern=r"^(-?\d+(\.\d+)?(/\d+)?)?$")] = ""
    behind: Annotated[str, Field(pattern=r"^(\d+(\.\d+)?(/\d+)?)?$")] = ""
    """Points behind the first row, where only the gap is published."""
    basis: Literal["published", "recomputed", "derived", "published-place"] = "published"
    note: str = ""
    sources: tuple[str, ...] = ()
    unverified: bool = False


class Standings(Fact):
    """A championship table as known after a meeting or at the end (`after` = "final")."""

    title: Text
    race_class: str = ""
    after: Text
    rows: tuple[StandingRow, ...] = Field(default=(), alias="row")
