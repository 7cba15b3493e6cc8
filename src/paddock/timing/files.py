"""The timing files in paths a user names: files, folders and zip archives, each read whole and safely."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from paddock.errors import BadRequest
from paddock.findings import Finding
from paddock.timing.readers import Source
from paddock.units import count

LARGEST = 512 * 2**20
"""The largest file that is read [bytes]: several times the largest lap file known."""
ALL = 8 * 2**30
"""How much one zip archive may unpack to in all [bytes]."""
MEMBERS = 50_000
"""How many members of one zip archive are looked at."""
SQUEEZED = 300
"""Text shrinks to a tenth or so; a member that unpacks to this many times its size is no timing file."""
ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was found, not read yet.  name: to show.  size: [bytes]."""

    name: str
    size: int
    path: Path
    member: zipfile.ZipInfo | None = None
    """The member of the zip archive at `path`; none for a file on its own."""

    def open(self) -> Source:
        """Return the file read whole.  Raises BadRequest when it cannot be read."""
        try:
            if self.member is None:
                return Source(self.name, self.path.read_bytes())
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                content = stream.read(LARGEST + 1)
        except (OSError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise BadRequest(f"{self.name}: cannot be read: {reason}.", hint="Check the file and its rights.") from None
        except Exception as error:  # what a damaged stream makes the decompressors raise (zlib.error, LZMAError …)
            raise BadRequest(f"{self.name}: cannot be unpacked: {error}.", hint="Get the archive again.") from None
        if len(content) > LARGEST:
            raise BadRequest(f"{self.name}: unpacks to more than it says.", hint="It is no timing file.")
        return Source(self.name, content)


def find_files(paths: Iterable[Path]) -> Iterator[Found | Finding]:
    """Yield every file in paths, folders and zip archives in a stable order, and a finding for what is passed over.

    Hidden files and links out of a folder are passed over.  Raises BadRequest when a path that was named is not there.
    """
    for path in paths:
        if not path.exists():
            raise BadRequest(f"{path}: there is no such file or folder.", hint="Check the path.")
        yield from _within(path) if path.is_dir() else _at(path)


def _within(folder: Path) -> Iterator[Found | Finding]:
    """Yield the files below a folder, by name."""
    troubles: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=troubles.append, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if name.startswith("."):
                continue
            if not path.is_file():
                yield Finding("info", "not-a-file", "Passed over: not a plain file.", where=str(path))
                continue
            yield from _at(path)
    for error in troubles:
        yield Finding("warning", "unreadable", f"Cannot be looked into: {error.strerror}.", where=str(error.filename))


def _at(path: Path) -> Iterator[Found | Finding]:
    """Yield a file, or the files in it when it is a zip archive."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            zipped = stream.read(len(ZIP)) == ZIP
    except OSError as error:
        yield Finding(
            "error", "unreadable", f"Cannot be read: {error.strerror}.", where=str(path), hint="Check its rights."
        )
        return
    if zipped:
        yield from _unpacked(path)
    elif size > LARGEST:
        yield _too_large(str(path), size)
    else:
        yield Found(str(path), size, path)


def _unpacked(path: Path) -> Iterator[Found | Finding]:
    """Yield the members of a zip archive that can be timing files.  Their names are only shown, never used as paths."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        yield Finding("error", "bad-zip", f"Not a sound zip archive: {error}.", where=str(path), hint="Get it again.")
        return
    if len(members) > MEMBERS:
        what = f"Holds {count(len(members), 'member')}; only the first {MEMBERS:,} are looked at."
        yield Finding("warning", "zip-members", what, where=str(path))
    left = ALL
    for one in sorted(members[:MEMBERS], key=lambda member: member.filename):
        name = f"{path}/{_shown(one.filename)}"
        parts = one.filename.replace("\\", "/").split("/")
        if any(part == "__MACOSX" or (part.startswith(".") and part not in {".", ".."}) for part in parts):
            continue
        if one.flag_bits & 1:
            yield Finding("error", "zip-locked", "Passed over: it is encrypted.", where=name, hint="Unpack it first.")
        elif one.file_size > LARGEST:
            yield _too_large(name, one.file_size)
        elif one.file_size > max(one.compress_size, 1) * SQUEEZED and one.file_size > 2**20:
            what = f"Passed over: {one.compress_size:,} bytes that unpack to {one.file_size:,} are no timing file."
            yield Finding("error", "zip-bomb", what, where=name, hint="Unpack it by hand if it is meant.")
        elif one.filename.lower().endswith(".zip"):
            yield Finding("warning", "zip-in-zip", "Passed over: a zip in a zip.", where=name, hint="Unpack it first.")
        elif one.file_size > left:
            what = f"Passed over: the archive unpacks to more than {ALL // 2**30} GiB."
            yield Finding("error", "zip-too-large", what, where=name, hint="Unpack it and import the folder.")
        else:
            left -= one.file_size
            yield Found(name, one.file_size, path, one)


def _shown(name: str) -> str:
    """Return a member's name fit to show: no control characters, no way up."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in name.replace("\\", "/"))
    return "/".join(part for part in clean.split("/") if part not in {"", ".", ".."})


def _too_large(name: str, size: int) -> Finding:
    what = f"Passed over: {size:,} bytes are more than paddock reads at once ({LARGEST:,})."
    return Finding("error", "too-large", what, where=name)
