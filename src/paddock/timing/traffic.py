"""Traffic: whom a car met on a lap, and what that cost.

Between two crossings of the line by a car, every other car crosses it once as a rule.  One that does not was passed;
one that crosses it twice came past.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from paddock.tables.readings import TRAFFIC, TRAFFIC_COST

if TYPE_CHECKING:
    import polars as pl

FEWEST_CLEAR = 4
"""Fewer clear laps of a stint do not tell what a clear lap takes."""
FEWEST_LAPS = 6
"""Stints with fewer laps that count have no level and trend of their own to compare with."""
ROUNDING = 1e-6
"""Sums this small are nought but for rounding."""
FEWEST_CARS = 3
"""Cars of fewer give no interval of a class's cost."""


def traffic(laps: pl.DataFrame) -> pl.DataFrame:
    """Return for each lap the cars met on it, and what the lap lost.

    laps: table `laps`; uses car, class, lap, lap_time_ms, elapsed_ms, pit_time_ms [ms], in_pit, counts_for_pace, and
    what tells stints apart.  Laps without a clock are left out; without classes every car is of one class.
    Returns table `traffic` by car and lap.  A car met while it was on its in- or out-lap does not count.  loss_ms is
    the lap time less what the straight line through the stint's clear laps (no car met) says for that lap; null for
    laps that do not count for pace and in stints with fewer than four clear laps.
    Source: docs/methods/traffic.md.
    """
    import polars as pl

    from paddock.timing.stints import KEY, with_stints

    rows = with_stints(laps) if laps.height else laps
    if not rows.height or not rows["elapsed_ms"].is_not_null().any():
        return TRAFFIC.empty()
    rows = rows.filter(pl.col("elapsed_ms").is_not_null() & pl.col("lap_time_ms").is_not_null())
    rows = rows.unique(["car", "lap"], keep="last", maintain_order=True).sort("car", "elapsed_ms")
    met = _met(rows)
    rows = rows.with_columns(met)
    clear = rows.filter(pl.col("counts_for_pace") & (pl.sum_horizontal("lapped", "lapped_by", "gained", "lost") == 0))
    lines = _lines(clear)
    expected = pl.col("level") + pl.col("slope") * (pl.col("lap") - pl.col("centre"))
    rows = rows.join(lines, on=KEY, how="left").with_columns(
        pl.when("counts_for_pace").then((pl.col("lap_time_ms") - expected).round().cast(pl.Int64)).alias("loss_ms"),
        pl.when("counts_for_pace").then("lap_time_ms").alias("green_ms"),
    )
    return TRAFFIC.conform(rows.sort("car", "lap"))


def traffic_cost(met: pl.DataFrame) -> pl.DataFrame:
    """Return what each car met costs on a lap, by class, for lapping and for being lapped.

    met: table `traffic`; uses class, car, stint, lap, green_ms [ms], lapped, lapped_by.  Least squares within stints:
    each stint has its own level and trend, so that laps are only compared with laps of the same stint, and clear laps
    are not needed.  The 95 % interval leaves out one car of the class after the other (jackknife), since laps of a car
    are alike; none from fewer than three cars.
    Returns table `traffic_cost`, two rows for each class.
    Source: docs/methods/traffic.md.
    """
    import polars as pl

    key = ["class", "car", "stint"]
    told = met.filter(pl.col("green_ms").is_not_null() & (pl.col("gained") == 0) & (pl.col("lost") == 0))
    told = told.filter(pl.len().over(key) >= FEWEST_LAPS)
    x, z, y = (_untrended(pl.col(name), key) for name in ("lapped", "lapped_by", "green_ms"))
    told = told.with_columns(x.alias("x"), z.alias("z"), y.alias("y"))
    x, z, y = pl.col("x"), pl.col("z"), pl.col("y")
    sums = (
        told.group_by("class", "car")
        .agg(
            (x * x).sum().alias("xx"),
            (x * z).sum().alias("xz"),
            (z * z).sum().alias("zz"),
            (x * y).sum().alias("xy"),
            (z * y).sum().alias("zy"),
            (pl.col("lapped") > 0).sum().alias("laps lapping"),
            (pl.col("lapped_by") > 0).sum().alias("laps lapped"),
            pl.col("lapped").sum().alias("cars lapping"),
            pl.col("lapped_by").sum().alias("cars lapped"),
        )
        .sort("class", "car", nulls_last=True)
    )
    rows: list[dict[str, object]] = []
    for (name,), group in sums.group_by(["class"], maintain_order=True):
        cars = list(group.select("xx", "xz", "zz", "xy", "zy").iter_rows())
        whole = [sum(column) for column in zip(*cars, strict=True)]
        costs = _solve(whole)
        parts = [_solve([all_ - one for all_, one in zip(whole, car, strict=True)]) for car in cars]
        for side, meeting in enumerate(("lapping", "lapped")):
            low, high = _jackknife(costs[side], [part[side] for part in parts])
            rows.append(
                {
                    "class": name,
                    "meeting": meeting,
                    "laps": group[f"laps {meeting}"].sum(),
                    "cars": group[f"cars {meeting}"].sum(),
                    "cost_ms": _rounded(costs[side]),
                    "cost_low_ms": _rounded(low),
                    "cost_high_ms": _rounded(high),
                }
            )
    return TRAFFIC_COST.frame(rows) if rows else TRAFFIC_COST.empty()


def _met(rows: pl.DataFrame) -> list[pl.Series]:
    """Return for each lap how many cars were lapped, came past from ahead, were gained on and lost to.

    One pass over the cars; each counts its own crossings before the start and before the end of every lap.
    """
    import polars as pl

    starts = rows["elapsed_ms"] - rows["lap_time_ms"]
    ends = rows["elapsed_ms"]
    done = rows["lap"]
    counts = [pl.zeros(rows.height, dtype=pl.Int64, eager=True) for _ in range(4)]
    pitting = rows["in_pit"] | rows["stop_before"] | rows["pit_time_ms"].is_not_null()
    rows = rows.with_columns(pitting.alias("pitting"))
    for (car,), other in rows.group_by(["car"], maintain_order=True):
        clock = other["elapsed_ms"]
        first, last = clock.search_sorted(starts, side="right"), clock.search_sorted(ends, side="right")
        crossings = (last.cast(pl.Int64) - first.cast(pl.Int64)).fill_null(1)
        inside = last < other.height
        # The lap the other car is on when this one completes its lap, and the one it was on when it began it.
        on = other["pitting"].gather(last.clip(upper_bound=other.height - 1))
        was_on = other["pitting"].gather(first.clip(upper_bound=other.height - 1))
        # Everybody starts at once: on the first lap a car that crosses later was not passed, it stood further back.
        racing = ~on & ~was_on & inside & (rows["car"] != car) & (done > 1)
        reached = other["lap"].gather((last.cast(pl.Int64) - 1).clip(lower_bound=0))
        reached = reached.zip_with(last > 0, pl.zeros(rows.height, dtype=pl.Int64, eager=True))
        same_class = rows["class"].eq_missing(other["class"][0])
        # A rival passed for position completes the same lap a moment later, one that came past a moment before.
        passed = racing & (crossings == 0)
        came_past = racing & (crossings >= 2)
        level_behind = same_class & (reached == done - 1)
        level_ahead = same_class & (reached == done)
        counts[0] += (passed & ~level_behind).cast(pl.Int64)
        counts[1] += (came_past & ~level_ahead).cast(pl.Int64)
        counts[2] += (passed & level_behind).cast(pl.Int64)
        counts[3] += (came_past & level_ahead).cast(pl.Int64)
    return [one.alias(name) for one, name in zip(counts, ("lapped", "lapped_by", "gained", "lost"), strict=True)]


def _lines(clear: pl.DataFrame) -> pl.DataFrame:
    """Return the line through each stint's clear laps: level at its middle lap and Theil–Sen slope."""
    import polars as pl

    from paddock.timing.robust import pair_slopes, theil_sen
    from paddock.timing.stints import KEY

    found = theil_sen(pair_slopes(clear, KEY, "lap", "lap_time_ms"), KEY).select(*KEY, "slope")
    flat = clear.join(found, on=KEY, how="left").with_columns(pl.col("lap").median().over(KEY).alias("centre"))
    return (
        flat.group_by(KEY)
        .agg(
            (pl.col("lap_time_ms") - pl.col("slope") * (pl.col("lap") - pl.col("centre"))).mean().alias("level"),
            pl.col("slope", "centre").first(),
            pl.len().alias("n"),
        )
        .filter(pl.col("n") >= FEWEST_CLEAR)
        .drop("n")
    )


def _untrended(value: pl.Expr, key: list[str]) -> pl.Expr:
    """Return what a straight line over the laps of each stint leaves of a value."""
    import polars as pl

    lap = pl.col("lap") - pl.col("lap").mean().over(key)
    centred = value - value.mean().over(key)
    return centred - lap * (centred * lap).sum().over(key) / (lap * lap).sum().over(key)


def _solve(sums: list[float]) -> tuple[float | None, float | None]:
    """Return the two costs that fit best; None for what never happened, or never the one without the other."""
    xx, xz, zz, xy, zy = (0.0 if abs(one) < ROUNDING else one for one in sums)
    determinant = xx * zz - xz * xz
    if determinant > ROUNDING * xx * zz:
        return (xy * zz - zy * xz) / determinant, (zy * xx - xy * xz) / determinant
    return (xy / xx if xx > 0 and zz == 0 else None), (zy / zz if zz > 0 and xx == 0 else None)


def _jackknife(whole: float | None, parts: list[float | None]) -> tuple[float | None, float | None]:
    """Return the 95 % interval of an estimate from what it is with each car left out."""
    from paddock.timing.robust import t_quantile

    known = [part for part in parts if part is not None]
    n = len(known)
    if whole is None or n < max(FEWEST_CARS, len(parts)):
        return None, None
    mean = sum(known) / n
    half = t_quantile(n - 1) * math.sqrt((n - 1) / n * sum((part - mean) ** 2 for part in known))
    return whole - half, whole + half


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)
