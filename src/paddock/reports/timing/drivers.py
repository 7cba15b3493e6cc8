"""Driver time bars: how long each driver was at the wheel, against what is allowed where that is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddock.reports.charts.labels import Key
from paddock.reports.charts.sheet import INK, shortened, text_width
from paddock.reports.timing.axes import finish_keys, time_steps
from paddock.reports.timing.choose import by_class, cars_of, chosen
from paddock.reports.timing.crew import Crew
from paddock.reports.timing.palette import CAUTION, NO_CLASS, class_styles, nth_style
from paddock.reports.timing.plate import WIDE, Plate, Range, Values, in_words, widest
from paddock.reports.timing.words import clock
from paddock.units import count

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

TITLE = "Time at the wheel"
_ROW, _GAP = 16, 8
_COLUMN = 300
"""A column of cars is at least this wide [px]."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a driver must and may drive [ms]; None where there is no such limit."""

    least_ms: int | None = None
    most_ms: int | None = None


Limits = Mapping[tuple[str, str], Limit] | Limit | None
"""What is allowed: for all alike, by (car, driver), or not known."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """How cars are laid out: columns, how wide one is, the room for names in it [px], and the longest bar [ms]."""

    columns: int
    wide: float
    names: float
    most: float


def spec(
    driving: pl.DataFrame,
    *,
    people: Mapping[str, Crew] | None = None,
    limits: Limits = None,
    cars: Iterable[str] | None = None,
    classes: Iterable[str] | None = None,
    order: Sequence[str] = (),
    caption: str = "",
    width: float = WIDE,
) -> alt.LayerChart:
    """Return each driver's time at the wheel as an Altair spec: a bar per driver, under the car, in classified order.

    driving: what `paddock.timing.driving.driving_times` returns; uses car, class, driver, laps, drive_ms,
    drive_low_ms, drive_high_ms [ms].  people: the crews (`crew.crews`), so that a driver looks as in the other
    pictures.  limits: what is allowed, for all alike or by (car, driver).  cars, classes: which cars.  order: cars in
    classified order.  Raises UnknownName for a car or class that is not there.
    """
    import polars as pl

    if not driving.height:
        words = "No driver times: the file does not tell who drove."
        return in_words(TITLE, words, caption, width)
    known = cars_of(driving)
    shown = chosen(known, cars=cars, classes=classes, order=order)
    rows = {car: _placed(driving.filter(pl.col("car") == car).to_dicts(), (people or {}).get(car)) for car in shown}
    plate = Plate(width)
    columns = 1 if plate.narrow else max(1, min(int(width // _COLUMN), len(shown)))
    wide = (width - (columns - 1) * 24) / columns
    bounds = [one for car in shown for row in rows[car] if (one := _limit(limits, car, row["driver"]))]
    most = max(
        *(row["drive_ms"] for car in shown for row in rows[car]),
        *(row["drive_high_ms"] or 0 for car in shown for row in rows[car]),
        *(one.most_ms or one.least_ms or 0 for one in bounds),
        1,
    )
    name_room = min(widest([row["driver"] for car in shown for row in rows[car]], 11) + 8, wide * 0.45)
    styles = class_styles(known.values())
    grid = _Grid(columns, wide, name_room, most)
    y = 0.0
    for name, group in by_class(shown, known).items():
        if name != NO_CLASS:
            plate.dot(6, y + 9, shape=styles[name].shape, size=60, fill=styles[name].colour)
            plate.text(16, y + 9, name, size=13, fontWeight="bold")
            y += 24
        y = _group(plate, group, rows, limits, grid, y)
    keys = [Key("block", "time at the wheel", INK)]
    broken = [bad for car in shown for row in rows[car] if (bad := _judged(row, _limit(limits, car, row["driver"])))]
    open_ends = any(_spread(row) for car in shown for row in rows[car])
    keys += [Key("line", "thin line: from the least to the most that the laps allow", INK)] if open_ends else []
    keys += [Key("line", "upright: least and most allowed", INK)] if bounds else []
    keys += [Key("sign", "outside what is allowed", CAUTION["RF"], "!")] if broken else []
    plate.text(0, y + 4, _scale(most), size=11, opacity=0.8)
    finish_keys(plate, keys, y + 16)
    return plate.finish(TITLE, _says(shown, rows, bounds, broken), caption)


def _placed(rows: list[dict[str, Any]], crew: Crew | None) -> list[dict[str, Any]]:
    """Return a car's drivers with their place in the crew, from 0, in that order."""
    names = list(crew.names) if crew else []
    for number, row in enumerate(rows):
        row["place"] = names.index(row["driver"]) if row["driver"] in names else len(names) + number
    return sorted(rows, key=lambda row: row["place"])


def _scale(most: float) -> str:
    step = time_steps(0, most, 5)
    return f"A line for every {clock(step[1] - step[0])} h." if len(step) > 1 else ""


def _group(
    plate: Plate,
    group: Sequence[str],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    limits: Limits,
    grid: _Grid,
    y: float,
) -> float:
    """Draw the cars of a class row by row of columns, from y downwards; return where they end [px]."""
    for first in range(0, len(group), grid.columns):
        cars = group[first : first + grid.columns]
        for column, car in enumerate(cars):
            _car(plate, car, rows[car], limits, grid, column * (grid.wide + 24), y)
        y += 18 + max(len(rows[car]) for car in cars) * _ROW + _GAP
    return y


def _car(
    plate: Plate,
    car: str,
    rows: Sequence[Mapping[str, Any]],
    limits: Limits,
    grid: _Grid,
    left: float,
    y: float,
) -> None:
    plate.text(left, y + 8, car, size=12, fontWeight="bold")
    across = Range(0, grid.most, left + grid.names, left + grid.wide - 52)
    top, bottom = y + 17, y + 17 + len(rows) * _ROW
    for at in time_steps(0, grid.most, 5):
        plate.line(across.px(at), top, across.px(at), bottom, opacity=0.14, level=-3)
    for number, row in enumerate(rows):
        middle = top + (number + 0.5) * _ROW
        style = nth_style(row["place"])
        limit = _limit(limits, car, row["driver"])
        wrong = _judged(row, limit)
        values: Values = {name: row[name] for name in ("car", "driver", "laps", "drive_ms")}
        spread = _spread(row)
        tip = f"{car}, {row['driver']}: {clock(row['drive_ms'])} h{spread}, {count(row['laps'], 'lap')}{wrong}"
        plate.text(left, middle, shortened(row["driver"], 11, grid.names - 6), size=11)
        end = across.px(row["drive_ms"])
        plate.block(
            across.start, middle - 5, max(end, across.start + 1), middle + 5, values, fill=style.colour, tip=tip
        )
        label = clock(row["drive_ms"])
        far = max(end, across.px(row["drive_high_ms"] or 0))
        if spread:
            plate.line(across.px(row["drive_low_ms"]), middle, across.px(row["drive_high_ms"]), middle, level=2)
        plate.text(far + 5, middle, label, size=11, fontWeight="bold" if wrong else None)
        if wrong:
            x = far + 5 + text_width(label, 11, bold=True) + 8
            plate.dot(x, middle, size=130, fill=CAUTION["RF"], level=4, tip=tip)
            plate.text(x, middle, "!", size=10, color="#ffffff", align="center", level=5, fontWeight="bold")
        for bound in (limit.least_ms, limit.most_ms) if limit else ():
            if bound is not None:
                x = across.px(bound)
                plate.line(x, middle - 7, x, middle + 7, strokeWidth=2, level=2)


def _spread(row: Mapping[str, Any]) -> str:
    """Return in words between what a driver's time lies, empty when it is known for sure."""
    if row["drive_low_ms"] is None or row["drive_high_ms"] in (None, row["drive_low_ms"]):
        return ""
    return f" (between {clock(row['drive_low_ms'])} and {clock(row['drive_high_ms'])})"


def _limit(limits: Limits, car: str, driver: str) -> Limit | None:
    return limits if isinstance(limits, Limit) else (limits or {}).get((car, driver))


def _judged(row: Mapping[str, Any], limit: Limit | None) -> str:
    """Return what is wrong with a driver's time, empty when nothing is for sure."""
    if limit is None:
        return ""
    low = row["drive_low_ms"] if row["drive_low_ms"] is not None else row["drive_ms"]
    high = row["drive_high_ms"] if row["drive_high_ms"] is not None else row["drive_ms"]
    if limit.least_ms is not None and high < limit.least_ms:
        return f", less than the {clock(limit.least_ms)} h demanded"
    if limit.most_ms is not None and low > limit.most_ms:
        return f", more than the {clock(limit.most_ms)} h allowed"
    return ""


def _says(
    shown: Sequence[str],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    bounds: Sequence[Limit],
    broken: Sequence[str],
) -> str:
    drivers = [row for car in shown for row in rows[car]]
    longest = max(drivers, key=lambda row: row["drive_ms"])
    told = f"{count(len(drivers), 'driver')} of {count(len(shown), 'car')}; the longest at the wheel was "
    told += f"{longest['driver']} in car {longest['car']} with {clock(longest['drive_ms'])} h."
    if not bounds:
        return f"{TITLE} of {told}"
    outside = (
        f"{count(len(broken), 'driver')} outside what is allowed." if broken else "Nobody is outside what is allowed."
    )
    return f"{TITLE} of {told} {outside}"
