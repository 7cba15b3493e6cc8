"""How much a shared word, name, number or concept tells: the rarer, the more."""

from __future__ import annotations

import math
from collections.abc import Mapping

SCALE = 4.0
"""What squares of rareness are divided by, so that a rare name holds about 4 or 5 either way."""
PRIOR = 60
"""Articles that are thought beside every collection when the rareness of a key is judged."""


class Rareness(dict[str, float]):
    """How much a shared key tells: the logarithm of how rare it is, an ordinary word half as much.

    seen: in how many of the collection's articles each key is.  near: the same of the articles around a pair; what many
    of them hold tells less.  A collection of a few articles knows little of what is rare: it is read as if PRIOR more
    articles, without the key, stood beside it.
    """

    def __init__(self, seen: Mapping[str, int], articles: int, near: Mapping[str, int] | None = None) -> None:
        super().__init__()
        self.seen, self.articles, self.near = seen, articles, near or {}

    def __missing__(self, key: str) -> float:
        rare = math.log((PRIOR + self.articles) / (0.7 + self.seen.get(key, 1))) / (2 if key[0] == "w" else 1)
        # In a large collection many frequent words must not outweigh a few rare names, hence the square; among the
        # articles of a story hardly anything is rare.
        self[key] = rare / max(1, self.near.get(key, 0) - 1) if self.near else rare * rare / SCALE
        return self[key]
