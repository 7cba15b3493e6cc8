"""When a thing is for, told in another sentence than the one that claims it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from paddock.evidence.claims.scene import Item
from paddock.evidence.claims.seasons import Season, seasons_of
from paddock.evidence.types import Sentence, Status, When

_FIRM = frozenset({Status.CONFIRMED, Status.PLANNED, Status.ENDED, Status.PAUSED})
"""Statuses of things that have a date: where the sentence has none, the next ones are asked."""
_BEHIND = 3
"""Sentences that are asked: the one of the claim and those behind it."""
LASTING = frozenset({"continue", "extend_partnership"})
"""Actions whose time is the one they last to."""


@dataclass(frozen=True)
class Nearby:
    """The sentences of an article, to look for a date beside the sentence that makes a claim.

    first_year: the first that can still be to come.
    """

    sentences: Sequence[Sentence]
    published: When
    first_year: int

    @cached_property
    def _seasons(self) -> tuple[Season, ...]:
        return tuple(seasons_of(self.sentences, self.published, self.first_year))

    @cached_property
    def _places(self) -> dict[tuple[str, int], int]:
        """Return (field, start) of a sentence → its number."""
        return {(one.field, one.start): place for place, one in enumerate(self.sentences)}

    @cached_property
    def until(self) -> str:
        """Return the latest year that a contract or the like is said to run to, "" where none is."""
        return max((one.value for one in self._seasons if one.is_end), default="")

    def season(self, items: Sequence[Item], status: Status) -> str:
        """Return the season of a thing that some items claim, "" where no other sentence tells it.

        items: the one that counts most first.  status: what is made of them.
        """
        if not self._seasons or status in {Status.DENIED, Status.STARTED}:
            return ""
        if status in _FIRM:
            return self._firm(items)
        return self._in_title or self._careful(items[0]) or self._only

    def _firm(self, items: Iterable[Item]) -> str:
        """Return the first season still to come at one of the items or right behind it, else the article's only one.

        Where something ends the sentence itself or the next has to tell.
        """
        ends = False
        for item in items:
            ends = item.status in {Status.ENDED, Status.PAUSED}
            for one in self._from(item, _BEHIND - 1 if ends else _BEHIND):
                if self._is_for(item, one):
                    return one.value
        named = {one.value for one in self._seasons}
        return named.pop() if len(named) == 1 and not ends else ""

    def _is_for(self, item: Item, season: Season) -> bool:
        """Return whether a season can be that of an item: nothing else is done there then."""
        clauses = season.clauses
        if clauses is None:
            return True
        here = [one for one in clauses.cues if not clauses.between(one.start, season.start)]
        past = {"past", "started", "after", "said"} if len(season.value) > len("2027") else {"past", "started", "after"}
        is_past = any(one.name in past for one in here) and not self.published.text
        comes = any(one.kind == "action" and one.name == "enter" for one in here)
        goes = any(one.kind == "action" and one.name in {"leave", "pause"} for one in here)
        ends = item.status in {Status.ENDED, Status.PAUSED}
        vague = any(one.kind == "status" and one.name in {"idea", "under_study"} for one in here)
        return not is_past and not vague and not (ends and comes and not goes)

    def _careful(self, item: Item) -> str:
        """Return the season of a thing that is only thought of: told right behind it, and of nothing else."""
        dated = bool(self.published.text)
        near = ((one, one.clauses) for one in self._from(item, _BEHIND))
        return next((one.value for one, at in near if at and at.is_for_programme(one.start, dated=dated)), "")

    @cached_property
    def _only(self) -> str:
        """Return the only season still to come that the article names, "" where it names another or as a rule's."""
        named = {one.value for one in self._seasons}
        if len(named) != 1 or len(self._seasons[0].value) > len("2027"):
            return ""
        free = [one.clauses for one in self._seasons if not one.is_end]
        at = [one.start for one in self._seasons if not one.is_end]
        told = any(one and one.is_for_programme(start, dated=False) for one, start in zip(free, at, strict=True))
        return named.pop() if told else ""

    def _from(self, item: Item, count: int) -> Iterator[Season]:
        """Yield the seasons in the sentence of an item and those right behind it."""
        here = self._places.get((item.field, item.sentence), len(self.sentences))
        return (one for one in self._seasons if here <= one.place < here + count)

    @cached_property
    def _in_title(self) -> str:
        """Return the season still to come that the title names, "" unless it is one only."""
        found = {one.value for one in self._seasons if one.sentence.field == "title"}
        return found.pop() if len(found) == 1 else ""
