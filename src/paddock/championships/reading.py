"""Results of a season from a file, whatever its form: told by its header."""

from __future__ import annotations

import csv
from pathlib import Path

from paddock.catalogue import Catalogue
from paddock.errors import BadFile, BadRequest, PaddockError
from paddock.scoring import point_named, points_sheet, recorded, results_file, results_table
from paddock.scoring.sheets import SeasonResults

_FORMS = (
    "Results come as one row for each driver and session (columns season, round, race_type …), as paddock's table "
    "`results`, as a printed table of points, or as a timing company's classification."
)


def results_in(path: Path, catalogue: Catalogue, season: str, of: str = "") -> SeasonResults:
    """Return the results of a season that a file holds.

    path: a file in the form of F1DB's results; a table `results` of paddock, as CSV or Parquet; a printed table of
    points with a column for each race; or a classification that `paddock timing` reads.  season: id.
    of: the session (`fuji`, `fuji/race-2`) that a table or a classification is of, where it does not say; such results
    are laid over those on record, the others replace them.
    Raises BadFile for a file that cannot be read as any of these, UnknownName when it has nothing of the season, or
    somebody unknown to it, BadRequest when nothing tells the session.
    """
    if not path.is_file():
        raise BadFile.at(path, None, "there is no such file", hint="Give a file of results.")
    if points_sheet.looks_like(path):
        return points_sheet.read_points_results(path, catalogue, season)
    if _of_many_seasons(path):
        results = results_file.read_results(path, season)
        results_file.check_entries(catalogue, results)
        return results
    meeting, _, session = point_named(catalogue, season, of).partition("/")
    session = session or "race"
    if results_table.looks_like(path):
        read = results_table.read_results_table(path, catalogue, season, meeting=meeting, session=session)
    else:
        read = _classified(path, catalogue, season, meeting, session)
    on_record = catalogue.seasons.get(season)
    return results_table.laid_over(recorded(catalogue, on_record), read) if on_record else read


def _of_many_seasons(path: Path) -> bool:
    """Return whether a file has most of the columns of F1DB's results."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = {name.strip() for name in next(csv.reader(file), [])}
    except (OSError, UnicodeDecodeError, csv.Error):
        return False
    return len(header & set(results_file.NEEDED)) > len(results_file.NEEDED) / 2


def _classified(path: Path, catalogue: Catalogue, season: str, meeting: str, session: str) -> SeasonResults:
    """Return a timing company's classification as results of its session."""
    from paddock.timing.opening import open_files

    try:
        read = open_files([path], catalogue)
    except PaddockError:
        raise BadFile.at(path, None, "no form of results that is known.", hint=_FORMS) from None
    if not read.results.height:
        raise BadFile.at(path, None, "there is no result in it.", hint=_FORMS)
    if not meeting:
        raise BadRequest(
            f"{path} does not say which session it is of.", hint="Name it: --of fuji, or --of fuji/race-2."
        )
    return results_table.results_from_table(
        read.results, catalogue, season, meeting=meeting, session=session, where=path.name
    )
