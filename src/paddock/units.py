"""How codes and figures read: country names, counts, lists."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

_USUAL_COUNTRIES = {"HK": "Hong Kong", "MO": "Macau"}
"""Names people use where the reference list has the official one."""


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
