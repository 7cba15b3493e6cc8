"""One car alone on the track, without noise and events: what a plan is worked out on."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from paddock.errors import BadRequest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paddock.racing.problem import Problem

    Whole = NDArray[np.int64]

ENDLESS = 1e18
"""Laps that a budget without limit lasts."""
LEAST_SHARE = 0.6
"""No lap is shorter than this much of the car's pace."""


class CarRace(NamedTuple):
    """All that a plan for one car rests on: times in whole ms, laps, rules, and where the car stands.

    flag_ms: the race is over at the first crossing from then on, 0 for none.  laps: … or after so many, 0 for none.
    end_ms: planned end, 0 for a race over the car's own laps.  fastest_ms: lap of the fastest car.
    span_end_ms, span_lap_ms: laps to go are the time until the one over the other, when fuel is taken on; 0 for none.
    pace_ms to extra_ms, tank_laps to tyre_sets, must_… and success_ms are the car's own of `Classes` and `Cars`.
    seats [D]: 1 where a seat is taken.  crew_ms, least_ms, most_ms, stint_ms, window_most_ms [D], window_ms: of
    `Crews`.
    lap, crossed_ms, fuel, energy, age, sets, must_done, driver, driven_ms, since_ms, log_…: of `State`.
    open_seat: 1 where anybody may be at the wheel first.  first: 1 where the lap under way is the first of the race.
    earliest_ms: it ends no sooner.  standing: 1 where the car is in the pits and crosses just then.
    A named tuple, since compiled code takes those.
    """

    flag_ms: int
    laps: int
    end_ms: int
    fastest_ms: int
    span_end_ms: int
    span_lap_ms: float
    pace_ms: float
    start_ms: float
    tyre_ms: float
    fuel_ms: float
    cold_ms: float
    lane_ms: int
    refuel_ms: float
    tyres_ms: int
    driver_ms: int
    tyres_after: int
    extra_ms: int
    tank_laps: float
    energy_laps: float
    tyre_laps: int
    tyre_sets: int
    must_stop: int
    must_from_ms: int
    must_until_ms: int
    must_change: int
    must_lane_ms: int
    success_ms: int
    seats: Whole
    crew_ms: NDArray[np.float64]
    least_ms: Whole
    most_ms: Whole
    stint_ms: Whole
    window_ms: int
    window_most_ms: Whole
    lap: int
    crossed_ms: int
    fuel: float
    energy: float
    age: int
    sets: int
    must_done: int
    driver: int
    driven_ms: Whole
    since_ms: int
    log_driver: Whole
    log_from_ms: Whole
    log_to_ms: Whole
    open_seat: int
    first: int
    earliest_ms: int
    standing: int


SCALARS = tuple(name for name, kind in CarRace.__annotations__.items() if kind.__forward_arg__ in {"int", "float"})
Numbers = namedtuple("Numbers", SCALARS)  # type: ignore[misc]
"""The fields of a CarRace that are plain numbers: compiled loops hand these on at no cost, arrays they do not."""


def numbers_of(race: CarRace) -> Numbers:
    """Return the plain numbers of a car's race."""
    return Numbers(*(getattr(race, name) for name in SCALARS))


def car_race(problem: Problem, car: int) -> CarRace:
    """Return what a plan for one car of a race rests on: its own race, with means in place of draws.

    A car that is not the fastest of the field ends its race when that one takes the flag after driving flat out, with
    a full tank at every stop.  A neutralisation under way is taken to be over.
    Raises BadRequest for a car that is out, or whose tank does not last a lap.
    """
    if problem.state.status[car] == 1:
        raise BadRequest("the car is out of the race: there is nothing to plan", hint="Name a car that is running.")
    race = _alone(problem, car)
    running = np.flatnonzero(problem.state.status != 1)
    leader = int(min(running, key=lambda one: (problem.cars.pace_ms[one], one != car, one)))
    if leader == car:
        return race
    flag = flat_out(_alone(problem, leader))[1]
    if race.laps and not race.end_ms:
        share = (flag - problem.state.crossed_ms[leader]) / max(race.laps - problem.state.laps[leader], 1)
        race = race._replace(end_ms=flag, span_end_ms=flag, span_lap_ms=float(max(share, 1.0)))
    return race._replace(flag_ms=flag, laps=0)


def _alone(problem: Problem, car: int) -> CarRace:
    """Return a car's race as if it were the fastest."""
    length, cars, crews, state = problem.length, problem.cars, problem.crews, problem.state
    classes, kind = problem.classes, int(cars.race_class[car])
    tank, energy = float(cars.tank_laps[car]), float(cars.energy_laps[car])
    endless, endless_energy = not 0 < tank < ENDLESS, not 0 < energy < ENDLESS
    if (not endless and tank < 1) or (not endless_energy and energy < 1):
        raise BadRequest(
            f"a full tank lasts {tank:g} laps, a full allotment of energy {energy:g}: not even one lap",
            hint="Set the laps a tank and an allotment of energy last.",
        )
    duration = max(int(length.duration_ms), 0)
    fastest = int(np.rint(np.min(cars.pace_ms[state.status != 1])))
    logged = int(np.argmin(np.append(state.log_driver[car], -1)))
    began = int(state.laps[car]) == 0 and state.at_ms == 0
    standing = int(state.status[car] == 2)
    return CarRace(
        flag_ms=duration,
        laps=max(int(length.laps), 0),
        end_ms=duration,
        fastest_ms=fastest,
        span_end_ms=duration + fastest if duration else 0,
        span_lap_ms=float(cars.pace_ms[car]),
        pace_ms=float(cars.pace_ms[car]),
        start_ms=float(classes.start_ms[kind]),
        tyre_ms=float(classes.tyre_ms[kind]),
        fuel_ms=0.0 if endless else float(classes.fuel_ms[kind]),
        cold_ms=float(classes.cold_ms[kind]),
        lane_ms=int(classes.lane_ms[kind]),
        refuel_ms=float(classes.refuel_ms[kind]),
        tyres_ms=int(classes.tyres_ms[kind]),
        driver_ms=int(classes.driver_ms[kind]),
        tyres_after=int(classes.tyres_after[kind]),
        extra_ms=int(np.rint(np.mean(classes.stop_extra_ms[kind]))),
        tank_laps=ENDLESS if endless else tank,
        energy_laps=ENDLESS if endless_energy else energy,
        tyre_laps=max(int(cars.tyre_laps[car]), 0),
        tyre_sets=max(int(cars.tyre_sets[car]), 0),
        must_stop=int(cars.must_stop[car]),
        must_from_ms=int(cars.must_from_ms),
        must_until_ms=int(cars.must_until_ms),
        must_change=int(cars.must_change),
        must_lane_ms=int(cars.must_lane_ms),
        success_ms=int(cars.success_ms[car]),
        seats=np.array(crews.share[car] > 0, np.int64),
        crew_ms=np.array(crews.pace_ms[car], np.float64),
        least_ms=np.array(crews.least_ms[car], np.int64),
        most_ms=np.array(crews.most_ms[car], np.int64),
        stint_ms=np.array(crews.stint_ms[car], np.int64),
        window_ms=int(crews.window_ms[car]),
        window_most_ms=np.array(crews.window_most_ms[car], np.int64),
        lap=int(state.laps[car]),
        crossed_ms=int(state.crossed_ms[car]),
        fuel=ENDLESS if endless else float(state.fuel[car]),
        energy=ENDLESS if endless_energy else float(state.energy[car]),
        age=int(state.tyre_age[car]),
        sets=int(state.sets[car]),
        must_done=int(state.must_done[car]),
        driver=int(state.driver[car]),
        driven_ms=np.array(state.driven_ms[car], np.int64),
        since_ms=int(state.since_ms[car]),
        log_driver=np.array(state.log_driver[car][:logged], np.int64),
        log_from_ms=np.array(state.log_from_ms[car][:logged], np.int64),
        log_to_ms=np.array(state.log_to_ms[car][:logged], np.int64),
        open_seat=int(began),
        first=int(began and not standing),
        earliest_ms=int(max(state.due_ms[car], state.at_ms, state.crossed_ms[car] + 1 if standing else 0)),
        standing=standing,
    )


def flat_out(race: CarRace) -> tuple[int, int]:
    """Return laps and clock at the flag [ms] of a car with a full tank and new tyres at every stop, and one driver."""
    from paddock.racing.strategy.laws import first_crossing, going_on, lap_ms, stop_ms

    clock, lap, age, fuel, energy, out = race.crossed_ms, race.lap, race.age, race.fuel, race.energy, False
    while True:
        if lap == race.lap:
            clock = int(first_crossing(race, race.driver))
        else:
            clock += int(lap_ms(race, race.driver, age, fuel, out, 0))
        lap, age, fuel, energy, out = lap + 1, age + 1, fuel - 1.0, energy - 1.0, False
        if (race.flag_ms and clock >= race.flag_ms) or (race.laps and lap >= race.laps):
            return lap, clock
        if not going_on(race, fuel, energy, age):
            taken = max(race.tank_laps - fuel if race.tank_laps < ENDLESS else 0.0, 0.0)
            taken = max(taken, race.energy_laps - energy if race.energy_laps < ENDLESS else 0.0)
            clock += int(stop_ms(race, taken, True, False, False, False))
            age, fuel, energy, out = 0, race.tank_laps, race.energy_laps, True
