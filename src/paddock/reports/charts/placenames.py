"""Names on a map: where each goes so that none lies on another."""

from __future__ import annotations

from collections.abc import Sequence

from paddock.reports.charts.rows import Stop
from paddock.reports.charts.sheet import Sheet, text_width

Box = tuple[float, float, float, float]
"""Left, top, right, bottom [px]."""

_NEAR = ((12, 0), (-12, 0), (0, -16), (0, 17), (10, -12), (10, 12), (-10, -12), (-10, 12))
_FAR = tuple(
    (side * (14 + reach * 0.5), up * reach) for reach in (24, 36, 48, 62, 78, 96) for up in (-1, 1) for side in (1, -1)
)


def name_places(sheet: Sheet, frame: Box, places: Sequence[tuple[float, float, Stop]], reach: float) -> list[Stop]:
    """Name the places on a map where there is room: those of clashes first, then in the order of the calendar.

    frame: the map.  places: (x, y, stop) on it [px]; stops at one point share a name.  reach: the longest leader [px].
    Returns the stops that could not be named.
    """
    spots: dict[tuple[int, int], list[Stop]] = {}
    for x, y, stop in places:
        spots.setdefault((round(x), round(y)), []).append(stop)
    taken: list[Box] = [(x - 7, y - 7, x + 7, y + 7) for x, y in spots]
    unnamed: list[Stop] = []
    for (x, y), stops in sorted(spots.items(), key=lambda spot: not any(one.clashes for one in spot[1])):
        bold = any(one.clashes for one in stops)
        label = _label(stops)
        found = _find(x, y, text_width(label, 12, bold=bold), frame, taken, reach)
        if found is None:
            unnamed += stops
            continue
        box, leader = found
        taken.append(box)
        if leader:
            sheet.line(x, y, box[0] if box[0] > x else box[2], (box[1] + box[3]) / 2, opacity=0.5)
        sheet.text(box[0], (box[1] + box[3]) / 2, label, fontWeight="bold" if bold else None)
    return unnamed


def _label(stops: Sequence[Stop]) -> str:
    """Return the name that stops at one point share; the town and their number when they have several."""
    names = list(dict.fromkeys(one.label for one in stops))
    sign = "✗ " if all(one.state == "missed" for one in stops) else ""
    return sign + (names[0] if len(names) == 1 else f"{stops[0].town} ×{len(names)}")


def _find(x: float, y: float, wide: float, frame: Box, taken: Sequence[Box], reach: float) -> tuple[Box, bool] | None:
    """Return a free box for a label of a point, nearest first, and whether it needs a leader."""
    for dx, dy in (*_NEAR, *(spot for spot in _FAR if abs(spot[1]) <= reach)):
        left = x - wide / 2 if dx == 0 else x + dx if dx > 0 else x + dx - wide
        box = (left, y + dy - 8, left + wide, y + dy + 8)
        inside = box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]
        if inside and not any(_meet(box, other) for other in taken):
            return box, (dx, dy) not in _NEAR
    return None


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
