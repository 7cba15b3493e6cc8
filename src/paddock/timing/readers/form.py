"""What a reader is: something that recognises one form of timing file and reads it whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from paddock.findings import Finding

if TYPE_CHECKING:
    import polars as pl

    from paddock.timing.readers.text import Sheet


@dataclass(frozen=True)
class Source:
    """The bytes of a file and what it is called.

    name: as a person would name it (a path, or archive.zip/member); it is only shown and, for hints, looked at.
    """

    name: str
    content: bytes

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def sheet(self) -> Sheet:
        """The file seen as a table of text: encoding, separator, header; what `recognise` usually looks at."""
        from paddock.timing.readers.text import look

        return look(self.content)

    def at(self, line: int | None = None) -> str:
        """Return `file:line`, as findings tell a place."""
        return f"{self.name}:{line}" if line else self.name


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a reader took a file for.

    form: the form's name in the reader's own words.  sure: 0 to 1.  why: what it was recognised by.
    """

    form: str
    sure: float
    why: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that could not be read and is kept aside.

    line: where it stands.  text: the row as it stands there.  why: what is wrong with it.
    """

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reader made of a file.

    tables: name of a declared table → its frame.  rows: data rows in the file; each is in a table or in `aside`.
    findings: everything noticed; each row of `aside` has one.  details: what the file says of itself (plain JSON
    values: event, session, columns not kept …).
    """

    tables: Mapping[str, pl.DataFrame]
    findings: tuple[Finding, ...] = ()
    rows: int = 0
    aside: tuple[Aside, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)


@runtime_checkable
class Reader(Protocol):
    """One form of timing file; found through the entry-point group `paddock.readers`.

    name: slug of the reader.  version: grows when it reads something differently.  gives: tables it can give.
    """

    name: str
    version: int
    gives: tuple[str, ...]

    def recognise(self, source: Source) -> Recognised | None:
        """Return what this reader takes the file for, or None when it is not its form.  Looks at content, not name."""

    def read(self, source: Source, options: Mapping[str, str]) -> Parsed:
        """Return everything in the file.  options: what the user said of it (`car=Startnummer` of a plain table).

        Raises BadFile only when nothing of the file can be read; whatever concerns a row or a cell is a finding.
        """


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it was read: by which reader, taken for what, and everything found in it."""

    source: Source
    reader: str
    version: int
    recognised: Recognised
    parsed: Parsed
    others: Sequence[tuple[str, Recognised]] = ()
    """Other readers that would have taken the file, and how sure they were."""
