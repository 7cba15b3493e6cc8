"""Articles in the archive: put there as they came, with what was read out of them, and had back to be read anew."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.archive import Archive, Card, Parsed
from paddock.evidence.analysis import read_article
from paddock.evidence.extractors import Extractor
from paddock.evidence.names import Names
from paddock.evidence.types import Article, Claim, Reading, Status, When
from paddock.findings import Finding
from paddock.tables import ARTICLES, CLAIMS, MENTIONS, QUOTES

if TYPE_CHECKING:
    import polars as pl

READER = "articles"
"""The reader that cards of articles bear."""
VERSION = 1
_MOST_BYTES = 200_000_000
"""A file larger than this is kept as the articles read out of it, not as it came."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one file or page: its name, what the archive did with it, and how many articles it holds."""

    name: str
    state: str
    articles: int

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {"name": self.name, "state": self.state, "articles": self.articles}


def keep(archive: Archive, readings: Iterable[Reading]) -> list[Kept]:
    """Put readings into the archive, one file each for what they were read from; reading it again changes nothing."""
    groups: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        groups[_source(reading.article)].append(reading)
    kept = []
    with archive.batch() as batch:
        for name, group in groups.items():
            content = _content(name, group)
            digest = hashlib.sha256(content).hexdigest()
            put = batch.put(content, name=name, reading=_parsed(group, digest))
            kept.append(Kept(name, put.state, len(group)))
    return kept


def _source(article: Article) -> str:
    """Return the file or address an article was read from, without its line."""
    name, colon, line = article.origin.rpartition(":")
    return (name if colon and line.isdigit() else article.origin) or article.url or article.id


def _content(name: str, group: Sequence[Reading]) -> bytes:
    """Return the file as it came, or its articles as JSON Lines where it came from the web or is huge."""
    path = Path(name)
    try:
        if path.is_file() and path.stat().st_size <= _MOST_BYTES:
            return path.read_bytes()
    except OSError:
        pass
    lines = (
        {
            "id": one.id,
            "url": one.url,
            "date": one.date.text,
            "title": one.title,
            "text": one.text,
            "author": one.author,
        }
        for one in (reading.article for reading in group)
    )
    return "".join(json.dumps(one, ensure_ascii=True, sort_keys=True) + "\n" for one in lines).encode()


def _parsed(group: Sequence[Reading], digest: str) -> Parsed:
    return Parsed(
        READER,
        VERSION,
        "articles",
        {
            "articles": ARTICLES.frame([_article_row(one, digest) for one in group]),
            "mentions": MENTIONS.frame([row for one in group for row in _mention_rows(one, digest)]),
            "quotes": QUOTES.frame([row for one in group for row in _quote_rows(one, digest)]),
            "claims": CLAIMS.frame([row for one in group for row in _claim_rows(one, digest)]),
        },
        tuple(finding for one in group for finding in one.findings),
    )


def _article_row(reading: Reading, digest: str) -> dict[str, object]:
    one = reading.article
    return {
        "file": digest,
        "article": one.id,
        "url": one.url or None,
        "outlet": one.outlet or None,
        "author": one.author or None,
        "lang": one.lang or None,
        "date": one.date.text or None,
        "date_how": one.date.how or None,
        "date_evidence": one.date.evidence or None,
        "title": one.title or None,
        "text": one.text,
        "origin": one.origin,
        "characters": len(one.text),
    }


def _mention_rows(reading: Reading, digest: str) -> Iterator[dict[str, object]]:
    for one in reading.mentions:
        yield {
            **_span(reading, digest, one),
            "surface": one.surface,
            "kind": one.type,
            "id": one.id or None,
            "candidates": list(one.candidates),
            "known": one.known,
        }


def _quote_rows(reading: Reading, digest: str) -> Iterator[dict[str, object]]:
    for number, one in enumerate(reading.quotes, start=1):
        told = {"text": one.text, "speaker": one.speaker or None, "told": one.told or None, "direct": one.direct}
        yield {**_span(reading, digest, one), "number": number, **told}


def _claim_rows(reading: Reading, digest: str) -> Iterator[dict[str, object]]:
    for number, one in enumerate(reading.claims, start=1):
        yield {
            **_span(reading, digest, one),
            "number": number,
            "subject": one.subject,
            "action": one.action,
            "target": one.target or None,
            "status": str(one.status),
            "horizon": one.horizon or None,
            "condition": one.condition or None,
            "speaker": one.speaker or None,
            "source": one.source or None,
            "evidence": one.evidence,
            "extractor": one.extractor,
        }


def _span(reading: Reading, digest: str, one: object) -> dict[str, object]:
    place = {key: getattr(one, key) for key in ("field", "start", "end")}
    return {"file": digest, "article": reading.article.id, **place}


def article_cards(archive: Archive) -> list[Card]:
    """Return the cards of files with articles."""
    return [card for card in archive.cards() if card.reader == READER and "articles" in card.tables]


def kept_readings(
    archive: Archive,
    names: Names,
    about: Sequence[str] = (),
    *,
    extractors: Sequence[Extractor] = (),
    progress: Callable[[int, int], None] = lambda done, whole: None,
) -> tuple[list[Reading], list[Finding]]:
    """Return the archive's articles that mention one of `about` (ids; all articles when empty), read by today's rules.

    What other extractors found when an article was put in is kept.  progress: told how many are done, of how many.
    Returns the readings, by article id, and findings on ids that stand for two articles.
    """
    digests = [card.digest for card in article_cards(archive)]
    if not digests:
        return [], []
    rows = archive.frame("articles", digests)
    if about:
        rows = rows.filter(_mentions_any(archive, digests, about, rows))
    others = _others(archive, digests)
    found: dict[str, Reading] = {}
    findings = []
    for number, row in enumerate(rows.iter_rows(named=True), start=1):
        reading = read_article(_article(row), names, extractors)
        extra = others.get((row["file"], row["article"]), ())
        known = found.get(reading.article.id)
        if known is not None and known.article.text != reading.article.text:
            findings.append(_twice(reading.article, known.article))
            reading = _renamed(reading, found)
        if known is None or known.article.text != reading.article.text:
            found[reading.article.id] = replace(reading, claims=(*reading.claims, *extra))
        progress(number, rows.height)
    return [found[key] for key in sorted(found)], findings


def _mentions_any(archive: Archive, digests: Sequence[str], about: Sequence[str], rows: pl.DataFrame) -> pl.Series:
    mentions = archive.frame("mentions", digests)
    import polars as pl

    fits = mentions.filter(pl.col("id").is_in(list(about)))
    keys = set(zip(fits["file"], fits["article"], strict=True))
    return pl.Series([key in keys for key in zip(rows["file"], rows["article"], strict=True)], dtype=pl.Boolean)


def _article(row: Mapping[str, str | None]) -> Article:
    def told(name: str) -> str:
        return row[name] or ""

    return Article(
        told("article"),
        told("text"),
        told("title"),
        told("url"),
        told("outlet"),
        told("author"),
        told("lang"),
        When(told("date"), told("date_how"), told("date_evidence")),  # type: ignore[arg-type]
        told("origin"),
    )


def _others(archive: Archive, digests: Sequence[str]) -> dict[tuple[str, str], tuple[Claim, ...]]:
    """Return what extractors other than the rules found, by file and article."""
    import polars as pl

    found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for row in archive.frame("claims", digests).filter(pl.col("extractor") != "rules").iter_rows(named=True):
        found[row["file"], row["article"]].append(
            Claim(
                row["subject"],
                row["action"],
                row["target"] or "",
                Status(row["status"]),
                row["horizon"] or "",
                row["speaker"] or "",
                row["source"] or "",
                row["evidence"],
                row["start"],
                row["end"],
                row["field"],
                row["condition"] or "",
                row["extractor"],
            )
        )
    return {key: tuple(value) for key, value in found.items()}


def _twice(one: Article, other: Article) -> Finding:
    return Finding(
        "warning",
        "same-id",
        f"two articles have the id {one.id}; the second is called {one.id}-2 here",
        one.origin,
        f"The other is from {other.origin}.",
    )


def _renamed(reading: Reading, taken: Mapping[str, Reading]) -> Reading:
    number = 2
    while f"{reading.article.id}-{number}" in taken:
        number += 1
    return replace(reading, article=replace(reading.article, id=f"{reading.article.id}-{number}"))
