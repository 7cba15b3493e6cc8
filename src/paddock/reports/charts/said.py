"""What has been said of a programme over time: one row per status, one numbered mark per step."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from paddock.evidence import Programme, Reading, Relations, Status
from paddock.reports.charts.labels import Key, legend
from paddock.reports.charts.placing import Boxes
from paddock.reports.charts.rows import COLOURS
from paddock.reports.charts.sheet import INK, Sheet, shortened, text_width
from paddock.reports.said import Line, Other, Told, said_of, told_of
from paddock.reports.said_words import LADDER, first_day, last_day, status_badge

if TYPE_CHECKING:
    import altair as alt

_MARK, _FALL = COLOURS["has"], COLOURS["clash"]
_TOP, _ROW_WIDE, _ROW_NARROW = 26.0, 44.0, 38.0
_GAP = 5.0
_UNDATED = 74.0
_COPIES = 12
"""At most so many ticks are drawn for the copies of one step."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where days and statuses lie on the sheet [px]."""

    left: float
    right: float
    first: dt.date
    last: dt.date
    row: float

    def x(self, day: dt.date) -> float:
        share = (day - self.first).days / (self.last - self.first).days
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def y(self, status: Status) -> float:
        return _TOP + (LADDER.index(status) + 0.5) * self.row

    @property
    def floor(self) -> float:
        """Return where the rows of what goes on end: below are paused, ended and denied."""
        return self.y(Status.IDEA) + self.row / 2

    @property
    def bottom(self) -> float:
        return _TOP + len(LADDER) * self.row


@dataclass(frozen=True, slots=True)
class _Mark:
    """A step on the sheet: its middle and its radius [px]."""

    line: Line
    x: float
    y: float
    radius: float


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
    frame = _frame(told, width)
    _grid(sheet, frame, width, any(first_day(line.date) is None for line in told.lines))
    marks, numbered = _placed(told.lines, frame, width)
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


def _frame(told: Told, width: float) -> _Frame:
    ends = [day for line in told.lines for day in (first_day(line.date), last_day(line.date)) if day]
    ends += [day for line in told.lines for page in line.copies if (day := first_day(page.date))]
    ends += [day for line in told.lines for one in line.others if (day := first_day(one.page.date))]
    first, last = (min(ends), max(ends)) if ends else (dt.date(2000, 1, 1), dt.date(2000, 12, 31))
    room = max((last - first).days // 30, 20)
    first = dt.date.fromordinal(max(first.toordinal() - room, 1))
    last = dt.date.fromordinal(min(last.toordinal() + room, dt.date.max.toordinal()))
    undated = any(first_day(line.date) is None for line in told.lines)
    left = 12 + max(text_width(status_badge(one).word, 12) for one in LADDER)
    right = width - 14 - (_UNDATED if undated else 0)
    return _Frame(left, right, first, last, _ROW_NARROW if width < 600 else _ROW_WIDE)


def _grid(sheet: Sheet, frame: _Frame, width: float, undated: bool) -> None:
    """Draw the rows with their statuses, and the months or years above."""
    for status in LADDER:
        y = frame.y(status)
        sheet.text(0, y, status_badge(status).word, size=12)
        sheet.line(frame.left - 6, y, width, y, level=-2, opacity=0.16)
    floor = frame.floor
    sheet.line(0, floor, width, floor, level=-2, opacity=0.45, strokeDash=(2, 3))
    for day, name in _ticks(frame, 46 if width < 600 else 66):
        x = frame.x(day)
        sheet.line(x, _TOP - 8, x, frame.bottom, level=-2, opacity=0.16)
        sheet.text(x, 8, name, size=11, opacity=0.8, align="center")
    if undated:
        sheet.line(frame.right + 12, _TOP - 8, frame.right + 12, frame.bottom, level=-2, opacity=0.45)
        sheet.text(width, 8, "no date", size=11, opacity=0.8, align="right")


def _ticks(frame: _Frame, room: float) -> Iterator[tuple[dt.date, str]]:
    """Yield the days on the axis with their names, so far apart that the names have room [px]."""
    months = (frame.last - frame.first).days / 30.44
    fits = max((frame.right - frame.left) / room, 1)
    step = next((one for one in (1, 2, 3, 6, 12, 24, 60, 120, 240, 600) if months / one <= fits), 1200)
    number = math.ceil((frame.first.year * 12 + frame.first.month) / step) * step
    while (number // 12, number % 12 + 1) <= (frame.last.year, frame.last.month):
        day = dt.date(number // 12, number % 12 + 1, 1)
        x = frame.x(day)
        name = f"{day:%Y}" if step >= 12 or (day.month == 1 and step > 2) else f"{day:%b %Y}"
        half = text_width(name, 11) / 2
        if x - half >= frame.left - 12 and x + half <= frame.right + 14:
            yield day, name
        number += step


def _placed(lines: tuple[Line, ...], frame: _Frame, width: float) -> tuple[list[_Mark], bool]:
    """Return the marks, moved apart where they would lie on each other, and whether numbers fit into them."""
    dated = [line for line in lines if first_day(line.date)]
    wanted = [frame.x(day) for line in dated if (day := first_day(line.date))]
    radii = [10 + 1.5 * min(max(line.independent - 1, 0), 4) for line in dated]
    xs = _apart(wanted, radii, [line.status for line in dated], frame)
    numbered = xs is not None
    if xs is None:
        xs, radii = wanted, [4.0] * len(dated)
    marks = [_Mark(line, x, frame.y(line.status), r) for line, x, r in zip(dated, xs, radii, strict=True)]
    taken: dict[Status, int] = {}
    for line in lines:
        if first_day(line.date) is None:
            place = taken[line.status] = taken.get(line.status, -1) + 1
            x = min(frame.right + 26 + 22 * place, width - 10)
            marks.append(_Mark(line, x, frame.y(line.status), 10.0 if numbered else 4.0))
    return marks, numbered


def _apart(wanted: list[float], radii: list[float], rows: list[Status], frame: _Frame) -> list[float] | None:
    """Return the middles of the marks [px], in their order and apart within a row; None when they do not fit."""
    xs: list[float] = []
    last: dict[Status, int] = {}
    for place, (x, radius, row) in enumerate(zip(wanted, radii, rows, strict=True)):
        at = max(x, xs[-1]) if xs else x
        if row in last:
            at = max(at, xs[last[row]] + radii[last[row]] + radius + _GAP)
        xs.append(at)
        last[row] = place
    edge = frame.right
    after: dict[Status, float] = {}
    for place in range(len(xs) - 1, -1, -1):
        row, radius = rows[place], radii[place]
        edge = min(xs[place], edge, after.get(row, edge + radius) - radius)
        xs[place] = edge
        after[row] = edge - radius - _GAP
    return None if xs and xs[0] < frame.left else xs


def _connect(sheet: Sheet, marks: list[_Mark], boxes: Boxes) -> None:
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


def _span(sheet: Sheet, frame: _Frame, mark: _Mark) -> None:
    """Draw within which days a step lies when its date is known only to the month or year."""
    first, last = first_day(mark.line.date), last_day(mark.line.date)
    if first and last and last > first:
        sheet.rect(frame.x(first), mark.y - 4, frame.x(last), mark.y + 4, fill=_MARK, fillOpacity=0.3, level=0)


def _copies(sheet: Sheet, frame: _Frame, mark: _Mark, boxes: Boxes) -> None:
    """Draw a faint tick for each copy at its date, or beside the mark where it has none."""
    x = mark.x + mark.radius
    days = [first_day(page.date) for page in mark.line.copies]
    for day in sorted(days, key=lambda one: one or dt.date.min)[:_COPIES]:
        x = max(frame.x(day) if day else 0.0, x + 4)
        if x < frame.right + (_UNDATED if first_day(mark.line.date) is None else 10):
            sheet.line(x, mark.y - 6, x, mark.y + 6, opacity=0.6, level=0)
            boxes.add(x - 1, mark.y - 6, x + 1, mark.y + 6)


def _oppose(sheet: Sheet, frame: _Frame, mark: _Mark, marks: Mapping[str, _Mark], boxes: Boxes) -> None:
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


def _diamond(sheet: Sheet, frame: _Frame, mark: _Mark, other: Other, x: float, boxes: Boxes) -> None:
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


def _draw(sheet: Sheet, mark: _Mark, numbered: bool) -> None:
    colour = _FALL if mark.line.falls else _MARK
    size = math.pi * mark.radius**2
    sheet.dot(mark.x, mark.y, size=size, fill=colour, level=3, tip=mark.line.says)
    if numbered:
        sheet.text(
            mark.x, mark.y, str(mark.line.number), size=11, color="#ffffff", level=5, align="center", fontWeight="bold"
        )


def _label(sheet: Sheet, mark: _Mark, boxes: Boxes, width: float) -> None:
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
