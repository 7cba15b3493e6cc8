"""Where bytes come from, and what was read out of them before it became an article."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO

from paddock.evidence.types import When

Opening = Callable[[], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True, slots=True)
class Source:
    """Something to be read.

    name: path or address, fit to be shown.  open: gives its bytes as a stream.  url: address it came from, "" for a
    file; nothing that came from the web is fetched from in turn.
    """

    name: str
    open: Opening
    url: str = ""

    @property
    def file_name(self) -> str:
        """Return the last part of the name, in lower case."""
        return self.name.rsplit("/", 1)[-1].rsplit("!", 1)[-1].lower()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader found of one article, as it stands there.

    dates: dates told, most trusted first.  hint: language of the page or feed, to read dates with.  origin: file:line
    or address.
    """

    text: str
    origin: str
    id: str = ""
    title: str = ""
    url: str = ""
    outlet: str = ""
    author: str = ""
    lang: str = ""
    hint: str = ""
    dates: tuple[When, ...] = ()
