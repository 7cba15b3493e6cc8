"""One way to say what was noticed: a `Finding`.

A finding never stops the work. It says what was noticed, where, and what to do about it; whatever stops the
work is an error (`paddock.errors`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

Level = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noticed while reading or judging facts.

    level: how much it matters.  code: a stable slug to filter by.  message: what was noticed.
    where: the file:line or id it is about.  hint: what to do.  sources: ids of the sources it rests on.
    """

    level: Level
    code: str
    message: str
    where: str = ""
    hint: str = ""
    sources: tuple[str, ...] = field(default=())

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return the finding that `as_dict` wrote down."""
        return cls(**{**values, "sources": tuple(values.get("sources", ()))})

    def __str__(self) -> str:
        head = f"{self.level}: {self.where}: {self.message}" if self.where else f"{self.level}: {self.message}"
        return f"{head} ({self.hint})" if self.hint else head

    def as_dict(self) -> dict[str, object]:
        """Return the finding as plain JSON values."""
        return {
            "level": self.level,
            "code": self.code,
            "message": self.message,
            "where": self.where,
            "hint": self.hint,
            "sources": list(self.sources),
        }
