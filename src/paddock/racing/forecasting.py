"""A race forecast: rules, parameters, ratings and a start list set up, simulated, and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from paddock.errors import BadRequest, PaddockError
from paddock.findings import Finding
from paddock.racing.result import Basis, RaceForecast, RaceTold
from paddock.racing.running import Backend, Progress, run
from paddock.racing.setting import Starter
from paddock.racing.tabulating import Runner, class_odds, plausible, tables

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from paddock.racing.asking import Known
    from paddock.racing.outcome import Outcome
    from paddock.racing.problem import Problem
    from paddock.racing.rules import RaceRules

MOMENTS = 24
"""Moments of a race at which order and gaps are told."""
FEWEST_LAPS = 10
"""Green laps of a class that tell its lap time in the race under way."""


class NothingSimulated(PaddockError):
    """A run was broken off before its first piece was done, or no replicate is plausible."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A race ready to be simulated, with what is needed to tell of it.

    starters: in the order of the problem's cars.  kinds: flag code and name of the kinds of neutralisation.
    starts: place in class at the start of the simulation, by car; empty where that is the green flag without a grid.
    strengths: of each starter by form, None for one never seen; empty without ratings.
    """

    told: RaceTold
    basis: Basis
    problem: Problem
    starters: tuple[Starter, ...]
    kinds: tuple[tuple[str, str], ...]
    starts: Mapping[str, int]
    strengths: tuple[float | None, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def runners(self) -> tuple[Runner, ...]:
        """The cars as tables name them."""
        return tuple(
            Runner(
                one.car,
                one.race_class,
                one.team,
                one.model or one.manufacturer,
                tuple(seat.name or f"no. {number}" for number, seat in enumerate(one.seats, start=1)),
                self.starts.get(one.car),
            )
            for one in self.starters
        )


def prepare(
    known: Known,
    *,
    laps: pl.DataFrame | None = None,
    at_ms: int = 0,
    fixed: Sequence[tuple[str, int, int]] = (),
    only_fixed: bool = False,
    changes: Sequence[str] = (),
    name: str = "",
) -> Prepared:
    """Set a race up, from the green flag or from a moment of it.

    known: the race and what is known of it (`paddock.racing.asking`).  laps: table `laps` of the race under way; only
    what was known at at_ms [ms] is used.  fixed: neutralisations given beforehand: kind, start and length [ms].
    only_fixed: there are no others.  changes: what is supposed, in words.  name: what to call a race that is not on
    record.  Raises BadRequest for a field, a crew or a moment that cannot be simulated.
    """
    from paddock.racing.ratings import with_race_so_far
    from paddock.racing.setting import grid_order, kinds, set_up
    from paddock.racing.state import known_at, state_at

    rules, parameters, ratings = known.rules, known.parameters, known.ratings
    findings = [*known.findings, *_crews(rules, known)]
    so_far = None
    if at_ms:
        if laps is None:
            raise BadRequest("A race under way needs its laps.", hint="Give the lap file, and the moment with --at.")
        so_far = known_at(laps, at_ms)
        if not so_far.laps.height:
            raise BadRequest(
                f"No car has completed a lap {at_ms / 1000:g} s into the race.", hint="Take a later moment."
            )
        if ratings is not None:
            ratings = with_race_so_far(ratings, so_far.laps, rules)
    starters = grid_order(known.starters, ratings, parameters, rules.circuit)
    codes = kinds(parameters, rules)
    problem = set_up(
        parameters,
        rules,
        starters,
        ratings,
        fixed=fixed,
        only_fixed=only_fixed,
        laps_ms=_class_laps(so_far.laps) if so_far is not None else None,
        findings=findings,
    )
    starts = _grid(starters)
    if so_far is not None:
        seats = [[seat.name for seat in one.seats] for one in starters]
        state = state_at(so_far, problem, [one.car for one in starters], seats, codes)
        problem = replace(problem, state=state)
        starts = _running_order(so_far.laps)
    problem = replace(problem, moments_ms=_moments(problem))
    names = {one.flag: one.name for one in rules.procedure.kinds}
    basis = Basis(
        parameters.name,
        tuple(parameters.fitted_on),
        tuple(ratings.races) if ratings is not None else (),
        tuple(changes),
    )
    return Prepared(
        _race_told(rules, starters, at_ms, name),
        basis,
        problem,
        tuple(starters),
        tuple((code, names.get(code, code)) for code in codes),
        starts,
        tuple(ratings.strength(one) for one in starters) if ratings is not None else (),
        tuple(dict.fromkeys(findings)),
    )


def forecast(
    prepared: Prepared,
    *,
    seed: int,
    replicates: int,
    backend: Backend | None = None,
    progress: Progress | None = None,
) -> RaceForecast:
    """Simulate a race and tell what came of it.

    seed: any whole number; with the replicates it decides every draw.  Broken off (Ctrl-C), the forecast tells of the
    replicates that were done and says so.  Raises NothingSimulated when there are none.
    """
    outcome = run(prepared.problem, seed=seed, replicates=replicates, backend=backend, progress=progress)
    if outcome is None:
        raise NothingSimulated("Broken off before the first replicates were done.", hint="Let it run a little longer.")
    kept, rejected = plausible(outcome)
    if not len(kept):
        raise NothingSimulated(
            "No replicate is plausible: " + "; ".join(f"{reason} ({n})" for reason, n in rejected.items()) + ".",
            hint="Look at the length of the race, the paces and the rates of the parameters.",
        )
    findings = list(prepared.findings)
    if len(outcome) < replicates:
        said = f"Broken off: {len(outcome):,} of {replicates:,} replicates were simulated."
        findings.append(Finding("warning", "partial", said))
    told = tables(kept, prepared.problem, prepared.runners, prepared.kinds, _odds(prepared, kept))
    return RaceForecast(
        prepared.told,
        prepared.basis,
        seed,
        len(outcome),
        replicates,
        rejected,
        **told,
        findings=tuple(findings),
    )


def _moments(problem: Problem) -> NDArray[np.int64]:
    """Return moments in equal parts of the race, to the minute, after the moment it starts from."""
    import numpy as np

    minute = 60_000
    whole = problem.length.duration_ms or int(problem.length.laps * problem.cars.pace_ms.min())
    if problem.length.laps and problem.length.duration_ms:
        whole = min(whole, int(problem.length.laps * problem.cars.pace_ms.min()))
    step = max(round(whole / MOMENTS / minute), 1) * minute
    every = np.arange(step, whole, step, dtype=np.int64)
    later: NDArray[np.int64] = every[every > problem.state.at_ms]
    return later


def _race_told(rules: RaceRules, starters: Sequence[Starter], at_ms: int, name: str) -> RaceTold:
    """Return which race it is, and from when; name: of one that is not on record, else empty."""
    return RaceTold(
        id="/".join(part for part in (rules.meeting, rules.session) if part) if not name else "",
        name=name or rules.name,
        series=rules.series,
        season=rules.season,
        circuit=rules.circuit,
        classes=tuple(dict.fromkeys(one.race_class for one in starters)),
        duration_ms=rules.length.duration_ms,
        laps=rules.length.laps,
        at_ms=at_ms,
    )


def _crews(rules: RaceRules, known: Known) -> list[Finding]:
    """Return what the rules hold against the crews.  Raises BadRequest for a crew that no plan can satisfy."""
    from paddock.racing.rules import check_crews

    lap = known.parameters.lap_ms.value
    found = check_crews(rules, known.starters, round(rules.length.laps * lap))
    impossible = next((one for one in found if one.level == "error"), None)
    if impossible is not None:
        raise BadRequest(f"{impossible.where}: {impossible.message}.", hint=impossible.hint)
    return found


def _odds(prepared: Prepared, outcome: Outcome) -> NDArray[np.float64]:
    """Return the odds of places in class, joined with form and, for a race under way, with the running order."""
    from paddock.racing.pooling import pooled_field, weights_at

    problem = prepared.problem
    at, whole = problem.state.at_ms, problem.length.duration_ms
    if not whole:
        whole = round(problem.length.laps * float(problem.cars.pace_ms.min()))
    places = [prepared.starts.get(one.car, 0) for one in prepared.starters] if at else []
    if not all(places):
        last = len(places) + 1
        places = [place or last for place in places]
    return pooled_field(
        weights_at(min(at / whole, 1.0)),
        class_odds(outcome, problem),
        problem.cars.race_class,
        prepared.strengths,
        places,
    )


def _class_laps(laps: pl.DataFrame) -> dict[str, float]:
    """Return the median green lap of each class so far [ms], of those with enough of them."""
    import polars as pl

    rows = laps.filter("counts_for_pace").group_by("class").agg(pl.len(), pl.col("lap_time_ms").median())
    return {str(name): float(middle) for name, n, middle in rows.iter_rows() if n >= FEWEST_LAPS and name is not None}


def _grid(starters: Sequence[Starter]) -> dict[str, int]:
    """Return places in class on the grid, where the grid is known."""
    count: dict[str, int] = {}
    places = {}
    for one in starters:
        count[one.race_class] = count.get(one.race_class, 0) + 1
        if one.grid:
            places[one.car] = count[one.race_class]
    return places


def _running_order(laps: pl.DataFrame) -> dict[str, int]:
    from paddock.timing.order import order

    rows = order(laps)
    return dict(zip(rows["car"].to_list(), rows["position_in_class"].to_list(), strict=True))
