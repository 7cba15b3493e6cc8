"""Reading from the web: each address is asked for politely, where that is allowed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from paddock.evidence.reading.source import Source
from paddock.fetching.trouble import CannotFetch, Offline
from paddock.findings import Finding
from paddock.units import printable

if TYPE_CHECKING:
    from paddock.fetching import Client


def listed_addresses(text: str) -> Iterator[tuple[int, str]]:
    """Yield line number and content of every line of a list that is not empty and no comment."""
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line.strip()


def fetched(url: str, client: Client | None) -> Source | Finding:
    """Return what an address gives; a finding when it does not come, or may not be asked for."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.lower()
    except ValueError:
        host = ""
    odd = not url.isprintable() or " " in url or "@" in host
    if not host or odd or parts.scheme.lower() not in {"http", "https"}:
        told = "It is no web address that can be asked for."
        return Finding("error", "bad-address", told, where=printable(url)[:200], hint="Give it as https://…")
    if client is None:
        return Offline(url).finding()
    try:
        page = client.page(url, _hosts(host))
    except CannotFetch as failure:
        return failure.finding()
    return Source(url, lambda: io.BytesIO(page.body), url=url)


def _hosts(host: str) -> frozenset[str]:
    """Return the hosts an address may lead to: its own, with and without "www."."""
    bare = host.removeprefix("www.")
    return frozenset({host, bare, f"www.{bare}"})


def each_once(urls: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str] | Finding]:
    """Yield (where, address) once for each address, and a finding where one comes again."""
    seen: set[str] = set()
    for where, url in urls:
        if url in seen:
            yield Finding("info", "same-address", f"{printable(url)[:200]} is listed twice.", where=where)
            continue
        seen.add(url)
        yield where, url
