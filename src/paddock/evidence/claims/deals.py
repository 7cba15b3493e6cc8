"""Deals of two and how they end."""

from __future__ import annotations

import re

from paddock.evidence.claims.clauses import Clauses
from paddock.evidence.claims.cues import Cue

DEALS = frozenset({"run", "drive", "partner", "sponsor", "supply", "supply_engines", "extend_partnership"})
"""Actions of two, which end by themselves."""
_TWO = re.compile(r"\b(?:and|und|et|to|for|pour|um|zu)\b")
_OF_DEAL = 45
"""How far behind a verb of leaving the deal stands that it ends [characters]."""


def ends_deal(clauses: Clauses, cue: Cue) -> bool:
    """Return whether a verb of leaving ends a deal rather than a programme ("will end its sponsorship")."""
    return cue.name == "leave" and any(one.name in DEALS and _is_its(clauses, cue, one) for one in clauses.actions)


def deal_ends(clauses: Clauses, action: Cue) -> bool:
    """Return whether the clause of a deal tells its end."""
    return _is_given_up(clauses, action) or _ends_here(clauses, action)


def _is_given_up(clauses: Clauses, action: Cue) -> bool:
    leaving = [one for one in clauses.actions if one.name == "leave" and _is_its(clauses, one, action)]
    return any(not clauses.negated(one) for one in leaving)


def _is_its(clauses: Clauses, verb: Cue, deal: Cue) -> bool:
    """Return whether a deal is what a verb right before it is about: "quits X and joins Y" is of two things."""
    if not 0 <= deal.start - verb.end <= _OF_DEAL or clauses.between(verb.end, deal.start):
        return False
    return not _TWO.search(clauses.text, verb.end, deal.start)


def _ends_here(clauses: Clauses, action: Cue) -> bool:
    return any(
        one.name == "ended" and not clauses.between(one.start, action.start) and not clauses.negated(one)
        for one in clauses.statuses
    )
