"""When a thing is for, told in another sentence than the one that claims it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from paddock.evidence.claims.clauses import Clauses
from paddock.evidence.claims.cues import LANGUAGES, find_cues
from paddock.evidence.claims.scene import Item
from paddock.evidence.claims.times import is_season, times
from paddock.evidence.expressions import TimeExpression
from paddock.evidence.horizons import horizon_of
from paddock.evidence.types import Sentence, Status, When

_FIRM = frozenset({Status.CONFIRMED, Status.PLANNED, Status.ENDED, Status.PAUSED})
"""Statuses of things that have a date: where the sentence has none, the next ones are asked."""
_BEHIND = 3
"""Sentences that are asked: the one of the claim and those behind it."""
_SINCE = re.compile(r"\b(?:since|seit|depuis)\W+(?:\w+\W+)?$", re.IGNORECASE)
_SINCE_BEFORE = 14
_UNTIL = re.compile(
    r"\b(?:until|till|through|to|bis|jusqu['’]\w+)\W+"
    r"(?:(?:at least|the|end|of|mindestens|ende|zum|au|à|en|la|fin|moins|de)\W+)*\w$",
    re.IGNORECASE,
)
_UNTIL_BEFORE = 24
_OF_TITLE = 6
"""How far behind "champion" or "rules" a year stands that is that of the title or the rules [characters]."""
LASTING = frozenset({"continue", "extend_partnership"})
"""Actions whose time is the one they last to."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """The sentences of an article, to look for a date beside the sentence that makes a claim.

    first_year: the first that can still be to come.
    """

    sentences: Sequence[Sentence]
    published: When
    first_year: int
    _known: dict[int, list[tuple[str, int]]] = field(default_factory=dict, repr=False)

    def season(self, items: Sequence[Item], status: Status) -> str:
        """Return the season of a thing that some items claim, "" where no other sentence tells it.

        items: the one that counts most first.  status: what is made of them.
        """
        if status in _FIRM:
            return self._firm(items)
        if status in {Status.DENIED, Status.STARTED}:
            return ""
        return self._in_title() or self._careful(items[0]) or self._only()

    def _firm(self, items: Iterable[Item]) -> str:
        """Return the first season still to come at one of the items or right behind it, else the article's only one.

        Where something ends the sentence itself or the next has to tell.
        """
        ends = False
        for item in items:
            ends = item.status in {Status.ENDED, Status.PAUSED}
            for one in self._from(item)[: _BEHIND - 1 if ends else _BEHIND]:
                for value, start in self._placed(one):
                    if self._is_for(item, one, value, start):
                        return value
        named = {value for one in self.sentences for value, _ in self._placed(one)}
        return named.pop() if len(named) == 1 and not ends else ""

    def _is_for(self, item: Item, sentence: Sentence, value: str, start: int) -> bool:
        """Return whether a time at a place in a sentence can be that of an item: nothing else is done there then."""
        if sentence.lang not in LANGUAGES:
            return True
        clauses = _clauses(sentence)
        here = [one for one in clauses.cues if not clauses.between(one.start, start)]
        past = {"past", "started", "after", "said"} if len(value) > len("2027") else {"past", "started", "after"}
        is_past = any(one.name in past for one in here) and not self.published.text
        comes = any(one.kind == "action" and one.name == "enter" for one in here)
        goes = any(one.kind == "action" and one.name in {"leave", "pause"} for one in here)
        ends = item.status in {Status.ENDED, Status.PAUSED}
        vague = any(one.kind == "status" and one.name in {"idea", "under_study"} for one in here)
        return not is_past and not vague and not (ends and comes and not goes)

    def until(self) -> str:
        """Return the latest year that a contract or the like is said to run to, "" where none is."""
        found = [
            value
            for one in self.sentences
            for value, start in self._placed(one)
            if _UNTIL.search(one.text, max(0, start - _UNTIL_BEFORE), start + 1)
        ]
        return max(found, default="")

    def _careful(self, item: Item) -> str:
        """Return the season of a thing that is only thought of: told right behind it, and of nothing else."""
        for one in self._from(item):
            if one.lang not in LANGUAGES:
                continue
            for value, start in self._placed(one):
                if _clauses(one).is_for_programme(start, dated=bool(self.published.text)):
                    return value
        return ""

    def _only(self) -> str:
        """Return the only season still to come that the article names, "" where it names another or as a rule's."""
        named = [(value, one, start) for one in self.sentences for value, start in self._placed(one)]
        if len({value for value, _, _ in named}) != 1 or len(named[0][0]) > len("2027"):
            return ""
        free = any(
            one.lang in LANGUAGES
            and not _UNTIL.search(one.text, max(0, start - _UNTIL_BEFORE), start + 1)
            and _clauses(one).is_for_programme(start, dated=False)
            for _, one, start in named
        )
        return named[0][0] if free else ""

    def _from(self, item: Item) -> Sequence[Sentence]:
        """Return the sentence of an item and those right behind it."""
        for place, one in enumerate(self.sentences):
            if one.field == item.field and one.start <= item.start < one.end:
                return self.sentences[place : place + _BEHIND]
        return ()

    def _in_title(self) -> str:
        """Return the season still to come that the title names, "" unless it is one only."""
        title = [one for one in self.sentences if one.field == "title"]
        found = {value for one in title for value, _ in self._placed(one)}
        return found.pop() if len(found) == 1 else ""

    def _placed(self, sentence: Sentence) -> list[tuple[str, int]]:
        """Return the seasons still to come that a sentence names, with where it does."""
        if (known := self._known.get(id(sentence))) is not None:
            return known
        found = []
        for one in times(sentence.text, sentence.lang):
            if not is_season(one):
                continue
            value = horizon_of(one, self.published, "future")[:7]
            if value and int(value[:4]) >= self.first_year and not self._is_of_before(sentence, one):
                found.append((value, one.start))
        self._known[id(sentence)] = found
        return found

    def _is_of_before(self, sentence: Sentence, time: TimeExpression) -> bool:
        """Return whether a time tells since when, when a title was won, how things stood, or when words were said."""
        if _SINCE.search(sentence.text, max(0, time.start - _SINCE_BEFORE), time.start):
            return True
        if sentence.lang not in LANGUAGES:
            return False
        clauses = _clauses(sentence)
        if any(0 <= time.start - one.end <= _OF_TITLE for one in clauses.marks("role") if one.start > 0):
            return not any(one.name == "idea" for one in clauses.statuses) and not clauses.marks("condition")
        here = clauses.clause(time.start)
        if time.kind == "relative":
            return any(clauses.clause(one.start) == here for one in clauses.marks("believed"))
        return time.kind != "year" and not self.published.text and bool(clauses.marks("said"))


def _clauses(sentence: Sentence) -> Clauses:
    return Clauses.of(sentence.text, sentence.lang, find_cues(sentence.text, sentence.lang))
