"""Passages that two articles share, for a view side by side."""

from __future__ import annotations

from paddock.evidence.relations.corpus import Corpus
from paddock.evidence.relations.measures import match_quotes, sentence_pairs
from paddock.evidence.relations.profile import LONGEST, Profile, words_of
from paddock.evidence.types import Passage

SHORTEST = 4
"""Words of a run that counts as a passage."""
LEAST = 0.2
"""How alike two sentences of different languages must be, 0 to 1."""
LEAST_SHARED = 5.0
"""How much two sentences of different languages must share, as rareness: a rare name and a concept, or more."""
MOST_WORDS = 20_000
"""Words of a text that are aligned."""
MOST_PLACES = 8
"""Places at which a run of words is looked for; one that stands more often is no evidence of place."""


def passages(corpus: Corpus, one: Profile, two: Profile) -> tuple[Passage, ...]:
    """Return aligned passages of two articles in the order of the first: word runs, else sentences and quotes."""
    if one.lang == two.lang and (found := word_runs(one.reading.article.text, two.reading.article.text)):
        return found
    return alike_parts(corpus, one, two)


def word_runs(one: str, two: str) -> tuple[Passage, ...]:
    """Return runs of at least SHORTEST words that stand in both texts; none overlaps another in the first text."""
    left, right = words_of(one[:LONGEST])[:MOST_WORDS], words_of(two[:LONGEST])[:MOST_WORDS]
    places: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(right) - SHORTEST + 1):
        spots = places.setdefault(tuple(word.key for word in right[at : at + SHORTEST]), [])
        if len(spots) < MOST_PLACES:
            spots.append(at)
    found = []
    at = 0
    while at <= len(left) - SHORTEST:
        best, length = -1, 0
        for spot in places.get(tuple(word.key for word in left[at : at + SHORTEST]), ()):
            size = SHORTEST
            while at + size < len(left) and spot + size < len(right) and left[at + size].key == right[spot + size].key:
                size += 1
            if size > length:
                best, length = spot, size
        if best < 0:
            at += 1
            continue
        last, end = left[at + length - 1], right[best + length - 1]
        found.append(Passage(left[at].start, last.end, right[best].start, end.end, 1.0))
        at += length
    return tuple(found)


def alike_parts(corpus: Corpus, one: Profile, two: Profile) -> tuple[Passage, ...]:
    """Return sentences that say the same, by shared names, numbers and concepts, and quotes that are one."""
    pairs = sentence_pairs(corpus, one, two)
    good = [pair for pair in pairs if pair[2] >= LEAST and pair[3] >= LEAST_SHARED]
    good.sort(key=lambda pair: (-pair[2] * pair[3], pair[0], pair[1]))
    left: set[int] = set()
    right: set[int] = set()
    found = []
    for i, j, alike, _ in good:
        if i in left or j in right:
            continue
        left.add(i)
        right.add(j)
        mine, theirs = one.sentences[i], two.sentences[j]
        found.append(Passage(mine.start, mine.end, theirs.start, theirs.end, round(min(1.0, alike), 4)))
    for i, j, alike, _ in match_quotes(corpus, one, two):
        mine, theirs = one.quotes[i], two.quotes[j]
        inside = any(
            passage.start <= mine.start
            and mine.end <= passage.end
            and passage.origin_start <= theirs.start
            and theirs.end <= passage.origin_end
            for passage in found
        )
        if not inside:
            found.append(Passage(mine.start, mine.end, theirs.start, theirs.end, round(min(1.0, alike), 4)))
    return tuple(sorted(found, key=lambda passage: (passage.start, passage.origin_start, passage.end)))
