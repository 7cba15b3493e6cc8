"""Figures from few observations: rates and means drawn towards what all of them together say."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from paddock.racing.parameters import LEVELS, Figure, Origin, Quantiles

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

BETWEEN = 1.959964
"""Half the width of a 95 % interval in standard deviations."""
SHAPE = 2.0
"""Shape of the distribution of rates over groups where too few groups tell it: they differ by about 70 %."""


def figure(value: float, spread: float | None, n: int, origin: Origin = "fitted", why: str = "") -> Figure:
    """Return a figure with its 95 % interval; spread: its standard error, None where not known."""
    if spread is None or not math.isfinite(spread):
        return Figure(value=tidy(value), n=n, origin=origin, why=why)
    low, high = tidy(value - BETWEEN * abs(spread)), tidy(value + BETWEEN * abs(spread))
    return Figure(value=tidy(value), low=low, high=high, n=n, origin=origin, why=why)


def assumed(value: float, why: str) -> Figure:
    """Return a figure that nothing measures."""
    return Figure(value=tidy(value), origin="assumed", why=why)


def tidy(value: float, digits: int = 4) -> float:
    """Return a value to so many significant digits: more would only pretend to be known."""
    return float(f"{value:.{digits}g}")


def quantiles(values: ArrayLike, *, least: int = 30, why: str = "") -> Quantiles | None:
    """Return the distribution of values, or None where there are fewer than `least`."""
    import numpy as np

    known = np.asarray(values, float)
    known = known[np.isfinite(known)]
    if len(known) < least:
        return None
    return Quantiles(values=tuple(tidy(float(one)) for one in np.quantile(known, LEVELS)), n=len(known), why=why)


def rate(count: float, time: float, prior: tuple[float, float] = (0.5, 0.0)) -> Figure:
    """Return a rate with its 95 % interval: a gamma distribution updated by a count over a time.

    prior: shape and time of what was known before.
    """
    shape, whole = prior[0] + count, prior[1] + time
    if whole <= 0:
        return Figure(value=0.0, n=0, origin="assumed", why="nothing was run")
    # Wilson and Hilferty: the cube root of a gamma is nearly normal.
    low, high = (
        shape * max(1 - 1 / (9 * shape) + side * BETWEEN / (3 * math.sqrt(shape)), 0.0) ** 3 / whole for side in (-1, 1)
    )
    value = shape / whole if prior[1] else count / whole
    return Figure(value=tidy(value), low=tidy(min(low, value)), high=tidy(max(high, value)), n=round(count))


def rates(counts: Mapping[str, float], times: Mapping[str, float]) -> tuple[Figure, dict[str, Figure]]:
    """Return the rate over all groups, and each group's drawn towards it as much as the groups are alike.

    How much they differ is told by the counts themselves: what their spread has beyond that of chance (moments of a
    gamma–Poisson mixture).
    """
    total, time = sum(counts.values()), sum(times.values())
    whole = rate(total, time)
    if time <= 0 or total <= 0:
        return whole, {name: rate(0, times[name], (0.5, time)) for name in counts}
    mean = total / time
    # Expected: sum of (count - mean t)^2 = mean * sum t + mean^2 / shape * sum t^2.
    squares = sum((counts[name] - mean * times[name]) ** 2 for name in counts)
    beyond = squares - total * (1 - sum(t * t for t in times.values()) / time**2)
    weight = sum(t * t for t in times.values()) * mean * mean
    shape = weight / beyond if beyond > 0 else math.inf
    shape = min(max(shape, 0.5), 200.0) if len(counts) >= 4 else SHAPE
    return whole, {name: rate(counts[name], times[name], (shape, shape / mean)) for name in counts}


def means(
    values: Mapping[str, float], errors: Mapping[str, float], weights: Mapping[str, int] | None = None
) -> tuple[tuple[float, float, float], dict[str, tuple[float, float]]]:
    """Return the mean over groups, its error and the groups' own spread, and each group's (value, error) drawn to it.

    values, errors: estimate and standard error of each group (DerSimonian–Laird for the spread between them).
    """
    names = list(values)
    if not names:
        return (math.nan, math.nan, 0.0), {}
    w = {name: 1 / max(errors[name] ** 2, 1e-18) for name in names}
    total = sum(w.values())
    fixed = sum(w[name] * values[name] for name in names) / total
    beyond = sum(w[name] * (values[name] - fixed) ** 2 for name in names) - (len(names) - 1)
    scale = total - sum(one * one for one in w.values()) / total
    spread = max(0.0, beyond / scale) if scale > 0 and len(names) > 1 else 0.0
    v = {name: 1 / (errors[name] ** 2 + spread) if errors[name] ** 2 + spread > 0 else 1e18 for name in names}
    whole = sum(v.values())
    mean = sum(v[name] * values[name] for name in names) / whole
    drawn = {}
    for name in names:
        keep = spread / (spread + errors[name] ** 2) if spread > 0 else 0.0
        drawn[name] = (
            mean + keep * (values[name] - mean),
            math.sqrt(keep * errors[name] ** 2 + (1 - keep) ** 2 / whole),
        )
    return (mean, math.sqrt(1 / whole), math.sqrt(spread)), drawn


def middle(values: Sequence[float]) -> tuple[float, float]:
    """Return the median of values and its standard error from their interquartile range."""
    import numpy as np

    known = np.asarray(values, float)
    known = known[np.isfinite(known)]
    if not len(known):
        return math.nan, math.nan
    low, half, high = np.quantile(known, (0.25, 0.5, 0.75))
    return float(half), float(1.2533 * (high - low) / 1.349 / math.sqrt(len(known)))
