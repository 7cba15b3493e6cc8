"""The form of a catalogue file, and how one is read.

A catalogue is a folder of TOML files at any depth. Each file may hold any of the tables below; a season file has
one `[season]` and what belongs to it. The built-in catalogue and a user's own have the same form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self, TypeVar

import tomli
from pydantic import Field, ValidationError, model_validator

from paddock.errors import BadFile
from paddock.model import (
    Amendment,
    Car,
    Circuit,
    Classification,
    Decree,
    Driver,
    DriverGrade,
    Entry,
    Manufacturer,
    Meeting,
    RaceClass,
    Record,
    Regulation,
    Scale,
    Season,
    Series,
    Source,
    Standings,
    Team,
    Title,
)
from paddock.model.base import Fact
from paddock.model.rules import Rule

MAX_BYTES = 8 * 1024 * 1024
"""A catalogue file larger than this [bytes] is refused: none is written by hand."""


class Travel(Fact):
    """What a journey between two meetings needs: paddock's working assumption, not a sporting rule.

    near_km: up to here no travelling day is counted [km].  km_per_day: covered in one travelling day [km].
    rest_days_per_zone_hour: days of rest for each hour of time-zone shift [d/h].
    """

    near_km: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    km_per_day: Annotated[float, Field(ge=1, allow_inf_nan=False)]
    rest_days_per_zone_hour: Annotated[float, Field(ge=0, le=365, allow_inf_nan=False)]


class CatalogueFile(Record):
    """One TOML file of a catalogue."""

    source: tuple[Source, ...] = ()
    circuit: tuple[Circuit, ...] = ()
    series: tuple[Series, ...] = ()
    regulation: tuple[Regulation, ...] = ()
    manufacturer: tuple[Manufacturer, ...] = ()
    car: tuple[Car, ...] = ()
    team: tuple[Team, ...] = ()
    driver: tuple[Driver, ...] = ()
    grade: tuple[DriverGrade, ...] = ()
    travel: Travel | None = None
    scale: tuple[Scale, ...] = ()
    title: tuple[Title, ...] = ()
    decree: tuple[Decree, ...] = ()
    amendment: tuple[Amendment, ...] = ()
    season: Season | None = None
    race_class: tuple[RaceClass, ...] = Field(default=(), alias="class")
    rule: tuple[Rule, ...] = ()
    meeting: tuple[Meeting, ...] = ()
    entry: tuple[Entry, ...] = ()
    classification: tuple[Classification, ...] = ()
    standings: tuple[Standings, ...] = ()

    @model_validator(mode="after")
    def _season_parts_have_a_season(self) -> Self:
        if self.season is None:
            for name in ("race_class", "rule", "meeting", "entry", "classification", "standings"):
                if getattr(self, name):
                    raise ValueError(f"[[{name.replace('race_class', 'class')}]] needs a [season] in the same file")
        elif self.season.meetings or self.season.classes or self.season.rules:
            raise ValueError("write meetings, classes and rules as [[meeting]], [[class]] and [[rule]] of their own")
        return self


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A catalogue file as read: where it is, its text (to find lines in) and its contents."""

    path: Path
    text: str
    contents: CatalogueFile

    def line_of(self, table: str, index: int, field: str | None = None) -> int | None:
        """Return the line of the index-th `[[table]]` (or of a field in it), counted from 1."""
        return find_line(self.text, (table, index) if field is None else (table, index, field))


_M = TypeVar("_M", bound=Record)
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*("?)([A-Za-z0-9_-]+)\1\s*=""")


def find_line(text: str, location: tuple[str | int, ...]) -> int | None:
    """Return the line (from 1) that a validation error's location points to, or the nearest table above it.

    location: keys and indexes as pydantic gives them, e.g. ("meeting", 3, "session", 0, "day").
    """
    counts: dict[str, int] = {}
    best: int | None = None
    best_depth = 0
    path: tuple[str | int, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        header = _HEADER.match(line)
        if header:
            names = [part.strip().strip('"') for part in header[2].split(".")]
            path = _enter(names, counts, array=header[1] == "[[")
            depth = _common(path, location)
            if depth in {len(path), len(location)} and depth > best_depth:
                best, best_depth = number, depth
            continue
        key = _KEY.match(line)
        if key and (*path, key[2]) == location[: len(path) + 1] and len(path) + 1 > best_depth:
            best, best_depth = number, len(path) + 1
    return best


def _enter(names: list[str], counts: dict[str, int], *, array: bool) -> tuple[str | int, ...]:
    """Return the path of a table header, counting the elements of arrays of tables on the way."""
    path: tuple[str | int, ...] = ()
    for position, name in enumerate(names):
        path = (*path, name)
        key = "/".join(map(str, path))
        if array and position == len(names) - 1:
            counts[key] = counts.get(key, -1) + 1
        if key in counts:
            path = (*path, counts[key])
    return path


def _common(path: tuple[str | int, ...], location: tuple[str | int, ...]) -> int:
    """Return how many leading parts two locations share."""
    shared = 0
    for one, other in zip(path, location, strict=False):
        if one != other:
            break
        shared += 1
    return shared


def read_text(path: Path) -> str:
    """Return the text of a TOML file; raises BadFile when it is missing, too large or not UTF-8."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadFile.at(path, None, f"larger than {MAX_BYTES // 1024 // 1024} MiB", hint="Split the file.")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadFile.at(path, line, "not UTF-8 text", hint="Save the file as UTF-8.") from None
    except OSError as error:
        raise BadFile.at(path, None, error.strerror or "cannot be read") from None


def parse_toml(path: Path, text: str) -> dict[str, object]:
    """Return the parsed TOML; raises BadFile with the line of the mistake."""
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        what, _, where = str(error).rpartition(" (at ")
        found = re.match(r"line (\d+)", where)
        line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
        raise BadFile.at(path, line, f"not valid TOML: {what or error}") from None
    except ValueError as error:
        raise BadFile.at(path, None, f"not valid TOML: {str(error).partition(';')[0]}") from None
    except RecursionError:
        raise BadFile.at(path, None, "nested too deeply") from None


def describe(error: ValidationError, path: Path, text: str) -> tuple[str, ...]:
    """Return one line per problem: file:line, the field and what is wrong with it."""
    problems = []
    for item in error.errors(include_url=False, include_input=True):
        location = _without_tags(item["loc"])
        field = ".".join(str(part) for part in location if not isinstance(part, int)) or "file"
        message = item["msg"].removeprefix("Value error, ")
        given = item.get("input")
        if item["type"] not in {"missing", "value_error"} and isinstance(given, str | int | float | bool):
            message += f" (given: {str(given)[:60]!r})"
        line = find_line(text, location)
        where = f"{path}:{line}" if line else str(path)
        problems.append(f"{where}: {field}: {message}")
    return tuple(problems)


def _without_tags(location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return a location without the rule kind that pydantic puts behind `rule, <index>`: the file has no such key."""
    return tuple(part for place, part in enumerate(location) if not (place > 1 and location[place - 2] == "rule"))


def read_form(path: Path, model: type[_M], page: str) -> tuple[str, _M]:
    """Return the text of a TOML file and what it holds, as the model has it.

    page: the documentation page that tells the form. Raises BadFile naming file:line and field of every problem.
    """
    text = read_text(path)
    raw = parse_toml(path, text)
    try:
        return text, model.model_validate(raw)
    except ValidationError as error:
        problems = describe(error, path, text)
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise BadFile(problems[0] + more, problems=problems, hint=f"See {page} for the form.") from None


def read_file(path: Path) -> ReadFile:
    """Read and validate one catalogue file; raises BadFile naming file:line and field."""
    return ReadFile(path, *read_form(path, CatalogueFile, "docs/catalogue.md"))
