"""From a sentence to items of evidence: who does what where, how far it is, and in which words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from paddock.evidence.claims.also import also
from paddock.evidence.claims.clauses import Clauses, clauses_of
from paddock.evidence.claims.context import Context
from paddock.evidence.claims.cues import Cue
from paddock.evidence.claims.deals import ends_deal
from paddock.evidence.claims.pairs import is_partnership
from paddock.evidence.claims.roles import is_signing, roles
from paddock.evidence.claims.scene import Item, Named, Scene, Trail, placed
from paddock.evidence.claims.telling import evidence, told
from paddock.evidence.claims.unsaid import unsaid
from paddock.evidence.claims.where import series
from paddock.evidence.types import Sentence, When

_BESIDE = frozenset({"programme", "talk_to_team", "partner", "sponsor"})
"""Actions that leave a programme of their clause a matter of its own ("teams up with X for its F1 bid")."""
_OBJECT = re.compile(r"\s*(?:à|de|d['’]|its?|the|sa|son|l['’]|le|la|auf|den|die|das)?\s*")
"""What stands between a verb of leaving and what is given up by it."""


def items_of(
    sentence: Sentence, context: Context, trail: Trail, published: When, *, lead: float, speaker: str
) -> list[Item]:
    """Return the evidence in a sentence, and follow what it speaks of.

    lead: what its place counts.  speaker: who says it, "" for the writer.
    """
    clauses = clauses_of(sentence.text, sentence.lang)
    items = []
    if clauses.actions or clauses.statuses or clauses.asks:
        named = placed(sentence, context.of(sentence))
        here = tuple(one for one in named if one.id)
        clauses = _outside(clauses, named)
        items = _found(Scene(sentence, context, trail, published, clauses, lead, speaker, named, here))
    trail.follow(context.of(sentence))
    return items


def _outside(clauses: Clauses, named: Sequence[Named]) -> Clauses:
    """Return clauses without the cues inside of names: "Norvane Capital" tells nothing of capital."""
    cues = [cue for cue in clauses.cues if not any(one.start <= cue.start and cue.end <= one.end for one in named)]
    return clauses if len(cues) == len(clauses.cues) else Clauses.of(clauses.text, clauses.lang, cues)


def _found(scene: Scene) -> list[Item]:
    cues = _governing(scene.clauses)
    found = [_item(scene, cue) for cue in cues]
    items = [one for one in found if one]
    items += [more for cue, one in zip(cues, found, strict=True) if one for more in also(scene, cue, one)]
    items += unsaid(scene, alone=not items)
    return _best_of_each(items)


def _governing(clauses: Clauses) -> list[Cue]:
    """Return the action cues that are not what another of their clause is about ("ends its programme")."""
    verbs = {clauses.clause(one.start) for one in clauses.actions if one.name not in _BESIDE}
    return [
        one
        for one in clauses.actions
        if (one.name != "programme" or clauses.clause(one.start) not in verbs)
        and not (_is_given_up(one, clauses) or ends_deal(clauses, one))
    ]


def _is_given_up(cue: Cue, clauses: Clauses) -> bool:
    """Return whether a cue tells what somebody stops doing ("renonce à poursuivre")."""
    return cue.name in {"enter", "continue", "race", "restart"} and any(
        one.name == "leave" and one.end < cue.start and _OBJECT.fullmatch(clauses.text, one.end, cue.start)
        for one in clauses.actions
    )


def _item(scene: Scene, cue: Cue) -> Item | None:
    """Return the evidence an action cue gives, None for none."""
    found = told(scene, cue)
    if found is None or _is_premise(scene, cue):
        return None
    judged, implied = found
    if judged.action in {"enter", "restart", "continue"} and is_signing(scene, cue):
        judged = replace(judged, action="drive")
    if judged.action == "continue" and is_partnership(scene, cue):
        judged = replace(judged, action="extend_partnership")
    both = roles(scene, cue, judged.action)
    if both is None and judged.action == "drive":
        # A team that changes to another make races its cars.
        judged = replace(judged, action="run")
        both = roles(scene, cue, "run")
        both = both if both and both[0].startswith("team:") else None
    elif both is None and judged.action == "run":
        # A team that runs cars in a series, whoever built them, enters it.
        judged = replace(judged, action="enter")
        both = roles(scene, cue, "enter") if series(scene, cue) else None
    return evidence(scene, cue, judged, *both, implied=implied) if both else None


def _is_premise(scene: Scene, cue: Cue) -> bool:
    """Return whether a cue stands in a clause that only says on what something else depends."""
    if cue.name not in {"programme", "continue", "race"}:
        return False
    here = scene.clauses.clause(cue.start)
    return any(
        one.start < cue.start and scene.clauses.clause(one.start) == here for one in scene.clauses.marks("condition")
    )


def _best_of_each(items: Iterable[Item]) -> list[Item]:
    """Return one item for each subject, action and target: several cues of one sentence are one piece of evidence."""
    best: dict[tuple[str, str, str], Item] = {}
    for item in sorted(items, key=lambda one: (-one.weight, one.start)):
        key = (item.subject, item.action, item.target)
        known = best.setdefault(key, item)
        if not known.horizon and item.horizon:
            best[key] = known._replace(horizon=item.horizon, near=item.near)
    return list(best.values())
