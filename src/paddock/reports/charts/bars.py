"""Meetings per country: bars for what there is and for what is in question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from paddock.reports.charts.labels import Key, legend
from paddock.reports.charts.rows import COLOURS, ROLES
from paddock.reports.charts.sheet import Sheet, shortened, text_width
from paddock.studies import MarketSheet
from paddock.units import count, country_name

if TYPE_CHECKING:
    import altair as alt


_SHOWN = 10
"""How many countries have a bar, besides those that matter to the programme."""


def market_bars(rows: Sequence[MarketSheet], title: str, says: str, width: float = 960) -> alt.LayerChart:
    """Return one bar per country, in the order given: meetings it has now, then those in question.

    rows: meetings per country.  width [px]; below 600 the names stand above the bars. Wanted countries carry a star.
    """
    sheet = Sheet(width)
    stacked = width < 600
    names = {one.country: f"{'★ ' if one.wanted else ''}{country_name(one.country)}" for one in rows}
    gutter = 0.0 if stacked else min(250.0, max(text_width(name, 14, bold=True) for name in names.values()) + 14)
    most = max(one.has + one.candidate for one in rows) or 1
    unit = (width - gutter - 130) / most
    y = 4.0
    shown = [*(one for one in rows if one.wanted), *[one for one in rows if not one.wanted][:_SHOWN]]
    for row in shown:
        y = _bar(sheet, row, names[row.country], gutter, unit, y, stacked)
    sheet.line(gutter, 0, gutter, y, opacity=0.4)
    rest = [one for one in rows if one not in shown]
    if rest:
        total = sum(one.has + one.candidate for one in rest)
        more = f"and {count(total, 'meeting')} in {len(rest)} more {'country' if len(rest) == 1 else 'countries'}"
        sheet.text(gutter + 8, y + 8, more, size=12, opacity=0.8)
        y += 24
    keys = [Key("block", ROLES["has"], COLOURS["has"])] if any(one.has for one in rows) else []
    keys += [Key("block", ROLES["candidate"], COLOURS["candidate"])] if any(one.candidate for one in rows) else []
    sheet.height = legend(sheet, keys, y + 8)
    if any(one.wanted for one in rows):
        sheet.text(0, sheet.height + 10, "★ a market that matters to the programme", size=12)
        sheet.height += 24
    return sheet.spec(title, says)


def _bar(sheet: Sheet, row: MarketSheet, name: str, gutter: float, unit: float, y: float, stacked: bool) -> float:
    """Draw one country's bar and return where the next begins."""
    weight = "bold" if row.wanted else None
    tall = 20 if row.wanted else 14
    if stacked:
        sheet.text(0, y + 10, shortened(name, 13, sheet.width, bold=row.wanted), size=13, fontWeight=weight)
        y += 21
    else:
        sheet.text(
            gutter - 10, y + tall / 2, shortened(name, 13, gutter - 10), size=13, align="right", fontWeight=weight
        )
    start = gutter
    for role, number in (("has", row.has), ("candidate", row.candidate)):
        if number:
            tip = f"{country_name(row.country)}, {ROLES[role]}: {count(number, 'meeting')}"
            end = start + number * unit
            sheet.rect(start, y, end, y + tall, fill=COLOURS[role], tip=tip, fillOpacity=1 if row.wanted else 0.72)
            start = end
    total = row.has + row.candidate
    said = f"{row.has} → {total}" if row.candidate and row.has else "none" if not total else str(total)
    sheet.text(start + 8, y + tall / 2, said, size=12, fontWeight=weight)
    return y + tall + (12 if stacked else 8)
