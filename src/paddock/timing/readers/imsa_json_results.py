"""IMSA's `03_Results` as JSON: the classification of a race, or the best times of a practice or qualifying.

`time` is the race time, but the best lap where the session is a practice or a qualifying: told by its name, or by the
fastest lap of the session being the time of the first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from paddock.errors import BadFile
from paddock.timing.readers.form import Aside, Parsed, Recognised, Source
from paddock.timing.readers.json_form import Walk, has_array, text_of
from paddock.timing.readers.json_values import (
    Record,
    aside_record,
    clean,
    person,
    session_details,
    walk_findings,
)
from paddock.timing.readers.result_rows import Row, drivers_into, finish_results, position_into, state_of, status_into
from paddock.timing.readers.text import aside_finding
from paddock.timing.readers.values import Cells
from paddock.timing.times import to_ms

KEY = "classification"
KNOWN = frozenset(
    {
        *("position", "number", "class", "team", "vehicle", "drivers", "laps", "time", "status"),
        *("gap_first", "gap_previous"),
    }
)
_RACE = re.compile(r"\brace\b", re.I)
_BEST_TIMES = re.compile(r"\b(?:qualif\w*|practice|warm\w*|test\w*)\b", re.I)


class ImsaJsonResults:
    """Reader of IMSA's results in JSON."""

    name = "imsa-json-results"
    version = 1
    gives = ("results",)

    def recognise(self, source: Source) -> Recognised | None:
        """Return the form for a JSON object with a classification."""
        if not has_array(source, KEY):
            return None
        return Recognised("IMSA results (JSON)", 0.9, "a JSON object with a classification")

    def read(self, source: Source, options: Mapping[str, str]) -> Parsed:
        """Return the results.  A record without a car is kept aside; any other value may be missing."""
        walk, cells = Walk(text_of(source), KEY), Cells(source, "record")
        rows: list[Row] = []
        aside: list[Aside] = []
        keys: set[str] = set()
        number = 0
        for number, values in enumerate(walk.records(), 1):
            record = Record(cells, number, values if isinstance(values, dict) else {})
            if record.text("number") is None:
                aside.append(aside_record(number, values, "has no car number"))
                continue
            keys.update(name for name, value in record.values.items() if value not in (None, "", []))
            rows.append(_row(cells, record))
        if walk.broken and not number:
            raise BadFile.at(Path(source.name), None, f"not readable as JSON: {walk.broken}.")
        if _of_best_times(walk, rows):
            for row in rows:
                row["fastest_lap_ms"], row["total_time_ms"] = row["total_time_ms"], None
        results, noticed = finish_results(source, rows, cells, _state(walk))
        findings = [*walk_findings(source, walk, number, "cars"), *noticed]
        findings += [aside_finding(source, row) for row in aside]
        details = session_details(walk) | {"not_kept": sorted(keys - KNOWN)}
        if isinstance(walk.rest.get("fastest_lap"), dict):
            details["fastest_lap"] = walk.rest["fastest_lap"]
        return Parsed({"results": results}, tuple(findings), number, tuple(aside), details)


def _row(cells: Cells, record: Record) -> Row:
    row: Row = {"line": record.line, "car": record.text("number")}
    row |= {name: record.text(name) for name in ("class", "team", "vehicle")}
    status_into(row, cells, "status", record.line, record.text("status") or "")
    position_into(row, cells, "position", record.line, record.text("position") or "")
    row["laps"] = record.whole("laps")
    row["total_time_ms"] = record.time("time")
    for name in ("gap_first", "gap_previous"):
        time, laps = cells.gap(name, record.line, record.text(name) or "")
        row[f"{name}_ms"], row[f"{name}_laps"] = time, laps
    crew = []
    for driver in record.records("drivers"):
        if isinstance(driver, dict):
            one = Record(cells, record.line, driver)
            crew.append((person(driver), one.text("license") or "", one.text("country") or ""))
        elif isinstance(driver, str):
            crew.append((clean(driver), "", ""))
    drivers_into(row, [driver for driver in crew if any(driver)])
    return row


def _state(walk: Walk) -> str | None:
    """Return what the session says of its result: official, provisional, or nothing."""
    session = walk.rest.get("session")
    said = session.get("finalize_type") if isinstance(session, dict) else None
    return state_of(said) if isinstance(said, str) else None


def _of_best_times(walk: Walk, rows: list[Row]) -> bool:
    """Return whether the times are best laps rather than race times."""
    session, fastest = walk.rest.get("session"), walk.rest.get("fastest_lap")
    name = session.get("session_name") if isinstance(session, dict) else None
    if isinstance(name, str) and _BEST_TIMES.search(name) and not _RACE.search(name):
        return True
    best = fastest.get("time") if isinstance(fastest, dict) else None
    time = next((row["total_time_ms"] for row in rows if row.get("position") == 1), None)
    return isinstance(best, str) and time is not None and to_ms(best) == time


READER = ImsaJsonResults()
