"""Writing a file: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from paddock.errors import BadRequest


def write_whole(path: Path, content: bytes, check: Callable[[Path], object] | None = None) -> Path:
    """Write a file through a draft beside it, so that nobody ever sees half of it; folders on the way are made.

    check: called with the draft before it takes the file's place; what it raises leaves nothing behind.
    Raises BadRequest when the file cannot be written.
    """
    draft: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=".part")
        draft = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        if check is not None:
            check(draft)
        draft.chmod(0o666 & ~_umask())
        os.replace(draft, path)
    except OSError as error:
        raise BadRequest(
            f"{path}: cannot be written: {error.strerror or error}.", hint="Name another place, or mend its rights."
        ) from None
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)
    return path


def _umask() -> int:
    """Return the process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
