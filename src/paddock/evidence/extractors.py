"""The seam for other extractors, such as a language model: what they find bears their name; the rules are the floor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.metadata import entry_points
from itertools import islice
from typing import Protocol, runtime_checkable

from paddock.errors import BadRequest, PaddockError, UnknownName
from paddock.evidence.types import Claim, Reading, Status
from paddock.findings import Finding

GROUP = "paddock.extractors"
"""Entry-point group in which a package offers extractors."""
EMBEDDINGS = "paddock.embeddings"
"""Entry-point group in which a package offers text embeddings."""
RULES = "rules"
"""What the claims of the built-in rules bear."""
MOST_CLAIMS = 200
"""Claims taken from one extractor for one article."""

_TEXTS = ("subject", "action", "target", "horizon", "speaker", "source", "evidence", "condition")
_FORM = "docs/dossier/extractors.md tells how to offer one."


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
    """Return an installed extractor by its name.

    Raises UnknownName with those there are, BadRequest when it cannot be loaded or is none.
    """
    found = _load(GROUP, name, "extractor")
    if not isinstance(found, Extractor) or not isinstance(found.name, str) or found.name in {"", RULES}:
        raise BadRequest(f"{name} is no extractor: it needs a `name` of its own and `claims`.", hint=_FORM)
    return found


def load_embedding(name: str) -> Embedding:
    """Return an installed embedding by its name.

    Raises UnknownName with those there are, BadRequest when it cannot be loaded or is none.
    """
    found = _load(EMBEDDINGS, name, "embedding")
    if not isinstance(found, Embedding):
        raise BadRequest(f"{name} is no embedding: it needs a `name` and `embed`.", hint=_FORM)
    return found


def _load(group: str, name: str, what: str) -> object:
    found = {one.name: one for one in entry_points(group=group)}
    if name not in found:
        raise UnknownName(
            f"There is no {what} {name!r}.",
            candidates=sorted(found),
            hint="" if found else f"None is installed: {_FORM}",
        )
    try:
        made = found[name].load()
        return made() if isinstance(made, type) else made
    except PaddockError:
        raise
    except Exception as error:  # somebody else's code: whatever keeps it from loading is told
        raise BadRequest(
            f"The {what} {name!r} cannot be loaded: {type(error).__name__}: {error}", hint="Tell whoever made it."
        ) from error


def add_claims(reading: Reading, extractors: Iterable[Extractor]) -> Reading:
    """Return a reading with what other extractors find, behind what the rules found.

    A claim that rests on words the article does not have is left out, with a finding; so is an extractor that breaks,
    and what it gives beyond `MOST_CLAIMS`.
    """
    claims, findings = list(reading.claims), list(reading.findings)
    for extractor in extractors:
        try:
            found = list(islice(extractor.claims(reading), MOST_CLAIMS + 1))
        except Exception as error:  # somebody else's code: whatever it raises is told, and the rules' claims stand
            findings.append(_broken(reading, extractor.name, f"{type(error).__name__}: {error}"))
            continue
        for claim in found[:MOST_CLAIMS]:
            why = _unfit(claim, reading)
            if why:
                findings.append(_broken(reading, extractor.name, why))
            else:
                claims.append(replace(claim, status=Status(claim.status), extractor=extractor.name))
        if len(found) > MOST_CLAIMS:
            findings.append(_broken(reading, extractor.name, f"it gives more than {MOST_CLAIMS} claims"))
    return replace(reading, claims=tuple(claims), findings=tuple(findings))


def _unfit(claim: object, reading: Reading) -> str:
    """Return why something is no claim on an article, "" when it is one."""
    if not isinstance(claim, Claim):
        return f"it gives no claim but {type(claim).__name__}"
    wrong = [name for name in _TEXTS if not isinstance(getattr(claim, name), str)]
    if wrong or not (claim.subject and claim.action):
        return f"its claim has no text in {', '.join(wrong) or 'subject or action'}"
    if claim.status not in set(Status) or claim.field not in {"text", "title"}:
        return f"its claim has the status {str(claim.status)[:40]!r} and the field {str(claim.field)[:40]!r}"
    text = reading.article.title if claim.field == "title" else reading.article.text
    spans = isinstance(claim.start, int) and isinstance(claim.end, int) and 0 <= claim.start < claim.end
    if not spans or text[claim.start : claim.end] != claim.evidence:
        return f"its evidence is not in the article: {claim.evidence[:80]!r}"
    return ""


def _broken(reading: Reading, name: str, what: str) -> Finding:
    return Finding(
        "warning", "extractor", f"Extractor {name}: {what}. Left out.", reading.article.id, "Tell whoever made it."
    )
