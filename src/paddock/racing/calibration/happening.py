"""Mishaps: incidents on the track, repairs, penalties, retirements, and the neutralisations they bring."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from paddock.racing.calibration.shrinking import assumed, figure, quantiles, rate, rates, tidy
from paddock.racing.observing import Observation, pooled
from paddock.racing.parameters import LEVELS, EventFigures, Figure, NeutralFigures, Quantiles

if TYPE_CHECKING:
    import polars as pl

HOUR = 3_600_000
AFTER_LAPS = 2.0
"""A neutralisation that begins within so many laps of a car's last crossing may be that car's doing."""
LONGEST_LAP_MS = 900_000
"""More is not lost on the track: the car was towed in and repaired."""
LONGEST_REPAIR_MS = 10_800_000
"""A car that is repaired for longer might as well be out."""
LEAST_OWN = 0.1
"""Some neutralisations have causes that no car's laps show: debris, weather."""
USUAL_LOSS = (9_000, 30_000, 120_000)
"""Assumed losses [ms] where too few were seen: least, middle, most."""


def mishaps(
    observations: list[Observation], neutral: Mapping[str, NeutralFigures]
) -> tuple[dict[str, EventFigures], dict[str, Figure]]:
    """Return what happens to cars, and for each kind of neutralisation the share that no mishap of a car brought.

    incident: time lost on the track.  retirement: the end of the race, on the track or in the pit lane (the laps do
    not always tell which).  repair: a long stop.  penalty: a drive through the lane.
    """
    import polars as pl

    cars = pooled(observations, "cars")
    hours = dict(cars.group_by("class").agg(pl.col("green_ms").sum() / HOUR).sort("class").iter_rows())
    slow = pooled(observations, "slow").filter(pl.col("loss_ms") > 0)
    stops = pooled(observations, "stops")
    gone = cars.filter("retired")
    ordinary = slow.filter(~pl.col("first") & ~pl.col("restart"))
    repairs = stops.filter(pl.col("purpose") == "repair")
    through = stops.filter(pl.col("purpose") == "drive-through")
    lap = _lap_hours(observations)
    lost = [(race, at) for race, at, kind in slow.select("race", "at_ms", "kind").iter_rows() if kind is not None]
    stood = list(gone.select("race", "last_ms").iter_rows())
    by_lost, first = _brought(observations, lost, slow.height, neutral)
    by_gone, second = _brought(observations, stood, gone.height, neutral)
    always = {name: assumed(1.0, "by its definition") for name in hours}
    never = {name: assumed(0.0, "by its definition") for name in hours}
    once = assumed(1.0, "not told apart")
    nothing = Quantiles(values=(0.0,) * len(LEVELS), origin="assumed", why="none beyond what it is")
    events = {
        "incident": EventFigures(
            rate_per_h=_by_class(ordinary, hours),
            retires=never,
            loss_ms=_losses(ordinary["loss_ms"], LONGEST_LAP_MS),
            first_lap=_factor(slow.filter("first").height, cars.height, ordinary.height, hours, lap),
            restart=_factor(slow.filter("restart").height, _restarts(observations), ordinary.height, hours, lap),
            neutral=by_lost,
        ),
        "retirement": EventFigures(
            rate_per_h=_by_class(gone, hours),
            retires=always,
            loss_ms=nothing,
            first_lap=_factor(gone.filter(pl.col("laps") <= 1).height, cars.height, gone.height, hours, lap),
            restart=once,
            neutral=by_gone,
        ),
        "repair": EventFigures(
            rate_per_h=_by_class(repairs, hours),
            retires=never,
            loss_ms=_losses(_in_lane(observations, repairs), LONGEST_REPAIR_MS),
            in_pits=True,
            through_lane=True,
            first_lap=once,
            restart=once,
        ),
        "penalty": EventFigures(
            rate_per_h=_by_class(through, hours),
            retires=never,
            loss_ms=nothing,
            in_pits=True,
            through_lane=True,
            first_lap=assumed(0.0, "it follows later"),
            restart=once,
        ),
    }
    return events, {kind: _left(first[kind], second[kind], observations, kind) for kind in neutral}


def _by_class(frame: pl.DataFrame, hours: Mapping[str, float]) -> dict[str, Figure]:
    """Return rates per car and hour, each class's drawn towards that of all."""
    counts = {name: float((frame["class"] == name).sum()) for name in hours}
    return rates(counts, hours)[1]


def _left(first: float, second: float, observations: Sequence[Observation], kind: str) -> Figure:
    """Return the share of the neutralisations of a kind that neither lost laps nor retirements brought."""
    import polars as pl

    total = sum(one.periods.filter(pl.col("kind") == kind).height for one in observations)
    share = min(max(1 - (first + second) / max(total, 1), LEAST_OWN), 1.0)
    error = (share * (1 - share) / max(total, 1)) ** 0.5
    return Figure(
        value=tidy(share), low=tidy(max(0.0, share - 1.96 * error)), high=tidy(min(1.0, share + 1.96 * error)), n=total
    )


def _losses(values: pl.Series, most: int) -> Quantiles:
    """Return the distribution of time lost [ms]; what is longer than `most` counts as that."""
    import numpy as np

    found = quantiles(values.clip(upper_bound=most).to_numpy(), least=20)
    if found is not None:
        return found
    spread = np.interp(LEVELS, (0, 0.5, 1), USUAL_LOSS)
    return Quantiles(
        values=tuple(float(one) for one in spread), n=len(values), origin="assumed", why="too few were seen"
    )


def _in_lane(observations: Sequence[Observation], repairs: pl.DataFrame) -> pl.Series:
    """Return the time repairs took in the lane, beyond the drive through it [ms]."""
    import polars as pl

    from paddock.racing.calibration.lanes import drives_through

    through = drives_through(observations)
    lane = pl.col("race").replace_strict(through, default=None, return_dtype=pl.Float64)
    return repairs.select((pl.col("lane_ms") - lane).clip(lower_bound=0)).to_series().drop_nulls()


def _lap_hours(observations: Sequence[Observation]) -> float:
    """Return what a lap takes [h], over all races."""
    import numpy as np

    return float(np.median([min(one.classes.values()) for one in observations])) / HOUR


def _restarts(observations: Sequence[Observation]) -> int:
    """Return how many car-laps were the first after a neutralisation."""
    return sum(one.periods.height * int((~one.cars["retired"]).sum()) for one in observations)


def _factor(seen: int, laps: int, ordinary: int, hours: Mapping[str, float], lap: float) -> Figure:
    """Return how many times as likely a mishap is on particular laps as on any other."""
    if laps < 50 or not ordinary:
        return assumed(3.0, "too few such laps were seen")
    special = rate(seen, laps)
    usual = ordinary / sum(hours.values()) * lap
    low, high = special.low or 0.0, special.high or special.value
    return Figure(value=tidy(special.value / usual), low=tidy(low / usual), high=tidy(high / usual), n=seen)


def _brought(
    observations: Sequence[Observation],
    moments: Sequence[tuple[int, int]],
    events: int,
    kinds: Iterable[str],
) -> tuple[dict[str, Figure], dict[str, float]]:
    """Return the share of events that bring out each kind, and how many of each kind they brought.

    moments: race and clock [ms] of those that may have: they go together with a neutralisation that begins within two
    laps; as many as would so coincide by chance are taken off.  events: how many there were in all.
    """
    import polars as pl

    shares, numbers = {}, {}
    by_race: dict[int, list[int]] = {}
    for race, at in moments:
        by_race.setdefault(race, []).append(at)
    for kind in kinds:
        hits, chance = 0, 0.0
        for race, own in by_race.items():
            one = observations[race]
            window = AFTER_LAPS * min(one.classes.values())
            starts = one.periods.filter(pl.col("kind") == kind)["start_ms"].to_list()
            hits += sum(any(at <= start <= at + window for at in own) for start in starts)
            chance += len(starts) * (1 - math.exp(-len(own) * window / max(one.end_ms, 1)))
        numbers[kind] = max(hits - chance, 0.0)
        share = min(numbers[kind] / max(events, 1), 1.0)
        shares[kind] = figure(share, (hits + 1) ** 0.5 / max(events, 1), hits)
    return shares, numbers
