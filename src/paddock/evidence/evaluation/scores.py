"""Precision, recall and what is made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of right, wrong and missed; `f1` is None where there was nothing to find and nothing was found."""

    right: float
    wrong: float
    missed: float

    @property
    def precision(self) -> float | None:
        """Return the share of what was found that is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Return the share of what there is that was found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None

    @property
    def f1(self) -> float | None:
        """Return the harmonic mean of both."""
        whole = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / whole if whole else None

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    def as_dict(self) -> dict[str, float | None]:
        """Return the counts and what is made of them, rounded to four digits."""
        made = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        counts = {"right": self.right, "wrong": self.wrong, "missed": self.missed}
        return {**counts, **{key: None if value is None else round(value, 4) for key, value in made.items()}}


def of_sets(found: Iterable[Hashable], there: Iterable[Hashable]) -> Score:
    """Return the score of a set against another."""
    mine, theirs = set(found), set(there)
    return Score(len(mine & theirs), len(mine - theirs), len(theirs - mine))


def pairs(groups: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return the pairs of items that are in one group. groups: item → group."""
    members: dict[str, list[str]] = defaultdict(list)
    for item, group in groups.items():
        members[group].append(item)
    return {pair for some in members.values() for pair in combinations(sorted(some), 2)}


def bcubed(found: Mapping[str, str], there: Mapping[str, str]) -> tuple[float, float, float]:
    """Return B-cubed precision, recall and F1 of a grouping against another, over the same items.

    Source: A. Bagga and B. Baldwin, "Entity-based cross-document coreferencing using the vector space model", 1998.
    """
    mine, theirs = _members(found), _members(there)
    precision = recall = 0.0
    for item in there:
        shared = len(mine[found[item]] & theirs[there[item]])
        precision += shared / len(mine[found[item]])
        recall += shared / len(theirs[there[item]])
    count = len(there) or 1
    precision, recall = precision / count, recall / count
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _members(groups: Mapping[str, str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for item, group in groups.items():
        found[group].add(item)
    return found
