"""Columns of timing tables as people read them: times as times, not as milliseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddock.cli.render import word
from paddock.timing.times import to_text

if TYPE_CHECKING:
    import polars as pl


def shown(frame: pl.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Return a frame's heads and cells; `_ms` columns become times, and the unit leaves the head."""
    heads, columns = [], []
    for name in frame.columns:
        stem, _, unit = name.rpartition("_")
        if unit == "ms":
            heads.append(stem.replace("_", " "))
            columns.append([_time(value) for value in frame[name]])
        else:
            heads.append(name.replace("_", " "))
            columns.append([_cell(value) for value in frame[name]])
    return heads, [list(row) for row in zip(*columns, strict=True)]


def _time(value: object) -> str:
    if isinstance(value, int):
        return to_text(value)
    return to_text(round(value)) if isinstance(value, float) else "–"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1 else f"{value:.1f}"
    return word(value)
