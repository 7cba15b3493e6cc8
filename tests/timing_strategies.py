"""Small races made up for tests of timing: exact, consistent in themselves, and ready to be damaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from hypothesis import strategies as st

from paddock.tables.timing import LAPS, RESULTS

FILE = "f" * 64
START_HOUR_MS = 23 * 3_600_000 + 59 * 60_000
"""The races start a minute before midnight, so that times of day begin anew."""


@dataclass(frozen=True)
class Car:
    """A car of a made-up race: its lap times [ms], on which laps it came in, whether it took the chequered flag."""

    number: str
    lap_times_ms: Sequence[int]
    race_class: str | None = "HYPERCAR"
    in_laps: frozenset[int] = frozenset()
    flag: bool = True


def laps_of(cars: Sequence[Car], *, flags: Mapping[tuple[str, int], str] | None = None) -> pl.DataFrame:
    """Return the laps of a race, car by car as timing files have them.

    flags: (car, lap) → flag where it is not green; without it each car that took the chequered flag ends with `FF`.
    """
    rows: list[dict[str, object]] = []
    fastest_of_all = min(time for car in cars for time in car.lap_times_ms)
    marked_all = False
    for car in cars:
        clock, slot = 0, 1
        best = min(car.lap_times_ms)
        marked = False
        for lap, time in enumerate(car.lap_times_ms, 1):
            clock += time
            out = lap - 1 in car.in_laps
            slot = 3 - slot if out else slot
            mark = 0
            if time == best and not marked:
                marked, mark = True, 3 if best == fastest_of_all and not marked_all else 2
                marked_all = marked_all or mark == 3
            last = lap == len(car.lap_times_ms)
            flag = "FF" if last and car.flag else "GF"
            rows.append(
                {
                    "file": FILE,
                    "line": len(rows) + 2,
                    "car": car.number,
                    "class": car.race_class,
                    "team": f"Team {car.number}",
                    "driver": f"Driver {slot} OF {car.number}",
                    "driver_slot": slot,
                    "lap": lap,
                    "lap_time_ms": time,
                    "s1_ms": time // 3,
                    "s2_ms": time // 2,
                    "s3_ms": time - time // 3 - time // 2,
                    "elapsed_ms": clock,
                    "elapsed_origin": "measured",
                    "hour_ms": (START_HOUR_MS + clock) % 86_400_000,
                    "in_pit": lap in car.in_laps,
                    "pit_time_ms": 20_000 if out else None,
                    "flag": flag if flags is None else flags.get((car.number, lap), "GF"),
                    "improvement": mark,
                    "counts_for_pace": False,
                }
            )
    return LAPS.frame(rows)


def results_of(laps: pl.DataFrame) -> pl.DataFrame:
    """Return the result that laps make, everybody classified, by laps and then time."""
    rows = []
    for (car,), own in laps.group_by("car", maintain_order=True):
        last = own.row(-1, named=True)
        marked = own.filter(pl.col("improvement") >= 2).row(0, named=True)
        rows.append(
            {
                "car": car,
                "class": last["class"],
                "team": last["team"],
                "drivers": [f"DRIVER 1 of {car}", f"Of {car} Dríver 2"],
                "driver_grades": ["", ""],
                "driver_countries": ["", ""],
                "status": "classified",
                "laps": last["lap"],
                "total_time_ms": last["elapsed_ms"],
                "fastest_lap_ms": marked["lap_time_ms"],
                "fastest_lap_number": marked["lap"],
            }
        )
    rows.sort(key=lambda row: (-row["laps"], row["total_time_ms"]))
    return RESULTS.frame(
        {**row, "file": "r" * 64, "line": number + 1, "position": number} for number, row in enumerate(rows, 1)
    )


@st.composite
def races(draw: st.DrawFn, *, cars: tuple[int, int] = (1, 6), laps: tuple[int, int] = (1, 8)) -> list[Car]:
    """Return cars whose lap times are so close, or so far apart, that they tie, pass and lap each other."""
    times = draw(st.sampled_from([st.integers(60_000, 60_002), st.integers(50_000, 150_000)]))
    made = []
    for number in range(draw(st.integers(*cars))):
        count = draw(st.integers(*laps))
        lap_times = draw(st.lists(times, min_size=count, max_size=count))
        in_laps = draw(st.frozensets(st.integers(1, count), max_size=2)) - {count}
        race_class = draw(st.sampled_from(["HYPERCAR", "LMGT3"]))
        made.append(Car(f"{number:02}", lap_times, race_class, frozenset(in_laps)))
    return made
