"""Setting up a race: parameters, rules, a start list and ratings made into the arrays the kernel reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddock.errors import BadRequest
from paddock.racing.setting_events import kinds

__all__ = ["Seat", "Starter", "class_names", "grid_order", "kinds", "seat_names", "set_up"]

if TYPE_CHECKING:
    from paddock.findings import Finding
    from paddock.racing.fallbacks import Lookup
    from paddock.racing.parameters import ParameterSet
    from paddock.racing.problem import Cars, Crews, Problem, State
    from paddock.racing.ratings import Rating, Ratings
    from paddock.racing.rules import RaceRules


@dataclass(frozen=True, slots=True)
class Seat:
    """A driver of a crew.

    grade: "platinum" … "bronze", empty when not known.  pace_share: by what he is slower than others of his grade in
    this car, as a share of lap time.
    """

    name: str = ""
    grade: str = ""
    pace_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Starter:
    """A car on the start list.

    car: number as printed.  race_class: as printed.  model: id or name of the car model.  seats: its crew, empty when
    not known.  grid: place on the grid in its class (or overall), from 1; 0 when not known.  plan: planned stops: lap
    after which, seat that takes over or -1, 1 with tyres; none: it stops when it has to.  yellow_from: share of the
    tank used from which it stops under a neutralisation, -1 by the odds of the series.  success_ms: to be waited at
    the first mandatory stop.  pace_share, sd_share: take the place of the rating's.
    """

    car: str
    race_class: str
    team: str = ""
    model: str = ""
    manufacturer: str = ""
    seats: tuple[Seat, ...] = ()
    grid: int = 0
    plan: tuple[tuple[int, int, int], ...] = ()
    yellow_from: float = -1.0
    success_ms: int = 0
    pace_share: float | None = None
    sd_share: float | None = None


def set_up(
    parameters: ParameterSet,
    rules: RaceRules,
    starters: Sequence[Starter],
    ratings: Ratings | None = None,
    *,
    state: State | None = None,
    moments_ms: Sequence[int] = (),
    fixed: Sequence[tuple[str, int, int]] = (),
    only_fixed: bool = False,
    laps_ms: Mapping[str, float] | None = None,
    findings: list[Finding] | None = None,
) -> Problem:
    """Return a race ready for the kernel.

    starters: in the order of the problem's cars, for a race from the green flag that of the grid (`grid_order`).
    ratings: None gives every car its class's pace.  state: the race under way, its arrays in the same order.
    moments_ms: when to note the order.  fixed: neutralisations given beforehand: flag, start and length [ms];
    only_fixed: there are no others.  laps_ms: lap time of each class where it is known better [ms].  findings: what
    had to be taken from elsewhere is appended.
    Raises BadRequest for a class that neither the parameters nor what they fall back on know, a kind of neutralisation
    that the rules do not, and for no starters.
    """
    import numpy as np

    from paddock.racing.fallbacks import Lookup
    from paddock.racing.problem import Problem, frozen
    from paddock.racing.setting_classes import class_arrays
    from paddock.racing.setting_events import events_of, neutral_of

    if not starters:
        raise BadRequest("There are no cars on the start list.", hint="Name a race with entries, or give a start list.")
    lookup = Lookup(parameters, rules.circuit, rules.lap_km, dict(laps_ms or {}))
    names = class_names(starters)
    laps = np.array([lookup.lap_ms(name) for name in names])
    classes = class_arrays(lookup, rules, names, laps)
    cars = _cars(lookup, rules, starters, ratings, names, laps)
    problem = Problem(
        length=rules.length,
        classes=classes,
        events=events_of(lookup, rules, names, laps),
        neutral=neutral_of(lookup, rules, names, laps, fixed, only_fixed),
        cars=cars,
        crews=_crews(lookup, rules, starters, cars.pace_ms),
        state=state or _green_flag(lookup, cars, max(1, *(len(one.seats) for one in starters))),
        moments_ms=np.array(moments_ms, np.int64),
    )
    for part in (problem.classes, problem.events, problem.neutral, problem.cars, problem.crews, problem.state):
        frozen(part)
    if findings is not None:
        findings.extend(one for one in lookup.findings if one not in findings)
    return problem


def class_names(starters: Sequence[Starter]) -> list[str]:
    """Return the classes of a start list in the order of the kernel's index."""
    return list(dict.fromkeys(one.race_class for one in starters))


def grid_order(
    starters: Sequence[Starter],
    ratings: Ratings | None = None,
    parameters: ParameterSet | None = None,
    circuit: str = "",
) -> list[Starter]:
    """Return the starters as they stand on the grid.

    Quicker classes stand in front where the parameters tell them; within a class places that are known come first,
    then the better rated.
    """
    from paddock.racing.fallbacks import Lookup

    quick: dict[str, float] = {}
    if parameters is not None:
        lookup = Lookup(parameters, circuit)
        quick = {name: lookup.lap_ms(name) for name in class_names(starters)}
    order = {name: place for place, name in enumerate(class_names(starters))}

    def place(one: Starter) -> tuple[float, int, bool, int, float]:
        pace = _rating(one, ratings, circuit)[0]
        return quick.get(one.race_class, 0.0), order[one.race_class], not one.grid, one.grid, pace

    return sorted(starters, key=place)


def seat_names(starters: Sequence[Starter]) -> Mapping[str, tuple[str, ...]]:
    """Return the names of each car's crew, by car."""
    return {one.car: tuple(seat.name for seat in one.seats) for one in starters}


def _rating(one: Starter, ratings: Ratings | None, circuit: str) -> tuple[float, float | None]:
    """Return a car's pace over its class's and the spread of that in one race, as shares of lap time."""
    rating: Rating | None = ratings.of(one, circuit) if ratings is not None else None
    pace = one.pace_share if one.pace_share is not None else (rating.pace_share if rating else 0.0)
    spread = one.sd_share if one.sd_share is not None else (rating.whole_share if rating else None)
    return pace, spread


def _cars(
    lookup: Lookup,
    rules: RaceRules,
    starters: Sequence[Starter],
    ratings: Ratings | None,
    names: list[str],
    laps: Any,
) -> Cars:
    """Return the field."""
    import numpy as np

    from paddock.racing.problem import Cars
    from paddock.racing.setting_classes import ENDLESS, offsets, tank_laps, wear

    n = len(starters)
    of = np.array([names.index(one.race_class) for one in starters], np.int64)
    pace, spread = np.zeros(n), np.zeros(n)
    slow = lookup.parameters.race_slow_share.value
    tanks = [tank_laps(lookup, rules, name, lap) for name, lap in zip(names, laps, strict=True)]
    for i, one in enumerate(starters):
        share, sd = _rating(one, ratings, rules.circuit)
        _, figures = lookup.race_class(one.race_class)
        lap = laps[of[i]]
        tyre, fuel, tyres_last = wear(figures, lap, tanks[of[i]])
        # A reference lap is a stint's middle one: half the tyres are used up, half the fuel is aboard.
        pace[i] = lap * (1 + share + slow) - tyre * tyres_last / 2 - fuel * min(tanks[of[i]], tyres_last) / 2
        spread[i] = lap * (figures.pace_sd_share.value if sd is None else sd)
    steps = max([len(one.plan) for one in starters], default=0)
    plan = np.full((3, n, steps), -1, np.int64)
    for i, one in enumerate(starters):
        for k, stop in enumerate(one.plan):
            plan[:, i, k] = stop
    last = np.array(
        [wear(lookup.race_class(name)[1], lap, tank)[2] for name, lap, tank in zip(names, laps, tanks, strict=True)]
    )
    energy = np.array(
        [tank if rules.procedure.has_energy(name) else ENDLESS for name, tank in zip(names, tanks, strict=True)]
    )
    tank = np.array(tanks)
    must = rules.mandatory
    return Cars(
        race_class=of,
        group=np.zeros(n, np.int64),
        pace_ms=pace,
        pace_sd_ms=spread,
        # Everybody's pace rises and falls with the weather.
        group_sd_ms=np.array([lookup.parameters.race_sd_share.value * float(laps.min())]),
        offsets=offsets(),
        tank_laps=tank[of],
        energy_laps=energy[of],
        tyre_laps=np.where(tank[of] < ENDLESS, last[of], 0).astype(np.int64),
        tyre_sets=np.zeros(n, np.int64),
        yellow_from=np.array([one.yellow_from for one in starters], float),
        must_stop=np.full(n, must.stops, np.int64),
        must_from_ms=must.from_ms,
        must_until_ms=must.until_ms or rules.length.duration_ms,
        must_change=int(must.change),
        must_lane_ms=must.lane_ms,
        success_ms=np.array([one.success_ms for one in starters], np.int64),
        plan_lap=plan[0],
        plan_driver=plan[1],
        plan_tyres=np.maximum(plan[2], 0),
    )


def _crews(lookup: Lookup, rules: RaceRules, starters: Sequence[Starter], pace_ms: Any) -> Crews:
    """Return who may drive how long, and how quick; a car whose crew is not known has one driver without limits."""
    import numpy as np

    from paddock.racing.problem import Crews
    from paddock.racing.rules import limits_for

    n = len(starters)
    seats = max(1, *(len(one.seats) for one in starters))
    whole = {name: np.zeros((n, seats), np.int64) for name in ("least_ms", "most_ms", "stint_ms", "window_most_ms")}
    pace, share, window = np.zeros((n, seats)), np.zeros((n, seats)), np.zeros(n, np.int64)
    for i, one in enumerate(starters):
        share[i, : max(len(one.seats), 1)] = 1 / max(len(one.seats), 1)
        if not one.seats:
            continue
        own = limits_for(rules, one.race_class, one.seats)
        k = len(one.seats)
        shares = [
            seat.pace_share + lookup.grade_share(one.race_class, seat.grade) if seat.grade else seat.pace_share
            for seat in one.seats
        ]
        pace[i, :k] = [(share - sum(shares) / k) * pace_ms[i] for share in shares]
        whole["least_ms"][i, :k], whole["most_ms"][i, :k] = own.least, own.most
        whole["stint_ms"][i, :k], whole["window_most_ms"][i, :k] = own.stint, own.window_most
        window[i] = own.window
    return Crews(pace_ms=pace, share=share, window_ms=window, **whole)


def _green_flag(lookup: Lookup, cars: Cars, seats: int) -> State:
    """Return the state at the green flag: full tanks, new tyres, each car behind the one before it."""
    import numpy as np

    from paddock.racing.problem import MOST_STINTS, State

    n = len(cars.race_class)
    behind = np.rint(np.arange(n) * lookup.parameters.grid_gap_ms.value).astype(np.int64)
    log = np.full((n, MOST_STINTS), -1, np.int64)
    return State(
        at_ms=0,
        crossed_ms=behind,
        fuel=cars.tank_laps.copy(),
        energy=cars.energy_laps.copy(),
        sets=np.ones(n, np.int64),
        driven_ms=np.zeros((n, seats), np.int64),
        log_driver=log,
        log_from_ms=np.zeros((n, MOST_STINTS), np.int64),
        log_to_ms=np.zeros((n, MOST_STINTS), np.int64),
        laps=np.zeros(n, np.int64),
        due_ms=np.zeros(n, np.int64),
        status=np.zeros(n, np.int64),
        tyre_age=np.zeros(n, np.int64),
        stops=np.zeros(n, np.int64),
        must_done=np.zeros(n, np.int64),
        driver=np.zeros(n, np.int64),
        since_ms=np.zeros(n, np.int64),
    )
