"""A labelled file: articles with what a careful reader finds in them (form: docs/dossier/evaluation.md)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paddock.errors import BadFile
from paddock.evidence.claims.context import make_of, series_of
from paddock.evidence.dates import as_day
from paddock.evidence.names import Names
from paddock.evidence.reading.making import host_of
from paddock.evidence.types import Article, Status, When

_KINDS = {
    "mfr": "manufacturer", "org": "company", "market": "market", "series": "series", "event": "event", "class": "class",
    "car": "car", "team": "team", "driver": "driver", "person": "person", "circuit": "circuit", "outlet": "outlet",
    "place": "place",
}  # fmt: skip
"""Prefixes of labels and the kinds they stand for."""
_FORM = "docs/dossier/evaluation.md tells the form."


_BY_RULES = {"lmdh": ("wec", "imsa", "le-mans-24h"), "lmh": ("wec", "le-mans-24h")}
"""Rule books that programmes are named by, and where such cars race."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with its labels; `labels` is None where only story and derivation are labelled."""

    article: Article
    story: str
    derived_from: str
    labels: Mapping[str, Any] | None


def read_labelled(path: Path) -> list[Labelled]:
    """Return the articles of a labelled file (JSON Lines). Raises BadFile naming the line that is not of the form."""
    found: dict[str, Labelled] = {}
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise BadFile.at(path, None, f"cannot be read: {why}", hint=_FORM) from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            one = _labelled(json.loads(line), f"{path}:{number}")
            if one.article.id in found:
                raise ValueError(f"the id {one.article.id!r} is there twice")
        except (ValueError, RecursionError) as error:
            raise BadFile.at(path, number, f"not a labelled article: {error}", hint=_FORM) from None
        found[one.article.id] = one
    if not found:
        raise BadFile.at(path, None, "holds no article", hint=_FORM)
    return list(found.values())


def _labelled(one: Any, origin: str) -> Labelled:
    if not isinstance(one, dict):
        raise ValueError("it is no object")
    identifier, text = _text(one, "id", needed=True), _text(one, "text", needed=True)
    date, url = _text(one, "date"), _text(one, "url")
    if date and not as_day(date):
        raise ValueError(f"`date` is {date[:40]!r}, no day, month or year as ISO 8601 has it")
    article = Article(
        identifier,
        text,
        _text(one, "title"),
        url,
        host_of(url),
        date=When(as_day(date), "given", date) if date else When(),
        origin=origin,
    )
    labels = None if one.get("labels") is None else _checked(one["labels"])
    return Labelled(article, _text(one, "story"), _text(one, "derived_from"), labels)


def _text(one: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    value = one.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value):
        raise ValueError(f"`{name}` is no text" if name in one else f"there is no `{name}`")
    return value


def _checked(labels: Any) -> Mapping[str, Any]:
    """Return labels that are of the form. Raises ValueError for others."""
    if not isinstance(labels, dict):
        raise ValueError("`labels` is no object")
    for key, (fits, form) in _PARTS.items():
        if not isinstance(labels.get(key), list):
            raise ValueError(f"`labels.{key}` is no list")
        for number, one in enumerate(labels[key]):
            if not fits(one):
                raise ValueError(f"`labels.{key}[{number}]` is not {form}")
    return labels


def _is_entity(one: Any) -> bool:
    return isinstance(one, list) and len(one) > 1 and all(isinstance(part, str) and part for part in one[:2])


def _is_quote(one: Any) -> bool:
    return isinstance(one, list) and len(one) == 2 and isinstance(one[0], str) and isinstance(one[1], str | None)


def _is_claim(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and all(isinstance(one.get(name), str) and one[name] for name in ("subject", "action", "status"))
        and all(isinstance(one.get(name), str | None) for name in ("target", "horizon"))
        and one["status"] in set(Status)
    )


_PARTS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "entities": (_is_entity, "[surface, canonical, type]"),
    "quotes": (_is_quote, "[text, speaker]"),
    "claims": (_is_claim, "an object with subject, action and a status there is, and target and horizon where known"),
}
"""Parts of labels, what each item has to be, and that in words."""


@dataclass(frozen=True)
class Resolver:
    """What a label's id means here: the things of that name, or that its surfaces name.

    Labels and the catalogue call some things by other ids; they are told by name. Nothing else is matched loosely.
    """

    names: Names
    surfaces: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Names, labelled: Iterable[Labelled]) -> Resolver:
        """Return a resolver that knows how the labels of a file write each thing."""
        found: dict[str, set[str]] = defaultdict(set)
        for one in labelled:
            for surface, canonical, *_ in (one.labels or {}).get("entities", ()):
                found[canonical].add(surface)
        return cls(names, {key: frozenset(value) for key, value in found.items()})

    def ids(self, label: str) -> frozenset[str]:
        """Return the ids that a label may have here; its own slug where nothing is called so."""
        _, slug = split(label)
        refs = self.names.called(slug) or tuple(
            ref for surface in self.surfaces.get(label, ()) for ref in self.names.called(surface)
        )
        return frozenset({ref.partition(":")[2] for ref in refs} | {slug, slug.replace(".", "-")})

    def same(self, label: str, ref: str) -> bool:
        """Return whether `kind:id` is what a label means; a class counts as its series, a car or team as its make."""
        if not label or not ref:
            return False
        kind, slug = split(label)
        mine = self._wider(ref)
        theirs = {part for one in self._trimmed(slug, label) for part in self._wider(f"{kind}:{one}")}
        theirs.update(_BY_RULES.get(slug, ()))
        return bool(mine & theirs)

    def _trimmed(self, slug: str, label: str) -> frozenset[str]:
        """Return ids of a label, of its beginning where nothing is called so (`alpine-lmdh`: what Alpine builds)."""
        found = self.ids(label)
        while "-" in slug and not self.names.called(slug) and not self.surfaces.get(label):
            slug = slug.rpartition("-")[0]
            if refs := self.names.called(slug):
                return found | {ref.partition(":")[2] for ref in refs}
        return found

    def _wider(self, ref: str) -> set[str]:
        kind, _, key = ref.partition(":")
        found = {key, series_of(ref).partition(":")[2]}
        if kind == "car":
            found.add(make_of(ref, self.names).partition(":")[2] or key)
        for place in ("team", "car", "company"):
            known = self.names.by_ref.get(f"{place}:{key}")
            if known is not None and kind in {place, ""}:
                found.update(known.of)
        for make, teams in self.names.teams_of.items():
            if f"team:{key}" in teams and kind == "team":
                found.add(make)
        return found


def split(label: str) -> tuple[str, str]:
    """Return kind and slug of a label (`series:imsa-wtsc (GTP)` → series, imsa-wtsc); notes in words are left out."""
    prefix, _, rest = label.partition(":")
    slug = rest.split(" (")[0].split(" in ")[0].strip()
    return _KINDS.get(prefix, prefix), slug
