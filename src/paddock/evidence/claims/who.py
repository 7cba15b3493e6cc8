"""Who acts: the subject of a claim."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paddock.evidence.claims.clauses import PROGRAMME
from paddock.evidence.claims.context import ACTORS, make_of
from paddock.evidence.claims.cues import Cue
from paddock.evidence.claims.scene import BEHIND, FAR, Named, Scene

_CAR_BEHIND = 12
"""How far behind a cue the car may stand that somebody races [characters]."""
_ALONG = 6
"""How far behind "with" stands who only comes along [characters]."""
_OPENING = 3
"""Where a word stands that opens a sentence [characters]."""
_OPENS, _FIRST_WORDS = 70, 30
"""How much likelier the opening actor is who acts [characters], and how far from the beginning it may stand."""
_GENITIVE = ("'", "’", "-", "‑")
"""What follows a name that only belongs to the next one."""
_SUBCLAUSE = re.compile(
    r",\s*(?:die|der|das|den|dem|deren|dessen)\b|"
    r"\b(?:that|which|who|whose|where|while|but|dass|weil|während|aber|wobei|que|qui|dont|où|mais"
    r"|tandis)\b|\bqu['’]"
)
"""What opens a clause with another subject."""
_OBLIQUE = re.compile(
    r"\b(?:(?:of|from|with|for|at|after|before|by|von|vom|mit|bei|für|nach|vor|durch|de|du|avec|pour|chez|par|après|avant)"
    r"\s+(?:the |dem |der |den |la |le |l['’])?|d['’])$",
    re.IGNORECASE,
)
_OBLIQUE_BEFORE = 16
"""What stands before a name that is no subject, and how far back it may begin [characters]."""
_PASSIVE = re.compile(r"\b(?:by|von|par)$", re.IGNORECASE)
_INFINITIVE, _FOR = re.compile(r"\b(?:to |zu |pour |de |d['’]|à |mit dem )", re.IGNORECASE), 8
"""What tells that another is made to do something, and how far before a cue it may begin [characters]."""
_FINITE = re.compile(r"\s+(?:will|would|could|can|may|might|should|is|has|plans|wants)\b")
"""What tells that the name before it is the subject of a verb."""
_NOT_WHO = re.compile(r"\b(?:with|to|by|from|for|of|and|avec|par|de|des|mit|von|und|et|wie|für)\s+$", re.IGNORECASE)
"""What tells that those behind it do not act themselves."""
_DRIVER = 25
"""What makes a driver less likely to be who enters a series [characters]."""


def subject(scene: Scene, cue: Cue, action: str, *, to_somebody: bool = False) -> str:
    """Return who acts: the nearest that can, before the cue rather than behind it; "we" are the speaker's own.

    to_somebody: whether the action is done to somebody, who may be part of the same word ("X-Übernahme").
    """
    context, trail = scene.context, scene.trail
    if known := _spoken_for(scene, cue, action) or _own_car(scene, cue) or _itself(scene, cue):
        return known
    allowed = ACTORS if action != "sell_road_cars" else ACTORS - {"driver", "team"}
    near = []
    actors = scene.of_types(allowed)
    opens = None if to_somebody and _is_made_to(scene, cue) else _opening(scene, actors, cue)
    for one in actors:
        if not (to_somebody and _is_glued(scene, one, cue)):
            cost = scene.cost(one, cue) + _unlikely(scene, one, action) - (_OPENS if one is opens else 0)
            near += [(cost, one.start, one)] if cost < FAR else []
    best = min(near, default=None)
    for whose, mark in ((context.make, "make"), (trail.team, "team")):
        called = _called(scene, cue, mark) if whose else None
        if called is not None and (best is None or called < best[0]):
            return whose
    if best is None and action in PROGRAMME and _is_of_others(scene, cue):
        return ""
    if best is None:
        return trail.subject if _continues(scene) else context.subject
    return scene.acting(best[2].ref, best[2].type)


def _is_of_others(scene: Scene, cue: Cue) -> bool:
    """Return whether it is several, not named, who act ("mehrere Werke fahren dort")."""
    text = scene.sentence.text
    return any(
        not scene.clauses.between(one.start, cue.start) and not _NOT_WHO.search(text, max(0, one.start - 8), one.start)
        for one in scene.clauses.marks("several")
    )


def _spoken_for(scene: Scene, cue: Cue, action: str) -> str:
    """Return who acts where words stand for them: "we" are the speaker's own, "he" is who was spoken of last."""
    context = scene.context
    if scene.speaker and (scene.clauses.marks("we") or scene.clauses.marks("our")):
        own = scene.speaker if scene.speaker.partition(":")[0] in ACTORS else context.subject
        return context.speaks_for.get(scene.speaker, "") or own
    person = _meant(scene, cue)
    if person.startswith("driver:") and action in {*PROGRAMME, "drive"}:
        return person
    return context.speaks_for.get(person, "")


def _is_made_to(scene: Scene, cue: Cue) -> bool:
    """Return whether who acts at a cue is not who opens the sentence: "has picked X to run", "run by X"."""
    text = scene.sentence.text
    words = text[cue.start : cue.end]
    return bool(_PASSIVE.search(words) or _INFINITIVE.search(text, max(0, cue.start - _FOR), cue.start + len("to ")))


def _opening(scene: Scene, actors: Sequence[Named], cue: Cue) -> Named | None:
    """Return the actor that opens the sentence and is still its subject at a cue, None where there is none.

    In "X presents its Y and stays" X stays, though Y is nearer; "X said that Y …" has another subject, and in "X's Y"
    and "X-Y" X is none.
    """
    text = scene.sentence.text
    begins = max(text.rfind(mark, 0, cue.start) for mark in ":;") + 1
    first = next((one for one in actors if one.start >= begins), None)
    if first is None or first.end > cue.start or first.start - begins > _FIRST_WORDS:
        return None
    if _OBLIQUE.search(text, max(0, first.start - _OBLIQUE_BEFORE), first.start):
        return None
    if any(_FINITE.match(text, one.end) for one in actors if first.end < one.start < cue.start):
        return None  # "X hopes Y will …"
    if text[first.end : first.end + 1] in _GENITIVE or _SUBCLAUSE.search(text, first.end, cue.start):
        return None
    return first


def _itself(scene: Scene, cue: Cue) -> str:
    """Return who says of itself that it acts ("X announced that it will race …"), "" otherwise."""
    if scene.speaker.partition(":")[0] not in ACTORS:
        return ""
    clauses = scene.clauses
    near = any(one.start < cue.start and clauses.between(one.start, cue.start) <= 1 for one in clauses.marks("it"))
    return make_of(scene.speaker, scene.context.names) or scene.speaker if near else ""


def _unlikely(scene: Scene, one: Named, action: str) -> float:
    """Return what makes it less likely that something named is who acts: a driver, or "with X" [characters]."""
    along = any(0 <= one.start - mark.end <= _ALONG for mark in scene.clauses.marks("with"))
    return (_DRIVER if one.type == "driver" and action not in {"drive", "test"} else 0) + (BEHIND if along else 0)


def _own_car(scene: Scene, cue: Cue) -> str:
    """Return the make of the car that stands right behind a cue ("racing its A424"): it acts, whoever is nearer."""
    if cue.name not in PROGRAMME:
        return ""
    along = scene.clauses.marks("with")
    cars = [
        one
        for one in scene.here
        if one.type == "car"
        and 0 <= one.start - cue.end <= _CAR_BEHIND
        and not any(cue.end <= mark.start < one.start for mark in along)
    ]
    return make_of(cars[0].ref, scene.context.names) if cars else ""


def _meant(scene: Scene, cue: Cue) -> str:
    """Return the person that "he" or "she" at a cue means: one named before it, else the last one spoken of."""
    for one in scene.clauses.marks("pronoun"):
        if one.start <= _OPENING:
            return scene.trail.person
        people = [other for other in scene.here if other.type in {"person", "driver"} and other.end < one.start]
        if people and one.end <= cue.start and not scene.clauses.between(one.start, cue.start):
            return people[-1].ref
    return ""


def _called(scene: Scene, cue: Cue, mark: str) -> float | None:
    """Return how far "the brand" or "das Team" stands before a cue, None where it does not.

    Where it opens the sentence it is its subject, as a name would be.
    """
    before = [one for one in scene.clauses.marks(mark) if one.end <= cue.start]
    if not before:
        return None
    text = scene.sentence.text
    opens = before[0].start <= _OPENING and not _SUBCLAUSE.search(text, before[0].end, cue.start)
    return cue.start - before[-1].end - (_OPENS if opens else 0)


def _is_glued(scene: Scene, one: Named, cue: Cue) -> bool:
    """Return whether a name is part of a compound with the cue ("X-Übernahme"): it suffers what the cue says."""
    return cue.start - one.end == 1 and scene.sentence.text[one.end] in "-‑"


def _continues(scene: Scene) -> bool:
    """Return whether what was spoken of last is what the article is about: a bare "it" is that rather than else."""
    return scene.context.weight.get(scene.trail.subject, 0) > 1
