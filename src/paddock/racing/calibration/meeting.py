"""Whom a car met on a lap, class by class."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl


def met(counting: pl.DataFrame, rows: pl.DataFrame, classes: Sequence[str]) -> pl.DataFrame:
    """Return for each lap how many cars of each class were passed (`past CLASS`) and came past (`by CLASS`).

    counting: laps that count, by car and lap; uses car, class, stint, lap, lap_time_ms, start_ms [ms].  rows: all laps.
    What is counted is who would be met in the time the stint's middle lap takes: a lap that is slow for another reason
    meets more cars that come past, and must not take them for its cause.  Rivals on the same lap do not count, nor do
    cars on a lap into or out of the pits.
    """
    import numpy as np
    import polars as pl

    usual = counting["lap_time_ms"].median()
    nominal = counting.select(pl.col("lap_time_ms").median().over("car", "stint")).to_series()
    starts = counting["start_ms"].to_numpy()
    ends = starts + nominal.fill_null(usual).round().cast(pl.Int64).to_numpy()  # type: ignore[arg-type]
    done, own, own_class = counting["lap"].to_numpy(), counting["car"].to_numpy(), counting["class"].to_numpy()
    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], ends[order]
    done, own, own_class = done[order], own[order], own_class[order]
    past = {name: np.zeros(len(starts), np.int16) for name in classes}
    by = {name: np.zeros(len(starts), np.int16) for name in classes}
    pitting = rows["in_pit"] | rows["stop_before"] | rows["pit_time_ms"].is_not_null()
    table = rows.with_columns(pitting.alias("pitting")).sort("car", "elapsed_ms")
    for (car,), other in table.group_by(["car"], maintain_order=True):
        name = other["class"][0]
        if name not in past:
            continue
        clock, lap = other["elapsed_ms"].to_numpy(), other["lap"].to_numpy()
        away = np.append(other["pitting"].to_numpy(), True)
        first, last = np.searchsorted(clock, starts, "right"), np.searchsorted(clock, ends, "right")
        racing = ~away[first] & ~away[last] & (own != car)
        reached = np.where(last > 0, lap[np.maximum(last - 1, 0)], 0)
        rival = own_class == name
        passed = racing & (last == first) & ~(rival & (reached == done - 1))
        came = racing & (last >= first + 2) & ~(rival & (reached == done))
        past[name] += passed
        by[name] += came
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return pl.DataFrame(
        {f"past {name}": past[name][back] for name in classes} | {f"by {name}": by[name][back] for name in classes}
    )
