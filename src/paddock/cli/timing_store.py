"""Commands that fill the archive and tell what is in it: timing import, timing list."""

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
from paddock.cli.out import console, counting_bar, messages, print_findings, print_json
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
from paddock.findings import Finding
from paddock.units import count, listed

if TYPE_CHECKING:
    from paddock.timing.files import Found
    from paddock.timing.importing import Imported, Wish

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
ARTICLES = "articles"
"""The reader of files that are no timing: `paddock dossier` reads them."""
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
    done = bring_in(store, open_catalogue(folders), list(find_files(paths)), wish(reader, mapping, session or ""))
    if as_json:
        print_json({"archive": str(store.root), "files": [one.as_dict() for one in done]})
    else:
        print_imported(store, done)
    if any(one.outcome == "unread" for one in done) and not any(one.digest for one in done):
        raise typer.Exit(1)


def bring_in(store: Archive, facts: Catalogue, found: Sequence[Found | Finding], said: Wish) -> list[Imported]:
    """Import files with a progress bar on the error stream."""
    from paddock.timing.importing import import_files

    done: list[Imported] = []
    with counting_bar("Importing") as told:
        told(0, len(found))
        for one in import_files(store, facts, found, said):
            done.append(one)
            told(len(done), len(found))
    return done


def print_imported(store: Archive, done: Sequence[Imported]) -> None:
    """Print what an import came to: findings, counts, sessions, and the files whose session is not known."""
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
    cards = [
        card
        for card in store.cards()
        if card.reader != ARTICLES and (not season or (card.session or "").startswith(f"{season}/"))
    ]
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
