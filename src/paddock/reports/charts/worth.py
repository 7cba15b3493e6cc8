"""What a car's seasons were worth: race by race the gap to the class's best pace, the rank by pace and the result."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddock.reports.charts.labels import Key, legend
from paddock.reports.charts.rows import COLOURS
from paddock.reports.charts.sheet import Sheet, shortened
from paddock.reports.names import Names
from paddock.reports.words import day_of, rank_text, result_of
from paddock.studies import CarPace, RaceWorth, SeasonWorth, Study, per_cent, result_text, seconds
from paddock.units import listed

if TYPE_CHECKING:
    import altair as alt

_COLOUR = COLOURS["has"]
_STEPS = (0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100)
_CUT = 2.5
"""An interval that goes further than this many times the largest gap is cut there, and its end left open."""


@dataclass(frozen=True, slots=True)
class Line:
    """One race: its name, what is told of it, and what is said on pointing at it."""

    name: str
    day: str
    result: str
    race: RaceWorth
    tip: str

    @property
    def rank(self) -> str:
        """The rank by pace among the class's cars: "4th of 18"."""
        quickest = self.race.quickest
        return rank_text(quickest.rank, quickest.cars) if quickest else ""

    @property
    def models(self) -> str:
        """The rank among the class's models."""
        return rank_text(self.race.model_rank, self.race.models)


@dataclass(frozen=True, slots=True)
class Block:
    """A season of the chart with its races."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a gap [%] lies on the sheet [px]."""

    left: float
    right: float
    low: float
    high: float

    def at(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def worth_blocks(study: Study) -> tuple[Block, ...]:
    """Return the seasons with anything on record; none at all when no race has laps: there is no pace to draw."""
    if not any(season.with_laps() for season in study.worth):
        return ()
    names = Names(study)
    return tuple(
        Block(_season(names, season), tuple(_line(names, race) for race in season.races))
        for season in study.worth
        if season.on_record()
    )


def _season(names: Names, season: SeasonWorth) -> str:
    return f"{names.seasons_of([season.season])}, {names.race_class(season.season, season.race_class)}"


def _line(names: Names, race: RaceWorth) -> Line:
    name = names.race(race)
    result = result_of(race)
    parts = [name, day_of(race), f"result: {result}"]
    parts += [_pace_tip(one) for one in race.paces] or ["no laps in the archive"]
    if race.models:
        parts.append(f"model {rank_text(race.model_rank, race.models)} by pace")
    short = result_text(race.best) if race.best else "not on record"
    return Line(name, day_of(race), short, race, " · ".join(part for part in parts if part))


def _pace_tip(pace: CarPace) -> str:
    sure = (
        f", 95 % interval {seconds(pace.gap_low_ms)} to {seconds(pace.gap_high_ms)}"
        if pace.gap_low_ms is not None and pace.gap_high_ms is not None
        else ""
    )
    gap = f"{per_cent(pace.gap_pct)} ({seconds(pace.gap_ms)} a lap{sure}) off the best pace"
    return f"#{pace.car}: {gap}, {rank_text(pace.rank, pace.cars)}"


def worth_says(blocks: Sequence[Block]) -> str:
    """Return what the chart shows, for those who do not see it."""
    timed = [line for block in blocks for line in block.lines if line.race.paces]
    told = [f"{line.name} {per_cent(line.race.paces[0].gap_pct)} ({line.rank}, result {line.result})" for line in timed]
    without = [line.name for block in blocks for line in block.lines if not line.race.paces]
    rest = f" Without laps: {listed(without)}." if without else ""
    return f"Green-flag pace of the quickest of its cars, behind the best of the class: {'; '.join(told)}.{rest}"


def worth_dots(blocks: Sequence[Block], title: str, says: str, width: float = 960) -> alt.LayerChart:
    """Return one row per race: a dot with its interval for the pace, the ranks by pace, and the result.

    blocks: seasons, at least one race with laps.  width [px]; below 600 the names stand above the dots.
    """
    sheet = Sheet(width)
    stacked = width < 600
    scale = _scaled(blocks, 4 if stacked else 190, width - 76 if stacked else width - 360)
    y = 0.0
    spans = []
    for block in blocks:
        sheet.text(0, y + 10, shortened(block.name, 13, width, bold=True), size=13, fontWeight="bold")
        y += 24
        y = _heads(sheet, scale, y, stacked)
        top = y
        for line in block.lines:
            y = _narrow(sheet, scale, line, y) if stacked else _wide(sheet, scale, line, y)
        spans.append((top, y))
        y += 18
    for top, end in spans:
        for tick in _ticks(scale, stacked):
            sheet.line(scale.at(tick), top, scale.at(tick), end, opacity=0.5 if not tick else 0.14, level=-2)
    keys = [Key("dot", "the quickest of its cars, with its 95 % interval", _COLOUR)]
    if any(len(line.race.paces) > 1 for block in blocks for line in block.lines):
        keys.append(Key("empty", "its other cars", _COLOUR))
    sheet.height = legend(sheet, keys, y - 8)
    return sheet.spec(title, says)


def _scaled(blocks: Sequence[Block], left: float, right: float) -> _Scale:
    paces = [pace for block in blocks for line in block.lines for pace in line.race.paces]
    most = max([one.gap_pct for one in paces] + [0.1])
    quickest = [line.race.paces[0] for block in blocks for line in block.lines if line.race.paces]
    ends = [end for one in quickest for end in (one.low_pct, one.high_pct) if end is not None]
    high = min(max([most, *ends]), _CUT * most)
    low = max(min([0.0, *ends]), -_CUT * most)
    room = (high - low) * 0.03
    return _Scale(left, right, low - room, high + room)


def _ticks(scale: _Scale, stacked: bool) -> list[float]:
    span = scale.high - scale.low
    step = next((one for one in _STEPS if span / one <= (4 if stacked else 8)), span)
    first = math.ceil(scale.low / step)
    return [number * step for number in range(first, math.floor(scale.high / step) + 1)]


def _heads(sheet: Sheet, scale: _Scale, y: float, stacked: bool) -> float:
    """Write the heads of the columns and the figures of the axis, and return where the rows begin."""
    soft: dict[str, Any] = {"size": 11, "opacity": 0.8}
    if stacked:
        sheet.text(0, y + 8, "pace behind the best of the class", **soft)
        sheet.text(sheet.width, y + 8, "by pace", align="right", **soft)
        y += 18
    else:
        right = scale.right
        sheet.text(scale.left, y + 8, "pace behind the best of the class", **soft)
        for x, head in ((24, "by pace"), (128, "models"), (232, "result")):
            sheet.text(right + x, y + 8, head, **soft)
        y += 18
    for tick in _ticks(scale, stacked):
        sheet.text(scale.at(tick), y + 8, per_cent(tick) if tick else "best", align="center", **soft)
    return y + 20


def _wide(sheet: Sheet, scale: _Scale, line: Line, y: float) -> float:
    """Draw one race in a row of columns and return where the next begins."""
    middle = y + 14
    sheet.text(0, middle, shortened(line.name, 13, 116), size=13)
    sheet.text(176, middle, line.day, size=11, align="right", opacity=0.75)
    right = scale.right
    if line.race.paces:
        _dots(sheet, scale, line, middle)
        sheet.text(right + 24, middle, line.rank, size=12)
        sheet.text(right + 128, middle, line.models, size=12)
    else:
        sheet.text(right + 24, middle, "no laps", size=12, opacity=0.75)
    weight = "bold" if line.race.best and line.race.best.position else None
    sheet.text(right + 232, middle, shortened(line.result, 12, 128, bold=True), size=12, fontWeight=weight)
    return y + 28


def _narrow(sheet: Sheet, scale: _Scale, line: Line, y: float) -> float:
    """Draw one race with its name above the dots and return where the next begins."""
    sheet.text(0, y + 10, shortened(line.name, 13, sheet.width - 150), size=13)
    weight = "bold" if line.race.best and line.race.best.position else None
    sheet.text(sheet.width, y + 10, shortened(line.result, 12, 140), size=12, align="right", fontWeight=weight)
    if not line.race.paces:
        return y + 24
    _dots(sheet, scale, line, y + 30)
    sheet.text(sheet.width, y + 30, line.rank, size=12, align="right")
    return y + 46


def _dots(sheet: Sheet, scale: _Scale, line: Line, y: float) -> None:
    """Draw the interval and the dot of the quickest car, and rings for the others."""
    quickest, *others = line.race.paces
    low, high = quickest.low_pct, quickest.high_pct
    if low is not None and high is not None and high > low:
        sheet.line(scale.at(low), y, scale.at(high), y, color=_COLOUR, strokeWidth=2, level=1)
        for end in (low, high):
            if scale.holds(end):
                sheet.line(scale.at(end), y - 4, scale.at(end), y + 4, color=_COLOUR, strokeWidth=2, level=1)
    for one in others:
        x = scale.at(one.gap_pct)
        sheet.dot(x, y, size=70, fill="transparent", stroke=_COLOUR, strokeWidth=1.5, tip=_pace_tip(one), level=2)
    sheet.dot(scale.at(quickest.gap_pct), y, size=95, fill=_COLOUR, tip=line.tip, level=3)
