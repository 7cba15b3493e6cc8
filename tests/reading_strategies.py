"""Made-up races with stops, drivers and flags, for tests of what is read out of laps."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

STATES = ("GF", "FCY", "SF", "RF")


@st.composite
def full_races(draw: st.DrawFn, *, flags: bool = False) -> list[dict[str, Any]]:
    """Return the rows of table `laps` of a race: up to five cars, two classes, stops with lane times, two drivers.

    A car stops between two laps: the first bears the mark, the second the lane time, and the driver may change there.
    flags: the state of the track changes during the race, never for less than 30 s; else it stays green.
    """
    track = (
        draw(st.lists(st.tuples(st.integers(30_000, 300_000), st.sampled_from(STATES)), max_size=6)) if flags else []
    )
    rows: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 5))):
        race_class = draw(st.sampled_from("AB"))
        times = draw(st.lists(st.integers(60_000, 140_000), min_size=1, max_size=10))
        stops = draw(st.sets(st.integers(1, len(times)), max_size=3))
        from_lane = draw(st.booleans())
        finished = draw(st.booleans())
        clock, driver = 0, 0
        for lap, time in enumerate(times, 1):
            clock += time
            out = lap - 1 in stops
            if out and draw(st.booleans()):
                driver = 1 - driver
            lane = draw(st.none() | st.integers(0, 60_000)) if out or (from_lane and lap == 1) else None
            rows.append(
                {
                    "file": "f",
                    "line": len(rows) + 2,
                    "car": str(number),
                    "class": race_class,
                    "driver": f"Driver {driver}",
                    "driver_slot": driver + 1,
                    "lap": lap,
                    "lap_time_ms": time,
                    "elapsed_ms": clock,
                    "in_pit": lap in stops,
                    "pit_time_ms": (lane or 0) if out else lane,
                    "flag": "FF" if finished and lap == len(times) else _state(track, clock),
                    "counts_for_pace": lap > 1 and not out and lap not in stops,
                }
            )
    return rows


def _state(track: list[tuple[int, str]], moment: int) -> str:
    """Return the flag at a moment: each state lasts its time, green follows."""
    for length, state in track:
        moment -= length
        if moment < 0:
            return state
    return "GF"
