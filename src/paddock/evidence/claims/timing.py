"""When a thing is for: the words for time in a sentence that belong to a cue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paddock.evidence.claims.cues import Cue
from paddock.evidence.claims.scene import Scene
from paddock.evidence.claims.times import is_season, times
from paddock.evidence.expressions import TimeExpression
from paddock.evidence.horizons import Tense, horizon_of
from paddock.evidence.types import Status

_GROUP = {
    "sell_road_cars": "sell",
    "acquire": "money",
    "sponsor": "money",
    "partner": "money",
    "extend_partnership": "money",
    "debut": "debut",
    "restart": "restart",
}
"""Actions that a time in the same sentence is for or against; all that are not here go together."""
_RULES_AHEAD = 18
"""How far behind "rules", "calendar" or the like a time still belongs to them [characters]."""
_FROM_ON, _FROM_BEFORE = re.compile(r"\b(?:ab|from|as of|starting in|dès|à partir de|künftig)\s+$", re.IGNORECASE), 16
"""What stands before a year that something begins in, and how far back it may begin [characters]."""
_SAME = 12
"""How far behind the end of a season stands its date [characters]."""
_TWO_YEARS = re.compile(r".*\b\d{4}\s*[-/–]\s*\d{2,4}")
_FRONTED = 16
"""Length of a clause that is only an adverb before the comma ("En 2025, …") [characters]."""


def horizon(scene: Scene, cue: Cue, status: Status) -> tuple[str, bool]:
    """Return when it is for, as year or month, and whether that stands in the same clause."""
    rivals = [one for one in scene.clauses.actions if _GROUP.get(one.name) != _GROUP.get(cue.name)]
    found: list[tuple[tuple[int, int], str]] = []
    last: TimeExpression | None = None
    for one, value in _told(scene, status):
        away = _away(scene, one.start, cue)
        # A time belongs to what it stands nearest to, not to everything in the sentence; a day is that of the
        # announcement, whatever else the sentence is about.
        if one.kind == "day" or away <= min((_away(scene, one.start, other) for other in rivals), default=away):
            if last and last.value == "season+0" and one.kind != "relative" and one.start - last.end < _SAME:
                found.pop()  # "at the end of the season, in August 2022"
            found.append((away, value))
            last = one
    if not found:
        return "", False
    (breaks, _), value = min(found)
    return value, breaks == 0


def _told(scene: Scene, status: Status) -> Iterator[tuple[TimeExpression, str]]:
    """Yield the words for time of a sentence that can be when something is for, with the year or month they mean."""
    tense: Tense = "past" if status is Status.STARTED else "future"
    for one in times(scene.sentence.text, scene.sentence.lang):
        if status not in {Status.CONFIRMED, Status.STARTED} and not is_season(one):
            continue  # the day it was said, or the last race
        value = _ends(one) if status in {Status.ENDED, Status.PAUSED} else ""
        value = value or horizon_of(one, scene.published, tense)[:7]
        if value and not _is_over(scene, value, status) and not _is_aside(scene, one):
            yield one, value


def _ends(time: TimeExpression) -> str:
    """Return the year that a season of two years ends in ("2025/26" → 2026), "" for other times."""
    match = _TWO_YEARS.fullmatch(time.text)
    return f"{int(time.value[:4]) + 1}" if match and time.kind == "year" else ""


def lies_ahead(scene: Scene, cue: Cue) -> bool:
    """Return whether a time to come stands in the clause ("next year", "ab 2027"): what is told then has not begun."""
    published = scene.published.text
    for one in times(scene.sentence.text, scene.sentence.lang):
        if scene.clauses.between(one.start, cue.start):
            continue
        if one.kind == "relative" and "+1" in one.value:
            return True
        from_on = _FROM_ON.search(scene.sentence.text, max(0, one.start - _FROM_BEFORE), one.start)
        if one.kind == "year" and ((published and one.value > published[:4]) or (from_on and not published)):
            return True
    return False


def _away(scene: Scene, place: int, cue: Cue) -> tuple[int, int]:
    gap = max(0, cue.start - place, place - cue.end)
    apart = scene.clauses.between(place, cue.start)
    return (apart - 1 if apart == 1 and scene.clauses.length(place) < _FRONTED else apart), gap


def _is_aside(scene: Scene, time: TimeExpression) -> bool:
    """Return whether a time is not that of what is done.

    It tells when rules or the like begin ("the rules due in 2028"), how things stood before ("im Sommer galt sie als
    sicher"), or when something was announced ("in April 2021 kündigte …") that the article has no date to set it by.
    """
    clauses = scene.clauses
    ahead = (*clauses.marks("role"), *clauses.marks("since"))
    if any(0 <= time.start - one.end <= _RULES_AHEAD for one in ahead):
        return True
    here = clauses.clause(time.start)
    if time.kind == "relative" and any(clauses.clause(one.start) == here for one in clauses.marks("believed")):
        return True
    if scene.published.text or time.kind not in {"day", "month"}:
        return False
    told = [one.name for one in clauses.cues if clauses.clause(one.start) == here]
    return "said" in told and "coming" not in told


def _is_over(scene: Scene, value: str, status: Status) -> bool:
    """Return whether a time lies before the article, for what is still to come."""
    if status is Status.STARTED:
        return False
    published = scene.published.text
    if not published:
        return int(value[:4]) < scene.context.first_year(scene.published)
    shared = min(len(value), len(published))
    return value[:shared] < published[:shared]
