"""A timing file as a table of text: its encoding, separator and header, and its rows with their line numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from paddock.findings import Finding
from paddock.timing.readers.form import Aside, Source

if TYPE_CHECKING:
    import polars as pl

SEPARATORS = (";", ",", "\t", "|")
HEAD = 65_536
"""How much of a file is looked at to recognise it [bytes]."""
SHOWN = 500
"""How much of an unreadable row is kept with it [characters]; the file itself keeps all of it."""


@dataclass(frozen=True)
class Sheet:
    """A file seen as a table of text.

    encoding: how its bytes were read.  clean: whether that needed no guess.  separator, header: of its first line that
    is not empty; header names are stripped, and a name that stands twice is told apart as `NAME (2)`.
    header_line: the line the header stands on, from 1; 0 when the file has none.
    """

    content: bytes
    encoding: str
    clean: bool
    separator: str
    header: tuple[str, ...]
    header_line: int

    @cached_property
    def names(self) -> frozenset[str]:
        """The names in the header."""
        return frozenset(name for name in self.header if name)

    @cached_property
    def text(self) -> str:
        """The whole file as text."""
        return self.content.decode(self.encoding, errors="replace").removeprefix("\ufeff")

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file, as text."""
        return self.text.splitlines() if "\r" in self.text else self.text.split("\n")

    def rows(self) -> Iterable[tuple[int, list[str]] | Aside]:
        """Yield each row below the header as (line, cells), or kept aside when its cells do not fit the header.

        Lines are read one by one, so that a stray quotation mark spoils its own row only.  A row may lack the empty
        cell that a trailing separator makes, or have more empty ones.  Empty lines are no rows.
        """
        width = len(self.header)
        for number, line in enumerate(self.lines, 1):
            if number <= self.header_line or not line.strip():
                continue
            try:
                cells = next(csv.reader([line], delimiter=self.separator, strict=True))
            except csv.Error as error:
                yield Aside(number, line[:SHOWN], f"cannot be split into cells: {error}")
                continue
            if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
                cells = cells[:width]
            if len(cells) == width - 1 and not self.header[-1]:
                cells.append("")
            if len(cells) != width:
                yield Aside(number, line[:SHOWN], f"has {len(cells)} cells where the header has {width}")
            else:
                yield number, cells

    def frame(self, columns: Sequence[str]) -> tuple[pl.DataFrame, list[Aside]]:
        """Return some columns as text with the column `line`, and the rows kept aside; empty cells are null.

        A regular file (UTF-8, no quotation marks, as many separators in each line as in the header) is handed to
        Polars; any other is read row by row.
        """
        import polars as pl

        if self._regular:
            names = [name or f"({number})" for number, name in enumerate(self.header)]
            try:
                frame = pl.read_csv(
                    self.content,
                    separator=self.separator,
                    quote_char=None,
                    has_header=False,
                    skip_rows=1,
                    schema=dict.fromkeys(names, pl.String()),
                )
            except pl.exceptions.PolarsError:
                # Some row has too many cells, and as the total is right another has too few.
                return self._read_slowly(columns)
            return frame.select(columns).with_row_index("line", offset=2).cast({"line": pl.Int64}), []
        return self._read_slowly(columns)

    @cached_property
    def _regular(self) -> bool:
        """Whether the file can be split by its separators alone."""
        content = self.content
        if self.encoding != "utf-8" or self.header_line != 1 or len(set(self.header)) != len(self.header):
            return False
        if any(odd in content for odd in (b'"', b"\0", b"\n\n", b"\n\r\n")) or not self.clean:
            return False
        returns = content.count(b"\r")
        if returns and returns != content.count(b"\r\n"):
            return False
        lines = content.count(b"\n") + (not content.endswith(b"\n"))
        return lines > 1 and content.count(self.separator.encode()) == lines * (len(self.header) - 1)

    def _read_slowly(self, columns: Sequence[str]) -> tuple[pl.DataFrame, list[Aside]]:
        import polars as pl

        places = [self.header.index(name) for name in columns]
        kept: list[list[str | None]] = []
        lines: list[int] = []
        aside: list[Aside] = []
        for row in self.rows():
            if isinstance(row, Aside):
                aside.append(row)
                continue
            line, cells = row
            lines.append(line)
            kept.append([cells[place] or None for place in places])
        schema = dict.fromkeys(columns, pl.String())
        frame = pl.DataFrame(kept, schema=schema, orient="row")
        return frame.insert_column(0, pl.Series("line", lines, dtype=pl.Int64)), aside


def look(content: bytes) -> Sheet:
    """Return a file as a table of text, from its first lines; a file that is none has an empty header."""
    encoding, clean = _encoding(content)
    head = content[: HEAD * (2 if encoding.startswith("utf-16") else 1)].decode(encoding, errors="replace")
    head = head.removeprefix("\ufeff")
    lines = head.splitlines()
    number = next((number for number, line in enumerate(lines, 1) if line.strip()), 0)
    if not number:
        return Sheet(content, encoding, clean, ";", (), 0)
    line = lines[number - 1]
    separator = max(SEPARATORS, key=line.count)
    try:
        cells = next(csv.reader([line], delimiter=separator))
    except csv.Error:
        return Sheet(content, encoding, clean, separator, (), 0)
    return Sheet(content, encoding, clean, separator, _told_apart(cell.strip() for cell in cells), number)


def _told_apart(names: Iterable[str]) -> tuple[str, ...]:
    """Return header names, the second and further of one name with their count."""
    seen: dict[str, int] = {}
    told = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 or not name else f"{name} ({seen[name]})")
    return tuple(told)


def _encoding(content: bytes) -> tuple[str, bool]:
    """Return how the bytes are to be read, and whether that is sure.  UTF-8, else UTF-16 by its mark, else cp1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", True
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", False
    return "utf-8", True


def sheet_findings(source: Source) -> list[Finding]:
    """Return what was noticed about the file as a whole: its encoding, header names that stand twice, no rows."""
    sheet = source.sheet
    findings = []
    if not sheet.clean:
        message = "Not UTF-8: read as Windows-1252, so letters with accents may be wrong."
        findings.append(Finding("warning", "encoding", message, where=source.at(), hint="Save the file as UTF-8."))
    twice = [name for name in sheet.header if name.endswith(")") and name.rpartition(" (")[0] in sheet.names]
    if twice:
        message = f"The header has a name twice: {', '.join(twice)}; only the first column of a name is read."
        findings.append(Finding("warning", "header-twice", message, where=source.at(sheet.header_line)))
    return findings


def aside_finding(source: Source, row: Aside) -> Finding:
    """Return the finding for a row that is kept aside."""
    return Finding(
        "error",
        "row-aside",
        f"The row {row.why}; it is kept aside: {row.text[:80]!r}.",
        where=source.at(row.line),
        hint="Compare with the published file.",
    )
