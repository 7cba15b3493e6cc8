"""Stints and stops: how long a tank lasts, when cars stop, what a stop takes and what it is made of."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddock.racing.calibration.shrinking import assumed, figure, means, middle, quantiles, tidy
from paddock.racing.observing import Observation, columns, pooled
from paddock.racing.parameters import LEVELS, Figure, Quantiles

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

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
DOUBTFUL_MS = 7_000
"""A drive through the lane this far from what full services say is something else."""
USUAL_REFUEL = 0.011
"""Refuelling per time of running where too few stops tell: about 40 s for an hour."""
TWO_KINDS = 0.55
"""Stops are of two kinds when telling them apart leaves at most this share of their spread, in the middle class; one
normal heap cut in half leaves about 0.6."""
FEWEST_RACE = 20
"""Fewer long stops of a class in a race do not show two kinds."""
FEWEST_LONG = 150
"""Fewer long stops of a series do not tell whether tyres are changed after refuelling."""
SMALLEST = 0.12
"""Each of two kinds of stop must be at least this share."""
APART_MS = 5_000
"""Two kinds of stop lie at least this far apart."""
OUTSIDE_MS = 30_000
"""A service this much longer than refuelling and tyres explain holds something else, and is left aside."""


@dataclass(frozen=True, slots=True)
class Tanks:
    """How long a tank lasts: by class [min] over circuits, by circuit and class [min], and how early cars stop."""

    by_class: dict[str, Figure]
    by_circuit: dict[str, dict[str, Figure]]
    early: dict[str, Quantiles]


@dataclass(frozen=True, slots=True)
class Service:
    """What a stop of a class is made of; see `ClassFigures`."""

    refuel_share: Figure
    tyres_ms: Figure
    tyres_after: Figure
    tyre_stints: Figure
    driver_ms: Figure
    extra: Quantiles


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
        usual = by_class[str(name)]
        places = [observations[race].circuit for race in own["race"].to_list()]
        tank = np.array([by_circuit.get(one, {}).get(str(name), usual).value for one in places])
        left = tank - own["spent_min"].to_numpy()
        whole = (own["left_min"].to_numpy() > 0.6 * tank) & (left < (1 - EARLY) * tank)
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


def lanes(observations: Sequence[Observation]) -> tuple[Figure, dict[str, Figure], dict[str, Figure]]:
    """Return what driving through the lane costs against the track [ms]: series, by circuit; and by class beyond it.

    That is the drive through at the limit, and the middle of what stops under green lose beyond their time in the
    lane, slowing down and getting up to speed less the stretch of track not driven.
    """
    import numpy as np
    import polars as pl

    through = drives_through(observations)
    seen: dict[str, list[float]] = {}
    beyond: dict[str, list[float]] = {}
    by_class: dict[str, list[float]] = {}
    for number, one in enumerate(observations):
        rows = one.stops.drop_nulls(["lost_ms", "lane_ms"]).filter(pl.col("flag") == "GF")
        rows = rows.filter(pl.col("purpose").is_in(["service", "driver-change"]))
        extra = (rows["lost_ms"] - rows["lane_ms"]).to_numpy()
        if number in through:
            seen.setdefault(one.circuit, []).append(through[number])
        if len(extra) < 8:
            continue
        half = float(np.median(extra))
        beyond.setdefault(one.circuit, []).append(half)
        for (name,), own in rows.group_by(["class"], maintain_order=True):
            if own.height >= 4:
                by_class.setdefault(str(name), []).append(float((own["lost_ms"] - own["lane_ms"]).median()) - half)  # type: ignore[arg-type]
    told = {}
    usual = float(np.median([x for many in beyond.values() for x in many])) if beyond else 0.0
    for circuit, many in seen.items():
        more = float(np.median(beyond[circuit])) if circuit in beyond else usual
        spread = float(np.std(many)) / math.sqrt(len(many)) if len(many) > 1 else 0.03 * float(np.median(many))
        told[circuit] = figure(float(np.median(many)) + more, spread, len(many))
    half, error = middle([one.value for one in told.values()])
    classes = {name: figure(*middle(many), len(many)) for name, many in by_class.items()}
    if not told:
        return assumed(25_000, "no race shows a drive through its pit lane"), told, classes
    return figure(half, error, len(told)), told, classes


def service(
    observations: list[Observation], use: float, tank: Mapping[str, Figure], after: bool | None = None
) -> dict[str, Service]:
    """Return what the stops of each class are made of.

    after: whether tyres are changed after refuelling; the stops overrule it where they are many.
    """
    import numpy as np
    import polars as pl

    lane = drives_through(observations)
    rows = services(observations, use).filter(pl.col("lane_ms").is_not_null() & (pl.col("flag") != "RF"))
    rows = rows.with_columns(
        pl.col("race").replace_strict(lane, default=None, return_dtype=pl.Float64).alias("through")
    ).filter(pl.col("through").is_not_null())
    parts: dict[str, tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any], float]] = {}
    for (name,), own in rows.group_by(["class"], maintain_order=True):
        if name not in tank or own.height < 40:
            continue
        lasts = tank[str(name)].value * MINUTE
        y, fill = (own["lane_ms"] - own["through"]).to_numpy(), own["fill_min"].to_numpy() * MINUTE
        good = (y > 0) & (fill > 0.1 * lasts) & (fill < 1.2 * lasts)
        if good.sum() >= 40:
            changed, race = columns(own, "changed", "race")
            parts[str(name)] = y[good], fill[good], changed[good], race[good], lasts
    kinds = {name: _kinds(*part) for name, part in parts.items()}
    if after is None or sum(one[3] for one in kinds.values()) >= FEWEST_LONG:
        after = bool(kinds) and float(np.median([one[0] for one in kinds.values()])) < TWO_KINDS
    return {
        name: _service(y, fill, changed, lasts, kinds[name], after)
        for name, (y, fill, changed, _, lasts) in parts.items()
    }


def _kinds(
    y: NDArray[Any], fill: NDArray[Any], changed: NDArray[Any], race: NDArray[Any], tank: float
) -> tuple[float, float, float, int]:
    """Return how far long stops fall into two kinds, how far apart these lie [ms], the upper share, and how many told.

    Race by race, since the drive through the lane is not known to the second; the middle race counts.
    """
    import numpy as np

    rest = y - _slope(y, fill, tank) * fill
    long = fill > LONG_FILL * tank
    found = []
    for one in np.unique(race):
        own = rest[long & (race == one)]
        if len(own) >= FEWEST_RACE:
            loss, low, high, share = _two_kinds(own)
            found.append((loss, high - low, share, len(own)))
    if not found:
        return 1.0, 0.0, 0.0, 0
    told = np.array(found)
    n = told[:, 3]
    share = float((told[:, 2] * n).sum() / n.sum())
    return float(np.median(told[:, 0])), float(np.median(told[:, 1])), share, int(n.sum())


def drives_through(observations: Sequence[Observation]) -> dict[int, float]:
    """Return each race's drive through the lane [ms], by its number.

    The heap of quickest visits tells it (`drive_through_ms`), but not in every race, and now and then it is a heap of
    something else.  Full services take a class about as long everywhere, so that their time in the lane says what the
    drive through adds at a circuit: a heap that disagrees with that is left aside, and a circuit without one has this.
    """
    import numpy as np

    full: dict[tuple[int, str], float] = {}
    tank = _long_stints(observations)
    for number, one in enumerate(observations):
        for name, lanes_ms in _full_services(one, tank).items():
            full[number, name] = float(np.quantile(lanes_ms, 0.3))
    names = {name for _, name in full}
    rest = {
        name: float(np.median(own))
        for name in names
        if (own := [full[k, c] - heap for k, c in full if c == name and (heap := observations[k].lane_ms) is not None])
    }
    implied: dict[str, list[float]] = {}
    for (number, name), value in full.items():
        if name in rest:
            implied.setdefault(observations[number].circuit, []).append(value - rest[name])
    found: dict[int, float] = {}
    by: dict[str, list[float]] = {}
    for number, one in enumerate(observations):
        near = implied.get(one.circuit)
        if one.lane_ms is not None and (near is None or abs(one.lane_ms - float(np.median(near))) < DOUBTFUL_MS):
            found[number] = float(one.lane_ms)
            by.setdefault(one.circuit, []).append(found[number])
    for number, one in enumerate(observations):
        if number not in found and (one.circuit in by or one.circuit in implied):
            found[number] = float(np.median(by.get(one.circuit) or implied[one.circuit]))
    return found


def _long_stints(observations: Sequence[Observation]) -> dict[str, float]:
    """Return about how long a tank lasts each class [min], from the long races if there are any."""
    import numpy as np
    import polars as pl

    long = [one for one in observations if one.end_ms >= LONG_RACE_MS] or list(observations)
    found: dict[str, list[float]] = {}
    for one in long:
        for (name,), own in one.stops.filter(pl.col("purpose") == "service").group_by(["class"]):
            if own.height >= FEWEST_STINTS:
                found.setdefault(str(name), []).append(float(np.quantile(own["used_min"].to_numpy(), FULL)))
    return {name: float(np.median(many)) for name, many in found.items()}


def _full_services(one: Observation, tank: Mapping[str, float]) -> dict[str, NDArray[Any]]:
    """Return the times in the lane [ms] of stops that filled most of a tank, by class."""
    import polars as pl

    rows = one.stops.filter(pl.col("purpose").is_in(["service", "driver-change"]) & pl.col("lane_ms").is_not_null())
    usual = pl.col("class").replace_strict(tank, default=None, return_dtype=pl.Float64)
    rows = rows.filter(pl.min_horizontal("used_min", "left_min") > LONG_FILL * usual)
    return {
        str(name): own["lane_ms"].to_numpy() for (name,), own in rows.group_by(["class"]) if own.height >= FEWEST_STINTS
    }


def _service(
    y: NDArray[Any],
    fill: NDArray[Any],
    changed: NDArray[Any],
    tank: float,
    kinds: tuple[float, float, float, int],
    after: bool,
) -> Service:
    """Return how the time at rest splits up: y [ms] for so much running refuelled [ms], on a tank of `tank` [ms].

    What refuelling adds is the slope of the quicker stops over how much was refuelled, each tenth of a tank counting
    as one.  With tyres after refuelling, long stops lie a change of tyres above short ones; alongside, a stop takes
    the longer of the two.  kinds: from `_kinds`.  after: which of the two.
    """
    import numpy as np

    slope = _slope(y, fill, tank)
    long = fill > LONG_FILL * tank
    rest = y - slope * fill
    _, apart, share, told = kinds
    after = after and apart > APART_MS and share > SMALLEST
    if after:
        low = float(np.quantile(rest[long], (1 - share) / 2))
        second = np.abs(rest - low) > np.abs(rest - low - apart)
        rested = (rest - np.where(second, apart, 0.0))[np.abs(rest - low - apart / 2) < OUTSIDE_MS]
        tyres = figure(apart, _error(rest[second]), int(second.sum()))
        used = figure(min(max(1 / share, 1.0), 4.0), None, told)
    else:
        low = float(np.median(rest[long])) if long.any() else float(np.median(rest))
        waits = np.arange(0.0, slope * tank + 1.0, 1_000.0)
        off = [np.minimum(np.abs(y - low - np.maximum(slope * fill, wait)), OUTSIDE_MS).sum() for wait in waits]
        wait = float(waits[int(np.argmin(off))])
        rested = y - np.maximum(slope * fill, wait)
        rested = rested[np.abs(rested - low) < OUTSIDE_MS]
        tyres = figure(wait, 2_000, int((slope * fill < wait).sum()))
        used = assumed(1.0, "changed alongside refuelling, which hides it")
    swap = changed & (fill < 0.4 * tank)
    driver = (
        figure(float(np.quantile(y[swap], 0.25)), _error(y[swap]), int(swap.sum()))
        if swap.sum() >= 20
        else assumed(20_000, "too few short stops with a change of driver")
    )
    extra = quantiles(rested)
    if extra is None:
        extra = Quantiles(values=(tidy(low),) * len(LEVELS), n=len(rested), origin="pooled", why="too few stops")
    return Service(
        refuel_share=figure(slope, None, len(y)),
        tyres_ms=tyres,
        tyres_after=figure(float(after), None, len(y)),
        tyre_stints=used,
        driver_ms=driver,
        extra=extra,
    )


def _slope(y: NDArray[Any], fill: NDArray[Any], tank: float) -> float:
    """Return how the quicker stops rise with what was refuelled: a line through the tenths of a tank."""
    import numpy as np

    tenth = np.minimum((fill / tank * 10).astype(int), 10)
    points = [
        (
            float(fill[tenth == one].mean()),
            float(np.quantile(y[tenth == one], 0.25)),
            float(np.sqrt((tenth == one).sum())),
        )
        for one in range(11)
        if (tenth == one).sum() >= 5
    ]
    if len(points) < 3:
        return USUAL_REFUEL
    x, z, w = np.array(points).T
    w = np.minimum(w, 6.0)
    slope = float(np.polyfit(x, z, 1, w=w)[0])
    return min(max(slope, 0.003), 0.03)


def _two_kinds(values: NDArray[Any]) -> tuple[float, float, float, float]:
    """Return the best split of values in two: how little it leaves (over what one kind leaves), the two middles, and
    the share of the upper kind."""
    import numpy as np

    rest = np.sort(values)
    n = len(rest)
    if n < 20:
        return 1.0, 0.0, 0.0, 0.0
    rest = rest[int(0.02 * n) : n - int(0.05 * n)]
    n = len(rest)
    whole = float(np.abs(rest - rest[n // 2]).mean()) or 1.0
    best = (1.0, 0.0, 0.0, 0.0)
    for share in np.linspace(0.08, 0.92, 29):
        cut = int(share * n)
        low, high = rest[cut // 2], rest[cut + (n - cut) // 2]
        loss = float((np.abs(rest[:cut] - low).sum() + np.abs(rest[cut:] - high).sum()) / n) / whole
        if loss < best[0]:
            best = (loss, float(low), float(high), float(1 - share))
    return best


def _error(values: NDArray[Any]) -> float:
    """Return the standard error of the median of values."""
    return middle(values.tolist())[1] if len(values) > 3 else math.nan


def _exp(value: float, error: float, n: int) -> Figure:
    """Return a figure estimated in logarithms."""
    return Figure(
        value=tidy(math.exp(value)),
        low=tidy(math.exp(value - 1.96 * error)),
        high=tidy(math.exp(value + 1.96 * error)),
        n=n,
    )
