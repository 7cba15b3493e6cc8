"""A fit held against the data: what past races show beside what the parameters say, and races simulated with them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from paddock.errors import PaddockError
from paddock.findings import Finding
from paddock.racing.calibration.fitting import observed
from paddock.racing.calibration.resimulating import Rerun, rerun
from paddock.racing.calibration.shrinking import BETWEEN
from paddock.racing.fits import FitReport
from paddock.racing.observing import Observation, pooled
from paddock.racing.parameters import LEVELS, Figure, ParameterSet
from paddock.tables.fits import RACE_FIT_SHAPES, RACE_FITS

if TYPE_CHECKING:
    from paddock.catalogue import Catalogue
    from paddock.racing.history import PastRace

    Row = dict[str, object]

MOST = 16
"""The latest races are simulated anew, so many at most: more would only take longer."""
REPLICATES = 40
MINUTE = 60_000
HOUR = 3_600_000
FEWEST = 30
"""Fewer values show no distribution."""


def fit_report(
    parameters: ParameterSet,
    races: Sequence[PastRace],
    catalogue: Catalogue,
    *,
    seed: int = 1,
    replicates: int = REPLICATES,
    most: int = MOST,
) -> FitReport:
    """Return what parameters say beside what races show.

    races: of the series; those the set was not fitted on are told as held out.  catalogue: for the rules of the races,
    the latest `most` of which are simulated anew, `replicates` times each; one whose rules are not on record is told
    and left out.
    """
    seen = observed(races)
    findings: list[Finding] = []
    again: list[Rerun] = []
    for race in sorted(races, key=lambda one: (one.day, one.id))[-most:]:
        shown = next((one for one in seen if one.id == race.id), None)
        if shown is None or not replicates:
            continue
        try:
            again.append(rerun(parameters, race, shown, catalogue, seed, replicates))
        except PaddockError as error:
            findings.append(Finding("warning", "not-simulated", error.message, where=race.id, hint=error.hint))
    rows = [*_stints(parameters, seen), *_stops(parameters, seen), *_neutral(parameters, seen), *_whole(again)]
    shapes = [*_pace_shapes(again), *_stint_shapes(again), *_length_shapes(parameters, seen)]
    return FitReport(
        parameters.series,
        parameters.name,
        tuple(one.id for one in seen),
        RACE_FITS.frame(rows),
        RACE_FIT_SHAPES.frame(shapes),
        tuple(one.id for one in seen if one.id not in parameters.fitted_on),
        seed,
        replicates if again else 0,
        tuple(findings),
    )


def _row(
    topic: str, name: str, race_class: str, unit: str, values: Iterable[float], fitted: tuple[float, float, float]
) -> Row:
    """Return a line of the report: the mean of what races show with its interval, beside what was fitted."""
    known = [one for one in values if math.isfinite(one)]
    mean = sum(known) / len(known)
    spread = math.sqrt(sum((one - mean) ** 2 for one in known) / max(len(known) - 1, 1))
    half = BETWEEN * spread / math.sqrt(len(known)) if len(known) > 1 else None
    return {
        "topic": topic, "name": name, "class": race_class, "unit": unit, "seen": mean,
        "seen_low": None if half is None else mean - half, "seen_high": None if half is None else mean + half,
        "fitted": fitted[0], "fitted_low": fitted[1], "fitted_high": fitted[2], "n": len(known),
    }  # fmt: skip


def _told(figure: Figure) -> tuple[float, float, float]:
    """Return a figure with the ends of its interval, itself where it has none."""
    low = figure.value if figure.low is None else figure.low
    return figure.value, low, figure.value if figure.high is None else figure.high


def _stints(parameters: ParameterSet, seen: Sequence[Observation]) -> list[Row]:
    """Compare how long a tank lasts with the longest tenth of the stints of each race."""
    import polars as pl

    lasts: dict[str, list[float]] = {}
    for one in seen:
        stops = one.stops.filter((pl.col("purpose") == "service") & (pl.col("flag") == "GF"))
        for (name,), own in stops.group_by(["class"], maintain_order=True):
            longest = own["used_min"].quantile(0.9)
            if own.height >= 5 and longest is not None:
                lasts.setdefault(str(name), []).append(longest)
    return [
        _row("stints", "longest stints", name, "min", values, _told(parameters.classes[name].tank_min))
        for name, values in sorted(lasts.items())
        if name in parameters.classes
    ]


def _stops(parameters: ParameterSet, seen: Sequence[Observation]) -> list[Row]:
    """Compare what a stop loses in all, and what a drive through the lane takes, with the figures they are made of."""
    import polars as pl

    lost: dict[str, list[float]] = {}
    for one in seen:
        full = one.stops.filter((pl.col("purpose") == "service") & pl.col("lost_ms").is_not_null())
        for (name,), own in full.group_by(["class"], maintain_order=True):
            figures = parameters.classes.get(str(name))
            if figures is None:
                continue
            own = own.filter(pl.min_horizontal("used_min", "left_min") > 0.75 * figures.tank_min.value)  # noqa: PLW2901
            if own.height >= 5:
                lost.setdefault(str(name), []).append(float(own["lost_ms"].median()))  # type: ignore[arg-type]
    rows = []
    for name, values in sorted(lost.items()):
        one_class = parameters.classes[name]
        refuel = one_class.refuel_share.value * one_class.tank_min.value * 0.9 * MINUTE
        tyres = one_class.tyres_ms.value
        service = refuel + tyres / one_class.tyre_stints.value if one_class.tyres_after.value else max(refuel, tyres)
        rest = parameters.lane_ms.value + one_class.lane_extra_ms.value + service
        told = tuple(rest + one_class.stop_extra_ms.values[LEVELS.index(level)] for level in (0.5, 0.2, 0.8))
        rows.append(_row("stops", "a full service costs", name, "ms", values, told))  # type: ignore[arg-type]
    return rows


def _neutral(parameters: ParameterSet, seen: Sequence[Observation]) -> list[Row]:
    """Compare how often races were neutralised, and how slow they were then."""
    import polars as pl

    rows = []
    for kind, figures in parameters.neutral.items():
        own = [one.periods.filter(pl.col("kind") == kind) for one in seen]
        hours = [(one.end_ms - float((one.periods["end_ms"] - one.periods["start_ms"]).sum())) / HOUR for one in seen]
        often = [period.height / hour for period, hour in zip(own, hours, strict=True) if hour > 0]
        rows.append(_row("neutralisations", "an hour of green", kind, "per h", often, _told(figures.rate_per_h)))
        slow = [value for period in own for value in period["factor"].drop_nulls()]
        if slow:
            rows.append(_row("neutralisations", "a lap over a green one", kind, "", slow, _told(figures.lap_factor)))
    return rows


def _whole(again: Sequence[Rerun]) -> list[Row]:
    """Compare whole races with simulated ones: laps, stops, retirements and neutralisations."""
    rows: list[Row] = []
    for name in sorted({name for one in again for name in one.classes}):
        there = [one.classes[name] for one in again if name in one.classes]
        for what, unit in (("laps of the winner", "laps"), ("laps from winner to middle", "laps"), ("stops", "")):
            pairs = [one[what] for one in there]
            rows.append(
                _row("whole races", what, name, unit, [seen for seen, _ in pairs], _over([s for _, s in pairs]))
            )
        pairs = [one["retired"] for one in there]
        rows.append(_row("whole races", "retired", name, "share", [s for s, _ in pairs], _over([s for _, s in pairs])))
    for kind in dict.fromkeys(kind for one in again for kind in one.neutral):
        told = [one.neutral[kind] for one in again if kind in one.neutral]
        seen = [pair[0] for pair in told]
        rows.append(_row("whole races", "neutralised a race", kind, "min", seen, _over([pair[1] for pair in told])))
    return rows


def _over(simulated: Sequence[Any]) -> tuple[float, float, float]:
    """Return the mean over races of simulated values, and where nineteen in twenty of its replicates lie."""
    import numpy as np

    means = np.nanmean(np.vstack(simulated), axis=0)
    low, high = np.nanquantile(means, (0.025, 0.975))
    return float(np.nanmean(means)), float(low), float(high)


def _shape(
    topic: str, name: str, race_class: str, unit: str, seen: Sequence[float], fitted: Sequence[float]
) -> list[Row]:
    """Return the quantiles of two distributions; nothing where either is too small."""
    import numpy as np

    if len(seen) < FEWEST or len(fitted) < FEWEST:
        return []
    return [
        {
            "topic": topic, "name": name, "class": race_class, "unit": unit, "level": level, "seen": float(a),
            "fitted": float(b), "n": len(seen),
        }
        for level, a, b in zip(LEVELS[1:-1], *(np.quantile(one, LEVELS[1:-1]) for one in (seen, fitted)), strict=True)
    ]  # fmt: skip


def _pace_shapes(again: Sequence[Rerun]) -> list[Row]:
    return _both(again, "pace", "green laps over the class's middle", "share", "laps")


def _stint_shapes(again: Sequence[Rerun]) -> list[Row]:
    return _both(again, "stints", "laps between stops", "laps", "stints")


def _both(again: Sequence[Rerun], topic: str, name: str, unit: str, part: str) -> list[Row]:
    """Return the distributions of what real and simulated races show, class by class."""
    rows: list[Row] = []
    for race_class in sorted({one for each in again for one in getattr(each, part)}):
        pairs: list[tuple[Sequence[float], Sequence[float]]] = [
            getattr(one, part)[race_class] for one in again if race_class in getattr(one, part)
        ]
        seen = [value for pair in pairs for value in pair[0]]
        rows += _shape(topic, name, race_class, unit, seen, [value for pair in pairs for value in pair[1]])
    return rows


def _length_shapes(parameters: ParameterSet, seen: Sequence[Observation]) -> list[Row]:
    """Compare how long neutralisations lasted with the table they are drawn from."""
    import polars as pl

    rows: list[Row] = []
    whole = pooled(list(seen), "periods").filter("known") if seen else None
    for kind, figures in parameters.neutral.items():
        if whole is None or kind == "RF":
            continue
        own = whole.filter(pl.col("kind") == kind)
        lengths = (own["end_ms"] - own["start_ms"]).to_list()
        rows += _shape("neutralisations", "how long", kind, "ms", lengths, figures.length_ms.table(1000).tolist())
    return rows
