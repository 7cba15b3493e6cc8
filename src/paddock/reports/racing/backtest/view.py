"""What a back-test says, as rows for tables and pictures: every score beside every baseline, good or bad."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddock.reports.racing.words import odds

if TYPE_CHECKING:
    import polars as pl

    from paddock.racing.backtest import BackTest

_Z95 = 1.96
ALL = "all together"
LEVELS = {"covered_50": 0.5, "covered_80": 0.8, "covered_95": 0.95}
"""Column of the scores → share that the interval promises to hold."""
SCORES = {"rps": "RPS", "log_score": "log score", "brier_win": "Brier, win"}


@dataclass(frozen=True, slots=True)
class Gain:
    """The forecast beside one baseline, on the very same class-races.

    at: share of the race run.  group: of what (`imsa`, `imsa GTP`, `ALL`).  own, theirs: ranked probability scores.
    gain: share by which the former is less; below 0 the baseline was better.  low, high: its 95 % interval over
    class-races.  best: whether it is the best of those baselines known everywhere.
    """

    at: float
    group: str
    baseline: str
    races: int
    own: float
    theirs: float
    gain: float
    low: float | None
    high: float | None
    best: bool


def when(at: float) -> str:
    """Return a moment of the race in words."""
    return "before the race" if not at else f"at {odds(at)} of the race"


def gains_of(result: BackTest, by: Sequence[str] = ()) -> list[Gain]:
    """Return the forecast beside every baseline, by share of the race and some of series, season and class."""
    import polars as pl

    from paddock.racing.backtest.report import BASELINES, FEWEST_CARS, FORECAST

    rows = result.rows.filter(pl.col("cars") >= FEWEST_CARS)
    key = ["at", "race", "class"]
    own = rows.filter(pl.col("forecast") == FORECAST).select(*key, pl.col("rps").alias("own"))
    beside = rows.filter(pl.col("forecast").is_in(BASELINES)).join(own, on=key)
    spread = {
        tuple(row[name] for name in ("at", *by, "forecast")): (row["spread"], row["n"])
        for row in beside.group_by("at", *by, "forecast")
        .agg((pl.col("rps") - pl.col("own")).std().alias("spread"), pl.len().alias("n"))
        .iter_rows(named=True)
    }
    found = []
    for row in result.gains(tuple(by)).iter_rows(named=True):
        sd, n = spread[tuple(row[name] for name in ("at", *by, "forecast"))]
        half = _Z95 * sd / n**0.5 / row["baseline_rps"] if sd is not None and row["baseline_rps"] else None
        found.append(
            Gain(
                row["at"], group_of(row, by), row["forecast"], row["races"], row["rps"], row["baseline_rps"],
                row["gain"], None if half is None else row["gain"] - half,
                None if half is None else row["gain"] + half, bool(row["best"]),
            )
        )  # fmt: skip
    return found


def group_of(row: Mapping[str, Any], by: Sequence[str]) -> str:
    """Return what a row is of: its series, class and so on."""
    return " ".join(str(row[name]) for name in by) or ALL


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """Mean scores of one forecast. races: class-races they are over.  gain: of paddock's forecast over this one."""

    at: float
    group: str
    forecast: str
    races: int
    scores: Mapping[str, float]
    gain: Gain | None


def scores_of(result: BackTest, by: Sequence[str] = ()) -> list[ScoreRow]:
    """Return the scores of every forecast, by share of the race and group: paddock's first, then the best."""
    from paddock.racing.backtest.report import FORECAST, SIMULATED

    gains = {(one.at, one.group, one.baseline): one for one in gains_of(result, by)}
    found = [
        ScoreRow(
            row["at"], group_of(row, by), row["forecast"], row["races"],
            {name: row[name] for name in (*SCORES, *LEVELS)},
            gains.get((row["at"], group_of(row, by), row["forecast"])),
        )
        for row in result.summary(tuple(by)).iter_rows(named=True)
    ]  # fmt: skip
    first = {FORECAST: 0, SIMULATED: 1}
    return sorted(found, key=lambda one: (one.at, one.group, first.get(one.forecast, 2), one.scores["rps"]))


def verdicts(result: BackTest) -> list[str]:
    """Return what comes out, a sentence for each share of the race, the bad ones like the good."""
    told = []
    gains = {one.at: one for one in gains_of(result) if one.best}
    for row in scores_of(result):
        if row.forecast != _own() or row.at not in gains:
            continue
        one = gains[row.at]
        told.append(
            f"{when(row.at).capitalize()}: ranked probability score {row.scores['rps']:.3f}, the best baseline "
            f"({one.baseline}) {one.theirs:.3f}: {change(one.gain)}{within(one)}, over {one.races} class-races. "
            f"{odds(0.8)} intervals held {odds(row.scores['covered_80'])}."
        )
        told += [
            f"{when(row.at).capitalize()}, {other.baseline} was better on the {other.races} class-races where it is "
            f"known: {other.theirs:.3f} against {other.own:.3f}{within(other)}."
            for other in gains_of(result)
            if other.at == row.at and other.gain < 0 and not other.best
        ]
    return told


def change(gain: float) -> str:
    """Return a gain with sign and word: `+6.1 % better`, `−2.0 % worse`, `level`."""
    figure = signed_share(gain)
    if abs(gain) < 0.0005:
        return "level"
    return f"{figure} {'better' if gain > 0 else 'worse'}"


def signed_share(share: float | None) -> str:
    """Return a share in per cent with its sign: `+6.1 %`."""
    return "–" if share is None else f"{round(share * 100, 1) + 0.0:+.1f}\u00a0%".replace("-", "−")


def step_share(share: float) -> str:
    """Return a gain as an axis shows it: `+2.5 %`, `0 %`."""
    text = f"{share * 100:+.1f}".removesuffix(".0").replace("-", "−")
    return f"{'0' if text in ('+0', '−0') else text}\u00a0%"


def within(one: Gain) -> str:
    """Return the interval of a gain in brackets, empty where there is none."""
    return "" if one.low is None else f" ({signed_share(one.low)} to {signed_share(one.high)})"


def coverage_of(result: BackTest) -> pl.DataFrame:
    """Return how much the intervals held, by share of the race: at, level, held, low, high, races.

    low, high: 95 % interval over class-races.
    """
    import polars as pl

    from paddock.racing.backtest.report import FEWEST_CARS

    own = result.rows.filter((pl.col("cars") >= FEWEST_CARS) & (pl.col("forecast") == _own()))
    parts = [
        own.group_by("at")
        .agg(
            pl.lit(level).alias("level"),
            pl.col(name).mean().alias("held"),
            (pl.col(name).std() / pl.len().sqrt()).fill_null(0.0).alias("error"),
            pl.len().alias("races"),
        )
        .with_columns(
            low=(pl.col("held") - _Z95 * pl.col("error")).clip(0, 1),
            high=(pl.col("held") + _Z95 * pl.col("error")).clip(0, 1),
        )
        for name, level in LEVELS.items()
    ]
    return pl.concat(parts).sort("level", "at")


def counted(result: BackTest) -> tuple[int, int, int]:
    """Return races, class-races, and class-races too small for the averages."""
    import polars as pl

    from paddock.racing.backtest.report import FEWEST_CARS

    pairs = result.rows.select("race", "class", "cars").unique(["race", "class"])
    small = pairs.filter(pl.col("cars") < FEWEST_CARS).height
    return result.rows["race"].n_unique(), pairs.height, small


def baselines_in(result: BackTest) -> list[str]:
    """Return the baselines there are, in the order they are told in."""
    from paddock.racing.backtest.report import BASELINES

    there = set(result.rows["forecast"].unique())
    return [one for one in BASELINES if one in there]


def _own() -> str:
    from paddock.racing.backtest.report import FORECAST

    return FORECAST
