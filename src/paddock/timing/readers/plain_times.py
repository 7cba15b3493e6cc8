"""Times of plain tables as milliseconds: clock forms, seconds with decimals, whole milliseconds; never rounded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from paddock.findings import Finding
from paddock.timing.readers.form import Source
from paddock.timing.times import read_ms, to_ms
from paddock.units import count

if TYPE_CHECKING:
    import polars as pl

SHORT_MS, LONG_S = 1000, 5000
"""No lap takes less than a second, and none of a field takes over an hour in the middle of all."""

_DAYS = re.compile(r"(\d{1,4}) days? (?:\+)?(.+)", re.I | re.ASCII)
_WHOLE = re.compile(r"\d{1,10}", re.ASCII)
_PLAIN = re.compile(r"(\d{1,10})(?:[.,](\d{0,30}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Times:
    """A column of times.

    values: the times [ms], null where there is none.  unreadable: places of the values that are no time.  too_fine:
    places of those with more decimals than a millisecond has.  unit: of numbers without a colon, ms or s, empty where
    it cannot be told.  guessed: whether that was told from whole numbers alone.
    """

    values: pl.Series
    unreadable: tuple[int, ...] = ()
    too_fine: tuple[int, ...] = ()
    unit: str = ""
    guessed: bool = False


def read_times(texts: pl.Series, unit: str, *, of_laps: bool = False) -> Times:
    """Return a text column as times [ms].

    unit: of numbers without a colon, ms or s; empty when nobody said: then it may be told of the times of laps.
    """
    import polars as pl

    texts = texts.str.strip_chars().replace("", None)
    if unit != "ms":
        seconds = texts.str.contains(r"^[0-9]{1,7}\.[0-9]{1,3}$").all(ignore_nulls=True)
        if seconds:
            return Times(_seconds(texts), unit="s")
        if texts.str.contains(r"^(?:(?:[0-9]{1,3}:)?[0-5]?[0-9]:)[0-5]?[0-9]\.[0-9]{3}$").all(ignore_nulls=True):
            return Times(read_ms(texts.to_frame(), [texts.name])[0].to_series())
    told = unit or (unit_of(text for text in texts if text) if of_laps else "")
    values: list[int | None] = []
    unreadable: list[int] = []
    too_fine: list[int] = []
    for place, text in enumerate(texts):
        value = None if text is None else to_whole_ms(text, told)
        if text is not None and value is None:
            unreadable.append(place)
        elif value is not None and value < 0:
            too_fine.append(place)
            value = None
        values.append(value)
    guessed = bool(told) and not unit and any(_WHOLE.fullmatch(text) for text in texts if text)
    read = pl.Series(texts.name, values, dtype=pl.Int64)
    return Times(read, tuple(unreadable), tuple(too_fine), told, guessed)


def unit_of(texts: Iterable[str]) -> str:
    """Return what the whole numbers of a column are, ms or s, by how long laps take; empty when either would do."""
    numbers = [int(text) for text in texts if _WHOLE.fullmatch(text)]
    if not numbers:
        return "s"
    middle = median(numbers)
    return "s" if middle < SHORT_MS else "ms" if middle > LONG_S else ""


def to_whole_ms(text: str, unit: str) -> int | None:
    """Return a time [ms], None when the text is none, and -1 when it is finer than a millisecond.

    unit: of a number without a colon: ms, s, or empty for not known, when a whole number is no time.
    """
    found = _DAYS.fullmatch(text)
    days, text = (int(found[1]), found[2]) if found else (0, text)
    value = _clock(text) if ":" in text or "'" in text else _number(text, unit)
    return value if value is None or value < 0 else value + days * 86_400_000


def _clock(text: str) -> int | None:
    head, mark, fraction = text.replace(",", ".").partition(".")
    value = to_ms(f"{head}{mark}{fraction[:3]}")
    if value is None or value < 0 or text[0] in "+-" or not (fraction + "0").isdecimal():
        return None
    return -1 if fraction[3:].strip("0") else value


def _number(text: str, unit: str) -> int | None:
    found = _PLAIN.fullmatch(text)
    if found is None:
        return None
    whole, fraction = int(found[1]), found[2]
    if fraction is None:
        return {"ms": whole, "s": whole * 1000}.get(unit)
    kept = 0 if unit == "ms" else 3
    if fraction[kept:].strip("0"):
        return -1
    return int(f"{whole}{fraction[:kept].ljust(kept, '0')}")


def time_findings(source: Source, column: str, lines: pl.Series, texts: pl.Series, times: Times) -> list[Finding]:
    """Return what was noticed about a column of times.  lines: where its values stand."""
    findings = []
    if times.guessed:
        message = f"{column} has whole numbers: taken for {times.unit}, as laps of that length can only be."
        findings.append(Finding("info", "unit-guessed", message, where=source.at(), hint="Say time_unit=ms or =s."))
    for code, places, what in (
        ("unreadable-value", times.unreadable, "no time"),
        ("finer-than-ms", times.too_fine, "finer than a millisecond, so it would have to be rounded"),
    ):
        if places:
            text, line = texts[places[0]], lines[places[0]]
            more = f"; {count(len(places), 'such value')} in all" if len(places) > 1 else ""
            hint = "Say what whole numbers are: time_unit=ms or time_unit=s." if _WHOLE.fullmatch(text.strip()) else ""
            message = f"{column} is {text[:40]!r} on line {line}: {what}{more}.  The value is left out, the row stays."
            findings.append(Finding("warning", code, message, where=source.at(line), hint=hint))
    return findings


def _seconds(texts: pl.Series) -> pl.Series:
    """Return seconds with one to three decimals as milliseconds, in whole numbers throughout."""
    import polars as pl

    parts = pl.col(texts.name).str.split_exact(".", 1)
    whole = parts.struct.field("field_0").cast(pl.Int64)
    rest = parts.struct.field("field_1").str.pad_end(3, "0").cast(pl.Int64)
    return texts.to_frame().select((whole * 1000 + rest).alias(texts.name)).to_series()
