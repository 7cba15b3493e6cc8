"""What a lap and a stop of the deterministic race take, and who may drive how long: as the kernel has it.

Source: docs/methods/race-kernel.md.  The tests hold each plan against the kernel, to the millisecond.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba  # type: ignore[import-untyped]
import numpy as np

from paddock.racing.strategy.single import ENDLESS, LEAST_SHARE

Function = TypeVar("Function", bound=Callable[..., Any])

FAR = 1 << 40
"""A clock that never comes [ms]."""
LONGEST = 1.05
"""Longest expected green lap, as a share of the car's pace with that driver."""


def compiled(function: Function) -> Function:
    """Compile a function and keep it on disk."""
    return numba.njit(nogil=True, cache=True, error_model="numpy")(function)  # type: ignore[no-any-return]


@compiled
def base_ms(race: Any, seat: int) -> float:
    """Return the pace of the car with a driver [ms]."""
    least = race.pace_ms * LEAST_SHARE
    return max(race.pace_ms + race.crew_ms[seat], least)  # type: ignore[no-any-return]


@compiled
def lap_ms(race: Any, seat: int, age: int, fuel: float, out: bool, first: int) -> int:
    """Return how long a lap takes [ms].

    age, fuel: of the tyres and aboard when it begins.  out: out of the pits.  first: 1 on the first lap of the race.
    """
    extra = 0.0
    if out:
        extra += race.cold_ms
    if first > 0:
        extra += race.start_ms
    time = base_ms(race, seat) + race.tyre_ms * float(age) + race.fuel_ms * fuel + extra
    return np.int64(np.rint(max(time, race.pace_ms * LEAST_SHARE)))  # type: ignore[return-value]


@compiled
def first_crossing(race: Any, seat: int) -> int:
    """Return when the lap under way ends, or the first of the race [ms]."""
    if race.standing > 0:
        return race.earliest_ms  # type: ignore[no-any-return]
    return max(race.crossed_ms + lap_ms(race, seat, race.age, race.fuel, False, race.first), race.earliest_ms)  # type: ignore[no-any-return]


@compiled
def step_ms(race: Any, seat: int) -> int:
    """Return the longest lap expected of a driver, by which he is called in before his time is up [ms]."""
    return np.int64(np.rint(base_ms(race, seat) * LONGEST))  # type: ignore[return-value]


@compiled
def going_on(race: Any, fuel: float, energy: float, age: int) -> bool:
    """Return whether fuel, energy and tyres last another lap."""
    return fuel >= 1.0 and energy >= 1.0 and (race.tyre_laps == 0 or age < race.tyre_laps)


@compiled
def rest_laps(race: Any, clock: int, lap: int) -> float:
    """Return for how many laps fuel is taken on at a stop: those still to go and one more."""
    rest = ENDLESS
    if race.span_end_ms > 0:
        rest = float(race.span_end_ms - clock) / race.span_lap_ms
    if race.laps > 0:
        rest = min(rest, float(race.laps - lap))
    return max(rest, 0.0) + 1.0


@compiled
def is_must(race: Any, clock: int, left: int) -> bool:
    """Return whether a stop at a crossing counts as one of the mandatory ones; left: of them to be made."""
    return left > 0 and race.must_from_ms <= clock <= race.must_until_ms


@compiled
def stop_ms(race: Any, taken: float, tyres: bool, change: bool, must: bool, first: bool) -> int:
    """Return what a stop costs, lane included [ms].

    taken: laps of fuel or energy taken on, whichever is more.  change: of driver.  must: it is a mandatory one,
    first: the first of these.
    """
    refuel = np.int64(np.rint(race.refuel_ms * taken))
    took = np.int64(race.tyres_ms if tyres else 0)
    took = refuel + took if race.tyres_after > 0 else max(refuel, took)
    if change:
        took = max(took, race.driver_ms)
    took += race.lane_ms + race.extra_ms
    if must:
        took = max(took, race.must_lane_ms)
        if first:
            took += race.success_ms
    return max(took, 1)  # type: ignore[return-value]


@compiled
def window_end(start: int, window: int, most: int, begins: Any, ends: Any) -> int:
    """Return until when a seat may drive that gets in at `start`, by the most it may within any window.

    begins, ends: its earlier drives, in order.  The window's far end moves along with the clock: while it passes over
    an earlier drive nothing is used up.
    """
    if window <= 0 or most <= 0:
        return FAR
    left = most
    for n in range(len(begins)):
        if ends[n] > start - window:
            left -= ends[n] - max(begins[n], start - window)
    if left < 0:
        return start
    far_end, now = start - window, start
    for n in range(len(begins)):
        if ends[n] > start - window:
            begin = max(begins[n], far_end)
            if left < begin - far_end:
                return now + left  # type: ignore[no-any-return]
            left -= begin - far_end
            now += ends[n] - far_end
            far_end = ends[n]
    if left < start - far_end:
        return now + left  # type: ignore[no-any-return]
    return FAR


@compiled
def out_by(race: Any, seat: int, lap: int, clock: int, since: int, window_at: int, driven: Any) -> int:
    """Return by when a driver has to be out of the car, FAR for no limit.

    lap, clock: of the crossing at which the stint begins.  since: when he got in.  window_at: by the rule on windows.
    driven [D]: time of all seats up to that crossing.  What the others must still drive before the race ends counts.
    """
    if race.seats.sum() <= 1:
        return FAR
    end = window_at
    if race.stint_ms[seat] > 0:
        end = min(end, since + race.stint_ms[seat])
    if race.most_ms[seat] > 0:
        end = min(end, clock + race.most_ms[seat] - driven[seat])
    missing = 0
    for other in range(len(race.seats)):
        if other != seat and race.seats[other] > 0:
            missing += max(0, race.least_ms[other] - driven[other])
    if missing > 0:
        over = FAR
        if race.end_ms > 0:
            over = race.end_ms
        if race.laps > 0:
            over = min(over, clock + (race.laps - lap) * race.fastest_ms)
        end = min(end, over - missing)
    return end
