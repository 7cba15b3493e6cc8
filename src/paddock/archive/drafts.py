"""A folder for what one process is writing, recognised as left behind once that process is gone."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from paddock.archive import disk
from paddock.archive.locks import held, take
from paddock.archive.places import Places
from paddock.errors import BadRequest


class Drafts:
    """The drafts of one process.

    The folder holds a file whose lock is held as long as its process lives, so that the living are told from the
    dead without clocks or process ids.
    """

    def __init__(self, places: Places) -> None:
        for path in (places.root, places.drafts, places.cards):
            for grown in disk.folder(path, places.root):
                with contextlib.suppress(BadRequest):  # the folder the archive lies in may be closed to us
                    disk.settle(grown)
        self._count = 0
        with held(places.lock):  # so that nobody looks at the folder before it is locked
            sweep(places)
            with disk.told(places.drafts, "written"):
                self.folder = Path(tempfile.mkdtemp(dir=places.drafts))
            try:
                self._handle = take(self.folder / "lock")
            except BaseException:
                shutil.rmtree(self.folder, ignore_errors=True)
                raise

    def write(self, content: bytes) -> Path:
        """Write a draft and return where it lies."""
        self._count += 1
        path = self.folder / f"{self._count}.part"
        disk.write(path, content)
        return path

    def close(self) -> None:
        """Take the folder away with all that is still in it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        shutil.rmtree(self.folder, ignore_errors=True)


def left_behind(places: Places) -> list[Path]:
    """Return the drafts folders of processes that are gone; the archive's lock must be held."""
    found = []
    for name in disk.names(places.drafts):
        path = places.drafts / name
        if not path.is_dir():
            found.append(path)
            continue
        try:
            handle = take(path / "lock")
        except BadRequest:  # another person's: theirs to clean up
            continue
        if handle is not None:
            os.close(handle)
            found.append(path)
    return found


def sweep(places: Places) -> list[Path]:
    """Take away what processes that are gone have left; the archive's lock must be held. Returns what was there."""
    found = left_behind(places)
    for path in found:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink()
    return found
