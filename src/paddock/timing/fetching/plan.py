"""What would be fetched for a meeting: found out from the index pages, before any file is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote, urlsplit

from paddock.catalogue import Catalogue
from paddock.errors import UnknownName
from paddock.fetching.cache import Page
from paddock.fetching.client import Client
from paddock.findings import Finding
from paddock.timing.fetching.choosing import KINDS, Chosen, Left, choose
from paddock.timing.fetching.form import Kind, ResultPages, pages_of
from paddock.timing.fetching.index import Choice, IndexPage, Offered, read_index, same_name
from paddock.timing.fetching.matching import ambiguous, match_events, match_season, split_request
from paddock.units import count

Sessions = Literal["races", "all"]


@dataclass(frozen=True, slots=True)
class FetchPlan:
    """What to fetch.

    meeting: full id.  pages: where from.  season, event: what the pages call it.  seen: when the event's page came
    (UTC).  files: to be fetched, in the order of the sessions.  left: offered and not chosen, with the reason.
    findings: what was noticed.
    """

    meeting: str
    pages: ResultPages
    season: str
    event: str
    seen: dt.datetime
    files: tuple[Offered, ...]
    left: tuple[Left, ...]
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the plan as plain JSON values."""
        return {
            "meeting": self.meeting,
            "pages": self.pages.pages.url,
            "season": self.season,
            "event": self.event,
            "seen": self.seen.isoformat(),
            "files": [file.as_dict() for file in self.files],
            "left": [left.as_dict() for left in self.left],
            "findings": [finding.as_dict() for finding in self.findings],
        }


def plan_fetch(
    catalogue: Catalogue,
    text: str,
    pages: Mapping[str, ResultPages],
    client: Client,
    *,
    sessions: Sessions = "races",
    kinds: Sequence[Kind] = KINDS,
) -> FetchPlan:
    """Find out which files there are for a meeting and which are wanted.

    text: `<season>/<meeting>`, or `<season>/<meeting>/<session>` for one session.  pages: by series, as `load_pages`
    gives them.  client: offline it answers from the pages kept.  sessions: races, or all of the meeting's.
    Raises UnknownName or AmbiguousName when meeting, season, event or session are not exactly one, with what is
    offered; Offline when a page would have to be asked for; CannotFetch when a page does not come.
    """
    meeting_id, session = split_request(catalogue, text)
    season = catalogue.season_of(meeting_id)
    site = _Site(pages_of(pages, season.series), client)
    theirs = match_season(season, site.pages, site.seasons(), site.url())
    events = match_events(catalogue, meeting_id, site.pages, site.events(theirs), site.url(theirs))
    days = catalogue.meetings[meeting_id].days
    found = [(event, *site.event(theirs, event)) for event in events]
    if len(found) > 1:
        found = [one for one in found if _on(days, _own(one[1].files, site.pages))]
    if not found:
        raise UnknownName(
            f"{site.url(theirs)}: none of the events called like {meeting_id} is on its days.",
            candidates=[event.value for event in events],
        )
    if len(found) > 1:
        raise ambiguous(f"{site.url(theirs)}: {meeting_id}", [event for event, *_ in found])
    event, index, page = found[0]
    wanted = _wanted(_own(index.files, site.pages), index, site, sessions, session, site.url(theirs, event))
    if days and not _on(days, wanted):
        raise UnknownName(
            f"{site.url(theirs, event)}: the event bears the name of {meeting_id} but is on other days "
            f"({_spell(wanted)}; the meeting {days[0]} to {days[1]}).",
            hint="Check the days in the catalogue, or name the event in a file of your own (--pages FILE).",
        )
    chosen = choose(wanted, site.pages.form, kinds=kinds, days=days)
    findings = (*index.findings, *chosen.findings, *_remarks(meeting_id, chosen, days, page, client, site.pages))
    return FetchPlan(
        meeting_id, site.pages, theirs.value, event.value, page.fetched, chosen.files, chosen.left, findings
    )


class _Site:
    """The pages of one series, asked through a client."""

    def __init__(self, pages: ResultPages, client: Client) -> None:
        self.pages = pages
        self._client = client

    def url(self, season: Choice | None = None, event: Choice | None = None) -> str:
        """Return the address of the page that shows a season, or an event of it."""
        form, asked = self.pages.form, []
        if season is not None:
            asked.append(f"{form.season_field}={quote(season.value, safe='')}")
        if event is not None:
            asked.append(f"{form.event_field}={quote(event.value, safe='')}")
        return f"{self.pages.pages.url}?{'&'.join(asked)}" if asked else self.pages.pages.url

    def seasons(self) -> tuple[Choice, ...]:
        """Return the seasons offered."""
        return self._read(self.url())[0].seasons

    def events(self, season: Choice) -> tuple[Choice, ...]:
        """Return the events of a season."""
        return self._read(self.url(season), season)[0].events

    def event(self, season: Choice, event: Choice) -> tuple[IndexPage, Page]:
        """Return what an event's page offers of that event, and the page."""
        index, page = self._read(self.url(season, event), season, event)
        own = [
            file for file in index.files if same_name(file.season, season.value) and same_name(file.event, event.value)
        ]
        strange = len(index.files) - len(own)
        findings = index.findings
        if strange:
            findings += (
                Finding(
                    "warning", "other-event", f"{count(strange, 'file')} of other events left out.", where=page.url
                ),
            )
        return replace(index, files=tuple(own), findings=findings), page

    def _read(self, url: str, season: Choice | None = None, event: Choice | None = None) -> tuple[IndexPage, Page]:
        """Return a page once it is the one asked for: these sites may answer with what was looked at before."""

        def refuse(body: bytes) -> str:
            return _mixed_up(read_index(body, url, self.pages.form), season, event)

        page = self._client.page(url, self.pages.hosts, refuse)
        return read_index(page.body, url, self.pages.form), page


def _mixed_up(index: IndexPage, season: Choice | None, event: Choice | None) -> str:
    """Return why a page is another than the one asked for, or ""; its files tell, without any what is selected."""
    if not index.seasons:
        return "the page has no list of seasons; its layout may have changed."
    asked: Iterable[tuple[Choice | None, tuple[Choice, ...], Callable[[Offered], str]]] = (
        (season, index.seasons, lambda file: file.season),
        (event, index.events, lambda file: file.event),
    )
    for choice, choices, folder in asked:
        if choice is None:
            continue
        folders = sorted({folder(file) for file in index.files})
        if folders and not any(same_name(name, choice.value) for name in folders):
            return f"the page has files of {folders[0]} instead of {choice.value}."
        shown = [one.value for one in choices if one.selected]
        if shown and not folders and choice.value not in shown:
            return f"the page shows {shown[0]} instead of {choice.value}."
    return ""


def _own(files: Iterable[Offered], pages: ResultPages) -> tuple[Offered, ...]:
    """Return the files of the series' own championship, not those of support races."""
    form, names = pages.form, pages.pages.championships
    return tuple(file for file in files if any(same_name(form.bare(file.championship), name) for name in names))


def _wanted(
    own: tuple[Offered, ...], index: IndexPage, site: _Site, sessions: Sessions, session: str, where: str
) -> tuple[Offered, ...]:
    """Return the files of the sessions wanted; raises UnknownName when there are none, with what there is."""
    if not index.files:
        raise UnknownName(f"{where}: no result files are offered.", hint="They may not be out yet; try again later.")
    if not own:
        offered = sorted({file.championship for file in index.files})
        raise UnknownName(
            f"{where}: none of the championships is called {site.pages.pages.championships[0]}.",
            candidates=offered,
            hint=f"Offered: {', '.join(offered)}. Name the right one in a file of your own (--pages FILE).",
        )
    if session:
        wanted = tuple(file for file in own if file.session_slug == session)
    elif sessions == "all":
        wanted = own
    else:
        wanted = tuple(file for file in own if site.pages.form.is_race(file.session))
    if not wanted:
        offered = sorted({file.session_slug for file in own})
        raise UnknownName(f"{where}: there is no {session or 'race'}.", candidates=offered)
    return wanted


def _on(days: tuple[dt.date, dt.date] | None, files: Iterable[Offered]) -> bool:
    """Return whether a session is on one of the meeting's days, as far as both are known."""
    starts = {file.starts.date() for file in files if file.starts}
    return days is None or not starts or any(days[0] <= day <= days[1] for day in starts)


def _spell(files: Iterable[Offered]) -> str:
    return ", ".join(sorted({str(file.starts.date()) for file in files if file.starts}))


def _remarks(
    meeting_id: str,
    chosen: Chosen,
    days: tuple[dt.date, dt.date] | None,
    page: Page,
    client: Client,
    pages: ResultPages,
) -> list[Finding]:
    """Return findings on how sure the plan is."""
    found = []
    if days is None:
        told = f"the days of {meeting_id} are not on record, so the event was matched by name alone."
        found.append(Finding("warning", "days-unknown", told, where=page.url))
    undated = sorted({file.session for file in chosen.files if file.starts is None})
    if undated:
        told = f"no start is told for {', '.join(undated)}; whether it is of this meeting was not checked."
        found.append(Finding("warning", "start-unknown", told, where=page.url))
    if not client.online:
        told = f"the page is as it was on {page.fetched:%Y-%m-%d %H:%M} UTC; nothing was asked."
        found.append(Finding("info", "from-cache", told, where=page.url))
    if not chosen.files:
        told = "no file that paddock reads is offered."
        found.append(Finding("warning", "nothing-to-fetch", told, where=page.url))
    if urlsplit(pages.pages.url).scheme == "http":
        told = "the pages have no safe connection (https): what comes may have been changed on the way."
        found.append(Finding("info", "open-connection", told, where=page.url))
    return found
