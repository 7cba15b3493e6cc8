"""What has been said of a programme over time: one row per status, one numbered mark per step."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from paddock.evidence import Programme, Reading, Relations
from paddock.reports.charts.labels import Key, legend
from paddock.reports.charts.placing import Boxes
from paddock.reports.charts.rows import COLOURS
from paddock.reports.charts.said_frame import UNDATED, Frame, Mark, frame_of, grid, placed
from paddock.reports.charts.sheet import INK, Sheet, shortened
from paddock.reports.said import said_of, told_of
from paddock.reports.said_lines import Other, Told
from paddock.reports.said_words import first_day, last_day

if TYPE_CHECKING:
    import altair as alt

_MARK, _FALL = COLOURS["has"], COLOURS["clash"]
_COPIES = 12
"""At most so many ticks are drawn for the copies of one step."""


def timeline_chart(
    programme: Programme,
    width: float = 960,
    *,
    names: Mapping[str, str] | None = None,
    articles: Mapping[str, Reading] | None = None,
    relations: Relations | None = None,
) -> alt.LayerChart:
    """Return what has been said of a programme as a chart over time.

    width [px].  names: `kind:id` → name.  articles, relations: of the dossier; with them copies stand at their dates
    and what contradicts a step is drawn.  A larger mark has more independent sources; a fall is dashed and has an
    arrow. Raises MissingExtra when altair is not installed.
    """
    told = told_of(programme, names, articles, relations)
    return said_chart(told, f"{told.name}: what has been said", said_of(told), width)


def said_chart(told: Told, title: str, says: str, width: float = 960) -> alt.LayerChart:
    """Return the chart of a programme made ready to be shown; width [px]."""
    sheet = Sheet(width)
    frame = frame_of(told, width)
    grid(sheet, frame, width, any(first_day(line.date) is None for line in told.lines))
    marks, numbered = placed(told.lines, frame, width)
    boxes = Boxes(frame.left - 8, width)
    boxes.add(0, frame.floor - 1, width, frame.floor + 1)
    for mark in marks:
        boxes.add(mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius)
    _connect(sheet, marks, boxes)
    by_article = {mark.line.root.id: mark for mark in marks}
    for mark in marks:
        _span(sheet, frame, mark)
        _copies(sheet, frame, mark, boxes)
        _oppose(sheet, frame, mark, by_article, boxes)
        _draw(sheet, mark, numbered)
    for mark in reversed(marks) if numbered else ():
        _label(sheet, mark, boxes, width)
    sheet.height = legend(sheet, list(_keys(told)), frame.bottom + 10)
    return sheet.spec(title, says)


def _connect(sheet: Sheet, marks: list[Mark], boxes: Boxes) -> None:
    """Draw how the status went: it stands until the next is said; a fall is dashed and has an arrow."""
    dated = [mark for mark in marks if first_day(mark.line.date)]
    for one, two in pairwise(dated):
        sheet.line(one.x, one.y, two.x, one.y, color=_MARK, strokeWidth=2, opacity=0.75, level=-1)
        if one.y == two.y:
            continue
        falls = two.line.falls
        colour, dash = (_FALL, (5, 3)) if falls else (_MARK, None)
        sheet.line(two.x, one.y, two.x, two.y, color=colour, strokeWidth=2, strokeDash=dash, level=-1)
        boxes.add(two.x - 2, min(one.y, two.y), two.x + 2, max(one.y, two.y))
        down = two.y > one.y
        tip = two.y - two.radius - 5 if down else two.y + two.radius + 5
        sheet.dot(two.x, tip, shape="triangle-down" if down else "triangle-up", size=55, fill=colour, level=1)


def _span(sheet: Sheet, frame: Frame, mark: Mark) -> None:
    """Draw within which days a step lies when its date is known only to the month or year."""
    first, last = first_day(mark.line.date), last_day(mark.line.date)
    if first and last and last > first:
        sheet.rect(frame.x(first), mark.y - 4, frame.x(last), mark.y + 4, fill=_MARK, fillOpacity=0.3, level=0)


def _copies(sheet: Sheet, frame: Frame, mark: Mark, boxes: Boxes) -> None:
    """Draw a faint tick for each copy at its date, or beside the mark where it has none."""
    x = mark.x + mark.radius
    days = [first_day(page.date) for page in mark.line.copies]
    for day in sorted(days, key=lambda one: one or dt.date.min)[:_COPIES]:
        x = max(frame.x(day) if day else 0.0, x + 4)
        if x < frame.right + (UNDATED if first_day(mark.line.date) is None else 10):
            sheet.line(x, mark.y - 6, x, mark.y + 6, opacity=0.6, level=0)
            boxes.add(x - 1, mark.y - 6, x + 1, mark.y + 6)


def _oppose(sheet: Sheet, frame: Frame, mark: Mark, marks: Mapping[str, Mark], boxes: Boxes) -> None:
    """Mark a step that is contradicted, and connect it with what says otherwise."""
    if not mark.line.contradicts:
        return
    boxes.write(sheet, mark.x, mark.y, mark.radius - 2, "≠", size=14, color=_FALL, fontWeight="bold", level=4)
    for other in mark.line.others:
        there = marks.get(other.page.id)
        if there is not None:
            sheet.line(mark.x, mark.y, there.x, there.y, color=_FALL, strokeWidth=1.5, strokeDash=(1, 3), level=0)
        elif (day := first_day(other.page.date)) is not None:
            _diamond(sheet, frame, mark, other, frame.x(day), boxes)


def _diamond(sheet: Sheet, frame: Frame, mark: Mark, other: Other, x: float, boxes: Boxes) -> None:
    y, aside, off = frame.y(other.status or mark.line.status), mark.radius + 14, frame.row / 2 - 6
    places = [(x, y), (x, y + off), (x, y - off)]
    places += [(mark.x + dx, y + dy) for dx in (aside, -aside) for dy in (0, off, -off)]
    x, y = next((one for one in places if boxes.free(one[0] - 7, one[1] - 7, one[0] + 7, one[1] + 7)), places[-1])
    sheet.line(mark.x, mark.y, x, y, color=_FALL, strokeWidth=1.5, strokeDash=(1, 3), level=0)
    said = f" for {other.horizon}" if other.horizon else ""
    badge = other.badge
    tip = f"otherwise: {badge.word.lower() if badge else 'no claim of its own'}{said}; {other.page.label}"
    sheet.dot(x, y, shape="diamond", size=90, fill="transparent", stroke=_FALL, strokeWidth=2, level=2, tip=tip)
    boxes.add(x - 7, y - 7, x + 7, y + 7)
    if other.horizon:
        boxes.write(sheet, x, y, 7, shortened(other.horizon, 11, 60), size=11)


def _draw(sheet: Sheet, mark: Mark, numbered: bool) -> None:
    colour = _FALL if mark.line.falls else _MARK
    size = math.pi * mark.radius**2
    sheet.dot(mark.x, mark.y, size=size, fill=colour, level=3, tip=mark.line.says)
    if numbered:
        sheet.text(
            mark.x, mark.y, str(mark.line.number), size=11, color="#ffffff", level=5, align="center", fontWeight="bold"
        )


def _label(sheet: Sheet, mark: Mark, boxes: Boxes, width: float) -> None:
    """Write who said it and for when, and how many say so, where there is room; the list below the chart has it all."""
    line = mark.line
    who = shortened(line.speaker or line.root.outlet, 12, 90 if width < 600 else 130)
    parts = [who, f"for {line.horizon}" if line.horizon else "", f"×{line.independent}" if line.independent > 1 else ""]
    for many in (3, 1) if width >= 600 else (1,):
        text = ", ".join(part for part in parts[:many] if part)
        if text and boxes.write(sheet, mark.x, mark.y, mark.radius, text, size=12):
            return


def _keys(told: Told) -> Iterator[Key]:
    """Yield the legend of what is in the chart."""
    lines = told.lines
    many = any(line.independent > 1 for line in lines)
    yield Key("sign", "a step" + (", larger with more independent sources (×)" if many else ""), _MARK, "1")
    if any(line.falls for line in lines):
        yield Key("dashed", "a fall", _FALL)
    if any(line.copies for line in lines):
        yield Key("ticks", "copies of it", INK)
    if any(len(line.date) < 10 and first_day(line.date) for line in lines):
        yield Key("span", "known only to the month or year", _MARK)
    if any(line.contradicts for line in lines):
        yield Key("mark", "said otherwise elsewhere", _FALL, "≠")
    if any(line.contradicts and line.others for line in lines):
        yield Key("empty", "what is said there", _FALL, "diamond")
