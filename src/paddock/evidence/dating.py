"""When undated articles came out, as far as their story and their own words tell: an estimate, and told as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from paddock.catalogue import Catalogue
from paddock.evidence.expressions import time_expressions
from paddock.evidence.types import Reading, Relations, Status, When

_TO_COME = frozenset({Status.IDEA, Status.TALKS, Status.UNDER_STUDY, Status.PLANNED, Status.CONFIRMED, Status.DENIED})
_JUST = ("weekend-1", "weekend+0", "week-1", "month+0")
"""Words that put an event close to the day of writing, as `time_expressions` calls them."""
_REACH = 60
"""How far from an event such words may stand [characters]."""


def date_all(
    readings: Mapping[str, Reading], relations: Relations, catalogue: Catalogue | None = None
) -> dict[str, Reading]:
    """Return the readings, those without a date with an estimated one (`how` says `estimated`) where there is one.

    An article of a story with dates came out at about the first of them. In a story without any, the first season it
    speaks of as still to come is the year after; an event of "last weekend" gives the month (from the catalogue's
    calendars).
    """
    found = dict(readings)
    for story in relations.stories:
        members = [readings[one] for one in story.articles if one in readings]
        undated = [one for one in members if not one.article.date.text]
        if not undated:
            continue
        told = _estimate(members, catalogue)
        for one in undated:
            if told.text:
                found[one.article.id] = replace(one, article=replace(one.article, date=told))
    return found


def _estimate(members: Sequence[Reading], catalogue: Catalogue | None) -> When:
    months = {month for one in members for month in _event_months(one, catalogue)}
    dated = sorted((one.article.date for one in members if one.article.date.text), key=lambda one: one.first)
    if dated:
        first = dated[0]
        near = [f"{first.text[:4]}-{month:02}" for month in sorted(months)]
        close = [one for one in near if len(first.text) >= 7 and 0 <= int(first.text[5:7]) - int(one[5:]) <= 1]
        text = close[0] if len(close) == 1 else first.text[:7]
        return When(text, "estimated", "from other articles of its story")
    coming = [int(year) for one in members for year in _years_to_come(one)]
    if not coming:
        return When()
    year = max(min(coming) - 1, *(_years_past(members) or (0,)))
    if len(months) == 1:
        return When(f"{year:04}-{months.pop():02}", "estimated", "from an event it speaks of and the seasons to come")
    return When(f"{year:04}", "estimated", "from the seasons it speaks of as still to come")


def _years_to_come(reading: Reading) -> Iterable[str]:
    return [one.horizon[:4] for one in reading.claims if one.status in _TO_COME and one.horizon]


def _years_past(members: Iterable[Reading]) -> list[int]:
    return [
        int(one.horizon[:4]) for some in members for one in some.claims if one.status is Status.STARTED and one.horizon
    ]


def _event_months(reading: Reading, catalogue: Catalogue | None) -> set[int]:
    """Return the months of events that an undated article puts right before its own day."""
    if catalogue is None:
        return set()
    found: set[int] = set()
    words = [one for one in time_expressions(reading.article.text, reading.article.lang) if one.value in _JUST]
    for mention in reading.mentions:
        if mention.field == "text" and mention.type in {"event", "circuit", "series"}:
            near = any(min(abs(one.start - mention.end), abs(mention.start - one.end)) < _REACH for one in words)
            found |= _usual_months(mention.id, catalogue) if near else set()
    return found if len(found) == 1 else set()


def _usual_months(key: str, catalogue: Catalogue) -> set[int]:
    """Return the month an event or a race at a circuit has always been in, none where it has moved about."""
    months = {
        meeting.days[0].month
        for meeting_id, meeting in catalogue.meetings.items()
        if meeting.days and (key in {meeting.id, meeting.circuit} or meeting_id.startswith(f"{key}-20"))
    }
    return months if len(months) == 1 else set()
