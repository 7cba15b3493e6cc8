"""How a race lies in memory for the kernel: records, the arrays they are in, and the bits of what is packed.

Plain numpy.  A car's first fields, which every lap reads, fill three lines of cache.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

FAR = 1 << 40
"""A clock that never comes [ms]."""
ENDLESS = 1e18
"""Laps that a budget without limit lasts."""
INT: Any = np.int64
NONE: Any = INT(-1)
NOTHING: Any = INT(0)
"""A whole number; no car, no kind; no time.  Typed, so that what they are handed to is compiled once."""

RING_SHIFT, RING_CLASS = 20, 12
"""A place in the ring is one number: next crossing [ms] << 20, ASIDE for a car in the pits, class << 12, car."""
RING_CAR, RING_CLASS_MASK, RING_LOW = (1 << RING_CLASS) - 1, 15, (1 << RING_SHIFT) - 1
RING_ROOM = 512
"""Laps until the ring is moved back to the beginning of its array."""
COMING_A_CAR = 4
"""Neutralisations still to come that are kept, for each car; there is hardly ever one in all."""

LEAVES, FIRST, RESTART, QUIET, STOPPED, PARKED, WAVES, WAVED = (1 << bit for bit in range(8))
ASIDE = 1 << 16
"""Bits of a car's mode.  LEAVES: it is out at its next crossing.  FIRST, RESTART, QUIET: its next green lap is the
first of the race, the first after a neutralisation, one without events.  STOPPED: it has just made a stop.  PARKED: it
stands for so long that it is not waited for as the leader.  WAVES, WAVED: it may go round at its next crossing, and is
going round.  ASIDE: it is in the pits, others pass it for free."""


def _record(whole: str, real: str = "", key: bool = False) -> np.dtype[Any]:
    fields: list[tuple[str, Any]] = [("key", np.uint64)] if key else []
    fields += [(name, np.float64) for name in real.split()]
    return np.dtype(fields + [(name, np.int64) for name in whole.split()])


CAR = _record(
    "laps crossed age odds mode debt race_class follow check_lap check_ms"
    " green step early driver since count_from limit_at window_at stops must_done must_at sets next_plan"
    " last_stop asked ref_lap ref_ms took log stop_lap out flagged broken"
    " group tyre_laps tyre_sets must_stop success seats window first_due first_status",
    "base tyre_ms fuel_ms fuel energy noise memory floor"
    " own tank full_energy yellow_from ref_part pace pace_sd group_sd",
    key=True,
)
"""A car.  base: green lap with the driver in it, own: with the average of its crew [ms].  check_lap, check_ms: when it
has to be looked at again under green.  ref_*: how much of lap ref_lap + 1 was left, and when."""
CLASS = _record(
    "order lane_ms tyres_ms driver_ms tyres_after start_ms counted leader",
    "cold_ms refuel_ms",
)
KIND = _record("lap_ms bunches catch_ms gap_ms wave_by split stops clock_runs then", "use")
SEAT = _record("least most stint window_most driven", "pace share")
DRIVE = _record("driver start end")
PLAN = _record("lap driver tyres")
FIXED = _record("kind at_ms for_ms")
COMING = _record("kind at_ms")
PLACE = _record("car rank", "part")
LAP_ROW = _record("car lap clock_ms lap_ms driver stopped neutral under tyre_age", "fuel")
WORLD = _record(
    "head tail next_ms most neutral ring cars noise need lapping lapped n_cars n_classes lead head_car"
    " world seats drives spare coming neutral_count neutral_ms moment_place moment_gap looked rows"
    " world_start cars_start seats_start drives_start classes kinds plans fixed exponential"
    " stop_extra early_laps offsets odds retires loss_ms in_pits brings lengths kind_odds closed_ms yellow_odds moments"
    " n_seats n_plans n_kinds n_events n_fixed n_moments room_rows"
    " duration distance flag at_ms must_from must_until must_change must_lane only_fixed first_neutral first_since"
    " fastest whole_ms neutral_from neutral_until counted_from waved random_at neutrals n_coming moment next_fixed"
    " flag_ms n_rows",
    "share rate",
    key=True,
)
"""The race.  The names of `Memory` hold its addresses, n_… how many there are."""


class Memory(NamedTuple):
    """The arrays a race needs; those up to `rows` change while it runs, the others never.

    world: the record of the race.  looked: the cars in the order in which they were looked at last.  spare: room to
    sort in.  coming: neutralisations that events bring, still to come.  *_start: what to begin each replicate with.
    need [C, Q]: advantage over a lap that a pass takes.  odds [3, C, E]: cumulative odds of events on a usual lap, the
    first, and one after a restart.  brings [E, K], kind_odds [K]: cumulative.
    """

    world: Any
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
    looked: Any
    rows: Any
    world_start: Any
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
