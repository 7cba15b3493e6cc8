"""What words that tell time mean, seen from the day an article came out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from paddock.evidence.expressions import TimeExpression, day_of, time_expressions
from paddock.evidence.types import When

Tense = Literal["past", "future", ""]

_KEY = re.compile(r"([a-z]+)([+-]\d+)?(?::([\d-]+))?(?::(\d))?")
_QUARTERS = ((3, 5), (6, 8), (9, 11))
"""First and last month of spring, summer and autumn; a winter lies in two years."""
_SEASON_BEGINS = 3
"""Before this month "the coming season" is the one of the same year."""


def resolve(text: str, lang: str, published: When, tense: Tense = "") -> str:
    """Return what the first words in `text` that tell time mean: "2027", "2024-03", "2026-02-12"; "" when none do.

    lang: ISO 639-1.  published: when the article came out; where that is not known, or not precisely enough, words
    that count from it give "".  tense: of what happens then, see `horizon_of`.
    """
    found = (horizon_of(one, published, tense) for one in time_expressions(text, lang))
    return next((one for one in found if one), "")


def horizon_of(expression: TimeExpression, published: When, tense: Tense = "") -> str:
    """Return what one expression means, ISO 8601 to the day, month or year; "" when that cannot be told.

    tense: "past" and "future" put a month, a day or a weekday without a year before or after the publication; without
    one it lies in the year of publication, and a weekday in the seven days up to it.
    """
    if expression.kind != "relative":
        return expression.value
    match = _KEY.fullmatch(expression.value)
    if match is None or not published.text:
        return ""
    name, sign, told, weekday = match.groups()
    name = "months" if name == "month" and told is None else name
    return _READERS[name](published.text, int(sign) if sign else None, told or "", weekday or "", tense)


def _in_years(published: str, count: int | None, told: str, weekday: str, tense: Tense) -> str:
    return f"{int(published[:4]) + (count or 0):04}"


def _coming(published: str, count: int | None, told: str, weekday: str, tense: Tense) -> str:
    early = len(published) > 4 and int(published[5:7]) < _SEASON_BEGINS
    return f"{int(published[:4]) + (0 if early else 1):04}"


def _in_months(published: str, count: int | None, told: str, weekday: str, tense: Tense) -> str:
    if len(published) < 7:
        return ""
    months = int(published[:4]) * 12 + int(published[5:7]) - 1 + (count or 0)
    return f"{months // 12:04}-{months % 12 + 1:02}"


def _in_weeks(published: str, count: int | None, told: str, weekday: str, tense: Tense) -> str:
    """Return the month a week lies in, its year when it lies in two months, "" when it lies in two years."""
    day = _day(published)
    if day is None:
        return ""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=count or 0)
    return _shared(monday, monday + timedelta(days=6))


def _weekend(published: str, count: int | None, told: str, weekday: str, tense: Tense) -> str:
    day = _day(published)
    if day is None:
        return ""
    saturday = day - timedelta(days=day.weekday() - 5)
    if (count or 0) < 0 and day.weekday() < 5:
        saturday -= timedelta(weeks=1)
    elif (count or 0) > 0 and day.weekday() >= 5:
        saturday += timedelta(weeks=1)
    return _shared(saturday, saturday + timedelta(days=1))


def _in_days(published: str, count: int | None, told: str, weekday: str, tense: Tense) -> str:
    day = _day(published)
    return (day + timedelta(days=count or 0)).isoformat() if day else ""


def _weekday(published: str, count: int | None, told: str, weekday: str, tense: Tense) -> str:
    day = _day(published)
    if day is None:
        return ""
    ahead = (int(told) - day.weekday()) % 7
    if count == 1:
        return (day + timedelta(days=ahead or 7)).isoformat()
    if count == -1:
        return (day - timedelta(days=7 - ahead)).isoformat()
    if tense == "future" or ahead == 0:
        return (day + timedelta(days=ahead)).isoformat()
    return (day - timedelta(days=7 - ahead)).isoformat()


def _month(published: str, count: int | None, told: str, weekday: str, tense: Tense) -> str:
    return _nearest(published, int(told), int(told), count, tense, f"-{int(told):02}")


def _month_of(published: str, count: int | None, told: str, weekday: str, tense: Tense) -> str:
    return f"{int(published[:4]) + (count or 0):04}-{int(told):02}"


def _quarter(published: str, count: int | None, told: str, weekday: str, tense: Tense) -> str:
    """Return the year of a spring, summer or autumn."""
    return _nearest(published, *_QUARTERS[int(told)], count, tense, "") if int(told) < len(_QUARTERS) else ""


def _nearest(published: str, first: int, last: int, count: int | None, tense: Tense, tail: str) -> str:
    """Return the year of the months first to last, before or after the publication as sign and tense tell."""
    year = int(published[:4])
    if count == 0 or (not tense and count is None):
        return f"{year:04}{tail}"
    if len(published) < 7:
        return ""
    month = int(published[5:7])
    if count == -1 or (count is None and tense == "past"):
        past = last < month if count == -1 else first <= month
        return f"{year if past else year - 1:04}{tail}"
    ahead = first > month if count == 1 else last >= month
    return f"{year if ahead else year + 1:04}{tail}"


def _date(published: str, count: int | None, told: str, weekday: str, tense: Tense) -> str:
    """Return the day; its name or the tense tell the year, else it is that of the publication."""
    month, day = int(told[:2]), int(told[3:])
    year = int(published[:4])
    if weekday:
        near = [one for one in (year, year - 1, year + 1) if _weekday_is(day_of(one, month, day), int(weekday))]
        return day_of(near[0], month, day) if near else ""
    then = day_of(year, month, day)
    if tense and len(published) == 10:
        year += (tense == "future" and then < published) - (tense == "past" and then > published)
    return day_of(year, month, day)


def _day_of_month(published: str, count: int | None, told: str, weekday: str, tense: Tense) -> str:
    """Return the day of the month of publication, or of one beside it, that bears the weekday's name."""
    if len(published) < 7:
        return ""
    year, month = int(published[:4]), int(published[5:7])
    then = day_of(year, month, int(told))
    return then if _weekday_is(then, int(weekday)) else ""


def _never(published: str, count: int | None, told: str, weekday: str, tense: Tense) -> str:
    return ""


def _weekday_is(day: str, weekday: int) -> bool:
    return bool(day) and date.fromisoformat(day).weekday() == weekday


def _day(published: str) -> date | None:
    return date.fromisoformat(published) if len(published) == 10 else None


def _shared(first: date, last: date) -> str:
    for length in (7, 4):
        if first.isoformat()[:length] == last.isoformat()[:length]:
            return first.isoformat()[:length]
    return ""


_READERS: dict[str, Callable[[str, int | None, str, str, Tense], str]] = {
    "year": _in_years,
    "season": _in_years,
    "coming": _coming,
    "month": _month,
    "months": _in_months,
    "monthof": _month_of,
    "quarter": _quarter,
    "week": _in_weeks,
    "weekend": _weekend,
    "day": _in_days,
    "weekday": _weekday,
    "date": _date,
    "dom": _day_of_month,
    "later": _never,
}
