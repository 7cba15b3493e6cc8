"""The contracts of tidy tables: what a frame of each must be, and that a stray one is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from conftest import RunCli
from paddock.tables import CLASHES, MEETINGS, TABLES, Column, Table

D = dt.date
GOOD: dict[str, dict[str, Any]] = {
    "clashes": {
        "a": "x-2024/m",
        "b": "y-2024/m",
        "kind": "tight",
        "shared_days": [],
        "race_days": [],
        "free_days": 2,
        "days_needed": 3,
        "distance_km": 8000.5,
        "zone_shift_h": -6.0,
        "classes_a": ["gt3"],
        "classes_b": [],
        "regulations": [],
    },
    "meetings": {
        "meeting": "x-2024/m",
        "season": "x-2024",
        "name": "M",
        "first_day": D(2024, 5, 1),
        "last_day": D(2024, 5, 3),
        "race_days": [D(2024, 5, 3)],
        "circuit": "spa",
        "country": "BE",
        "classes": ["gt3"],
        "status": "official",
        "confidence": "several",
        "held": True,
    },
}

SAMPLE: dict[str, Any] = {
    "text": "a",
    "int": 1,
    "float": 1.5,
    "bool": True,
    "date": D(2024, 5, 1),
    "texts": ["a"],
    "dates": [D(2024, 5, 1)],
    "ints": [1, 2],
}
GOOD |= {
    name: {column.name: next(iter(column.allowed), SAMPLE[column.kind]) for column in table.columns}
    for name, table in TABLES.items()
    if name not in GOOD
}


@pytest.mark.parametrize("name", TABLES)
def test_a_good_row_makes_a_good_frame(name: str) -> None:
    """The columns are the declared ones, in their order, and hold what was put in."""
    table = TABLES[name]
    assert set(GOOD[name]) == {column.name for column in table.columns}
    frame = table.frame([GOOD[name]])
    assert frame.columns == [column.name for column in table.columns]
    assert frame.to_dicts() == [GOOD[name]]


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_frame_has_its_columns(name: str) -> None:
    """No clash is an answer: the frame is empty, not without columns or types."""
    empty, full = TABLES[name].frame([]), TABLES[name].frame([GOOD[name]])
    assert empty.height == 0
    assert empty.schema == full.schema


@pytest.mark.parametrize(
    ("name", "column"), [(table.name, column) for table in TABLES.values() for column in table.columns]
)
def test_a_value_may_be_missing_only_where_declared(name: str, column: Column) -> None:
    """`nullable` is a promise to whoever computes with the column."""
    row = {**GOOD[name], column.name: None}
    if column.nullable:
        assert TABLES[name].frame([row])[column.name].null_count() == 1
    else:
        with pytest.raises(ValueError, match=rf"{name}\.{column.name}: a value is missing"):
            TABLES[name].frame([row])


@pytest.mark.parametrize(
    ("name", "column"),
    [(table.name, column) for table in TABLES.values() for column in table.columns if column.allowed],
)
def test_only_declared_values_are_taken(name: str, column: Column) -> None:
    """Every allowed value passes and another does not."""
    for value in column.allowed:
        assert TABLES[name].frame([{**GOOD[name], column.name: value}]).height == 1
    with pytest.raises(ValueError, match=rf"{name}\.{column.name}: a value is none of"):
        TABLES[name].frame([{**GOOD[name], column.name: "perhaps"}])


@pytest.mark.parametrize("name", TABLES)
def test_the_key_tells_rows_apart(name: str) -> None:
    """Two rows with one key would be counted twice by whoever joins on it."""
    with pytest.raises(ValueError, match="two rows share"):
        TABLES[name].frame([GOOD[name], GOOD[name]])
    first = TABLES[name].key[0]
    other = {**GOOD[name], first: 2 if isinstance(GOOD[name][first], int | float) else "z-2024/m"}
    assert TABLES[name].frame([GOOD[name], other]).height == 2


@pytest.mark.parametrize("name", TABLES)
def test_a_frame_of_another_shape_is_refused(name: str) -> None:
    """A missing column or another type is named."""
    table = TABLES[name]
    frame = table.frame([GOOD[name]])
    for column in table.columns:
        with pytest.raises(ValueError, match=f"column {column.name} is missing"):
            table.check(frame.drop(column.name))
        with pytest.raises(ValueError, match=rf"{name}\.{column.name}: "):
            table.check(frame.with_columns(pl.lit(b"x").alias(column.name)))


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_described(name: str) -> None:
    """The declaration is the documentation: each column has a meaning, each distance and span of time its unit."""
    table = TABLES[name]
    assert set(table.key) <= {column.name for column in table.columns}
    assert len({column.name for column in table.columns}) == len(table.columns)
    for column in table.columns:
        assert column.meaning
        if column.name.endswith(("_km", "_h", "_days", "days_needed")) and column.kind in {"int", "float"}:
            assert column.unit in {"km", "h", "d"}


def test_the_describe_command_says_what_the_declaration_says(run_cli: RunCli) -> None:
    """`paddock describe` cannot drift from the tables: it prints them."""
    result = run_cli("describe", "clashes", "--json")
    assert result.code == 0
    import json

    assert json.loads(result.out) == [CLASHES.as_dict()]
    assert [one["table"] for one in json.loads(run_cli("describe", "--json").out)] == list(TABLES)
    text = run_cli("describe", "meetings").out
    assert all(column.name in text for column in MEETINGS.columns)


def test_a_table_of_ones_own_works_alike() -> None:
    """Declared once is enough: nothing else has to know a new table."""
    table = Table("laps", "a lap", ("car", "lap"), (Column("car", "text", "car"), Column("lap", "int", "lap", "laps")))
    assert table.frame([{"car": "1", "lap": n} for n in (1, 2)]).height == 2
    with pytest.raises(ValueError, match="two rows share car, lap"):
        table.frame([{"car": "1", "lap": 1}] * 2)


@pytest.mark.parametrize("name", [name for name in TABLES if name not in {"clashes", "meetings"}])
def test_a_timing_table_says_what_is_measured(name: str) -> None:
    """Every column of timing is measured, derived or imputed, never a catalogue fact; a time says its unit."""
    for column in TABLES[name].columns:
        assert column.origin != "fact", column.name
        if column.name.endswith("_ms"):
            assert column.unit == "ms", column.name
            assert column.kind in {"int", "ints"}, column.name


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_frame_can_be_had_at_once(name: str) -> None:
    """What reads nothing gives the declared columns, not none."""
    table = TABLES[name]
    assert table.empty().schema == table.frame([]).schema == pl.Schema(table.schema)


@pytest.mark.parametrize("name", TABLES)
def test_conforming_orders_types_and_fills_columns(name: str) -> None:
    """A frame with only what may not be missing, in any order, becomes one of the table; less is refused."""
    table = TABLES[name]
    needed = [column.name for column in table.columns if not column.nullable]
    frame = table.frame([GOOD[name]]).select(reversed(needed)).with_columns(pl.lit(1).alias("of nobody"))
    made = table.conform(frame)
    assert made.schema == pl.Schema(table.schema)
    assert made.select(needed).row(0) == table.frame([GOOD[name]]).select(needed).row(0)
    with pytest.raises(ValueError, match=f"{needed[0]} is missing"):
        table.conform(frame.drop(needed[0]))
