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
from paddock.units import count, printable

LARGEST = 512 * 2**20
"""The largest file that is read [bytes]: several times the largest lap file known."""
ALL = 8 * 2**30
"""How much one zip archive may unpack to in all [bytes]."""
MEMBERS = 50_000
"""How many members of one zip archive are looked at."""
SQUEEZED = 100
"""Text shrinks to a tenth or so; a member that unpacks to this many times its size is no timing file."""
ZIP = b"PK\x03\x04"


class Zip:
    """A zip archive that is open from the first of its members read to the last: its directory is read once.

    left: how many members will be read.
    """

    def __init__(self, path: Path, left: int) -> None:
        self.path = path
        self._left = left
        self._archive: zipfile.ZipFile | None = None

    def read(self, member: zipfile.ZipInfo, most: int) -> bytes:
        """Return up to so many bytes [bytes] of a member.  Raises whatever a damaged archive makes Python raise."""
        archive = self._archive = self._archive or zipfile.ZipFile(self.path)
        try:
            with archive.open(member) as stream:
                return stream.read(most)
        finally:
            self._left -= 1
            if self._left <= 0:
                archive.close()
                self._archive = None


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was found, not read yet.  name: to show.  size: [bytes]."""

    name: str
    size: int
    path: Path
    archive: Zip | None = None
    member: zipfile.ZipInfo | None = None
    """The member of the zip archive at `path`; none for a file on its own."""

    def open(self) -> Source:
        """Return the file read whole.  Raises BadRequest when it cannot be read."""
        try:
            if self.archive is None or self.member is None:
                return Source(self.name, self.path.read_bytes())
            content = self.archive.read(self.member, LARGEST + 1)
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

    Hidden files are passed over, and so are links to folders, which is told.  Raises BadRequest when a path that was
    named is not there, or is neither file nor folder.
    """
    for path in paths:
        try:
            there = path.exists()
            folder, file = path.is_dir(), path.is_file()
        except OSError as error:  # a name too long, a folder on the way that may not be entered
            raise BadRequest(f"{path}: cannot be opened: {error.strerror}.", hint="Check the path.") from None
        if not there:
            raise BadRequest(f"{path}: there is no such file or folder.", hint="Check the path.")
        if not folder and not file:
            raise BadRequest(f"{path}: not a plain file.", hint="Save what it gives into a file first.")
        yield from _within(path) if folder else _at(path)


def _within(folder: Path) -> Iterator[Found | Finding]:
    """Yield the files below a folder, by name."""
    troubles: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=troubles.append, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for link in (Path(root, name) for name in folders):
            if link.is_symlink():
                what = "Passed over: a link to a folder."
                yield Finding("info", "link", what, where=_named(link), hint="Name the folder itself.")
        for name in sorted(files):
            path = Path(root, name)
            if name.startswith("."):
                continue
            if not path.is_file():
                yield Finding("info", "not-a-file", "Passed over: not a plain file.", where=_named(path))
                continue
            yield from _at(path)
    for error in troubles:
        yield Finding(
            "warning", "unreadable", f"Cannot be looked into: {error.strerror}.", where=printable(str(error.filename))
        )


def _at(path: Path) -> Iterator[Found | Finding]:
    """Yield a file, or the files in it when it is a zip archive."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            zipped = stream.read(len(ZIP)) == ZIP
    except OSError as error:
        yield Finding(
            "error", "unreadable", f"Cannot be read: {error.strerror}.", where=_named(path), hint="Check its rights."
        )
        return
    if zipped:
        yield from _unpacked(path)
    elif size > LARGEST:
        yield _too_large(_named(path), size)
    else:
        yield Found(_named(path), size, path)


def _unpacked(path: Path) -> Iterator[Found | Finding]:
    """Yield the members of a zip archive that can be timing files.  Their names are only shown, never used as paths."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
    except Exception as error:  # what a damaged directory makes zipfile raise (BadZipFile, struct.error, ValueError …)
        what = f"Not a sound zip archive: {printable(str(error))}."
        yield Finding("error", "bad-zip", what, where=_named(path), hint="Get it again.")
        return
    if len(members) > MEMBERS:
        what = f"Holds {count(len(members), 'member')}; only the first {MEMBERS:,} are looked at."
        yield Finding("warning", "zip-members", what, where=_named(path))
    left, good = ALL, []
    for one in sorted(members[:MEMBERS], key=lambda member: member.filename):
        name = f"{_named(path)}/{_shown(one.filename)}"
        parts = one.filename.replace("\\", "/").split("/")
        if any(part == "__MACOSX" or (part.startswith(".") and part not in {".", ".."}) for part in parts):
            continue
        trouble = _trouble(one, name, left)
        if trouble is None:
            left -= one.file_size
            good.append((name, one))
        else:
            yield trouble
    opened = Zip(path, len(good))
    for name, one in good:
        yield Found(name, one.file_size, path, opened, one)


def _trouble(one: zipfile.ZipInfo, name: str, left: int) -> Finding | None:
    """Return why a member of a zip archive is passed over, None when it is not.  left: [bytes] that may unpack."""
    if one.flag_bits & 1:
        return Finding("error", "zip-locked", "Passed over: it is encrypted.", where=name, hint="Unpack it first.")
    if one.file_size > LARGEST:
        return _too_large(name, one.file_size)
    if one.file_size > max(one.compress_size, 1) * SQUEEZED and one.file_size > 2**20:
        what = f"Passed over: {one.compress_size:,} bytes that unpack to {one.file_size:,} are no timing file."
        return Finding("error", "zip-bomb", what, where=name, hint="Unpack it by hand if it is meant.")
    if one.filename.lower().endswith(".zip"):
        return Finding("warning", "zip-in-zip", "Passed over: a zip in a zip.", where=name, hint="Unpack it first.")
    if one.file_size > left:
        what = f"Passed over: the archive unpacks to more than {ALL // 2**30} GiB."
        return Finding("error", "zip-too-large", what, where=name, hint="Unpack it and import the folder.")
    return None


def _named(path: Path) -> str:
    """Return a path fit to show and to keep."""
    return printable(str(path))


def _shown(name: str) -> str:
    """Return a member's name fit to show: nothing that steers a terminal, no way up."""
    return "/".join(part for part in printable(name.replace("\\", "/")).split("/") if part not in {"", ".", ".."})


def _too_large(name: str, size: int) -> Finding:
    what = f"Passed over: {size:,} bytes are more than paddock reads at once ({LARGEST:,})."
    return Finding("error", "too-large", what, where=name)
