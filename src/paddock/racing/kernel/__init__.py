"""The race kernel: `simulate` runs replicates of a race, `trace` shows one of them lap by lap.

Semantics: docs/methods/race-kernel.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from paddock.racing.draws import MASK
from paddock.racing.outcome import Outcome

if TYPE_CHECKING:
    from paddock.racing.problem import Problem

__all__ = ["LapRow", "compiled", "simulate", "trace", "warm"]


class LapRow(NamedTuple):
    """A lap completed in a simulated race.

    clock_ms: when.  lap_ms: how long it took, a stop at its beginning included.  driver: seat.  stopped: whether it
    began with a stop.  neutral: kind that was out at its end, -1 for none.  under: which neutralisation of the race
    that was, from 1, 0 for none.  tyre_age [laps], fuel [laps left, 1e18 where it never ends]: at its end.
    """

    car: int
    lap: int
    clock_ms: int
    lap_ms: int
    driver: int
    stopped: bool
    neutral: int
    under: int
    tyre_age: int
    fuel: float


def simulate(problem: Problem, seed: int, first: int, count: int) -> Outcome:
    """Return replicates first to first + count - 1 of a race.

    On the calling thread, with Python's lock released: threads can run chunks side by side.  What a replicate gives
    depends on the problem, the seed and its number alone.  The first call on a machine compiles the kernel, which takes
    a while: ask `compiled` beforehand.  Raises BadRequest when the problem makes no sense.
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
    columns = [rows[name].tolist() for name in LapRow._fields]
    return [LapRow(*values)._replace(stopped=bool(values[5])) for values in zip(*columns, strict=True)]


def compiled() -> bool:
    """Return whether the kernel is compiled already, in this process or on disk by an earlier one."""
    from paddock.racing.kernel.compiling import is_kept
    from paddock.racing.kernel.entry import no_race, replicates

    return is_kept(replicates(), no_race())


def warm() -> bool:
    """Make the kernel ready for use; returns whether it had to be compiled, which takes about half a minute."""
    from paddock.racing.kernel.entry import no_race, replicates

    before = compiled()
    replicates()(*no_race())
    return not before


def _run(problem: Problem, seed: int, first: int, count: int, rows: int) -> tuple[tuple[Any, ...], Any]:
    """Run replicates; returns their results and the rows of the trace of the last."""
    from paddock.racing.kernel.entry import replicates
    from paddock.racing.kernel.filling import memory_of
    from paddock.racing.kernel.layout import results

    memory = memory_of(problem, rows)
    seats, kinds = problem.crews.share.shape[1], len(problem.neutral.rate)
    to = results(count, problem.n_cars, seats, kinds, len(problem.moments_ms))
    replicates()(memory.world, to, np.uint64(seed & MASK), first, count)
    return to, memory.rows[: memory.world["n_rows"][0]]
