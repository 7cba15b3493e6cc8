"""From an article to its claims: evidence of all sentences, put together by programme."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from paddock.evidence.claims.context import Context, context_of
from paddock.evidence.claims.cues import LANGUAGES
from paddock.evidence.claims.items import items_of
from paddock.evidence.claims.merging import Evidence, claim_of, dated, grouped, weight_of
from paddock.evidence.claims.nearby import Nearby
from paddock.evidence.claims.scene import Trail
from paddock.evidence.names import Names
from paddock.evidence.types import Article, Claim, Field, Mention, Quote, Sentence

_TITLE, _LEAD, _SECOND, _QUOTED = 2.6, 2.2, 1.4, 1.2
"""What evidence in the title, the first and the second sentence and in a quote counts, against 1 elsewhere."""
_MOST = 40
"""Claims kept of one article."""


def find_claims(
    article: Article,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    quotes: Sequence[Quote],
    names: Names,
    credits: Sequence[str] = (),
) -> tuple[Claim, ...]:
    """Return what an article claims, the main claim first; nothing in languages other than `LANGUAGES`.

    credits: outlets the article has its news from.
    """
    context = context_of(sentences, mentions, names, [one.speaker for one in quotes if one.direct and one.speaker])
    nearby = Nearby(sentences, article.date, context.first_year(article.date))
    groups = grouped(list(evidence_of(article, sentences, quotes, context))).values()
    claims = [(weight_of(group), claim_of(article, group, credits, nearby)) for group in groups]
    claims.sort(key=lambda one: (-one[0], one[1].field == "text", one[1].start))
    return tuple(dated([claim for _, claim in claims[:_MOST]], names))


def evidence_of(
    article: Article, sentences: Sequence[Sentence], quotes: Sequence[Quote], context: Context
) -> Iterator[Evidence]:
    """Yield the evidence of an article, sentence by sentence."""
    trail = Trail(context.subject, context.target)
    over = _quotes_over(sentences, quotes)
    count = 0
    for sentence in sentences:
        if sentence.field == "text":
            count += 1
        if sentence.lang not in LANGUAGES:
            continue
        quote = over.get((sentence.field, sentence.start))
        lead = _TITLE if sentence.field == "title" else {1: _LEAD, 2: _SECOND}.get(count, 1.0)
        lead *= _QUOTED if quote is not None else 1.0
        speaker, told = (quote.speaker, quote.told) if quote else ("", "")
        for item in items_of(sentence, context, trail, article.date, lead=lead, speaker=speaker):
            yield Evidence(item, speaker, told)


def _quotes_over(sentences: Sequence[Sentence], quotes: Sequence[Quote]) -> dict[tuple[Field, int], Quote]:
    """Return (field, start) of each sentence a quote touches → the quote that has most of it, the first of several."""
    best: dict[tuple[Field, int], tuple[int, int, Quote]] = {}
    for field in ("text", "title"):
        here = [one for one in sentences if one.field == field]
        ends = [one.end for one in here]
        for quote in quotes:
            if quote.field != field:
                continue
            for one in here[bisect_right(ends, quote.start) : bisect_right(ends, quote.end) + 1]:
                shared = min(quote.end, one.end) - max(quote.start, one.start)
                known = best.get((one.field, one.start))
                if shared > 0 and (known is None or (shared, -quote.start) > known[:2]):
                    best[one.field, one.start] = (shared, -quote.start, quote)
    return {key: value[2] for key, value in best.items()}
