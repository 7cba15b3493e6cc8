"""Label-setting over laps: partial plans grow stint by stint, those that cannot become the best are left."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from paddock.racing.strategy import labels as of
from paddock.racing.strategy.bounds import NONE, starters
from paddock.racing.strategy.compiling import compiled
from paddock.racing.strategy.dominance import superfluous
from paddock.racing.strategy.following import Decision
from paddock.racing.strategy.laws import FAR, LEAST, STEP, base_ms, crew_of, first_crossing, out_by, stop_ms, window_end
from paddock.racing.strategy.single import CarRace, numbers_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from paddock.racing.strategy.bounds import Bound, Wanted

ROOM = 1 << 16
"""New labels made at once."""
ALIKE = 4
"""Laps by which what a seat still owes has to differ for two labels to be of different kinds."""
STRICTLY = 1000
"""Labels of a lap that are compared strictly; more are not, so that long races come to an end."""
COMPARED = 4
"""Labels of a lap compared with each other, as a multiple of those kept."""


@dataclass(frozen=True, slots=True)
class Found:
    """A plan: its laps, its clock at the flag [ms], who is at the wheel first, and its stops."""

    laps: int
    clock: int
    driver: int
    decisions: tuple[Decision, ...]

    @property
    def rank(self) -> tuple[int, int]:
        """What plans are ordered by: most laps, then least time."""
        return -self.laps, self.clock


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search gave.

    best: the best plan it found, None where it found none.  dropped: a plan that was left unlooked at may be there as
    soon as this [ms]; infinite where all were looked at.  labels: partial plans kept.  assumed: whether some were left
    for quicker ones that may have to drive a lap more (`dominance`).
    """

    best: Found | None
    dropped: float
    labels: int
    assumed: bool


def search(
    race: CarRace, wanted: Wanted, bounds: Sequence[Bound], width: int, beat: tuple[int, int] | None = None
) -> Searched:
    """Return the best plan there is.

    bounds: the first of the laps the best plan is likely to have, the others of more.  width: partial plans of a lap
    that are kept, those of the least bounds first.  beat: laps and clock that a plan has to be better than to count.
    """
    run = _Search(race, wanted, bounds, beat)
    run.grow(0, run.count)
    while run.pending:
        lap = min(run.pending)
        first, last, dropped = run.settle(lap, width)
        run.dropped = min(run.dropped, dropped)
        run.grow(first, last)
    laps, clock, at = (int(one) for one in run.best[:3])
    best = Found(laps, clock, *run.told(at)) if at >= 0 else None
    return Searched(best, run.dropped, run.count, run.assumed)


def longest_ms(race: CarRace) -> int:
    """Return a time that no lap with a stop can exceed [ms]."""
    seats = np.flatnonzero(race.seats)
    oldest = race.tyre_laps or max(race.laps, 2000)
    tank = min(race.tank_laps, race.energy_laps, 2000.0)
    lap = max(base_ms(race, int(seat)) for seat in seats) + abs(race.tyre_ms) * (oldest + race.age)
    lap += abs(race.fuel_ms) * min(race.tank_laps, 2000.0) + abs(race.cold_ms) + abs(race.start_ms)
    return ceil(lap) + int(stop_ms(race, tank, True, True, True, True)) + int(race.driver_ms)


class _Search:
    """One search: the partial plans kept, and those that wait at a lap to come."""

    def __init__(self, race: CarRace, wanted: Wanted, bounds: Sequence[Bound], beat: tuple[int, int] | None) -> None:
        self.race, self.wanted, self.target = race, wanted, bounds[0].target
        shapes = np.array([one.values.shape for one in bounds])
        self.values = np.full((len(bounds), *shapes.max(axis=0)), NONE)
        for padded, one in zip(self.values, bounds, strict=True):
            n_musts, n_laps, n_ages, _ = one.values.shape
            padded[:n_musts, :n_laps, :n_ages] = one.values
            padded[:n_musts, :n_laps, n_ages:] = one.values[:, :, -1:]
        self.priced = np.array(
            [
                [*one.prices.least, *one.prices.most, one.prices.stop, one.prices.change, one.target, one.before]
                for one in bounds
            ]
        )
        self.best = np.array([*(beat or (0, 0)), -1, 0], np.int64)
        seats = len(race.seats)
        self.numbers, self.crew = numbers_of(race), crew_of(race)
        self.paces = np.array([base_ms(race, seat) for seat in range(seats)])
        self.step = int(self.crew[STEP].min())
        self.logs = np.array([race.log_driver, race.log_from_ms, race.log_to_ms], np.int64)
        self.first_ms = np.array([first_crossing(race, seat) for seat in range(seats)], np.int64)
        self.rows = np.zeros((1 << 12, of.DRIVEN + seats), np.int64)
        self.others = np.zeros((1 << 12, 3))
        self.room, self.room_others = np.zeros((ROOM, of.DRIVEN + seats), np.int64), np.zeros((ROOM, 3))
        self.count, self.dropped, self.assumed = 0, np.inf, False
        self.pending: dict[int, list[tuple[Any, Any]]] = {}
        self.longest = longest_ms(race)
        for seat in starters(race, wanted):
            self._begin(seat)

    def _begin(self, seat: int) -> None:
        """Add the label of a plan that has no stop yet."""
        race, root = self.race, self.rows[self.count]
        root[of.CLOCK], root[of.DRIVER], root[of.AGE] = race.crossed_ms, seat, race.age
        root[of.SETS], root[of.MUST], root[of.SINCE] = race.sets, race.must_stop - race.must_done, race.since_ms
        root[of.MUST] = max(root[of.MUST], 0)
        root[of.PARENT], root[of.LAP] = -1, race.lap
        root[of.DRIVEN :] = race.driven_ms
        mine = race.log_driver == seat
        most = int(race.window_most_ms[seat])
        root[of.WINDOW] = window_end(race.since_ms, race.window_ms, most, race.log_from_ms[mine], race.log_to_ms[mine])
        root[of.LIMIT] = out_by(
            race, self.crew, seat, race.lap, race.crossed_ms, race.since_ms, root[of.WINDOW], race.driven_ms
        )
        self.others[self.count] = race.fuel, race.energy, 0.0
        self.count += 1

    def grow(self, first: int, last: int) -> None:
        """Let labels grow by a stint each, and put what comes of them where it stops."""
        while first < last:
            first, made = compiled(of.grown)(
                self.numbers, self.crew, self.paces, self.logs, self.wanted, self.rows, self.others, first, last,
                self.first_ms, self.values, self.priced, self.best, self.room, self.room_others,
            )  # fmt: skip
            laps = self.room[:made, of.LAP]
            sort = np.argsort(laps, kind="stable")
            ends = np.flatnonzero(np.diff(laps[sort], append=-1)) + 1
            begin = 0
            for end in ends.tolist():
                chosen = sort[begin:end]
                waiting = self.pending.setdefault(int(laps[chosen[0]]), [])
                waiting.append((self.room[chosen], self.room_others[chosen]))
                begin = end

    def settle(self, lap: int, width: int) -> tuple[int, int, float]:
        """Keep the labels of a lap that may lead to the best plan; returns where they lie, and what was dropped."""
        parts = self.pending.pop(lap)
        rows, others = np.concatenate([one[0] for one in parts]), np.concatenate([one[1] for one in parts])
        useful = others[:, of.REACH] < of.useless_from(self.race.flag_ms, self.target, self.best)
        rows, others = rows[useful], others[useful]
        dropped = np.inf
        if len(rows) > COMPARED * width:
            rows, others, dropped = self._chosen(rows, others, COMPARED * width)
        first = self.count
        self._put(rows, others)
        if not len(rows):
            return first, first, dropped
        order = np.arange(first, first + len(rows))
        if not self.race.flag_ms:
            order = self._uncovered(order, lap, strict=False)
        elif len(order) <= STRICTLY:
            order = self._uncovered(order, lap, strict=True)
        if self.race.flag_ms and len(order) > min(width, STRICTLY):
            less = self._uncovered(order, lap, strict=False)
            self.assumed |= len(less) < len(order)
            order = less
        rows, others = self.rows[order], self.others[order]
        if len(rows) > width:
            rows, others, more = self._chosen(rows, others, width)
            dropped = min(dropped, more)
        self._put(rows, others)
        self.count = first + len(rows)
        return first, self.count, dropped

    def _uncovered(self, order: NDArray[np.int64], lap: int, *, strict: bool) -> NDArray[np.int64]:
        """Return the labels of a lap that no other makes superfluous."""
        left = self._left_ms(lap, int(self.rows[order, of.CLOCK].min()))
        chosen: NDArray[np.int64] = superfluous(
            self.numbers, self.crew, self.logs, self.wanted, self.rows, self.others, order, left, self._to_go(lap),
            self._slack(lap), strict,
        )  # fmt: skip
        return chosen

    def _put(self, rows: NDArray[np.int64], others: NDArray[np.float64]) -> None:
        """Write labels behind those that are kept."""
        needed = self.count + len(rows)
        if needed > len(self.rows):
            more = max(needed, 2 * len(self.rows)) - len(self.rows)
            self.rows = np.concatenate((self.rows, np.zeros((more, self.rows.shape[1]), np.int64)))
            self.others = np.concatenate((self.others, np.zeros((more, 3))))
        self.rows[self.count : needed], self.others[self.count : needed] = rows, others

    def _to_go(self, lap: int) -> int:
        """Return how many laps may be to go, at most."""
        race = self.race
        left = race.laps - lap if race.laps else 1 << 20
        if race.flag_ms:
            least = min(base_ms(race, int(seat)) for seat in np.flatnonzero(race.seats))
            left = min(left, int((race.flag_ms - race.crossed_ms) // least) + 2)
        return left

    def _left_ms(self, lap: int, clock: int) -> int:
        """Return how long the race can last from a lap, the earliest clock there given [ms]."""
        left = (self.race.laps - lap) * self.longest if self.race.laps else FAR
        if self.race.flag_ms:
            left = min(left, self.race.flag_ms + self.longest - clock)
        if self.best[0] >= self.target:
            left = min(left, max(int(self.best[1]), self.race.flag_ms + self.longest * (self.race.flag_ms > 0)) - clock)
        return left

    def _slack(self, lap: int) -> int:
        """Return by how much a label has to lead; see `dominance`."""
        race = self.race
        if not race.span_end_ms or (race.fuel_ms == 0.0 and race.refuel_ms == 0.0):
            return 0
        tank = min(race.tank_laps, race.energy_laps, float(self._to_go(lap)))
        if race.refuel_ms + abs(race.fuel_ms) * (tank + 2) > race.span_lap_ms / 8:
            return -1
        return 2 * min(self._to_go(lap), ceil(tank) + 2) + 8

    def told(self, at: int) -> tuple[int, tuple[Decision, ...]]:
        """Return who is at the wheel first, and the stops that lead to a label."""
        found = []
        while self.rows[at, of.PARENT] >= 0:
            row = self.rows[at]
            found.append(Decision(int(row[of.LAP]), int(row[of.DRIVER]), bool(row[of.TYRES])))
            at = int(row[of.PARENT])
        return int(self.rows[at, of.DRIVER]), tuple(reversed(found))

    def _chosen(self, rows: Any, others: Any, count: int) -> tuple[Any, Any, float]:
        """Return the labels to keep of too many, and the least bound of the rest.

        Those with the least bounds, but first the best of each kind: seat, new or old tyres, and what the seats still
        owe.  Else all that are kept would be much the same plan.
        """
        order = np.argsort(others[:, of.REACH], kind="stable")
        owed = np.maximum(self.crew[LEAST] - rows[order, of.DRIVEN :], 0) // (ALIKE * self.step)
        kinds = 2 * rows[order, of.DRIVER] + (rows[order, of.AGE] > 0)
        for column in owed.T:
            kinds = 256 * kinds + np.minimum(column, 255)
        first = np.unique(kinds, return_index=True)[1]
        rank = np.ones(len(order), np.int64)
        rank[first] = 0
        order = order[np.argsort(rank, kind="stable")]
        return rows[order[:count]], others[order[:count]], float(others[order[count:], of.REACH].min())
