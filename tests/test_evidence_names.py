"""The built-in list of names: one form, one id for each thing, agreement with the catalogue, no misleading surface."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import paddock.evidence
from paddock.catalogue import Catalogue, load, slugify
from paddock.evidence.folding import fold
from paddock.evidence.names import last_name
from paddock.evidence.types import KINDS

FOLDER = Path(paddock.evidence.__file__).parent / "data" / "names"
FILES = {
    "people": {"person", "driver"},
    "outlets": {"outlet"},
    "companies": {"company"},
    "teams": {"team"},
    "cars": {"car"},
    "series": {"series"},
    "events": {"event"},
    "circuits": {"circuit"},
    "classes": {"class"},
    "manufacturers": {"manufacturer"},
    "places": {"place"},
}
"""Which kinds stand in which file."""
KEYS = {"kind", "id", "name", "aliases", "alone", "hosts", "of", "needs", "role", "case"}
IN_CATALOGUE = ("series", "manufacturer", "car", "circuit", "team", "driver")


class Listed(NamedTuple):
    """An entry as it stands in its file."""

    file: str
    entry: dict[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        return self.entry["kind"], self.entry["id"]

    @property
    def surfaces(self) -> set[str]:
        return {self.entry["name"], *self.entry.get("aliases", ()), *self.entry.get("alone", ())}


@pytest.fixture(scope="module")
def listed() -> list[Listed]:
    return [
        Listed(stem, entry)
        for stem in FILES
        for entry in tomllib.loads((FOLDER / f"{stem}.toml").read_text(encoding="utf-8"))["name"]
    ]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def _classes(catalogue: Catalogue) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one in catalogue.classes.values():
        found[one.id].update((one.name, *one.aliases))
    return found


def _of_catalogue(catalogue: Catalogue) -> Iterator[tuple[str, str, set[str]]]:
    """Yield kind, id and names of all that the catalogue and the list may both have."""
    for kind in IN_CATALOGUE:
        for key, one in catalogue.of_kind(kind).items():
            yield kind, key, {one.name, *one.aliases}
    for key, names in _classes(catalogue).items():
        yield "class", key, names


def test_every_file_is_there_and_no_other() -> None:
    """Names are looked for in the file of their kind."""
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(FILES)


def test_entries_have_the_form(listed: list[Listed]) -> None:
    """A misspelt key or an empty surface would be passed over in silence, or found everywhere."""
    for file, entry in listed:
        assert set(entry) <= KEYS, (file, entry)
        assert entry["kind"] in FILES[file] & set(KINDS), (file, entry)
        assert entry["id"] == slugify(entry["id"]) != "", (file, entry)
        for key in ("aliases", "alone", "hosts", "of", "needs"):
            values = entry.get(key, [])
            assert isinstance(values, list), (file, entry)
            assert len(values) == len(set(values)), (file, entry)
            assert all(isinstance(one, str) and one == one.strip() != "" for one in values), (file, entry)
        for surface in entry.get("aliases", ()):
            assert len(surface) > 1, (file, entry)
            assert not any(mark in surface for mark in ";|()"), (file, entry)


def test_a_thing_stands_once(listed: list[Listed]) -> None:
    """Two entries for one thing would have to be kept in step."""
    seen: dict[tuple[str, str], str] = {}
    for one in listed:
        assert one.key not in seen, (one.key, seen[one.key], one.file)
        seen[one.key] = one.file


def test_a_surface_names_one_thing_of_a_kind(listed: list[Listed], catalogue: Catalogue) -> None:
    """A surface that two things of a kind share can never be linked; people who share a name are told apart by it.

    The catalogue's own names count as well; only what its facts share by themselves is let pass.
    """
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    own: dict[tuple[str, str], set[str]] = defaultdict(set)
    for kind, key, names in _of_catalogue(catalogue):
        for name in names:
            own[kind, fold(name)].add(key)
            owners[kind, fold(name)].add(key)
    for one in listed:
        kind = "driver" if one.entry["kind"] == "person" else one.entry["kind"]
        for surface in one.surfaces:
            owners[kind, fold(surface)].add(one.entry["id"])
    clashes = {where: ids for where, ids in owners.items() if len(ids) > 1 and ids != own.get(where)}
    assert not clashes


def test_ids_of_the_catalogue_are_used_for_its_things(listed: list[Listed], catalogue: Catalogue) -> None:
    """What the catalogue calls so goes by its id, so that a mention leads to its facts."""
    called: dict[tuple[str, str], set[str]] = defaultdict(set)
    known: dict[tuple[str, str], str] = {}
    for kind, key, names in _of_catalogue(catalogue):
        known[kind, key] = key
        for name in names:
            called[kind, fold(name)].add(key)
    for one in listed:
        kind, key = one.key
        for holder in {kind, "driver"} if kind == "person" else {kind}:
            ids = called.get((holder, fold(one.entry["name"])), set())
            assert not ids or key in ids, (one, ids)
        if (kind, key) in known:
            assert key in called[kind, fold(one.entry["name"])], one


def test_kinds_agree_with_the_catalogue(listed: list[Listed], catalogue: Catalogue) -> None:
    """Le Mans is a series there, so it is no event here; the same for a driver and a person."""
    series, drivers = set(catalogue.series), set(catalogue.drivers)
    for one in listed:
        kind, key = one.key
        assert not (kind == "event" and key in series), one
        assert not (kind == "person" and key in drivers), one


def test_no_two_kinds_of_people_share_an_id(listed: list[Listed]) -> None:
    """Somebody is a driver or somebody else, not both."""
    people = {one.entry["id"] for one in listed if one.entry["kind"] == "person"}
    drivers = {one.entry["id"] for one in listed if one.entry["kind"] == "driver"}
    assert not people & drivers


def test_people_are_named_in_full(listed: list[Listed]) -> None:
    """A bare first or last name is anybody's; last names that tell by themselves stand under `alone`."""
    people = [one for one in listed if one.file == "people"]
    for _, entry in people:
        for surface in (entry["name"], *entry.get("aliases", ())):
            # Somebody may be known by a pen name, in capitals or not: then it is nobody's first name.
            assert " " in surface or surface in PEN_NAMES, entry
    firsts = {fold(one.entry["name"].split()[0]) for one in people}
    for _, entry in people:
        for last in entry.get("alone", ()):
            assert fold(last) not in firsts, entry
            assert len(last) > 3, entry
            assert fold(entry["name"]).endswith(" " + fold(last)), entry


PEN_NAMES = {"Morizo", "JEV", "SVG"}


def test_last_names_alone_are_one_persons(listed: list[Listed], catalogue: Catalogue) -> None:
    """Brothers and fathers share a last name: then it needs the first name in the article."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for key, driver in catalogue.drivers.items():
        bearers[fold(driver.name.split()[-1])].add(key)
    for one in listed:
        if one.file == "people":
            bearers[fold(one.entry["name"].split()[-1])].add(one.entry["id"])
    for one in listed:
        for last in one.entry.get("alone", ()):
            assert bearers[fold(last.split()[-1])] == {one.entry["id"]}, (last, bearers[fold(last.split()[-1])])


def test_common_last_names_are_somebodys(catalogue: Catalogue, listed: list[Listed]) -> None:
    """A word on that list that is nobody's last name does nothing; one that tells alone would be at odds with it."""
    common = tomllib.loads((FOLDER / "people.toml").read_text(encoding="utf-8"))["common"]
    people = [one.entry for one in listed if one.file == "people"]
    lasts = {fold(last_name(name)) for name in (*(one["name"] for one in people), *_driver_names(catalogue))}
    assert common == sorted(set(common))
    assert set(common) <= lasts
    assert not set(common) & {fold(last) for one in people for last in one.get("alone", ())}


def _driver_names(catalogue: Catalogue) -> list[str]:
    return [one.name for one in catalogue.drivers.values()]


def test_hosts_belong_to_one_outlet(listed: list[Listed]) -> None:
    """A page's address tells its outlet."""
    owners: dict[str, str] = {}
    for file, entry in listed:
        assert file == "outlets" or "hosts" not in entry, entry
        for host in entry.get("hosts", ()):
            assert "/" not in host, entry
            assert "." in host, entry
            assert host == host.lower().removeprefix("www."), entry
            assert owners.setdefault(host, entry["id"]) == entry["id"], host


def test_what_is_referred_to_is_on_record(listed: list[Listed], catalogue: Catalogue) -> None:
    """`of` and `needs` name ids: a misspelt one would never be met."""
    known = {one.entry["id"] for one in listed} | {key for _, key, _ in _of_catalogue(catalogue)}
    for file, entry in listed:
        for key in (*entry.get("of", ()), *entry.get("needs", ())):
            assert key in known, (file, entry["id"], key)
        assert entry["id"] not in entry.get("needs", ()), entry


def test_numbers_need_their_make(listed: list[Listed]) -> None:
    """A bare number is a car only where its make is spoken of."""
    bare = [one.entry for one in listed for surface in one.surfaces if surface.isdigit()]
    assert bare
    assert all(entry.get("needs") for entry in bare)
