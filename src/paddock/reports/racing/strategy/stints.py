"""The stint chart of a strategy: plans as bars over the clock, who drives when, where the car stops and what for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from paddock.reports.charts.labels import Key
from paddock.reports.charts.sheet import INK, shortened, text_width
from paddock.reports.timing.axes import finish_keys, x_axis
from paddock.reports.timing.palette import nth_style, slots
from paddock.reports.timing.plate import WIDE, Plate, Range, in_words, widest
from paddock.reports.timing.words import clock, span
from paddock.units import count

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

TITLE = "Plans, stint by stint"
SHOWN, FEWER = 6, 4
_BAR, _STEP = 22.0, 58.0


def spec(
    plans: pl.DataFrame,
    stints: pl.DataFrame,
    *,
    shown: Sequence[int] | None = None,
    caption: str = "",
    width: float = WIDE,
) -> alt.LayerChart:
    """Return plans for one car as an Altair spec: a bar each, coloured by who drives, with a sign at every stop.

    plans: table `race_plans`; uses plan, label, laps.  stints: table `race_plan_stints`.  shown: numbers of the plans;
    by default the first.
    """
    plate = Plate(width)
    rows = {row["plan"]: row for row in plans.sort("plan").iter_rows(named=True)}
    picked = [one for one in (shown or list(rows)[: FEWER if plate.narrow else SHOWN]) if one in rows]
    parts: dict[int, list[dict[str, Any]]] = {}
    for row in stints.sort("plan", "stint").iter_rows(named=True):
        parts.setdefault(row["plan"], []).append(row)
    picked = [one for one in picked if one in parts]
    if not picked:
        return in_words(TITLE, "No plan: there is none to draw.", caption, width)
    every = [row for one in picked for row in parts[one]]
    first, last = min(row["from_ms"] for row in every), max(row["to_ms"] for row in every)
    ends = [count(rows[one]["laps"], "lap") for one in picked]
    right = widest(ends, 11) + 8
    across = Range(first, last, 2, width - right)
    bottom = 2 + len(picked) * _STEP
    for at, (number, end) in enumerate(zip(picked, ends, strict=True)):
        top = 2 + at * _STEP
        told = f"{number}  {rows[number]['label']}" if rows[number]["label"] else f"plan {number}"
        plate.text(0, top + 8, shortened(told, 12, across.end, bold=True), size=12, fontWeight="bold")
        y = top + 27
        for row in parts[number]:
            _stint(plate, number, row, across, y)
        plate.text(across.end + 6, y + _BAR / 2, end, size=11)
    y = x_axis(plate, across, 2, bottom + 4, "clock")
    seats = {row["seat"]: row["driver"] for row in every}
    keys = [Key("block", f"{seat}  {seats[seat]}", nth_style(seat - 1).colour) for seat in sorted(seats)]
    stops = [row for row in every if row["stint"] > 1]
    keys += [Key("dot", "stop with tyres", INK)] if any(row["new_tyres"] for row in stops) else []
    keys += [Key("empty", "stop without", INK)] if any(not row["new_tyres"] for row in stops) else []
    keys += [Key("sign", "a stop the rules ask for", slots()[7].colour, "§")] if _asked(stops) else []
    finish_keys(plate, keys, y + 2)
    return plate.finish(TITLE, _says(picked, rows, parts), caption)


def _asked(stops: Sequence[Mapping[str, Any]]) -> bool:
    return any(row["mandatory"] for row in stops)


def _stint(plate: Plate, number: int, row: Mapping[str, Any], across: Range, y: float) -> None:
    """Draw a stint: its bar with who drives how many laps, and the stop it begins with."""
    start, end = across.px(row["from_ms"]), across.px(row["to_ms"])
    style = nth_style(row["seat"] - 1)
    laps = row["to_lap"] - row["from_lap"] + 1
    tyres = "new tyres" if row["new_tyres"] else f"tyres {count(row['tyre_age'], 'lap')} old"
    tip = f"plan {number}, stint {row['stint']}: {row['driver']}, laps {row['from_lap']} to {row['to_lap']}, {tyres}"
    names = ("plan", "stint", "seat", "driver", "from_lap", "to_lap", "from_ms", "to_ms")
    plate.block(
        start + 0.6, y, max(end - 0.6, start + 1.2), y + _BAR, {name: row[name] for name in names}, fill=style.colour,
        tip=tip,
    )  # fmt: skip
    texts = (f"{row['seat']} · {count(laps, 'lap')}", f"{row['seat']} · {laps}", str(row["seat"]))
    told = next((one for one in texts if text_width(one, 10) + 6 < end - start), "")
    plate.text((start + end) / 2, y + _BAR / 2 + 0.5, told, size=10, align="center", color="#ffffff", level=4)
    if row["stint"] == 1:
        return
    tip = f"stop at {clock(row['from_ms'])}, after lap {row['from_lap'] - 1}: {row['fuel_laps']:.1f} laps of fuel, "
    tip += f"{'tyres changed' if row['new_tyres'] else 'tyres kept'}, {span(row['stop_ms'])}"
    tip += ", one the rules ask for" if row["mandatory"] else ""
    if row["mandatory"]:
        plate.dot(start, y - 6, size=120, fill=slots()[7].colour, tip=tip, level=3)
        plate.text(start, y - 5.5, "§", size=9, align="center", color="#ffffff", level=5, fontWeight="bold")
        return
    fill = INK if row["new_tyres"] else "transparent"
    plate.dot(start, y - 6, size=44, fill=fill, stroke=INK, strokeWidth=1.4, tip=tip, level=3)


def _says(
    picked: Sequence[int], rows: Mapping[int, Mapping[str, Any]], parts: Mapping[int, Sequence[Mapping[str, Any]]]
) -> str:
    told = []
    for number in picked[:3]:
        stops = [clock(row["from_ms"]) for row in parts[number] if row["stint"] > 1]
        at = f" at {', '.join(stops)}" if stops else ""
        named = f" ({rows[number]['label']})" if rows[number]["label"] else ""
        told.append(f"plan {number}{named}: {count(len(stops), 'stop')}{at}, {count(rows[number]['laps'], 'lap')}")
    return f"{count(len(picked), 'plan')} over the race's clock. {'; '.join(told)}."
