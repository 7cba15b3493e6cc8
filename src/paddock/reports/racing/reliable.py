"""Reliability: what was given some odds, how often did it come true?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock.reports.charts.labels import Key
from paddock.reports.charts.sheet import INK, text_width
from paddock.reports.racing.words import odds
from paddock.reports.timing.axes import finish_keys
from paddock.reports.timing.palette import Style, slots
from paddock.reports.timing.plate import WIDE, Plate, Range, in_words, widest
from paddock.units import count

if TYPE_CHECKING:
    import altair as alt

_Z95 = 1.96
_LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
_SMALL = 210.0
"""A panel narrower than this [px] has fewer numbers along its foot."""
_GAP, _HEAD, _FOOT, _COUNTS = 20.0, 22.0, 22.0, 52.0
"""Room between panels, above one for its name, below it for its numbers, and for the bars of how many [px]."""


@dataclass(frozen=True, slots=True)
class Point:
    """Forecasts of like odds. said: their mean.  came: share that came true.  forecasts: how many."""

    said: float
    came: float
    forecasts: int

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the share that came true. Source: Wilson 1927."""
        n, z = max(self.forecasts, 1), _Z95
        middle = (self.came + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * (self.came * (1 - self.came) / n + z * z / (4 * n * n)) ** 0.5
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Panel:
    """One diagram. name: what was forecast, and when."""

    name: str
    points: Sequence[Point]


def spec(title: str, panels: Sequence[Panel], *, caption: str = "", width: float = WIDE) -> alt.LayerChart:
    """Return reliability diagrams as an Altair spec: odds said against the share that came true, with their numbers.

    A dot on the line was right as often as it said; the thin line through it is the 95 % interval of what came true.
    The bars beneath tell how many forecasts a dot stands for.
    """
    shown = [one for one in panels if one.points]
    if not shown:
        return in_words(title, "No forecasts to hold against what came true.", caption, width)
    plate = Plate(width)
    left = widest([odds(at) for at in _LEVELS], 11) + 10
    columns = 1 if plate.narrow else len(shown) if len(shown) <= 4 else 3
    side = min((width - columns * left - (columns - 1) * _GAP) / columns, 250.0)
    most = max(point.forecasts for one in shown for point in one.points)
    bottom = 0.0
    for number, one in enumerate(shown):
        row, column = divmod(number, columns)
        start = left + column * (side + left + _GAP)
        top = row * (side + _HEAD + _FOOT + _COUNTS + 14) + _HEAD
        across, down = Range(0, 1, start, start + side), Range(1, 0, top, top + side)
        plate.text(start, top - 11, one.name, size=12, fontWeight="bold")
        _frame(plate, across, down, left)
        for point in one.points:
            _dot(plate, one.name, point, across, down, slots()[0])
        bottom = _counts(plate, one, across, down.end + _FOOT, most)
    keys = [
        Key("dot", "came true", slots()[0].colour),
        Key("line", "95 % interval", INK),
        Key("dashed", "as often as said", INK),
        Key("span", f"how many forecasts, up to {most:,}", INK),
    ]
    finish_keys(plate, keys, bottom + 6)
    return plate.finish(title, _says(title, shown), caption)


def _frame(plate: Plate, across: Range, down: Range, left: float) -> None:
    for at in _LEVELS:
        plate.line(across.start, down.px(at), across.end, down.px(at), opacity=0.14, level=-3)
        plate.line(across.px(at), down.start, across.px(at), down.end, opacity=0.14, level=-3)
        plate.text(across.start - 6, down.px(at), odds(at), size=11, align="right", opacity=0.8)
        align = {0.0: "left", 1.0: "right"}.get(at, "center")
        if across.width < _SMALL and at in (0.25, 0.75):
            continue
        plate.text(across.px(at), down.end + 10, odds(at), size=11, align=align, opacity=0.8)
    plate.line(across.start, down.end, across.end, down.start, opacity=0.55, strokeDash=(6, 4), level=-1)


def _dot(plate: Plate, name: str, point: Point, across: Range, down: Range, style: Style) -> None:
    x = across.px(point.said)
    low, high = point.interval
    plate.line(x, down.px(low), x, down.px(high), strokeWidth=1.2, opacity=0.7, level=1)
    tip = f"{name}: said {odds(point.said)}, came true {odds(point.came)} of {count(point.forecasts, 'time')}"
    values = {"panel": name, "said": round(point.said, 4), "came": round(point.came, 4), "forecasts": point.forecasts}
    plate.mark(x, down.px(point.came), values, size=48, fill=style.colour, tip=tip)


def _counts(plate: Plate, panel: Panel, across: Range, top: float, most: int) -> float:
    """Draw how many forecasts each dot stands for, as bars; their heights go by the root, so that few are seen too."""
    high, free = _COUNTS - 26, across.start - 10
    wide = min(14.0, across.width / 14)
    for point in panel.points:
        x = min(max(across.px(point.said), across.start + wide / 2), across.end - wide / 2)
        tall = max(high * (point.forecasts / most) ** 0.5, 1.0)
        tip = f"{panel.name}, said about {odds(point.said)}: {count(point.forecasts, 'forecast')}"
        plate.block(
            x - wide / 2, top + high - tall, x + wide / 2, top + high, {"forecasts": point.forecasts}, fill=INK,
            fillOpacity=0.3, tip=tip,
        )  # fmt: skip
        number, half = _many(point.forecasts), text_width(_many(point.forecasts), 9) / 2
        if x - half >= free:
            plate.text(x, top + high + 8, number, size=9, align="center", opacity=0.8)
            free = x + half + 2
    return top + high + 14


def _many(number: int) -> str:
    return f"{number / 1000:.{0 if number >= 9_950 else 1}f}k" if number >= 1000 else str(number)


def _says(title: str, panels: Sequence[Panel]) -> str:
    told = []
    for one in panels:
        all_of = sum(point.forecasts for point in one.points)
        off = sum(abs(point.came - point.said) * point.forecasts for point in one.points) / all_of
        told.append(f"{one.name}: {count(all_of, 'forecast')}, {off * 100:.1f} points off on average")
    return f"{title}: odds said against the share that came true. {'; '.join(told)}."
