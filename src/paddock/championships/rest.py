"""The rest of a season as the optimisation needs it: what is certain, what sessions pay, the most one may reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from paddock.championships.ahead import Ahead
from paddock.championships.model_of_title import Answer, Held, TitleModel, held, unit_of
from paddock.championships.pays import Pay, pay_of
from paddock.championships.plays import Play, completed
from paddock.model.scoring import Decree, Scale, Title
from paddock.scoring.awarding import Awarded, award_all, decrees_on, holds_from
from paddock.scoring.sheets import Competitor
from paddock.scoring.tables import Table, table_after


@dataclass(frozen=True)
class Rest:
    """A title and what is left of its season.

    decrees: those known by now.  pays: one for each slot, None where it pays nobody.
    """

    ahead: Ahead
    scales: Mapping[str, Scale]
    decrees: tuple[Decree, ...]
    pays: tuple[Pay | None, ...]

    @property
    def title(self) -> Title:
        """Return the rules."""
        return self.ahead.title

    @property
    def final(self) -> int:
        """Return the last round of the season."""
        return max(self.ahead.after, self.ahead.results.rounds, *(slot.round for slot in self.ahead.slots), 0)

    def held(self, plays: Sequence[Play | None] = ()) -> Held:
        """Return what is certain when sessions go as told; without plays: what is, whatever happens."""
        return held(self.title, self._awarded(plays), self.decrees)

    def table(self, plays: Sequence[Play | None] = ()) -> Table:
        """Return the final table when sessions go as told, everyone who took part listed."""
        everyone = self.title.model_copy(update={"lists": "entrants"})
        return table_after(everyone, self._awarded(plays), self.final, self.decrees)

    def _awarded(self, plays: Sequence[Play | None]) -> Awarded:
        results = completed(self.ahead, plays or [None] * len(self.ahead.slots))
        return award_all(self.title, results, self.scales, self.decrees)

    @cached_property
    def certain(self) -> Held:
        """What is certain whatever happens."""
        return self.held()

    @cached_property
    def unit(self) -> int:
        """The whole number in which every number of points is one."""
        return unit_of(self.certain, self.pays)

    @cached_property
    def base(self) -> Mapping[Competitor, int]:
        """Competitors that may win, with the total of a season in which they score nothing more [units]."""
        base = {row.who: int(row.points * self.unit) for row in self.table().rows if row.position is not None}
        struck = {row.who for row in self.table().rows if row.position is None} - set(base)
        for pay in self.pays:
            for line in range(len(pay.slot.lines)) if pay is not None else ():
                for who in pay.whose(line) - struck:  # type: ignore[union-attr]
                    base.setdefault(who, 0)
        return base

    @cached_property
    def only_adds(self) -> bool:
        """Whether no session takes points away."""
        return all(points >= 0 for pay in self.pays if pay is not None for points in pay.points())

    @cached_property
    def floor(self) -> int:
        """What the winner has at least: the total of who has most for certain [units]."""
        return max(self.base.values(), default=0)

    def model(self, watched: set[Competitor], pays: Sequence[Pay | None] | None = None) -> TitleModel:
        """Return the rest of the season as constraints; pays: fewer sessions than all."""
        first = len(self.ahead.results.sheets)
        return TitleModel(self.title, self.certain, self.pays if pays is None else pays, first, self.unit, watched)

    @cached_property
    def most(self) -> Mapping[Competitor, Answer]:
        """The greatest total that each may reach, with a season in which it does [units]."""
        found = {}
        for who in self.base:
            model = self.model({who})
            model.model.maximize(model.lower(who))
            found[who] = model.solve()
        return found

    def alone(self, who: Competitor) -> list[Play | None]:
        """Return a season in which one takes the most points and nobody else is placed."""
        plays: list[Play | None] = [None] * len(self.pays)
        for number, play in enumerate(self.most[who].plays):
            pay = self.pays[number]
            if pay is not None and play is not None:
                mine = tuple(line for line in play.order if who in pay.whose(line))
                plays[number] = replace(play, order=mine, behind={})
        return plays

    def reach(self, who: Competitor) -> int:
        """Return the greatest total that one may reach, or what it cannot exceed where that is not proved [units]."""
        answer = self.most[who]
        if answer.status == "proved" and answer.value is not None:
            return answer.value
        return answer.bound if answer.bound is not None else self.model({who}).ceiling(who)

    def rivals(self, who: Competitor) -> list[Competitor]:
        """Return who of the others may have as many points as a winner needs, the strongest first."""
        able = [one for one in self.base if one != who and self.reach(one) >= self.floor]
        return sorted(able, key=lambda one: (-self.reach(one), one))

    def points(self, units: int) -> Fraction:
        """Return points of whole units."""
        return Fraction(units, self.unit)


def rest_of(ahead: Ahead, scales: Mapping[str, Scale], decrees: Sequence[Decree]) -> tuple[Rest, tuple[Decree, ...]]:
    """Return the rest of a season, and the decrees left out: they came later than the round asked about.

    Raises Unsupported for rules that the optimisation does not model, UnknownName for a scale that is missing.
    """
    mine = decrees_on(ahead.title, decrees)
    later = tuple(one for one in mine if _later(one, ahead))
    known = tuple(one for one in mine if one not in later)
    pays = tuple(pay_of(ahead.title, slot, scales, known) for slot in ahead.slots)
    rounds = max(ahead.results.rounds, ahead.after, *(slot.round for slot in ahead.slots), 0)
    whole = replace(ahead, results=replace(ahead.results, rounds=rounds))
    return Rest(whole, scales, known, pays), later


def _later(decree: Decree, ahead: Ahead) -> bool:
    """Return whether points were taken, or someone struck, only after the round asked about."""
    if decree.kind not in ("points", "excluded") or not ahead.slots:
        return False
    rounds = {sheet.meeting: sheet.round for sheet in ahead.results.sheets}
    rounds |= {slot.meeting: slot.round for slot in ahead.slots}
    start = holds_from(decree, rounds, max(rounds.values()))
    return start is not None and start > ahead.after
