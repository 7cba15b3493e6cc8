"""The one function of the kernel that is called from outside, kept on disk once compiled."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import numba  # type: ignore[import-untyped]
import numpy as np

from paddock.racing import draws, outcome, problem
from paddock.racing.kernel.compiling import OPTIONS
from paddock.racing.kernel.finish import classify
from paddock.racing.kernel.grid import prepare
from paddock.racing.kernel.layout import Results
from paddock.racing.kernel.racing import simulate_one
from paddock.racing.kernel.words import key_of


def stamp() -> int:
    """Return a number that changes with the source of the kernel."""
    files = [
        *sorted(Path(__file__).parent.glob("*.py")),
        *(Path(str(one.__file__)) for one in (draws, outcome, problem)),
    ]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files))
    return int.from_bytes(digest.digest()[:7], "big")


def _made(source: int) -> Any:
    """Return the function, compiled when first called.

    numba keeps what it compiled by the file of this function alone; a change in any other file of the kernel has to
    make it compile anew, hence `source` inside.
    """

    def replicates(worlds: Any, to: Results, seed: np.uint64, first: int, count: int) -> int:
        w = worlds[0]
        for r in range(count):
            prepare(w, key_of(seed, first + r))
            simulate_one(w)
            classify(w, to, r)
        return source

    return numba.njit(cache=True, **OPTIONS)(replicates)


@cache
def replicates() -> Any:
    """Return the compiled function: (record of the race [1], results, seed, first, count) → the stamp of its source."""
    return _made(stamp())
