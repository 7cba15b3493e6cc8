"""Reading all that is in some paths: what each file is, who reads it, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.evidence.reading.addresses import each_once, fetched, listed_addresses
from paddock.evidence.reading.decoding import decode
from paddock.evidence.reading.kinds import HEAD, Kind, kind_of
from paddock.evidence.reading.limits import Limits
from paddock.evidence.reading.lines import cut_short, read_document, read_lines
from paddock.evidence.reading.making import Maker
from paddock.evidence.reading.packed import BROKEN, members, unpacked
from paddock.evidence.reading.source import Draft, Source
from paddock.evidence.reading.walking import sources
from paddock.evidence.types import Article
from paddock.findings import Finding
from paddock.units import printable

if TYPE_CHECKING:
    from paddock.fetching import Client

Progress = Callable[[str], object]
Read = Iterator[Draft | Finding]


def read_paths(
    paths: Iterable[str | Path],
    *,
    client: Client | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    now: dt.date | None = None,
    progress: Progress | None = None,
) -> Iterator[Article | Finding]:
    """Yield the articles in files, folders and addresses, in a stable order, and a finding for all that is not one.

    paths: texts, HTML pages, RSS or Atom feeds, JSON or JSON Lines, lists of addresses, zip or gzip of these, folders
    of them, and web addresses; what a file is, its content tells.  client: asks for addresses; without one, or with
    one that is offline, they are findings.  limits: what is beyond them is left out.  now: the day of reading, for
    telling dates that lie ahead of it.  progress: called with the name of each file and address before it is read.
    Bad input never raises.  Raises MissingExtra when a library that is needed is not there, BadRequest when pages
    that came cannot be kept.
    """
    reading = _Reading(Maker(limits, now), client, limits, progress)
    for one in sources(paths):
        if isinstance(one, Finding):
            yield one
        elif isinstance(one, str):
            yield from reading.addresses([(one, one)])
        else:
            yield from reading.source(one)
        if reading.full:
            told = f"There are more than {limits.files:,} files; the rest was left out."
            yield Finding("warning", "cut-short", told, where=reading.last, hint="Split them, or raise the limit.")
            return


class _Reading:
    """One pass over some paths."""

    def __init__(self, maker: Maker, client: Client | None, limits: Limits, progress: Progress | None) -> None:
        self.maker = maker
        self.client = client
        self.limits = limits
        self.progress = progress
        self.read = 0
        self.full = False
        self.last = ""

    def source(self, source: Source, packed: bool = False) -> Iterator[Article | Finding]:
        """Yield the articles of one file.  packed: it came out of an archive, and none is opened within it."""
        if self.read >= self.limits.files:
            self.full = True
            return
        self.read += 1
        self.last = source.name
        if self.progress is not None:
            self.progress(source.name)
        try:
            with source.open() as stream:
                head = stream.read(HEAD)
            kind = kind_of(source.file_name, head)
            if kind in {"zip", "gzip"} and packed:
                yield Finding("info", "not-read", "An archive within an archive was passed over.", where=source.name)
            elif kind == "zip":
                yield from self._members(source)
            elif kind == "gzip":
                self.read -= 1
                yield from self.source(unpacked(source), packed=True)
            elif kind == "addresses" and not source.url:
                yield from self._listed(source)
            else:
                for one in self._drafts(source, kind):
                    yield from (one,) if isinstance(one, Finding) else self.maker.make(one)
        except BROKEN as error:
            why = (
                error.strerror if isinstance(error, OSError) and error.strerror else str(error) or type(error).__name__
            )
            told = f"It cannot be read: {printable(why)[:100]}."
            yield Finding("error", "unreadable", told, where=source.name, hint="Is it whole, and may it be read?")

    def _members(self, source: Source) -> Iterator[Article | Finding]:
        for one in members(source, self.limits.files):
            if isinstance(one, Finding):
                yield one
            else:
                yield from self.source(one, packed=True)

    def _listed(self, source: Source) -> Iterator[Article | Finding]:
        text, found = yield from self._text(source, self.limits.file_bytes)
        yield from found
        lines = ((f"{source.name}:{number}", url) for number, url in listed_addresses(text))
        yield from self.addresses(lines)

    def addresses(self, urls: Iterable[tuple[str, str]]) -> Iterator[Article | Finding]:
        """Yield the articles that addresses give.  urls: where each was named, and the address."""
        for one in each_once(urls):
            if isinstance(one, Finding):
                yield one
                continue
            if self.read >= self.limits.files:
                self.full = True
                return
            if self.progress is not None:
                self.progress(printable(one[1]))
            came = fetched(one[1], self.client)
            if isinstance(came, Finding):
                self.read += 1
                yield came
            else:
                yield from self.source(came)

    def _drafts(self, source: Source, kind: Kind) -> Read:
        """Yield what the reader for a kind of file finds in it."""
        if kind == "empty":
            yield Finding("warning", "empty", "There is nothing in it.", where=source.name)
            return
        if kind == "binary":
            told = "It is no text, and no other kind of file that is read."
            yield Finding("warning", "not-read", told, where=source.name)
            return
        if kind == "lines":
            yield from read_lines(source, self.limits)
            return
        text, found = yield from self._text(
            source, {"page": self.limits.page_bytes, "feed": self.limits.feed_bytes}.get(kind, self.limits.file_bytes)
        )
        yield from found
        if kind == "json":
            yield from read_document(text, source, self.limits)
        elif kind == "page":
            from paddock.evidence.reading.pages import read_page

            yield from read_page(text, source)
        elif kind == "feed":
            from paddock.evidence.reading.feeds import read_feed

            yield from read_feed(text, source, self.limits)
        else:
            from paddock.evidence.reading.texts import read_text

            yield from read_text(text, source)

    def _text(self, source: Source, most: int) -> Generator[Finding, None, tuple[str, list[Finding]]]:
        """Return the text of a file as far as it is read, and what was noticed."""
        with source.open() as stream:
            raw = stream.read(most + 1)
        cut = len(raw) > most
        if cut:
            yield cut_short(source.name)
        return decode(raw[:most], source.name, cut=cut)
