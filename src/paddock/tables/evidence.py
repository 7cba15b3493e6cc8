"""The tables of evidence: articles as they were read in, and what was read out of them.

Positions are offsets in characters into an article's text (or its title, where `field` says so), end excluded.
"""

from __future__ import annotations

from paddock.tables.table import Column, Table

_PLACE = (
    Column("file", "text", "SHA-256 of the file the article stands in", origin="measured"),
    Column("article", "text", "id of the article, as given or made from its address or file", origin="derived"),
)
_SPAN = (
    Column("field", "text", "where it stands", origin="derived", allowed=("text", "title")),
    Column("start", "int", "first character", origin="derived"),
    Column("end", "int", "character after the last", origin="derived"),
)


def _text(name: str, meaning: str, *, nullable: bool = True, origin: str = "derived") -> Column:
    return Column(name, "text", meaning, nullable=nullable, origin=origin)  # type: ignore[arg-type]


ARTICLES = Table(
    "articles",
    "an article as it was read in",
    ("file", "article"),
    (
        *_PLACE,
        _text("url", "its address", origin="measured"),
        _text("outlet", "host of the address, or what the page calls itself", origin="measured"),
        _text("author", "as printed", origin="measured"),
        _text("lang", "main language (ISO 639-1), as read"),
        _text("date", "publication, ISO 8601 to the day, month or year"),
        _text("date_how", "what the date rests on"),
        _text("date_evidence", "the words or the address it was read from", origin="measured"),
        _text("title", "its headline", origin="measured"),
        _text("text", "its text", nullable=False, origin="measured"),
        _text("origin", "file and line, or address, it was read from", nullable=False, origin="measured"),
        Column("characters", "int", "length of the text", "characters", origin="derived"),
    ),
)

MENTIONS = Table(
    "mentions",
    "a thing named in an article",
    ("file", "article", "field", "start"),
    (
        *_PLACE,
        *_SPAN,
        _text("surface", "as written", nullable=False, origin="measured"),
        _text("kind", "kind of thing", nullable=False),
        _text("id", "id of the thing; none where it is left open"),
        Column("candidates", "texts", "what could be meant, as kind:id", origin="derived"),
        Column("known", "bool", "whether it is on record or on the list of names", origin="derived"),
    ),
)

QUOTES = Table(
    "quotes",
    "what somebody is quoted with",
    ("file", "article", "number"),
    (
        *_PLACE,
        Column("number", "int", "number of the quote in the article, from 1", origin="derived"),
        *_SPAN,
        _text("text", "the words", nullable=False, origin="measured"),
        _text("speaker", "who says it, as kind:id"),
        _text("told", "the outlet it was said to"),
        Column("direct", "bool", "in quotation marks", origin="derived"),
    ),
)

CLAIMS = Table(
    "claims",
    "who does what where, as an article claims it; the main claim is number 1",
    ("file", "article", "number"),
    (
        *_PLACE,
        Column("number", "int", "number of the claim in the article, from 1", origin="derived"),
        *_SPAN,
        _text("subject", "who, as kind:id", nullable=False),
        _text("action", "what they do", nullable=False),
        _text("target", "where or to whom, as kind:id"),
        Column(
            "status",
            "text",
            "how far it has come",
            origin="derived",
            allowed=(
                "denied", "idea", "under_study", "talks", "planned", "confirmed", "started", "paused", "ended",
            ),
        ),
        _text("horizon", "year or month it is for"),
        _text("condition", "what it depends on, as written", origin="measured"),
        _text("speaker", "who says so, as kind:id"),
        _text("source", "outlet or occasion that is credited"),
        _text("evidence", "the words it rests on", nullable=False, origin="measured"),
        _text("extractor", "who found it: `rules`, or the name of another extractor", nullable=False),
    ),
)  # fmt: skip

EVIDENCE = (ARTICLES, MENTIONS, QUOTES, CLAIMS)
