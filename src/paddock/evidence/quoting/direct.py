"""Direct quotes of an article: what stands in quotation marks, and whose words it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from paddock.evidence.folding import fold
from paddock.evidence.quoting.marks import Span
from paddock.evidence.quoting.page import Page
from paddock.evidence.quoting.sheets import Sheet, sheets_of
from paddock.evidence.quoting.speakers import Speakers
from paddock.evidence.quoting.unsaid import Attribution
from paddock.evidence.types import Article, Field, Mention, Quote, Sentence

LIMIT = 2000
"""Quotes of one article that are read, unless told otherwise."""
NAME = 4
"""Words of a name in quotation marks."""
CITED = 5
"""Words before a quote within a quote among which a verb of saying makes it somebody else's."""
_PLAIN = re.compile(r"[^\w]+")


def find_quotes(
    article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention], limit: int = LIMIT
) -> tuple[Quote, ...]:
    """Return what an article quotes in quotation marks, those of its title first, an outer quote before its inner ones.

    limit: quotes of a field that are read; who is given `limit` quotes of a field may have missed more.  Of a text no
    more than half a million characters are read.
    What is only a name (“Alpine Tech”) is none, unless somebody is said to say it.  The text is exactly what stands
    between the marks, without space around it; one that is never closed ends with its paragraph.
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
        if sheet.field == "text" and (one is None or not one.firm) and _is_name(page, span):
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


def _is_name(page: Page, span: Span) -> bool:
    """Return whether what stands in marks is written as a name: two to four words, the weighty ones with capitals.

    Not told in German, where every noun has one, nor of what ends as a sentence or begins one.
    """
    first, last = page.word_at(span.start), page.word_at(span.end)
    text = page.text
    if page.speech.subjunctive or not 2 <= last - first <= NAME or text[span.end - 1] in ".,!?…":
        return False
    opens = page.sentences[page.sentence_at(span.open)][0] if page.sentences else 0
    weighty = [n for n in range(first, last) if page.ends[n] - page.starts[n] > 3]
    return bool(weighty) and opens != span.open and page.capital(first) and all(map(page.capital, weighty))


def _cited(page: Page, start: int, opens: int) -> bool:
    """Return whether a quote within a quote repeats what somebody else said: "he told me ‘no’"."""
    last = page.word_at(opens)
    if last and page.marked(last - 1, ":"):
        return True
    return any(page.words[n] in page.speech.cues for n in range(max(page.word_at(start), last - CITED), last))


def _plain(text: str) -> str:
    return _PLAIN.sub(" ", fold(text)).strip()
