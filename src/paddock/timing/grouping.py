"""By what readings are told: the columns that make a row, and what rows are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

KEYS = {
    "car": ("car",),
    "driver": ("driver",),
    "car,driver": ("car", "driver"),
    "class": (),
    "stint": ("car", "stint"),
}
"""What pace can be asked by, and the columns that tell rows apart within a class."""


def with_driver(laps: pl.DataFrame) -> pl.DataFrame:
    """Return laps whose driver, where no name is given, is called by the place in the crew."""
    import polars as pl

    return laps.with_columns(pl.coalesce("driver", pl.format("no. {}", "driver_slot")).alias("driver"))


def named(frame: pl.DataFrame, by: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with `by`, and the car and driver of each where there is only one."""
    import polars as pl

    key = ["class", *KEYS[by]]
    others = [name for name in ("car", "driver") if name not in key and by != "class"]
    if others:
        sole = rows.group_by(key).agg(
            pl.when(pl.col(name).n_unique() == 1).then(pl.col(name).first()).alias(name) for name in others
        )
        frame = frame.join(sole, on=key, how="left", nulls_equal=True)
    return frame.with_columns(pl.lit(by).alias("by"))
