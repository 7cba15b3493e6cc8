"""Gap fans: how far each of the first cars of a class lies behind its leader over the race, as far as can be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock.reports.charts.labels import Key
from paddock.reports.charts.sheet import INK, text_width
from paddock.reports.racing.field import Dot, followed, thinned
from paddock.reports.racing.words import odds
from paddock.reports.timing.axes import finish_keys, time_steps
from paddock.reports.timing.palette import Style, nth_style
from paddock.reports.timing.plate import WIDE, Plate, Range, in_words, widest
from paddock.reports.timing.words import SECOND, clock, span

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

TITLE = "Gaps to the leader"
SHOWN, FEWER = 6, 4
"""Cars with a fan, wide and on a phone."""
_COLUMNS = 3
_HIGH, _LOW, _HEAD, _GAP = 150.0, 110.0, 20.0, 18.0
_FAR = 2.5
"""A fan wider than so many times the usual one of the picture runs out of it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A car's gap at a moment. clock [ms]; low, middle, high: percentiles 10, 50 and 90 [ms]."""

    clock: float
    low: float
    middle: float
    high: float


def spec(
    entries: pl.DataFrame,
    moments: pl.DataFrame,
    race_class: str,
    *,
    cars: Sequence[str] | None = None,
    caption: str = "",
    width: float = WIDE,
) -> alt.LayerChart:
    """Return the gaps of cars to the leader of their class as an Altair spec: a small panel each, on the same axes.

    entries: table `race_entries`; uses car, class, win, place_mean.  moments: table `race_moments`; uses clock_ms, car,
    class, gap_p10_ms, gap_p50_ms, gap_p90_ms [ms].  cars: which; by default the likeliest winners.
    """
    plate = Plate(width)
    usual = followed(entries, moments, race_class, FEWER if plate.narrow else SHOWN)
    shown = list(cars) if cars is not None else usual
    lines = fan_lines(moments, race_class)
    fans = {car: lines[car] for car in shown if len(lines.get(car, ())) > 1}
    shown = list(fans)
    title = f"{TITLE} in {race_class}"
    if not shown:
        return in_words(title, "No gaps over time: no moments of the race were noted.", caption, width)
    if entries["class"].eq(race_class).sum() == 1:
        return in_words(title, "No gaps: the class has one car.", caption, width)
    most = _limit(fans)
    ticks = time_steps(0, most, 4)
    first, last = min(line[0].clock for line in fans.values()), max(line[-1].clock for line in fans.values())
    columns = min(1 if plate.narrow else _COLUMNS, len(shown))
    left = widest([_told(at) for at in ticks], 11) + 10
    wide = (width - left - (columns - 1) * _GAP) / max(columns, 2 if not plate.narrow else 1)
    bottom, tall = 0.0, _LOW if plate.narrow else _HIGH
    wins = dict(entries.select("car", "win").iter_rows())
    for number, car in enumerate(shown):
        row, column = divmod(number, columns)
        start = left + column * (wide + _GAP)
        top = row * (tall + _HEAD + 30) + _HEAD
        across, down = Range(first, last, start, start + wide - 2), Range(0, most, top, top + tall)
        style = nth_style(number)
        _frame(plate, ticks, across, down, numbered=column == 0)
        for other, line in fans.items():
            if other != car:
                points: list[Dot] = [(x, y, {}) for x, y, _ in _run(line, across, down, other)]
                plate.path(thinned(points), color=INK, opacity=0.2, strokeWidth=1, level=-1)
        _fan(plate, car, fans[car], style, across, down)
        plate.text(start, top - 11, car, size=12, fontWeight="bold", color=style.colour)
        plate.text(start + text_width(car, 12, bold=True) + 6, top - 11, f"wins {odds(wins[car])}", size=11)
        bottom = max(bottom, down.end)
    keys = [Key("line", "median", INK), Key("span", "four in five races lie within", INK)]
    keys += [Key("faint line", "medians of the others", INK)] if len(shown) > 1 else []
    finish_keys(plate, keys, bottom + 24)
    return plate.finish(title, _says(title, fans), caption)


def fan_lines(moments: pl.DataFrame, race_class: str) -> dict[str, list[Moment]]:
    """Return each car's gaps in the order of the clock."""
    import polars as pl

    found: dict[str, list[Moment]] = {}
    names = ("car", "clock_ms", "gap_p10_ms", "gap_p50_ms", "gap_p90_ms")
    for car, *values in moments.filter(pl.col("class") == race_class).sort("clock_ms").select(names).iter_rows():
        found.setdefault(car, []).append(Moment(*values))
    return found


def _limit(fans: Mapping[str, Sequence[Moment]]) -> float:
    """Return the gap the picture goes to [ms]: a car that is far out does not squeeze the others."""
    highs = sorted(max(one.high for one in line) for line in fans.values())
    limit = _FAR * max(highs[(len(highs) - 1) // 2], 10 * SECOND)
    return max([one for one in highs if one <= limit], default=limit) * 1.02


def _frame(plate: Plate, ticks: Sequence[float], across: Range, down: Range, *, numbered: bool) -> None:
    for at in ticks:
        plate.line(across.start, down.px(at), across.end, down.px(at), opacity=0.3 if not at else 0.14, level=-3)
        if numbered:
            plate.text(across.start - 6, down.px(at), _told(at), size=11, align="right", opacity=0.8)
    for at in time_steps(across.low, across.high, int(across.width / 46)):
        plate.line(across.px(at), down.start, across.px(at), down.end, opacity=0.1, level=-3)
        label = clock(at)
        half = text_width(label, 10) / 2
        x = min(max(across.px(at), across.start + half), across.end - half)
        plate.text(x, down.end + 10, label, size=10, align="center", opacity=0.8)


def _fan(plate: Plate, car: str, line: Sequence[Moment], style: Style, across: Range, down: Range) -> None:
    """Draw a car's fan as an area, cut where it leaves the picture, and its median."""
    rows = [
        {
            "x": round(across.px(one.clock), 1), "y": round(down.px(min(one.low, down.high)), 1),
            "y2": round(down.px(min(one.high, down.high)), 1),
        }
        for one in line
    ]  # fmt: skip
    plate.area(rows, fill=style.colour, fillOpacity=0.24)
    last = line[-1]
    tip = f"{car}: {_told(last.middle)} at {clock(last.clock)}, between {_told(last.low)} and {_told(last.high)}"
    plate.path(thinned(_run(line, across, down, car)), color=style.colour, tip=tip, strokeWidth=2)


def _run(line: Sequence[Moment], across: Range, down: Range, car: str) -> list[Dot]:
    """Return the part of a median that lies within the picture, with the values it stands for."""
    return [
        (
            across.px(one.clock), down.px(one.middle),
            {"car": car, "clock_ms": one.clock, "p10_ms": one.low, "p50_ms": one.middle, "p90_ms": one.high},
        )
        for one in line
        if one.middle <= down.high
    ]  # fmt: skip


def _told(ms: float) -> str:
    return "0" if not ms else f"+{ms / SECOND:.1f} s" if ms < 10 * SECOND else f"+{span(ms)}"


def _says(title: str, fans: Mapping[str, Sequence[Moment]]) -> str:
    ends = [
        f"{car} {_told(line[-1].middle)} ({_told(line[-1].low)} to {_told(line[-1].high)})"
        for car, line in fans.items()
    ]
    at = clock(max(line[-1].clock for line in fans.values()))
    return f"{title}: median, and where four in five races lie. At {at}: {', '.join(ends)}."
