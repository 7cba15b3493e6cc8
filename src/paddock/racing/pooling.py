"""Pooling: what simulated races say of places in class, joined with form and with the order the race is in.

The simulation knows gaps, stops and paces, and is too sure of them; form and the present order know little and are
seldom far off.  Their odds are joined on the scale of logarithms, with weights by how much of the race is run, learnt
on back-tested races and kept as data (`data/pooling.toml`).
Source: docs/methods/race-backtest.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import tomli

from paddock.racing.form import orders_of, smoothed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Real = NDArray[np.float64]

FLOOR = 0.002
"""Odds no place of a class is denied: what a few hundred replicates never showed may yet come."""
FEWEST = 40
"""Class-races from which exponents are learnt."""
STOP = {"maxiter": 120, "xatol": 0.01, "fatol": 1e-6}
"""When the search for exponents ends."""
RIDGE = 0.003
"""Pull of the exponents towards the simulation alone: score that an exponent a whole unit off is worth.  Weights learnt
on 2022 and on 2023 were tried on the other; without a pull they did no better than the simulation alone."""
SCALE = 4.0
"""Scale of the running order's smoothing [places]; its exponent makes it narrower or wider."""
ROUNDS = 30
"""Rounds of making rows and columns add up to one."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Exponents of the odds that are joined.

    at: share of the race that is run.  simulated, form, order: exponents; order is of the running order smoothed.
    races: class-races they were learnt on.
    """

    at: float
    simulated: float
    form: float
    order: float
    races: int = 0

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "at": self.at,
            "simulated": self.simulated,
            "form": self.form,
            "order": self.order,
            "races": self.races,
        }


LEGEND = (
    "How much simulated races, form and the running order count when their odds of places are joined, by the share of",
    "the race that is run: exponents of the odds.  Learnt on so many class-races of a back-test, which tells them as",
    "those after its last season.",
    "Facts: CC BY 4.0, see LICENSE-FACTS.md",
)
ALONE = Weights(0.0, 1.0, 0.0, 0.0)
"""The simulation as it is, for want of anything learnt."""


def pooled(weights: Weights, simulated: Real, form: Real | None = None, order: Real | None = None) -> Real:
    """Return the joined odds of places in one class.

    simulated, form, order [K, K]: row a car, column a place; rows add up to 1.  A part that is None is left out.
    Returns [K, K], rows and columns adding up to 1: every place is somebody's.
    """
    among = simulated.shape[1]
    total = np.zeros_like(simulated)
    for exponent, odds in ((weights.simulated, simulated), (weights.form, form), (weights.order, order)):
        if odds is not None and exponent:
            total += exponent * np.log((1 - among * FLOOR) * odds + FLOOR if among * FLOOR < 1 else odds + FLOOR)
    return balanced(np.exp(total - total.max(axis=1, keepdims=True)))


def balanced(odds: Real) -> Real:
    """Return odds with rows and columns adding up to one, each entry scaled by its row and its column only."""
    for _ in range(ROUNDS):
        odds = odds / odds.sum(axis=0, keepdims=True)
        odds = odds / odds.sum(axis=1, keepdims=True)
    return odds


@dataclass(frozen=True, slots=True)
class Case:
    """A class in a past race, its cars in the order they finished: what was simulated, form, and the order then."""

    simulated: Real
    form: Real | None
    order: Real | None


def learn(at: float, cases: Sequence[Case]) -> Weights:
    """Return the exponents that would have served best: least mean ranked probability score over past class-races.

    cases: of one share `at` of the race; with fewer than `FEWEST` the simulation stays alone.
    """
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    from paddock.racing.scores import ranked_probability

    if len(cases) < FEWEST:
        return Weights(at, 1.0, 0.0, 0.0, len(cases))
    ordered = any(one.order is not None for one in cases)

    def weights(values: Real) -> Weights:
        order = float(values[2]) if ordered else 0.0
        return Weights(at, float(values[0]), float(values[1]), order, len(cases))

    def cost(values: Real) -> float:
        made = weights(values)
        scores = [
            ranked_probability(pooled(made, one.simulated, one.form, one.order), np.arange(1, len(one.simulated) + 1))
            for one in cases
        ]
        off, below = np.asarray(values) - alone, np.maximum(-np.asarray(values), 0)
        pull = RIDGE * float(off @ off) + float(below @ below)
        return float(np.mean([score.mean() for score in scores])) + pull

    alone = np.array([1.0, 0.0, 0.0][: 2 + ordered])
    found = minimize(cost, alone + 0.1, method="Nelder-Mead", options=STOP)
    return weights(np.maximum(found.x, 0.0).round(3))


@cache
def learnt() -> tuple[Weights, ...]:
    """Return the weights that come with the package, by rising share of the race."""
    text = files("paddock.racing").joinpath("data/pooling.toml").read_text(encoding="utf-8")
    rows = [Weights(**row) for row in tomli.loads(text)["weights"]]
    return tuple(sorted(rows, key=lambda one: one.at))


def weights_toml(rows: Sequence[Weights]) -> str:
    """Return weights as the text of `data/pooling.toml`."""
    lines = [f"# {line}" for line in LEGEND]
    for one in sorted(rows, key=lambda row: row.at):
        lines += ["", "[[weights]]", *(f"{name} = {value}" for name, value in one.as_dict().items())]
    return "\n".join(lines) + "\n"


def weights_at(share: float, known: Sequence[Weights] | None = None) -> Weights:
    """Return weights for a share of the race that is run, straight lines between those learnt."""
    rows = list(learnt() if known is None else known)
    if not rows:
        return ALONE
    marks = [one.at for one in rows]
    simulated, form, order = (
        float(np.interp(share, marks, [getattr(one, name) for one in rows])) for name in ("simulated", "form", "order")
    )
    return Weights(share, simulated, form, order, min(one.races for one in rows))


def pooled_field(
    weights: Weights,
    simulated: Real,
    race_class: NDArray[np.int64],
    strength: Sequence[float | None] = (),
    places: Sequence[int] = (),
) -> Real:
    """Return the joined odds of places in class of a whole field.

    simulated [N, places]: odds of each place in class, 0 beyond the size of a class.  race_class [N].
    strength [N]: log strength by form, None for a car never seen; empty where there is no form.
    places [N]: place in class at the moment the forecast is made from, empty before the race.
    """
    joined = np.zeros_like(simulated)
    for kind in np.unique(race_class):
        rows = np.flatnonzero(race_class == kind).tolist()
        among = len(rows)
        form = order = None
        if strength and any(strength[k] is not None for k in rows):
            form = orders_of([strength[k] or 0.0 for k in rows])
        if places:
            order = smoothed([float(places[k]) for k in rows], among, SCALE)
        joined[rows, :among] = pooled(weights, simulated[rows, :among], form, order)
    return joined
