"""How far something has come, by the cue words around an action."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from paddock.evidence.claims.cues import Cue
from paddock.evidence.types import Status

_BREAK = re.compile(
    r"[,;:()–—]|\s-\s|"
    r"\b(?:but|while|although|though|whereas|aber|doch|während|sondern|obwohl|mais|alors que|tandis que)\b"
)
_SHORT = re.compile(r"\([\w./+-]{1,10}\)")
_THAT = re.compile(r"\b(?:that|dass|que|qu['’]|ob|whether)\b|\bqu['’]")
_BEFORE, _AFTER = 38, {"de": 30, "fr": 14, "en": 0}
"""How far from a word a negation may stand [characters]: before it, and after it where the language does that."""

ASIDE = frozenset({"sell_road_cars", "acquire", "sponsor", "debut", "continue", "restart", "partner", "race"})
"""Actions whose times are their own."""
PROGRAMME = frozenset({"enter", "race", "programme", "leave", "pause", "continue", "restart", "debut"})
"""Actions of a programme in a series."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A status, how strongly the words carry it, and the action they turn out to tell."""

    status: Status
    strength: float
    action: str
    cue: Cue | None = None


@dataclass(frozen=True)
class Clauses:
    """A sentence cut at commas and the like, with its cue words."""

    text: str
    lang: str
    cues: tuple[Cue, ...]
    breaks: tuple[int, ...]
    asks: bool

    @classmethod
    def of(cls, text: str, lang: str, cues: Sequence[Cue]) -> Clauses:
        """Return a sentence cut into clauses."""
        # "the FIA World Endurance Championship (WEC)" is one thing, and no clause ends in it.
        whole = _SHORT.sub(lambda found: "." * len(found[0]), text)
        breaks = tuple(match.start() for match in _BREAK.finditer(whole))
        return cls(text, lang, tuple(cues), breaks, text.rstrip(" \"”“»«'’)").endswith("?"))

    def clause(self, place: int) -> int:
        """Return the number of the clause a place lies in."""
        return sum(one <= place for one in self.breaks)

    def length(self, place: int) -> int:
        """Return the length of the clause a place lies in [characters]."""
        before = max((one for one in self.breaks if one <= place), default=0)
        return min((one for one in self.breaks if one > place), default=len(self.text)) - before

    def between(self, a: int, b: int) -> int:
        """Return how many breaks lie between two places."""
        low, high = min(a, b), max(a, b)
        return sum(low <= one < high for one in self.breaks)

    def marks(self, name: str) -> list[Cue]:
        """Return the marks of one name."""
        return [one for one in self.cues if one.kind == "mark" and one.name == name]

    def negated(self, cue: Cue) -> bool:
        """Return whether a negation holds for a cue."""
        here = self.clause(cue.start)
        for one in self.marks("negation"):
            if self.clause(one.start) != here or one.start == cue.start:
                continue
            if _THAT.search(self.text, one.end, cue.start):
                continue  # "isn't hiding that it looks into it": what is not done is the hiding
            if 0 <= cue.start - one.end <= _BEFORE or 0 <= one.start - cue.end <= _AFTER[self.lang]:
                return True
        return False

    def is_for_programme(self, place: int, *, dated: bool) -> bool:
        """Return whether a time at a place can be a programme's: nothing else is done in its clause, no rule is told.

        dated: whether times before the article were left out; else the clause has to look ahead itself.
        """
        here = [one for one in self.cues if not self.between(one.start, place)]
        others = any(one.kind == "action" and one.name in ASIDE for one in here)
        ahead = any(one.kind == "status" and one.name in {"idea", "planned", "confirmed"} for one in here)
        return not others and not any(one.name == "role" for one in here) and (dated or ahead)

    def around(self, cue: Cue) -> list[Cue]:
        """Return the status cues and limits that hold for an action: those of its clause, else of its neighbours."""
        telling = [one for one in self.cues if one.kind == "status" or one.name == "limit"]
        telling = [
            one
            for one in telling
            if not (one.start <= cue.start and one.end >= cue.end and one.name != "limit" and _is_bare(one, cue))
        ]
        for reach in (0, 1, 2):
            near = [one for one in telling if self.between(one.start, cue.start) <= reach]
            if near:
                return near
        return []


def _is_bare(one: Cue, cue: Cue) -> bool:
    """Return whether a status cue is the very word that tells the action, so that it says nothing more."""
    return one.name in {"planned", "started"} and one.start == cue.start and one.end == cue.end


def judge(clauses: Clauses, action: Cue) -> Judged | None:
    """Return how far an action is by the words around it, None where they do not tell."""
    near = clauses.around(action)
    plain = {one.name for one in near if one.kind == "status" and not clauses.negated(one)}
    # What another clause denies is denied there, not here.
    turned = {
        one.name
        for one in near
        if one.kind == "status" and clauses.negated(one) and not clauses.between(one.start, action.start)
    }
    # "Will" belongs to the verb of its own clause; "their programme will be stronger" says nothing of coming.
    if "coming" in plain and action.name != "programme":
        near_will = [one for one in near if one.name == "coming" and not clauses.between(one.start, action.start)]
        plain |= {"confirmed"} if near_will else set()
    if "planned" in plain and "confirmed" in plain and _confirms(clauses, near, action):
        plain -= {"planned"}
    limited = any(one.name == "limit" for one in near)
    found = (
        _of_leaving(clauses, action, plain, turned)
        if action.name in {"leave", "pause"}
        else _of_coming(clauses, action, plain, turned, limited=limited)
    )
    return _capped(clauses, found) if found else None


def _confirms(clauses: Clauses, near: Sequence[Cue], action: Cue) -> bool:
    """Return whether what is confirmed is the action, and only something behind it is planned ("due to start")."""
    confirmed = [one.start for one in near if one.name == "confirmed" and one.start < action.start]
    planned = [one.start for one in near if one.name == "planned"]
    return bool(confirmed) and all(one > action.end for one in planned)


def _of_leaving(clauses: Clauses, action: Cue, plain: set[str], turned: set[str]) -> Judged | None:
    yet = bool(clauses.marks("yet"))
    if "denied" in plain or (clauses.negated(action) and not yet):
        return Judged(Status.CONFIRMED, 1.1, "continue", action)
    if plain & {"under_study", "idea"} and not plain & {"confirmed", "ended"} and action.name == "leave":
        return Judged(Status.UNDER_STUDY, 0.9, "leave", action)
    if action.name == "pause" or "paused" in plain:
        return Judged(Status.PAUSED, 1.2, "race", action)
    return Judged(Status.ENDED, 1.2 if plain & {"confirmed", "ended"} else 1.0, "race", action)


def _of_coming(clauses: Clauses, action: Cue, plain: set[str], turned: set[str], *, limited: bool) -> Judged | None:
    yet = bool(clauses.marks("yet"))
    rules: list[tuple[bool, Status, float]] = [
        (limited, Status.IDEA, 1.4),
        ("denied" in plain, Status.DENIED, 1.3),
        ("denied" in turned, Status.IDEA, 1.1),
        (
            action.name in {"enter", "programme", "run", "acquire", "drive"}
            and clauses.negated(action)
            and not yet
            and not plain & {"idea", "talks"},
            Status.DENIED,
            0.9,
        ),
        ("talks" in plain, Status.TALKS, 1.25),
        ("under_study" in plain, Status.UNDER_STUDY, 1.15),
        ("under_study" in turned, Status.DENIED, 1.0),
        ("idea" in plain, Status.IDEA, 1.0),
        ("planned" in turned, Status.IDEA if yet else Status.DENIED, 1.0),
        ("confirmed" in turned, Status.IDEA if yet else Status.DENIED, 0.7),
        ("planned" in plain, Status.PLANNED, 1.0),
        ("paused" in plain, Status.PAUSED, 1.0),
        ("confirmed" in plain, Status.CONFIRMED, 1.0),
        ("started" in plain, Status.STARTED, 0.6),
    ]
    if action.name == "continue" and (clauses.negated(action) or "coming" in turned) and not yet:
        if plain & {"idea", "under_study"} or "planned" in turned | plain:
            return Judged(Status.UNDER_STUDY, 1.0, "leave", action)
        return Judged(Status.ENDED, 1.2, "race", action)
    if clauses.marks("anymore") and action.name in {"enter", "race", "continue", "programme"}:
        return Judged(Status.ENDED, 1.0, "race", action)
    if action.name == "talk_to_team":
        if clauses.negated(action) or "talks" in turned:
            return Judged(Status.DENIED, 1.0, action.name, action)
        return Judged(Status.TALKS, 1.0, action.name, action)
    for holds, status, strength in rules:
        if holds and status is Status.STARTED and action.name == "continue":
            return Judged(status, strength, "race", action)
        if holds:
            return Judged(status, strength, action.name, action)
    return None


def _capped(clauses: Clauses, found: Judged) -> Judged:
    """Return a status no firmer than a question or a condition leaves it, and weaker for what lies in the past."""
    status, strength = found.status, found.strength
    if clauses.asks and found.action != "continue":
        status = {Status.ENDED: Status.UNDER_STUDY, Status.PAUSED: Status.UNDER_STUDY}.get(status, status)
        if status in {Status.CONFIRMED, Status.PLANNED, Status.STARTED}:
            status = Status.IDEA
        strength *= 0.8
    elif clauses.marks("condition") and status is Status.CONFIRMED:
        status = Status.PLANNED
    if found.cue and any(clauses.clause(one.start) == clauses.clause(found.cue.start) for one in clauses.marks("past")):
        strength *= 0.6
    return Judged(status, strength, found.action, found.cue)
