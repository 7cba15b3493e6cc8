"""The words of a report: countries, days, outcomes, and short names for things with long ones."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from paddock.calendars import Kind
from paddock.catalogue.names import slugify
from paddock.eligibility import Outcome
from paddock.model import Source
from paddock.studies import ClashSheet, MeetingSheet, SeasonSheet, Study, days_text


@dataclass(frozen=True, slots=True)
class Badge:
    """An answer as people see it: a sign and a word, so that colour is never the only carrier."""

    sign: str
    word: str
    tone: str
    """One of good, care, bad, unsure; what the colour is chosen by."""


_OUTCOMES = {
    Outcome.YES: Badge("✓", "Yes", "good"),
    Outcome.ON_CONDITION: Badge("!", "On condition", "care"),
    Outcome.NO: Badge("✗", "No", "bad"),
    Outcome.UNKNOWN: Badge("?", "Not known", "unsure"),
}

_CLASHES = {
    Kind.RACE_DAY: Badge("✗", "Same race day", "bad"),
    Kind.OVERLAP: Badge("✗", "Shared days", "bad"),
    Kind.TIGHT: Badge("!", "Tight journey", "care"),
}

_SEATS = {
    "drove": Badge("✓", "drove", "good"),
    "planned": Badge("→", "planned", "care"),
    "missed": Badge("✗", "missed", "bad"),
    "unknown": Badge("?", "not known", "unsure"),
}

_USUAL_COUNTRIES = {"HK": "Hong Kong", "MO": "Macau"}
"""Names people use where the reference list has the official one."""

_SPELT = {
    "lmdh": "LMDh",
    "24h": "24h",
    "imsa": "IMSA",
    "elms": "ELMS",
    "igtc": "IGTC",
    "jr": "Jr",
    "north": "North",
    "american": "American",
}
"""Abbreviations whose capitals do not follow from their letters."""

_LINKED = frozenset({"http", "https"})


def outcome_badge(outcome: Outcome | str) -> Badge:
    """Return the sign, word and tone of an outcome; of a text that is none, a question mark and the text itself."""
    try:
        return _OUTCOMES[Outcome(outcome)]
    except ValueError:
        return Badge("?", str(outcome), "unsure")


def clash_badge(kind: Kind) -> Badge:
    """Return the sign, word and tone of a kind of clash."""
    return _CLASHES[kind]


def seat_badge(state: str) -> Badge | None:
    """Return the sign, word and tone of a seat's state, None where there is no seat."""
    return _SEATS.get(state)


@cache
def _territories() -> Mapping[str, str]:
    """Return country names by code; none while the library that knows them is not installed."""
    try:
        from babel import Locale
    except ImportError:
        return {}
    return dict(Locale("en").territories)


def country_name(code: str) -> str:
    """Return the English name of a country (ISO 3166-1 alpha-2), the code itself when it is not known."""
    return _USUAL_COUNTRIES.get(code) or _territories().get(code, code)


def days_of(meeting: MeetingSheet) -> str:
    """Return "14–15 April 2018": the days a meeting takes, or that none is on record."""
    days = [day for day in (meeting.first_day, meeting.last_day) if day is not None]
    return days_text(days) or "no date on record"


def short_days(first: dt.date, last: dt.date) -> str:
    """Return "14–15 Apr": days without the year, for the margin of a chart."""
    if first == last:
        return f"{first.day} {first:%b}"
    if first.month == last.month:
        return f"{first.day}–{last.day} {last:%b}"
    return f"{first.day} {first:%b}–{last.day} {last:%b}"


def kilometres(value: float | None) -> str:
    """Return "8,120 km", rounded to 10 km above 100, or that it is not on record."""
    if value is None:
        return "not on record"
    return f"{round(value, -1):,.0f} km" if value >= 100 else f"{value:.0f} km"


def hours(value: float | None) -> str:
    """Return a clock change with its sign, e.g. "−6 h" or "+5.5 h"."""
    if value is None:
        return "not on record"
    if value == 0:
        return "none"
    return f"{'+' if value > 0 else '−'}{abs(value):g} h"


def source_label(source: Source) -> str:
    """Return a short label: the host of a bare web address, else the title."""
    if source.title and source.title != source.url:
        return source.title
    return host_of(source.url or "") or source.title


def host_of(url: str) -> str:
    """Return the host of a web address without its `www.`, empty for anything else."""
    return (urlsplit(url).hostname or "").removeprefix("www.") if is_link(url) else ""


def is_link(url: str | None) -> bool:
    """Return whether an address is one that a report may link to: http or https, with a host."""
    if not url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in _LINKED and bool(parts.hostname)


def plain(slug: str) -> str:
    """Return an id as words: `free-days` as "free days"."""
    return slug.replace("-", " ")


def titled(slug: str) -> str:
    """Return an id as a name: `yuke-taniguchi` as "Yuke Taniguchi", `bmw-m-hybrid-v8` as "BMW M Hybrid V8"."""
    return " ".join(_abbreviated(part) or part.capitalize() for part in slug.split("-"))


def labelled(slug: str) -> str:
    """Return an id as a label: `gtd-pro` as "GTD pro", `partner-agreement` as "Partner agreement"."""
    words = " ".join(_abbreviated(part) or part for part in slug.split("-"))
    return words[:1].upper() + words[1:]


def _abbreviated(part: str) -> str:
    """Return a part of an id in capitals when it can only be an abbreviation: it has a digit or no vowel."""
    if part in _SPELT:
        return _SPELT[part]
    short = any(char.isdigit() for char in part) or not set(part) & set("aeiouy")
    return part.upper() if short else ""


def place_name(meeting: MeetingSheet) -> str:
    """Return what people call a meeting in a word or two: "Spa", "São Paulo", "COTA".

    It is the meeting's own id, spelt as its town, circuit or name spells it where they contain it.
    """
    slug = meeting.id.rpartition("/")[2]
    parts = slug.split("-")
    if slug[0].isdigit() and meeting.circuit:
        return f"{titled(slug)} {meeting.circuit.split()[0]}"
    for text in (meeting.city, meeting.circuit, meeting.name):
        words = list(re.finditer(r"[^\s()/-]+", text))
        for start in range(len(words) - len(parts) + 1):
            spelt = words[start : start + len(parts)]
            if [slugify(word[0]) for word in spelt] == parts:
                return text[spelt[0].start() : spelt[-1].end()]
    if "".join(word[0] for word in meeting.circuit.split()).lower() == slug:
        return slug.upper()
    return titled(slug)


def season_name(season: SeasonSheet) -> str:
    """Return what a season is called in a chart: an abbreviation when its id is one, else its name without the year."""
    series = re.sub(r"-\d{4}(-\d{2,4})?$", "", season.id)
    if "-" not in series and len(series) <= 4:
        return series.upper()
    return re.sub(r"\s*\b\d{4}([/–-]\d{2,4})?\b\s*", " ", season.name).strip() or season.name


def counted(number: int, noun: str) -> str:
    """Return "1 meeting", "2 meetings"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def listed(items: Iterable[str]) -> str:
    """Return "a, b and c"."""
    words = list(items)
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


class Names:
    """What a study's ids are called: its meetings, seasons, drivers, cars and teams as far as it names them."""

    def __init__(self, study: Study) -> None:
        self.meetings = {one.id: one for one in study.meetings()}
        self.seasons = {one.id: one for one in study.calendars}
        self.people = {one.driver: one.name for one in study.drivers}
        self.people |= {driver: name for cover in study.covers for driver, name, _ in cover.stand_ins}
        self.people[study.subject] = study.subject_name
        for sheet in study.clashes:
            self.people |= {one.subject: one.says.partition(":")[0] for one in sheet.others if ":" in one.says}
        ids = sorted(self.meetings, key=len, reverse=True)
        self._ids = re.compile(rf"(?<![\w/-])({'|'.join(map(re.escape, ids))})(?![\w/-])") if ids else None

    def meeting(self, identifier: str) -> str:
        """Return a meeting's place (its name where no place is on record)."""
        sheet = self.meetings.get(identifier)
        return place_name(sheet) if sheet else identifier

    def full_meeting(self, identifier: str) -> str:
        """Return a meeting's place and series: "Imola (WEC)"."""
        season = self.seasons.get(identifier.partition("/")[0])
        return f"{self.meeting(identifier)} ({season_name(season)})" if season else self.meeting(identifier)

    def season(self, identifier: str) -> str:
        """Return a season's name, its id where the study does not name it."""
        return self.seasons[identifier].name if identifier in self.seasons else identifier

    def season_short(self, identifier: str) -> str:
        """Return a season's short name with its year, "IMSA 2024"; from the id where the study does not name it."""
        series, _, year = identifier.rpartition("-")
        known = self.seasons.get(identifier)
        return f"{season_name(known)} {year}" if known and len(series) <= 4 else titled(identifier)

    def person(self, identifier: str) -> str:
        """Return a driver's name as the study has it, or made from the id."""
        return self.people.get(identifier) or titled(identifier)

    def people_of(self, identifiers: Iterable[str]) -> str:
        """Return drivers' names as "a, b and c"."""
        return listed(self.person(one) for one in identifiers)

    def seasons_of(self, identifiers: Iterable[str]) -> str:
        """Return seasons' short names as "a, b and c"."""
        by_series: dict[str, list[str]] = {}
        for one in identifiers:
            series, _, year = self.season_short(one).rpartition(" ")
            by_series.setdefault(series, []).append(year)
        return ", ".join(f"{series} {listed(years)}" for series, years in by_series.items())

    def pair(self, sheet: ClashSheet) -> str:
        """Return "Imola × Long Beach"."""
        return f"{self.meeting(sheet.clash.a)} × {self.meeting(sheet.clash.b)}"

    def spoken(self, text: str) -> str:
        """Return a sentence with a capital first, and the ids of meetings replaced by what they are called."""
        told = self._ids.sub(lambda found: self.full_meeting(found[1]), text) if self._ids else text
        return told[:1].upper() + told[1:]
