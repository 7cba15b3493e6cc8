"""When undated articles came out, as far as their story and their own words tell: an estimate, and told as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from paddock.catalogue import Catalogue
from paddock.evidence.expressions import time_expressions
from paddock.evidence.types import Claim, Reading, Relations, Status, When

_TO_COME = frozenset({Status.IDEA, Status.TALKS, Status.UNDER_STUDY, Status.PLANNED, Status.CONFIRMED, Status.DENIED})
_SEASONAL = frozenset({"enter", "race", "run", "continue", "restart", "debut", "drive", "supply_engines"})
"""Actions that begin with a season."""
_JUST = ("weekend-1", "weekend+0", "week-1", "month+0")
"""Words that put an event close to the day of writing, as `time_expressions` calls them."""
_REACH = 60
"""How far from an event such words may stand [characters]."""


def date_all(
    readings: Mapping[str, Reading],
    relations: Relations,
    catalogue: Catalogue | None = None,
    on_record: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Reading]:
    """Return the readings, those without a date with an estimated one (`how` says `estimated`) where there is one.

    on_record: address → date of publication that is on record; it comes before every estimate.

    An article of a story with dates came out at about the first of them. In a story without any, the first season it
    speaks of as still to come is the year after; an event of "last weekend" gives the month (from the catalogue's
    calendars).
    """
    readings = {key: _recorded(one, on_record) for key, one in readings.items()}
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


def _recorded(reading: Reading, on_record: Mapping[str, str]) -> Reading:
    told = on_record.get(reading.article.url)
    if reading.article.date.text or not told:
        return reading
    return replace(reading, article=replace(reading.article, date=When(told, "given", "on record")))


def _estimate(members: Sequence[Reading], catalogue: Catalogue | None) -> When:
    months = {month for one in members for month in _event_months(one, catalogue)}
    dated = sorted((one.article.date for one in members if one.article.date.text), key=lambda one: one.first)
    if dated:
        first = dated[0]
        near = [f"{first.text[:4]}-{month:02}" for month in sorted(months)]
        close = [one for one in near if len(first.text) >= 7 and 0 <= int(first.text[5:7]) - int(one[5:]) <= 1]
        text = close[0] if len(close) == 1 else first.text[:7]
        return When(text, "estimated", "from other articles of its story")
    year = _year(members, catalogue)
    if not year:
        return When()
    if len(months) == 1:
        return When(f"{year:04}-{months.pop():02}", "estimated", "from an event it speaks of and the seasons to come")
    return When(f"{year:04}", "estimated", "from the seasons it speaks of as still to come")


def _year(members: Sequence[Reading], catalogue: Catalogue | None) -> int:
    """Return the year before the first season still to come, or after the last year told of; 0 where nothing tells."""
    claims = [(one, claim) for one in members for claim in one.claims]
    coming = [
        int(claim.horizon[:4])
        for _, claim in claims
        if claim.status in _TO_COME and claim.action in _SEASONAL and claim.horizon
    ]
    if catalogue is not None:
        coming += [year for one, claim in claims if (year := _first_season(one, claim, catalogue))]
    told = {int(claim.horizon[:4]) for _, claim in claims if claim.horizon}
    if coming:
        past = [int(claim.horizon[:4]) for _, claim in claims if claim.status is Status.STARTED and claim.horizon]
        year = min(coming) - 1
        return max(year, *past) if past and max(past) < min(coming) else year
    named = {
        int(one.value[:4])
        for some in members
        for one in time_expressions(some.article.text, some.article.lang)
        if one.kind == "year"
    }
    before = [year for year in named - told if not told or year < max(told)]
    return max(before) + 1 if before else min(told) - 1 if told else 0


def _first_season(reading: Reading, claim: Claim, catalogue: Catalogue) -> int:
    """Return the first season in which a car of the article raced where the article says it is still to, else 0."""
    if claim.action != "enter" or claim.status is not Status.CONFIRMED or not claim.target.startswith("series:"):
        return 0
    cars = {one.id for one in reading.mentions if one.type == "car" and one.id}
    years = [
        season.year
        for season in catalogue.seasons.values()
        if f"series:{season.series}" == claim.target
        and any(entry.car in cars for entry in catalogue.entries.get(season.id, ()))
    ]
    return min(years, default=0)


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
