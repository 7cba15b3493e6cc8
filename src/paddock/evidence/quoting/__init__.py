"""Who is quoted with what: quotation marks, the words around them, and reported speech."""

from __future__ import annotations

from paddock.evidence.quoting.direct import find_quotes

__all__ = ["find_quotes"]
