"""The command that draws: timing plot."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from paddock.cli.out import console, print_json
from paddock.cli.target import Asked, need_laps, reading
from paddock.errors import BadRequest


@reading
def plot(
    asked: Asked,
    picture: Annotated[
        str, typer.Option("--what", help="positions, gaps, laps, stints, pace, pits, drivers, or all of them.")
    ] = "all",
    car: Annotated[list[str] | None, typer.Option("--car", help="Only this car; once for each.")] = None,
    race_class: Annotated[
        list[str] | None, typer.Option("--class", help="Only this class as printed; once for each.")
    ] = None,
) -> None:
    """Draw a session: one picture as PNG, SVG or HTML, or a page with all of them."""
