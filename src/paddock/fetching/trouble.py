"""What can go wrong on the way from the web.

CannotFetch             it was asked for, or would have been, and did not come
├── Offline             nothing was asked: fetching was not allowed
└── Passing             it may come when asked again: too slow, too busy, cut off
"""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock.errors import PaddockError
from paddock.findings import Finding

if TYPE_CHECKING:
    import httpx

CONSENT = "Allow it with --online or PADDOCK_ONLINE=1."


@dataclass(frozen=True, slots=True)
class Hints:
    """What to do next, where that depends on what is fetched.

    by_hand: when a site gives nothing to programs.  other_host: when something was moved to another host.
    """

    by_hand: str = "Open it in a browser, save it, and give paddock the file."
    other_host: str = "If that is right, give the new address."


class CannotFetch(PaddockError):
    """Something on the web did not come.  code: a stable slug.  url: what was asked."""

    def __init__(self, code: str, url: str, what: str, *, hint: str = "") -> None:
        super().__init__(f"{url}: {what}", hint=hint)
        self.code = code
        self.url = url
        self.what = what

    def finding(self) -> Finding:
        """Return it as a finding, for when the rest of the work goes on."""
        return Finding("error", self.code, self.what, where=self.url, hint=self.hint)


class Offline(CannotFetch):
    """Nothing was asked, because fetching from the web was not allowed."""

    def __init__(self, url: str, *, more: str = "it") -> None:
        what = f"{more} would have to be asked for, and fetching from the web is off."
        super().__init__("offline", url, what, hint=CONSENT)


class Passing(CannotFetch):
    """It may come when asked again.  wait_s: how long the server asks to wait [s], if it does."""

    def __init__(self, code: str, url: str, what: str, *, hint: str = "", wait_s: float | None = None) -> None:
        super().__init__(code, url, what, hint=hint)
        self.wait_s = wait_s


def of_exception(url: str, error: httpx.HTTPError | httpx.InvalidURL | UnicodeError) -> CannotFetch:
    """Return what an exception of the HTTP library means for people."""
    import httpx

    causes = _causes(error)
    tls = [str(cause) for cause in causes if isinstance(cause, ssl.SSLError)]
    kind: type[CannotFetch] = Passing
    if tls:
        kind, code, what = CannotFetch, "no-tls", f"no safe connection (TLS): {tls[0]}."
        hint = "Check the address, the machine's clock and its proxy."
    elif any(isinstance(cause, socket.gaierror) for cause in causes):
        code, what, hint = "no-name", "the host's name could not be resolved.", "Is the machine online?"
    elif any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        code, what, hint = "refused", "the connection was refused.", "Is the address right? Try again later."
    elif isinstance(error, httpx.TimeoutException):
        code, what, hint = "slow", "no answer in time.", "Try again later; what came is kept."
    elif isinstance(error, httpx.RemoteProtocolError | httpx.ReadError | httpx.WriteError | httpx.CloseError):
        code, what, hint = "cut-off", f"the connection broke off ({_plain(error)}).", "Try again; what came is kept."
    elif isinstance(error, httpx.NetworkError | httpx.ProxyError):
        code, what, hint = "no-network", f"no connection ({_plain(error)}).", "Is the machine online?"
    else:
        kind, code, what, hint = CannotFetch, "bad-address", f"it cannot be asked for ({_plain(error)}).", ""
    return kind(code, url, what, hint=hint)


def of_status(url: str, status: int, *, wait_s: float | None = None, by_hand: str = "") -> CannotFetch:
    """Return what an HTTP status that is not a success means.  by_hand: what to do where programs get nothing."""
    if status in {401, 403}:
        return CannotFetch("forbidden", url, f"the site does not give it to programs (HTTP {status}).", hint=by_hand)
    if status in {404, 410}:
        return CannotFetch("not-there", url, f"it is not there (HTTP {status}).", hint="Look at the page again later.")
    if status == 429:
        return Passing("busy", url, "the site asks to slow down (HTTP 429).", wait_s=wait_s, hint="Try again later.")
    if status >= 500:
        return Passing(
            "busy", url, f"the site cannot answer now (HTTP {status}).", wait_s=wait_s, hint="Try again later."
        )
    return CannotFetch("bad-answer", url, f"an answer paddock does not understand (HTTP {status}).")


def _causes(error: BaseException) -> list[BaseException]:
    """Return an exception and what led to it."""
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in found:
        found.append(current)
        current = current.__cause__ or current.__context__
    return found


def _plain(error: Exception) -> str:
    return str(error).strip().rstrip(".") or type(error).__name__
