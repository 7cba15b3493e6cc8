"""What a tidy table is: columns declared once, used to build, check and describe frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import polars as pl

Kind = Literal["text", "int", "float", "bool", "date", "texts", "dates", "ints"]
Origin = Literal["measured", "derived", "imputed", "fact"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, unit, meaning and where its values come from.

    kind: type of a value (`texts`, `dates` and `ints` are lists).  unit: e.g. "km", empty when it has none.
    nullable: whether a value may be missing.  origin: `fact` from the catalogue, `measured` as the source printed it,
    `derived` by paddock from those, `imputed` where paddock put in what the source lacks.
    allowed: the values it may take, empty for any.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    nullable: bool = False
    origin: Origin = "fact"
    allowed: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the column as plain JSON values."""
        return {
            "name": self.name,
            "type": self.kind,
            "unit": self.unit,
            "nullable": self.nullable,
            "origin": self.origin,
            "allowed": list(self.allowed),
            "meaning": self.meaning,
        }


@dataclass(frozen=True, slots=True)
class Table:
    """A tidy table: one row per thing named in `row`, told apart by `key`.

    version: grows when columns or their meaning change, so that stored tables can be told from older ones.
    """

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    version: int = 1

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Return the columns with their Polars types, in order."""
        return {column.name: _dtype(column.kind) for column in self.columns}

    def empty(self) -> pl.DataFrame:
        """Return a frame with the declared columns and no rows."""
        import polars as pl

        return pl.DataFrame(schema=self.schema)

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a frame with the declared columns only, in order and typed; a nullable column it lacks is null.

        Unlike `frame` and `check` it looks at no value: it is for frames made by code whose values are known good.
        Raises ValueError when a column that may not be null is missing.
        """
        import polars as pl

        picked: list[pl.Expr | str] = []
        has = frame.schema
        for column in self.columns:
            dtype = _dtype(column.kind)
            if has.get(column.name) == dtype:
                picked.append(column.name)
            elif column.name in has:
                picked.append(pl.col(column.name).cast(dtype))
            elif column.nullable:
                picked.append(pl.lit(None, dtype=dtype).alias(column.name))
            else:
                raise ValueError(f"{self.name}: column {column.name} is missing")
        return frame.select(picked)

    def frame(self, rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
        """Return rows as a Polars frame with the declared columns and types, in their order; checked."""
        import polars as pl

        names = [column.name for column in self.columns]
        kept = [{name: row.get(name) for name in names} for row in rows]
        frame = pl.DataFrame(kept, schema=self.schema)
        self.check(frame)
        return frame

    def check(self, frame: pl.DataFrame) -> None:
        """Raise ValueError when a frame is not of this table: a missing column, a null, a double key, a stray value."""
        import polars as pl

        for column in self.columns:
            if column.name not in frame.columns:
                raise ValueError(f"{self.name}: column {column.name} is missing")
            values = frame[column.name]
            if values.dtype != _dtype(column.kind):
                raise ValueError(f"{self.name}.{column.name}: {values.dtype} instead of {column.kind}")
            if not column.nullable and values.null_count():
                raise ValueError(f"{self.name}.{column.name}: a value is missing")
            if column.allowed and not values.drop_nulls().is_in(list(column.allowed)).all():
                raise ValueError(f"{self.name}.{column.name}: a value is none of {', '.join(column.allowed)}")
        if frame.select(pl.struct(self.key).is_duplicated().any()).item() if frame.height else False:
            raise ValueError(f"{self.name}: two rows share {', '.join(self.key)}")

    def as_dict(self) -> dict[str, object]:
        """Return the declaration as plain JSON values."""
        return {
            "table": self.name,
            "row": self.row,
            "version": self.version,
            "key": list(self.key),
            "columns": [column.as_dict() for column in self.columns],
        }


@cache
def _dtype(kind: Kind) -> Any:
    import polars as pl

    return {
        "text": pl.String,
        "int": pl.Int64,
        "float": pl.Float64,
        "bool": pl.Boolean,
        "date": pl.Date,
        "texts": pl.List(pl.String),
        "dates": pl.List(pl.Date),
        "ints": pl.List(pl.Int64),
    }[kind]
