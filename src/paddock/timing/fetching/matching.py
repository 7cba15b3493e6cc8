"""Which season and event of the pages is a meeting of the catalogue: exactly, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from paddock.catalogue import Catalogue, spelling
from paddock.errors import AmbiguousName, BadRequest, UnknownName
from paddock.model import Season
from paddock.timing.fetching.form import ResultPages
from paddock.timing.fetching.index import Choice

ADD_NAME = "If one of them is meant, say so in a file of your own (--pages FILE), see docs/timing/fetching.md."


def split_request(catalogue: Catalogue, text: str) -> tuple[str, str]:
    """Return the full meeting id and the session's slug ("" for all) of `season/meeting[/session]`.

    Raises UnknownName or AmbiguousName for what the catalogue does not have, BadRequest for another form.
    """
    parts = text.strip("/").split("/")
    if len(parts) not in {2, 3} or not all(parts):
        raise BadRequest(
            f"{text[:80]!r} names no meeting.", hint="Write <season>/<meeting>, for example wec-2024/fuji."
        )
    meeting, _ = catalogue.meeting("/".join(parts[:2]))
    return meeting, parts[2] if len(parts) == 3 else ""


def match_season(season: Season, pages: ResultPages, offered: Sequence[Choice], where: str) -> Choice:
    """Return the season of the pages that begins in the year ours does, or that the data name for it.

    where: the page's address, for messages.  Raises UnknownName or AmbiguousName with what is offered.
    """
    named = [one.name for one in pages.pages.seasons if one.season == season.id]
    if named:
        hits = [choice for choice in offered if _called(choice, pages, named)]
    else:
        hits = [choice for choice in offered if _first_year(choice, pages) == season.year]
    return _one(hits, offered, f"{where}: season {season.id}")


def match_events(
    catalogue: Catalogue, meeting_id: str, pages: ResultPages, offered: Sequence[Choice], where: str
) -> tuple[Choice, ...]:
    """Return the events of the pages that bear the meeting's name; more than one when a name is used twice.

    Names are the meeting's own, its circuit's and town's, and those the data give for it; they are compared but for
    case, accents and punctuation.  Raises UnknownName with what is offered when none does.
    """
    slug = meeting_id.partition("/")[2]
    named = [name for one in pages.pages.events if slug in one.meetings for name in one.names]
    hits = [choice for choice in offered if _called(choice, pages, named)]
    hits = hits or [choice for choice in offered if _called(choice, pages, _names(catalogue, meeting_id))]
    if not hits:
        raise _unknown(f"{where}: no event is called like {meeting_id}", offered)
    return tuple(hits)


def ambiguous(what: str, choices: Iterable[Choice]) -> AmbiguousName:
    """Return the error for several events that might be meant."""
    return AmbiguousName(f"{what}: several fit.", candidates=[one.value for one in choices], hint="")


def _names(catalogue: Catalogue, meeting_id: str) -> list[str]:
    """Return what a meeting, its circuit and its town are called."""
    meeting = catalogue.meetings[meeting_id]
    circuit = catalogue.circuit_of(meeting)
    own = [meeting.id, meeting.name, *meeting.aliases, catalogue.place_of(meeting_id)]
    return own + ([circuit.id, circuit.name, circuit.city, *circuit.aliases] if circuit else [])


def _called(choice: Choice, pages: ResultPages, names: Iterable[str]) -> bool:
    theirs = {spelling(text) for name in (choice.value, choice.label) for text in (name, pages.form.bare(name))}
    return bool((theirs - {""}) & {spelling(name) for name in names})


def _first_year(choice: Choice, pages: ResultPages) -> int | None:
    """Return the year a season of the pages begins in ("08_2018-2019" → 2018)."""
    for text in (choice.value, choice.label):
        found = re.search(pages.form.span, pages.form.bare(text), re.IGNORECASE)
        if found:
            return int(found[1])
    return None


def _one(hits: Sequence[Choice], offered: Sequence[Choice], what: str) -> Choice:
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise ambiguous(what, hits)
    raise _unknown(f"{what}: not among those offered", offered)


def _unknown(what: str, offered: Sequence[Choice]) -> UnknownName:
    values = [one.value for one in offered]
    hint = (
        f"Offered: {', '.join(values)}. {ADD_NAME}" if values else "The page offers none; its layout may have changed."
    )
    return UnknownName(f"{what}.", candidates=values, hint=hint)
