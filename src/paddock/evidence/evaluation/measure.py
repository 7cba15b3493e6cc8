"""Measuring readings and relations against labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from paddock.evidence.claims import LANGUAGES
from paddock.evidence.evaluation.claimed import main_claim, over_confirmed
from paddock.evidence.evaluation.scores import Score, bcubed, of_sets, pairs
from paddock.evidence.evaluation.truth import Labelled, Resolver
from paddock.evidence.names import Names
from paddock.evidence.types import Mention, Quote, Reading, Relations

_MARKS = re.compile(r"[\s\"“”„«»‘’‚'`]+")
_SAME_WORDS = 90
"""From which likeness [0 to 100] two quotes are the same words."""


@dataclass(frozen=True)
class Evaluation:
    """How well a labelled file is read.

    scores: by name, the `Score` of what is counted.  shares: by name, (right, of how many).  wrong: what was wrong, by
    name, in words for people who want to look.
    """

    articles: int
    labelled: int
    scores: Mapping[str, Score]
    shares: Mapping[str, tuple[int, int]]
    bcubed: tuple[float, float, float]
    wrong: Mapping[str, tuple[str, ...]]

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        precision, recall, f1 = self.bcubed
        return {
            "articles": self.articles,
            "labelled": self.labelled,
            "scores": {name: score.as_dict() for name, score in self.scores.items()},
            "bcubed": {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)},
            "shares": {
                name: {"right": right, "of": of, "share": round(right / of, 4) if of else None}
                for name, (right, of) in self.shares.items()
            },
            "wrong": {name: list(some) for name, some in self.wrong.items()},
        }


def evaluate(
    labelled: Sequence[Labelled], readings: Mapping[str, Reading], relations: Relations, names: Names
) -> Evaluation:
    """Measure readings (by article id) and relations against the labels. Source: docs/dossier/evaluation.md."""
    resolver = Resolver.of(names, labelled)
    scores: dict[str, Score] = {}
    shares: dict[str, tuple[int, int]] = {}
    wrong: dict[str, list[str]] = {}
    told = [one for one in labelled if one.story]
    truth = {one.article.id: one.story for one in told}
    found = {key: key for key in truth}
    found |= {article: story.id for story in relations.stories for article in story.articles if article in truth}
    scores["same story"] = of_sets(pairs(found), pairs(truth))
    wrong["same story"] = _pairs_wrong(pairs(found), pairs(truth))
    _derived(labelled, readings, relations, scores, wrong)
    linking, quotes = Score(0, 0, 0), Score(0, 0, 0)
    speakers = status = horizon = claimed = matched = careful = confirmed = 0
    for one in labelled:
        if one.labels is None:
            continue
        reading = readings[one.article.id]
        score, notes = _linking(one, reading, resolver)
        linking += score
        wrong.setdefault("linking", []).extend(notes)
        score, right, notes = _quotes(one, reading, resolver)
        quotes += score
        matched += int(score.right)
        speakers += right
        wrong.setdefault("quotes", []).extend(notes)
        if reading.article.lang in LANGUAGES:
            firm, of, notes = over_confirmed(one, reading, resolver)
            confirmed, careful = confirmed + firm, careful + of
            wrong.setdefault("confirmed", []).extend(notes)
            if one.labels["claims"]:
                is_status, is_horizon, note = main_claim(one, reading, resolver)
                claimed += 1
                status, horizon = status + is_status, horizon + (is_status and is_horizon)
                wrong.setdefault("main claim", []).extend([note] if note else [])
    scores["linking"], scores["quotes"] = linking, quotes
    shares["speaker"] = (speakers, matched)
    shares["main claim: status"] = (status, claimed)
    shares["main claim: status and horizon"] = (horizon, claimed)
    shares["not confirmed where idea, talks or denied"] = (careful - confirmed, careful)
    return Evaluation(
        len(labelled),
        sum(one.labels is not None for one in labelled),
        scores,
        shares,
        bcubed(found, truth),
        {name: tuple(some) for name, some in wrong.items() if some},
    )


def _pairs_wrong(found: set[tuple[str, str]], there: set[tuple[str, str]]) -> list[str]:
    return [f"{a} and {b}: put together" for a, b in sorted(found - there)] + [
        f"{a} and {b}: kept apart" for a, b in sorted(there - found)
    ]


def _derived(
    labelled: Sequence[Labelled],
    readings: Mapping[str, Reading],
    relations: Relations,
    scores: dict[str, Score],
    wrong: dict[str, list[str]],
) -> None:
    """Count derived pairs with their direction, apart for one language and across languages."""
    here = {one.article.id for one in labelled}
    truth = {(one.article.id, one.derived_from) for one in labelled if one.derived_from in here}
    found = {(one.article, one.origin) for one in relations.derivations if {one.article, one.origin} <= here}

    def alike(pair: tuple[str, str]) -> bool:
        return readings[pair[0]].article.lang == readings[pair[1]].article.lang

    tests: tuple[tuple[str, Callable[[tuple[str, str]], bool]], ...] = (
        ("derived, same language", alike),
        ("derived, across languages", lambda pair: not alike(pair)),
    )
    for name, holds in tests:
        mine, theirs = {one for one in found if holds(one)}, {one for one in truth if holds(one)}
        scores[name] = of_sets(mine, theirs)
        wrong[name] = [f"{a} from {b}: not so" for a, b in sorted(mine - theirs)] + [
            f"{a} from {b}: missed" for a, b in sorted(theirs - mine)
        ]


def _linking(one: Labelled, reading: Reading, resolver: Resolver) -> tuple[Score, list[str]]:
    """Count the things an article names, each once; what only its title names counts when a label has it."""
    there = {label: surface for surface, label, *_ in one.labels["entities"]} if one.labels else {}
    text = {mention.id or f"?{mention.surface}": mention for mention in reading.mentions if mention.field == "text"}
    title = {mention.id: mention for mention in reading.mentions if mention.field == "title" and mention.id}
    used: set[str] = set()
    notes, right, missed = [], 0, 0
    for label, surface in there.items():
        fits = resolver.ids(label) & {*text, *title}
        if fits:
            right += 1
            used |= fits
        else:
            missed += 1
            notes.append(f"{one.article.id}: {surface} ({label}) missed")
    extra: list[Mention] = [mention for key, mention in text.items() if key not in used]
    notes += [f"{one.article.id}: {mention.surface} ({mention.ref or 'open'}) is not labelled" for mention in extra]
    return Score(right, len(extra), missed), notes


def _quotes(one: Labelled, reading: Reading, resolver: Resolver) -> tuple[Score, int, list[str]]:
    """Count direct quotes by their words, and those with the right speaker; the title's when a label has them."""
    there: list[tuple[str, str | None]] = (
        [(text, speaker) for text, speaker in one.labels["quotes"]] if one.labels else []
    )
    mine = [quote for quote in reading.quotes if quote.direct]
    left = list(mine)
    notes, right, spoken = [], 0, 0
    for text, speaker in there:
        fits = [quote for quote in left if _same_words(quote.text, text)]
        if not fits:
            notes.append(f"{one.article.id}: “{text[:60]}” missed")
            continue
        quote = next((some for some in fits if some.field == "text"), fits[0])
        left.remove(quote)
        right += 1
        if _is_speaker(speaker, quote, resolver):
            spoken += 1
        else:
            notes.append(f"{one.article.id}: “{text[:60]}” said by {speaker}, given to {quote.speaker or 'nobody'}")
    known = [text for text, _ in there]
    extra = [
        quote for quote in left if quote.field == "text" and not any(_same_words(quote.text, text) for text in known)
    ]
    notes += [f"{one.article.id}: “{quote.text[:60]}” is not labelled" for quote in extra]
    return Score(right, len(extra), len(there) - right), spoken, notes


def _same_words(a: str, b: str) -> bool:
    from rapidfuzz import fuzz

    one, other = (_MARKS.sub(" ", text).strip(" ,.;:!?…").lower() for text in (a, b))
    return one == other or (min(len(one), len(other)) > 20 and fuzz.ratio(one, other) >= _SAME_WORDS)


def _is_speaker(label: str | None, quote: Quote, resolver: Resolver) -> bool:
    if not label or label.startswith("source:"):
        return not quote.speaker
    if label.startswith("spokesperson:"):
        return not quote.speaker or resolver.same(f"mfr:{label.partition(':')[2]}", quote.speaker)
    return resolver.same(label, quote.speaker)
