"""Pages kept on disk, so that the same page need not be sent twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from paddock.files import write_whole


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came.

    url: what was asked.  fetched: when it came or was last confirmed (UTC).  status: HTTP status.  etag,
    last_modified: the server's marks of the version, empty when it gave none.  body: the bytes.
    """

    url: str
    fetched: dt.datetime
    status: int
    etag: str
    last_modified: str
    body: bytes


class Cache:
    """A folder of pages, one file each: a line of JSON, then the bytes as they came."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, url: str) -> Path:
        return self.folder / f"{hashlib.sha256(url.encode()).hexdigest()}.page"

    def get(self, url: str) -> Page | None:
        """Return the page kept for an address; None when there is none or what is there is damaged."""
        try:
            head, _, body = self._path(url).read_bytes().partition(b"\n")
            fields = json.loads(head)
            if fields["url"] != url or fields["sha256"] != hashlib.sha256(body).hexdigest():
                return None
            fetched = dt.datetime.fromisoformat(fields["fetched"])
            if fetched.tzinfo is None:
                return None
            return Page(url, fetched, int(fields["status"]), str(fields["etag"]), str(fields["last_modified"]), body)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, page: Page) -> Page:
        """Keep a page, whole or not at all; raises BadRequest when the folder cannot be written."""
        fields = asdict(page) | {"fetched": page.fetched.isoformat(), "sha256": hashlib.sha256(page.body).hexdigest()}
        del fields["body"]
        write_whole(self._path(page.url), json.dumps(fields).encode() + b"\n" + page.body)
        return page
