"""The lap-time scatter: every lap of some cars, who drove it, and whether it tells the pace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from paddock.reports.charts.labels import Key
from paddock.reports.charts.sheet import INK, shortened, text_width
from paddock.reports.timing.axes import (
    HEAD,
    along,
    caution_keys,
    finish_keys,
    periods,
    shade,
    time_steps,
    x_axis,
)
from paddock.reports.timing.choose import cars_of, chosen
from paddock.reports.timing.crew import Crew, crews
from paddock.reports.timing.palette import NO_CLASS
from paddock.reports.timing.plate import WIDE, Plate, Range, Values, in_words, widest
from paddock.reports.timing.words import SECOND, family, short
from paddock.timing.times import to_text
from paddock.units import count

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

TITLE = "Lap times"
MOST = 4
"""How many cars are shown unless cars are named: the best of each class."""
_ROOM = 1.6
"""A picture goes this many times as far above the middle lap that counts as the slowest of the usual ones does."""
_REASONS = {
    "no-time": "no time",
    "first-lap": "first lap",
    "in-lap": "in-lap",
    "out-lap": "out-lap",
    "neutralised": "neutralised",
    "slow": "slow",
}


def spec(
    laps: pl.DataFrame,
    stints: pl.DataFrame,
    neutralisations: pl.DataFrame | None = None,
    *,
    cars: Iterable[str] | None = None,
    classes: Iterable[str] | None = None,
    x: str = "clock",
    order: Sequence[str] = (),
    caption: str = "",
    width: float = WIDE,
) -> alt.LayerChart:
    """Return the lap times of some cars as an Altair spec, a plot for each car.

    laps: table `laps`; uses car, class, lap, lap_time_ms, elapsed_ms [ms], driver, driver_slot, counts_for_pace,
    pace_reason.  stints: table `stints`; uses car, stint, first_lap, last_lap, driver, driver_slot.  Laps that count
    for pace are full dots, the others hollow; laps slower than the plot goes are arrows at its upper edge.
    cars, classes: which cars; by default the best of each class.  order: cars in classified order.
    Raises UnknownName for a car or class that is not there, BadRequest for another `x`.
    """
    kind = along(x)
    known = cars_of(laps)
    shown = chosen(known, cars=cars, classes=classes, order=order)
    if cars is None:
        firsts = {known[car]: car for car in reversed(shown)}
        shown = [car for car in shown if car in firsts.values()] if classes is None else shown
        shown = shown[:MOST]
    at = "lap" if kind == "lap" else "elapsed_ms"
    rows = _rows(laps, shown, at)
    shown = [car for car in shown if rows[car]]
    if not shown:
        return in_words(TITLE, "No lap times with a place on the axis are in this session.", caption, width)
    plate = Plate(width)
    last = max(row[at] for car in shown for row in rows[car])
    people = crews(stints)
    left = widest([short(one) for car in shown for one in _limits(rows[car])], 11) + 10
    across = Range(0, last or 1, left, width - 6)
    spans = periods(neutralisations, kind, last)
    y = 0.0
    beyond = 0
    for number, car in enumerate(shown):
        crew = people.get(car, Crew(()))
        name = f"{car}" if known[car] == NO_CLASS else f"{car} · {known[car]}"
        y, above = _panel(plate, name, rows[car], crew, stints, car, across, y, spans, at, first=number == 0)
        beyond += above
        y = x_axis(plate, across, y, y, kind, titled=number == len(shown) - 1) + 4
    hollow = sorted(
        {row["pace_reason"] or "reason not told" for car in shown for row in rows[car] if not row["counts_for_pace"]}
    )
    keys = [Key("dot", "counts for pace", INK)]
    keys += [Key("empty", f"does not: {', '.join(_REASONS.get(one, one) for one in hollow)}", INK)] if hollow else []
    keys += [Key("dot", "slower than shown", INK, "arrow")] if beyond else []
    finish_keys(plate, [*keys, *caution_keys(spans)], y + 2)
    return plate.finish(TITLE, _says(shown, rows, beyond), caption)


def _rows(laps: pl.DataFrame, shown: Sequence[str], at: str) -> dict[str, list[dict[str, Any]]]:
    import polars as pl

    names = ("car", "lap", "lap_time_ms", "elapsed_ms", "driver", "driver_slot", "counts_for_pace", "pace_reason")
    found = laps.select(names).filter(
        pl.col("car").is_in(list(shown)) & pl.col("lap_time_ms").is_not_null() & pl.col(at).is_not_null()
    )
    rows: dict[str, list[dict[str, Any]]] = {car: [] for car in shown}
    for row in found.iter_rows(named=True):
        rows[row["car"]].append(row)
    return rows


def _limits(rows: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Return the lap times a plot goes from and to [ms]: the laps that count, and as much again above them."""
    counting = sorted(row["lap_time_ms"] for row in rows if row["counts_for_pace"])
    times = counting or sorted(row["lap_time_ms"] for row in rows)
    low, middle, high = times[0], times[len(times) // 2], times[int(len(times) * 0.98)]
    room = max((high - middle) * _ROOM, (middle - low) * _ROOM, SECOND)
    return low - room * 0.15, max(middle + room, high)


def _panel(
    plate: Plate,
    name: str,
    rows: Sequence[Mapping[str, Any]],
    crew: Crew,
    stints: pl.DataFrame,
    car: str,
    across: Range,
    y: float,
    spans: Sequence[Any],
    at: str,
    *,
    first: bool,
) -> tuple[float, int]:
    """Draw a car's laps from y downwards; return where the plot ends and how many laps lie above it."""
    plate.text(0, y + 8, name, size=13, fontWeight="bold")
    y = _crew(plate, crew, text_width(name, 13, bold=True) + 14, y + 8) + 8
    top = y + HEAD
    bottom = top + (130 if plate.narrow else 150)
    low, high = _limits(rows)
    down = Range(low, high, bottom - 14, top + 8)
    shade(plate, spans, across, top, bottom)
    for one in time_steps(low, high, 5):
        plate.line(across.start, down.px(one), across.end, down.px(one), opacity=0.14, level=-3)
        plate.text(across.start - 5, down.px(one), short(one), size=11, align="right", opacity=0.8)
    _stints(plate, rows, crew, stints, car, across, bottom, at)
    beyond = 0
    taken: set[tuple[int, int, str, bool]] = set()
    for row in rows:
        slot = crew.place(row["driver"], row["driver_slot"])
        style = crew.style(slot)
        above = row["lap_time_ms"] > high
        beyond += above
        counts = bool(row["counts_for_pace"])
        x, place = across.px(row[at]), top + 4 if above else max(down.px(row["lap_time_ms"]), top + 4)
        # Dots that would lie on each other to half a pixel are one dot.
        key = (round(2 * x), round(2 * place), style.colour, counts)
        if key in taken:
            continue
        taken.add(key)
        values: Values = {name: row[name] for name in ("car", "lap", "lap_time_ms", "driver", "counts_for_pace")}
        tip = f"{row['driver'] or car}, lap {row['lap']}: {to_text(row['lap_time_ms'])}"
        tip += "" if counts else f" ({_REASONS.get(row['pace_reason'], row['pace_reason'])})"
        look: dict[str, Any] = (
            {"fill": style.colour} if counts else {"stroke": style.colour, "strokeWidth": 1, "strokeOpacity": 0.8}
        )
        shape = "arrow" if above else style.shape
        plate.mark(x, place, values, shape=shape, size=40 if above else 22 if counts else 16, tip=tip, **look)
    return bottom, beyond


def _crew(plate: Plate, crew: Crew, x: float, y: float) -> float:
    """Write who drove, each with symbol and number, after the car's name; return the line they end on."""
    start = x
    for number, driver in enumerate(crew.names):
        style = crew.style(number)
        label = f"{number + 1} {shortened(driver, 12, plate.width - 40)}"
        need = 16 + text_width(label, 12) + 12
        if x > start and x + need > plate.width:
            x, y = 0.0, y + 17
        plate.dot(x + 6, y, shape=style.shape, size=46, fill=style.colour)
        plate.text(x + 15, y, label, size=12)
        x += need
    return y


def _stints(
    plate: Plate,
    rows: Sequence[Mapping[str, Any]],
    crew: Crew,
    stints: pl.DataFrame,
    car: str,
    across: Range,
    bottom: float,
    at: str,
) -> None:
    """Draw the stints as a band along the lower edge, each with its driver's number."""
    import polars as pl

    ends = {row["lap"]: row[at] for row in rows}
    mine = stints.filter(pl.col("car") == car).select("stint", "first_lap", "last_lap", "driver", "driver_slot")
    for stint, first, last, driver, slot in mine.iter_rows():
        start = max((value for lap, value in ends.items() if lap < first), default=0)
        end = max((value for lap, value in ends.items() if lap <= last), default=None)
        if end is None:
            continue
        place = crew.place(driver, slot)
        style = crew.style(place)
        left, right = across.px(start), across.px(end)
        tip = f"stint {stint}: {driver or 'driver not told'}, laps {first} to {last}"
        values: Values = {"car": car, "stint": stint, "driver": driver, "first_lap": first, "last_lap": last}
        plate.block(left + 0.5, bottom - 11, max(right - 0.5, left + 1), bottom, values, fill=style.colour, tip=tip)
        label = str(place + 1) if place is not None else ""
        if label and right - left > text_width(label, 9) + 5:
            plate.text((left + right) / 2, bottom - 5, label, size=9, align="center", color="#ffffff")
            if right - left > 90 and driver:
                name = shortened(family(driver), 9, (right - left) / 2 - 10)
                plate.text((left + right) / 2 + 8, bottom - 5, name, size=9, color="#ffffff")


def _says(shown: Sequence[str], rows: Mapping[str, Sequence[Mapping[str, Any]]], beyond: int) -> str:
    told = []
    for car in shown:
        counting = sorted(row["lap_time_ms"] for row in rows[car] if row["counts_for_pace"])
        middle = f", the middle one of those that count {to_text(counting[len(counting) // 2])}" if counting else ""
        told.append(f"{car}: {count(len(rows[car]), 'lap')}, {len(counting)} counting for pace{middle}")
    more = f" {count(beyond, 'lap')} slower than the plots go, shown at their upper edge." if beyond else ""
    return f"Lap times of {'; '.join(told)}.{more}"
