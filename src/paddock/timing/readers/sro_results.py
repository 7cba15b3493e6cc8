"""The result tables of the GT World Challenge as SRO publishes them: `Pos, Car #, Class, Drivers, Team, Car …`.

`Time` is the car's best lap, in races too.  `Gap` is printed as a time whatever the laps: it is how much later than the
first the car made its last crossing, so a car that retired has a negative one.  It is the time behind the first only
where no laps are counted (practice, qualifying) or where both have the same; elsewhere the laps between them are told
instead.  A number under `Pos` says where the car is listed, not that it is classified; only `NC`, `DNS` and `DSQ` do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from paddock.errors import BadFile
from paddock.findings import Finding
from paddock.timing.readers.form import Aside, Parsed, Recognised, Source
from paddock.timing.readers.result_rows import Row, drivers_into, finish_results, kept_aside, position_into
from paddock.timing.readers.text import aside_finding, sheet_findings
from paddock.timing.readers.values import Cells, words
from paddock.timing.times import to_text
from paddock.units import count

NEEDED = frozenset({"Pos", "Car #"})
USUAL = frozenset({"Class", "Drivers", "Team", "Car"})
SINGLE, COMBINED = "Time", "Avg Time"
SEGMENT = "Time "
"""Before the number of a part of a combined qualifying."""


class SroResults:
    """Reader of SRO's result tables."""

    name = "sro-results"
    version = 1
    gives = ("results",)

    def recognise(self, source: Source) -> Recognised | None:
        """Return the form when the header has SRO's names and a time."""
        names = source.sheet.names
        usual = len(names & USUAL)
        if not names >= NEEDED or not names & {SINGLE, COMBINED} or usual < 2:
            return None
        combined = COMBINED in names
        form = "SRO combined qualifying" if combined else "SRO results"
        return Recognised(
            form, round(0.55 + 0.1 * usual, 2), f"the columns of an SRO table, with {COMBINED if combined else SINGLE}"
        )

    def read(self, source: Source, options: Mapping[str, str]) -> Parsed:
        """Return the results.  A row without a car is kept aside; any other cell may be missing."""
        sheet = source.sheet
        if "Car #" not in sheet.names:
            raise BadFile.at(Path(source.name), sheet.header_line or None, "no column Car #: not an SRO result.")
        place = {name: number for number, name in enumerate(sheet.header) if name}
        segments = _segments(sheet.header)
        cells = Cells(source)
        rows: list[Row] = []
        aside: list[Aside] = []
        filled: set[str] = set()
        for row in sheet.rows():
            if isinstance(row, Aside):
                aside.append(row)
                continue
            line, texts = row
            cell = {name: texts[number].strip() for name, number in place.items()}
            filled |= {name for name, text in cell.items() if text}
            if not cell["Car #"]:
                aside.append(kept_aside(sheet, line, "has no car number"))
                continue
            rows.append(_row(cells, line, cell, segments))
        not_kept = _settle_gaps(rows)
        results, noticed = finish_results(source, rows, cells)
        known = {*NEEDED, *USUAL, SINGLE, "Laps", "Gap", *segments}
        findings = [*sheet_findings(source), *_gap_findings(source, not_kept), *_average_findings(source, rows)]
        findings += [*noticed, *(aside_finding(source, row) for row in aside)]
        if not rows and not aside:
            findings.append(Finding("warning", "no-rows", "The table has a header and no cars.", where=source.at()))
        details = {"not_kept": sorted(filled - known), "gaps_not_kept": len(not_kept)}
        return Parsed({"results": results}, tuple(findings), len(rows) + len(aside), tuple(aside), details)


def _segments(header: Sequence[str]) -> list[str]:
    """Return the columns with the times of the parts of a qualifying, by their number."""
    names = [name for name in header if name.startswith(SEGMENT) and name.removeprefix(SEGMENT).isdecimal()]
    return sorted(names, key=lambda name: int(name.removeprefix(SEGMENT)))


def _row(cells: Cells, line: int, cell: Mapping[str, str], segments: Sequence[str]) -> Row:
    """Return a row of the table, with its gap still as printed."""
    row: Row = {
        "line": line,
        "car": cell["Car #"],
        "class": words(cell.get("Class", "")),
        "team": words(cell.get("Team", "")),
        "vehicle": words(cell.get("Car", "")),
    }
    position_into(row, cells, "Pos", line, cell.get("Pos", ""))
    row["laps"] = cells.whole("Laps", line, cell.get("Laps", ""))
    row["fastest_lap_ms"] = cells.time(SINGLE, line, cell.get(SINGLE, ""))
    row["total_time_ms"] = None
    row["gap_first_ms"], row["gap_first_laps"] = cells.gap("Gap", line, cell.get("Gap", ""))
    if segments:
        times = [cells.time(name, line, cell[name]) for name in segments]
        row["segment_times_ms"] = times
        row["fastest_lap_ms"] = min((time for time in times if time is not None), default=row["fastest_lap_ms"])
        # The average decides the order; it follows from the times, so it is read to be checked, not to be kept.
        row[COMBINED] = cells.time(COMBINED, line, cell.get(COMBINED, ""))
    drivers_into(row, [(name.strip(), "", "") for name in cell.get("Drivers", "").split(",") if name.strip()])
    return row


def _settle_gaps(rows: Sequence[Row]) -> list[int]:
    """Keep a gap in time only where it is one to the first; return the lines of those not kept.

    Where laps are counted and differ, the laps behind the first are put in its stead.
    """
    first = next((row["laps"] for row in rows if row.get("position") == 1), None)
    not_kept = []
    for row in rows:
        laps = row["laps"]
        if isinstance(first, int) and isinstance(laps, int) and laps != first:
            if row["gap_first_ms"] is not None:
                not_kept.append(int(str(row["line"])))
            row["gap_first_ms"], row["gap_first_laps"] = None, first - laps
        elif isinstance(row["gap_first_ms"], int) and (row["gap_first_ms"] < 0 or (first is None) != (laps is None)):
            not_kept.append(int(str(row["line"])))
            row["gap_first_ms"] = None
    return not_kept


def _average_findings(source: Source, rows: Sequence[Row]) -> list[Finding]:
    """Return a finding for each car whose printed average is not that of its times, to a millisecond."""
    findings = []
    for row in rows:
        printed, parts = row.get(COMBINED), row.get("segment_times_ms")
        times = [time for time in parts if time is not None] if isinstance(parts, list) else []
        if not isinstance(printed, int) or not times:
            continue
        mean = sum(times) / len(times)
        if abs(mean - printed) > 1:
            message = (
                f"The average of car {row['car']} is printed as {to_text(printed)}; that of its times is "
                f"{to_text(round(mean))}.  The times are kept."
            )
            findings.append(Finding("warning", "average-differs", message, where=source.at(int(str(row["line"])))))
    return findings


def _gap_findings(source: Source, lines: Sequence[int]) -> list[Finding]:
    if not lines:
        return []
    message = (
        f"{count(len(lines), 'gap')} to the first of cars on another lap: such a gap tells when the car crossed the "
        "line for the last time, not how far it was behind; it is not kept, the laps behind are."
    )
    return [Finding("info", "gap-between-laps", message, where=source.at(lines[0]))]


READER = SroResults()
