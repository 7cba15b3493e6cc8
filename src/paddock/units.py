"""How codes and figures read: country names, counts, lists."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache


@lru_cache(maxsize=512)
def country_name(code: str) -> str:
    """Return the English name of an ISO 3166-1 alpha-2 country code, or the code itself when it is not one."""
    from babel import Locale

    return str(Locale("en").territories.get(code, code))


def count(number: int, noun: str) -> str:
    """Return "1 meeting", "2 meetings"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(items: Sequence[str]) -> str:
    """Return "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
