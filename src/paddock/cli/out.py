"""How commands speak: JSON on request, tables for people, messages to the error stream."""

from __future__ import annotations

import datetime as dt
import json
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paddock.units import printable

WIDE = 400
"""Columns of a table that nobody's terminal limits."""

if TYPE_CHECKING:
    from rich.console import Console

    from paddock.findings import Finding


def print_json(value: object) -> None:
    """Write a value as JSON to standard output."""
    text = as_json(value)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:  # a terminal without all letters, or half a letter in somebody's data
        text = json.dumps(json.loads(text), indent=2) + "\n"
    sys.stdout.write(text)


def as_json(value: object) -> str:
    """Return a value as JSON.

    What JSON has no word for becomes text: days and moments as ISO 8601 has them, exact fractions as they are printed,
    bytes in hexadecimal.  A number that is none is null.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain, allow_nan=False)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, indent=2, default=_plain)
    return text + "\n"


def _plain(value: object) -> object:
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)


def _finite(value: object) -> object:
    """Return a value with null for every number that is none."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def console() -> Console:
    """Return the console for answers.  Text is text: brackets and colons in names mean nothing to it."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def wide_console() -> Console:
    """Return a console for tables that go into a pipe or a file, where nothing has to be cut to fit."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, width=WIDE)


def messages() -> Console:
    """Return the console for errors, progress and findings: the error stream, so that answers can be piped."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False)


def print_findings(findings: tuple[Finding, ...], *, least: str = "info") -> None:
    """Write findings to the error stream, from a level on."""
    from rich.text import Text

    order = ("info", "warning", "error")
    out = messages()
    for finding in findings:
        if order.index(finding.level) >= order.index(least):
            style = {"info": "dim", "warning": "yellow", "error": "red"}[finding.level]
            out.print(Text(printable(str(finding)), style=style))


@contextmanager
def counting_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on the error stream while something is counted through; nothing where that is no terminal.

    Gives what is told how many are done, of how many.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=messages(), transient=True, disable=not messages().is_terminal) as progress:
        task = progress.add_task(what, total=None)

        def told(done: int, whole: int) -> None:
            progress.update(task, completed=done, total=whole)

        yield told
