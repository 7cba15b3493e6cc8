"""The commands of `paddock season`: what is left of a season, drawn many times, and what is still possible, exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paddock.catalogue import Catalogue
from paddock.cli.options import CatalogueOption, JsonOption, open_catalogue
from paddock.cli.out import console, counting_bar, messages, print_findings, print_json
from paddock.cli.race_bar import compiled_first
from paddock.cli.race_target import ClusterOption, OutPageOption, SeedOption, ThreadsOption
from paddock.cli.season_results import ResultsFileOption, ResultsOfOption, results_from
from paddock.cli.target import ArchiveOption, open_archive
from paddock.errors import BadRequest
from paddock.files import write_whole

if TYPE_CHECKING:
    from paddock.championships.newcomers import Newcomer
    from paddock.championships.possible import TitleRace
    from paddock.scoring import SeasonResults

season_app = typer.Typer(
    no_args_is_help=True,
    help="Seasons looked ahead: odds of every title from any round on, who can still win, and what must happen.",
)

AheadArgument = Annotated[str, typer.Argument(metavar="SEASON", help="The season: imsa-2024, wec-2025.")]
FromOption = Annotated[
    str | None,
    typer.Option("--after", metavar="ROUND", help="From after this round or meeting (0: from the start)."),
]


@season_app.command("forecast")
def forecast(
    season: AheadArgument,
    after: FromOption = None,
    titles: Annotated[
        list[str] | None, typer.Option("--title", metavar="TITLE", help="Only this title; once for each.")
    ] = None,
    results: ResultsFileOption = None,
    of: ResultsOfOption = None,
    add: Annotated[
        str | None, typer.Option("--add", metavar="CAR", help="Suppose a car of this model in every round to come.")
    ] = None,
    race_class: Annotated[
        str | None, typer.Option("--class", metavar="CLASS", help="Class of the car that is added.")
    ] = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="Also work out who can still win and what must happen, exactly.")
    ] = False,
    replicates: Annotated[int, typer.Option("--replicates", min=1, help="How many seasons are drawn.")] = 10_000,
    races: Annotated[int, typer.Option("--races", min=1, help="How often each race to come is simulated.")] = 2_000,
    seed: SeedOption = 1,
    threads: ThreadsOption = 0,
    cluster: ClusterOption = "",
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE", help="Draw points and odds of the first title: .svg, .png or .html."),
    ] = None,
    html: OutPageOption = None,
    archive: ArchiveOption = None,
    folders: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forecast a season: the races to come simulated, scored by its own rules; odds of titles, points, the decision."""
    from paddock.championships.forecasting import forecast_season
    from paddock.racing.running import backend_for
    from paddock.reports.seasons.ahead import print_race, print_season
    from paddock.reports.seasons.odds import odds_picture
    from paddock.reports.seasons.page import season_page
    from paddock.scoring import point_named, season_named, title_named

    facts = open_catalogue(folders)
    season = season_named(facts, season)
    wanted = [title_named(facts, season, one).called[0] for one in titles or ()]
    read = results_from(results, of, season, facts)
    compiled_first()
    with backend_for(threads, cluster) as backend, _season_bar(races) as (progress, told):
        found = forecast_season(
            facts,
            season,
            wanted,
            point_named(facts, season, after or ""),
            results=read,
            archive=open_archive(archive),
            seed=seed,
            replicates=replicates,
            races=races,
            added=_newcomer(facts, season, add, race_class),
            backend=backend,
            progress=progress,
            told=told,
        )
    exactly = [_race(facts, season, one.title.called[0], str(found.after), read) for one in found.titles if exact]
    if plot is not None:
        with messages().status("Drawing …"):
            odds_picture(facts, found).save(plot)
    if html is not None:
        with messages().status("Drawing …"):
            write_whole(html, season_page(facts, found, exactly).encode())
    if as_json:
        answer = found.as_dict()
        print_json(answer | {"exact": [one.as_dict() for one in exactly]} if exact else answer)
    else:
        print_season(console(), facts, found)
        for one in exactly:
            print_race(console(), facts, title_named(facts, season, one.title), one)
        noticed = [*found.findings, *(each for one in found.titles for each in one.findings)]
        noticed += [each for one in exactly for each in one.findings]
        print_findings(tuple(dict.fromkeys(noticed)))
    if plot is not None:
        messages().print(f"Drawn: {plot}", soft_wrap=True)
    if html is not None:
        messages().print(f"Page: {html}", soft_wrap=True)


@season_app.command("chances")
def chances(
    season: AheadArgument,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="The title: drivers, makes, gtp-teams.")],
    after: FromOption = None,
    results: ResultsFileOption = None,
    of: ResultsOfOption = None,
    folders: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Work out who can still win a title and what must happen: exactly, without simulating anything."""
    from paddock.reports.seasons.ahead import print_race
    from paddock.scoring import point_named, season_named, title_named

    facts = open_catalogue(folders)
    season = season_named(facts, season)
    rules = title_named(facts, season, title)
    read = results_from(results, of, season, facts)
    race = _race(facts, season, rules.called[0], point_named(facts, season, after or ""), read)
    if as_json:
        print_json(race.as_dict())
        return
    print_race(console(), facts, rules, race)
    print_findings(race.findings)


def _race(facts: Catalogue, season: str, title: str, after: str, read: SeasonResults | None) -> TitleRace:
    from paddock.championships.asking import race_for_title

    with counting_bar("Working out") as bar:
        return race_for_title(facts, season, title, after, results=read, progress=bar)


def _newcomer(facts: Catalogue, season: str, car: str | None, race_class: str | None) -> Newcomer | None:
    from paddock.championships.newcomers import Newcomer

    if car is None and race_class is None:
        return None
    if car is None or race_class is None:
        raise BadRequest("--add and --class go together.", hint="For example: --add alpine-a424 --class GTP.")
    return Newcomer(facts.get("car", car), facts.race_class(facts.season(season), race_class).id)


@contextmanager
def _season_bar(races: int) -> Iterator[tuple[Callable[[int], None], Callable[[str], None]]]:
    """Show a bar for each race while it is simulated, with its name."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    out = messages()
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task("Looking up the season …", total=races)

        def progress(more: int) -> None:
            bar.advance(task, more)

        def told(what: str) -> None:
            bar.reset(task, total=races, description=f"Simulating {what}")

        yield progress, told
