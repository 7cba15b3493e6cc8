"""How long the built-in catalogue takes to load, against parsing its TOML alone, in one run.

Run: python benchmarks/catalogue.py [rounds]. Rounds are interleaved and medians compared, so that a noisy machine
hits both sides alike; only the ratio means anything.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable

from paddock.catalogue import BUILT_IN, load
from paddock.catalogue.loader import _built_in


def parse() -> None:
    """Parse every built-in file, as the yardstick."""
    for path in BUILT_IN.rglob("*.toml"):
        tomllib.loads(path.read_text(encoding="utf-8"))


def fresh_load() -> None:
    """Read, validate and assemble the whole catalogue, nothing remembered."""
    _built_in.cache_clear()
    load()


def seconds(work: Callable[[], None]) -> float:
    """Return how long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def start_up(code: str, rounds: int) -> float:
    """Return the median time of a bare interpreter running some code."""
    return statistics.median(
        seconds(lambda: subprocess.run([sys.executable, "-c", code], check=True)) for _ in range(rounds)
    )


def main() -> None:
    """Print the ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    fresh_load()
    pairs = [(seconds(parse), seconds(fresh_load)) for _ in range(rounds)]
    parsing, loading = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"parse TOML       {parsing * 1000:7.1f} ms")
    print(f"load and validate{loading * 1000:7.1f} ms = {loading / parsing:.2f} x parsing")
    bare, imported = start_up("pass", rounds), start_up("import paddock", rounds)
    print(f"import paddock   {(imported - bare) * 1000:7.1f} ms more than a bare interpreter ({bare * 1000:.0f} ms)")


if __name__ == "__main__":
    main()
