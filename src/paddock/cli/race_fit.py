"""Commands that look back on past races: race calibrate, race backtest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from paddock.cli.options import CatalogueOption, JsonOption, open_catalogue
from paddock.cli.out import console, counting_bar, messages, print_json
from paddock.cli.race_target import ClusterOption, OutPageOption, SeedOption, ThreadsOption
from paddock.cli.race_words import years
from paddock.cli.target import ArchiveOption, open_archive
from paddock.errors import BadRequest
from paddock.files import write_whole

SeriesListOption = Annotated[list[str], typer.Option("--series", help="A series: imsa, wec, elms …; once for each.")]
SeasonsOption = Annotated[str | None, typer.Option("--seasons", metavar="YEARS", help="2022-2024, 2023 or 2021,2023.")]


def calibrate(
    series: Annotated[str, typer.Option("--series", help="The series: imsa, wec, elms …")],
    seasons: SeasonsOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the parameter set: a TOML file.")
    ] = None,
    html: OutPageOption = None,
    seed: SeedOption = 1,
    archive: ArchiveOption = None,
    folders: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fit the race model to past races of the archive, and show the fits against the data."""
    from paddock.racing.calibration import calibrate as fit
    from paddock.racing.calibration import fit_report
    from paddock.racing.history import past_races
    from paddock.racing.ratings import rate
    from paddock.reports.racing import calibration_page, print_calibration

    facts, store = open_catalogue(folders), open_archive(archive)
    wanted = years(seasons) if seasons else None
    with messages().status("Reading past races …"):
        races = past_races(store, facts, [series], seasons=wanted)
    if not races:
        raise BadRequest(
            f"The archive has no laps of {series} races{f' of {seasons}' if seasons else ''}.",
            hint="Import them: `paddock timing import FILES`; `paddock timing list` shows what there is.",
        )
    with counting_bar("Fitting") as progress:
        parameters = fit(races, progress=progress).with_ratings(rate(races))
    if out is not None:
        parameters.write(out)
    with messages().status("Holding the fits against the data …"):
        report = fit_report(parameters, races, facts, seed=seed)
    if html is not None:
        write_whole(html, calibration_page(report).encode())
    if as_json:
        print_json({"parameters": parameters.model_dump(mode="json"), "fit": report.as_dict()})
    else:
        print_calibration(console(), report)
    for what, path in (("Parameters", out), ("Page", html)):
        if path is not None:
            messages().print(f"{what}: {path}", soft_wrap=True)


def backtest(
    series: SeriesListOption,
    seasons: Annotated[str, typer.Option("--seasons", metavar="YEARS", help="2022-2024, 2023 or 2021,2023.")],
    at: Annotated[
        list[str] | None,
        typer.Option("--at", metavar="SHARE", help="Moments: 0% (before the race), 25%, 50% …; once for each."),
    ] = None,
    replicates: Annotated[int, typer.Option("--replicates", min=1, help="Simulated races for each forecast.")] = 1000,
    seed: SeedOption = 1,
    threads: ThreadsOption = 0,
    cluster: ClusterOption = "",
    docs: Annotated[
        Path | None,
        typer.Option("--docs", metavar="FOLDER", help="Write the page of the documentation, with its pictures."),
    ] = None,
    html: OutPageOption = None,
    archive: ArchiveOption = None,
    folders: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Score forecasts of past races, made from what was known before each, beside the plain baselines."""
    from paddock.racing.backtest import backtest as walk
    from paddock.racing.running import backend_for
    from paddock.reports.racing import backtest_images, backtest_markdown, backtest_page, print_backtest

    facts, store = open_catalogue(folders), open_archive(archive)
    shares = tuple(_share(one) for one in at or ("0%", "25%", "50%", "75%"))
    with backend_for(threads, cluster) as backend, counting_bar("Back-test") as told:
        found = walk(
            store,
            facts,
            series,
            years(seasons),
            replicates=replicates,
            at=shares,
            seed=seed,
            backend=backend,
            progress=lambda what, done, of: told(done, of),
        )
    if html is not None:
        write_whole(html, backtest_page(found).encode())
    if docs is not None:
        write_whole(docs / "race-backtest.md", backtest_markdown(found).encode())
        for name, picture in backtest_images(found).items():
            write_whole(docs / name, picture)
    if as_json:
        print_json(found.as_dict())
    else:
        print_backtest(console(), found)
    for what, path in (("Page", html), ("Documentation", docs)):
        if path is not None:
            messages().print(f"{what}: {path}", soft_wrap=True)


def _share(text: str) -> float:
    try:
        share = float(text.strip().removesuffix("%")) / 100
    except ValueError:
        raise BadRequest(f"--at {text!r} is no share of the race.", hint="Write 50%.") from None
    if not 0 <= share < 1:
        raise BadRequest(f"--at {text} is not within the race.", hint="0% is before the race; 100% is too late.")
    return share
