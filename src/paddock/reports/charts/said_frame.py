"""Where the statuses, the days and the marks of a chart of what has been said lie."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass

from paddock.evidence import Status
from paddock.reports.charts.sheet import Sheet, text_width
from paddock.reports.said_lines import Line, Told
from paddock.reports.said_words import LADDER, first_day, last_day, status_badge

_TOP, _ROW_WIDE, _ROW_NARROW = 26.0, 44.0, 38.0
_GAP = 5.0
UNDATED = 74.0
"""Room for steps without a date, right of the others [px]."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where days and statuses lie on the sheet [px]."""

    left: float
    right: float
    first: dt.date
    last: dt.date
    row: float

    def x(self, day: dt.date) -> float:
        """Return where a day begins, the nearer end for one that is not on the sheet."""
        share = (day - self.first).days / (self.last - self.first).days
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def y(self, status: Status) -> float:
        """Return the middle of a status's row."""
        return _TOP + (LADDER.index(status) + 0.5) * self.row

    @property
    def floor(self) -> float:
        """Return where the rows of what goes on end: below are paused, ended and denied."""
        return self.y(Status.IDEA) + self.row / 2

    @property
    def bottom(self) -> float:
        """Return where the rows end."""
        return _TOP + len(LADDER) * self.row


@dataclass(frozen=True, slots=True)
class Mark:
    """A step on the sheet: its middle and its radius [px]."""

    line: Line
    x: float
    y: float
    radius: float


def frame_of(told: Told, width: float) -> Frame:
    """Return the frame that holds every day told of, with some room; width of the sheet [px]."""
    ends = [day for line in told.lines for day in (first_day(line.date), last_day(line.date)) if day]
    ends += [day for line in told.lines for page in line.copies if (day := first_day(page.date))]
    ends += [day for line in told.lines for one in line.others if (day := first_day(one.page.date))]
    first, last = (min(ends), max(ends)) if ends else (dt.date(2000, 1, 1), dt.date(2000, 12, 31))
    room = max((last - first).days // 30, 20)
    first = dt.date.fromordinal(max(first.toordinal() - room, 1))
    last = dt.date.fromordinal(min(last.toordinal() + room, dt.date.max.toordinal()))
    undated = any(first_day(line.date) is None for line in told.lines)
    left = 12 + max(text_width(status_badge(one).word, 12) for one in LADDER)
    right = width - 14 - (UNDATED if undated else 0)
    return Frame(left, right, first, last, _ROW_NARROW if width < 600 else _ROW_WIDE)


def grid(sheet: Sheet, frame: Frame, width: float, undated: bool) -> None:
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


def _ticks(frame: Frame, room: float) -> Iterator[tuple[dt.date, str]]:
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


def placed(lines: tuple[Line, ...], frame: Frame, width: float) -> tuple[list[Mark], bool]:
    """Return the marks, moved apart where they would lie on each other, and whether numbers fit into them."""
    dated = [line for line in lines if first_day(line.date)]
    wanted = [frame.x(day) for line in dated if (day := first_day(line.date))]
    radii = [10 + 1.5 * min(max(line.independent - 1, 0), 4) for line in dated]
    xs = _apart(wanted, radii, [line.status for line in dated], frame)
    numbered = xs is not None
    if xs is None:
        xs, radii = wanted, [4.0] * len(dated)
    marks = [Mark(line, x, frame.y(line.status), r) for line, x, r in zip(dated, xs, radii, strict=True)]
    taken: dict[Status, int] = {}
    for line in lines:
        if first_day(line.date) is None:
            place = taken[line.status] = taken.get(line.status, -1) + 1
            x = min(frame.right + 26 + 22 * place, width - 10)
            marks.append(Mark(line, x, frame.y(line.status), 10.0 if numbered else 4.0))
    return marks, numbered


def _apart(wanted: list[float], radii: list[float], rows: list[Status], frame: Frame) -> list[float] | None:
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
