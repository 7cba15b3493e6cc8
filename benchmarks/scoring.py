"""How long points and tables take: all Formula 1 seasons after every round, against reading their file alone.

Run: python benchmarks/scoring.py [results file] [rounds]. The file is in the form of F1DB's results, by default the
check data beside the checkout. What is told is time of the processor, on one core; rounds are interleaved and medians
compared, so that a noisy machine hits both sides alike.
"""

from __future__ import annotations

import csv
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from paddock.catalogue import Catalogue, load
from paddock.scoring import SeasonResults, award_all, decrees_of, read_all, tables, title_named

RESULTS = Path(__file__).resolve().parents[2] / "shared" / "timing" / "f1db" / "results.csv"
ROUNDS = 9
MAKES_SINCE = "f1-1958"
"""The first season with a title for constructors."""


def seconds(work: Callable[[], object]) -> float:
    """Return the time of the processor that a piece of work takes; nothing here runs on more than one core."""
    start = time.process_time()
    work()
    return time.process_time() - start


def parse(path: Path) -> int:
    """Split the file into cells, as the yardstick."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(len(row) for row in csv.reader(file))


def score_all(known: Catalogue, seasons: Mapping[str, SeasonResults], title: str) -> int:
    """Return how many tables a title has: one after every round of every season."""
    made = 0
    for season, results in seasons.items():
        if title != "drivers" and season < MAKES_SINCE:
            continue
        rules, decrees = title_named(known, season, title), decrees_of(known, season)
        awarded = award_all(rules, results, known.scales, decrees)
        made += len(list(tables(rules, awarded, range(1, results.last_round + 1), decrees)))
    return made


def main() -> None:
    """Print the times and ratios."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    if not path.is_file():
        raise SystemExit(f"{path} is missing: give a file of results.")
    known = load()
    seasons = read_all(path)
    works: dict[str, Callable[[], object]] = {
        "split into cells": lambda: parse(path),
        "read the results": lambda: read_all(path),
        "drivers' tables": lambda: score_all(known, seasons, "drivers"),
        "makes' tables": lambda: score_all(known, seasons, "constructors"),
    }
    times = [[seconds(work) for work in works.values()] for _ in range(rounds)]
    cells, *others = (statistics.median(column) for column in zip(*times, strict=True))
    made = {"drivers' tables": score_all(known, seasons, "drivers")}
    made["makes' tables"] = score_all(known, seasons, "constructors")
    print(f"{len(seasons)} seasons of {path.name}")
    print(f"{'split into cells':18}{cells * 1000:8.1f} ms")
    for name, median in zip(list(works)[1:], others, strict=True):
        number = f", {made[name]:,} tables" if name in made else ""
        print(f"{name:18}{median * 1000:8.1f} ms = {median / cells:.1f} x splitting{number}")
    print(f"reading and the drivers' tables: {(others[0] + others[1]):.2f} s")


if __name__ == "__main__":
    main()
