"""What is shown while races are simulated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from paddock.cli.out import counting_bar, messages


def compiled_first() -> None:
    """Compile the kernel when that has not been done on this machine, and say so: it is the wait of the first run."""
    from paddock.racing.kernel import compiled, warm

    if not compiled():
        with messages().status("Compiling the race kernel, once on a machine: about half a minute …"):
            warm()


@contextmanager
def simulated_bar(replicates: int) -> Iterator[Callable[[int], None]]:
    """Show a bar while races are simulated."""
    compiled_first()
    done = 0
    with counting_bar("Simulating") as told:

        def progress(more: int) -> None:
            nonlocal done
            done += more
            told(done, replicates)

        yield progress
