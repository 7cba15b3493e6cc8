"""Where a programme is: the series that a cue is about."""

from __future__ import annotations

import re

from paddock.evidence.claims.context import market_words, series_of
from paddock.evidence.claims.cues import Cue
from paddock.evidence.claims.scene import BEHIND, Named, Scene
from paddock.evidence.folding import fold

BY_RULES = frozenset({"lmdh", "lmh"})
"""Rule books that a programme is named by where no series is."""
GREAT_RACES = frozenset({"le-mans-24h", "nurburgring-24h", "pikes-peak"})
"""Series that are one race: a programme is in the championship it belongs to, where both are named."""
_WORLD = ("series:wec", "series:f1")
"""World championships that cars are entered for; the first where an article names none of them."""
_WHEN, _RACE_ONLY = 16, 45
"""How far behind "after" a race is only a time, and what naming only a race adds to a distance [characters]."""
_GENERAL = 60
"""What a class that belongs to no one series adds to a distance [characters]."""
_ITS_TEAM = re.compile(r"[ -](?:team|squad|outfit)s?\b", re.IGNORECASE)
"""What makes a series one that only tells which team is meant ("the F1 team")."""
_OF_ROLE = 8
"""How far behind a title or a finale stands the series it is of [characters]."""
_BESIDE = 24
"""How far behind "beside" stands what something is set beside [characters]."""
AND = re.compile(r"\b(?:and|und|et|sowie|as well as|ainsi qu['’]?e?n?)\b|&", re.IGNORECASE)
"""What joins two of a kind."""


def series(scene: Scene, cue: Cue) -> str:
    """Return the series a programme is in: the nearest named, not one it is set against or somebody's title."""
    fitting = []
    leaving = cue.name in {"leave", "pause"}
    for one in scene.places():
        if is_aside(scene, one, leaving=leaving):
            continue
        if one.id in BY_RULES and scene.clauses.between(one.start, cue.start):
            continue
        cost = scene.cost(one, cue) - (BEHIND + 20 if one.start > cue.start else 0)
        cost += _GENERAL if one.type != "series" and series_of(one.ref) == one.ref else 0
        cost += _RACE_ONLY if one.type == "event" or one.id in GREAT_RACES else 0
        fitting.append((cost, one.start, one.ref))
    return series_of(min(fitting)[2]) if fitting else _world(scene)


def _world(scene: Scene) -> str:
    """Return the series that "the world championship" stands for where no series is named, "" without these words."""
    weight = scene.context.weight
    return max(_WORLD, key=lambda ref: weight.get(ref, 0)) if scene.clauses.marks("world") else ""


def is_aside(scene: Scene, one: Named, *, leaving: bool = False) -> bool:
    """Return whether a series is only what something is set beside ("beside its WEC programme", "IMSA president")."""
    clauses = scene.clauses
    if (leaving or one.type == "event" or one.id in GREAT_RACES) and any(
        0 <= one.start - mark.end <= _WHEN for mark in clauses.marks("after")
    ):
        return True  # "after Le Mans" is when, not where
    if any(
        0 <= one.start - mark.end <= _BESIDE and not clauses.between(mark.start, one.start)
        for mark in clauses.marks("beside")
    ):
        return True
    if _ITS_TEAM.match(scene.sentence.text, one.end):
        return True
    return any(
        -1 <= mark.start - one.end <= 2 or 0 <= one.start - mark.end <= _OF_ROLE for mark in clauses.marks("role")
    )


def names_series(scene: Scene, cue: Cue) -> bool:
    """Return whether the clause of a cue names a series that is not set aside."""
    return any(not scene.clauses.between(one.start, cue.start) and not is_aside(scene, one) for one in scene.places())


def spoken_of(scene: Scene) -> str:
    """Return the series a sentence without one is on: the last named, unless the article is on another throughout."""
    last, whole = scene.trail.target, scene.context.target
    weight = scene.context.weight
    return last if last and 2 * weight.get(last, 0) >= weight.get(whole, 0) else whole or last


def market(text: str) -> str:
    """Return the market a sentence names, "" for none."""
    folded = f" {fold(text)} "
    return next((found for word, found in market_words() if word in folded and _is_whole(word, folded)), "")


def _is_whole(word: str, folded: str) -> bool:
    at = folded.find(word)
    return not folded[at - 1].isalnum() and not folded[at + len(word)].isalnum()
