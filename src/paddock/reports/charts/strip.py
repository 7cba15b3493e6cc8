"""The calendar, wide: one lane per season, time from left to right, clashes as bands through both lanes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock.calendars import Kind
from paddock.reports.charts.labels import Key, legend, stairs
from paddock.reports.charts.rows import COLOURS, Crossing, Itinerary, Lane, Stop
from paddock.reports.charts.sheet import INK, Sheet, text_width
from paddock.studies import days_text
from paddock.units import listed

if TYPE_CHECKING:
    import altair as alt

_EDGE = 14
_BAR = 18
_LINE = 15
_LEAST = 8
_FLAG = 20
_DEEP = 4
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Time:
    """Days along the sheet."""

    first: dt.date
    last: dt.date
    width: float

    def x(self, day: dt.date) -> float:
        """Return where a day begins [px]."""
        return _EDGE + (day - self.first).days * (self.width - 2 * _EDGE) / ((self.last - self.first).days + 1)

    def span(self, first: dt.date, last: dt.date) -> tuple[float, float]:
        """Return where days begin and end, never narrower than the least width."""
        start, end = self.x(first), self.x(last + _DAY)
        short = max(0.0, _LEAST - (end - start)) / 2
        return start - short, end + short


@dataclass(frozen=True, slots=True)
class _Flag:
    """A clash's flag: where it begins, and how many lines above the lanes."""

    crossing: Crossing
    x: float
    line: int


@dataclass(frozen=True, slots=True)
class _Placed:
    """A label: where it begins, and how many lines below (negative: above) its bar."""

    stop: Stop
    x: float
    line: int


def calendar_strip(data: Itinerary, title: str, says: str, width: float = 960) -> alt.LayerChart:
    """Return the calendar as lanes over time.

    data: stops and crossings; those without a date are left out.  width [px].
    """
    dated = data.dated()
    ends = [one.last for one in dated if one.last]
    time = _Time(min(one.first for one in dated if one.first) - 2 * _DAY, max(ends) + 2 * _DAY, width)
    sheet = Sheet(width)
    flags = _flags(time, data.crossings)
    top = (max(one.line for one in flags) + 1) * _FLAG if flags else 0
    y = top + 34.0
    bars: dict[str, tuple[float, float]] = {}
    for lane in data.lanes:
        y = _lane(sheet, time, lane, [one for one in data.of(lane) if one.first], y, bars)
    _months(sheet, time, top + 8, y)
    heights = {id(one.crossing): top - (one.line + 0.5) * _FLAG for one in flags}
    for one in flags:
        _raise(sheet, one, heights[id(one.crossing)])
    for crossing in data.crossings:
        shown = crossing.concerned or _faint(crossing)
        if shown and crossing.a.id in bars and crossing.b.id in bars:
            flag = heights.get(id(crossing))
            _band(sheet, time, crossing, bars, None if flag is None else flag + _FLAG / 2 - 1)
    sheet.height = legend(sheet, _keys(data), y + 2)
    return sheet.spec(title, says)


def _flags(time: _Time, crossings: Sequence[Crossing]) -> list[_Flag]:
    """Place the flags of the clashes that concern the subject; their lines count upwards from the lanes."""
    told = sorted((one for one in crossings if one.concerned), key=lambda one: time.span(one.first, one.last))
    widths = [text_width(one.label, 12, bold=True) + 20 for one in told]
    starts = [
        max(0.0, min(time.span(one.first, one.last)[0], time.width - width))
        for one, width in zip(told, widths, strict=True)
    ]
    return [_Flag(one, x, line) for one, x, line in zip(told, starts, stairs(starts, widths, 14), strict=True)]


def _raise(sheet: Sheet, flag: _Flag, y: float) -> None:
    sheet.dot(flag.x + 8, y, size=240, fill=COLOURS["clash"], level=4, tip=_told(flag.crossing))
    sheet.text(flag.x + 8, y, flag.crossing.sign, color="#ffffff", level=5, align="center", fontWeight="bold")
    sheet.text(flag.x + 20, y, flag.crossing.label, fontWeight="bold")


def _months(sheet: Sheet, time: _Time, top: float, bottom: float) -> None:
    """Draw the months: a faint line where each begins, its name above."""
    day = time.first.replace(day=1)
    while day <= time.last:
        following = (day + 31 * _DAY).replace(day=1)
        left, right = max(time.x(day), 0.0), min(time.x(following), time.width)
        if day >= time.first:
            sheet.line(left, top - 6, left, bottom, level=-2, opacity=0.16)
        forms = (f"{day:%B %Y}", f"{day:%b %Y}") if day.month == 1 else (f"{day:%B}", f"{day:%b}")
        name = next((form for form in forms if text_width(form, 11) + 8 < right - left), "")
        sheet.text(left + 4, top, name, size=11, opacity=0.72)
        day = following


def _lane(
    sheet: Sheet, time: _Time, lane: Lane, stops: Sequence[Stop], y: float, bars: dict[str, tuple[float, float]]
) -> float:
    """Draw one season from y downwards and return where it ends; notes each bar's top and bottom."""
    labels = _labels(time, stops)
    above = max(0, *(-one.line for one in labels))
    below = max(0, *(one.line for one in labels))
    sheet.line(0, y - 6, time.width, y - 6, level=-2, opacity=0.3)
    sheet.rect(0, y + 2, 12, y + 14, fill=lane.colour)
    sheet.text(18, y + 8, f"{lane.name} · {lane.role}", size=13, fontWeight="bold")
    top = y + 24 + above * _LINE
    sheet.line(0, top + _BAR / 2, time.width, top + _BAR / 2, level=-1, opacity=0.16)
    for stop in stops:
        bars[stop.id] = (top, top + _BAR)
        _bar(sheet, time, stop, top)
    for label in labels:
        _write(sheet, label, top)
    return top + _BAR + below * _LINE + 16


def _bar(sheet: Sheet, time: _Time, stop: Stop, top: float) -> None:
    left, right = time.span(*_days(stop))
    colour = stop.lane.colour
    edge = COLOURS["clash"] if stop.clashes else colour
    hollow = stop.state != "in"
    dash = (3, 2) if stop.state == "out" else None
    sheet.rect(
        left,
        top,
        right,
        top + _BAR,
        fill=colour,
        fillOpacity=0.0 if hollow else 0.38,
        stroke=edge,
        strokeWidth=2.5 if stop.clashes else 1.2,
        strokeDash=dash,
        strokeOpacity=0.7 if stop.state == "out" else 1,
        tip=stop.tip,
        cornerRadius=2,
    )
    for day in () if hollow else stop.race_days:
        start, end = time.span(day, day) if stop.first == stop.last else (time.x(day), time.x(day + _DAY))
        sheet.rect(max(start, left), top + 1, min(end, right), top + _BAR - 1, fill=colour, tip=stop.tip)
    sign = {"missed": "✗", "unknown": "?"}.get(stop.state)
    if sign:
        sheet.text((left + right) / 2, top + _BAR / 2, sign, size=13, align="center", fontWeight="bold")


def _days(stop: Stop) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a stop that has a date."""
    first, last = stop.first or stop.last, stop.last or stop.first
    if first is None or last is None:
        raise ValueError(f"{stop.id} has no date")
    return first, last


def _labels(time: _Time, stops: Sequence[Stop]) -> list[_Placed]:
    """Place the labels below their bars; above as well when there are too many for that."""
    below = _stair(time, stops)
    if max((one.line for one in below), default=0) <= _DEEP:
        return below
    above = _stair(time, stops[1::2])
    return [*_stair(time, stops[::2]), *(_Placed(one.stop, one.x, -one.line) for one in above)]


def _stair(time: _Time, stops: Sequence[Stop]) -> list[_Placed]:
    widths = [text_width(one.label, 12, bold=one.clashes) for one in stops]
    starts = [
        max(0.0, min(time.span(*_days(one))[0], time.width - width)) for one, width in zip(stops, widths, strict=True)
    ]
    lines = stairs(starts, widths)
    return [_Placed(stop, x, line + 1) for stop, x, line in zip(stops, starts, lines, strict=True)]


def _write(sheet: Sheet, label: _Placed, top: float) -> None:
    stop = label.stop
    down = label.line > 0
    y = top + _BAR + (label.line - 0.5) * _LINE + 2 if down else top + (label.line + 0.5) * _LINE - 2
    if abs(label.line) > 1:
        start, end = (top + _BAR, y - 6) if down else (top, y + 6)
        sheet.line(label.x + 0.5, start, label.x + 0.5, end, level=-1, opacity=0.35)
    bold = "bold" if stop.clashes else None
    faint = 0.68 if stop.state == "out" else None
    sheet.text(label.x + (3 if abs(label.line) > 1 else 0), y, stop.label, size=12, fontWeight=bold, opacity=faint)


def _band(
    sheet: Sheet, time: _Time, crossing: Crossing, bars: dict[str, tuple[float, float]], flag: float | None
) -> None:
    """Draw a clash as a band through both lanes, from its flag downwards; faint when it is not the subject's."""
    ends = sorted((bars[crossing.a.id], bars[crossing.b.id]))
    left, right = time.span(crossing.first, crossing.last)
    colour = COLOURS["clash"] if crossing.concerned else INK
    edges = {"stroke": colour, "strokeOpacity": 0.9, "strokeWidth": 1.2} if crossing.concerned else {}
    sheet.rect(
        left,
        ends[0][0] if flag is None else flag,
        right,
        ends[1][1],
        fill=colour,
        level=-1,
        fillOpacity=0.2 if crossing.concerned else 0.08,
        tip=_told(crossing),
        **edges,
        strokeDash=(4, 3) if crossing.kind is Kind.TIGHT else None,
    )
    if flag is None or not crossing.concerned:
        return
    middle = (ends[0][1] + ends[1][0]) / 2
    sheet.dot((left + right) / 2, middle, size=260, fill=colour, level=4, tip=_told(crossing))
    sheet.text(
        (left + right) / 2, middle, crossing.sign, size=12, color="#ffffff", level=5, align="center", fontWeight="bold"
    )


def _told(crossing: Crossing) -> str:
    days = days_text([crossing.first, crossing.last])
    rest = "" if crossing.concerned else ", but not for the subject of this study"
    ends = listed([f"{one.label} ({one.lane.short})" for one in (crossing.a, crossing.b)])
    return f"{crossing.word}: {ends}, {days}{rest}"


def _keys(data: Itinerary) -> list[Key]:
    """Return the legend of what is in the chart."""
    states = {one.state for one in data.stops if one.first}
    main, clash = data.lanes[0].colour, COLOURS["clash"]
    kinds = {one.kind for one in data.crossings if one.concerned}
    aside = any(_faint(one) for one in data.crossings)
    keys = (
        ("in" in states, Key("bar", "days on site, race days solid", main)),
        ("missed" in states, Key("missed", "missed", main)),
        ("unknown" in states, Key("unknown", "not known", main)),
        ("out" in states, Key("hollow", data.out_word, main)),
        (bool(kinds - {Kind.TIGHT}), Key("band", "clash: shared days", clash)),
        (Kind.TIGHT in kinds, Key("dashed band", "tight journey", clash)),
        (aside, Key("faint band", "shared days without the subject", INK)),
    )
    return [key for shown, key in keys if shown]


def _faint(crossing: Crossing) -> bool:
    """Return whether a clash is only hinted at: days are shared, but not by the subject."""
    return not crossing.concerned and crossing.kind is not Kind.TIGHT
