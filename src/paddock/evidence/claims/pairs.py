"""Two that do something together: who does it, and to or with whom."""

from __future__ import annotations

import re

from paddock.evidence.claims.context import ACTORS, make_of
from paddock.evidence.claims.cues import Cue
from paddock.evidence.claims.scene import BEHIND, FAR, Named, Scene
from paddock.evidence.claims.where import series
from paddock.evidence.claims.who import subject

Roles = tuple[str, str]
"""Subject and target."""

_RIGHT_BEHIND = 6
"""How far behind "has confirmed" stands who is [characters]."""
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
_WITH_BEFORE = 12
"""What stands before whom somebody works with or for, and how far back it may begin [characters]."""
TO_SOMEBODY = {
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


def pair(scene: Scene, cue: Cue, action: str) -> Roles | None:
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
    if (make := scene.context.make) and make != who and _is_with_make(scene):
        return who, make
    other = ""
    if action in {"acquire", "sponsor", "partner"} and scene.context.subject != who:
        other = scene.context.subject
    elif action == "talk_to_team" and scene.trail.team != who:
        other = scene.trail.team
    # "No talks yet" denies talks with anybody.
    return (who, other) if other or (action == "talk_to_team" and scene.clauses.negated(cue)) else None


def _is_with_make(scene: Scene) -> bool:
    """Return whether words such as "with the manufacturer" stand for the make the article is about."""
    return any(_WITH.search(scene.sentence.text, 0, one.start) for one in scene.clauses.marks("make"))


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
    kinds = TO_SOMEBODY[action]
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
    """Return a driver and whom they drive for, where only "for" or "chez" tells it or that they are confirmed."""
    actors = scene.of_types(ACTORS)
    if not actors:
        return None
    first, others = actors[0], actors[1:]
    if first.type == "driver":
        behind = [one for one in others if one.type in {"team", "manufacturer"}]
        return next(((first, one) for one in behind if is_with(scene, one)), None)
    if first.type in {"team", "manufacturer"}:  # "X has confirmed the driver Y"
        hired = [one for one in others if one.type == "driver" and _is_named(scene, first, one)]
        return (hired[0], first) if hired else None
    return None


def _is_named(scene: Scene, employer: Named, driver: Named) -> bool:
    return any(
        one.name == "confirmed" and employer.end <= one.start and 0 <= driver.start - one.end <= _RIGHT_BEHIND
        for one in scene.clauses.statuses
    )
