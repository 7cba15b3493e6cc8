"""A process that is killed at a chosen change to the disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest


class Killed(BaseException):
    """Stands for the system's kill: nothing after it has an effect on the disk."""


def frozen_after(monkeypatch: pytest.MonkeyPatch, number: int) -> list[str]:
    """Let the process do `number` changes to the disk and none after: what a kill at that point leaves there."""
    done: list[str] = []

    def guarded(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if name == "open" and not args[1] & os.O_CREAT:
                return real(*args, **kwargs)
            if len(done) >= number:
                raise Killed
            done.append(name)
            return real(*args, **kwargs)

        return call

    for name in ("open", "write", "replace", "mkdir", "unlink", "rmdir"):
        monkeypatch.setattr(os, name, guarded(name, getattr(os, name)))
    return done
