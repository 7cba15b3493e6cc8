"""How much is read of what comes from outside."""

from __future__ import annotations

from dataclasses import dataclass, fields

from paddock.errors import BadRequest


@dataclass(frozen=True, slots=True)
class Limits:
    """What is beyond these is left out, and told.

    file_bytes: of one text or JSON document [bytes].  page_bytes, feed_bytes: of one HTML page, of one feed [bytes].
    stream_bytes: of one file of JSON Lines, which is read line by line [bytes].  line_bytes: of one such line [bytes].
    articles: in one file.  chars: of one article [characters].  files: in all, addresses included.
    """

    file_bytes: int = 16 * 1024 * 1024
    page_bytes: int = 4 * 1024 * 1024
    feed_bytes: int = 8 * 1024 * 1024
    stream_bytes: int = 1024 * 1024 * 1024
    line_bytes: int = 8 * 1024 * 1024
    articles: int = 100_000
    chars: int = 200_000
    files: int = 100_000

    def __post_init__(self) -> None:
        for one in fields(self):
            if getattr(self, one.name) < 1:
                raise BadRequest(f"The limit {one.name} must be at least 1.")
