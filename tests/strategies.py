"""All Hypothesis strategies, and small catalogues built in memory.

The objects are built directly rather than read from files: a property needs thousands of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from paddock.catalogue import Catalogue, Travel
from paddock.model import (
    Circuit,
    Driver,
    DriverGrade,
    Grade,
    Meeting,
    RaceClass,
    Season,
    Series,
    Session,
    Status,
)
from paddock.model.rules import CrewGradeRule, CrewSizeRule, DrivingTimeRule, GradeCount, RegulationRule

STEADY_ZONES = (
    "Etc/UTC",
    "Asia/Tokyo",
    "Asia/Dubai",
    "Asia/Kolkata",
    "America/Bogota",
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
    "Pacific/Niue",
)
"""Zones whose clocks did not change between 2005 and 2035: shifting a calendar keeps their offsets."""

ZONES = (*STEADY_ZONES, "Europe/Paris", "America/New_York", "Australia/Adelaide")
CLASSES = ("gt3", "lmdh")
TRAVEL = Travel(near_km=300, km_per_day=8000, rest_days_per_zone_hour=0.5, status=Status.UNVERIFIED)


def catalogue_of(
    seasons: Iterable[Season] = (),
    circuits: Iterable[Circuit] = (),
    drivers: Iterable[Driver] = (),
    travel: Travel = TRAVEL,
) -> Catalogue:
    """Return a catalogue in memory that holds just these facts."""
    editions = {season.id: season for season in seasons}
    series = {
        one.series: Series(id=one.series, name=one.series, kind="cup", status=Status.UNVERIFIED)
        for one in editions.values()
    }
    return Catalogue(
        sources={},
        circuits={one.id: one for one in circuits},
        series=series,
        regulations={},
        manufacturers={},
        cars={},
        teams={},
        drivers={one.id: one for one in drivers},
        seasons=editions,
        entries=dict.fromkeys(editions, ()),
        classifications=dict.fromkeys(editions, ()),
        standings=dict.fromkeys(editions, ()),
        amendments={},
        travel=travel,
        scales={},
        titles={},
        decrees={},
    )


def meeting_of(
    slug: str,
    first: dt.date | None,
    last: dt.date | None,
    races: Sequence[dt.date] = (),
    *,
    circuit: str | None = None,
    classes: Sequence[str] = (),
    same_as: str | None = None,
    cancelled: bool = False,
    sessions: Sequence[Session] = (),
) -> Meeting:
    """Return a meeting with what a test cares about."""
    return Meeting(
        id=slug,
        name=slug,
        circuit=circuit,
        first_day=first,
        last_day=last,
        race_days=tuple(races),
        classes=tuple(classes),
        same_as=same_as,
        status=Status.CANCELLED if cancelled else Status.UNVERIFIED,
        sources=("https://example.org/calendar",),
        session=tuple(sessions),
    )


def season_of(
    slug: str, meetings: Sequence[Meeting], classes: Sequence[RaceClass] = (), year: int = 2020, series: str = "cup"
) -> Season:
    """Return a season with what a test cares about."""
    return Season(
        id=slug,
        name=slug,
        series=series,
        year=year,
        status=Status.UNVERIFIED,
        meetings=tuple(meetings),
        classes=tuple(classes),
    )


def race_class_of(slug: str, *rules: object, accepts: Sequence[str] = ()) -> RaceClass:
    """Return a class with rules."""
    technical = (
        [
            RegulationRule(
                id="regulation", kind="regulation", text="Text.", accepts=tuple(accepts), status=Status.UNVERIFIED
            )
        ]
        if accepts
        else []
    )
    return RaceClass(id=slug, name=slug, category="open", status=Status.UNVERIFIED, rule=(*technical, *rules))


# -- places and journeys ---------------------------------------------------------------------------------------------


def circuits(zones: Sequence[str] = ZONES) -> st.SearchStrategy[list[Circuit]]:
    """Circuits anywhere but so far apart that a textbook formula for distances fails (antipodes)."""

    def named(spots: list[tuple[float, float, str]]) -> list[Circuit]:
        return [
            Circuit(
                id=f"c{number}",
                name=f"Circuit {number}",
                city="Town",
                country="XX",
                time_zone=zone,
                latitude=round(latitude, 4),
                longitude=round(longitude, 4),
                status=Status.UNVERIFIED,
            )
            for number, (latitude, longitude, zone) in enumerate(spots)
        ]

    spot = st.tuples(
        st.floats(-60, 60, allow_nan=False), st.floats(-80, 80, allow_nan=False), st.sampled_from(list(zones))
    )
    return st.lists(spot, min_size=1, max_size=5).map(named)


def travels() -> st.SearchStrategy[Travel]:
    """Assumptions on journeys, from generous to hardly possible."""
    return st.builds(
        Travel,
        near_km=st.sampled_from([0, 100, 300, 2000]),
        km_per_day=st.sampled_from([500, 1000, 2500, 8000, 20000]),
        rest_days_per_zone_hour=st.sampled_from([0, 0.25, 0.5, 1]),
        status=st.just(Status.UNVERIFIED),
    )


# -- calendars -------------------------------------------------------------------------------------------------------

START = dt.date(2019, 12, 20)


@st.composite
def meetings(draw: st.DrawFn, slug: str, places: Sequence[Circuit]) -> Meeting:
    """A meeting within a few weeks of START: whole, with days missing, without any day, cancelled, without a place."""
    first = START + dt.timedelta(days=draw(st.integers(0, 40)))
    last = first + dt.timedelta(days=draw(st.integers(0, 5)))
    span = [first + dt.timedelta(days=step) for step in range((last - first).days + 1)]
    races = sorted(draw(st.sets(st.sampled_from(span), max_size=2)))
    shape = draw(st.sampled_from(["whole", "whole", "whole", "races", "no-first", "no-last", "none"]))
    if shape == "races" and not races:
        races = [span[-1]]
    return meeting_of(
        slug,
        first if shape in {"whole", "no-last"} else None,
        last if shape in {"whole", "no-first"} else None,
        [] if shape == "none" else races,
        circuit=draw(st.sampled_from([*(one.id for one in places), None])),
        classes=draw(st.lists(st.sampled_from(CLASSES), unique=True)),
        cancelled=draw(st.integers(0, 9)) == 0,
    )


@dataclass(frozen=True)
class Calendars:
    """Some seasons with their catalogue."""

    catalogue: Catalogue
    ids: tuple[str, ...]

    def with_seasons(self, seasons: Iterable[Season]) -> Catalogue:
        """Return the catalogue with these seasons instead."""
        return catalogue_of(seasons, self.catalogue.circuits.values(), travel=self.catalogue.travel)


@st.composite
def calendars(draw: st.DrawFn, *, least: int = 2, most: int = 3, zones: Sequence[str] = ZONES) -> Calendars:
    """Seasons whose meetings crowd each other, some of them one event in several seasons."""
    places = draw(circuits(zones))
    classes = [race_class_of(name, accepts=[name]) for name in CLASSES]
    seasons: list[Season] = []
    known: list[tuple[str, Meeting]] = []
    for number in range(draw(st.integers(least, most))):
        name = f"s{number}"
        ours: list[Meeting] = []
        for index in range(draw(st.integers(0, 5))):
            meeting = draw(meetings(f"m{index}", places))
            if known and draw(st.integers(0, 4)) == 0:
                twin, original = draw(st.sampled_from(known))
                meeting = original.model_copy(update={"id": meeting.id, "same_as": twin})
            ours.append(meeting)
        known += [(f"{name}/{one.id}", one) for one in ours]
        seasons.append(season_of(name, ours, classes))
    return Calendars(catalogue_of(seasons, places, travel=draw(travels())), tuple(one.id for one in seasons))


def shifted(season: Season, days: int) -> Season:
    """Return a season with every day moved."""
    step = dt.timedelta(days=days)

    def moved(meeting: Meeting) -> Meeting:
        return meeting.model_copy(
            update={
                "first_day": meeting.first_day and meeting.first_day + step,
                "last_day": meeting.last_day and meeting.last_day + step,
                "race_days": tuple(day + step for day in meeting.race_days),
            }
        )

    return season.model_copy(update={"meetings": tuple(moved(one) for one in season.meetings)})


# -- crews -----------------------------------------------------------------------------------------------------------

GRADES = list(Grade)
grade_sets = st.lists(st.sampled_from(GRADES), min_size=1, max_size=4, unique=True)
"""The grades a driver may have held."""


def driver_of(slug: str, grades: Sequence[Grade] | None, year: int = 2020) -> Driver:
    """Return a driver whose grade is one of some, or not on record."""
    known = (
        (DriverGrade(driver=slug, year=year, one_of=tuple(grades), status=Status.UNVERIFIED),)
        if grades is not None
        else ()
    )
    return Driver(id=slug, name=slug, status=Status.UNVERIFIED, grades=known)


def crews(least: int = 1, most: int = 4) -> st.SearchStrategy[list[Driver]]:
    """Drivers with known, narrowed-down or unknown grades."""
    return st.lists(st.one_of(st.none(), grade_sets), min_size=least, max_size=most).map(
        lambda many: [driver_of(f"d{number}", grades) for number, grades in enumerate(many)]
    )


grade_counts = st.builds(
    GradeCount,
    grades=grade_sets.map(tuple),
    drivers=st.integers(0, 3),
)


@st.composite
def crew_rules(draw: st.DrawFn) -> list[object]:
    """Rules on grades, numbers and driving times of a crew."""
    rules: list[object] = [
        CrewGradeRule(
            id=f"grades-{number}",
            kind="crew-grades",
            text="Text.",
            at_least=tuple(draw(st.lists(grade_counts, max_size=2))),
            at_most=tuple(draw(st.lists(grade_counts, max_size=2))),
            status=Status.UNVERIFIED,
        )
        for number in range(draw(st.integers(0, 2)))
    ]
    if draw(st.booleans()):
        least = draw(st.integers(1, 3))
        rules.append(
            CrewSizeRule(
                id="size",
                kind="crew-size",
                text="Text.",
                minimum=least,
                maximum=least + draw(st.integers(0, 2)),
                status=Status.UNVERIFIED,
            )
        )
    for number in range(draw(st.integers(0, 2))):
        rules.append(
            DrivingTimeRule(
                id=f"time-{number}",
                kind="driving-time",
                text="Text.",
                grades=tuple(draw(st.one_of(st.just([]), grade_sets))),
                minimum_min=draw(st.sampled_from([None, 30, 90, 200])),
                maximum_min=draw(st.sampled_from([None, 60, 120, 240])),
                window_min=draw(st.sampled_from([None, 180])),
                status=Status.UNVERIFIED,
            )
        )
    return rules


def crew_season(rules: Sequence[object], race_min: float | None = 360) -> Season:
    """Return a season of one meeting with one class under these rules."""
    day = dt.date(2020, 5, 10)
    race = Session(id="race", kind="race", day=day, duration_min=race_min)
    event = meeting_of("m", day, day, [day], classes=["gt3"], sessions=[race])
    return season_of("s", [event], [race_class_of("gt3", *rules)])


# -- text and files --------------------------------------------------------------------------------------------------

names = st.text(min_size=1, max_size=300)
"""What anyone may type where a name is expected."""


@dataclass(frozen=True)
class Mutation:
    """A way to spoil a file."""

    kind: str
    where: float
    length: int
    junk: bytes

    def apply(self, content: bytes) -> bytes:
        """Return the spoilt content."""
        at = int(self.where * len(content))
        if self.kind == "cut":
            return content[:at] + content[at + self.length :]
        if self.kind == "insert":
            return content[:at] + self.junk + content[at:]
        if self.kind == "overwrite":
            return content[:at] + self.junk + content[at + len(self.junk) :]
        half = content[at : at + self.length]
        return content[:at] + half[::-1] + content[at + self.length :]


mutations = st.lists(
    st.builds(
        Mutation,
        kind=st.sampled_from(["cut", "insert", "overwrite", "swap"]),
        where=st.floats(0, 1),
        length=st.integers(1, 40),
        junk=st.one_of(
            st.binary(min_size=1, max_size=8),
            st.sampled_from([b"[[", b"]]", b"=", b'"', b"\n", b"nan", b"inf", b"-1", b"1e400", b"true", b"{}", b"[]"]),
        ),
    ),
    min_size=1,
    max_size=3,
)


printable = st.characters(exclude_categories=["Cs", "Cc"])
calendar_rows = st.lists(
    st.tuples(
        st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2090, 1, 1)),
        st.integers(0, 4000),
        st.text(printable, min_size=1, max_size=40),
        st.text(printable, max_size=30),
    ),
    min_size=1,
    max_size=6,
)
"""Events of somebody's calendar: start, minutes, summary, place."""


def without_twins(season: Season) -> Season:
    """Return a season none of whose meetings is told to be another's event."""
    return season.model_copy(
        update={"meetings": tuple(one.model_copy(update={"same_as": None}) for one in season.meetings)}
    )


def renamed(catalogue: Catalogue, seasons: Sequence[Season]) -> Catalogue:
    """Return a catalogue with other seasons but the same places and journeys."""
    return replace(
        catalogue,
        seasons={one.id: one for one in seasons},
        entries={one.id: () for one in seasons},
        classifications={one.id: () for one in seasons},
        standings={one.id: () for one in seasons},
    )
