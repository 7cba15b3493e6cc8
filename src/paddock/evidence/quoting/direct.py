"""Direct quotes of an article: what stands in quotation marks, and whose words it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paddock.evidence.folding import fold
from paddock.evidence.quoting.marks import Span, find_spans
from paddock.evidence.quoting.page import Actor, Page
from paddock.evidence.quoting.speakers import Attribution, Speakers
from paddock.evidence.quoting.words import speech
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

    limit: quotes of a field that are read; who is given `limit` quotes of a field may have missed more.
    A quote that is only a name (“Alpine Tech”) is none.  The text is exactly what stands between the marks, without
    space around it; one that is never closed ends with its paragraph.
    """
    spans = find_spans(article.text, limit)
    text, _ = _read(article, "text", spans, sentences, mentions, {})
    if not article.title:
        return tuple(text)
    spoken = {_PLAIN.sub(" ", fold(quote.text)).strip(): quote.speaker for quote in text}
    title, _ = _read(article, "title", find_spans(article.title, limit), sentences, mentions, spoken)
    shift = len(title)
    return (*title, *(_moved(quote, shift) for quote in text))


def _read(
    article: Article,
    which: Field,
    spans: Sequence[Span],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    spoken: dict[str, str],
) -> tuple[list[Quote], Page | None]:
    if not spans:
        return [], None
    own = [one for one in sentences if one.field == which]
    named = [one for one in mentions if one.field == which]
    text = article.title if which == "title" else article.text
    page = Page(text, speech(article.lang), own, named, spans)
    whose = Speakers(page, spans, article.outlet, lead_of(article, mentions) if which == "text" else ()).all()
    languages = {one.start: one.lang for one in own}
    names = {(one.start, one.end) for one in named}
    return _quotes(page, which, spans, whose, names, languages, article.lang, spoken), page


def lead_of(article: Article, mentions: Sequence[Mention]) -> tuple[Actor, ...]:
    """Return who the title of an article names, as actors that stand nowhere in its text."""
    titles = [one for one in mentions if one.field == "title" and one.ref]
    if not titles:
        return ()
    page = Page(article.title, speech(article.lang), (), titles, ())
    return tuple(page.actors)


def _quotes(
    page: Page,
    which: Field,
    spans: Sequence[Span],
    whose: Sequence[Attribution],
    names: set[tuple[int, int]],
    languages: dict[int, str],
    lang: str,
    spoken: dict[str, str],
) -> list[Quote]:
    found: list[Quote] = []
    kept: dict[int, int] = {}
    outermost = iter(whose)
    for number, span in enumerate(spans):
        one = next(outermost) if span.within < 0 else None
        if (span.start, span.end) in names:
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
            speaker = spoken.get(_PLAIN.sub(" ", fold(text)).strip()) or speaker
        start, _ = page.sentences[page.sentence_at(span.start)] if page.sentences else (0, 0)
        kept[number] = len(found)
        found.append(Quote(text, speaker, span.start, span.end, which, languages.get(start, lang), told, True, outer))
    return found


def _cited(page: Page, start: int, opens: int) -> bool:
    """Return whether a quote within a quote repeats what somebody else said: "he told me ‘no’"."""
    last = page.word_at(opens)
    return any(page.words[n] in page.speech.cues for n in range(max(page.word_at(start), last - CITED), last))


def _moved(quote: Quote, shift: int) -> Quote:
    if quote.within < 0 or not shift:
        return quote
    return Quote(
        quote.text,
        quote.speaker,
        quote.start,
        quote.end,
        quote.field,
        quote.lang,
        quote.told,
        True,
        quote.within + shift,
    )
