"""A sentence cut into clauses, with its cue words: what stands in one clause holds together."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from paddock.evidence.claims.cues import Cue, find_cues

ASIDE = frozenset({"sell_road_cars", "acquire", "sponsor", "debut", "continue", "restart", "partner", "race"})
"""Actions whose times are their own."""
PROGRAMME = frozenset({"enter", "race", "programme", "leave", "pause", "continue", "restart", "debut"})
"""Actions of a programme in a series."""

_BREAK = re.compile(r"[,;:()–—]|\s-\s")
_SHORT = re.compile(r"\([\w./+-]{1,10}\)")
_THAT = re.compile(r"\b(?:that|dass|que|qu['’]|ob|whether)\b|\bqu['’]")
_BEFORE, _AFTER = {"de": 70, "fr": 38, "en": 38}, {"de": 60, "fr": 14, "en": 2}
"""How far from a word a negation may stand [characters]: before it, and after it where the language does that."""


@dataclass(frozen=True, eq=False)
class Clauses:
    """A sentence cut at commas and the like, with its cue words.

    cues: by place.  breaks: where clauses begin, but for the first.  asks: whether it is a question.
    actions, statuses: the cues that tell what is done, and how far it is or that it is no more.  named: marks by name.
    """

    text: str
    lang: str
    cues: tuple[Cue, ...]
    breaks: tuple[int, ...]
    asks: bool
    actions: tuple[Cue, ...]
    statuses: tuple[Cue, ...]
    named: Mapping[str, Sequence[Cue]]
    _near: dict[Cue, list[Cue]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, text: str, lang: str, cues: Sequence[Cue]) -> Clauses:
        """Return a sentence cut into clauses."""
        # "the FIA World Endurance Championship (WEC)" is one thing, and no clause ends in it.
        whole = _SHORT.sub(lambda found: "." * len(found[0]), text) if "(" in text else text
        named: dict[str, list[Cue]] = defaultdict(list)
        for one in cues:
            if one.kind == "mark":
                named[one.name].append(one)
        joints = [one.start for one in named.get("break", ())]
        breaks = sorted([match.start() for match in _BREAK.finditer(whole)] + joints)
        return cls(
            text,
            lang,
            tuple(cues),
            tuple(breaks),
            text.rstrip(" \"”“»«'’)").endswith("?"),
            tuple(one for one in cues if one.kind == "action"),
            tuple(one for one in cues if one.kind == "status" or one.name == "limit"),
            named,
        )

    def clause(self, place: int) -> int:
        """Return the number of the clause a place lies in."""
        return bisect_right(self.breaks, place)

    def length(self, place: int) -> int:
        """Return the length of the clause a place lies in [characters]."""
        at = bisect_right(self.breaks, place)
        before = self.breaks[at - 1] if at else 0
        return (self.breaks[at] if at < len(self.breaks) else len(self.text)) - before

    def between(self, a: int, b: int) -> int:
        """Return how many breaks lie between two places."""
        return abs(bisect_left(self.breaks, a) - bisect_left(self.breaks, b))

    def marks(self, name: str) -> Sequence[Cue]:
        """Return the marks of one name."""
        return self.named.get(name, ())

    def negated(self, cue: Cue) -> bool:
        """Return whether a negation holds for a cue."""
        for one in self.marks("negation"):
            if one.start == cue.start or self.clause(one.start) != self.clause(cue.start):
                continue
            if not (0 <= cue.start - one.end <= _BEFORE[self.lang] or 0 <= one.start - cue.end <= _AFTER[self.lang]):
                continue
            # "isn't hiding that it looks into it": what is not done is the hiding.
            if not _THAT.search(self.text, one.end, cue.start):
                return True
        return False

    def is_for_programme(self, place: int, *, dated: bool) -> bool:
        """Return whether a time at a place can be a programme's: nothing else is done in its clause, no rule is told.

        dated: whether times before the article were left out; else the clause has to look ahead itself.
        """
        here = [one for one in self.cues if not self.between(one.start, place)]
        others = any(one.kind == "action" and one.name in ASIDE for one in here)
        ahead = any(one.kind != "action" and one.name in {"idea", "planned", "confirmed", "limit"} for one in here)
        return not others and not any(one.name == "role" for one in here) and (dated or ahead)

    def around(self, cue: Cue) -> Sequence[Cue]:
        """Return the status cues and limits that hold for an action: those of its clause, else of its neighbours."""
        if (known := self._near.get(cue)) is not None:
            return known
        # "Their programme will be stronger" says nothing of coming.
        noun = cue.name == "programme"
        telling = [one for one in self.statuses if not _is_bare(one, cue) and not (noun and one.name == "coming")]
        apart = [(self.between(one.start, cue.start), one) for one in telling]
        nearest = min((breaks for breaks, _ in apart), default=0)
        # "Fuhr auch dort; ob es eine Rückkehr gibt, ist offen": that it raced is told by its own clause alone.
        reach = 0 if cue.name == "race" else _REACH
        near = [one for breaks, one in apart if breaks == nearest] if nearest <= reach else []
        self._near[cue] = near
        return near


@lru_cache(maxsize=1024)
def clauses_of(text: str, lang: str) -> Clauses:
    """Return a sentence cut into clauses, with all its cue words."""
    return Clauses.of(text, lang, find_cues(text, lang))


_REACH = 2
"""How many clauses away a status may stand from what it is on."""


def _is_bare(one: Cue, cue: Cue) -> bool:
    """Return whether a status cue is the very word that tells the action, so that it says nothing more."""
    return one.start == cue.start and one.end == cue.end and one.name in {"planned", "started"}
