"""From an article to its claims: evidence of all sentences, put together by programme."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from paddock.evidence.claims.clauses import PROGRAMME, Clauses
from paddock.evidence.claims.context import Context, context_of
from paddock.evidence.claims.cues import LANGUAGES, find_cues
from paddock.evidence.claims.items import Item, Trail, items_of
from paddock.evidence.claims.times import is_season, times
from paddock.evidence.horizons import horizon_of
from paddock.evidence.names import Names
from paddock.evidence.types import Article, Claim, Mention, Quote, Sentence, Status, When

_TITLE, _LEAD, _SECOND, _QUOTED = 2.6, 2.2, 1.4, 1.2
"""What evidence in the title, the first and the second sentence and in a quote counts, against 1 elsewhere."""
_CAREFUL = (Status.DENIED, Status.IDEA, Status.TALKS, Status.UNDER_STUDY)
"""Statuses that hold against a firmer one unless that is clearly the stronger."""
_TOLD_FIRST = 1.5
"""What evidence adds up to that stands in the title or the lead rather than somewhere below."""
_MOST = 40
"""Claims kept of one article."""


_FIRM = frozenset({Status.CONFIRMED, Status.PLANNED, Status.ENDED, Status.PAUSED})
"""Statuses of things that have a date: where the sentence has none, the next ones are asked."""


_SINCE = re.compile(r"\b(?:since|seit|depuis)\W+(?:\w+\W+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Nearby:
    """The sentences of an article, to look for a date beside the sentence that makes a claim."""

    sentences: Sequence[Sentence]
    published: When

    def firm(self, items: Iterable[Item]) -> str:
        """Return the first season still to come at one of the items or right behind it, else the article's only one.

        Where something ends the sentence itself or the next has to tell.
        """
        ends = False
        for item in items:
            ends = item.status in {Status.ENDED, Status.PAUSED}
            for one in self._behind(item)[: 2 if ends else 3]:
                for value, start in self._placed(one):
                    if self._is_for(item, one, start):
                        return value
        named = {value for one in self.sentences for value, _ in self._placed(one)}
        return named.pop() if len(named) == 1 and not ends else ""

    def _is_for(self, item: Item, sentence: Sentence, start: int) -> bool:
        """Return whether a time at a place in a sentence can be that of an item: nothing else is done there then."""
        if sentence.lang not in LANGUAGES:
            return True
        clauses = Clauses.of(sentence.text, sentence.lang, find_cues(sentence.text, sentence.lang))
        here = [one for one in clauses.cues if not clauses.between(one.start, start)]
        is_past = any(one.name in {"past", "started", "after"} for one in here) and not self.published.text
        comes = any(one.kind == "action" and one.name == "enter" for one in here)
        goes = any(one.kind == "action" and one.name in {"leave", "pause"} for one in here)
        ends = item.status in {Status.ENDED, Status.PAUSED}
        return not is_past and not (ends and comes and not goes)

    def careful(self, item: Item) -> str:
        """Return the season of a thing that is only thought of: told right behind it, and of nothing else."""
        for one in self._behind(item):
            clauses = Clauses.of(one.text, one.lang, find_cues(one.text, one.lang)) if one.lang in LANGUAGES else None
            for value, start in self._placed(one) if clauses else ():
                if clauses and clauses.is_for_programme(start, dated=bool(self.published.text)):
                    return value
        return ""

    def _behind(self, item: Item) -> Sequence[Sentence]:
        here = next(
            (
                place
                for place, one in enumerate(self.sentences)
                if one.field == item.field and one.start <= item.start < one.end
            ),
            len(self.sentences),
        )
        return self.sentences[here : here + 3]

    def in_title(self) -> str:
        """Return the season still to come that the title names, "" unless it is one only."""
        found = {value for one in self.sentences if one.field == "title" for value in self._seasons(one)}
        return found.pop() if len(found) == 1 else ""

    def _seasons(self, sentence: Sentence) -> list[str]:
        return [value for value, _ in self._placed(sentence)]

    def _placed(self, sentence: Sentence) -> list[tuple[str, int]]:
        """Return the seasons still to come that a sentence names, with where it does."""
        found = []
        for one in times(sentence.text, sentence.lang):
            if not is_season(one):
                continue
            value = horizon_of(one, self.published, "future")[:7]
            since = _SINCE.search(sentence.text, max(0, one.start - 14), one.start)
            if value and value[:4] >= self.published.text[:4] and not since:
                found.append((value, one.start))
        return found


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
    context = context_of(sentences, mentions, names, [one.speaker for one in quotes if one.direct and one.speaker])
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
        if coming and _weight(leaving) > _TOLD_FIRST:
            del groups[subject, "come", target]
    for subject, family, target in list(groups):
        if family == "come" and not going & {(subject, target)}:
            _not_again(groups[subject, family, target])


def _not_again(group: list[_Evidence]) -> None:
    """Take not racing on for an end where it has raced: "will not enter" then denies no programme but closes one."""
    raced = any(one.item.status is Status.STARTED for one in group)
    for place, one in enumerate(group):
        if raced and one.item.status is Status.DENIED and one.item.negated:
            group[place] = replace(one, item=replace(one.item, status=Status.ENDED, action="race"))


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
        _horizon(group, saying) or _told_nearby(saying, item, status, nearby),
        spoken.speaker if spoken else "",
        told or (credits[0] if credits else ""),
        text[item.start : item.end],
        item.start,
        item.end,
        item.field,
        next((one.item.condition for one in saying if one.item.condition), ""),
    )


def _told_nearby(saying: Sequence[_Evidence], item: Item, status: Status, nearby: _Nearby) -> str:
    """Return when a thing is for where the sentences that claim it do not tell."""
    if status in _FIRM:
        return nearby.firm(one.item for one in sorted(saying, key=lambda one: -one.item.weight))
    if status in {Status.DENIED, Status.STARTED}:
        return ""
    return nearby.in_title() or nearby.careful(item)


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
        share = 0.6 if best is Status.CONFIRMED else 0.7
        careful = [one for one in _CAREFUL if weights.get(one, 0) >= share * weights[best]]
        best = max(careful, key=lambda one: weights[one]) if careful else best
    limits = sum(one.item.weight for one in group if one.item.limited)
    for farther in (Status.UNDER_STUDY, Status.TALKS):
        # Who talks of a thing has the idea and looks into it: the farther tells more, unless the rest is played down.
        nearer = {Status.IDEA, Status.UNDER_STUDY} - {farther}
        if best in nearer and weights.get(farther, 0) > max(0.5 * weights[best], limits):
            best = farther
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
