"""What one race shows of the model's figures: its cars, laps, stops, neutralisations and mishaps, as tidy frames.

An observation is made once per race and holds nothing that was fitted; fitting pools many of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt

    import polars as pl
    from numpy.typing import NDArray

NEUTRAL = ("FCY", "SF", "RF")
"""Flags under which a race is neutralised, the mildest first; a chain of them counts as the last of these."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What one race shows.

    id, series, circuit, day: of the race.  end_ms: clock at the last crossing.  lane_ms: what the drive through the
    pit lane takes at its limit, None where the laps do not show it.  classes: median green lap of the middle car of
    each class [ms], quickest first.  kph: average speed of the quickest class on such laps, None where not printed.
    cars: car, class, laps, first_ms (lap 1), last_ms (clock at the last crossing), green_ms (time spent under green),
    pace_ms (median green lap), n (laps it rests on), mean_ms (mean of all green laps out of the pits),
    retired, in_lane (retired in the pit lane), flag (at lap 1).
    laps: the laps that count, by car and lap: car, class, stint, lap, age_ms (since the stint began), lap_time_ms,
    start_ms, then cars passed and cars that came past by class, see `met`.
    stops: car, class, in_lap, in_ms, lane_ms, purpose, changed, flag, lost_ms, used_min (green running since the last
    stop), yellow_laps (of those), left_min (running left to the end of the race), stint (that begins with it).
    periods: neutralisations, see `periods_of`.  chances: cars under them, see `chances`.  slow: laps lost on the way,
    see `slow_laps`.  battles: duels within a class, see `battles`.  drives: the drivers' paces, see `drives`.
    """

    id: str
    series: str
    circuit: str
    day: dt.date
    end_ms: int
    lane_ms: int | None
    classes: dict[str, float]
    kph: float | None
    cars: pl.DataFrame
    laps: pl.DataFrame
    stops: pl.DataFrame
    periods: pl.DataFrame
    chances: pl.DataFrame
    slow: pl.DataFrame
    battles: pl.DataFrame
    drives: pl.DataFrame


def pooled(observations: list[Observation], part: str) -> pl.DataFrame:
    """Return one of the frames of all observations in one, with `race`, the number of the race from 0.

    Columns that only some races have (classes met) are 0 in the others.
    """
    import polars as pl

    frames = [getattr(one, part).with_columns(pl.lit(number).alias("race")) for number, one in enumerate(observations)]
    whole: pl.DataFrame = pl.concat([one for one in frames if one.height] or frames[:1], how="diagonal_relaxed")
    traffic = [name for name in whole.columns if name.startswith(("past ", "by ", "near "))]
    return whole.with_columns(pl.col(traffic).fill_null(0)) if traffic else whole


def columns(frame: pl.DataFrame, *names: str) -> list[NDArray[Any]]:
    """Return columns of a frame as arrays."""
    return [frame[name].to_numpy() for name in names]
