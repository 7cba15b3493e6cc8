"""Plans and policies compared over the same simulated races.

The kernel's draws depend on seed, replicate, car and lap alone, so that every plan meets the same luck: what two plans
differ by in one replicate is owed to the plans.  Intervals are those of the mean of such differences.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from paddock.racing.running import Backend, Progress, run

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paddock.racing.outcome import Outcome
    from paddock.racing.problem import Problem

PODIUM = 3
SIGMA_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Compared:
    """How one of several ways to run a race came out for a car, and beside the best of them.

    place_mean: in class.  win, podium: odds.  laps_mean.  place_worse, behind_ms: mean over the races of the difference
    to the best, and the ends of its 95 % interval; 0 for the best itself.  rules_broken: share of races.
    """

    place_mean: float
    win: float
    podium: float
    laps_mean: float
    place_worse: tuple[float, float, float]
    behind_ms: tuple[float, float, float]
    rules_broken: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several ways compared.  best: index of the best.  replicates: races compared.  rejected: implausible ones."""

    ways: tuple[Compared, ...]
    best: int
    replicates: int
    rejected: int


def compare(
    problems: Sequence[Problem],
    car: int,
    *,
    seed: int,
    replicates: int,
    backend: Backend | None = None,
    progress: Progress | None = None,
) -> Comparison | None:
    """Return how a car comes out of the same races run in several ways; None when it was broken off too early.

    problems: the race in each way; they differ in nothing but what the car does.  The best has the least mean place in
    class, then the least time.  Races implausible in one way are left out of all.
    """
    outcomes: list[Outcome] = []
    for problem in problems:
        found = run(problem, seed=seed, replicates=replicates, backend=backend, progress=progress)
        if found is None or len(found) < replicates:
            return None
        outcomes.append(found)
    kept = np.all([one.rejected == 0 for one in outcomes], axis=0)
    if not kept.any():
        return None
    places = np.stack([one.in_class[kept, car] for one in outcomes]).astype(np.float64)
    times = np.stack([_time(one, kept, car, problems[0]) for one in outcomes])
    best = min(range(len(outcomes)), key=lambda k: (places[k].mean(), times[k].mean()))
    ways = tuple(
        Compared(
            float(places[k].mean()),
            float((places[k] == 1).mean()),
            float((places[k] <= PODIUM).mean()),
            float(one.laps[kept, car].mean()),
            _paired(places[k] - places[best]),
            _paired(times[k] - times[best]),
            float((one.broken[kept, car] > 0).mean()),
        )
        for k, one in enumerate(outcomes)
    )
    return Comparison(ways, best, int(kept.sum()), int((~kept).sum()))


def _time(outcome: Outcome, kept: NDArray[np.bool_], car: int, problem: Problem) -> NDArray[np.float64]:
    """Return the clock at the last crossing, less what the laps completed are worth at the car's own pace [ms]."""
    worth: NDArray[np.float64] = outcome.time_ms[kept, car] - outcome.laps[kept, car] * problem.cars.pace_ms[car]
    return worth


def _paired(differences: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the mean of paired differences and the ends of its 95 % interval."""
    mean = float(differences.mean())
    if len(differences) < 2:
        return mean, mean, mean
    reach = SIGMA_95 * float(differences.std(ddof=1)) / math.sqrt(len(differences))
    return mean, mean - reach, mean + reach
