"""The views a question may ask: every declared table over its Parquet files, `files` and `findings`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.archive.cards import Card
from paddock.archive.places import Places
from paddock.errors import BadRequest
from paddock.tables import Table

if TYPE_CHECKING:
    import duckdb

_TYPES = {
    "text": "VARCHAR",
    "int": "BIGINT",
    "float": "DOUBLE",
    "bool": "BOOLEAN",
    "date": "DATE",
    "texts": "VARCHAR[]",
    "dates": "DATE[]",
    "ints": "BIGINT[]",
}
_FINDING = ("level", "code", "message", "where", "hint")


class Vanished(BadRequest):
    """A file went away between finding and reading it."""


def set_up(
    connection: duckdb.DuckDBPyConnection, places: Places, cards: Sequence[Card], declared: Mapping[str, Table]
) -> dict[str, BadRequest]:
    """Make the views, then shut the door. Returns the tables that cannot be asked, and why."""
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET temp_directory = ''")  # else it spills into the folder one stands in
    connection.execute("CREATE SCHEMA paddock")
    connection.execute("CREATE TABLE paddock.places (path VARCHAR, session VARCHAR, digest VARCHAR)")
    _files(connection, cards, declared)
    _findings(connection, cards)
    broken = {}
    for name, table in declared.items():
        found = [(places.table(card, name), card) for card in cards if name in card.tables]
        why = next((why for path, card in found if (why := _unfit(path, card, name))), None)
        if why:
            broken[name] = why
        else:
            _view(connection, name, table, found)
    folder = str(places.tables)
    allowed = ", ".join(sorted({_text(folder), _text(_escaped(folder))}))
    connection.execute(f"SET allowed_directories = [{allowed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    connection.execute("BEGIN TRANSACTION READ ONLY")
    return broken


def _unfit(path: Path, card: Card, table: str) -> BadRequest | None:
    """Return why a stored table cannot be asked, as far as its size tells; the archive's check looks closer."""
    try:
        if path.stat().st_size == card.tables[table].size:
            return None
    except FileNotFoundError:
        return Vanished(f"{path}: missing, the {table} of {card.name}.", hint="Import that file again.")
    except OSError as error:
        return BadRequest(f"{path}: cannot be read: {error.strerror or error}.")
    return BadRequest(f"{path}: damaged, the {table} of {card.name}.", hint="Import that file again.")


def _view(connection: duckdb.DuckDBPyConnection, name: str, table: Table, found: Sequence[tuple[Path, Card]]) -> None:
    """Make the view of a table: its rows in all files, with the session their card names, and the file."""
    own = [column.name for column in table.columns if column.name not in {"session", "file"}]
    if not found:
        types = {column.name: _TYPES[column.kind] for column in table.columns}
        nulls = ", ".join(f"NULL::{types[one]} AS {_name(one)}" for one in own)
        connection.execute(
            f"CREATE VIEW {_name(name)} AS SELECT NULL::VARCHAR AS session, NULL::VARCHAR AS file, {nulls} WHERE false"
        )
        return
    _insert(connection, "paddock.places", ((str(path), _whole(card.session), card.digest) for path, card in found))
    # the name of the file is one value for all its rows, so files of other sessions are passed over unopened
    paths = ", ".join(_text(_escaped(str(path))) for path, _ in found)
    columns = ", ".join(f"rows.{_name(one)}" for one in own)
    connection.execute(
        f"CREATE VIEW {_name(name)} AS SELECT places.session, places.digest AS file, {columns}"
        f" FROM read_parquet([{paths}], hive_partitioning = false, union_by_name = false) AS rows"
        " LEFT JOIN paddock.places AS places ON places.path = rows.filename"
    )


def _files(connection: duckdb.DuckDBPyConnection, cards: Sequence[Card], declared: Mapping[str, Table]) -> None:
    """Make the view `files`: one row per file, with the rows it has in each table."""
    counted = [name for name, table in declared.items() if any(column.name == "file" for column in table.columns)]
    counts = "".join(f", {_name(name + '_rows')} BIGINT" for name in counted)
    connection.execute(
        "CREATE TABLE paddock.files (digest VARCHAR, name VARCHAR, names VARCHAR[], session VARCHAR, reader VARCHAR,"
        f" reader_version BIGINT, form VARCHAR, size BIGINT, imported TIMESTAMP{counts})"
    )
    _insert(
        connection,
        "paddock.files",
        (
            (
                card.digest,
                _whole(card.name),
                [_whole(name) for name in card.names],
                _whole(card.session),
                card.reader or None,
                card.reader_version if card.reader else None,
                _whole(card.form) or None,
                card.size,
                card.imported.removesuffix("Z"),
                *(card.rows.get(name, 0) for name in counted),
            )
            for card in cards
        ),
    )
    connection.execute("CREATE VIEW files AS FROM paddock.files")


def _findings(connection: duckdb.DuckDBPyConnection, cards: Sequence[Card]) -> None:
    """Make the view `findings`: one row per finding of the readers."""
    connection.execute(
        "CREATE TABLE paddock.findings (digest VARCHAR, session VARCHAR, level VARCHAR, code VARCHAR,"
        " message VARCHAR, place VARCHAR, hint VARCHAR)"
    )
    rows = (
        (card.digest, _whole(card.session), *(_whole(str(one.get(key, ""))) for key in _FINDING))
        for card in cards
        for one in card.findings
    )
    _insert(connection, "paddock.findings", rows)
    connection.execute("CREATE VIEW findings AS FROM paddock.findings")


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Put rows into a table; by columns, since DuckDB takes single rows slowly."""
    columns = list(zip(*rows, strict=True))
    if columns:
        marks = ", ".join("unnest(?)" for _ in columns)
        connection.execute(f"INSERT INTO {table} SELECT {marks}", [list(column) for column in columns])


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _escaped(path: str) -> str:
    """Return a path that means itself where DuckDB takes patterns."""
    return "".join(f"[{one}]" if one in "*?[" else one for one in path)


def _whole(text: str | None) -> str | None:
    """Return text that every encoding knows: a file name may hold bytes that are not text."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode("utf-8")
