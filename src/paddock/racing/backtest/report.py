"""What a back-test found: scores of every forecast beside the baselines, class by class, and how odds came true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from paddock.findings import Finding
from paddock.racing.backtest.baselines import Settings
from paddock.racing.pooling import Weights
from paddock.racing.scores import Bin

if TYPE_CHECKING:
    import polars as pl

FORECAST = "paddock"
"""The forecast itself, pooled as it is given to users."""
SIMULATED = "simulation alone"
"""The same before it is pooled."""
BASELINES = ("equal odds", "last race", "season form", "grid order", "order stays", "order stays, smoothed")
"""What it stands beside; the first four before the race, the last two during it."""
SCORES = ("rps", "log_score", "brier_win", "covered_50", "covered_80", "covered_95")
FEWEST_CARS = 6
"""Classes with fewer starters are left out of averages: their places hardly say who was better."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """How often what was given some odds came true.

    at: share of the race that was run.  event: "win", "podium" or "place" (every place of every car).
    forecast: whose odds.
    """

    at: float
    event: str
    forecast: str
    bins: tuple[Bin, ...]

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "at": self.at,
            "event": self.event,
            "forecast": self.forecast,
            "bins": [one.as_dict() for one in self.bins],
        }


def no_rows() -> pl.DataFrame:
    """Return an empty frame of scores."""
    import polars as pl

    words = dict.fromkeys(("race", "series", "class", "forecast"), pl.String())
    whole = dict.fromkeys(("season", "cars"), pl.Int64())
    schema = {**words, **whole, "day": pl.Date(), **dict.fromkeys(("at", *SCORES), pl.Float64())}
    order = ("race", "day", "series", "season", "class", "cars", "at", "forecast", *SCORES)
    return pl.DataFrame(schema={name: schema[name] for name in order})


@dataclass(frozen=True, slots=True)
class BackTest:
    """A back-test.

    series, seasons: ids and years asked for.  at: shares of the race at which forecasts were made, 0 before it.
    rows: one for each class of each race, share and forecast: race, day, series, season, class, cars, at, forecast,
    rps, log_score, brier_win, covered_50, covered_80, covered_95 (means over the cars; see `paddock.racing.scores`).
    reliability: tables of every forecast.  settings, weights: figures of the baselines and of pooling by season, chosen
    on earlier seasons; weights also after the last.  skipped: race → why it could not be forecast.
    """

    series: tuple[str, ...]
    seasons: tuple[int, ...]
    at: tuple[float, ...]
    seed: int
    replicates: int
    rows: pl.DataFrame = field(default_factory=no_rows)
    reliability: tuple[Reliability, ...] = ()
    settings: Mapping[str, Settings] = field(default_factory=dict)
    weights: Mapping[str, tuple[Weights, ...]] = field(default_factory=dict)
    skipped: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def summary(
        self, by: Sequence[str] = ("series",), *, seasons: Sequence[int] = (), fewest: int = FEWEST_CARS
    ) -> pl.DataFrame:
        """Return mean scores over class-races by share of the race, forecast and other columns of `rows`.

        by: "series", "season", "class"; none for all together.  seasons: years to take, all where empty.
        fewest: least starters of a class.  Returns at, *by, forecast, races (class-races), and the scores.
        """
        import polars as pl

        rows = self.rows.filter(pl.col("cars") >= fewest)
        if seasons:
            rows = rows.filter(pl.col("season").is_in(list(seasons)))
        return (
            rows.group_by("at", *by, "forecast", maintain_order=True)
            .agg(pl.len().alias("races"), *(pl.col(name).mean() for name in SCORES))
            .sort("at", *by, "rps")
        )

    def gains(
        self, by: Sequence[str] = ("series",), *, seasons: Sequence[int] = (), fewest: int = FEWEST_CARS
    ) -> pl.DataFrame:
        """Return by how much the forecast is better than the best baseline, on the very same class-races.

        A baseline that is not known everywhere (the grid) is compared where it is known.  Returns at, *by, forecast
        (the baseline), races, rps (the forecast's), baseline_rps, gain (share by which the first is less), and best
        (whether it is the best baseline known in every class-race of the group).
        """
        import polars as pl

        rows = self.rows.filter(pl.col("cars") >= fewest)
        if seasons:
            rows = rows.filter(pl.col("season").is_in(list(seasons)))
        key = ["at", "race", "class"]
        own = rows.filter(pl.col("forecast") == FORECAST).select(*key, pl.col("rps").alias("own"))
        beside = rows.filter(pl.col("forecast").is_in(BASELINES)).join(own, on=key)
        frame = beside.group_by("at", *by, "forecast", maintain_order=True).agg(
            pl.len().alias("races"), pl.col("own").mean().alias("rps"), pl.col("rps").mean().alias("baseline_rps")
        )
        group = ["at", *by]
        everywhere = pl.col("races") == pl.col("races").max().over(group)
        least = pl.when(everywhere).then("baseline_rps").min().over(group)
        return frame.with_columns(
            (1 - pl.col("rps") / pl.col("baseline_rps")).alias("gain"),
            (everywhere & (pl.col("baseline_rps") == least)).alias("best"),
        ).sort(*group, "baseline_rps")

    def as_dict(self) -> dict[str, Any]:
        """Return the back-test as plain JSON values."""
        return {
            "series": list(self.series),
            "seasons": list(self.seasons),
            "at": list(self.at),
            "seed": self.seed,
            "replicates": self.replicates,
            "summary": self.summary().to_dicts(),
            "overall": self.summary(()).to_dicts(),
            "gains": [*self.gains().to_dicts(), *self.gains(()).to_dicts()],
            "rows": self.rows.with_columns(day=self.rows["day"].dt.to_string()).to_dicts(),
            "reliability": [one.as_dict() for one in self.reliability],
            "weights": {name: [one.as_dict() for one in rows] for name, rows in self.weights.items()},
            "skipped": dict(self.skipped),
            "findings": [one.as_dict() for one in self.findings],
        }
