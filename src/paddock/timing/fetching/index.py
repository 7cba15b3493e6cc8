"""Reading an index page: which seasons, events and files it offers."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from paddock.catalogue import slugify, spelling
from paddock.errors import MissingExtra
from paddock.findings import Finding
from paddock.timing.fetching.form import FileRule, IndexForm, Kind
from paddock.units import count

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_SAFE_SEGMENT = "!$&'()*+,;=:@~-._%"
"""What may stand in a segment of an address beside letters and digits; `%` as links come quoted already."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A season or an event of a selector: what to ask for, what people read, and whether the page shows it."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that a page offers.

    url: its full address.  season, event, championship: folders as written.  session: the session's folder without
    its start.  starts: that start in local time.  folders: what stands between session and file.  name: file name.
    kind: by its name.  preference: the place of the rule that told the kind.  format: "csv", "json", or empty for
    what paddock does not read.  hour: hour of the race it goes to.  issue, revision: how far it is settled.
    """

    url: str
    season: str
    event: str
    championship: str
    session: str
    starts: dt.datetime | None
    folders: tuple[str, ...]
    name: str
    kind: Kind
    preference: int
    format: str
    hour: int | None
    issue: str
    revision: int

    @property
    def place(self) -> str:
        """Session, folders and name, for people ("Race/Hour 6/23_Analysis_Race_Hour 6.CSV")."""
        return "/".join((self.session, *self.folders, self.name))

    @property
    def session_slug(self) -> str:
        """The session's slug ("free-practice-1")."""
        return slugify(self.session)

    def as_dict(self) -> dict[str, object]:
        """Return the file as plain JSON values."""
        return {
            "url": self.url,
            "event": self.event,
            "session": self.session,
            "starts": self.starts.isoformat() if self.starts else None,
            "name": self.name,
            "kind": self.kind,
            "hour": self.hour,
            "issue": self.issue,
        }


@dataclass(frozen=True, slots=True)
class IndexPage:
    """What a page offers.  others: links to files that belong to no session (entry lists, points …)."""

    seasons: tuple[Choice, ...]
    events: tuple[Choice, ...]
    files: tuple[Offered, ...]
    others: int
    findings: tuple[Finding, ...]


def read_index(body: bytes, url: str, form: IndexForm) -> IndexPage:
    """Read an index page.

    body: the page's bytes.  url: where it came from; links are read relative to it.  form: how it is laid out.
    Returns what it offers, each file once; links that lead elsewhere or play tricks are left out with a finding.
    Raises MissingExtra when the HTML parser is not installed.
    """
    try:
        from selectolax.lexbor import LexborHTMLParser
    except ImportError:
        raise MissingExtra("selectolax", "fetch") from None
    page = LexborHTMLParser(_text(body))
    files, others, findings = _links(page, url, form)
    return IndexPage(_choices(page, form.season_field), _choices(page, form.event_field), files, others, findings)


def same_name(one: str, other: str) -> bool:
    """Return whether two names of folders are the same but for case, accents and punctuation."""
    return one == other or (spelling(one) == spelling(other) != "")


def _text(body: bytes) -> str:
    """Return the page as text; pages that are not UTF-8 are read as Western European, as browsers do."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    return text.replace("\0", "")


def _choices(page: LexborHTMLParser, field: str) -> tuple[Choice, ...]:
    """Return the options of the selector called `field`, each value once, in the order of the page."""
    found: dict[str, Choice] = {}
    for select in page.css("select"):
        if (select.attributes.get("name") or "").lower() != field.lower():
            continue
        for option in select.css("option"):
            value = option.attributes.get("value") or ""
            if value.strip():
                label = " ".join((option.text() or "").split()) or value
                found.setdefault(value, Choice(value, label, "selected" in option.attributes))
    return tuple(found.values())


def _links(page: LexborHTMLParser, url: str, form: IndexForm) -> tuple[tuple[Offered, ...], int, tuple[Finding, ...]]:
    """Return the files linked below the form's root, how many belong to no session, and what was left out."""
    files: dict[str, Offered] = {}
    others: set[str] = set()
    refused: dict[str, list[str]] = {}
    for link in page.css("a[href]"):
        href = (link.attributes.get("href") or "").strip()
        try:
            target = urlsplit(urljoin(url, href))
        except ValueError:
            refused.setdefault("are not web addresses", []).append(href)
            continue
        segments = _below(target.path, form.root)
        if target.scheme not in {"http", "https"} or segments is None:
            continue
        if target.netloc.lower() != urlsplit(url).netloc.lower():
            refused.setdefault("lead to another host", []).append(href)
            continue
        names = tuple(unquote(segment, errors="replace") for segment in segments)
        if any(_is_trick(name) for name in names):
            refused.setdefault("have a path that is not one", []).append(href)
            continue
        address = urlunsplit((target.scheme, target.netloc, quote(target.path, safe="/" + _SAFE_SEGMENT), "", ""))
        offered = _offered(address, names, form)
        if offered is None:
            others.add(address)
        else:
            files.setdefault(address, offered)
    findings = tuple(
        Finding(
            "warning",
            "links-left-out",
            f"{count(len(links), 'link')} of the page {why} and were left out, the first is {links[0][:120]!r}.",
            where=url,
        )
        for why, links in refused.items()
    )
    return tuple(files.values()), len(others), findings


def _below(path: str, root: str) -> list[str] | None:
    """Return the segments of a path below the folder `root`; None when it is not below it or names a folder."""
    segments = path.split("/")
    at = next((place for place, part in enumerate(segments) if part.lower() == root.lower()), None)
    return segments[at + 1 :] if at is not None and segments[-1] and at + 1 < len(segments) else None


def _is_trick(name: str) -> bool:
    """Return whether a segment is no name of a file or folder: empty, dots, a separator or a control character."""
    return not name.strip(" .") or any(c in "/\\" or ord(c) < 32 or ord(c) == 127 for c in name)


def _offered(url: str, names: tuple[str, ...], form: IndexForm) -> Offered | None:
    """Return the file at `season/event/championship/session/…/file`; None when it belongs to no session."""
    if len(names) < 5:
        return None
    season, event, championship, session, *folders, name = names
    kind, preference = _kind(name, form)
    format_ = re.search(form.format, name, re.IGNORECASE)
    told = "/".join((*folders, name))
    issue = _issue(told, form)
    revised = re.search(form.revision, told, re.IGNORECASE)
    return Offered(
        url=url,
        season=season,
        event=event,
        championship=championship,
        session=re.sub(form.stamp, "", session, count=1).strip() or session,
        starts=_starts(session, form),
        folders=tuple(folders),
        name=name,
        kind=kind,
        preference=preference,
        format=format_[1].lower() if format_ else "",
        hour=_hour((*folders, name), form),
        issue=issue,
        revision=max(1, int(revised[1][:6] or 0)) if revised else 0,
    )


def _kind(name: str, form: IndexForm) -> tuple[Kind, int]:
    for place, rule in enumerate(form.files):
        if _fits(rule, name):
            return rule.kind, place
    return "other", len(form.files)


def _fits(rule: FileRule, name: str) -> bool:
    if not re.search(rule.name, name, re.IGNORECASE):
        return False
    return not (rule.without and re.search(rule.without, name, re.IGNORECASE))


def _issue(told: str, form: IndexForm) -> str:
    """Return the best issue whose word stands in the name, or the one for names that say nothing."""
    for issue in form.issues:
        if issue.word and re.search(issue.word, told, re.IGNORECASE):
            return issue.name
    return next(issue.name for issue in form.issues if not issue.word)


def _hour(names: tuple[str, ...], form: IndexForm) -> int | None:
    """Return the hour that a folder or the file's name tells, the outermost first."""
    for name in names:
        for pattern in form.hour:
            found = re.search(pattern, name, re.IGNORECASE)
            if found and found[1].isascii() and found[1].isdigit() and len(found[1]) <= 4:
                return int(found[1])
    return None


def _starts(session: str, form: IndexForm) -> dt.datetime | None:
    found = re.search(form.stamp, session)
    try:
        return dt.datetime.strptime(found[1], "%Y%m%d%H%M") if found else None
    except ValueError:
        return None
