"""Lists of names as files: what a thing is called, read and checked entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import tomli

from paddock.catalogue import slugify
from paddock.errors import BadFile
from paddock.evidence.types import KINDS

BUILT_IN = Path(__file__).parent / "data" / "names"

_LISTS = ("aliases", "alone", "hosts", "of", "needs")
_FIELDS = frozenset({"kind", "id", "name", "role", "case", *_LISTS})
_TABLES = frozenset({"name", "common"})
_FORM = "docs/dossier/names.md tells the form."


@dataclass(frozen=True, slots=True)
class Name:
    """A thing and what it is called.

    kind, id: what it is (`kind:id` with `ref`).  aliases: other names.  alone: last names that need no full name.
    hosts: web hosts of an outlet.  of: makes or teams it belongs to.  case: matched in exactly this case.
    needs: ids of things that have to be mentioned too before a name in `weak` counts.
    """

    kind: str
    id: str
    name: str
    aliases: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    role: str = ""
    case: bool = False
    needs: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        """Return `kind:id`."""
        return f"{self.kind}:{self.id}"

    @property
    def is_person(self) -> bool:
        """Return whether it is somebody."""
        return self.kind in {"person", "driver"}

    @property
    def surfaces(self) -> tuple[str, ...]:
        """Return all it is called."""
        return tuple(dict.fromkeys((self.name, *self.aliases, *self.alone)))


@lru_cache(maxsize=8)
def read_folder(folder: Path) -> tuple[Name, ...]:
    """Return the names in the files of a folder, or in one file. Raises BadFile naming file and entry."""
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else [folder]
    if not files:
        raise BadFile.at(folder, None, "holds no list of names (*.toml)", hint=_FORM)
    return tuple(one for path in files for one in _read(path))


def _read(path: Path) -> Iterator[Name]:
    try:
        found = tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise BadFile.at(path, None, f"cannot be read as TOML: {why}", hint=_FORM) from None
    entries = found.get("name", [])
    if unknown := set(found) - _TABLES:
        raise BadFile.at(path, None, f"unknown table {', '.join(sorted(unknown))}; [[name]] is known", hint=_FORM)
    if not isinstance(entries, list):
        raise BadFile.at(path, None, "`name` is no list of tables, each headed [[name]]", hint=_FORM)
    for number, entry in enumerate(entries, start=1):
        try:
            yield _name(entry)
        except ValueError as error:
            raise BadFile.at(path, None, f"[[name]] number {number}: {error}", hint=_FORM) from None


def _name(entry: Any) -> Name:
    if not isinstance(entry, dict):
        raise ValueError("it is no table")
    if unknown := set(entry) - _FIELDS:
        raise ValueError(f"unknown field {', '.join(sorted(unknown))}")
    kind, key, name, role = (_text(entry, field) for field in ("kind", "id", "name", "role"))
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is none of {', '.join(KINDS)}")
    if slugify(key) != key:
        raise ValueError(f"id {key!r} is no slug")
    lists = {field: _texts(entry[field], field) for field in _LISTS if field in entry}
    weak = lists.get("aliases", ()) if "needs" in lists else ()
    return Name(kind, key, name, role=role, case=bool(entry.get("case")), weak=weak, **lists)


def _text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name, "" if name == "role" else None)
    if not isinstance(value, str) or (name != "role" and not value.strip()):
        raise ValueError(f"{name} has to be text" if name in entry else f"{name} is missing")
    return value


def _texts(value: Any, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise ValueError(f"{name} has to be a list of texts")
    return tuple(value)


@cache
def common_words() -> frozenset[str]:
    """Return folded last names that are words or first names as well: they need the full name in the article."""
    found = tomli.loads((BUILT_IN / "people.toml").read_text(encoding="utf-8"))
    return frozenset(map(str, found["common"]))
