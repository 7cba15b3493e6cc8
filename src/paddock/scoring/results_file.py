"""A file of results in the form of F1DB: one row for each driver in each session, of one season or many."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from paddock.catalogue import Catalogue
from paddock.catalogue.names import nearest
from paddock.errors import BadFile, UnknownName, Unresolved
from paddock.findings import Finding
from paddock.model.scoring import exact
from paddock.scoring.sheets import Kind, Line, SeasonResults, Sheet, check_sheets
from paddock.units import count, listed

SERIES = "f1"
"""The series that a season told by its year alone is of, and the class its cars are in."""

NEEDED = (
    "season",
    "round",
    "race_type",
    "grand_prix",
    "position",
    "shared_car",
    "driver",
    "constructor",
    "engine",
    "fastest_lap",
)
ASIDE = ("laps", "grid_position", "points")
"""Columns that are read where they are there; no other is looked at."""

KINDS: tuple[Kind, ...] = ("sprint", "race")
"""What a row may be of, in the order of a weekend."""

UNPLACED = {
    "DNF": "retired",
    "NC": "not-classified",
    "DSQ": "disqualified",
    "EX": "disqualified",
    "DNS": "not-started",
    "DNQ": "not-qualified",
    "DNPQ": "not-qualified",
    "DNP": "not-started",
}
"""What stands in place of a position, and what became of the car."""

PIT_LANE = "PL"
_YES = frozenset({"1", "true", "yes"})
_NO = frozenset({"0", "false", "no"})
_SEASON = re.compile(rf"(?:{SERIES}-)?([0-9]{{4}})")
_WHOLE = re.compile(r"[0-9]{1,4}")
_POINTS = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,6}|/[1-9][0-9]{0,5})?")


class Row(NamedTuple):
    """A row as written, with its line in the file: the columns of `NEEDED`, then those of `ASIDE`."""

    line: int
    season: str
    round: str
    race_type: str
    grand_prix: str
    position: str
    shared_car: str
    driver: str
    constructor: str
    engine: str
    fastest_lap: str
    laps: str
    grid_position: str
    points: str


def read_results(path: Path, season: str) -> SeasonResults:
    """Return the results of one season of a file; its other seasons are not judged.

    path: CSV in UTF-8 with a header.  season: `f1-1984`; rows say `1984` or `f1-1984`.
    Raises BadFile with file:line for what cannot be read, UnknownName when the file has no row of the season.
    """
    rows = _by_season(path)
    if season not in rows:
        raise UnknownName(f"{path} has no results of {season}.", candidates=nearest(season, dict.fromkeys(rows, ())))
    return _season(path, season, rows[season])


def read_all(path: Path) -> Mapping[str, SeasonResults]:
    """Return the results of every season of a file by season id, in the order of the file.

    Raises BadFile with file:line for what cannot be read.
    """
    return {season: _season(path, season, rows) for season, rows in _by_season(path).items()}


def check_entries(catalogue: Catalogue, results: SeasonResults) -> None:
    """Raise UnknownName for a driver whom nothing on record of the season leads to, where its entries are on record.

    On record: its entries, and whoever its results and tables in the catalogue name.  A driver is led to by id or by
    a name.  A season without entries in the catalogue is not judged.
    """
    season = results.season
    known = {seat.driver for entry in catalogue.entries.get(season, ()) for seat in entry.crew}
    if not known:
        return
    for result in catalogue.classifications.get(season, ()):
        known.update(driver for row in result.rows for driver in row.drivers)
    for table in catalogue.standings.get(season, ()):
        known.update(driver for line in table.rows for driver in line.drivers)
    where: dict[str, str] = {}
    for sheet in results.sheets:
        for car in sheet.lines:
            for driver in car.drivers:
                where.setdefault(driver, car.where or sheet.name)
    for driver, first in where.items():
        if driver in known or _leads(catalogue, driver) in known:
            continue
        near = nearest(driver, {one: (catalogue.drivers[one].name, *catalogue.drivers[one].aliases) for one in known})
        raise UnknownName(
            f"{first}: unknown entry: nobody of {season} is called {driver!r}.",
            candidates=near,
            hint="" if near else f"Correct the name, or enter {driver} in a catalogue folder.",
        )


def _leads(catalogue: Catalogue, text: str) -> str:
    """Return the id of the driver that a name leads to, empty when it leads to none or to several."""
    try:
        return catalogue.get("driver", text)
    except Unresolved:
        return ""


def _by_season(path: Path) -> dict[str, list[Row]]:
    """Return the rows of each season, in the order of the file. Raises BadFile when it is no such file."""
    found: dict[str, list[Row]] = {}
    try:
        for row in _rows(path):
            season = _SEASON.fullmatch(row.season)
            if season is None:
                raise BadFile.at(
                    path, row.line, f"season {row.season!r} is no year.", hint=f"Write 1984, or {SERIES}-1984."
                )
            found.setdefault(f"{SERIES}-{season[1]}", []).append(row)
    except OSError as error:
        raise BadFile.at(path, None, error.strerror or "cannot be read") from None
    except UnicodeDecodeError as error:
        raise BadFile.at(path, None, f"not UTF-8 text: {error.reason}", hint="Save the file as UTF-8.") from None
    return found


def _rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a file; empty lines are passed over."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            header = [name.strip() for name in next(reader, [])]
            pick = _columns(path, header)
            for cells in reader:
                if not cells:
                    continue
                if len(cells) != len(header):
                    found = count(len(cells), "cell")
                    raise BadFile.at(path, reader.line_num, f"{found} where the header has {len(header)}: not a row.")
                yield Row(reader.line_num, *pick([*cells, ""]))
        except csv.Error as error:
            raise BadFile.at(path, reader.line_num, f"not CSV: {error}.") from None


def _columns(path: Path, header: Sequence[str]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Return what picks the columns of `Row` from a row's cells and an empty one after them."""
    lacking = [name for name in NEEDED if name not in header]
    if lacking:
        hint = f"A file of results has the columns {listed(NEEDED)}."
        raise BadFile.at(path, 1, f"no column {listed(lacking)}.", hint=hint)
    wanted = (*NEEDED, *ASIDE)
    twice = [name for name in wanted if header.count(name) > 1]
    if twice:
        raise BadFile.at(path, 1, f"the column {listed(twice)} is there twice.", hint="Delete one of them.")
    return itemgetter(*(header.index(name) if name in header else len(header) for name in wanted))


@dataclass(slots=True)
class _Draft:
    """A session being read. cars: one list of rows for each car, the first driver's row first."""

    round: int
    meeting: str
    kind: Kind
    cars: list[list[Row]] = field(default_factory=list)
    by_place: dict[str, list[Row]] = field(default_factory=dict)


def _season(path: Path, season: str, rows: Iterable[Row]) -> SeasonResults:
    """Return a season's results. Raises BadFile for a cell that cannot be, or two cars in one place."""
    drafts: dict[tuple[str, str], _Draft] = {}
    meetings: dict[str, tuple[str, int]] = {}
    findings: list[Finding] = []
    for row in rows:
        kind = row.race_type
        if kind not in KINDS:
            raise BadFile.at(path, row.line, f"unknown race_type {kind!r}.", hint=f"Known are {listed(KINDS)}.")
        for name in ("driver", "constructor", "grand_prix"):
            if not getattr(row, name):
                raise BadFile.at(path, row.line, f"no {name}.", hint=f"Write the {name}'s id, or delete the row.")
        draft = drafts.get((row.round, kind))
        if draft is None:
            number = _whole(path, row, "round", row.round, least=1)
            draft = drafts[row.round, kind] = _Draft(number, row.grand_prix, kind)
        meeting, first = meetings.setdefault(row.round, (row.grand_prix, row.line))
        if meeting != row.grand_prix:
            raise BadFile.at(
                path, row.line, f"round {row.round} is {row.grand_prix} here and {meeting} in line {first}."
            )
        _put(path, row, draft, findings)
    ordered = sorted(drafts.values(), key=lambda one: (one.round, KINDS.index(one.kind)))
    sheets = tuple(_sheet(path, draft) for draft in ordered)
    check_sheets(sheets)
    return SeasonResults(season, sheets, from_file=True, findings=tuple(findings))


def _put(path: Path, row: Row, draft: _Draft, findings: list[Finding]) -> None:
    """Put a row to the car it belongs to: one marked as sharing to the car in its place, or to the one before it."""
    if not _truth(path, row, "shared_car", row.shared_car):
        draft.cars.append([row])
        if row.position not in UNPLACED:
            draft.by_place.setdefault(row.position, draft.cars[-1])
        return
    if row.position in UNPLACED:
        car = draft.cars[-1] if draft.cars and draft.cars[-1][0].position == row.position else None
    else:
        car = draft.by_place.get(row.position)
    if car is None or car[0].constructor != row.constructor:
        raise BadFile.at(
            path,
            row.line,
            f"{row.driver} shared a car of {row.constructor} in place {row.position}, and no row before has it.",
            hint="The row of the driver who started comes first; those who took over follow with shared_car True.",
        )
    if any(other.driver == row.driver for other in car):
        said = f"{row.driver} is listed twice in one car: the second row is left out."
        findings.append(Finding("warning", "row-left-out", said, f"{path}:{row.line}"))
        return
    car.append(row)


def _sheet(path: Path, draft: _Draft) -> Sheet:
    return Sheet(
        round=draft.round,
        meeting=draft.meeting,
        session=draft.kind,
        kind=draft.kind,
        lines=tuple(_line(path, car) for car in draft.cars),
        race_class=SERIES,
        whole=True,
        where=f"{path}:{draft.cars[0][0].line}",
    )


def _line(path: Path, car: list[Row]) -> Line:
    row = car[0]
    status = UNPLACED.get(row.position)
    printed = [_points(path, one) for one in car if one.points]
    return Line(
        position=_whole(path, row, "position", row.position, least=1) if status is None else None,
        drivers=tuple(one.driver for one in car),
        make=row.constructor,
        engine=row.engine,
        status=status or "classified",
        laps=_whole(path, row, "laps", row.laps) if row.laps else None,
        grid=_grid(path, row),
        fastest=tuple(one.driver for one in car if _truth(path, one, "fastest_lap", one.fastest_lap)),
        printed=sum(printed, Fraction(0)) if printed else None,
        where=f"{path}:{row.line}",
    )


def _grid(path: Path, row: Row) -> int | None:
    return None if row.grid_position in ("", PIT_LANE) else _whole(path, row, "grid_position", row.grid_position)


def _whole(path: Path, row: Row, name: str, text: str, least: int = 0) -> int:
    if not _WHOLE.fullmatch(text) or int(text) < least:
        hint = f"A car without a place has one of {listed(UNPLACED)}." if name == "position" else ""
        raise BadFile.at(path, row.line, f"{name} {text!r} is no whole number from {least}.", hint=hint)
    return int(text)


def _truth(path: Path, row: Row, name: str, text: str) -> bool:
    if not text:
        return False
    told = text.lower()
    if told not in _YES and told not in _NO:
        raise BadFile.at(path, row.line, f"{name} is {text!r}.", hint="Write True, or nothing.")
    return told in _YES


def _points(path: Path, row: Row) -> Fraction:
    printed = _fraction(row.points)
    if printed is None:
        raise BadFile.at(path, row.line, f"points {row.points!r} are no number.", hint="Write 25, 12.5 or 1/7.")
    return printed


@lru_cache
def _fraction(text: str) -> Fraction | None:
    return exact(text) if _POINTS.fullmatch(text) else None
