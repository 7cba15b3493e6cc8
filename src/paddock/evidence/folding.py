"""Text folded for comparison, character by character, so that positions stay what they were."""

from __future__ import annotations

import unicodedata
from functools import cache

_ODD = {
    "ß": "s", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "æ": "a", "Æ": "a", "œ": "o", "Œ": "o",
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "-": " ", "‐": " ", "‑": " ", "–": " ", "—": " ", "_": " ",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\n": " ", "\t": " ", "\r": " ",
}  # fmt: skip
"""Letters that do not decompose, and marks people use for one another."""


@cache
def _table() -> dict[int, str]:
    table = {ord(letter): plain for letter, plain in _ODD.items()}
    for code in range(0x250):
        letter = chr(code)
        plain = unicodedata.normalize("NFKD", letter)[0].lower() if letter.isalpha() else letter
        if code not in table and len(plain) == 1 and plain != letter:
            table[code] = plain
    return table


def fold(text: str) -> str:
    """Return text of the same length in small letters without accents; hyphens, dashes and line ends are spaces."""
    return text.translate(_table())
