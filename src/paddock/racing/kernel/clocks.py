"""What is left: of the race, of a lap in progress, and until a car needs looking at again."""

from __future__ import annotations

from typing import Any

import numpy as np

from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.layout import ENDLESS, FAR, INT, NONE, NOTHING
from paddock.racing.kernel.memory import car_at, plan_at

BUDGET_SEEN = 1e6
"""Laps of fuel or energy beyond which nobody counts."""


@compiled
def rounded(value: float) -> int:
    """Return the nearest whole number, halves to even."""
    return INT(np.rint(value))


@compiled
def laps_to_go(w: Any, car: Any, now: int) -> float:
    """Return how many laps a car has before it when the fastest car keeps its pace; never too few under green."""
    laps = ENDLESS
    if w.duration > 0:
        laps = float(w.duration + w.fastest - now) / car.own
    if w.distance > 0:
        laps = min(laps, float(w.distance - w.most))
    return max(laps, 0.0)


@compiled
def is_last(w: Any, car: Any, now: int) -> bool:
    """Return whether the lap that begins is likely to be the car's last."""
    if w.duration > 0 and now + car.green >= w.duration:
        return True
    return w.distance > 0 and w.most >= w.distance - 1


@compiled
def race_end(w: Any, now: int) -> int:
    """Return when the race ends, at the earliest likely."""
    end = FAR
    if w.duration > 0:
        end = w.duration
    if w.distance > 0:
        end = min(end, now + (w.distance - w.most) * w.fastest)
    return end


@compiled
def part_left(car: Any, due: int, now: int) -> float:
    """Return the share of its lap a car has still to run, from when and how much of it was last known."""
    since, part = car.crossed, 1.0
    if car.ref_lap == car.laps:
        since, part = car.ref_ms, car.ref_part
    if due <= since:
        return 0.0
    return min(max(part * float(due - now) / float(due - since), 0.0), part)


@compiled
def planned_lap(w: Any, i: int) -> int:
    """Return after which lap a car's next planned stop is, NONE when there is none."""
    number = car_at(w, i).next_plan
    return plan_at(w, i, number).lap if number < w.n_plans else NONE


@compiled
def has_plan(w: Any, i: int) -> bool:
    """Return whether a car came with a plan, even if it has run out."""
    return w.n_plans > 0 and plan_at(w, i, 0).lap >= 0


@compiled
def look_ahead(w: Any, i: int) -> None:
    """Note at which of its laps, and at which clock, a car has to be looked at again under green.

    To be called when the lap begun has been paid for: the budgets are what is left at the next crossing.
    """
    car = car_at(w, i)
    free = not has_plan(w, i)
    left = INT(np.floor(min(car.fuel, car.energy, BUDGET_SEEN)))
    wait = max(NOTHING, left - car.early if free else left)
    if car.tyre_laps > 0 and free:
        wait = min(wait, max(NOTHING, car.tyre_laps - car.age))
    lap = car.laps + 1 + wait
    planned = planned_lap(w, i)
    car.check_lap = min(lap, planned) if planned >= 0 else lap
    clock = FAR
    if car.limit_at < FAR:
        clock = car.limit_at - car.step + 1
    if car.must_at < FAR:
        clock = min(clock, car.must_at - car.step + 1)
    car.check_ms = clock
