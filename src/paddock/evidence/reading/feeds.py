"""Reading RSS and Atom: each entry is an article. Nothing a feed defines or points to is followed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from paddock.errors import MissingExtra
from paddock.evidence.reading.limits import Limits
from paddock.evidence.reading.lines import cut_short
from paddock.evidence.reading.markup import plain_text
from paddock.evidence.reading.source import Draft, Source
from paddock.evidence.types import When
from paddock.findings import Finding

_ENTITY = re.compile(r"<!entity", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!doctype[^>\[]*>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>", re.IGNORECASE)
_END = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
MOST_ENTRIES = 5_000
"""Entries read of one feed, where the limit of articles is not lower."""


def read_feed(text: str, source: Source, limits: Limits) -> Iterator[Draft | Finding]:
    """Yield the article of each entry.  Raises MissingExtra without feedparser.

    A feed that defines entities of its own is refused as a whole: they can grow without end or name files.
    """
    if _ENTITY.search(text):
        told = "The feed defines entities of its own; it was not read."
        yield Finding("error", "entities", told, where=source.name, hint="No feed needs them; look at its source.")
        return
    text = _DOCTYPE.sub("", _DECLARATION.sub("", text.lstrip("\ufeff"), count=1), count=1)
    most = min(limits.articles, MOST_ENTRIES)
    text, cut = _first(text, most)
    try:
        import feedparser
    except ImportError:
        raise MissingExtra("feedparser", "evidence") from None
    try:
        # A stream, for bytes by themselves could be taken for a file's name.
        feed = feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), resolve_relative_uris=False)
    except Exception as error:  # a hostile feed must not stop the others, whatever it does to the library
        told = f"The feed could not be read: {type(error).__name__}."
        yield Finding("error", "broken-feed", told, where=source.name)
        return
    if feed.get("bozo") and not cut:
        told = f"The feed is not well formed ({_reason(feed)}); what could be read of it was."
        yield Finding("warning", "broken-feed", told, where=source.name)
    entries = feed.get("entries") or []
    for number, entry in enumerate(entries[:most], start=1):
        yield _draft(entry, feed.get("feed") or {}, f"{source.name}#{number}")
    if cut:
        yield cut_short(source.name, most)
    if not entries:
        yield Finding("warning", "no-articles", "The feed has no entries.", where=source.name)


def _first(text: str, most: int) -> tuple[str, bool]:
    """Return the text up to the end of its last entry that is taken, and whether there are more."""
    for number, end in enumerate(_END.finditer(text), start=1):
        if number == most:
            if _END.search(text, end.end()) is None:
                return text, False
            tail = "</feed>" if "entry" in end[0].lower() else "</channel></rss>"
            return text[: end.end()] + tail, True
    return text, False


def _reason(feed: Any) -> str:
    return " ".join(str(feed.get("bozo_exception") or "unknown reason").split())[:100]


def _draft(entry: Any, feed: Any, origin: str) -> Draft:
    contents = [str(one.get("value") or "") for one in entry.get("content") or []]
    body = max([*contents, str(entry.get("summary") or "")], key=len)
    link = str(entry.get("link") or "")
    url = link if link.startswith(("http://", "https://")) else ""
    lang = str(feed.get("language") or "")[:2].lower()
    dates = tuple(
        When(str(entry[name]), "metadata", f"feed {name}") for name in ("published", "updated") if name in entry
    )
    return Draft(
        plain_text(body),
        origin,
        title=plain_text(str(entry.get("title") or "")),
        url=url,
        outlet="" if url else str(feed.get("title") or ""),
        author=str(entry.get("author") or ""),
        hint=lang if lang.isalpha() else "",
        dates=dates,
    )
