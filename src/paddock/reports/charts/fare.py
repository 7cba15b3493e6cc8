"""Places a car would come in, four times out of five: in each round of a season, or in each of its titles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock.reports.charts.labels import Key, legend
from paddock.reports.charts.rows import COLOURS
from paddock.reports.charts.sheet import Sheet, shortened, text_width
from paddock.reports.words import odds
from paddock.studies import ordinal

if TYPE_CHECKING:
    import altair as alt

    from paddock.championships.first_season import FirstTitle
    from paddock.racing.faring import Fare

FIVE = (0.1, 0.5, 0.9)
"""Four outcomes in five lie between the first and the last, the median in the middle."""
_NAMES = 330.0
"""Room for names, left of the places, at most [px]."""
_ODDS = 92
"""Room for the odds of a win, right of the places [px]."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A round or a title by name, and the places it would bring.

    among: how many there are.  low, middle, high: tenth percentile, median and ninetieth percentile of the place.
    best: odds of the first place.  tip: all that in words.
    """

    name: str
    among: int
    low: int
    middle: int
    high: int
    best: float
    tip: str


def round_bar(name: str, found: Fare) -> Bar:
    """Return the bar of a round."""
    tip = (
        f"{name}: {ordinal(found.place_p50)} of {found.among} in the middle, {ordinal(found.place_p10)} to "
        f"{ordinal(found.place_p90)} four times in five; win {odds(found.win)}, podium {odds(found.podium)}"
    )
    return Bar(name, found.among, found.place_p10, found.place_p50, found.place_p90, found.win, tip)


def title_bar(found: FirstTitle, series: str) -> Bar:
    """Return the bar of a title; series: its name, which the titles called after it are told without."""
    low, middle, high = (found.place_at(share) for share in FIVE)
    tip = (
        f"{found.name}: {ordinal(middle)} of {found.among} in the middle, {ordinal(low)} to {ordinal(high)} four times "
        f"in five; title {odds(found.champion)}, first three {odds(found.top_three)}"
    )
    return Bar(found.name.removeprefix(f"{series}, "), found.among, low, middle, high, found.champion, tip)


def fare_bars(rows: Sequence[Bar], title: str, says: str, width: float = 960, *, first: str = "win") -> alt.LayerChart:
    """Return one bar per row from the tenth to the ninetieth percentile of the place, with a dot at the median.

    rows: in order.  width [px]; below 600 the names stand above the bars.  The first place is on the left; first: what
    it is called.
    """
    sheet = Sheet(width)
    stacked = width < 600
    gutter = 0.0 if stacked else min(_NAMES, max(text_width(one.name, 13) for one in rows) + 14)
    most = max(one.among for one in rows)
    unit = (width - gutter - _ODDS) / most
    y = 26.0
    sheet.text(width, 9, first, size=11, align="right", opacity=0.75)
    for one in rows:
        y = _row(sheet, one, gutter, unit, y, stacked)
    step = 1 if unit > 24 else 2 if unit > 12 else 5
    for place in range(1, most + 1):
        if place == 1 or place % step == 0:
            x = gutter + (place - 0.5) * unit
            sheet.line(x, 18, x, y, opacity=0.14, level=-2)
            sheet.text(x, 9, ordinal(place) if place == 1 else str(place), size=11, align="center", opacity=0.75)
    keys = [Key("block", "four outcomes in five", COLOURS["candidate"]), Key("dot", "median", "#1c2024")]
    sheet.height = legend(sheet, keys, y + 8)
    return sheet.spec(title, says)


def _row(sheet: Sheet, one: Bar, gutter: float, unit: float, y: float, stacked: bool) -> float:
    """Draw one row and return where the next begins."""
    if stacked:
        sheet.text(0, y + 9, shortened(one.name, 13, sheet.width), size=13)
        y += 18
    else:
        sheet.text(gutter - 10, y + 11, shortened(one.name, 13, gutter - 10), size=13, align="right")
    middle = y + 11
    end = gutter + one.among * unit
    sheet.line(gutter, middle, end, middle, opacity=0.25, level=-1)
    left, right = gutter + (one.low - 1) * unit, gutter + one.high * unit
    sheet.rect(left + 2, middle - 7, right - 2, middle + 7, fill=COLOURS["candidate"], tip=one.tip, fillOpacity=0.55)
    sheet.dot(gutter + (one.middle - 0.5) * unit, middle, size=80, fill="currentColor", tip=one.tip)
    sheet.text(sheet.width, middle, odds(one.best), size=12, align="right", fontWeight="bold")
    return y + (30 if stacked else 24)
