"""The pace chart: the laps that count of each class, car or driver as a box, and the pace with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddock.errors import BadRequest
from paddock.reports.charts.labels import Key
from paddock.reports.charts.sheet import INK, shortened, text_width
from paddock.reports.timing.axes import finish_keys, time_steps
from paddock.reports.timing.choose import chosen
from paddock.reports.timing.palette import NO_CLASS, Style, class_styles
from paddock.reports.timing.plate import WIDE, Plate, Range, Values, in_words, widest
from paddock.reports.timing.words import SECOND, short
from paddock.timing.times import to_text
from paddock.units import count

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

TITLE = "Green-flag pace"
BY = ("class", "car", "driver", "car,driver")
MOST = 15
"""How many rows of a class are shown unless cars or classes are asked for."""
_ROW = 18


@dataclass(frozen=True, slots=True)
class Box:
    """A row of table `pace` with the laps it rests on: quantiles of their times [ms]."""

    row: Mapping[str, Any]
    label: str
    quantiles: tuple[float, float, float, float, float]

    @property
    def race_class(self) -> str:
        """Return the class, `NO_CLASS` where there is none."""
        return str(self.row["class"] or NO_CLASS)


def spec(
    laps: pl.DataFrame,
    pace: pl.DataFrame,
    *,
    by: str = "car",
    cars: Iterable[str] | None = None,
    classes: Iterable[str] | None = None,
    caption: str = "",
    width: float = WIDE,
) -> alt.LayerChart:
    """Return the pace of classes, cars or drivers as an Altair spec, quickest first, a plot for each class.

    laps: table `laps`; uses car, class, driver, driver_slot, lap_time_ms [ms], counts_for_pace.  pace: what
    `paddock.timing.pace.pace` returns for the same `by`; uses class, car, driver, laps, pace_ms, pace_low_ms,
    pace_high_ms [ms].  A box holds the middle half of the laps that count, its line the middle lap, its whiskers nine
    tenths.  by: `class`, `car`, `driver` or `car,driver`.  cars, classes: which; else the quickest 15 of each class.
    Raises UnknownName for a car or class that is not there, BadRequest for another `by`.
    """
    if by not in BY:
        raise BadRequest(f"There is no picture of pace by {by!r}.", hint=f"There are {', '.join(BY)}.")
    known = {car: name or NO_CLASS for car, name in laps.select("car", "class").unique(maintain_order=True).iter_rows()}
    shown = chosen(known, cars=cars, classes=classes)
    every = _boxes(laps, pace, by, shown)
    if not every:
        lacks = "no lap of this session counts for pace" if not laps["counts_for_pace"].any() else "no row has one"
        why = "the file does not tell who drove" if "driver" in by and laps["driver_slot"].is_null().all() else lacks
        return in_words(f"{TITLE} by {by}", f"No pace by {by.replace(',', ' and ')}: {why}.", caption, width)
    groups: dict[str, list[Box]] = {}
    for box in every:
        groups.setdefault("" if by == "class" else box.race_class, []).append(box)
    plate = Plate(width)
    styles = class_styles(known.values())
    gutter = min(widest([box.label for box in every], 12) + 10, width * 0.36)
    left_out = 0
    y = 0.0
    for name, boxes in groups.items():
        kept = boxes if cars or classes else boxes[:MOST]
        left_out += len(boxes) - len(kept)
        y = _panel(plate, name, kept, styles, gutter, y)
        if len(kept) < len(boxes):
            plate.text(gutter, y + 8, f"and {len(boxes) - len(kept)} more", size=11, opacity=0.8)
            y += 18
    keys = [
        Key("bar", "middle half of the laps, thin line: nine of ten", INK),
        Key("dot", "pace, thick line: its 95 % interval", INK, "diamond"),
    ]
    finish_keys(plate, keys, y + 4)
    title = f"{TITLE} by {by.replace(',', ' and ')}"
    return plate.finish(title, _says(title, groups, left_out), caption)


def _boxes(laps: pl.DataFrame, pace: pl.DataFrame, by: str, shown: Sequence[str]) -> list[Box]:
    """Return the rows of `pace` that belong to the cars shown, with their laps' quantiles, in their order."""
    import polars as pl

    from paddock.timing.grouping import with_driver

    green = with_driver(laps).filter(pl.col("counts_for_pace") & pl.col("car").is_in(list(shown)))
    times: dict[tuple[str | None, ...], list[int]] = {}
    for race_class, car, driver, time in green.select("class", "car", "driver", "lap_time_ms").iter_rows():
        for key in _keys(by, race_class, car, driver):
            times.setdefault(key, []).append(time)
    found = []
    for row in pace.filter(pl.col("pace_ms").is_not_null()).iter_rows(named=True):
        key = (row["class"], *(row[name] for name in by.split(",") if name != "class"))
        mine = sorted(times.get(key, ()))
        if mine:
            label = " ".join(str(row[name]) for name in by.split(",") if row[name]) or NO_CLASS
            found.append(Box(row, label, tuple(_quantile(mine, part) for part in (0.05, 0.25, 0.5, 0.75, 0.95))))  # type: ignore[arg-type]
    quickest: dict[str | None, int] = {}
    for box in found:
        at = box.row["class"]
        quickest[at] = min(quickest.get(at, box.row["pace_ms"]), box.row["pace_ms"])
    return sorted(found, key=lambda box: (quickest[box.row["class"]], box.race_class, box.row["pace_ms"]))


def _keys(by: str, race_class: str | None, car: str, driver: str | None) -> list[tuple[str | None, ...]]:
    """Return what the rows a lap belongs to are known by; a driver without a name may be told with the car."""
    if by == "class":
        return [(race_class,)]
    if by == "car":
        return [(race_class, car)]
    if by == "driver":
        return [(race_class, driver), (race_class, f"{driver} of car {car}")]
    return [(race_class, car, driver)]


def _quantile(ordered: Sequence[int], share: float) -> float:
    """Return a quantile of values in order, between neighbours in proportion."""
    at = share * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)


def _panel(
    plate: Plate, name: str, boxes: Sequence[Box], styles: Mapping[str, Style], gutter: float, y: float
) -> float:
    """Draw the rows of a class from y downwards under its own scale, and return where they end [px]."""
    if name and name != NO_CLASS:
        plate.dot(6, y + 9, shape=styles[name].shape, size=60, fill=styles[name].colour)
        plate.text(16, y + 9, name, size=13, fontWeight="bold")
        y += 22
    said = 0 if plate.narrow else 108
    low = min(min(box.quantiles[0], box.row["pace_low_ms"] or box.quantiles[0]) for box in boxes)
    high = max(max(box.quantiles[4], box.row["pace_high_ms"] or 0) for box in boxes)
    # One row with a few odd laps must not squeeze the others.
    usual = sorted(box.quantiles[4] for box in boxes)[int(len(boxes) * 0.75)]
    high = min(high, usual + 0.6 * max(usual - low, SECOND))
    across = Range(low, max(high, low + SECOND / 2), gutter, plate.width - said - 6)
    ticks = time_steps(across.low, across.high, max(3, int(across.width / 70)))
    bottom = y + 16 + len(boxes) * _ROW
    for at in ticks:
        plate.line(across.px(at), y + 14, across.px(at), bottom, opacity=0.14, level=-3)
        plate.text(across.px(at), y + 6, short(at), size=11, align="center", opacity=0.8)
    for number, box in enumerate(boxes):
        _row(plate, box, styles[box.race_class], across, gutter, y + 16 + number * _ROW, told=bool(said))
    return bottom + 8


def _row(plate: Plate, box: Box, style: Style, across: Range, gutter: float, y: float, *, told: bool) -> None:
    middle = y + _ROW / 2
    bold: dict[str, Any] = {"fontWeight": "bold"} if box.row["by"] in ("car", "class") else {}
    plate.text(gutter - 8, middle, shortened(box.label, 12, gutter - 10), size=12, align="right", **bold)
    whisker, start, line, end, far = (across.px(min(one, across.high)) for one in box.quantiles)
    names = ("class", "car", "driver", "laps", "pace_ms", "pace_low_ms", "pace_high_ms")
    values: Values = {
        **{name: box.row[name] for name in names},
        **dict(zip(("p05_ms", "p25_ms", "p50_ms", "p75_ms", "p95_ms"), box.quantiles, strict=True)),
    }
    tip = f"{box.label}: pace {to_text(box.row['pace_ms'])}{_between(box.row)}, from {count(box.row['laps'], 'lap')}"
    plate.line(whisker, middle, far, middle, color=style.colour, strokeWidth=1.4, level=0)
    if box.quantiles[4] > across.high:
        plate.text(across.end + 1, middle, "›", size=12, color=style.colour)
    plate.block(start, middle - 6, max(end, start + 1), middle + 6, values, fill=style.colour, fillOpacity=0.3, tip=tip)
    plate.line(line, middle - 6, line, middle + 6, color=style.colour, strokeWidth=2, level=2)
    low, high = box.row["pace_low_ms"], box.row["pace_high_ms"]
    if low is not None and high is not None:
        ends = across.px(max(low, across.low)), across.px(min(high, across.high))
        plate.line(ends[0], middle, ends[1], middle, strokeWidth=2.4, level=3)
    plate.dot(across.px(box.row["pace_ms"]), middle, shape="diamond", size=46, fill=INK, level=4)
    if told:
        label = f"{to_text(box.row['pace_ms'])}"
        half = f" ± {(high - low) / 2 / SECOND:.1f} s" if low is not None and high is not None else ""
        plate.text(across.end + 10, middle, label, size=12)
        plate.text(across.end + 10 + text_width(label, 12) + 2, middle, half, size=11, opacity=0.8)


def _between(row: Mapping[str, Any]) -> str:
    if row["pace_low_ms"] is None or row["pace_high_ms"] is None:
        return ""
    return f" ({to_text(row['pace_low_ms'])} to {to_text(row['pace_high_ms'])})"


def _says(title: str, groups: Mapping[str, Sequence[Box]], left_out: int) -> str:
    told = []
    for name, boxes in groups.items():
        first = boxes[0]
        head = f"{name}: " if name and name != NO_CLASS else ""
        told.append(f"{head}{first.label} {to_text(first.row['pace_ms'])}{_between(first.row)}")
    more = f" {left_out} slower ones are not shown." if left_out else ""
    return f"{title}. Quickest {'; '.join(told)}.{more}"
