"""Tables and values as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from paddock.units import printable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


LONGEST_WORD = 24
"""Words up to this length [characters] are not broken in a table."""
LONGEST_ID = 48
"""Ids in the first column up to this length [characters] are never broken; a path may be longer and is."""


def print_rows(rows: Sequence[dict[str, object]], out: Console) -> None:
    """Print rows as a table, or say that there is none."""
    if not rows:
        out.print("Nothing on record fits.")
        return
    out.print(
        grid([name.replace("_", " ") for name in rows[0]], [[word(value) for value in row.values()] for row in rows])
    )


def grid(heads: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> RenderableType:
    """Return a plain table; the first column (an id) is not broken."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=title or None, title_justify="left")
    body = [list(row) for row in rows]
    for number, head in enumerate(heads):
        longest = longest_word((head, *(row[number] for row in body)))
        whole = number == 0 and longest <= LONGEST_ID
        table.add_column(head, no_wrap=whole, overflow="fold", min_width=min(longest, LONGEST_WORD))
    for row in body:
        table.add_row(*(Text(printable(cell)) for cell in row))
    return table


def longest_word(cells: Iterable[str]) -> int:
    """Return the length of the longest word in some cells, at least 1 [characters]."""
    return max((len(one) for cell in cells for one in cell.split()), default=1)


def word(value: object) -> str:
    """Return a value as people read it."""
    if value is None:
        return "–"
    if isinstance(value, dict):
        return "; ".join(f"{key} {word(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(word(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def indented(lines: Sequence[str], by: int) -> RenderableType:
    """Return lines set in by some columns; what is too long for one line keeps the indent."""
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text("\n".join(line for line in lines if line)), (0, 0, 0, by), expand=False)
