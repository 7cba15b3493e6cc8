"""A race under way: what its laps tell of every car at a moment, and nothing they tell later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from paddock.racing.problem import MOST_STINTS, Problem, State

if TYPE_CHECKING:
    import polars as pl

RUNNING, OUT, STOPPED = 0, 1, 2
"""Values of `State.status`."""
LATE_LAPS = 0.4
"""A car this much of a lap later than its pace is taken to be in the pit lane."""
LONG_LAPS = 3.0
"""One that has been away longer than a stop and this many laps is in the garage, or has stopped on the way …"""
GONE_LAPS = 12.0
"""… and counts as out after this many, unless the race as a whole stands still."""
STANDING = 0.5
"""The race stands still when more than this share of the cars that were running is away."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known at a moment.

    laps: the laps completed by then, by car and lap.  at_ms: the moment.
    """

    laps: pl.DataFrame
    at_ms: int


def known_at(laps: pl.DataFrame, at_ms: int) -> Known:
    """Return what the laps of a race tell up to a moment.

    laps: table `laps`; uses elapsed_ms; laps without a clock are left out.  at_ms: clock of the race [ms].
    """
    import polars as pl

    return Known(laps.filter(pl.col("elapsed_ms") <= at_ms).sort("car", "lap", maintain_order=True), at_ms)


def state_at(
    known: Known, problem: Problem, cars: Sequence[str], seats: Sequence[Sequence[str]], kinds: Sequence[str]
) -> State:
    """Return the state a race is simulated from.

    known: laps completed so far (`known_at`).  problem: the same race from the green flag, for tanks and paces.
    cars, seats: car numbers and names of drivers in the order of the problem.  kinds: flag codes of its kinds of
    neutralisation.  Fuel is what a full tank leaves after the laps since the last stop; tyres are taken to be changed
    at every stop.  A car that is late is in the pits, in the garage, or out, by how late it is: laps tell no more.
    """
    from paddock.timing.stints import with_stints

    n, seated = problem.crews.share.shape
    at = known.at_ms
    rows = with_stints(known.laps) if known.laps.height else known.laps
    by_car = {str(car): group for (car,), group in rows.group_by(["car"], maintain_order=True)} if rows.height else {}
    neutral, since = _neutral(known.laps, kinds)
    use = dict(zip(kinds, problem.neutral.use.tolist(), strict=True))
    whole: dict[str, Any] = {
        name: np.zeros(n, np.int64)
        for name in ("laps", "crossed_ms", "due_ms", "status", "tyre_age", "sets", "stops", "must_done", "driver")
    }
    whole |= {"since_ms": np.zeros(n, np.int64), "driven_ms": np.zeros((n, seated), np.int64)}
    whole |= {"fuel": problem.cars.tank_laps.copy(), "energy": problem.cars.energy_laps.copy()}
    logs = np.full((3, n, MOST_STINTS), -1, np.int64)
    for i, car in enumerate(cars):
        group = by_car.get(car)
        if group is None:
            whole["crossed_ms"][i] = problem.state.crossed_ms[i]
            continue
        told = group.to_dict(as_series=False)
        stint = [k for k, number in enumerate(told["stint"]) if number == told["stint"][-1]]
        in_pits = bool(told["in_pit"][-1]) and told["flag"][-1] != "FF"
        used = 0.0 if in_pits else sum(use.get(told["flag"][k] or "", 1.0) for k in stint)
        whole["laps"][i] = told["lap"][-1]
        whole["crossed_ms"][i] = told["elapsed_ms"][-1]
        whole["stops"][i] = sum(told["boundary"][1:]) + in_pits
        whole["sets"][i] = 1 + whole["stops"][i]
        whole["tyre_age"][i] = 0 if in_pits else len(stint)
        whole["fuel"][i] = max(whole["fuel"][i] - used, 0.0)
        whole["energy"][i] = max(whole["energy"][i] - used, 0.0)
        whole["must_done"][i] = _mandatory_done(told, problem)
        if in_pits:
            whole["due_ms"][i] = told["elapsed_ms"][-1] + _stop_lap(problem, i)
        _drives(told, seats[i], whole, logs, i)
    _absent(whole, problem, at, neutral)
    return State(
        at_ms=at,
        log_driver=logs[0],
        log_from_ms=np.maximum(logs[1], 0),
        log_to_ms=np.maximum(logs[2], 0),
        neutral=neutral,
        neutral_since_ms=since,
        **whole,
    )


def _neutral(laps: pl.DataFrame, kinds: Sequence[str]) -> tuple[int, int]:
    """Return the kind that is out, by the last crossing of any car, and since when; -1 and 0 for none."""
    flags = laps.sort("elapsed_ms", maintain_order=True).select("flag", "elapsed_ms").rows()
    if not flags or flags[-1][0] not in kinds:
        return -1, 0
    kind, since = flags[-1]
    for flag, clock in reversed(flags):
        if flag != kind:
            break
        since = clock
    return list(kinds).index(kind), int(since)


def _stop_lap(problem: Problem, i: int) -> int:
    """Return how long an ordinary lap with a stop takes car i [ms]."""
    kind = problem.cars.race_class[i]
    classes = problem.classes
    extra = float(np.mean(classes.stop_extra_ms[kind]))
    fill = float(classes.refuel_ms[kind]) * float(min(problem.cars.tank_laps[i], problem.cars.energy_laps[i]))
    return int(problem.cars.pace_ms[i] + classes.lane_ms[kind] + extra + fill)


def _mandatory_done(told: Mapping[str, list[Any]], problem: Problem) -> int:
    """Return how many stops were made within the window of mandatory stops."""
    first, last = problem.cars.must_from_ms, problem.cars.must_until_ms
    starts = [clock - time for clock, time in zip(told["elapsed_ms"], told["lap_time_ms"], strict=True)]
    return sum(1 for start, new in zip(starts[1:], told["boundary"][1:], strict=True) if new and first <= start <= last)


def _drives(
    told: Mapping[str, list[Any]],
    seats: Sequence[str],
    whole: dict[str, Any],
    logs: np.ndarray[Any, Any],
    i: int,
) -> None:
    """Fill in who has driven when; a driver who is none of the seats counts for the first."""
    who = told["who"]
    slots = told["driver_slot"]
    runs: list[list[int]] = []
    for k, (name, slot) in enumerate(zip(who, slots, strict=True)):
        if name in seats:
            seat = list(seats).index(name)
        else:
            seat = slot - 1 if slot is not None and 0 < slot <= len(seats) else 0
        start = told["elapsed_ms"][k] - told["lap_time_ms"][k]
        whole["driven_ms"][i, seat] += told["lap_time_ms"][k]
        if not runs or runs[-1][0] != seat:
            runs.append([seat, start, start])
        runs[-1][2] = told["elapsed_ms"][k]
    for k, run in enumerate(runs[:-1][-MOST_STINTS:]):  # the present drive is told by since_ms
        logs[:, i, k] = run
    whole["driver"][i], whole["since_ms"][i] = runs[-1][0], runs[-1][1]


def _absent(whole: dict[str, Any], problem: Problem, at: int, neutral: int) -> None:
    """Judge the cars that should have crossed the line again by now."""
    standing = neutral >= 0 and bool(problem.neutral.stops[neutral])
    pace = problem.cars.pace_ms
    if neutral >= 0:
        pace = np.maximum(pace, problem.neutral.lap_ms[neutral])
    late = at - whole["crossed_ms"] - pace
    known = whole["laps"] > 0
    known |= at > 3 * pace
    away = known & (late > LONG_LAPS * pace)
    standing = standing or away.sum() > STANDING * max(known.sum(), 1)
    for i in np.flatnonzero(known & (late > LATE_LAPS * pace)):
        stop = _stop_lap(problem, int(i)) - problem.cars.pace_ms[i]
        if standing:
            whole["due_ms"][i] = at
        elif late[i] > stop + GONE_LAPS * pace[i]:
            whole["status"][i] = OUT
        elif late[i] > stop + LONG_LAPS * pace[i]:
            # What has lasted so long lasts about as long again.
            whole["status"][i] = STOPPED
            whole["due_ms"][i] = at + int(late[i])
        elif late[i] > stop:
            whole["due_ms"][i] = at + int(late[i] - stop)
        elif whole["due_ms"][i] == 0:
            whole["due_ms"][i] = whole["crossed_ms"][i] + int(pace[i] + stop)
            whole["fuel"][i], whole["energy"][i] = problem.cars.tank_laps[i], problem.cars.energy_laps[i]
