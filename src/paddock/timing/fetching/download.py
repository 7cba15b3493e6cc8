"""Fetching the files of a plan, one after the other, each whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from paddock.errors import BadRequest
from paddock.fetching.answers import marks_of
from paddock.fetching.client import Client
from paddock.fetching.locking import only_one
from paddock.fetching.trouble import CannotFetch, Offline, Passing
from paddock.findings import Finding
from paddock.timing.fetching.index import Offered
from paddock.timing.fetching.parts import BOOKS, Fetched, Shelf, sure_mark
from paddock.timing.fetching.plan import FetchPlan
from paddock.units import count

if TYPE_CHECKING:
    import httpx

State = Literal["asking", "receiving", "again", "done", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the fetching of one file stands.

    state: asking; receiving; again (after a failure that may pass); done; unchanged (what is on disk still stands);
    failed.  received: bytes on disk so far.  total: bytes in all, when told.  fetched: the file, once done or
    unchanged.  finding: what went wrong or was noticed.  wait_s: pause before it is asked for again [s].
    """

    file: Offered
    state: State
    received: int = 0
    total: int | None = None
    fetched: Fetched | None = None
    finding: Finding | None = None
    wait_s: float = 0.0


def fetch(plan: FetchPlan, client: Client, into: Path) -> Iterator[Progress]:
    """Fetch the files of a plan into a folder, one at a time, and tell how it goes.

    A file that is there and unchanged is not sent again; one that was broken off is gone on with. What fails is told
    as a finding and the rest goes on. Stopping at any moment leaves what came so far, to be gone on with next time.
    Raises Offline when the client may not ask, BadRequest when the folder cannot be written or another process
    fetches into it.
    """
    if plan.files and not client.online:
        others = len(plan.files) - 1
        raise Offline(plan.files[0].url, more=f"it and {count(others, 'other file')}" if others else "it")
    return _all(plan, client, into)


def _all(plan: FetchPlan, client: Client, into: Path) -> Iterator[Progress]:
    with only_one(into / BOOKS / "lock"):
        for file in plan.files:
            yield Progress(file, "asking")
            yield from _one(file, client, plan.pages.hosts, Shelf(file, into))


def _one(file: Offered, client: Client, hosts: frozenset[str], shelf: Shelf) -> Iterator[Progress]:
    """Fetch one file, with as many tries as the client allows; what came before a failure counts for the next try."""
    tried = 0
    while True:
        try:
            yield from _receive(file, client, hosts, shelf)
            return
        except Passing as failure:
            tried += 1
            try:
                seconds = client.patience(failure, tried)
            except CannotFetch as given_up:
                yield Progress(file, "failed", _size(shelf.part), finding=given_up.finding())
                return
            yield Progress(file, "again", _size(shelf.part), finding=failure.finding(), wait_s=seconds)
            client.wait(failure.what, seconds)
        except CannotFetch as failure:
            yield Progress(file, "failed", _size(shelf.part), finding=failure.finding())
            return


def _receive(file: Offered, client: Client, hosts: frozenset[str], shelf: Shelf) -> Iterator[Progress]:
    """Ask once for a file and take what comes."""
    kept = shelf.fetched()
    begun = shelf.begun()
    headers = {}
    if begun is not None:
        headers = {"Range": f"bytes={begun.size}-", "If-Range": begun.mark}
    elif kept is not None:
        headers = {"If-None-Match": kept.etag, "If-Modified-Since": kept.last_modified}
    with client.ask(file.url, hosts, {name: value for name, value in headers.items() if value}) as response:
        if response.status_code == 304 and kept is not None:
            yield Progress(file, "unchanged", kept.size, kept.size, fetched=kept)
            return
        etag, last_modified = marks_of(response)
        mark = sure_mark(etag, last_modified)
        start, total = _extent(file, response, shelf, begun.mark if begun is not None else "", mark)
        if start == 0:
            shelf.begin(mark)
        received = start
        yield Progress(file, "receiving", received, total)
        try:
            with shelf.part.open("ab") as stream:
                for chunk in client.chunks(response, max(0, client.manners.largest_file - start)):
                    stream.write(chunk)
                    received += len(chunk)
                    yield Progress(file, "receiving", received, total)
        except OSError as error:
            raise BadRequest(
                f"{shelf.part}: cannot be written: {error.strerror or error}.",
                hint="Make room or name another place; what came is kept.",
            ) from None
        except CannotFetch as failure:
            if failure.code in {"too-large", "encoded"}:
                shelf.discard()
            raise
    if total is not None and received != total:
        shelf.discard()
        raise Passing("wrong-length", file.url, f"{received} bytes came of {total} told.")
    _look_at(file, shelf)
    done = shelf.finish(client.clock.now(), etag, last_modified)
    yield Progress(file, "done", received, received, fetched=done, finding=_doubt(file, total, response))


def _extent(file: Offered, response: httpx.Response, shelf: Shelf, begun: str, mark: str) -> tuple[int, int | None]:
    """Return where the bytes of an answer begin and how long the file is in all, if told.

    begun, mark: the versions of the part on disk and of the answer.
    Raises Passing when the answer does not go on from the part on disk; the part is thrown away then.
    """
    told = response.headers.get("content-length", "")
    length = int(told) if told.isascii() and told.isdigit() else None
    if response.status_code == 200:
        return 0, length
    there = _size(shelf.part)
    found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", response.headers.get("content-range", ""))
    same_version = mark in {begun, ""}
    if response.status_code == 206 and found and int(found[1]) == there and same_version:
        return there, int(found[3]) if found[3] != "*" else (there + length if length is not None else None)
    shelf.discard()
    raise Passing("no-range", file.url, "the server could not go on from where the file broke off.")


def _look_at(file: Offered, shelf: Shelf) -> None:
    """Raise CannotFetch when what came is no result file: nothing at all, or a web page."""
    with shelf.part.open("rb") as stream:
        head = stream.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        shelf.discard()
        raise CannotFetch("empty-file", file.url, "it is empty.", hint="The site may fill it later.")
    if head.startswith(b"<"):
        shelf.discard()
        raise CannotFetch("web-page", file.url, f"a web page came instead of the file ({_title(head)}).")


def _title(head: bytes) -> str:
    found = re.search(rb"<title[^>]*>([^<]{1,80})", head, re.IGNORECASE)
    text = (found[1] if found else head[:40]).decode("utf-8", errors="replace")
    return " ".join(text.split())


def _doubt(file: Offered, total: int | None, response: httpx.Response) -> Finding | None:
    """Return a finding when nothing told where the file ends, so that it may be cut short."""
    if total is not None or "chunked" in response.headers.get("transfer-encoding", "").lower():
        return None
    return Finding(
        "warning",
        "length-unknown",
        "the server told no length; whether the file is whole is not known.",
        where=file.url,
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
