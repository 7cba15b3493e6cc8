"""The plain rows that charts are drawn from: stops (meetings), crossings (clashes), bars and dots."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paddock.calendars import Kind
from paddock.reports.names import Names
from paddock.reports.words import clash_badge, days_of, seat_badge
from paddock.studies import ClashSheet, MeetingSheet, SeasonSheet, Study
from paddock.units import listed

COLOURS = {"has": "#0072B2", "candidate": "#009E73", "clash": "#C25400"}
"""After Okabe and Ito: told apart by colour-blind people, visible on white and on near-black; the vermilion is a
little darker than theirs so that a white sign on it can be read."""

ROLES = {"has": "has now", "candidate": "in question"}

SHAPES = ("circle", "diamond", "square", "triangle-up", "triangle-down", "cross", "triangle-right", "triangle-left")


@dataclass(frozen=True, slots=True)
class Lane:
    """A season in a chart: its name, its short name, its colour and its symbol."""

    id: str
    name: str
    short: str
    role: str
    colour: str
    shape: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A meeting in a chart. state: `in`, `missed`, `unknown` or `out` (nothing for the subject there)."""

    id: str
    lane: Lane
    label: str
    town: str
    first: dt.date | None
    last: dt.date | None
    race_days: tuple[dt.date, ...]
    state: str
    latitude: float | None
    longitude: float | None
    clashes: bool
    tip: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """A clash in a chart. first, last: the days shared, or the days from one meeting to the other."""

    a: Stop
    b: Stop
    kind: Kind
    concerned: bool
    first: dt.date
    last: dt.date
    sign: str
    word: str

    @property
    def label(self) -> str:
        """Return "Imola × Long Beach: same race day"."""
        return f"{self.a.label} × {self.b.label}: {self.word.lower()}"


@dataclass(frozen=True, slots=True)
class Itinerary:
    """Everything the calendar and the map are drawn from."""

    lanes: tuple[Lane, ...]
    stops: tuple[Stop, ...]
    crossings: tuple[Crossing, ...]
    out_word: str = "class does not race"
    """Why a stop is `out`."""

    def of(self, lane: Lane) -> list[Stop]:
        """Return the stops of a lane in the order of the calendar, those without a date last."""
        return sorted((one for one in self.stops if one.lane == lane), key=_when)

    def dated(self) -> list[Stop]:
        """Return every stop with a date, in the order of the calendar."""
        return sorted((one for one in self.stops if one.first), key=_when)


def itinerary(study: Study) -> Itinerary:
    """Return the rows of a study's calendars and clashes."""
    names = Names(study)
    lanes = tuple(_lane(names, sheet, place) for place, sheet in enumerate(study.calendars))
    seated = any(meeting.seat for sheet in study.calendars for meeting in sheet.meetings)
    hit = {one for sheet in study.clashes if sheet.concerned for one in (sheet.clash.a, sheet.clash.b)}
    stops = tuple(
        _stop(meeting, lane, seated, meeting.id in hit, names.meeting(meeting.id))
        for lane, sheet in zip(lanes, study.calendars, strict=True)
        for meeting in sheet.meetings
    )
    said = "no seat on record" if seated else "class does not race"
    by_id = {one.id: one for one in stops}
    crossings = (_crossing(sheet, by_id) for sheet in study.clashes if {sheet.clash.a, sheet.clash.b} <= set(by_id))
    return Itinerary(lanes, stops, tuple(one for one in crossings if one is not None), said)


def _lane(names: Names, sheet: SeasonSheet, place: int) -> Lane:
    return Lane(
        sheet.id,
        sheet.name,
        names.series(sheet.id),
        ROLES.get(sheet.role, sheet.role),
        COLOURS.get(sheet.role, COLOURS["candidate"]),
        SHAPES[place % len(SHAPES)],
    )


def _stop(meeting: MeetingSheet, lane: Lane, seated: bool, hit: bool, label: str) -> Stop:
    if not meeting.races or meeting.status == "cancelled" or (seated and not meeting.seat):
        state = "out"
    else:
        state = meeting.seat if meeting.seat in {"missed", "unknown"} else "in"
    seat = seat_badge(meeting.seat)
    parts = [meeting.name, lane.name, days_of(meeting)]
    if meeting.race_days:
        parts.append(f"race: {listed([f'{day.day} {day:%B}' for day in meeting.race_days])}")
    parts += [seat.word] if seat else []
    parts += ["cancelled"] if meeting.status == "cancelled" else []
    parts += ["the class in question does not race here"] if not meeting.races and meeting.status != "cancelled" else []
    return Stop(
        meeting.id,
        lane,
        label,
        meeting.city.partition(" (")[0] or label,
        meeting.first_day or meeting.last_day,
        meeting.last_day or meeting.first_day,
        meeting.race_days,
        state,
        meeting.latitude,
        meeting.longitude,
        hit,
        " · ".join(parts),
    )


def _crossing(sheet: ClashSheet, stops: dict[str, Stop]) -> Crossing | None:
    clash = sheet.clash
    a, b = stops[clash.a], stops[clash.b]
    days = clash.race_days or clash.shared_days
    if days:
        first, last = days[0], days[-1]
    elif a.first and b.first and a.last and b.last:
        early, late = (a, b) if a.first <= b.first else (b, a)
        first, last = early.last or a.last, late.first or b.first
    else:
        return None
    badge = clash_badge(clash.kind)
    return Crossing(a, b, clash.kind, sheet.concerned, first, last, badge.sign, badge.word)


def _when(stop: Stop) -> tuple[dt.date, str]:
    return stop.first or dt.date.max, stop.id
