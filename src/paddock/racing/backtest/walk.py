"""Walking through past races in order of day, forecasting each from what was known before, and scoring it.

Nothing of a later day enters: parameters, ratings, figures of baselines and weights of pooling come from earlier races
only, and a race under way is cut at the moment of the forecast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.errors import BadRequest, PaddockError
from paddock.racing.backtest.report import BackTest, no_rows
from paddock.racing.backtest.scoring import Forecast, RaceCase, SeasonScores, learnt_from, reliabilities, score_season
from paddock.racing.form import Result, results_in
from paddock.racing.history import PastRace, past_races
from paddock.racing.ratings import Ratings, rate_seen, with_qualifying
from paddock.racing.sightings import Sighting, sightings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paddock.racing.kinship import Spread
    from paddock.racing.observing import Observation
    from paddock.racing.parameters import ParameterSet
    from paddock.racing.problem import Problem
    from paddock.racing.running import Backend
    from paddock.racing.setting import Starter

AT = (0.0, 0.25, 0.5, 0.75)
"""Shares of a race at which forecasts are made, unless asked otherwise."""
FEWEST_RACES = 3
"""A race with fewer races of its series before it is not forecast: nothing could be fitted."""
GROWTH = 1.25
"""Parameters are fitted anew for each season, and when the races before have become this many times as many."""


@dataclass(frozen=True, slots=True)
class Job:
    """A race at a moment, ready to be simulated anywhere: everything in it can be sent to another process.

    problem: the race from there.  seed, replicates: of the simulation.  known: what scoring needs besides.
    """

    problem: Problem
    seed: int
    replicates: int
    known: RaceCase


@dataclass(slots=True)
class Memory:
    """What was seen of a series so far, and what was last fitted to it."""

    races: list[PastRace] = field(default_factory=list)
    seen: list[Sighting] = field(default_factory=list)
    results: list[tuple[str, Result]] = field(default_factory=list)
    shown: list[Observation] = field(default_factory=list)
    parameters: ParameterSet | None = None
    spreads: Mapping[str, Spread] = field(default_factory=dict)
    fitted_for: str = ""
    fitted_on: int = 0


def backtest(
    store: Archive,
    catalogue: Catalogue,
    series: Sequence[str],
    seasons: Sequence[int],
    *,
    replicates: int = 1000,
    at: Sequence[float] = AT,
    seed: int = 1,
    backend: Backend | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> BackTest:
    """Return how good forecasts of past races would have been.

    store, catalogue: where the races are.  series: ids.  seasons: years to score; earlier seasons in the archive are
    forecast too, to learn from.  at: shares of the planned time, 0 for before the race.  seed: of the simulations.
    progress: called with what is being done, how much of it is done, and how much there is.
    Raises BadRequest when no race of these seasons is in the archive, or a share is not below 1.
    Source: docs/methods/race-backtest.md.
    """
    if not seasons or not at or min(at) < 0 or max(at) >= 1:
        raise BadRequest(
            "A back-test needs seasons, and shares of the race from 0 to below 1.",
            hint="For example `--seasons 2023-2024`.",
        )
    races = [one for one in past_races(store, catalogue, series) if _year(catalogue, one) <= max(seasons)]
    if not any(_year(catalogue, one) in seasons for one in races):
        raise BadRequest(
            "The archive has no laps of races of these seasons.", hint="Import them: `paddock timing import FILES`."
        )
    import polars as pl

    tell = progress or (lambda what, done, of: None)
    skipped: dict[str, str] = {}
    memory: dict[str, Memory] = {}
    past: list[Forecast] = []
    scores: dict[int, SeasonScores] = {}
    for year in sorted({_year(catalogue, one) for one in races}):
        jobs: list[Job] = []
        among = [one for one in races if _year(catalogue, one) == year]
        for number, race in enumerate(among, start=1):
            known = memory.setdefault(race.series, Memory())
            jobs += _jobs(catalogue, race, known, sorted(at), seed, replicates, skipped)
            _remember(known, race)
            tell(f"{year}: read", number, len(among))
        now = []
        for number, one in enumerate(_simulated(jobs, backend, skipped), start=1):
            now.append(one)
            tell(f"{year}: simulated", number, len(jobs))
        if year in seasons:
            scores[year] = score_season(sorted(at), year, now, past)
        past += now
    rows = [dict(row) for one in scores.values() for row in one.rows]
    return BackTest(
        tuple(series),
        tuple(sorted(seasons)),
        tuple(sorted(at)),
        seed,
        replicates,
        pl.DataFrame(rows, schema=no_rows().schema),
        reliabilities(tuple(scores.values())),
        {str(year): one.settings for year, one in scores.items()},
        {
            **{str(year): one.weights for year, one in scores.items()},
            f"after {max(scores)}": learnt_from(sorted(at), past),
        },
        skipped,
    )


def simulated_odds(shared: object, problem: Problem, seed: int, replicates: int) -> NDArray[np.float64] | str:
    """Return the odds of each place in class of a simulated race [N, places], or why there are none.

    A function of its arguments alone, so that it can be sent anywhere.  shared: nothing.
    """
    from paddock.racing.kernel import simulate
    from paddock.racing.tabulating import class_odds, plausible

    try:
        kept, rejected = plausible(simulate(problem, seed, 0, replicates))
    except PaddockError as error:
        return error.message
    if not len(kept):
        return "no replicate is plausible: " + "; ".join(rejected)
    return class_odds(kept, problem)


def _simulated(jobs: Sequence[Job], backend: Backend | None, skipped: dict[str, str]) -> Iterator[Forecast]:
    from paddock.racing.running import Threads

    pieces = [(job.problem, job.seed, job.replicates) for job in jobs]
    found: dict[int, NDArray[np.float64] | str] = {}
    for index, odds in (backend or Threads()).each(simulated_odds, None, pieces):
        found[index] = odds
        if isinstance(odds, str):
            skipped[f"{jobs[index].known.race} at {jobs[index].known.at:g}"] = odds
        else:
            yield Forecast(jobs[index].known, odds)


def _year(catalogue: Catalogue, race: PastRace) -> int:
    return catalogue.seasons[race.season].year


def _jobs(
    catalogue: Catalogue,
    race: PastRace,
    memory: Memory,
    at: Sequence[float],
    seed: int,
    replicates: int,
    skipped: dict[str, str],
) -> list[Job]:
    """Return what to simulate of a race, from what was known before its day."""
    from paddock.racing.asking import Known
    from paddock.racing.forecasting import prepare
    from paddock.racing.rules import race_rules

    if len(memory.races) < FEWEST_RACES:
        skipped[race.id] = f"only {len(memory.races)} earlier races of {race.series} are in the archive"
        return []
    try:
        rules = race_rules(catalogue, race.id)
        parameters, ratings = _fitted(memory, race)
        before = Known(rules, tuple(starters_of(race, catalogue)), race.day, parameters, ratings)
        jobs = []
        for share in at:
            moment = round(share * (race.duration_ms or last_crossing(race)))
            ready = prepare(before, laps=race.laps, at_ms=moment)
            known = RaceCase.of(race, share, ready.starters, ready.starts if share else {}, ratings, memory.results)
            jobs.append(Job(ready.problem, seed, replicates, known))
    except PaddockError as error:
        skipped[race.id] = error.message
        return []
    return jobs


def starters_of(race: PastRace, catalogue: Catalogue) -> list[Starter]:
    """Return the start list of a past race."""
    from paddock.racing.field import from_session

    return from_session(race.laps, race.results, race.grid, catalogue, catalogue.seasons.get(race.season))


def last_crossing(race: PastRace) -> int:
    """Return the clock when the last car crossed the line [ms]: the length of a race that has no planned time."""
    last = race.laps["elapsed_ms"].max()
    return int(last) if isinstance(last, int) else 0


def _fitted(memory: Memory, race: PastRace) -> tuple[ParameterSet, Ratings]:
    """Return parameters and ratings as they stood before a race."""
    from paddock.racing.calibration import calibrate

    fresh = not memory.parameters or memory.fitted_for != race.season or len(memory.races) >= GROWTH * memory.fitted_on
    if fresh:
        memory.parameters = calibrate(memory.shown)
        memory.fitted_for, memory.fitted_on = race.season, len(memory.races)
        memory.spreads = {}
    ratings = rate_seen(
        race.series,
        memory.seen,
        memory.results,
        [one.id for one in memory.races],
        memory.races[-1].day,
        race.season,
        memory.spreads,
    )
    memory.spreads = {**memory.spreads, **{one.race_class: one.spread for one in ratings.classes.values()}}
    best_ms = {
        name: {car: race.qualifying_ms[car] for car in result.cars if car in race.qualifying_ms}
        for name, result in results_in(race).items()
    }
    assert memory.parameters is not None
    return memory.parameters, with_qualifying(ratings.on(race.day, race.season), best_ms)


def _remember(memory: Memory, race: PastRace) -> None:
    from paddock.racing.observing import observe

    memory.races.append(race)
    memory.seen += sightings(race)
    memory.results += results_in(race).items()
    shown = observe(race)
    if shown is not None:
        memory.shown.append(shown)
