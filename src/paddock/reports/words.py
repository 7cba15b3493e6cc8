"""The words of a report: countries, days, outcomes, and short names for things with long ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from paddock.calendars import Kind
from paddock.eligibility import Outcome
from paddock.model import Source
from paddock.studies import CarResult, MeetingSheet, RaceWorth, days_text, ordinal, result_text


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

_SPELT = {
    "lmdh": "LMDh",
    "24h": "24h",
    "imsa": "IMSA",
    "elms": "ELMS",
    "igtc": "IGTC",
    "jr": "Jr",
    "lmgte": "LMGTE",
    "pro": "Pro",
    "am": "Am",
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


def day_of(race: RaceWorth) -> str:
    """Return "15 Sep 2024": the day of a race, empty when it is not on record."""
    return f"{race.day.day} {race.day:%b %Y}" if race.day else ""


def rank_text(rank: int | None, of: int | None) -> str:
    """Return "4th of 18", empty where there is no rank."""
    return f"{ordinal(rank)} of {of}" if rank and of else ""


def result_line(result: CarResult, *, numbered: bool = True) -> str:
    """Return a result and how far behind: "3rd (#36), +42.321 s", "13th (#36), 1 lap behind, by the laps alone"."""
    told = result_text(result if numbered else replace(result, car=""))
    alone = "by the laps alone" if result.origin == "laps" else ""
    points = f"{result.points} point{'' if result.points == '1' else 's'}" if result.points else ""
    behind = f"{result.behind} behind" if result.behind.lower().endswith(("lap", "laps")) else result.behind
    return ", ".join(part for part in (told, behind, points, alone) if part)


def result_of(race: RaceWorth) -> str:
    """Return a race's best result, or that none is on record and among how many lines it is not."""
    if race.best is not None:
        return result_line(race.best)
    return f"not among the {race.listed} on record" if race.listed else "not on record"


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


def odds(share: float) -> str:
    """Return odds in whole per cent; what is not nothing is not told as nothing: `< 1 %`."""
    if 0 < share < 0.005:
        return "< 1 %"
    return "> 99 %" if 0.995 <= share < 1 else f"{100 * share:.0f} %"
