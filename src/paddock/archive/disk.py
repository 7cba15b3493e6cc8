"""Writing to disk in the few ways the archive needs, each of which may fail and then says so in one form.

Whatever is written goes into a draft first, is brought to the disk (`settle`) and only then moved to its place, so
that neither a killed process nor a power cut leaves half a file under a name that is read.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from paddock.errors import BadRequest

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextlib.contextmanager
def told(path: Path, doing: str) -> Iterator[None]:
    """Turn what the system says against a file into a BadRequest: `doing` it failed, and what mends it."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            hint = "Make room on that disk, or name another folder with PADDOCK_ARCHIVE, and run it again."
        elif error.errno in _CLOSED:
            hint = "Mend the rights of the archive's folder, or name another one with PADDOCK_ARCHIVE."
        else:
            hint = "Look at that folder and its disk, or name another folder with PADDOCK_ARCHIVE."
        raise BadRequest(f"{path}: cannot be {doing}: {error.strerror or error}.", hint=hint) from None


def write(path: Path, content: bytes) -> None:
    """Write a new file; one that fails half-way is taken away again."""
    with told(path, "written"):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        try:
            try:
                rest = memoryview(content)
                while rest:
                    rest = rest[os.write(handle, rest) :]
            finally:
                os.close(handle)
        except BaseException:
            discard(path)
            raise


def settle(path: Path) -> None:
    """Wait until a file, or the list of a folder, is on the disk."""
    if path.is_dir() and os.name == "nt":  # Windows settles its folders by itself and cannot be asked to
        return
    with told(path, "brought to the disk"):
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def move(draft: Path, path: Path) -> None:
    """Put a draft in its place, over what is there."""
    with told(path, "written"):
        os.replace(draft, path)


def folder(path: Path, root: Path) -> list[Path]:
    """Make a folder with those on the way to it; returns the folders from `root` on whose list has grown."""
    if path.is_dir():
        return []
    grown = folder(path.parent, root) if path != root else []
    with told(path, "made"):
        if path == root:
            path.mkdir(parents=True, exist_ok=True)
        else:
            with contextlib.suppress(FileExistsError):  # another process was faster
                os.mkdir(path)
    return [*grown, path.parent]


def read(path: Path) -> bytes | None:
    """Return the content of a file, none when there is no such file."""
    with told(path, "read"):
        try:
            return path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None


def names(path: Path) -> list[str]:
    """Return the names in a folder, sorted; empty when there is no such folder."""
    with told(path, "read"):
        try:
            return sorted(entry.name for entry in os.scandir(path))
        except (FileNotFoundError, NotADirectoryError):
            return []


def discard(path: Path) -> None:
    """Take a file away if that is possible."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
