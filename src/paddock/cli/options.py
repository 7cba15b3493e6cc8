"""Options that many commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from paddock.catalogue import Catalogue, folders_from_environment, load, parse_day

CatalogueOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--catalogue",
        metavar="FOLDER",
        help="Lay a folder of your own facts over the built-in ones; may be given several times. "
        "PADDOCK_CATALOGUE names folders for every command.",
    ),
]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="YYYY-MM-DD", help="Show only what had been announced by that day."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


def open_catalogue(folders: list[Path] | None, as_of: str | None = None) -> Catalogue:
    """Return the catalogue that a command's options ask for."""
    day = parse_day(as_of) if as_of else None
    return load((*folders_from_environment(), *(folders or ())), as_of=day)


def given(**filters: Any) -> dict[str, Any]:
    """Return the filters that were given a value."""
    return {name: value for name, value in filters.items() if value is not None}
