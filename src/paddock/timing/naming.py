"""Which session of the catalogue a timing file belongs to: matched on evidence, or asked for, never guessed.

A file says little of itself.  What counts: the classes it prints (they tell the series), the day or year in its path or
its content, the meeting's name or circuit in its path, and the kind of session in its path.  A match needs all four,
and exactly one session that fits them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue, slugify
from paddock.errors import BadRequest, UnknownName
from paddock.model import Meeting, Season, Session
from paddock.timing.series import series_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

SESSION_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*){2}")
WORDS = {
    "race": "race",
    "rennen": "race",
    "course": "race",
    "qualifying": "qualifying",
    "qualifications": "qualifying",
    "practice": "practice",
    "essais": "practice",
    "warm": "warm-up",
    "test": "test",
}
"""Words in a path that tell the kind of a session."""
KINDS_OF_FILE = frozenset(
    ("laps", "results", "result", "classification", "weather", "analysis", "time", "cards", "flags", "rc", "messages")
) | {"field", "sections", "official", "provisional"}
"""Words in a path that tell what kind of file it is."""
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_STAMP = re.compile(r"(?<!\d)(20\d\d)[-_]?([01]\d)[-_]?([0-3]\d)(?:[-_T]?\d{4,6})?(?!\d)")


@dataclass(frozen=True, slots=True)
class Match:
    """Where a file belongs.

    session: the id, empty when it could not be told.  why: what it rests on, or what is missing.
    candidates: session ids that would fit what is known.
    """

    session: str
    why: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clues:
    """What a file and its path say.  series: ids; years; days; kind: kind of session; words: of the path, as slugs."""

    series: tuple[str, ...]
    years: frozenset[int]
    days: frozenset[dt.date]
    kind: str
    words: tuple[str, ...]


def match(catalogue: Catalogue, name: str, tables: Mapping[str, pl.DataFrame], details: Mapping[str, object]) -> Match:
    """Return the session a file belongs to, or what would be needed to tell.

    name: path of the file, archive member included.  details: what the file says of itself.
    """
    clues = _clues(catalogue, name, tables, details)
    if not clues.series:
        return Match("", "its classes and its path do not tell the series")
    if not clues.years:
        return Match("", f"its path does not tell the year of the {' or '.join(clues.series)} race")
    seasons = [
        season
        for season in catalogue.seasons.values()
        if season.series in clues.series and _years(season) & clues.years
    ]
    if not seasons:
        years = ", ".join(str(year) for year in sorted(clues.years))
        return Match("", f"no season of {' or '.join(clues.series)} {years} is on record")
    meetings = _closest(catalogue, seasons, clues)
    if len(meetings) != 1:
        found = tuple(season.meeting_id(meeting) for season, meeting in meetings)
        what = "its path fits several meetings" if found else "no meeting of that season is named in its path"
        return Match("", what, _sessions_of(meetings) or tuple(season.id for season in seasons))
    season, meeting = meetings[0]
    fitting = [one for one in meeting.sessions if one.kind == clues.kind and _numbered(one, meeting, clues)]
    if len(fitting) != 1:
        missing = f"{season.meeting_id(meeting)} has no such session on record"
        return Match(
            "", missing if clues.kind else "its path does not tell the kind of session", _sessions_of(meetings)
        )
    return Match(f"{season.meeting_id(meeting)}/{fitting[0].id}", "series, year, meeting and kind of session agree")


def check_id(catalogue: Catalogue, text: str) -> tuple[str, str]:
    """Return a session id given by a user, in full, and a remark when the catalogue does not have it.

    A season on record must have the meeting; a session it does not have, and a season that is not on record, are taken
    as written.  Raises BadRequest when the text is no session id, UnknownName or AmbiguousName with candidates.
    """
    if not SESSION_ID.fullmatch(text):
        raise BadRequest(
            f"{text!r} is no session id.", hint="A session id is SEASON/MEETING/SESSION: wec-2024/fuji/race."
        )
    season, meeting, session = text.split("/")
    try:
        season = catalogue.get("season", season)
    except UnknownName:
        return text, f"the catalogue has no season {season}: the id is taken as written"
    full, found = catalogue.meeting(f"{season}/{meeting}")
    if any(one.id == session for one in found.sessions):
        return f"{full}/{session}", ""
    return f"{full}/{session}", f"the catalogue has no session {session} of {full}: the id is taken as written"


def stem(name: str) -> str:
    """Return a file's path without the words that tell what kind of file it is: files of one session share it."""
    path = PurePath(name.lower())
    words = [word for word in re.split(r"[^a-z0-9]+", path.stem) if word and word not in KINDS_OF_FILE]
    return "/".join((*path.parent.parts, "-".join(words)))


def _clues(catalogue: Catalogue, name: str, tables: Mapping[str, pl.DataFrame], details: Mapping[str, object]) -> Clues:
    told = " ".join(str(details.get(key, "")) for key in ("championship", "event", "session", "circuit", "date"))
    text = f"{name} {told}".lower()
    words = tuple(slugify(re.sub(r"[_/\\.]+", " ", text)).split("-"))
    printed = {found for table in ("laps", "results") if table in tables and (found := series_of(tables[table]))}
    named = {one for one in catalogue.series if _within((one,), words)}
    series = printed or named
    days = frozenset(_days(text, tables))
    years = frozenset(int(year) for year in _YEAR.findall(text)) | {day.year for day in days}
    kinds = [WORDS[word] for word in words if word in WORDS]
    # Several words of a kind may stand in a path; the last, nearest the file, is the session's.
    return Clues(tuple(sorted(series)), years, days, kinds[-1] if kinds else "", words)


def _days(text: str, tables: Mapping[str, pl.DataFrame]) -> Iterator[dt.date]:
    """Yield days that the path or the weather's clock names."""
    for year, month, day in _STAMP.findall(text):
        try:
            yield dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
    weather = tables.get("weather")
    if weather is not None and weather.height:
        for edge in (weather["time_utc_s"].min(), weather["time_utc_s"].max()):
            if isinstance(edge, int) and 0 < edge < 2**33:
                yield dt.datetime.fromtimestamp(edge, dt.UTC).date()


def _closest(catalogue: Catalogue, seasons: Iterable[Season], clues: Clues) -> list[tuple[Season, Meeting]]:
    """Return the meetings that the path names most closely; of one event in two seasons the series' own."""
    ranked: list[tuple[int, Season, Meeting]] = []
    for season in seasons:
        for meeting in season.meetings:
            first, last = meeting.first_day, meeting.last_day
            if (
                clues.days
                and first
                and last
                and not any(first - dt.timedelta(days=1) <= day <= last + dt.timedelta(days=1) for day in clues.days)
            ):
                continue
            length = max(
                (len(name) for name in _names(catalogue, season, meeting) if _within(name, clues.words)), default=0
            )
            if length:
                ranked.append((length, season, meeting))
    best = max((length for length, _, _ in ranked), default=0)
    return [(season, meeting) for length, season, meeting in ranked if length == best]


def _names(catalogue: Catalogue, season: Season, meeting: Meeting) -> Iterator[tuple[str, ...]]:
    """Yield what a meeting is called, as the words of its slug: its own names, its circuit's, and the place's."""
    circuit = catalogue.circuit_of(meeting)
    names = [meeting.id, meeting.name, *meeting.aliases, catalogue.place_of(season.meeting_id(meeting))]
    if circuit:
        names += [circuit.id, circuit.name, *circuit.aliases, circuit.city]
    yield from {tuple(slug.split("-")) for name in names if (slug := slugify(name))}


def _within(name: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Return whether words stand in a path one after the other."""
    parts = tuple(part for one in name for part in one.split("-"))
    return any(words[start : start + len(parts)] == parts for start in range(len(words) - len(parts) + 1))


def _numbered(session: Session, meeting: Meeting, clues: Clues) -> bool:
    """Return whether a session is the one of its kind, or bears the number that the path gives it (`race-1`)."""
    same = [one for one in meeting.sessions if one.kind == session.kind]
    number = session.id.rpartition("-")[2]
    called = (session.id, f"{session.kind}{number}", f"{session.kind}-{number}")
    return len(same) == 1 or any(_within((name,), clues.words) for name in called)


def _years(season: Season) -> set[int]:
    """Return the years a season is known by: its own, and those of its meetings."""
    return {season.year, *(meeting.first_day.year for meeting in season.meetings if meeting.first_day)}


def _sessions_of(meetings: Iterable[tuple[Season, Meeting]]) -> tuple[str, ...]:
    return tuple(
        f"{season.meeting_id(meeting)}/{session.id}" for season, meeting in meetings for session in meeting.sessions
    )
