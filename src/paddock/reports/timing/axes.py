"""Axes of the pictures: the clock or laps from left to right, neutralisations behind; labels that make room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from paddock.errors import BadRequest
from paddock.reports.charts.labels import Key, legend
from paddock.reports.charts.sheet import text_width
from paddock.reports.timing.palette import CAUTION
from paddock.reports.timing.plate import Plate, Range
from paddock.reports.timing.words import HOUR, MINUTE, SECOND, clock, span

if TYPE_CHECKING:
    import polars as pl

Along = Literal["clock", "lap"]

KINDS = {"FCY": "full-course yellow", "SF": "safety car", "RF": "red flag", "unknown": "slow field, flag unknown"}
"""What a neutralisation is called in full."""

_LETTERS = {"FCY": "FCY", "SF": "SC", "RF": "RED", "unknown": "?"}
_STRIP = {"FCY": 4, "SF": 8, "RF": 12, "unknown": 2}
"""How high the strip over a neutralisation is [px]: its kind can be told without colour."""

_CLOCK_STEPS = (
    *(one * SECOND for one in (1, 2, 5, 10, 15, 30)),
    *(one * MINUTE for one in (1, 2, 5, 10, 15, 20, 30)),
    *(one * HOUR for one in (1, 2, 3, 4, 6, 12, 24)),
)
_COUNT_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000)
HEAD = 26
"""Room above a plot for the strips and letters of neutralisations [px]."""


def along(given: str) -> Along:
    """Return what runs from left to right; raises BadRequest when it is neither `clock` nor `lap`."""
    if given not in ("clock", "lap"):
        raise BadRequest(f"A picture cannot run along {given!r}.", hint="Say `clock` or `lap`.")
    return "lap" if given == "lap" else "clock"


def steps(low: float, high: float, most: int, choice: Sequence[int]) -> list[float]:
    """Return round values from low to high, at most `most` of them, at a step out of a choice."""
    step = next((one for one in choice if (high - low) / one <= max(most, 1)), choice[-1])
    first = -(-low // step)
    return [number * step for number in range(int(first), int(high // step) + 1)]


def time_steps(low: float, high: float, most: int) -> list[float]:
    """Return round times from low to high [ms]."""
    return steps(low, high, most, (10, 20, 50, 100, 200, 500, *_CLOCK_STEPS))


def count_steps(low: float, high: float, most: int) -> list[float]:
    """Return round numbers from low to high."""
    return steps(low, high, most, _COUNT_STEPS)


def x_axis(plate: Plate, across: Range, top: float, bottom: float, kind: Along, *, titled: bool = True) -> float:
    """Draw the lines and numbers of the clock or of laps, and return where they end [px]."""
    most = int(across.width / 62)
    ticks = time_steps(across.low, across.high, most) if kind == "clock" else count_steps(across.low, across.high, most)
    fine = kind == "clock" and across.high - across.low < 20 * MINUTE
    for at in ticks:
        x = across.px(at)
        plate.line(x, top, x, bottom, opacity=0.14, level=-3)
        label = (span(at) if fine else clock(at)) if kind == "clock" else f"{at:.0f}"
        plate.text(x, bottom + 10, label, size=11, align="center", opacity=0.8)
    plate.line(across.start, bottom, across.end, bottom, opacity=0.4, level=-1)
    if not titled:
        return bottom + 18
    title = "lap" if kind == "lap" else "time since the start" if fine else "race clock, hours:minutes"
    plate.text((across.start + across.end) / 2, bottom + 26, title, size=11, align="center", opacity=0.8)
    return bottom + 36


@dataclass(frozen=True, slots=True)
class Period:
    """A neutralisation along an axis, from `start` to `end` in its values."""

    kind: str
    start: float
    end: float
    told: str


def periods(neutralisations: pl.DataFrame | None, kind: Along, last: float) -> list[Period]:
    """Return the neutralisations along an axis that ends at `last`.

    neutralisations: table `neutralisations`; uses kind, start_ms, end_ms [ms], leader_lap, leader_laps.  One that did
    not end lasts to the end of the axis.
    """
    found: list[Period] = []
    if neutralisations is None or not neutralisations.height:
        return found
    for row in neutralisations.select("kind", "start_ms", "end_ms", "leader_lap", "leader_laps").iter_rows(named=True):
        start, end = row["start_ms"], row["end_ms"]
        told = f"{KINDS.get(row['kind'], row['kind'])} from {clock(start or 0)}"
        told += f" to {clock(end)}, {span(end - (start or 0))}" if end is not None else " to the end"
        if kind == "lap":
            if row["leader_lap"] is None:
                continue
            start = row["leader_lap"] - 1
            end = start + max(row["leader_laps"] or 0, 1)
        if start is not None and start < last:
            found.append(Period(row["kind"], start, min(last, last if end is None else end), told))
    return found


def shade(plate: Plate, shown: Iterable[Period], across: Range, top: float, bottom: float) -> None:
    """Shade the neutralisations behind a plot: a faint band each, with a strip and letters above where they fit."""
    free = 0.0
    for one in shown:
        left, right = across.px(max(one.start, across.low)), across.px(one.end)
        right = max(right, left + 1)
        colour = CAUTION.get(one.kind, CAUTION["unknown"])
        values = {"flag": one.kind, "start": one.start, "end": one.end}
        plate.block(left, top, right, bottom, values, fill=colour, fillOpacity=0.16, level=-4)
        height = _STRIP.get(one.kind, 2)
        plate.block(left, top - height, right, top, values, fill=colour, tip=one.told, level=-2)
        letters = _LETTERS.get(one.kind, one.kind)
        wide = text_width(letters, 9)
        middle = min(max((left + right) / 2, across.start + wide / 2), across.end - wide / 2)
        if middle - wide / 2 > free:
            plate.text(middle, top - 19, letters, size=9, align="center", opacity=0.85)
            free = middle + wide / 2 + 3


def caution_keys(shown: Iterable[Period]) -> list[Key]:
    """Return the legend of the neutralisations that are shown."""
    kinds = [kind for kind in KINDS if kind in {one.kind for one in shown}]
    return [Key("band", f"{KINDS[kind]} ({_LETTERS[kind]})", CAUTION[kind]) for kind in kinds]


def finish_keys(plate: Plate, keys: Sequence[Key], y: float) -> None:
    """Draw the legend beneath everything and end the plate there."""
    plate.height = legend(plate, keys, y) + 2


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places as near as possible to those wanted, `gap` apart, in their order, within low and high [px].

    Where there is no room for all at that distance they share what there is evenly.
    """
    if not wanted:
        return []
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    gap = min(gap, (high - low) / max(len(wanted) - 1, 1)) if len(wanted) > 1 else gap
    # Neighbours that are too close form a block around the middle of what its members want.
    blocks: list[list[float]] = []
    for at in order:
        blocks.append([min(max(wanted[at], low), high), 1])
        while len(blocks) > 1 and _starts(blocks[-1], gap) < _ends(blocks[-2], gap) + gap - 1e-9:
            middle, size = blocks.pop()
            other, more = blocks.pop()
            # Each member asks for the place that brings its block's first label where it wants it.
            first = ((other - (more - 1) * gap / 2) * more + (middle - (size - 1) * gap / 2 - more * gap) * size) / (
                more + size
            )
            total = more + size
            first = min(max(first, low), high - (total - 1) * gap)
            blocks.append([first + (total - 1) * gap / 2, total])
    places = [0.0] * len(wanted)
    number = 0
    for middle, size in blocks:
        first = min(max(middle - (size - 1) * gap / 2, low), high - (size - 1) * gap)
        for step in range(int(size)):
            places[order[number]] = first + step * gap
            number += 1
    return places


def _starts(block: Sequence[float], gap: float) -> float:
    return block[0] - (block[1] - 1) * gap / 2


def _ends(block: Sequence[float], gap: float) -> float:
    return block[0] + (block[1] - 1) * gap / 2
