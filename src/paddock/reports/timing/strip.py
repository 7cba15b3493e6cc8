"""The stint strip: the whole field, a row per car, who drove when and when it stopped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from paddock.reports.charts.labels import Key
from paddock.reports.charts.sheet import INK, text_width
from paddock.reports.timing.axes import HEAD, caution_keys, finish_keys, periods, shade, x_axis
from paddock.reports.timing.choose import cars_of, chosen
from paddock.reports.timing.crew import NOBODY, Crew, crews
from paddock.reports.timing.plate import WIDE, Plate, Range, Values, in_words, widest
from paddock.reports.timing.rows import car_rows
from paddock.reports.timing.words import clock, short, span
from paddock.units import count

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

TITLE = "Stints"
_LONG = {"repair", "red-flag"}
"""Stops that are drawn as long as they took, with a sign."""


def spec(
    stints: pl.DataFrame,
    pit_stops: pl.DataFrame,
    neutralisations: pl.DataFrame | None = None,
    *,
    cars: Iterable[str] | None = None,
    classes: Iterable[str] | None = None,
    order: Sequence[str] = (),
    caption: str = "",
    width: float = WIDE,
) -> alt.LayerChart:
    """Return the stints of the field as an Altair spec: a row per car, under its class, in classified order.

    stints: table `stints`; uses car, class, stint, driver, driver_slot, first_lap, last_lap, start_ms, end_ms,
    pace_ms, ended_by.  pit_stops: table `pit_stops`; uses car, stop, in_ms, lane_ms, purpose.  Each driver has a
    colour and a number, by place in the crew.  cars, classes: which cars.  order: cars in classified order.
    Raises UnknownName for a car or class that is not there.
    """
    import polars as pl

    known = cars_of(stints)
    shown = chosen(known, cars=cars, classes=classes, order=order)
    timed = stints.filter(pl.col("end_ms").is_not_null() & pl.col("car").is_in(shown))
    if not timed.height:
        return in_words(TITLE, "No stints: the laps of this session carry no clock to lay them out by.", caption, width)
    shown = [car for car in shown if car in set(timed["car"])]
    plate = Plate(width)
    left = widest(shown, 11, bold=True) + 8
    last = float(timed["end_ms"].max() or 1)  # type: ignore[arg-type]
    across = Range(0, last, left, width - 6)
    rows, bottom = car_rows(plate, shown, known, head=18, row=14, name=5.5, after=4)
    spans = periods(neutralisations, "clock", last)
    shade(plate, spans, across, HEAD, bottom)
    people = crews(stints)
    high = 11.0
    for row in timed.iter_rows(named=True):
        _stint(plate, row, people.get(row["car"], Crew(())), across, rows[row["car"]], high)
    stops = pit_stops.filter(pl.col("car").is_in(shown) & pl.col("in_ms").is_not_null() & (pl.col("stop") > 0))
    long = [one for one in stops.iter_rows(named=True) if _stop(plate, one, across, rows[one["car"]], high)]
    y = x_axis(plate, across, HEAD, bottom, "clock")
    most = max((len(people[car].keys) for car in shown if car in people), default=0)
    keys = [Key("block", f"{number + 1}", Crew(()).style(number).colour) for number in range(most)]
    keys = [Key(one.kind, f"driver {one.text}", one.colour) for one in keys]
    keys += [Key("block", "driver not told", NOBODY.colour)] if any(car not in people for car in shown) else []
    keys += [Key("hollow", "long stop: repair or red flag", INK)] if long else []
    stopped = set(timed.filter(pl.col("ended_by") == "stopped")["car"])
    for car in stopped:
        end = float(timed.filter(pl.col("car") == car)["end_ms"].max() or 0)  # type: ignore[arg-type]
        plate.text(min(across.px(end) + 3, width - 8), rows[car] + high / 2, "✗", size=11, fontWeight="bold")
    keys += [Key("missed", "stopped on the way", INK)] if stopped else []
    finish_keys(plate, [*keys, *caution_keys(spans)], y + 2)
    return plate.finish(TITLE, _says(timed, stops, shown, most), caption)


def _stint(plate: Plate, row: Mapping[str, Any], crew: Crew, across: Range, y: float, high: float) -> None:
    place = crew.place(row["driver"], row["driver_slot"])
    style = crew.style(place)
    left, right = across.px(row["start_ms"] or 0), across.px(row["end_ms"])
    pace = f", pace {short(row['pace_ms'])}" if row["pace_ms"] is not None else ""
    who = crew.names[place] if place is not None else "driver not told"
    tip = f"{row['car']}, stint {row['stint']}: {who}, laps {row['first_lap']} to {row['last_lap']}{pace}"
    names = ("car", "stint", "driver", "first_lap", "last_lap", "start_ms", "end_ms")
    values: Values = {name: row[name] for name in names}
    plate.block(left, y, max(right, left + 1), y + high, values, fill=style.colour, tip=tip)
    label = str(place + 1) if place is not None else ""
    if label and right - left > text_width(label, 9) + 6:
        plate.text((left + right) / 2, y + high / 2 + 0.5, label, size=9, align="center", color="#ffffff")


def _stop(plate: Plate, row: Mapping[str, Any], across: Range, y: float, high: float) -> bool:
    """Draw a stop: a cut through the row, or a box as long as a long one took; return whether it is long."""
    x = across.px(row["in_ms"])
    end = across.px(row["in_ms"] + (row["lane_ms"] or 0))
    lane = span(row["lane_ms"]) if row["lane_ms"] is not None else "time not told"
    tip = f"{row['car']}, stop {row['stop']} at {clock(row['in_ms'])}: {row['purpose']}, {lane}"
    values: Values = {name: row[name] for name in ("car", "stop", "in_ms", "lane_ms", "purpose")}
    if row["purpose"] in _LONG and end - x > 6:
        plate.block(x, y, end, y + high, values, fill="#ffffff", level=2, tip=tip)
        dash: dict[str, Any] = {"stroke": INK, "strokeWidth": 1, "strokeDash": (3, 2)}
        plate.rect(x + 0.5, y + 0.5, end - 0.5, y + high - 0.5, fill="transparent", level=3, **dash)
        return True
    plate.block(x - 0.8, y - 1, x + 0.8, y + high + 1, values, fill="#ffffff", level=2, tip=tip)
    return False


def _says(stints: pl.DataFrame, stops: pl.DataFrame, shown: Sequence[str], most: int) -> str:
    who = f" by driver, up to {most} to a car" if most else "; the file does not tell who drove"
    return f"{count(stints.height, 'stint')} of {count(len(shown), 'car')}{who}, with {count(stops.height, 'stop')}."
