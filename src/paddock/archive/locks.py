"""A lock between processes that cannot go stale: the system lets go of it when its holder ends, however it ends."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from paddock.archive.disk import told
from paddock.errors import BadRequest

_HELD = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}
PATIENCE_S = 60.0
"""How long to wait for another process, which holds a lock for the fraction of a second it commits in."""


def take(path: Path) -> int | None:
    """Take the lock of a file without waiting; returns its handle, or none when another holds it."""
    with told(path, "opened"):
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _lock(handle)
    except OSError as error:
        os.close(handle)
        if error.errno in _HELD:
            return None
        with told(path, "locked"):
            raise
    except BaseException:
        os.close(handle)
        raise
    return handle


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock of a file, waiting for whoever has it. Raises BadRequest when that takes too long."""
    until = time.monotonic() + PATIENCE_S
    pause = 0.001
    while (handle := take(path)) is None:
        if time.monotonic() > until:
            raise BadRequest(
                f"{path}: another process has held this lock for {PATIENCE_S:.0f} s.",
                hint="Look for a paddock that was stopped half-way, end it, and run this again.",
            )
        time.sleep(pause)
        pause = min(pause * 2, 0.05)
    try:
        yield
    finally:
        os.close(handle)  # which lets go of the lock


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
