"""What a lap and a stop of the deterministic race take, and who may drive how long: as the kernel has it.

Source: docs/methods/race-kernel.md.  The tests hold each plan against the kernel, to the millisecond.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paddock.racing.strategy.compiling import plain
from paddock.racing.strategy.single import ENDLESS, LEAST_SHARE, CarRace

if TYPE_CHECKING:
    from numpy.typing import NDArray

TAKEN, LEAST, MOST, STINT, WINDOW_MOST, STEP = range(6)
"""Rows of the rules on a crew."""
FAR = 1 << 40
"""A clock that never comes [ms]."""
LONGEST = 1.05
"""Longest expected green lap, as a share of the car's pace with that driver."""


@plain
def lap_of(base: float, tyres: float, age: int, fuel: float, laps: float, extra: float, least: float) -> int:
    """Return how long a lap takes [ms].

    base: pace.  tyres: per lap of their age.  fuel: per lap of fuel aboard, of which there are `laps`.  extra: on top.
    """
    return int(np.rint(max(base + tyres * float(age) + fuel * laps + extra, least)))


@plain
def service_of(refuel: float, tyres: int, after: int, change: int) -> int:
    """Return how long a car stands [ms].  after: 1 where tyres are changed after refuelling."""
    filled = int(np.rint(refuel))
    return max(filled + tyres if after > 0 else max(filled, tyres), change)


@plain
def base_ms(race: Any, seat: int) -> float:
    """Return the pace of the car with a driver [ms]."""
    pace: float = max(race.pace_ms + race.crew_ms[seat], race.pace_ms * LEAST_SHARE)
    return pace


@plain
def lap_ms(race: Any, seat: int, age: int, fuel: float, out: bool, first: int) -> int:
    """Return how long a lap takes [ms].

    age, fuel: of the tyres and aboard when it begins.  out: out of the pits.  first: 1 on the first lap of the race.
    """
    extra = 0.0
    if out:
        extra += race.cold_ms
    if first > 0:
        extra += race.start_ms
    least = race.pace_ms * LEAST_SHARE
    return lap_of(base_ms(race, seat), race.tyre_ms, age, race.fuel_ms, fuel, extra, least)


@plain
def first_crossing(race: Any, seat: int) -> int:
    """Return when the lap under way ends, or the first of the race [ms]."""
    earliest: int = race.earliest_ms
    if race.standing > 0:
        return earliest
    clock: int = race.crossed_ms + lap_ms(race, seat, race.age, race.fuel, False, race.first)
    return max(clock, earliest)


@plain
def step_ms(race: Any, seat: int) -> int:
    """Return the longest lap expected of a driver, by which he is called in before his time is up [ms]."""
    return int(np.rint(base_ms(race, seat) * LONGEST))


@plain
def going_on(race: Any, fuel: float, energy: float, age: int) -> bool:
    """Return whether fuel, energy and tyres last another lap."""
    return fuel >= 1.0 and energy >= 1.0 and (race.tyre_laps == 0 or age < race.tyre_laps)


@plain
def rest_laps(race: Any, clock: int, lap: int) -> float:
    """Return for how many laps fuel is taken on at a stop: those still to go and one more."""
    rest = ENDLESS
    if race.span_end_ms > 0:
        rest = float(race.span_end_ms - clock) / race.span_lap_ms
    if race.laps > 0:
        rest = min(rest, float(race.laps - lap))
    return max(rest, 0.0) + 1.0


@plain
def is_must(race: Any, clock: int, left: int) -> bool:
    """Return whether a stop at a crossing counts as one of the mandatory ones; left: of them to be made."""
    return left > 0 and race.must_from_ms <= clock <= race.must_until_ms


@plain
def stop_ms(race: Any, taken: float, tyres: bool, change: bool, must: bool, first: bool) -> int:
    """Return what a stop costs, lane included [ms].

    taken: laps of fuel or energy taken on, whichever is more.  change: of driver.  must: it is a mandatory one,
    first: the first of these.
    """
    took: int = service_of(
        race.refuel_ms * taken, race.tyres_ms if tyres else 0, race.tyres_after, race.driver_ms if change else 0
    )
    took += race.lane_ms + race.extra_ms
    if must:
        took = max(took, race.must_lane_ms)
        if first:
            took += race.success_ms
    return took


@plain
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
                return now + left
            left -= begin - far_end
            now += ends[n] - far_end
            far_end = ends[n]
    if left < start - far_end:
        return now + left
    return FAR


@plain
def out_by(race: Any, crew: Any, seat: int, lap: int, clock: int, since: int, window_at: int, driven: Any) -> int:
    """Return by when a driver has to be out of the car, FAR for no limit.

    crew: see `crew_of`.  lap, clock: of the crossing at which the stint begins.  since: when he got in.  window_at: by
    the rule on windows.  driven [D]: time of all seats up to that crossing.  What the others must still drive before
    the race ends counts.
    """
    taken, missing = 0, 0
    for other in range(len(driven)):
        if crew[TAKEN, other] > 0:
            taken += 1
            if other != seat:
                missing += max(0, crew[LEAST, other] - driven[other])
    if taken <= 1:
        return FAR
    end = window_at
    if crew[STINT, seat] > 0:
        end = min(end, since + crew[STINT, seat])
    if crew[MOST, seat] > 0:
        end = min(end, clock + crew[MOST, seat] - driven[seat])
    if missing > 0:
        over = FAR
        if race.end_ms > 0:
            over = race.end_ms
        if race.laps > 0:
            over = min(over, clock + (race.laps - lap) * race.fastest_ms)
        end = min(end, over - missing)
    return end


def crew_of(race: CarRace) -> NDArray[np.int64]:
    """Return the rules on a crew as rows [TAKEN … STEP, D]; STEP is the longest lap expected of a seat [ms]."""
    steps = [step_ms(race, seat) for seat in range(len(race.seats))]
    rows = (race.seats, race.least_ms, race.most_ms, race.stint_ms, race.window_most_ms, steps)
    return np.array(rows, np.int64)
