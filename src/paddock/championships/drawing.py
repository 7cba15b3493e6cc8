"""Seasons drawn: for each session still to come and each season, who takes which place.

Source: docs/methods/season-forecast.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from paddock.championships.ahead import Slot
from paddock.championships.knowing import known_by
from paddock.championships.raking import drawn, raked
from paddock.championships.simulating import Simulated, seed_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Real = NDArray[np.float64]
    Whole = NDArray[np.int64]


class Drawer:
    """Draws seasons from simulated races; what is drawn of a race serves every title.

    races: meeting and session → race.  seed, seasons: of the draws.  off: the most by which drawn odds of a place in
    class differ from those they should have.
    """

    def __init__(self, races: Mapping[tuple[str, str], Simulated], seed: int, seasons: int) -> None:
        self.races, self.seed, self.seasons = races, seed, seasons
        self.off = 0.0
        self._picked: dict[tuple[str, str, str], Whole] = {}
        self._qualified: dict[tuple[str, str, str], Whole] = {}

    def race_of(self, slot: Slot) -> Simulated | None:
        """Return the race that tells of a session, None where it could not be simulated.

        Of qualifying that is a race of its meeting.  Moments within a race are known by class only.
        """
        if slot.kind == "qualifying":
            return next((race for (meeting, _), race in self.races.items() if meeting == slot.meeting), None)
        race = self.races.get((slot.meeting, slot.session))
        if race is None or slot.after_min is None:
            return race
        single = bool(slot.race_class) or len(np.unique(race.race_class)) == 1
        return race if single and slot.after_min in race.marks else None

    def places(self, slot: Slot, race: Simulated) -> Whole:
        """Return the place of each line of a session in each season [S, lines], 0 where it is not placed."""
        if slot.kind == "qualifying":
            every = self._qualifying(slot, race)
        elif slot.after_min is not None:
            every = race.marks[slot.after_min][self._replicates(slot, race)]
        else:
            every = (race.in_class if slot.race_class else race.position)[self._replicates(slot, race)]
        found = np.zeros((self.seasons, len(slot.lines)), np.int64)
        for line, column in enumerate(columns(slot, race)):
            if column is not None:
                found[:, line] = every[:, column]
        return found

    def _replicates(self, slot: Slot, race: Simulated) -> Whole:
        """Return which replicate of a race each season has [S], for a class or for the order over all."""
        key = (slot.meeting, slot.session, slot.race_class)
        if key not in self._picked:
            here = cars_in(slot, race)
            odds = race.odds[here]
            weights = raked(race.in_order[:, here] - 1, odds, race.world)
            random = np.random.Generator(np.random.Philox(seed_of(self.seed, "races", *key)))
            picked = drawn(weights, race.world, self._worlds(race), random)
            for row, car in zip(odds, here, strict=True):
                got = np.bincount(race.in_order[picked, car] - 1, minlength=len(row)) / self.seasons
                self.off = max(self.off, float(np.abs(got - row).max()))
            self._picked[key] = picked
        return self._picked[key]

    def _qualifying(self, slot: Slot, race: Simulated) -> Whole:
        """Return the order of qualifying in each season [S, N]: by pace and luck, or by form where no pace is known."""
        key = (slot.meeting, slot.session, slot.race_class)
        if key not in self._qualified:
            random = np.random.Generator(np.random.Philox(seed_of(self.seed, "qualifying", *key)))
            shape = self.seasons, len(race.cars)
            if race.rated:
                off = race.pace.lasting * race.luck[self._worlds(race)]
                laps = race.pace.mean + off + race.pace.qualifying * random.standard_normal(shape)
            else:
                laps = -np.array([one or 0.0 for one in race.strengths] or [0.0] * shape[1]) - random.gumbel(size=shape)
            places = np.zeros(shape, np.int64)
            here = cars_in(slot, race)
            places[:, here] = np.argsort(np.argsort(laps[:, here], axis=1), axis=1) + 1
            self._qualified[key] = places
        return self._qualified[key]

    def _worlds(self, race: Simulated) -> Whole:
        return np.arange(self.seasons) % len(race.luck)


def cars_in(slot: Slot, race: Simulated) -> list[int]:
    """Return the cars of a race that a session is about: those of its class, or all."""
    return [i for i, (_, race_class) in enumerate(race.cars) if slot.race_class in ("", race_class)]


def columns(slot: Slot, race: Simulated) -> list[int | None]:
    """Return which car of a race each line of a session is, None for one that is not in it."""
    at = {race.cars[i][0]: i for i in reversed(cars_in(slot, race))}
    return [at.get(known_by(line)) for line in slot.lines]


def missing(slot: Slot, race: Simulated) -> Sequence[str]:
    """Return the cars of a session that were not simulated."""
    pairs = zip(slot.lines, columns(slot, race), strict=True)
    return [known_by(line) for line, column in pairs if column is None]
