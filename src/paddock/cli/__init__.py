"""The command line. `main` is what the `paddock` command runs."""

from __future__ import annotations

import sys

from paddock.cli.app import app, run

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line and leave with its exit code: 0 done, 1 a check failed, 2 something to mend, 130 stopped."""
    sys.exit(run(sys.argv[1:]))
