"""Direct quotes of an article: what stands in quotation marks, and whose words it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from paddock.evidence.folding import fold
from paddock.evidence.quoting.page import Page
from paddock.evidence.quoting.sheets import Sheet, sheets_of
from paddock.evidence.quoting.speakers import Attribution, Speakers
from paddock.evidence.types import Article, Field, Mention, Quote, Sentence

LIMIT = 2000
"""Quotes of one article that are read, unless told otherwise."""
CITED = 5
"""Words before a quote within a quote among which a verb of saying makes it somebody else's."""
_PLAIN = re.compile(r"[^\w]+")


def find_quotes(
    article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention], limit: int = LIMIT
) -> tuple[Quote, ...]:
    """Return what an article quotes in quotation marks, those of its title first, an outer quote before its inner ones.

    limit: quotes of a field that are read; who is given `limit` quotes of a field may have missed more.  Of a text no
    more than half a million characters are read.
    A quote that is only a name (“Alpine Tech”) is none.  The text is exactly what stands between the marks, without
    space around it; one that is never closed ends with its paragraph.
    """
    return quotes_of(sheets_of(article, sentences, mentions, limit, quoted_only=True), article.outlet)


def quotes_of(sheets: Sequence[Sheet], outlet: str) -> tuple[Quote, ...]:
    """Return what the fields of an article quote; what the title quotes from the text is by whom the text says."""
    found: dict[Field, list[Quote]] = {"title": [], "text": []}
    spoken: dict[str, str] = {}
    for sheet in reversed(sheets):
        found[sheet.field] = _quotes(sheet, Speakers(sheet.page, sheet.spans, outlet, sheet.lead).all(), spoken)
        spoken = {_plain(quote.text): quote.speaker for quote in found[sheet.field]}
    shift = len(found["title"])
    moved = (replace(one, within=one.within + shift) if one.within >= 0 and shift else one for one in found["text"])
    return (*found["title"], *moved)


def _quotes(sheet: Sheet, whose: Sequence[Attribution], spoken: Mapping[str, str]) -> list[Quote]:
    page, spans = sheet.page, sheet.spans
    found: list[Quote] = []
    kept: dict[int, int] = {}
    outermost = iter(whose)
    for number, span in enumerate(spans):
        one = next(outermost) if span.within < 0 else None
        if (span.start, span.end) in sheet.names:
            continue
        outer = kept.get(span.within, -1)
        text = page.text[span.start : span.end]
        if one is None:
            speaker, told = (found[outer].speaker, found[outer].told) if outer >= 0 else ("", "")
            if _cited(page, spans[span.within].start, span.open):
                speaker = ""
        else:
            speaker, told = one.ref, one.told
        if spoken:
            speaker = spoken.get(_plain(text)) or speaker
        lang = sheet.sentences[page.sentence_at(span.start)].lang
        kept[number] = len(found)
        found.append(Quote(text, speaker, span.start, span.end, sheet.field, lang, told, True, outer))
    return found


def _cited(page: Page, start: int, opens: int) -> bool:
    """Return whether a quote within a quote repeats what somebody else said: "he told me ‘no’"."""
    last = page.word_at(opens)
    return any(page.words[n] in page.speech.cues for n in range(max(page.word_at(start), last - CITED), last))


def _plain(text: str) -> str:
    return _PLAIN.sub(" ", fold(text)).strip()
