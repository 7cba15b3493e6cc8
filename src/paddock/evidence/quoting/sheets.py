"""The fields of an article made ready for whoever looks for quotes in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from paddock.evidence.quoting.marks import Span, find_spans
from paddock.evidence.quoting.page import Actor, Page
from paddock.evidence.quoting.words import speech
from paddock.evidence.types import Article, Field, Mention, Sentence

READ = 500_000
"""Characters of a field that are read: what is longer is no article."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A field of an article: its words, its quotation marks, its sentences and the places of its names.

    lead: who the title names, for the text.
    """

    field: Field
    page: Page
    spans: tuple[Span, ...]
    sentences: tuple[Sentence, ...]
    names: frozenset[tuple[int, int]]
    lead: tuple[Actor, ...] = ()


def sheets_of(
    article: Article,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    limit: int,
    *,
    quoted_only: bool = False,
) -> tuple[Sheet, ...]:
    """Return the title and the text of an article, empty ones left out.

    limit: quotes of a field that are found in its first `READ` characters.  quoted_only: leave out a field without any.
    """
    found: list[Sheet] = []
    lead: tuple[Actor, ...] = ()
    fields: tuple[tuple[Field, str], ...] = (("title", article.title), ("text", article.text))
    for which, text in fields:
        own = tuple(one for one in sentences if one.field == which and one.end <= READ) or _cut(sentences, which)
        named = [one for one in mentions if one.field == which and one.end <= READ]
        spans = tuple(find_spans(text[:READ], limit)) if own else ()
        if own and (spans or not quoted_only or (which == "title" and named)):
            page = Page(text[:READ], speech(article.lang), own, named, spans)
            found.append(Sheet(which, page, spans, own, frozenset((one.start, one.end) for one in named), lead))
            lead = tuple(actor for actor in page.actors if actor.ref) if which == "title" else ()
    return tuple(found)


def _cut(sentences: Sequence[Sentence], which: Field) -> tuple[Sentence, ...]:
    """Return the first sentence of a field as far as it is read, where even that is too long."""
    first = next((one for one in sentences if one.field == which and one.start < READ), None)
    return (replace(first, end=READ, text=first.text[: READ - first.start]),) if first is not None else ()
