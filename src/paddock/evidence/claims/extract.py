"""From an article to its claims: evidence of all sentences, put together by programme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paddock.evidence.claims.context import Context, context_of
from paddock.evidence.claims.cues import LANGUAGES
from paddock.evidence.claims.items import items_of
from paddock.evidence.claims.merging import Evidence, claim_of, dated, grouped, weight_of
from paddock.evidence.claims.nearby import Nearby
from paddock.evidence.claims.scene import Trail
from paddock.evidence.names import Names
from paddock.evidence.types import Article, Claim, Mention, Quote, Sentence

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
    count = 0
    for sentence in sentences:
        if sentence.field == "text":
            count += 1
        if sentence.lang not in LANGUAGES:
            continue
        quote = _quote_over(sentence, quotes)
        lead = _TITLE if sentence.field == "title" else {1: _LEAD, 2: _SECOND}.get(count, 1.0)
        lead *= _QUOTED if quote is not None else 1.0
        speaker, told = (quote.speaker, quote.told) if quote else ("", "")
        for item in items_of(sentence, context, trail, article.date, lead=lead, speaker=speaker):
            yield Evidence(item, speaker, told)


def _quote_over(sentence: Sentence, quotes: Sequence[Quote]) -> Quote | None:
    """Return the quote that has most of a sentence, the first of several; None when none touches it."""
    touching = [
        (min(one.end, sentence.end) - max(one.start, sentence.start), -one.start, one)
        for one in quotes
        if one.field == sentence.field and one.start < sentence.end and sentence.start < one.end
    ]
    return max(touching, key=lambda one: one[:2])[2] if touching else None
