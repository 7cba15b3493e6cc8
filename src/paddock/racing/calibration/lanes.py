"""Pit lanes: what driving through one costs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from paddock.racing.calibration.shrinking import assumed, figure, middle
from paddock.racing.calibration.stopping import FEWEST_STINTS, FULL, LONG_FILL, LONG_RACE_MS
from paddock.racing.observing import Observation
from paddock.racing.parameters import Figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

DOUBTFUL_MS = 7_000
"""A drive through the lane this far from what full services say is something else."""


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
