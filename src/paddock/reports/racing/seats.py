"""Time at the wheel in simulated races: a bar per driver against the least and the most the rules give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddock.reports.charts.labels import Key
from paddock.reports.charts.sheet import INK, shortened, text_width
from paddock.reports.timing.axes import finish_keys, time_steps
from paddock.reports.timing.palette import CAUTION, class_styles, nth_style
from paddock.reports.timing.plate import WIDE, Plate, Range, in_words, widest
from paddock.reports.timing.words import clock
from paddock.units import count

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

TITLE = "Time at the wheel"
_ROW, _GAP, _COLUMN = 15.0, 10.0, 300.0


@dataclass(frozen=True, slots=True)
class _Grid:
    columns: int
    wide: float
    names: float
    most: float


def spec(
    seats: pl.DataFrame,
    race_class: str,
    *,
    classes: Sequence[str] = (),
    cars: Sequence[str] | None = None,
    caption: str = "",
    width: float = WIDE,
) -> alt.LayerChart:
    """Return how long each driver of a class drives as an Altair spec: mean, and where four in five races lie.

    seats: table `race_seats`; uses car, class, seat, driver, least_ms, most_ms, driven_mean_ms, driven_p10_ms,
    driven_p90_ms [ms].  cars: which, in their order; by default all of the class.
    """
    import polars as pl

    title = f"{TITLE} in {race_class}"
    inside = seats.filter(pl.col("class") == race_class)
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in inside.sort("seat", maintain_order=True).iter_rows(named=True):
        rows.setdefault(row["car"], []).append(row)
    shown = [car for car in (cars if cars is not None else inside["car"].unique(maintain_order=True)) if car in rows]
    if not shown:
        return in_words(title, "No times at the wheel: nothing is known of the crews.", caption, width)
    plate = Plate(width)
    columns = 1 if plate.narrow else max(1, min(int(width // _COLUMN), len(shown)))
    wide = (width - (columns - 1) * 24) / max(columns, 2 if not plate.narrow else 1)
    told = [row for car in shown for row in rows[car]]
    most = max(max(row["driven_p90_ms"], row["most_ms"] or 0, row["least_ms"] or 0) for row in told) or 1
    grid = _Grid(columns, wide, min(widest([row["driver"] for row in told], 11) + 8, wide * 0.45), most)
    colour = class_styles(classes or [race_class])[race_class].colour
    y = 0.0
    for first in range(0, len(shown), columns):
        group = shown[first : first + columns]
        for column, car in enumerate(group):
            _car(plate, car, rows[car], grid, column * (wide + 24), y, colour)
        y += 18 + max(len(rows[car]) for car in group) * _ROW + _GAP
    keys = [Key("block", "mean", INK), Key("span", "four in five races lie within", INK)]
    bounds = any(row["least_ms"] or row["most_ms"] for row in told)
    keys += [Key("ticks", "least and most the rules give", INK)] if bounds else []
    outside = [row for row in told if _outside(row)]
    keys += [Key("sign", "often outside what the rules give", CAUTION["RF"], "!")] if outside else []
    step = time_steps(0, most, 5)
    if len(step) > 1:
        plate.text(0, y + 4, f"A line for every {clock(step[1])} h.", size=11, opacity=0.8)
    finish_keys(plate, keys, y + 16)
    return plate.finish(title, _says(title, shown, told, outside), caption)


def _car(
    plate: Plate, car: str, rows: Sequence[Mapping[str, Any]], grid: _Grid, left: float, y: float, colour: str
) -> None:
    plate.text(left, y + 8, car, size=12, fontWeight="bold", color=colour)
    across = Range(0, grid.most, left + grid.names, left + grid.wide - 52)
    top = y + 17
    for at in time_steps(0, grid.most, 5):
        plate.line(across.px(at), top, across.px(at), top + len(rows) * _ROW, opacity=0.14, level=-3)
    for number, row in enumerate(rows):
        _driver(plate, car, row, across, left, top + (number + 0.5) * _ROW)


def _driver(plate: Plate, car: str, row: Mapping[str, Any], across: Range, left: float, y: float) -> None:
    style = nth_style(row["seat"] - 1)
    low, mean, high = (row[f"driven_{name}_ms"] for name in ("p10", "mean", "p90"))
    rule = [f"{word} {clock(row[name])}" for word, name in (("least", "least_ms"), ("most", "most_ms")) if row[name]]
    wrong = _outside(row)
    tip = f"{car}, {row['driver']}: {clock(mean)} h, between {clock(low)} and {clock(high)}"
    tip += f" ({', '.join(rule)})" if rule else ""
    names = ("car", "seat", "driver", "driven_mean_ms", "driven_p10_ms", "driven_p90_ms")
    values = {name: row[name] for name in names}
    plate.text(left, y, shortened(row["driver"], 11, across.start - left - 6), size=11)
    plate.block(across.start, y - 4, max(across.px(mean), across.start + 1), y + 4, values, fill=style.colour, tip=tip)
    plate.rect(
        across.px(low), y - 6, max(across.px(high), across.px(low) + 2), y + 6, fill=INK, fillOpacity=0.3, level=2
    )
    for name in ("least_ms", "most_ms"):
        if row[name]:
            plate.line(across.px(row[name]), y - 7, across.px(row[name]), y + 7, strokeWidth=1.6, opacity=0.75, level=2)
    far = max(across.px(high), across.px(row["most_ms"] or 0)) + 7
    x = min(far, across.end + 7)
    plate.text(x, y, clock(mean), size=11, fontWeight="bold" if wrong else None)
    if wrong:
        x += text_width(clock(mean), 11, bold=True) + 8
        plate.dot(x, y, size=110, fill=CAUTION["RF"], level=4, tip=tip)
        plate.text(x, y, "!", size=10, color="#ffffff", align="center", level=5, fontWeight="bold")


def _outside(row: Mapping[str, Any]) -> bool:
    """Return whether more than a tenth of the races leave what the rules give."""
    least, most = row["least_ms"], row["most_ms"]
    return bool((least and row["driven_p10_ms"] < least) or (most and row["driven_p90_ms"] > most))


def _says(
    title: str, shown: Sequence[str], rows: Sequence[Mapping[str, Any]], outside: Sequence[Mapping[str, Any]]
) -> str:
    who = f"{count(len(rows), 'driver')} of {count(len(shown), 'car')}"
    bad = ", ".join(f"{row['driver']} ({row['car']})" for row in outside[:5])
    more = f" and {len(outside) - 5} more" if len(outside) > 5 else ""
    return f"{title}: {who}." + (f" Often outside what the rules give: {bad}{more}." if bad else "")
