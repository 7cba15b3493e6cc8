"""Big JSON files record by record: the array of records is walked through, never held as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from paddock.timing.readers.form import Source

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
_TROUBLE = (ValueError, RecursionError)
HEAD = 65_536


@dataclass(slots=True)
class Walk:
    """A walk through a JSON object whose records stand in one array.

    text: the file.  key: name of the array.  rest: everything else at the top, once the walk is done.  broken: why the
    walk ended before the end of the file, empty when it did not.  at: how far it came.
    """

    text: str
    key: str
    rest: dict[str, object] = field(default_factory=dict)
    broken: str = ""
    at: int = 0

    def records(self) -> Iterator[object]:
        """Yield the records of the array one after the other; a file cut within one yields those before it."""
        try:
            yield from self._top()
        except _TROUBLE as error:
            self.broken = str(error)[:120] or type(error).__name__

    def _top(self) -> Iterator[object]:
        self._take("{")
        while self._next() != "}":
            name = self._value()
            self._take(":")
            if name == self.key and self._next() == "[":
                yield from self._array()
            else:
                self.rest[str(name)] = self._value()
            if self._next() != ",":
                break
            self._take(",")
        self._take("}")

    def _array(self) -> Iterator[object]:
        self._take("[")
        while self._next() != "]":
            yield self._value()
            if self._next() != ",":
                break
            self._take(",")
        self._take("]")

    def _next(self) -> str:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def _take(self, mark: str) -> None:
        if self._next() != mark:
            raise ValueError(f"{mark!r} expected at character {self.at}, not {self.text[self.at : self.at + 20]!r}")
        self.at += 1

    def _value(self) -> object:
        self._next()
        value, self.at = _DECODER.raw_decode(self.text, self.at)
        return value


def text_of(source: Source) -> str:
    """Return a JSON file as text: UTF-8 with or without mark, UTF-16 by its mark."""
    content = source.content
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return content.decode(encoding, errors="replace")


def has_array(source: Source, key: str) -> bool:
    """Return whether a file is a JSON object that seems to have an array of this name."""
    content = source.content
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if wide:
        content = text_of(source).encode()
    if not content[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return False
    return re.search(rb'"' + re.escape(key.encode()) + rb'"\s*:\s*\[', content) is not None
