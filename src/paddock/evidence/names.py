"""The names that articles are searched for: the catalogue's, a list of names beside it, and a user's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue, slugify
from paddock.errors import MissingExtra
from paddock.evidence.folding import fold
from paddock.evidence.listed import BUILT_IN, Name, read_folder

if TYPE_CHECKING:
    import ahocorasick

_FROM_CATALOGUE = ("series", "manufacturer", "car", "team", "driver", "circuit")
_PARTICLES = frozenset("de del della di da do dos du la le van von der den ten ter st el al bin mc e y".split())
_MARKETS = {"market:usa": "United States", "market:north-america": "North America"}
"""Names of markets that are not the words of their ids."""
_STATES = frozenset({"texas", "iowa"})
"""Circuits whose short name is a state's: its bare name is hardly ever the circuit."""


@dataclass(frozen=True)
class Names:
    """Names by reference, and an automaton that finds them all in one pass over a text."""

    entries: tuple[Name, ...]
    by_ref: dict[str, Name] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_ref.update({one.ref: one for one in self.entries})

    @cached_property
    def automaton(self) -> ahocorasick.Automaton:
        """Return the automaton: folded surface → its length and tuple of (name, surface as listed)."""
        try:
            import ahocorasick
        except ImportError as error:
            raise MissingExtra("pyahocorasick", "evidence") from error
        found: dict[str, list[tuple[Name, str]]] = defaultdict(list)
        for one in self.entries:
            free = replace(one, needs=()) if one.needs else one
            for surface in one.surfaces:
                if len(folded := fold(surface).strip()) > 1:
                    found[folded].append((one if surface in one.weak else free, surface))
        automaton = ahocorasick.Automaton()
        for folded, hits in found.items():
            automaton.add_word(folded, (len(folded), tuple(hits)))
        automaton.make_automaton()
        return automaton

    @cached_property
    def last_names(self) -> dict[str, tuple[int, ...]]:
        """Return folded last name → places of the people who bear it."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self.entries):
            if one.is_person and (last := last_name(one.name)):
                found[fold(last)].append(place)
        return {last: tuple(dict.fromkeys(places)) for last, places in found.items()}

    @cached_property
    def first_names(self) -> frozenset[str]:
        """Return the folded first names of all people on the list."""
        return frozenset(fold(one.name.split()[0]) for one in self.entries if one.is_person and " " in one.name)

    @cached_property
    def teams_of(self) -> dict[str, tuple[str, ...]]:
        """Return make id → teams whose name begins with the make's."""
        makes = {fold(one.name): one.id for one in self.entries if one.kind == "manufacturer"}
        found: dict[str, list[str]] = defaultdict(list)
        for one in self.entries:
            if one.kind == "team":
                words = fold(one.name).removeprefix("bwt ").split()
                key = next((key for at in (2, 1) if (key := " ".join(words[:at])) in makes), "")
                if key:
                    found[makes[key]].append(one.ref)
        return {make: tuple(refs) for make, refs in found.items()}

    @cached_property
    def _hosts(self) -> dict[str, Name]:
        return {host: one for one in self.entries for host in one.hosts}

    def outlet_of(self, host: str) -> Name | None:
        """Return the outlet whose pages stand on a host (`de.motorsport.com`), None when it is not listed."""
        labels = host.lower().removeprefix("www.").split(".")
        return next(
            (self._hosts[key] for at in range(len(labels)) if (key := ".".join(labels[at:])) in self._hosts), None
        )

    @cached_property
    def _slugs(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for one in self.entries:
            for word in (one.id, *map(slugify, one.surfaces)):
                found[word][one.ref] = None
        return {word: tuple(refs) for word, refs in found.items()}

    def called(self, text: str) -> tuple[str, ...]:
        """Return `kind:id` of everything that is called so; spelling of case, accents and hyphens aside."""
        return self._slugs.get(slugify(text), ())

    def name_of(self, ref: str) -> str:
        """Return what people call a thing: its name on the list, else the words of its slug."""
        if ref in _MARKETS:
            return _MARKETS[ref]
        known = self.by_ref.get(ref)
        return known.name if known else ref.partition(":")[2].replace("-", " ").title()


def last_name(full: str) -> str:
    """Return the last name in a full name with its particles ("Luca de Meo" → "de Meo"); "" for a single word."""
    words = full.replace("(", " ").split()
    if len(words) < 2:
        return ""
    if words[-1].rstrip(".").lower() in {"jr", "sr", "ii", "iii"}:
        words = words[:-1]
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    return " ".join(words[at:]) if at > 0 else ""


def build_names(catalogue: Catalogue, folders: Sequence[Path] = ()) -> Names:
    """Return the names of a catalogue with the built-in list and a user's files (*.toml of the same form) on top.

    Raises BadFile when a file is not of the form, MissingExtra when pyahocorasick is not installed.
    """
    listed = [*_built_in(), *(one for folder in folders for one in read_folder(folder))]
    return _joined((*_of_catalogue(catalogue), *listed))


def _joined(names: Iterable[Name]) -> Names:
    """Return one entry for each thing: what several files say of it is put together."""
    found: dict[str, Name] = {}
    for one in names:
        before = found.get(one.ref)
        if before is None:
            found[one.ref] = one
            continue
        found[one.ref] = Name(
            one.kind,
            one.id,
            before.name,
            tuple(dict.fromkeys((*before.aliases, one.name, *one.aliases))),
            tuple(dict.fromkeys((*before.alone, *one.alone))),
            tuple(dict.fromkeys((*before.hosts, *one.hosts))),
            tuple(dict.fromkeys((*before.of, *one.of))),
            one.role or before.role,
            before.case or one.case,
            tuple(dict.fromkeys((*before.needs, *one.needs))),
            tuple(dict.fromkeys((*before.weak, *one.weak))),
        )
    return Names(tuple(found.values()))


def _of_catalogue(catalogue: Catalogue) -> Iterator[Name]:
    for kind in _FROM_CATALOGUE:
        for key, one in catalogue.of_kind(kind).items():
            make = getattr(one, "manufacturer", "")
            aliases = one.aliases
            if kind == "car" and make in catalogue.manufacturers:
                # A model is often named without its make.
                bare = one.name.removeprefix(catalogue.manufacturers[make].name).strip()
                aliases = (*aliases, bare) if bare != one.name and _tells(bare) else aliases
            if kind == "circuit" and (short := key.replace("-", " ").title()) in one.name and key not in _STATES:
                aliases = (*aliases, short)
            yield Name(kind, key, _plain(one.name), aliases, of=(make,) if make else ())


def _plain(name: str) -> str:
    """Return a name without what stands in brackets only to tell it from its namesakes."""
    return name.partition(" (")[0]


def _tells(model: str) -> bool:
    """Return whether a bare model name can stand for itself: it has letters and more than a class's name."""
    letters = [one for one in model if one.isalpha()]
    return (
        bool(letters) and (any(one.isdigit() for one in model) or " " in model) and slugify(model) not in {"gt3", "gt4"}
    )


@cache
def _built_in() -> tuple[Name, ...]:
    return tuple(read_folder(BUILT_IN))
