"""Patterns of a simple kind written out, and many words made into one pattern that is quick to try."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TOKEN = re.compile(r"\(\?:|[|()?]|\[[^\]]*\]|\\?.", re.DOTALL)


def spellings(pattern: str) -> list[str]:
    """Return every text a pattern stands for, in order.

    pattern: letters, `(?:one|other)`, `[abc]` and `?` after any of these; nothing else means anything special.
    """
    tokens = _TOKEN.findall(pattern)
    found, at = _choice(tokens, 0)
    if at != len(tokens):
        raise ValueError(f"one bracket too many in {pattern!r}")
    return list(dict.fromkeys(found))


def _choice(tokens: list[str], at: int) -> tuple[list[str], int]:
    """Return what the alternatives from `at` on stand for, and where they end."""
    found: list[str] = []
    row = [""]
    while at < len(tokens) and tokens[at] != ")":
        token = tokens[at]
        at += 1
        if token == "|":
            found += row
            row = [""]
            continue
        if token == "(?:":
            ends, at = _choice(tokens, at)
            if at >= len(tokens):
                raise ValueError("a bracket is not closed")
            at += 1
        else:
            ends = list(token[1:-1]) if token[0] == "[" and len(token) > 1 else [token[-1]]
        if at < len(tokens) and tokens[at] == "?":
            ends, at = [*ends, ""], at + 1
        row = [head + end for head in row for end in ends]
    return found + row, at


def one_of(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest where several fit, that shares their beginnings."""
    branches: dict[str, list[str]] = {}
    for word in words:
        branches.setdefault(word[:1], []).append(word[1:])
    empty = branches.pop("", None) is not None
    parts = [
        re.escape(letter).replace("\\ ", " ") + (one_of(rests) if rests != [""] else "")
        for letter, rests in sorted(branches.items())
    ]
    if not parts:
        return ""
    return f"(?:{'|'.join(parts)}){'?' if empty else ''}" if len(parts) > 1 or empty else parts[0]
