"""Records of figures as TOML: a legend first, then the figures, each on its line."""

from __future__ import annotations

import datetime as dt
import inspect
import json
from collections.abc import Mapping, Sequence
from typing import Any

from paddock.model.base import Record

USUAL = {"n": 0, "origin": "fitted", "why": "", "low": None, "high": None}
"""What a figure says when it does not say it."""


def to_text(record: Record, legend: Sequence[str]) -> str:
    """Return a record as the text of a TOML file that reads back to the same record; legend: lines of its head."""
    lines = [*(f"# {line}".rstrip() for text in legend for line in text.split("\n")), ""]
    values = dict(record)
    lines += _fields({name: value for name, value in values.items() if not isinstance(value, Mapping)})
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            lines += _table((name,), value)
    return "\n".join(lines) + "\n"


def told(part: type[Record]) -> str:
    """Return what a record is, as its docstring has it."""
    return inspect.getdoc(part) or ""


def _table(path: Sequence[str], values: Mapping[str, Any]) -> list[str]:
    """Return a table and those within it."""
    plain = {name: value for name, value in values.items() if not _is_table(value)}
    nested = {name: value for name, value in values.items() if _is_table(value)}
    lines: list[str] = []
    if plain:
        lines += ["", f"[{'.'.join(_key(one) for one in path)}]", *_fields(plain)]
    for name, value in nested.items():
        lines += _table((*path, name), dict(value))
    return lines


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, Record) and not hasattr(value, "origin"))


def _fields(values: Mapping[str, Any]) -> list[str]:
    return [f"{_key(name)} = {_value(value)}" for name, value in values.items() if value not in (None, "", ())]


def _value(value: Any) -> str:
    if isinstance(value, Record):
        said = {name: one for name, one in dict(value).items() if one != USUAL.get(name, "nothing")}
        text = f"{{ {', '.join(f'{name} = {_value(one)}' for name, one in said.items())} }}"
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, dt.date):
        text = value.isoformat()
    elif isinstance(value, int | float):
        text = repr(int(value)) if isinstance(value, float) and value.is_integer() else repr(value)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        # Rows of a table stand on lines of their own.
        rows = [_value(one) for one in value]
        deep = bool(value) and isinstance(value[0], Sequence) and not isinstance(value[0], str)
        text = "[\n" + "".join(f"  {row},\n" for row in rows) + "]" if deep else f"[{', '.join(rows)}]"
    else:
        # A TOML string escapes as JSON does.
        text = json.dumps(str(value), ensure_ascii=False)
    return text


def _key(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() and name.isascii() else json.dumps(name)
