"""Neutralisations: how often, how long, how slow, and how often cars stop under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from paddock.racing.calibration.shrinking import assumed, figure, middle, quantiles, rates, tidy
from paddock.racing.observing import NEUTRAL, Observation, pooled
from paddock.racing.parameters import LEVELS, TENTHS, Figure, NeutralFigures, Quantiles

if TYPE_CHECKING:
    import polars as pl

HOUR = 3_600_000
FEWEST = 12
"""Fewer neutralisations of a kind do not tell their own distribution of lengths."""
WORTH = 20.0
"""Cars' worth of what was known before about stopping under a neutralisation."""


def green_hours(observations: Sequence[Observation]) -> dict[int, float]:
    """Return the hours each race ran under green, by its number."""
    found = {}
    for number, one in enumerate(observations):
        out = float((one.periods["end_ms"] - one.periods["start_ms"]).sum())
        found[number] = max(one.end_ms - out, 1.0) / HOUR
    return found


def neutralised(
    observations: list[Observation], tank: Mapping[str, Figure], use: Figure
) -> tuple[dict[str, NeutralFigures], dict[str, dict[str, Figure]]]:
    """Return the figures of each kind of neutralisation seen, and rates by circuit and kind.

    tank: how long one lasts each class [min].  use: fuel a neutralised lap takes.
    """
    import polars as pl

    hours = green_hours(observations)
    periods = pooled(observations, "periods")
    chances = pooled(observations, "chances")
    by_circuit: dict[str, dict[str, Figure]] = {}
    told: dict[str, NeutralFigures] = {}
    times: dict[str, float] = {}
    for number, one in enumerate(observations):
        times[one.circuit] = times.get(one.circuit, 0.0) + hours[number]
    for kind in NEUTRAL:
        own = periods.filter(pl.col("kind") == kind)
        if not own.height:
            continue
        counts = dict.fromkeys(times, 0.0)
        for race in own["race"]:
            counts[observations[race].circuit] += 1
        whole, drawn = rates(counts, times)
        for circuit, value in drawn.items():
            by_circuit.setdefault(circuit, {})[kind] = value
        told[kind] = _kind(kind, own, chances.filter(pl.col("kind") == kind), whole, tank, use)
    return told, by_circuit


def _kind(
    kind: str, own: pl.DataFrame, chances: pl.DataFrame, whole: Figure, tank: Mapping[str, Figure], use: Figure
) -> NeutralFigures:
    known = own.filter("known")
    length = known["stop_ms"] if kind == "RF" else known["end_ms"] - known["start_ms"]
    if kind == "RF":
        length = length.filter(length > 0)
    lengths = quantiles(length.to_numpy(), least=FEWEST) or _few(length.to_list())
    factor, error = middle(own["factor"].drop_nulls().to_list())
    catch, doubt = middle(own["catch"].drop_nulls().to_list())
    gap, spread = middle(own["gap_ms"].drop_nulls().to_list())
    n = own["factor"].drop_nulls().len()
    return NeutralFigures(
        rate_per_h=whole,
        own_share=assumed(1.0, "set when mishaps are fitted"),
        length_ms=lengths,
        lap_factor=figure(factor, error, n) if n else assumed(2.0, "no lap of it was seen; about twice a green lap"),
        catch_factor=figure(min(catch, factor), doubt, n) if n else assumed(1.5, "no lap of it was seen"),
        gap_ms=figure(gap, spread, own["gap_ms"].drop_nulls().len())
        if own["gap_ms"].drop_nulls().len()
        else assumed(1_000, "no queue was seen"),
        use=use,
        yellow_odds=_odds(chances, tank),
    )


def _few(values: list[int]) -> Quantiles:
    """Return a distribution around the middle of few values: half to twice as long, evenly in between."""
    import numpy as np

    half = float(np.median(values)) if values else 900_000.0
    spread = tuple(tidy(half * (0.5 + level if level < 0.5 else 2 * level)) for level in LEVELS)
    if not values:
        return Quantiles(values=spread, origin="assumed", why="none was seen to its end; a quarter of an hour is taken")
    return Quantiles(values=spread, n=len(values), origin="pooled", why="too few: half to twice their median")


def _odds(chances: pl.DataFrame, tank: Mapping[str, Figure]) -> tuple[Figure, ...]:
    """Return the odds that a car stops under a neutralisation, by tenths of the tank used.

    Cars that could reach the end without stopping do not count.  Thin tenths are drawn towards a straight line.
    """
    import polars as pl

    lasts = {name: one.value for name, one in tank.items()}
    if not chances.height or not lasts:
        return tuple(assumed(0.1 + 0.07 * k, "no car was seen under one") for k in range(TENTHS))
    rows = chances.with_columns(
        pl.col("class").replace_strict(lasts, default=None, return_dtype=pl.Float64).alias("tank")
    ).filter(pl.col("tank").is_not_null())
    rows = rows.filter(pl.col("left_min") > pl.col("tank") - pl.col("used_min"))
    rows = rows.with_columns((pl.col("used_min") / pl.col("tank") * TENTHS).floor().clip(0, TENTHS - 1).alias("tenth"))
    seen = {
        int(tenth): (n, k) for tenth, n, k in rows.group_by("tenth").agg(pl.len(), pl.col("stopped").sum()).iter_rows()
    }
    whole = rows["stopped"].mean()
    base = float(whole) if isinstance(whole, float) else 0.4
    odds = []
    for tenth in range(TENTHS):
        n, stopped = seen.get(tenth, (0, 0))
        prior = min(max(2 * base * (tenth + 0.5) / TENTHS, 0.02), 0.98)
        value = (stopped + WORTH * prior) / (n + WORTH)
        error = (value * (1 - value) / (n + WORTH)) ** 0.5
        odds.append(
            Figure(
                value=tidy(value),
                low=tidy(max(0.0, value - 1.96 * error)),
                high=tidy(min(1.0, value + 1.96 * error)),
                n=n,
            )
        )
    return tuple(odds)
