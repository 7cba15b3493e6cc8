"""A race and a season as the catalogue has them: the lines of some cars in classifications and championship tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paddock.catalogue import Catalogue
from paddock.model import Classification, Entry, Meeting, ResultRow, Season
from paddock.studies.worth_sheets import CarResult, StandingLine

FINAL = "final"


@dataclass(frozen=True, slots=True)
class Catalogued:
    """What the catalogue has of a race: the cars' lines, how many lines there are, notes and sources."""

    results: tuple[CarResult, ...] = ()
    lines: int = 0
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def catalogued(
    catalogue: Catalogue, season: Season, meeting: Meeting, session: str, race_class: str, running: Sequence[Entry]
) -> Catalogued:
    """Return what the catalogue has: the classification of the class, or the overall one where that has no such car."""
    tables = [
        one
        for one in catalogue.classifications.get(season.id, ())
        if one.meeting == meeting.id and one.session == session and one.race_class in (race_class, "")
    ]
    tables.sort(key=lambda one: not one.race_class)
    for table in tables:
        mine = [(row, entry) for row in table.rows for entry in running if _fits(row, entry)]
        if mine:
            made = tuple(_line(row, entry, table) for row, entry in mine)
            notes = [f"{_number(row.car_number or entry.car_number)}{row.note}" for row, entry in mine if row.note]
            references = dict.fromkeys(ref for one in made for ref in one.sources)
            return Catalogued(made, len(table.rows), tuple(notes), tuple(references))
    lines = len(tables[0].rows) if tables else 0
    return Catalogued(lines=lines, sources=tables[0].sources if tables else ())


def _fits(row: ResultRow, entry: Entry) -> bool:
    """Return whether a line is an entry's: the number where both have one, else the car, and nothing against it."""
    if row.car and entry.car and row.car != entry.car:
        return False
    if row.car_number and entry.car_number:
        return row.car_number == entry.car_number
    return bool(row.car) and row.car == entry.car


def _line(row: ResultRow, entry: Entry, table: Classification) -> CarResult:
    behind = "" if row.position == 1 else row.gap
    sources = (*table.sources, *row.sources)
    scope = "class" if table.race_class else "overall"
    number = row.car_number or entry.car_number
    return CarResult(
        number, row.position, row.status, row.laps, behind, "catalogue", scope, row.points, row.note, sources
    )


def _number(car: str) -> str:
    return f"#{car}: " if car else ""


def standings(
    catalogue: Catalogue, season: Season, race_class: str, entries: Sequence[Entry]
) -> tuple[StandingLine, ...]:
    """Return the lines of makes and teams in the championship tables: the final ones, else the latest on record."""
    makes = {make for entry in entries if (make := catalogue.make_of(entry))}
    teams = {entry.team for entry in entries}
    order = [meeting.id for meeting in season.meetings] + [FINAL]
    latest: dict[str, tuple[int, StandingLine]] = {}
    for table in catalogue.standings.get(season.id, ()):
        if table.race_class not in (race_class, ""):
            continue
        after = table.after.partition(" ")[0]
        at = order.index(after) if after in order else -1
        for row in table.rows:
            if row.drivers or not (row.manufacturer in makes or row.team in teams):
                continue
            key = f"{table.title}/{row.name}"
            line = StandingLine(
                table.title, row.name, row.position, row.points, table.after, (*table.sources, *row.sources)
            )
            if key not in latest or at > latest[key][0]:
                latest[key] = (at, line)
    return tuple(line for _, line in latest.values())
