"""How codes and figures read: country names, counts, lists."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_USUAL_COUNTRIES = {"HK": "Hong Kong", "MO": "Macau"}
"""Names people use where the reference list has the official one."""
_STEERING = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Categories of characters: controls, halves of letters, ends of lines and paragraphs."""
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that change the direction of writing."""


@lru_cache(maxsize=512)
def country_name(code: str) -> str:
    """Return the English name of an ISO 3166-1 alpha-2 country code, or the code itself when it is not one."""
    from babel import Locale

    return _USUAL_COUNTRIES.get(code) or str(Locale("en").territories.get(code, code))


def count(number: int, noun: str, plural: str = "") -> str:
    """Return "1 meeting", "2 meetings"; `plural` where it is not the noun with an s."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def listed(items: Iterable[str]) -> str:
    """Return "a, b and c"."""
    *head, last = [*items] or [""]
    return f"{', '.join(head)} and {last}" if head else last


def printable(text: str) -> str:
    """Return text fit for one line of a terminal: what would steer it, or turn the writing round, as `\\x1b`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        letter.encode("unicode_escape").decode()
        if unicodedata.category(letter) in _STEERING or letter in _TURNING
        else letter
        for letter in text
    )


def bare(name: str) -> str:
    """Return a name as it is compared where case, blanks and signs make no other: `GTD PRO` is `GTDPRO`."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
