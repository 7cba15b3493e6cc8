"""The one function of the kernel that is called from outside, kept on disk once compiled."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from paddock.racing import draws, outcome, problem
from paddock.racing.kernel.compiling import kept
from paddock.racing.kernel.finish import classify, write_down
from paddock.racing.kernel.grid import prepare
from paddock.racing.kernel.layout import WORLD, Results, results
from paddock.racing.kernel.race import run_race
from paddock.racing.kernel.words import key_of


def stamp() -> int:
    """Return a number that changes with the source of the kernel."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    files += [Path(str(one.__file__)) for one in (draws, outcome, problem)]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files))
    return int.from_bytes(digest.digest()[:7], "big")


@cache
def replicates() -> Any:
    """Return the function that runs replicates: (race [1], results, seed, first, count) → its stamp.

    numba keeps what it compiled by the file of this function alone; a change in any other file of the kernel has to
    make it compile anew, hence the stamp inside.
    """
    source = stamp()

    def run(worlds: Any, to: Results, seed: int, first: int, count: int) -> int:
        w = worlds[0]
        for r in range(count):
            prepare(w, key_of(seed, first + r))
            run_race(w)
            classify(w)
            write_down(w, to, r)
        return source

    return kept(run)


def no_race() -> tuple[Any, ...]:
    """Return arguments with which the function runs no replicate of nothing."""
    return np.zeros(1, WORLD), results(1, 1, 1, 1, 1), np.uint64(0), 0, 0
