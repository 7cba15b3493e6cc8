"""Pairs of articles worth comparing, found through inverted lists: cost grows about with the number of articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from paddock.evidence.relations.corpus import Corpus
from paddock.evidence.relations.profile import Profile

LONGEST_LIST = 64
"""Articles of a list that are all paired with each other; in a longer one each is paired with those next in time."""
NEIGHBOURS = 6
"""How many articles before and after it each is paired with in a longer list."""
PAIRED = 9
"""Keys of an article, rarest first among the frequent ones, that are looked up two at a time."""
MOST_PARTNERS = 48
"""Pairs kept per article: those that share the rarest keys."""
SAMPLE = 4
"""One in so many word runs is looked up; it is the same ones in every article."""
RUN = 2.0
"""What a shared run of words weighs beside the rareness of names."""

Key = str | int | tuple[str, str]


def candidates(corpus: Corpus) -> list[tuple[str, str]]:
    """Return pairs of ids (smaller first) worth comparing, in order.

    They share a rare name, number or run of words, or two names or numbers that are rare together.  Each article keeps
    its MOST_PARTNERS best, so that there are at most n x MOST_PARTNERS pairs.
    """
    profiles = sorted(corpus.profiles.values(), key=lambda one: (one.days[0] if one.days else 0, one.id))
    lists: dict[Key, list[str]] = defaultdict(list)
    for profile in profiles:
        for key in _keys(corpus, profile):
            lists[key].append(profile.id)
    lists = {key: ids for key, ids in lists.items() if len(ids) > 1}
    place: Counter[Key] = Counter()
    kept: set[tuple[str, str]] = set()
    for profile in profiles:
        weight: Counter[str] = Counter()
        for key in _keys(corpus, profile):
            ids = lists.get(key)
            if ids is None:
                continue
            tells = _tells(corpus, key)
            for other in _around(ids, place[key]):
                weight[other] += tells  # type: ignore[assignment]  # typeshed's Counter counts whole numbers only
            place[key] += 1
        del weight[profile.id]
        best = sorted(weight.items(), key=lambda pair: (-round(pair[1], 6), pair[0]))[:MOST_PARTNERS]
        kept.update((profile.id, two) if profile.id < two else (two, profile.id) for two, _ in best)
    return sorted(kept)


def _keys(corpus: Corpus, profile: Profile) -> Iterator[Key]:
    """Yield what an article is looked up by, each once, in an order that is always the same."""
    often = []
    for key in sorted(profile.keys):
        seen = corpus.seen[key]
        if key[0] == "c" or seen < 2:
            continue
        if seen <= LONGEST_LIST:
            yield key
        else:
            often.append((seen, key))
    yield from combinations(sorted(key for _, key in sorted(often)[:PAIRED]), 2)
    yield from (run for run in profile.runs if run % SAMPLE == 0)


def _tells(corpus: Corpus, key: Key) -> float:
    if isinstance(key, int):
        return RUN
    return corpus.rare[key] if isinstance(key, str) else corpus.rare[key[0]] + corpus.rare[key[1]]


def _around(ids: Sequence[str], at: int) -> Sequence[str]:
    return ids if len(ids) <= LONGEST_LIST else ids[max(0, at - NEIGHBOURS) : at + NEIGHBOURS + 1]
