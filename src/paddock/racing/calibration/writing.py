"""A parameter set as TOML: a legend first, then the figures, each on its line."""

from __future__ import annotations

import datetime as dt
import inspect
import json
from collections.abc import Mapping, Sequence
from typing import Any

from paddock.racing.parameters import (
    LEVELS,
    CircuitFigures,
    ClassFigures,
    EventFigures,
    Figure,
    NeutralFigures,
    ParameterSet,
    Quantiles,
)

PARTS = (
    ("The set", ParameterSet),
    ("[classes.CLASS]", ClassFigures),
    ("[events.KIND]", EventFigures),
    ("[neutral.FLAG]", NeutralFigures),
    ("[circuits.ID]", CircuitFigures),
)


def to_toml(parameters: ParameterSet) -> str:
    """Return a set as the text of a TOML file that `read_parameters` reads back to the same set."""
    lines = [*_legend(parameters), ""]
    values = dict(parameters)
    flat = {name: value for name, value in values.items() if not isinstance(value, Mapping)}
    lines += _fields(flat)
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            lines += _table((name,), value)
    return "\n".join(lines) + "\n"


def _legend(parameters: ParameterSet) -> list[str]:
    """Return the head of the file: what stands where, in which unit, from where."""
    told = [
        f"Parameters of the race model: {parameters.name}.",
        "",
        "A figure is { value, low, high, n, origin, why }: its 95 % interval, the observations it rests on, and",
        "whether it was fitted (nothing said), pooled from elsewhere or assumed, and why.  A distribution is",
        "{ values, n } with its values at the shares",
        ", ".join(f"{one:g}" for one in LEVELS) + ".",
        "Names that end in _ms are milliseconds, _min minutes, _per_h per hour, _laps laps, _share and _factor",
        "shares of a lap time; a positive cost is time lost.",
    ]
    for title, part in PARTS:
        told += ["", f"{title}: {inspect.getdoc(part)}"]
    return [f"# {line}".rstrip() for text in told for line in text.split("\n")]


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
    return isinstance(value, Mapping | ClassFigures | EventFigures | NeutralFigures | CircuitFigures)


def _fields(values: Mapping[str, Any]) -> list[str]:
    return [f"{_key(name)} = {_value(value)}" for name, value in values.items() if value not in (None, "", ())]


def _value(value: Any) -> str:
    if isinstance(value, Figure):
        text = _inline(value, ("value", "low", "high", "n", "origin", "why"))
    elif isinstance(value, Quantiles):
        text = _inline(value, ("values", "n", "origin", "why"))
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


def _inline(record: Figure | Quantiles, names: Sequence[str]) -> str:
    usual = {"n": 0, "origin": "fitted", "why": "", "low": None, "high": None}
    told = [
        f"{name} = {_value(value)}" for name in names if (value := getattr(record, name)) != usual.get(name, "nothing")
    ]
    return f"{{ {', '.join(told)} }}"


def _key(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() and name.isascii() else json.dumps(name)
