"""A race forecast in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from paddock.reports.racing.field import ranked
from paddock.reports.racing.words import about_of, around, between, broken_off, cell, grain_of, rejected_of, title_of
from paddock.reports.timing.words import clock, span
from paddock.units import count

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

    from paddock.racing.result import RaceForecast


_LEAST = 8
_FULL = 110
"""From so many columns on, spreads of laps and stops and the places at the start are shown too."""


def print_forecast(console: Console, forecast: RaceForecast) -> None:
    """Print a forecast: a table per class, neutralisations, and what it rests on.

    console: where to; readable from 80 columns. Nothing in the tables is taken for markup. What was noticed on the way
    is left to whoever asks: it belongs with the messages.
    """
    for part in _parts(forecast, console.width):
        console.print(part)


def _parts(forecast: RaceForecast, width: int) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(title_of(forecast.race), style="bold")
    yield Text(about_of(forecast), style="italic")
    if not forecast.complete:
        yield Text(f"! {broken_off(forecast).capitalize()}: the odds are coarser than asked for.", style="yellow")
    for change in forecast.basis.changes:
        yield Text(f"supposed: {change}")
    for name in forecast.race.classes:
        yield from headed(name, _class(forecast, name, width))
    if forecast.neutralisations.height:
        since = f" after {clock(forecast.race.at_ms)}" if forecast.race.at_ms else ""
        yield from headed(f"Neutralisations{since}", _neutralisations(forecast))
    yield Text("")
    basis = forecast.basis
    fitted = f", fitted on {count(len(basis.fitted_on), 'race')}" if basis.fitted_on else ""
    yield Text(f"parameters {basis.parameters}{fitted}; seed {forecast.seed}; {rejected_of(forecast)}", style="dim")
    yield Text(f"In brackets: where four in five races lie. {grain_of(forecast.replicates)}", style="dim")


def headed(title: str, *body: RenderableType) -> Iterator[RenderableType]:
    """Yield a blank line, a heading and what stands under it."""
    from rich.text import Text

    yield Text("")
    yield Text(title, style="bold underline")
    yield from body


def table_of(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, left: Sequence[int] = (0,), cut: int = -1, width: int = 0
) -> Table:
    """Return plain texts as a table for the terminal.

    left: columns whose texts begin at the left.  cut: the one whose texts are cut so that all fit the terminal's width,
    never below a few letters; -1 for none.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place in left else "right", no_wrap=True)
    wide = [max([len(column), *(len(row[at]) for row in rows)]) for at, column in enumerate(columns)]
    room = max(_LEAST, width - sum(wide) + wide[cut] - 2 * len(columns))
    for row in rows:
        told = [one if at != cut or len(one) <= room else f"{one[: room - 1]}…" for at, one in enumerate(row)]
        table.add_row(*(Text(one) for one in told))
    return table


def _class(forecast: RaceForecast, race_class: str, width: int) -> Table:
    full = width >= _FULL
    rows = {row["car"]: row for row in forecast.entries.iter_rows(named=True)}
    inside = [rows[car] for car in ranked(forecast.entries, race_class)]
    broken = any(row["rules_broken"] for row in inside)
    heads = ["Car", "Team", *(["Start"] if full else []), *"Place Win Podium Laps Stops Retires".split()]
    told = [_row(row, full) + ([cell(row["rules_broken"])] if broken else []) for row in inside]
    return table_of([*heads, *(["Breaks"] if broken else [])], told, left=(0, 1), cut=1, width=width)


def _row(row: Mapping[str, Any], full: bool) -> list[str]:
    return [
        row["car"],
        row["team"] or row["model"] or "",
        *([str(row["start"]) if row["start"] is not None else "–"] if full else []),
        between(row, "place"),
        cell(row["win"]),
        cell(row["podium"]),
        between(row, "laps") if full else str(row["laps_p50"]),
        around(row, "stops") if full else f"{row['stops_mean']:.1f}",
        cell(row["retires"]),
    ]


def _neutralisations(forecast: RaceForecast) -> Table:
    rows = [
        [row["name"], cell(1 - row["none"]), around(row, "count"), span(row["time_mean_ms"])]
        for row in forecast.neutralisations.iter_rows(named=True)
    ]
    return table_of(["Kind", "At least one", "How many", "Time"], rows)
