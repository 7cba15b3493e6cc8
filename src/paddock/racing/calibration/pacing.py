"""Lap times: of each class and circuit, what traffic and a stint's age add, and what is left as noise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddock.racing.calibration.shrinking import assumed, figure, means, middle, quantiles, tidy
from paddock.racing.observing import Observation, columns, pooled
from paddock.racing.parameters import Figure, Quantiles
from paddock.racing.setting_classes import LAPPED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

HOUR = 3_600_000
CUT = 0.04
"""Laps further than this share of a lap from the stint's middle lap are mishaps, not traffic or noise."""
WET = 0.03
"""A race this much slower than the circuit's others was run in the wet and tells nothing of its lap time."""
OUTLYING = 0.005
"""A class's lap time in a race that is this far (in log) from what race and class say weighs less."""
LONG_START = 0.3
"""A first lap longer or shorter than a green one by more than this share of it was no ordinary start."""
USUAL_KPH = 185.0
"""Average speed of a prototype over a lap, where none is printed."""
FEWEST_MET = 150
"""Fewer cars met of a class take the cost from other classes."""
FEWEST_STINT = 6
"""Stints with fewer laps that count tell neither slope nor noise."""


@dataclass(frozen=True, slots=True)
class Circuits:
    """Lap times: by circuit and class [ms] with standard error in log; class shares; of a typical circuit."""

    laps: dict[str, dict[str, Figure]]
    shares: dict[str, Figure]
    typical: Figure


@dataclass(frozen=True, slots=True)
class Stinted:
    """What laps within stints tell.

    drop_off: by class [share per h].  lapping, lapped: costs by pair [ms].  noise, memory: by class.  traffic: what
    traffic cost the middle lap of a class in each race [ms].
    """

    drop_off: dict[str, Figure]
    lapping: dict[str, dict[str, Figure]]
    lapped: dict[str, dict[str, Figure]]
    noise: dict[str, Quantiles]
    memory: dict[str, Figure]
    traffic: dict[tuple[int, str], float]


def circuits(observations: Sequence[Observation], traffic: Mapping[tuple[int, str], float]) -> Circuits:
    """Return lap times by circuit and class: log lap = circuit + class, and each pair's own departure, shrunk.

    traffic: what it cost a lap of each class in each race [ms], taken off.
    """
    import numpy as np

    rows = [
        (one.circuit, name, math.log(lap - traffic.get((number, name), 0.0)), number)
        for number, one in enumerate(observations)
        for name, lap in one.classes.items()
    ]
    places, names = sorted({row[0] for row in rows}), sorted({row[1] for row in rows})
    race, share = _additive([(number, c, y) for _, c, y, number in rows])
    place = {}
    for one in places:
        own = [race[number] for number, seen in enumerate(observations) if seen.circuit == one and number in race]
        # The quicker races were dry; a wet one is none of the circuit's lap time.
        place[one] = float(np.median([value for value in own if value < min(own) + WET]))
    departures: dict[tuple[str, str], list[float]] = {}
    for p, c, y, number in rows:
        if race[number] < place[p] + WET:
            departures.setdefault((p, c), []).append(y - place[p] - share[c])
    spread = float(np.std([one for many in departures.values() for one in many])) or 0.005
    laps: dict[str, dict[str, Figure]] = {one: {} for one in places}
    for (p, c), many in sorted(departures.items()):
        keep = len(many) / (len(many) + 0.5)
        value = math.exp(place[p] + share[c] + keep * float(np.mean(many)))
        laps[p][c] = figure(value, value * spread / math.sqrt(len(many)), len(many))
    shares = {}
    for name in names:
        own = [y - place[p] for p, c, y, number in rows if c == name and race[number] < place[p] + WET]
        own = own or [share[name]]
        error = float(np.std(own)) / math.sqrt(len(own)) if len(own) > 1 else spread
        value = math.exp(share[name])
        shares[name] = figure(value, value * error, len(own))
    half, error = middle([math.exp(one) for one in place.values()])
    return Circuits(laps, shares, figure(half, error, len(places)))


def _additive(rows: Sequence[tuple[int, str, float]]) -> tuple[dict[int, float], dict[str, float]]:
    """Return race and class effects whose sums fit best, by least squares that outliers weigh little in.

    The quickest class has 0.
    """
    import numpy as np

    races, names = sorted({row[0] for row in rows}), sorted({row[1] for row in rows})
    x = np.zeros((len(rows) + 1, len(races) + len(names)))
    y = np.zeros(len(rows) + 1)
    for k, (number, name, value) in enumerate(rows):
        x[k, races.index(number)] = x[k, len(races) + names.index(name)] = 1
        y[k] = value
    x[-1, len(races)] = 1
    weight = np.ones(len(y))
    theta = np.zeros(x.shape[1])
    for _ in range(20):
        theta = np.linalg.lstsq(x * weight[:, None], y * weight, rcond=None)[0]
        weight = np.sqrt(1 / np.maximum(1, np.abs(y - x @ theta) / OUTLYING))
    base = float(theta[len(races) :].min())
    share = {name: float(theta[len(races) + k]) - base for k, name in enumerate(names)}
    return {number: float(theta[k]) + base for k, number in enumerate(races)}, share


def stinted(observations: list[Observation]) -> Stinted:
    """Return what laps within stints tell, class by class.

    A regression within stints, each with its own level: lap time on the stint's age (as a share of the class's lap),
    and on the cars of each other class passed and come past, with those that would have been met at the usual pace as
    instruments.  Errors leave out one race after the other.
    """
    import numpy as np
    import polars as pl

    laps = pooled(observations, "laps").filter(pl.len().over("race", "car", "stint") >= FEWEST_STINT)
    names = sorted({name for one in observations for name in one.classes})
    shares = {name: one.value for name, one in circuits(observations, {}).shares.items()}
    drops: dict[str, Figure] = {}
    costs: dict[str, dict[tuple[str, str], tuple[float, float, int]]] = {"past": {}, "by": {}}
    noise: dict[str, Quantiles] = {}
    memory: dict[str, Figure] = {}
    traffic: dict[tuple[int, str], float] = {}
    for name in names:
        rows = laps.filter(pl.col("class") == name).sort("race", "car", "stint", "lap")
        if rows.height < 50:
            continue
        race, lap = columns(rows, "race", "lap")
        stint = rows.select(pl.struct("race", "car", "stint").rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()
        unit = np.array([one.classes.get(name, np.nan) for one in observations])[race]
        y = rows["lap_time_ms"].to_numpy() / unit
        level = rows.select(pl.col("lap_time_ms").median().over("race", "car", "stint")).to_series().to_numpy() / unit
        # Cars of its own class, and of one hardly slower, are rivals; a slower class does not lap a quicker one.
        met = [f"past {other}" for other in names if shares[other] > shares[name] * LAPPED]
        met += [f"by {other}" for other in names if shares[other] * LAPPED < shares[name]]
        age = rows["age_ms"].to_numpy() / HOUR

        def design(sort: str, age: Any = age, rows: Any = rows, unit: Any = unit, met: Any = met) -> Any:
            told = [rows[sort + one].to_numpy() / unit if one in rows.columns else 0.0 * unit for one in met]
            return np.column_stack([age, *told])

        good = np.abs(y - level) < CUT
        stint, race, lap = stint[good], race[good], lap[good]
        x, z = _centred(design("")[good], stint), _centred(design("near ")[good], stint)
        y = _centred(y[good][:, None], stint)[:, 0]
        theta, errors = _fit(x, z, y, race)
        drops[name] = figure(theta[0], errors[0], len(np.unique(stint)))
        for k, one in enumerate(met, start=1):
            side, other = one.split(" ", 1)
            seen = int((rows[one].to_numpy() > 0).sum()) if one in rows.columns else 0
            if seen >= FEWEST_MET and math.isfinite(errors[k]):
                costs[side][name, other] = (float(theta[k]), float(errors[k]), seen)
        rest = y - x @ theta
        told = _noise(rest, stint, lap)
        if told is not None:
            noise[name], memory[name] = told
    past, by = (_drawn(costs[side]) for side in ("past", "by"))
    for side, told_costs in (("past", past), ("by", by)):
        for (name, other), cost in told_costs.items():
            seen_by = laps.filter(pl.col("class") == name).group_by("race").agg(pl.col(f"{side} {other}").mean())
            for number, mean in seen_by.iter_rows():
                traffic[number, name] = traffic.get((number, name), 0.0) + cost.value * mean
    lapping: dict[str, dict[str, Figure]] = {}
    lapped: dict[str, dict[str, Figure]] = {}
    for (name, other), cost in past.items():
        lapping.setdefault(name, {})[other] = cost
    for (name, other), cost in by.items():
        lapped.setdefault(other, {})[name] = cost
    return Stinted(drops, lapping, lapped, noise, memory, traffic)


def _drawn(costs: Mapping[tuple[str, str], tuple[float, float, int]]) -> dict[tuple[str, str], Figure]:
    """Return costs of pairs of classes, each drawn towards the mean of all; none is a gain."""
    values = {"\t".join(pair): cost[0] for pair, cost in costs.items()}
    errors = {"\t".join(pair): cost[1] for pair, cost in costs.items()}
    _, drawn = means(values, errors)
    found = {}
    for name, (value, error) in drawn.items():
        pair = (name.split("\t")[0], name.split("\t")[1])
        found[pair] = figure(value, error, costs[pair][2]) if value > 0 else figure(0.0, None, costs[pair][2])
    return found


def _centred(x: NDArray[Any], stint: NDArray[Any]) -> NDArray[Any]:
    """Return columns less their mean over each stint."""
    import numpy as np

    n = np.bincount(stint)
    return np.column_stack([column - (np.bincount(stint, column) / np.maximum(n, 1))[stint] for column in x.T])


def _fit(x: NDArray[Any], z: NDArray[Any], y: NDArray[Any], race: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return coefficients of x and their standard errors from leaving out one race after the other.

    z: instruments, one for each column of x: as x, but not touched by y's own chance.
    """
    import numpy as np

    # Columns of one scale, and a trace of a ridge: a class that was never met leaves its column empty.
    scale = np.sqrt((x * x).mean(0))
    scale = np.where(scale > 0, scale, 1.0)
    x, z = x / scale, z / scale
    parts = [(z[race == one].T @ x[race == one], z[race == one].T @ y[race == one]) for one in np.unique(race)]
    zx, zy = sum(part[0] for part in parts), sum(part[1] for part in parts)
    ridge = np.eye(len(zy)) * 1e-6 * len(y)
    theta = np.linalg.solve(zx + ridge, zy)
    n = len(parts)
    if n < 3:
        return theta / scale, np.full(len(theta), np.nan)
    left = np.array([np.linalg.solve(zx - a + ridge, zy - b) for a, b in parts])
    return theta / scale, np.sqrt((n - 1) / n * ((left - left.mean(0)) ** 2).sum(0)) / scale


def _noise(rest: NDArray[Any], stint: NDArray[Any], lap: NDArray[Any]) -> tuple[Quantiles, Figure] | None:
    """Return what a lap adds to the noise, and the share of it that the next lap keeps.

    rest: shares of a lap left by the fit, by stint and lap.  Taking a stint's own level out of few laps makes them
    look less alike and less spread than they are; both are put right to first order.  The noise has the median 0,
    since the pace it comes on top of is a median.
    """
    import numpy as np

    n = np.bincount(stint).astype(float)
    follows = (stint[1:] == stint[:-1]) & (lap[1:] == lap[:-1] + 1)
    square = float((rest**2).mean())
    if follows.sum() < 30 or square <= 0:
        return None
    size = float((n * n).sum() / n.sum())
    raw = float((rest[1:] * rest[:-1])[follows].mean()) / square
    keep = min(max((raw + 1 / size) / (1 - 3 / size) if size > 6 else raw, 0.0), 0.9)
    rest = (rest - np.median(rest)) * math.sqrt(size / (size - 1))
    told = quantiles((rest[1:] - keep * rest[:-1])[follows])
    if told is None:
        return None
    error = math.sqrt((1 - keep**2) / follows.sum())
    return told, figure(keep, error, int(follows.sum()))


def follow_and_pass(observations: list[Observation]) -> dict[str, tuple[Figure, Figure]]:
    """Return for each class the gap at which cars follow [ms] and the mean advantage a pass takes [share of a lap].

    A car that begins a lap g behind another and is expected to gain d on it (with the spread of two laps' noise) would
    be a = d − g ahead; it passes when a exceeds an exponential need.  The need is the one that makes the passes
    counted as likely as can be.
    """
    import numpy as np

    duels = pooled(observations, "battles")
    found = {}
    for (name,), rows in duels.group_by(["class"], maintain_order=True):
        gap, gain, pace, after = (
            one.astype(float) for one in columns(rows, "gap_ms", "gain_ms", "pace_ms", "after_ms")
        )
        passed = rows["passed"].to_numpy()
        free = np.isfinite(gain) & (np.abs(gain) < CUT * pace)
        gap, gain, pace, after, passed = gap[free], gain[free], pace[free], after[free], passed[free]
        if len(gap) < 100 or passed.sum() < 10:
            continue
        spread = (
            1.4826 * float(np.median(np.abs((after - gap + gain)[gap > 1000]))) if (gap > 1000).sum() > 50 else 700.0
        )
        nodes = np.linspace(-2.5, 2.5, 21)
        weight = np.exp(-(nodes**2) / 2)
        weight /= weight.sum()
        advantage = np.maximum(gain[:, None] - gap[:, None] + spread * nodes[None, :], 0.0)
        grid = np.geomspace(0.0003, 0.1, 40)
        chance = np.array([((1 - np.exp(-advantage / (need * pace[:, None]))) @ weight) for need in grid])
        chance = np.clip(chance, 1e-6, 1 - 1e-6)
        score = (np.log(chance) * passed + np.log(1 - chance) * ~passed).sum(1)
        best = int(np.argmax(score))
        inside = np.flatnonzero(score > score[best] - 1.92)
        follow = np.quantile(after[~passed & (gap < 1200)], (0.2, 0.25, 0.3))
        found[str(name)] = (
            Figure(value=tidy(follow[1]), low=tidy(follow[0]), high=tidy(follow[2]), n=int((~passed).sum())),
            Figure(value=tidy(grid[best]), low=tidy(grid[inside[0]]), high=tidy(grid[inside[-1]]), n=len(gap)),
        )
    return found


def starts(observations: Sequence[Observation]) -> tuple[Figure, Figure, dict[str, dict[str, Figure]]]:
    """Return the gap between cars on the grid [ms], and what lap 1 takes beyond a green lap: series, circuit × class.

    Races that began behind the safety car are left out.
    """
    import numpy as np
    import polars as pl

    gaps: list[float] = []
    seen: list[tuple[str, str, float, int]] = []
    for one in observations:
        cars = one.cars.filter(pl.col("first_ms") < 3 * min(one.classes.values()))
        if not cars.height or int(cars["flag"].is_in(["FCY", "SF", "RF"]).sum()) > 0.2 * cars.height:
            continue
        order = cars.sort("first_ms").with_columns(pl.int_range(pl.len()).alias("place"))
        for (name,), own in order.group_by(["class"], maintain_order=True):
            lap = one.classes.get(str(name))
            if lap is None:
                continue
            clock = own["first_ms"].to_numpy()
            gaps += [float(gap) for gap in np.diff(clock[: max(3, len(clock) * 3 // 4)])]
            if abs(clock[0] - lap) < LONG_START * lap:
                seen.append((one.circuit, str(name), float(clock[0] - lap), int(own["place"][0])))
    gap, error = middle(gaps)
    gap = gap if math.isfinite(gap) else 700.0
    at: dict[str, dict[str, list[float]]] = {}
    for circuit, name, cost, place in seen:
        at.setdefault(circuit, {}).setdefault(name, []).append(cost - gap * place)
    every = [value for by in at.values() for many in by.values() for value in many]
    half, spread = middle(every)
    told = {
        circuit: {name: figure(float(np.median(many)), None, len(many)) for name, many in sorted(by.items())}
        for circuit, by in sorted(at.items())
    }
    if not every:
        return figure(gap, error, len(gaps)), figure(0.0, None, 0), told
    return figure(gap, error, len(gaps)), figure(half, spread, len(every)), told


def race_pace(observations: Sequence[Observation], circuits: Circuits) -> tuple[Figure, Figure]:
    """Return by how much races are slower for everybody than their circuit's dry laps, and the spread of that (shares).

    Races at circuits that were raced on once say only how far the mean of all laps lies above the middle one.
    """
    import numpy as np

    places: dict[str, int] = {}
    for one in observations:
        places[one.circuit] = places.get(one.circuit, 0) + 1
    several = []
    for one in observations:
        own = one.cars.drop_nulls(["mean_ms", "pace_ms"])
        extra = own["mean_ms"].to_numpy() / own["pace_ms"].to_numpy() - 1
        if not len(extra):
            continue
        above = float(np.median(extra))
        known = [
            math.log(lap_ms / circuits.laps[one.circuit][name].value)
            for name, lap_ms in one.classes.items()
            if name in circuits.laps.get(one.circuit, {})
        ]
        off = float(np.median(known)) if known else 0.0
        if places[one.circuit] > 1:
            several.append(above + off)
    if len(several) < 6:
        return assumed(0.01, "too few circuits were raced on twice"), assumed(
            0.01, "too few circuits were raced on twice"
        )
    # Races in the rain pull the mean up; they are not the spread of all others.
    told = np.minimum(several, WET)
    error = float(np.std(told)) / math.sqrt(len(told))
    spread = max(1.4826 * float(np.median(np.abs(told - np.median(told)))), 0.001)
    slow = figure(max(float(np.mean(told)), 0.0), error, len(told))
    return slow, figure(spread, spread / math.sqrt(len(told)), len(told))


def speed(observations: Sequence[Observation]) -> Figure:
    """Return the average speed of the quickest class over a lap [km/h]."""
    known = [one.kph for one in observations if one.kph is not None]
    if not known:
        return assumed(USUAL_KPH, "no lap has its speed printed")
    half, error = middle(known)
    return figure(half, error, len(known))


def pace_spread(observations: Sequence[Observation]) -> dict[str, Figure]:
    """Return how much a car's pace over its class's differs from race to race, as a share of lap time, by class.

    The spread of a car's median lap over the class's, less its mean over the season, pooled over cars.
    """
    import numpy as np

    found: dict[str, dict[tuple[str, str, int], list[float]]] = {}
    for one in observations:
        for car, name, pace, n in one.cars.select("car", "class", "pace_ms", "n").iter_rows():
            if name in one.classes and pace is not None and n >= 20:
                key = (car, name, one.day.year)
                found.setdefault(name, {}).setdefault(key, []).append(math.log(pace / one.classes[name]))
    told = {}
    for name, by in found.items():
        squares, free = 0.0, 0
        for many in by.values():
            squares += float(((np.array(many) - np.mean(many)) ** 2).sum())
            free += len(many) - 1
        if free >= 5:
            value = math.sqrt(squares / free)
            told[name] = figure(value, value / math.sqrt(2 * free), free)
    return told
