"""Words for time in a sentence, found once however often they are asked for."""

from __future__ import annotations

from functools import lru_cache

from paddock.evidence.expressions import TimeExpression, time_expressions


@lru_cache(maxsize=1024)
def times(sentence: str, lang: str) -> tuple[TimeExpression, ...]:
    """Return the words for time in a sentence; see `time_expressions`."""
    return tuple(time_expressions(sentence, lang))
