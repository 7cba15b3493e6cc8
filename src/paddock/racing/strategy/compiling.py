"""How the inner loops are compiled, and kept on disk.

What is marked `plain` stays a function of Python, and becomes part of a compiled one that calls it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.extending import register_jitable

Function = TypeVar("Function", bound=Callable[..., Any])


def plain(function: Function) -> Function:
    """Let compiled functions call this one."""
    register_jitable(error_model="numpy")(function)
    return function


@cache
def stamp() -> int:
    """Return a number that changes with the source of this package."""
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py"))))
    return int.from_bytes(digest.digest()[:7], "big")


@cache
def compiled(body: Function) -> Function:
    """Return a function compiled, once it is called, and kept on disk.

    numba keeps what it compiled by the file of that function alone; a change in any file of the package has to make it
    compile anew, hence `source` inside.
    """
    source = stamp()

    def run(*values: Any) -> Any:
        return body(*values), source

    fast: Any = numba.njit(nogil=True, cache=True, error_model="numpy")(run)
    return cast(Function, lambda *values: fast(*values)[0])
