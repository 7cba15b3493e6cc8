"""Commands that fill the archive and look after it: timing import, list, fetch; sql; archive check, remove, where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.cli import render
from paddock.cli.options import CatalogueOption, JsonOption, open_catalogue
from paddock.cli.out import console, messages, print_findings, print_json
from paddock.cli.target import (
    ArchiveOption,
    CsvOption,
    Format,
    MapOption,
    OutOption,
    ParquetOption,
    ReaderOption,
    answer,
    open_archive,
    wish,
)
from paddock.errors import BadRequest
from paddock.findings import Finding
from paddock.units import count, listed

if TYPE_CHECKING:
    from paddock.timing.fetching import Client, FetchPlan
    from paddock.timing.files import Found
    from paddock.timing.importing import Imported, Wish

archive_app = typer.Typer(no_args_is_help=True, help="Look after the archive of imported timing.")

STORED = {
    "new": "new",
    "replaced": "read anew",
    "mended": "mended",
    "named": "known under another name",
    "known": "unchanged",
    "unread": "not read",
    "passed-over": "passed over",
}
"""How the outcomes of an import are told."""
FIT_SHOWN = 6
"""Up to how many sessions that would fit are named."""


def import_(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Timing files, folders or zip archives.")],
    session: Annotated[
        str | None,
        typer.Option("--as", metavar="SESSION", help="The session the files are of, e.g. wec-2024/fuji/race."),
    ] = None,
    reader: ReaderOption = None,
    mapping: MapOption = None,
    archive: ArchiveOption = None,
    folders: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import timing files: each is recognised by its content, read whole, matched to a session and kept."""
    from paddock.timing.files import find_files

    store = open_archive(archive)
    done = _import(store, open_catalogue(folders), list(find_files(paths)), wish(reader, mapping, session or ""))
    if as_json:
        print_json({"archive": str(store.root), "files": [one.as_dict() for one in done]})
    else:
        _print_imported(store, done)
    if any(one.outcome == "unread" for one in done) and not any(one.digest for one in done):
        raise typer.Exit(1)


def _import(store: Archive, facts: Catalogue, found: Sequence[Found | Finding], said: Wish) -> list[Imported]:
    """Import files with a progress bar on the error stream."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from paddock.timing.importing import import_files

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    done = []
    with Progress(*columns, console=messages(), transient=True) as bar:
        task = bar.add_task("Importing", total=len(found))
        for one in import_files(store, facts, found, said):
            done.append(one)
            bar.update(task, advance=1)
    return done


def _print_imported(store: Archive, done: Sequence[Imported]) -> None:
    out = console()
    for one in done:
        print_findings(one.findings, least="warning" if one.name else "info")
    done = [one for one in done if one.name]  # the others are remarks on what was wished
    outcomes = Counter(one.outcome for one in done)
    told = listed(f"{number:,} {STORED[outcome]}" for outcome, number in outcomes.items())
    rows = sum(sum(one.rows.values()) for one in done)
    out.print(f"{count(len(done), 'file')}: {told or 'nothing'}. {count(rows, 'row')}. Kept in {store.root}.")
    sessions = Counter(one.session for one in done if one.session)
    if sessions:
        out.print(render.grid(["session", "files"], [[name, str(number)] for name, number in sorted(sessions.items())]))
    still: dict[str, list[Imported]] = {}
    for one in done:
        if one.digest and not one.session:
            still.setdefault(one.why, []).append(one)
    if still:
        number = sum(len(files) for files in still.values())
        out.print(f"{count(number, 'file')} could not be matched to a session; name it with --as SESSION:")
    for why, files in still.items():
        fitting = sorted({session for one in files for session in one.candidates})
        fit = f"; would fit: {listed(fitting)}" if 0 < len(fitting) <= FIT_SHOWN else ""
        example = f", e.g. {Path(files[0].name).name}" if len(files) > 1 else f": {Path(files[0].name).name}"
        out.print(f"  {count(len(files), 'file')}: {why}{example}{fit}")


def list_(
    season: Annotated[str | None, typer.Argument(help="Only sessions of this season, e.g. wec-2024.")] = None,
    by_file: Annotated[bool, typer.Option("--files", help="One line a file, those without a session too.")] = False,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    as_parquet: ParquetOption = False,
    out: OutOption = None,
) -> None:
    """List what the archive has: sessions with their files and rows, or files."""
    import polars as pl

    how = Format(as_json, as_csv, as_parquet, out)
    store = open_archive(archive)
    cards = [card for card in store.cards() if not season or (card.session or "").startswith(f"{season}/")]
    tables = ("laps", "results", "weather", "race_control")
    if by_file:
        rows = [
            {
                "file": card.name,
                "session": card.session,
                "form": card.form,
                **{table: card.rows.get(table, 0) for table in tables},
                "findings": len(card.findings),
                "digest": card.digest,
            }
            for card in cards
        ]
        texts: tuple[str, ...] = ("file", "session", "form", "digest")
        names: tuple[str, ...] = ("file", "session", "form", *tables, "findings", "digest")
    else:
        sessions = {card.session for card in cards if card.session}
        rows = [
            {
                "session": session,
                "files": sum(card.session == session for card in cards),
                **{
                    table: sum(card.rows.get(table, 0) for card in cards if card.session == session) for table in tables
                },
            }
            for session in sorted(sessions)
        ]
        texts = ("session",)
        names = ("session", "files", *tables)
    schema = {name: pl.String() if name in texts else pl.Int64() for name in names}
    show = [name for name in names if name != "digest"]
    answer("files" if by_file else "sessions", pl.DataFrame(rows, schema=schema), how, show=show)
    still = sum(card.session is None for card in cards)
    if how.for_people and still and not by_file:
        messages().print(f"{count(still, 'file')} without a session: `paddock timing list --files` shows them.")


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
    from paddock.timing.fetching import Client, Manners, load_pages, online_allowed, plan_fetch

    store, facts = open_archive(archive), open_catalogue(folders)
    cache = store.root / "fetched"
    with Client(
        cache / "pages",
        online=online_allowed(online),
        manners=Manners(delay_s=delay),
        contact=contact,
        on_wait=lambda why, seconds: messages().print(f"Waiting {seconds:.0f} s: {why}."),
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
    done = _import(store, facts, found, Wish(urls={str(path): url for path, url in files.items()}))
    if as_json:
        told = [one.as_dict() for one in (*plan.findings, *findings)]
        print_json({**plan.as_dict(), "imported": [one.as_dict() for one in done], "findings": told})
    else:
        print_findings((*plan.findings, *findings), least="info")
        _print_imported(store, done)
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


def sql(
    question: Annotated[
        str, typer.Argument(metavar="SELECT…", help="One SELECT, in DuckDB's SQL; - reads it from the input.")
    ],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    as_parquet: ParquetOption = False,
    out: OutOption = None,
) -> None:
    """Ask the archive in SQL: laps, results, weather, stints, pit stops, flags, files; `show tables` names them all."""
    import sys

    how = Format(as_json, as_csv, as_parquet, out)
    store = open_archive(archive)
    asked = sys.stdin.read() if question == "-" else question
    _derive(store, asked)
    found = store.sql(asked)
    answer("rows", found.frame, how, findings=found.findings)


def _derive(store: Archive, question: str) -> None:
    """Work out the derived tables that a question names, with a progress bar; nothing when they are there."""
    from rich.progress import track

    from paddock.timing.deriving import asked_for, derive, waiting

    cards = waiting(store) if asked_for(question) else []
    if cards:
        for _ in track(
            derive(store, cards), "Reading stints and stops", total=len(cards), console=messages(), transient=True
        ):
            pass


@archive_app.command("where")
def archive_where(archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """Tell where the archive is, and how much is in it."""
    store = open_archive(archive)
    cards = store.cards()
    told = {
        "archive": str(store.root),
        "files": len(cards),
        "bytes": sum(card.size for card in cards),
        "sessions": len({card.session for card in cards} - {None}),
    }
    if as_json:
        print_json(told)
    else:
        render.print_rows([told], console())


@archive_app.command("check")
def archive_check(
    repair: Annotated[bool, typer.Option("--repair", help="Take away what killed processes left behind.")] = False,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check that everything in the archive is whole.  Exit code 1 when something is not."""
    findings = tuple(open_archive(archive).check(repair=repair))
    if as_json:
        print_json({"findings": [one.as_dict() for one in findings]})
    else:
        print_findings(findings)
        console().print("The archive is whole." if not findings else count(len(findings), "finding"))
    if any(one.level == "error" for one in findings):
        raise typer.Exit(1)


@archive_app.command("remove")
def archive_remove(
    what: Annotated[str, typer.Argument(metavar="SESSION|DIGEST", help="A session, or a file by its SHA-256.")],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forget a session's files, or one file."""
    store = open_archive(archive)
    cards = store.sessions().get(what) or [card for card in store.cards() if card.digest == what]
    if not cards:
        raise BadRequest(f"The archive has neither a session nor a file {what}.", hint="`paddock timing list --files`")
    for card in cards:
        store.remove(card.digest)
    names = [card.name for card in cards]
    if as_json:
        print_json({"removed": names})
    else:
        console().print(f"Removed {listed(names)}.")
