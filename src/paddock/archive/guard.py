"""Telling a question from anything else: one SELECT that only selects.

DuckDB counts as a SELECT also one whose common table expression writes a file (`WITH x AS (COPY …)`), and table
functions that run other statements or open logs. So the parsed question is looked at: known kinds of query and
known table functions pass, everything else does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from paddock.errors import BadRequest

if TYPE_CHECKING:
    import duckdb

_QUERIES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
_FUNCTIONS = frozenset(
    {
        *("range", "generate_series", "unnest", "json_each", "json_tree", "pragma_table_info", "read_parquet"),
        *("duckdb_tables", "duckdb_views", "duckdb_columns", "duckdb_functions", "duckdb_types", "duckdb_keywords"),
    }
)
_HINT = "Ask with one SELECT over the archive's tables, `files` and `findings`; `SHOW TABLES` names them."


def judge(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """Raise BadRequest unless a text is one SELECT that only selects; DuckDB's own error when it cannot be parsed."""
    import duckdb

    statements = duckdb.extract_statements(query)
    if len(statements) != 1:
        raise BadRequest(f"That is {len(statements) or 'no'} statements instead of one.", hint=_HINT)
    if statements[0].type != duckdb.StatementType.SELECT:
        kind = str(statements[0].type).rpartition(".")[2]
        raise BadRequest(f"Questions only: {kind} is not a SELECT.", hint=_HINT)
    row = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [query]).fetchone()
    try:
        parsed = json.loads(row[0]) if row else {"error": True}
    except RecursionError:
        raise BadRequest("That question is nested too deeply.") from None
    if parsed.get("error"):
        raise BadRequest(f"Questions only: {parsed.get('error_message', 'this is not one')}", hint=_HINT)
    for node in _nodes(parsed):
        kind = node["type"]
        if kind.endswith("_NODE") and kind not in _QUERIES:
            raise BadRequest(f"Questions only: {kind.partition('_')[0]} within a SELECT is refused.", hint=_HINT)
        if kind == "TABLE_FUNCTION":
            name = str(node.get("function", {}).get("function_name", "")).lower()
            if name not in _FUNCTIONS:
                raise BadRequest(f"The table function {name} is not for questions to the archive.", hint=_HINT)


def _nodes(parsed: object) -> Iterator[dict[str, Any]]:
    """Yield everything in a parsed question that has a kind."""
    stack = [parsed]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            if isinstance(one.get("type"), str):
                yield one
            stack.extend(one.values())
        elif isinstance(one, list):
            stack.extend(one)
