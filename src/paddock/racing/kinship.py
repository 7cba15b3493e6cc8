"""How alike two entries' paces are: what they share – number, season, team, model, circuit, crew – and how long ago.

A gap is a sum of parts, each with its own spread: the entry (fading with time), the entry this season, the team, the
model, the model at the circuit, the crew, and what is left, new in every race.  The spreads are estimated from past
races by maximum likelihood, drawn to what is usual by a weak prior.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paddock.racing.sightings import Sighting

    Real = NDArray[np.float64]

DAYS = 365.25
MOST_SIGHTINGS = 420
"""Spreads are estimated on the latest so many: the cost grows with the cube, the gain hardly."""
PRIOR_WEIGHT = 0.5
"""Weight of the prior: how many squared log units off cost half a unit of log likelihood."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Spreads of the parts of a gap, as variances of shares of lap time, and how fast entries change.

    entry, season, team, model, circuit, crew: see the module.  rest: what is left.  years: time after which an
    entry's, a team's and a model's part keeps 1/e of its likeness [years].
    """

    entry: float
    season: float
    team: float
    model: float
    circuit: float
    crew: float
    rest: float
    years: float

    @property
    def whole(self) -> float:
        """Variance of what is not new in every race."""
        return self.entry + self.season + self.team + self.model + self.circuit + self.crew


USUAL = Spread(entry=0.15, season=0.1, team=0.1, model=0.05, circuit=0.05, crew=0.1, rest=0.6, years=1.5)
"""Shares of the variance that parts usually have: the prior, before any race of a class was seen."""


@dataclass(frozen=True, slots=True)
class Index:
    """Sightings as likeness looks them up.

    numbers: by part, what is shared → its number.  codes [len]: by part, the number of each sighting, -2 where it is
    not known.  seats: driver → the sightings they are in.  sizes, days [len]: of the crew; ordinal day.
    """

    numbers: dict[str, dict[object, int]]
    codes: dict[str, NDArray[np.int64]]
    seats: dict[str, list[int]]
    sizes: NDArray[np.int64]
    days: NDArray[np.int64]


def index(seen: Sequence[Sighting]) -> Index:
    """Return sightings ready to be compared with."""
    numbers: dict[str, dict[object, int]] = {name: {} for name in KEYS}
    codes = {}
    for name, known in numbers.items():
        keys = (_key(name, one) for one in seen)
        codes[name] = np.array(
            [-2 if one is None else known.setdefault(one, len(known)) for one in keys], dtype=np.int64
        )
    seats: dict[str, list[int]] = {}
    for j, one in enumerate(seen):
        for driver in one.crew:
            seats.setdefault(driver, []).append(j)
    sizes = np.array([max(len(one.crew), 1) for one in seen], dtype=np.int64)
    return Index(numbers, codes, seats, sizes, np.array([one.day.toordinal() for one in seen], dtype=np.int64))


def likeness(a: Sequence[Sighting], b: Index) -> dict[str, Real]:
    """Return what entries share, [len(a), len(b)] for each part: 1 the same, 0 not; and how long apart [years].

    What is not known is shared with nobody.  Models are compared within a class.
    """
    same = {name: _same([_key(name, one) for one in a], b.numbers[name], b.codes[name]) for name in KEYS}
    shared = np.zeros((len(a), len(b.days)))
    for i, one in enumerate(a):
        for driver in one.crew:
            shared[i, b.seats.get(driver, [])] += 1
    size = np.sqrt(np.outer([max(len(one.crew), 1) for one in a], b.sizes))
    days = np.array([one.day.toordinal() for one in a])[:, None] - b.days
    return {**same, "crew": shared / size, "apart": np.abs(days) / DAYS}


KEYS = ("entry", "season", "team", "model", "circuit")


def _key(name: str, one: Sighting) -> object:
    if name == "entry":
        return one.car
    if name == "season":
        return (one.car, one.season, one.race_class)
    if name == "team":
        return one.team or None
    if not one.model:
        return None
    return (one.model, one.race_class) if name == "model" else (one.model, one.race_class, one.circuit)


def _same(a: Sequence[object], numbers: dict[object, int], codes: NDArray[np.int64]) -> Real:
    left = np.array([-1 if one is None else numbers.get(one, -1) for one in a], dtype=np.int64)
    same: Real = (left[:, None] == codes[None, :]).astype(np.float64)
    return same


def covariance(alike: dict[str, Real], spread: Spread) -> Real:
    """Return the covariance of the lasting parts of gaps from what the entries share."""
    fading = np.exp(-alike["apart"] / spread.years)
    lasting = spread.season * alike["season"] + spread.circuit * alike["circuit"] + spread.crew * alike["crew"]
    total: Real = lasting + fading * (
        spread.entry * alike["entry"] + spread.team * alike["team"] + spread.model * alike["model"]
    )
    return total


def centred(seen: Sequence[Sighting]) -> Real:
    """Return gaps with the mean of each class in each race taken off: a reference of three cars is itself uncertain."""
    groups: dict[tuple[str, str], list[int]] = {}
    for k, one in enumerate(seen):
        groups.setdefault((one.race, one.race_class), []).append(k)
    gaps = np.array([one.gap_share for one in seen])
    for rows in groups.values():
        gaps[rows] -= gaps[rows].mean()
    return gaps


def fit_spread(seen: Sequence[Sighting], usual: Spread = USUAL) -> Spread:
    """Return the spreads that past races make most likely.

    seen: sightings of one class, in any order.  usual: shares the parts usually have.
    """
    seen = sorted(seen, key=lambda one: (one.day, one.race, one.car))[-MOST_SIGHTINGS:]
    gaps = centred(seen)
    total = float(gaps.var()) if len(gaps) > 1 else 0.0
    if total <= 0:
        return scaled(usual, 1e-5)
    prior = np.log([*(value * total / _sum(usual) for value in astuple(usual)[:-1]), usual.years])
    if len(gaps) < 2 * len(prior):
        return Spread(*np.exp(prior).tolist())
    alike = likeness(seen, index(seen))
    fading = np.exp(-alike["apart"])

    def cost(logs: Real) -> tuple[float, Real]:
        return _cost(logs, prior, alike, fading, gaps)

    from scipy.optimize import minimize  # type: ignore[import-untyped]

    bounds = [(one - 4.0, one + 2.5) for one in prior[:-1]] + [(math.log(0.2), math.log(6.0))]
    found = minimize(cost, prior, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 40})
    return Spread(*np.exp(found.x).tolist())


def scaled(usual: Spread, total: float) -> Spread:
    """Return the usual shares with the variances adding up to a total."""
    factor = total / _sum(usual)
    *parts, years = astuple(usual)
    return Spread(*[*(value * factor for value in parts), years])


def _sum(spread: Spread) -> float:
    return float(sum(astuple(spread)[:-1]))


def _cost(logs: Real, prior: Real, alike: dict[str, Real], fading: Real, gaps: Real) -> tuple[float, Real]:
    """Return the negative log posterior and its slope."""
    values = np.exp(logs)
    years = float(values[-1])
    kept = fading ** (1 / years)
    slow = {"entry", "team", "model"}
    names = [one.name for one in fields(Spread)][:-2]
    parts = [value * (kept if name in slow else 1.0) * alike[name] for name, value in zip(names, values, strict=False)]
    noise = float(values[-2])
    whole = sum(parts) + noise * np.eye(len(gaps))
    inverse = np.linalg.inv(whole)
    weighed = inverse @ gaps
    _, volume = np.linalg.slogdet(whole)
    pull = logs - prior
    value = 0.5 * float(gaps @ weighed + volume) + 0.5 * PRIOR_WEIGHT * float(pull @ pull)

    def slope(by: Any) -> float:
        return 0.5 * float((inverse * by).sum() - weighed @ by @ weighed)

    of_years = sum(part for name, part in zip(names, parts, strict=True) if name in slow) * alike["apart"] / years
    slopes = [slope(part) for part in parts]
    slopes.append(0.5 * noise * float(np.trace(inverse) - weighed @ weighed))
    slopes.append(slope(of_years))
    return value, np.array(slopes) + PRIOR_WEIGHT * pull
