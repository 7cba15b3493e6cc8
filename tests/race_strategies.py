"""Small random races with every feature of the race model, for tests of the kernel.

Hypothesis chooses what there is (classes, kinds of neutralisation, rules, the moment the race is simulated from) and a
number from which the figures are drawn, so that a failure shrinks to the features it needs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Any

import numpy as np
from hypothesis import strategies as st

from paddock.racing.problem import (
    QUANTILES,
    Cars,
    Classes,
    Crews,
    Events,
    Neutral,
    Problem,
    RaceLength,
    State,
)

MINUTE = 60_000
MIDDLES = (np.arange(QUANTILES) + 0.5) / QUANTILES
NORMAL = np.array([NormalDist().inv_cdf(u) for u in MIDDLES])
NOTHING: dict[str, Any] = {}


def whole(values: Any) -> Any:
    return np.asarray(values).astype(np.int64)


def real(values: Any) -> Any:
    return np.asarray(values, dtype=np.float64)


def plain(
    cars: int = 3,
    classes: int = 1,
    *,
    lap_ms: Any = 80_000,
    seats: int = 1,
    length: RaceLength | None = None,
    tank: float = 0.0,
    kinds: int = 0,
) -> Problem:
    """Return a race in which nothing happens: no noise, no events, no stops but for fuel, free passing.

    lap_ms: of every car, or one for each.
    """
    of = whole(np.arange(cars) % classes)
    zeros, per_class = whole(np.zeros(cars)), real(np.zeros(classes))
    none = whole(np.zeros((cars, seats)))
    return Problem(
        length=length or RaceLength(20 * MINUTE),
        classes=Classes(
            order=whole(np.arange(classes)),
            noise=np.zeros((classes, QUANTILES)),
            memory=per_class,
            follow_ms=whole(per_class),
            pass_need_ms=per_class,
            lapping_ms=np.zeros((classes, classes)),
            lapped_ms=np.zeros((classes, classes)),
            tyre_ms=per_class,
            fuel_ms=per_class,
            cold_ms=per_class,
            lane_ms=whole(per_class + 20_000),
            refuel_ms=per_class + 500.0,
            tyres_ms=whole(per_class + 8_000),
            driver_ms=whole(per_class + 12_000),
            tyres_after=whole(per_class),
            stop_extra_ms=whole(np.zeros((classes, QUANTILES))),
            early_laps=whole(np.zeros((classes, QUANTILES))),
            start_ms=whole(per_class),
        ),
        events=Events(
            rate=np.zeros((0, classes)),
            first_lap=np.zeros(0),
            restart=np.zeros(0),
            retires=np.zeros((0, classes)),
            loss_ms=whole(np.zeros((0, classes, QUANTILES))),
            in_pits=whole(np.zeros(0)),
            neutral=np.zeros((0, kinds)),
        ),
        neutral=quiet(kinds, classes),
        cars=Cars(
            race_class=of,
            group=zeros,
            pace_ms=real(np.broadcast_to(lap_ms, cars)),
            pace_sd_ms=real(zeros),
            group_sd_ms=np.zeros(1),
            offsets=NORMAL,
            tank_laps=real(zeros + tank),
            energy_laps=real(zeros),
            tyre_laps=zeros,
            tyre_sets=zeros,
            yellow_from=real(zeros + 2),
            must_stop=zeros,
            must_from_ms=0,
            must_until_ms=0,
            must_change=0,
            must_lane_ms=0,
            success_ms=zeros,
            plan_lap=whole(np.zeros((cars, 0))),
            plan_driver=whole(np.zeros((cars, 0))),
            plan_tyres=whole(np.zeros((cars, 0))),
        ),
        crews=Crews(
            pace_ms=real(none),
            share=np.full((cars, seats), 1.0 / seats),
            least_ms=none,
            most_ms=none,
            stint_ms=none,
            window_ms=zeros,
            window_most_ms=none,
        ),
        state=State(
            at_ms=0,
            laps=zeros,
            crossed_ms=zeros,
            due_ms=zeros,
            status=zeros,
            fuel=real(zeros + tank),
            energy=real(zeros),
            tyre_age=zeros,
            sets=zeros + 1,
            stops=zeros,
            must_done=zeros,
            driver=zeros,
            driven_ms=none,
            since_ms=zeros,
            log_driver=whole(np.zeros((cars, 0))),
            log_from_ms=whole(np.zeros((cars, 0))),
            log_to_ms=whole(np.zeros((cars, 0))),
        ),
        moments_ms=whole([]),
    )


def quiet(kinds: int, classes: int) -> Neutral:
    """Return kinds of neutralisation none of which comes out by itself: 150 s a lap, gaps kept."""
    each = np.zeros(kinds)
    return Neutral(
        rate=each,
        length_ms=whole(np.full((kinds, QUANTILES), 5 * MINUTE)),
        lap_ms=whole(each + 150_000),
        bunches=whole(each),
        catch_ms=whole(each + 110_000),
        gap_ms=whole(each + 1_000),
        closed_ms=whole(np.zeros((kinds, classes))),
        wave_by=whole(each),
        split=whole(each),
        stops=whole(each),
        clock_runs=whole(each),
        then=whole(each - 1),
        use=each + 0.5,
        yellow_odds=np.zeros((kinds, 10)),
        fixed_kind=whole([]),
        fixed_at_ms=whole([]),
        fixed_for_ms=whole([]),
        only_fixed=0,
    )


def changed(problem: Problem, **parts: dict[str, Any]) -> Problem:
    """Return a problem with fields of its parts changed: `changed(p, cars={"pace_ms": …}, length={"laps": 9})`."""
    return replace(problem, **{name: replace(getattr(problem, name), **fields) for name, fields in parts.items()})


@dataclass(frozen=True)
class Figures:
    """Where the figures of a random race come from."""

    dice: np.random.Generator
    cars: int
    classes: int
    seats: int
    kinds: int

    def some(self, low: float, high: float, *shape: int) -> Any:
        return self.dice.uniform(low, high, shape)

    def ints(self, low: int, high: int, *shape: int) -> Any:
        return whole(self.dice.integers(low, high + 1, shape))

    def table(self, low: int, high: int, *shape: int) -> Any:
        """Quantiles of something between two bounds."""
        return whole(np.sort(self.dice.integers(low, high + 1, (*shape, QUANTILES)), axis=-1))

    def flags(self, share: float, *shape: int) -> Any:
        return whole(self.dice.random(shape) < share)


@st.composite
def problems(draw: st.DrawFn, *, most_cars: int = 8) -> Problem:
    """Return a random race of minutes."""
    figures = Figures(
        np.random.default_rng(draw(st.integers(0, 2**32 - 1))),
        draw(st.integers(1, most_cars)),
        draw(st.integers(1, 3)),
        draw(st.integers(1, 4)),
        draw(st.integers(0, 5)),
    )
    minutes = draw(st.integers(8, 50))
    by = draw(st.sampled_from(["time", "laps", "both"]))
    length = RaceLength(
        0 if by == "laps" else minutes * MINUTE,
        0 if by == "time" else int(figures.ints(6, 30)),
        draw(st.sampled_from([0.0, 0.7, 0.9])),
        draw(st.booleans()),
    )
    plain_one = plain(figures.cars, figures.classes, seats=figures.seats, kinds=figures.kinds, length=length)
    lap = figures.some(55_000, 95_000, figures.classes)
    cars = _cars(draw, figures, plain_one, lap, minutes)
    return Problem(
        length=length,
        classes=_classes(draw, figures, lap),
        events=_events(draw, figures),
        neutral=_neutral(draw, figures, lap, minutes),
        cars=cars,
        crews=_crews(draw, figures, plain_one, minutes),
        state=_state(draw, figures, cars, minutes),
        moments_ms=whole(np.sort(figures.ints(0, minutes * MINUTE, draw(st.integers(0, 3))))),
    )


def _classes(draw: st.DrawFn, f: Figures, lap: Any) -> Classes:
    c = f.classes
    noisy = draw(st.booleans())
    return Classes(
        order=whole(f.dice.permutation(c)),
        noise=f.some(100, 1_500, c)[:, None] * NORMAL if noisy else np.zeros((c, QUANTILES)),
        memory=f.some(0, 0.8, c),
        follow_ms=f.ints(0, 1_500, c),
        pass_need_ms=f.some(0, 2_000, c),
        lapping_ms=f.some(0, 1_500, c, c),
        lapped_ms=f.some(0, 1_500, c, c),
        tyre_ms=f.some(0, 150, c),
        fuel_ms=f.some(0, 80, c),
        cold_ms=f.some(0, 3_000, c),
        lane_ms=f.ints(15_000, 40_000, c),
        refuel_ms=f.some(0, 3_000, c),
        tyres_ms=f.ints(0, 25_000, c),
        driver_ms=f.ints(0, 40_000, c),
        tyres_after=f.flags(0.5, c),
        stop_extra_ms=f.table(0, 20_000, c),
        early_laps=f.table(0, 2, c),
        start_ms=f.ints(0, 9_000, c),
    )


def _events(draw: st.DrawFn, f: Figures) -> Events:
    e = draw(st.integers(0, 3))
    brings = f.some(0, 1, e, f.kinds)
    brings /= np.maximum(brings.sum(axis=1, keepdims=True), 1.0)
    return Events(
        rate=f.some(0, 0.06, e, f.classes),
        first_lap=f.some(0, 6, e),
        restart=f.some(0, 4, e),
        retires=f.some(0, 0.5, e, f.classes) * draw(st.integers(0, 1)),
        loss_ms=f.table(1_000, draw(st.sampled_from([20_000, 400_000])), e, f.classes),
        in_pits=f.flags(0.5, e),
        neutral=brings * draw(st.sampled_from([0.0, 0.8])),
    )


def _neutral(draw: st.DrawFn, f: Figures, lap: Any, minutes: int) -> Neutral:
    k = f.kinds
    fixed = draw(st.integers(0, 3)) if k else 0
    stops = f.flags(0.2, k)
    then = np.where(f.dice.random(k) < 0.3, f.dice.integers(0, max(k, 1), k), -1)
    slow = lap.max() * f.some(0.9, 2.0, k)
    return Neutral(
        rate=f.some(0, 4, k) * draw(st.integers(0, 1)),
        length_ms=f.table(1_000, draw(st.sampled_from([4 * MINUTE, 12 * MINUTE])), k),
        lap_ms=whole(slow),
        bunches=f.flags(0.6, k),
        catch_ms=whole(slow * f.some(0.6, 1.0, k)),
        gap_ms=f.ints(1, 3_000, k),
        closed_ms=f.ints(0, 3 * MINUTE, k, f.classes),
        wave_by=f.flags(0.6, k),
        split=f.flags(0.6, k),
        stops=stops,
        clock_runs=f.flags(0.5, k),
        then=whole(np.where(then <= np.arange(k) - stops, then, -1)),
        use=f.some(0.2, 1.0, k),
        yellow_odds=f.some(0, 1, k, 10),
        fixed_kind=f.ints(0, max(k - 1, 0), fixed),
        fixed_at_ms=whole(np.sort(f.ints(0, minutes * MINUTE, fixed))),
        fixed_for_ms=f.ints(1_000, 8 * MINUTE, fixed),
        only_fixed=draw(st.integers(0, 1)) if k else 0,
    )


def _cars(draw: st.DrawFn, f: Figures, plain_one: Problem, lap: Any, minutes: int) -> Cars:
    n, s = f.cars, draw(st.integers(0, 4))
    of = f.ints(0, f.classes - 1, n)
    groups = draw(st.integers(1, 3))
    must = draw(st.booleans())
    planned = f.flags(0.5, n).astype(bool) & (s > 0)
    plan_lap = np.full((n, s), -1)
    plan_lap[planned] = np.sort(f.ints(1, 25, n, s), axis=1)[planned]
    begin = int(f.ints(0, minutes * MINUTE // 2))
    return Cars(
        race_class=of,
        group=f.ints(0, groups - 1, n),
        pace_ms=lap[of] * f.some(1.0, 1.03, n),
        pace_sd_ms=f.some(0, 900, n) * draw(st.integers(0, 1)),
        group_sd_ms=f.some(0, 500, groups) * draw(st.integers(0, 1)),
        offsets=NORMAL,
        tank_laps=f.some(2.5, 16, n) * draw(st.integers(0, 1)),
        energy_laps=f.some(2.5, 16, n) * draw(st.integers(0, 1)),
        tyre_laps=f.ints(3, 20, n) * draw(st.integers(0, 1)),
        tyre_sets=f.ints(1, 4, n) * draw(st.integers(0, 1)),
        yellow_from=np.where(f.dice.random(n) < 0.5, -1.0, f.some(0, 1.2, n)),
        must_stop=f.ints(0, 2, n) * int(must),
        must_from_ms=begin,
        must_until_ms=begin + int(f.ints(0, minutes * MINUTE // 2)),
        must_change=draw(st.integers(0, 1)),
        must_lane_ms=int(f.ints(0, 80_000)),
        success_ms=f.ints(0, 20_000, n),
        plan_lap=whole(plan_lap),
        plan_driver=f.ints(-1, f.seats - 1, n, s),
        plan_tyres=f.flags(0.5, n, s),
    )


def _crews(draw: st.DrawFn, f: Figures, plain_one: Problem, minutes: int) -> Crews:
    n, d = f.cars, f.seats
    taken = f.flags(0.8, n, d)
    taken[:, 0] = 1
    share = taken * (f.some(0.1, 1.0, n, d) if draw(st.booleans()) else 1.0)
    long = minutes * MINUTE

    def rule(low: float, high: float, *shape: int) -> Any:
        return whole(f.some(low * long, high * long, *shape)) * draw(st.integers(0, 1)) * f.flags(0.7, *shape)

    return Crews(
        pace_ms=f.some(-500, 2_000, n, d),
        share=share / share.sum(axis=1, keepdims=True),
        least_ms=rule(0.05, 0.4, n, d),
        most_ms=rule(0.3, 0.8, n, d),
        stint_ms=rule(0.1, 0.6, n, d),
        window_ms=rule(0.2, 0.8, n),
        window_most_ms=rule(0.1, 0.5, n, d),
    )


def _state(draw: st.DrawFn, f: Figures, cars: Cars, minutes: int) -> State:
    """Return the green flag, or a moment of the first half of the race."""
    n, d = f.cars, f.seats
    at = 0 if draw(st.booleans()) else int(f.ints(1, minutes * MINUTE // 2))
    neutral = int(f.ints(-1, f.kinds - 1)) if f.kinds and draw(st.booleans()) else -1
    zeros = whole(np.zeros(n))
    full = np.maximum(cars.tank_laps, 0.0), np.maximum(cars.energy_laps, 0.0)
    if at == 0:
        return State(
            at, zeros, f.ints(0, 900, n).cumsum(), zeros, zeros, full[0], full[1], zeros, zeros + 1, zeros, zeros,
            zeros, whole(np.zeros((n, d))), zeros, whole(np.zeros((n, 0))), whole(np.zeros((n, 0))),
            whole(np.zeros((n, 0))), neutral, 0,
        )  # fmt: skip
    crossed = whole(np.maximum(0, at - cars.pace_ms * f.some(0, 1.5, n)))
    status = f.dice.choice([0, 0, 0, 1, 2], n)
    begun = whole(crossed * f.some(0.3, 1.0, n))
    logs = draw(st.integers(0, 3))
    cuts = np.sort(f.some(0, 1, n, 2 * logs), axis=1) * begun[:, None]
    known = f.ints(0, logs, n)[:, None] > np.arange(logs)[None, :]
    log_driver = np.where(known, f.dice.integers(0, d, (n, logs)), -1)
    return State(
        at_ms=at,
        laps=whole(crossed / cars.pace_ms),
        crossed_ms=crossed,
        due_ms=whole(np.where(status == 2, at + f.ints(0, 3 * MINUTE, n), at * f.flags(0.3, n))),
        status=whole(status),
        fuel=full[0] * f.some(0, 1, n),
        energy=full[1] * f.some(0, 1, n),
        tyre_age=f.ints(0, 10, n),
        sets=f.ints(1, 2, n),
        stops=f.ints(0, 3, n),
        must_done=f.ints(0, 1, n) * (cars.must_stop > 0),
        driver=zeros,
        driven_ms=whole(f.some(0, 1, n, d) * crossed[:, None] / d),
        since_ms=begun,
        log_driver=whole(log_driver),
        log_from_ms=whole(cuts[:, 0::2]),
        log_to_ms=whole(cuts[:, 1::2]),
        neutral=neutral,
        neutral_since_ms=int(f.ints(max(0, at - 6 * MINUTE), at)),
    )
