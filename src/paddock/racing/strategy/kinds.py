"""The best plan of each kind: what the best one is to be held against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from paddock.racing.strategy.bounds import Wanted
from paddock.racing.strategy.impossible import refused
from paddock.racing.strategy.plan import Plan
from paddock.racing.strategy.single import CarRace, flat_out
from paddock.racing.strategy.solving import best_plan

BEST = "the best alone on the track"
LONG_LAPS = 300
"""In a race with more laps to go, plans beside the best one are looked for less widely."""
LESS_WIDELY = 150
"""Partial plans of a lap kept then."""


def best_plans(
    race: CarRace, number: str, names: Sequence[str], count: int, told: Callable[[str], None] = lambda what: None
) -> Iterator[Plan]:
    """Yield the best plan, then the best of those that differ from it: in stops, in tyres, in who drives first.

    number: of the car.  names: of its crew.  count: of plans, at most.  told: called with what is looked for.
    Raises BadRequest, saying which rule cannot be kept, when there is no plan.
    Source: docs/methods/race-strategy.md.
    """
    best = best_plan(race)
    if best is None:
        raise refused(race, number, names)
    yield replace(best, label=BEST)
    seen = {_decided(best)}
    width = LESS_WIDELY if flat_out(race)[0] - race.lap > LONG_LAPS else 0
    for wanted, label in others(race, best, names):
        if len(seen) >= count:
            return
        told(label)
        found = best_plan(race, wanted, width=width)
        if found is not None and _decided(found) not in seen:
            seen.add(_decided(found))
            yield replace(found, label=label)


def others(race: CarRace, best: Plan, names: Sequence[str]) -> Iterator[tuple[Wanted, str]]:
    """Yield what another plan may be asked to be, and how it is called."""
    stops, changes = len(best.stops), sum(one.tyres for one in best.stops)
    if stops:
        yield Wanted(stops=stops - 1), "one stop fewer"
    yield Wanted(stops=stops + 1), "one stop more"
    if changes:
        yield Wanted(changes=changes - 1), "one change of tyres fewer"
    if changes < stops:
        yield Wanted(changes=changes + 1), "one change of tyres more"
    drives = [best.driver, *(one.driver for one in best.stops)]
    follows = next((seat for seat in drives if seat != best.driver), -1)
    for seat in np.flatnonzero(race.seats).tolist():
        name = (names[seat] if seat < len(names) else "") or f"no. {seat + 1}"
        if race.open_seat and seat != best.driver:
            yield Wanted(starts=seat), f"{name} starts"
        elif not race.open_seat and seat not in {best.driver, follows}:
            yield Wanted(follows=seat), f"{name} takes over first"


def _decided(plan: Plan) -> tuple[object, ...]:
    """Return what was decided in a plan."""
    return plan.driver, *((one.after_lap, one.driver, one.tyres) for one in plan.stops)
