"""The race kernel: `simulate` runs replicates of a race, `trace` shows one of them lap by lap.

Semantics: docs/methods/race-kernel.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from paddock.racing.draws import MASK
from paddock.racing.outcome import Outcome

if TYPE_CHECKING:
    from paddock.racing.problem import Problem

__all__ = ["LapRow", "simulate", "trace"]


class LapRow(NamedTuple):
    """A lap completed in a simulated race.

    clock_ms: when.  lap_ms: how long it took, a stop at its beginning included.  driver: seat.  stopped: whether it
    began with a stop.  neutral: kind that was out at its end, -1 for none.  tyre_age [laps], fuel [laps left]: at its
    end.
    """

    car: int
    lap: int
    clock_ms: int
    lap_ms: int
    driver: int
    stopped: bool
    neutral: int
    tyre_age: int
    fuel: float


def simulate(problem: Problem, seed: int, first: int, count: int) -> Outcome:
    """Return replicates first to first + count - 1 of a race.

    On the calling thread, with Python's lock released: threads can run chunks side by side.  What a replicate gives
    depends on the problem, the seed and its number alone.  Raises BadRequest when the problem makes no sense.
    """
    return Outcome(*_run(problem, seed, first, count, 0)[0])


def trace(problem: Problem, seed: int, replicate: int) -> list[LapRow]:
    """Return every lap of one replicate, in the order in which they were completed; the same race as in `simulate`."""
    room = 1 << 12
    while True:
        rows = _run(problem, seed, replicate, 1, room)[1]
        if len(rows) < room:
            break
        room *= 4
    names = LapRow._fields
    columns = [rows[name].tolist() for name in names]
    return [LapRow(*values)._replace(stopped=bool(values[5])) for values in zip(*columns, strict=True)]


def _run(problem: Problem, seed: int, first: int, count: int, rows: int):  # type: ignore[no-untyped-def]
    from paddock.racing.kernel.entry import replicates
    from paddock.racing.kernel.layout import memory_of, results

    memory = memory_of(problem, rows)
    seats, kinds = problem.crews.share.shape[1], len(problem.neutral.rate)
    to = results(count, problem.n_cars, seats, kinds, len(problem.moments_ms))
    replicates()(memory.own, to, np.uint64(seed & MASK), first, count)
    return to, memory.rows[: memory.own["n_rows"][0]]
