"""The pit-stop ladder: when each car stopped, what for, and how long it was in the lane."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from paddock.reports.charts.labels import Key
from paddock.reports.charts.sheet import text_width
from paddock.reports.timing.axes import HEAD, caution_keys, finish_keys, periods, shade, x_axis
from paddock.reports.timing.choose import cars_of, chosen
from paddock.reports.timing.palette import Style, slots
from paddock.reports.timing.plate import WIDE, Plate, Range, Values, in_words, widest
from paddock.reports.timing.rows import car_rows
from paddock.reports.timing.words import clock, span
from paddock.units import count

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

TITLE = "Pit stops"
_ROW = 20
PURPOSES = {
    "service": ("service", 0),
    "driver-change": ("driver change", 1),
    "drive-through": ("drive-through", 6),
    "repair": ("repair", 3),
    "red-flag": ("under red flag", 5),
    "start-from-pit-lane": ("start from the pit lane", 2),
    "retired": ("did not come out again", 4),
    "finish": ("took the flag in the lane", 2),
    "unknown": ("not told", 7),
}
"""What each purpose is called, and the number of its colour and symbol."""


def spec(
    pit_stops: pl.DataFrame,
    neutralisations: pl.DataFrame | None = None,
    *,
    known: Mapping[str, str] | None = None,
    end_ms: float | None = None,
    cars: Iterable[str] | None = None,
    classes: Iterable[str] | None = None,
    order: Sequence[str] = (),
    caption: str = "",
    width: float = WIDE,
) -> alt.LayerChart:
    """Return the pit stops of the field as an Altair spec: a row per car, under its class, in classified order.

    pit_stops: table `pit_stops`; uses car, class, stop, in_ms, lane_ms [ms], purpose.  known: car → class of the whole
    field, so that cars without a stop have their row.  end_ms: the clock at the end of the race [ms].  cars, classes:
    which cars.  order: cars in classified order.  At the end of a row: stops, and the time in the lane altogether.
    Raises UnknownName for a car or class that is not there.
    """
    import polars as pl

    field = {**cars_of(pit_stops), **dict(known or {})}
    shown = chosen(field, cars=cars, classes=classes, order=order)
    stops = pit_stops.filter(pl.col("car").is_in(shown) & (pl.col("in_ms").is_not_null() | (pl.col("stop") == 0)))
    unplaced = pit_stops.filter(pl.col("car").is_in(shown)).height - stops.height
    if not stops.height:
        return in_words(TITLE, _nothing(pit_stops), caption, width)
    plate = Plate(width)
    left = widest(shown, 11, bold=True) + 8
    totals = {car: _total(stops.filter(pl.col("car") == car)) for car in shown}
    right = 6 if plate.narrow else widest(list(totals.values()), 11) + 14
    last = end_ms or float(stops["in_ms"].max() or 1)  # type: ignore[arg-type]
    across = Range(0, last, left, width - right)
    tops, bottom = car_rows(plate, shown, field, head=20, row=_ROW, name=_ROW / 2, after=0)
    rows, bottom = {car: top + _ROW / 2 for car, top in tops.items()}, bottom + 2
    spans = periods(neutralisations, "clock", last)
    shade(plate, spans, across, HEAD, bottom)
    for car in shown:
        plate.line(across.start, rows[car], across.end, rows[car], opacity=0.25, level=-1)
        if not plate.narrow:
            plate.text(width, rows[car], totals[car], size=11, align="right")
        mine = stops.filter(pl.col("car") == car).sort("stop").to_dicts()
        _car(plate, mine, across, rows[car])
    y = x_axis(plate, across, HEAD, bottom, "clock")
    there = set(stops["purpose"])
    styles = slots()
    keys = [
        Key("dot", name, styles[number].colour, styles[number].shape)
        for purpose, (name, number) in PURPOSES.items()
        if purpose in there
    ]
    if not plate.narrow:
        plate.text(width, 8, "stops, time in the lane", size=11, align="right", opacity=0.8)
    finish_keys(plate, [*keys, *caution_keys(spans)], y + 2)
    return plate.finish(TITLE, _says(stops, shown, unplaced), caption)


def _nothing(pit_stops: pl.DataFrame) -> str:
    if not pit_stops.height:
        return "No pit stops: the laps show no visit to the pit lane, or the file does not tell of any."
    return "No pit stops: the laps show visits to the pit lane, but carry no clock to place them."


def _car(plate: Plate, stops: Sequence[Mapping[str, Any]], across: Range, y: float) -> None:
    """Draw a car's stops along its row: a symbol each, the time in the lane as a bar, and in words where it fits."""
    ends = [across.px(one["in_ms"] or 0) for one in stops[1:]] + [across.end + 20]
    free = across.start
    for one, following in zip(stops, ends, strict=False):
        style = slots()[PURPOSES.get(one["purpose"], PURPOSES["unknown"])[1]]
        x = across.px(one["in_ms"] or 0)
        lane = one["lane_ms"]
        names = ("car", "stop", "in_ms", "lane_ms", "purpose")
        values: Values = {name: one[name] for name in names}
        told = span(lane) if lane is not None else "time not told"
        what = PURPOSES.get(one["purpose"], (one["purpose"], 0))[0]
        tip = f"{one['car']}, stop {one['stop']} at {clock(one['in_ms'] or 0)}: {what}, {told}"
        if lane:
            end = min(across.px((one["in_ms"] or 0) + lane), across.end)
            _bar(plate, x, end, y, style, values)
        # A stop on the heels of another stands beside it, so that both are seen.
        small = following - x < 7 or x - free < 3
        plate.mark(x, y, values, shape=style.shape, size=26 if small else 52, fill=style.colour, tip=tip, level=3)
        label = told if lane is not None else ""
        wide = text_width(label, 9)
        if label and x + 6 > free and x + 8 + wide < following - 4:
            plate.text(x + 6, y - 5, label, size=9)
            free = x + 8 + wide
        else:
            free = x + 4


def _bar(plate: Plate, start: float, end: float, y: float, style: Style, values: Values) -> None:
    if end - start > 1:
        plate.block(start, y - 2, end, y + 2, values, fill=style.colour, fillOpacity=0.75)


def _total(stops: pl.DataFrame) -> str:
    import polars as pl

    real = stops.filter(pl.col("stop") > 0)
    lanes = real["lane_ms"].drop_nulls()
    total = f", {span(float(lanes.sum()))}" if lanes.len() else ""
    return f"{real.height}{total}"


def _says(stops: pl.DataFrame, shown: Sequence[str], unplaced: int) -> str:
    import polars as pl

    real = stops.filter(pl.col("stop") > 0)
    kinds = real.group_by("purpose").len().sort("len", "purpose", descending=[True, False]).iter_rows()
    told = ", ".join(f"{number} {PURPOSES.get(purpose, (purpose, 0))[0]}" for purpose, number in kinds)
    middle = real["lane_ms"].median()
    lane = f" The middle one was {span(middle)} in the lane." if isinstance(middle, int | float) else ""
    more = f" {count(unplaced, 'stop')} without a clock not shown." if unplaced else ""
    of = count(len(shown), "car")
    return f"{count(real.height, 'pit stop')} of {of}: {told}.{lane}{more}" if told else f"No stop of {of}.{more}"
