"""The gap chart: how far each car was behind the leader of its class, or behind one car, lap by lap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from paddock.reports.charts.sheet import text_width
from paddock.reports.timing.axes import (
    HEAD,
    Along,
    Period,
    along,
    caution_keys,
    finish_keys,
    periods,
    shade,
    spread,
    time_steps,
    x_axis,
)
from paddock.reports.timing.choose import cars_of, chosen
from paddock.reports.timing.palette import NO_CLASS, Style, nth_style
from paddock.reports.timing.plate import WIDE, Plate, Range, in_words, widest
from paddock.reports.timing.words import SECOND, span
from paddock.units import count

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

TITLE = "Gaps"
TOP = 6
"""How many cars of the class are shown unless others are asked for."""
_FAR = 3
"""A gap more than this many times what the usual car of the picture ever has runs out of it."""
Point = tuple[float, int, int]
"""(along the axis, gap [ms], lap)"""


def spec(
    laps: pl.DataFrame,
    neutralisations: pl.DataFrame | None = None,
    *,
    reference: str | None = None,
    cars: Iterable[str] | None = None,
    classes: Iterable[str] | None = None,
    x: str = "clock",
    order: Sequence[str] = (),
    caption: str = "",
    width: float = WIDE,
) -> alt.LayerChart:
    """Return the gaps of the first cars of a class as an Altair spec.

    laps: table `laps`; uses car, class, lap, elapsed_ms [ms].  The gap after a lap is the time from the moment the
    leader completed that lap to the moment the car did; on the same lap that is the gap of `paddock.timing.gaps`.
    reference: a car to measure from, instead of whoever leads.  cars, classes: which cars; by default the first six of
    the class that leads (of the reference's class).  order: cars in classified order.  x: `clock` or `lap`.
    Raises UnknownName for a car or class that is not there, BadRequest for another `x`.
    """
    kind = along(x)
    known = cars_of(laps)
    ranked = chosen(known, order=order)
    if reference is not None:
        chosen(known, cars=[reference])
    shown = chosen(known, cars=cars, classes=classes, order=order)
    if cars is None and shown:
        mine = known[reference if reference in known and classes is None else shown[0]]
        shown = [car for car in shown if known[car] == mine][:TOP]
    if reference is not None and reference not in shown:
        shown = [reference, *shown[: TOP - 1]] if cars is None else [reference, *shown]
    field = {known[car] for car in shown}
    lines = gap_lines(laps, shown, [car for car in ranked if known[car] in field], reference, kind)
    if not any(len(points) > 1 for points in lines.values()):
        return in_words(TITLE, "No gaps: there are not two cars with a clock on the same laps.", caption, width)
    name = next(iter(field)) if len(field) == 1 and NO_CLASS not in field else ""
    behind = f"car {reference}" if reference else f"the leader of {name}" if name else "the leader"
    title = f"{TITLE} to {behind}"
    plate = Plate(width)
    last = max(points[-1][0] for points in lines.values() if points)
    low, high = _limits(lines)
    ticks = time_steps(low, high, 6 if plate.narrow else 8)
    left = widest([_told(at) for at in ticks], 11) + 12
    right = widest([f"{car} {_told(points[-1][1])}" for car, points in lines.items() if points], 11, bold=True) + 8
    across = Range(0, last or 1, left, width - right)
    down = Range(low, high, HEAD + 10, HEAD + (300 if plate.narrow else 380))
    spans = periods(neutralisations, kind, last)
    shade(plate, spans, across, HEAD, down.end)
    for at in ticks:
        plate.line(left, down.px(at), across.end, down.px(at), opacity=0.35 if at == 0 else 0.14, level=-3)
        plate.text(left - 6, down.px(at), _told(at), size=11, align="right", opacity=0.8)
    styles = {car: nth_style(number) for number, car in enumerate(lines)}
    far = [car for car, points in lines.items() if _draw(plate, car, points, styles[car], across, down)]
    _labels(plate, lines, styles, across, down)
    y = x_axis(plate, across, HEAD, down.end, kind)
    if far:
        note = f"▼ {', '.join(far)}: further back than the picture goes"
        plate.text(left, y + 4, note, size=11, opacity=0.85)
        y += 18
    finish_keys(plate, caution_keys(spans), y + 2)
    return plate.finish(title, _says(title, lines, spans), caption)


def gap_lines(
    laps: pl.DataFrame, shown: Sequence[str], field: Sequence[str], reference: str | None, kind: Along
) -> dict[str, list[Point]]:
    """Return each car's gaps in the order of its laps, by car: (clock [ms] or lap, gap [ms], lap).

    laps: table `laps`.  field: the cars whose first to complete a lap is its leader, unless there is a reference.
    """
    import polars as pl

    rows = laps.select("car", "lap", "elapsed_ms").drop_nulls()
    by = [reference] if reference is not None else list(field)
    first = rows.filter(pl.col("car").is_in(by)).group_by("lap").agg(pl.col("elapsed_ms").min().alias("first"))
    found = rows.filter(pl.col("car").is_in(list(shown))).join(first, on="lap", how="inner").sort("car", "lap")
    lines: dict[str, list[Point]] = {car: [] for car in shown}
    for car, lap, at, leader in found.select("car", "lap", "elapsed_ms", "first").iter_rows():
        lines[car].append((lap if kind == "lap" else at, at - leader, lap))
    return lines


def _limits(lines: Mapping[str, Sequence[Point]]) -> tuple[float, float]:
    """Return the gaps the picture goes from and to [ms]: a car far out does not squeeze the others."""
    highs = [max(gap for _, gap, _ in points) for points in lines.values() if points]
    lows = [-min(gap for _, gap, _ in points) for points in lines.values() if points]
    sizes = sorted(max(high, low) for high, low in zip(highs, lows, strict=True))
    limit = _FAR * max(sizes[len(sizes) // 2], 10 * SECOND)
    high, low = (max([one for one in ends if one <= limit], default=limit) for ends in (highs, lows))
    return -max(low, 0) * 1.04, max(high, 5 * SECOND) * 1.04


def _draw(plate: Plate, car: str, points: Sequence[Point], style: Style, across: Range, down: Range) -> bool:
    """Draw a car's line, only where it lies within the picture; return whether it leaves it."""
    if not points:
        return False
    tip = f"{car}: {_told(points[-1][1])} after lap {points[-1][2]}"
    run: list[Point] = []
    runs = [run]
    for before, after in pairwise([points[0], *points]):
        inside, was = down.low <= after[1] <= down.high, down.low <= before[1] <= down.high
        if inside != was:
            edge = down.high if max(after[1], before[1]) > down.high else down.low
            share = (edge - before[1]) / (after[1] - before[1])
            crossing = (before[0] + share * (after[0] - before[0]), round(edge), after[2])
            run.append(crossing) if was else None
            run = [] if was else [crossing]
            runs.append(run)
        if inside:
            run.append(after)
    for one in runs:
        plate.path(
            [(across.px(at), down.px(gap), {"car": car, "lap": lap, "gap_ms": gap}) for at, gap, lap in one],
            color=style.colour,
            tip=tip,
            strokeWidth=1.9,
            strokeDash=style.dash or None,
        )
    return len(runs) > 1 or not down.low <= points[0][1] <= down.high


def _labels(
    plate: Plate, lines: Mapping[str, Sequence[Point]], styles: Mapping[str, Style], across: Range, down: Range
) -> None:
    """Write car and gap where each line ends; one that ends early has its number there."""
    last = across.high
    usual = max(len(points) for points in lines.values())
    ends = {car: points[-1] for car, points in lines.items() if points}
    home = {car: end for car, end in ends.items() if end[0] > last - 1.5 * last / max(usual, 1) * 2}
    places = spread([min(down.px(end[1]), down.end) for end in home.values()], 14, down.start, down.end)
    for car, y in zip(home, places, strict=True):
        colour = styles[car].colour
        plate.line(across.px(ends[car][0]), min(down.px(ends[car][1]), down.end), across.end + 4, y, opacity=0.4)
        plate.text(across.end + 6, y, car, size=11, color=colour, fontWeight="bold")
        plate.text(across.end + 6 + text_width(car, 11, bold=True) + 4, y, _told(ends[car][1]), size=11)
    for car in (one for one in ends if one not in home):
        x, y = across.px(ends[car][0]), min(max(down.px(ends[car][1]), down.start), down.end - 6)
        plate.mark(x, y, {"car": car, "lap": ends[car][2]}, size=30, fill=styles[car].colour, level=3)
        align, beside = ("left", x + 6) if x + 60 < across.end else ("right", x - 6)
        plate.text(beside, y - 8, f"{car} stops", size=11, align=align, color=styles[car].colour, fontWeight="bold")


def _told(ms: float) -> str:
    if not ms:
        return "0"
    sign = "+" if ms > 0 else "-"
    size = abs(ms)
    return f"{sign}{size / SECOND:.1f} s" if size < 60 * SECOND and size % SECOND else f"{sign}{span(size)}"


def _says(title: str, lines: Mapping[str, Sequence[Point]], spans: Sequence[Period]) -> str:
    ends = [f"{car} {_told(points[-1][1])} after lap {points[-1][2]}" for car, points in lines.items() if points]
    cautions = f" {count(len(spans), 'neutralisation')} shaded." if spans else ""
    return f"{title}, over the race. At the last lap of each: {', '.join(ends)}.{cautions}"
