"""Reading the events of an iCalendar file; what makes no sense is refused before anything is made of it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paddock.calendars.ics_out import RACE_DAYS
from paddock.errors import BadFile, MissingExtra

MAX_BYTES = 8 * 1024 * 1024
MAX_EVENTS = 5_000
MAX_DAYS = 60
"""A single event longer than this [d] is no meeting."""
MAX_SESSION_MIN = 60 * 24 * 3
"""A timed event longer than this [min] is a meeting, not one of its sessions."""
YEARS = range(1894, 2101)
"""Years a race can be in; an event in another one is a slip."""


@dataclass(slots=True)
class Item:
    """One event of the file."""

    uid: str
    summary: str
    location: str
    first: dt.date
    last: dt.date
    start: dt.datetime | None
    minutes: float | None
    parent: str
    cancelled: bool
    race_days: tuple[dt.date, ...]
    line: str


def read_events(path: Path) -> list[Item]:
    """Return the events of the file; raises BadFile for what makes no sense."""
    try:
        from icalendar import Calendar
    except ImportError:
        raise MissingExtra("icalendar", "calendar") from None
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadFile.at(path, None, f"larger than {MAX_BYTES // 1024 // 1024} MiB")
        raw = path.read_bytes()
    except OSError as error:
        raise BadFile.at(path, None, error.strerror or "cannot be read") from None
    if b"BEGIN:VCALENDAR" not in raw.upper():
        raise BadFile.at(path, None, "not an iCalendar file", hint="It has to begin with BEGIN:VCALENDAR.")
    count = raw.upper().count(b"BEGIN:VEVENT")
    if count > MAX_EVENTS:
        raise BadFile.at(path, None, f"holds {count} events; more than {MAX_EVENTS} are not read")
    try:
        calendar = Calendar.from_ical(raw)
        events = list(calendar.walk("VEVENT"))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise BadFile.at(path, None, f"not a readable iCalendar file: {str(error)[:120]}") from None
    if not events:
        raise BadFile.at(path, None, "holds no event")
    return [_item(path, number, event) for number, event in enumerate(events, start=1)]


def _item(path: Path, number: int, event: Any) -> Item:
    uid = _text(event.get("uid")) or f"event-{number}"
    summary = _text(event.get("summary"))
    where = f"event {number} ({(summary or uid)[:60]!r})"
    try:
        start = event.decoded("dtstart")
    except (KeyError, ValueError, TypeError, AttributeError):
        raise BadFile.at(path, None, f"{where}: no readable DTSTART") from None
    try:
        end = event.decoded("dtend") if "dtend" in event else None
        length = event.decoded("duration") if "duration" in event else None
    except (ValueError, TypeError, AttributeError):
        raise BadFile.at(path, None, f"{where}: DTEND or DURATION cannot be read") from None
    if not summary:
        raise BadFile.at(path, None, f"{where}: no SUMMARY")
    if "rrule" in event:
        raise BadFile.at(path, None, f"{where}: repeats (RRULE)", hint="A race meeting takes place once; list each.")
    try:
        first, last, begins, minutes = _span(path, where, start, end, length)
    except OverflowError:
        raise BadFile.at(path, None, f"{where}: ends beyond the end of all days") from None
    if first.year not in YEARS or last.year not in YEARS:
        raise BadFile.at(path, None, f"{where}: is on {first}, in no year a race can be in")
    return Item(
        uid,
        summary,
        _text(event.get("location")),
        first,
        last,
        begins,
        minutes,
        _text(event.get("related-to")),
        _text(event.get("status")).upper() == "CANCELLED",
        _told_race_days(path, where, _text(event.get(RACE_DAYS)), first, last),
        where,
    )


def _told_race_days(path: Path, where: str, text: str, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    try:
        days = tuple(dt.date.fromisoformat(day) for day in text.split(",") if day)
    except ValueError:
        raise BadFile.at(path, None, f"{where}: {RACE_DAYS.upper()} is not a list of days") from None
    if not all(first <= day <= last for day in days):
        raise BadFile.at(path, None, f"{where}: {RACE_DAYS.upper()} names a day outside {first} to {last}")
    return days


def _text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return re.sub(r"\s+", " ", str(value or "")).strip()[:300]


def _span(
    path: Path, where: str, start: object, end: object, length: object
) -> tuple[dt.date, dt.date, dt.datetime | None, float | None]:
    """Return first day, last day, start and minutes of an event; raises BadFile when it ends before it begins."""
    if isinstance(length, dt.timedelta) and isinstance(start, dt.date):
        end = start + length
    if isinstance(start, dt.datetime):
        stop = end if isinstance(end, dt.datetime) else start
        if (stop.tzinfo is None) != (start.tzinfo is None):
            raise BadFile.at(path, None, f"{where}: one end has a time zone and the other has not")
        if stop < start:
            raise BadFile.at(path, None, f"{where}: ends {stop} before it begins {start}")
        minutes = (stop - start).total_seconds() / 60
        first, last = start.date(), stop.date()
        if minutes <= MAX_SESSION_MIN:
            return first, last, start, minutes or None
        start, end = first, last + dt.timedelta(days=1)
    if not isinstance(start, dt.date):
        raise BadFile.at(path, None, f"{where}: DTSTART is neither a day nor a time")
    stop_day = end.date() if isinstance(end, dt.datetime) else end if isinstance(end, dt.date) else None
    if stop_day is not None and stop_day < start:
        raise BadFile.at(path, None, f"{where}: ends {stop_day} before it begins {start}")
    last = start if stop_day is None or stop_day == start else stop_day - dt.timedelta(days=1)
    if (last - start).days > MAX_DAYS:
        raise BadFile.at(path, None, f"{where}: lasts {(last - start).days + 1} days, which no meeting does")
    return start, last, None, None
