"""What simulated races gave: arrays over replicates, cars and moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLASSIFIED, NOT_CLASSIFIED, RETIRED = 0, 1, 2
"""Values of `Outcome.status`."""
BROKEN_LEAST, BROKEN_MOST, BROKEN_STINT, BROKEN_WINDOW, BROKEN_MUST_STOP, BROKEN_TYRE_SETS = 1, 2, 4, 8, 16, 32
"""Bits of `Outcome.broken`: the rules on driving time (least, most, without a break, within a window), on mandatory
stops and on sets of tyres."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """R replicates of a race of N cars, D seats, K kinds of neutralisation and M moments.

    laps [R, N]: completed.  time_ms [R, N]: clock at the last crossing.  status [R, N]: CLASSIFIED, NOT_CLASSIFIED or
    RETIRED.  position, in_class [R, N]: from 1, overall and in the class; every car has one: those classified first,
    by laps and time, then those that are not, then the retired, each by laps and time.
    stops [R, N].  driven_ms [R, N, D].  broken [R, N]: rules broken, as bits.
    moment_place [R, M, N]: place in the class at each moment, 0 once the race is over.  moment_gap_ms [R, M, N]:
    behind the leader of the class: time where on the same lap, else laps down times the car's own pace.
    neutral_count [R, K], neutral_ms [R, K]: how many there were after the start of the simulation, and how long.
    flag_ms [R]: when the chequered flag fell.  rejected [R]: 0, or why the replicate is implausible
    (1 no car running at the end, 2 a car's laps beyond the most possible).
    """

    laps: NDArray[np.int32]
    time_ms: NDArray[np.int64]
    status: NDArray[np.int8]
    position: NDArray[np.int16]
    in_class: NDArray[np.int16]
    stops: NDArray[np.int16]
    driven_ms: NDArray[np.int32]
    broken: NDArray[np.uint8]
    moment_place: NDArray[np.int16]
    moment_gap_ms: NDArray[np.int32]
    neutral_count: NDArray[np.int16]
    neutral_ms: NDArray[np.int64]
    flag_ms: NDArray[np.int64]
    rejected: NDArray[np.int8]

    def __len__(self) -> int:
        """Return the number of replicates."""
        return len(self.rejected)

    @classmethod
    def joined(cls, parts: Sequence[Outcome]) -> Outcome:
        """Return several runs of consecutive replicates as one."""
        return cls(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(cls)))
