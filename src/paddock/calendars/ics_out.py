"""Calendars as iCalendar files (RFC 5545).

Every meeting is an all-day event over its days; every session whose start is on record is a timed event in the
circuit's own time zone. UIDs are the ids, so that a calendar program updates events rather than doubling them, and
SEQUENCE counts the amendments.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from paddock.catalogue import Catalogue
from paddock.errors import BadRequest, MissingExtra
from paddock.model import Circuit, Meeting, Season, Session, Status

if TYPE_CHECKING:
    from icalendar import Event

UID_DOMAIN = "paddock"
RACE_DAYS = "x-paddock-race-days"
"""Property with the days a race runs on, so that a calendar of ours can be read back whole."""
_UNDATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""DTSTAMP of a fact whose announcement is not on record: fixed, so that the same facts give the same bytes."""


def to_ics(catalogue: Catalogue, seasons: Sequence[str]) -> bytes:
    """Return the meetings and timed sessions of seasons as one iCalendar file; the same facts give the same bytes.

    Meetings without a date are left out (an event needs one). Raises MissingExtra without the icalendar library.
    """
    try:
        from icalendar import Calendar
    except ImportError:
        raise MissingExtra("icalendar", "calendar") from None
    if not seasons:
        raise BadRequest("No season was named.", hint="Name one or more, e.g. wec-2025 imsa-2025.")
    editions = [catalogue.season(one) for one in dict.fromkeys(seasons)]
    calendar = Calendar()
    calendar.add("prodid", "-//paddock//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", " + ".join(season.name for season in editions))
    for season in editions:
        for meeting in season.meetings:
            for event in _events(catalogue, season, meeting):
                calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _events(catalogue: Catalogue, season: Season, meeting: Meeting) -> list[Event]:
    days = meeting.days
    if days is None:
        return []
    circuit = catalogue.circuit_of(meeting)
    identifier = season.meeting_id(meeting)
    whole = _event(catalogue, meeting, circuit, identifier, f"{season.name}: {meeting.name}")
    whole.add("dtstart", days[0])
    whole.add("dtend", days[1] + dt.timedelta(days=1))
    whole.add("description", _description(season, meeting))
    whole.add("transp", "TRANSPARENT")
    if meeting.race_days:
        whole.add(RACE_DAYS, ",".join(day.isoformat() for day in meeting.race_days))
    if circuit is None:
        return [whole]
    timed = [_session(catalogue, season, meeting, circuit, one) for one in meeting.sessions if one.start is not None]
    return [whole, *timed]


def _session(catalogue: Catalogue, season: Season, meeting: Meeting, circuit: Circuit, session: Session) -> Event:
    assert session.start is not None
    parent = season.meeting_id(meeting)
    title = session.name or session.id.replace("-", " ").capitalize()
    event = _event(catalogue, meeting, circuit, f"{parent}/{session.id}", f"{season.name}: {meeting.name} – {title}")
    start = dt.datetime.combine(session.day, session.start, tzinfo=ZoneInfo(circuit.time_zone))
    event.add("dtstart", start)
    if session.duration_min is not None:
        end = start.astimezone(dt.UTC) + dt.timedelta(minutes=session.duration_min)
        event.add("dtend", end.astimezone(start.tzinfo))
    event.add("categories", [session.kind])
    event.add("related-to", f"{parent}@{UID_DOMAIN}")
    return event


def _event(catalogue: Catalogue, meeting: Meeting, circuit: Circuit | None, identifier: str, summary: str) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{identifier}@{UID_DOMAIN}")
    event.add("summary", summary)
    event.add("sequence", meeting.sequence)
    stamp = _stamp(catalogue, f"meeting:{identifier.partition('/')[0]}/{meeting.id}", meeting)
    event.add("dtstamp", stamp)
    event.add("status", _status(meeting))
    if circuit is not None:
        event.add("location", f"{circuit.name}, {circuit.city}, {circuit.country}")
        event.add("geo", (circuit.latitude, circuit.longitude))
    elif meeting.place:
        event.add("location", meeting.place)
    return event


def _stamp(catalogue: Catalogue, target: str, meeting: Meeting) -> dt.datetime:
    """Return when the event last changed: its last amendment, its own or its season's announcement."""
    days = [one.announced for one in catalogue.amendments.get(target, ())]
    season = catalogue.seasons[target.partition(":")[2].partition("/")[0]]
    known = days[-1] if days else meeting.announced or season.announced
    return dt.datetime.combine(known, dt.time(), tzinfo=dt.UTC) if known else _UNDATED


def _status(meeting: Meeting) -> str:
    if meeting.status is Status.CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if meeting.status in {Status.PROVISIONAL, Status.UNVERIFIED} else "CONFIRMED"


def _description(season: Season, meeting: Meeting) -> str:
    names = {one.id: one.name for one in season.classes}
    parts = [f"Classes: {', '.join(names.get(slug, slug) for slug in meeting.classes)}" if meeting.classes else ""]
    if meeting.race_days:
        parts.append(f"Race: {', '.join(day.isoformat() for day in meeting.race_days)}")
    parts.append(f"Status: {meeting.status} ({meeting.confidence})")
    return "\n".join(part for part in parts if part)
