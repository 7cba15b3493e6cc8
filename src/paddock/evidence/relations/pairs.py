"""Two articles side by side: the passages they share, and everything that is measured of them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

from paddock.evidence.relations.aligning import passages
from paddock.evidence.relations.corpus import Corpus, read_corpus
from paddock.evidence.relations.derivation import link
from paddock.evidence.relations.measures import measure
from paddock.evidence.relations.weights import shipped
from paddock.evidence.types import Passage, Reading


def align(one: Reading, two: Reading) -> tuple[Passage, ...]:
    """Return the passages two articles share, in the order of the first, offsets into the text of each.

    In one language runs of words that stand in both; across languages, and where there are no such runs, sentences
    that share names, numbers and concepts, and quotes that are one.  `start`/`end` are of `one`.
    """
    corpus, first, second = _two(one, two)
    return passages(corpus, corpus.profiles[first], corpus.profiles[second])


def explain(one: Reading, two: Reading) -> Mapping[str, float]:
    """Return what is measured of two articles by name, and how sure it makes of one story and of derivation, 0 to 1.

    The two are taken by themselves: in a collection, names that many articles hold tell less.
    """
    corpus, first, second = _two(one, two)
    left, right = corpus.profiles[first], corpus.profiles[second]
    measures = measure(corpus, left, right)
    story, derived = shipped()
    found = link(corpus, corpus, left, right, measures, derived)
    sure = {"story": _share(story.odds(measures)), "derived": _share(found.odds)}
    return {**found.measures, **sure}


def _two(one: Reading, two: Reading) -> tuple[Corpus, str, str]:
    """Return the collection of the two alone, under ids that differ even where theirs do not."""
    readings = [
        dataclasses.replace(reading, article=dataclasses.replace(reading.article, id=name))
        for name, reading in (("1", one), ("2", two))
    ]
    return read_corpus(readings), "1", "2"


def _share(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
