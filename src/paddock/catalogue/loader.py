"""Reading catalogue folders, laying a user's over the built-in one, and showing facts as of a day."""

from __future__ import annotations

import datetime as dt
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeVar, cast

from paddock.catalogue.amending import amend
from paddock.catalogue.asof import entries_by, figures_by, held_by, known, only_known, results_by, standings_by
from paddock.catalogue.form import CatalogueFile, ReadFile, Travel, read_file
from paddock.catalogue.store import Catalogue
from paddock.errors import BadFile, BadRequest
from paddock.findings import Finding
from paddock.model import (
    Amendment,
    Car,
    Circuit,
    Decree,
    Driver,
    DriverGrade,
    Fact,
    Manufacturer,
    Meeting,
    Record,
    Regulation,
    Scale,
    Season,
    Series,
    Source,
    Team,
    Title,
)

BUILT_IN = Path(__file__).parent / "data"
ENVIRONMENT = "PADDOCK_CATALOGUE"
"""Environment variable with folders to lay over the built-in catalogue, separated like PATH."""

_NAMED_TABLES = (
    "source",
    "circuit",
    "series",
    "regulation",
    "manufacturer",
    "car",
    "team",
    "driver",
    "scale",
    "title",
    "decree",
)
_F = TypeVar("_F", bound=Fact)
_R = TypeVar("_R", bound=Record)


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where a record stands. Its line is looked up only when it has to be told: that is slow."""

    depth: int
    file: ReadFile
    table: str
    index: int

    def __str__(self) -> str:
        return f"{self.file.path}:{self.file.line_of(self.table, self.index) or 1}"


_Steps = Mapping[str, list[tuple[Amendment, _Origin]]]
"""Amendments by target, in the order announced."""


@dataclass(slots=True)
class _Layers:
    """What was read so far, later folders over earlier ones."""

    named: dict[str, dict[str, object]] = field(default_factory=lambda: {table: {} for table in _NAMED_TABLES})
    origin: dict[tuple[str, str], _Origin] = field(default_factory=dict)
    seasons: dict[str, CatalogueFile] = field(default_factory=dict)
    grades: dict[str, dict[int, DriverGrade]] = field(default_factory=lambda: defaultdict(dict))
    amendments: list[tuple[Amendment, _Origin]] = field(default_factory=list)
    travel: Travel | None = None
    findings: list[Finding] = field(default_factory=list)


def folders_from_environment() -> tuple[Path, ...]:
    """Return the user folders named in PADDOCK_CATALOGUE, in order."""
    return tuple(Path(part) for part in os.environ.get(ENVIRONMENT, "").split(os.pathsep) if part)


def read_folder(folder: Path) -> tuple[ReadFile, ...]:
    """Read every TOML file below a folder, in the order of their paths.

    Raises BadFile when the folder is missing or a file is not of the form; every broken file is named at once.
    """
    if not folder.is_dir():
        raise BadFile.at(folder, None, "no such folder", hint="Give a folder with catalogue files (*.toml).")
    paths = sorted(path for path in folder.rglob("*.toml") if path.is_file())
    if not paths:
        raise BadFile.at(folder, None, "holds no *.toml file", hint="See docs/catalogue.md for the form.")
    files, broken = [], []
    for path in paths:
        try:
            files.append(read_file(path))
        except BadFile as error:
            broken.append(error)
    if len(broken) == 1:
        raise broken[0]
    if broken:
        problems = tuple(problem for error in broken for problem in error.problems)
        raise BadFile(f"{len(broken)} files of {folder} cannot be read.", problems=problems, hint="\n".join(problems))
    return tuple(files)


@lru_cache(maxsize=4)
def _built_in() -> tuple[ReadFile, ...]:
    return read_folder(BUILT_IN)


def load(folders: Sequence[Path] = (), *, as_of: dt.date | None = None, built_in: bool = True) -> Catalogue:
    """Return the catalogue: the built-in facts with `folders` laid over them, later ones on top.

    as_of: show only what was announced up to and including that day.  built_in: False reads `folders` alone.
    Raises BadFile when a file is not of the form or two facts of one folder share an id.
    """
    layers = _Layers()
    stack = ([_built_in()] if built_in else []) + [read_folder(folder) for folder in folders]
    for depth, files in enumerate(stack):
        for file in files:
            _lay(layers, file, depth)
    return _build(layers, as_of)


def _lay(layers: _Layers, file: ReadFile, depth: int) -> None:
    """Lay one file over what was read before; a fact of a later folder replaces the one it names."""
    contents = file.contents
    for table in _NAMED_TABLES:
        for index, record in enumerate(getattr(contents, table)):
            _claim(layers, (table, record.id), _Origin(depth, file, table, index))
            layers.named[table][record.id] = record
    if contents.season is not None:
        _claim(layers, ("season", contents.season.id), _Origin(depth, file, "season", 0))
        _check_parts(file)
        layers.seasons[contents.season.id] = contents
    for index, grade in enumerate(contents.grade):
        _claim(layers, ("grade", f"{grade.driver} {grade.year}"), _Origin(depth, file, "grade", index))
        layers.grades[grade.driver][grade.year] = grade
    for index, amendment in enumerate(contents.amendment):
        layers.amendments.append((amendment, _Origin(depth, file, "amendment", index)))
    if contents.travel is not None:
        layers.travel = contents.travel


def _claim(layers: _Layers, key: tuple[str, str], origin: _Origin) -> None:
    """Note where an id comes from; two in one folder are an error, a later folder's replaces and is told."""
    before = layers.origin.get(key)
    if before is not None:
        kind, identifier = key
        if before.depth == origin.depth:
            problem = f"{origin}: a second {kind} {identifier!r}; the first is at {before}"
            raise BadFile(problem, problems=(problem,), hint="Give one of them another id, or delete it.")
        layers.findings.append(
            Finding("info", "replaced", f"{kind} {identifier} replaces the one at {before}", where=str(origin))
        )
    layers.origin[key] = origin


def _check_parts(file: ReadFile) -> None:
    """Refuse two meetings or two classes of a season under one id."""
    for table, records in (("meeting", file.contents.meeting), ("class", file.contents.race_class)):
        seen: dict[str, int] = {}
        for index, record in enumerate(records):
            if record.id in seen:
                line, first = file.line_of(table, index), file.line_of(table, seen[record.id])
                raise BadFile.at(file.path, line, f"a second {table} {record.id!r}; the first is at line {first}")
            seen[record.id] = index


def _build(layers: _Layers, as_of: dt.date | None) -> Catalogue:
    if layers.travel is None:
        raise BadFile("No catalogue file has a [travel] table.", hint="Read the built-in catalogue underneath.")
    amendments = _amendments_by_target(layers, as_of)
    findings = list(layers.findings)
    seasons: dict[str, Season] = {}
    visible: dict[str, CatalogueFile] = {}
    for identifier, contents in sorted(layers.seasons.items()):
        season = _season(contents, amendments, as_of)
        if season is None:
            continue
        seasons[identifier], visible[identifier] = season, contents
        if as_of is not None and season.announced is None:
            findings.append(
                Finding(
                    "info",
                    "announcement-unknown",
                    f"when {identifier} was announced is not on record; shown as known on {as_of}",
                    where=identifier,
                )
            )

    def shown(table: str, model: type[_R]) -> dict[str, _R]:
        return _as_of(table, model, layers.named[table], amendments, as_of)

    return Catalogue(
        sources=shown("source", Source),
        circuits=shown("circuit", Circuit),
        series=shown("series", Series),
        regulations=shown("regulation", Regulation),
        manufacturers={key: figures_by(one, as_of) for key, one in shown("manufacturer", Manufacturer).items()},
        cars=shown("car", Car),
        teams=shown("team", Team),
        drivers=_with_grades(shown("driver", Driver), layers, as_of),
        seasons=seasons,
        entries={key: entries_by(one.entry, seasons[key], as_of) for key, one in visible.items()},
        classifications={key: results_by(one.classification, seasons[key], as_of) for key, one in visible.items()},
        standings={key: standings_by(one.standings, seasons[key], as_of) for key, one in visible.items()},
        amendments={target: tuple(one for one, _ in steps) for target, steps in amendments.items()},
        travel=layers.travel,
        scales=shown("scale", Scale),
        titles=shown("title", Title),
        decrees=shown("decree", Decree),
        as_of=as_of,
        findings=tuple(findings),
    )


def _amendments_by_target(layers: _Layers, as_of: dt.date | None) -> dict[str, list[tuple[Amendment, _Origin]]]:
    """Return the amendments known on the day, by target, in the order announced (the file's order on one day)."""
    by_target: dict[str, list[tuple[Amendment, _Origin]]] = defaultdict(list)
    for amendment, where in layers.amendments:
        if as_of is None or amendment.announced <= as_of:
            by_target[amendment.of].append((amendment, where))
    for steps in by_target.values():
        steps.sort(key=lambda step: step[0].announced)
    targets = _targets(layers)
    for target, steps in by_target.items():
        if target not in targets:
            raise BadFile(
                f"{steps[0][1]}: `of` names {target!r}, which no file holds",
                hint="Write kind:id, e.g. meeting:wec-2026/qatar.",
            )
    return dict(by_target)


def _targets(layers: _Layers) -> set[str]:
    found = {f"{table}:{identifier}" for table, records in layers.named.items() for identifier in records}
    for identifier, contents in layers.seasons.items():
        found.add(f"season:{identifier}")
        found.update(f"meeting:{identifier}/{one.id}" for one in contents.meeting)
        found.update(f"class:{identifier}/{one.id}" for one in contents.race_class)
    return found


def _season(
    contents: CatalogueFile, amendments: dict[str, list[tuple[Amendment, _Origin]]], as_of: dt.date | None
) -> Season | None:
    """Return the season as it stood on the day, or None when it had not been announced."""
    assert contents.season is not None
    identifier = contents.season.id
    season = amend(contents.season, amendments.get(f"season:{identifier}", ()))
    if not known(season, as_of):
        return None
    meetings = [
        amend(one, amendments.get(f"meeting:{identifier}/{one.id}", ()))
        for one in contents.meeting
        if known(one, as_of)
    ]
    classes = [
        amend(one, amendments.get(f"class:{identifier}/{one.id}", ())) for one in only_known(contents.race_class, as_of)
    ]
    everyone = tuple(one.id for one in classes)
    meetings = [one if one.classes else one.model_copy(update={"classes": everyone}) for one in meetings]
    return season.model_copy(
        update={
            "meetings": tuple(sorted((held_by(one, as_of) for one in meetings), key=_calendar_order)),
            "classes": tuple(classes),
            "rules": only_known(contents.rule, as_of),
        }
    )


def _calendar_order(meeting: Meeting) -> tuple[bool, dt.date, str]:
    days = meeting.days
    return (days is None, days[0] if days else dt.date.max, meeting.id)


def _as_of(
    table: str,
    model: type[_R],
    records: Mapping[str, object],
    amendments: _Steps,
    as_of: dt.date | None,
) -> dict[str, _R]:
    """Return the records of one table that were known on the day, amended as they were by then."""
    shown: dict[str, _R] = {}
    for identifier, record in sorted(records.items()):
        assert isinstance(record, model)
        if not isinstance(record, Fact):
            shown[identifier] = record
        elif known(record, as_of):
            shown[identifier] = cast("_R", amend(record, amendments.get(f"{table}:{identifier}", ())))
    return shown


def _with_grades(drivers: dict[str, Driver], layers: _Layers, as_of: dt.date | None) -> dict[str, Driver]:
    """Give each driver the grades known of them; raises BadFile for a grade of a driver who is not on record."""
    for identifier, by_year in layers.grades.items():
        if identifier not in layers.named["driver"]:
            where = layers.origin["grade", f"{identifier} {min(by_year)}"]
            raise BadFile(f"{where}: `driver` names {identifier!r}, which no file holds", hint="Add a [[driver]].")
        grades = only_known(tuple(by_year[year] for year in sorted(by_year)), as_of)
        if identifier in drivers:
            drivers[identifier] = drivers[identifier].model_copy(update={"grades": grades})
    return drivers


def parse_day(text: str) -> dt.date:
    """Return a day from ISO text (2026-02-01); raises BadRequest."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"{text!r} is not a day.", hint="Write it as YYYY-MM-DD, e.g. 2026-02-01.") from None
