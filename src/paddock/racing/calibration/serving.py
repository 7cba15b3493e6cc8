"""Stops: what one takes and what it is made of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddock.racing.calibration.lanes import drives_through
from paddock.racing.calibration.shrinking import assumed, figure, middle, quantiles, tidy
from paddock.racing.calibration.stopping import LONG_FILL, MINUTE, services
from paddock.racing.observing import Observation, columns
from paddock.racing.parameters import LEVELS, Figure, Quantiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

USUAL_REFUEL = 0.011
"""Refuelling per time of running where too few stops tell: about 40 s for an hour."""
TWO_KINDS = 0.55
"""Stops are of two kinds when telling them apart leaves at most this share of their spread, in the middle class; one
normal heap cut in half leaves about 0.6."""
FEWEST_RACE = 20
"""Fewer long stops of a class in a race do not show two kinds."""
FEWEST_LONG = 150
"""Fewer long stops of a series do not tell whether tyres are changed after refuelling."""
SMALLEST = 0.12
"""Each of two kinds of stop must be at least this share."""
APART_MS = 5_000
"""Two kinds of stop lie at least this far apart."""
OUTSIDE_MS = 30_000
"""A service this much longer than refuelling and tyres explain holds something else, and is left aside."""


@dataclass(frozen=True, slots=True)
class Service:
    """What a stop of a class is made of; see `ClassFigures`."""

    refuel_share: Figure
    tyres_ms: Figure
    tyres_after: Figure
    tyre_stints: Figure
    driver_ms: Figure
    extra: Quantiles


def service(
    observations: list[Observation], use: float, tank: Mapping[str, Figure], after: bool | None = None
) -> dict[str, Service]:
    """Return what the stops of each class are made of.

    after: whether tyres are changed after refuelling; the stops overrule it where they are many.
    """
    import numpy as np
    import polars as pl

    lane = drives_through(observations)
    rows = services(observations, use).filter(pl.col("lane_ms").is_not_null() & (pl.col("flag") != "RF"))
    rows = rows.with_columns(
        pl.col("race").replace_strict(lane, default=None, return_dtype=pl.Float64).alias("through")
    ).filter(pl.col("through").is_not_null())
    parts: dict[str, tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any], float]] = {}
    for (name,), own in rows.group_by(["class"], maintain_order=True):
        if name not in tank or own.height < 40:
            continue
        lasts = tank[str(name)].value * MINUTE
        y, fill = (own["lane_ms"] - own["through"]).to_numpy(), own["fill_min"].to_numpy() * MINUTE
        good = (y > 0) & (fill > 0.1 * lasts) & (fill < 1.2 * lasts)
        if good.sum() >= 40:
            changed, race = columns(own, "changed", "race")
            parts[str(name)] = y[good], fill[good], changed[good], race[good], lasts
    kinds = {name: _kinds(*part) for name, part in parts.items()}
    if after is None or sum(one[3] for one in kinds.values()) >= FEWEST_LONG:
        after = bool(kinds) and float(np.median([one[0] for one in kinds.values()])) < TWO_KINDS
    return {
        name: _service(y, fill, changed, lasts, kinds[name], after)
        for name, (y, fill, changed, _, lasts) in parts.items()
    }


def _kinds(
    y: NDArray[Any], fill: NDArray[Any], changed: NDArray[Any], race: NDArray[Any], tank: float
) -> tuple[float, float, float, int]:
    """Return how far long stops fall into two kinds, how far apart these lie [ms], the upper share, and how many told.

    Race by race, since the drive through the lane is not known to the second; the middle race counts.
    """
    import numpy as np

    rest = y - _slope(y, fill, tank) * fill
    long = fill > LONG_FILL * tank
    found = []
    for one in np.unique(race):
        own = rest[long & (race == one)]
        if len(own) >= FEWEST_RACE:
            loss, low, high, share = _two_kinds(own)
            found.append((loss, high - low, share, len(own)))
    if not found:
        return 1.0, 0.0, 0.0, 0
    told = np.array(found)
    n = told[:, 3]
    share = float((told[:, 2] * n).sum() / n.sum())
    return float(np.median(told[:, 0])), float(np.median(told[:, 1])), share, int(n.sum())


def _service(
    y: NDArray[Any],
    fill: NDArray[Any],
    changed: NDArray[Any],
    tank: float,
    kinds: tuple[float, float, float, int],
    after: bool,
) -> Service:
    """Return how the time at rest splits up: y [ms] for so much running refuelled [ms], on a tank of `tank` [ms].

    What refuelling adds is the slope of the quicker stops over how much was refuelled, each tenth of a tank counting
    as one.  With tyres after refuelling, long stops lie a change of tyres above short ones; alongside, a stop takes
    the longer of the two.  kinds: from `_kinds`.  after: which of the two.
    """
    import numpy as np

    slope = _slope(y, fill, tank)
    long = fill > LONG_FILL * tank
    if after:
        slope = _refined(slope, y, fill, tank, kinds)
    rest = y - slope * fill
    _, apart, share, told = kinds
    after = after and apart > APART_MS and share > SMALLEST
    if after:
        low = float(np.quantile(rest[long], (1 - share) / 2))
        second = np.abs(rest - low) > np.abs(rest - low - apart)
        rested = (rest - np.where(second, apart, 0.0))[np.abs(rest - low - apart / 2) < OUTSIDE_MS]
        tyres = figure(apart, _error(rest[second]), int(second.sum()))
        used = figure(min(max(1 / share, 1.0), 4.0), None, told)
    else:
        low = float(np.median(rest[long])) if long.any() else float(np.median(rest))
        waits = np.arange(0.0, slope * tank + 1.0, 1_000.0)
        off = [np.minimum(np.abs(y - low - np.maximum(slope * fill, wait)), OUTSIDE_MS).sum() for wait in waits]
        wait = float(waits[int(np.argmin(off))])
        rested = y - np.maximum(slope * fill, wait)
        rested = rested[np.abs(rested - low) < OUTSIDE_MS]
        tyres = figure(wait, 2_000, int((slope * fill < wait).sum()))
        used = assumed(1.0, "changed alongside refuelling, which hides it")
    swap = changed & (fill < 0.4 * tank)
    driver = (
        figure(float(np.quantile(y[swap], 0.25)), _error(y[swap]), int(swap.sum()))
        if swap.sum() >= 20
        else assumed(20_000, "too few short stops with a change of driver")
    )
    extra = quantiles(rested)
    if extra is None:
        extra = Quantiles(values=(tidy(low),) * len(LEVELS), n=len(rested), origin="pooled", why="too few stops")
    return Service(
        refuel_share=figure(slope, None, len(y)),
        tyres_ms=tyres,
        tyres_after=figure(float(after), None, len(y)),
        tyre_stints=used,
        driver_ms=driver,
        extra=extra,
    )


def _slope(y: NDArray[Any], fill: NDArray[Any], tank: float) -> float:
    """Return how the quicker stops rise with what was refuelled: a line through the tenths of a tank."""
    import numpy as np

    tenth = np.minimum((fill / tank * 10).astype(int), 10)
    points = [
        (
            float(fill[tenth == one].mean()),
            float(np.quantile(y[tenth == one], 0.25)),
            float(np.sqrt((tenth == one).sum())),
        )
        for one in range(11)
        if (tenth == one).sum() >= 5
    ]
    if len(points) < 3:
        return USUAL_REFUEL
    x, z, w = np.array(points).T
    w = np.minimum(w, 6.0)
    slope = float(np.polyfit(x, z, 1, w=w)[0])
    return min(max(slope, 0.003), 0.03)


def _refined(
    slope: float, y: NDArray[Any], fill: NDArray[Any], tank: float, kinds: tuple[float, float, float, int]
) -> float:
    """Return the slope near a first one by which stops of any fill lie closest to the two kinds that long ones show.

    Each tenth of a tank counts as one, since most stops fill nearly all of it.
    """
    import numpy as np

    _, apart, share, _ = kinds
    tenth = np.minimum((fill / tank * 10).astype(int), 10)
    n = np.bincount(tenth, minlength=11)
    weight = np.where(n[tenth] >= 5, 1 / n[tenth], 0.0)
    best, least = slope, math.inf
    for one in slope * np.linspace(0.6, 1.6, 41):
        rest = y - one * fill
        low = float(np.quantile(rest[fill > LONG_FILL * tank], (1 - share) / 2))
        off = np.minimum(np.minimum(np.abs(rest - low), np.abs(rest - low - apart)), apart)
        loss = float((weight * off).sum())
        if loss < least:
            best, least = float(one), loss
    return best


def _two_kinds(values: NDArray[Any]) -> tuple[float, float, float, float]:
    """Return the best split of values in two: how little it leaves (over what one kind leaves), the two middles, and
    the share of the upper kind."""
    import numpy as np

    rest = np.sort(values)
    n = len(rest)
    if n < 20:
        return 1.0, 0.0, 0.0, 0.0
    rest = rest[int(0.02 * n) : n - int(0.05 * n)]
    n = len(rest)
    whole = float(np.abs(rest - rest[n // 2]).mean()) or 1.0
    best = (1.0, 0.0, 0.0, 0.0)
    for share in np.linspace(0.08, 0.92, 29):
        cut = int(share * n)
        low, high = rest[cut // 2], rest[cut + (n - cut) // 2]
        loss = float((np.abs(rest[:cut] - low).sum() + np.abs(rest[cut:] - high).sum()) / n) / whole
        if loss < best[0]:
            best = (loss, float(low), float(high), float(1 - share))
    return best


def _error(values: NDArray[Any]) -> float:
    """Return the standard error of the median of values."""
    return middle(values.tolist())[1] if len(values) > 3 else math.nan
