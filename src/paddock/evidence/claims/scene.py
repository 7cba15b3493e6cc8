"""What is known when a sentence is read: its clauses, whom it names, and what was spoken of before."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from paddock.evidence.claims.clauses import Clauses
from paddock.evidence.claims.context import ACTORS, PLACES_TO_RACE, Context, make_of, series_of
from paddock.evidence.claims.cues import Cue
from paddock.evidence.types import Field, Mention, Sentence, Status, When

BEHIND = 60
"""What standing behind the cue adds to a distance [characters]."""
FAR = 220
"""Mentions farther from the cue than this [characters] are not what it is about."""
_PER_BREAK, _LINKED = 35, 10
"""What adds to a distance [characters]: a comma between, and standing behind the cue but linked by "of" or "by"."""
_LINK = re.compile(
    r"\W*(?:(?:of|by|from|the|its|de|d['’]|du|des|la|le|l['’]|par|von|vom|der|des|durch|programme|program|project|projet|"
    r"programm|projekts?|engagements?|effort|hypercar|lmdh|lmh|gtp|gt3)\b\W*){1,5}$",
    re.IGNORECASE,
)
_LONGEST_LINK = 40


class Named(NamedTuple):
    """A thing that is named, at start:end of the sentence. ref: `kind:id`, "" where it is left open."""

    ref: str
    type: str
    id: str
    start: int
    end: int


class Item(NamedTuple):
    """A piece of evidence, at start:end of the article's field.

    weight: what it counts.  near: the horizon stands in the same clause.  limited: the words say that it is no more
    than this ("only an idea").  negated: the action itself is negated ("will not race").  sentence: where that begins.
    """

    subject: str
    action: str
    target: str
    status: Status
    weight: float
    horizon: str
    near: bool
    condition: str
    start: int
    end: int
    field: Field
    sentence: int = 0
    limited: bool = False
    negated: bool = False


@dataclass(slots=True)
class Trail:
    """What was spoken of last, for sentences that name nothing themselves."""

    subject: str = ""
    target: str = ""
    person: str = ""
    team: str = ""

    def follow(self, mentions: Iterable[Mention]) -> None:
        """Note what a sentence names: its first actor, its last person, team and series."""
        first = team = ""
        for one in mentions:
            if not one.id:
                continue
            if one.type in {"manufacturer", "team", "company", "driver"}:
                first = first or one.ref
            if one.type in {"team", "company"}:
                team = team or one.ref
                self.team = team if first == team else one.ref
            elif one.type in {"person", "driver"}:
                self.person = one.ref
            elif one.type in PLACES_TO_RACE:
                self.target = series_of(one.ref)
        self.subject = first or self.subject


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with all that is known when it is read.

    lead: what its place in the article counts.  speaker: who says it, "" for the writer.
    named: all it names, by place; here: those of them that are not left open.
    """

    sentence: Sentence
    context: Context
    trail: Trail
    published: When
    clauses: Clauses
    lead: float
    speaker: str
    named: tuple[Named, ...]
    here: tuple[Named, ...]

    def of_types(self, types: Collection[str]) -> list[Named]:
        """Return what the sentence names of some kinds."""
        return [one for one in self.here if one.type in types]

    def places(self) -> list[Named]:
        """Return the series, events and classes it names."""
        return self.of_types(PLACES_TO_RACE)

    def cost(self, one: Named, cue: Cue) -> float:
        """Return how far something named is from a cue [characters, and what counts like some]."""
        gap = max(0, cue.start - one.end, one.start - cue.end)
        behind = 0
        if one.start > cue.start:
            between = self.sentence.text[cue.end : one.start]
            behind = _LINKED if len(between) < _LONGEST_LINK and _LINK.match(between) else BEHIND
        return gap + _PER_BREAK * self.clauses.between(one.start, cue.start) + behind

    def is_before(self, one: Named, cue: Cue) -> bool:
        """Return whether something named stands before a cue in the cue's own clause."""
        return one.start < cue.start and not self.clauses.between(one.start, cue.start)

    def acting(self, ref: str, kind: str) -> str:
        """Return who acts where a car or a company is named: its make, whose name the company may bear."""
        if kind not in {"car", "company"}:
            return ref
        make = self.context.make
        namesake = make if make and ref.startswith(f"company:{make.partition(':')[2]}-") else ""
        return make_of(ref, self.context.names) or namesake or ref

    def names_who(self) -> bool:
        """Return whether the sentence names somebody who acts: else "it remains" is about anything."""
        if self.lead <= 1.0:
            return False
        marks = self.clauses.marks
        called = marks("make") or marks("team") or (self.speaker and marks("we"))
        return bool(called or self.of_types(ACTORS))


def placed(sentence: Sentence, mentions: Iterable[Mention]) -> tuple[Named, ...]:
    """Return mentions with their places in the sentence."""
    at = sentence.start
    return tuple(Named(one.ref, one.type, one.id, one.start - at, one.end - at) for one in mentions)
