"""Whom a car met on a lap, class by class."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl


def met(counting: pl.DataFrame, rows: pl.DataFrame, classes: Sequence[str]) -> pl.DataFrame:
    """Return for each lap how many cars of each class were passed (`past CLASS`) and came past (`by CLASS`).

    counting: laps that count, by car and lap; uses car, class, stint, lap, lap_time_ms, start_ms [ms].  rows: all laps.
    `near past CLASS` and `near by CLASS` count who would have been met in the time the stint's middle lap takes.  A lap
    that is slow for another reason meets more cars that come past, and must not take them for its cause.  Rivals on the
    same lap do not count, nor do cars on a lap into or out of the pits.
    """
    import numpy as np
    import polars as pl

    starts = counting["start_ms"].to_numpy()
    usual = counting.select(pl.col("lap_time_ms").median().over("car", "stint").round().cast(pl.Int64)).to_series()
    order = np.argsort(starts, kind="stable")
    starts = starts[order]
    ends = {
        "": starts + counting["lap_time_ms"].to_numpy()[order],
        "near ": starts + usual.to_numpy()[order],
    }
    done, own, own_class = (counting[name].to_numpy()[order] for name in ("lap", "car", "class"))
    counts = {
        f"{sort}{side} {name}": np.zeros(len(starts), np.int16)
        for sort in ends
        for side in ("past", "by")
        for name in classes
    }
    pitting = rows["in_pit"] | rows["stop_before"] | rows["pit_time_ms"].is_not_null()
    table = rows.with_columns(pitting.alias("pitting")).sort("car", "elapsed_ms")
    for (car,), other in table.group_by(["car"], maintain_order=True):
        name = other["class"][0]
        if name not in classes:
            continue
        clock, lap = other["elapsed_ms"].to_numpy(), other["lap"].to_numpy()
        away = np.append(other["pitting"].to_numpy(), True)
        rival = own_class == name
        first = np.searchsorted(clock, starts, "right")
        for sort, until in ends.items():
            last = np.searchsorted(clock, until, "right")
            racing = ~away[first] & ~away[last] & (own != car)
            reached = np.where(last > 0, lap[np.maximum(last - 1, 0)], 0)
            counts[f"{sort}past {name}"] += racing & (last == first) & ~(rival & (reached == done - 1))
            counts[f"{sort}by {name}"] += racing & (last >= first + 2) & ~(rival & (reached == done))
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return pl.DataFrame({name: values[back] for name, values in counts.items()})
