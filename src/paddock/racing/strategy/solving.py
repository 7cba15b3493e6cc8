"""The best plan for one car, with the proof that there is no better one, or how much is left of it."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from paddock.racing.strategy.bounds import Bound, Wanted, aboard_at_least, bound, no_prices
from paddock.racing.strategy.following import followed, least_lap_ms
from paddock.racing.strategy.pricing import best_bounds
from paddock.racing.strategy.search import Found, longest_ms, search
from paddock.racing.strategy.single import CarRace, flat_out

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paddock.racing.strategy.plan import Plan

NARROW = (100, 3000)
"""Partial plans of a lap kept when a first plan is looked for."""
WIDE = 20000
"""… and when it is to be proved that there is no better one."""
ANY = Wanted()


def best_plan(race: CarRace, wanted: Wanted = ANY, *, width: int = WIDE) -> Plan | None:
    """Return the plan with most laps, then least time; None where no plan was found that keeps the rules.

    The plan's gap_ms says what is left to be proved: 0 for a plan than which none is better.
    width: partial plans of a lap that are kept at most; wider takes longer and leaves less unproved.
    """
    best = _first(race, wanted, width)
    if not best.laps:
        return None
    proved, assumed = -np.inf, best.assumed
    for _ in range(4):
        bounds = _bounds(race, wanted, best.laps, best.clock)
        proved = max(one.total for one in bounds)
        if ceil(proved - 0.001) >= best.clock:
            assumed = False
            break
        better = search(race, wanted, bounds, min(NARROW[0], width), best)
        if better.laps > best.laps:
            best = better
            continue
        better = search(race, wanted, bounds, width, better)
        assumed = better.assumed
        proved = max(proved, min(better.dropped, float(better.clock)))
        same = better.laps == best.laps
        best = better
        if same:
            break
    found = followed(race, race.driver, best.decisions)
    if found.broken or found.plan.rank != (-best.laps, best.clock):
        raise AssertionError(f"the search and the race disagree: {found.broken or found.plan.rank} {best}")
    gap = max(0, best.clock - ceil(proved - 0.001))
    return replace(found.plan, gap_ms=gap, assumed=assumed)


def _first(race: CarRace, wanted: Wanted, width: int) -> Found:
    """Return a first plan, the narrowest search that finds one."""
    bounds = _bounds(race, wanted, flat_out(race)[0], None)
    for one in (*NARROW, width):
        found = search(race, wanted, bounds, min(one, width))
        if found.laps or found.dropped == np.inf or one >= width:
            break
    return found


def _bounds(race: CarRace, wanted: Wanted, target: int, clock: int | None) -> list[Bound]:
    """Return bounds for a race that lasts so many laps.  clock: at the flag, of a plan that is known [ms]."""
    latest = float(clock if clock is not None else race.flag_ms + longest_ms(race))
    rest: NDArray[np.float64] = (target - np.arange(target + 1.0)) * least_lap_ms(race)
    low = aboard_at_least(race, latest - rest)
    if race.span_end_ms:
        plain = bound(race, ANY, target, low, no_prices(race))[0]
        rest = np.append(plain.values.min(axis=(0, 2, 3))[:-1], 0.0)
        low = aboard_at_least(race, latest - rest)
    return best_bounds(race, wanted, target, low, float(clock) if clock is not None else np.inf)
