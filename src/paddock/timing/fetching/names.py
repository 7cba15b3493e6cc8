"""Names from the net as paths on disk: never outside the folder, never a name a system refuses."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path
from urllib.parse import urlsplit

from paddock.timing.fetching.index import Offered

_LONGEST = 100
"""Longest name of a file or folder [bytes]."""

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def path_for(file: Offered, into: Path) -> Path:
    """Return where a file is kept: `<into>/<host>/<season>/<event>/<championship>/<session>/…/<name>`.

    A name that had to be altered gets a digest of the address, so that two files never share a path.
    """
    stamp = f"{file.starts:%Y%m%d%H%M}_" if file.starts else ""
    wanted = (
        urlsplit(file.url).netloc.replace(":", "_"),
        file.season,
        file.event,
        file.championship,
        stamp + file.session,
        *file.folders,
        file.name,
    )
    safe = [_safe(name) for name in wanted]
    if list(wanted) != safe:
        path = Path(safe[-1])
        safe[-1] = f"{path.stem}-{hashlib.sha256(file.url.encode()).hexdigest()[:8]}{path.suffix}"
    return into.joinpath(*safe)


def _safe(name: str) -> str:
    """Return a name that every system takes."""
    safe = _NOT_IN_NAMES.sub("_", unicodedata.normalize("NFC", name)).strip(" .") or "_"
    if _DEVICES.match(safe):
        safe = f"_{safe}"
    raw = safe.encode("utf-8", errors="replace")
    if len(raw) > _LONGEST:
        path = Path(safe)
        tail = path.suffix.encode("utf-8", errors="replace")[:20]
        safe = (raw[: _LONGEST - len(tail)] + tail).decode("utf-8", errors="ignore").strip(" .")
    return safe
