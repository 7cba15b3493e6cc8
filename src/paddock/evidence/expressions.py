"""Finding words that tell time: dates, months, years, and words such as "next year" that need a date to mean one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from paddock.evidence.timewords import Words, plain, words_of

Kind = Literal["day", "month", "year", "relative"]
Read = tuple[Kind, str] | None

_LEAST_LEAD = re.compile(r"(?:\(|, |\b(?:am|vom|zum|den|dem|bis|ab|seit) )$")
"""What stands before a day and month in figures ("(30.1.)"), so that a numbered list is none."""


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that tell time, at start:end of the text they were found in.

    kind: how precise they are, or `relative` when they need a date to count from.
    value: ISO 8601 to the day, month or year; for relative ones a key: `year+1`, `season-1`, `coming+1` (the season
    that comes), `month+0`, `week-1`, `weekend+0`, `day-1`, `later+0` (some day), `weekday:4` (Friday; with +0, +1, -1
    for this, next, last), `month:3` (March of a year not told; the same signs), `monthof+1:3` (March of next year),
    `quarter:1` (summer; the same signs), `date:06-09` (a day without its year; `date:06-09:4` when it is called a
    Friday; +0 with "this"), `dom:04:0` (a 4th that is a Monday).
    """

    start: int
    end: int
    text: str
    kind: Kind
    value: str


def time_expressions(text: str, lang: str) -> list[TimeExpression]:
    """Return the words that tell time, in order and without overlap; in an unknown language figures only.

    lang: ISO 639-1.  Source: evidence/data/dates.toml.
    """
    words = words_of(lang)
    low = plain(text)
    found = []
    for match in words.pattern.finditer(low):
        branch = str(match.lastgroup)[0]
        if words.proper and branch in _NAMED and not _capital(match, branch, text):
            continue
        start = match.start()
        if branch == "r" and match["r"] in words.small and text[start].isupper():
            continue
        led = words.before.search(low, max(0, start - 24), start) if branch in _LED else None
        if led is not None and led["edge"]:
            start = led.start()
        read = _READERS[branch](match, words, low, led is not None)
        if read is not None:
            found.append(TimeExpression(start, match.end(), text[start : match.end()], *read))
    return found


def day_of(year: int, month: int, day: int) -> str:
    """Return a day in ISO 8601, "" when there is no such day."""
    try:
        return date(year, month, day).isoformat()
    except (ValueError, OverflowError):
        return ""


def _capital(match: re.Match[str], branch: str, text: str) -> bool:
    at = match.start(_NAMED[branch])
    return at < 0 or text[at].isupper()


def _iso(match: re.Match[str], words: Words, low: str, led: bool) -> Read:
    year, month, day = match["iy"], match["im"], match["id"]
    if day:
        told = day_of(int(year), int(month), int(day))
        return ("day", told) if told else None
    if int(month) in range(1, 13) and int(month) != (int(year) + 1) % 100:
        return "month", f"{year}-{month}"
    return ("year", year) if 1930 <= int(year) < 2080 and int(month) == (int(year) + 1) % 100 else None


def _numeric(match: re.Match[str], words: Words, low: str, led: bool) -> Read:
    """Read 3.5.2023; in English 3/5/2023 is left alone, for it may be either day."""
    first, second, year = match["nd"], match["nm"], match["ny"]
    if len(year) == 2:
        if len(first) != 2 or len(second) != 2:
            return None
        year = f"20{year}"
    day, month = int(first), int(second)
    if match["sep"] == "/" and words.proper and words.months.get("march"):
        if month > 12:
            day, month = month, day
        elif day <= 12 and day != month:
            return None
    told = day_of(int(year), month, day)
    return ("day", told) if told else None


def _year(match: re.Match[str], words: Words, low: str, led: bool) -> Read:
    year, following = match["yy"], match["yn"]
    if following and int(following) % 100 != (int(year) + 1) % 100 and len(following) == 2:
        return None
    return "year", year


def _phrase(match: re.Match[str], words: Words, low: str, led: bool) -> Read:
    return "relative", words.phrases[match["r"]]


def _counted(match: re.Match[str], words: Words, low: str, led: bool) -> Read:
    branch = str(match.lastgroup)[0]
    spelt = match[f"{branch}n"]
    number = int(spelt) if spelt.isdigit() else words.numbers[spelt]
    return "relative", f"year{'+' if branch == 'a' else '-'}{number}"


def _dated(match: re.Match[str], words: Words, low: str, led: bool) -> Read:
    b = str(match.lastgroup)[0]
    day = int(re.match(r"\d+", match[f"{b}d"])[0])  # type: ignore[index]
    return _day(words.months[match[f"{b}m"]], day, match[f"{b}y"], match[f"{b}w"], words, bool(match[f"{b}t"]))


def _day(month: int, day: int, year: str | None, weekday: str | None, words: Words, this: bool = False) -> Read:
    """Return a day; without its year when there is none, but never one that no year has."""
    if year:
        told = day_of(int(year), month, day)
        return ("day", told) if told else None
    if not day_of(2024, month, day):
        return None
    named = f":{words.weekdays[weekday]}" if weekday else ""
    return "relative", f"date{'+0' if this else ''}:{month:02}-{day:02}{named}"


def _figures(match: re.Match[str], words: Words, low: str, led: bool) -> Read:
    """Read "(30.1.)", "Freitag, 30.1.": in brackets, after a weekday or after a word that leads to a day."""
    if not (match["gw"] or _LEAST_LEAD.search(low, max(0, match.start() - 6), match.start())):
        return None
    if match["gs"] and not match["gw"] and low[match.start() - 1] != "(":
        return None
    return _day(int(match["gm"] or match["gs"]), int(match["gd"]), None, match["gw"], words)


def _weekday(match: re.Match[str], words: Words, low: str, led: bool) -> Read:
    sign = words.signs.get((match["wb"] or match["wa"] or "").strip(), "")
    number = words.weekdays[match["wd"]]
    if match["wn"] and 1 <= int(match["wn"]) <= 31:
        return "relative", f"dom:{int(match['wn']):02}:{number}"
    return "relative", f"weekday{sign}:{number}"


def _month(match: re.Match[str], words: Words, low: str, led: bool) -> Read:
    month = words.months[match["mm"]]
    if match["my"]:
        return "month", f"{match['my']}-{month:02}"
    if match["mr"]:
        return "relative", f"monthof{words.phrases[match['mr']][4:]}:{month}"
    sign = words.signs.get((match["mb"] or match["ma"] or "").strip(), "")
    return ("relative", f"month{sign}:{month}") if sign or led else None


def _quarter(match: re.Match[str], words: Words, low: str, led: bool) -> Read:
    if match["qy"]:
        return "year", match["qy"]
    sign = words.signs.get((match["qb"] or match["qa"] or "").strip(), "")
    return ("relative", f"quarter{sign}:{words.quarters[match['qq']]}") if sign or led else None


_READERS: dict[str, Callable[[re.Match[str], Words, str, bool], Read]] = {
    "i": _iso,
    "n": _numeric,
    "y": _year,
    "r": _phrase,
    "a": _counted,
    "b": _counted,
    "d": _dated,
    "e": _dated,
    "g": _figures,
    "w": _weekday,
    "m": _month,
    "q": _quarter,
}
_NAMED = {"d": "dm", "e": "em", "w": "wd", "m": "mm"}
"""Branches with a name that bears a capital in some languages, and the group it is in."""
_LED = frozenset("mqy")
"""Branches that words before them belong to."""
