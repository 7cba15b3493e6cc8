"""Where labels go, and the legend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from paddock.reports.charts.sheet import Sheet, text_width

SIZE = 12
_ROOM = 22


def stairs(starts: Sequence[float], widths: Sequence[float], gap: float = 8) -> list[int]:
    """Return the line for each label, 0 nearest its mark, so that no leader crosses a label.

    starts: where labels begin [px], ascending; each leader stands where its label begins.  widths [px].
    A label that would run under the mark of a later one goes one line beyond that one's label.
    """
    lines = [0] * len(starts)
    for place in range(len(starts) - 1, -1, -1):
        end = starts[place] + widths[place] + gap
        later = [lines[after] for after in range(place + 1, len(starts)) if starts[after] < end]
        lines[place] = max(later, default=-1) + 1
    return lines


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend. kind: one of those in `_DRAW`.  shape: of a dot, or the sign that stands in it."""

    kind: str
    text: str
    colour: str
    shape: str = "circle"


def legend(sheet: Sheet, keys: Sequence[Key], y: float) -> float:
    """Draw a legend from y downwards, as many entries to a line as fit, and return where it ends [px]."""
    x = 0.0
    for key in keys:
        need = 30 + text_width(key.text, SIZE) + 18
        if x and x + need > sheet.width:
            x, y = 0.0, y + _ROOM
        _DRAW[key.kind](sheet, key, x, y + _ROOM / 2)
        sheet.text(x + 30, y + _ROOM / 2, key.text, size=SIZE)
        x += need
    return y + _ROOM + 2 if keys else y


def _bar(sheet: Sheet, key: Key, x: float, y: float) -> None:
    sheet.rect(x, y - 7, x + 24, y + 7, fill=key.colour, fillOpacity=0.38, stroke=key.colour, strokeWidth=1.2)
    sheet.rect(x + 14, y - 6, x + 23, y + 6, fill=key.colour)


def _block(sheet: Sheet, key: Key, x: float, y: float) -> None:
    sheet.rect(x, y - 7, x + 24, y + 7, fill=key.colour)


def _hollow(sheet: Sheet, key: Key, x: float, y: float) -> None:
    sheet.rect(x, y - 7, x + 24, y + 7, fill="transparent", stroke=key.colour, strokeWidth=1.2, strokeDash=(3, 2))


def _missed(sheet: Sheet, key: Key, x: float, y: float) -> None:
    sheet.rect(x, y - 7, x + 24, y + 7, fill="transparent", stroke=key.colour, strokeWidth=1.2)
    sign = "✗" if key.kind == "missed" else "?"
    sheet.text(x + 12, y, sign, size=13, align="center", fontWeight="bold")


def _band(sheet: Sheet, key: Key, x: float, y: float) -> None:
    dash = (4, 3) if key.kind == "dashed band" else None
    sheet.rect(
        x + 7,
        y - 9,
        x + 17,
        y + 9,
        fill=key.colour,
        fillOpacity=0.28,
        stroke=key.colour,
        strokeWidth=1.5,
        strokeDash=dash,
    )


def _faint(sheet: Sheet, key: Key, x: float, y: float) -> None:
    sheet.rect(x + 7, y - 9, x + 17, y + 9, fill=key.colour, fillOpacity=0.12)


def _dot(sheet: Sheet, key: Key, x: float, y: float) -> None:
    sheet.dot(x + 12, y, shape=key.shape, size=90, fill=key.colour)


def _empty(sheet: Sheet, key: Key, x: float, y: float) -> None:
    sheet.dot(x + 12, y, shape=key.shape, size=70, fill="transparent", stroke=key.colour, strokeWidth=1.5)


def _ring(sheet: Sheet, key: Key, x: float, y: float) -> None:
    sheet.dot(x + 12, y, size=230, fill="transparent", stroke=key.colour, strokeWidth=2.5)


def _sign(sheet: Sheet, key: Key, x: float, y: float) -> None:
    sheet.dot(x + 12, y, size=200, fill=key.colour)
    sheet.text(x + 12, y, key.shape, size=11, color="#ffffff", level=5, align="center", fontWeight="bold")


def _mark(sheet: Sheet, key: Key, x: float, y: float) -> None:
    sheet.text(x + 12, y, key.shape, size=14, color=key.colour, align="center", fontWeight="bold")


def _line(sheet: Sheet, key: Key, x: float, y: float) -> None:
    sheet.line(x, y, x + 24, y, color=key.colour, strokeWidth=2)


def _faint_line(sheet: Sheet, key: Key, x: float, y: float) -> None:
    sheet.line(x, y, x + 24, y, color=key.colour, strokeWidth=1.2, opacity=0.35)


def _dashed(sheet: Sheet, key: Key, x: float, y: float) -> None:
    sheet.line(x, y, x + 24, y, color=key.colour, strokeWidth=2, strokeDash=(6, 4))


def _ticks(sheet: Sheet, key: Key, x: float, y: float) -> None:
    for place in (6, 12, 18):
        sheet.line(x + place, y - 6, x + place, y + 6, color=key.colour, opacity=0.6)


def _span(sheet: Sheet, key: Key, x: float, y: float) -> None:
    sheet.rect(x, y - 4, x + 24, y + 4, fill=key.colour, fillOpacity=0.3)


_DRAW: dict[str, Callable[[Sheet, Key, float, float], None]] = {
    "bar": _bar,
    "block": _block,
    "hollow": _hollow,
    "missed": _missed,
    "unknown": _missed,
    "band": _band,
    "dashed band": _band,
    "faint band": _faint,
    "dot": _dot,
    "sign": _sign,
    "empty": _empty,
    "ring": _ring,
    "line": _line,
    "faint line": _faint_line,
    "mark": _mark,
    "dashed": _dashed,
    "ticks": _ticks,
    "span": _span,
}
