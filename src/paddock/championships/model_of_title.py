"""A title over the rest of a season as constraints on whole numbers: totals, what counts of them, and who is ahead.

Exact by one-sided bounds: where a competitor is to be ahead, a lower bound of its total and an upper bound of the
other's are compared, and both are free to be the totals themselves.

- lower: any choice of at most so many rounds counts no more than the best do.
- upper: for every t, N·t + Σ max(0, s − t) is no less than the sum of the best N of the scores s, and equals it where t
  is the N-th best (duality of linear programming).
"""

from __future__ import annotations

import copy
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from paddock.championships.pays import Pay, Unsupported
from paddock.championships.plays import Play
from paddock.championships.slot_model import SlotModel
from paddock.errors import MissingExtra
from paddock.model.scoring import Decree, Title
from paddock.scoring.awarding import Awarded, concerns
from paddock.scoring.sheets import Competitor

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

Term = tuple[int, "cp_model.IntVar"]
Score = tuple[int, list[Term]]
"""A round of a competitor: what is certain, and what may be added where a literal holds [units]."""

EFFORT = 1.0
"""How long a question may take, in the solver's own time, which is the same on every machine."""


@dataclass(frozen=True, slots=True)
class Held:
    """What competitors have for certain: points by round, and places that break ties as (place, sheet)."""

    points: Mapping[Competitor, Mapping[int, Fraction]]
    places: Mapping[Competitor, Sequence[tuple[int, int]]]


def held(title: Title, awarded: Awarded, decrees: Iterable[Decree]) -> Held:
    """Return what an awarding gave; of those struck up to a round, what came after it."""
    cut = [one for one in decrees if one.kind == "excluded" and one.until is not None]
    points: dict[Competitor, dict[int, Fraction]] = defaultdict(dict)
    places: dict[Competitor, list[tuple[int, int]]] = defaultdict(list)

    def struck(who: Competitor, round: int) -> bool:
        return any(concerns(one, who) and round <= (one.until or 0) for one in cut)

    for credit in awarded.credits:
        if not struck(credit.who, credit.round):
            mine = points[credit.who]
            mine[credit.round] = mine.get(credit.round, Fraction(0)) + credit.points
    most = title.ties_within
    for place in awarded.places:
        if not struck(place.who, place.round) and (most is None or place.place <= most):
            places[place.who].append((place.place, place.sheet))
    return Held(points, places)


def unit_of(has: Held, pays: Iterable[Pay | None]) -> int:
    """Return the whole number in which every number of points is one."""
    known = (points.denominator for mine in has.points.values() for points in mine.values())
    coming = (points.denominator for pay in pays if pay is not None for points in pay.points())
    return math.lcm(1, *known, *coming)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver found.

    status: proved (the value is the optimum), none (there is no such season), open (neither was proved in time).
    value: of the objective, None without a season found.  bound: what it cannot be better than.
    plays: the season found, one play for each slot.
    """

    status: Literal["proved", "none", "open"]
    value: int | None = None
    bound: int | None = None
    plays: tuple[Play | None, ...] = ()


class TitleModel:
    """A title over the slots still to come.

    pays: one for each slot; None where it pays nothing, or goes as `has` already tells.  first_sheet: number of the
    first slot's sheet in the season.  watched: whose points and places are wanted; the others are a crowd.
    """

    def __init__(
        self,
        title: Title,
        has: Held,
        pays: Sequence[Pay | None],
        first_sheet: int,
        unit: int,
        watched: set[Competitor],
    ) -> None:
        try:
            from ortools.sat.python import cp_model
        except ImportError:
            raise MissingExtra("ortools", "plan") from None
        self.cp = cp_model
        self.model = cp_model.CpModel()
        self.title, self.has, self.unit = title, has, unit
        self.slots = [None if pay is None else SlotModel(self.model, title, pay, watched) for pay in pays]
        self.first_sheet = first_sheet
        self._lower: dict[Competitor, cp_model.LinearExpr] = {}
        self._upper: dict[Competitor, cp_model.LinearExpr] = {}

    def also(self, has: Held) -> TitleModel:
        """Return the same season with other things certain: the sessions to come are the same variables."""
        other = copy.copy(self)
        other.has, other._lower, other._upper = has, {}, {}
        return other

    # ── totals ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _rounds(self, who: Competitor) -> dict[int, Score]:
        """Return by round what is certain and what may be added, in units."""
        rounds: dict[int, Score] = {
            now: (int(points * self.unit), []) for now, points in self.has.points.get(who, {}).items()
        }
        for slot in self.slots:
            if slot is not None and slot.gains.get(who):
                terms = rounds.setdefault(slot.pay.slot.round, (0, []))[1]
                terms += [(int(points * self.unit), literal) for points, literal in slot.gains[who]]
        return rounds

    def _sum(self, certain: int, terms: Sequence[Term]) -> cp_model.LinearExpr:
        variables = [one for _, one in terms]
        return self.cp.LinearExpr.weighted_sum(variables, [points for points, _ in terms]) + certain

    def _total(self, who: Competitor, upper: bool) -> cp_model.LinearExpr:
        rounds = self._rounds(who)
        parts: list[cp_model.LinearExpr] = []
        for part in self.title.counted:
            here = [rounds.pop(now) for now in [now for now in rounds if part.covers(now)]]
            if len(here) <= part.best:
                parts += [self._sum(*one) for one in here]
                continue
            if any(certain + sum(min(points, 0) for points, _ in terms) < 0 for certain, terms in here):
                raise Unsupported("points taken away in a round that need not count")
            parts.append(self._at_most(here, part.best) if upper else self._at_least(here, part.best))
        parts += [self._sum(*one) for one in rounds.values()]
        return self.cp.LinearExpr.weighted_sum(parts, [1] * len(parts))

    def _at_least(self, here: Sequence[Score], best: int) -> cp_model.LinearExpr:
        """Return what a choice of rounds counts."""
        known = sorted((certain for certain, terms in here if not terms), reverse=True)[:best]
        chosen: list[cp_model.IntVar] = []
        worth: list[Term] = []
        for certain, terms in [*((one, []) for one in known), *(one for one in here if one[1])]:
            taken = self.model.new_bool_var("counts")
            chosen.append(taken)
            if not terms:
                worth.append((certain, taken))
                continue
            most = certain + sum(max(points, 0) for points, _ in terms)
            value = self.model.new_int_var(0, most, "score")
            self.model.add(value <= self._sum(certain, terms))
            self.model.add(value <= most * taken)
            worth.append((1, value))
        self.model.add(sum(chosen) <= best)
        return self._sum(0, worth)

    def _at_most(self, here: Sequence[Score], best: int) -> cp_model.LinearExpr:
        """Return N·t + Σ max(0, s - t) for a t of the solver's choice."""
        tops = [certain + sum(max(points, 0) for points, _ in terms) for certain, terms in here]
        level = self.model.new_int_var(0, max(tops), "level")
        worth = [(best, level)]
        for (certain, terms), top in zip(here, tops, strict=True):
            over = self.model.new_int_var(0, top, "over")
            self.model.add(over >= self._sum(certain, terms) - level)
            worth.append((1, over))
        return self._sum(0, worth)

    def ceiling(self, who: Competitor) -> int:
        """Return what a competitor's total cannot exceed: everything that it may get, at once [units]."""
        return sum(
            max(certain, 0) + sum(max(points, 0) for points, _ in terms)
            for certain, terms in self._rounds(who).values()
        )

    def lower(self, who: Competitor) -> cp_model.LinearExpr:
        """Return what is no more than the competitor's total, and may be it [units]."""
        if who not in self._lower:
            self._lower[who] = self._total(who, upper=False)
        return self._lower[who]

    def upper(self, who: Competitor) -> cp_model.LinearExpr:
        """Return what is no less than the competitor's total, and may be it [units]."""
        if who not in self._upper:
            self._upper[who] = self._total(who, upper=True)
        return self._upper[who]

    # ── who is ahead ────────────────────────────────────────────────────────────────────────────────────────────────

    def ahead(self, one: Competitor, other: Competitor, *, or_level: bool = False) -> cp_model.IntVar:
        """Return a literal that holds only if `one` is ahead of `other` in the table (or shares its place)."""
        more, level = self._literal(), self._literal()
        self.model.add(self.lower(one) >= self.upper(other) + 1).only_enforce_if(more)
        self.model.add(self.lower(one) >= self.upper(other)).only_enforce_if(level)
        ways = [more]
        for tie in self.title.ties:
            if tie == "places":
                level = self._by_places(one, other, level, ways)
            else:
                level = self._by_earliest(one, other, level, ways)
        if or_level:
            ways.append(level)
        holds = self._literal()
        self.model.add_bool_or([~holds, *ways])
        return holds

    def _literal(self) -> cp_model.IntVar:
        return self.model.new_bool_var("")

    def _places(self, who: Competitor) -> tuple[Counter[int], dict[int, list[cp_model.IntVar]]]:
        certain = Counter(place for place, _ in self.has.places.get(who, ()))
        coming: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for _, place, literal in self._coming(who):
            coming[place].append(literal)
        return certain, coming

    def _coming(self, who: Competitor) -> Iterable[tuple[int, int, cp_model.IntVar]]:
        """Yield places that may still come: number of the sheet, place, literal."""
        most = self.title.ties_within
        for number, slot in enumerate(self.slots, start=self.first_sheet):
            if slot is not None:
                for place, literal in slot.ranks.get(who, ()):
                    if most is None or place <= most:
                        yield number, place, literal

    def _by_places(
        self, one: Competitor, other: Competitor, level: cp_model.IntVar, ways: list[cp_model.IntVar]
    ) -> cp_model.IntVar:
        """Add the ways to be ahead by more of a place and no fewer of any before it; return the literal of neither."""
        mine, my_coming = self._places(one)
        its, its_coming = self._places(other)
        for place in sorted({*mine, *my_coming, *its, *its_coming}):
            more = mine[place] + sum(my_coming.get(place, ()))
            less = its[place] + sum(its_coming.get(place, ()))
            decided, still = self._literal(), self._literal()
            self.model.add_implication(decided, level)
            self.model.add_implication(still, level)
            self.model.add(more >= less + 1).only_enforce_if(decided)
            self.model.add(more >= less).only_enforce_if(still)
            ways.append(decided)
            level = still
        return level

    def _by_earliest(
        self, one: Competitor, other: Competitor, level: cp_model.IntVar, ways: list[cp_model.IntVar]
    ) -> cp_model.IntVar:
        """Add being ahead by the better best place, or the earlier one; return the literal of neither."""
        sheets = self.first_sheet + len(self.slots)
        had = (place for places in self.has.places.values() for place, _ in places)
        worst = (max(0, *had, *(slot.most for slot in self.slots if slot is not None)) + 1) * sheets
        decided, still = self._literal(), self._literal()
        mine = self._best_at_most(one, sheets, worst)
        its = self.model.new_int_var(0, worst, "earliest")
        self.model.add(its <= min((place * sheets + at for place, at in self.has.places.get(other, ())), default=worst))
        for number, place, literal in self._coming(other):
            self.model.add(its <= place * sheets + number).only_enforce_if(literal)
        self.model.add_implication(decided, level)
        self.model.add_implication(still, level)
        self.model.add(mine + 1 <= its).only_enforce_if(decided)
        self.model.add(mine <= its).only_enforce_if(still)
        ways.append(decided)
        return still

    def _best_at_most(self, who: Competitor, sheets: int, worst: int) -> cp_model.IntVar:
        """Return what is no better than the competitor's best place and its sheet, as one number."""
        known = min((place * sheets + at for place, at in self.has.places.get(who, ())), default=worst)
        value = self.model.new_int_var(0, worst, "earliest")
        none = self._literal()
        self.model.add(value >= known).only_enforce_if(none)
        witnesses = [none]
        for number, place, literal in self._coming(who):
            this = self._literal()
            self.model.add_implication(this, literal)
            self.model.add(value >= place * sheets + number).only_enforce_if(this)
            witnesses.append(this)
        self.model.add_exactly_one(witnesses)
        return value

    # ── asking ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def solve(self) -> Answer:
        """Return what the solver finds; the same on every machine and every time."""
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = EFFORT
        # It would leave Ctrl-C with the system's own way of ending a process, for good.
        solver.parameters.catch_sigint_signal = False
        status = solver.solve(self.model)
        if status == self.cp.INFEASIBLE:
            return Answer("none")
        if status == self.cp.MODEL_INVALID:
            raise ValueError(self.model.validate())
        if status == self.cp.UNKNOWN:
            return Answer("open")  # what the solver calls a bound may be none yet
        bound = round(solver.best_objective_bound) if self.model.has_objective() else None
        value = round(solver.objective_value) if self.model.has_objective() else None
        plays = tuple(None if slot is None else slot.play(solver) for slot in self.slots)
        return Answer("proved" if status == self.cp.OPTIMAL else "open", value, bound, plays)
