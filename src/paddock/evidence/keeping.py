"""Articles put into the archive as they came, with what was read out of them."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from paddock.archive import Archive, Parsed
from paddock.errors import BadFile
from paddock.evidence.recalling import READER, article_cards, edition_of, kept_readings
from paddock.evidence.types import Article, Reading
from paddock.tables import ARTICLES, CLAIMS, MENTIONS, QUOTES

__all__ = ["READER", "Kept", "article_cards", "keep", "kept_readings"]

VERSION = 1
_PLACE = re.compile(r"(?::\d+|#\d+|: articles\[\d+\])$")
"""Where in its file an article stands, at the end of its origin."""
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
    """Put readings into the archive, one file each for what they were read from; reading it again changes nothing.

    A file that changed since is put beside what it was, as a later edition; what is timing to the archive stays that.
    """
    groups: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        groups[_source(reading.article)].append(reading)
    editions = _editions(archive)
    kept = []
    with archive.batch() as batch:
        for name, group in groups.items():
            content = _content(archive, name, group)
            digest = hashlib.sha256(content).hexdigest()
            source = _whole_name(name)
            parsed = _parsed(group, digest, {"source": source, "edition": editions.get(source, 0) + 1})
            put = batch.put(content, name=name, reading=parsed)
            kept.append(Kept(name, put.state, len(group)))
    return kept


def _source(article: Article) -> str:
    """Return the file or address an article was read from, without its place in it."""
    origin = _PLACE.sub("", article.origin)
    packed, mark, _ = origin.partition("!")
    return (packed if mark and _is_file(packed) else origin) or article.url or article.id


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


def _whole_name(name: str) -> str:
    """Return the full path of a file, an address as it is: what tells a file from another of the same name."""
    return str(Path(name).resolve()) if _is_file(name) else name


def _editions(archive: Archive) -> dict[str, int]:
    """Return the number of the latest edition of each source."""
    found: dict[str, int] = {}
    for card in article_cards(archive) if archive.root.is_dir() else ():
        source, edition = edition_of(card)
        found[source] = max(found.get(source, 0), edition)
    return found


def _content(archive: Archive, name: str, group: Sequence[Reading]) -> bytes:
    """Return the file as it came; its articles as JSON Lines where it is of the web, huge, or kept as timing."""
    try:
        if _is_file(name) and Path(name).stat().st_size <= _MOST_BYTES:
            content = Path(name).read_bytes()
            if not _is_of_others(archive, content):
                return content
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


def _is_of_others(archive: Archive, content: bytes) -> bool:
    """Return whether the archive has a file as something else than articles; a damaged card is written anew."""
    try:
        card = archive.card(hashlib.sha256(content).hexdigest())
    except BadFile:
        return False
    return card is not None and card.reader not in {"", READER}


def _parsed(group: Sequence[Reading], digest: str, details: Mapping[str, object]) -> Parsed:
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
        details=details,
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
