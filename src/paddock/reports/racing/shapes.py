"""Distributions as they were seen against those that were fitted: bars against a stepped line, a small panel each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from paddock.reports.charts.labels import Key
from paddock.reports.charts.sheet import INK, shortened
from paddock.reports.racing.field import Dot
from paddock.reports.racing.scale import plain, round_steps
from paddock.reports.racing.words import odds
from paddock.reports.timing.axes import finish_keys
from paddock.reports.timing.palette import slots
from paddock.reports.timing.plate import WIDE, Plate, Range, in_words
from paddock.units import count

if TYPE_CHECKING:
    import altair as alt

_BINS = 20
_HIGH, _HEAD, _FOOT, _GAP = 110.0, 22.0, 22.0, 22.0
_ENDS = (0.005, 0.995)
"""Shares between which a picture shows both distributions."""
Curve = Sequence[tuple[float, float]]
"""(value, share of all that is no greater), both rising."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One distribution. seen, fitted: as rising curves.  n: how many were seen.  tell: writes a value of the axis."""

    name: str
    seen: Curve
    fitted: Curve
    n: int
    tell: Callable[[float], str] = plain
    steps: Callable[[float, float, int], list[float]] = round_steps


def curve_of(values: Sequence[float]) -> list[tuple[float, float]]:
    """Return values as a rising curve."""
    ordered = sorted(values)
    return [(one, (at + 0.5) / len(ordered)) for at, one in enumerate(ordered)]


def spec(
    title: str, panels: Sequence[Panel], *, caption: str = "", width: float = WIDE, columns: int = 3
) -> alt.LayerChart:
    """Return distributions as an Altair spec: bars for what was seen, a stepped line for what was fitted."""
    shown = [one for one in panels if one.seen and one.fitted]
    if not shown:
        return in_words(title, "No distribution to compare.", caption, width)
    plate = Plate(width)
    columns = min(1 if plate.narrow else columns, len(shown))
    side = (width - (columns - 1) * _GAP) / max(columns, 1 if plate.narrow else 2)
    bottom = 0.0
    for number, one in enumerate(shown):
        row, column = divmod(number, columns)
        start, top = column * (side + _GAP), row * (_HIGH + _HEAD + _FOOT + 16) + _HEAD
        told = f"{one.name} ({one.n:,})"
        plate.text(start, top - 11, shortened(told, 12, side, bold=True), size=12, fontWeight="bold")
        _panel(plate, one, start, side, top)
        bottom = max(bottom, top + _HIGH + _FOOT)
    keys = [Key("span", "seen", INK), Key("line", "fitted", slots()[1].colour)]
    finish_keys(plate, keys, bottom + 4)
    return plate.finish(title, _says(title, shown), caption)


def at_share(curve: Curve, share: float) -> float:
    """Return the value of a curve at a share, along straight lines."""
    shares = [one for _, one in curve]
    at = min(max(bisect_left(shares, share), 1), len(curve) - 1) if len(curve) > 1 else 0
    if not at:
        return curve[0][0]
    (low, a), (high, b) = curve[at - 1], curve[at]
    return low if b <= a else low + (high - low) * min(max((share - a) / (b - a), 0.0), 1.0)


def below(curve: Curve, value: float) -> float:
    """Return the share of a distribution that is no greater than a value."""
    values = [one for one, _ in curve]
    if value < values[0]:
        return 0.0
    if value >= values[-1]:
        return 1.0
    at = next(number for number, one in enumerate(values) if one > value)
    (low, a), (high, b) = curve[at - 1], curve[at]
    return a + (b - a) * (value - low) / (high - low)


def _panel(plate: Plate, one: Panel, start: float, side: float, top: float) -> None:
    low = min(at_share(curve, _ENDS[0]) for curve in (one.seen, one.fitted))
    high = max(at_share(curve, _ENDS[1]) for curve in (one.seen, one.fitted))
    if high <= low:
        low, high = low - 0.5, high + 0.5
    across = Range(low, high, start, start + side)
    edges = [low + (high - low) * at / _BINS for at in range(_BINS + 1)]
    seen, fitted = ([_within(curve, a, b) for a, b in pairwise(edges)] for curve in
                    (one.seen, one.fitted))  # fmt: skip
    down = Range(max(*seen, *fitted) or 1.0, 0, top, top + _HIGH)
    for at in one.steps(low, high, max(int(side / 62), 2)):
        plate.line(across.px(at), top, across.px(at), down.end, opacity=0.14, level=-3)
        align = "left" if across.px(at) < start + 14 else "right" if across.px(at) > start + side - 14 else "center"
        plate.text(across.px(at), down.end + 10, one.tell(at), size=11, align=align, opacity=0.8)
    plate.line(start, down.end, start + side, down.end, opacity=0.4, level=-1)
    for at, share in enumerate(seen):
        tip = f"{one.name}, {one.tell(edges[at])} to {one.tell(edges[at + 1])}: "
        tip += f"seen {odds(share)}, fitted {odds(fitted[at])}"
        values = {"from": edges[at], "to": edges[at + 1], "seen": round(share, 4), "fitted": round(fitted[at], 4)}
        left, right = across.px(edges[at]), across.px(edges[at + 1])
        plate.block(left + 0.5, down.px(share), right - 0.5, down.end, values, fill=INK, fillOpacity=0.28, tip=tip)
    steps: list[Dot] = [
        (across.px(x), down.px(share), {}) for at, share in enumerate(fitted) for x in edges[at : at + 2]
    ]
    plate.path(steps, color=slots()[1].colour, strokeWidth=1.8)


def _within(curve: Curve, low: float, high: float) -> float:
    return below(curve, high) - below(curve, low)


def _says(title: str, panels: Sequence[Panel]) -> str:
    told = [
        f"{one.name}: {count(one.n, 'value')}, median seen {one.tell(at_share(one.seen, 0.5))}, "
        f"fitted {one.tell(at_share(one.fitted, 0.5))}"
        for one in panels
    ]
    return f"{title}. {'; '.join(told)}."
