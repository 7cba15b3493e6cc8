"""Single cells as values, for files small enough to be read cell by cell; what cannot be read is told once a column."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from paddock.findings import Finding
from paddock.timing.readers.cells import SHOWN
from paddock.timing.readers.form import Source
from paddock.timing.times import to_ms
from paddock.units import count

_WHOLE = re.compile(r"[+-]?\d{1,15}(?:[.,]0+)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:[.,]\d{0,30})?|[.,]\d{1,30})", re.ASCII)
_GAP_LAPS = re.compile(
    r"(?P<sign>[+-]?)\s*(?P<laps>\d{1,6})\s*(?:laps?|tours?|tr|rd|runden?|gir[oi]|vueltas?)\.?", re.I
)
_NO_GAP = frozenset({"", "-", "--", "–", "—"})


@dataclass(slots=True)
class Cells:
    """Reads cells as values and remembers those that could not be read.

    A blank cell is None and no trouble; an unreadable one is None too, and counted for its column.
    place: what the number of a row counts: lines of a table, records of a JSON file.
    """

    source: Source
    place: str = "line"
    bad: dict[tuple[str, str], list[tuple[int, str]]] = field(default_factory=dict)

    def wrong(self, column: str, line: int, text: str, what: str) -> None:
        """Remember a cell that is not what it should be.  what: what that is ("a number")."""
        self.bad.setdefault((column, what), []).append((line, text))

    def whole(self, column: str, line: int, text: str) -> int | None:
        """Return a whole number; `1.0` is one, as spreadsheets write it."""
        text = text.strip()
        if _WHOLE.fullmatch(text):
            return int(re.split(r"[.,]", text)[0])
        if text:
            self.wrong(column, line, text, "a whole number")
        return None

    def number(self, column: str, line: int, text: str) -> float | None:
        """Return a number, with point or comma."""
        text = text.strip()
        if _NUMBER.fullmatch(text):
            value = float(text.replace(",", "."))
            if math.isfinite(value):
                return value
        if text:
            self.wrong(column, line, text, "a number")
        return None

    def time(self, column: str, line: int, text: str) -> int | None:
        """Return a time [ms]."""
        text = text.strip()
        value = to_ms(text) if text else None
        if text and (value is None or text[0] in "+-"):
            self.wrong(column, line, text, "a time")
            return None
        return value

    def gap(self, column: str, line: int, text: str) -> tuple[int | None, int | None]:
        """Return a gap as (time [ms], laps), one of them or neither; a dash is none.

        `16.601`, `+4.369`, `33'52.902` are times; `1 Laps`, `1 Lap`, `-39 Laps` are laps.
        """
        text = text.strip()
        if text in _NO_GAP:
            return None, None
        found = _GAP_LAPS.fullmatch(text)
        if found:
            return None, int(found["laps"]) * (-1 if found["sign"] == "-" else 1)
        value = to_ms(text)
        if value is None:
            self.wrong(column, line, text, "a gap in time or laps")
        return value, None

    def findings(self) -> list[Finding]:
        """Return one finding for each column with cells that could not be read."""
        found = []
        for (column, what), places in self.bad.items():
            shown = "; ".join(f"{self.place} {line}: {text[:40]!r}" for line, text in places[:SHOWN])
            more = f" and {count(len(places) - SHOWN, 'more row')}" if len(places) > SHOWN else ""
            found.append(
                Finding(
                    "warning",
                    "unreadable-value",
                    f"{column} is not {what} ({shown}{more}); the value is left out, the row stays.",
                    where=self.source.at(places[0][0]),
                    hint="Compare with the published file; the bytes as imported are kept.",
                )
            )
        return found


def words(text: str) -> str | None:
    """Return text without blanks around it, or None when nothing is left."""
    return text.strip() or None
