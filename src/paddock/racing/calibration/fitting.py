"""Fitting a parameter set: all figures of a series from its past races."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from paddock.errors import BadRequest
from paddock.racing.calibration.shrinking import BETWEEN, assumed, figure, tidy
from paddock.racing.observing import Observation, observe
from paddock.racing.parameters import (
    LEVELS,
    CircuitFigures,
    ClassFigures,
    Figure,
    ParameterSet,
    Quantiles,
)
from paddock.racing.procedures import procedure, series_with_procedures

if TYPE_CHECKING:
    from paddock.racing.calibration.serving import Service
    from paddock.racing.calibration.stinting import Stinted
    from paddock.racing.calibration.stopping import Tanks
    from paddock.racing.history import PastRace

T = TypeVar("T", Figure, Quantiles)
Progress = Callable[[int, int], None]

MINUTE = 60_000


def calibrate(
    races: Sequence[PastRace | Observation],
    *,
    name: str = "",
    progress: Progress | None = None,
    tyres_after: bool | None = None,
) -> ParameterSet:
    """Return the figures of a series, fitted to past races.

    races: of one series, in any order; observations made before (`observe`) save reading them again.  name: of the
    set; the series' by default.  progress: called with races read and races in all.  tyres_after: whether tyres are
    changed after refuelling, by the series' procedure where None; many stops overrule it.
    Raises BadRequest for no race with laps that tell anything, and for races of several series.
    Source: docs/methods/race-calibration.md.
    """
    observations = observed(races, progress)
    if not observations:
        raise BadRequest(
            "No race has laps that tell anything.", hint="Import lap files: `paddock timing import FILES`."
        )
    series = sorted({one.series for one in observations})
    if len(series) > 1:
        raise BadRequest(f"These are races of {', '.join(series)}.", hint="Fit one series at a time.")
    observations.sort(key=lambda one: (one.day, one.id))
    if tyres_after is None and series[0] in series_with_procedures():
        tyres_after = procedure(series[0], observations[-1].day.year).pit.tyres == "after"
    return fitted(observations, name or series[0], tyres_after)


def observed(races: Sequence[PastRace | Observation], progress: Progress | None = None) -> list[Observation]:
    """Return what races show, without those that show nothing."""
    found = []
    for number, race in enumerate(races, start=1):
        one = race if isinstance(race, Observation) else observe(race)
        if one is not None:
            found.append(one)
        if progress is not None:
            progress(number, len(races))
    return found


def fitted(observations: list[Observation], name: str, tyres_after: bool | None) -> ParameterSet:
    """Return the figures that observations of one series give, in order of day."""
    from paddock.racing.calibration import (
        grading,
        happening,
        lanes,
        neutralising,
        pacing,
        serving,
        stinting,
        stopping,
        wearing,
    )

    stinted = stinting.stinted(observations)
    circuits = pacing.circuits(observations, stinted.traffic)
    slow, slow_sd = pacing.race_pace(observations, circuits)
    duels = stinting.follow_and_pass(observations)
    grid_gap, start, start_by = pacing.starts(observations)
    use = stopping.fuel_under_yellow(observations)
    tanks = stopping.tanks(observations, use.value)
    lane, lane_by, lane_extra = lanes.lanes(observations)
    services = serving.service(observations, use.value, tanks.by_class, tyres_after)
    neutral, neutral_by = neutralising.neutralised(observations, tanks.by_class, use)
    events, own = happening.mishaps(observations, neutral)
    spread = pacing.pace_spread(observations)
    tyres = wearing.tyre_wear(observations, use.value, services)
    grades = grading.grade_shares(observations)
    shares = circuits.shares
    follow = {one: told[0] for one, told in duels.items()}
    need = {one: told[1] for one, told in duels.items()}
    classes = {
        one: _class(one, shares, stinted, tanks, services, lane_extra, follow, need, spread, tyres).model_copy(
            update={"grade_share": grades.get(one, {})}
        )
        for one in sorted(shares, key=lambda one: shares[one].value)
    }
    places: dict[str, CircuitFigures] = {}
    for circuit in sorted({one.circuit for one in observations} - {""}):
        laps, tank = circuits.laps.get(circuit, {}), tanks.by_circuit.get(circuit, {})
        places[circuit] = CircuitFigures(
            races=sum(one.circuit == circuit for one in observations),
            lap_ms=laps,
            lane_ms=lane_by.get(circuit),
            start_ms=start_by.get(circuit, {}),
            tank_min=tank,
            tank_laps={one: _in_laps(tank[one], laps[one].value) for one in tank if one in laps},
            neutral_per_h=neutral_by.get(circuit, {}),
        )
    return ParameterSet(
        series=observations[0].series,
        name=name,
        source=f"fitted by paddock on the laps of {len(observations)} races",
        fitted_on=tuple(one.id for one in observations),
        first_day=observations[0].day,
        last_day=observations[-1].day,
        lap_ms=circuits.typical,
        lane_ms=lane,
        start_ms=start,
        grid_gap_ms=grid_gap,
        kph=pacing.speed(observations),
        race_slow_share=slow,
        race_sd_share=slow_sd,
        classes=classes,
        lapping=stinted.lapping,
        lapped=stinted.lapped,
        events=events,
        neutral={kind: one.model_copy(update={"own_share": own[kind]}) for kind, one in neutral.items()},
        circuits=places,
    )


def _class(
    name: str,
    shares: Mapping[str, Figure],
    stinted: Stinted,
    tanks: Tanks,
    services: Mapping[str, Service],
    lane_extra: Mapping[str, Figure],
    follow: Mapping[str, Figure],
    need: Mapping[str, Figure],
    spread: Mapping[str, Figure],
    tyres: Mapping[str, Figure],
) -> ClassFigures:
    def of(fits: Mapping[str, T], otherwise: T) -> T:
        return nearest(name, fits, shares, otherwise)

    def served(part: str, otherwise: T) -> T:
        parts: Mapping[str, T] = {one: getattr(told, part) for one, told in services.items()}
        return of(parts, otherwise)

    drop = of(stinted.drop_off, assumed(0.0, "no stint tells it"))
    tyre, fuel = _parted(name, drop, tyres)
    return ClassFigures(
        lap_share=shares[name],
        noise=of(stinted.noise, flat(0.008, "no stint tells it")),
        memory=of(stinted.memory, assumed(0.35, "no stint tells it")),
        follow_ms=of(follow, assumed(500, "no duel was seen")),
        pass_need_share=of(need, assumed(0.008, "no duel was seen")),
        drop_off_per_h=drop,
        tyre_per_h=tyre,
        fuel_per_h=fuel,
        tank_min=of(tanks.by_class, assumed(50, "no stint tells it")),
        tyre_stints=served("tyre_stints", assumed(1.0, "no stop tells it")),
        early_min=of(tanks.early, flat(0.0, "no stop tells it")),
        lane_extra_ms=of(lane_extra, assumed(0.0, "no stop tells it")),
        refuel_share=served("refuel_share", assumed(0.011, "no stop tells it")),
        tyres_ms=served("tyres_ms", assumed(15_000, "no stop tells it")),
        driver_ms=served("driver_ms", assumed(20_000, "no stop tells it")),
        tyres_after=served("tyres_after", assumed(0.0, "no stop tells it")),
        stop_extra_ms=served("extra", flat(0.0, "no stop tells it", 8_000)),
        pace_sd_share=of(spread, assumed(0.006, "no car was seen twice")),
    )


def _parted(name: str, drop: Figure, tyres: Mapping[str, Figure]) -> tuple[Figure, Figure]:
    """Return what tyres and fuel each add in an hour; their difference is the drop-off of a stint."""
    if name not in tyres:
        why = "stops do not show what tyres do: a stint that slows is taken for tyres, one that quickens for fuel"
        return assumed(max(drop.value, 0.0), why), assumed(max(-drop.value, 0.0), why)
    tyre = tyres[name]
    fuel = max(tyre.value - drop.value, 0.0)
    spread = math.hypot(*((one.high - one.value) / BETWEEN if one.high is not None else 0.0 for one in (tyre, drop)))
    if tyre.value < drop.value:
        # Fuel does not quicken a car: what the stint shows is tyres at least.
        return drop, figure(0.0, None, tyre.n)
    return tyre, figure(fuel, spread, tyre.n)


def nearest(name: str, fits: Mapping[str, T], shares: Mapping[str, Figure], otherwise: T) -> T:
    """Return a class's own fit, else that of the class nearest in lap time, marked as pooled, else what is assumed."""
    if name in fits:
        return fits[name]
    if not fits:
        return otherwise
    near = min(fits, key=lambda one: (abs(shares[one].value - shares[name].value), one))
    pooled = {"origin": "pooled", "why": f"as {near}: too few of {name} tell it"}
    return fits[near].model_copy(update=pooled)


def flat(spread: float, why: str, middle: float = 0.0) -> Quantiles:
    """Return an assumed normal distribution."""
    from statistics import NormalDist

    told = NormalDist(middle, spread) if spread > 0 else None
    values = [told.inv_cdf(min(max(level, 0.001), 0.999)) if told else middle for level in LEVELS]
    return Quantiles(values=tuple(tidy(one) for one in values), origin="assumed", why=why)


def _in_laps(tank: Figure, lap_ms: float) -> Figure:
    """Return a tank in laps."""
    scale = MINUTE / lap_ms
    low, high = (None if one is None else tidy(one * scale, 3) for one in (tank.low, tank.high))
    return Figure(value=tidy(tank.value * scale, 3), low=low, high=high, n=tank.n, origin=tank.origin, why=tank.why)
