"""What every reader of results does: short rows, statuses in one wording, places in class, and the file's own state."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from paddock.findings import Finding
from paddock.tables import RESULTS
from paddock.timing.readers.form import Aside, Source
from paddock.timing.readers.text import SHOWN, Sheet
from paddock.timing.readers.values import Cells
from paddock.units import count, listed

if TYPE_CHECKING:
    import polars as pl

Row = dict[str, object]

STATUSES = {
    "classified": "classified",
    "notclassified": "not-classified",
    "nc": "not-classified",
    "retired": "retired",
    "ret": "retired",
    "dnf": "retired",
    "didnotfinish": "retired",
    "disqualified": "disqualified",
    "dsq": "disqualified",
    "dq": "disqualified",
    "excluded": "disqualified",
    "notstarted": "not-started",
    "dns": "not-started",
    "didnotstart": "not-started",
}
"""Printed wording, letters only and in small ones → the wording of the table."""

# What `official` may stand before without saying anything of the result.
_NOT_A_STATE = r"(?!(?: paid)? (?:test|practice|session|warm))"
_STATES = (
    ("provisional", re.compile(r"\b(?:provisional|unofficial|preliminary)\b")),
    ("interim", re.compile(r"\bafter \d|\binterim\b")),
    ("official", re.compile(rf"\bofficial\b{_NOT_A_STATE}")),
)


def status_of(printed: str) -> str | None:
    """Return a printed status in the wording of the table, or None when it is unknown."""
    return STATUSES.get(re.sub(r"[^a-z]", "", printed.lower()))


def state_of(name: str) -> str | None:
    """Return what a file's name says of the result: provisional, official, interim; None when nothing or two things.

    Only the last part of the name counts.  An hourly classification says `after … hours`; `official test sessions` are
    no official result.
    """
    last = re.sub(r"[^a-z0-9]+", " ", re.split(r"[/\\]", name)[-1].lower())
    said = [state for state, pattern in _STATES if pattern.search(last)]
    return said[0] if len(said) == 1 else None


def split_rows(sheet: Sheet, may_lack: Callable[[str], bool]) -> Iterable[tuple[int, list[str], int] | Aside]:
    """Yield rows as `Sheet.rows` does, with the number of cells they lack; such cells are filled up with empty ones.

    A row may lack cells at its end when they are all of columns `may_lack` is true of: some results end a row after
    the last driver there is, whatever the header has.
    """
    width = len(sheet.header)
    needed = next((place for place in range(width, 0, -1) if not may_lack(sheet.header[place - 1])), 0)
    for row in sheet.rows():
        if not isinstance(row, Aside):
            yield *row, 0
            continue
        cells = _cells(sheet, row.line)
        if cells is None or not needed <= len(cells) < width:
            yield row
        else:
            lacks = width - len(cells)
            yield row.line, [*cells, *[""] * lacks], lacks


def _cells(sheet: Sheet, line: int) -> list[str] | None:
    try:
        return next(csv.reader([sheet.lines[line - 1]], delimiter=sheet.separator, strict=True))
    except csv.Error:
        return None


def kept_aside(sheet: Sheet, line: int, why: str) -> Aside:
    """Return a row that is kept aside, with its text."""
    return Aside(line, sheet.lines[line - 1][:SHOWN], why)


def cut_finding(source: Source, rows: Sequence[tuple[int, int]]) -> list[Finding]:
    """Return a finding when the file seems to end within its last row.

    rows: line of each row and how many cells it lacks.  It does when the last row lacks more than any other and the
    file has no line break after it.
    """
    if len(rows) < 2 or source.content.endswith((b"\n", b"\r", b"\n\0", b"\r\0")):
        return []
    line, lacks = rows[-1]
    if lacks <= max(number for _, number in rows[:-1]):
        return []
    message = "The file ends within its last row, which has fewer cells than any other: it seems to be cut."
    return [Finding("warning", "file-cut", message, where=source.at(line), hint="Get the file again.")]


def status_into(row: Row, cells: Cells, column: str, line: int, printed: str) -> None:
    """Put a printed status into a row, as printed and in the wording of the table."""
    row["status_printed"] = printed or None
    row["status"] = status_of(printed) if printed else None
    if printed and row["status"] is None:
        cells.wrong(column, line, printed, "a status paddock knows")


def position_into(row: Row, cells: Cells, column: str, line: int, printed: str) -> None:
    """Put a printed place into a row; `NC`, `DNS` or `DSQ` in its stead are the car's status."""
    if printed and status_of(printed) is not None:
        row["position"] = None
        if not row.get("status_printed"):
            status_into(row, cells, column, line, printed)
        return
    row["position"] = cells.whole(column, line, printed)


def finish_results(
    source: Source, rows: list[Row], cells: Cells, state: str | None = None
) -> tuple[pl.DataFrame, list[Finding]]:
    """Return the table `results` from the rows a reader filled, and what was noticed.

    rows: any columns of the table but `file`.  state: what the content says of itself, where it does; else the file's
    name is asked.
    """
    state = state or state_of(source.name)
    for row in rows:
        row["file"] = source.digest
        row["state"] = state
        for column in ("drivers", "driver_grades", "driver_countries"):
            row.setdefault(column, [])
    _rank_in_class(rows)
    findings = [*cells.findings(), *_tell_cars_apart(source, rows)]
    return RESULTS.frame(rows), findings


def _tell_cars_apart(source: Source, rows: Iterable[Row]) -> list[Finding]:
    """Give the second row of a car number a name of its own, and say so."""
    seen: dict[str, int] = {}
    twice: dict[str, int] = {}
    for row in rows:
        car = str(row["car"])
        seen[car] = seen.get(car, 0) + 1
        if seen[car] > 1:
            row["car"] = f"{car} ({seen[car]})"
            twice.setdefault(car, int(str(row["line"])))
    if not twice:
        return []
    message = (
        f"{count(len(twice), 'car number')} more than once in one result: {listed([*twice][:10])}.  The later row is "
        "called (2); which of the two cars of a lap file it is, the files do not tell."
    )
    return [Finding("warning", "car-twice", message, where=source.at(next(iter(twice.values()))))]


def _rank_in_class(rows: Iterable[Row]) -> None:
    """Put the place within the class into rows that do not have it printed: the rank by place overall.

    Where some rows of a class have it printed, the others of that class are left without.
    """
    classes: dict[object, list[Row]] = {}
    for row in rows:
        row.setdefault("position_in_class", None)
        if row.get("class"):
            classes.setdefault(row["class"], []).append(row)
    for members in classes.values():
        if any(row["position_in_class"] is not None for row in members):
            continue
        placed = [row for row in members if row.get("position") is not None]
        for rank, row in enumerate(sorted(placed, key=lambda row: int(str(row["position"]))), 1):
            row["position_in_class"] = rank


def drivers_into(row: Row, crew: Sequence[tuple[str, str, str]]) -> None:
    """Put a crew into a row.  crew: name, grade and country of each driver, empty where not printed."""
    row["drivers"] = [name for name, _, _ in crew]
    row["driver_grades"] = [grade for _, grade, _ in crew]
    row["driver_countries"] = [country for _, _, country in crew]
