"""The command line. `main` is what the `paddock` command runs."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line and leave with its exit code: 0 done, 1 a check failed, 2 something to mend, 130 stopped."""
    try:
        # Imported here so that Ctrl-C is met with a word rather than a traceback from the first moment on.
        from paddock.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        code = 130
    sys.exit(code)
