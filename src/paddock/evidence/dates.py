"""When an article came out, and what its words for time mean."""

from __future__ import annotations

import email.utils
import re
from datetime import date
from urllib.parse import urlsplit

from paddock.evidence.expressions import TimeExpression, day_of, time_expressions
from paddock.evidence.horizons import Tense, horizon_of, resolve
from paddock.evidence.timewords import data, languages, plain, words_of
from paddock.evidence.types import When

__all__ = [
    "Tense",
    "TimeExpression",
    "as_day",
    "date_from_text",
    "date_from_url",
    "horizon_of",
    "refine",
    "resolve",
    "time_expressions",
]

_HEAD, _TAIL = 1200, 300
"""How many characters from the beginning and the end a date of publication is looked for in."""

_PATH = re.compile(r"/((?:19|20)\d\d)/(\d\d?|[a-z]{3})(?:/(\d\d?))?(?=/)")
_WHOLE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_]?)(\d\d)\2(\d\d)(?!\d)")
_STAMP = re.compile(r"-(\d\d)(\d\d)(\d\d)\d\d(?=[/.]|$)")
_OPENS = re.compile(
    r"^\W*(?:published|posted|updated|date|veröffentlicht|stand|datum|publié|mis à jour|publicado|fecha|data|"
    r"pubblicato)\b"
)
_HEADER = re.compile(r"\s*date[:\s]\s*(\d{4}-\d\d(?:-\d\d)?)(?![\d-])", re.IGNORECASE)
_ISO = re.compile(r"\s*(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?(?![\d-])")
_YEARS = range(1990, 2080)


def as_day(told: str) -> str:
    """Return a date in ISO 8601 to the day, month or year as far as it is told; "" when it is none.

    The day is the one written down, whatever the time zone.
    """
    told = told.strip()[:80]
    match = _ISO.match(told)
    if match is not None:
        year, month, day = match.groups()
        if day:
            return day_of(int(year), int(month), int(day))
        if month:
            return f"{year}-{month}" if 1 <= int(month) <= 12 else ""
        return year if match.end() == len(told) and 1900 <= int(year) <= 2100 else ""
    try:
        parsed = email.utils.parsedate(told)
    except (ValueError, TypeError, IndexError):
        parsed = None
    if parsed is not None:
        return day_of(*parsed[:3]) if 1 <= parsed[0] <= 9999 else ""
    values = {one.value for lang in languages() for one in time_expressions(told, lang) if one.kind in {"day", "month"}}
    longest = {value for value in values if len(value) == max(map(len, values))}
    return longest.pop() if len(longest) == 1 else ""


def date_from_url(url: str) -> When:
    """Return the date an address bears: /2024/10/30/, /2024/09/, 2024-10-30 in it, or the stamp of some sites.

    Nothing is taken for a date that stands for what the page is about: a year alone never is.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return When()
    path = parts.path.lower() + "/"
    for match in _PATH.finditer(path):
        year, month, day = match.groups()
        number = int(month) if month.isdigit() else _month(month)
        if int(year) in _YEARS and 1 <= number <= 12:
            whole = day_of(int(year), number, int(day)) if day else ""
            return When(whole or f"{year}-{number:02}", "url", match[0])
    for match in _WHOLE.finditer(path):
        whole = day_of(int(match[1]), int(match[3]), int(match[4]))
        if whole and int(match[1]) in _YEARS:
            return When(whole, "url", match[0])
    if any(host == site or host.endswith(f".{site}") for site in data()["url"]["stamps"]):
        for match in _STAMP.finditer(path):
            whole = day_of(2000 + int(match[1]), int(match[2]), int(match[3]))
            if whole:
                return When(whole, "url", match[0].strip("-"))
    return When()


def _month(name: str) -> int:
    months: list[str] = data()["url"]["months"]
    return months.index(name) + 1 if name in months else 0


def date_from_text(text: str, lang: str, near: When = When()) -> When:  # noqa: B008 - frozen, and empty
    """Return when an article says itself that it came out; empty when it does not.

    A line that holds a date and little else, near the beginning or the end, tells it; so does a day named as this one
    ("ce vendredi 9 juin", "(30.1.)" after a weekday), whose year comes from `near`, or from the one year among those
    the text speaks of in which that day bears that name.
    lang: ISO 639-1; "" to try every language known, where those that find a date must agree.
    """
    headed = _HEADER.match(text)
    if headed and as_day(headed[1]):
        return When(headed[1], "text", headed[0].strip())
    if not lang:
        found = {when.text: when for one in languages() if (when := date_from_text(text, one, near)).text}
        return next(iter(found.values())) if len(found) == 1 else When()
    head, tail = text[:_HEAD], text[max(_HEAD, len(text) - _TAIL) :]
    for part in (head, tail):
        told = _line(part, lang)
        if told.text and (not near.text or _agree(told.text, near.text)):
            return told
    return _this_day(head, text, lang, near)


def refine(when: When, text: str, lang: str) -> When:
    """Return a date as precise as the article's own words make it; as it was when they add nothing or disagree.

    when: found otherwise.  A day named as this one is read with it ("nesta segunda-feira, 04" in an article of August
    2025).  Words such as "ce mardi" alone make nothing more precise.
    """
    if not when.text or len(when.text) == 10:
        return when
    told = date_from_text(text, lang, near=when)
    return told if len(told.text) > len(when.text) and told.text.startswith(when.text) else when


def _agree(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _line(part: str, lang: str) -> When:
    """Return the date of the first line that holds one and little else."""
    words = frozenset(data()["lines"]["words"])
    for line in part.splitlines():
        if not line.strip() or len(line) > 120:
            continue
        dates = [one for one in time_expressions(line, lang) if one.kind in {"day", "month"}]
        if len(dates) != 1:
            continue
        rest = plain(line[: dates[0].start] + " " + line[dates[0].end :])
        other = [word for word in re.findall(r"[^\W\d]+", rest) if word not in words]
        marked = dates[0].start == 0 or _OPENS.search(plain(line[: dates[0].start]))
        if not other or (marked and len(other) <= 4 and dates[0].kind == "day" and len(line) <= 80):
            return When(dates[0].value, "text", line.strip()[:120])
    return When()


def _this_day(head: str, text: str, lang: str, near: When) -> When:
    """Return the first day that the article calls this one."""
    for one in time_expressions(head, lang):
        if one.kind == "day" and _pointed_at(one.text, lang) and (not near.text or _agree(one.value, near.text)):
            return When(one.value, "text", one.text)
        name, _, told = one.value.partition(":")
        if one.kind != "relative" or name not in {"date+0", "date", "dom"}:
            continue
        named = told.count(":") == 1
        if name == "date" and not (named and _bracketed(head, one)) and not (near.text and _bracketed(head, one)):
            continue
        if near.text:
            day = horizon_of(one, near)
            if day and _agree(day, near.text):
                return When(day, "text", one.text)
        elif named and name != "dom":
            years = {
                int(other.value[:4]) for other in time_expressions(text, lang) if other.kind in {"day", "month", "year"}
            }
            fitting = {
                day
                for year in {other - step for other in years for step in (0, 1)}
                if (day := day_of(year, int(told[:2]), int(told[3:5]))) and _named_so(day, told)
            }
            if len(fitting) == 1:
                return When(fitting.pop(), "relative", one.text)
    return When()


def _pointed_at(words: str, lang: str) -> bool:
    """Return whether a date begins with a word for "this"."""
    low = plain(words)
    return any(sign == "+0" and low.startswith(f"{word} ") for word, sign in words_of(lang).signs.items())


def _bracketed(head: str, one: TimeExpression) -> bool:
    return "(" in head[max(0, one.start - 1) : one.end] and head[one.end : one.end + 1] == ")"


def _named_so(day: str, told: str) -> bool:
    return date.fromisoformat(day).weekday() == int(told[-1])
