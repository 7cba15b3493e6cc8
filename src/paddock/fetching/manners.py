"""How paddock behaves towards other people's servers, and whether it may ask at all."""

from __future__ import annotations

import datetime as dt
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from paddock._version import __version__
from paddock.errors import BadRequest

ENVIRONMENT = "PADDOCK_ONLINE"
"""Environment variable that allows fetching from the web, as `--online` does."""

PRODUCT = "paddock"
"""The name robots.txt files know the program by."""

LEAST_DELAY_S = 1.0
"""Requests to one host are never closer together than this [s]."""

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"", "0", "false", "no", "off"})


class Clock(Protocol):
    """Time, so that tests need not wait."""

    def monotonic(self) -> float:
        """Return seconds that only grow [s]."""

    def now(self) -> dt.datetime:
        """Return the date and time in UTC."""

    def sleep(self, seconds: float) -> None:
        """Wait [s]."""


class SystemClock:
    """The machine's own clock."""

    def monotonic(self) -> float:
        """Return seconds that only grow [s]."""
        return time.monotonic()

    def now(self) -> dt.datetime:
        """Return the date and time in UTC."""
        return dt.datetime.now(dt.UTC)

    def sleep(self, seconds: float) -> None:
        """Wait [s]."""
        time.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Manners:
    """How patient and how modest the client is.

    delay_s: between two requests to a host [s], at least `LEAST_DELAY_S`; a longer one in its robots.txt counts.
    tries: how often the same thing is asked when it fails in passing.  backoff_s: pause before the second try [s],
    doubled before each further one.  patience_s: longest pause [s]; a server that asks for more is left alone.
    connect_s, read_s: how long a connection or the next bytes may take [s].  longest_s: how long one answer may take
    in all [s].  page_fresh_s, robots_fresh_s: how long a page or a robots.txt is used without asking again [s].
    largest_page, largest_file: more is refused [bytes].
    """

    delay_s: float = LEAST_DELAY_S
    tries: int = 4
    backoff_s: float = 2.0
    patience_s: float = 120.0
    connect_s: float = 20.0
    read_s: float = 30.0
    longest_s: float = 900.0
    page_fresh_s: float = 600.0
    robots_fresh_s: float = 86400.0
    largest_page: int = 32 * 1024 * 1024
    largest_file: int = 256 * 1024 * 1024

    def __post_init__(self) -> None:
        if not LEAST_DELAY_S <= self.delay_s <= self.patience_s:
            raise BadRequest(
                f"A delay of {self.delay_s} s between requests is outside {LEAST_DELAY_S:g} to {self.patience_s:g} s.",
                hint="The lower end keeps the load on other people's servers small.",
            )
        if self.tries < 1:
            raise BadRequest("At least one try is needed.")


def online_allowed(asked: bool = False, environment: Mapping[str, str] | None = None) -> bool:
    """Return whether paddock may fetch from the web: it was asked to, or PADDOCK_ONLINE says so.

    Raises BadRequest when PADDOCK_ONLINE is neither a yes nor a no.
    """
    said = (os.environ if environment is None else environment).get(ENVIRONMENT, "").strip().lower()
    if said not in _YES | _NO:
        raise BadRequest(f"{ENVIRONMENT}={said[:40]!r} is neither yes nor no.", hint="Set it to 1 or 0, or unset it.")
    return asked or said in _YES


def user_agent(contact: str = "") -> str:
    """Return how paddock names itself.  contact: an address to reach whoever runs it at, if they wish to give one.

    Raises BadRequest for a contact that does not fit into a header.
    """
    if not re.fullmatch(r"[!-'*-~]{0,200}", contact):
        raise BadRequest(f"The contact {contact[:80]!r} is no address.", hint="Give a web or e-mail address.")
    return f"{PRODUCT}/{__version__} (+{contact})" if contact else f"{PRODUCT}/{__version__}"
