"""Cells of a table of text as values; what cannot be read becomes null and a finding, and its row stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from paddock.findings import Finding
from paddock.timing.readers.form import Source
from paddock.timing.times import is_odd, usual_ms, with_odd
from paddock.units import count

if TYPE_CHECKING:
    import polars as pl

    Series = Mapping[str, pl.Series]

SHOWN = 3
"""How many of the places a finding is about are named; the rest is told as a number."""


def read_numbers(frame: pl.DataFrame, ints: Sequence[str], floats: Sequence[str]) -> tuple[pl.DataFrame, Series]:
    """Return text columns as whole and other numbers, and for each the mask of values that are no such number.

    `1.0` is the whole number 1, as spreadsheets write it.
    """
    import polars as pl

    read = frame.select(
        *(pl.col(name).cast(pl.Int64, strict=False) for name in ints),
        *(pl.col(name).cast(pl.Float64, strict=False) for name in floats),
    )
    wrong: dict[str, pl.Series] = {}
    for name in (*ints, *floats):
        finite = name in ints or read[name].drop_nulls().is_finite().all()
        if finite and read[name].null_count() == frame[name].null_count():
            continue
        text = frame[name].str.strip_chars()
        again = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        if name in ints:
            whole = (again == again.floor()) & (again.abs() < 2**53)
            again = again.set(~whole.fill_null(value=False), None).cast(pl.Int64)
        again = again.zip_with(
            again.cast(pl.Float64).is_finite().fill_null(value=False), pl.Series([None], dtype=again.dtype)
        )
        read = read.with_columns(again.alias(name))
        wrong[name] = again.is_null() & text.is_not_null() & (text != "")
    return read, wrong


def read_cells(
    text: pl.DataFrame, words: Sequence[str], ints: Sequence[str], floats: Sequence[str], times: Sequence[str]
) -> tuple[pl.DataFrame, Series, Series]:
    """Return text columns as words, numbers and milliseconds [ms], and masks of values that are no number or no time.

    The column `line` is kept.  Columns may hold numbers already.  Odd values are read one by one, the
    others all at once.
    """
    import polars as pl

    numbers = number_types(ints, floats)
    lengths = text.select(pl.col(name).str.len_bytes().max() for name in times).row(0) if times else ()
    frame = text.select(
        "line",
        *(pl.col(name).str.strip_chars() for name in words),
        *(pl.col(name).cast(dtype, strict=False) for name, dtype in numbers.items()),
        *(usual_ms(name, longest) for name, longest in zip(times, lengths, strict=True)),
        *(is_odd(name).alias(f"{name} odd") for name in times),
    )
    odd = [name for name in numbers if frame[name].null_count() != text[name].null_count()]
    # "nan" and "inf" are numbers to Polars; no car is that fast.
    odd += [name for name in floats if name not in odd and not frame[name].drop_nulls().is_finite().all()]
    read, no_numbers = read_numbers(text, [one for one in ints if one in odd], [one for one in floats if one in odd])
    clocks: list[pl.Series] = []
    no_times: dict[str, pl.Series] = {}
    for name in times:
        if frame[f"{name} odd"].any():
            values, bad = with_odd(frame[name], text[name], frame[f"{name} odd"])
            clocks.append(values)
            if bad is not None:
                no_times[name] = bad
    frame = frame.drop(f"{name} odd" for name in times)
    return frame.with_columns(*read, *clocks) if odd or clocks else frame, no_numbers, no_times


def number_types(ints: Sequence[str], floats: Sequence[str]) -> dict[str, pl.DataType]:
    """Return the types of columns with whole and with other numbers."""
    import polars as pl

    return {**dict.fromkeys(ints, pl.Int64()), **dict.fromkeys(floats, pl.Float64())}


def wrong_cells(source: Source, frame: pl.DataFrame, wrong: Series, what: str) -> list[Finding]:
    """Return one finding for each column with values that could not be read.

    frame: the text as it stood, with the column `line`.  wrong: column → mask.  what: what they should have been.
    """
    findings = []
    for name, mask in wrong.items():
        if not mask.any():
            continue
        bad = frame.select("line", name).filter(mask)
        shown = "; ".join(f"line {line}: {text[:40]!r}" for line, text in bad.head(SHOWN).iter_rows())
        more = f" and {count(bad.height - SHOWN, 'more row')}" if bad.height > SHOWN else ""
        findings.append(
            Finding(
                "warning",
                "unreadable-value",
                f"{name} is not {what} ({shown}{more}); the value is left out, the row stays.",
                where=source.at(bad["line"][0]),
                hint="Compare with the published file; the bytes as imported are kept.",
            )
        )
    return findings
