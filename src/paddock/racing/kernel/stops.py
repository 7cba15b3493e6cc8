"""Whether a car comes in."""

from __future__ import annotations

from typing import Any

from paddock.racing import draws
from paddock.racing.kernel.clocks import has_plan, is_last, laps_to_go, planned_lap
from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.layout import ENDLESS
from paddock.racing.kernel.memory import car_at, kind_at, real, whole
from paddock.racing.kernel.words import fraction, word

YELLOW_STEPS = 10


@compiled
def comes_in(w: Any, i: int, now: int) -> bool:
    """Return whether a car that crosses the line now begins its next lap with a stop.

    An empty car comes in even where the lane is closed.
    """
    car = car_at(w, i)
    if car.fuel < 1.0 or car.energy < 1.0:
        return True
    kind = w.neutral
    if kind >= 0 and now < w.neutral_from + whole(w.closed_ms, kind * w.n_classes + car.race_class):
        return False
    return has_to(w, i, now) or (not is_last(w, car, now) and wants_to(w, i, now))


@compiled
def has_to(w: Any, i: int, now: int) -> bool:
    """Return whether plan, driving time or a mandatory stop bring a car in."""
    car = car_at(w, i)
    planned = planned_lap(w, i)
    if planned >= 0 and car.laps >= planned:
        return True
    step = car.step if w.neutral < 0 else max(car.step, kind_at(w, w.neutral).lap_ms)
    if now + step > car.limit_at:
        return True
    return must_counts(w, car, now) and now + step > car.must_at


@compiled
def must_counts(w: Any, car: Any, now: int) -> bool:
    """Return whether a stop now would be one the car still has to make."""
    return car.must_done < car.must_stop and w.must_from <= now <= w.must_until


@compiled
def may_change_tyres(car: Any) -> bool:
    """Return whether the car has a set of tyres left."""
    return car.tyre_sets <= 0 or car.sets < car.tyre_sets


@compiled
def reaches_flag(w: Any, car: Any, now: int) -> bool:
    """Return whether fuel and energy last to the end of the race."""
    return min(car.fuel, car.energy) >= laps_to_go(w, car, now) + 1.0


@compiled
def wants_to(w: Any, i: int, now: int) -> bool:
    """Return whether tyres, budgets or a neutralisation bring a car in."""
    car = car_at(w, i)
    if not has_plan(w, i):
        if car.tyre_laps > 0 and car.age >= car.tyre_laps and may_change_tyres(car):
            return True
        early = car.fuel < 1.0 + car.early or car.energy < 1.0 + car.early
        if w.neutral < 0 and early and not reaches_flag(w, car, now):
            return True
    return w.neutral >= 0 and wants_to_under_yellow(w, i, now)


@compiled
def wants_to_under_yellow(w: Any, i: int, now: int) -> bool:
    """Return whether a car uses a neutralisation for a stop it need not make yet.

    By its policy at every crossing, by the odds at the first one with the lane open only.
    """
    car = car_at(w, i)
    must = must_counts(w, car, now)
    if not must and reaches_flag(w, car, now):
        return False
    left = 1.0
    if car.tank < ENDLESS:
        left = min(left, car.fuel / car.tank)
    if car.full_energy < ENDLESS:
        left = min(left, car.energy / car.full_energy)
    used = 1.0 if must else 1.0 - left
    if car.yellow_from >= 0.0:
        return used >= car.yellow_from
    if car.asked == w.neutrals:
        return False
    car.asked = w.neutrals
    tenth = min(max(int(used * YELLOW_STEPS), 0), YELLOW_STEPS - 1)
    return fraction(word(car.key, car.laps, draws.YELLOW)) < real(w.yellow_odds, w.neutral * YELLOW_STEPS + tenth)
