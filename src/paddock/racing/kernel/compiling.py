"""What every function of the kernel is compiled with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


INSIDE: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}
"""Options of functions that only the kernel calls."""


def compiled(function: Function) -> Function:
    """Compile a function of the kernel; it is kept on disk as part of the one that is called from outside."""
    made: Any = numba.njit(**INSIDE)(function)
    return cast(Function, made)


def inlined(function: Function) -> Function:
    """Compile a function of the hot path into its callers."""
    made: Any = numba.njit(forceinline=True, **INSIDE)(function)
    return cast(Function, made)


def kept(function: Callable[..., Any]) -> Any:
    """Compile the function that is called from outside, and keep it on disk with all it calls."""
    return numba.njit(nogil=True, error_model="numpy", cache=True)(function)


def is_kept(function: Any, arguments: tuple[Any, ...]) -> bool:
    """Return whether such a function is compiled, in this process or on disk, for arguments of these types."""
    types = tuple(numba.typeof(one) for one in arguments)  # type: ignore[no-untyped-call]
    return bool(function.signatures) or function._cache.load_overload(types, function.targetctx) is not None
