"""What changed in a season's facts between two days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from paddock.catalogue.store import Catalogue
from paddock.errors import BadRequest
from paddock.model import Fact, Meeting, Status

_SHOWN = ("name", "status", "confidence", "first_day", "last_day", "race_days", "rounds", "circuit", "held", "classes")


@dataclass(frozen=True, slots=True)
class Change:
    """One announced change.

    target: `meeting:wec-2026/qatar`.  announced: the day it became public (or was first seen: `basis`).
    change: what happened.  fields: field → (before, after).  because: why we say so.
    """

    target: str
    announced: dt.date
    basis: str
    change: str
    because: str
    fields: dict[str, tuple[object, object]]
    sources: tuple[str, ...]
    confidence: str

    def as_dict(self) -> dict[str, object]:
        """Return the change as plain JSON values."""
        return {
            "target": self.target,
            "announced": self.announced.isoformat(),
            "basis": self.basis,
            "change": self.change,
            "because": self.because,
            "fields": {name: {"before": plain(old), "after": plain(new)} for name, (old, new) in self.fields.items()},
            "sources": list(self.sources),
            "confidence": self.confidence,
        }


def plain(value: object) -> object:
    """Return a value as JSON holds it: days as ISO text, tuples as lists."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, Status) else value


def changes(
    season: str,
    since: dt.date,
    until: dt.date | None,
    view: Callable[[dt.date], Catalogue],
) -> tuple[Change, ...]:
    """Return what was announced about a season after `since`, up to and including `until`, oldest first.

    view: gives the catalogue as of a day. Each change is told against the day before it.
    """
    last = until or dt.date.max
    if last < since:
        raise BadRequest(f"{last} is before {since}.", hint="Give --since before --until.")
    now = view(last)
    season = now.get("season", season)
    prefixes = (f"season:{season}", f"meeting:{season}/", f"class:{season}/")
    found: list[Change] = []
    for target, steps in now.amendments.items():
        if not target.startswith(prefixes):
            continue
        for step in steps:
            if step.announced <= since:
                continue
            before = _fact(view(step.announced - dt.timedelta(days=1)), target)
            after = _fact(view(step.announced), target)
            assert after is not None
            found.append(
                Change(
                    target,
                    step.announced,
                    step.basis,
                    step.change,
                    step.because,
                    _difference(before, after),
                    step.sources,
                    str(after.confidence),
                )
            )
    found.extend(_added(now, season, since))
    return tuple(sorted(found, key=lambda one: (one.announced, one.target)))


def _fact(catalogue: Catalogue, target: str) -> Fact | None:
    kind, _, identifier = target.partition(":")
    return catalogue.of_kind(kind).get(identifier)


def _difference(before: Fact | None, after: Fact) -> dict[str, tuple[object, object]]:
    different = {}
    for name in _SHOWN:
        old, new = getattr(before, name, None), getattr(after, name, None)
        if old != new and (before is not None or new not in (False, ())):
            different[name] = (old, new)
    return different


def _added(catalogue: Catalogue, season: str, since: dt.date) -> list[Change]:
    """Return the meetings that were themselves announced after `since`."""
    added: list[Change] = []
    for meeting in catalogue.seasons[season].meetings:
        if meeting.announced is not None and meeting.announced > since:
            added.append(_as_added(f"meeting:{season}/{meeting.id}", meeting, meeting.announced))
    return added


def _as_added(target: str, meeting: Meeting, announced: dt.date) -> Change:
    because = meeting.note or "new on the calendar"
    return Change(
        target,
        announced,
        "seen-by" if "announced" in meeting.unverified else "announced",
        "added",
        because,
        _difference(None, meeting),
        meeting.sources,
        str(meeting.confidence),
    )
