"""Writing what a command gives out: whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from paddock.errors import BadRequest


def write_bytes(content: bytes, path: Path | None) -> None:
    """Write bytes to a file at once or not at all, or to standard output; raises BadRequest when it cannot."""
    if path is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        raise BadRequest(f"{path}: {error.strerror or 'cannot be written'}.") from None
