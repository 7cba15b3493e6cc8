"""Who is quoted with what: quotation marks, the words around them, and reported speech."""

from __future__ import annotations

from paddock.evidence.quoting.direct import find_quotes
from paddock.evidence.quoting.reported import find_reported
from paddock.evidence.quoting.same import same_quote

__all__ = ["find_quotes", "find_reported", "same_quote"]
