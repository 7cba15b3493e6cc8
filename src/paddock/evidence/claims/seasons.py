"""Seasons still to come that an article names, each with its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from paddock.evidence.claims.clauses import Clauses, clauses_of
from paddock.evidence.claims.cues import LANGUAGES
from paddock.evidence.claims.times import is_season, times
from paddock.evidence.expressions import TimeExpression
from paddock.evidence.horizons import horizon_of
from paddock.evidence.types import Sentence, When

_SINCE = re.compile(r"\b(?:since|seit|depuis)\W+(?:\w+\W+)?$", re.IGNORECASE)
_SINCE_BEFORE = 14
"""What stands before a time since when something is so, and how far back it may begin [characters]."""
_UNTIL = re.compile(
    r"\b(?:until|till|through|to|bis|jusqu['’]\w+)\W+"
    r"(?:(?:at least|the|end|of|mindestens|ende|zum|au|à|en|la|fin|moins|de)\W+)*\w$",
    re.IGNORECASE,
)
_UNTIL_BEFORE = 24
"""What stands before a time that something lasts to, and how far back it may begin [characters]."""
_OF_TITLE = 6
"""How far behind "champion" or "rules" a year stands that is that of the title or the rules [characters]."""


class Season(NamedTuple):
    """A season that is named. value: year or month.  place: number of the sentence.  start: where in the sentence."""

    value: str
    place: int
    start: int
    sentence: Sentence

    @property
    def clauses(self) -> Clauses | None:
        """Return the clauses of its sentence, None in a language that claims are not read in."""
        known = self.sentence.lang in LANGUAGES
        return clauses_of(self.sentence.text, self.sentence.lang) if known else None

    @property
    def is_end(self) -> bool:
        """Return whether it is what something lasts to ("until the end of 2028")."""
        return _UNTIL.search(self.sentence.text, max(0, self.start - _UNTIL_BEFORE), self.start + 1) is not None


def seasons_of(sentences: Sequence[Sentence], published: When, first_year: int) -> Iterator[Season]:
    """Yield the seasons still to come that sentences name, in order. first_year: the first that can be to come."""
    for place, sentence in enumerate(sentences):
        for one in times(sentence.text, sentence.lang):
            if not is_season(one):
                continue
            value = horizon_of(one, published, "future")[:7]
            if value and int(value[:4]) >= first_year and not _is_of_before(sentence, one, published):
                yield Season(value, place, one.start, sentence)


def _is_of_before(sentence: Sentence, time: TimeExpression, published: When) -> bool:
    """Return whether a time tells since when, when a title was won, how things stood, or when words were said."""
    if _SINCE.search(sentence.text, max(0, time.start - _SINCE_BEFORE), time.start):
        return True
    if sentence.lang not in LANGUAGES:
        return False
    clauses = clauses_of(sentence.text, sentence.lang)
    if any(0 <= time.start - one.end <= _OF_TITLE for one in clauses.marks("role") if one.start > 0):
        return not any(one.name == "idea" for one in clauses.statuses) and not clauses.marks("condition")
    if time.kind == "relative":
        here = clauses.clause(time.start)
        return any(clauses.clause(one.start) == here for one in clauses.marks("believed"))
    return time.kind != "year" and not published.text and bool(clauses.marks("said"))
