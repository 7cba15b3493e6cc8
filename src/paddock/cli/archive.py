"""Commands on the archive of imported timing: sql; archive where, check, remove."""

from __future__ import annotations

from typing import Annotated

import typer

from paddock.archive import Archive
from paddock.cli import render
from paddock.cli.options import JsonOption
from paddock.cli.out import console, messages, print_findings, print_json
from paddock.cli.target import (
    ArchiveOption,
    CsvOption,
    Format,
    OutOption,
    ParquetOption,
    answer,
    open_archive,
)
from paddock.errors import BadRequest
from paddock.units import count, listed

archive_app = typer.Typer(no_args_is_help=True, help="Look after the archive of imported timing.")


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
