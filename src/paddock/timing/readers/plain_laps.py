"""Plain tables of laps: any CSV with a car, a lap and its time, whatever its columns are called.

Names in English, German and French are known (`plain_names`); others are told by options: `car=Startnummer`.  A pit
time is taken to stand on the out-lap, where timing companies print it: the lap before it is then the in-lap, unless
the table has a column that says so itself.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.errors import BadFile, BadRequest
from paddock.findings import Finding
from paddock.timing.readers.cells import read_numbers, wrong_cells
from paddock.timing.readers.form import Aside, Parsed, Recognised, Source
from paddock.timing.readers.laps_form import finish_laps
from paddock.timing.readers.plain_names import (
    FLAGS,
    NAMES,
    NEEDED,
    TIMES,
    find_columns,
    known_options,
    looks_like_results,
    plain,
    unit_in,
)
from paddock.timing.readers.plain_times import read_times, time_findings, to_whole_ms, unit_of
from paddock.timing.readers.result_rows import kept_aside
from paddock.timing.readers.text import HEAD, aside_finding, sheet_findings
from paddock.units import listed

if TYPE_CHECKING:
    import polars as pl

SAMPLE = 300
"""Rows looked at to tell laps from other tables with a car, a lap and a time."""
WORDS = ("class", "group", "team", "manufacturer", "driver")
YES = frozenset({"b", "1", "true", "yes", "y", "x", "in", "pit", "p", "ja", "j", "oui", "o"})
NO = frozenset({"0", "false", "no", "n", "nein", "non", "out"})


class PlainLaps:
    """Reader of plain tables of laps.

    takes_options: it can be told what the columns are.
    """

    name = "plain-laps"
    version = 1
    gives = ("laps",)
    takes_options = True

    def recognise(self, source: Source) -> Recognised | None:
        """Return the form when a car, a lap and a time are among the columns and the rows are laps, not results."""
        columns, units = find_columns(source.sheet.header)
        if any(name not in columns for name in NEEDED) or looks_like_results(source.sheet.header):
            return None
        if not _are_laps(source, columns, units.get("lap_time", "")):
            return None
        named = listed(f"{columns[name]!r}" for name in NEEDED)
        return Recognised("plain laps", round(min(0.4 + 0.04 * len(columns), 0.59), 2), f"columns {named}")

    def read(self, source: Source, options: Mapping[str, str]) -> Parsed:
        """Return the laps.  A row without a car or a lap number is kept aside; any other cell may be missing.

        options: names of columns by what they are (`car`, `lap`, `lap_time`, `class`, `driver` …), and `time_unit`, ms
        or s, of times printed as plain numbers.
        Raises BadFile when a column is not there, BadRequest for an option that means nothing.
        """
        import polars as pl

        columns, units = _columns(source, options)
        text, aside = source.sheet.frame([*columns.values()])
        rows = text.height + len(aside)
        text = text.rename({name: column for column, name in columns.items()})
        findings = sheet_findings(source)
        frame, noticed = _words(source, text)
        findings += noticed
        unit = options.get("time_unit", "")
        for column in (name for name in TIMES if name in columns):
            of_laps = column == "lap_time"
            times = read_times(text[column], units.get(column, unit), of_laps=of_laps)
            if of_laps:
                unit = unit or times.unit
            findings += time_findings(source, columns[column], text["line"], text[column], times)
            frame = frame.with_columns(times.values.alias(f"{column}_ms"))
        bad = frame.select(pl.col("car").is_null() | pl.col("lap").is_null() | (pl.col("lap") < 0)).to_series()
        more = [
            kept_aside(source.sheet, line, "has no car number" if car is None else "has no lap number")
            for line, car in frame.filter(bad).select("line", "car").iter_rows()
        ]
        aside = sorted((*aside, *more), key=lambda row: row.line)
        frame, noticed = _in_laps(source, frame.filter(~bad))
        laps, told = finish_laps(source, frame)
        findings += [*noticed, *told, *(aside_finding(source, row) for row in aside)]
        if not rows:
            findings.append(Finding("warning", "no-rows", "The table has a header and no laps.", where=source.at()))
        left = [name for name in source.sheet.header if name and name not in columns.values()]
        details = {"columns": columns, "not_kept": left}
        return Parsed({"laps": laps}, tuple(findings), rows, tuple(aside), details)


def _are_laps(source: Source, columns: Mapping[str, str], unit: str) -> bool:
    """Return whether the first rows are laps: whole lap numbers, readable times, and cars that come again."""
    sheet = dataclasses.replace(source.sheet, content=source.sheet.content[:HEAD])
    places = [sheet.header.index(columns[name]) for name in NEEDED]
    rows = [row for row in islice(sheet.rows(), SAMPLE) if not isinstance(row, Aside)]
    sample = [[cells[place].strip() for place in places] for _, cells in rows]
    if not sample:
        return True  # A header alone: what it names is all there is to go by.
    laps = [lap.removesuffix(".0") for _, lap, _ in sample]
    timed = [time for *_, time in sample if time]
    told = unit or unit_of(timed)
    readable = sum(to_whole_ms(time, told or "s") is not None for time in timed)
    whole = sum(lap.isdecimal() for lap in laps)
    once = len({car for car, *_ in sample}) == len(sample) > 1 and set(laps) != {"1"}
    return whole >= 0.8 * len(sample) and timed != [] and readable >= 0.6 * len(timed) and not once


def _columns(source: Source, options: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what each column is → its name in the header, and the units of times the header tells."""
    options = {("lap_time" if name == "time" else name): value for name, value in options.items()}
    unknown = known_options(options)
    if unknown:
        raise BadRequest(f"No column of laps is called {listed(unknown)}.", hint=f"There are {listed(NAMES)}.")
    if options.get("time_unit", "s") not in {"ms", "s"}:
        raise BadRequest(f"time_unit is ms or s, not {options['time_unit']!r}.")
    header = source.sheet.header
    columns, units = find_columns(header)
    for column, name in options.items():
        if column == "time_unit":
            continue
        same = [one for one in header if one == name.strip()] or [one for one in header if plain(one) == plain(name)]
        if not same:
            raise _missing(source, f"no column {name!r} for {column}")
        columns = {other: taken for other, taken in columns.items() if taken != same[0]} | {column: same[0]}
        units.pop(column, None)
        if column in TIMES and unit_in(same[0])[1]:
            units[column] = unit_in(same[0])[1]
    lacking = [name for name in NEEDED if name not in columns]
    if lacking:
        raise _missing(source, f"no column for {listed(lacking)}")
    if "time_unit" in options:
        units = {}
    return columns, units


def _missing(source: Source, what: str) -> BadFile:
    names = [name for name in source.sheet.header if name]
    hint = f"Its columns are {listed(names)}." if names else "It has no header."
    return BadFile.at(Path(source.name), source.sheet.header_line or None, f"{what}.", hint=hint)


def _words(source: Source, text: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """Return what is no time, typed: car, lap, words, speeds, the slot of the driver, the flag and the in-lap."""
    import polars as pl

    ints = [name for name in ("lap", "driver_slot") if name in text.columns]
    floats = [name for name in ("kph", "top_speed") if name in text.columns]
    numbers, wrong = read_numbers(text, ints, floats)
    findings = wrong_cells(source, text, wrong, "a number")
    words = [pl.col(name).str.strip_chars().replace("", None) for name in ("car", *WORDS) if name in text.columns]
    frame = pl.concat([text.select("line", *words), numbers], how="horizontal")
    frame = frame.rename({"top_speed": "top_speed_kph"}, strict=False)
    if "flag" in text.columns:
        printed = text["flag"].str.strip_chars().replace("", None)
        frame = frame.with_columns(_translated(printed, FLAGS).alias("flag"))
        odd = sorted(one for one in printed.unique().drop_nulls() if plain(one) not in FLAGS)
        if odd:
            message = f"The flag {listed(odd[:10])} is not known; it is kept as printed and taken as not green."
            findings.append(Finding("warning", "unknown-flag", message, where=source.at()))
    if "in_pit" in text.columns:
        printed = text["in_pit"].str.strip_chars().replace("", None)
        frame = frame.with_columns(
            _translated(printed, dict.fromkeys(YES, "in")).eq("in").fill_null(False).alias("in_pit")
        )
        odd = sorted(one for one in printed.unique().drop_nulls() if plain(one) not in YES | NO)
        if odd:
            message = f"{listed(odd[:10])} does not say whether a lap ended in the pit lane; it is taken for no."
            findings.append(Finding("warning", "unknown-mark", message, where=source.at()))
    return frame, findings


def _translated(printed: pl.Series, words: Mapping[str, str]) -> pl.Series:
    """Return a text column in paddock's words; what has none stays as it is."""
    known = {one: words[plain(one)] for one in printed.unique().drop_nulls() if plain(one) in words}
    return printed.replace(known)


def _in_laps(source: Source, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """Return laps with their in-laps marked: those before a lap with a pit time, where no column says so."""
    import polars as pl

    if "in_pit" in frame.columns or "pit_time_ms" not in frame.columns or not frame["pit_time_ms"].count():
        return frame, []
    before = frame.filter(pl.col("pit_time_ms").is_not_null()).select("car", pl.col("lap") - 1).unique()
    marked = frame.join(
        before.with_columns(in_pit=pl.lit(value=True)), on=["car", "lap"], how="left", maintain_order="left"
    )
    marked = marked.with_columns(pl.col("in_pit").fill_null(value=False))
    message = f"In-laps are not marked: the lap before each of {marked['in_pit'].sum()} pit times is taken for one."
    return marked, [Finding("info", "in-laps-derived", message, where=source.at())]


READER = PlainLaps()
