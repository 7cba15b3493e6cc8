"""How far each meeting lies from the places that matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock.reports.charts.labels import Key, legend
from paddock.reports.charts.sheet import INK, Sheet, shortened, text_width
from paddock.reports.words import kilometres

if TYPE_CHECKING:
    import altair as alt

_DOTS = (("#0072B2", "circle"), ("#C25400", "diamond"), ("#009E73", "square"), ("#A35C86", "triangle-up"))
"""The first place is a full dot; the others are outlines around it, so that near ones do not hide each other."""
_STEPS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


@dataclass(frozen=True, slots=True)
class Way:
    """From a place to a meeting [km]."""

    place: str
    meeting: str
    kilometres: float


def distance_dots(rows: Sequence[Way], title: str, says: str, width: float = 960) -> alt.LayerChart:
    """Return one line per meeting, nearest first, with a dot for each place.

    rows: distances [km].  width [px]; below 600 the names stand above the lines.
    """
    sheet = Sheet(width)
    stacked = width < 600
    places = list(dict.fromkeys(one.place for one in rows))
    meetings: dict[str, list[Way]] = {}
    for one in sorted(rows, key=lambda way: way.kilometres):
        meetings.setdefault(one.meeting, []).append(one)
    gutter = 0.0 if stacked else min(330.0, max(text_width(name, 13) for name in meetings) + 14)
    most = max(one.kilometres for one in rows) or 1.0
    unit = (width - gutter - 110) / most
    step = next((one for one in _STEPS if most / one <= (4 if stacked else 9)), _STEPS[-1])
    y = 24.0
    for name, ways in meetings.items():
        y = _row(sheet, name, ways, places, gutter, unit, y, stacked)
    for number in range(int(most // step) + 1):
        x = gutter + number * step * unit
        sheet.line(x, 18, x, y, opacity=0.16, level=-2)
        label = f"{number * step:,}" if number else "0 km"
        sheet.text(x, 9, label, size=11, align="center" if x > 10 else "left", opacity=0.75)
    keys = [Key("empty" if at else "dot", place, *_DOTS[at % len(_DOTS)]) for at, place in enumerate(places)]
    sheet.height = legend(sheet, keys, y + 8)
    return sheet.spec(title, says)


def _row(
    sheet: Sheet,
    name: str,
    ways: Sequence[Way],
    places: Sequence[str],
    gutter: float,
    unit: float,
    y: float,
    stacked: bool,
) -> float:
    """Draw one meeting and return where the next begins."""
    if stacked:
        sheet.text(0, y + 9, shortened(name, 13, sheet.width), size=13)
        y += 18
    else:
        sheet.text(gutter - 10, y + 11, shortened(name, 13, gutter - 10), size=13, align="right")
    middle = y + 11
    far = max(way.kilometres for way in ways)
    sheet.line(gutter, middle, gutter + far * unit, middle, color=INK, opacity=0.3, level=-1)
    for way in ways:
        colour, shape = _DOTS[places.index(way.place) % len(_DOTS)]
        tip = f"{way.place} to {name}: {kilometres(way.kilometres)}"
        first = way.place == places[0]
        size, fill = (60, colour) if first else (190, "transparent")
        sheet.dot(
            gutter + way.kilometres * unit,
            middle,
            shape=shape,
            size=size,
            fill=fill,
            stroke=colour,
            strokeWidth=2,
            tip=tip,
        )
    near = min(way.kilometres for way in ways)
    same = kilometres(near) == kilometres(far)
    said = kilometres(far) if same else f"{kilometres(near).removesuffix(' km')}–{kilometres(far)}"
    sheet.text(gutter + far * unit + 14, middle, said, size=12)
    return y + (30 if stacked else 24)
