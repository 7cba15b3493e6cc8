"""Evidence put together by programme: what an article claims of each, and how firmly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from paddock.evidence.claims.clauses import PROGRAMME
from paddock.evidence.claims.context import make_of
from paddock.evidence.claims.nearby import LASTING, Nearby
from paddock.evidence.claims.scene import Item
from paddock.evidence.names import Names
from paddock.evidence.types import Article, Claim, Status

_CAREFUL = (Status.DENIED, Status.IDEA, Status.TALKS, Status.UNDER_STUDY)
"""Statuses that hold against a firmer one unless that is clearly the stronger."""
_TOLD_FIRST = 1.5
"""What evidence adds up to that stands in the title or the lead rather than somewhere below."""
_NEXT_ADDS = 0.8
"""The tenth sentence on a thing adds less than the second: each adds this share of what the one before did."""
_ELSEWHERE = 0.4
"""What a time counts that stands in another clause than the claim."""
_FIRM_SHARE, _CONFIRMED_SHARE = 0.7, 0.6
"""What a careful status needs of a firm one's weight, and of a confirmed one's, to hold against it."""
_BEGUN_SHARE = 0.4
"""What an announcement needs of the weight of a thing told as begun to be what is meant."""

Key = tuple[str, str, str]
"""Subject, what kind of action, target."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """An item with who says it, and the outlet they said it to."""

    item: Item
    speaker: str
    told: str


Groups = dict[Key, list[Evidence]]


def grouped(evidence: Sequence[Evidence]) -> Groups:
    """Return evidence by programme; where somebody leaves, having come is only how it began."""
    groups: Groups = defaultdict(list)
    for one in evidence:
        groups[one.item.subject, _family(one.item), one.item.target].append(one)
    _talked_of(groups)
    going = {(subject, target) for subject, family, target in groups if family == "go"}
    for subject, target in going:
        coming = groups.get((subject, "come", target))
        begun = bool(coming) and _status(coming or ()) is Status.STARTED
        if coming and (begun or weight_of(groups[subject, "go", target]) > _TOLD_FIRST):
            # "Will not race there in 2026" tells when it ends.
            groups[subject, "go", target] += [_closed(one) for one in coming if _is_closing(one)]
            del groups[subject, "come", target]
    for (subject, family, target), group in groups.items():
        if family == "come" and (subject, target) not in going:
            _not_again(group)
    return groups


def _talked_of(groups: Groups) -> None:
    """Take talks of two for talks on what one of them would do with the other's cars."""
    for subject, family, target in [key for key in groups if key[1] == "talk_to_team"]:
        for key in ((subject, "run", target), (target, "run", subject)):
            for one in groups[subject, family, target] if key in groups else ():
                if one.item.status is Status.TALKS:
                    item = one.item._replace(subject=key[0], action="run", target=key[2])
                    groups[key].append(replace(one, item=item))


def _family(item: Item) -> str:
    """Return what an item is put together with: coming, going, staying, coming back; every other action is its own."""
    if item.status in {Status.ENDED, Status.PAUSED} and item.action in PROGRAMME:
        return "go"
    return {"enter": "come", "race": "come", "leave": "go", "pause": "go"}.get(item.action, item.action)


def _not_again(group: list[Evidence]) -> None:
    """Take not racing on for an end where it has raced: "will not enter" then denies no programme but closes one."""
    raced = any(one.item.status is Status.STARTED for one in group)
    for place, one in enumerate(group):
        if raced and _is_closing(one):
            group[place] = _closed(one)


def _is_closing(one: Evidence) -> bool:
    return one.item.status is Status.DENIED and one.item.negated and bool(one.item.horizon)


def _closed(one: Evidence) -> Evidence:
    return replace(one, item=one.item._replace(status=Status.ENDED, action="race"))


def weight_of(group: Sequence[Evidence]) -> float:
    """Return what a group's evidence adds up to."""
    weights = sorted((one.item.weight for one in group), reverse=True)
    return sum(weight * _NEXT_ADDS**place for place, weight in enumerate(weights))


def claim_of(article: Article, group: Sequence[Evidence], credits: Sequence[str], nearby: Nearby) -> Claim:
    """Return the claim that a group of evidence makes. credits: outlets the article has its news from."""
    status = _status(group)
    saying = [one for one in group if one.item.status is status] or list(group)
    ranked = sorted(saying, key=lambda one: -one.item.weight)
    item = min(saying, key=lambda one: (-one.item.weight, one.item.start)).item
    action = next((one.item.action for one in ranked if one.item.action in PROGRAMME), item.action)
    told = next((one.told for one in saying if one.told), "")
    text = article.title if item.field == "title" else article.text
    return Claim(
        item.subject,
        "race" if status in {Status.ENDED, Status.PAUSED} and action in PROGRAMME else action,
        item.target,
        status,
        _when(group, saying, status, nearby),
        next((one.speaker for one in ranked if one.speaker), ""),
        told or (credits[0] if credits else ""),
        text[item.start : item.end],
        item.start,
        item.end,
        item.field,
        next((one.item.condition for one in saying if one.item.condition), ""),
    )


def dated(claims: Sequence[Claim], names: Names) -> list[Claim]:
    """Return claims with those left undated given the year of what they are a part of.

    One programme is told of as a make's, a team's that runs it, in the championship, in its great race and by the rules
    of its cars: where all of those that have a time have the same year, that is the year of the others.
    """
    parts = [one for one in claims if one.status in _DATED and one.action in _PARTS]
    told = [(make_of(one.subject, names) or one.subject, one.horizon[:4]) for one in parts if one.horizon]
    return [
        replace(one, horizon=_shared_year(one, told)) if one in parts and not one.horizon else one for one in claims
    ]


def _shared_year(claim: Claim, told: Sequence[tuple[str, str]]) -> str:
    """Return the only year of what one subject or the make it runs cars of does. told: (subject, year)."""
    years = {year for subject, year in told if subject in {claim.subject, claim.target}}
    return years.pop() if len(years) == 1 else ""


_DATED = frozenset({Status.CONFIRMED, Status.PLANNED})
"""Statuses of things that have a time."""
_PARTS = frozenset({"enter", "run", "debut", "restart"})
"""Actions that can be parts of one programme."""


def _status(group: Sequence[Evidence]) -> Status:
    """Return the status that is best borne out; a firm one only where no careful one stands against it."""
    weights: dict[Status, float] = defaultdict(float)
    for one in group:
        weights[one.item.status] += one.item.weight
    best = max(weights, key=lambda one: (weights[one], one.value))
    if best is Status.STARTED:
        # What is announced to begin is often told as if it had begun.
        firm = max((Status.CONFIRMED, Status.PLANNED), key=lambda one: weights.get(one, 0.0))
        best = firm if weights.get(firm, 0.0) >= _BEGUN_SHARE * weights[best] else best
    if best in {Status.CONFIRMED, Status.PLANNED, Status.STARTED}:
        share = _CONFIRMED_SHARE if best is Status.CONFIRMED else _FIRM_SHARE
        careful = [one for one in _CAREFUL if weights.get(one, 0) >= share * weights[best]]
        best = max(careful, key=lambda one: weights[one]) if careful else best
    if best in {Status.ENDED, Status.PAUSED} and weights.get(Status.UNDER_STUDY, 0) >= _FIRM_SHARE * weights[best]:
        best = Status.UNDER_STUDY
    limits = sum(one.item.weight for one in group if one.item.limited)
    for farther in (Status.UNDER_STUDY, Status.TALKS):
        # Who talks of a thing has the idea and looks into it: the farther tells more, unless the rest is played down.
        nearer = {Status.IDEA, Status.UNDER_STUDY} - {farther}
        if best in nearer and weights.get(farther, 0) > max(0.5 * weights[best], limits):
            best = farther
    return best


def _when(group: Sequence[Evidence], saying: Sequence[Evidence], status: Status, nearby: Nearby) -> str:
    """Return when it is for: as its own words tell, those of its sentences, or those nearby."""
    items = [one.item for one in sorted(saying, key=lambda one: -one.item.weight)]
    if items[0].action in LASTING:
        lasts = nearby.until or _horizon([one for one in saying if one.item.near])
        if lasts:
            return lasts
    # What is denied has no time but the one it is denied with.
    told = _horizon(saying) or ("" if status is Status.DENIED else _horizon(group))
    return told or nearby.season(items, status)


def _horizon(group: Sequence[Evidence]) -> str:
    """Return when evidence says it is for: in the same clause rather than elsewhere in the sentence."""
    votes: dict[str, float] = defaultdict(float)
    for one in group:
        if one.item.horizon:
            votes[one.item.horizon] += one.item.weight * (1.0 if one.item.near else _ELSEWHERE)
    return max(votes, key=lambda one: (votes[one], one), default="")
