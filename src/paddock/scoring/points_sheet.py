"""A printed table of points: one row for each driver, one group of columns for each race, as GR Cup publishes it.

Such a file prints what a race was worth and not who came where.  A place follows from its points where the scale of
the title gives no two places the same; so that the season is scored by its own rules, and every sum can be checked.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from paddock.catalogue import Catalogue, slugify
from paddock.errors import BadFile, UnknownName
from paddock.findings import Finding
from paddock.model import Scale, Title
from paddock.model.scoring import exact
from paddock.scoring.scales import scale_of
from paddock.scoring.sheets import Line, SeasonResults, Sheet, check_sheets
from paddock.scoring.titles import titles_of
from paddock.units import count, listed

NEEDED = ("Pos", "Participant", "Points", "Number", "TEAM")
ABSENT, NOT_STARTED = "/", "NS"
"""What stands in a cell of points: not entered; entered and not started. Empty: started, no points."""
_POINTS, _EXTRA = "_Points", "_TotalExtraPoints"


@dataclass(frozen=True, slots=True)
class Race:
    """A race of the table. meeting, session: ids made from its heading (`<meeting>_<session>_Points`)."""

    round: int
    meeting: str
    session: str


@dataclass(frozen=True, slots=True)
class Row:
    """A driver's row as printed. cells: points of each race; extras: further points of each race."""

    line: int
    position: str
    driver: str
    name: str
    number: str
    team: str
    total: Fraction
    cells: tuple[str, ...]
    extras: tuple[Fraction, ...]

    def entered(self, number: int) -> bool:
        """Return whether the driver was entered for a race, by its round."""
        return self.cells[number - 1] != ABSENT


@dataclass(frozen=True, slots=True)
class PointsSheet:
    """A table of points as printed."""

    path: Path
    races: tuple[Race, ...]
    rows: tuple[Row, ...]

    def driver_of(self, number: str, round: int) -> tuple[str, ...]:
        """Return the drivers entered under a car number in a round: one where the number tells who it was."""
        return tuple(row.driver for row in self.rows if row.number == number and row.entered(round))


def looks_like(path: Path) -> bool:
    """Return whether a file is such a table, by its header."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file, delimiter=";"), [])
    except (OSError, UnicodeDecodeError, csv.Error):
        return False
    return all(name in header for name in NEEDED) and any(name.endswith(_POINTS) for name in header)


def read_points_sheet(path: Path) -> PointsSheet:
    """Return a table of points. path: CSV with semicolons, UTF-8. Raises BadFile with file:line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=";", strict=True)
            header = next(reader, [])
            rows = [(reader.line_num, cells) for cells in reader if cells]
    except OSError as error:
        raise BadFile.at(path, None, error.strerror or "cannot be read") from None
    except UnicodeDecodeError as error:
        raise BadFile.at(path, None, f"not UTF-8 text: {error.reason}", hint="Save the file as UTF-8.") from None
    except csv.Error as error:
        raise BadFile.at(path, None, f"not CSV: {error}.") from None
    lacking = [name for name in NEEDED if name not in header]
    headings = [name.removesuffix(_POINTS) for name in header if name.endswith(_POINTS)]
    if lacking or not headings:
        what = listed(lacking) if lacking else f"<meeting>_<session>{_POINTS}"
        raise BadFile.at(path, 1, f"no column {what}.", hint=f"A table of points has {listed(NEEDED)}.")
    races = tuple(_race(number, heading) for number, heading in enumerate(headings, start=1))
    return PointsSheet(path, races, tuple(_row(path, line, header, headings, cells) for line, cells in rows))


def _race(number: int, heading: str) -> Race:
    meeting, _, session = heading.rpartition("_")
    return Race(number, slugify(meeting or session), slugify(session) if meeting else "race")


def _row(path: Path, line: int, header: Sequence[str], headings: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(header):
        raise BadFile.at(path, line, f"{count(len(cells), 'cell')} where the header has {len(header)}: not a row.")
    told = dict(zip(header, (cell.strip() for cell in cells), strict=True))
    if not slugify(told["Participant"]):
        raise BadFile.at(path, line, "no Participant.", hint="Write the driver's name, or delete the row.")
    return Row(
        line,
        told["Pos"],
        slugify(told["Participant"]),
        told["Participant"],
        told["Number"],
        told["TEAM"],
        _number(path, line, "Points", told["Points"]),
        tuple(told[heading + _POINTS] for heading in headings),
        tuple(_number(path, line, heading + _EXTRA, told.get(heading + _EXTRA, "")) for heading in headings),
    )


def _number(path: Path, line: int, name: str, text: str) -> Fraction:
    try:
        return exact(text) if text not in ("", ABSENT, NOT_STARTED) else Fraction(0)
    except (ValueError, ZeroDivisionError):
        raise BadFile.at(path, line, f"{name} {text!r} is no number.", hint="Write 25, 12.5 or 1/7.") from None


def read_points_results(path: Path, catalogue: Catalogue, season: str) -> SeasonResults:
    """Return the results that a table of points tells of a season, places worked out from points.

    season: one whose rules are on record; its first title of drivers tells the scale.
    Raises BadFile for what cannot be read or cannot be points of that scale, UnknownName without rules of the season.
    """
    title, scale = _scale(catalogue, season)
    return results_from_points(read_points_sheet(path), season, title, scale)


def _scale(catalogue: Catalogue, season: str) -> tuple[Title, Scale]:
    for title in titles_of(catalogue, season):
        for award in title.awards:
            if title.awarded_to == "driver" and award.on == "race" and award.scale is not None:
                return title, scale_of(catalogue.scales, award.scale, f"award {award.id} of title {title.id}")
    raise UnknownName(
        f"No points rules of {season} for drivers are on record.",
        hint="A table of points is read with the scale of its season: add a [[title]] to a catalogue folder.",
    )


def results_from_points(sheet: PointsSheet, season: str, title: Title, scale: Scale) -> SeasonResults:
    """Return the results that a table of points tells, one sheet for each race.

    title, scale: of the season; the place of a driver is the one that pays what the cell prints.
    Raises BadFile for points that no place is worth, and where two drivers have the points of one place.
    """
    worth = {exact(points): place for place, points in enumerate(scale.places, start=1)}
    if len(worth) < len(scale.places):
        raise BadFile.at(sheet.path, None, f"two places of the scale {scale.id} pay alike: points do not tell places.")
    race_class = title.classes[0] if title.classes else ""
    sheets = []
    for race in sheet.races:
        lines = tuple(_line(sheet, row, race, worth, scale) for row in sheet.rows if row.entered(race.round))
        where = f"{sheet.path}:1"
        sheets.append(Sheet(race.round, race.meeting, race.session, "race", lines, race_class, whole=True, where=where))
    check_sheets(sheets)
    findings = (*_told(sheet, scale), *sum_findings(sheet), *number_findings(sheet))
    return SeasonResults(season, tuple(sheets), len(sheets), from_file=True, findings=findings)


def _line(sheet: PointsSheet, row: Row, race: Race, worth: Mapping[Fraction, int], scale: Scale) -> Line:
    cell = row.cells[race.round - 1]
    points = _number(sheet.path, row.line, f"points of {race.meeting} {race.session}", cell)
    if points and points not in worth:
        said = f"{cell} points of {race.meeting} {race.session} are those of no place."
        raise BadFile.at(sheet.path, row.line, said, hint=f"The scale is {scale.id}: {listed(map(str, scale.places))}.")
    return Line(
        position=worth.get(points),
        drivers=(row.driver,),
        car=row.number,
        team=slugify(row.team),
        status="not-started" if cell == NOT_STARTED else "classified" if points else "not-classified",
        printed=points,
        where=f"{sheet.path}:{row.line}",
    )


def _told(sheet: PointsSheet, scale: Scale) -> Iterator[Finding]:
    said = f"Points are as printed: the file tells no places, which are those that {scale.id} pays so much for."
    yield Finding("info", "places-from-points", said, str(sheet.path))
    for number, race in enumerate(sheet.races):
        more = [row.name for row in sheet.rows if row.extras[number]]
        if more:
            said = (
                f"Further points of {listed(more)} in {race.meeting} {race.session} are left out: what for is not told."
            )
            yield Finding("warning", "extra-points", said, str(sheet.path))


def sum_findings(sheet: PointsSheet) -> Iterator[Finding]:
    """Yield a finding for every driver whose races do not add up to the printed total."""
    for row in sheet.rows:
        races = sum((_number(sheet.path, row.line, "points", cell) for cell in row.cells), Fraction(0))
        whole = races + sum(row.extras, Fraction(0))
        if whole != row.total:
            said = f"The races of {row.name} add up to {whole}, and {row.total} is printed."
            yield Finding("warning", "sum-differs", said, f"{sheet.path}:{row.line}")


def number_findings(sheet: PointsSheet) -> Iterator[Finding]:
    """Yield a finding for every car number that stands for several drivers, with the rounds each was entered for."""
    by_number: dict[str, list[Row]] = defaultdict(list)
    for row in sheet.rows:
        by_number[row.number].append(row)
    for number, rows in by_number.items():
        if len(rows) < 2:
            continue
        rounds = [{race.round for race in sheet.races if row.entered(race.round)} for row in rows]
        who = listed(f"{row.name} in {_rounds(sorted(here))}" for row, here in zip(rows, rounds, strict=True))
        apart = len(set().union(*rounds)) == sum(len(here) for here in rounds)
        if apart:
            said = f"Number {number} was {who}: with the round it tells who drove, alone it does not."
            yield Finding("info", "number-shared", said, f"{sheet.path}:{rows[0].line}")
        else:
            said = f"Number {number} stands for {who}: who drove where both are entered?"
            yield Finding("warning", "number-shared", said, f"{sheet.path}:{rows[0].line}", "Give results with names.")


def _rounds(rounds: Sequence[int]) -> str:
    """Return rounds in words, runs of them as `9 to 14`."""
    if not rounds:
        return "no round"
    runs: list[list[int]] = []
    for number in rounds:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = listed(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"{'round' if len(rounds) == 1 else 'rounds'} {told}"


def with_drivers(results: SeasonResults, sheet: PointsSheet) -> SeasonResults:
    """Return results with the drivers that a table of points has for their car numbers, where they name none.

    A car of nobody in the table in that round is a guest's: entered for a single meeting.  One whose number stands for
    several keeps its line without a driver.  Both are told.
    """
    findings = list(results.findings)
    sheets = []
    for one in results.sheets:
        lines = []
        for line in one.lines:
            known = {row.driver for row in sheet.rows if row.entered(one.round)}
            who = tuple(known & {*line.drivers}) if line.drivers else sheet.driver_of(line.car, one.round)
            lines.append(
                replace(line, drivers=line.drivers or who[:1], extent=line.extent if who else "single-meeting")
            )
            if not who:
                said = f"Nobody of the table drove number {line.car} in {one.name}: it is taken for a guest's."
                findings.append(Finding("info", "guest", said, line.where))
            elif len(who) > 1:
                said = f"Number {line.car} in {one.name} may be {' or '.join(who)}: it has no driver here."
                findings.append(Finding("warning", "driver-unknown", said, line.where))
                lines[-1] = replace(line, drivers=line.drivers)
        sheets.append(replace(one, lines=tuple(lines)))
    return replace(results, sheets=tuple(sheets), findings=tuple(findings))
