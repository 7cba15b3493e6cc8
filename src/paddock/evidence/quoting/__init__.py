"""Who is quoted with what: quotation marks, the words around them, and reported speech."""

from __future__ import annotations

from collections.abc import Sequence

from paddock.evidence.quoting.direct import LIMIT, find_quotes, quotes_of
from paddock.evidence.quoting.reported import find_reported, reported_of
from paddock.evidence.quoting.same import same_quote
from paddock.evidence.quoting.sheets import sheets_of
from paddock.evidence.types import Article, Mention, Quote, Sentence

__all__ = ["LIMIT", "find_quotes", "find_reported", "find_speech", "same_quote"]


def find_speech(
    article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention], limit: int = LIMIT
) -> tuple[tuple[Quote, ...], tuple[Quote, ...]]:
    """Return what `find_quotes` and `find_reported` return, the article being read only once."""
    sheets = sheets_of(article, sentences, mentions, limit)
    return quotes_of(sheets, article.outlet), reported_of(sheets, article.outlet, limit)
