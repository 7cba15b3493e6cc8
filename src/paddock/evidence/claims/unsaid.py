"""Evidence from clauses that tell how far something is but not what: what was spoken of last is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from paddock.evidence.claims.also import also
from paddock.evidence.claims.cues import Cue
from paddock.evidence.claims.judging import Judged, judge
from paddock.evidence.claims.pairs import employed
from paddock.evidence.claims.scene import Item, Named, Scene
from paddock.evidence.claims.telling import evidence
from paddock.evidence.claims.where import is_aside, series, spoken_of
from paddock.evidence.claims.who import subject
from paddock.evidence.types import Status

_UNSAID = frozenset({"idea", "under_study", "talks", "denied", "planned"})
"""Statuses that tell something of a programme even where no action is said."""


_ACTION = {"ended": "programme", "paused": "pause"}
"""What a status is of where nothing is said: else of a programme to come."""
_BARE = 0.7
"""What evidence counts that rests on names and tense alone."""


def unsaid(scene: Scene, *, alone: bool) -> Iterator[Item]:
    """Yield evidence from clauses without an action.

    alone: nothing else was found in the sentence.  Without a series in the clause, only a quote's words count so.
    """
    clauses = scene.clauses
    if alone and (pair := employed(scene)):
        yield from _employed(scene, *pair)
        return
    telling = [one for one in clauses.statuses if one.name == "limit" or one.name in _UNSAID]
    telling += [one for one in clauses.statuses if one.name in {"ended", "paused"} and scene.lead > 1.0]
    if not telling:
        yield from _bare(scene) if alone and scene.lead > 1.0 else ()
        return
    acted = {clauses.clause(one.start) for one in clauses.actions}
    places = {clauses.clause(one.start) for one in scene.places() if not is_aside(scene, one)}
    headline = "" if scene.places() else scene.context.headline_target(scene.sentence)
    for one in telling:
        here = clauses.clause(one.start)
        named = here in places or bool(headline) or (alone and bool(places))
        if here in acted or not (named or (alone and scene.speaker)):
            continue
        if one.name == "idea" and clauses.negated(one):
            continue
        cue = Cue("action", _ACTION.get(one.name, "enter"), one.start, one.end)
        judged = judge(clauses, cue)
        if judged is None or (judged.status is Status.DENIED and one.name == "planned"):
            continue  # "he does not want to be rushed" denies no programme
        target = series(scene, cue) or headline or spoken_of(scene)
        who = subject(scene, cue, "enter")
        if who and target:
            weak = replace(judged, strength=judged.strength * _share(one, named=named))
            item = evidence(scene, cue, weak, who, target, implied=False)
            yield item
            yield from also(scene, cue, item)


def _employed(scene: Scene, driver: Named, other: Named) -> Iterator[Item]:
    """Yield how far it is that somebody drives for another where no verb that is known tells it."""
    cue = Cue("action", "drive", other.start, other.end)
    judged = judge(scene.clauses, cue)
    if judged is None and scene.sentence.field == "title" and not scene.clauses.statuses:
        judged = Judged(Status.CONFIRMED, _BARE, "drive", cue)  # "X chez Y"
    if judged and judged.status is not Status.STARTED:
        yield evidence(scene, cue, judged, driver.ref, scene.acting(other.ref, other.type), implied=False)


def _bare(scene: Scene) -> Iterator[Item]:
    """Yield what the head of an article says or asks of somebody in a series without a verb that is known."""
    clauses = scene.clauses
    places = [one for one in scene.places() if not is_aside(scene, one)]
    actors = scene.of_types({"manufacturer", "team", "driver", "car"})
    coming = [one for one in clauses.statuses if one.name == "coming"]
    if not places or not actors or clauses.actions or not (clauses.asks or coming):
        return
    cue = Cue("action", "enter", places[0].start, places[0].end)
    status = Status.IDEA if clauses.asks else Status.CONFIRMED
    if coming and any(not clauses.between(one.start, coming[0].start) for one in clauses.marks("negation")):
        status = Status.DENIED
    target, who = series(scene, cue), subject(scene, cue, "enter")
    if who and target:
        yield evidence(scene, cue, Judged(status, _BARE, "enter", cue), who, target, implied=False)


def _share(cue: Cue, *, named: bool) -> float:
    """Return what evidence counts whose action is not said: much where it says "only an idea", little otherwise."""
    return 0.85 if cue.name == "limit" else 0.7 if named else 0.45
