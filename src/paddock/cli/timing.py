"""The commands of `paddock timing` in one application."""

from __future__ import annotations

import typer

from paddock.cli import timing_fetch, timing_plot, timing_read, timing_store

timing_app = typer.Typer(
    no_args_is_help=True, help="Laps, results and weather: import them, ask them, check them, draw them."
)
timing_app.command("import")(timing_store.import_)
timing_app.command("list")(timing_store.list_)
timing_app.command("fetch")(timing_fetch.fetch)
timing_app.command("check")(timing_read.check)
timing_app.command("classify")(timing_read.classify)
timing_app.command("order")(timing_read.order)
timing_app.command("gaps")(timing_read.gaps)
timing_app.command("stints")(timing_read.stints)
timing_app.command("pits")(timing_read.pits)
timing_app.command("flags")(timing_read.flags)
timing_app.command("pace")(timing_read.pace)
timing_app.command("fastest")(timing_read.fastest)
timing_app.command("traffic")(timing_read.traffic)
timing_app.command("drivers")(timing_read.drivers)
timing_app.command("plot")(timing_plot.plot)
