"""A timing file as a table of text: its encoding, separator and header, and its rows with their line numbers."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from paddock.findings import Finding
from paddock.timing.readers.form import Aside, Source

if TYPE_CHECKING:
    import polars as pl

    Rows = tuple[pl.DataFrame, list[Aside]]

SEPARATORS = (";", ",", "\t", "|")
HEAD = 65_536
"""How much of a file is looked at to recognise it [bytes]."""
SHOWN = 500
"""How much of an unreadable row is kept with it [characters]; the file itself keeps all of it."""


@dataclass(frozen=True)
class Sheet:
    """A file seen as a table of text.

    separator, header: of its first line that is not empty; header names are stripped, and a name that stands twice is
    told apart as `NAME (2)`.  header_line: the line the header stands on, from 1; 0 when the file has none.
    """

    content: bytes
    separator: str
    header: tuple[str, ...]
    header_line: int

    @cached_property
    def names(self) -> frozenset[str]:
        """The names in the header."""
        return frozenset(name for name in self.header if name)

    @cached_property
    def encoding(self) -> str:
        """How the bytes are read: UTF-8; UTF-16 by its mark; else Windows-1252, which is a guess."""
        return _encoding(self.content)

    @cached_property
    def text(self) -> str:
        """The whole file as text, its lines ended by newlines."""
        return _newlines(self.content.decode(self.encoding, errors="replace").removeprefix("\ufeff"))

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file; LF, CRLF and CR end one, nothing else does."""
        return self.text.split("\n")

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

    def frame(self, columns: Sequence[str], numbers: Mapping[str, pl.DataType] | None = None) -> Rows:
        """Return some columns as text, empty cells null, with the column `line`, and the rows kept aside.

        numbers: columns that come as numbers already when every value of all of them is one; else they come as text.
        A regular file (UTF-8, no quotation marks, as many cells in each line as in the header) is handed to Polars;
        any other is read row by row.
        """
        import polars as pl

        frame = self._read_fast(columns, numbers or {})
        if numbers and (frame is None or not _are_finite(frame)):
            frame = self._read_fast(columns, {})
        if frame is not None:
            line = pl.int_range(2, pl.len() + 2, dtype=pl.Int64).alias("line")
            return frame.select(line, *columns), []
        return self._read_slowly(columns)

    def _read_fast(self, columns: Sequence[str], numbers: Mapping[str, pl.DataType]) -> pl.DataFrame | None:
        """Return columns of a regular file, or None when its lines cannot be split by separators alone.

        A row with too many cells makes Polars refuse the file, or fills the cell that a trailing separator leaves
        empty.  So there are as many separators in all as rows of full width have only if every row has that width:
        no row is short, no line empty.  Line ends are counted too, since Polars ends lines at LF only.
        """
        import polars as pl

        content = self.content
        if self.header_line != 1 or not self.names or b'"' in content or b"\0" in content:
            return None
        names = [name or f"({number})" for number, name in enumerate(self.header)]
        trailing = not self.header[-1]
        try:
            frame = pl.read_csv(
                content,
                separator=self.separator,
                quote_char=None,
                has_header=False,
                skip_rows=1,
                schema={name: numbers.get(name, pl.String()) for name in names},
                columns=[names.index(name) for name in (*columns, names[-1])] if trailing else None,
            )
        except pl.exceptions.PolarsError:
            return None
        self.__dict__["encoding"] = "utf-8"  # Polars has just read all of it as that: no need to find it out again
        if trailing and frame[names[-1]].null_count() != frame.height:
            return None
        lines, ends = frame.height + 1, content.count(b"\r")
        whole = content.count(self.separator.encode()) == lines * (len(names) - 1)
        return frame if whole and ends in {0, lines - 1, lines} else None

    def _read_slowly(self, columns: Sequence[str]) -> Rows:
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
    lines = _first_lines(content)
    number = next((number for number, line in enumerate(lines, 1) if line.strip()), 0)
    if not number:
        return Sheet(content, ";", (), 0)
    line = lines[number - 1]
    separator = max(SEPARATORS, key=line.count)
    try:
        cells = next(csv.reader([line], delimiter=separator))
    except csv.Error:
        return Sheet(content, separator, (), 0)
    return Sheet(content, separator, _told_apart(cell.strip() for cell in cells), number)


def _first_lines(content: bytes) -> list[str]:
    """Return the lines at the beginning of a file, the header whole however wide it is."""
    size = HEAD
    while True:
        text = _newlines(_decode(content[:size], whole=len(content) <= size).removeprefix("\ufeff"))
        if "\n" in text.lstrip() or size >= len(content):
            return text.split("\n")
        size *= 8


def _newlines(text: str) -> str:
    """Return text whose lines end in LF only."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _are_finite(frame: pl.DataFrame) -> bool:
    """Return whether no number is `nan` or `inf`, which Polars takes for numbers and no timekeeper does."""
    import polars as pl
    import polars.selectors as cs

    return bool(frame.select(pl.all_horizontal(cs.float().is_finite().all().fill_null(value=True))).item())


def _told_apart(names: Iterable[str]) -> tuple[str, ...]:
    """Return header names, the second and further of one name with their count."""
    seen: dict[str, int] = {}
    told = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 or not name else f"{name} ({seen[name]})")
    return tuple(told)


def _encoding(content: bytes) -> str:
    """Return how bytes are to be read."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if content.isascii():
        return "utf-8"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _decode(head: bytes, *, whole: bool) -> str:
    """Return the beginning of a file as text; the letter it may be cut in is left out."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head, final=whole)
    except UnicodeDecodeError:
        return head.decode("cp1252", errors="replace")


def sheet_findings(source: Source) -> list[Finding]:
    """Return what was noticed about the file as a whole: its encoding, header names that stand twice, no rows."""
    sheet = source.sheet
    findings = []
    if sheet.encoding == "cp1252":
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
