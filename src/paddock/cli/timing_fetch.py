"""The command that fetches public result files and imports them: timing fetch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paddock.cli import render
from paddock.cli.options import CatalogueOption, JsonOption, open_catalogue
from paddock.cli.out import console, messages, print_findings, print_json
from paddock.cli.target import ArchiveOption, open_archive
from paddock.cli.timing_store import bring_in, print_imported
from paddock.findings import Finding

if TYPE_CHECKING:
    from paddock.fetching import Client
    from paddock.timing.fetching import FetchPlan


def fetch(
    meeting: Annotated[str, typer.Argument(help="The meeting, or one session of it: wec-2024/fuji.")],
    online: Annotated[
        bool, typer.Option("--online", help="Allow paddock to ask the result pages; PADDOCK_ONLINE=1 does as well.")
    ] = False,
    every: Annotated[bool, typer.Option("--all-sessions", help="Practice and qualifying too, not only races.")] = False,
    dry: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be fetched.")] = False,
    pages: Annotated[
        list[Path] | None, typer.Option("--pages", metavar="FILE", help="Result pages of your own, as TOML.")
    ] = None,
    contact: Annotated[
        str, typer.Option(help="An address for the server's people; it is sent along with what paddock asks.")
    ] = "",
    delay: Annotated[float, typer.Option(help="Seconds between two requests (at least 1).")] = 1.0,
    archive: ArchiveOption = None,
    folders: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fetch a meeting's public result files from the timing company's pages, and import them."""
    from paddock.fetching import Client, Manners, online_allowed
    from paddock.timing.fetching import HINTS, load_pages, plan_fetch

    store, facts = open_archive(archive), open_catalogue(folders)
    cache = store.root / "fetched"
    with Client(
        cache / "pages",
        online=online_allowed(online),
        manners=Manners(delay_s=delay),
        contact=contact,
        on_wait=lambda why, seconds: messages().print(f"Waiting {seconds:.0f} s: {why.rstrip('.')}."),
        hints=HINTS,
    ) as client:
        plan = plan_fetch(facts, meeting, load_pages(*(pages or ())), client, sessions="all" if every else "races")
        if dry:
            _print_plan(plan, as_json=as_json)
            return
        into = cache / plan.meeting
        files, findings = _download(plan, client, into)
    from paddock.timing.files import find_files
    from paddock.timing.importing import Wish

    found = [one for path in files for one in find_files([path])]
    done = bring_in(store, facts, found, Wish(urls={str(path): url for path, url in files.items()}))
    if as_json:
        told = [one.as_dict() for one in (*plan.findings, *findings)]
        print_json({**plan.as_dict(), "imported": [one.as_dict() for one in done], "findings": told})
    else:
        print_findings((*plan.findings, *findings), least="info")
        print_imported(store, done)
    if findings and not done:
        raise typer.Exit(1)


def _download(plan: FetchPlan, client: Client, into: Path) -> tuple[dict[Path, str], list[Finding]]:
    """Fetch the files of a plan with a progress bar; returns path → address of each, and what went wrong."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    from paddock.timing.fetching import fetch as fetch_files

    files: dict[Path, str] = {}
    findings: list[Finding] = []
    with Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), console=messages(), transient=True
    ) as bar:
        task = bar.add_task("Fetching", total=None)
        for step in fetch_files(plan, client, into):
            bar.update(task, description=step.file.name, completed=step.received, total=step.total)
            if step.fetched is not None:
                files[step.fetched.path] = step.fetched.url
            if step.finding is not None:
                findings.append(step.finding)
    return files, findings


def _print_plan(plan: FetchPlan, *, as_json: bool) -> None:
    """Print what would be fetched, and what is left and why."""
    if as_json:
        print_json(plan.as_dict())
        return
    out = console()
    out.print(f"From {plan.pages.pages.url}, {plan.season} {plan.event}:")
    out.print(render.grid(["would be fetched", "kind"], [[one.place, one.kind] for one in plan.files]))
    if plan.left:
        out.print(render.grid(["left", "why"], [[one.file.place, one.why] for one in plan.left]))
    print_findings(plan.findings)
