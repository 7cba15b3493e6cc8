"""A plan for one car: who drives from where to where, when it stops and what is done then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paddock.racing.problem import Problem

NEVER = 1 << 30
"""A lap that is never reached."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A planned stop.

    after_lap: laps completed when the car comes in.  clock_ms: clock of that crossing.  driver: seat that drives on.
    tyres: whether they are changed.  fuel_laps, energy_laps: taken on [laps].  stop_ms: what the stop costs, lane
    included; it is part of the next lap.  mandatory: whether it is one of the stops the rules ask for.
    """

    after_lap: int
    clock_ms: int
    driver: int
    tyres: bool
    fuel_laps: float
    energy_laps: float
    stop_ms: int
    mandatory: bool = False

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "after_lap": self.after_lap,
            "clock_ms": self.clock_ms,
            "driver": self.driver,
            "tyres": self.tyres,
            "fuel_laps": self.fuel_laps,
            "energy_laps": self.energy_laps,
            "stop_ms": self.stop_ms,
            "mandatory": self.mandatory,
        }


@dataclass(frozen=True, slots=True)
class Stint:
    """From one stop, or the start, to the next, or the flag.

    from_lap, to_lap: first and last lap.  from_ms, to_ms: clocks of the crossings before the one and at the end of the
    other; the stop it begins with lies within.  tyre_age: laps on the tyres when it begins.
    """

    driver: int
    from_lap: int
    to_lap: int
    from_ms: int
    to_ms: int
    tyre_age: int
    stop: Stop | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan, with what it comes to on the deterministic race.

    driver: seat at the wheel from the start, or from the moment of a race under way.  stops: in order.  laps: at the
    flag.  time_ms: clock of the last crossing.  driven_ms: time of each seat, what was driven before included.
    from_lap, from_ms: laps completed, and clock of that crossing, where the plan begins.  tyre_age: of the tyres then.
    label: in which way it differs (`fewest laps lost`, `one stop fewer`).
    gap_ms: a better plan of its kind gains no more than this [ms]; 0 where it is proved to be the best.  assumed: the
    proof leaves out plans that keep the rules only by being too slow for another lap (docs/methods/race-strategy.md).
    """

    driver: int
    stops: tuple[Stop, ...]
    laps: int
    time_ms: int
    driven_ms: tuple[int, ...]
    from_lap: int = 0
    from_ms: int = 0
    tyre_age: int = 0
    label: str = ""
    gap_ms: int = 0
    assumed: bool = False

    @property
    def rank(self) -> tuple[int, int]:
        """What plans are ordered by: most laps, then least time."""
        return -self.laps, self.time_ms

    @property
    def stints(self) -> tuple[Stint, ...]:
        """The stints, in order."""
        found = []
        driver, lap, clock, age = self.driver, self.from_lap, self.from_ms, self.tyre_age
        begun: Stop | None = None
        for stop in self.stops:
            found.append(Stint(driver, lap + 1, stop.after_lap, clock, stop.clock_ms, age, begun))
            age = 0 if stop.tyres else age + stop.after_lap - lap
            driver, lap, clock, begun = stop.driver, stop.after_lap, stop.clock_ms, stop
        found.append(Stint(driver, lap + 1, self.laps, clock, self.time_ms, age, begun))
        return tuple(found)

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "label": self.label,
            "driver": self.driver,
            "laps": self.laps,
            "time_ms": self.time_ms,
            "gap_ms": self.gap_ms,
            "assumed": self.assumed,
            "driven_ms": list(self.driven_ms),
            "stops": [one.as_dict() for one in self.stops],
        }


def with_plan(problem: Problem, car: int, plan: Plan) -> Problem:
    """Return the race with a car that follows a plan; in a race from the green flag it also says who starts."""
    cars, state = problem.cars, problem.state
    # A car without a planned stop would stop as it likes: it has one that never comes.
    stops = [(one.after_lap, one.driver, int(one.tyres)) for one in plan.stops] or [(NEVER, -1, 0)]
    room = max(cars.plan_lap.shape[1], len(stops))

    def widened(old: NDArray[np.int64], column: int) -> NDArray[np.int64]:
        wide = np.full((len(old), room), -1, np.int64)
        wide[:, : old.shape[1]] = old
        wide[car] = -1
        wide[car, : len(stops)] = [one[column] for one in stops]
        return wide

    drivers = state.driver.copy()
    drivers[car] = plan.driver
    planned = replace(
        cars,
        plan_lap=widened(cars.plan_lap, 0),
        plan_driver=widened(cars.plan_driver, 1),
        plan_tyres=widened(cars.plan_tyres, 2),
    )
    return replace(problem, cars=planned, state=replace(state, driver=drivers))
