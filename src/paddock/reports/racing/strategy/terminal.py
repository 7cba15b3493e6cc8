"""A strategy in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from paddock.reports.racing.strategy.words import about_of, behind, plan_name, policy, short_of, signed
from paddock.reports.racing.terminal import headed, table_of
from paddock.reports.racing.words import cell
from paddock.reports.timing.words import span
from paddock.units import count

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from paddock.racing.strategy import StrategyReport


def print_strategy(console: Console, report: StrategyReport) -> None:
    """Print a strategy: plans ranked, the best one stint by stint, and when to stop under a neutralisation.

    console: where to; readable from 80 columns. Nothing in the tables is taken for markup.
    """
    for part in _parts(report, console.width):
        console.print(part)


def _parts(report: StrategyReport, width: int) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(f"Strategy for car {report.car}", style="bold")
    yield Text(about_of(report), style="italic")
    for line in short_of(report):
        yield Text(line)
    if report.plans.height:
        yield from headed("Plans", _plans(report, width))
        yield from headed("Stints of the first", _stints(report))
    if report.advice or report.yellow.height:
        yield from headed("Under a neutralisation", *([Text(report.advice)] if report.advice else []))
        if report.yellow.height:
            rows = [
                [policy(row), signed(row["place_worse"]), cell(row["win"] or 0), cell(row["podium"] or 0)]
                for row in report.yellow.iter_rows(named=True)
            ]
            yield table_of(["The car stops", "Places lost", "Win", "Podium"], rows)
    for finding in report.findings:
        yield Text(str(finding), style="yellow" if finding.level != "info" else "")
    if report.replicates:
        yield Text("")
        told = f"{count(report.replicates, 'race')} for every plan, the same ones; seed {report.seed}"
        yield Text(f"{told}; in brackets 95 % intervals", style="dim")


def _plans(report: StrategyReport, width: int) -> RenderableType:
    heads = ["Plan", "Stops", "Laps", "Flag"]
    heads += ["Behind the best", "Win"] if report.replicates else []
    rows = []
    for row in report.plans.sort("plan").iter_rows(named=True):
        told = [plan_name(row), str(row["stops"]), str(row["laps"]), span(row["time_ms"])]
        rows.append([*told, *([behind(row), cell(row["win"] or 0)] if report.replicates else [])])
    return table_of(heads, rows, cut=0, width=width)


def _stints(report: StrategyReport) -> RenderableType:
    rows = [
        [
            str(row["stint"]),
            row["driver"],
            f"{row['from_lap']}–{row['to_lap']}",
            span(row["from_ms"]),
            "new" if row["new_tyres"] else f"{row['tyre_age']} laps",
            f"{row['fuel_laps']:.1f}" if row["stint"] > 1 else "–",
            span(row["stop_ms"]) if row["stint"] > 1 else "–",
        ]
        for row in report.stints.filter(plan=report.plans["plan"].min()).sort("stint").iter_rows(named=True)
    ]
    return table_of(["", "Driver", "Laps", "From", "Tyres", "Fuel", "Stop"], rows, left=(1,))
