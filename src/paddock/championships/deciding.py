"""The earliest moment at which a title may be decided: a beginning of the rest after which nothing else can follow.

Wanted is a way the next sessions go such that one competitor is first alone however the others go.  Continuations that
might upset it are added one by one: the best that each rival may do at first, then whichever the solver finds against
the beginning it proposed.  There are finitely many, and a beginning that withstands all of them is proved to do so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paddock.championships.plays import Play
from paddock.championships.rest import Rest
from paddock.scoring.sheets import Competitor

TRIES = 24
"""How many continuations are tried against a competitor before the question is left open."""


@dataclass(frozen=True, slots=True)
class Earliest:
    """The earliest round and session after which a title may be decided, and for whom; proved: that none is earlier."""

    round: int | None
    session: str | None
    for_whom: tuple[Competitor, ...]
    proved: bool = True


def earliest_decision(rest: Rest, able: Sequence[Competitor], sure: Sequence[Competitor]) -> Earliest:
    """Return the earliest moment at which the title may be decided.

    able: who may still win it, the likeliest first.  sure: of whom that is proved.
    A title that may be decided after a session may be after any later one: so the first is found by halving.
    """
    slots = rest.ahead.slots
    if not able or not slots:
        return Earliest(None, None, ())
    search = _Search(rest, sure)
    best, whom, proved = len(slots), list(able), True
    for who in able:
        low, high = 0, best
        if search.possible(who, best - 1):
            high = best - 1
            while high - low > 1:
                middle = (low + high) // 2
                if search.possible(who, middle):
                    high = middle
                else:
                    low = middle
        if high < best:
            best, whom = high, [who]
    whom = [who for who in able if search.possible(who, best)]
    proved = not search.open
    last = slots[best - 1]
    return Earliest(last.round if proved else None, f"{last.meeting}/{last.session}", tuple(whom), proved)


class _Search:
    def __init__(self, rest: Rest, sure: Sequence[Competitor]) -> None:
        self.rest, self.sure = rest, set(sure)
        self.known: dict[tuple[Competitor, int], bool] = {}
        self.open = False

    def possible(self, who: Competitor, cut: int) -> bool:
        """Return whether one may be certain of the title after the first `cut` sessions still to come."""
        if cut == len(self.rest.ahead.slots):
            self.open |= who not in self.sure
            return who in self.sure
        if cut == 0:
            return False
        if (who, cut) not in self.known:
            self.known[who, cut] = self._possible(who, cut)
        return self.known[who, cut]

    def _possible(self, who: Competitor, cut: int) -> bool:
        rest = self.rest
        rivals = rest.rivals(who)
        start = self.rest.alone(who)[:cut]
        if self._upset(who, rivals, start, cut) is None:
            return True
        seeds = [(one, self._then(self.rest.alone(one), cut)) for one in rivals]
        if rest.only_adds and self._out_of_reach(who, cut, seeds):
            return False
        early = [pay if number < cut else None for number, pay in enumerate(rest.pays)]
        for _ in range(TRIES):
            model = rest.model({who, *rivals}, early)
            for one, plays in seeds:
                view = model.also(rest.held(plays))
                model.model.add(view.ahead(who, one) == 1)
            answer = model.solve()
            if answer.status == "none":
                return False
            if not answer.plays:
                break
            upset = self._upset(who, rivals, answer.plays[:cut], cut)
            if upset is None:
                return True
            seeds.append(upset)
        self.open = True
        return False

    def _then(self, plays: Sequence[Play | None], cut: int) -> list[Play | None]:
        return [None] * cut + list(plays[cut:])

    def _out_of_reach(self, who: Competitor, cut: int, seeds: Sequence[tuple[Competitor, list[Play | None]]]) -> bool:
        """Return whether some rival may have more than the most one can have by then, whatever happened before."""
        rest = self.rest
        model = rest.model({who}, [pay if number < cut else None for number, pay in enumerate(rest.pays)])
        model.model.maximize(model.lower(who))
        answer = model.solve()
        most = answer.value if answer.status == "proved" else answer.bound
        if most is None:
            return False
        for one, plays in seeds:
            total = next((row.points for row in rest.table(plays).rows if row.who == one and row.position), None)
            if total is not None and total * rest.unit > most and not _shares(rest, who, one):
                return True
        return False

    def _upset(
        self, who: Competitor, rivals: Sequence[Competitor], start: Sequence[Play | None], cut: int
    ) -> tuple[Competitor, list[Play | None]] | None:
        """Return a rival, and how it is ahead or level in the end after such a beginning; None when nobody is."""
        rest = self.rest
        nothing: list[Play | None] = [None] * len(rest.pays)
        has = rest.held([*start, *nothing[cut:]])
        late = [pay if number >= cut else None for number, pay in enumerate(rest.pays)]
        for one in rivals:
            model = rest.model({who, one}, late).also(has)
            model.model.add(model.ahead(one, who, or_level=True) == 1)
            answer = model.solve()
            if answer.status != "none":
                self.open |= not answer.plays
                return one, self._then(answer.plays or nothing, cut)
        return None


def _shares(rest: Rest, who: Competitor, one: Competitor) -> bool:
    """Return whether two ever share a car: then what one gains, the other does."""
    return any(
        {who, one} <= pay.whose(line) for pay in rest.pays if pay is not None for line in range(len(pay.slot.lines))
    )
