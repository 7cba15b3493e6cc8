"""Drivers of one car: what their grades say of their pace."""

from __future__ import annotations

import math
from collections.abc import Sequence

from paddock.racing.calibration.shrinking import figure
from paddock.racing.observing import Observation, pooled
from paddock.racing.parameters import Figure

REFERENCE = "gold"
"""The grade others are measured against."""
FEWEST_DRIVES = 12
"""Fewer drives of a grade in a class tell nothing of it."""
FAR = 0.06
"""A driver this far from the crew's middle (share of a lap) met the rain, or drove a damaged car."""


def grade_shares(observations: Sequence[Observation]) -> dict[str, dict[str, Figure]]:
    """Return by how much drivers of each grade are slower than gold ones in the same car, by class and grade.

    Shares of a lap.  Least squares within crews, so that what a car is worth does not matter.
    """
    import numpy as np
    import polars as pl

    rows = pooled(list(observations), "drives").filter(pl.col("grade") != "")
    crew = ["race", "car"]
    rows = rows.with_columns((pl.col("pace_ms").log() - pl.col("pace_ms").log().median().over(crew)).alias("off"))
    rows = rows.filter((pl.col("off").abs() < FAR) & (pl.len().over(crew) > 1))
    found: dict[str, dict[str, Figure]] = {}
    for (name,), own in rows.group_by(["class"], maintain_order=True):
        known = own.group_by("grade").len().filter(pl.col("len") >= FEWEST_DRIVES)["grade"].to_list()
        own = own.filter(pl.col("grade").is_in(known))  # noqa: PLW2901
        others = sorted(set(known) - {REFERENCE})
        if REFERENCE not in known or not others:
            continue
        own = own.with_columns(  # noqa: PLW2901
            *((pl.col("grade") == one).cast(pl.Float64).alias(f"is {one}") for one in others)
        )
        names = ["off", *(f"is {one}" for one in others)]
        flat = own.select(*((pl.col(one) - pl.col(one).mean().over(crew)) for one in names)).to_numpy()
        y, x = flat[:, 0], flat[:, 1:]
        xx = x.T @ x + 1e-9 * np.eye(len(others))
        theta = np.linalg.solve(xx, x.T @ y)
        free = max(len(y) - own.select(pl.struct(crew).n_unique()).item() - len(others), 1)
        errors = np.sqrt(np.diag(np.linalg.inv(xx)) * float(((y - x @ theta) ** 2).sum()) / free)
        n = dict(own.group_by("grade").len().iter_rows())
        found[str(name)] = {REFERENCE: figure(0.0, None, n[REFERENCE])} | {
            one: figure(math.expm1(float(value)), float(error), n[one])
            for one, value, error in zip(others, theta, errors, strict=True)
        }
    return found
