"""What a server's answer says beside its bytes: where something moved, and how long to wait."""

from __future__ import annotations

import datetime as dt
import email.utils
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from paddock.fetching.trouble import CannotFetch

if TYPE_CHECKING:
    import httpx


def wait_asked(response: httpx.Response, now: dt.datetime) -> float | None:
    """Return how long a Retry-After header asks to wait [s]; it holds seconds or a date. None without a usable one."""
    text = str(response.headers.get("retry-after", "")).strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        when = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return max(0.0, (when - now).total_seconds())


def marks_of(response: httpx.Response) -> tuple[str, str]:
    """Return the version's ETag and time of change, "" for what is missing or cannot be sent back in a header."""

    def sendable(name: str) -> str:
        mark = str(response.headers.get(name, ""))
        return mark if mark.isascii() and mark.isprintable() else ""

    return sendable("etag"), sendable("last-modified")


def host_of(url: str) -> str:
    """Return the host of an address, with its port."""
    return urlsplit(url).netloc.lower()


def origin_of(url: str) -> str:
    """Return scheme and host of an address, which share one robots.txt."""
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"


def moved_to(url: str, location: str, hosts: frozenset[str], hint: str = "") -> str:
    """Return where a redirect leads; raises CannotFetch when paddock does not follow it there.

    hosts: where it may lead.  hint: what to do when it leads to another host.
    """
    try:
        target = urljoin(url, location) if location else ""
        parts = urlsplit(target)
    except ValueError:
        target, parts = "", urlsplit("")
    if not location or parts.scheme not in {"http", "https"} or not parts.netloc:
        raise CannotFetch("moved", url, f"it was moved to {location[:120]!r}, which is no web address.")
    if parts.netloc.lower() not in hosts:
        raise CannotFetch(
            "moved",
            url,
            f"it was moved to another host, {parts.netloc[:120]}.",
            hint=hint,
        )
    if urlsplit(url).scheme == "https" and parts.scheme == "http":
        raise CannotFetch("moved", url, "it was moved from a safe connection (https) to an open one (http).")
    return target


def too_large(url: str, largest: int) -> CannotFetch:
    """Return the error for more bytes than are taken [bytes]."""
    return CannotFetch(
        "too-large", url, f"it is larger than {largest // 1024 // 1024} MiB.", hint="Is it the right file?"
    )
