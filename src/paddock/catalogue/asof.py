"""What was known on a day: later facts are left out, and what had not happened yet has not happened.

Results, tables and seats rarely say when they became public; without that they are known once their meeting is over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TypeVar

from paddock.model import Classification, Entry, Fact, Manufacturer, Meeting, Season, Seat, Standings

_F = TypeVar("_F", bound=Fact)


def known(fact: Fact, as_of: dt.date | None) -> bool:
    """Return whether a fact had been announced by a day; one that does not say when counts as known."""
    return as_of is None or fact.announced is None or fact.announced <= as_of


def only_known(facts: tuple[_F, ...], as_of: dt.date | None) -> tuple[_F, ...]:
    """Return the facts that had been announced by a day."""
    return tuple(fact for fact in facts if known(fact, as_of))


def held_by(meeting: Meeting, as_of: dt.date | None) -> Meeting:
    """Return the meeting without the knowledge, as of a day before its end, that it has been held."""
    days = meeting.days
    if as_of is None or not meeting.held or (days is not None and days[1] <= as_of):
        return meeting
    return meeting.model_copy(update={"held": False})


def figures_by(make: Manufacturer, as_of: dt.date | None) -> Manufacturer:
    """Return the make with the figures of years that were over, and the markets of years that had begun."""
    if as_of is None:
        return make
    road_cars = tuple(one for one in only_known(make.road_cars, as_of) if one.year < as_of.year)
    markets = tuple(one for one in only_known(make.markets, as_of) if one.year <= as_of.year)
    return make.model_copy(update={"road_cars": road_cars, "markets": markets})


def results_by(tables: tuple[Classification, ...], season: Season, as_of: dt.date | None) -> tuple[Classification, ...]:
    """Return the classifications that were public: announced by then, else of meetings that were over."""
    if as_of is None:
        return tables
    ends = _ends(season)
    return tuple(one for one in tables if (one.announced or ends.get(one.meeting, dt.date.max)) <= as_of)


def standings_by(tables: tuple[Standings, ...], season: Season, as_of: dt.date | None) -> tuple[Standings, ...]:
    """Return the championship tables that were public: announced by then, else after meetings that were over."""
    if as_of is None:
        return tables
    ends = _ends(season)
    last = max(ends.values(), default=dt.date.max)
    return tuple(one for one in tables if (one.announced or ends.get(one.after.partition(" ")[0], last)) <= as_of)


def entries_by(entries: tuple[Entry, ...], season: Season, as_of: dt.date | None) -> tuple[Entry, ...]:
    """Return the entries; who drove at a meeting that had not ended is not known yet, who is planned stays planned."""
    if as_of is None:
        return entries
    ends = _ends(season)
    over = {slug for slug, end in ends.items() if end <= as_of}
    return tuple(
        entry.model_copy(
            update={
                "crew": tuple(_seat_by(seat, over) for seat in entry.crew),
                "meetings": tuple(slug for slug in entry.meetings if slug in over),
            }
        )
        for entry in only_known(entries, as_of)
    )


def _seat_by(seat: Seat, over: set[str]) -> Seat:
    open_ = [slug for slug in (*seat.drove, *seat.missed) if slug not in over]
    return seat.model_copy(
        update={
            "drove": tuple(slug for slug in seat.drove if slug in over),
            "missed": tuple(slug for slug in seat.missed if slug in over),
            "unknown": (*seat.unknown, *open_),
        }
    )


def _ends(season: Season) -> Mapping[str, dt.date]:
    """Return the last day of each meeting that has days."""
    return {meeting.id: meeting.days[1] for meeting in season.meetings if meeting.days}
