"""A back-test in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from paddock.reports.racing.backtest.view import counted, scores_of, signed_share, verdicts, when
from paddock.reports.racing.backtest.words import LOWER, about_of, small_of
from paddock.reports.racing.terminal import headed, table_of
from paddock.reports.racing.words import odds
from paddock.units import count

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

    from paddock.racing.backtest import BackTest
    from paddock.reports.racing.backtest.view import ScoreRow


def print_backtest(console: Console, result: BackTest, *, by: tuple[str, ...] = ("series",)) -> None:
    """Print a back-test: what comes out, then every score beside every baseline, good or bad.

    console: where to; readable from 80 columns.  by: of series, season and class, what tables are told by.
    """
    for part in _parts(result, by, console.width):
        console.print(part)


def _parts(result: BackTest, by: tuple[str, ...], width: int) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(about_of(result), style="italic")
    for line in verdicts(result) or ["No forecast could be scored beside a baseline."]:
        yield Text(f"• {line}")
    groups = [scores_of(result), *([scores_of(result, by)] if by and len(result.series) > 1 else [])]
    for rows in groups:
        for at, group in dict.fromkeys((row.at, row.group) for row in rows):
            told = [row for row in rows if (row.at, row.group) == (at, group)]
            yield from headed(f"{group[:1].upper()}{group[1:]}, {when(at)}", _table(told, width))
    if result.skipped:
        yield from headed(f"Not forecast: {count(len(result.skipped), 'race')}")
        for race, why in result.skipped.items():
            yield Text(f"• {race}: {why}")
    for finding in result.findings:
        yield Text(str(finding), style="yellow" if finding.level != "info" else "")
    yield Text("")
    yield Text("Gains: by RPS, on the very same class-races; *: the best baseline known everywhere.", style="dim")
    note = f"{LOWER} {small_of(counted(result)[2])}".strip()
    yield Text(f"{note} {result.replicates:,} simulated races each, seed {result.seed}.", style="dim")


def _table(rows: list[ScoreRow], width: int) -> Table:
    told = [
        [
            row.forecast,
            f"{row.races:,}",
            *(f"{row.scores[name]:.3f}" for name in ("rps", "log_score", "brier_win")),
            odds(row.scores["covered_80"]),
            f"{signed_share(row.gain.gain)}{' *' if row.gain.best else ''}" if row.gain else "",
        ]
        for row in rows
    ]
    heads = ["Forecast", "Races", "RPS", "Log", "Brier", f"{odds(0.8)} holds", "paddock gains"]
    return table_of(heads, told, cut=0, width=width)
