"""Who copied whom: trees of articles made from one another, their root, and how each was made."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from paddock.evidence.relations.aligning import passages
from paddock.evidence.relations.corpus import Corpus
from paddock.evidence.relations.measures import match_quotes, overlap, own_quotes
from paddock.evidence.relations.profile import Profile
from paddock.evidence.relations.tells import Tell, spun_words, tells_alone, tells_between
from paddock.evidence.relations.weights import CLIP, Model
from paddock.evidence.types import Derivation, DerivationKind

MOSTLY = 0.5
"""Share of the shorter text's word runs outside quotes from which it is a copy, whatever else is measured."""
LENIENT = 1.0
"""Log-odds below the threshold from which a member of a tree is still led back to its root rather than to a sibling."""
LEAST = 0.08
"""How much two articles must say the same (measure `aligned`) for one to be made from the other."""
SPUN = 2
"""Words of a rewriting machine from which an article is taken to be spun."""
LARGEST = 40
"""Articles of a tree whose signs are weighed pair by pair; in a larger one only those most alike to all others."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two articles of which one was probably made from the other: log-odds and what was measured."""

    odds: float
    measures: Mapping[str, float]


def link(corpus: Corpus, among: Corpus, one: Profile, two: Profile, plain: Mapping[str, float], model: Model) -> Link:
    """Return how surely one of two articles was made from the other.

    among: the collection as seen from among their stories, where what many articles share tells less.
    plain: measures of the two in the whole collection; those that tell of facts and their order are taken anew.
    """
    measures = {**plain, **{f"own_{name}": value for name, value in overlap(among, one, two).items()}}
    translated = plain["quotes"] and not plain["same_language"]  # In one language runs of words tell more.
    measures["own_quotes"] = own_quotes(among, one, two, match_quotes(corpus, one, two)) if translated else 0.0
    odds = CLIP if measures["runs"] >= MOSTLY else model.odds(measures) if plain["aligned"] > LEAST else -CLIP
    return Link(odds, measures)


def trees(links: Mapping[tuple[str, str], Link], threshold: float) -> list[tuple[str, ...]]:
    """Return groups of ids that hang together by links above the threshold, each sorted, in order."""
    home: dict[str, str] = {}

    def find(one: str) -> str:
        while home.setdefault(one, one) != one:
            home[one] = home[home[one]]
            one = home[one]
        return one

    for (one, two), found in sorted(links.items()):
        if found.odds > threshold:
            left, right = find(one), find(two)
            home[max(left, right)] = min(left, right)
    groups: dict[str, list[str]] = defaultdict(list)
    for one in sorted(home):
        groups[find(one)].append(one)
    return [tuple(group) for _, group in sorted(groups.items())]


def derive(
    corpus: Corpus, tree: Sequence[str], links: Mapping[tuple[str, str], Link], threshold: float
) -> list[Derivation]:
    """Return one derivation for each article of a tree but its root."""
    root, signs = root_of(corpus, tree, links)
    found = []
    origins: dict[str, str] = {}
    for one in sorted((one for one in tree if one != root), key=lambda one: (-_odds(links, one, root), one)):
        origin = root
        if _odds(links, one, root) <= threshold - LENIENT:
            reached = [other for other in (root, *origins) if _odds(links, one, other) > threshold]
            if not reached:
                continue
            origin = max(reached, key=lambda other: (_odds(links, one, other), other))
        if _was_spun(corpus.profiles[one], corpus.profiles[origin]):
            continue
        origins[one] = origin
        found.append(_derivation(corpus, one, origin, links, signs))
    return found


def _was_spun(profile: Profile, source: Profile) -> bool:
    """Return whether an article was spun from a text of its own language, which a source in another one cannot be.

    What both were made from is then not in the collection.
    """
    return profile.lang != source.lang and len(spun_words(profile)) >= SPUN


def root_of(
    corpus: Corpus, tree: Sequence[str], links: Mapping[tuple[str, str], Link]
) -> tuple[str, Mapping[str, list[Tell]]]:
    """Return the article of a tree that was first, and the signs each article bears by itself."""
    central = {one: sum(_odds(links, one, other) for other in tree if other != one) for one in tree}
    weighed = sorted(tree, key=lambda one: (-central[one], one))[:LARGEST]
    signs = {one: tells_alone(corpus.profiles[one]) for one in tree}
    score = {}
    for one in weighed:
        others = [other for other in weighed if other != one]
        between = [
            sum(tell.weight for tell in tells_between(corpus.profiles[one], corpus.profiles[other])) for other in others
        ]
        alike = central[one] / max(1, len(tree) - 1) / 2
        score[one] = sum(tell.weight for tell in signs[one]) + math.fsum(between) / len(others) + alike
    return min(weighed, key=lambda one: (-round(score[one], 9), one)), signs


def _odds(links: Mapping[tuple[str, str], Link], one: str, two: str) -> float:
    found = links.get((one, two) if one < two else (two, one))
    return found.odds if found else -CLIP


def _derivation(
    corpus: Corpus,
    one: str,
    origin: str,
    links: Mapping[tuple[str, str], Link],
    signs: Mapping[str, Iterable[Tell]],
) -> Derivation:
    profile, source = corpus.profiles[one], corpus.profiles[origin]
    found = links[(one, origin) if one < origin else (origin, one)]
    why = [tell.why for tell in tells_between(source, profile) if tell.weight > 0]
    why += [f"{one}: {tell.why}" for tell in signs[one] if tell.weight < 0]
    why += [f"{origin}: {tell.why}" for tell in signs[origin] if tell.weight > 0]
    return Derivation(
        one,
        origin,
        kind_of(profile, source, found.measures["runs"]),
        round(1 / (1 + math.exp(-found.odds)), 4),
        {name: round(value, 4) for name, value in found.measures.items()},
        passages(corpus, profile, source),
        tuple(why),
    )


def kind_of(profile: Profile, source: Profile, runs: float) -> DerivationKind:
    """Return how an article was made from its source: runs is the share of word runs the two have in common."""
    if profile.lang != source.lang:
        return "translation"
    if runs < MOSTLY:
        return "spun"
    return "cut" if len(profile.runs) < 0.8 * len(source.runs) else "copy"
