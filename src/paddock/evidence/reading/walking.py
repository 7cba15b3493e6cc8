"""Which files and addresses there are to be read: in a stable order, each once, nothing passed over in silence."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from paddock.evidence.reading.source import Source
from paddock.findings import Finding
from paddock.units import count, printable

_ADDRESS = re.compile(r"https?:/{1,2}(?=[^/])", re.IGNORECASE)


def address_of(path: str | Path) -> str:
    """Return the web address that was given as a path, "" for a path; one slash may have been lost on the way."""
    text = str(path)
    found = _ADDRESS.match(text)
    return f"{found[0].split(':')[0].lower()}://{text[found.end() :]}" if found else ""


def sources(paths: Iterable[str | Path]) -> Iterator[Source | Finding | str]:
    """Yield every file in paths and folders, every address as it is, and a finding for what cannot be read."""
    for path in paths:
        address = address_of(path)
        if address:
            yield address
            continue
        place = Path(path)
        try:
            if place.is_dir():
                yield from _within(place)
            elif place.is_file():
                yield _source(place)
            elif place.exists():
                yield _passed_over("error", "not-a-file", "Not a plain file.", place, "Save what it gives into a file.")
            else:
                yield _passed_over("error", "not-there", "There is no such file or folder.", place, "Check the path.")
        except (OSError, ValueError) as error:
            yield unreadable(str(place), error)


def _source(path: Path) -> Source:
    return Source(printable(str(path)), partial(_open, path))


def _open(path: Path) -> IO[bytes]:
    return path.open("rb")


def _within(folder: Path) -> Iterator[Source | Finding]:
    """Yield the files below a folder by name; links to folders are followed unless they lead where one has been."""
    seen: set[str] = set()
    hidden = found = 0
    troubles: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=troubles.append, followlinks=True):
        real = os.path.realpath(root)
        if real in seen:
            folders[:] = []
            told = "Passed over: a link to a folder that is read already."
            yield Finding("info", "link", told, where=printable(root))
            continue
        seen.add(real)
        hidden += sum(name.startswith(".") for name in (*folders, *files))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if name.startswith("."):
                continue
            if path.is_file():
                found += 1
                yield _source(path)
            else:
                yield _passed_over("info", "not-a-file", "Passed over: not a plain file.", path)
    for error in troubles:
        yield unreadable(str(error.filename), error)
    if hidden:
        told = f"{count(hidden, 'hidden file or folder', 'hidden files and folders')} passed over."
        yield Finding("info", "hidden", told, where=printable(str(folder)))
    if not found:
        yield _passed_over("warning", "no-articles", "There is no file in it.", folder)


def _passed_over(level: str, code: str, told: str, path: Path, hint: str = "") -> Finding:
    return Finding(level, code, told, where=printable(str(path)), hint=hint)  # type: ignore[arg-type]


def unreadable(name: str, error: Exception) -> Finding:
    """Return the finding for what the system does not let be read."""
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Finding("error", "unreadable", f"It cannot be read: {why}.", where=printable(name), hint="Check its rights.")
