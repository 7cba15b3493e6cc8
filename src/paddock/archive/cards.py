"""The index card of a file: what is known of it, as JSON.

Cards are plain files and not rows of a database: each is replaced whole by a rename, so that a killed process leaves
the old one or the new one; a damaged one takes no other with it; and five thousand are read in a tenth of a second.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paddock.errors import BadFile, BadRequest
from paddock.findings import Finding

if TYPE_CHECKING:
    import polars as pl

CARD_VERSION = 1
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reader made of a file; without arguments: no reader understood it, and its bytes alone are kept.

    reader: slug of the reader, empty for none.  reader_version: grows when it reads better.  form: what it took the
    file for, in words.  tables: name → frame with at least the declared columns.  session: id where it is known.
    details: what else is worth keeping, as plain JSON values.
    """

    reader: str = ""
    reader_version: int = 0
    form: str = ""
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    session: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """One table of a file as it is stored: rows, version of the table's declaration, bytes of the Parquet, its hash."""

    rows: int
    version: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the archive knows of one file.

    digest: SHA-256 of its bytes, in hexadecimal.  names: every name it was imported under, sorted.  size [B].
    reader, reader_version, form: who read it and what for; empty where nobody understood it.  session: id or none.
    tables: name → how it is stored.  findings: as dicts.  imported: moment of the first import, UTC, ISO 8601.
    """

    digest: str
    names: tuple[str, ...]
    size: int
    reader: str
    reader_version: int
    form: str
    session: str | None
    tables: Mapping[str, Stored]
    findings: tuple[Mapping[str, Any], ...]
    details: Mapping[str, Any]
    imported: str

    @property
    def name(self) -> str:
        """Return the first of its names."""
        return self.names[0] if self.names else self.digest

    @property
    def rows(self) -> dict[str, int]:
        """Return the rows of each table."""
        return {name: stored.rows for name, stored in self.tables.items()}

    def as_dict(self) -> dict[str, object]:
        """Return the card as plain JSON values."""
        return {
            "card": CARD_VERSION,
            "digest": self.digest,
            "names": list(self.names),
            "size": self.size,
            "reader": self.reader,
            "reader_version": self.reader_version,
            "form": self.form,
            "session": self.session,
            "tables": {
                name: {"rows": one.rows, "version": one.version, "size": one.size, "sha256": one.sha256}
                for name, one in self.tables.items()
            },
            "findings": [dict(one) for one in self.findings],
            "details": dict(self.details),
            "imported": self.imported,
        }

    def to_bytes(self) -> bytes:
        """Return the card as the content of its file; a name no encoding knows is kept by escapes."""
        return (json.dumps(self.as_dict(), indent=1) + "\n").encode("ascii")


def read_card(path: Path, content: bytes) -> Card:
    """Return the card written in a file. Raises BadFile when it is not one."""
    try:
        found = json.loads(content)
        version = found["card"]
        if not isinstance(version, int) or version > CARD_VERSION:
            raise BadFile.at(
                path, None, f"card of form {version}, written by a newer paddock.", hint="Bring paddock up to date."
            )
        card = Card(
            digest=_text(found["digest"]),
            names=tuple(_text(name) for name in found["names"]),
            size=int(found["size"]),
            reader=_text(found["reader"]),
            reader_version=int(found["reader_version"]),
            form=_text(found["form"]),
            session=None if found["session"] is None else _text(found["session"]),
            tables={slug(name): _stored(one) for name, one in found["tables"].items()},
            findings=tuple(dict(one) for one in found["findings"]),
            details=dict(found["details"]),
            imported=_text(found["imported"]),
        )
        if card.digest != path.stem or (card.reader and not _SLUG.fullmatch(card.reader)):
            raise ValueError(card.digest)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, BadRequest):
        raise BadFile.at(
            path,
            None,
            "damaged: not an index card.",
            hint="Import the file it stood for again; where that is lost, its bytes are under the same name in raw/.",
        ) from None
    return card


def is_digest(text: str) -> bool:
    """Tell whether a text is a SHA-256 in hexadecimal."""
    return _DIGEST.fullmatch(text) is not None


def slug(text: str) -> str:
    """Return a name that may stand in a file name. Raises BadRequest when it may not."""
    if not _SLUG.fullmatch(text):
        raise BadRequest(f"{text!r} cannot name a reader or a table: small letters, digits, and - _ . within.")
    return text


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _stored(found: Mapping[str, Any]) -> Stored:
    if not is_digest(found["sha256"]):
        raise ValueError(found["sha256"])
    return Stored(int(found["rows"]), int(found["version"]), int(found["size"]), found["sha256"])
