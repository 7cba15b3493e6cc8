"""Which meetings of several seasons cannot both be attended, or only just."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from paddock.calendars.travel import Journey, journey, longest_journey_days
from paddock.catalogue import Catalogue
from paddock.errors import BadRequest
from paddock.findings import Finding
from paddock.model import Meeting, Season


class Kind(StrEnum):
    """How hard a clash is, hardest first."""

    RACE_DAY = "race-day"
    """Both race on the same day."""
    OVERLAP = "overlap"
    """They share days on site."""
    TIGHT = "tight"
    """They share no day, but the journey needs more free days than there are."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two meetings that get in each other's way; `a` belongs to the season named first.

    shared_days: days both are on site.  race_days: days both race.  free_days: whole days between them, None when
    they share days.  distance_km: great-circle distance, None while a circuit is not on record.
    zone_shift_h: clock change from the earlier to the later one.  days_needed: free days the journey needs.
    classes_a, classes_b: classes that race there.  regulations: car families that race at both.
    """

    a: str
    b: str
    kind: Kind
    shared_days: tuple[dt.date, ...]
    race_days: tuple[dt.date, ...]
    free_days: int | None
    distance_km: float | None
    zone_shift_h: float | None
    days_needed: int | None
    classes_a: tuple[str, ...]
    classes_b: tuple[str, ...]
    regulations: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the clash in the JSON form others rely on."""
        return {
            "a": self.a,
            "b": self.b,
            "kind": str(self.kind),
            "shared_days": [day.isoformat() for day in self.shared_days],
            "free_days": self.free_days,
            "distance_km": self.distance_km,
            "classes_a": list(self.classes_a),
            "classes_b": list(self.classes_b),
            "race_days": [day.isoformat() for day in self.race_days],
            "zone_shift_h": self.zone_shift_h,
            "days_needed": self.days_needed,
            "regulations": list(self.regulations),
        }


@dataclass(frozen=True, slots=True)
class Clashes:
    """All clashes of some seasons in the order of the calendar, and what could not be judged."""

    seasons: tuple[str, ...]
    clashes: tuple[Clash, ...]
    findings: tuple[Finding, ...] = field(default=())

    def as_dict(self) -> dict[str, object]:
        """Return the clashes in the JSON form others rely on."""
        return {
            "seasons": list(self.seasons),
            "clashes": [clash.as_dict() for clash in self.clashes],
            "findings": [finding.as_dict() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class _Visit:
    """A meeting with the days it is known to take."""

    id: str
    order: int
    season: Season
    meeting: Meeting
    first: dt.date
    last: dt.date


def find_clashes(catalogue: Catalogue, seasons: Sequence[str]) -> Clashes:
    """Return the clashes between the meetings of different seasons (of one season, when only one is named).

    seasons: names or ids, in the order that decides which meeting of a pair is `a`. Cancelled meetings and meetings
    without a date are left out and told as findings; one event listed in two seasons does not clash with itself.
    Raises UnknownName or AmbiguousName for a season that is not on record, BadRequest when none is named.
    """
    editions = _editions(catalogue, seasons)
    findings: list[Finding] = []
    visits = sorted(
        _visits(catalogue, editions, findings), key=lambda visit: (visit.first, visit.last, visit.order, visit.id)
    )
    reach = dt.timedelta(days=longest_journey_days(catalogue.travel))
    found: list[tuple[dt.date, Clash]] = []
    for place, early in enumerate(visits):
        for late in visits[place + 1 :]:
            if late.first > _later(early.last, reach):
                break
            if len(editions) > 1 and early.season.id == late.season.id:
                continue
            if _same_event(catalogue, early, late):
                continue
            clash = _clash(catalogue, early, late)
            if clash is not None:
                found.append((max(early.first, late.first), clash))
    found.sort(key=lambda one: (one[0], one[1].a, one[1].b))
    return Clashes(tuple(one.id for one in editions), tuple(clash for _, clash in found), tuple(findings))


def _editions(catalogue: Catalogue, seasons: Sequence[str]) -> tuple[Season, ...]:
    ids = [catalogue.get("season", one) for one in seasons]
    if not ids:
        raise BadRequest("No season was named.", hint="Name one or more, e.g. wec-2024 imsa-2024.")
    return tuple(catalogue.seasons[one] for one in dict.fromkeys(ids))


def _later(day: dt.date, reach: dt.timedelta) -> dt.date:
    """Return day + reach, stopping at the end of the calendar."""
    return day + reach if dt.date.max - day > reach else dt.date.max


def _visits(catalogue: Catalogue, editions: Sequence[Season], findings: list[Finding]) -> Iterator[_Visit]:
    for order, season in enumerate(editions):
        for meeting in season.meetings:
            identifier = season.meeting_id(meeting)
            if not meeting.takes_place:
                steps = catalogue.amendments.get(f"meeting:{identifier}", ())
                when = f" (announced {steps[-1].announced})" if steps else ""
                told = f"left out: cancelled{when}"
                findings.append(Finding("info", "cancelled", told, where=identifier))
                continue
            days = meeting.days
            if days is None:
                findings.append(Finding("warning", "no-days", "left out: no date stands", where=identifier))
                continue
            if meeting.first_day is None or meeting.last_day is None:
                findings.append(
                    Finding(
                        "warning",
                        "days-unknown",
                        f"only {days[0]} to {days[1]} is on record; an overlap with other days may be missed",
                        where=identifier,
                    )
                )
            yield _Visit(identifier, order, season, meeting, *days)


def _same_event(catalogue: Catalogue, one: _Visit, other: _Visit) -> bool:
    return event_of(catalogue, one.id) == event_of(catalogue, other.id)


def event_of(catalogue: Catalogue, identifier: str) -> str:
    """Return the meeting that an entry of the calendar stands for, following `same_as`; a ring is one event."""
    path = [identifier]
    while (meeting := catalogue.meetings.get(path[-1])) and meeting.same_as:
        if meeting.same_as in path:
            return min(path[path.index(meeting.same_as) :])
        path.append(meeting.same_as)
    return path[-1]


def _clash(catalogue: Catalogue, early: _Visit, late: _Visit) -> Clash | None:
    """Return the clash of two visits, `early` beginning no later than `late`, or None when they get along."""
    trip = _trip(catalogue, early, late)
    if late.first <= early.last:
        shared = _days(max(early.first, late.first), min(early.last, late.last))
        racing = tuple(day for day in early.meeting.race_days if day in late.meeting.race_days)
        kind, free = (Kind.RACE_DAY if racing else Kind.OVERLAP), None
    else:
        shared, racing = (), ()
        kind, free = Kind.TIGHT, (late.first - early.last).days - 1
        if trip is None or free >= trip.days:
            return None
    a, b = (early, late) if (early.order, early.first) <= (late.order, late.first) else (late, early)
    return Clash(
        a.id,
        b.id,
        kind,
        shared,
        racing,
        free,
        trip.distance_km if trip else None,
        trip.zone_shift_h if trip else None,
        trip.days if trip else None,
        a.meeting.classes,
        b.meeting.classes,
        tuple(one for one in _regulations(a) if one in _regulations(b)),
    )


def _trip(catalogue: Catalogue, early: _Visit, late: _Visit) -> Journey | None:
    start, end = catalogue.circuit_of(early.meeting), catalogue.circuit_of(late.meeting)
    return journey(start, end, late.first, catalogue.travel) if start and end else None


def _days(first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    return tuple(first + dt.timedelta(days=step) for step in range((last - first).days + 1))


def _regulations(visit: _Visit) -> tuple[str, ...]:
    """Return the car families that race at a meeting, each once."""
    return tuple(
        dict.fromkeys(
            regulation
            for one in visit.season.classes
            if one.id in visit.meeting.classes
            for regulation in one.regulations
        )
    )
