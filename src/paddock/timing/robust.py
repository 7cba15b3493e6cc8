"""Estimates that a few odd laps do not move, and how sure they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

TWO_SIDED = 0.95
"""Confidence of every interval."""
MAD_TO_SIGMA = 1.4826
"""Standard deviation of a normal spread over its median absolute deviation."""
MEDIAN_LOSS = math.sqrt(math.pi / 2)
"""How much wider the median of normal values spreads than their mean."""
CLIP = 3.0
"""Residuals are cut at this many standard deviations before their correlation is measured."""
MAX_CORRELATION = 0.9
FEWEST = 4
"""Fewer laps than this give no interval."""


@lru_cache(maxsize=4096)
def t_quantile(degrees: float) -> float:
    """Return Student's t for a two-sided 95 % interval; degrees: of freedom, at least 1, not necessarily whole."""
    degrees = max(1.0, degrees)
    if degrees > 1e6:
        return 1.959963984540054
    low, high = 1.0, 13.0
    for _ in range(45):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, degrees) < TWO_SIDED else (low, middle)
    return (low + high) / 2


def _inside(t: float, degrees: float, steps: int = 48) -> float:
    """Return the probability between -t and t under Student's distribution, by Simpson's rule in the angle."""
    # With x = sqrt(v) tan(a) the density becomes a constant times cos(a)^(v - 1): smooth on a bounded range.
    limit = math.atan(t / math.sqrt(degrees))
    width = limit / steps
    total = sum(
        (1 if i in {0, steps} else 4 if i % 2 else 2) * math.pow(math.cos(i * width), degrees - 1)
        for i in range(steps + 1)
    )
    scale = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(math.pi)
    return 2 * scale * total * width / 3


def pair_slopes(frame: pl.DataFrame, by: Sequence[str], x: str, y: str) -> pl.DataFrame:
    """Return the slopes of all pairs of points of each group.

    frame: columns `by`, x and y without nulls.  Returns by, n (points), slopes (sorted list, null without a pair).
    """
    import polars as pl

    keys = list(by)
    points = frame.select(*keys, pl.col(x).alias("x"), pl.col(y).alias("y"))
    pairs = (
        points.lazy()
        .join(points.lazy(), on=keys, suffix=" 2", nulls_equal=True)
        .filter(pl.col("x 2") > pl.col("x"))
        .select(*keys, slopes=(pl.col("y 2") - pl.col("y")) / (pl.col("x 2") - pl.col("x")))
        .group_by(keys)
        .agg(pl.col("slopes").sort())
        .collect()
    )
    return points.group_by(keys).agg(pl.len().alias("n")).join(pairs, on=keys, how="left", nulls_equal=True)


def theil_sen(pairs: pl.DataFrame, by: Sequence[str], inflation: float = 1.0) -> pl.DataFrame:
    """Return the Theil–Sen slope of each group: the median of the slopes of all pairs of its points.

    pairs: from `pair_slopes`.  inflation: how much correlation between neighbours widens the interval's variance.
    Returns by, slope, slope_low, slope_high [y per x]; the interval (Sen's, 95 %) is null for fewer than four points,
    the slope for fewer than two.
    """
    import polars as pl

    n = pl.col("n").cast(pl.Float64)
    half_width = 1.959964 * (n * (n - 1) * (2 * n + 5) / 18 * inflation).sqrt()
    count = pl.col("slopes").list.len().cast(pl.Float64)
    lower = ((count - half_width) / 2).floor().cast(pl.Int64) - 1
    upper = ((count + half_width) / 2).ceil().cast(pl.Int64)
    enough = (n >= FEWEST) & (lower >= 0) & (upper < count)
    return pairs.select(
        *by,
        pl.col("slopes").list.median().alias("slope"),
        pl.when(enough).then(pl.col("slopes").list.get(lower, null_on_oob=True)).alias("slope_low"),
        pl.when(enough).then(pl.col("slopes").list.get(upper, null_on_oob=True)).alias("slope_high"),
    )


def neighbour_correlation(frame: pl.DataFrame, by: Sequence[str], order: str, residual: str) -> float:
    """Return how alike neighbouring residuals of a group are: 0 not at all, towards 1 more and more.

    Pooled over all groups, since one stint is too short to tell.  Residuals are cut at three robust standard
    deviations.  Removing level and trend from a short group makes its residuals look less alike than they are;
    the usual first-order correction, (1 + 4 r) / n, is added.
    """
    import polars as pl

    keys = list(by)
    spread = (pl.col(residual).abs().median() * MAD_TO_SIGMA * CLIP).over(keys)
    cut = frame.sort(*keys, order).with_columns(pl.col(residual).clip(-spread, spread).alias("r"))
    sums = (
        cut.with_columns((pl.col("r") * pl.col("r").shift(1).over(keys)).alias("product"))
        .group_by(keys)
        .agg(pl.col("product").sum(), (pl.col("r") ** 2).sum().alias("square"), pl.len().alias("n"))
        .filter(pl.col("n") >= FEWEST)
    )
    square = float(sums["square"].sum())
    if not square:
        return 0.0
    raw = float(sums["product"].sum()) / square
    size = float((sums["n"] * sums["square"]).sum()) / square
    return min(MAX_CORRELATION, max(0.0, raw + (1 + 4 * raw) / size))


def medians(frame: pl.DataFrame, by: Sequence[str], y: str, residual: str, correlation: float) -> pl.DataFrame:
    """Return the median of each group with its 95 % interval.

    residual: what is left of y once its trend is taken out; its spread says how sure the median is.
    correlation: of neighbouring residuals, which makes n laps worth n (1 - r) / (1 + r).
    Returns by, middle, middle_low, middle_high [unit of y]; no interval below four values.
    """
    import polars as pl

    keys = list(by)
    worth = (1 - correlation) / (1 + correlation)
    sums = frame.group_by(keys).agg(
        pl.col(y).median().alias("middle"),
        (pl.col(residual) - pl.col(residual).median()).abs().median().alias("mad"),
        pl.len().alias("n"),
    )
    worths = {n: max(1.5, n * worth) for n in sums["n"].unique().to_list()}
    # Level and slope were taken out of the residuals, which makes a few of them look closer together than they are.
    factor = {
        n: t_quantile(max(1.0, m - 1)) * MEDIAN_LOSS * MAD_TO_SIGMA / math.sqrt(m) * n / max(1, n - 2)
        for n, m in worths.items()
    }
    per_mad = pl.col("n").replace_strict(factor, return_dtype=pl.Float64) if factor else pl.lit(0.0)
    half = pl.when(pl.col("n") >= FEWEST).then(pl.col("mad") * per_mad)
    return sums.select(
        *keys, "middle", (pl.col("middle") - half).alias("middle_low"), (pl.col("middle") + half).alias("middle_high")
    )
