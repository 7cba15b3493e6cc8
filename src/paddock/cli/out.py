"""How commands speak: JSON on request, tables for people, messages to the error stream."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

WIDE = 400
"""Columns of a table that nobody's terminal limits."""

if TYPE_CHECKING:
    from rich.console import Console

    from paddock.findings import Finding


def print_json(value: object) -> None:
    """Write a value as JSON to standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def console() -> Console:
    """Return the console for answers."""
    from rich.console import Console

    return Console(highlight=False)


def wide_console() -> Console:
    """Return a console for tables that go into a pipe or a file, where nothing has to be cut to fit."""
    from rich.console import Console

    return Console(highlight=False, width=WIDE)


def messages() -> Console:
    """Return the console for errors, progress and findings: the error stream, so that answers can be piped."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def print_findings(findings: tuple[Finding, ...], *, least: str = "info") -> None:
    """Write findings to the error stream, from a level on."""
    from rich.text import Text

    order = ("info", "warning", "error")
    out = messages()
    for finding in findings:
        if order.index(finding.level) >= order.index(least):
            style = {"info": "dim", "warning": "yellow", "error": "red"}[finding.level]
            out.print(Text(str(finding), style=style))
