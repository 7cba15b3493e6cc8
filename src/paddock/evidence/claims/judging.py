"""How far something has come, by the cue words around an action."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from paddock.evidence.claims.clauses import Clauses
from paddock.evidence.claims.cues import Cue
from paddock.evidence.claims.deals import DEALS, deal_ends
from paddock.evidence.types import Status

_AFTER_END = re.compile(r"\s*(?:the|its|der|dem|den|des|seinem|le|la|l['’]|les|du|son|sa)?\s*")
"""What stands between "after" and an end that is no news."""
_AFTER_RUMOUR = 25
"""How far behind "after" a rumour stands that is over [characters]."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A status, how strongly the words carry it, and the action they turn out to tell."""

    status: Status
    strength: float
    action: str
    cue: Cue | None = None


def judge(clauses: Clauses, action: Cue) -> Judged | None:
    """Return how far an action is by the words around it, None where they do not tell."""
    near = clauses.around(action)
    plain, turned = set(), set()
    for one in near:
        if one.kind != "status" or _is_over_with(clauses, one):
            continue
        if not clauses.negated(one):
            plain.add(one.name)
        elif not clauses.between(one.start, action.start):
            turned.add(one.name)  # what another clause denies is denied there, not here
    if "coming" in plain:  # "will" belongs to the verb of its own clause
        near_will = [one for one in near if one.name == "coming" and not clauses.between(one.start, action.start)]
        plain |= {"confirmed"} if near_will else set()
    if "planned" in plain and "confirmed" in plain and _confirms(near, action):
        plain -= {"planned"}
    if any(one.start == action.start for one in clauses.marks("future")):
        return _capped(clauses, _of_future(clauses, action, plain, turned))
    if action.name in {"leave", "pause"}:
        return _capped(clauses, _of_leaving(clauses, action, plain))
    if found := _of_staying(clauses, action, plain, turned):
        return _capped(clauses, found)
    limited = any(one.name == "limit" for one in near)
    status, strength = next(_of_coming(clauses, action, plain, turned, limited=limited), (None, 0.0))
    if status is None:
        return None
    is_racing = status is Status.STARTED and action.name == "continue"
    return _capped(clauses, Judged(status, strength, "race" if is_racing else action.name, action))


def _is_over_with(clauses: Clauses, status: Cue) -> bool:
    """Return whether a rumour is only what something comes after ("after weeks of speculation")."""
    return any(one.start == status.start for one in clauses.marks("rumour")) and any(
        0 <= status.start - one.end <= _AFTER_RUMOUR for one in clauses.marks("after")
    )


def _confirms(near: Sequence[Cue], action: Cue) -> bool:
    """Return whether what is confirmed is the action, and only something behind it is planned ("due to start")."""
    confirmed = [one.start for one in near if one.name == "confirmed" and one.start < action.start]
    planned = [one.start for one in near if one.name == "planned"]
    return bool(confirmed) and all(one > action.end for one in planned)


def _of_future(clauses: Clauses, action: Cue, plain: Set[str], turned: Set[str]) -> Judged | None:
    """Return how safe somebody's future in a series is, None where the words do not tell."""
    if "ended" in plain:  # "has ended speculation about its future"
        return Judged(Status.CONFIRMED, 0.9, "continue", action)
    if plain & {"under_study", "idea", "denied"} or turned & {"confirmed"} or clauses.asks:
        return Judged(Status.UNDER_STUDY, 1.0, "leave", action)
    return Judged(Status.CONFIRMED, 0.9, "continue", action) if "confirmed" in plain else None


def _of_leaving(clauses: Clauses, action: Cue, plain: Set[str]) -> Judged | None:
    if action.name == "pause" and any(0 <= action.start - one.end <= _AFTER_RUMOUR for one in clauses.marks("after")):
        return None  # "back after a break of five years"
    if any(_AFTER_END.fullmatch(clauses.text, one.end, action.start) for one in clauses.marks("after")):
        return Judged(Status.ENDED, 0.4, "race", action)  # "after the split from X" tells what is known
    if "denied" in plain or (clauses.negated(action) and not clauses.marks("yet")):
        return Judged(Status.CONFIRMED, 1.1, "continue", action)
    if "confirmed" not in plain and _is_unsure(clauses, action, plain):
        return Judged(Status.UNDER_STUDY, 0.9, "leave", action)
    if action.name == "pause" or "paused" in plain:
        return Judged(Status.PAUSED, 1.2, "race", action)
    return Judged(Status.ENDED, 1.2 if plain & {"confirmed", "ended"} else 1.0, "race", action)


def _is_unsure(clauses: Clauses, action: Cue, plain: Set[str]) -> bool:
    """Return whether somebody only may leave: so say words of the verb's own clause, or of others if it is not firm."""
    weak = [one for one in clauses.around(action) if one.name in {"under_study", "idea"} and not clauses.negated(one)]
    here = any(not clauses.between(one.start, action.start) for one in weak)
    return bool(here or (weak and "ended" not in plain) or _is_hearsay(clauses, action) or clauses.marks("believed"))


def _is_hearsay(clauses: Clauses, action: Cue) -> bool:
    """Return whether what somebody is said to do is only told by others ("laut Insidern", "selon nos informations")."""
    return any(clauses.between(one.start, action.start) <= 1 for one in clauses.marks("hearsay"))


def _of_staying(clauses: Clauses, action: Cue, plain: Set[str], turned: Set[str]) -> Judged | None:
    """Return the end of what does not go on, and how talks stand; None for all else."""
    yet = bool(clauses.marks("yet"))
    stops = action.name == "continue" and not yet and (clauses.negated(action) or "coming" in turned)
    if stops or (action.name == "programme" and "ended" in plain and not clauses.negated(action)):
        unsure = plain & {"idea", "under_study"} or (stops and "planned" in turned | plain)
        if unsure or (not stops and _is_hearsay(clauses, action)):
            return Judged(Status.UNDER_STUDY, 1.0, "leave", action)
        return Judged(Status.ENDED, 1.2 if stops else 1.0, "race", action)
    over = any(clauses.between(one.start, action.start) <= 1 for one in clauses.marks("anymore"))
    if over and (action.name in DEALS or action.name in {"enter", "race", "continue", "programme"}):
        return Judged(Status.ENDED, 1.0, action.name if action.name in DEALS else "race", action)
    if action.name in DEALS and deal_ends(clauses, action):
        return Judged(Status.ENDED, 1.0, action.name, action)
    if action.name == "talk_to_team":
        denies = clauses.negated(action) or "talks" in turned
        closed = Status.ENDED if over or "ended" in plain else Status.DENIED if denies else Status.TALKS
        return Judged(closed, 1.0, action.name, action)
    return None


def _of_coming(
    clauses: Clauses, action: Cue, plain: Set[str], turned: Set[str], *, limited: bool
) -> Iterator[tuple[Status, float]]:
    """Yield what the words say of a programme to come, what counts most first."""
    yet = bool(clauses.marks("yet"))
    if limited:
        yield Status.IDEA, 1.4
    if "denied" in plain:
        yield Status.DENIED, 1.3
    if "denied" in turned:
        yield Status.IDEA, 1.1
    deniable = action.name in {"enter", "programme", "run", "acquire", "drive", "restart"}
    denied = clauses.negated(action) or ("coming" in turned and action.name != "programme")
    if deniable and denied and not yet and not plain & {"idea", "talks"}:
        yield Status.DENIED, 0.9
    if "talks" in plain:
        yield Status.TALKS, 1.25
    if "under_study" in plain:
        yield Status.UNDER_STUDY, 1.15
    if "under_study" in turned:
        yield Status.DENIED, 1.0
    if "idea" in plain:
        yield Status.IDEA, 1.0
    if "planned" in turned:
        yield Status.IDEA if yet else Status.DENIED, 1.0
    if "confirmed" in turned:
        yield Status.IDEA if yet else Status.DENIED, 0.7
    for name, status, strength in _PLAIN:
        if name in plain:
            yield status, strength


_PLAIN = (
    ("planned", Status.PLANNED, 1.0),
    ("paused", Status.PAUSED, 1.0),
    ("confirmed", Status.CONFIRMED, 1.0),
    ("started", Status.STARTED, 0.6),
)
"""(status cue, status, strength), the one that counts most first."""


def _capped(clauses: Clauses, found: Judged | None) -> Judged | None:
    """Return a status no firmer than a question or a condition leaves it, and weaker for what lies in the past."""
    if found is None:
        return None
    status, strength = found.status, found.strength
    if clauses.asks and found.action != "continue":
        status = {Status.ENDED: Status.UNDER_STUDY, Status.PAUSED: Status.UNDER_STUDY}.get(status, status)
        if status in {Status.CONFIRMED, Status.PLANNED, Status.STARTED}:
            status = Status.IDEA
        strength *= 0.8
    elif status is Status.CONFIRMED and clauses.marks("condition"):
        status = Status.PLANNED
    if found.cue:
        here = clauses.clause(found.cue.start)
        if any(clauses.clause(one.start) == here for one in clauses.marks("past")):
            strength *= 0.6
        if clauses.marks("believed"):
            strength *= 0.5  # what was thought is what has turned out otherwise
    return Judged(status, strength, found.action, found.cue)
