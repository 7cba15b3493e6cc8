"""From each article to the one it was made from in the end, and back to all that was made from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass

from paddock.evidence.types import Relations


@dataclass(frozen=True)
class Roots:
    """Derivations as a forest: article → what it was made from, and the other way."""

    origin: dict[str, str]
    made: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, relations: Relations, here: Container[str]) -> Roots:
        """Return the forest of the articles that are here."""
        origin = {
            one.article: one.origin for one in relations.derivations if one.article in here and one.origin in here
        }
        made: dict[str, list[str]] = defaultdict(list)
        for article, source in sorted(origin.items()):
            made[source].append(article)
        return cls(origin, {key: tuple(value) for key, value in made.items()})

    def root(self, article: str) -> str:
        """Return what an article was made from in the end, itself when from nothing."""
        seen = {article}
        while (source := self.origin.get(article)) is not None and source not in seen:
            seen.add(source)
            article = source
        return article

    def depth(self, article: str) -> int:
        """Return how many steps an article is away from its root."""
        steps, seen = 0, {article}
        while (source := self.origin.get(article)) is not None and source not in seen:
            seen.add(source)
            article, steps = source, steps + 1
        return steps

    def copies(self, article: str) -> tuple[str, ...]:
        """Return everything that was made from an article, directly or not."""
        found: list[str] = []
        waiting = list(self.made.get(article, ()))
        while waiting:
            one = waiting.pop(0)
            if one not in found and one != article:
                found.append(one)
                waiting += self.made.get(one, ())
        return tuple(sorted(found))
