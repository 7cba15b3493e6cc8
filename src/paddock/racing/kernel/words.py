"""The draws of `racing.draws`, for the kernel."""

from __future__ import annotations

from typing import Any

import numpy as np

from paddock.racing import draws
from paddock.racing.kernel.compiling import inlined
from paddock.racing.kernel.layout import INT

WORD: Any = np.uint64
NUMBER_STEP = WORD(draws.NUMBER_STEP)
COUNT_STEP = WORD(draws.COUNT_STEP)
PURPOSE_STEP = WORD(draws.PURPOSE_STEP)
FIRST_FACTOR = WORD(draws.FIRST_FACTOR)
SECOND_FACTOR = WORD(draws.SECOND_FACTOR)
LOW = WORD(2**32 - 1)
ONE, S11, S27, S30, S31, S54 = (WORD(shift) for shift in (1, 11, 27, 30, 31, 54))


@inlined
def mixed(number: int) -> int:
    """Return 64 bits of which each depends on all of the given ones."""
    number = (number ^ (number >> S30)) * FIRST_FACTOR
    number = (number ^ (number >> S27)) * SECOND_FACTOR
    return number ^ (number >> S31)


@inlined
def key_of(seed: int, replicate: int) -> int:
    """Return the key of one replicate of a seed."""
    return mixed(mixed(seed + NUMBER_STEP) + (WORD(replicate) + ONE) * COUNT_STEP)


@inlined
def own_key(key: int, number: int) -> int:
    """Return the part of a word that a car's draws share."""
    return key + (WORD(number) + ONE) * NUMBER_STEP


@inlined
def word(own: int, count: int, purpose: int) -> int:
    """Return the word for a lap (or stop, or neutralisation) and a purpose, from the car's own key."""
    return mixed(own + (WORD(count) + ONE) * COUNT_STEP + (WORD(purpose) + ONE) * PURPOSE_STEP)


@inlined
def against(lap_word: int, other: int) -> int:
    """Return the word for a pass of another car, made from the word of the lap."""
    return (lap_word ^ ((WORD(other) + ONE) * NUMBER_STEP)) * SECOND_FACTOR


@inlined
def entry(drawn: int) -> int:
    """Return which entry of a table of quantiles a word chooses."""
    return INT(drawn >> S54)


@inlined
def fraction(drawn: int) -> float:
    """Return a word as a number in [0, 1)."""
    return float(INT(drawn >> S11)) * 2.0**-53


@inlined
def low_bits(drawn: int) -> int:
    """Return the low 32 bits, to be held against odds."""
    return INT(drawn & LOW)
