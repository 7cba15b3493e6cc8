"""From a race and a car to a strategy report: the best plans, compared, and when to stop under a yellow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from paddock.findings import Finding
from paddock.racing.strategy.comparing import Compared, Comparison, compare
from paddock.racing.strategy.kinds import best_plans
from paddock.racing.strategy.plan import Plan, with_plan
from paddock.racing.strategy.report import StrategyReport
from paddock.racing.strategy.single import car_race
from paddock.tables.strategy import RACE_PLAN_STINTS, RACE_PLANS, RACE_YELLOWS

if TYPE_CHECKING:
    from paddock.racing.problem import Problem
    from paddock.racing.running import Backend, Progress

SHARES = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85)
"""Shares of the tank used from which the car is let stop under a neutralisation."""
NEVER = 2.0
"""A share of the tank that is never used: the car does not stop for a neutralisation alone."""
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a strategy is asked for.

    car: index in the problem.  number: of the car; seats: names of its crew.  plans: how many to compare at most.
    seed, replicates: of the comparison, 0 replicates for none.
    """

    car: int
    number: str
    seats: tuple[str, ...]
    plans: int = 5
    seed: int = 1
    replicates: int = 1000


def make(
    problem: Problem,
    asked: Asked,
    *,
    backend: Backend | None = None,
    told: Told = lambda what: None,
    progress: Progress | None = None,
) -> StrategyReport:
    """Return the best plans for a car, compared over the same simulated races, and what to do under a yellow.

    told: called with what is being done.  progress: called with how many more races were simulated.
    Raises BadRequest when no plan keeps the rules.
    Source: docs/methods/race-strategy.md.
    """
    race = car_race(problem, asked.car)
    told("best plan")
    plans = list(best_plans(race, asked.number, asked.seats, asked.plans, told))
    findings = list(_unproved(plans))
    compared: Comparison | None = None
    yellow: Comparison | None = None
    if asked.replicates:
        told("comparing plans")
        ways = [with_plan(problem, asked.car, one) for one in plans]
        compared = compare(
            ways, asked.car, seed=asked.seed, replicates=asked.replicates, backend=backend, progress=progress
        )
        if compared is not None:
            order = _best_first(compared)
            plans = [plans[k] for k in order]
            compared = replace(compared, ways=tuple(compared.ways[k] for k in order), best=0)
            told("stopping under a yellow")
            policies = [
                _policy(with_plan(problem, asked.car, plans[0]), asked.car, share) for share in (NEVER, *SHARES)
            ]
            yellow = compare(
                policies, asked.car, seed=asked.seed, replicates=asked.replicates, backend=backend, progress=progress
            )
        if compared is None or yellow is None:
            said = "Broken off, or no race was plausible: what is missing was not compared."
            findings.append(Finding("warning", "partial", said))
    tank = float(min(problem.cars.tank_laps[asked.car], problem.cars.energy_laps[asked.car]))
    rows = list(_yellow_rows(yellow, tank)) if yellow is not None else []
    return StrategyReport(
        car=asked.number,
        seats=asked.seats,
        at_ms=problem.state.at_ms,
        seed=asked.seed,
        replicates=compared.replicates if compared is not None else 0,
        rejected=compared.rejected if compared is not None else 0,
        found=tuple(plans),
        plans=RACE_PLANS.frame(_plan_rows(plans, compared, asked.seats)),
        stints=RACE_PLAN_STINTS.frame(_stint_rows(plans, asked.seats)),
        yellow=RACE_YELLOWS.frame(rows),
        advice=_advice(yellow, tank),
        findings=tuple(findings),
    )


def _unproved(plans: Sequence[Plan]) -> Iterator[Finding]:
    """Yield what is left to be proved of the best plan alone on the track."""
    best = plans[0]
    if best.gap_ms:
        said = f"Not every plan was looked at: a better one may gain up to {best.gap_ms / 1000:.1f} s over the race."
        yield Finding("info", "plan-not-proved", said)
    elif best.assumed:
        said = (
            "The best plan is proved but for such as keep the rules only by being too slow for another lap, which "
            "nobody of the crew would have the time to drive."
        )
        yield Finding("info", "plan-proved-but", said)


def _best_first(compared: Comparison) -> list[int]:
    ways = compared.ways
    return sorted(range(len(ways)), key=lambda k: (k != compared.best, ways[k].place_mean, k))


def _policy(problem: Problem, car: int, share: float) -> Problem:
    yellow_from = problem.cars.yellow_from.copy()
    yellow_from[car] = share
    return replace(problem, cars=replace(problem.cars, yellow_from=yellow_from))


def _plan_rows(plans: Sequence[Plan], compared: Comparison | None, seats: Sequence[str]) -> Iterator[dict[str, object]]:
    for number, one in enumerate(plans, start=1):
        row: dict[str, object] = {
            "plan": number,
            "label": one.label,
            "stops": len(one.stops),
            "tyre_changes": sum(stop.tyres for stop in one.stops),
            "order": _order(one, seats),
            "laps": one.laps,
            "time_ms": one.time_ms,
            "gap_ms": one.gap_ms,
        }
        if compared is not None:
            way = compared.ways[number - 1]
            behind, low, high = (round(one) for one in way.behind_ms)
            row |= _told(way) | {"behind_mean_ms": behind, "behind_low_ms": low, "behind_high_ms": high}
        yield row


def _order(plan: Plan, seats: Sequence[str]) -> list[str]:
    """Return who drives, drive after drive."""
    drives = [plan.driver, *(stop.driver for stop in plan.stops)]
    return [_name(seats, seat) for k, seat in enumerate(drives) if k == 0 or seat != drives[k - 1]]


def _stint_rows(plans: Sequence[Plan], seats: Sequence[str]) -> Iterator[dict[str, object]]:
    for number, one in enumerate(plans, start=1):
        for k, stint in enumerate(one.stints, start=1):
            stop = stint.stop
            yield {
                "plan": number,
                "stint": k,
                "seat": stint.driver + 1,
                "driver": _name(seats, stint.driver),
                "from_lap": stint.from_lap,
                "to_lap": stint.to_lap,
                "from_ms": stint.from_ms,
                "to_ms": stint.to_ms,
                "new_tyres": stop is not None and stop.tyres,
                "tyre_age": stint.tyre_age,
                "fuel_laps": stop.fuel_laps if stop is not None else 0.0,
                "stop_ms": stop.stop_ms if stop is not None else 0,
                "mandatory": stop is not None and stop.mandatory,
            }


def _yellow_rows(yellow: Comparison, tank: float) -> Iterator[dict[str, object]]:
    for share, way in zip((None, *SHARES), yellow.ways, strict=True):
        lap = round(share * tank) if share is not None else None
        yield {"tank_share": share, "from_lap": lap, **_told(way)}


def _told(way: Compared) -> dict[str, object]:
    worse, low, high = way.place_worse
    return {
        "place_mean": way.place_mean,
        "win": way.win,
        "podium": way.podium,
        "laps_mean": way.laps_mean,
        "place_worse": worse,
        "place_worse_low": low,
        "place_worse_high": high,
        "rules_broken": way.rules_broken,
    }


def _advice(yellow: Comparison | None, tank: float) -> str:
    """Return when to stop under a neutralisation, in a sentence; empty where that was not compared."""
    if yellow is None:
        return ""
    never = yellow.ways[0]
    worse, low, high = never.place_worse
    if yellow.best == 0:
        return "Do not stop for a neutralisation alone: no share of the tank from which to stop gains a place."
    share = SHARES[yellow.best - 1]
    where = f"from lap {round(share * tank)} of a full stint on ({100 * share:.0f} % of the tank used)"
    if low <= 0:
        return (
            f"No difference that shows: stopping under a neutralisation {where} gains {_two(worse)} places in the "
            f"mean, which may be chance ({_two(low)} to {_two(high)})."
        )
    return (
        f"Stop under a neutralisation {where}: it gains {_two(worse)} places in the mean ({_two(low)} to {_two(high)})."
    )


def _two(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}"  # no minus before a nought


def _name(seats: Sequence[str], seat: int) -> str:
    name = seats[seat] if 0 <= seat < len(seats) else ""
    return name or f"no. {seat + 1}"
