"""From a Problem to the memory of the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paddock.errors import BadRequest
from paddock.racing.draws import EXPONENTIAL
from paddock.racing.kernel.layout import (
    CAR,
    CLASS,
    COMING,
    COMING_A_CAR,
    DRIVE,
    ENDLESS,
    FIXED,
    KIND,
    LAP_ROW,
    PLACE,
    PLAN,
    RING_CAR,
    RING_CLASS_MASK,
    RING_ROOM,
    SEAT,
    WORLD,
    Memory,
)
from paddock.racing.problem import MOST_STINTS, QUANTILES, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

FLOOR = 0.6
"""Share of a car's pace below which no lap of it is."""


def memory_of(problem: Problem, rows: int = 0) -> Memory:
    """Return a race ready for the kernel.  rows: laps to keep a trace of; 0 for none.

    Raises BadRequest when there is no end to the race, or a shape is not what `racing.problem` says.
    """
    check(problem)
    cars, seats, drives, world = _cars(problem), _seats(problem), _drives(problem), _world(problem, rows)
    count, n_kinds, moments = problem.n_cars, len(problem.neutral.rate), len(problem.moments_ms)
    given, events, neutral = problem.classes, problem.events, problem.neutral
    factors = np.array([np.ones(len(events.first_lap)), events.first_lap, events.restart]).reshape(3, 1, -1)
    made = Memory(
        world=world.copy(),
        cars=cars.copy(),
        seats=seats.copy(),
        drives=drives.copy(),
        ring=np.zeros(count + RING_ROOM, np.int64),
        spare=np.zeros(2 * count, PLACE),
        coming=np.zeros(COMING_A_CAR * count, COMING),
        neutral_count=np.zeros(n_kinds, np.int64),
        neutral_ms=np.zeros(n_kinds, np.int64),
        moment_place=np.zeros((moments, count), np.int64),
        moment_gap=np.zeros((moments, count), np.int64),
        looked=np.arange(count, dtype=np.int64),
        rows=np.zeros(rows, LAP_ROW),
        world_start=world,
        cars_start=cars,
        seats_start=seats,
        drives_start=drives,
        classes=_same(CLASS, given),
        kinds=_same(KIND, neutral),
        plans=_plans(problem),
        fixed=_same(FIXED, neutral, kind="fixed_kind", at_ms="fixed_at_ms", for_ms="fixed_for_ms"),
        lapping=_whole(np.rint(given.lapping_ms)),
        lapped=_whole(np.rint(given.lapped_ms)),
        noise=_real(given.noise),
        need=_real(given.pass_need_ms)[:, None] * EXPONENTIAL[None, :],
        exponential=EXPONENTIAL.copy(),
        stop_extra=_whole(given.stop_extra_ms),
        early_laps=_whole(given.early_laps),
        offsets=_real(problem.cars.offsets),
        odds=_real(np.cumsum(_real(events.rate).T[None, :, :] * factors, axis=2)),
        retires=_real(events.retires),
        loss_ms=_whole(events.loss_ms),
        in_pits=_whole(events.in_pits),
        brings=_real(np.cumsum(events.neutral, axis=1)),
        lengths=_whole(neutral.length_ms),
        kind_odds=_real(np.cumsum(neutral.rate)),
        closed_ms=_whole(neutral.closed_ms),
        yellow_odds=_real(neutral.yellow_odds),
        moments=_whole(np.sort(problem.moments_ms)),
    )
    for name, array in zip(made._fields, made, strict=True):
        made.world_start[name] = array.ctypes.data
    made.world[:] = made.world_start
    return made


def _whole(values: Any) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64, order="C")


def _real(values: Any) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64, order="C")


def _same(record: np.dtype[Any], part: object, **names: str) -> Any:
    """Return records of a part's arrays; names: field → what the part calls it, where it differs.

    What the part does not have is nothing, to begin with.
    """
    fields = {name: getattr(part, names.get(name, name), None) for name in record.names or ()}
    made = np.zeros(next(len(one) for one in fields.values() if one is not None), record)
    for name, values in fields.items():
        if values is not None:
            made[name] = values
    return made


def check(problem: Problem) -> None:
    """Raise BadRequest where the kernel would read beyond an array or never end."""
    n, c = problem.n_cars, len(problem.classes.order)
    e, k, d = len(problem.events.in_pits), len(problem.neutral.rate), problem.crews.share.shape[-1]
    classes, events, neutral, cars = problem.classes, problem.events, problem.neutral, problem.cars
    shapes = {
        "noise": (classes.noise, (c, QUANTILES)),
        "stop_extra_ms": (classes.stop_extra_ms, (c, QUANTILES)),
        "early_laps": (classes.early_laps, (c, QUANTILES)),
        "lapping_ms": (classes.lapping_ms, (c, c)),
        "lapped_ms": (classes.lapped_ms, (c, c)),
        "offsets": (cars.offsets, (QUANTILES,)),
        "rate": (events.rate, (e, c)),
        "retires": (events.retires, (e, c)),
        "loss_ms": (events.loss_ms, (e, c, QUANTILES)),
        "neutral": (events.neutral, (e, k)),
        "length_ms": (neutral.length_ms, (k, QUANTILES)),
        "closed_ms": (neutral.closed_ms, (k, c)),
        "yellow_odds": (neutral.yellow_odds, (k, 10)),
        "share": (problem.crews.share, (n, d)),
        "driven_ms": (problem.state.driven_ms, (n, d)),
        "plan_lap": (cars.plan_lap, (n, *cars.plan_driver.shape[1:])),
    }
    for name, (array, shape) in shapes.items():
        if array.shape != shape:
            raise _bad(f"{name} has shape {array.shape}, not {shape}")
    if problem.length.duration_ms <= 0 and problem.length.laps <= 0:
        raise _bad("it has neither a duration nor a distance")
    if not 0 < n <= RING_CAR or not 0 < c <= RING_CLASS_MASK:
        raise _bad(f"it has {n} cars in {c} classes")
    indices = (
        ("class", cars.race_class, c),
        ("group", cars.group, len(cars.group_sd_ms)),
        ("driver", problem.state.driver, d),
        ("planned driver", cars.plan_driver[cars.plan_lap >= 0], d),
        ("neutralisation given beforehand", neutral.fixed_kind, k),
        ("neutralisation that follows on", neutral.then, k),
        ("neutralisation that is out", np.array([problem.state.neutral]), k),
    )
    for name, values, limit in indices:
        if (values >= limit).any():
            raise _bad(f"a {name} is {values.max()}, but there are {limit}")
    if not (cars.pace_ms > 0).all():
        raise _bad("a car has no pace")
    if not (neutral.lap_ms > 0).all():
        raise _bad("a neutralisation has no lap time")
    if any(_never_ends(kind, neutral.stops, neutral.then) for kind in range(k)):
        raise _bad("after a red flag comes nothing but red flags")


def _never_ends(kind: int, stops: Any, then: Any) -> bool:
    """Return whether a red flag is followed by red flags for ever."""
    seen: set[int] = set()
    while kind >= 0 and stops[kind] and kind not in seen:
        seen.add(kind)
        kind = int(then[kind])
    return kind in seen


def _bad(what: str) -> BadRequest:
    return BadRequest(f"the race cannot be simulated: {what}")


def _world(problem: Problem, rows: int) -> Any:
    length, cars, state = problem.length, problem.cars, problem.state
    world = np.zeros(1, WORLD)
    world["n_cars"], world["n_seats"] = problem.crews.share.shape
    world["n_classes"], world["n_plans"] = len(problem.classes.order), cars.plan_lap.shape[1]
    world["n_kinds"], world["n_events"] = len(problem.neutral.rate), len(problem.events.in_pits)
    world["n_fixed"], world["n_moments"] = len(problem.neutral.fixed_kind), len(problem.moments_ms)
    world["room_rows"] = rows
    world["duration"], world["distance"] = max(length.duration_ms, 0), max(length.laps, 0)
    world["share"], world["flag"], world["at_ms"] = length.share, length.flag, state.at_ms
    world["must_from"], world["must_until"] = cars.must_from_ms, cars.must_until_ms
    world["must_change"], world["must_lane"] = cars.must_change, cars.must_lane_ms
    world["only_fixed"] = problem.neutral.only_fixed
    world["rate"] = float(np.cumsum(problem.neutral.rate)[-1]) if len(problem.neutral.rate) else 0.0
    world["first_neutral"], world["first_since"] = state.neutral, state.neutral_since_ms
    world["neutral"] = world["lead"] = world["head_car"] = -1
    return world


def _cars(problem: Problem) -> Any:
    given, state, classes = problem.cars, problem.state, problem.classes
    cars = np.zeros(problem.n_cars, CAR)
    of = _whole(given.race_class)
    cars["race_class"], cars["group"] = of, given.group
    cars["pace"], cars["pace_sd"] = given.pace_ms, given.pace_sd_ms
    cars["group_sd"] = _real(given.group_sd_ms)[_whole(given.group)]
    cars["floor"] = _real(given.pace_ms) * FLOOR
    cars["tyre_ms"], cars["memory"] = classes.tyre_ms[of], classes.memory[of]
    cars["follow"] = classes.follow_ms[of]
    tank, energy = _real(given.tank_laps), _real(given.energy_laps)
    endless_tank, endless_energy = (tank <= 0) | (tank >= ENDLESS), (energy <= 0) | (energy >= ENDLESS)
    cars["fuel_ms"] = np.where(endless_tank, 0.0, classes.fuel_ms[of])
    cars["tank"], cars["fuel"] = np.where(endless_tank, ENDLESS, tank), np.where(endless_tank, ENDLESS, state.fuel)
    cars["full_energy"] = np.where(endless_energy, ENDLESS, energy)
    cars["energy"] = np.where(endless_energy, ENDLESS, state.energy)
    for name in "tyre_laps tyre_sets yellow_from must_stop".split():
        cars[name] = getattr(given, name)
    cars["success"] = given.success_ms
    cars["seats"] = (problem.crews.share > 0).sum(axis=1)
    cars["window"] = problem.crews.window_ms
    for name in "laps sets stops must_done driver".split():
        cars[name] = getattr(state, name)
    cars["crossed"], cars["count_from"], cars["age"] = state.crossed_ms, state.crossed_ms, state.tyre_age
    cars["since"], cars["first_status"] = state.since_ms, state.status
    cars["first_due"] = np.maximum(state.due_ms, state.at_ms)
    cars["last_stop"], cars["ref_lap"], cars["stop_lap"], cars["asked"] = state.laps, -1, -1, -1
    cars["log"] = np.cumprod(state.log_driver >= 0, axis=1).sum(axis=1)
    return cars


def _seats(problem: Problem) -> Any:
    names = {"pace": "pace_ms", "least": "least_ms", "most": "most_ms", "stint": "stint_ms"}
    crews = problem.crews
    seats = np.zeros(crews.share.shape, SEAT)
    for name, called in names.items():
        seats[name] = getattr(crews, called)
    seats["share"], seats["window_most"], seats["driven"] = crews.share, crews.window_most_ms, problem.state.driven_ms
    return seats


def _plans(problem: Problem) -> Any:
    plans = np.zeros(problem.cars.plan_lap.shape, PLAN)
    for name in ("lap", "driver", "tyres"):
        plans[name] = getattr(problem.cars, f"plan_{name}")
    return plans


def _drives(problem: Problem) -> Any:
    """Return the logs of drives; a car's drives so far are its first entries, the newest where there are too many."""
    state = problem.state
    drives = np.zeros((problem.n_cars, MOST_STINTS), DRIVE)
    for i in range(problem.n_cars):
        known = int(np.cumprod(state.log_driver[i] >= 0).sum())
        for n in range(max(0, known - MOST_STINTS), known):
            drives[i, n % MOST_STINTS] = (state.log_driver[i, n], state.log_from_ms[i, n], state.log_to_ms[i, n])
    return drives
