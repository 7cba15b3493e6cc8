"""What is done at a stop, and how long it takes."""

from __future__ import annotations

from typing import Any

from paddock.racing import draws
from paddock.racing.kernel.clocks import has_plan, laps_to_go, planned_lap, rounded
from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.crews import choose, get_out, set_limit, sit_down, window_end
from paddock.racing.kernel.layout import FAR, NONE, NOTHING, PARKED, STOPPED
from paddock.racing.kernel.memory import car_at, class_at, plan_at, whole_of
from paddock.racing.kernel.stops import may_change_tyres, must_counts
from paddock.racing.kernel.words import entry, fraction, word

GARAGE = 1.5
"""Own laps from which a stop counts as a stay in the garage: the car is not waited for as the leader."""


@compiled
def takes_planned(w: Any, i: int) -> int:
    """Return which planned stop this one stands for, NONE for none; it and those before it are done with.

    One that is not planned stands for the next planned one when at least half of the stint before that is over.
    """
    car = car_at(w, i)
    planned = planned_lap(w, i)
    if planned < 0 or (car.laps < planned and 2 * (car.laps - car.last_stop) < planned - car.last_stop):
        return NONE
    taken = car.next_plan
    car.next_plan += 1
    while 0 <= planned_lap(w, i) <= car.laps:
        car.next_plan += 1
    return taken


@compiled
def next_must(w: Any, i: int) -> None:
    """Draw when in its window a car makes its next mandatory stop; one with a plan makes those it has planned."""
    car = car_at(w, i)
    car.must_at = FAR
    if car.must_done < car.must_stop and not has_plan(w, i):
        room = float(w.must_until - car.step - w.must_from)
        part = float(car.must_done) + fraction(word(car.key, car.must_done, draws.MUST))
        car.must_at = w.must_from + max(NOTHING, rounded(room * part / float(car.must_stop)))


@compiled
def next_early(w: Any, i: int) -> None:
    """Draw how many laps before it is empty a car ends its stint."""
    car = car_at(w, i)
    car.early = whole_of(w.early_laps, car.race_class, entry(word(car.key, car.stops, draws.EARLY)))


@compiled
def stop(w: Any, i: int, now: int, lost: int) -> bool:
    """Make a stop at a crossing; `took` of the car is the time it takes [ms].

    lost: NOTHING, or the time a failure costs in the pits.  A car that stands for longer than everything takes that can
    be done at a stop has it done meanwhile; a shorter loss is a penalty: nothing is done, and False is returned.
    """
    car = car_at(w, i)
    rules = class_at(w, car.race_class)
    need = laps_to_go(w, car, now) + 1.0
    fuel, energy = max(car.fuel, min(car.tank, need)), max(car.energy, min(car.full_energy, need))
    refuel = rounded(rules.refuel_ms * max(fuel - car.fuel, energy - car.energy))
    lane = rules.lane_ms + whole_of(w.stop_extra, car.race_class, entry(word(car.key, car.stops, draws.STOP)))
    if lost > 0 and lost < lane + refuel + rules.tyres_ms + rules.driver_ms:
        return False
    must = must_counts(w, car, now)
    reach = min(fuel, energy, need)
    planned = takes_planned(w, i)
    tyres = car.tyre_laps > 0 and float(car.age) + reach > float(car.tyre_laps) and may_change_tyres(car)
    seat = NONE
    if planned >= 0:
        seat, tyres = plan_at(w, i, planned).driver, plan_at(w, i, planned).tyres > 0
    if seat < 0:
        ahead = rounded(reach * car.own) + rules.lane_ms + refuel
        seat = choose(w, i, now, ahead, must and w.must_change > 0)
    took = rules.tyres_ms if tyres else NOTHING
    took = refuel + took if rules.tyres_after > 0 else max(refuel, took)
    if seat != car.driver:
        took = max(took, rules.driver_ms)
    took += lane
    if must:
        took = max(took, w.must_lane)
        took += car.success if car.must_done == 0 else NOTHING
        car.must_done += 1
    car.took = max(took, lost)
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
    set_limit(w, i, now + car.took)
    next_must(w, i)
    next_early(w, i)
    car.last_stop = car.stop_lap = car.laps
    car.mode |= STOPPED
    if car.took > GARAGE * car.green:
        car.mode |= PARKED
    return True
