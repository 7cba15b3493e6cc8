"""A published iCalendar file becomes a season of the user's own catalogue.

What the file says is taken over; what it does not say is left open and told as a finding: a place that is not the
name of a known circuit, a meeting without anything called a race. Nothing is written before everything was read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from paddock.calendars.ics_events import Item, read_events
from paddock.catalogue import Catalogue, slugify, spelling
from paddock.errors import AmbiguousName, BadFile, BadRequest, UnknownName
from paddock.findings import Finding
from paddock.model import Meeting, Season, Session, Status

MAX_ID = 80
"""Length of an id [characters]."""

_KINDS = (
    ("qualifying", r"qualif|hyperpole|superpole|shoot-?out|zeittraining"),
    ("warm-up", r"warm-?up"),
    ("practice", r"practice|training|essais libres|\bfp\d\b"),
    ("test", r"\btest|prologue|roar"),
    ("race", r"\brace\b|rennen|\bcourse\b|sprint|grand prix|\d+ ?(?:h|hours?|heures|stunden)\b"),
)


@dataclass(frozen=True, slots=True)
class ImportedSeason:
    """What was read: the season, and what the file left open."""

    season: Season
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Group:
    """The events of one meeting."""

    items: list[Item] = field(default_factory=list)

    @property
    def first(self) -> dt.date:
        return min(item.first for item in self.items)

    @property
    def last(self) -> dt.date:
        return max(item.last for item in self.items)


def read_ics(
    catalogue: Catalogue,
    path: Path,
    season: str,
    *,
    name: str = "",
    series: str,
    circuits: Mapping[str, str] | None = None,
) -> ImportedSeason:
    """Read a published iCalendar file as a season.

    season: the id it gets.  series: a series on record.  circuits: text of a place in the file → circuit id, for
    places that are not called as in the catalogue.
    Raises BadFile when it is no calendar or an event makes no sense, UnknownName for a series or circuit.
    """
    if slugify(season) != season or not 0 < len(season) <= MAX_ID:
        raise BadRequest(f"{season!r} is not an id.", hint=f"Write it as {slugify(season) or 'my-series-2027'}.")
    series_id = catalogue.get("series", series)
    given = {spelling(place): catalogue.get("circuit", circuit) for place, circuit in (circuits or {}).items()}
    given.pop("", None)
    groups = _groups(read_events(path))
    findings: list[Finding] = []
    meetings: list[Meeting] = []
    used: set[str] = set()
    for group in groups:
        if all(item.cancelled for item in group.items):
            line = group.items[0].line
            findings.append(Finding("info", "cancelled", f"left out: {line} is cancelled", where=str(path)))
            continue
        meetings.append(_meeting(catalogue, group, given=given, used=used, findings=findings))
    if not meetings:
        raise BadFile.at(path, None, "every event in it is cancelled")
    silent = [meeting.name for meeting in meetings if not meeting.race_days]
    if silent:
        named = ", ".join(silent[:3]) + (f" and {len(silent) - 3} more" if len(silent) > 3 else "")
        findings.append(
            Finding(
                "warning",
                "no-race-day",
                f"no race is told of {named}: clashes on race days cannot be found",
                where=str(path),
                hint="Add race_days to these meetings in the file that is written.",
            )
        )
    source = path.resolve().name
    edition = Season(
        id=season,
        name=name or season,
        series=series_id,
        year=min(group.first for group in groups).year,
        status=Status.UNVERIFIED,
        note=f"read from {source}",
        meetings=tuple(sorted(meetings, key=lambda one: (one.days or (dt.date.max,))[0])),
    )
    return ImportedSeason(edition, tuple(findings))


def _groups(items: Sequence[Item]) -> list[_Group]:
    """Return the events by meeting: an all-day event with what lies in it, or events at one place on days in a row."""
    whole = [_Group([item]) for item in items if item.start is None]
    loose: list[Item] = []
    for item in (one for one in items if one.start is not None):
        home = next((group for group in whole if item.parent and item.parent == group.items[0].uid), None)
        home = home or next(
            (
                group
                for group in whole
                if group.items[0].first <= item.first <= group.items[0].last
                and spelling(item.location) == spelling(group.items[0].location)
            ),
            None,
        )
        if home is not None:
            home.items.append(item)
        else:
            loose.append(item)
    groups: list[_Group] = []
    for item in sorted(loose, key=lambda one: (one.first, one.summary)):
        home = next(
            (
                group
                for group in reversed(groups)
                if spelling(group.items[-1].location) == spelling(item.location) and (item.first - group.last).days <= 1
            ),
            None,
        )
        if home is not None:
            home.items.append(item)
        else:
            groups.append(_Group([item]))
    return sorted((*whole, *groups), key=lambda group: (group.first, group.items[0].summary))


def _meeting(
    catalogue: Catalogue,
    group: _Group,
    *,
    given: Mapping[str, str],
    used: set[str],
    findings: list[Finding],
) -> Meeting:
    head = group.items[0]
    name = _title(group)
    place = next((item.location for item in group.items if item.location), "")
    circuit = _circuit(catalogue, place, head, given, findings)
    slug = _free_slug(circuit or slugify(place) or slugify(name) or "meeting", used)
    sessions = _sessions(catalogue, group, circuit)
    told = {day for item in group.items for day in item.race_days}
    races = tuple(sorted(told | {day for one in sessions if one.kind == "race" for day in _race_days(one)}))
    days = [day for one in sessions for day in (one.day,)] + list(races)
    return Meeting(
        id=slug,
        name=name,
        circuit=circuit,
        place="" if circuit else place,
        first_day=min([group.first, *days]),
        last_day=max([group.last, *days]),
        race_days=races,
        session=sessions,
        status=Status.UNVERIFIED,
    )


def _race_days(session: Session) -> list[dt.date]:
    if session.start is None or session.duration_min is None:
        return [session.day]
    end = dt.datetime.combine(session.day, session.start) + dt.timedelta(minutes=session.duration_min)
    steps = (end - dt.timedelta(microseconds=1)).date() - session.day
    return [session.day + dt.timedelta(days=step) for step in range(steps.days + 1)]


def _title(group: _Group) -> str:
    """Return the meeting's name: the all-day event's, else what its sessions' names have in common at the front."""
    if group.items[0].start is None:
        return group.items[0].summary
    names = [item.summary for item in group.items]
    common = names[0]
    for name in names[1:]:
        while not name.startswith(common):
            common = common[:-1]
    cleaned = common.rstrip(" -–—:|,(").strip()
    return cleaned or names[0]


def _sessions(catalogue: Catalogue, group: _Group, circuit: str | None) -> tuple[Session, ...]:
    zone = catalogue.circuits[circuit].time_zone if circuit else None
    sessions: list[Session] = []
    used: set[str] = set()
    for item in group.items:
        if item.start is None or item.cancelled:
            continue
        local = _local(item.start, zone)
        part = item.summary.removeprefix(_title(group)).strip(" -–—:|,)(") or item.summary
        kind = next((kind for kind, words in _KINDS if re.search(words, part, re.IGNORECASE)), "other")
        sessions.append(
            Session.model_validate(
                {
                    "id": _free_slug(slugify(part)[:60].strip("-") or kind, used),
                    "name": part,
                    "kind": kind,
                    "day": local.date(),
                    "start": local.time().replace(microsecond=0) if zone or item.start.tzinfo is None else None,
                    "duration_min": item.minutes,
                }
            )
        )
    return tuple(sorted(sessions, key=lambda one: (one.day, one.start or dt.time())))


def _local(start: dt.datetime, zone: str | None) -> dt.datetime:
    from zoneinfo import ZoneInfo

    if start.tzinfo is not None and zone is not None:
        return start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return start.replace(tzinfo=None)


def _circuit(
    catalogue: Catalogue, place: str, head: Item, given: Mapping[str, str], findings: list[Finding]
) -> str | None:
    """Return the circuit that the place names exactly (whole, or its part before a comma), or None with a finding."""
    candidates: Sequence[str] = ()
    for text in dict.fromkeys((place, place.partition(",")[0], head.summary)):
        if spelling(text) in given:
            return given[spelling(text)]
    for text in dict.fromkeys((place, place.partition(",")[0])):
        if not text:
            continue
        try:
            return catalogue.get("circuit", text)
        except (UnknownName, AmbiguousName) as error:
            candidates = candidates or error.candidates
    findings.append(
        Finding(
            "warning",
            "unknown-circuit",
            f"{head.line}: {place!r} is not the name of a circuit on record" if place else f"{head.line}: no place",
            hint=f"Say --circuit '{place or head.summary}=<id>'"
            + (f"; near: {', '.join(candidates)}" if candidates else ""),
        )
    )
    return None


def _free_slug(slug: str, used: set[str]) -> str:
    """Return the slug, with a number behind it when it is taken."""
    slug = slug[:70].strip("-")
    number, free = 1, slug
    while free in used:
        number += 1
        free = f"{slug}-{number}"
    used.add(free)
    return free
