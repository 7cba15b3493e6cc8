"""Steps of a dossier: one for each story and status, told by the first root that says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from paddock.evidence.claims.context import make_of, series_of
from paddock.evidence.names import Names
from paddock.evidence.roots import Roots
from paddock.evidence.sheets import Step
from paddock.evidence.types import Claim, Reading, Status

_RANK = (
    Status.DENIED, Status.ENDED, Status.PAUSED, Status.IDEA, Status.UNDER_STUDY, Status.TALKS, Status.PLANNED,
    Status.CONFIRMED, Status.STARTED,
)  # fmt: skip
"""Statuses from the least to the farthest."""
_COMING = frozenset({Status.IDEA, Status.UNDER_STUDY, Status.TALKS, Status.PLANNED, Status.CONFIRMED})
"""Statuses of what is still to come: that it began in one year and is planned for another is no contradiction."""
_MOST_EVIDENCE = 300
"""Characters of an article that a step shows."""


@dataclass(frozen=True, slots=True)
class Said:
    """A claim with the article that is its root and what that article stands for."""

    claim: Claim
    reading: Reading
    story: str
    source: str
    """What the article counts as: itself, or the press release it shares with others."""


def wide(ref: str, names: Names) -> str:
    """Return the thing a reference counts for: a car's make, a class's series."""
    return make_of(ref, names) or ref if ref.startswith("car:") else series_of(ref)


def when(step: Step) -> tuple[bool, str, str]:
    """Return what steps are ordered by; those without a date come last."""
    return (not step.date, step.date + {4: "-00-00", 7: "-00"}.get(len(step.date), ""), step.article)


def steps_of(group: Iterable[Said], roots: Roots, names: Names) -> list[Step]:
    """Return one step for each story and status, told by the first root that says so."""
    together: dict[tuple[str, str, str, Status], list[Said]] = defaultdict(list)
    for one in group:
        pair = (wide(one.claim.subject, names), wide(one.claim.target, names))
        together[one.story, *pair, one.claim.status].append(one)
    everything = [one for some in together.values() for one in some]
    return [_step(some, everything, roots, names) for some in together.values()]


def _step(some: Sequence[Said], everything: Sequence[Said], roots: Roots, names: Names) -> Step:
    ordered = sorted(
        some,
        key=lambda one: (
            one.reading.article.date.first or "9999",
            -len(one.reading.article.date.text),
            one.reading.article.id,
        ),
    )
    first = ordered[0]
    claim, article = first.claim, first.reading.article
    copies = tuple(sorted({copy for one in ordered for copy in roots.copies(one.reading.article.id)}))
    others = {one.source: one.reading.article.id for one in reversed(ordered) if one.source != first.source}
    return Step(
        date=article.date.text,
        date_how=article.date.how,
        status=claim.status,
        action=claim.action,
        subject=claim.subject,
        target=claim.target,
        horizon=claim.horizon or next((one.claim.horizon for one in ordered if one.claim.horizon), ""),
        condition=claim.condition,
        speaker=claim.speaker or next((one.claim.speaker for one in ordered if one.claim.speaker), ""),
        told=claim.source,
        evidence=_short(claim.evidence),
        article=article.id,
        url=article.url,
        title=article.title,
        lang=article.lang,
        outlet=article.outlet,
        copies=copies,
        independent=1 + len(others),
        confirms=tuple(sorted(others.values())),
        contradicts=_contradictions(first, everything, names),
        read_by=claim.extractor,
        sources=(article.url,) if article.url else (),
    )


def _short(text: str) -> str:
    return text if len(text) <= _MOST_EVIDENCE else text[: _MOST_EVIDENCE - 1] + "…"


def _contradictions(one: Said, everything: Sequence[Said], names: Names) -> tuple[str, ...]:
    """Return what other roots of the same story say otherwise of the same thing: another time, or denied."""
    ours = (wide(one.claim.subject, names), wide(one.claim.target, names))
    found = []
    for other in everything:
        theirs = (wide(other.claim.subject, names), wide(other.claim.target, names))
        if other.source == one.source or other.story != one.story or ours != theirs:
            continue
        here, there = one.claim.horizon[:4], other.claim.horizon[:4]
        timed = {one.claim.status, other.claim.status} <= _COMING or one.claim.status is other.claim.status
        if timed and here and there and here != there:
            found.append(f"{one.claim.horizon} here, {other.claim.horizon} in {other.reading.article.id}")
        elif Status.DENIED in {one.claim.status, other.claim.status} and one.claim.status is not other.claim.status:
            found.append(f"{one.claim.status} here, {other.claim.status} in {other.reading.article.id}")
    return tuple(sorted(set(found)))


def with_falls(steps: Sequence[Step]) -> list[Step]:
    """Return steps, in order of time, with those marked whose status is lower than the one before; undated never."""
    found: list[Step] = []
    for step in steps:
        falls = bool(found) and bool(step.date) and _RANK.index(step.status) < _RANK.index(found[-1].status)
        found.append(replace(step, falls=falls))
    return found
