"""Press-release families: roots that share a statement nobody of them was told alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from paddock.evidence.relations.corpus import Corpus
from paddock.evidence.relations.measures import credited, match_quotes
from paddock.evidence.types import Derivation, Family, Story

LEAST_ALIKE = 0.6
"""How alike quotes must be, 0 to 1, to count as one statement."""
LEAST_MASS = 8.0
"""How much such a quote must hold, as rareness: four concepts or so."""
LARGEST = 150
"""Articles of a story that are searched for shared statements."""


def families(corpus: Corpus, stories: Iterable[Story], derivations: Sequence[Derivation]) -> tuple[Family, ...]:
    """Return groups of articles of one story, none made from another, whose outlets share a quote without credit.

    A quote that was told to an outlet, which the others name, makes no family: that is an interview.
    """
    derived = {one.article for one in derivations}
    found = []
    for story in stories:
        roots = [one for one in sorted(story.articles) if one not in derived][:LARGEST]
        found += _of_story(corpus, roots)
    return tuple(sorted(found, key=lambda family: family.articles))


def _of_story(corpus: Corpus, roots: Sequence[str]) -> list[Family]:
    home = {one: one for one in roots}
    shares: dict[str, set[str]] = defaultdict(set)
    for at, one in enumerate(roots):
        for two in roots[at + 1 :]:
            left, right = corpus.profiles[one], corpus.profiles[two]
            if (left.outlet and left.outlet == right.outlet) or credited(left, right):
                continue
            same = [
                i
                for i, _, alike, mass in match_quotes(corpus, left, right)
                if alike >= LEAST_ALIKE and mass >= LEAST_MASS
            ]
            if not same:
                continue
            shares[one].update(
                left.reading.article.text[left.quotes[i].start : left.quotes[i].end].strip() for i in same
            )
            first, second = sorted((_top(home, one), _top(home, two)))
            home[second] = first
    groups: dict[str, list[str]] = defaultdict(list)
    for one in roots:
        groups[_top(home, one)].append(one)
    return [
        Family(f"press-{members[0]}", tuple(members), tuple(sorted(set().union(*(shares[one] for one in members)))))
        for members in groups.values()
        if len(members) > 1
    ]


def _top(home: dict[str, str], one: str) -> str:
    while home[one] != one:
        one = home[one]
    return one
