"""How a race lies in memory for the kernel: a few arrays of records and tables, made from a Problem.

A car's hot fields come first and fill three lines of cache.  Everything here is plain numpy; the kernel reads the
fields by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from paddock.errors import BadRequest
from paddock.racing.draws import EXPONENTIAL
from paddock.racing.problem import MOST_STINTS, QUANTILES, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

FAR = 1 << 40
"""A clock that never comes [ms]."""
ENDLESS = 1e18
"""Laps that a budget without limit lasts."""
RING_SHIFT, RING_CLASS, RING_ASIDE = 20, 12, 1 << 16
"""A place in the ring is one number: next crossing [ms] << 20, a bit for a car aside in the pits, class << 12, car."""
RING_CAR, RING_CLASS_MASK, RING_LOW = (1 << 12) - 1, 15, (1 << 20) - 1
RING_ROOM = 512
"""Laps until the ring is moved back to the beginning of its array."""
COMING_A_CAR = 4
"""Neutralisations still to come that are kept, for each car; there is hardly ever one in all."""
LEAVES, FIRST, RESTART, QUIET, WAVES, WAVED, PARKED = (1 << bit for bit in range(7))
"""Bits of a car's mode: it is out at its next crossing; this lap is its first of the race, the first green one after a
neutralisation, without events; it may go round; it is going round; it stands in the garage for long."""


def _record(whole: str, real: str = "", first: tuple[tuple[str, str], ...] = ()) -> np.dtype[Any]:
    return np.dtype(
        [*first, *((name, np.float64) for name in real.split()), *((name, np.int64) for name in whole.split())]
    )


CAR = _record(
    first=(("key", "u8"),),
    real="base tyre_ms fuel_ms fuel energy noise memory floor"
    " even own tank full_energy yellow_from ref_part pace pace_sd group_sd",
    whole="laps crossed age odds mode debt race_class follow check_lap check_ms"
    " green step early driver since count_from limit_at window_at stops must_done must_at sets next_plan"
    " last_stop asked ref_lap ref_ms log stop_lap out flagged broken"
    " group tyre_laps tyre_sets must_stop success seats window first_due first_status",
)
CLASS = _record(
    real="memory pass_need tyre_ms fuel_ms cold_ms refuel_ms",
    whole="order follow lane_ms tyres_ms driver_ms tyres_after start_ms",
)
KIND = _record(
    real="use",
    whole="lap_ms bunches catch_ms gap_ms wave_by split stops clock_runs then",
)
SEAT = _record(real="pace share", whole="least most stint window_most driven")
DRIVE = _record("driver start end")
PLAN = _record("lap driver tyres")
FIXED = _record("kind at_ms for_ms")
COMING = _record("kind at_ms")
PLACE = _record(real="part", whole="car due rank")
WORLD = _record(
    first=(("key", "u8"),),
    real="share rate",
    whole="next_ms most neutral n_cars n_classes ring lead head_car"
    " own cars seats drives spare coming neutral_count neutral_ms moment_place moment_gap rows"
    " own_start cars_start seats_start drives_start classes kinds plans fixed lapping lapped noise need exponential"
    " stop_extra early_laps offsets odds retires loss_ms in_pits brings lengths kind_odds closed_ms yellow_odds moments"
    " n_seats n_plans n_kinds n_events n_fixed n_moments room_rows"
    " duration distance flag at_ms must_from must_until must_change must_lane only_fixed first_neutral first_since"
    " fastest whole_ms neutral_from neutral_until counted_from waved random_at neutrals n_coming moment next_fixed"
    " flag_ms running n_rows",
)
"""The race itself.  The names of `Memory` hold addresses, n_ how many of them there are."""
LAP_ROW = _record("car lap clock_ms lap_ms driver stopped neutral tyre_age", "fuel")


class Memory(NamedTuple):
    """The arrays a race needs; those up to `rows` change while it runs, the others never.

    own: the record of the race itself.  spare: room to sort in.  coming: neutralisations that events bring, still to
    come.  *_start: what to begin each replicate with.  need [C, Q]: advantage over a lap that a pass takes.  odds
    [3, C, E]: cumulative odds of events on a lap of the usual kind, the first, and one after a restart.  brings [E, K],
    kind_odds [K]: cumulative.
    """

    own: Any
    cars: Any
    seats: Any
    drives: Any
    ring: Any
    spare: Any
    coming: Any
    neutral_count: Any
    neutral_ms: Any
    moment_place: Any
    moment_gap: Any
    rows: Any
    own_start: Any
    cars_start: Any
    seats_start: Any
    drives_start: Any
    classes: Any
    kinds: Any
    plans: Any
    fixed: Any
    lapping: Any
    lapped: Any
    noise: Any
    need: Any
    exponential: Any
    stop_extra: Any
    early_laps: Any
    offsets: Any
    odds: Any
    retires: Any
    loss_ms: Any
    in_pits: Any
    brings: Any
    lengths: Any
    kind_odds: Any
    closed_ms: Any
    yellow_odds: Any
    moments: Any


class Results(NamedTuple):
    """Where the results of the replicates go: the fields of `Outcome`, in its order."""

    laps: Any
    time_ms: Any
    status: Any
    position: Any
    in_class: Any
    stops: Any
    driven_ms: Any
    broken: Any
    moment_place: Any
    moment_gap_ms: Any
    neutral_count: Any
    neutral_ms: Any
    flag_ms: Any
    rejected: Any


def results(count: int, cars: int, seats: int, kinds: int, moments: int) -> Results:
    """Return empty results for so many replicates."""
    return Results(
        np.zeros((count, cars), np.int32),
        np.zeros((count, cars), np.int64),
        np.zeros((count, cars), np.int8),
        np.zeros((count, cars), np.int16),
        np.zeros((count, cars), np.int16),
        np.zeros((count, cars), np.int16),
        np.zeros((count, cars, seats), np.int32),
        np.zeros((count, cars), np.uint8),
        np.zeros((count, moments, cars), np.int16),
        np.zeros((count, moments, cars), np.int32),
        np.zeros((count, kinds), np.int16),
        np.zeros((count, kinds), np.int64),
        np.zeros(count, np.int64),
        np.zeros(count, np.int8),
    )


def memory_of(problem: Problem, rows: int = 0) -> Memory:
    """Return a race ready for the kernel.  rows: laps to keep a trace of; 0 for none.

    Raises BadRequest when there is no end to the race, or a shape is not what `racing.problem` says.
    """
    _check(problem)
    cars, seats, drives = _cars(problem), _seats(problem), _drives(problem)
    fixed = np.zeros(len(problem.neutral.fixed_kind), FIXED)
    for name in ("kind", "at_ms", "for_ms"):
        fixed[name] = getattr(problem.neutral, f"fixed_{name}")
    plans = np.zeros(problem.cars.plan_lap.shape, PLAN)
    for name in ("lap", "driver", "tyres"):
        plans[name] = getattr(problem.cars, f"plan_{name}")
    count, n_kinds, moments = problem.n_cars, len(problem.neutral.rate), len(problem.moments_ms)
    given, events = problem.classes, problem.events
    factors = np.array([np.ones(len(events.first_lap)), events.first_lap, events.restart]).reshape(3, 1, -1)
    made = Memory(
        own=np.zeros(1, WORLD),
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
        rows=np.zeros(rows, LAP_ROW),
        own_start=_own(problem, rows),
        cars_start=cars,
        seats_start=seats,
        drives_start=drives,
        classes=_classes(problem),
        kinds=_kinds(problem),
        plans=plans,
        fixed=fixed,
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
        lengths=_whole(problem.neutral.length_ms),
        kind_odds=_real(np.cumsum(problem.neutral.rate)),
        closed_ms=_whole(problem.neutral.closed_ms),
        yellow_odds=_real(problem.neutral.yellow_odds),
        moments=_whole(problem.moments_ms),
    )
    for name, array in zip(made._fields, made, strict=True):
        made.own_start[name] = array.ctypes.data
    made.own[:] = made.own_start
    return made


def _whole(values: Any) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64, order="C")


def _real(values: Any) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64, order="C")


def _check(problem: Problem) -> None:
    """Raise BadRequest where the kernel would read beyond an array or never end."""
    n, c = problem.n_cars, len(problem.classes.order)
    e, k = len(problem.events.in_pits), len(problem.neutral.rate)
    shapes = {
        "noise": (problem.classes.noise, (c, QUANTILES)),
        "stop_extra_ms": (problem.classes.stop_extra_ms, (c, QUANTILES)),
        "early_laps": (problem.classes.early_laps, (c, QUANTILES)),
        "lapping_ms": (problem.classes.lapping_ms, (c, c)),
        "lapped_ms": (problem.classes.lapped_ms, (c, c)),
        "offsets": (problem.cars.offsets, (QUANTILES,)),
        "rate": (problem.events.rate, (e, c)),
        "retires": (problem.events.retires, (e, c)),
        "loss_ms": (problem.events.loss_ms, (e, c, QUANTILES)),
        "neutral": (problem.events.neutral, (e, k)),
        "length_ms": (problem.neutral.length_ms, (k, QUANTILES)),
        "closed_ms": (problem.neutral.closed_ms, (k, c)),
        "yellow_odds": (problem.neutral.yellow_odds, (k, 10)),
        "driven_ms": (problem.state.driven_ms, problem.crews.share.shape),
        "laps": (problem.state.laps, (n,)),
        "share": (problem.crews.share, (n, problem.crews.share.shape[1])),
    }
    for name, (array, shape) in shapes.items():
        if array.shape != shape:
            raise BadRequest(f"the race cannot be simulated: {name} has shape {array.shape}, not {shape}")
    if problem.length.duration_ms <= 0 and problem.length.laps <= 0:
        raise BadRequest("the race cannot be simulated: it has neither a duration nor a distance")
    if not 0 < n <= RING_CAR or not 0 < c <= RING_CLASS_MASK:
        raise BadRequest(f"the race cannot be simulated: {n} cars in {c} classes")
    if problem.cars.race_class.max() >= c or problem.cars.group.max() >= len(problem.cars.group_sd_ms):
        raise BadRequest("the race cannot be simulated: a car's class or group is not among those given")
    if (problem.cars.pace_ms <= 0).any():
        raise BadRequest("the race cannot be simulated: a car has no pace")


def _classes(problem: Problem) -> Any:
    given, made = problem.classes, np.zeros(len(problem.classes.order), CLASS)
    names = "order memory tyre_ms fuel_ms cold_ms refuel_ms lane_ms tyres_ms driver_ms tyres_after start_ms"
    for name in names.split():
        made[name] = getattr(given, name)
    made["pass_need"] = given.pass_need_ms
    made["follow"] = given.follow_ms
    return made


def _kinds(problem: Problem) -> Any:
    made = np.zeros(len(problem.neutral.rate), KIND)
    for name in made.dtype.names or ():
        made[name] = getattr(problem.neutral, name)
    return made


def _own(problem: Problem, rows: int) -> Any:
    length, cars, state = problem.length, problem.cars, problem.state
    own = np.zeros(1, WORLD)
    own["n_cars"], own["n_seats"] = problem.crews.share.shape
    own["n_classes"], own["n_plans"] = len(problem.classes.order), cars.plan_lap.shape[1]
    own["n_kinds"], own["n_events"] = len(problem.neutral.rate), len(problem.events.in_pits)
    own["n_fixed"], own["n_moments"] = len(problem.neutral.fixed_kind), len(problem.moments_ms)
    own["room_rows"] = rows
    own["duration"], own["distance"] = max(length.duration_ms, 0), max(length.laps, 0)
    own["share"], own["flag"], own["at_ms"] = length.share, length.flag, state.at_ms
    own["must_from"], own["must_until"] = cars.must_from_ms, cars.must_until_ms
    own["must_change"], own["must_lane"] = cars.must_change, cars.must_lane_ms
    own["only_fixed"] = problem.neutral.only_fixed
    own["rate"] = float(np.cumsum(problem.neutral.rate)[-1]) if len(problem.neutral.rate) else 0.0
    own["first_neutral"], own["first_since"] = state.neutral, state.neutral_since_ms
    own["neutral"] = own["lead"] = own["head_car"] = -1
    return own


def _cars(problem: Problem) -> Any:
    given, state, classes = problem.cars, problem.state, problem.classes
    cars = np.zeros(problem.n_cars, CAR)
    of = _whole(given.race_class)
    cars["race_class"], cars["group"] = of, given.group
    cars["pace"], cars["pace_sd"] = given.pace_ms, given.pace_sd_ms
    cars["group_sd"] = _real(given.group_sd_ms)[_whole(given.group)]
    cars["floor"] = _real(given.pace_ms) * 0.6
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
    cars["since"], cars["first_due"], cars["first_status"] = state.since_ms, state.due_ms, state.status
    cars["log"] = (np.cumprod(state.log_driver >= 0, axis=1)).sum(axis=1)
    cars["last_stop"], cars["ref_lap"], cars["stop_lap"], cars["asked"] = state.laps, -1, -1, -1
    return cars


def _seats(problem: Problem) -> Any:
    crews = problem.crews
    seats = np.zeros(crews.share.shape, SEAT)
    seats["pace"], seats["share"], seats["driven"] = crews.pace_ms, crews.share, problem.state.driven_ms
    seats["least"], seats["most"], seats["stint"] = crews.least_ms, crews.most_ms, crews.stint_ms
    seats["window_most"] = crews.window_most_ms
    return seats


def _drives(problem: Problem) -> Any:
    """Return the logs of drives; a car's drives so far are its first entries, ended by driver -1."""
    state = problem.state
    drives = np.zeros((problem.n_cars, MOST_STINTS), DRIVE)
    room = state.log_driver.shape[1]
    drives["driver"][:, :room] = state.log_driver[:, :room]
    drives["start"][:, :room] = state.log_from_ms[:, :room]
    drives["end"][:, :room] = state.log_to_ms[:, :room]
    return drives
