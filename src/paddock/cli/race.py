"""The commands of `paddock race`: races simulated before they are run, from any moment of them, and looked back on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from paddock.cli import race_fit
from paddock.cli.out import console, messages, print_findings, print_json
from paddock.cli.race_bar import simulated_bar
from paddock.cli.race_strategy import strategy
from paddock.cli.race_target import AskedRace, simulating
from paddock.files import write_whole

if TYPE_CHECKING:
    from paddock.racing.result import RaceForecast

race_app = typer.Typer(
    no_args_is_help=True,
    help="Races simulated: forecasts from the green flag or from any moment, what-if, strategy; fits and back-tests.",
)


@simulating(replicates=2000)
def forecast(asked: AskedRace) -> None:
    """Forecast a race: places, laps, gaps, stops and driver times of every car, and neutralisations."""
    from paddock.racing.forecasting import forecast as simulate

    prepared = asked.prepared()
    with asked.backend() as backend, simulated_bar(asked.replicates) as progress:
        found = simulate(prepared, seed=asked.seed, replicates=asked.replicates, backend=backend, progress=progress)
    give(found, as_json=asked.as_json, html=asked.html)


def give(found: RaceForecast, *, as_json: bool, html: Path | None) -> None:
    """Print a forecast, and write its page where one is asked for."""
    from paddock.reports.racing import forecast_page, print_forecast

    if html is not None:
        with messages().status("Drawing …"):
            write_whole(html, forecast_page(found).encode())
    if as_json:
        print_json(found.as_dict())
    else:
        print_forecast(console(), found)
        print_findings(found.findings)
    if html is not None:
        messages().print(f"Page: {html}", soft_wrap=True)
    if not found.complete:
        raise typer.Exit(130)


race_app.command("forecast")(forecast)
race_app.command("strategy")(strategy)
race_app.command("calibrate")(race_fit.calibrate)
race_app.command("backtest")(race_fit.backtest)
