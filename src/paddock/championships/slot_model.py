"""A session still to come as variables: who is placed where, and what else pays.

Lines that matter to nobody who is watched are one crowd: they take places and have no names.  Three steps cut the
variables; none loses a season:

- Where a title ranks its entrants or their best cars, cars that hold no rank (guests, an entrant's second car, cars of
  a make beyond those that count) may as well not be placed: ranks of the others stay as they are.
- Lines that may be exchanged without any change (two cars of one make in a title for makes) are placed in their order.
- Places are taken without gaps, by any of the cars that may take them, so that a crowd is told by its places alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from paddock.championships.pays import Extra, Gains, Pay, Unsupported
from paddock.championships.plays import Play
from paddock.model.scoring import Title
from paddock.scoring.sheets import Competitor

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


class SlotModel:
    """Variables of one session.

    gains: by competitor, (points, literal) for all that may pay.  ranks: by competitor, (place, literal) for all that
    breaks ties.
    """

    def __init__(self, model: cp_model.CpModel, title: Title, pay: Pay, watched: set[Competitor]) -> None:
        self.model, self.title, self.pay = model, title, pay
        self.lines = pay.slot.lines
        self.by_position = pay.by_position or title.ranked == "as-classified"
        active = tuple(range(len(self.lines))) if pay.by_position else pay.holds
        self.named = self._named(active, watched)
        self.crowd = tuple(one for one in active if one not in self.named)
        crowd = len(self.crowd) if self.by_position else self._crowd_places()
        self.most = len(self.named) + crowd
        self.x = {
            (line, rank): model.new_bool_var(f"x{line},{rank}")
            for line in self.named
            for rank in range(1, self.most + 1)
        }
        self.anyone = [model.new_bool_var(f"crowd{rank}") for rank in range(1, self.most + 1)] if crowd else []
        self._before: dict[tuple[int, int], cp_model.IntVar] = {}
        self._position: dict[int, cp_model.LinearExpr] = {}
        self.kin = self._kin()
        self._place(crowd)
        self.gains: dict[Competitor, list[tuple[Fraction, cp_model.IntVar]]] = defaultdict(list)
        self.ranks: dict[Competitor, list[tuple[int, cp_model.IntVar]]] = defaultdict(list)
        self.watched = watched
        self._pay_places()
        self.fastest: dict[tuple[int, str | int], cp_model.IntVar] = {}
        self.led: dict[tuple[int, int], cp_model.IntVar] = {}
        self.most_led: dict[int, cp_model.IntVar] = {}
        self.behind: dict[tuple[int, int], cp_model.IntVar] = {}
        self._pay_extras()

    def _named(self, active: Sequence[int], watched: set[Competitor]) -> tuple[int, ...]:
        """Return the lines that need variables of their own."""
        named = {one for one in active if self.pay.whose(one) & watched}
        if self.title.entrants.cars_per_make is not None:
            makes = {self.lines[one].make for one in named}
            named |= {one for one in active if self.lines[one].make in makes}
        if self.title.ranked == "best-cars" and not self.pay.by_position:
            # Cars that share someone keep each other from a rank; a crowd of such would be miscounted.
            whose = {one: frozenset(self._whose(one)) for one in active}
            kinds = {(self.lines[one].make, who) for one, who in whose.items()}
            partly = len({who for _, who in kinds}) != len(kinds) or sum(map(len, set(whose.values()))) != len(
                {each for who in whose.values() for each in who}
            )
            taken = {each for one in named for each in whose[one]}
            named = set(active) if partly else named | {one for one in active if whose[one] & taken}
        return tuple(sorted(named))

    def _whose(self, line: int) -> tuple[Competitor, ...]:
        return self.lines[line].competitors(self.title.awarded_to)

    def _crowd_places(self) -> int:
        """Return how many of the crowd may hold a rank at once."""
        most = self.title.entrants.cars_per_make
        by_make: dict[str, set[object]] = defaultdict(set)
        for one in self.crowd:
            key = self._whose(one) if self.title.ranked == "best-cars" else one
            by_make[self.lines[one].make if most is not None else ""].add(key)
        return sum(len(keys) if most is None else min(most, len(keys)) for keys in by_make.values())

    def _kin(self) -> list[list[int]]:
        """Return the named lines in groups that may be exchanged without any change."""
        kin: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for one in self.named:
            kin[(self._whose(one), one in self.pay.holds, *self.pay.alike(one))].append(one)
        return list(kin.values())

    def _place(self, crowd: int) -> None:
        model, ranks = self.model, range(1, self.most + 1)
        taken = []
        for rank in ranks:
            here = [self.x[one, rank] for one in self.named] + ([self.anyone[rank - 1]] if crowd else [])
            model.add_at_most_one(here)
            taken.append(sum(here))
        for ahead, behind in pairwise(taken):
            model.add(behind <= ahead)
        for one in self.named:
            model.add_at_most_one(self.x[one, rank] for rank in ranks)
        if crowd:
            model.add(sum(self.anyone) <= crowd)
        for group in self.kin:
            for first, second in pairwise(group):
                for rank in ranks:
                    sooner = sum(self.x[first, one] for one in range(1, rank))
                    model.add(sum(self.x[second, one] for one in range(1, rank + 1)) <= sooner)
        if self.by_position:
            return
        if self.title.ranked == "best-cars":
            for who in {who for one in self.named for who in self._whose(one)}:
                model.add_at_most_one(
                    self.x[one, rank] for one in self.named if who in self._whose(one) for rank in ranks
                )
        most = self.title.entrants.cars_per_make
        if most is not None:
            for make in {self.lines[one].make for one in self.named}:
                mates = [one for one in self.named if self.lines[one].make == make]
                model.add(sum(self.x[one, rank] for one in mates for rank in ranks) <= most)

    def _at(self, line: int) -> cp_model.LinearExpr:
        """Return where a line stands: its place, or behind all who are placed, in the order of lines."""
        if line not in self._position:
            last = self.most + 1 + line
            at = self.model.new_int_var(1, last, f"at{line}")
            self.model.add(at == last - sum((last - rank) * self.x[line, rank] for rank in range(1, self.most + 1)))
            self._position[line] = at
        return self._position[line]

    def _ahead(self, one: int, other: int) -> cp_model.IntVar:
        """Return whether a line stands before another."""
        if (other, one) in self._before:
            return self._before[other, one].Not()  # type: ignore[return-value]
        if (one, other) not in self._before:
            new = self.model.new_bool_var(f"{one}before{other}")
            self.model.add(self._at(one) < self._at(other)).only_enforce_if(new)
            self.model.add(self._at(one) > self._at(other)).only_enforce_if(~new)
            self._before[one, other] = new
        return self._before[one, other]

    def _among_best(self, line: int, mates: Iterable[int], most: int) -> cp_model.IntVar | bool:
        """Return whether a line is one of the first so many among its mates."""
        kin = next(group for group in self.kin if line in group)
        certain = sum(one < line for one in kin if one in mates)
        others = [one for one in mates if one != line and one not in kin]
        if certain + len(others) < most:
            return True
        if certain >= most:
            return False
        before = certain + sum(self._ahead(one, line) for one in others)
        new = self.model.new_bool_var(f"best{line}")
        self.model.add(before <= most - 1).only_enforce_if(new)
        self.model.add(before >= most).only_enforce_if(~new)
        return new

    def _all(self, *parts: cp_model.IntVar | bool) -> cp_model.IntVar | None:
        """Return a literal that is true exactly when all parts are; None when one never is."""
        real = [one for one in parts if one is not True]
        if any(one is False for one in real):
            return None
        if len(real) == 1:
            return real[0]  # type: ignore[return-value]
        new = self.model.new_bool_var("")
        for one in real:
            self.model.add_implication(new, one)
        self.model.add_bool_or([new, *(~one for one in real)])
        return new

    def _takes_part(self, line: int) -> cp_model.IntVar | bool:
        """Return whether a car is one of those of its make that take part."""
        most = self.title.entrants.cars_per_make
        if most is None:
            return True
        mates = [one for one in self.named if self.lines[one].make == self.lines[line].make and one in self.pay.holds]
        return self._among_best(line, mates, most) if line in self.pay.holds else True

    def _pay_places(self) -> None:
        limit = self.title.cars_counted
        if self.by_position and self.title.ranked == "best-cars":
            limit = 1
        # Who is first of all is the first of its entrant and of its make, so that limits mean nothing to a pole.
        only_first = self.pay.by_position and not any(
            any(row[1:]) for rows in self.pay.place.values() for row in rows.values()
        )
        if only_first:
            limit = None
        if limit is not None and self.by_position and self.title.entrants.cars_per_make is not None:
            raise Unsupported("cars that count for their entrant and for their make at once")
        flags: dict[int, cp_model.IntVar | bool] = {}
        for line in self.named:
            placed = self.pay.place.get(line, {})
            tied = self.pay.ties.get(line, ())
            for who in {*placed, *tied} & self.watched:
                if line not in flags:
                    flags[line] = self._takes_part(line) if self.by_position and not only_first else True
                counted: cp_model.IntVar | bool = True
                if limit is not None:
                    mates = [
                        one
                        for one in self.named
                        if who in self.pay.place.get(one, {}) or who in self.pay.ties.get(one, ())
                    ]
                    counted = self._among_best(line, mates, limit)
                row = placed.get(who, ())
                for rank in range(1, self.most + 1):
                    points = row[rank - 1] if row else Fraction(0)
                    if not points and who not in tied:
                        continue
                    literal = self._all(self.x[line, rank], flags[line], counted)
                    if literal is None:
                        continue
                    if points:
                        self.gains[who].append((points, literal))
                    if who in tied:
                        self.ranks[who].append((rank, literal))

    def _pay_extras(self) -> None:
        fastest = [one for one in self.pay.extras if one.what == "fastest-lap"]
        for extra in fastest:
            for line in self.named:
                for choice, gains in extra.gains.get(line, {}).items():
                    if (line, choice) not in self.fastest:
                        self.fastest[line, choice] = self.model.new_bool_var(f"fastest{line}")
                    self._give(extra, line, self.fastest[line, choice], gains)
        self.model.add_at_most_one(self.fastest.values())
        self._lead([one for one in self.pay.extras if one.what in ("laps-led", "most-laps-led")])
        for extra in self.pay.extras:
            if extra.what == "laps-behind":
                self._fall_behind(extra)

    def _give(self, extra: Extra, line: int, has: cp_model.IntVar, gains: Gains) -> None:
        near: cp_model.IntVar | bool = True
        if extra.within is not None:
            near = self.model.new_bool_var("")
            self.model.add(near == sum(self.x[line, rank] for rank in range(1, min(extra.within, self.most) + 1)))
        literal = self._all(has, near, self._takes_part(line))
        if literal is not None:
            for who, points in gains.items():
                if who in self.watched:
                    self.gains[who].append((points, literal))

    def _lead(self, extras: Sequence[Extra]) -> None:
        """Add who led so many laps, and who led the most: one car, which led what any other did."""
        levels = sorted({one.least for one in extras if one.what == "laps-led"})
        one_leads = any(one.what == "most-laps-led" for one in extras)
        able = [one for one in self.named if one in self.pay.able]
        for line in able if extras else ():
            for level in levels:
                self.led[line, level] = self.model.new_bool_var(f"led{line},{level}")
            for less, more in pairwise(levels):
                self.model.add_implication(self.led[line, more], self.led[line, less])
            if one_leads:
                self.most_led[line] = self.model.new_bool_var(f"most{line}")
                if 1 in levels:
                    self.model.add_implication(self.most_led[line], self.led[line, 1])
        self.model.add_at_most_one(self.most_led.values())
        for (line, level), led in self.led.items():
            for other, most in self.most_led.items():
                if other != line:
                    self.model.add_bool_or([~most, ~led, self.led[other, level]])
            if self.most_led and self.pay.able <= set(self.named):
                self.model.add_bool_or([~led, *self.most_led.values()])
        for extra in extras:
            for line in able:
                has = self.most_led[line] if extra.what == "most-laps-led" else self.led[line, extra.least]
                for gains in extra.gains.get(line, {}).values():
                    self._give(extra, line, has, gains)

    def _fall_behind(self, extra: Extra) -> None:
        """Add laps behind the best: none for the first, and no fewer than whoever is ahead."""
        most = max((int(one) for gains in extra.gains.values() for one in gains), default=0)
        at = [self.model.new_int_var(0, most if rank else 0, f"behind{rank}") for rank in range(self.most)]
        for ahead, behind in pairwise(at):
            self.model.add(ahead <= behind)
        for line in self.named:
            levels = [self.model.new_bool_var(f"behind{line},{one}") for one in range(most + 1)]
            placed = sum(self.x[line, rank] for rank in range(1, self.most + 1))
            self.model.add(sum(levels) == placed)
            laps = sum(number * one for number, one in enumerate(levels))
            for rank in range(1, self.most + 1):
                self.model.add(laps == at[rank - 1]).only_enforce_if(self.x[line, rank])
            for number, one in enumerate(levels):
                self.behind[line, number] = one
                self._give(extra, line, one, extra.gains.get(line, {}).get(number, {}))

    def play(self, solver: cp_model.CpSolver) -> Play:
        """Return how the session goes in a solution: the crowd's places go to cars of it that may hold them."""
        at = {rank: line for (line, rank), one in self.x.items() if solver.boolean_value(one)}
        crowd = iter(self._of_crowd())
        for rank, one in enumerate(self.anyone, start=1):
            if solver.boolean_value(one):
                at[rank] = next(crowd)
        fastest = [which for which, one in self.fastest.items() if solver.boolean_value(one)]
        led: dict[int, int] = {}
        for (line, level), one in self.led.items():
            if solver.boolean_value(one):
                led[line] = max(level, led.get(line, 0))
        for line, one in self.most_led.items():
            if solver.boolean_value(one):
                led[line] = 1 + max(led.values(), default=0)
        if self.most_led and led and not any(solver.boolean_value(one) for one in self.most_led.values()):
            # Somebody else led the most.
            led[next(one for one in self.pay.able if one not in self.named)] = 1 + max(led.values())
        return Play(
            tuple(at[rank] for rank in sorted(at)),
            (fastest[0][0], str(fastest[0][1])) if fastest else None,
            led,
            {line: number for (line, number), one in self.behind.items() if solver.boolean_value(one)},
        )

    def _of_crowd(self) -> Iterable[int]:
        """Yield cars of the crowd that may hold ranks beside each other."""
        most = self.title.entrants.cars_per_make
        had: dict[str, int] = defaultdict(int)
        seen: set[Competitor] = set()
        for one in self.crowd:
            make = self.lines[one].make
            if not self.by_position:
                if self.title.ranked == "best-cars" and seen & set(self._whose(one)):
                    continue
                if most is not None and had[make] >= most:
                    continue
            had[make] += 1
            seen |= set(self._whose(one))
            yield one
