"""The words for what has been said: statuses, actions, dates, and text of articles made fit to be shown."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Mapping

from paddock.evidence import Status
from paddock.reports.words import Badge, titled
from paddock.units import printable

LONGEST_QUOTE = 300
"""Of an article's own words a dossier shows at most so many characters at a time."""

LADDER = (
    Status.STARTED,
    Status.CONFIRMED,
    Status.PLANNED,
    Status.TALKS,
    Status.UNDER_STUDY,
    Status.IDEA,
    Status.PAUSED,
    Status.ENDED,
    Status.DENIED,
)
"""Statuses from the highest to the lowest, as a chart stacks them."""

_BADGES = {
    Status.STARTED: Badge("▶", "Started", "good"),
    Status.CONFIRMED: Badge("●", "Confirmed", "good"),
    Status.PLANNED: Badge("◕", "Planned", "care"),
    Status.TALKS: Badge("◑", "Talks", "care"),
    Status.UNDER_STUDY: Badge("◔", "Under study", "unsure"),
    Status.IDEA: Badge("○", "Idea", "unsure"),
    Status.PAUSED: Badge("‖", "Paused", "bad"),
    Status.ENDED: Badge("■", "Ended", "bad"),
    Status.DENIED: Badge("✗", "Denied", "bad"),
}

_ACTIONS = {
    "enter": "enters",
    "continue": "continues in",
    "leave": "leaves",
    "race": "races in",
    "run": "runs",
    "supply": "supplies",
    "supply_engines": "supplies engines to",
    "drive": "drives in",
    "sell_road_cars": "sells road cars in",
    "talk_to_team": "talks with",
    "partner": "partners with",
    "sponsor": "sponsors",
    "acquire": "acquires",
    "extend_partnership": "extends its partnership with",
    "debut": "makes its debut in",
    "restart": "restarts in",
}
_BY_TARGET = {
    ("drive", "car"): "drives",
    ("drive", "team"): "drives for",
    ("drive", "manufacturer"): "drives for",
    ("race", "car"): "races",
    ("race", "circuit"): "races at",
    ("debut", "circuit"): "makes its debut at",
    ("debut", "event"): "makes its debut at",
    ("continue", "team"): "continues with",
    ("continue", "manufacturer"): "continues with",
    ("restart", "car"): "restarts",
}
"""Where the kind of target asks for another word than the action's usual one."""

_FOUND = {
    "given": "as given",
    "metadata": "from the page's data",
    "url": "from the address",
    "text": "from the text",
    "relative": "reckoned from a word such as “on Friday”",
    "record": "on record",
    "unverified": "not verified",
}

_RELATIONS = {
    "copy": "copy",
    "cut": "shortened copy",
    "spun": "spun copy",
    "translation": "translation",
}

_LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese"}


def status_badge(status: Status) -> Badge:
    """Return the sign, word and tone of a status."""
    return _BADGES[status]


def clean(text: str, longest: int = 0) -> str:
    """Return text of somebody else's in one line, fit to be shown: nothing in it steers a terminal or a page.

    longest: characters to keep, 0 for all; what is cut ends in an ellipsis.
    """
    if longest and len(text) > 4 * longest:
        text = text[: 4 * longest]
    line = printable(" ".join(text.split()))
    return line if not longest or len(line) <= longest else line[: longest - 1].rstrip() + "…"


def name_of(ref: str, names: Mapping[str, str]) -> str:
    """Return what `kind:id` is called, "" where it is open; a text that is no reference stays as it is."""
    kind, parted, identifier = ref.partition(":")
    known = names.get(ref) or (names.get(identifier) if parted else None)
    if known:
        return clean(known, LONGEST_QUOTE)
    if parted and re.fullmatch(r"[a-z]+", kind) and re.fullmatch(r"[a-z0-9-]+", identifier):
        return titled(identifier)
    return clean(ref, LONGEST_QUOTE)


def claim_text(action: str, subject: str, target: str, names: Mapping[str, str]) -> str:
    """Return a claim as words: "Alpine enters IMSA". What is left open is said to be open."""
    kind = target.partition(":")[0]
    verb = _BY_TARGET.get((action, kind)) or _ACTIONS.get(action)
    who = name_of(subject, names) or "Somebody (left open)"
    where = name_of(target, names)
    if verb is None:
        role = action.removeprefix("become_")
        plain = clean(role.replace("_", " "), 80)
        verb = f"becomes {plain} of" if role != action else plain
        verb = verb if where else verb.removesuffix(" of")
    return f"{who} {verb} {where}" if where else f"{who} {verb} (where is left open)"


def date_text(date: str) -> str:
    """Return "9 October 2024", "October 2024" or "2024", "no date" where there is none."""
    form = {4: "{0:%Y}", 7: "{0:%B} {0:%Y}"}.get(len(date), "{0.day} {0:%B} {0:%Y}")
    day = first_day(date)
    return form.format(day) if day else clean(date, 40) or "no date"


def first_day(date: str) -> dt.date | None:
    """Return the first day that a date may be, None for what is none."""
    try:
        return dt.date.fromisoformat(date + {4: "-01-01", 7: "-01"}.get(len(date), ""))
    except ValueError:
        return None


def last_day(date: str) -> dt.date | None:
    """Return the last day that a date may be, None for what is none."""
    first = first_day(date)
    if first is None or len(date) > 7:
        return first
    if len(date) == 4:
        return first.replace(month=12, day=31)
    return first.replace(day=monthrange(first.year, first.month)[1])


def found_text(how: str) -> str:
    """Return how a date was found, "" where nothing tells."""
    return _FOUND.get(how, clean(how, 80))


def relation_text(kind: str) -> str:
    """Return a kind of derivation as words: `spun` as "spun copy"."""
    return _RELATIONS.get(kind, kind)


def language_known(code: str) -> bool:
    """Return whether a code is that of a language paddock knows."""
    return code in _LANGUAGES


def language_text(code: str) -> str:
    """Return a language's English name, or its code."""
    return _LANGUAGES.get(code, clean(code, 12))
