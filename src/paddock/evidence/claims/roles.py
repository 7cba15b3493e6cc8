"""Who does it, and where or to whom."""

from __future__ import annotations

import re

from paddock.evidence.claims.context import ACTORS
from paddock.evidence.claims.cues import Cue
from paddock.evidence.claims.pairs import TO_SOMEBODY, Roles, pair
from paddock.evidence.claims.parting import is_parting, left
from paddock.evidence.claims.scene import Scene
from paddock.evidence.claims.where import market, names_series, series, spoken_of
from paddock.evidence.claims.who import subject

_INSERTED = 2
"""Commas of what may be put between a programme and what becomes of it ("le programme, lui, s'arrêtera")."""
_SIGNING = 80
"""How far from a cue a team may be that somebody joins [characters]."""
_CLASS_IN_NAME = re.compile(r"-(gt3|gt4|gt2|lmp2|lmp3)\b")


def roles(scene: Scene, cue: Cue, action: str) -> Roles | None:
    """Return subject and target of an action, None when the sentence and what came before do not give them."""
    if action == "sell_road_cars":
        where = market(scene.sentence.text)
        who = subject(scene, cue, action) if where else ""
        return (who, f"market:{where}") if who else None
    if action in TO_SOMEBODY:
        return pair(scene, cue, action)
    if cue.name == "leave" and ((parted := left(scene, cue)) or is_parting(scene, cue)):
        return parted
    target = series(scene, cue)
    if action == "debut":
        return _debut(scene, cue, target)
    return _in_series(scene, cue, action, target)


def _in_series(scene: Scene, cue: Cue, action: str, target: str) -> Roles | None:
    if action == "continue" and target and not names_series(scene, cue):
        return None
    if _is_loose(scene, cue) and not names_series(scene, cue) and not _is_of_programme(scene, cue):
        return None
    selects = cue.name == "programme" and any(one.start == cue.start for one in scene.clauses.marks("bid"))
    if not target and cue.name in {"programme", "race", "debut"} and not (selects and scene.names_who()):
        return None
    if not target and cue.name != "enter" and not scene.names_who() and not _is_of_programme(scene, cue):
        return None
    who = _of_group(scene, subject(scene, cue, action))
    target = target or spoken_of(scene)
    return (who, target) if who and target else None


def _of_group(scene: Scene, who: str) -> str:
    """Return the make whose programme a group decides on: that of the sentence, else that of the article."""
    context = scene.context
    if not who.startswith("company:") or not context.make:
        return who
    makes = {one.ref for one in scene.of_types({"manufacturer"})}
    if len(makes) == 1:
        return makes.pop()
    leads = context.weight.get(context.make, 0) >= context.weight.get(who, 0)
    return context.make if leads and not makes else who


def is_signing(scene: Scene, cue: Cue) -> bool:
    """Return whether somebody joins a team rather than a series: a person stands before it, a team behind."""
    before = [one for one in scene.here if one.end <= cue.start and one.type in {*ACTORS, "person"}]
    if not before or not {before[0].type, before[-1].type} & {"driver", "person"}:
        return False
    behind = [one for one in scene.here if one.start >= cue.end and scene.cost(one, cue) < _SIGNING]
    return bool(behind) and min(behind, key=lambda one: one.start).type in {"team", "manufacturer"}


def _is_of_programme(scene: Scene, cue: Cue) -> bool:
    """Return whether it is a programme that is left ("das Engagement auslaufen lassen"), whoever's it is."""
    if cue.name not in {"leave", "pause"}:
        return False
    return any(
        one.name == "programme" and scene.clauses.between(one.start, cue.start) <= _INSERTED
        for one in scene.clauses.actions
    )


def _is_loose(scene: Scene, cue: Cue) -> bool:
    """Return whether a cue may as well end something else than a programme ("die Gespräche wurden beendet")."""
    return any(mark.start == cue.start for mark in scene.clauses.marks("loose"))


def _debut(scene: Scene, cue: Cue, target: str) -> Roles | None:
    """Return the car that is new and where it races first, else the class its name tells."""
    cars = [(scene.cost(one, cue), number, one.ref) for number, one in enumerate(scene.of_types({"car"}))]
    car = min(cars)[2] if cars else scene.context.car
    told = _CLASS_IN_NAME.search(car)
    target = target or (f"class:{told[1]}" if told else "")
    return (car, target) if car and target else None
