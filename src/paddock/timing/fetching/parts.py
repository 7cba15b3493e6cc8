"""What is on disk of one file: finished with its record, or part of it with what it is part of."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from paddock.errors import BadRequest
from paddock.files import write_whole
from paddock.timing.fetching.index import Offered
from paddock.timing.fetching.names import path_for

BOOKS = ".fetched"
"""Folder beside the files for records and parts."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that is complete on disk.

    path: where.  url: where from.  fetched: when it came (UTC).  etag, last_modified: the server's marks of the
    version, empty when it gave none.  sha256: digest of the bytes.  size: how many [bytes].
    """

    path: Path
    url: str
    fetched: dt.datetime
    etag: str
    last_modified: str
    sha256: str
    size: int

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "path": str(self.path),
            "url": self.url,
            "fetched": self.fetched.isoformat(),
            "etag": self.etag,
            "last_modified": self.last_modified,
            "sha256": self.sha256,
            "size": self.size,
        }


@dataclass(frozen=True, slots=True)
class Part:
    """The beginning of a file.  size: bytes there.  mark: the version they are of, usable in If-Range."""

    size: int
    mark: str


class Shelf:
    """Where one file lies: under its name when complete, in the books until then."""

    def __init__(self, file: Offered, into: Path) -> None:
        digest = hashlib.sha256(file.url.encode()).hexdigest()
        self.url = file.url
        self.path = path_for(file, into)
        self._record = into / BOOKS / f"{digest}.json"
        self.part = into / BOOKS / f"{digest}.part"
        self._mark = into / BOOKS / f"{digest}.mark"

    def fetched(self) -> Fetched | None:
        """Return the complete file if it is there and still as it came."""
        try:
            fields = json.loads(self._record.read_bytes())
            when = dt.datetime.fromisoformat(fields["fetched"])
            marks = str(fields["etag"]), str(fields["last_modified"])
            digest, size = _digest(self.path)
            if fields["url"] != self.url or fields["sha256"] != digest or when.tzinfo is None:
                return None
            return Fetched(self.path, self.url, when, *marks, digest, size)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def begun(self) -> Part | None:
        """Return the part that can be gone on with, if there is one and its version is known for sure."""
        try:
            mark, size = self._mark.read_text(encoding="ascii"), self.part.stat().st_size
        except (OSError, ValueError):
            return None
        return Part(size, mark) if mark and size else None

    def begin(self, mark: str) -> None:
        """Start a part afresh.  mark: the version it will be of, "" when the server gives none that is sure."""
        self.discard()
        write_whole(self._mark, mark.encode("ascii", errors="ignore"))

    def discard(self) -> None:
        """Throw the part away."""
        self._mark.unlink(missing_ok=True)
        self.part.unlink(missing_ok=True)

    def finish(self, fetched: dt.datetime, etag: str, last_modified: str) -> Fetched:
        """Give the complete part its name and write its record. Raises BadRequest when that cannot be written."""
        digest, size = _digest(self.part)
        done = Fetched(self.path, self.url, fetched, etag, last_modified, digest, size)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.part, self.path)
        except OSError as error:
            raise BadRequest(
                f"{self.path}: cannot be written: {error.strerror or error}.",
                hint="Name another place, or mend its rights.",
            ) from None
        write_whole(self._record, json.dumps(done.as_dict()).encode())
        self._mark.unlink(missing_ok=True)
        return done


def sure_mark(etag: str, last_modified: str) -> str:
    """Return what names a version for If-Range: a strong ETag, else the time of the last change, else "" (RFC 9110)."""
    if etag:
        return "" if etag.startswith("W/") else etag
    return last_modified


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return digest, stream.tell()
