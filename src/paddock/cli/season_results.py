"""Options of the commands on seasons: results from a file in place of those on record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paddock.catalogue import Catalogue
from paddock.errors import BadRequest

if TYPE_CHECKING:
    from paddock.scoring import SeasonResults

ResultsFileOption = Annotated[
    Path | None,
    typer.Option("--results", metavar="FILE", help="Score the results of this file in place of those on record."),
]
ResultsOfOption = Annotated[
    str | None,
    typer.Option("--of", metavar="SESSION", help="Which session the file is of, where it does not say: fuji/race."),
]


def results_from(path: Path | None, of: str | None, season: str, facts: Catalogue) -> SeasonResults | None:
    """Return the results of a season that a file holds, None without a file."""
    from paddock.championships.reading import results_in

    if path is None:
        if of is not None:
            raise BadRequest("--of is for --results.", hint="Give a file of results with it.")
        return None
    return results_in(path, facts, season, of or "")
