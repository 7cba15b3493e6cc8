"""A car's race by a plan, lap by lap: the obvious way, by which every plan that is found is checked."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from paddock.racing.strategy.laws import (
    STEP,
    base_ms,
    crew_of,
    first_crossing,
    going_on,
    is_must,
    lap_ms,
    out_by,
    rest_laps,
    stop_ms,
    window_end,
)
from paddock.racing.strategy.plan import Plan, Stop
from paddock.racing.strategy.single import CarRace

FUEL, TYRES, SETS, LEAST, MOST, STINT, WINDOW, MUST, CHANGE, CALLED, UNUSED = (
    "fuel tyres sets least most stint window must change called unused"
).split()
"""What a plan may break: fuel or energy do not last, tyres are too old, more sets than there are; driving times; the
mandatory stops, or their change of driver; a driver who would be called in by his limit; a stop after the flag."""


class Decision(NamedTuple):
    """A stop as it is chosen: after which lap, who takes over, whether tyres are changed."""

    lap: int
    driver: int
    tyres: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """What a plan comes to.  broken: the first rule it breaks, empty where it keeps them all."""

    plan: Plan
    broken: str


def followed(race: CarRace, driver: int, decisions: Sequence[Decision]) -> Followed:
    """Return what a car's race comes to with such stops, and which rule it breaks first.

    driver: at the wheel from where the race stands.  decisions: in order of laps.
    """
    drive = OnTrack(race, driver)
    broken = ""
    for decision in decisions:
        broken = drive.to(decision.lap) or drive.stop(decision)
        if broken:
            break
    broken = broken or drive.to(None)
    plan = Plan(
        driver=driver,
        stops=tuple(drive.stops),
        laps=drive.lap,
        time_ms=drive.clock,
        driven_ms=tuple(int(one) for one in drive.driven),
        from_lap=race.lap,
        from_ms=race.crossed_ms,
        tyre_age=race.age,
    )
    return Followed(plan, broken)


class OnTrack:
    """The car on its way."""

    def __init__(self, race: CarRace, driver: int) -> None:
        self.race, self.crew = race, crew_of(race)
        self.lap, self.clock, self.driver = race.lap, race.crossed_ms, driver
        self.age, self.fuel, self.energy, self.sets = race.age, race.fuel, race.energy, race.sets
        self.must = max(race.must_stop - race.must_done, 0)
        self.driven = race.driven_ms.copy()
        self.since, self.paid, self.out = race.since_ms, race.crossed_ms, False
        self.log = list(zip(race.log_driver.tolist(), race.log_from_ms.tolist(), race.log_to_ms.tolist(), strict=True))
        self.stops: list[Stop] = []
        self.over = False
        self._sit()

    def copy(self) -> OnTrack:
        """Return the same car, to go on in another way."""
        made = copy(self)
        made.driven, made.log, made.stops = self.driven.copy(), list(self.log), list(self.stops)
        return made

    def _sit(self) -> None:
        """Note by when the driver has to be out."""
        race, seat = self.race, self.driver
        earlier = [(begin, end) for who, begin, end in self.log if who == seat]
        begins, ends = (np.array([one[n] for one in earlier], np.int64) for n in (0, 1))
        self.window_at = window_end(self.since, race.window_ms, int(race.window_most_ms[seat]), begins, ends)
        self._limit()

    def _limit(self) -> None:
        self.limit = out_by(
            self.race, self.crew, self.driver, self.lap, self.paid, self.since, self.window_at, self.driven
        )

    def to(self, lap: int | None) -> str:
        """Drive to the end of a lap, or to the flag; returns what is broken on the way."""
        while lap is None or self.lap < lap:
            broken = UNUSED if self.over else self._next()
            if broken:
                return broken
            if self.over and lap is None:
                return self.final()
        return UNUSED if self.over else ""

    def _next(self) -> str:
        """Drive a lap; returns what is broken by it."""
        race, seat, begun = self.race, self.driver, self.clock
        if self.lap == race.lap:
            self.clock = int(first_crossing(race, seat))
        else:
            if not self.out and self.paid + self.crew[STEP, seat] > self.limit:
                return CALLED
            if not going_on(race, self.fuel, self.energy, self.age):
                return TYRES if going_on(race, self.fuel, self.energy, 0) else FUEL
            self.clock += int(lap_ms(race, seat, self.age, self.fuel, self.out, 0))
        self.lap, self.age, self.out = self.lap + 1, self.age + 1, False
        self.fuel, self.energy = self.fuel - 1.0, self.energy - 1.0
        self.driven[seat] += self.clock - begun
        self.paid = self.clock
        self.over = bool((race.flag_ms and self.clock >= race.flag_ms) or (race.laps and self.lap >= race.laps))
        return self._times()

    def _times(self) -> str:
        """Return which limit on the present driver's time is passed at this crossing."""
        race, seat = self.race, self.driver
        if race.stint_ms[seat] > 0 and self.clock > self.since + race.stint_ms[seat]:
            return STINT
        if race.most_ms[seat] > 0 and self.driven[seat] > race.most_ms[seat]:
            return MOST
        return WINDOW if self.clock > self.window_at else ""

    def final(self) -> str:
        """Return what is broken at the flag."""
        race = self.race
        if self.must > 0:
            return MUST
        if any((race.most_ms > 0) & (self.driven > race.most_ms)):
            return MOST
        return LEAST if any((race.seats > 0) & (self.driven < race.least_ms)) else ""

    def stop(self, decision: Decision) -> str:
        """Make a stop; returns what is broken by it."""
        race, clock = self.race, self.clock
        if decision.tyres and race.tyre_sets and self.sets >= race.tyre_sets:
            return SETS
        must = is_must(race, clock, self.must)
        change = decision.driver != self.driver
        if must and race.must_change and not change:
            return CHANGE
        rest = rest_laps(race, clock, self.lap)
        fuel, energy = max(self.fuel, min(race.tank_laps, rest)), max(self.energy, min(race.energy_laps, rest))
        fuel_taken, energy_taken = fuel - self.fuel, energy - self.energy
        first = self.must == race.must_stop
        took = stop_ms(race, max(fuel_taken, energy_taken), decision.tyres, change, must, first)
        self.stops.append(
            Stop(self.lap, clock, decision.driver, decision.tyres, fuel_taken, energy_taken, int(took), must)
        )
        self.must -= must
        self.fuel, self.energy = fuel, energy
        if decision.tyres:
            self.age, self.sets = 0, self.sets + 1
        if change:
            self.log.append((self.driver, self.since, clock))
            self.driver, self.since = decision.driver, clock
            self._sit()
        else:
            self._limit()
        self.clock += int(took)
        self.driven[self.driver] += took
        self.out = True
        return ""


def least_lap_ms(race: CarRace) -> float:
    """Return the shortest lap that any of the crew can do [ms]."""
    return min(base_ms(race, int(seat)) for seat in np.flatnonzero(race.seats))
