"""The command that tells who stands where in a championship, and why: standings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paddock.catalogue import Catalogue
from paddock.cli import standings_give
from paddock.cli.options import AsOfOption, CatalogueOption, JsonOption, open_catalogue
from paddock.cli.season_results import ResultsFileOption, ResultsOfOption, results_from
from paddock.cli.target import CsvOption, Format, OutOption
from paddock.errors import BadRequest

if TYPE_CHECKING:
    from paddock.scoring import Scored
    from paddock.scoring.whatif import Supposed

POINTS = "points"
"""What a picture shows by default."""

SeasonArgument = Annotated[
    str | None,
    typer.Argument(metavar="SEASON", help="The season: wec-2024, f1-1988; without one, the seasons there are."),
]
TitleArgument = Annotated[
    str | None,
    typer.Argument(metavar="TITLE", help="The title: drivers, makes, lmgt3-teams; without one, those of the season."),
]
AfterOption = Annotated[
    str | None,
    typer.Option("--after", metavar="ROUND", help="After a round, a meeting or a session: 3, fuji, fuji/race."),
]


@dataclass(frozen=True, slots=True)
class AskedTable:
    """What is asked of a title beside its table.

    explain: of whom.  changes, without: what is supposed.  compare: with the published tables.  rounds: every round.
    plot: a picture's file.  what: it shows.
    """

    explain: str | None
    changes: tuple[str, ...]
    without: tuple[str, ...]
    compare: bool
    rounds: bool
    plot: Path | None
    what: str


def standings(
    season: SeasonArgument = None,
    title: TitleArgument = None,
    after: AfterOption = None,
    results: ResultsFileOption = None,
    of: ResultsOfOption = None,
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="WHO", help="Tell where somebody's points come from: by id, or part of it."),
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--change",
            metavar="MEETING/SESSION:WHO=PLACE",
            help="Suppose another result: fuji/race:8=2, fuji:buemi=retired, or =disqualified; once for each.",
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="DECREE", help="Suppose a penalty or another decree away; once for each."),
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Set the published tables on record beside those worked out.")
    ] = False,
    rounds: Annotated[bool, typer.Option("--rounds", help="Give the table after every round.")] = False,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Draw the season round by round: .svg, .png or .html.")
    ] = None,
    what: Annotated[str, typer.Option("--what", help="What the picture shows: points or places.")] = POINTS,
    folders: CatalogueOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """Work out a championship table, exactly: after any round, with every point explained, and what if."""
    from paddock.scoring import point_named, score, season_named

    how = Format(as_json, as_csv, out=out)
    asked = AskedTable(explain, tuple(changes or ()), tuple(without or ()), compare, rounds, plot, what)
    _check(asked, how, title, after or results or of)
    facts = open_catalogue(folders, as_of)
    if season is None or title is None:
        standings_give.give_titles(facts, season_named(facts, season) if season else None, how)
        return
    season = season_named(facts, season)
    read = results_from(results, of, season, facts)
    real = score(facts, season, title, after=point_named(facts, season, after or ""), results=read)
    if asked.changes or asked.without:
        supposed = _supposed(facts, real, asked)
        standings_give.give_table(facts, supposed.scored, asked, how, supposed=supposed)
    else:
        standings_give.give_table(facts, real, asked, how, read=read)


def _check(asked: AskedTable, how: Format, title: str | None, given: object) -> None:
    """Raise BadRequest for options that do not go together."""
    supposed = bool(asked.changes or asked.without)
    extra = given or asked.explain is not None or supposed or asked.compare or asked.rounds or asked.plot
    if title is None and extra:
        raise BadRequest("These options are about a title.", hint="`paddock standings SEASON` lists a season's titles.")
    if asked.compare and supposed:
        raise BadRequest("Published tables are not compared with a supposed one.", hint="Leave out --compare.")
    if asked.what != POINTS:
        from paddock.reports.seasons.rounds import what_named

        what_named(asked.what)
    if how.as_csv and asked.compare + (asked.explain is not None) + asked.rounds > 1:
        raise BadRequest("CSV is one table: ask for one of --explain, --compare and --rounds, or for --json.")
    if how.out is not None and how.for_people:
        raise BadRequest("--out is for --json or --csv.", hint="`--plot FILE` writes a picture.")


def _supposed(facts: Catalogue, real: Scored, asked: AskedTable) -> Supposed:
    from paddock.scoring.whatif import change_of, suppose

    return suppose(facts, real, changes=[change_of(one) for one in asked.changes], without=asked.without)
