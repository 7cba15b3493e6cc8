"""How little time the rest of a race can take: the same race with its rules on drivers and numbers of stops priced.

A rule on a total (a driver's least or most time, how many stops or changes of tyres) is lifted, and what it is broken
by costs a price instead.  Whatever the prices, no plan that keeps the rules is quicker than the best one then, so each
set of prices gives a lower bound; the best prices give a close one.  What is left is a chain of stints in which
nothing needs to be remembered but the lap, the age of the tyres, the seat and the mandatory stops to come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from paddock.racing.strategy.compiling import compiled, plain
from paddock.racing.strategy.laws import (
    base_ms,
    first_crossing,
    lap_ms,
    lap_of,
    rest_laps,
    service_of,
    stop_ms,
)
from paddock.racing.strategy.single import ENDLESS, LEAST_SHARE, numbers_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paddock.racing.strategy.single import CarRace

NONE = 1e15
"""Cost of what cannot be [ms]."""
KEPT_STINTS = 3
"""Tyres without a limit of age count as no older than so many full tanks."""


class Wanted(NamedTuple):
    """What a plan is asked to be, -1 for anything.

    stops, changes: how many, of these how many with new tyres.  starts: seat at the wheel first, where that is open.
    follows: the first seat to take over.
    """

    stops: int = -1
    changes: int = -1
    starts: int = -1
    follows: int = -1


def starters(race: CarRace, wanted: Wanted) -> list[int]:
    """Return the seats that may be at the wheel first, the one the race has there before the others."""
    if not race.open_seat:
        return [race.driver] if wanted.starts in {-1, race.driver} else []
    seats = sorted(np.flatnonzero(race.seats).tolist(), key=lambda seat: seat != race.driver)
    return [seat for seat in seats if wanted.starts in {-1, seat}]


class Prices(NamedTuple):
    """What breaking rules costs.  least, most [D]: a ms of a seat's time too little, too much.

    stop, change: a stop, a change of tyres too many [ms]; negative: too few.
    """

    least: NDArray[np.float64]
    most: NDArray[np.float64]
    stop: float
    change: float


class Excess(NamedTuple):
    """By how much a chain of stints breaks each rule that is priced; negative where there is room."""

    least: NDArray[np.float64]
    most: NDArray[np.float64]
    stops: float
    changes: float


class Bound(NamedTuple):
    """Least cost of the rest of the race at these prices.

    values [K, L + 1, A, D]: from the beginning of a stint, its stop paid, by mandatory stops left, laps completed, age
    of the tyres and seat.  target: laps that the race is to last.  total: least time at the flag [ms], or, where
    `before`, at the crossing before: a race over time lasts so many laps only when that comes before the flag falls.
    """

    values: NDArray[np.float64]
    target: int
    prices: Prices
    total: float
    before: bool


def no_prices(race: CarRace) -> Prices:
    """Return prices of nothing."""
    return Prices(np.zeros(len(race.seats)), np.zeros(len(race.seats)), 0.0, 0.0)


def ages(race: CarRace, target: int) -> int:
    """Return how many ages of tyres are told apart."""
    if race.tyre_laps:
        return min(race.tyre_laps, target + race.age + 1)
    if race.tyre_ms <= 0.0:
        return 1 if race.tyre_ms == 0.0 else target + race.age + 1
    tank = min(race.tank_laps, race.energy_laps, float(target))
    return int(min(KEPT_STINTS * tank, target)) + race.age + 1


def aboard_at_least(race: CarRace, latest_ms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what is aboard at least after a stop at each lap, of a car that crosses there no later [2, L + 1].

    The first row is fuel, the second energy.
    """
    rest = [rest_laps(race, int(min(max(clock, 0), 2**50)), lap) for lap, clock in enumerate(latest_ms)]
    tanks = (race.tank_laps, race.energy_laps)
    return np.array([np.full(len(rest), tank) if tank >= ENDLESS else np.minimum(tank, rest) for tank in tanks])


@plain
def rest_of(numbers: Any, paces: Any, seated: Any, low: Any, weights: Any, costs: Any, shape: Any) -> Any:
    """Return the values of `Bound` and the choices behind them.

    paces [D], seated [D]: of the crew, and which seats are taken.  low: see `aboard_at_least`.  weights [D]: what a ms
    of each seat costs.  costs: of a stop, of a change of tyres, and what a ms of the last lap and its stop costs less.
    A choice is laps · 64 + tyres · 32 + mandatory · 16 + seat, of the stint and the stop after it; -1 for none.
    """
    values = np.full(shape, NONE)
    choices = np.full(shape, -1, np.int64)
    musts, laps, n_ages, seats = shape
    for lap in range(laps - 2, numbers.lap, -1):
        for must in range(musts):
            for age in range(n_ages):
                for seat in range(seats):
                    if seated[seat] > 0:
                        values[must, lap, age, seat], choices[must, lap, age, seat] = stint_from(
                            numbers, paces, seated, low, values, weights, costs, must, lap, age, seat, low[0, lap],
                            numbers.tank_laps, numbers.energy_laps, numbers.cold_ms, 0,
                        )  # fmt: skip
    return values, choices


@plain
def stint_from(
    r: Any, paces: Any, seated: Any, low: Any, values: Any, weights: Any, costs: Any, must: int, lap: int, age: int,
    seat: int, fuel: float, most_fuel: float, most_energy: float, extra: float, waited: int,
) -> Any:  # fmt: skip
    """Return the least cost from the beginning of a stint, and the choice that leads to it.

    must: mandatory stops left.  fuel: aboard at least.  most_…: aboard at most.  extra, waited: what the first
    lap takes more, before and after it is rounded.
    """
    best, choice, time = NONE, np.int64(-1), np.int64(waited)
    oldest, target = values.shape[2] - 1, values.shape[1] - 1
    pace, weight, least = paces[seat], weights[seat], r.pace_ms * LEAST_SHARE
    fixed = r.lane_ms + r.extra_ms
    for n in range(1, target - lap + 1):
        if n > 1 and (n > most_fuel or n > most_energy or (r.tyre_laps > 0 and age >= r.tyre_laps)):
            break
        aboard = max(fuel - float(n - 1), 0.0)
        last = lap_of(pace, r.tyre_ms, age, r.fuel_ms, aboard, extra if n == 1 else 0.0, least)
        time += last
        age += 1
        at = lap + n
        if at == target:
            last += waited if n == 1 else 0
            if must == 0 and weight * time - costs[2] * last < best:
                best, choice = weight * time - costs[2] * last, np.int64(n * 64)
            break
        less = costs[2] if at == target - 1 else 0.0
        taken = max(0.0, low[0, at] - max(most_fuel - float(n), 0.0))
        refuel = r.refuel_ms * max(taken, low[1, at] - max(most_energy - float(n), 0.0))
        for mandatory in range(2 if must > 0 else 1):
            for tyres in range(2):
                if tyres == 0 and r.tyre_laps > 0 and age >= r.tyre_laps:
                    continue
                next_age = 0 if tyres > 0 else min(age, oldest)
                stays = fixed + service_of(refuel, r.tyres_ms * tyres, r.tyres_after, 0)
                changes = fixed + service_of(refuel, r.tyres_ms * tyres, r.tyres_after, r.driver_ms)
                if mandatory > 0:
                    stays, changes = max(stays, r.must_lane_ms), max(changes, r.must_lane_ms)
                    if must == r.must_stop:
                        stays, changes = stays + r.success_ms, changes + r.success_ms
                cost = weight * time + costs[0] + costs[1] * tyres
                for after in range(len(weights)):
                    if seated[after] == 0 or (mandatory > 0 and r.must_change > 0 and after == seat):
                        continue
                    took = stays if after == seat else changes
                    whole = cost + (weights[after] - less) * took + values[must - mandatory, at, next_age, after]
                    if whole < best:
                        best = whole
                        choice = np.int64(n * 64 + tyres * 32 + mandatory * 16 + after)
    return best, choice


def bound(
    race: CarRace, wanted: Wanted, target: int, low: NDArray[np.float64], prices: Prices, *, before: bool = False
) -> tuple[Bound, Excess]:
    """Return the bound at some prices, and by how much the plan behind it breaks each priced rule."""
    shape = (max(race.must_stop - race.must_done, 0) + 1, target + 1, ages(race, target), len(race.seats))
    weights = 1.0 - prices.least + prices.most
    numbers, costs = numbers_of(race), (prices.stop, prices.change, float(before))
    paces = np.array([base_ms(race, seat) for seat in range(len(race.seats))])
    values, choices = compiled(rest_of)(numbers, paces, race.seats, low, weights, costs, shape)
    best, choice, first = NONE, -1, race.driver
    for seat in starters(race, wanted):
        waited = _waited(race, seat)
        cost, chosen = stint_from(
            numbers, paces, race.seats, low, values, weights, costs, shape[0] - 1, race.lap, race.age, seat, race.fuel,
            race.fuel, race.energy, 0.0, waited,
        )  # fmt: skip
        if cost < best:
            best, choice, first = cost, int(chosen), seat
    total = race.crossed_ms + best + constant(race, wanted, prices)
    return Bound(values, target, prices, float(total), before), _traced(race, wanted, choices, choice, low, first)


def _waited(race: CarRace, seat: int) -> int:
    """Return how much longer than usual the lap under way takes, or the first of the race [ms]."""
    usual = lap_ms(race, seat, race.age, race.fuel, False, 0)
    return int(first_crossing(race, seat)) - race.crossed_ms - int(usual)


def constant(race: CarRace, wanted: Wanted, prices: Prices) -> float:
    """Return what the priced rules are worth where the race stands: the part of the bound that no choice changes."""
    ruled = race.most_ms > 0
    owed = (prices.least * (race.least_ms - race.driven_ms))[race.seats > 0].sum()
    owed -= (prices.most * (race.most_ms - race.driven_ms))[ruled].sum()
    owed -= prices.stop * max(wanted.stops, 0) + prices.change * max(wanted.changes, 0)
    return float(owed)


def _traced(race: CarRace, wanted: Wanted, choices: Any, choice: int, low: Any, seat: int) -> Excess:
    """Return by how much the chain of stints that choices tell breaks the priced rules; seat: at the wheel first."""
    driven = race.driven_ms.astype(np.float64)
    lap, age, must = race.lap, race.age, choices.shape[0] - 1
    fuel, full, full_energy = race.fuel, race.fuel, race.energy
    stops, changes, out = 0, 0, False
    driven[seat] += _waited(race, seat)
    while choice >= 0:
        n, tyres, mandatory, after = choice // 64, choice // 32 % 2, choice // 16 % 2, choice % 16
        for k in range(n):
            driven[seat] += lap_ms(race, seat, age + k, max(fuel - k, 0.0), out and k == 0, 0)
        lap, age = lap + n, age + n
        if lap >= choices.shape[1] - 1:
            break
        taken = max(0.0, low[0, lap] - max(full - n, 0.0), low[1, lap] - max(full_energy - n, 0.0))
        first = bool(mandatory) and must == race.must_stop
        driven[after] += stop_ms(race, taken, bool(tyres), after != seat, bool(mandatory), first)
        stops, changes, must = stops + 1, changes + tyres, must - mandatory
        age, seat, out = 0 if tyres else min(age, choices.shape[2] - 1), after, True
        fuel, full, full_energy = low[0, lap], race.tank_laps, race.energy_laps
        choice = int(choices[must, lap, age, seat])
    ruled = race.most_ms > 0
    return Excess(
        np.where(race.seats > 0, race.least_ms - driven, 0.0),
        np.where(ruled, driven - race.most_ms, 0.0),
        stops - wanted.stops if wanted.stops >= 0 else 0.0,
        changes - wanted.changes if wanted.changes >= 0 else 0.0,
    )
