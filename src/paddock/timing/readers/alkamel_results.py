"""Al Kamel's results: `03_Classification` of the WEC and ELMS, `03_Results` of IMSA's races, qualifyings and practices,
official and provisional results of the GR Cup, and `05_Results by Class`.

One row a car.  Columns are found by name, never by count: the forms differ in which they have, in what order, and in
where the drivers stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from paddock.errors import BadFile
from paddock.findings import Finding
from paddock.timing.readers.form import Aside, Parsed, Recognised, Source
from paddock.timing.readers.result_columns import Seat, of_a_driver, places, seats
from paddock.timing.readers.result_rows import (
    Row,
    cut_finding,
    drivers_into,
    finish_results,
    kept_aside,
    position_into,
    split_rows,
    status_into,
)
from paddock.timing.readers.text import aside_finding, sheet_findings
from paddock.timing.readers.values import Cells, words
from paddock.units import count

TEXTS = ("class", "group", "division", "team", "vehicle", "tyres")
NEEDED = ("position", "car")
MARKS = ("laps", "gap_first", "gap_previous", "status")
"""One of these beside a time tells a result from any other list of cars with places."""


class AlkamelResults:
    """Reader of Al Kamel's results and classifications."""

    name = "alkamel-results"
    version = 1
    gives = ("results",)

    def recognise(self, source: Source) -> Recognised | None:
        """Return the form when the header has a place, a car and a time under Al Kamel's names, and laps or gaps."""
        found = places(source.sheet.header)
        timed = "total_time_ms" in found or "fastest_lap_ms" in found
        if not timed or not all(field in found for field in NEEDED) or not any(field in found for field in MARKS):
            return None
        known = sum(field in found for field in MARKS) + 2 * ("gap_first" in found) + len(found) / 20
        return Recognised(_form(source.sheet.header, found), round(min(0.98, 0.6 + known / 12), 2), _why(found))

    def read(self, source: Source, options: Mapping[str, str]) -> Parsed:
        """Return the results.  A row without a car is kept aside; any other cell may be missing."""
        sheet = source.sheet
        found, crew = places(sheet.header), seats(sheet.header)
        if "car" not in found:
            raise BadFile.at(Path(source.name), sheet.header_line or None, "no column NUMBER with the cars.")
        cells = Cells(source)
        rows: list[Row] = []
        aside: list[Aside] = []
        sizes: list[tuple[int, int]] = []
        filled: set[int] = set()
        gaps_in_crew: list[int] = []
        for row in split_rows(sheet, of_a_driver):
            if isinstance(row, Aside):
                aside.append(row)
                continue
            line, texts, lacks = row
            sizes.append((line, lacks))
            filled |= {place for place, text in enumerate(texts) if text.strip()}
            made = _row(cells, line, texts, found, crew)
            if made is None:
                aside.append(kept_aside(sheet, line, "has no car number"))
                continue
            if lacks and _has_gap(texts, crew):
                gaps_in_crew.append(line)
            rows.append(made)
        results, noticed = finish_results(source, rows, cells)
        used = {*found.values(), *(place for seat in crew for place in _of(seat))}
        left = [name for place, name in enumerate(sheet.header) if name and place in filled - used]
        findings = [*sheet_findings(source), *cut_finding(source, sizes), *_crew_findings(source, gaps_in_crew)]
        findings += [*noticed, *(aside_finding(source, row) for row in aside)]
        if not sizes and not aside:
            findings.append(Finding("warning", "no-rows", "The result has a header and no cars.", where=source.at()))
        details = {"form": _form(sheet.header, found), "not_kept": left}
        return Parsed({"results": results}, tuple(findings), len(rows) + len(aside), tuple(aside), details)


def _row(cells: Cells, line: int, texts: Sequence[str], found: Mapping[str, int], crew: Sequence[Seat]) -> Row | None:
    """Return a row of the table, or None when it has no car."""

    def cell(field: str) -> str:
        return texts[found[field]].strip() if field in found else ""

    if not cell("car"):
        return None
    row: Row = {"line": line, "car": cell("car"), **{field: words(cell(field)) for field in TEXTS}}
    status_into(row, cells, "STATUS", line, cell("status"))
    position_into(row, cells, "POSITION", line, cell("position"))
    row["position_in_class"] = cells.whole("PIC", line, cell("position_in_class"))
    row["laps"] = cells.whole("LAPS", line, cell("laps"))
    row["total_time_ms"] = cells.time("TOTAL_TIME", line, cell("total_time_ms"))
    row["gap_first_ms"], row["gap_first_laps"] = cells.gap("GAP_FIRST", line, cell("gap_first"))
    row["gap_previous_ms"], row["gap_previous_laps"] = cells.gap("GAP_PREVIOUS", line, cell("gap_previous"))
    row["fastest_lap_ms"] = cells.time("FL_TIME", line, cell("fastest_lap_ms"))
    # A car without a lap time has the number 0 for it.
    row["fastest_lap_number"] = cells.whole("FL_LAPNUM", line, cell("fastest_lap_number")) or None
    row["fastest_lap_kph"] = cells.number("FL_KPH", line, cell("fastest_lap_kph"))
    drivers_into(row, [driver for driver in (_driver(texts, seat) for seat in crew) if any(driver)])
    return row


def _driver(texts: Sequence[str], seat: Seat) -> tuple[str, str, str]:
    """Return name, grade and country of a driver, empty where not printed."""
    name, first, second, grade, country = (texts[place].strip() if place >= 0 else "" for place in _all(seat))
    return name or f"{first} {second}".strip(), grade, country


def _has_gap(texts: Sequence[str], crew: Sequence[Seat]) -> bool:
    """Return whether a driver is missing before another one."""
    there = [any(_driver(texts, seat)) for seat in crew]
    return True in there and not all(there[: len(there) - there[::-1].index(True)])


def _crew_findings(source: Source, lines: Sequence[int]) -> list[Finding]:
    if not lines:
        return []
    message = (
        f"{count(len(lines), 'row')} shorter than the header without a driver before another one: where the cells of "
        "the later drivers stand is not sure, so their names may be wrong."
    )
    return [Finding("warning", "crew-in-doubt", message, where=source.at(lines[0]))]


def _all(seat: Seat) -> tuple[int, ...]:
    return seat.name, seat.first, seat.second, seat.grade, seat.country


def _of(seat: Seat) -> list[int]:
    return [place for place in _all(seat) if place >= 0]


def _form(header: Sequence[str], found: Mapping[str, int]) -> str:
    if "position_in_class" in found:
        return "Al Kamel results by class"
    if "total_time_ms" not in found:
        return "Al Kamel best times (practice or qualifying)"
    whole_names = any(seat.name >= 0 for seat in seats(header))
    return "Al Kamel classification" if whole_names else "Al Kamel race results"


def _why(found: Mapping[str, int]) -> str:
    return f"{len(found)} columns of a result under Al Kamel's names"


READER = AlkamelResults()
