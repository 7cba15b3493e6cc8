"""The table of championship standings."""

from __future__ import annotations

from paddock.tables.table import Column, Table

STANDINGS = Table(
    "standings",
    "a competitor in a championship table after a round",
    ("after", "who", "status"),
    (
        Column("after", "int", "round after which the table stands", origin="derived"),
        Column(
            "position",
            "int",
            "position, one for several whom nothing parts; none for one who was struck from the table",
            nullable=True,
            origin="derived",
        ),
        Column(
            "kind", "text", "what the title is awarded to", origin="derived", allowed=("driver", "team", "make", "car")
        ),
        Column(
            "who",
            "text",
            "competitor: id, with the number of the car or the engine where the title goes by it",
            origin="derived",
        ),
        Column("points", "text", "points that count, exact: `25`, `12.5` or `43/7`", origin="derived"),
        Column("dropped", "text", "points that were scored and do not count, exact", origin="derived"),
        Column("status", "text", "whether the line counts", origin="derived", allowed=("listed", "excluded")),
    ),
)
