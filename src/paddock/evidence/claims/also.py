"""What a piece of evidence also tells: of the others it names, the other series, and whose cars they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from paddock.evidence.claims.clauses import PROGRAMME
from paddock.evidence.claims.context import series_of
from paddock.evidence.claims.cues import Cue
from paddock.evidence.claims.pairs import as_actor, is_with
from paddock.evidence.claims.scene import Item, Named, Scene
from paddock.evidence.claims.where import AND, BY_RULES, GREAT_RACES, is_aside
from paddock.evidence.types import Status

_WHOSE = 0.6
"""What evidence counts for whose cars are raced where it is evidence of where they are."""
_RACE = 0.9
"""What evidence of a series counts for its great race that is named beside it."""
_JOINED = 60
"""How far apart two joined by "and" may stand [characters]."""
_SET_BESIDE = 12
"""How far behind "unlike" or "beside" stands a make that is only set beside [characters]."""
_AND_IN = re.compile(
    rf"(?:{AND.pattern})"
    r"(?:\W+(?:the|both|also|in|its|fia|auch|im|der|die|das|des|en|dans|le|la|les|au|aux|de|\w+ class of)\b)*"
    r"\W*(?:l['’]|d['’])?$",
    re.IGNORECASE,
)
"""What joins two: "and" right before the second one."""


def also(scene: Scene, cue: Cue, item: Item) -> Iterator[Item]:
    """Yield what an item of evidence that a cue gives tells besides."""
    if item.action not in PROGRAMME:
        return
    for one in (item, *_by_others(scene, cue, item)):
        if one is not item:
            yield one
        yield from _in_others(scene, one)
        if item.action in {"enter", "restart", "continue", "race"} and (make := _make_for(scene, cue, one.subject)):
            yield one._replace(action="run", target=make, weight=item.weight * _WHOSE)
        elif one.status not in {Status.ENDED, Status.PAUSED} and (employer := _employer(scene, cue, one.subject)):
            yield one._replace(action="drive", target=employer, weight=item.weight)


def _by_others(scene: Scene, cue: Cue, item: Item) -> Iterator[Item]:
    """Yield an item again for who is joined with its subject by "and" ("X and Y will enter")."""
    kind = item.subject.partition(":")[0]
    kinds = {"team", "manufacturer"} if kind in {"team", "manufacturer"} else {kind}
    same = [one for one in scene.of_types(kinds) if one.end <= cue.start]
    for first, second in pairwise(same):
        if first.ref != second.ref and item.subject in {first.ref, second.ref} and _joined(scene, first, second):
            yield item._replace(subject=second.ref if item.subject == first.ref else first.ref)


def _in_others(scene: Scene, item: Item) -> Iterator[Item]:
    """Yield an item again for each further series of its clause that is joined by "and" ("in the WEC and IMSA")."""
    places = scene.places()
    mine = [one for one in places if series_of(one.ref) == item.target]
    for one in places if mine else ():
        target = series_of(one.ref)
        near = min(abs(one.start - other.end) for other in mine)
        if one.id in GREAT_RACES and target != item.target and near < _JOINED and not is_aside(scene, one):
            yield item._replace(target=target, weight=item.weight * _RACE)
            continue
        if target == item.target or one.id in BY_RULES or is_aside(scene, one):
            continue
        if any(_joined(scene, other, one) for other in mine):
            yield item._replace(target=target)


def _joined(scene: Scene, one: Named, other: Named) -> bool:
    first, second = sorted((one, other), key=lambda some: some.start)
    between = scene.sentence.text[first.end : second.start]
    return len(between) < _JOINED and "," not in between and _AND_IN.search(between) is not None


def _make_for(scene: Scene, cue: Cue, who: str) -> str:
    """Return the make whose cars a team races by what it does, "" for none or for one that it belongs to."""
    if not who.startswith("team:"):
        return ""
    clauses = scene.clauses
    named = [
        one
        for one in scene.of_types({"manufacturer", "car"})
        if not any(0 <= one.start - mark.end <= _SET_BESIDE for mark in clauses.marks("beside"))
        and clauses.between(one.start, cue.start) <= 1
    ]
    makes = {as_actor(scene, one) for one in named}
    if len(makes) > 1:  # "says goodbye to X and will race as Y's team"
        makes = {as_actor(scene, one) for one in named if one.start > cue.start}
    known = scene.context.names.by_ref.get(who)
    own = {f"manufacturer:{make}" for make in known.of} if known else set()
    return makes.pop() if len(makes) == 1 and not makes & own else ""


def _employer(scene: Scene, cue: Cue, who: str) -> str:
    """Return the team or make that a driver races for by what they do ("with X", "chez X"), "" for none."""
    if not who.startswith("driver:"):
        return ""
    near = [one for one in scene.of_types({"team", "manufacturer"}) if scene.clauses.between(one.start, cue.start) == 0]
    return next((one.ref for one in near if is_with(scene, one)), "")
