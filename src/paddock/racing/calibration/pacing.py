"""Lap times of whole races: of each class and circuit, at the start, and from race to race."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddock.racing.calibration.shrinking import assumed, figure, middle
from paddock.racing.observing import Observation
from paddock.racing.parameters import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

WET = 0.03
"""A race this much slower than the circuit's others was run in the wet and tells nothing of its lap time."""
OUTLYING = 0.005
"""A class's lap time in a race that is this far (in log) from what race and class say weighs less."""
LONG_START = 0.3
"""A first lap longer or shorter than a green one by more than this share of it was no ordinary start."""
USUAL_KPH = 185.0
"""Average speed of a prototype over a lap, where none is printed."""


@dataclass(frozen=True, slots=True)
class Circuits:
    """Lap times: by circuit and class [ms] with standard error in log; class shares; of a typical circuit."""

    laps: dict[str, dict[str, Figure]]
    shares: dict[str, Figure]
    typical: Figure


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
    weight: NDArray[Any] = np.ones(len(y))
    theta: NDArray[Any] = np.zeros(x.shape[1])
    for _ in range(20):
        theta = np.linalg.lstsq(x * weight[:, None], y * weight, rcond=None)[0]
        weight = np.sqrt(1 / np.maximum(1, np.abs(y - x @ theta) / OUTLYING))
    base = float(theta[len(races) :].min())
    share = {name: float(theta[len(races) + k]) - base for k, name in enumerate(names)}
    return {number: float(theta[k]) + base for k, number in enumerate(races)}, share


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
