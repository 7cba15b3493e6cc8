"""What a text embedding adds, where one is plugged in: texts that mean the same in whatever words or language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock.evidence.types import Reading
from paddock.findings import Finding

if TYPE_CHECKING:
    import numpy as np

    from paddock.evidence.extractors import Embedding

NEAREST = 5
"""How many of the nearest articles of each are looked at besides those found by words, names and numbers."""
WEIGHT, EVEN = 2.0, 0.6
"""Log-odds that texts of one meaning get, and the cosine that tells neither way."""
_LOOKED_AT = 2_000
"""Characters of an article that are embedded, after its title."""
_BLOCK = 1_024
"""Articles that are compared with all others at a time."""


@dataclass(frozen=True)
class Meaning:
    """Articles as vectors of length 1. ids: in the order of the rows of `vectors`, shape (articles, dimensions)."""

    ids: tuple[str, ...]
    vectors: np.ndarray
    rows: Mapping[str, int]

    def alike(self, one: str, two: str) -> float:
        """Return the cosine of the angle between two articles, -1 to 1."""
        return float(self.vectors[self.rows[one]] @ self.vectors[self.rows[two]])

    def nearest(self) -> Iterator[tuple[str, str]]:
        """Yield each article with its nearest ones, as pairs in the order of their ids."""
        import numpy as np

        count = len(self.ids)
        for start in range(0, count, _BLOCK):
            near = self.vectors[start : start + _BLOCK] @ self.vectors.T
            for place, row in enumerate(near, start):
                row[place] = -2.0
                for other in np.argsort(-row, kind="stable")[: min(NEAREST, count - 1)]:
                    one, two = sorted((self.ids[place], self.ids[int(other)]))
                    yield one, two


def read_meaning(readings: Sequence[Reading], embedding: Embedding) -> Meaning | Finding:
    """Return articles as an embedding sees them; a finding where it breaks or gives something else than vectors."""
    import numpy as np

    ordered = sorted(readings, key=lambda one: one.article.id)
    texts = [f"{one.article.title}\n{one.article.text[:_LOOKED_AT]}" for one in ordered]
    try:
        vectors = np.asarray([list(map(float, one)) for one in embedding.embed(texts)], dtype=np.float64)
    except Exception as error:  # somebody else's code: whatever it raises is told, and the rules go on without it
        return _broken(embedding.name, f"{type(error).__name__}: {error}")
    if vectors.ndim != 2 or len(vectors) != len(ordered) or not np.isfinite(vectors).all():
        return _broken(embedding.name, f"{len(ordered)} texts gave no {len(ordered)} vectors of one length")
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    lengths[lengths == 0] = 1.0
    ids = tuple(one.article.id for one in ordered)
    return Meaning(ids, vectors / lengths, {key: row for row, key in enumerate(ids)})


def added_odds(cosine: float) -> float:
    """Return what a likeness adds to the log-odds of being one story: nothing at `EVEN`, `WEIGHT` at 1.

    No embedding comes with paddock, so nothing here is fitted; it moves a doubtful pair, and no sure one.
    """
    return WEIGHT * max(-1.0, (cosine - EVEN) / (1.0 - EVEN))


def _broken(name: str, what: str) -> Finding:
    return Finding("warning", "embedding", f"Embedding {name}: {what}. Left out.", hint="Tell whoever made it.")
