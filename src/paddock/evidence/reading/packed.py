"""Reading what is packed: the files of a zip archive, and what gzip holds, never more than is allowed."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO, cast

from paddock.evidence.reading.source import Opening, Source
from paddock.findings import Finding
from paddock.units import printable

BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError)
"""What a damaged file or archive raises while it is read."""

_DOCUMENTS = frozenset({"[Content_Types].xml", "mimetype"})
"""Files that tell that a zip archive is a document of an office program or a book."""


def unpacked(source: Source) -> Source:
    """Return what a gzip file holds, to be read as it comes."""
    return Source(source.name.removesuffix(".gz"), partial(_gunzip, source.open), url=source.url)


@contextmanager
def _gunzip(opening: Opening) -> Iterator[IO[bytes]]:
    with opening() as packed, gzip.GzipFile(fileobj=packed) as stream:
        yield cast("IO[bytes]", stream)


def members(source: Source, most: int) -> Iterator[Source | Finding]:
    """Yield the files of a zip archive by name, to be read before the next one.  most: files taken."""
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            yield from _members(source.name, archive, most)
    except zipfile.BadZipFile as error:
        told = f"It is no whole zip archive: {printable(str(error))[:100]}."
        yield Finding("error", "broken-archive", told, where=source.name, hint="Pack it again.")


def _members(name: str, archive: zipfile.ZipFile, most: int) -> Iterator[Source | Finding]:
    files = sorted((one for one in archive.infolist() if not one.is_dir()), key=lambda one: one.filename)
    if any(one.filename in _DOCUMENTS for one in files):
        told = "It is a document of a kind that is not read."
        yield Finding("warning", "not-read", told, where=name, hint="Save it as plain text or HTML.")
        return
    if not files:
        yield Finding("warning", "no-articles", "There is no file in it.", where=name)
    if len(files) > most:
        told = f"There are more than {most:,} files in it; the rest was left out."
        yield Finding("warning", "cut-short", told, where=name, hint="Split it, or raise the limit.")
    for one in files[:most]:
        shown = printable(f"{name}!{one.filename}")
        if one.flag_bits & 1:
            yield Finding("error", "locked", "It is locked with a password.", where=shown, hint="Unpack it yourself.")
        elif any(_hidden(part) for part in one.filename.split("/")):
            yield Finding("info", "hidden", "A hidden file was passed over.", where=shown)
        else:
            yield Source(shown, partial(archive.open, one))


def _hidden(part: str) -> bool:
    return part == "__MACOSX" or (part.startswith(".") and part not in {".", ".."})
