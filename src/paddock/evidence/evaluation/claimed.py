"""Claims held against labels: the main one, and those that are firmer than the truth."""

from __future__ import annotations

from collections.abc import Mapping

from paddock.evidence.evaluation.truth import Labelled, Resolver
from paddock.evidence.types import Claim, Reading, Status

_CAREFUL = frozenset({"idea", "talks", "denied"})
_FAMILIES = {
    "race": "programme",
    "enter": "programme",
    "leave": "programme",
    "continue": "programme",
    "pause": "programme",
}


def main_claim(one: Labelled, reading: Reading, resolver: Resolver) -> tuple[bool, bool, str]:
    """Return whether status and horizon of the main claim are right: of our claim on the same subject and target."""
    label = one.labels["claims"][0] if one.labels else {}
    fits = [claim for claim in reading.claims if _on_same(label, claim, resolver)]
    best = next(
        (some[0] for some in ([c for c in fits if _action(c.action) == _action(label["action"])], fits) if some), None
    )
    what = f"{label['subject']} {label['action']} {label.get('target')}"
    told = f"{what}: {label['status']} {label.get('horizon') or ''}".strip()
    if best is None:
        first = reading.claims[0] if reading.claims else None
        instead = f"{first.subject} {first.action} {first.target}: {first.status}" if first else "nothing"
        return False, False, f"{one.article.id}: {told}; missed, {instead} instead"
    status = _status(best.status) == _status(label["status"])
    horizon = _same_time(label.get("horizon") or "", best.horizon)
    note = "" if status and horizon else f"{one.article.id}: {told}; read as {best.status} {best.horizon}"
    return status, horizon, note


def _on_same(label: Mapping[str, str], claim: Claim, resolver: Resolver) -> bool:
    """Return whether a claim is on the subject and target of a label; both ways round where two do it together.

    Who starts a programme of its own car anew is told by that alone: the label names the car, the claim the series.
    """
    subject, target = label["subject"], label.get("target") or ""
    if resolver.same(subject, claim.subject) and resolver.same(target, claim.target):
        return True
    if resolver.same(subject, claim.target) and resolver.same(target, claim.subject):
        return True
    own = label["action"] in {"restart", "debut"} and resolver.same(subject, claim.subject)
    return (
        own and claim.action == label["action"] and (resolver.same(target, claim.subject) or target.startswith("car:"))
    )


def _action(action: str) -> str:
    return _FAMILIES.get(action, action)


def _status(status: str | Status) -> str:
    """Return a status as it is compared: a pause is labelled as an end."""
    return "ended" if str(status) == "paused" else str(status)


def _same_time(label: str, found: str) -> bool:
    """Return whether two horizons agree as far as both are told; none is another than one."""
    return label == found or bool(label and found and (label.startswith(found) or found.startswith(label)))


def over_confirmed(one: Labelled, reading: Reading, resolver: Resolver) -> tuple[int, int, list[str]]:
    """Count claims read as confirmed that are an idea, talks or denied, and how many of those there are."""
    notes, over, of = [], 0, 0
    labels = one.labels["claims"] if one.labels else []
    for label in labels:
        if label["status"] not in _CAREFUL:
            continue
        of += 1
        # Where the article also holds a confirmed claim on the same two, that may be the one that was found.
        if any(other["status"] == "confirmed" and _label_like(other, label) for other in labels):
            continue
        firm = [
            claim
            for claim in reading.claims
            if claim.status is Status.CONFIRMED
            and _action(claim.action) == _action(label["action"])
            and _on_same(label, claim, resolver)
        ]
        if firm:
            over += 1
            told = f"{label['subject']} {label['action']} {label.get('target')} is {label['status']}"
            notes.append(f"{one.article.id}: {told}: “{firm[0].evidence[:80]}”")
    return over, of, notes


def _label_like(a: Mapping[str, str], b: Mapping[str, str]) -> bool:
    return (
        a["subject"] == b["subject"]
        and a.get("target") == b.get("target")
        and _action(a["action"]) == _action(b["action"])
    )
