"""Invented races to draw: a small field whose every lap is known, with whatever is wanted left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from paddock.tables.timing import LAPS, RACE_CONTROL, RESULTS, WEATHER
from paddock.timing.session import TimingSession

FIELD = {"7": "HYPERCAR", "007": "HYPERCAR", "8": "HYPERCAR", "22": "LMP2", "31": "LMP2", "92": "LMGT3", "46": "LMGT3"}
BASE = {"HYPERCAR": 91_000, "LMP2": 95_000, "LMGT3": 102_000, "": 99_000}
CAUTION = range(9, 12)
"""Laps of each car under full-course yellow."""
EVERY = 8
"""A car comes in at the end of every so many laps."""


def laps_of(
    cars: Mapping[str, str | None] | None = None,
    laps: int = 30,
    *,
    out: Mapping[str, int] | None = None,
    drivers: bool = True,
    flags: bool = True,
    clock: bool = True,
    names: tuple[str, ...] = ("Ada ÉCLAIR", "Bo VAN DER TEST", "Cy O'NEIL"),
    shift: int = 0,
) -> pl.DataFrame:
    """Return the laps of a race.

    cars: car → class.  out: car → its last lap.  shift: another race, the same each time.
    """
    rows: list[dict[str, Any]] = []
    for number, (car, race_class) in enumerate((FIELD if cars is None else cars).items()):
        elapsed = 0
        for lap in range(1, (out or {}).get(car, laps) + 1):
            slow = 40_000 if lap in CAUTION and flags else 0
            pit = 60_000 + 1_500 * number if lap % EVERY == 1 and lap > 1 else None
            time = (
                BASE.get(race_class or "", BASE[""])
                + (37 * lap * (number + 3 + shift)) % 1_900
                + number * 120
                + slow
                + (pit or 0)
            )
            elapsed += time
            slot = (lap - 1) // EVERY % len(names) + 1
            rows.append(
                {
                    "file": "f" * 64,
                    "line": len(rows) + 2,
                    "car": car,
                    "class": race_class,
                    "driver": names[slot - 1] + f" {car}" if drivers else None,
                    "driver_slot": slot if drivers else None,
                    "lap": lap,
                    "lap_time_ms": time,
                    "elapsed_ms": elapsed if clock else None,
                    "elapsed_origin": "measured" if clock else None,
                    "in_pit": lap % EVERY == 0 and lap < laps,
                    "pit_time_ms": pit,
                    "flag": ("FCY" if slow else "FF" if lap == laps else "GF") if flags else None,
                    **_pace(lap, laps, slow, pit),
                }
            )
    return LAPS.frame(rows)


def _pace(lap: int, laps: int, slow: int, pit: int | None) -> dict[str, object]:
    why = (
        "first-lap"
        if lap == 1
        else "neutralised"
        if slow
        else "out-lap"
        if pit
        else "in-lap"
        if lap % EVERY == 0 and lap < laps
        else None
    )
    return {"counts_for_pace": why is None, "pace_reason": why}


def session_of(laps: pl.DataFrame, kind: str = "race", name: str = "a race.csv") -> TimingSession:
    """Return a session that has laps alone."""
    return TimingSession(
        "", "", kind, laps, RESULTS.empty(), WEATHER.empty(), RACE_CONTROL.empty(), files={"f" * 64: name}
    )


def without_green(laps: pl.DataFrame) -> pl.DataFrame:
    """Return laps none of which counts for pace."""
    return laps.with_columns(pl.lit(value=False).alias("counts_for_pace"), pl.lit("neutralised").alias("pace_reason"))


RACES: dict[str, pl.DataFrame] = {
    "whole": laps_of(out={"31": 14}),
    "no drivers": laps_of(drivers=False),
    "no flags": laps_of(flags=False),
    "no classes": laps_of(dict.fromkeys(FIELD)),
    "no clock": laps_of(clock=False),
    "nothing but times": laps_of(dict.fromkeys(FIELD), drivers=False, flags=False, clock=False),
    "one car": laps_of({"1": "LMP2"}),
    "one lap": laps_of(laps=1),
    "one car, one lap": laps_of({"1": None}, laps=1),
    "no green laps": without_green(laps_of()),
    "empty": LAPS.empty(),
}
"""Races whole and lacking, by what they lack."""
