"""Times as timing files print them, in whole milliseconds and back.

The forms: `59.999`, `9:99.999`, `9:99:99.999`, `17:31:33.055` in lap files; `1'31.078`, `52'28.282`, `6:00'32.196` in
European classifications; `+4.369`, `-2:36:12.141` for gaps; a fraction shorter than three digits where trailing zeros
were cut (`29.87` is 29.870).  Nothing finer than a millisecond is read: it would have to be rounded.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

USUAL = r"^(?:(?:(?:[0-9]{1,3}:[0-5][0-9]|[0-5]?[0-9]):)?[0-5])?[0-9]\.[0-9]{3}$"
"""The form almost every time in a lap file has, as a regular expression: what follows a colon has two digits.

Plain digits, as `\\d` would be any script's.
"""

_TIME = re.compile(
    r"(?P<sign>[+-]?)(?:(?:(?P<hours>\d{1,6})[:h])?(?P<minutes>\d{1,4})[:'])?(?P<seconds>\d{1,6})(?:[.,](?P<fraction>\d{1,3}))?",
    re.ASCII,
)


def to_ms(text: str) -> int | None:
    """Return a time in milliseconds [ms], or None when the text is not a time.

    Minutes and seconds after a colon must be below 60; a lone number of seconds may be any (`95.365`).
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = (int(found[part] or 0) for part in ("hours", "minutes", "seconds"))
    if (found["minutes"] and seconds >= 60) or (found["hours"] and minutes >= 60):
        return None
    total = ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((found["fraction"] or "").ljust(3, "0"))
    return -total if found["sign"] == "-" else total


def to_text(ms: int | None, *, hours: bool = False) -> str:
    """Return milliseconds as people read them: `59.999`, `1:31.078`, `6:00:32.196`; a dash for none.

    hours: always with hours and minutes.
    """
    if ms is None:
        return "–"
    sign, rest = ("-" if ms < 0 else ""), abs(ms)
    seconds, fraction = divmod(rest, 1000)
    minutes, seconds = divmod(seconds, 60)
    whole, minutes = divmod(minutes, 60)
    if whole or hours:
        return f"{sign}{whole}:{minutes:02}:{seconds:02}.{fraction:03}"
    if minutes:
        return f"{sign}{minutes}:{seconds:02}.{fraction:03}"
    return f"{sign}{seconds}.{fraction:03}"


@cache
def usual_ms(column: str, longest: int | None = None) -> pl.Expr:
    """Return an expression that reads a text column whose values have the usual form; others come out wrong or null.

    longest: length of its longest value [characters] when known: no hours, or no minutes, need then be looked for.
    Cuts from the right are several times faster than a regular expression with groups.  The seconds are read as a
    float of six characters, which is exact to the millisecond once rounded.
    """
    import polars as pl

    text = pl.col(column)
    before = text.str.head(-7)
    ms = (text.str.tail(6).cast(pl.Float64, strict=False) * 1000).round().cast(pl.Int64, strict=False)
    if longest is None or longest > 6:
        ms += before.str.tail(2).cast(pl.Int64, strict=False).fill_null(0) * 60_000
    if longest is None or longest > 9:
        ms += before.str.head(-3).cast(pl.Int64, strict=False).fill_null(0) * 3_600_000
    return ms.alias(column)


def read_ms(frame: pl.DataFrame, columns: list[str]) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
    """Return text columns of a frame as milliseconds [ms], and for each the mask of values that are no time.

    Empty text and null become null and are no trouble.  Values of the usual form are read all at once; the others one
    by one (`to_ms`).
    """
    import polars as pl

    parsed = frame.select(
        *(usual_ms(name) for name in columns),
        *(is_odd(name).alias(f"{name} odd") for name in columns),
    )
    read: list[pl.Series] = []
    wrong: dict[str, pl.Series] = {}
    for name in columns:
        values, bad = with_odd(parsed[name], frame[name], parsed[f"{name} odd"])
        read.append(values)
        if bad is not None:
            wrong[name] = bad
    return pl.DataFrame(read), wrong


def is_odd(column: str) -> pl.Expr:
    """Return an expression that tells which values of a text column have not the usual form; null is not odd."""
    import polars as pl

    return pl.col(column).str.contains(USUAL).not_().fill_null(value=False)


def with_odd(values: pl.Series, texts: pl.Series, odd: pl.Series) -> tuple[pl.Series, pl.Series | None]:
    """Return times with the odd ones read one by one (`to_ms`), and the mask of those that are no time, if any was odd.

    values: what `usual_ms` read [ms].  texts: what stands there.  odd: which values have not the usual form.
    """
    import polars as pl

    rows = odd.arg_true()
    if not rows.len():
        return values, None
    printed = texts.gather(rows).to_list()
    ms = [to_ms(text) for text in printed]
    bad = [one is None and bool(text.strip()) for one, text in zip(ms, printed, strict=True)]
    none = pl.repeat(value=False, n=values.len(), dtype=pl.Boolean, eager=True)
    return values.scatter(rows, pl.Series(ms, dtype=pl.Int64)), none.scatter(rows, bad)
