"""What every function of the kernel is compiled with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba  # type: ignore[import-untyped]

Function = TypeVar("Function", bound=Callable[..., Any])

OPTIONS = {"nogil": True, "error_model": "numpy"}


def compiled(function: Function) -> Function:
    """Compile a function of the kernel; it is kept on disk as part of the one that calls it."""
    return numba.njit(**OPTIONS)(function)  # type: ignore[no-any-return]


def inlined(function: Function) -> Function:
    """Compile a short function of the hot path into its callers."""
    return numba.njit(forceinline=True, **OPTIONS)(function)  # type: ignore[no-any-return]
