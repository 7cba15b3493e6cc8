"""Words for time in a sentence, found once however often they are asked for."""

from __future__ import annotations

from functools import lru_cache

from paddock.evidence.expressions import TimeExpression, time_expressions


@lru_cache(maxsize=1024)
def times(sentence: str, lang: str) -> tuple[TimeExpression, ...]:
    """Return the words for time in a sentence; see `time_expressions`."""
    return tuple(time_expressions(sentence, lang))


_SEASONS = ("year", "season", "coming", "monthof", "quarter", "month:", "month+1")
"""Words for time, as `time_expressions` calls them, that a programme can be for; others tell when it was said."""


def is_season(expression: TimeExpression) -> bool:
    """Return whether words for time can tell what a programme is for: a year, a month, "next season"; no day."""
    if expression.kind == "relative":
        return expression.value.startswith(_SEASONS)
    return expression.kind != "day"
