"""IMSA's `23_Time Cards` as JSON: every lap of every participant, under a description of the session.

A lap is marked `is_personal_best` when it was the car's best at that time, so that a car has many: the last of them is
its fastest lap, and the last `is_session_best` of all is the fastest of the session.  Only these two are told in
`improvement`, as the lap files do.  Laps taken away afterwards (`is_valid` false, `manually_invalidated`) stay in the
table and are named, but are nobody's fastest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.errors import BadFile
from paddock.findings import Finding
from paddock.tables import LAPS
from paddock.timing.readers.form import Aside, Parsed, Recognised, Source
from paddock.timing.readers.json_form import Walk, has_array, text_of
from paddock.timing.readers.json_values import Record, aside_record, clean, person, session_details, walk_findings
from paddock.timing.readers.laps_form import finish_laps
from paddock.timing.readers.text import aside_finding
from paddock.timing.readers.values import Cells
from paddock.units import count, listed

if TYPE_CHECKING:
    import polars as pl

KEY = "participants"
KNOWN = frozenset(
    {
        *("number", "driver_number", "time", "session_elapsed", "hour", "average_speed_kph", "top_speed_kph"),
        *("is_session_best", "is_personal_best", "is_valid", "manually_invalidated", "crossing_pit_finish_lane"),
        "sector_times",
    }
)
COLUMNS = (
    *("line", "car", "class", "team", "manufacturer", "driver", "driver_slot", "lap", "lap_time_ms", "elapsed_ms"),
    *("hour_ms", "kph", "top_speed_kph", "in_pit"),
)


@dataclass(slots=True)
class _Pile:
    """The laps read so far, column by column, and what was seen on the way."""

    columns: dict[str, list[object]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    sectors: list[dict[int, int | None]] = field(default_factory=list)
    best: list[tuple[bool | None, bool | None, bool]] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    records: int = 0


class ImsaJsonLaps:
    """Reader of IMSA's time cards in JSON."""

    name = "imsa-json-laps"
    version = 1
    gives = ("laps",)

    def recognise(self, source: Source) -> Recognised | None:
        """Return the form for a JSON object with participants that have laps."""
        if not has_array(source, KEY) or not any(one in source.content for one in (b'"laps"', b'"\0l\0a\0p\0s\0"')):
            return None
        return Recognised("IMSA time cards (JSON)", 0.9, "a JSON object with participants and their laps")

    def read(self, source: Source, options: Mapping[str, str]) -> Parsed:
        """Return the laps.  A lap without a car or a lap number is kept aside; any other value may be missing."""
        walk, cells, pile = Walk(text_of(source), KEY), Cells(source, "record"), _Pile()
        for participant in walk.records():
            _take(cells, pile, participant)
        if walk.broken and not pile.records:
            raise BadFile.at(Path(source.name), None, f"not readable as JSON: {walk.broken}.")
        frame = _frame(pile)
        laps, noticed = finish_laps(source, frame)
        cars, numbers = pile.columns["car"], pile.columns["lap"]
        taken_away = [[cars[row], numbers[row]] for row, (_, _, valid) in enumerate(pile.best) if not valid]
        findings = [*walk_findings(source, walk, pile.records, "laps"), *cells.findings(), *noticed]
        findings += [*_taken_away(source, taken_away), *(aside_finding(source, row) for row in pile.aside)]
        details = session_details(walk) | {"not_kept": sorted(pile.keys - KNOWN), "taken_away": taken_away}
        return Parsed({"laps": laps}, tuple(findings), pile.records, tuple(pile.aside), details)


def _take(cells: Cells, pile: _Pile, participant: object) -> None:
    """Add the laps of a participant to the pile."""
    if not isinstance(participant, dict):
        pile.records += 1
        pile.aside.append(aside_record(pile.records, participant, "is no participant"))
        return
    entry = Record(cells, pile.records + 1, participant)
    car = entry.text("number")
    laps = entry.records("laps")
    # A participant may have no laps; then nothing of it belongs in the table.
    own = (entry.text("class"), entry.text("team"), entry.text("manufacturer")) if laps else (None, None, None)
    names = _names(entry)
    for values in laps:
        pile.records += 1
        lap = Record(cells, pile.records, values if isinstance(values, dict) else {})
        number = lap.whole("number")
        if car is None or number is None or number < 0:
            why = "is of a participant without a number" if car is None else "has no lap number"
            pile.aside.append(aside_record(pile.records, values, why))
            continue
        pile.keys.update(lap.values)
        slot = lap.whole("driver_number")
        times = [lap.time(name) for name in ("time", "session_elapsed", "hour")]
        speeds = [lap.number(name) for name in ("average_speed_kph", "top_speed_kph")]
        in_pit = lap.truth("crossing_pit_finish_lane") is True
        row = (pile.records, car, *own, names.get(slot), slot, number, *times, *speeds, in_pit)
        for name, value in zip(COLUMNS, row, strict=True):
            pile.columns[name].append(value)
        pile.sectors.append(_sectors(lap))
        valid = lap.truth("is_valid") is not False and lap.truth("manually_invalidated") is not True
        pile.best.append((lap.truth("is_personal_best"), lap.truth("is_session_best"), valid))


def _names(entry: Record) -> dict[int | None, str]:
    """Return the drivers of a participant by their number in the crew."""
    names: dict[int | None, str] = {}
    for driver in entry.records("drivers"):
        if isinstance(driver, dict):
            number = Record(entry.cells, entry.line, driver).whole("number")
            if number is not None and person(driver):
                names[number] = person(driver)
    return names


def _sectors(lap: Record) -> dict[int, int | None]:
    """Return the times of a lap's sectors [ms] by their index."""
    found: dict[int, int | None] = {}
    for sector in lap.records("sector_times"):
        if isinstance(sector, dict):
            one = Record(lap.cells, lap.line, sector)
            index = one.whole("index")
            if index is not None and 0 <= index < 100:
                found[index] = one.time("time")
    return found


def _frame(pile: _Pile) -> pl.DataFrame:
    """Return the pile as columns of `laps`: three sectors in theirs, more of them as sections."""
    import polars as pl

    frame = pl.DataFrame(pile.columns, schema={name: LAPS.schema[name] for name in COLUMNS})
    indexes = sorted({index for sectors in pile.sectors for index in sectors})
    # The first sector may be counted as 0 or as 1.
    first = min(indexes, default=1) and 1
    if indexes and indexes[-1] - first < 3:
        for place in range(3):
            times = [sectors.get(first + place) for sectors in pile.sectors]
            frame = frame.with_columns(pl.Series(f"s{place + 1}_ms", times, dtype=pl.Int64))
    elif indexes:
        every = range(first, indexes[-1] + 1)
        lists = [[sectors.get(index) for index in every] if sectors else None for sectors in pile.sectors]
        frame = frame.with_columns(pl.Series("sections_ms", lists, dtype=pl.List(pl.Int64)))
    return frame.with_columns(pl.Series("improvement", _improvement(pile), dtype=pl.Int64))


def _improvement(pile: _Pile) -> list[int | None]:
    """Return 2 for each car's fastest lap, 3 for the fastest of all, 0 for the others; nulls when no lap is marked."""
    if all(personal is None for personal, *_ in pile.best):
        return [None] * len(pile.best)
    marks: list[int | None] = [0] * len(pile.best)
    cars, numbers, clock = pile.columns["car"], pile.columns["lap"], pile.columns["elapsed_ms"]
    last: dict[object, int] = {}
    overall: list[tuple[int, int]] = []
    for row, (personal, session, valid) in enumerate(pile.best):
        if valid and personal and (cars[row] not in last or _int(numbers[row]) > _int(numbers[last[cars[row]]])):
            last[cars[row]] = row
        if valid and session:
            overall.append((_int(clock[row]), row))
    for row in last.values():
        marks[row] = 2
    if overall:
        marks[max(overall)[1]] = 3
    return marks


def _int(value: object) -> int:
    return value if isinstance(value, int) else -1


def _taken_away(source: Source, laps: list[list[object]]) -> list[Finding]:
    if not laps:
        return []
    shown = listed(f"car {clean(str(car))} lap {lap}" for car, lap in laps[:5])
    message = f"{count(len(laps), 'lap')} marked as not valid ({shown}{' …' if len(laps) > 5 else ''}); they are kept."
    return [Finding("info", "laps-taken-away", message, where=source.at())]


READER = ImsaJsonLaps()
