"""A fit against its data in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from paddock.reports.racing.calibration.words import about_of, axis_of, outside, short_of, told_in
from paddock.reports.racing.terminal import headed, table_of

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from paddock.racing.fits import FitReport


def print_calibration(console: Console, report: FitReport) -> None:
    """Print a fit against its data: what agrees and what does not, then figure by figure.

    console: where to; readable from 80 columns. Nothing in the tables is taken for markup.
    """
    for part in _parts(report, console.width):
        console.print(part)


def _parts(report: FitReport, width: int) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(about_of(report), style="italic")
    for line in short_of(report):
        yield Text(f"• {line}")
    for topic in dict.fromkeys(report.figures["topic"]):
        rows = [
            [
                axis_of(row["name"], row["unit"]),
                row["class"],
                told_in(row["unit"], row["seen"]),
                told_in(row["unit"], row["fitted"]),
                f"{row['n']:,}",
                "!" if outside(row) else "",
            ]
            for row in report.figures.filter(topic=topic).iter_rows(named=True)
        ]
        heads = ["Figure", "Class", "Seen", "Fitted", "n", ""]
        yield from headed(topic[:1].upper() + topic[1:], table_of(heads, rows, left=(0, 1), cut=0, width=width))
    for finding in report.findings:
        yield Text(str(finding), style="yellow" if finding.level != "info" else "")
    yield Text("")
    yield Text("!: outside the interval of what was seen. The page (--html) has the distributions.", style="dim")
