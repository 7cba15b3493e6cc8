"""How sure a mean of laps is, when the laps of a stint are alike."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from paddock.timing.robust import t_quantile

if TYPE_CHECKING:
    import polars as pl

BLOCK = 5
"""Consecutive laps of a stint that are taken together."""


def spread(ranked: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Return half the width of each row's 95 % interval, its variance and what it rests on.

    ranked: laps with `cut`, the influence of a lap on the mean of the quickest (times above the limit count as the
    limit).  Blocks of consecutive laps take up the likeness of neighbours; a variance between stints is added, both
    pooled over the class by analysis of variance.
    """
    import polars as pl

    stint = [*dict.fromkeys([*key, "car", "stint"])]
    numbered = ranked.sort(*stint, "lap").with_columns((pl.int_range(pl.len()).over(stint) // BLOCK).alias("block"))
    # A short last block joins the one before it: every block then stands for about as many laps.
    whole = pl.max_horizontal(pl.len().over(stint) // BLOCK - 1, 0)
    numbered = numbered.with_columns(pl.min_horizontal("block", whole).alias("block"))
    blocks = numbered.group_by([*stint, "block"]).agg(pl.col("cut").mean().alias("m"))
    stints = blocks.group_by(stint).agg(
        pl.len().alias("b"),
        pl.col("m").mean().alias("mean"),
        ((pl.col("m") - pl.col("m").mean()) ** 2).sum().alias("w"),
    )
    centre = (pl.col("mean") * pl.col("b")).sum().over(key) / pl.col("b").sum().over(key)
    stints = stints.with_columns((pl.col("b") * (pl.col("mean") - centre) ** 2).alias("between"))
    rows = stints.group_by(key).agg(
        pl.col("b").sum().alias("blocks"),
        (pl.col("b") ** 2).sum().alias("squares"),
        pl.len().alias("k"),
        pl.col("w", "between").sum(),
    )
    pooled = rows.group_by("class").agg(
        (pl.col("blocks") - pl.col("k")).sum().alias("free within"),
        pl.col("w").sum(),
        pl.col("between").sum(),
        (pl.col("k") - 1).sum().alias("free between"),
        (pl.col("blocks") - pl.col("squares") / pl.col("blocks")).sum().alias("weight"),
    )
    answers = {}
    for name, free_within, w, between, free_between, weight in pooled.iter_rows():
        answers[name] = _components(free_within, w, between, free_between, weight)
    found = [
        _half_width(answers[name], blocks, squares)
        for name, blocks, squares in rows.select("class", "blocks", "squares").iter_rows()
    ]
    return rows.select(
        *key,
        pl.Series("half", [one[0] for one in found], dtype=pl.Float64),
        pl.Series("variance", [one[1] for one in found], dtype=pl.Float64),
        pl.Series("t", [one[2] for one in found], dtype=pl.Float64),
        pl.Series("interval_from", [one[3] for one in found], dtype=pl.String),
    )


def _components(
    free_within: int, within: float, between: float, free_between: int, weight: float
) -> tuple[float, float, int, int]:
    """Return the variance within and between stints, and the degrees of freedom of each (0: not known)."""
    inner = within / free_within if free_within > 0 else 0.0
    outer = max(0.0, (between - free_between * inner) / weight) if free_between > 0 and weight > 0 else 0.0
    return inner, outer, free_within, free_between


def _half_width(
    components: tuple[float, float, int, int], blocks: int, squares: int
) -> tuple[float | None, float | None, float, str | None]:
    """Return half the interval, its variance, Student's t and what it rests on, for a row of so many blocks."""
    inner, outer, free_within, free_between = components
    if free_within <= 0 and free_between <= 0:
        return None, None, 0.0, None
    parts = ((outer * squares / blocks**2, free_between), (inner / blocks, free_within))
    variance = sum(part for part, _ in parts)
    # Satterthwaite: how many degrees of freedom a sum of estimated variances has.
    doubt = sum(part**2 / free for part, free in parts if free > 0)
    degrees = variance**2 / doubt if doubt > 0 else float(max(free_between, free_within))
    if free_between > 0:
        # Where no spread between stints was found its estimate of nought still rests on few stints.
        degrees = min(degrees, float(free_between + free_within))
    t = t_quantile(round(max(1.0, degrees), 1))
    return t * math.sqrt(variance), variance, t, "stints" if free_between > 0 else "laps"
