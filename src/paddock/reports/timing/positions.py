"""The position chart: who was where, from the first lap to the last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from paddock.reports.charts.labels import Key
from paddock.reports.charts.sheet import INK
from paddock.reports.timing.axes import HEAD, Period, along, caution_keys, finish_keys, periods, shade, spread, x_axis
from paddock.reports.timing.choose import cars_of, chosen
from paddock.reports.timing.palette import NO_CLASS, Style, class_styles
from paddock.reports.timing.plate import WIDE, Plate, Range, Values, in_words, widest
from paddock.units import count

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

TITLE = "Positions"
_SIDE = 12
_UNSEEN = 5
"""A car that needs this many times its usual lap was not seen in between: its line is dotted there."""
_BOLD: dict[str, Any] = {"fontWeight": "bold"}
Point = tuple[float, int, int]
"""(along the axis, position, own lap)"""


def spec(
    positions: pl.DataFrame,
    neutralisations: pl.DataFrame | None = None,
    *,
    cars: Iterable[str] | None = None,
    classes: Iterable[str] | None = None,
    x: str = "clock",
    order: Sequence[str] = (),
    caption: str = "",
    width: float = WIDE,
) -> alt.LayerChart:
    """Return the position of every car over the race as an Altair spec.

    positions: what `paddock.timing.order.positions` returns.  neutralisations: its table.  classes: only these classes,
    with the places within the class when it is one.  cars: these are drawn strong, the others faint.  x: `clock`, or
    `lap` of the leader.  Raises UnknownName for a car or class that is not there, BadRequest for another `x`.
    """
    kind = along(x)
    known = cars_of(positions)
    shown = chosen(known, classes=classes, order=order)
    strong = set(chosen(known, cars=cars, classes=classes, order=order))
    within = len({known[car] for car in shown}) == 1 and len(shown) < len(known)
    field, at = ("position_in_class" if within else "position"), ("leader_lap" if kind == "lap" else "elapsed_ms")
    lines: dict[str, list[Point]] = {car: [] for car in shown}
    for car, value, position, lap in positions.select("car", at, field, "lap").iter_rows():
        if car in lines and value is not None:
            lines[car].append((value, position, lap))
    lines = {car: points for car, points in lines.items() if points}
    if not lines:
        return in_words(
            TITLE, "No positions: the laps of this session carry no clock to order them by.", caption, width
        )
    name = next(iter({known[car] for car in lines})) if within else ""
    title = f"{TITLE} in {name}" if name else TITLE
    plate = Plate(width)
    last = max(points[-1][0] for points in lines.values())
    places = max(point[1] for points in lines.values() for point in points)
    side = _SIDE + widest(list(lines), 10, bold=True) + widest([str(places)], 10)
    across = Range(0, last or 1, side, width - side)
    row = min(24.0, max(10.5, 420 / max(places, 1)))
    down = Range(1, max(places, 2), HEAD + row / 2, HEAD + row / 2 + row * (max(places, 2) - 1))
    bottom = down.end + row / 2
    spans = periods(neutralisations, kind, last)
    shade(plate, spans, across, HEAD, bottom)
    styles = class_styles(known.values())
    for car, points in sorted(lines.items(), key=lambda item: item[0] in strong):
        _line(plate, car, points, styles[known[car]], across, down, faint=car not in strong, within=within, kind=kind)
    ended = {car for car, points in lines.items() if points[-1][0] < _end(lines, kind)}
    _labels(plate, lines, ended, known, styles, across, down, row)
    y = x_axis(plate, across, HEAD, bottom, kind)
    keys = [] if within else [Key("line", one, styles[one].colour) for one in _classes(lines, known) if one != NO_CLASS]
    keys += [Key("dot", "last lap of a car that did not see the end", INK)] if ended else []
    unseen = any(not seen for points in lines.values() for _, seen in runs(points))
    keys += [Key("dashed", "not seen for several laps", INK)] if unseen else []
    finish_keys(plate, [*keys, *caution_keys(spans)], y + 2)
    return plate.finish(title, _says(title, lines, ended, spans), caption)


def kept(points: Sequence[Point]) -> list[Point]:
    """Return the points a line needs to look the same: those where the position is another than before or after."""
    inner = [
        one for before, one, after in zip(points, points[1:], points[2:], strict=False)
        if not before[1] == one[1] == after[1]
    ]  # fmt: skip
    return [points[0], *inner, *points[-1:]] if len(points) > 1 else list(points)


def _line(
    plate: Plate,
    car: str,
    points: Sequence[Point],
    style: Style,
    across: Range,
    down: Range,
    *,
    faint: bool,
    within: bool,
    kind: str,
) -> None:
    def values(point: Point) -> Values:
        name = "elapsed_ms" if kind == "clock" else "leader_lap"
        return {"car": car, name: point[0], "position_in_class" if within else "position": point[1], "lap": point[2]}

    tip = f"{car}: place {points[0][1]} after lap {points[0][2]}, {points[-1][1]} after lap {points[-1][2]}"
    look: dict[str, Any] = {"color": INK if faint else style.colour, "opacity": 0.28 if faint else 0.9}
    for run, seen in runs(points):
        drawn = [(across.px(one[0]), down.px(one[1]), values(one)) for one in kept(run)]
        if seen:
            plate.path(drawn, tip=tip, strokeWidth=1 if faint or plate.narrow else 1.6, **look)
        else:
            plate.path(drawn, tip=tip, strokeWidth=1, strokeDash=(3, 4), **look)


def runs(points: Sequence[Point]) -> list[tuple[list[Point], bool]]:
    """Return the stretches of a line, each with whether the car was seen along it.

    Between two crossings that lie several laps apart nobody saw it: it stood somewhere, and its place in between is
    only guessed at.
    """
    steps = sorted(after[0] - before[0] for before, after in pairwise(points))
    limit = _UNSEEN * steps[len(steps) // 2] if steps else 0
    found: list[tuple[list[Point], bool]] = [([points[0]], True)]
    for before, after in pairwise(points):
        if after[0] - before[0] > max(limit, 1):
            found += [([before, after], False), ([after], True)]
        else:
            found[-1][0].append(after)
    return [(run, seen) for run, seen in found if len(run) > 1 or len(points) == 1]


def _end(lines: dict[str, list[Point]], kind: str) -> float:
    """Return from when on a car's last crossing counts as the end: when the one with the most laps took the flag.

    Along laps of the leader it is the lap before: cars that are lapped take the flag on the leader's last.
    """
    winner = max(lines.values(), key=lambda points: (points[-1][2], -points[-1][0]))
    return winner[-1][0] - (kind == "lap")


def _labels(
    plate: Plate,
    lines: dict[str, list[Point]],
    ended: set[str],
    known: dict[str, str],
    styles: dict[str, Style],
    across: Range,
    down: Range,
    row: float,
) -> None:
    """Write the car numbers at both ends, and where a line stops early."""
    size = min(11.0, row)
    places = widest([str(points[0][1]) for points in lines.values()], size)
    for car, y in _beside(lines, 0, down, row).items():
        plate.text(across.start - 5, y, car, size=size, align="right", color=styles[known[car]].colour, **_BOLD)
        plate.text(places, y, str(lines[car][0][1]), size=size, align="right", opacity=0.7)
    home = {car: points for car, points in lines.items() if car not in ended}
    for car, y in _beside(home, -1, down, row).items():
        plate.text(across.end + 5, y, car, size=size, color=styles[known[car]].colour, **_BOLD)
        plate.text(plate.width, y, str(lines[car][-1][1]), size=size, align="right", opacity=0.7)
    taken: list[tuple[float, float]] = []
    for car in sorted(ended, key=lambda one: lines[one][-1][0]):
        x, y = across.px(lines[car][-1][0]), down.px(lines[car][-1][1])
        values = {"car": car, "position": lines[car][-1][1], "lap": lines[car][-1][2]}
        tip = f"{car}: last seen after lap {lines[car][-1][2]}"
        plate.mark(x, y, values, shape="circle", size=26, fill=styles[known[car]].colour, tip=tip, level=3)
        beside = x + 6 if x + 30 < across.end else x - 6
        if all(abs(y - other) > 9 or abs(beside - along_x) > 30 for along_x, other in taken):
            align = "left" if beside > x else "right"
            plate.text(beside, y, car, size=9, align=align, color=styles[known[car]].colour, **_BOLD)
            taken.append((beside, y))


def _beside(lines: dict[str, list[Point]], end: int, down: Range, row: float) -> dict[str, float]:
    places = spread([down.px(points[end][1]) for points in lines.values()], row, down.start, down.end)
    return dict(zip(lines, places, strict=True))


def _classes(lines: dict[str, list[Point]], known: dict[str, str]) -> list[str]:
    best: dict[str, int] = {}
    for car, points in lines.items():
        best[known[car]] = min(points[-1][1], best.get(known[car], points[-1][1]))
    return sorted(best, key=lambda name: (best[name], name))


def _says(title: str, lines: dict[str, list[Point]], ended: set[str], spans: Sequence[Period]) -> str:
    home = sorted((points[-1][1], car) for car, points in lines.items() if car not in ended)
    first = ", ".join(f"P{place} {car}" for place, car in home[:5])
    length = max(points[-1][2] for points in lines.values())
    started = sorted((points[0][1], car) for car, points in lines.items())[0][1]
    out = f" {count(len(ended), 'car')} did not see the end." if ended else ""
    cautions = f" {count(len(spans), 'neutralisation')} shaded." if spans else ""
    return (
        f"{title} of {count(len(lines), 'car')} over {count(length, 'lap')}. Car {started} led at first; "
        f"at the end: {first}.{out}{cautions}"
    )
