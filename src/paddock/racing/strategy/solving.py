"""The best plan for one car, with the proof that there is no better one, or how much is left of it."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from paddock.racing.strategy.bounds import Bound, Wanted, aboard_at_least, bound, no_prices
from paddock.racing.strategy.following import followed, least_lap_ms
from paddock.racing.strategy.laws import LONGEST
from paddock.racing.strategy.pricing import best_bounds
from paddock.racing.strategy.search import Found, longest_ms, search
from paddock.racing.strategy.single import CarRace, flat_out

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paddock.racing.strategy.plan import Plan

FIRST = ((100, 5_000), (100, 25_000), (200, 100_000), (200, None), (3000, None))
"""How a first plan is looked for: partial plans of a lap kept, and how close to the bound it has to come [ms]."""
PROOF = 300_000
"""Partial plans that are kept in all when it is to be proved that there is no better one …"""
WIDEST, NARROWEST = 20_000, 500
"""… and of one lap, at most and at least."""
ANY = Wanted()


def best_plan(race: CarRace, wanted: Wanted = ANY, *, width: int = 0) -> Plan | None:
    """Return the plan with most laps, then least time; None where no plan was found that keeps the rules.

    The plan's gap_ms says what is left to be proved: 0 for a plan than which none is better.
    width: partial plans of a lap that are kept at most, 0 for as many as seem reasonable; wider takes longer and leaves
    less unproved.
    """
    width = width or _usual(race)
    best = first_plan(race, wanted, width)
    if best is None:
        return None
    while True:
        bounds = _bounds(race, wanted, best.laps, best.clock)
        proved, assumed = max(one.total for one in bounds if not one.before), False
        if ceil(proved - 0.001) >= best.clock and not any(one.before for one in bounds):
            break
        laps = best.laps
        for one in (FIRST[0][0], width):
            searched = search(race, wanted, bounds, min(one, width), (best.laps, best.clock))
            best = searched.best or best
            if best.laps > laps:
                break
        if best.laps == laps:
            # A plan that was left unlooked at may also come to more laps: `dropped` tells of both.
            proved, assumed = min(searched.dropped, float(best.clock)), searched.assumed
            break
    found = followed(race, best.driver, best.decisions)
    if found.broken or found.plan.rank != best.rank:
        raise AssertionError(f"the search and the race disagree: {found.broken or found.plan.rank} {best}")
    return replace(found.plan, gap_ms=max(0, best.clock - ceil(proved - 0.001)), assumed=assumed)


def _usual(race: CarRace) -> int:
    """Return how many partial plans of a lap are kept."""
    return int(np.clip(PROOF // max(flat_out(race)[0] - race.lap, 1), NARROWEST, WIDEST))


def first_plan(race: CarRace, wanted: Wanted = ANY, width: int = 0) -> Found | None:
    """Return a first plan, by the narrowest search that finds one; None where none was found."""
    width = width or _usual(race)
    target = flat_out(race)[0]
    bounds = _bounds(race, wanted, target, None)
    lower = max(one.total for one in bounds if not one.before)
    if race.flag_ms:
        # The lap before the last has to end before the flag falls.
        late = lower - race.flag_ms - race.span_lap_ms * LONGEST
        likely = max(target - max(ceil(late / race.span_lap_ms), 0), race.lap + 1)
        if likely < target:
            bounds = _bounds(race, wanted, likely, None)
            lower = max(one.total for one in bounds if not one.before)
    for one, hoped in (*FIRST, (width, None)):
        beat = (bounds[0].target, ceil(lower) + hoped) if hoped else None
        searched = search(race, wanted, bounds, min(one, width), beat)
        if searched.best or (not beat and (searched.dropped == np.inf or one >= width)):
            return searched.best
    return None


def _bounds(race: CarRace, wanted: Wanted, target: int, clock: int | None) -> list[Bound]:
    """Return bounds for a race that lasts so many laps, and for every larger number of laps that it may last.

    clock: at the flag, of a plan that is known [ms].
    """
    latest = float(clock if clock is not None else race.flag_ms + longest_ms(race))
    low = aboard_at_least(race, latest - _free(race, target, latest)[1])
    found = best_bounds(race, wanted, target, low, float(clock) if clock is not None else np.inf)
    more = target + 1
    while race.flag_ms and (not race.laps or more <= race.laps):
        soonest, rest = _free(race, more - 1, float(race.flag_ms))
        if soonest >= race.flag_ms:
            break
        low = aboard_at_least(race, race.flag_ms - np.append(rest, 0.0))
        one = bound(race, wanted, more, low, found[-1].prices, before=True)[0]
        if one.total < race.flag_ms:
            found.append(one)
        more += 1
    return found


def _free(race: CarRace, target: int, latest: float) -> tuple[float, NDArray[np.float64]]:
    """Return the soonest clock at the end of a lap, and the least time to there from each lap before [target + 1].

    Without rules on drivers and mandatory stops.  latest: clock by which it is to be there [ms].
    """
    free = race._replace(must_stop=0)
    rest: NDArray[np.float64] = (target - np.arange(target + 1.0)) * least_lap_ms(race)
    one = bound(free, ANY, target, aboard_at_least(free, latest - rest), no_prices(race))[0]
    return one.total, np.append(one.values.min(axis=(0, 2, 3))[:-1], 0.0)
