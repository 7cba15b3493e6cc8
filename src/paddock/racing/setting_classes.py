"""What the cars of a class have in common, made into arrays: laps, wear, tanks, stops, traffic."""

from __future__ import annotations

from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from paddock.racing.problem import QUANTILES, Classes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paddock.racing.fallbacks import Lookup
    from paddock.racing.parameters import ClassFigures
    from paddock.racing.rules import RaceRules

LAPPED = 1.015
"""A class whose laps take longer by more than this ratio is lapped; one that is closer is raced."""
HOUR = 3_600_000
MINUTE = 60_000
ENDLESS = 1e18
"""Laps a tank lasts where nobody refuels."""
SPARE = 0.05
"""A tank holds this much of a lap more than the laps it lasts, so that the last of them is surely covered."""


@cache
def offsets() -> NDArray[Any]:
    """Return the quantiles of a standard normal distribution; read-only."""
    import numpy as np

    table = np.array([NormalDist().inv_cdf((q + 0.5) / QUANTILES) for q in range(QUANTILES)])
    table.flags.writeable = False
    return table


def tank_laps(lookup: Lookup, rules: RaceRules, name: str, lap_ms: float) -> float:
    """Return how many green laps a full tank lasts a class, `ENDLESS` where nobody refuels."""
    if not rules.procedure.pit.refuelling:
        return ENDLESS
    return max(round(lookup.tank_min(name) * MINUTE / lap_ms), 1) + SPARE


def wear(figures: ClassFigures, lap_ms: float, tank: float) -> tuple[float, float, int]:
    """Return what a lap of tyre age and one of fuel aboard add to a lap [ms], and how many laps tyres are used for.

    tank: how many laps one lasts.
    """
    per_lap = lap_ms / HOUR * lap_ms
    fuel = figures.fuel_per_h.value * per_lap
    tyre = figures.tyre_per_h.value * per_lap
    if tank >= ENDLESS:
        return tyre, 0.0, max(round(HOUR / lap_ms), 1)
    return tyre, fuel, max(round(figures.tyre_stints.value * tank), 1)


def class_arrays(lookup: Lookup, rules: RaceRules, names: list[str], laps: NDArray[Any]) -> Classes:
    """Return what the cars of each class have in common.

    names: of the classes in the order of the kernel's index.  laps: their reference laps at the circuit [ms].
    """
    import numpy as np

    figures = [lookup.race_class(name)[1] for name in names]
    lane = lookup.lane_ms().value
    tanks = [tank_laps(lookup, rules, name, lap) for name, lap in zip(names, laps, strict=True)]
    worn = [wear(one, lap, tank) for one, lap, tank in zip(figures, laps, tanks, strict=True)]
    refuels = float(rules.procedure.pit.refuelling)

    need = np.array([one.pass_need_share.value * lap for one, lap in zip(figures, laps, strict=True)])
    lapping, lapped = np.repeat(need[:, None], len(names), axis=1), np.zeros((len(names), len(names)))
    for k, one in enumerate(names):
        for j, other in enumerate(names):
            # Classes of about one speed race each other: a pass takes what it takes within the class.
            if laps[j] > laps[k] * LAPPED:
                lapping[k, j], lapped[k, j] = lookup.cost("lapping", one, other), lookup.cost("lapped", one, other)

    def whole(values: list[float]) -> NDArray[np.int64]:
        return np.rint(values).astype(np.int64)

    def table(rows: list[NDArray[np.float64]]) -> NDArray[np.float64]:
        return np.array(rows).reshape(len(names), QUANTILES)

    return Classes(
        order=np.array([rules.procedure.rank(name) for name in names], np.int64),
        noise=table([one.noise.table(QUANTILES) * lap for one, lap in zip(figures, laps, strict=True)]),
        memory=np.array([one.memory.value for one in figures]),
        follow_ms=whole([one.follow_ms.value for one in figures]),
        pass_need_ms=need,
        lapping_ms=lapping,
        lapped_ms=lapped,
        tyre_ms=np.array([one[0] for one in worn]),
        fuel_ms=np.array([one[1] for one in worn]),
        cold_ms=np.zeros(len(names)),
        lane_ms=whole([max(lane + one.lane_extra_ms.value, 0.0) for one in figures]),
        refuel_ms=np.array([one.refuel_share.value * lap * refuels for one, lap in zip(figures, laps, strict=True)]),
        tyres_ms=whole([one.tyres_ms.value for one in figures]),
        driver_ms=whole([one.driver_ms.value for one in figures]),
        tyres_after=np.array([round(one.tyres_after.value) for one in figures], np.int64),
        stop_extra_ms=np.rint(table([one.stop_extra_ms.table(QUANTILES) for one in figures])).astype(np.int64),
        early_laps=np.floor(
            table([one.early_min.table(QUANTILES) * MINUTE / lap for one, lap in zip(figures, laps, strict=True)])
        ).astype(np.int64),
        start_ms=whole([lookup.start_ms(name) for name in names]),
    )
