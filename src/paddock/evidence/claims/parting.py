"""Who parts from whom."""

from __future__ import annotations

import re

from paddock.evidence.claims.context import ACTORS, PLACES_TO_RACE
from paddock.evidence.claims.cues import Cue
from paddock.evidence.claims.pairs import Roles
from paddock.evidence.claims.scene import Named, Scene
from paddock.evidence.claims.where import AND
from paddock.evidence.claims.who import subject

_RIGHT_BEHIND = 6
"""How far behind a cue its object may stand [characters]."""
_PARTED, _FROM_BEFORE = 60, 12
"""How far behind a verb of parting stands whom somebody parts from [characters], and how far before them "from"."""
_PARTED_FROM = re.compile(r"\b(?:from|with|von|de|avec)\s+(?:the )?$|d['’]$", re.IGNORECASE)


def left(scene: Scene, cue: Cue) -> Roles | None:
    """Return who leaves a make or team, or two that part, and whom; None where it is a series that is left."""
    if parted := _parted(scene, cue):
        return parted
    partner = _left(scene, cue)
    who = subject(scene, cue, "partner", to_somebody=True) if partner else ""
    return (who, partner) if who and who != partner else None


def is_parting(scene: Scene, cue: Cue) -> bool:
    """Return whether a cue can only be a parting of two ("split with")."""
    return cue.name == "leave" and any(mark.start == cue.start for mark in scene.clauses.marks("part"))


def _left(scene: Scene, cue: Cue) -> str:
    """Return the make or team that is left, when it stands right behind the cue ("KCMG quitte Audi")."""
    actors = scene.of_types(ACTORS)
    if not any(one.end <= cue.start for one in actors):
        return ""  # "zieht sich Alpine aus …": who stands behind the verb is who leaves
    parts = is_parting(scene, cue)
    right = [
        one
        for one in actors
        if one.type not in {"car", "driver"}
        and 0 <= one.start - cue.end <= (_PARTED if parts else _RIGHT_BEHIND)
        and (not parts or _PARTED_FROM.search(scene.sentence.text, max(0, one.start - _FROM_BEFORE), one.start))
    ]
    return right[0].ref if right and not _series_between(scene, cue, right[0]) else ""


def _parted(scene: Scene, cue: Cue) -> Roles | None:
    """Return two that part ("X and Y split"): those joined by "and" right before a verb for it."""
    if not is_parting(scene, cue):
        return None
    before = [one for one in scene.of_types({"manufacturer", "team", "company", "driver"}) if one.end <= cue.start][-2:]
    if len(before) == len("XY") and AND.search(scene.sentence.text, before[0].end, before[1].start):
        return before[0].ref, before[1].ref
    return None


def _series_between(scene: Scene, cue: Cue, one: Named) -> bool:
    return any(cue.end <= other.start < one.start and other.type in PLACES_TO_RACE for other in scene.named)
