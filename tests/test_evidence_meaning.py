"""A text embedding that is plugged in: what it joins, and that one that breaks takes nothing with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from paddock.evidence import Article, Reading
from paddock.evidence.extractors import Embedding
from paddock.evidence.relations import relate
from paddock.evidence.relations.meaning import EVEN, WEIGHT, Meaning, added_odds, read_meaning
from paddock.findings import Finding

TEXTS = {
    "a": "Veltrano will build a car for the endurance series.",
    "b": "Die Marke baut einen Wagen.",
    "c": "Regen am Sonntag, kein Rennen.",
}


class OneTopic:
    """Sees cars and weather, and nothing else."""

    name = "one-topic"

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [[1.0, 0.0] if "build" in text or "baut" in text else [0.0, 1.0] for text in texts]


class Odd:
    """Gives back whatever it was told to."""

    name = "odd"

    def __init__(self, give: Callable[[Sequence[str]], object]) -> None:
        self.give = give

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        return self.give(texts)  # type: ignore[return-value]


def readings() -> list[Reading]:
    return [Reading(Article(key, text)) for key, text in TEXTS.items()]


def test_articles_of_one_meaning_are_near() -> None:
    """The cosine by hand: the same direction is 1, a right angle 0; each pair is told once by each end."""
    meaning = read_meaning(readings(), OneTopic())
    assert isinstance(meaning, Meaning)
    assert meaning.alike("a", "b") == pytest.approx(1.0)
    assert meaning.alike("a", "c") == pytest.approx(0.0)
    assert set(meaning.nearest()) == {("a", "b"), ("a", "c"), ("b", "c")}


def test_a_likeness_moves_the_odds_both_ways_and_only_so_far() -> None:
    """Nothing at the even point, the whole weight for one meaning, no more than the weight against."""
    assert added_odds(EVEN) == pytest.approx(0.0)
    assert added_odds(1.0) == pytest.approx(WEIGHT)
    assert added_odds(-1.0) == pytest.approx(-WEIGHT)


def test_it_alone_makes_no_story_and_order_does_not_matter() -> None:
    """Two texts without a name in common stay apart: an embedding moves what is in doubt, it proves nothing."""
    found = relate(readings(), embedding=OneTopic())
    assert relate(readings()[::-1], embedding=OneTopic()) == found
    assert sorted(one for story in found.stories for one in story.articles) == sorted(TEXTS)


def _raise(texts: Sequence[str]) -> object:
    raise RuntimeError("no model here")


@pytest.mark.parametrize(
    "give",
    [
        _raise,
        lambda texts: [[1.0]],
        lambda texts: [[1.0]] * (len(texts) - 1) + [[1.0, 2.0]],
        lambda texts: [[float("nan")]] * len(texts),
        lambda texts: ["ab"] * len(texts),
        lambda texts: None,
    ],
)
def test_one_that_breaks_is_told_and_left_out(give: Callable[[Sequence[str]], object]) -> None:
    """Somebody else's code never takes the rules with it: the stories are those without it, and a finding says why."""
    broken: Embedding = Odd(give)
    assert isinstance(read_meaning(readings(), broken), Finding)
    found = relate(readings(), embedding=broken)
    assert found.stories == relate(readings()).stories
    assert [one.code for one in found.findings] == ["embedding"]
    assert "odd" in found.findings[0].message


def test_texts_without_a_direction_are_near_to_nothing() -> None:
    """A vector of zeros has no angle: it must not become an error or a likeness."""
    meaning = read_meaning(readings(), Odd(lambda texts: [[0.0, 0.0]] * len(texts)))
    assert isinstance(meaning, Meaning)
    assert meaning.alike("a", "b") == 0.0
