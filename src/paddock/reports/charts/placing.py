"""Where a label beside a mark has room."""

from __future__ import annotations

from typing import Any

from paddock.reports.charts.sheet import Sheet, text_width


class Boxes:
    """What of a sheet is taken, as boxes [px]; labels are written where nothing is.

    left, right: the edges that labels keep within.
    """

    def __init__(self, left: float, right: float) -> None:
        self._left, self._right = left, right
        self._taken: list[tuple[float, float, float, float]] = []

    def add(self, x: float, y: float, x2: float, y2: float) -> None:
        """Take a box."""
        self._taken.append((x, y, x2, y2))

    def free(self, x: float, y: float, x2: float, y2: float) -> bool:
        """Return whether a box lies within the edges and on nothing that is taken."""
        if x < self._left or x2 > self._right:
            return False
        return not any(x < b2 and x2 > b1 and y < d2 and y2 > d1 for b1, d1, b2, d2 in self._taken)

    def write(self, sheet: Sheet, x: float, y: float, radius: float, text: str, *, size: float, **style: Any) -> bool:
        """Write a label beside the mark at x, y, take its box, and return True; False where no side has room."""
        wide, high = text_width(text, size), size * 0.6
        side, lift = radius + 4, size * 0.75
        for dx, dy, align in (
            (side, -lift, "left"),
            (side, lift, "left"),
            (-side, -lift, "right"),
            (-side, lift, "right"),
            (0, -radius - size * 0.7, "center"),
            (0, radius + size * 0.7, "center"),
        ):
            start = x + dx - {"left": 0.0, "right": wide, "center": wide / 2}[align]
            box = (start, y + dy - high, start + wide, y + dy + high)
            if self.free(*box):
                self.add(*box)
                sheet.text(x + dx, y + dy, text, size=size, align=align, **style)
                return True
        return False
