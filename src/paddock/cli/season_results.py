"""Which file of results a command was given, told by its header."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paddock.catalogue import Catalogue

if TYPE_CHECKING:
    from paddock.scoring import SeasonResults

ResultsFileOption = Annotated[
    Path | None,
    typer.Option("--results", metavar="FILE", help="Score the results of this file in place of those on record."),
]


def results_from(path: Path, season: str, facts: Catalogue) -> SeasonResults:
    """Return the results of a season that a file holds, whatever its form.

    Raises BadFile for one that cannot be read, UnknownName when it has nothing of the season or somebody unknown to it.
    """
    from paddock.scoring import points_sheet, results_file

    if points_sheet.looks_like(path):
        return points_sheet.read_points_results(path, facts, season)
    results = results_file.read_results(path, season)
    results_file.check_entries(facts, results)
    return results
