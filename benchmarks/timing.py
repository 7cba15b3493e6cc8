"""Timing: reading, importing and asking, each beside its peers in one run, so that only the ratios mean anything.

Run: python benchmarks/timing.py [LAPS.csv]. Without a file it writes one of its own: 62 cars over 24 hours in the form
of the WEC's lap files.  Needs `pip install pandas` for the peer that most people use; without it that line is left out.
Rounds are interleaved and medians compared, so that a noisy machine hits all sides alike.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl

from paddock.archive import Archive
from paddock.catalogue import load
from paddock.timing.files import Found
from paddock.timing.importing import Wish, import_files
from paddock.timing.readers import Source, read
from paddock.timing.times import to_text

ROUNDS = 15
CARS = 62
HOURS = 24
ARCHIVED = 2_000_000
"""Laps in the archive that is asked."""
QUESTION = """
select class, driver, count(*) as n, median(lap_time_ms) as pace
from laps where counts_for_pace and lap between 50 and 150 group by class, driver order by pace limit 20
"""
HEADER = (
    "NUMBER; DRIVER_NUMBER; LAP_NUMBER; LAP_TIME; LAP_IMPROVEMENT; CROSSING_FINISH_LINE_IN_PIT; S1; S1_IMPROVEMENT; S2;"
    " S2_IMPROVEMENT; S3; S3_IMPROVEMENT; KPH; ELAPSED; HOUR;S1_LARGE;S2_LARGE;S3_LARGE;TOP_SPEED;DRIVER_NAME;PIT_TIME;"
    "CLASS;GROUP;TEAM;MANUFACTURER;FLAG_AT_FL;S1_SECONDS;S2_SECONDS;S3_SECONDS;"
)


def write_race(path: Path, seed: int) -> int:
    """Write an invented race in the form of the WEC's lap files; returns its laps."""
    dice = random.Random(seed)
    lines = [HEADER]
    for car in range(1, CARS + 1):
        elapsed, lap = 0, 0
        while elapsed < HOURS * 3_600_000:
            lap += 1
            sectors = [dice.randint(30_000, 36_000), dice.randint(70_000, 85_000), dice.randint(90_000, 105_000)]
            took = sum(sectors)
            elapsed += took
            text = [to_text(one) for one in sectors]
            long = [one if ":" in one else f"0:{one}" for one in text]
            seconds = [f"{one / 1000:.3f}" for one in sectors]
            hour = to_text((elapsed + 57_600_000) % 86_400_000, hours=True)
            pit = "B" if lap % 13 == 0 else ""
            wait = "0:01:05.250" if lap % 13 == 1 and lap > 1 else ""
            cells = [car, lap // 40 % 3 + 1, lap, to_text(took), 0, pit, text[0], 0, text[1], 0, text[2], 0, 220.5]
            cells += [to_text(elapsed), hour, *long, 310.2, f"Driver {lap // 40 % 3 + 1} of {car}", wait]
            cells += ["HYPERCAR" if car < 24 else "LMGT3", "", f"Team {car}", "Make", "GF", *seconds, ""]
            lines.append(";".join(str(cell) for cell in cells))
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + b"\r\n")
    return len(lines) - 1


def separator_of(path: Path) -> str:
    """Return the separator of a lap file, from its first bytes."""
    with path.open("rb") as stream:
        return ";" if b";" in stream.read(400) else ","


def with_paddock(path: Path) -> None:
    """Read a lap file from disk into the typed table."""
    read(Source(path.name, path.read_bytes()))


def with_polars(path: Path) -> None:
    """Read a lap file from disk as text alone, as the yardstick."""
    pl.read_csv(path, separator=separator_of(path), infer_schema=False)


def with_pandas(path: Path, *, own: bool = False) -> None:
    """Read a lap file from disk and type the same columns.

    own: times by a function of one's own instead of pandas' `to_timedelta`.
    """
    import pandas as pd

    frame = pd.read_csv(path, sep=separator_of(path), dtype=str, encoding="utf-8-sig")
    frame.columns = [name.strip() for name in frame.columns]

    def by_pandas(text: pd.Series) -> pd.Series:
        colons = text.str.count(":")
        whole = text.where(colons == 2, ("0:" + text).where(colons == 1, "0:0:" + text))
        return (pd.to_timedelta(whole) / pd.Timedelta(milliseconds=1)).round().astype("Int64")

    def by_hand(text: object) -> float:
        if not isinstance(text, str):
            return float("nan")
        total = 0.0
        for part in text.split(":"):
            total = total * 60 + float(part)
        return round(total * 1000)

    for name in ("LAP_TIME", "S1", "S2", "S3", "ELAPSED", "HOUR", "PIT_TIME"):
        frame[name] = frame[name].map(by_hand).astype("Int64") if own else by_pandas(frame[name])
    for name in ("DRIVER_NUMBER", "LAP_NUMBER", "LAP_IMPROVEMENT"):
        frame[name] = pd.to_numeric(frame[name]).astype("Int64")
    for name in ("KPH", "TOP_SPEED"):
        frame[name] = pd.to_numeric(frame[name])
    for name in ("NUMBER", "DRIVER_NAME", "CLASS", "TEAM", "MANUFACTURER"):
        frame[name] = frame[name].str.strip()
    frame["IN_PIT"] = frame["CROSSING_FINISH_LINE_IN_PIT"].eq("B")


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def reading(path: Path) -> None:
    """Print how reading compares."""
    peers: dict[str, Callable[[Path], None]] = {"polars, all text": with_polars, "paddock, typed": with_paddock}
    try:
        import pandas  # noqa: F401
    except ImportError:
        print("pandas is not installed: left out")
    else:
        peers["pandas, to_timedelta"] = with_pandas
        peers["pandas, own function"] = partial(with_pandas, own=True)
    for work in peers.values():
        work(path)
    rounds = [{name: seconds(lambda work=work: work(path)) for name, work in peers.items()} for _ in range(ROUNDS)]
    medians = {name: statistics.median(one[name] for one in rounds) for name in peers}
    base = medians["polars, all text"]
    for name, took in medians.items():
        print(
            f"read   {name:20} {took * 1000:8.1f} ms = {took / base:5.2f} x polars, "
            f"{took / medians['paddock, typed']:5.2f} x paddock"
        )


def memory(path: Path) -> None:
    """Print the most memory a process takes that reads the race, and one that only imports Polars (Linux)."""
    peak = "print(re.search(r'VmHWM:\\s+(\\d+)',open('/proc/self/status').read())[1])"
    code = "import sys,re;from pathlib import Path;{}" + peak
    work = (
        "from paddock.timing.readers import Source,read;p=Path(sys.argv[1]);"
        "laps=read(Source(p.name,p.read_bytes())).parsed.tables['laps'];"
    )
    for name, part in (("polars alone", "import polars;"), ("reading the race", work)):
        run = subprocess.run(
            [sys.executable, "-c", code.format(part), str(path)], check=True, capture_output=True, text=True
        )
        print(f"memory {name:18} {int(run.stdout) / 1024:8.0f} MB")


def archiving(folder: Path) -> None:
    """Print how fast files are imported, and how fast two million laps are asked."""
    catalogue, archive = load(), Archive(folder / "archive")
    laps, files = 0, []
    while laps < ARCHIVED:
        path = folder / f"race-{len(files)}.csv"
        laps += write_race(path, len(files))
        files.append(Found(path.name, path.stat().st_size, path))
    read_s = seconds(lambda: [read(one.open()) for one in files[:10]]) / 10
    took = seconds(lambda: list(import_files(archive, catalogue, files, Wish())))
    again = seconds(lambda: list(import_files(archive, catalogue, files, Wish())))
    print(
        f"import {len(files)} files, {laps:,} laps: {laps / took:,.0f} rows/s; "
        f"{took / len(files) / read_s:.2f} x reading"
    )
    print(f"import the same again: {again / took:.2f} x the first time")
    archive.sql(QUESTION)
    asked = statistics.median(seconds(lambda: archive.sql(QUESTION)) for _ in range(5))
    print(f"ask    {laps:,} laps     {asked * 1000:8.0f} ms")


def main() -> None:
    """Print all of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if len(sys.argv) > 1:
            race = Path(sys.argv[1])
        else:
            race = folder / "race.csv"
            write_race(race, 0)
        print(f"{race.name}: {len(pl.read_csv(race, infer_schema=False, separator=separator_of(race))):,} laps")
        reading(race)
        memory(race)
        archiving(folder)


if __name__ == "__main__":
    main()
