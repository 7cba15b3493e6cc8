"""Al Kamel's lap files: `23_Analysis…` of the WEC, ELMS, Asian Le Mans and Formula E, `23_Time Cards…` of IMSA, and
the form with sections of the GR Cup.

One row a lap.  Columns are found by name: the forms differ in which they have, in separator, mark and line ends.
`S1_LARGE` … and `S1_SECONDS` … repeat the sectors in other notations and are not kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.errors import BadFile
from paddock.findings import Finding
from paddock.timing.readers.cells import number_types, read_cells, wrong_cells
from paddock.timing.readers.form import Aside, Parsed, Recognised, Source
from paddock.timing.readers.laps_form import finish_laps
from paddock.timing.readers.text import SHOWN, aside_finding, sheet_findings
from paddock.units import count, listed

if TYPE_CHECKING:
    import polars as pl

NEEDED = frozenset({"NUMBER", "LAP_NUMBER", "LAP_TIME", "ELAPSED"})
TYPICAL = frozenset({"DRIVER_NUMBER", "LAP_IMPROVEMENT", "CROSSING_FINISH_LINE_IN_PIT", "S1", "S2", "S3", "HOUR"})
TEXTS = {
    "NUMBER": "car",
    "CLASS": "class",
    "GROUP": "group",
    "TEAM": "team",
    "MANUFACTURER": "manufacturer",
    "DRIVER_NAME": "driver",
    "FLAG_AT_FL": "flag",
    "CROSSING_FINISH_LINE_IN_PIT": "in_pit",
}
INTS = {"DRIVER_NUMBER": "driver_slot", "LAP_NUMBER": "lap", "LAP_IMPROVEMENT": "improvement"}
FLOATS = {"KPH": "kph", "TOP_SPEED": "top_speed_kph"}
TIMES = {
    "LAP_TIME": "lap_time_ms",
    "S1": "s1_ms",
    "S2": "s2_ms",
    "S3": "s3_ms",
    "ELAPSED": "elapsed_ms",
    "HOUR": "hour_ms",
    "PIT_TIME": "pit_time_ms",
}
REPEATS = frozenset({f"S{sector}_{form}" for sector in (1, 2, 3) for form in ("LARGE", "SECONDS")})
FLAGS = frozenset({"GF", "FCY", "SF", "RF", "FF"})
IN_PIT = "B"


class AlkamelLaps:
    """Reader of Al Kamel lap files."""

    name = "alkamel-laps"
    version = 1
    gives = ("laps",)

    def recognise(self, source: Source) -> Recognised | None:
        """Return the form when the header has a car, a lap, its time and the clock under Al Kamel's names."""
        sheet = source.sheet
        if not sheet.names >= NEEDED:
            return None
        typical = len(TYPICAL & sheet.names) / len(TYPICAL)
        form = "Al Kamel laps with sections" if _sections(sheet.header) else "Al Kamel laps"
        width = sum(bool(name) for name in sheet.header)
        return Recognised(form, round(0.6 + 0.39 * typical, 2), f"{count(width, 'column')} with Al Kamel's names")

    def read(self, source: Source, options: Mapping[str, str]) -> Parsed:
        """Return the laps.  A row without a car or a lap number is kept aside; any other cell may be missing."""
        sheet = source.sheet
        if not sheet.names >= NEEDED:
            missing = listed(sorted(NEEDED - sheet.names))
            raise BadFile.at(Path(source.name), sheet.header_line or None, f"no column {missing}.")
        sections = _sections(sheet.header)
        known = [name for name in (*TEXTS, *INTS, *FLOATS, *TIMES, *sections) if name in sheet.names]
        numbers = number_types([name for name in INTS if name in known], [name for name in FLOATS if name in known])
        text, aside = sheet.frame(known, numbers)
        rows = text.height + len(aside)
        frame, findings = _typed(source, text, sections)
        frame, more = _without_key(source, text, frame)
        aside = sorted((*aside, *more), key=lambda row: row.line)
        laps, noticed = finish_laps(source, frame)
        left = {*known, *REPEATS, *(f"{name.removesuffix('_time')}_elapsed" for name in sections), ""}
        details: dict[str, object] = {"not_kept": [name for name in sheet.header if name not in left]}
        if sections:
            details["sections"] = [name.removesuffix("_time") for name in sections]
        findings = [*sheet_findings(source), *findings, *noticed, *(aside_finding(source, row) for row in aside)]
        return Parsed({"laps": laps}, tuple(findings), rows, tuple(aside), details)


def _sections(header: Sequence[str]) -> list[str]:
    """Return the columns with times between intermediate points, in the order of the file."""
    return [name for name in header if name.endswith("_time") and f"{name.removesuffix('_time')}_elapsed" in header]


def _typed(source: Source, text: pl.DataFrame, sections: Sequence[str]) -> tuple[pl.DataFrame, list[Finding]]:
    """Return the cells as the columns of `laps`, and a finding for each column with values that cannot be read."""
    import polars as pl

    words, ints, floats, times = (
        [name for name in kind if name in text.columns] for kind in (TEXTS, INTS, FLOATS, TIMES)
    )
    frame, no_numbers, no_times = read_cells(text, words, ints, floats, [*times, *sections])
    # A row without a lap number is kept aside, which is told there.
    told = {name: mask for name, mask in no_numbers.items() if name != "LAP_NUMBER"}
    findings = wrong_cells(source, text, told, "a number") + wrong_cells(source, text, no_times, "a time")
    empty = [name for name in ("S1", "S2", "S3") if name in times and frame[name].min() == 0]
    if empty:
        findings.append(_empty_sectors(source, frame, empty))
        frame = frame.with_columns(pl.when(pl.col(name) != 0).then(pl.col(name)) for name in empty)
    frame = frame.rename({**TEXTS, **INTS, **FLOATS, **TIMES}, strict=False)
    findings += _unknown_words(source, frame)
    if "in_pit" in frame.columns:
        frame = frame.with_columns((pl.col("in_pit") == IN_PIT).fill_null(value=False))
    if sections:
        frame = frame.with_columns(pl.concat_list(sections).alias("sections_ms")).drop(sections)
    return frame, findings


def _empty_sectors(source: Source, frame: pl.DataFrame, sectors: Sequence[str]) -> Finding:
    """Return the finding for sectors printed as 0, which means that they are missing."""
    import polars as pl

    rows = frame.select(pl.any_horizontal(pl.col(name) == 0 for name in sectors).sum()).item()
    message = f"{count(rows, 'lap')} with a sector printed as 0: the sector is missing there."
    return Finding("info", "sector-missing", message, where=source.at())


def _unknown_words(source: Source, frame: pl.DataFrame) -> list[Finding]:
    """Return findings for flags and marks of the pit lane that paddock does not know; flags are kept as printed."""
    findings = []
    for name, known in (("in_pit", {IN_PIT}), ("flag", FLAGS)):
        odd = sorted(set(frame[name].unique().drop_nulls()) - known) if name in frame.columns else []
        if not odd:
            continue
        if name == "flag":
            code, message = (
                "unknown-flag",
                f"FLAG_AT_FL says {listed(odd)}, which is not known; it is taken as not green.",
            )
        else:
            rows = int(frame[name].is_in(odd).sum())
            told = f"CROSSING_FINISH_LINE_IN_PIT says {odd[0]!r} in {count(rows, 'row')}"
            code, message = "unknown-mark", f"{told}; only {IN_PIT!r} is known."
        findings.append(Finding("warning", code, message, where=source.at()))
    return findings


def _without_key(source: Source, text: pl.DataFrame, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Aside]]:
    """Return laps with a car and a lap number, and the other rows kept aside."""
    import polars as pl

    car, lap = frame["car"], frame["lap"]
    least = lap.min()
    if not car.null_count() and not lap.null_count() and car.min() != "" and isinstance(least, int) and least >= 0:
        return frame, []
    bad = frame.select(
        (pl.col("car").is_null() | (pl.col("car") == "") | pl.col("lap").is_null() | (pl.col("lap") < 0)).alias("bad")
    ).to_series()
    lines = source.sheet.lines
    aside = [
        Aside(
            line,
            lines[line - 1][:SHOWN],
            "has no car number" if not car else f"has no lap number ({lap or 'empty'})",
        )
        for line, car, lap in text.filter(bad)
        .select("line", pl.col("NUMBER").str.strip_chars(), "LAP_NUMBER")
        .iter_rows()
    ]
    return frame.filter(~bad), aside


READER = AlkamelLaps()
