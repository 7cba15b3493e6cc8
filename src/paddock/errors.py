"""What can go wrong, as one tree.

PaddockError            anything a user can mend; the command line ends with exit code 2
├── Unresolved          (not raised itself) an id that does not lead to exactly one thing
│   ├── UnknownName     no such id; the nearest ones are listed
│   └── AmbiguousName   several things bear it; all are listed
├── BadFile             a file that cannot be read as what it should be; says file:line and field
├── BadRequest          a question that makes no sense as asked
├── MissingExtra        an optional library is not installed; says the one command that mends it
└── CannotFetch         (paddock.fetching) something on the web did not come
    ├── Offline         nothing was asked: fetching was not allowed
    └── Passing         it may come when asked again: too slow, too busy, cut off
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class PaddockError(Exception):
    """Base of all errors that a user can mend.

    message: what happened and where.  hint: what to do next.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message

    def as_dict(self) -> dict[str, object]:
        """Return the error in the one JSON shape that every command uses."""
        return {"error": {"type": type(self).__name__, "message": self.message, "hint": self.hint}}


class Unresolved(PaddockError):
    """An id that does not lead to exactly one thing; `candidates` are ids that do."""

    def __init__(self, message: str, *, candidates: Sequence[str] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint or self._list(candidates))
        self.candidates = tuple(candidates)

    @staticmethod
    def _list(candidates: Sequence[str]) -> str:
        return f"Did you mean: {', '.join(candidates)}?" if candidates else ""

    def as_dict(self) -> dict[str, object]:
        """Return the error as JSON with its candidates."""
        return {
            "error": {
                "type": type(self).__name__,
                "message": self.message,
                "hint": self.hint,
                "candidates": list(self.candidates),
            }
        }


class UnknownName(Unresolved):
    """No such id."""


class AmbiguousName(Unresolved):
    """Several things bear this name."""

    @staticmethod
    def _list(candidates: Sequence[str]) -> str:
        return f"Say which: {', '.join(candidates)}." if candidates else ""


class BadFile(PaddockError):
    """A file that cannot be read as what it should be.

    problems: one line for each thing wrong, already with file:line.
    """

    def __init__(self, message: str, *, problems: Sequence[str] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.problems = tuple(problems)

    @classmethod
    def at(cls, path: Path, line: int | None, what: str, *, hint: str = "") -> BadFile:
        """Return the error for one place in a file."""
        where = f"{path}:{line}" if line else str(path)
        return cls(f"{where}: {what}", problems=(f"{where}: {what}",), hint=hint)

    def as_dict(self) -> dict[str, object]:
        """Return the error as JSON with every problem."""
        return {
            "error": {
                "type": type(self).__name__,
                "message": self.message,
                "hint": self.hint,
                "problems": list(self.problems),
            }
        }


class BadRequest(PaddockError):
    """A question that makes no sense as asked."""


class MissingExtra(PaddockError):
    """An optional library is not installed."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(
            f"This needs {library}, which is not installed.",
            hint=f"Install it with: pip install 'paddock[{extra}]'",
        )
