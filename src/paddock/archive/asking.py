"""Questions in SQL: DuckDB over the archive's Parquet files, unable to write or to look elsewhere.

The files are read where they lie. Opening a thousand of them takes a tenth of a second, so they are not merged.
The connection may open the archive's tables and nothing else, and its settings are locked; since DuckDB lets a
SELECT write files through a common table expression or a table function, `guard` looks at the question first.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from paddock.archive.cards import Card
from paddock.archive.guard import judge
from paddock.archive.places import Places
from paddock.archive.views import Vanished, set_up
from paddock.errors import BadRequest, MissingExtra
from paddock.findings import Finding
from paddock.tables import Table

if TYPE_CHECKING:
    import duckdb
    import polars as pl

T = TypeVar("T")
_PLAIN = re.compile(
    r"(U?(BIG|INTEGER|SMALL|TINY)(INT)?|HUGEINT|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\)|VARCHAR|BOOLEAN|DATE|TIME|BLOB|UUID"
    r'|TIMESTAMP(_NS|_MS|_S| WITH TIME ZONE)?|ENUM\(.*\)|"NULL"|JSON)(\[\])*'
)


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The answer to a question in SQL.

    frame: the rows as a Polars frame; columns of one name are told apart by a number.  types: DuckDB's type of each
    column.  findings: what was left out of the question and why.
    """

    frame: pl.DataFrame
    types: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return tuple(self.frame.columns)

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """Return the rows as Python values."""
        return self.frame.rows()


def ask(
    places: Places,
    cards: Sequence[Card],
    declared: Mapping[str, Table],
    query: str,
    findings: Sequence[Finding],
) -> Answer:
    """Answer a question over the tables of these cards; see `Archive.sql`."""
    try:
        import duckdb
    except ImportError:
        raise MissingExtra("duckdb", "archive") from None
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "python_enable_replacements": False,  # else a query reads the variables of the calling program
        },
    )
    broken: Mapping[str, BadRequest] = {}
    try:
        judge(connection, query)
        broken = set_up(connection, places, cards, declared)
        frame, types = _waiting(connection, lambda: _frame(connection.sql(query)))
    except duckdb.Error as error:
        raise _told(connection, error, query, broken) from None
    finally:
        connection.close()
    return Answer(frame, types, tuple(findings))


def _waiting(connection: duckdb.DuckDBPyConnection, question: Callable[[], T]) -> T:
    """Return what a question comes to, ready to give it up: Ctrl-C interrupts it however long it would take.

    DuckDB itself notices Ctrl-C only between two steps of its work, each of which may take for ever.
    """
    came: list[T] = []
    wrong: list[BaseException] = []
    done = threading.Event()

    def work() -> None:
        try:
            came.append(question())
        except BaseException as error:  # handed on below
            wrong.append(error)
        finally:
            done.set()

    threading.Thread(target=work, name="paddock-sql", daemon=True).start()
    try:
        while not done.wait(0.1):  # with a limit, since on some systems only that lets Ctrl-C through
            pass
    except BaseException:
        while not done.is_set():  # again and again: one that comes before the work has begun is lost
            with contextlib.suppress(KeyboardInterrupt):
                connection.interrupt()
                done.wait(0.05)
        raise
    if wrong:
        raise wrong[0]
    return came[0]


class _Stream:
    """The result as Polars takes it. Given the relation itself, Polars keeps its class and DuckDB complains at exit."""

    def __init__(self, relation: duckdb.DuckDBPyRelation) -> None:
        self._relation = relation

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._relation.__arrow_c_stream__(requested_schema)


def _frame(relation: duckdb.DuckDBPyRelation) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return a result as a frame, and DuckDB's type of each column."""
    import polars as pl

    types = tuple(str(one) for one in relation.types)
    names = _apart(relation.columns)
    if names == relation.columns and all(_PLAIN.fullmatch(one) for one in types):
        frame = pl.DataFrame(_Stream(relation))
    else:  # a type or names Arrow and Polars do not share: value by value
        rows = relation.fetchall()
        columns = zip(*rows, strict=True) if rows else [()] * len(names)
        frame = pl.DataFrame(
            {
                name: [value if _PLAIN.fullmatch(kind) or value is None else str(value) for value in values]
                for name, kind, values in zip(names, types, columns, strict=True)
            },
            strict=False,
            infer_schema_length=None,
        )
    for name, kind in zip(names, types, strict=True):
        if kind == "HUGEINT":  # what sum() of whole numbers gives
            column = frame[name].cast(pl.Int64, strict=False)
            if column.null_count() == frame[name].null_count():
                frame = frame.with_columns(column)
    return frame, types


def _apart(names: Sequence[str]) -> list[str]:
    """Return names with those that come again numbered: a, a_1, a_2."""
    found: list[str] = []
    for name in names:
        number, apart = 0, name
        while apart in found:
            number += 1
            apart = f"{name}_{number}"
        found.append(apart)
    return found


def _told(
    connection: duckdb.DuckDBPyConnection, error: duckdb.Error, query: str, broken: Mapping[str, BadRequest]
) -> BadRequest:
    """Return DuckDB's complaint with what there is to ask for."""
    import duckdb

    said = str(error).strip()
    if isinstance(error, duckdb.IOException):
        return Vanished(said, hint="Look the archive through with its check.")
    for name, why in broken.items():
        if isinstance(error, duckdb.CatalogException) and _names(query, name):
            return why
    hint = ""
    if isinstance(error, duckdb.PermissionException):
        hint = "A question reads the archive's tables and nothing else."
    elif "parquet" in said.lower():
        hint = "A stored table may be damaged: look the archive through with its check."
    elif isinstance(error, (duckdb.CatalogException, duckdb.BinderException)):
        hint = _what_there_is(connection, query, tables="Table with name" in said)
    return BadRequest(said, hint=hint)


def _what_there_is(connection: duckdb.DuckDBPyConnection, query: str, *, tables: bool) -> str:
    """Return the names of the views, or the columns of those a question speaks of."""
    views = dict(connection.cursor().execute(_VIEWS).fetchall())
    if tables:
        return f"There are: {', '.join(views)}."
    return "\n".join(f"{name} has: {', '.join(views[name])}." for name in views if _names(query, name))


def _names(query: str, view: str) -> bool:
    """Tell whether a question speaks of a view."""
    return re.search(rf"\b{re.escape(view)}\b", query, re.IGNORECASE) is not None


_VIEWS = (
    "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()"
    " WHERE schema_name = 'main' AND NOT internal GROUP BY table_name ORDER BY table_name"
)
