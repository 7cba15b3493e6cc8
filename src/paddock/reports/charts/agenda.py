"""The calendar, narrow: one line per meeting from top to bottom, clashes bracketed at the right edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddock.calendars import Kind
from paddock.reports.charts.labels import Key, legend
from paddock.reports.charts.rows import COLOURS, Crossing, Itinerary, Stop
from paddock.reports.charts.sheet import INK, Sheet, shortened, text_width
from paddock.reports.words import short_days

if TYPE_CHECKING:
    import altair as alt

_ROW = 24
_DATES = 92
_SIGN = 106
_NAMES = 120
_TRACK = 18


def calendar_agenda(data: Itinerary, title: str, says: str, width: float = 360) -> alt.LayerChart:
    """Return the calendar as a list of meetings in the order of their days.

    data: stops and crossings; those without a date are left out.  width [px].
    """
    sheet = Sheet(width)
    y = _heads(sheet, data)
    told = [one for one in data.crossings if one.concerned]
    tracks = _tracks(data, told)
    right = width - _TRACK * (max(tracks.values()) + 1 if tracks else 0)
    rows: dict[str, float] = {}
    month = ""
    for stop in data.dated():
        if stop.first and f"{stop.first:%B %Y}" != month:
            month = f"{stop.first:%B %Y}"
            sheet.text(0, y + _ROW / 2 + 2, month, size=12, fontWeight="bold", opacity=0.8)
            sheet.line(text_width(month, 12, bold=True) + 8, y + _ROW / 2 + 2, width, y + _ROW / 2 + 2, opacity=0.25)
            y += _ROW
        rows[stop.id] = y + _ROW / 2
        _row(sheet, stop, y, right)
        y += _ROW
    for place, crossing in enumerate(told):
        _bracket(sheet, crossing, rows, width - _TRACK * (tracks[place] + 0.5), right)
    sheet.height = legend(sheet, _keys(data, told), y + 8)
    return sheet.spec(title, says)


def _heads(sheet: Sheet, data: Itinerary) -> float:
    """Write which symbol stands for which season, and return where that ends."""
    y = 0.0
    for lane in data.lanes:
        sheet.dot(8, y + 11, shape=lane.shape, size=80, fill=lane.colour)
        name = shortened(lane.name, 12, sheet.width - 26 - text_width(f" · {lane.role}", 12, bold=True), bold=True)
        sheet.text(22, y + 11, f"{name} · {lane.role}", size=12, fontWeight="bold")
        y += 21
    return y + 4


def _row(sheet: Sheet, stop: Stop, y: float, right: float) -> None:
    middle = y + _ROW / 2
    if stop.clashes:
        sheet.rect(0, y + 1, right, y + _ROW - 1, fill=COLOURS["clash"], level=-1, fillOpacity=0.14)
    faint = 0.68 if stop.state == "out" else None
    if stop.first and stop.last:
        sheet.text(_DATES, middle, short_days(stop.first, stop.last), size=12, align="right", opacity=faint)
    full = stop.state == "in"
    sheet.dot(
        _SIGN,
        middle,
        shape=stop.lane.shape,
        size=80,
        fill=stop.lane.colour if full else "transparent",
        stroke=stop.lane.colour,
        strokeWidth=1.5,
        tip=stop.tip,
    )
    sign = {"missed": "✗ ", "unknown": "? "}.get(stop.state, "")
    name = shortened(sign + stop.label, 13, right - _NAMES - 4, bold=stop.clashes)
    sheet.text(_NAMES, middle, name, size=13, fontWeight="bold" if stop.clashes else None, opacity=faint)


def _tracks(data: Itinerary, crossings: list[Crossing]) -> dict[int, int]:
    """Return the track of each bracket, counted from the right edge, so that no two lie on each other."""
    order = {stop.id: place for place, stop in enumerate(data.dated())}
    taken: list[list[tuple[int, int]]] = []
    tracks: dict[int, int] = {}
    for place, crossing in enumerate(crossings):
        if crossing.a.id not in order or crossing.b.id not in order:
            continue
        low, high = sorted((order[crossing.a.id], order[crossing.b.id]))
        for number in range(len(taken) + 1):
            if number == len(taken):
                taken.append([])
            if all(high < start or low > end for start, end in taken[number]):
                taken[number].append((low, high))
                tracks[place] = number
                break
    return tracks


def _bracket(sheet: Sheet, crossing: Crossing, rows: dict[str, float], x: float, right: float) -> None:
    if crossing.a.id not in rows or crossing.b.id not in rows:
        return
    top, bottom = sorted((rows[crossing.a.id], rows[crossing.b.id]))
    colour = COLOURS["clash"]
    dash = (4, 3) if crossing.kind is Kind.TIGHT else None
    for y in (top, bottom):
        sheet.line(right, y, x, y, color=colour, strokeWidth=2)
    sheet.line(x, top, x, bottom, color=colour, strokeWidth=2, strokeDash=dash)
    tip = f"{crossing.word}: {crossing.a.label} and {crossing.b.label}"
    sheet.dot(x, (top + bottom) / 2, size=200, fill=colour, level=4, tip=tip)
    sheet.text(
        x, (top + bottom) / 2, crossing.sign, size=11, color="#ffffff", align="center", fontWeight="bold", level=5
    )


def _keys(data: Itinerary, told: list[Crossing]) -> list[Key]:
    """Return the legend of what is in the chart."""
    states = {one.state for one in data.dated()}
    kinds = {one.kind for one in told}
    clash = COLOURS["clash"]
    keys = (
        (bool(kinds - {Kind.TIGHT}), Key("sign", "clash: shared days", clash, "✗")),
        (Kind.TIGHT in kinds, Key("sign", "tight journey", clash, "!")),
        ("out" in states, Key("empty", data.out_word, INK)),
        ("missed" in states, Key("empty", "✗ missed", INK)),
        ("unknown" in states, Key("empty", "? not known", INK)),
    )
    return [key for shown, key in keys if shown]
