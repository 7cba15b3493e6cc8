"""Timing tables as people read them: times as times, a gap as one thing, heads that leave room for the figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from paddock.cli.render import grid, word
from paddock.timing.times import to_text
from paddock.units import count, listed

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console, RenderableType

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


def print_table(frame: pl.DataFrame, out: Console, title: str) -> None:
    """Print a table; the last columns that the terminal has no room for are left out, which is told."""
    heads, rows = shown(frame)
    left: list[str] = []
    ruler = _ruler(rows)
    while len(heads) > 2 and not _fits(grid(heads, ruler), out):
        left.insert(0, heads.pop())
        rows, ruler = [row[:-1] for row in rows], [row[:-1] for row in ruler]
    out.print(grid(heads, rows, title=title))
    if left:
        out.print(f"No room for {listed(left)}: a wider terminal, --csv or --json shows all.")


def _ruler(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return two rows that take as much room as all: each column's longest cell, and that with its longest word."""
    columns = list(zip(*rows, strict=True))
    by_word = [max(cells, key=lambda cell: max(map(len, cell.split()), default=0)) for cells in columns]
    return [[max(cells, key=len) for cells in columns], by_word]


def _fits(table: RenderableType, out: Console) -> bool:
    """Return whether a table comes out no wider than the terminal; Rich cuts off what is."""
    from rich.cells import cell_len

    text = "".join(segment.text for segment in out.render(table))
    return max(map(cell_len, text.splitlines()), default=0) <= out.width


def _gap(laps: object, time: object) -> str:
    if isinstance(laps, int) and laps:
        return count(laps, "lap")
    return _time(time)


def _time(value: object) -> str:
    """Return a time as a time, several as several; what is none as it is: in SQL anything may be called `_ms`."""
    if isinstance(value, float) and math.isfinite(value):
        return to_text(round(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return to_text(value)
    return ", ".join(_time(one) for one in value) if isinstance(value, list) else _cell(value)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
    return word(value)
