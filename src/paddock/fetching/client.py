"""One polite way to ask other people's servers.

Nothing goes out unless the client is online. It says who it is, obeys robots.txt, asks one thing at a time with a
pause between, waits when told to, follows redirects only where they are allowed, and keeps pages on disk.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from paddock.errors import BadRequest, MissingExtra
from paddock.fetching.answers import host_of, marks_of, moved_to, origin_of, too_large, wait_asked
from paddock.fetching.cache import Cache, Page
from paddock.fetching.manners import PRODUCT, Clock, Manners, SystemClock, user_agent
from paddock.fetching.trouble import CannotFetch, Hints, Offline, Passing, of_exception, of_status

if TYPE_CHECKING:
    import httpx
    from protego import Protego

_MOVED = frozenset({301, 302, 303, 307, 308})
_MOST_MOVES = 5
"""Redirects followed for one request."""

_WHOLE_HOST = frozenset({"busy", "no-name", "refused", "no-network"})
"""Failures that concern a host, not one address."""

Refuse = Callable[[bytes], str]
"""Says why a page is not the one asked for; "" when it is."""


def _anything(_: bytes) -> str:
    return ""


class Client:
    """Asks for pages and files.

    cache: folder for pages.  online: whether anything may be asked; without, only kept pages are given.
    manners: delays, patience, sizes.  contact: an address for the server's people, optional.  clock: for tests.
    on_wait: called with a reason and seconds before every pause longer than the usual delay.  hints: what to do next,
    where that depends on what is fetched.
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
        hints: Hints = Hints(),  # noqa: B008 - frozen
    ) -> None:
        self.online = online
        self.manners = manners or Manners()
        self.clock = clock or SystemClock()
        self._cache = Cache(cache)
        self._agent = user_agent(contact)
        self._on_wait = on_wait
        self._hints = hints
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
                self.wait(failure.what, self.patience(failure, tried))

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
            return Page(url, self.clock.now(), response.status_code, *marks_of(response), body)

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
                target = moved_to(target, response.headers.get("location", ""), hosts, self._hints.other_host)
        raise CannotFetch("moved", url, f"it was moved more than {_MOST_MOVES} times.", hint="Look at it in a browser.")

    def chunks(self, response: httpx.Response, largest: int) -> Iterator[bytes]:
        """Give the bytes of an answer as they come; raises CannotFetch when there are too many or it takes too long."""
        url = str(response.request.url)
        if response.headers.get("content-encoding", "identity") != "identity":
            raise CannotFetch("encoded", url, "the server packs it although it was asked not to.")
        told = response.headers.get("content-length", "")
        if told.isdigit() and int(told) > largest:
            raise too_large(url, largest)
        started, received = self.clock.monotonic(), 0
        for chunk in response.iter_raw():
            received += len(chunk)
            if received > largest:
                raise too_large(url, largest)
            yield chunk
            if self.clock.monotonic() - started > self.manners.longest_s:
                raise Passing(
                    "slow", url, f"it took longer than {self.manners.longest_s:g} s.", hint="Try again later."
                )

    def patience(self, failure: Passing, tried: int) -> float:
        """Return how long to wait before the next try [s]; raises when there is to be none.

        tried: how often it was tried.  There is none after `Manners.tries`, nor when the server asks to wait longer
        than `Manners.patience_s`. A host that does not answer at all is then left alone for a while.
        """
        wait = max(failure.wait_s or 0.0, self.manners.backoff_s * 2.0 ** (tried - 1))
        if tried < self.manners.tries and wait <= self.manners.patience_s:
            return wait
        if failure.code not in _WHOLE_HOST:
            raise failure
        hint = failure.hint
        if failure.code == "busy":
            hint = f"Not before {self.clock.now() + dt.timedelta(seconds=wait):%Y-%m-%d %H:%M} UTC."
        else:
            wait = self.manners.patience_s
        given_up = CannotFetch(failure.code, failure.url, failure.what, hint=hint)
        self._shut[host_of(failure.url)] = (self.clock.monotonic() + wait, given_up)
        raise given_up

    def wait(self, why: str, seconds: float) -> None:
        """Wait [s], after telling why when it is longer than the usual delay."""
        if self._on_wait is not None and seconds > self.manners.delay_s:
            self._on_wait(why, seconds)
        self.clock.sleep(seconds)

    @contextmanager
    def _send(self, url: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """Send one request when it is its turn; what goes wrong, also while it is read, is told in our words."""
        http = self._connection()
        import httpx

        host = host_of(url)
        until, closed = self._shut.get(host, (0.0, None))
        if closed is not None and self.clock.monotonic() < until:
            raise CannotFetch(closed.code, url, closed.what, hint=closed.hint)
        if host in self._last:
            robots = self._robots.get(origin_of(url))
            delay = max(self.manners.delay_s, (robots.crawl_delay(PRODUCT) or 0.0) if robots else 0.0)
            if delay > self.manners.patience_s:
                raise CannotFetch("robots", url, f"robots.txt asks for {delay:g} s between requests.")
            rest = self._last[host] + delay - self.clock.monotonic()
            if rest > 0:
                self.wait("robots.txt asks for it", rest)
        response: httpx.Response | None = None
        try:
            http.cookies.clear()  # some sites answer with what a visitor looked at last
            response = http.send(http.build_request("GET", url, headers=dict(headers)), stream=True)
            yield response
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
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
            try:
                self._http = httpx.Client(
                    headers=usual,
                    timeout=httpx.Timeout(self.manners.read_s, connect=self.manners.connect_s),
                    # A new connection each time: on a kept one some sites answer the question before.
                    limits=httpx.Limits(max_connections=1, max_keepalive_connections=0),
                    follow_redirects=False,
                )
            except (OSError, ValueError, ImportError, httpx.InvalidURL) as error:
                raise BadRequest(
                    f"No connection can be set up: {error}",
                    hint="Check the environment's proxy (HTTPS_PROXY …) and certificates (SSL_CERT_FILE …).",
                ) from None
        return self._http

    def _checked(self, url: str, response: httpx.Response) -> httpx.Response:
        status = response.status_code
        asked = response.request.headers
        conditional = "if-none-match" in asked or "if-modified-since" in asked
        if status == 200 or (status == 304 and conditional) or (status in {206, 416} and "range" in asked):
            return response
        raise of_status(url, status, wait_s=wait_asked(response, self.clock.now()), by_hand=self._hints.by_hand)

    # -- robots.txt --------------------------------------------------------------------------------------------

    def _obey_robots(self, url: str, hosts: frozenset[str]) -> None:
        origin = origin_of(url)
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
                    self.wait(failure.what, self.patience(failure, tried))
        return kept.body.decode("utf-8", errors="replace")

    def _new_robots(self, url: str, hosts: frozenset[str]) -> Page:
        target = url
        for _ in range(_MOST_MOVES + 1):
            with self._send(target, {}) as response:
                status = response.status_code
                if status in _MOVED:
                    target = moved_to(target, response.headers.get("location", ""), hosts, self._hints.other_host)
                    continue
                if status == 429 or status >= 500:
                    raise of_status(url, status, wait_s=wait_asked(response, self.clock.now()))
                body = b"".join(self.chunks(response, 512 * 1024)) if status == 200 else b""
                return Page(url, self.clock.now(), status, "", "", body)
        raise CannotFetch("moved", url, f"it was moved more than {_MOST_MOVES} times.")
