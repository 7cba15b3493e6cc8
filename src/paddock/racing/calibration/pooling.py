"""The set for any series: pooled from the fitted ones, and marked so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from paddock.errors import BadRequest
from paddock.racing.calibration.shrinking import assumed, tidy
from paddock.racing.parameters import (
    GENERIC,
    LEVELS,
    CircuitFigures,
    ClassFigures,
    EventFigures,
    Figure,
    NeutralFigures,
    ParameterSet,
    Quantiles,
)

T = TypeVar("T", Figure, Quantiles)


def pooled_set(sets: Sequence[ParameterSet]) -> ParameterSet:
    """Return the set for a series that none was fitted for, pooled from those of others.

    A class has the figures of the series that most laps tell them in; rates are the middle of the series'; lap times
    of circuits are those of the series that raced there most.  Raises BadRequest for no set.
    """
    if not sets:
        raise BadRequest("There is no set to pool.", hint="Fit one first.")
    scale = _scales(sets)
    classes: dict[str, ClassFigures] = {}
    origin: dict[str, ParameterSet] = {}
    for name in sorted({name for one in sets for name in one.classes}):
        source = max(
            (one for one in sets if name in one.classes), key=lambda one: (one.classes[name].noise.n, one.series)
        )
        share = tidy(source.classes[name].lap_share.value * scale[source.series])
        figures = _marked_class(source.classes[name], source.series)
        classes[name] = figures.model_copy(
            update={"lap_share": Figure(value=share, origin="pooled", why=source.series)}
        )
        origin[name] = source
    races = tuple(race for one in sets for race in one.fitted_on)
    days = [day for one in sets for day in (one.first_day, one.last_day) if day is not None]
    kinds = list(dict.fromkeys(kind for one in sets for kind in one.neutral))
    return ParameterSet(
        series=GENERIC,
        name="Any series",
        source=f"pooled by paddock from the sets of {', '.join(one.series for one in sets)}",
        note="Nothing here was fitted to the series it is used for: each figure is another series', or assumed.",
        fitted_on=races,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        lap_ms=_middle([one.lap_ms for one in sets]),
        lane_ms=_middle([one.lane_ms for one in sets]),
        start_ms=assumed(0.0, "the first lap is taken to be as long as any other"),
        grid_gap_ms=_middle([one.grid_gap_ms for one in sets]),
        kph=_middle([one.kph for one in sets]),
        race_slow_share=_middle([one.race_slow_share for one in sets]),
        race_sd_share=_middle([one.race_sd_share for one in sets]),
        classes=dict(sorted(classes.items(), key=lambda item: (item[1].lap_share.value, item[0]))),
        lapping=_costs(sets, "lapping"),
        lapped=_costs(sets, "lapped"),
        events=_events(sets, origin),
        neutral={kind: _neutral([one.neutral[kind] for one in sets if kind in one.neutral], kind) for kind in kinds},
        circuits=_circuits(sets),
    )


def _scales(sets: Sequence[ParameterSet]) -> dict[str, float]:
    """Return by what a series' class shares are multiplied to be comparable, by classes that series have in common."""
    scale = {sets[0].series: 1.0}
    known = {name: one.lap_share.value for name, one in sets[0].classes.items()}
    for one in sets[1:]:
        ratios = sorted(known[name] / own.lap_share.value for name, own in one.classes.items() if name in known)
        scale[one.series] = ratios[len(ratios) // 2] if ratios else 1.0
        for name, own in one.classes.items():
            known.setdefault(name, own.lap_share.value * scale[one.series])
    return scale


def _mark(figure: T, series: str) -> T:
    """Return a figure marked as another series'; assumed ones stay what they are."""
    if figure.origin == "assumed":
        return figure
    return figure.model_copy(update={"origin": "pooled", "why": series})


def _marked_class(figures: ClassFigures, series: str) -> ClassFigures:
    told = dict(figures)
    marked: dict[str, object] = {
        **{name: _mark(value, series) for name, value in told.items() if isinstance(value, Figure)},
        **{name: _mark(value, series) for name, value in told.items() if isinstance(value, Quantiles)},
        "grade_share": {grade: _mark(one, series) for grade, one in figures.grade_share.items()},
    }
    return figures.model_copy(update=marked)


def _middle(figures: Sequence[Figure]) -> Figure:
    """Return the middle of some series' figures, from the least to the most of them."""
    values = sorted(one.value for one in figures)
    n = len(values)
    half = (values[(n - 1) // 2] + values[n // 2]) / 2
    return Figure(
        value=tidy(half), low=tidy(min(values[0], half)), high=tidy(max(values[-1], half)), n=n, origin="pooled",
        why="the middle of the series",
    )  # fmt: skip


def _costs(sets: Sequence[ParameterSet], table: str) -> dict[str, dict[str, Figure]]:
    found: dict[str, dict[str, Figure]] = {}
    for one in sets:
        by: Mapping[str, Mapping[str, Figure]] = getattr(one, table)
        for first, costs in by.items():
            for second, cost in costs.items():
                known = found.setdefault(first, {}).get(second)
                if known is None or cost.n > known.n:
                    found[first][second] = _mark(cost, one.series)
    return found


def _events(sets: Sequence[ParameterSet], origin: Mapping[str, ParameterSet]) -> dict[str, EventFigures]:
    found = {}
    for kind in dict.fromkeys(kind for one in sets for kind in one.events):
        told = [one.events[kind] for one in sets if kind in one.events]
        flags = list(dict.fromkeys(flag for one in told for flag in one.neutral))
        by_class = {
            name: (source.events[kind], source.series) for name, source in origin.items() if kind in source.events
        }
        found[kind] = told[0].model_copy(
            update={
                "rate_per_h": {
                    name: _mark(one.rate_per_h[name], series)
                    for name, (one, series) in by_class.items()
                    if name in one.rate_per_h
                },
                "retires": {
                    name: _mark(one.retires[name], series)
                    for name, (one, series) in by_class.items()
                    if name in one.retires
                },
                "loss_ms": _blend([one.loss_ms for one in told]),
                "first_lap": _middle([one.first_lap for one in told]),
                "restart": _middle([one.restart for one in told]),
                "neutral": {
                    flag: _middle([one.neutral[flag] for one in told if flag in one.neutral]) for flag in flags
                },
            }
        )
    return found


def _neutral(told: Sequence[NeutralFigures], kind: str) -> NeutralFigures:
    one = {
        name: _middle([getattr(each, name) for each in told])
        for name in ("rate_per_h", "own_share", "lap_factor", "catch_factor", "gap_ms", "use")
    }
    odds = tuple(_middle([each.yellow_odds[k] for each in told]) for k in range(len(told[0].yellow_odds)))
    return NeutralFigures(length_ms=_blend([each.length_ms for each in told]), yellow_odds=odds, **one)


def _blend(told: Sequence[Quantiles]) -> Quantiles:
    """Return the middle of distributions, share by share."""
    values = []
    for k in range(len(LEVELS)):
        level = sorted(one.values[k] for one in told)
        values.append(tidy((level[(len(level) - 1) // 2] + level[len(level) // 2]) / 2))
    return Quantiles(
        values=tuple(values), n=sum(one.n for one in told), origin="pooled", why="the middle of the series"
    )


def _circuits(sets: Sequence[ParameterSet]) -> dict[str, CircuitFigures]:
    """Return lap times and pit lanes by circuit, from the series that raced there most."""
    found: dict[str, CircuitFigures] = {}
    for circuit in sorted({circuit for one in sets for circuit in one.circuits}):
        there = sorted(
            ((one.circuits[circuit], one.series) for one in sets if circuit in one.circuits),
            key=lambda at: -at[0].races,
        )
        laps: dict[str, Figure] = {}
        for at, series in there:
            for name, lap in at.lap_ms.items():
                laps.setdefault(name, _mark(lap, series))
        lane = next(((at.lane_ms, series) for at, series in there if at.lane_ms is not None), None)
        found[circuit] = CircuitFigures(
            races=sum(at.races for at, _ in there), lap_ms=laps, lane_ms=_mark(*lane) if lane is not None else None
        )
    return found
