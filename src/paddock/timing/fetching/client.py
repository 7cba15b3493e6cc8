"""One polite way to ask other people's servers.

Nothing goes out unless the client is online. It says who it is, obeys robots.txt, asks one thing at a time with a
pause between, waits when told to, follows redirects only where they are allowed, and keeps pages on disk.
"""

from __future__ import annotations

import datetime as dt
import email.utils
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

from paddock.errors import MissingExtra
from paddock.timing.fetching.cache import Cache, Page
from paddock.timing.fetching.manners import PRODUCT, Clock, Manners, SystemClock, user_agent
from paddock.timing.fetching.trouble import CannotFetch, Offline, Passing, of_exception, of_status

if TYPE_CHECKING:
    import httpx
    from protego import Protego

_MOVED = frozenset({301, 302, 303, 307, 308})
_MOST_MOVES = 5
"""Redirects followed for one request."""

Refuse = Callable[[bytes], str]
"""Says why a page is not the one asked for; "" when it is."""


def _anything(_: bytes) -> str:
    return ""


class Client:
    """Asks for pages and files.

    cache: folder for pages.  online: whether anything may be asked; without, only kept pages are given.
    manners: delays, patience, sizes.  contact: an address for the server's people, optional.  clock: for tests.
    on_wait: called with a reason and seconds before every pause longer than the usual delay.
    """

    def __init__(
        self,
        cache: Path,
        *,
        online: bool = False,
        manners: Manners | None = None,
        contact: str = "",
        clock: Clock | None = None,
        on_wait: Callable[[str, float], None] | None = None,
    ) -> None:
        self.online = online
        self.manners = manners or Manners()
        self.clock = clock or SystemClock()
        self._cache = Cache(cache)
        self._agent = user_agent(contact)
        self._on_wait = on_wait
        self._http: httpx.Client | None = None
        self._robots: dict[str, Protego] = {}
        self._last: dict[str, float] = {}
        self._shut: dict[str, tuple[float, CannotFetch]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close connections."""
        if self._http is not None:
            self._http.close()
            self._http = None

    # -- pages -------------------------------------------------------------------------------------------------

    def page(self, url: str, hosts: frozenset[str], refuse: Refuse = _anything) -> Page:
        """Return a page: the one kept if it is fresh or the server says it still stands, else a new one.

        hosts: hosts that may be asked.  refuse: says why a page is another than asked for; such a page is asked for
        again and never kept.
        Raises Offline when it is not kept and the client is offline, CannotFetch when it does not come.
        """
        kept = self._cache.get(url)
        if kept is not None and refuse(kept.body):
            kept = None
        if kept is not None and (not self.online or self._age_s(kept) < self.manners.page_fresh_s):
            return kept
        tried = 0
        while True:
            try:
                return self._cache.put(self._new_page(url, hosts, kept, refuse))
            except Passing as failure:
                tried += 1
                self.pause(failure, tried)

    def _age_s(self, page: Page) -> float:
        age = (self.clock.now() - page.fetched).total_seconds()
        return age if age >= 0 else float("inf")

    def _new_page(self, url: str, hosts: frozenset[str], kept: Page | None, refuse: Refuse) -> Page:
        conditions = {}
        if kept is not None and kept.etag:
            conditions["If-None-Match"] = kept.etag
        if kept is not None and kept.last_modified:
            conditions["If-Modified-Since"] = kept.last_modified
        with self.ask(url, hosts, conditions) as response:
            if response.status_code == 304 and kept is not None:
                return Page(url, self.clock.now(), kept.status, kept.etag, kept.last_modified, kept.body)
            body = b"".join(self.chunks(response, self.manners.largest_page))
            why = refuse(body)
            if why:
                raise Passing("other-page", url, why, hint="The site mixed pages up; try again later.")
            headers = response.headers
            marks = headers.get("etag", ""), headers.get("last-modified", "")
            return Page(url, self.clock.now(), response.status_code, *marks, body)

    # -- requests ----------------------------------------------------------------------------------------------

    @contextmanager
    def ask(
        self, url: str, hosts: frozenset[str], headers: Mapping[str, str] | None = None
    ) -> Iterator[httpx.Response]:
        """Send one request, following redirects, and give the answer (200, 206, 304 or 416) to be read.

        Raises Offline, or CannotFetch (Passing when it may come if asked again).
        """
        if not self.online:
            raise Offline(url)
        target = url
        for _ in range(_MOST_MOVES + 1):
            self._obey_robots(target, hosts)
            with self._send(target, headers or {}) as response:
                if response.status_code not in _MOVED:
                    yield self._checked(target, response)
                    return
                target = _moved(target, response.headers.get("location", ""), hosts)
        raise CannotFetch("moved", url, f"it was moved more than {_MOST_MOVES} times.", hint="Look at it in a browser.")

    def chunks(self, response: httpx.Response, largest: int) -> Iterator[bytes]:
        """Give the bytes of an answer as they come; raises CannotFetch when there are too many or it takes too long."""
        url = str(response.request.url)
        if response.headers.get("content-encoding", "identity") != "identity":
            raise CannotFetch("encoded", url, "the server packs it although it was asked not to.")
        told = response.headers.get("content-length", "")
        if told.isdigit() and int(told) > largest:
            raise _too_large(url, largest)
        started, received = self.clock.monotonic(), 0
        for chunk in response.iter_raw(64 * 1024):
            received += len(chunk)
            if received > largest:
                raise _too_large(url, largest)
            yield chunk
            if self.clock.monotonic() - started > self.manners.longest_s:
                raise Passing("slow", url, f"it took longer than {self.manners.longest_s:g} s.", hint="Try again later.")

    def pause(self, failure: Passing, tried: int) -> None:
        """Wait before the next try; raises the failure when there have been enough or the server wants more patience.

        tried: how often it was tried.  A host that is left alone is not asked again until its time has come.
        """
        wait = max(failure.wait_s or 0.0, self.manners.backoff_s * 2 ** (tried - 1))
        if tried < self.manners.tries and wait <= self.manners.patience_s:
            self._wait(failure.what, wait)
            return
        if failure.code == "busy":
            until = self.clock.now() + dt.timedelta(seconds=wait)
            closed = CannotFetch("busy", failure.url, failure.what, hint=f"Not before {until:%Y-%m-%d %H:%M} UTC.")
            self._shut[_host(failure.url)] = (self.clock.monotonic() + wait, closed)
            raise closed
        raise failure

    def _wait(self, why: str, seconds: float) -> None:
        if self._on_wait is not None and seconds > self.manners.delay_s:
            self._on_wait(why, seconds)
        self.clock.sleep(seconds)

    @contextmanager
    def _send(self, url: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """Send one request when it is its turn; what goes wrong, also while it is read, is told in our words."""
        import httpx

        host = _host(url)
        until, closed = self._shut.get(host, (0.0, None))
        if closed is not None and self.clock.monotonic() < until:
            raise CannotFetch(closed.code, url, closed.what, hint=closed.hint)
        if host in self._last:
            robots = self._robots.get(_origin(url))
            delay = max(self.manners.delay_s, (robots.crawl_delay(PRODUCT) or 0.0) if robots else 0.0)
            if delay > self.manners.patience_s:
                raise CannotFetch("robots", url, f"robots.txt asks for {delay:g} s between requests.")
            rest = self._last[host] + delay - self.clock.monotonic()
            if rest > 0:
                self._wait("robots.txt asks for it", rest)
        response: httpx.Response | None = None
        try:
            http = self._connection()
            http.cookies.clear()  # the pages answer with what a visitor looked at last
            response = http.send(http.build_request("GET", url, headers=dict(headers)), stream=True)
            yield response
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise of_exception(url, error) from None
        finally:
            if response is not None:
                response.close()
            self._last[host] = self.clock.monotonic()

    def _connection(self) -> httpx.Client:
        if self._http is None:
            try:
                import httpx
            except ImportError:
                raise MissingExtra("httpx", "fetch") from None
            usual = {"User-Agent": self._agent, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
            self._http = httpx.Client(
                headers=usual,
                timeout=httpx.Timeout(self.manners.read_s, connect=self.manners.connect_s),
                # A new connection each time: on a kept one these pages may answer the question before.
                limits=httpx.Limits(max_connections=1, max_keepalive_connections=0),
                follow_redirects=False,
            )
        return self._http

    def _checked(self, url: str, response: httpx.Response) -> httpx.Response:
        status = response.status_code
        asked = response.request.headers
        conditional = "if-none-match" in asked or "if-modified-since" in asked
        if status == 200 or (status == 304 and conditional) or (status in {206, 416} and "range" in asked):
            return response
        raise of_status(url, status, wait_s=self._wait_asked(response.headers.get("retry-after", "")))

    def _wait_asked(self, text: str) -> float | None:
        """Return the seconds of a Retry-After header, which holds seconds or a date; None without a usable one."""
        text = text.strip()
        if text.isascii() and text.isdigit():
            return float(text[:9])
        try:
            when = email.utils.parsedate_to_datetime(text)
        except ValueError:
            return None
        when = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
        return max(0.0, (when - self.clock.now()).total_seconds())

    # -- robots.txt --------------------------------------------------------------------------------------------

    def _obey_robots(self, url: str, hosts: frozenset[str]) -> None:
        origin = _origin(url)
        if origin not in self._robots:
            try:
                from protego import Protego
            except ImportError:
                raise MissingExtra("protego", "fetch") from None
            self._robots[origin] = Protego.parse(self._robots_text(f"{origin}/robots.txt", hosts))
        if not self._robots[origin].can_fetch(url, PRODUCT):
            raise CannotFetch(
                "robots", url, "the site's robots.txt asks programs to stay away from it.", hint="Open it in a browser."
            )

    def _robots_text(self, url: str, hosts: frozenset[str]) -> str:
        """Return a site's robots.txt, empty when it has none; raises CannotFetch when it cannot be told (RFC 9309)."""
        kept = self._cache.get(url)
        if kept is None or self._age_s(kept) >= self.manners.robots_fresh_s:
            tried = 0
            while True:
                try:
                    kept = self._cache.put(self._new_robots(url, hosts))
                    break
                except Passing as failure:
                    tried += 1
                    self.pause(failure, tried)
        return kept.body.decode("utf-8", errors="replace")

    def _new_robots(self, url: str, hosts: frozenset[str]) -> Page:
        target = url
        for _ in range(_MOST_MOVES + 1):
            with self._send(target, {}) as response:
                status = response.status_code
                if status in _MOVED:
                    target = _moved(target, response.headers.get("location", ""), hosts)
                    continue
                if status == 429 or status >= 500:
                    raise of_status(url, status, wait_s=self._wait_asked(response.headers.get("retry-after", "")))
                body = b"".join(self.chunks(response, 512 * 1024)) if status == 200 else b""
                return Page(url, self.clock.now(), status, "", "", body)
        raise CannotFetch("moved", url, f"it was moved more than {_MOST_MOVES} times.")


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"


def _moved(url: str, location: str, hosts: frozenset[str]) -> str:
    """Return where a redirect leads; raises CannotFetch when paddock does not follow it there."""
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
            hint="If that is right, name the host in a file of your own (--pages FILE).",
        )
    if urlsplit(url).scheme == "https" and parts.scheme == "http":
        raise CannotFetch("moved", url, "it was moved from a safe connection (https) to an open one (http).")
    return target


def _too_large(url: str, largest: int) -> CannotFetch:
    return CannotFetch("too-large", url, f"it is larger than {largest // 1024 // 1024} MiB.", hint="Is it the right file?")
