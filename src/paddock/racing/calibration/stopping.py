"""Stints: how long a tank lasts, what a neutralised lap takes of it, and how early cars stop."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock.racing.calibration.shrinking import assumed, figure, means, middle, quantiles, tidy
from paddock.racing.observing import Observation, pooled
from paddock.racing.parameters import Figure, Quantiles

if TYPE_CHECKING:
    import polars as pl

MINUTE = 60_000
FULL = 0.9
"""A tank lasts as long as this share of the stints that ended with a stop under green, the longest left aside."""
FEWEST_STINTS = 5
"""Fewer such stints of a class in a race do not tell its tank."""
LONG_RACE_MS = 12_600_000
"""In races shorter than this [ms] stops are not made for the tank alone."""
EARLY = 0.5
"""A stint shorter than this share of a tank was ended by something else than the tank."""
LONG_FILL = 0.75
"""Stops that refuel at least this share of a tank show whether tyres are changed after refuelling."""


@dataclass(frozen=True, slots=True)
class Tanks:
    """How long a tank lasts: by class [min] over circuits, by circuit and class [min], and how early cars stop."""

    by_class: dict[str, Figure]
    by_circuit: dict[str, dict[str, Figure]]
    early: dict[str, Quantiles]


def tanks(observations: list[Observation], use: float) -> Tanks:
    """Return how long a tank lasts.

    use: fuel a neutralised lap takes, as a share of a green one.  In each race a class's tank is the length that nine
    in ten stints ended by a stop under green do not exceed; races are pooled in logarithms, by class and circuit.
    """
    import numpy as np
    import polars as pl

    rows = services(observations, use).filter(pl.col("flag") == "GF")
    seen: dict[str, dict[str, list[float]]] = {}
    short: list[tuple[str, str, float]] = []
    for (race, name), own in rows.group_by(["race", "class"], maintain_order=True):
        used = own["spent_min"].to_numpy()
        used = used[used > 0.4 * np.quantile(used, FULL)]
        if len(used) < FEWEST_STINTS:
            continue
        one = observations[int(str(race))]
        tank = math.log(float(np.quantile(used, FULL)))
        if one.end_ms < LONG_RACE_MS:
            short.append((str(name), one.circuit, tank))
        else:
            seen.setdefault(str(name), {}).setdefault(one.circuit, []).append(tank)
    # In a short race stops are made when they fit, not when the tank is empty: it shows a least length.
    for name, circuit, tank in short:
        usual = [value for many in seen.get(name, {}).values() for value in many]
        if not usual or tank > float(np.median(usual)):
            seen.setdefault(name, {}).setdefault(circuit, []).append(tank)
    by_class: dict[str, Figure] = {}
    by_circuit: dict[str, dict[str, Figure]] = {}
    spreads = [
        one for by in seen.values() for many in by.values() if len(many) > 1 for one in np.array(many) - np.mean(many)
    ]
    within = float(np.sqrt(np.mean(np.square(spreads)) * 1.5)) if len(spreads) > 4 else 0.08
    for name, by in sorted(seen.items()):
        centre = {circuit: float(np.mean(many)) for circuit, many in by.items()}
        error = {circuit: within / math.sqrt(len(many)) for circuit, many in by.items()}
        (mean, doubt, _), drawn = means(centre, error)
        by_class[name] = _exp(mean, doubt, sum(len(many) for many in by.values()))
        for circuit, (value, spread) in drawn.items():
            by_circuit.setdefault(circuit, {})[name] = _exp(value, spread, len(by[circuit]))
    early = {}
    for (name,), own in rows.group_by(["class"], maintain_order=True):
        if name not in by_class:
            continue
        otherwise = by_class[str(name)]
        places = [observations[race].circuit for race in own["race"].to_list()]
        lasts = np.array([by_circuit.get(one, {}).get(str(name), otherwise).value for one in places])
        left = lasts - own["spent_min"].to_numpy()
        whole = (own["left_min"].to_numpy() > 0.6 * lasts) & (left < (1 - EARLY) * lasts)
        told = quantiles(np.maximum(left[whole], 0.0))
        if told is not None:
            early[str(name)] = told
    return Tanks(by_class, by_circuit, early)


def services(observations: list[Observation], use: float) -> pl.DataFrame:
    """Return the ordinary stops of all races with what was spent since the last and what had to be filled [min]."""
    import polars as pl

    rows = pooled(observations, "stops").filter(pl.col("purpose").is_in(["service", "driver-change"]))
    laps = pl.DataFrame(
        [(k, name, lap) for k, one in enumerate(observations) for name, lap in one.classes.items()],
        schema={"race": pl.Int32, "class": pl.String, "lap": pl.Float64},
        orient="row",
    )
    rows = rows.join(laps, on=["race", "class"], how="inner")
    spent = pl.col("used_min") + use * pl.col("yellow_laps") * pl.col("lap") / MINUTE
    return rows.with_columns(
        spent.alias("spent_min"),
        pl.min_horizontal(spent, pl.col("left_min") + pl.col("lap") / MINUTE).alias("fill_min"),
    )


def fuel_under_yellow(observations: list[Observation]) -> Figure:
    """Return the fuel a neutralised lap takes, as a share of a green one.

    Of stints as long as a tank: those with neutralised laps are shorter in green laps by what these took.
    """
    import numpy as np
    import polars as pl

    rows = services(observations, 0.0).filter(pl.col("flag") == "GF")
    found = []
    for _, own in rows.group_by(["race", "class"], maintain_order=True):
        used, yellow = own["used_min"].to_numpy(), own["yellow_laps"].to_numpy().astype(float)
        if (yellow == 0).sum() < FEWEST_STINTS:
            continue
        tank = float(np.quantile(used[yellow == 0], FULL))
        long = (yellow >= 3) & (used > 0.6 * tank)
        share = (tank - used[long]) / (yellow[long] * own["lap"].to_numpy()[long] / MINUTE)
        found += share[(share > -0.2) & (share < 1.2)].tolist()
    if len(found) < 20:
        return assumed(0.5, "too few stints with neutralised laps to tell; half a green lap's is taken")
    half, error = middle(found)
    return figure(min(max(half, 0.1), 1.0), error, len(found))


def _exp(value: float, error: float, n: int) -> Figure:
    """Return a figure estimated in logarithms."""
    return Figure(
        value=tidy(math.exp(value)),
        low=tidy(math.exp(value - 1.96 * error)),
        high=tidy(math.exp(value + 1.96 * error)),
        n=n,
    )
