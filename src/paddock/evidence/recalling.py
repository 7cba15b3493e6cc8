"""Articles had back from the archive, each once and in its latest edition, read by today's rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from paddock.archive import Archive, Card
from paddock.evidence.analysis import read_article
from paddock.evidence.claims.context import series_of
from paddock.evidence.extractors import RULES, Extractor
from paddock.evidence.names import Names
from paddock.evidence.types import Article, Claim, Reading, Status, When
from paddock.findings import Finding

if TYPE_CHECKING:
    import polars as pl

READER = "articles"
"""The reader that cards of articles bear."""


def article_cards(archive: Archive) -> list[Card]:
    """Return the cards of files with articles."""
    return [card for card in archive.cards() if card.reader == READER and "articles" in card.tables]


def edition_of(card: Card) -> tuple[str, int]:
    """Return the file or address that a card's articles came from, and the number of its edition, from 1."""
    edition = card.details.get("edition", 0)
    return str(card.details.get("source") or card.name), edition if isinstance(edition, int) else 0


def kept_readings(
    archive: Archive,
    names: Names,
    about: Sequence[str] = (),
    *,
    extractors: Sequence[Extractor] = (),
    progress: Callable[[int, int], None] = lambda done, whole: None,
) -> tuple[list[Reading], list[Finding]]:
    """Return the archive's articles that name one of `about` (ids; all articles when empty), read by today's rules.

    What other extractors found when an article was put in is kept.  progress: told how many are done, of how many.
    Of an article that a later edition of its file has otherwise, the later one is returned; of what two files have
    alike, one. Returns the readings, by article id, and findings on ids that stand for two articles.
    """
    cards = sorted(article_cards(archive), key=lambda one: (edition_of(one)[0], -edition_of(one)[1], one.digest))
    digests = [card.digest for card in cards]
    if not digests:
        return [], []
    rows = archive.frame("articles", digests)
    if about:
        rows = rows.filter(_names_any(archive, digests, about, rows, names))
    others = _others(archive, digests, {one.name for one in extractors})
    sources = {card.digest: edition_of(card)[0] for card in cards}
    found = _Found()
    for number, row in enumerate(rows.iter_rows(named=True), start=1):
        extra = others.get((row["file"], row["article"]), ())
        if one := found.place(_article(row), sources[row["file"]], extra):
            reading = read_article(one, names, extractors)
            found.readings[one.id] = replace(reading, claims=(*reading.claims, *extra))
        progress(number, rows.height)
    return [found.readings[key] for key in sorted(found.readings)], found.findings


@dataclass(slots=True)
class _Found:
    """Readings by id as they are had back. given: id → the articles that bore it, as (text, source, id now)."""

    readings: dict[str, Reading] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    given: dict[str, list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))

    def place(self, article: Article, source: str, extra: Sequence[Claim]) -> Article | None:
        """Return an article under an id that is free; None when it is there, or an earlier edition of what is there."""
        for text, file, key in self.given[article.id]:
            if text == article.text:
                reading = self.readings[key]
                more = [one for one in extra if one not in reading.claims]
                self.readings[key] = replace(reading, claims=(*reading.claims, *more))
                return None
            if file == source:
                return None
        key, number = article.id, 1
        while key in self.readings:
            number += 1
            key = f"{article.id}-{number}"
        if number > 1:
            self.findings.append(_twice(article, self.readings[article.id].article, key))
        self.given[article.id].append((article.text, source, key))
        return replace(article, id=key)


def _names_any(
    archive: Archive, digests: Sequence[str], about: Sequence[str], rows: pl.DataFrame, names: Names
) -> pl.Series:
    """Return for each article whether it names one of `about`: itself, a car of the make, a class of the series."""
    import polars as pl

    wanted = set(about)
    mentions = archive.frame("mentions", digests)
    kinds = mentions.select("kind", "id").unique().drop_nulls()
    fits = [(kind, key) for kind, key in kinds.iter_rows() if wanted & _meant(f"{kind}:{key}", names)]
    chosen = pl.DataFrame(fits, schema={"kind": pl.String, "id": pl.String}, orient="row")
    named = mentions.join(chosen, on=["kind", "id"], how="semi").select("file", "article")
    there = named.unique().with_columns(pl.lit(True).alias("there"))
    found = rows.select("file", "article").join(there, on=["file", "article"], how="left", maintain_order="left")
    return found["there"].fill_null(False)


def _meant(ref: str, names: Names) -> set[str]:
    """Return the ids that a mention stands for."""
    kind, _, key = ref.partition(":")
    known = names.by_ref.get(ref)
    makes = known.of if known is not None and kind in {"car", "team"} else ()
    return {key, series_of(ref).partition(":")[2], *makes}


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


def _others(
    archive: Archive, digests: Sequence[str], again: Collection[str]
) -> dict[tuple[str, str], tuple[Claim, ...]]:
    """Return what extractors other than the rules found, by file and article. again: those that are asked anew."""
    import polars as pl

    found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    asked = pl.col("extractor").is_in([RULES, *again])
    for row in archive.frame("claims", digests).filter(~asked).iter_rows(named=True):
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


def _twice(one: Article, other: Article, key: str) -> Finding:
    return Finding(
        "warning",
        "same-id",
        f"two articles have the id {one.id}; the second is called {key} here",
        one.origin,
        f"The other is from {other.origin}.",
    )
