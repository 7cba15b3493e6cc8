"""Who does it, and where or to whom."""

from __future__ import annotations

import re

from paddock.evidence.claims.context import ACTORS, PLACES_TO_RACE, make_of
from paddock.evidence.claims.cues import Cue
from paddock.evidence.claims.scene import BEHIND, FAR, Named, Scene
from paddock.evidence.claims.where import AND, market, names_series, series, spoken_of
from paddock.evidence.claims.who import subject

Roles = tuple[str, str]
"""Subject and target."""

_RIGHT_BEHIND = 6
"""How far behind a cue its object may stand [characters]."""
_SIGNING = 80
"""How far from a cue a team may be that somebody joins [characters]."""
_OBJECT = 24
"""How far behind a verb its object may stand [characters]."""
_FROM, _FROM_BEFORE = (
    re.compile(r"\b(?:switch|switches|moves?|from|wechselt?n?\b.*von|pass\w+ d[e'’])\s*$", re.IGNORECASE),
    40,
)
"""What stands before whom somebody comes from, and how far back it may begin [characters]."""
_WITH = re.compile(
    r"\b(?:for|with|at|alongside|für|bei|mit|zu|zum|chez|pour|avec|with the|for the)\s+(?:the\s+)?$", re.IGNORECASE
)
_PARTED, _PARTED_FROM = 60, re.compile(r"\b(?:from|with|von|de|avec)\s+(?:the )?$|d['’]$", re.IGNORECASE)
"""How far behind a verb of parting stands whom somebody parts from [characters], and what stands before them."""
_WITH_BEFORE = 12
"""What stands before whom somebody works with or for, and how far back it may begin [characters]."""
_CLASS_IN_NAME = re.compile(r"-(gt3|gt4|gt2|lmp2|lmp3)\b")
_TO_SOMEBODY = {
    "talk_to_team": ("team", "company", "manufacturer", "person"),
    "run": ("car", "manufacturer"),
    "supply_engines": ("team", "manufacturer", "series", "car"),
    "supply": ("team", "manufacturer", "car", "class"),
    "test": ("car", "team", "manufacturer"),
    "drive": ("team", "manufacturer", "series"),
    "sponsor": ("team", "manufacturer", "series", "driver", "event"),
    "partner": ("team", "manufacturer", "company"),
    "acquire": ("team", "manufacturer", "company"),
    "extend_partnership": ("team", "manufacturer", "company"),
}
"""Actions that are done to somebody, and the kinds that somebody may be of."""
_LEAST = {"drive": ("series", "manufacturer"), "supply": ("class",)}
"""Kinds that are meant only where nothing of another kind is named."""


def roles(scene: Scene, cue: Cue, action: str) -> Roles | None:
    """Return subject and target of an action, None when the sentence and what came before do not give them."""
    if action == "sell_road_cars":
        where = market(scene.sentence.text)
        who = subject(scene, cue, action) if where else ""
        return (who, f"market:{where}") if who else None
    if action in _TO_SOMEBODY:
        return _pair(scene, cue, action)
    if cue.name == "leave" and (parted := _parted(scene, cue)):
        return parted
    if cue.name == "leave" and (partner := _left(scene, cue)):
        who = subject(scene, cue, "partner", to_somebody=True)
        return (who, partner) if who and who != partner else None
    if _is_parting(scene, cue):
        return None
    target = series(scene, cue)
    if action == "debut":
        return _debut(scene, cue, target)
    return _in_series(scene, cue, action, target)


def _in_series(scene: Scene, cue: Cue, action: str, target: str) -> Roles | None:
    if action == "continue" and target and not names_series(scene, cue):
        return None
    if _is_loose(scene, cue) and not names_series(scene, cue) and not _is_of_programme(scene, cue):
        return None
    if not target and cue.name in {"programme", "race", "debut"}:
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


def is_partnership(scene: Scene, cue: Cue) -> bool:
    """Return whether what goes on is a deal of two rather than somebody's racing in a series."""
    deal = any(one.name in {"partner", "sponsor", "supply"} for one in scene.clauses.actions)
    actors = scene.of_types({"manufacturer", "team", "company"})
    beside = any(0 < one.start - cue.end <= _OBJECT and is_with(scene, one) for one in actors)
    return (deal or beside) and len({one.ref for one in actors}) > 1 and not series(scene, cue)


def is_with(scene: Scene, one: Named) -> bool:
    """Return whether somebody is whom another does something with or for ("for X", "chez X", "bei X")."""
    return _WITH.search(scene.sentence.text, max(0, one.start - _WITH_BEFORE), one.start) is not None


def employed(scene: Scene) -> tuple[Named, Named] | None:
    """Return a driver that opens a sentence and whom they drive for, told by a word such as "for" or "chez" alone."""
    actors = scene.of_types(ACTORS)
    if not actors or actors[0].type != "driver":
        return None
    behind = [one for one in actors[1:] if one.type in {"team", "manufacturer"}]
    return next(((actors[0], one) for one in behind if is_with(scene, one)), None)


def _is_of_programme(scene: Scene, cue: Cue) -> bool:
    """Return whether it is a programme that is left ("das Engagement auslaufen lassen"), whoever's it is."""
    if cue.name not in {"leave", "pause"}:
        return False
    here = scene.clauses.clause(cue.start)
    return any(one.name == "programme" and scene.clauses.clause(one.start) == here for one in scene.clauses.actions)


def _is_loose(scene: Scene, cue: Cue) -> bool:
    """Return whether a cue may as well end something else than a programme ("die Gespräche wurden beendet")."""
    return any(mark.start == cue.start for mark in scene.clauses.marks("loose"))


def _left(scene: Scene, cue: Cue) -> str:
    """Return the make or team that is left, when it stands right behind the cue ("KCMG quitte Audi")."""
    actors = scene.of_types(ACTORS)
    if not any(one.end <= cue.start for one in actors):
        return ""  # "zieht sich Alpine aus …": who stands behind the verb is who leaves
    parts = _is_parting(scene, cue)
    right = [
        one
        for one in actors
        if one.type not in {"car", "driver"}
        and 0 <= one.start - cue.end <= (_PARTED if parts else _RIGHT_BEHIND)
        and (not parts or _PARTED_FROM.search(scene.sentence.text, max(0, one.start - _WITH_BEFORE), one.start))
    ]
    return right[0].ref if right and not _series_between(scene, cue, right[0]) else ""


def _is_parting(scene: Scene, cue: Cue) -> bool:
    return cue.name == "leave" and any(mark.start == cue.start for mark in scene.clauses.marks("part"))


def _parted(scene: Scene, cue: Cue) -> Roles | None:
    """Return two that part ("X and Y split"): those joined by "and" right before a verb for it."""
    if not _is_parting(scene, cue):
        return None
    before = [one for one in scene.of_types({"manufacturer", "team", "company", "driver"}) if one.end <= cue.start][-2:]
    if len(before) == len("XY") and AND.search(scene.sentence.text, before[0].end, before[1].start):
        return before[0].ref, before[1].ref
    return None


def _series_between(scene: Scene, cue: Cue, one: Named) -> bool:
    return any(cue.end <= other.start < one.start and other.type in PLACES_TO_RACE for other in scene.named)


def _debut(scene: Scene, cue: Cue, target: str) -> Roles | None:
    """Return the car that is new and where it races first, else the class its name tells."""
    cars = [(scene.cost(one, cue), number, one.ref) for number, one in enumerate(scene.of_types({"car"}))]
    car = min(cars)[2] if cars else scene.context.car
    told = _CLASS_IN_NAME.search(car)
    target = target or (f"class:{told[1]}" if told else "")
    return (car, target) if car and target else None


def _pair(scene: Scene, cue: Cue, action: str) -> Roles | None:
    """Return who does something to whom."""
    who = _actor(scene, cue, action)
    others = _others(scene, cue, action, who)
    own = scene.context.speaks_for.get(who, "") if action == "talk_to_team" else ""
    near = [(scene.cost(one, cue) - (BEHIND + 20 if one.start > cue.start else 0), one.start, one) for one in others]
    near = [one for one in near if one[0] < FAR and one[2].ref != own]
    if not who:
        return None
    if near:
        return who, as_actor(scene, min(near)[2])
    if action == "run" and who.startswith("manufacturer:") and (team := _chosen(scene, cue)):
        return team, who
    other = ""
    if action in {"acquire", "sponsor", "partner"} and scene.context.subject != who:
        other = scene.context.subject
    elif action == "talk_to_team" and scene.trail.team != who:
        other = scene.trail.team
    # "No talks yet" denies talks with anybody.
    return (who, other) if other or (action == "talk_to_team" and scene.clauses.negated(cue)) else None


def _chosen(scene: Scene, cue: Cue) -> str:
    """Return the team right behind a cue, which a make has chosen ("Cadillac picks Jota")."""
    behind = [one for one in scene.of_types({"team"}) if 0 <= one.start - cue.end <= _OBJECT]
    return behind[0].ref if behind else ""


def _actor(scene: Scene, cue: Cue, action: str) -> str:
    if action not in {"drive", "test"}:
        return subject(scene, cue, action, to_somebody=True)
    drivers = [
        (scene.cost(one, cue), number, one.ref)
        for number, one in enumerate(scene.here)
        if (one.type == "driver" and not (one.start > cue.end and _is_along(scene, one)))
        or (one.type == "person" and scene.is_before(one, cue))
    ]
    if drivers:
        return min(drivers)[2]
    # "The Pole will share the car with Y and Z."
    return scene.trail.person if scene.trail.person.startswith("driver:") and scene.of_types({"driver"}) else ""


def _is_along(scene: Scene, one: Named) -> bool:
    """Return whether a driver is only whom another shares a car with: "with X and Y"."""
    before = scene.sentence.text[: one.start].rstrip()
    if before.endswith(("with", "mit", "avec", "alongside", "neben")):
        return True
    known = [other for other in scene.of_types({"driver"}) if other.end < one.start]
    return before.endswith(("and", "und", "et", ",")) and bool(known) and _is_along(scene, known[-1])


def _others(scene: Scene, cue: Cue, action: str, who: str) -> list[Named]:
    """Return to whom it can be done: what the sentence names of the right kind, but for who does it."""
    kinds = _TO_SOMEBODY[action]
    others = [one for one in scene.of_types(kinds) if who not in {one.ref, as_actor(scene, one)}]
    if any(not _is_from(scene, one) for one in others):
        others = [one for one in others if not _is_from(scene, one)]
    if action != "talk_to_team" or any(one.type != "person" for one in others):
        others = [one for one in others if one.type != "person"]
    # "Rossi admitted talks": who stands before is who speaks, not whom they speak to.
    others = [one for one in others if one.type != "person" or one.start > cue.start]
    for least in _LEAST.get(action, ()):
        if any(one.type != least for one in others):
            others = [one for one in others if one.type != least]
    return others


def _is_from(scene: Scene, one: Named) -> bool:
    """Return whether somebody is whom another comes from ("from Acura to Cadillac")."""
    return _FROM.search(scene.sentence.text, max(0, one.start - _FROM_BEFORE), one.start) is not None


def as_actor(scene: Scene, one: Named) -> str:
    """Return who acts where something is named: the make of a car, whom a person speaks for."""
    if one.type == "car":
        return make_of(one.ref, scene.context.names) or one.ref
    if one.type == "person":
        return scene.context.speaks_for.get(one.ref, one.ref)
    return one.ref
