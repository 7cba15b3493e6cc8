"""Text as the rest of the room wants it: one kind of line end, composed letters, nothing that steers."""

from __future__ import annotations

import re
import unicodedata

_ENDS = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Controls, halves of letters, and characters that cannot be seen or turn the writing round."""
_LONG = re.compile("[^\x00-\x7f]{32,}")
_MOST_MARKS = 16
"""Accents on one letter; putting them in order takes time that grows with the square of their number."""


def clean(text: str) -> tuple[str, int]:
    """Return the text cleaned, and how many characters were left out.

    Lines end in \\n; letters are composed (NFC); of a pile of accents on one letter the first ones are kept.
    """
    text = _ENDS.sub("\n", text)
    text, removed = _UNSEEN.subn("", text)
    if text.isascii():
        return text, removed
    if _LONG.search(text):
        text, more = _fewer_marks(text)
        removed += more
    return unicodedata.normalize("NFC", text), removed


def one_line(text: str, longest: int = 300) -> str:
    """Return text cleaned and on one line, cut at `longest` characters."""
    return " ".join(clean(text[: longest * 4])[0].split())[:longest].rstrip()


def _fewer_marks(text: str) -> tuple[str, int]:
    kept: list[str] = []
    pile = 0
    for letter in text:
        pile = pile + 1 if unicodedata.combining(letter) else 0
        if pile <= _MOST_MARKS:
            kept.append(letter)
    return "".join(kept), len(text) - len(kept)
