"""Draws of the race model: each is a hash of what it is for, so that none depends on the order of events.

A word is 64 bits mixed from the key of a replicate, a number (mostly a car's), a count (mostly a lap) and a purpose.
Its top ten bits choose the entry of a table of quantiles; its top 53 bits are a fraction in [0, 1).  Two plans of one
car simulated with one seed meet the same luck in everything they have in common.

This is the plain form.  `racing.kernel.words` has the same for the kernel; a test holds the two together.
Source of the mixer: the finaliser of SplitMix64 (Steele, Lea, Flood 2014, public domain constants).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from paddock.racing.problem import QUANTILES

if TYPE_CHECKING:
    from numpy.typing import NDArray

MASK = 2**64 - 1
NUMBER_STEP = 0x9E3779B97F4A7C15
COUNT_STEP = 0xD1B54A32D192ED03
PURPOSE_STEP = 0x8CB92BA72F3D8DD7
FIRST_FACTOR = 0xBF58476D1CE4E5B9
SECOND_FACTOR = 0x94D049BB133111EB

LAP, PACE, GROUP, STOP, EARLY, MUST, YELLOW = range(7)
"""Purposes: noise and odds of an event on a lap; offsets of a car and of a group for the race; what else a stop takes,
how early the stint ends, when in its window a stop is made (all by stop); whether a car comes in under a
neutralisation (by lap)."""
EVENT, RETIRES, LOSS, BRINGS, WHEN = range(7, 12)
"""Purposes, by lap: which event, whether it ends the race, what it costs, what it brings out and when in the lap."""
GAP, KIND, LENGTH = range(12, 15)
"""Purposes, by neutralisation: green time until the next, its kind, its length."""

EXPONENTIAL: NDArray[np.float64] = np.array(
    [round(-math.log1p(-(q + 0.5) / QUANTILES), 9) for q in range(QUANTILES)], dtype=np.float64
)
"""Quantiles of the standard exponential distribution, rounded so that they are the same on every machine."""
EXPONENTIAL.flags.writeable = False


def mixed(number: int) -> int:
    """Return 64 bits of which each depends on all of the given ones."""
    number = ((number ^ (number >> 30)) * FIRST_FACTOR) & MASK
    number = ((number ^ (number >> 27)) * SECOND_FACTOR) & MASK
    return number ^ (number >> 31)


def key_of(seed: int, replicate: int) -> int:
    """Return the key of one replicate of a seed; any whole numbers."""
    return mixed((mixed((seed + NUMBER_STEP) & MASK) + (replicate + 1) * COUNT_STEP) & MASK)


def word(key: int, number: int, count: int, purpose: int) -> int:
    """Return the word for a car (or group), a lap (or stop, or neutralisation) and a purpose."""
    return mixed((key + (number + 1) * NUMBER_STEP + (count + 1) * COUNT_STEP + (purpose + 1) * PURPOSE_STEP) & MASK)


def against(lap_word: int, other: int) -> int:
    """Return the word for a pass of another car, made from the word of the lap."""
    return ((lap_word ^ (((other + 1) * NUMBER_STEP) & MASK)) * SECOND_FACTOR) & MASK


def entry(drawn: int) -> int:
    """Return which entry of a table of quantiles a word chooses."""
    return drawn >> 54


def fraction(drawn: int) -> float:
    """Return a word as a number in [0, 1)."""
    return (drawn >> 11) * 2.0**-53


def odds(share: float) -> int:
    """Return odds as a bound on the low 32 bits of a word."""
    return int(min(max(share, 0.0), 1.0) * 2.0**32)
