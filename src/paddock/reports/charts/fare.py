"""What each round of a season would bring a car: the places it would come in, four times out of five."""

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

    from paddock.racing.faring import Fare

_ODDS = 92
"""Room for the odds of a win, right of the places [px]."""


@dataclass(frozen=True, slots=True)
class Round:
    """A round by name, and what it would bring."""

    name: str
    fare: Fare


def fare_bars(rows: Sequence[Round], title: str, says: str, width: float = 960) -> alt.LayerChart:
    """Return one bar per round from the tenth to the ninetieth percentile of the place, with a dot at the median.

    rows: in order.  width [px]; below 600 the names stand above the bars.  The first place is on the left.
    """
    sheet = Sheet(width)
    stacked = width < 600
    gutter = 0.0 if stacked else min(250.0, max(text_width(one.name, 13) for one in rows) + 14)
    most = max(one.fare.among for one in rows)
    unit = (width - gutter - _ODDS) / most
    y = 26.0
    sheet.text(width, 9, "win", size=11, align="right", opacity=0.75)
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


def _row(sheet: Sheet, one: Round, gutter: float, unit: float, y: float, stacked: bool) -> float:
    """Draw one round and return where the next begins."""
    found = one.fare
    if stacked:
        sheet.text(0, y + 9, shortened(one.name, 13, sheet.width), size=13)
        y += 18
    else:
        sheet.text(gutter - 10, y + 11, shortened(one.name, 13, gutter - 10), size=13, align="right")
    middle = y + 11
    end = gutter + found.among * unit
    sheet.line(gutter, middle, end, middle, opacity=0.25, level=-1)
    tip = (
        f"{one.name}: {ordinal(found.place_p50)} of {found.among} in the middle, {ordinal(found.place_p10)} to "
        f"{ordinal(found.place_p90)} four times in five; win {odds(found.win)}, podium {odds(found.podium)}"
    )
    left, right = gutter + (found.place_p10 - 1) * unit, gutter + found.place_p90 * unit
    sheet.rect(left + 2, middle - 7, right - 2, middle + 7, fill=COLOURS["candidate"], tip=tip, fillOpacity=0.55)
    sheet.dot(gutter + (found.place_p50 - 0.5) * unit, middle, size=80, fill="currentColor", tip=tip)
    sheet.text(sheet.width, middle, odds(found.win), size=12, align="right", fontWeight="bold")
    return y + (30 if stacked else 24)
