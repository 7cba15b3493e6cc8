"""Making an article of what a reader found: cleaned, with an id of its own, an outlet and a date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Generator, Iterator
from urllib.parse import unquote, urlsplit

from paddock.catalogue import slugify
from paddock.evidence.dates import as_day, date_from_text, date_from_url, refine
from paddock.evidence.reading.cleaning import clean, one_line
from paddock.evidence.reading.limits import Limits
from paddock.evidence.reading.source import Draft
from paddock.evidence.timewords import languages
from paddock.evidence.types import Article, When
from paddock.findings import Finding
from paddock.units import count

_LANG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.IGNORECASE)
_LONGEST_ID = 100
_TELLING = re.compile(r"[a-z]{3}.*-.*[a-z]{3}")
_ENDINGS = re.compile(r"\.(?:html?|php|aspx?|jsonl?|ndjson|txt|md|xml|rss|atom|gz|zip)$", re.IGNORECASE)
_LATEST = dt.timedelta(days=1)


class Maker:
    """Makes articles; remembers the ids given out, so that each is there once.

    now: the day of reading, for telling dates that lie ahead of it; None to take every date.
    """

    def __init__(self, limits: Limits, now: dt.date | None = None) -> None:
        self.limits = limits
        self.latest = (now + _LATEST).isoformat() if now else "9999"
        self._given: dict[str, int] = {}

    def make(self, draft: Draft) -> Iterator[Article | Finding]:
        """Yield what was noticed, and the article unless there is nothing in it."""
        where = draft.origin
        text, removed = clean(draft.text[: self.limits.chars])
        if len(draft.text) > self.limits.chars:
            told = f"The text is longer than {self.limits.chars:,} characters; the rest was left out."
            yield Finding("warning", "text-too-long", told, where=where, hint="Is it one article?")
        if removed:
            told = f"{count(removed, 'character')} that cannot be seen, or steer what shows them, left out."
            yield Finding("info", "unseen-characters", told, where=where)
        title = one_line(draft.title)
        if not text.strip() and not title:
            yield Finding("warning", "no-text", "There is no text in it.", where=where)
            return
        if not text.strip():
            yield Finding("warning", "title-only", "There is a title and no text.", where=where)
        url = one_line(draft.url, 2000)
        lang = self._lang(draft.lang)
        if draft.lang and not lang:
            told = f"{one_line(draft.lang, 40)!r} is no language; it was left out."
            yield Finding("warning", "bad-field", told, where=where, hint="Give a code such as `en`, `de` or `fr`.")
        date = yield from self._date(draft, url, text, lang or draft.hint)
        identifier = yield from self._id(draft, url, title)
        outlet, author = one_line(draft.outlet, 100) or host_of(url), one_line(draft.author, 200)
        yield Article(identifier, text, title, url, outlet, author, lang, date, where)

    def _id(self, draft: Draft, url: str, title: str) -> Generator[Finding, None, str]:
        """Return an id that no other article has."""
        given = one_line(draft.id, _LONGEST_ID)
        wanted = given or id_from(url, draft.origin, title)
        number = self._given.get(wanted, 0) + 1
        if number == 1:
            self._given[wanted] = 1
            return wanted
        while f"{wanted}-{number}" in self._given:
            number += 1
        self._given[wanted] = number
        self._given[f"{wanted}-{number}"] = 1
        if given:
            told = f"The id {given} was there before; this one is called {given}-{number}."
            yield Finding("warning", "same-id", told, where=draft.origin, hint="Give each article an id of its own.")
        return f"{wanted}-{number}"

    @staticmethod
    def _lang(given: str) -> str:
        match = _LANG.fullmatch(given.strip()[:40])
        return match[1].lower() if match else ""

    def _date(self, draft: Draft, url: str, text: str, lang: str) -> Generator[Finding, None, When]:
        """Return the date told by whoever is most to be trusted, made as precise as the article's own words do."""
        lang = lang if lang in languages() else ""
        for told in draft.dates:
            day = as_day(told.text)
            if not day or day > self.latest:
                why = "lies ahead" if day else "is no date"
                what = f"{one_line(told.text, 40)!r} {why}; it was left out."
                yield Finding("warning", "bad-date", what, where=draft.origin, hint="Give it as 2024-10-09.")
                continue
            return refine(When(day, told.how, one_line(told.evidence, 120)), text, lang)
        when = date_from_url(url)
        if when.text and when.text <= self.latest:
            return refine(when, text, lang)
        when = date_from_text(text, lang)
        return when if when.text <= self.latest else When()


def host_of(url: str) -> str:
    """Return the host of an address without "www." or "amp.", "" when it has none."""
    try:
        host = (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""
    return re.sub(r"^(?:www\d?|amp)\.(?=[^.]+\.)", "", host)


def id_from(url: str, origin: str, title: str) -> str:
    """Return an id made of the address, else of the file's name, else of the title."""
    try:
        parts = urlsplit(url)
        segments = [_ENDINGS.sub("", one) for one in unquote(parts.path).split("/") if one]
        query = parts.query
    except ValueError:
        segments, query = [], ""
    slugs = [slug for one in segments if (slug := slugify(one)[:_LONGEST_ID].strip("-"))]
    telling = [slug for slug in slugs if _TELLING.search(slug)]
    if telling:
        return telling[-1]
    host = slugify(host_of(url))
    if host:
        return "-".join([host, *slugs[-2:], *([slugify(query)] if query and not slugs[1:] else [])])[
            :_LONGEST_ID
        ].strip("-")
    if "#" in origin and title:
        return slugify(title)[:_LONGEST_ID].strip("-") or "article"
    name = re.split(r"[/\\!]", origin.partition("#")[0])[-1]
    name, _, line = re.sub(r":(\d+)$", r"#\1", name).partition("#")
    name = _ENDINGS.sub("", _ENDINGS.sub("", name))
    return "-".join(filter(None, (slugify(name)[:_LONGEST_ID], line))) or slugify(title)[:_LONGEST_ID] or "article"
