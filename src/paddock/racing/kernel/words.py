"""The draws of `racing.draws`, for the kernel."""

from __future__ import annotations

import numpy as np

from paddock.racing import draws
from paddock.racing.kernel.compiling import inlined

NUMBER_STEP = np.uint64(draws.NUMBER_STEP)
COUNT_STEP = np.uint64(draws.COUNT_STEP)
PURPOSE_STEP = np.uint64(draws.PURPOSE_STEP)
FIRST_FACTOR = np.uint64(draws.FIRST_FACTOR)
SECOND_FACTOR = np.uint64(draws.SECOND_FACTOR)
LOW = np.uint64(2**32 - 1)
ONE, S11, S27, S30, S31, S54 = (np.uint64(shift) for shift in (1, 11, 27, 30, 31, 54))


@inlined
def mixed(number: np.uint64) -> np.uint64:
    """Return 64 bits of which each depends on all of the given ones."""
    number = (number ^ (number >> S30)) * FIRST_FACTOR
    number = (number ^ (number >> S27)) * SECOND_FACTOR
    return number ^ (number >> S31)


@inlined
def key_of(seed: np.uint64, replicate: np.int64) -> np.uint64:
    """Return the key of one replicate of a seed."""
    return mixed(mixed(seed + NUMBER_STEP) + (np.uint64(replicate) + ONE) * COUNT_STEP)


@inlined
def own_key(key: np.uint64, number: np.int64) -> np.uint64:
    """Return the part of a word that a car's draws share."""
    return key + (np.uint64(number) + ONE) * NUMBER_STEP


@inlined
def word(own: np.uint64, count: np.int64, purpose: np.int64) -> np.uint64:
    """Return the word for a lap (or stop, or neutralisation) and a purpose, from the car's own key."""
    return mixed(own + (np.uint64(count) + ONE) * COUNT_STEP + (np.uint64(purpose) + ONE) * PURPOSE_STEP)


@inlined
def against(lap_word: np.uint64, other: np.int64) -> np.uint64:
    """Return the word for a pass of another car, made from the word of the lap."""
    return (lap_word ^ ((np.uint64(other) + ONE) * NUMBER_STEP)) * SECOND_FACTOR


@inlined
def entry(drawn: np.uint64) -> np.int64:
    """Return which entry of a table of quantiles a word chooses."""
    return np.int64(drawn >> S54)


@inlined
def fraction(drawn: np.uint64) -> float:
    """Return a word as a number in [0, 1)."""
    return float(np.int64(drawn >> S11)) * 2.0**-53


@inlined
def low_bits(drawn: np.uint64) -> np.int64:
    """Return the low 32 bits, to be held against odds."""
    return np.int64(drawn & LOW)
