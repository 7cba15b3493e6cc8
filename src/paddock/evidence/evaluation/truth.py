"""A labelled file: articles with what a careful reader finds in them (form: docs/dossier/evaluation.md)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paddock.errors import BadFile
from paddock.evidence.claims.context import make_of, series_of
from paddock.evidence.names import Names
from paddock.evidence.types import Article, When

_KINDS = {
    "mfr": "manufacturer", "org": "company", "market": "market", "series": "series", "event": "event", "class": "class",
    "car": "car", "team": "team", "driver": "driver", "person": "person", "circuit": "circuit", "outlet": "outlet",
    "place": "place",
}  # fmt: skip
"""Prefixes of labels and the kinds they stand for."""


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
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile.at(path, None, f"cannot be read: {error}") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
            found.append(_labelled(one, f"{path}:{number}"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadFile.at(
                path, number, f"not a labelled article: {error}", hint="docs/dossier/evaluation.md tells the form."
            ) from None
    if not found:
        raise BadFile.at(path, None, "holds no article", hint="docs/dossier/evaluation.md tells the form.")
    return found


def _labelled(one: dict[str, Any], origin: str) -> Labelled:
    date = str(one.get("date") or "")
    url = str(one.get("url") or "")
    article = Article(
        str(one["id"]),
        str(one["text"]),
        str(one.get("title") or ""),
        url,
        url.partition("//")[2].partition("/")[0],
        date=When(date, "given", date) if date else When(),
        origin=origin,
    )
    labels = one.get("labels")
    if labels is not None:
        for key in ("entities", "quotes", "claims"):
            list(labels[key])
    return Labelled(article, str(one.get("story") or ""), str(one.get("derived_from") or ""), labels)


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


def languages(labelled: Sequence[Labelled], langs: Mapping[str, str]) -> dict[str, str]:
    """Return article id → language as read."""
    return {one.article.id: langs.get(one.article.id, "") for one in labelled}
