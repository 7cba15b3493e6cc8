"""Who can still win a title, and what must happen: exact, by optimisation, for every way the season may go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from paddock.championships.ahead import Ahead
from paddock.championships.deciding import Earliest, earliest_decision
from paddock.championships.model_of_title import Answer, TitleModel
from paddock.championships.pairs import pair_of
from paddock.championships.pays import Unsupported
from paddock.championships.rest import Rest, rest_of
from paddock.findings import Finding
from paddock.model.scoring import Decree, Scale
from paddock.scoring.asking import points_text
from paddock.scoring.awarding import award_all
from paddock.scoring.sheets import Competitor
from paddock.scoring.tables import Table, table_after
from paddock.units import listed


@dataclass(frozen=True, slots=True)
class Chance:
    """What is still possible for a competitor.

    position, points: in the table now; None and nought for one that is not in it.
    most: the greatest total that it may reach.  can_win: alone in first place, after ties are broken.
    only_shared: it cannot, but may share the first place.
    must_score: the fewest points that still come to its total in any season that it wins; None when it wins none.
    certain_with: with so many or more it wins whatever the others do; None when no number does.
    must_gain: how many more than the leader it must score at least; None for the leader, and for one that cannot win.
    best_position: the best place in the final table that it may reach.
    None also stands where nothing is proved: a finding `unproved` then says so.
    """

    who: Competitor
    position: int | None
    points: Fraction
    most: Fraction
    can_win: bool | None
    only_shared: bool | None
    must_score: Fraction | None
    certain_with: Fraction | None
    must_gain: Fraction | None
    best_position: int | None

    def as_dict(self) -> dict[str, object]:
        """Return the chance as plain JSON values; points are exact numbers as text."""

        def text(points: Fraction | None) -> str | None:
            return None if points is None else points_text(points)

        return {
            **self.who.as_dict(),
            "position": self.position,
            "points": text(self.points),
            "most": text(self.most),
            "can_win": self.can_win,
            "only_shared": self.only_shared,
            "must_score": text(self.must_score),
            "certain_with": text(self.certain_with),
            "must_gain": text(self.must_gain),
            "best_position": self.best_position,
        }


@dataclass(frozen=True, slots=True)
class TitleRace:
    """Who can still win a title after a round.

    leader: first in the table now, None before the first result.  chances: in the order of the table.
    decided: who has won it already, whatever follows; None when it is open.
    earliest_decision: the first round after which it may be decided, with the session (`<meeting>/<session>`) and for
    whom; the round asked about when it is decided; None when that is not proved, or nobody can win alone.
    """

    season: str
    title: str
    after: int
    leader: Competitor | None
    chances: tuple[Chance, ...]
    decided: Competitor | None
    earliest_decision: int | None
    earliest_session: str | None
    for_whom: tuple[Competitor, ...]
    findings: tuple[Finding, ...] = field(default=())

    def as_dict(self) -> dict[str, object]:
        """Return the race for the title as plain JSON values."""
        return {
            "season": self.season,
            "title": self.title,
            "after": self.after,
            "leader": self.leader.as_dict() if self.leader is not None else None,
            "decided": self.decided.as_dict() if self.decided is not None else None,
            "earliest_decision": self.earliest_decision,
            "earliest_session": self.earliest_session,
            "for_whom": [one.as_dict() for one in self.for_whom],
            "chances": [one.as_dict() for one in self.chances],
            "findings": [one.as_dict() for one in self.findings],
        }


def title_race(
    ahead: Ahead,
    scales: Mapping[str, Scale],
    decrees: Sequence[Decree],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> TitleRace:
    """Return who can still win a title, and what must happen for it.

    ahead: results so far and the sessions still to come, with who may take part in each.  decrees: those of the season;
    points taken and exclusions that came later than the round asked about are left out, and told.
    progress: called with how many competitors are answered, of how many.
    Any of the cars of a session may fail to be placed; those that are take the places from the first without a gap.
    Raises MissingExtra without OR-Tools, UnknownName for a scale that is missing.
    Source: docs/methods/title-race.md.
    """
    season, title = ahead.results.season, ahead.title.called[0]
    findings = list(ahead.findings)
    try:
        rest, later = rest_of(ahead, scales, decrees)
        if later:
            said = f"Not known by then, so that it is left out: {listed([one.id for one in later])}."
            findings.append(Finding("info", "decree-later", said, season))
        now = table_after(
            rest.title, award_all(rest.title, rest.ahead.results, scales, rest.decrees), ahead.after, rest.decrees
        )
        asking = _Asking(rest, now, findings)
        order = asking.order()
        chances = []
        for number, who in enumerate(order, start=1):
            chances.append(asking.chance(who))
            if progress is not None:
                progress(number, len(order))
        decided = next((one.who for one in chances if one.can_win and one.certain_with == 0), None)
        earliest = asking.earliest(decided, chances)
    except Unsupported as error:
        said = f"What must happen is not worked out: the model does not know {error}."
        findings.append(Finding("warning", "unproved", said, f"{season}/{title}"))
        return TitleRace(season, title, ahead.after, None, (), None, None, None, (), tuple(dict.fromkeys(findings)))
    return TitleRace(
        season,
        title,
        ahead.after,
        asking.leader,
        tuple(chances),
        decided,
        earliest.round,
        earliest.session,
        earliest.for_whom,
        tuple(dict.fromkeys(findings)),
    )


class _Asking:
    """Questions to the optimisation, each with what its answer means."""

    def __init__(self, rest: Rest, now: Table, findings: list[Finding]) -> None:
        self.rest, self.findings = rest, findings
        self.now = {row.who: row for row in reversed(now.rows)}
        self.leader = next((row.who for row in now.rows if row.position == 1), None)

    def order(self) -> list[Competitor]:
        """Return the competitors, those in the table first."""
        known = [who for who in reversed(self.now) if who in self.rest.base]
        return known + sorted(who for who in self.rest.base if who not in self.now)

    def chance(self, who: Competitor) -> Chance:
        rest, base = self.rest, self.rest.base[who]
        if rest.most[who].status != "proved":
            self._unproved(who, "the most points within reach", rest.points(rest.reach(who)))
        win = self._win(who)
        can: bool | None = win.status != "none"
        if win.status == "open" and win.value is None and not self._first(who, rest.table(rest.alone(who))):
            can = None
        shared: bool | None = False
        if can is False and rest.reach(who) >= rest.floor:
            shared = self._share(who)
        must = win.value if win.status == "proved" else None
        if win.status == "open":
            self._unproved(who, "the fewest points it must score", rest.points((win.bound or base) - base))
        row = self.now.get(who)
        return Chance(
            who,
            row.position if row is not None else None,
            row.points if row is not None else Fraction(0),
            rest.points(rest.reach(who)),
            can,
            shared,
            None if must is None else rest.points(must - base),
            self._certain(who) if can else None,
            self._gain(who, win) if can else None,
            1 if can or shared else self._best_position(who),
        )

    def earliest(self, decided: Competitor | None, chances: Sequence[Chance]) -> Earliest:
        if decided is not None:
            return Earliest(self.rest.ahead.after, None, (decided,))
        found = earliest_decision(
            self.rest,
            [one.who for one in chances if one.can_win is not False],
            [one.who for one in chances if one.can_win],
        )
        if not found.proved:
            said = "The earliest round at which the title may be decided is not proved."
            self.findings.append(Finding("warning", "unproved", said, self.rest.title.called[0]))
        return found

    def _winning(self, who: Competitor, *, or_level: bool = False) -> TitleModel:
        """Return the seasons in which one is first."""
        rivals = self.rest.rivals(who)
        model = self.rest.model({who, *rivals})
        for one in rivals:
            model.model.add(model.ahead(who, one, or_level=or_level) == 1)
        if self.rest.title.lists == "scorers":
            model.model.add(model.lower(who) >= 1)
        return model

    def _win(self, who: Competitor) -> Answer:
        """Return the least total with which one wins.

        No season is searched where the most it may reach is less than what someone has for certain.
        """
        rest = self.rest
        if rest.reach(who) < rest.floor:
            return Answer("none")
        if rest.only_adds and rest.base[who] == rest.floor and self._first(who, rest.table()):
            return Answer("proved", rest.base[who], rest.base[who], (None,) * len(rest.pays))
        model = self._winning(who)
        model.model.minimize(model.upper(who))
        return model.solve()

    def _first(self, who: Competitor, table: Table) -> bool:
        """Return whether one is first alone in a final table, with points where only those are listed who have some."""
        first = [row for row in table.rows if row.position == 1]
        shown = self.rest.title.lists != "scorers" or any(row.points > 0 for row in first)
        return [row.who for row in first] == [who] and shown

    def _share(self, who: Competitor) -> bool | None:
        answer = self._winning(who, or_level=True).solve()
        if answer.status == "open" and not answer.plays:
            self._unproved(who, "whether the first place may be shared")
            return None
        return answer.status != "none"

    def _gain(self, who: Competitor, win: Answer) -> Fraction | None:
        """Return the least by which one gains on the leader in a season it wins: as in the one known, or still less."""
        rest = self.rest
        if self.leader is None or who == self.leader or self.leader not in rest.base or not win.plays:
            return None
        totals = {row.who: row.points * rest.unit for row in rest.table(win.plays).rows if row.position is not None}
        ahead = int(totals[who] - totals[self.leader])
        model = self._winning(who)
        model.model.add(model.upper(who) - model.lower(self.leader) <= ahead - 1)
        model.model.minimize(model.upper(who) - model.lower(self.leader))
        answer = model.solve() if ahead else Answer("none")
        if answer.status == "open":
            self._unproved(who, "how many points it must gain on the leader")
            return None
        ahead = ahead if answer.value is None else answer.value
        return rest.points(ahead - rest.base[who] + rest.base[self.leader])

    def _certain(self, who: Competitor) -> Fraction | None:
        """Return the least number of points above every one with which somebody may still be ahead, or level."""
        rest = self.rest
        best = rest.base[who] - 1
        rivals = [one for one in sorted(rest.base, key=lambda one: (-rest.reach(one), one)) if one != who]
        pairs = {one: pair_of(rest, who, one) for one in rivals}
        best = max([best, *(pair.behind for pair in pairs.values() if pair is not None and pair.behind is not None)])
        if best >= rest.reach(who):
            return None
        for one in rivals:
            pair = pairs[one]
            # Nobody is ahead of, or level with, a total that is out of its own reach; beyond being ahead, only level.
            most = min(rest.reach(one), rest.reach(who)) if pair is None else pair.level
            if most is None or most <= best:
                continue
            model = rest.model({who, one})
            model.model.add(model.ahead(one, who, or_level=True) == 1)
            model.model.add(model.lower(who) >= best + 1)
            model.model.add(model.lower(who) <= most)
            model.model.maximize(model.lower(who))
            answer = model.solve()
            if answer.status == "open":
                self._unproved(who, "the points that make it certain")
                return None
            if answer.value is not None:
                best = answer.value
            if best >= rest.reach(who):
                return None
        model = rest.model({who})
        model.model.add(model.lower(who) >= max(best + 1, int(rest.title.lists == "scorers")))
        model.model.minimize(model.upper(who))
        answer = model.solve()
        if answer.status != "proved" or answer.value is None:
            self._unproved(who, "the points that make it certain")
            return None
        return rest.points(answer.value - rest.base[who])

    def _best_position(self, who: Competitor) -> int | None:
        """Return the best place within reach: one, and one for everyone who cannot be kept from being ahead."""
        rest = self.rest
        ahead = [one for one in rest.base if one != who and rest.base[one] > rest.reach(who)]
        open_to = [one for one in rest.base if one != who and one not in ahead and rest.reach(one) >= rest.base[who]]
        found = next((row.position for row in rest.table(rest.alone(who)).rows if row.who == who), None)
        if found == len(ahead) + 1:
            return found
        model = rest.model({who, *open_to})
        kept = [model.ahead(who, one, or_level=True) for one in open_to]
        model.model.maximize(sum(kept))
        answer = model.solve()
        if answer.status != "proved" or answer.value is None:
            self._unproved(who, "the best position")
            return None
        return 1 + len(ahead) + len(open_to) - answer.value

    def _unproved(self, who: Competitor, what: str, bound: Fraction | None = None) -> None:
        said = f"Not proved in the time there is: {what}"
        said += f" (bound: {points_text(bound)})." if bound is not None else "."
        self.findings.append(Finding("warning", "unproved", said, who.label))
