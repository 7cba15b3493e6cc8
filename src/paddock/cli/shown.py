"""Timing tables as people read them: times as times, a gap as one thing, heads that leave room for the figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from paddock.cli.render import word
from paddock.timing.times import to_text
from paddock.units import count

if TYPE_CHECKING:
    import polars as pl

SHORT = {
    "position": "pos",
    "position_in_class": "in class",
    "fastest_lap_number": "on lap",
    "fastest_lap_ms": "fastest",
    "total_time_ms": "time",
    "drop_off_ms_per_lap": "ms/lap",
    "driver_in": "driver",
    "driver_out": "then",
    "last_crossing_ms": "crossed",
    "leader_lap": "on lap",
    "leader_laps": "laps",
    "n_laps": "laps",
}
"""Heads shorter than the column's name."""


def shown(frame: pl.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Return a frame's heads and cells.

    `_ms` columns become times; `gap_laps` with `gap_ms` (and any such pair) becomes one column: laps where there are
    any between the cars, else the time.
    """
    names = list(frame.columns)
    heads, columns = [], []
    for name in names:
        stem = name.removesuffix("_laps")
        if name.endswith("_laps") and f"{stem}_ms" in names:
            continue
        pair = f"{name.removesuffix('_ms')}_laps"
        heads.append(SHORT.get(name, name.removesuffix("_ms").replace("_", " ")))
        if name.endswith("_ms") and pair in names:
            columns.append([_gap(laps, time) for laps, time in zip(frame[pair], frame[name], strict=True)])
        elif name.endswith("_ms"):
            columns.append([_time(value) for value in frame[name].to_list()])
        else:
            columns.append([_cell(value) for value in frame[name].to_list()])
    return heads, [list(row) for row in zip(*columns, strict=True)]


def present(frame: pl.DataFrame, wanted: Sequence[str]) -> list[str]:
    """Return the wanted columns that hold anything; for people, an empty column is no column.  If all are, all."""
    there = [name for name in wanted if name in frame.columns]
    return [name for name in there if frame[name].null_count() < frame.height] or there


def _gap(laps: object, time: object) -> str:
    if isinstance(laps, int) and laps:
        return count(laps, "lap")
    return _time(time)


def _time(value: object) -> str:
    """Return a time as a time, several as several; what is none (a question in SQL may call anything `_ms`) as it is."""
    if isinstance(value, float) and math.isfinite(value):
        return to_text(round(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return to_text(value)
    return ", ".join(_time(one) for one in value) if isinstance(value, list) else _cell(value)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
    return word(value)
