"""Seasons scored one after another: the rules of `paddock.scoring` over flat arrays, in whole numbers.

It follows `awarding` and `tables` step by step; tests hold them together.  The arrays are those of `many_rules`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from paddock.championships.many_rules import AS_CLASSIFIED, BEST_CARS, EARLIEST, EVERYONE, NO_LIMIT, PLACED
from paddock.racing.kernel.compiling import inlined, kept


@inlined
def take_part(rules: Any, field: Any, session: int, place: Any, at: Any, had: Any, part: Any) -> None:
    """Note in `part` which cars of a session take part: of each make the best so many, where the title says so.

    place [L]: of every car, 0 for none.  at [P + 1]: car in each place, -1 for none.
    """
    begin, end = field.begins[session], field.begins[session + 1]
    had[:] = 0
    for where in range(1, len(at)):
        line = at[where]
        if line >= 0:
            had[field.make[line]] += field.inside[line]
            part[line] = field.inside[line] == 1 and had[field.make[line]] <= rules.cars_per_make
    for line in range(begin, end):
        if place[line] == 0:
            had[field.make[line]] += field.inside[line]
            part[line] = field.inside[line] == 1 and had[field.make[line]] <= rules.cars_per_make


@inlined
def rank_cars(rules: Any, field: Any, at: Any, part: Any, seen: Any, rank: Any) -> None:
    """Note in `rank` which place counts of the cars that take part and are placed."""
    before, seen[:] = 0, 0
    for where in range(1, len(at)):
        line = at[where]
        if line < 0:
            continue
        rank[line] = 0
        if part[line] == 0:
            before += field.passed_on[line] if rules.ranked == AS_CLASSIFIED else rules.ranked != BEST_CARS
        elif rules.ranked == BEST_CARS:
            begin, end = field.who_at[line], field.who_at[line + 1]
            fresh = end > begin
            for k in range(begin, end):
                fresh = fresh and seen[field.who[k]] == 0
            for k in range(begin, end):
                seen[field.who[k]] = 1
            before += fresh
            rank[line] = before if fresh else 0
        else:
            rank[line] = where - before


@inlined
def give(rules: Any, field: Any, session: int, at: Any, rank: Any, had: Any, to: Any) -> None:
    """Give the points of a session to the competitors of the cars that score, and note their places."""
    had[:] = 0
    for where in range(1, len(at)):
        line = at[where]
        if line < 0 or rank[line] == 0 or field.silent[line] == 1:
            continue
        for k in range(field.who_at[line], field.who_at[line + 1]):
            who = field.who[k]
            had[who] += 1
            if had[who] > rules.cars_counted:
                continue
            amount = field.by_rank[line, rank[line]] + field.by_place[line, where]
            if amount != 0:
                to.scored[field.round[session], who] += amount
                to.has[field.round[session], who] = 1
            if field.tie[line] == 1:
                note_place(rules, field.number[session], who, rank[line], to)


@inlined
def note_place(rules: Any, session: int, who: int, place: int, to: Any) -> None:
    """Note a place that breaks ties."""
    to.placed[who] = 1
    if place <= rules.ties_within:
        if to.tied[who, place] == 0:
            to.first[who, place] = session
        to.tied[who, place] += 1


@inlined
def join(field: Any, session: int, part: Any, so_far: Any, to: Any) -> None:
    """Note who took part, and what decrees give to those who had not before."""
    for line in range(field.begins[session], field.begins[session + 1]):
        if part[line] == 1:
            for k in range(field.who_at[line], field.who_at[line + 1]):
                enter(field.who[k], so_far, to)


@inlined
def enter(who: int, so_far: Any, to: Any) -> None:
    """Note that a competitor takes part."""
    if to.took[who] == 0:
        to.took[who] = 1
        for now in range(len(to.scored)):
            to.scored[now, who] += so_far.decreed[now, who]
            to.has[now, who] = max(to.has[now, who], so_far.by_decree[now, who])


@inlined
def counting(rules: Any, to: Any, after: int, who: int, free: Any) -> int:
    """Return what counts of a competitor's points after a round: of each part of the season the best so many."""
    total = 0
    for now in range(1, after + 1):
        inside = False
        for part in range(len(rules.parts)):
            inside = inside or rules.parts[part, 0] <= now <= rules.parts[part, 1]
        if not inside:
            total += to.scored[now, who]
    for part in range(len(rules.parts)):
        free[:] = 1
        for _ in range(rules.parts[part, 2]):
            best = -1
            for now in range(rules.parts[part, 0], min(rules.parts[part, 1], after) + 1):
                open_ = free[now] == 1 and to.has[now, who] == 1
                if open_ and (best < 0 or to.scored[now, who] > to.scored[best, who]):
                    best = now
            if best < 0:
                break
            free[best] = 0
            total += to.scored[best, who]
    return total


@inlined
def breaks_tie(rules: Any, to: Any, one: int, other: int) -> bool:
    """Return whether a competitor stands before another who has as many points."""
    for tie in rules.ties:
        best, record = 0, 0
        for place in range(1, to.tied.shape[1]):
            apart = to.tied[one, place] - to.tied[other, place]
            if record == 0 and apart != 0:
                record = place if apart > 0 else -place
            if best == 0 and (to.tied[one, place] > 0 or to.tied[other, place] > 0):
                best = place
        if tie != EARLIEST:
            if record != 0:
                return record > 0
        elif best > 0:
            mine, theirs = to.tied[one, best] > 0, to.tied[other, best] > 0
            if mine != theirs:
                return bool(mine)
            if to.first[one, best] != to.first[other, best]:
                return bool(to.first[one, best] < to.first[other, best])
    return False


@inlined
def cannot_be_caught(rules: Any, points: Any, so_far: Any, turn: int) -> bool:
    """Return whether nobody can reach the leader's points any more, but for those who share all of its cars.

    Where results are dropped they may part all the same.
    """
    leader = -1
    for who in range(len(points)):
        if so_far.struck[who] == 0 and (leader < 0 or points[who] > points[leader]):
            leader = who
    for who in range(len(points)):
        same = so_far.together[turn, who] == so_far.together[turn, leader] and len(rules.parts) == 0
        may = so_far.struck[who] == 0 and who != leader and not same
        if may and points[who] + so_far.still[turn, who] >= points[leader]:
            return False
    return leader >= 0


@inlined
def put_in_order(rules: Any, so_far: Any, points: Any, to: Any, inside: Any, position: Any) -> None:
    """Write everybody's place in the final table, 0 for those who are not in it or are struck from it.

    inside [C]: room to note who is in it.
    """
    many = len(points)
    for who in range(many):
        inside[who] = so_far.struck[who] == 0 and listed(rules, points, to, who)
        position[who] = inside[who]
    for one in range(many):
        for other in range(one):
            if inside[one] == 0 or inside[other] == 0:
                continue
            if points[one] != points[other]:
                position[one if points[one] < points[other] else other] += 1
            elif breaks_tie(rules, to, one, other):
                position[other] += 1
            elif breaks_tie(rules, to, other, one):
                position[one] += 1
    for who in range(many):
        if so_far.struck[who] == 1 and so_far.left_with[who] != NO_LIMIT:
            points[who] = so_far.left_with[who]


@inlined
def listed(rules: Any, points: Any, to: Any, who: int) -> bool:
    """Return whether a competitor has a line in the table."""
    if to.took[who] == 0:
        return False
    return bool(rules.lists == EVERYONE or points[who] != 0 or (rules.lists == PLACED and to.placed[who] == 1))


@kept
def score_each(
    rules: Any, field: Any, so_far: Any, to: Any, places: Any, points: Any, position: Any, decided: Any
) -> None:
    """Score every season.

    to: a copy of what competitors have so far; it is written over.  places [R, L].  points [R, T, C], position [R, C],
    decided [R]: written: the first of the rounds to come, from 1, after which nobody can be caught, 0 before the first.
    """
    sessions, size = len(field.round), max(so_far.tied.shape[1], field.by_rank.shape[1])
    lines, many = len(field.inside), len(so_far.took)
    at, had, part = np.empty(size, np.int64), np.empty(max(lines, many), np.int64), np.zeros(lines, np.int64)
    rank, seen = np.zeros(lines, np.int64), np.zeros(many, np.int64)
    free, now_points = np.empty(len(so_far.scored), np.int64), np.zeros(many, np.int64)
    for r in range(len(places)):
        to.scored[:], to.has[:], to.tied[:], to.first[:] = so_far.scored, so_far.has, so_far.tied, so_far.first
        to.placed[:], to.took[:] = so_far.placed, 0
        for who in range(many):
            if so_far.took[who] == 1:
                enter(who, so_far, to)
            now_points[who] = counting(rules, to, field.rounds[0] - 1, who, free)
        decided[r] = 0 if cannot_be_caught(rules, now_points, so_far, 0) else len(field.rounds)
        turn = 0
        for session in range(sessions):
            at[:] = -1
            for line in range(field.begins[session], field.begins[session + 1]):
                if places[r, line] > 0:
                    at[places[r, line]] = line
            take_part(rules, field, session, places[r], at, had, part)
            rank_cars(rules, field, at, part, seen, rank)
            join(field, session, part, so_far, to)
            give(rules, field, session, at, rank, had, to)
            if session + 1 < sessions and field.round[session + 1] == field.round[session]:
                continue
            for who in range(many):
                now_points[who] = counting(rules, to, field.round[session], who, free)
            points[r, turn] = now_points
            turn += 1
            if turn < decided[r] and cannot_be_caught(rules, now_points, so_far, turn):
                decided[r] = turn
        put_in_order(rules, so_far, points[r, turn - 1], to, seen, position[r])
