"""What the timing commands share: the session or files they are about, and how a table leaves them."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.cli.files import write_bytes
from paddock.cli.options import CatalogueOption, JsonOption, open_catalogue
from paddock.cli.out import as_json, console, print_findings, print_json, wide_console
from paddock.errors import BadRequest
from paddock.findings import Finding
from paddock.units import listed

if TYPE_CHECKING:
    import polars as pl

    from paddock.reports.session import SessionView
    from paddock.timing.importing import Wish

TargetArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="SESSION|FILE…", help="A session of the archive (wec-2024/fuji/race), or timing files of one session."
    ),
]
ArchiveOption = Annotated[
    Path | None,
    typer.Option(
        "--archive",
        metavar="FOLDER",
        help="Where timing and articles are kept (default: PADDOCK_ARCHIVE, else the system's folder for such data).",
    ),
]
SeriesOption = Annotated[
    str | None, typer.Option(help="Whose rules apply, e.g. wec (default: told by the session or the classes).")
]
KindOption = Annotated[
    str | None, typer.Option(help="race, qualifying or practice (default: told by the session or by how it began).")
]
ReaderOption = Annotated[
    str | None, typer.Option("--reader", help="Read with this reader whatever the file looks like.")
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="COLUMN=NAME",
        help="What a column of a plain table is called there: --map car=Startnummer; once for each.",
    ),
]
CsvOption = Annotated[bool, typer.Option("--csv", help="Answer as CSV.")]
ParquetOption = Annotated[bool, typer.Option("--parquet", help="Answer as Parquet; give --out FILE with it.")]
OutOption = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the answer into a file.")]


@dataclass(frozen=True, slots=True)
class Format:
    """In which form an answer is wanted, and where to."""

    as_json: bool = False
    as_csv: bool = False
    as_parquet: bool = False
    out: Path | None = None

    def __post_init__(self) -> None:
        if self.as_json + self.as_csv + self.as_parquet > 1:
            raise BadRequest("Ask for one of --json, --csv and --parquet.")
        if self.as_parquet and self.out is None and sys.stdout.isatty():
            raise BadRequest("Parquet is not for a terminal.", hint="Add --out FILE, or pipe it on.")

    @property
    def for_people(self) -> bool:
        """Whether somebody reads it in a terminal."""
        return not (self.as_json or self.as_csv or self.as_parquet)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reading command is asked: of which session, with which facts, and how to answer."""

    view: SessionView
    facts: Catalogue
    how: Format


def reading(function: Callable[..., None]) -> Callable[..., None]:
    """Return a command that opens a session with the options all readings share, and calls a function of `Asked`.

    function: takes `Asked` and options of its own, each annotated for Typer; its docstring is the command's help.
    """
    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]

    def shared(
        target: TargetArgument,
        series: SeriesOption = None,
        kind: KindOption = None,
        reader: ReaderOption = None,
        mapping: MapOption = None,
        archive: ArchiveOption = None,
        folders: CatalogueOption = None,
        as_json: JsonOption = False,
        as_csv: CsvOption = False,
        as_parquet: ParquetOption = False,
        out: OutOption = None,
    ) -> None:
        """Hold the options; never called."""

    first, *rest = inspect.signature(shared, eval_str=True).parameters.values()

    def run(**given: Any) -> None:
        how = Format(given.pop("as_json"), given.pop("as_csv"), given.pop("as_parquet"), given.pop("out"))
        facts = open_catalogue(given.pop("folders"))
        view = open_target(
            given.pop("target"),
            facts,
            archive=given.pop("archive"),
            results=given.pop("results", None),
            said=wish(given.pop("reader"), given.pop("mapping")),
            series=given.pop("series"),
            kind=given.pop("kind"),
        )
        function(Asked(view, facts, how), **given)

    parameters = [first, *own, *rest]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    run.__name__, run.__doc__ = function.__name__, function.__doc__
    return run


def open_archive(folder: Path | None) -> Archive:
    """Return the archive that a command's options ask for."""
    return Archive.at(folder)


def wish(reader: str | None, mapping: Sequence[str] | None, session: str = "") -> Wish:
    """Return what the user says of files.  Raises BadRequest when a mapping is not COLUMN=NAME."""
    from paddock.timing.importing import Wish

    options: dict[str, str] = {}
    for one in mapping or ():
        column, equals, name = one.partition("=")
        if not (equals and column.strip() and name.strip()):
            raise BadRequest(
                f"--map {one} is not COLUMN=NAME.", hint="For example: --map car=Startnummer --map lap=Runde."
            )
        options[column.strip()] = name.strip()
    return Wish(session, reader or "", options)


def open_target(
    target: Sequence[str],
    catalogue: Catalogue,
    *,
    archive: Path | None = None,
    results: Sequence[Path] | None = None,
    said: Wish | None = None,
    series: str | None = None,
    kind: str | None = None,
) -> SessionView:
    """Return the session that a command is about: of the archive, or read from files.

    results: further files of the session, usually its published result.
    """
    from paddock.reports.session import SessionView
    from paddock.timing.naming import SESSION_ID
    from paddock.timing.opening import open_archived, open_files

    paths = [Path(one) for one in target]
    if len(target) == 1 and SESSION_ID.fullmatch(target[0]) and not os.path.exists(target[0]):
        data = open_archived(open_archive(archive), catalogue, target[0])
        if results:
            more = open_files(results, catalogue, said)
            data = replace(data, results=more.results, findings=(*data.findings, *more.findings))
    else:
        data = open_files([*paths, *(results or ())], catalogue, said)
    if results and not data.results.height:
        raise BadRequest(
            f"There is no result in {listed(str(path) for path in results)}.",
            hint="--results takes a published result or classification.",
        )
    if series:
        data = replace(data, series=series)
    if kind:
        data = replace(data, kind=kind)
    return SessionView(data)


def need_laps(view: SessionView) -> SessionView:
    """Return the session when it has laps.  Raises BadRequest when it has none."""
    if not view.laps.height:
        raise BadRequest(
            f"There are no laps in {view.id or 'these files'}.", hint="This needs a lap file; results alone do not do."
        )
    return view


def narrowed(
    view: SessionView, frame: pl.DataFrame, cars: Sequence[str] | None, classes: Sequence[str] | None
) -> pl.DataFrame:
    """Return the rows of some cars and classes; none of a car that is in the session and not in the frame.

    Raises BadRequest for a car or class that is not in the session.
    """
    for column, wanted in (("car", cars), ("class", classes)):
        if not wanted:
            continue
        there = set(view.laps[column].drop_nulls())
        missing = [one for one in wanted if one not in there]
        if missing:
            has = ", ".join(sorted(there)) or f"no {column} at all"
            raise BadRequest(f"There is no {column} {missing[0]} here.", hint=f"There is {has}.")
        if column not in frame.columns:
            raise BadRequest(f"This is not told by {column}.", hint=f"Leave out --{column}.")
        frame = frame.filter(frame[column].is_in(list(wanted)))
    return frame


def give_json(content: object, out: Path | None) -> None:
    """Write JSON to standard output or into a file."""
    if out is None:
        print_json(content)
    else:
        write_bytes(as_json(content).encode(errors="backslashreplace"), out)


def answer(
    name: str,
    frame: pl.DataFrame,
    how: Format,
    *,
    findings: Sequence[Finding] = (),
    show: Sequence[str] | None = None,
    title: str = "",
    least: str = "warning",
) -> None:
    """Give a table out as asked: JSON, CSV, Parquet, or a table for people with some of its columns.

    name: what the rows are, the key of the JSON answer.  show: columns for people; all of them when not given.
    """
    if how.as_json:
        give_json({name: frame.to_dicts(), "findings": [one.as_dict() for one in findings]}, how.out)
        return
    if not how.for_people or how.out:
        write_bytes(as_bytes(frame, parquet=how.as_parquet), how.out)
        print_findings(tuple(findings), least=least)
        return
    from paddock.cli.shown import present, print_table

    out = console() if sys.stdout.isatty() or "COLUMNS" in os.environ else wide_console()
    if frame.height:
        print_table(frame.select(present(frame, show or frame.columns)), out, title)
    else:
        out.print("Nothing to tell.")
    print_findings(tuple(findings), least=least)


def as_bytes(frame: pl.DataFrame, *, parquet: bool) -> bytes:
    """Return a frame as Parquet or CSV; in CSV the values of a list are separated by `|`, bytes are hexadecimal."""
    import io

    import polars as pl

    buffer = io.BytesIO()
    if parquet:
        frame.write_parquet(buffer)
    else:
        lists = [name for name, dtype in frame.schema.items() if dtype.base_type() is pl.List]
        raw = [name for name, dtype in frame.schema.items() if dtype == pl.Binary]
        flat = frame.with_columns(
            *(pl.col(name).cast(pl.List(pl.String)).list.join("|") for name in lists),
            *(pl.col(name).bin.encode("hex") for name in raw),
        )
        flat.write_csv(buffer)
    return buffer.getvalue()
