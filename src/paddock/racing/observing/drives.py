"""The drivers of a race: how quick each was, and which grade the results print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddock.units import bare

if TYPE_CHECKING:
    import polars as pl

    from paddock.racing.history import PastRace

FEWEST_LAPS = 15
"""A driver with fewer laps that count in a race tells nothing."""


def drives(race: PastRace) -> pl.DataFrame:
    """Return each driver's median green lap in a race, with the grade that the results print.

    Returns car, class, grade ("" where not printed), pace_ms, n; no rows for laps without names.
    """
    import polars as pl

    told = {
        (car, bare(name)): grade.casefold()
        for car, names, grades in race.results.select("car", "drivers", "driver_grades").iter_rows()
        for name, grade in zip(names or (), grades or (), strict=False)
        if grade
    }
    rows = (
        race.laps.filter("counts_for_pace")
        .drop_nulls(["driver", "class"])
        .group_by("car", "class", "driver", maintain_order=True)
        .agg(pl.col("lap_time_ms").median().alias("pace_ms"), pl.len().cast(pl.Int64).alias("n"))
        .filter(pl.col("n") >= FEWEST_LAPS)
    )
    grades = [told.get((car, bare(driver)), "") for car, driver in rows.select("car", "driver").iter_rows()]
    return rows.with_columns(pl.Series("grade", grades, dtype=pl.String)).drop("driver")
