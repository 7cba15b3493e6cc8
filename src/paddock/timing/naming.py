"""Which session of the catalogue a timing file belongs to: matched on evidence, or asked for, never guessed.

A file says little of itself.  What counts: the classes it prints (they tell the series), the day or year in its path or
its content, the meeting's name or circuit in its path, and the kind of session in its path.  A match needs all four,
and exactly one session that fits them.  What stands nearer the file counts before what stands further up: the name of
the file before that of its folder, that before the folders above.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue, slugify
from paddock.errors import BadRequest, UnknownName
from paddock.model import Meeting, Season, Session
from paddock.timing.series import series_of

if TYPE_CHECKING:
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
UNITS = frozenset({"h", "hour", "hours", "hr", "hrs", "heures", "stunden", "min", "minutes", "km", "mile", "miles"})
"""Words that a number in front of them counts: `race 6 hours` is not the sixth race."""
_NUMBERED = re.compile(r"([a-z]+)(\d{1,2})")
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
    """What a file and its path say.

    series: ids.  years; days.  kind: kind of session, number: which of that kind, 0 when it is not told.
    parts: what the file says of itself, its name and its folders, the nearest first, each as the words of its slug.
    """

    series: tuple[str, ...]
    years: frozenset[int]
    days: frozenset[dt.date]
    kind: str
    number: int
    parts: tuple[tuple[str, ...], ...]


def match(catalogue: Catalogue, name: str, tables: Mapping[str, pl.DataFrame], details: Mapping[str, object]) -> Match:
    """Return the session a file belongs to, or what would be needed to tell.

    name: path of the file, archive member included.  details: what the file says of itself.
    """
    clues = _clues(catalogue, name, tables, details)
    if not clues.series:
        return Match("", "its classes and its path do not tell the series")
    if not clues.years:
        return Match("", f"neither its path nor its content tells the year of the {' or '.join(clues.series)} session")
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
    fitting = [one for one in meeting.sessions if one.kind == clues.kind and _numbered(one, meeting, clues.number)]
    if len(fitting) != 1:
        fitting = _spelt(meeting, clues)
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
    texts = [one.lower() for one in (*_said(details), *reversed(re.split(r"[/\\]+", name))) if one]
    parts = _parts(texts)
    printed = {found for table in ("laps", "results") if table in tables and (found := series_of(tables[table]))}
    named = _named(catalogue, parts)
    clock = frozenset(_clock_days(tables))
    days, years = _dated(texts)
    if clock:
        years = frozenset(day.year for day in clock) & (years or frozenset(day.year for day in clock))
        days = clock
    kind, number = next((told for part in parts if (told := _kind(part))[0]), ("", 0))
    return Clues(tuple(sorted(printed or named)), years, days, kind, number, parts)


def series_named(catalogue: Catalogue, name: str) -> frozenset[str]:
    """Return the ids of the series that a file's path names."""
    return _named(catalogue, _parts(one.lower() for one in re.split(r"[/\\]+", name) if one))


def _parts(texts: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return texts as the words of their slugs."""
    return tuple(tuple(slugify(re.sub(r"[_.]+", " ", one)).split("-")) for one in texts)


def _named(catalogue: Catalogue, parts: Iterable[tuple[str, ...]]) -> frozenset[str]:
    return frozenset(one for one in catalogue.series if any(_within((one,), part) for part in parts))


def _said(details: Mapping[str, object]) -> Iterator[str]:
    """Yield what a file says of its session, event, circuit, day and championship, itself or below `session`."""
    session = details.get("session")
    for said in (session, details) if isinstance(session, Mapping) else (details,):
        for key in ("session", "event", "circuit", "date", "championship"):
            for value in (said.get(key), said.get(f"{key}_name"), said.get(f"session_{key}")):
                one = value.get("name") if isinstance(value, Mapping) and value is not session else value
                if isinstance(one, str):
                    yield one


def _dated(texts: Iterable[str]) -> tuple[frozenset[dt.date], frozenset[int]]:
    """Return the days and years in the first text that has any."""
    for text in texts:
        days = frozenset(_days(text))
        years = frozenset(int(year) for year in _YEAR.findall(text)) | {day.year for day in days}
        years |= {year + 1 for year in years if re.search(rf"{year}[-_/]{(year + 1) % 100:02}(?!\d)", text)}  # 2018-19
        if years:
            return days, years
    return frozenset(), frozenset()


def _days(text: str) -> Iterator[dt.date]:
    for year, month, day in _STAMP.findall(text):
        try:
            yield dt.date(int(year), int(month), int(day))
        except ValueError:
            continue


def _clock_days(tables: Mapping[str, pl.DataFrame]) -> Iterator[dt.date]:
    """Yield the days of the weather's clock."""
    weather = tables.get("weather")
    if weather is not None and weather.height:
        for edge in (weather["time_utc_s"].min(), weather["time_utc_s"].max()):
            if isinstance(edge, int) and 0 < edge < 2**33:
                yield dt.datetime.fromtimestamp(edge, dt.UTC).date()


def _kind(words: Sequence[str]) -> tuple[str, int]:
    """Return the kind of session that words tell, and which of that kind: 0 when they do not say.

    Of several kinds the last counts; a qualifying race is a kind of its own.
    """
    split: list[str] = []
    for word in words:
        numbered = _NUMBERED.fullmatch(word)
        split += numbered.groups() if numbered else (word,)
    kind, number = "", 0
    for place, word in enumerate(split):
        if word not in WORDS:
            continue
        last, after = (split[place - 1] if place else ""), split[place + 1 : place + 3]
        kind = "qualifying-race" if (WORDS.get(last), WORDS[word]) == ("qualifying", "race") else WORDS[word]
        counts = bool(after) and after[0].isdecimal() and len(after[0]) < 3 and not set(after[1:]) & UNITS
        number = int(after[0]) if counts else 0
    return kind, number


def _closest(catalogue: Catalogue, seasons: Iterable[Season], clues: Clues) -> list[tuple[Season, Meeting]]:
    """Return the meetings that the nearest part of the path to name any names at greatest length.

    A day that is told rules out meetings on other days.  Of two meetings at one circuit the one that is itself called
    so is meant.
    """
    near: list[tuple[tuple[int, int, bool], Season, Meeting]] = []
    for season in seasons:
        for meeting in season.meetings:
            if not _then(meeting, clues):
                continue
            names = list(_names(catalogue, season, meeting))
            own = set(_words((meeting.id, meeting.name, *meeting.aliases)))
            for place, part in enumerate(clues.parts):
                told = [(-len(name), name not in own) for name in names if _within(name, part)]
                if told:
                    near.append(((place, *min(told)), season, meeting))
                    break
    best = min((rank for rank, _, _ in near), default=None)
    return [(season, meeting) for rank, season, meeting in near if rank == best]


def _then(meeting: Meeting, clues: Clues) -> bool:
    """Return whether a meeting was on the days, or in the years, that are told; one without days may have been."""
    if not meeting.days:
        return True
    first, last = meeting.days
    day = dt.timedelta(days=1)  # a day in UTC or local time may be the next
    if clues.days:
        return any(first - day <= one <= last + day for one in clues.days)
    return bool({first.year, last.year} & clues.years)


def _names(catalogue: Catalogue, season: Season, meeting: Meeting) -> Iterator[tuple[str, ...]]:
    """Yield what a meeting is called, as the words of its slug: its own names, its circuit's, and the place's."""
    circuit = catalogue.circuit_of(meeting)
    names = [meeting.id, meeting.name, *meeting.aliases, catalogue.place_of(season.meeting_id(meeting))]
    if circuit:
        names += [circuit.id, circuit.name, *circuit.aliases, circuit.city]
    yield from _words(names)


def _words(names: Iterable[str]) -> set[tuple[str, ...]]:
    """Return names as the words of their slugs."""
    return {tuple(slug.split("-")) for name in names if (slug := slugify(name))}


def _within(name: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Return whether words stand in a path one after the other."""
    parts = tuple(part for one in name for part in one.split("-"))
    return any(words[start : start + len(parts)] == parts for start in range(len(words) - len(parts) + 1))


def _numbered(session: Session, meeting: Meeting, number: int) -> bool:
    """Return whether a session is the one of its kind, or bears the number that the path gives."""
    own = session.id.rpartition("-")[2]
    if number:
        return own.isdecimal() and int(own) == number
    return sum(one.kind == session.kind for one in meeting.sessions) == 1


def _spelt(meeting: Meeting, clues: Clues) -> list[Session]:
    """Return the sessions of the kind whose ids, of two words or more, the path spells out at greatest length."""
    ids = {one.id: tuple(one.id.split("-")) for one in meeting.sessions if one.kind == clues.kind}
    told = {
        one: len(words) for one, words in ids.items() if len(words) > 1 and any(_within(words, p) for p in clues.parts)
    }
    return [one for one in meeting.sessions if told.get(one.id, 0) == max(told.values(), default=-1)]


def _years(season: Season) -> set[int]:
    """Return the years a season is known by: its own, and those of its meetings."""
    return {season.year, *(meeting.first_day.year for meeting in season.meetings if meeting.first_day)}


def _sessions_of(meetings: Iterable[tuple[Season, Meeting]]) -> tuple[str, ...]:
    return tuple(
        f"{season.meeting_id(meeting)}/{session.id}" for season, meeting in meetings for session in meeting.sessions
    )
