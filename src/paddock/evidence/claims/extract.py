"""From an article to its claims: evidence of all sentences, put together by programme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from paddock.evidence.claims.clauses import PROGRAMME
from paddock.evidence.claims.context import Context, context_of
from paddock.evidence.claims.cues import LANGUAGES
from paddock.evidence.claims.items import Item, Trail, items_of
from paddock.evidence.expressions import time_expressions
from paddock.evidence.horizons import horizon_of
from paddock.evidence.names import Names
from paddock.evidence.types import Article, Claim, Mention, Quote, Sentence, Status, When

_TITLE, _LEAD, _SECOND, _QUOTED = 2.6, 2.2, 1.4, 1.2
"""What evidence in the title, the first and the second sentence and in a quote counts, against 1 elsewhere."""
_CAREFUL = (Status.DENIED, Status.IDEA, Status.TALKS, Status.UNDER_STUDY)
"""Statuses that hold against a firmer one unless that is clearly the stronger."""
_MOST = 40
"""Claims kept of one article."""


_FIRM = frozenset({Status.CONFIRMED, Status.PLANNED, Status.ENDED, Status.PAUSED})
"""Statuses of things that have a date: where the sentence has none, the next ones are asked."""


@dataclass(frozen=True, slots=True)
class _Nearby:
    """The sentences of an article, to look for a date beside the sentence that makes a claim."""

    sentences: Sequence[Sentence]
    published: When

    def horizon(self, item: Item) -> str:
        """Return the first time still to come in the sentence of an item or the two that follow, "" without one."""
        here = [
            place
            for place, one in enumerate(self.sentences)
            if one.field == item.field and one.start <= item.start < one.end
        ]
        for one in self.sentences[here[0] : here[0] + 3] if here else ():
            for expression in time_expressions(one.text, one.lang):
                value = horizon_of(expression, self.published, "future")[:7]
                if value and value[:4] >= self.published.text[:4]:
                    return value
        return ""


@dataclass(frozen=True, slots=True)
class _Evidence:
    item: Item
    speaker: str
    told: str


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
    context = context_of(sentences, mentions, names)
    evidence = _evidence(article, sentences, quotes, context)
    groups: dict[tuple[str, str, str], list[_Evidence]] = defaultdict(list)
    for one in evidence:
        groups[one.item.subject, _family(one.item), one.item.target].append(one)
    _set_against(groups)
    nearby = _Nearby(sentences, article.date)
    claims = [(_weight(group), _claim(article, group, credits, nearby)) for group in groups.values()]
    claims.sort(key=lambda one: (-one[0], one[1].field == "text", one[1].start))
    return tuple(claim for _, claim in claims[:_MOST])


def _family(item: Item) -> str:
    """Return what an item is put together with: coming, going, staying, coming back; every other action is its own."""
    if item.status in {Status.ENDED, Status.PAUSED} and item.action in PROGRAMME:
        return "go"
    return {"enter": "come", "race": "come", "leave": "go", "pause": "go"}.get(item.action, item.action)


def _evidence(
    article: Article, sentences: Sequence[Sentence], quotes: Sequence[Quote], context: Context
) -> list[_Evidence]:
    trail = Trail(context.subject, context.target)
    found: list[_Evidence] = []
    count = 0
    for sentence in sentences:
        if sentence.field == "text":
            count += 1
        if sentence.lang not in LANGUAGES:
            continue
        quote = _quote_over(sentence, quotes)
        within = quote is not None and quote.start <= sentence.start + 2 and sentence.end - 2 <= quote.end + 2
        lead = _TITLE if sentence.field == "title" else _LEAD if count == 1 else _SECOND if count == 2 else 1.0
        lead *= _QUOTED if quote is not None else 1.0
        speaker = quote.speaker if quote else ""
        for item in items_of(
            sentence, context, trail, article.date, lead=lead, speaker=speaker if within or quote else ""
        ):
            found.append(_Evidence(item, speaker, quote.told if quote else ""))
    return found


def _quote_over(sentence: Sentence, quotes: Sequence[Quote]) -> Quote | None:
    """Return the quote that has most of a sentence, the first of several; None when none touches it."""
    touching = [
        (min(one.end, sentence.end) - max(one.start, sentence.start), -one.start, one)
        for one in quotes
        if one.field == sentence.field and one.start < sentence.end and sentence.start < one.end
    ]
    return max(touching, key=lambda one: one[:2])[2] if touching else None


def _set_against(groups: dict[tuple[str, str, str], list[_Evidence]]) -> None:
    """Let who leaves not be told as one who comes: having come is then only how it began."""
    going = {(subject, target) for subject, family, target in groups if family == "go"}
    for subject, target in going:
        coming = groups.get((subject, "come", target))
        leaving = groups[subject, "go", target]
        if coming and _weight(leaving) > 1.5:
            kept = [one for one in coming if one.item.status in _CAREFUL and not one.item.implied]
            groups[subject, "come", target] = kept
            if not kept:
                del groups[subject, "come", target]


def _weight(group: Sequence[_Evidence]) -> float:
    """Return what a group's evidence adds up to; the tenth sentence on a thing adds less than the second."""
    weights = sorted((one.item.weight for one in group), reverse=True)
    return sum(weight * 0.8**place for place, weight in enumerate(weights))


def _claim(article: Article, group: Sequence[_Evidence], credits: Sequence[str], nearby: _Nearby) -> Claim:
    status = _status(group)
    saying = [one for one in group if one.item.status is status] or list(group)
    best = max(saying, key=lambda one: (one.item.weight, -one.item.start))
    item = best.item
    spoken = next((one for one in sorted(saying, key=lambda one: -one.item.weight) if one.speaker), None)
    text = article.title if item.field == "title" else article.text
    action = next(
        (one.item.action for one in sorted(saying, key=lambda one: -one.item.weight) if one.item.action in PROGRAMME),
        item.action,
    )
    told = next((one.told for one in saying if one.told), "")
    return Claim(
        item.subject,
        "race" if status in {Status.ENDED, Status.PAUSED} and action in PROGRAMME else action,
        item.target,
        status,
        _horizon(group, saying) or (nearby.horizon(item) if status in _FIRM else ""),
        spoken.speaker if spoken else "",
        told or (credits[0] if credits else ""),
        text[item.start : item.end],
        item.start,
        item.end,
        item.field,
        next((one.item.condition for one in saying if one.item.condition), ""),
    )


def _status(group: Sequence[_Evidence]) -> Status:
    """Return the status that is best borne out; a firm one only where no careful one stands against it."""
    weights: dict[Status, float] = defaultdict(float)
    for one in group:
        weights[one.item.status] += one.item.weight
    best = max(weights, key=lambda one: (weights[one], one.value))
    if best is Status.STARTED:
        # What is announced to begin is often told as if it had begun.
        firm = max((Status.CONFIRMED, Status.PLANNED), key=lambda one: weights.get(one, 0.0))
        best = firm if weights.get(firm, 0.0) >= 0.4 * weights[best] else best
    if best in {Status.CONFIRMED, Status.PLANNED, Status.STARTED}:
        careful = [
            one for one in _CAREFUL if weights.get(one, 0) >= (0.6 if best is Status.CONFIRMED else 0.7) * weights[best]
        ]
        if careful:
            return max(careful, key=lambda one: weights[one])
    return best


def _horizon(group: Sequence[_Evidence], saying: Sequence[_Evidence]) -> str:
    """Return when it is for: as said with the status, in the same clause rather than elsewhere in the sentence."""
    for some in (saying, group):
        votes: dict[str, float] = defaultdict(float)
        for one in some:
            if one.item.horizon:
                votes[one.item.horizon] += one.item.weight * (1.0 if one.item.near else 0.4)
        if votes:
            return max(votes, key=lambda one: (votes[one], one))
    return ""
