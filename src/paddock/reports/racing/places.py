"""The heat map of a class: how likely each car is to finish in each place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from paddock.reports.charts.sheet import INK, shortened, text_width
from paddock.reports.racing.words import cell as told_cell
from paddock.reports.racing.words import odds
from paddock.reports.timing.palette import class_styles
from paddock.reports.timing.plate import WIDE, Plate, in_words, widest
from paddock.units import count

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

TITLE = "Places"
STEPS = ((0.01, 0.07), (0.02, 0.14), (0.05, 0.24), (0.1, 0.36), (0.2, 0.48), (0.35, 0.6), (0.5, 1.0))
"""(odds from, opacity): writing in the class's colour at full strength is white, in the others it is ink."""
_TOP = 40.0


def spec(
    entries: pl.DataFrame,
    places: pl.DataFrame,
    race_class: str,
    *,
    classes: Sequence[str] = (),
    caption: str = "",
    width: float = WIDE,
) -> alt.LayerChart:
    """Return the odds of each place in a class as an Altair spec: a row per car, the likeliest winner first.

    entries: table `race_entries`; uses car, class, team, model, start, place_mean, win, podium.  places: table
    `race_places`; uses car, class, scope, place, odds.  classes: those of the race, which settle the colours.
    """
    import polars as pl

    rows = entries.filter(pl.col("class") == race_class).sort("place_mean", "car").to_dicts()
    title = f"{TITLE} in {race_class}"
    if not rows:
        return in_words(title, f"No places: there is no car of {race_class}.", caption, width)
    inside = places.filter((pl.col("class") == race_class) & (pl.col("scope") == "class"))
    cells: dict[str, dict[int, float]] = {}
    for car, place, share in inside.select("car", "place", "odds").iter_rows():
        cells.setdefault(car, {})[place] = share
    most = max(len(rows), max((place for one in cells.values() for place in one), default=1))
    plate = Plate(width)
    number = widest([row["car"] for row in rows], 12, bold=True) + 8
    columns = _columns(rows, plate.narrow)
    sides = [widest([head, *told], 11) + 12 for head, told in columns]
    spare = width - number - sum(sides) - 40 * most
    named = 0.0 if plate.narrow else min(max(190.0, spare), widest([_who(row) for row in rows], 11) + 10)
    left = number + named
    cell = min(60.0, (width - left - sum(sides)) / most)
    high = 20.0 if len(rows) <= 30 else 15.0
    colour = class_styles(classes or [race_class])[race_class].colour
    _heads(plate, most, left, cell)
    for at, row in enumerate(rows):
        y = _TOP + at * high
        plate.text(0, y + high / 2, row["car"], size=12, fontWeight="bold", color=colour)
        if named:
            plate.text(number, y + high / 2, shortened(_who(row), 11, named - 10), size=11)
        for place in range(1, most + 1):
            share = cells.get(row["car"], {}).get(place, 0.0)
            box = (left + (place - 1) * cell, y, left + place * cell, y + high)
            _cell(plate, row, place, share, box, colour)
        if row["start"] is not None and 1 <= row["start"] <= most:
            x = left + (row["start"] - 1) * cell
            plate.rect(x + 0.5, y + 0.5, x + cell - 0.5, y + high - 0.5, fill="transparent", stroke=INK, level=3)
        _sides(plate, columns, sides, at, left + most * cell, y + high / 2)
    end = left + most * cell
    for (head, _), x in zip(columns, _rights(end, sides), strict=True):
        plate.text(x, _TOP - 10, head, size=11, align="right", opacity=0.8)
    plate.height = _key(plate, colour, _TOP + len(rows) * high + 10, any(row["start"] for row in rows)) + 2
    return plate.finish(title, _says(title, rows), caption)


def _who(row: Mapping[str, Any]) -> str:
    return " · ".join(one for one in (row["team"], row["model"]) if one)


def _columns(rows: Sequence[Mapping[str, Any]], narrow: bool) -> list[tuple[str, list[str]]]:
    """Return what stands beside the map: (heading, a text for each row)."""
    win = ("win", [told_cell(row["win"]) for row in rows])
    return [win] if narrow else [win, ("podium", [told_cell(row["podium"]) for row in rows])]


def _rights(start: float, sides: Sequence[float]) -> list[float]:
    return [start + sum(sides[: at + 1]) for at in range(len(sides))]


def _sides(
    plate: Plate, columns: Sequence[tuple[str, list[str]]], sides: Sequence[float], at: int, start: float, y: float
) -> None:
    for (_, told), x in zip(columns, _rights(start, sides), strict=True):
        plate.text(x, y, told[at], size=11, align="right")


def _heads(plate: Plate, most: int, left: float, cell: float) -> None:
    """Write the places above their columns, as many as there is room for."""
    need = text_width(str(most), 11) + 6
    every = next(one for one in (1, 5, 10, 20, 50, 100) if one * cell >= need)
    middle = left + most * cell / 2
    plate.text(middle, 10, "place in the class", size=11, align="center", opacity=0.8)
    for place in range(1, most + 1):
        if place == 1 or place % every == 0:
            plate.text(left + (place - 0.5) * cell, _TOP - 10, str(place), size=11, align="center", opacity=0.8)


def _cell(
    plate: Plate,
    row: Mapping[str, Any],
    place: int,
    share: float,
    box: tuple[float, float, float, float],
    colour: str,
) -> None:
    """Draw a cell as strong as its odds, with the figure where there is room for it."""
    shade = next((opacity for least, opacity in reversed(STEPS) if share >= least), 0.0)
    x, y, x2, y2 = box
    plate.rect(x, y, x2, y2, fill=INK, fillOpacity=0.035, level=-3)
    if not shade:
        return
    values = {"car": row["car"], "class": row["class"], "place": place, "odds": round(share, 4)}
    tip = f"{row['car']}, place {place}: {odds(share)}"
    gap = 0.5 if x2 - x > 8 else 0.0
    plate.block(x + gap, y + gap, x2 - gap, y2 - gap, values, fill=colour, fillOpacity=shade, tip=tip)
    if x2 - x >= text_width("00", 10) + 4:
        ink = "#ffffff" if shade == 1 else INK
        told = f"{share * 100:.0f}"
        plate.text((x + x2) / 2, (y + y2) / 2 + 0.5, told, size=10, align="center", color=ink, level=4)


def _key(plate: Plate, colour: str, y: float, started: bool) -> float:
    """Draw the scale of the odds from y downwards and return where it ends."""
    plate.text(0, y + 9, "odds from", size=12)
    x = text_width("odds from", 12) + 8
    for least, opacity in STEPS:
        told = f"{least * 100:.0f}"
        plate.rect(x, y + 1, x + 30, y + 17, fill=colour, fillOpacity=opacity)
        plate.text(x + 15, y + 9.5, told, size=10, align="center", color="#ffffff" if opacity == 1 else INK, level=4)
        x += 31
    plate.text(x + 5, y + 9, "%", size=12)
    x += 34
    if not started:
        return y + 20
    told = "place at the start of the simulation"
    if x + 30 + text_width(told, 12) > plate.width:
        x, y = 0.0, y + 24
    plate.rect(x + 0.5, y + 1.5, x + 23.5, y + 16.5, fill="transparent", stroke=INK, level=3)
    plate.text(x + 30, y + 9, told, size=12)
    return y + 20


def _says(title: str, rows: Sequence[Mapping[str, Any]]) -> str:
    best = ", ".join(f"{row['car']} wins {odds(row['win'])}" for row in sorted(rows, key=lambda one: -one["win"])[:5])
    return f"{title}, {count(len(rows), 'car')}, a row each. Likeliest winners: {best}."
