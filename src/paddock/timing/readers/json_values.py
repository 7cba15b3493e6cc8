"""Values of JSON records: what they should be is checked, for files by others keep few promises."""

from __future__ import annotations

import json
from collections.abc import Mapping

from paddock.findings import Finding
from paddock.timing.readers.form import Aside, Source
from paddock.timing.readers.json_form import Walk
from paddock.timing.readers.text import SHOWN
from paddock.timing.readers.values import Cells


class Record:
    """A JSON record with its number, read through `Cells`, which remembers what could not be read."""

    __slots__ = ("cells", "line", "values")

    def __init__(self, cells: Cells, line: int, values: Mapping[str, object]) -> None:
        self.cells = cells
        self.line = line
        self.values = values

    def text(self, name: str) -> str | None:
        """Return a value as text without blanks around it; a number becomes its digits; None when empty."""
        value = self.values.get(name)
        if isinstance(value, str):
            return clean(value) or None
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)[:40]
        self.cells.wrong(name, self.line, short(value), "text")
        return None

    def whole(self, name: str) -> int | None:
        """Return a whole number, printed as one or as text."""
        return self.cells.whole(name, self.line, self.text(name) or "")

    def number(self, name: str) -> float | None:
        """Return a number, printed as one or as text."""
        return self.cells.number(name, self.line, self.text(name) or "")

    def time(self, name: str) -> int | None:
        """Return a time [ms]; a bare number is none, as nothing says what it counts."""
        value = self.values.get(name)
        if isinstance(value, str):
            return self.cells.time(name, self.line, value)
        if value is not None:
            self.cells.wrong(name, self.line, short(value), "a time in text")
        return None

    def truth(self, name: str) -> bool | None:
        """Return yes or no; None when it is missing."""
        value = self.values.get(name)
        if isinstance(value, bool) or value is None:
            return value
        said = str(value).strip().lower()
        if said in {"true", "1", "yes", "b"}:
            return True
        if said in {"false", "0", "no", ""}:
            return False
        self.cells.wrong(name, self.line, short(value), "true or false")
        return None

    def records(self, name: str) -> list[object]:
        """Return a list; empty when it is missing."""
        value = self.values.get(name)
        if isinstance(value, list):
            return value
        if value is not None:
            self.cells.wrong(name, self.line, short(value), "a list")
        return []


def clean(text: str) -> str:
    """Return text without blanks around it and without half characters, which no table can hold."""
    text = text.strip()
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def short(value: object) -> str:
    """Return a value as the JSON it stood in, cut."""
    try:
        return clean(json.dumps(value, ensure_ascii=False))[:SHOWN]
    except (ValueError, RecursionError):
        return type(value).__name__


def aside_record(line: int, value: object, why: str) -> Aside:
    """Return a record that is kept aside."""
    return Aside(line, short(value), why)


def person(values: Mapping[str, object]) -> str:
    """Return the name of a driver: first name and family name."""
    parts = (values.get("firstname"), values.get("surname"))
    return " ".join(clean(part) for part in parts if isinstance(part, str) and part.strip())


def session_details(walk: Walk) -> dict[str, object]:
    """Return what a file says of its session."""
    session = walk.rest.get("session")
    return {"session": dict(session)} if isinstance(session, dict) else {}


def walk_findings(source: Source, walk: Walk, read: int, what: str) -> list[Finding]:
    """Return findings about a file as a whole: that it broke off, or had no records at all.

    read: how many records there were.  what: what they are called.
    """
    if walk.broken:
        message = f"The file cannot be read to its end: {walk.broken}.  What stands before it is kept: {read} {what}."
        return [Finding("error", "file-cut", message, where=source.at(), hint="Get the file again.")]
    if not read:
        return [Finding("warning", "no-rows", f"The file has no {what}.", where=source.at())]
    return []
