"""From a cue and its roles to a piece of evidence: status, weight, time, condition and words."""

from __future__ import annotations

from dataclasses import replace

from paddock.evidence.claims.cues import Cue
from paddock.evidence.claims.judging import Judged, judge
from paddock.evidence.claims.scene import Item, Scene
from paddock.evidence.claims.timing import horizon, lies_ahead
from paddock.evidence.horizons import Tense
from paddock.evidence.types import Status

_WEIGHT = {
    "race": 0.45, "debut": 0.5, "restart": 0.7, "talk_to_team": 0.75, "run": 0.6, "sell_road_cars": 0.55,
    "supply_engines": 0.9, "supply": 0.5, "drive": 0.7, "test": 0.7, "sponsor": 0.7, "partner": 0.5, "acquire": 0.8,
    "extend_partnership": 0.8,
}  # fmt: skip
"""What evidence for an action counts against that for a programme's coming or going (1)."""
_IMPLIED = 0.6
"""What evidence for a coming counts whose status no word tells."""
_ASKED = 0.6
"""What a headline counts that only asks: the text answers."""
_LONGEST_CONDITION = 200
"""Characters kept of a condition."""
_AHEAD = frozenset({"planned", "confirmed", "idea", "under_study", "talks"})


def told(scene: Scene, cue: Cue) -> tuple[Judged, bool] | None:
    """Return how far an action is and whether that only follows from the action; None where nothing tells."""
    judged = judge(scene.clauses, cue)
    if judged is not None:
        comes = judged.action == "programme" or _remains_idea(scene, cue, judged)
        return (replace(judged, action="enter") if comes else judged), False
    action = "enter" if cue.name == "programme" else cue.name
    if scene.clauses.asks and action in {"enter", "restart"}:
        return Judged(Status.IDEA, 0.8, action, cue), True  # "X back?"
    implied = _implied(scene, cue)
    if implied is None:
        return None
    status, strength = implied
    if status is Status.CONFIRMED and scene.clauses.marks("condition"):
        status = Status.PLANNED  # no word is firmer than what it depends on
    if status is Status.CONFIRMED and cue.name in {"enter", "run"} and scene.clauses.marks("since"):
        status = Status.STARTED
    return Judged(status, strength, action, cue), True


def _remains_idea(scene: Scene, cue: Cue, judged: Judged) -> bool:
    """Return whether what goes on is only the idea of a programme ("an IMSA programme remains an idea")."""
    if judged.status is not Status.IDEA or cue.name != "continue":
        return False
    return any(one.name == "programme" and one.end <= cue.start for one in scene.clauses.actions)


def _implied(scene: Scene, cue: Cue) -> tuple[Status, float] | None:
    """Return the status that an action has where no word tells it."""
    tense = _tense(scene) if cue.name in {"test", "debut"} else ""
    plain: dict[str, tuple[Status, float]] = {
        "continue": (Status.CONFIRMED, 0.6),
        "race": (Status.STARTED, 0.8),
        "test": (Status.CONFIRMED if tense == "future" else Status.STARTED, 0.6),
        "debut": (Status.STARTED if tense == "past" else Status.CONFIRMED, 0.5),
    }
    if cue.name in plain:
        return plain[cue.name]
    if any(one.start == cue.start for one in scene.clauses.marks("bid")) and not scene.clauses.negated(cue):
        return Status.PLANNED, 0.6
    if scene.clauses.negated(cue) or cue.name in {"programme", "sell_road_cars", "leave", "pause"}:
        return None
    if cue.name == "restart":
        return (Status.CONFIRMED, 0.6) if horizon(scene, cue, Status.PLANNED)[1] else None
    if cue.name == "enter" and (scene.lead <= 1.0 or any(one.kind == "status" for one in scene.clauses.statuses)):
        return None
    return Status.CONFIRMED, 0.5


def _tense(scene: Scene) -> Tense:
    if scene.clauses.marks("past"):
        return "past"
    return "future" if any(one.name in _AHEAD for one in scene.clauses.statuses) else ""


def evidence(scene: Scene, cue: Cue, judged: Judged, subject: str, target: str, *, implied: bool) -> Item:
    """Return a piece of evidence. implied: whether its status is not said but follows from the action."""
    when, near = horizon(scene, cue, judged.status)
    if judged.status is Status.STARTED and lies_ahead(scene, cue):
        judged = replace(judged, status=Status.CONFIRMED)
    start, end = _span(scene, cue)
    at = scene.sentence.start
    weight = scene.lead * judged.strength * _share(scene, judged, subject)
    if scene.clauses.asks and scene.sentence.field == "title":
        weight *= _ASKED
    return Item(
        subject,
        judged.action,
        target,
        judged.status,
        weight * (_IMPLIED if implied and cue.name == "enter" else 1.0),
        when,
        near,
        _condition(scene),
        at + start,
        at + end,
        scene.sentence.field,
        at,
        any(one.name == "limit" for one in scene.clauses.around(cue)),
        scene.clauses.negated(cue),
    )


def _share(scene: Scene, judged: Judged, subject: str) -> float:
    """Return what evidence for an action counts.

    That somebody races is hardly ever the news, but for its end, and where an article is about a driver.
    """
    about = subject.startswith("driver:") and subject == scene.context.subject
    if judged.action == "race" and (about or judged.status in {Status.ENDED, Status.PAUSED}):
        return 1.0
    return _WEIGHT.get(judged.action, 1.0)


def _condition(scene: Scene) -> str:
    for mark in scene.clauses.marks("condition"):
        end = next((one for one in scene.clauses.breaks if one > mark.end), len(scene.sentence.text))
        words = scene.sentence.text[mark.start : end].strip(' ,.;"”“»«')
        if len(words.split()) > 2:
            return words[:_LONGEST_CONDITION]
    return ""


def _span(scene: Scene, cue: Cue) -> tuple[int, int]:
    """Return the clause the cue stands in, with the neighbour that says how far it is."""
    text = scene.sentence.text
    near = scene.clauses.around(cue)
    first = min(cue.start, *(one.start for one in near), cue.end)
    last = max(cue.end, *(one.end for one in near), cue.start)
    cuts = (-1, *scene.clauses.breaks, len(text))
    start = max(one for one in cuts if one < first) + 1
    end = min((one for one in cuts if one >= last), default=len(text))
    while start < end and text[start] in " ,;:-–—(\"“„«»'":
        start += 1
    return start, end
