"""Writing what a command gives out."""

from __future__ import annotations

import sys
from pathlib import Path

from paddock.files import write_whole


def write_bytes(content: bytes, path: Path | None) -> None:
    """Write bytes to a file, whole or not at all, or to standard output; raises BadRequest when it cannot."""
    if path is not None:
        write_whole(path, content)
        return
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
