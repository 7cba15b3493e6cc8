"""Results in paddock's own table `results` as sheets: names by the entries of the season, rounds by its calendar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paddock.catalogue import Catalogue, slugify
from paddock.catalogue.names import nearest
from paddock.errors import BadFile, BadRequest, UnknownName, Unresolved
from paddock.findings import Finding
from paddock.model import Entry, Meeting, Season
from paddock.scoring.recorded import crew_at, kind_of, round_of
from paddock.scoring.sheets import Line, SeasonResults, Sheet, check_sheets
from paddock.tables.timing import RESULTS
from paddock.units import bare, listed

if TYPE_CHECKING:
    import polars as pl

NEEDED = ("position", "car")
OF_WHAT = ("season", "meeting", "session", "round")
"""Columns beside those of `results` that say which session a row is of; arguments stand in for them."""
_KNOWN = frozenset(column.name for column in RESULTS.columns)
_UNPLACED = frozenset({"disqualified", "not-started"})
_JOINED = "|"
"""What stands between the drivers of a car in a CSV file."""


def looks_like(path: Path) -> bool:
    """Return whether a file is such a table: Parquet or CSV with `position`, `car` and no column of another form."""
    try:
        frame = _scanned(path)
    except BadFile:
        return False
    names = set(frame.columns)
    return set(NEEDED) <= names <= _KNOWN | set(OF_WHAT)


def read_results_table(
    path: Path, catalogue: Catalogue, season: str, *, meeting: str = "", session: str = "race"
) -> SeasonResults:
    """Return the results of a season that a file holds: Parquet, or CSV with a header and `|` between drivers.

    Arguments as in `results_from_table`. Raises BadFile for a file that is no such table besides.
    """
    frame = _scanned(path)
    lacking = [name for name in NEEDED if name not in frame.columns]
    if lacking:
        raise BadFile.at(path, 1, f"no column {listed(lacking)}.", hint="`paddock describe results` lists its columns.")
    return results_from_table(frame, catalogue, season, meeting=meeting, session=session, where=str(path))


def results_from_table(
    frame: pl.DataFrame,
    catalogue: Catalogue,
    season: str,
    *,
    meeting: str = "",
    session: str = "race",
    where: str = "results",
) -> SeasonResults:
    """Return the results of a season that a table `results` tells, by class and overall.

    frame: columns of `results`, at least position and car; may have season, meeting, session and round, of which the
    arguments stand in for those it has not; session may be a full id (`wec-2024/fuji/race`), as the archive has it.
    season: its id.  where: what messages call the table.
    A car is whom the season's entries say it is; of a class without entries on record the table's own names are taken.
    Raises BadRequest when nothing tells the meeting, UnknownName for a meeting, a class or a car that the season does
    not have, BadFile for two cars in one place.
    """
    on_record = catalogue.seasons.get(season)
    findings: list[Finding] = []
    groups: dict[tuple[str, str], list[tuple[int, Mapping[str, Any]]]] = defaultdict(list)
    for number, row in enumerate(frame.iter_rows(named=True), start=1):
        of = _session_of(row, season, meeting, session)
        if of[0] == season:
            groups[of[1:]].append((number, row))
    if not groups:
        raise UnknownName(f"{where} has no results of {season}.")
    sheets: list[tuple[int, int, Sheet]] = []
    for order, ((told, which), rows) in enumerate(groups.items()):
        table = _Table(catalogue, season, on_record, where, findings)
        for sheet in table.sheets(told, which, rows, order):
            sheets.append((sheet.round, order, sheet))
    sheets.sort(key=lambda one: one[:2])
    done = tuple(sheet for _, _, sheet in sheets)
    check_sheets(done)
    rounds = max((last for one in on_record.meetings for last in one.rounds), default=0) if on_record else len(groups)
    return SeasonResults(season, done, rounds, findings=tuple(dict.fromkeys(findings)))


def laid_over(recorded: SeasonResults, new: SeasonResults) -> SeasonResults:
    """Return recorded results with new ones in place of those of the same session; the other rounds stay on record.

    A class of that session which the new results do not mention stays on record too, and so do orders within the race.
    """
    told = {(one.meeting, one.session, one.race_class, one.after_min) for one in new.sheets}
    kept = [one for one in recorded.sheets if (one.meeting, one.session, one.race_class, one.after_min) not in told]
    places = {(one.meeting, one.session): number for number, one in enumerate(recorded.sheets)}
    both = [*enumerate(kept), *((places.get((one.meeting, one.session), len(kept)), one) for one in new.sheets)]
    both.sort(key=lambda pair: (pair[1].round, pair[0]))
    rounds = max(recorded.rounds, new.rounds)
    findings = (*recorded.findings, *new.findings)
    return SeasonResults(recorded.season, tuple(sheet for _, sheet in both), rounds, findings=findings)


def _scanned(path: Path) -> pl.DataFrame:
    import polars as pl

    try:
        if path.suffix == ".parquet":
            return pl.read_parquet(path)
        frame = pl.read_csv(path, infer_schema=False, encoding="utf8")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise BadFile.at(path, None, f"cannot be read as a table: {str(error).splitlines()[0]}") from None
    whole = {column.name for column in RESULTS.columns if column.kind == "int"} | {"round"}
    lists = {column.name for column in RESULTS.columns if column.kind == "texts"}
    try:
        return frame.with_columns(
            *(pl.col(name).cast(pl.Int64) for name in frame.columns if name in whole),
            *(pl.col(name).str.split(_JOINED) for name in frame.columns if name in lists),
        )
    except pl.exceptions.PolarsError as error:
        raise BadFile.at(path, None, f"not whole numbers where they belong: {str(error).splitlines()[0]}") from None


def _session_of(row: Mapping[str, Any], season: str, meeting: str, session: str) -> tuple[str, str, str]:
    """Return season, meeting and session of a row; the archive tells all three as one: `wec-2024/fuji/race`."""
    told = row.get("session") or session
    if told.count("/") == 2:
        first, second, third = told.split("/")
        return first, second, third
    return row.get("season") or season, row.get("meeting") or meeting, told


@dataclass(slots=True)
class _Table:
    """What the rows of a table are read with."""

    catalogue: Catalogue
    season: str
    on_record: Season | None
    where: str
    findings: list[Finding] = field(default_factory=list)

    def sheets(
        self, told: str, session: str, rows: Sequence[tuple[int, Mapping[str, Any]]], order: int
    ) -> Iterator[Sheet]:
        """Yield the sheet over all classes and those of each class."""
        if not told:
            raise BadRequest(
                f"{self.where} does not say which meeting it is of.", hint="Name it, or add a column meeting."
            )
        meeting = self._meeting(told)
        name = meeting.id if meeting is not None else slugify(told)
        kind = kind_of(meeting, session) if meeting is not None else "qualifying" if "quali" in session else "race"
        if kind is None:
            raise UnknownName(
                f"{self.season}/{name} has no session {session!r}.",
                candidates=[one.id for one in meeting.sessions] if meeting is not None else (),
            )
        number = round_of(meeting, session) if meeting is not None else int(rows[0][1].get("round") or order + 1)
        length = next((one.duration_min for one in meeting.sessions if one.id == session), None) if meeting else None
        lines = [(self._class(row, line), self._line(row, line, meeting)) for line, row in rows]
        whole = Sheet(number, name, session, kind, (), minutes=length, whole=True, where=self.where)
        yield replace(whole, lines=tuple(_with_fastest(rows, [line for _, line in lines])))
        for race_class in dict.fromkeys(one for one, _ in lines if one):
            picked = [index for index, (one, _) in enumerate(lines) if one == race_class]
            inside = _ranked([(rows[index][1], lines[index][1]) for index in picked])
            inside = _with_fastest([rows[index] for index in picked], inside)
            yield replace(whole, lines=tuple(inside), race_class=race_class, starters=_starters(inside))

    def _meeting(self, told: str) -> Meeting | None:
        if self.on_record is None:
            return None
        full = self.catalogue.get("meeting", told if "/" in told else f"{self.season}/{slugify(told)}")
        return self.catalogue.meeting(full)[1]

    def _class(self, row: Mapping[str, Any], number: int) -> str:
        printed = row.get("class")
        if not printed:
            return ""
        if self.on_record is None:
            return slugify(printed)
        same = [one.id for one in self.on_record.classes if bare(printed) in {bare(one.id), bare(one.name)}]
        if not same:
            raise UnknownName(
                f"{self._at(row, number)}: {self.season} has no class {printed!r}.",
                candidates=[one.id for one in self.on_record.classes],
            )
        return same[0]

    def _line(self, row: Mapping[str, Any], number: int, meeting: Meeting | None) -> Line:
        status = row.get("status") or "classified"
        entry = self._entry(row, number, meeting)
        at = self._at(row, number)
        laps = row.get("laps")
        position = None if status in _UNPLACED else row["position"]
        names = tuple(name for name in row.get("drivers") or () if name)
        if entry is None:
            team = self._named("team", row.get("team") or "")
            crew = tuple(self._named("driver", name) for name in names)
            make = self._make(row.get("vehicle") or "")
            return Line(position, crew, row["car"], team, make, status=status, laps=laps, where=at)
        seats = {bare(name): seat.driver for seat in entry.crew for name in self._names(seat.driver)}
        crew = tuple(seats.get(bare(name)) or self._named("driver", name) for name in names)
        return Line(
            position=position,
            drivers=crew or crew_at(entry, meeting.id if meeting is not None else ""),
            car=row["car"],
            team=entry.team,
            make=self.catalogue.make_of(entry) or "",
            status=status,
            extent=entry.extent,
            programme=entry.programme,
            laps=laps,
            where=at,
        )

    def _entry(self, row: Mapping[str, Any], number: int, meeting: Meeting | None) -> Entry | None:
        """Return the entry of a car; None where no entry of its class is on record."""
        race_class = self._class(row, number)
        entries = [one for one in self.catalogue.entries.get(self.season, ()) if race_class in ("", one.race_class)]
        if not entries:
            return None
        same = [one for one in entries if one.car_number == row["car"]]
        if not same:
            near = nearest(row["car"], {one.car_number: (one.car_number,) for one in entries}, cutoff=0)
            raise UnknownName(
                f"{self._at(row, number)}: unknown entry: no car {row['car']} is entered in {self.season}"
                f"{f' in {race_class}' if race_class else ''}.",
                candidates=near,
                hint="Correct the number, or enter the car in a catalogue folder.",
            )
        return min(same, key=lambda one: meeting is not None and meeting.id not in one.ran)

    def _names(self, driver: str) -> Iterable[str]:
        fact = self.catalogue.drivers.get(driver)
        return (driver, fact.name, *fact.aliases) if fact is not None else (driver,)

    def _named(self, kind: str, text: str) -> str:
        """Return the id that a printed name leads to; of one that leads to none the name as an id."""
        if not text:
            return ""
        try:
            return self.catalogue.get(kind, text)
        except Unresolved:
            return slugify(text)

    def _make(self, vehicle: str) -> str:
        """Return the make whose name a car's name begins with, the longest of them; empty where none does."""
        makes = self.catalogue.manufacturers.values()
        hits = {len(name): one.id for one in makes for name in (one.name, *one.aliases) if _begins(vehicle, name)}
        return hits[max(hits)] if hits else ""

    def _at(self, row: Mapping[str, Any], number: int) -> str:
        return f"{self.where}:{row.get('line') or number + 1}"


def _begins(vehicle: str, name: str) -> bool:
    return f"{vehicle} ".casefold().startswith(f"{name} ".casefold())


def _ranked(rows: Sequence[tuple[Mapping[str, Any], Line]]) -> list[Line]:
    """Return the lines of a class with their places in it: as printed, or in the order over all classes."""
    placed = sorted((line.position for _, line in rows if line.position is not None))
    places = {position: number for number, position in enumerate(placed, start=1)}
    return [
        replace(line, position=row.get("position_in_class") or places[line.position])
        if line.position is not None
        else line
        for row, line in rows
    ]


def _with_fastest(rows: Sequence[tuple[int, Mapping[str, Any]]], lines: list[Line]) -> list[Line]:
    """Return lines of which those with the fastest lap say so."""
    times = [row.get("fastest_lap_ms") for _, row in rows]
    best = min((time for time in times if time), default=None)
    return [
        replace(line, fastest=line.drivers) if time is not None and time == best else line
        for line, time in zip(lines, times, strict=True)
    ]


def _starters(lines: Sequence[Line]) -> int:
    return sum(line.status != "not-started" for line in lines)
