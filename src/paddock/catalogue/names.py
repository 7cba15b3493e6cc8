"""How a name becomes an id: exactly, or not at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from paddock.errors import AmbiguousName, UnknownName

_NOT_DECOMPOSED = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "æ": "ae", "đ": "d"})
MAX_NAME = 200
"""Names longer than this [characters] are cut before they are compared."""


def slugify(text: str) -> str:
    """Return the slug of a name: lower case, no accents, hyphens between words ("São Paulo" → "sao-paulo")."""
    plain = unicodedata.normalize("NFKD", text[:MAX_NAME].translate(_NOT_DECOMPOSED))
    ascii_only = plain.encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


def spelling(text: str) -> str:
    """Return what two spellings of a name share: no case, accents or punctuation, but every letter of every script.

    Unlike a slug it drops no letter, so that two names are the same only when they are; "" beyond `MAX_NAME`.
    """
    if len(text) > MAX_NAME:
        return ""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_NOT_DECOMPOSED)).casefold()
    letters = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’")
    return re.sub(r"[\W_]+", "-", letters).strip("-")


def nearest(text: str, names: Mapping[str, Iterable[str]], *, limit: int = 5, cutoff: float = 70) -> list[str]:
    """Return ids whose id or names look most like `text`, best first. names: id → what it is called."""
    from rapidfuzz import fuzz, process

    wanted = slugify(text)
    labels: dict[str, str] = {}
    for identifier, called in names.items():
        labels.setdefault(identifier.replace("/", "-"), identifier)
        for name in called:
            labels.setdefault(slugify(name), identifier)
    hits = process.extract(wanted, labels.keys(), scorer=fuzz.WRatio, limit=limit * 4, score_cutoff=cutoff)
    ordered = sorted(hits, key=lambda hit: (-hit[1], hit[0]))
    return list(dict.fromkeys(labels[str(label)] for label, _, _ in ordered))[:limit]


def resolve(text: str, names: Mapping[str, Iterable[str]], what: str) -> str:
    """Return the one id that `text` names: the id itself, or exactly its name or an alias, spelling of case aside.

    names: id → its name and aliases.  Raises UnknownName or AmbiguousName, both with candidates.
    """
    if text in names:
        return text
    wanted = spelling(text)
    hits = sorted(
        identifier
        for identifier, called in names.items()
        if wanted and (wanted == identifier or any(spelling(name) == wanted for name in called))
    )
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise AmbiguousName(f"{text!r} names several {what}s.", candidates=hits)
    raise UnknownName(
        f"There is no {what} {text[:MAX_NAME]!r}.",
        candidates=nearest(text, names),
        hint="" if nearest(text, names) else _listed(what),
    )


def _listed(what: str) -> str:
    """Return how to see what there is: `meeting in imsa-2025` is listed with its season."""
    kind, _, season = what.partition(" in ")
    narrowed = f" --season {season}" if season and kind == "meeting" else ""
    return f"`paddock list {_plural(kind)}{narrowed}` shows what there is."


def _plural(what: str) -> str:
    if what == "series" or what.endswith("s"):
        return what + ("es" if what == "class" else "")
    return what[:-1] + "ies" if what.endswith("y") else what + "s"
