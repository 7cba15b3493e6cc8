"""Dots with intervals, a row each: plans against the best, scores against a baseline, what was seen against a fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock.reports.charts.labels import Key
from paddock.reports.charts.sheet import INK, shortened
from paddock.reports.racing.scale import plain, reach, round_steps
from paddock.reports.timing.axes import finish_keys
from paddock.reports.timing.palette import slots
from paddock.reports.timing.plate import WIDE, Plate, Range, in_words, widest

if TYPE_CHECKING:
    import altair as alt

_ROW, _HEAD = 20.0, 24.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its name, the group it stands under, a value with its interval, and the band it is held against.

    told: what is written at the right, and read out; brief: what is written there on a phone, where it differs.
    band: low, middle and high of what is expected.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    told: str = ""
    brief: str = ""
    group: str = ""
    band: tuple[float, float, float] | None = None


def spec(
    title: str,
    rows: Sequence[Row],
    *,
    axis: str,
    says: str,
    tell: Callable[[float], str] = plain,
    steps: Callable[[float, float, int], list[float]] = round_steps,
    zero: str = "",
    dot: str = "",
    interval: str = "95 % interval",
    band: str = "",
    nothing: str = "Nothing to compare.",
    caption: str = "",
    width: float = WIDE,
) -> alt.LayerChart:
    """Return rows of dots with intervals as an Altair spec.

    axis: what the values are.  tell: writes a value of the axis.  steps: round values from one to another, at most so
    many.  zero: what the line at 0 stands for, empty for no line.  dot, interval, band: what a dot, a line and a band
    stand for, for the legend.  nothing: what is said when there is no row.
    """
    known = [one for one in rows if one.value is not None]
    if not known:
        return in_words(title, nothing, caption, width)
    plate = Plate(width)
    left = min(widest([one.label for one in known], 11) + 12, width * (0.42 if plate.narrow else 0.34))
    ends = [(one.brief or one.told) if plate.narrow else one.told for one in known]
    right = min(widest(ends, 11) + 14, width * 0.3) if any(ends) else 10.0
    values = [value for one in known for value in (one.value, one.low, one.high, *(one.band or ()))]
    low, high = reach(values, zero=bool(zero))
    across = Range(low, high, left, width - right)
    heads = [one.group for at, one in enumerate(known) if one.group and (not at or known[at - 1].group != one.group)]
    bottom = 6.0 + len(known) * _ROW + len(heads) * _HEAD
    for at in steps(low, high, max(int(across.width / 58), 3)):
        x = across.px(at)
        plate.line(x, 4, x, bottom, opacity=0.45 if not at and zero else 0.14, level=-3)
        half = widest([tell(at)], 11) / 2
        plate.text(min(x, width - half), bottom + 10, tell(at), size=11, align="center", opacity=0.8)
    y, group = 6.0, ""
    for one, end in zip(known, ends, strict=True):
        if one.group and one.group != group:
            plate.text(0, y + _HEAD / 2 + 2, one.group, size=12, fontWeight="bold")
            y += _HEAD
        group = one.group
        _row(plate, one, across, y + _ROW / 2, left)
        if end:
            plate.text(width, y + _ROW / 2, shortened(end, 11, right - 6), size=11, align="right")
        y += _ROW
    plate.text((across.start + across.end) / 2, bottom + 26, axis, size=11, align="center", opacity=0.8)
    keys = [Key("dot", dot, slots()[0].colour)] if dot else []
    keys += [Key("line", interval, INK)] if any(one.low is not None for one in known) else []
    bands = [one.band for one in known if one.band and band]
    thin = all(low == high for low, _, high in bands)
    keys += [Key("mark" if thin else "span", band, slots()[3].colour, "|")] if bands else []
    keys += [Key("faint line", zero, INK)] if zero else []
    finish_keys(plate, keys, bottom + 38)
    return plate.finish(title, says, caption)


def _row(plate: Plate, one: Row, across: Range, y: float, left: float) -> None:
    assert one.value is not None
    tip = f"{f'{one.group}, ' if one.group else ''}{one.label}: {one.told or plain(one.value)}"
    plate.text(0, y, shortened(one.label, 11, left - 8), size=11)
    plate.line(across.start, y, across.end, y, opacity=0.07, level=-3)
    if one.band:
        bottom, middle, top = (across.px(value) for value in one.band)
        colour = slots()[3].colour
        plate.rect(min(bottom, middle - 1), y - 7, max(top, middle + 1), y + 7, fill=colour, fillOpacity=0.22, level=-1)
        plate.line(middle, y - 7, middle, y + 7, color=colour, strokeWidth=2, level=0)
    if one.low is not None and one.high is not None:
        plate.line(across.px(one.low), y, across.px(one.high), y, strokeWidth=1.4, level=1)
    values = {"row": one.label, "value": one.value, "low": one.low, "high": one.high}
    plate.mark(across.px(one.value), y, values, size=52, fill=slots()[0].colour, tip=tip)
