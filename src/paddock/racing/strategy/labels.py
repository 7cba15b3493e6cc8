"""Partial plans, and how they grow by a stint: the inner loop of the dynamic programme."""

from __future__ import annotations

from typing import Any

import numpy as np

from paddock.racing.strategy.compiling import plain
from paddock.racing.strategy.laws import (
    LEAST,
    MOST,
    STEP,
    STINT,
    TAKEN,
    WINDOW_MOST,
    going_on,
    is_must,
    lap_of,
    out_by,
    rest_laps,
    stop_ms,
    window_end,
)
from paddock.racing.strategy.single import LEAST_SHARE

CLOCK, DRIVER, AGE, SETS, MUST, SINCE, LIMIT, WINDOW, STOPS, CHANGES, PARENT, LAP, TYRES, CHANGED, DRIVEN = range(15)
"""Columns of a label: a car that has just stopped.  When it leaves (the stop paid), who drives on from when and until
when (by all rules; by windows), age of the tyres, sets used, mandatory stops left, stops and changes of tyres made,
the label it came from, after which lap it stopped, whether it changed tyres, whether the driver has ever been changed;
from DRIVEN on the time of each seat."""
FUEL, ENERGY, REACH = range(3)
"""Columns of a label's other half: laps of fuel and energy aboard, least time at the flag it can reach."""
MOST_DRIVES = 64
"""Earlier drives within a window that are looked at."""


@plain
def drives_of(window: int, logs: Any, labels: Any, at: int, seat: int, clock: int, begins: Any, ends: Any) -> int:
    """Write down a seat's drives before a clock that end within the window, in order; returns how many.

    logs [3, n]: drives before the plan: seat, from, to.  at: label that drives until that clock.
    """
    horizon = clock - window
    found, until, driver, since = 0, clock, labels[at, DRIVER], labels[at, SINCE]
    while found < MOST_DRIVES and until > horizon:
        if driver == seat:
            begins[found], ends[found] = since, until
            found += 1
        until = since
        while at >= 0 and labels[at, SINCE] >= since:
            at = labels[at, PARENT]
        if at < 0:
            break
        driver, since = labels[at, DRIVER], labels[at, SINCE]
    for n in range(logs.shape[1] - 1, -1, -1):
        if found < MOST_DRIVES and logs[0, n] == seat and logs[2, n] > horizon:
            begins[found], ends[found] = logs[1, n], logs[2, n]
            found += 1
    for n in range(found // 2):
        begins[n], begins[found - 1 - n] = begins[found - 1 - n], begins[n]
        ends[n], ends[found - 1 - n] = ends[found - 1 - n], ends[n]
    return found


@plain
def reach(crew: Any, wanted: Any, flag: int, bounds: Any, priced: Any, label: Any, lap: int) -> float:
    """Return the least time at the flag a label can reach in as many laps as the best plan.

    Where it may come to more laps, it is the least time at the crossing before the last of these, if that is less.
    bounds [B, K, L + 1, A, D]: values.  priced [B, 2 · D + 4]: their prices, their target, 1 where they are of the
    crossing before.
    """
    best, more = 0.0, 1e18
    seats = crew.shape[1]
    for b in range(len(bounds)):
        target, before = priced[b, 2 * seats + 2], priced[b, 2 * seats + 3] > 0.0
        if before and lap >= target - 1:
            value = 0.0 if lap < target else 1e18
            more = min(more, value)
            continue
        if lap >= target:
            best = 1e18
            continue
        age = min(label[AGE], bounds.shape[3] - 1)
        value = bounds[b, label[MUST], lap, age, label[DRIVER]] + label[CLOCK]
        for seat in range(seats):
            if crew[TAKEN, seat] > 0:
                value += priced[b, seat] * (crew[LEAST, seat] - label[DRIVEN + seat])
            if crew[MOST, seat] > 0:
                value -= priced[b, seats + seat] * (crew[MOST, seat] - label[DRIVEN + seat])
        if wanted.stops >= 0:
            value -= priced[b, 2 * seats] * (wanted.stops - label[STOPS])
        if wanted.changes >= 0:
            value -= priced[b, 2 * seats + 1] * (wanted.changes - label[CHANGES])
        if not before:
            best = max(best, value)
        elif value < flag:
            more = min(more, value)
    return min(best, more)


@plain
def useless_from(flag: int, target: int, best: Any) -> float:
    """Return from which `reach` on a label cannot lead to a better plan than the best so far.

    target: laps that `reach` is about.
    """
    if best[0] < target:
        return 1e18
    clock = float(best[1])
    return clock - 0.999 if best[0] == target else float(flag)


@plain
def grown(
    r: Any, crew: Any, paces: Any, logs: Any, wanted: Any, labels: Any, others: Any, first: int, last: int,
    first_ms: Any, bounds: Any, priced: Any, best: Any, room: Any, room_others: Any,
) -> Any:  # fmt: skip
    """Let labels first to last grow by every stint and stop; returns (label reached, how many new ones).

    first_ms [D]: when the lap under way ends, by who is at the wheel.  best: laps, clock and label of the best
    plan so far, and laps of its last stint; kept up to date.  room: where the new labels go; when it is full the label
    reached is less than `last`.
    """
    made = 0
    seats = crew.shape[1]
    begins, ends = np.zeros(MOST_DRIVES, np.int64), np.zeros(MOST_DRIVES, np.int64)
    driven = np.zeros(seats, np.int64)
    least = r.pace_ms * LEAST_SHARE
    for at in range(first, last):
        label = labels[at]
        seat, root = label[DRIVER], label[PARENT] < 0
        clock, age, must = label[CLOCK], label[AGE], label[MUST]
        fuel, energy = others[at, FUEL], others[at, ENERGY]
        before = clock
        for other in range(seats):
            driven[other] = label[DRIVEN + other]
        start, n = made, 0
        while made + 2 * seats <= len(room):
            if root and n == 0:
                clock = first_ms[seat]
            else:
                extra = r.cold_ms if n == 0 else 0.0
                clock += lap_of(paces[seat], r.tyre_ms, age, r.fuel_ms, fuel, extra, least)
            driven[seat] += clock - before
            before = clock
            n += 1
            lap, age, fuel, energy = label[LAP] + n, age + 1, fuel - 1.0, energy - 1.0
            if (crew[STINT, seat] > 0 and clock > label[SINCE] + crew[STINT, seat]) or clock > label[WINDOW]:
                break
            if crew[MOST, seat] > 0 and driven[seat] > crew[MOST, seat]:
                break
            if (r.flag_ms > 0 and clock >= r.flag_ms) or (r.laps > 0 and lap >= r.laps):
                if keeps(crew, wanted, label, driven) and (lap > best[0] or (lap == best[0] and clock < best[1])):
                    best[0], best[1], best[2], best[3] = lap, clock, at, n
                break
            if must > 0 and clock > r.must_until_ms:
                break
            made = stops_after(
                r, crew, logs, wanted, labels, at, lap, clock, age, fuel, energy, driven, bounds, priced, best,
                begins, ends, room, room_others, made,
            )  # fmt: skip
            if not going_on(r, fuel, energy, age) or clock + crew[STEP, seat] > label[LIMIT]:
                break
        if made + 2 * seats > len(room):
            return at, start
    return last, made


@plain
def keeps(crew: Any, wanted: Any, label: Any, driven: Any) -> bool:
    """Return whether a plan that ends with a label's stint keeps the rules on totals, and is what is wanted."""
    if label[MUST] > 0:
        return False
    for seat in range(len(driven)):
        if crew[TAKEN, seat] > 0 and driven[seat] < crew[LEAST, seat]:
            return False
        if crew[MOST, seat] > 0 and driven[seat] > crew[MOST, seat]:
            return False
    if wanted.stops >= 0 and label[STOPS] != wanted.stops:
        return False
    return not (wanted.changes >= 0 and label[CHANGES] != wanted.changes)


@plain
def stops_after(
    r: Any, crew: Any, logs: Any, wanted: Any, labels: Any, at: int, lap: int, clock: int, age: int, fuel: float,
    energy: float, driven: Any, bounds: Any, priced: Any, best: Any, begins: Any, ends: Any, room: Any,
    room_others: Any, made: int,
) -> int:  # fmt: skip
    """Add the labels of every kind of stop at a crossing; returns how many there are now."""
    label = labels[at]
    present = label[DRIVER]
    if wanted.stops >= 0 and label[STOPS] >= wanted.stops:
        return made
    must = is_must(r, clock, label[MUST])
    rest = rest_laps(r, clock, lap)
    full, full_energy = max(fuel, min(r.tank_laps, rest)), max(energy, min(r.energy_laps, rest))
    taken = max(full - fuel, full_energy - energy)
    useless = useless_from(r.flag_ms, int(priced[0, 2 * len(driven) + 2]), best)
    for tyres in range(2):
        if tyres == 0 and r.tyre_laps > 0 and age >= r.tyre_laps:
            continue
        if tyres > 0 and r.tyre_sets > 0 and label[SETS] >= r.tyre_sets:
            continue
        if tyres > 0 and wanted.changes >= 0 and label[CHANGES] >= wanted.changes:
            continue
        for seat in range(len(driven)):
            change = seat != present
            if crew[TAKEN, seat] == 0 or (must and r.must_change > 0 and not change):
                continue
            if change and wanted.follows >= 0 and label[CHANGED] == 0 and seat != wanted.follows:
                continue
            took = stop_ms(r, taken, tyres > 0, change, must, must and label[MUST] == r.must_stop)
            new = room[made]
            new[CLOCK], new[DRIVER], new[AGE] = clock + took, seat, 0 if tyres > 0 else age
            new[SETS], new[MUST] = label[SETS] + tyres, label[MUST] - (1 if must else 0)
            new[SINCE] = clock if change else label[SINCE]
            new[STOPS], new[CHANGES] = label[STOPS] + 1, label[CHANGES] + tyres
            new[PARENT], new[LAP], new[TYRES] = at, lap, tyres
            new[CHANGED] = 1 if change else label[CHANGED]
            for other in range(len(driven)):
                new[DRIVEN + other] = driven[other]
            new[DRIVEN + seat] += took
            least = reach(crew, wanted, r.flag_ms, bounds, priced, new, lap)
            if least >= useless:
                continue
            new[WINDOW] = label[WINDOW]
            if change:
                found = 0
                if r.window_ms > 0:
                    found = drives_of(r.window_ms, logs, labels, at, seat, clock, begins, ends)
                new[WINDOW] = window_end(clock, r.window_ms, crew[WINDOW_MOST, seat], begins[:found], ends[:found])
            new[LIMIT] = out_by(r, crew, seat, lap, clock, new[SINCE], new[WINDOW], driven)
            room_others[made, FUEL], room_others[made, ENERGY] = full, full_energy
            room_others[made, REACH] = least
            made += 1
    return made
