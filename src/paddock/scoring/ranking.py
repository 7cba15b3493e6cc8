"""The cars of a session as a title sees them: who takes part, who may score, and in which place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from paddock.model.scoring import Award, Decree, Title
from paddock.scoring.sheets import Competitor, Line, Sheet


class Ranking:
    """The cars of a sheet as a title sees them: who takes part, and in which place.

    ranks: place that counts, by line, of cars that may score.
    """

    def __init__(self, title: Title, sheet: Sheet, decrees: Sequence[Decree]) -> None:
        self.title, self.sheet = title, sheet
        barred = [one for one in decrees if one.kind == "not-scoring" and one.award is None]
        self.silent: set[int] = set()
        passed_on: list[int] = []
        inside: list[Line] = []
        for line in sheet.lines:
            of_it = [one for one in barred if hits(one, line)]
            left = _others(of_it, line)
            if left is None:
                self.silent.add(id(line))
                if not all(one.keeps_place for one in of_it):
                    passed_on += [line.position] if line.position else []
                    continue
            if admits(title, line):
                inside.append(left or line)
        self._passed_on = sorted(passed_on)
        self.inside = _best_of_make(inside, title.entrants.cars_per_make)
        self.ranks = self._ranks()
        self.surplus: set[tuple[int, Competitor]] = set()
        self.scoring = self._scoring()

    @property
    def taking_part(self) -> Iterator[Competitor]:
        """Whoever has a line in the title's table for one of these cars."""
        for line in self.inside:
            yield from line.competitors(self.title.awarded_to)

    def _ranks(self) -> dict[int, int]:
        placed = sorted((one for one in self.inside if one.position is not None), key=lambda one: one.position or 0)
        if self.title.ranked == "as-classified":
            return {id(line): _without(line.position or 0, self._passed_on) for line in placed}
        if self.title.ranked == "entrants":
            kept = {line.position for line in placed}
            others = sorted(one.position for one in self.sheet.lines if one.position and one.position not in kept)
            return {id(line): _without(line.position or 0, others) for line in placed}
        ranks: dict[int, int] = {}
        seen: set[Competitor] = set()
        for line in placed:
            whose = set(line.competitors(self.title.awarded_to))
            if whose and not whose & seen:
                ranks[id(line)] = len(ranks) + 1
            seen |= whose
        return ranks

    def _scoring(self) -> list[Line]:
        """Return the cars that score: of each competitor the best so many, where the title says so.

        Whom a car with several drivers is one too many for goes to `surplus`.
        """
        rows = [line for line in self.inside if id(line) in self.ranks and id(line) not in self.silent]
        rows.sort(key=lambda line: self.ranks[id(line)])
        most = self.title.cars_counted
        if most is None:
            return rows
        had: dict[Competitor, int] = {}
        kept = []
        for line in rows:
            whose = line.competitors(self.title.awarded_to)
            for who in whose:
                had[who] = had.get(who, 0) + 1
                if had[who] > most:
                    self.surplus.add((id(line), who))
            if not whose or any(had[who] <= most for who in whose):
                kept.append(line)
        return kept

    def within(self, award: Award, line: Line) -> bool:
        """Return whether a car is among those that an award is for, where it is only for the first so many."""
        return award.within is None or 0 < self.ranks.get(id(line), 0) <= award.within

    def tie_places(self, alone: bool) -> Iterator[tuple[Competitor, int]]:
        """Yield competitors with the places that count for breaking ties. alone: not those of a car that was shared."""
        for line in self.scoring:
            if alone and len(line.drivers) > 1:
                continue
            for who in line.competitors(self.title.awarded_to):
                if (id(line), who) not in self.surplus:
                    yield who, self.ranks[id(line)]


def _others(barred: Sequence[Decree], line: Line) -> Line | None:
    """Return a car as it still scores under decrees that hit it: with the drivers left, None where it does not."""
    if not barred:
        return line
    left = tuple(one for one in line.drivers if not any(one in decree.drivers for decree in barred))
    if not left or any(_hits_car(decree, line) for decree in barred):
        return None
    return replace(line, drivers=left, fastest=tuple(one for one in line.fastest if one in left))


def admits(title: Title, line: Line) -> bool:
    """Return whether a car takes part in a title."""
    wanted = title.entrants
    if wanted.extents and line.extent not in (*wanted.extents, "unknown"):
        return False
    if wanted.programmes and line.programme not in wanted.programmes:
        return False
    return not wanted.cars or line.car in wanted.cars


def _best_of_make(lines: list[Line], most: int | None) -> list[Line]:
    if most is None:
        return lines
    had: dict[str, int] = {}
    kept = []
    for line in sorted(lines, key=lambda one: (one.position is None, one.position or 0)):
        had[line.make] = had.get(line.make, 0) + 1
        if had[line.make] <= most:
            kept.append(line)
    return kept


def _without(position: int, others: Sequence[int]) -> int:
    """Return a place among the entrants: that as classified less the known others before it. others: sorted."""
    return position - bisect_left(others, position) if others else position


def hits(decree: Decree, line: Line) -> bool:
    """Return whether a decree names a car: by a driver, its team, its make or its number."""
    return any(one in line.drivers for one in decree.drivers) or _hits_car(decree, line)


def _hits_car(decree: Decree, line: Line) -> bool:
    return (
        line.team in decree.teams
        or (line.make in decree.makes and decree.engine in (None, line.engine))
        or line.car in decree.cars
    )
