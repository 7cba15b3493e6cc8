"""Pit stops: whether a car comes in, what is done, and how long it takes."""

from __future__ import annotations

from typing import Any

from paddock.racing import draws
from paddock.racing.kernel.clocks import has_plan, is_last, laps_to_go, planned_lap, rounded
from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.crews import choose, get_out, set_limit, sit_down, window_end
from paddock.racing.kernel.layout import ENDLESS, FAR, PARKED
from paddock.racing.kernel.memory import car_at, class_at, kind_at, plan_at, real, whole, whole_of
from paddock.racing.kernel.words import entry, fraction, word

YELLOW_STEPS = 10
GARAGE = 1.5
"""Own laps from which a stop counts as a stay in the garage: the car is not waited for as the leader."""


@compiled
def reaches_flag(w: Any, car: Any, now: int) -> bool:
    """Return whether fuel and energy last to the end of the w."""
    return min(car.fuel, car.energy) >= laps_to_go(w, car, now) + 1.0


@compiled
def may_change_tyres(car: Any) -> bool:
    """Return whether the car has a set of tyres left."""
    return car.tyre_sets <= 0 or car.sets < car.tyre_sets


@compiled
def must_is_due(w: Any, car: Any, now: int, step: int) -> bool:
    """Return whether a mandatory stop is still to be made, its window is open and its moment has come."""
    if car.must_done >= car.must_stop or now < w.must_from or now > w.must_until:
        return False
    return now + step > car.must_at


@compiled
def comes_in(w: Any, i: int, now: int) -> bool:
    """Return whether a car that crosses the line now begins its next lap with a stop."""
    car = car_at(w, i)
    kind = w.neutral
    if car.fuel < 1.0 or car.energy < 1.0:
        return True
    if kind >= 0 and now < w.neutral_from + whole(w.closed_ms, kind * w.n_classes + car.race_class):
        return False
    planned = planned_lap(w, i)
    if planned >= 0 and car.laps >= planned:
        return True
    step = car.step if kind < 0 else max(car.step, kind_at(w, kind).lap_ms)
    if now + step > car.limit_at or (car.must_at < FAR and must_is_due(w, car, now, step)):
        return True
    if is_last(w, car, now):
        return False
    if not has_plan(w, i):
        if car.tyre_laps > 0 and car.age >= car.tyre_laps and may_change_tyres(car):
            return True
        if kind < 0 and (car.fuel < 1.0 + car.early or car.energy < 1.0 + car.early):
            if not reaches_flag(w, car, now):
                return True
            car.early = 0
    return kind >= 0 and comes_in_under_yellow(w, i, now, kind)


@compiled
def comes_in_under_yellow(w: Any, i: int, now: int, kind: int) -> bool:
    """Return whether a car uses a neutralisation for a stop it need not make yet.

    By its policy at every crossing, by the odds at the first one with the lane open only.
    """
    car = car_at(w, i)
    must = car.must_done < car.must_stop and w.must_from <= now <= w.must_until
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
    return fraction(word(car.key, car.laps, draws.YELLOW)) < real(w.yellow_odds, kind * YELLOW_STEPS + tenth)


@compiled
def takes_planned(w: Any, i: int) -> int:
    """Return which planned stop this one stands for, -1 for none; it and those before it are done with."""
    car = car_at(w, i)
    planned = planned_lap(w, i)
    if planned < 0 or (car.laps < planned and 2 * (car.laps - car.last_stop) < planned - car.last_stop):
        return -1
    taken = car.next_plan
    car.next_plan += 1
    while planned_lap(w, i) >= 0 and planned_lap(w, i) <= car.laps:
        car.next_plan += 1
    return taken


@compiled
def next_must(w: Any, i: int) -> None:
    """Draw when in its window a car makes its next mandatory stop; one with a plan makes those it has planned."""
    car = car_at(w, i)
    car.must_at = FAR
    if car.must_done < car.must_stop and not has_plan(w, i):
        room = w.must_until - car.step - w.must_from
        part = float(car.must_done) + fraction(word(car.key, car.must_done, draws.MUST))
        car.must_at = w.must_from + max(0, rounded(float(room) * part / float(car.must_stop)))


@compiled
def stop(w: Any, i: int, now: int, lost: int) -> int:
    """Make a stop at a crossing; returns the time it takes [ms].

    lost: 0, or the time a failure costs in the pits.  A car that stands longer than a full service takes has it done
    meanwhile; where the loss is shorter nothing is done, and 0 is returned: a penalty.
    """
    car = car_at(w, i)
    rules = class_at(w, car.race_class)
    to_go = laps_to_go(w, car, now)
    fuel = max(car.fuel, min(car.tank, to_go + 1.0))
    energy = max(car.energy, min(car.full_energy, to_go + 1.0))
    refuel = rounded(rules.refuel_ms * max(fuel - car.fuel, energy - car.energy))
    must = car.must_done < car.must_stop and w.must_from <= now <= w.must_until
    extra = whole_of(w.stop_extra, car.race_class, entry(word(car.key, car.stops, draws.STOP)))
    reach = min(fuel, energy, to_go + 1.0)
    if lost > 0 and lost < rules.lane_ms + extra + refuel + rules.tyres_ms + rules.driver_ms:
        return 0
    taken = takes_planned(w, i)
    tyres = car.tyre_laps > 0 and float(car.age) + reach > float(car.tyre_laps) and may_change_tyres(car)
    seat = -1
    if taken >= 0:
        seat = plan_at(w, i, taken).driver
        tyres = plan_at(w, i, taken).tyres > 0
    if seat < 0:
        ahead = rounded(reach * car.own) + rules.lane_ms + refuel
        seat = choose(w, i, now, ahead, must and w.must_change > 0)
    took = rules.tyres_ms if tyres else 0
    took = refuel + took if rules.tyres_after > 0 else max(refuel, took)
    if seat != car.driver:
        took = max(took, rules.driver_ms)
    took += rules.lane_ms + extra
    if must:
        took = max(took, w.must_lane)
        if car.must_done == 0:
            took += car.success
        car.must_done += 1
    took = max(took, lost, 1)
    car.stops += 1
    car.fuel, car.energy = fuel, energy
    if tyres:
        car.age = 0
        car.sets += 1
    if seat != car.driver:
        get_out(w, i, now)
        car.since = now
        car.window_at = window_end(w, i, seat, now)
        sit_down(w, i, seat)
    set_limit(w, i, now, took)
    next_must(w, i)
    car.early = whole_of(w.early_laps, car.race_class, entry(word(car.key, car.stops, draws.EARLY)))
    car.last_stop = car.stop_lap = car.laps
    if took > GARAGE * car.green:
        car.mode |= PARKED
    return took
