"""The command that draws: timing plot."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paddock.cli.out import console, messages, print_findings, print_json
from paddock.cli.target import Asked, answer, narrowed, need_laps, reading
from paddock.errors import BadRequest
from paddock.units import listed

if TYPE_CHECKING:
    import polars as pl

    from paddock.reports.session import SessionView
    from paddock.reports.timing import Picture

BEHIND: dict[str, Callable[[SessionView], pl.DataFrame]] = {
    "positions": lambda view: view.positions(),
    "gaps": lambda view: view.gaps(by_class=True),
    "laps": lambda view: view.laps,
    "stints": lambda view: view.stints(),
    "pace": lambda view: view.pace(),
    "pits": lambda view: view.pit_stops(),
    "drivers": lambda view: view.driving_times(),
}
"""Each picture, and the table behind it."""


@reading
def plot(
    asked: Asked,
    what: Annotated[
        str, typer.Option(help="positions, gaps, laps, stints, pace, pits or drivers (default: a page with all).")
    ] = "all",
    car: Annotated[list[str] | None, typer.Option("--car", help="Only this car; once for each.")] = None,
    race_class: Annotated[
        list[str] | None, typer.Option("--class", help="Only this class as printed; once for each.")
    ] = None,
) -> None:
    """Draw a session: one picture as PNG, SVG or HTML, or a page with all of them; --json gives the Vega-Lite spec."""
    view, how = need_laps(asked.view), asked.how
    if what not in {*BEHIND, "all"}:
        raise BadRequest(f"There is no picture {what}.", hint=f"There are {listed([*BEHIND, 'all'])}.")
    if what == "all":
        _page(asked, narrowed=bool(car or race_class))
        return
    if how.as_csv or how.as_parquet:
        answer(what, narrowed(view, BEHIND[what](view), car, race_class), how, findings=view.findings)
        return
    picture: Picture = getattr(view.plot, what)(cars=car, classes=race_class)
    if how.as_json:
        import json

        if how.out:
            picture.save(how.out.with_suffix(".json"))
        else:
            print_json(json.loads(picture.json()))
        return
    path = picture.save(how.out or Path(f"{_called(view)}-{what}.png"))
    print_findings(view.findings, least="warning")
    console().print(f"Drawn: {path}")


def _page(asked: Asked, *, narrowed: bool) -> None:
    """Write the page with all pictures."""
    view, how = asked.view, asked.how
    if not how.for_people:
        raise BadRequest("A page with all pictures is HTML.", hint=f"Name one: --what {next(iter(BEHIND))}.")
    if narrowed:
        raise BadRequest("The page shows the whole field.", hint="Name one picture with --what to choose cars.")
    path = how.out or Path(f"{_called(view)}.html")
    if path.suffix.lower() not in {".html", ".htm"}:
        raise BadRequest(
            f"A page with all pictures is HTML, and {path.name} is not.", hint="Name one picture: --what gaps."
        )
    with messages().status("Drawing …"):
        view.plot.save(path)
    print_findings(view.findings, least="warning")
    console().print(f"Drawn: {path}")


def _called(view: SessionView) -> str:
    """Return what a file of the session is called: by its id, or by its first file."""
    name = view.id or Path(next(iter(view.files.values()))).stem
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-") or "session"
