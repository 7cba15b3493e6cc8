"""The seam for other extractors: a language model, say. The rules are the floor; what else is found says who found it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from paddock.errors import UnknownName
from paddock.evidence.types import Claim, Reading
from paddock.findings import Finding

GROUP = "paddock.extractors"
"""Entry-point group in which a package offers extractors."""
EMBEDDINGS = "paddock.embeddings"
"""Entry-point group in which a package offers text embeddings."""


@runtime_checkable
class Extractor(Protocol):
    """Finds claims in an article that the rules have read.

    name: a slug, which every claim it finds bears.  claims: given the reading, returns claims whose evidence stands in
    the article at the place they name; what does not is refused and told.
    """

    name: str

    def claims(self, reading: Reading) -> Sequence[Claim]:
        """Return the claims of an article."""
        ...


@runtime_checkable
class Embedding(Protocol):
    """Turns texts into vectors, so that texts of one meaning are near, in whatever language.

    name: a slug.  embed: returns one vector of equal length for each text.
    """

    name: str

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Return a vector for each text."""
        ...


def load_extractor(name: str) -> Extractor:
    """Return an installed extractor by its name. Raises UnknownName with those there are."""
    return _load(GROUP, name, "extractor")  # type: ignore[no-any-return]


def load_embedding(name: str) -> Embedding:
    """Return an installed embedding by its name. Raises UnknownName with those there are."""
    return _load(EMBEDDINGS, name, "embedding")  # type: ignore[no-any-return]


def _load(group: str, name: str, what: str) -> object:
    found = {one.name: one for one in entry_points(group=group)}
    if name not in found:
        raise UnknownName(
            f"There is no {what} {name!r}.",
            candidates=sorted(found),
            hint="" if found else "None is installed: docs/dossier/extractors.md tells how to offer one.",
        )
    made = found[name].load()
    return made() if isinstance(made, type) else made


def add_claims(reading: Reading, extractors: Iterable[Extractor]) -> Reading:
    """Return a reading with what other extractors find, behind what the rules found.

    A claim that rests on words the article does not have is left out, with a finding; so is an extractor that breaks.
    """
    claims, findings = list(reading.claims), list(reading.findings)
    for extractor in extractors:
        try:
            found = list(extractor.claims(reading))
        except Exception as error:  # somebody else's code: whatever it raises is told, and the rules' claims stand
            findings.append(_broken(reading, extractor.name, f"{type(error).__name__}: {error}"))
            continue
        for claim in found:
            text = reading.article.title if claim.field == "title" else reading.article.text
            if claim.evidence and text[claim.start : claim.end] == claim.evidence:
                claims.append(replace(claim, extractor=extractor.name))
            else:
                findings.append(
                    _broken(reading, extractor.name, f"its evidence is not in the article: {claim.evidence[:80]!r}")
                )
    return replace(reading, claims=tuple(claims), findings=tuple(findings))


def _broken(reading: Reading, name: str, what: str) -> Finding:
    return Finding(
        "warning", "extractor", f"Extractor {name}: {what}. Left out.", reading.article.id, "Tell whoever made it."
    )
