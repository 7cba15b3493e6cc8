"""One process at a time in a folder; the lock falls with the process, also when it is killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paddock.errors import BadRequest


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold a lock file; raises BadRequest when another process holds it or it cannot be made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise BadRequest(
            f"{path.parent}: cannot be written: {error.strerror or error}.",
            hint="Name another place, or mend its rights.",
        ) from None
    try:
        _take(handle, path)
        yield
    finally:
        os.close(handle)


def _take(handle: int, path: Path) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise BadRequest(
            f"{path.parent}: another paddock is fetching into this folder.", hint="Wait for it, or name another place."
        ) from None
