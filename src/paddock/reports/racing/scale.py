"""Round values along an axis of plain numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable

_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


def round_steps(low: float, high: float, most: int) -> list[float]:
    """Return round values from low to high, at most `most` of them and both ends of 0 where it lies between."""
    span = high - low
    if span <= 0 or not math.isfinite(span):
        return [low]
    size: float = 10.0 ** math.floor(math.log10(span / max(most, 1)))
    step = next((one * size for one in _ROUND if span / (one * size) <= max(most, 1)), 10 * size)
    first = math.ceil(low / step - 1e-9)
    return [round(number * step, 12) for number in range(first, math.floor(high / step + 1e-9) + 1)]


def reach(values: Iterable[float | None], *, zero: bool = False, room: float = 0.06) -> tuple[float, float]:
    """Return from where to where an axis goes so that all values have room.

    zero: whether 0 is to be on it.  room: share of the span left free at either end; none beyond 0.
    """
    known = [one for one in values if one is not None and math.isfinite(one)] + ([0.0] if zero else [])
    low, high = min(known, default=0.0), max(known, default=1.0)
    free = (high - low) * room or abs(high) * room or 1.0
    return (low if zero and low == 0 else low - free), (high if zero and high == 0 else high + free)


def plain(value: float) -> str:
    """Return a number as an axis shows it: `0.25`, `−3`, `1,200`."""
    digits = 0 if abs(value) >= 100 or value == round(value) else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    text = f"{abs(value):,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"−{text}" if value < 0 and text != "0" else text
