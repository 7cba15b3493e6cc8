"""A past race simulated anew, to be held against how it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paddock.catalogue import Catalogue
    from paddock.racing.history import PastRace
    from paddock.racing.observing import Observation
    from paddock.racing.outcome import Outcome
    from paddock.racing.parameters import ParameterSet

MINUTE = 60_000
RETIRED = 2


@dataclass(frozen=True, slots=True)
class Rerun:
    """How a race went, and how simulated ones did.

    classes: by class what was counted → (in the race, array over replicates); neutral: minutes of each kind, likewise.
    laps, stints: by class, green laps over the class's middle one less 1, and laps between stops: of the race, and of
    one replicate.
    """

    classes: Mapping[str, Mapping[str, tuple[float, Any]]]
    neutral: Mapping[str, tuple[float, Any]]
    laps: Mapping[str, tuple[Sequence[float], Sequence[float]]]
    stints: Mapping[str, tuple[Sequence[float], Sequence[float]]]


def rerun(
    parameters: ParameterSet, race: PastRace, shown: Observation, catalogue: Catalogue, seed: int, replicates: int
) -> Rerun:
    """Simulate a past race from its start list; nothing of how it went is used.

    Raises what its rules or its start list raise when they cannot be set up.
    """
    from paddock.racing.field import from_session
    from paddock.racing.kernel import simulate, trace
    from paddock.racing.ratings import from_parameters
    from paddock.racing.rules import race_rules
    from paddock.racing.setting import class_names, grid_order, kinds, set_up

    rules = race_rules(catalogue, race.id)
    ratings = from_parameters(parameters)
    if ratings is not None:
        ratings = ratings.on(race.day, race.season)
    field = from_session(race.laps, race.results, race.grid, catalogue, catalogue.seasons.get(race.season))
    starters = grid_order(field, ratings, parameters, rules.circuit)
    problem = set_up(parameters, rules, starters, ratings)
    names = class_names(starters)
    outcome = simulate(problem, seed, 0, replicates)
    rows = trace(problem, seed, 0)
    return Rerun(
        _counted(shown, outcome, names, problem.cars.race_class),
        _neutralised(shown, outcome, kinds(parameters, rules)),
        _green_laps(shown, rows, names, problem.cars.race_class),
        _between_stops(shown, rows, names, problem.cars.race_class),
    )


def _counted(
    shown: Observation, outcome: Outcome, names: Sequence[str], of: Any
) -> dict[str, dict[str, tuple[float, Any]]]:
    """Return laps, stops and retirements by class."""
    import numpy as np
    import polars as pl

    visits = shown.stops.filter(~pl.col("purpose").is_in(["drive-through", "red-flag"])).group_by("car").len("stops")
    cars = shown.cars.join(visits, on="car", how="left").with_columns(pl.col("stops").fill_null(0))
    found = {}
    for k, name in enumerate(names):
        own = cars.filter(pl.col("class") == name)
        still = own.filter(~pl.col("retired"))
        mine = of == k
        if not still.height or not mine.any():
            continue
        laps, out = outcome.laps[:, mine].astype(float), outcome.status[:, mine] == RETIRED
        most, seen_most = laps.max(1), float(own["laps"].to_numpy().max())
        running = np.where(out, np.nan, laps)
        all_out = out.all(1)
        running[all_out] = laps[all_out]
        stops = np.where(out, np.nan, outcome.stops[:, mine].astype(float))
        stops[all_out] = outcome.stops[:, mine][all_out]
        found[name] = {
            "laps of the winner": (seen_most, most),
            "laps from winner to middle": (
                seen_most - float(np.median(still["laps"].to_numpy())),
                most - np.nanmedian(running, axis=1),
            ),
            "stops": (float(still["stops"].to_numpy().mean()), np.nanmean(stops, axis=1)),
            "retired": (float(own["retired"].to_numpy().mean()), out.mean(1)),
        }
    return found


def _neutralised(shown: Observation, outcome: Outcome, flags: Sequence[str]) -> dict[str, tuple[float, Any]]:
    """Return minutes under each kind of neutralisation that lap files print."""
    import polars as pl

    seen = shown.periods.with_columns((pl.col("end_ms") - pl.col("start_ms")).alias("for_ms"))
    printed = dict(seen.group_by("kind").agg(pl.col("for_ms").sum()).iter_rows())
    told = {
        flag: (printed.get(flag, 0) / MINUTE, outcome.neutral_ms[:, k] / MINUTE)
        for k, flag in enumerate(flags)
        if flag in printed or outcome.neutral_ms[:, k].any()
    }
    # A chain of neutralisations counts as its strongest here, so that only the sum compares.
    whole = sum(value for value, _ in told.values()), sum(value for _, value in told.values())
    return {"all": whole} if told else {}


def _green_laps(
    shown: Observation, rows: Sequence[Any], names: Sequence[str], of: Any
) -> dict[str, tuple[list[float], list[float]]]:
    """Return green laps out of the pits over the middle one, less 1, by class."""
    import numpy as np
    import polars as pl

    found = {}
    for k, name in enumerate(names):
        real = shown.laps.filter(pl.col("class") == name)["lap_time_ms"].to_numpy()
        mine = np.array(
            [row.lap_ms for row in rows if of[row.car] == k and row.neutral < 0 and not row.stopped and row.lap > 1]
        )
        if len(real) and len(mine):
            # As in the files, what is far slower tells nothing of pace.
            mine = mine[mine < 1.3 * np.quantile(mine, 0.25)]
            found[name] = (
                (real / np.median(real) - 1).tolist(),
                (mine / np.median(mine) - 1).tolist(),
            )
    return found


def _between_stops(
    shown: Observation, rows: Sequence[Any], names: Sequence[str], of: Any
) -> dict[str, tuple[list[float], list[float]]]:
    """Return laps between two stops, by class; the stint to the flag is none."""
    import polars as pl

    found = {}
    visits = shown.stops.filter(~pl.col("purpose").is_in(["drive-through", "red-flag"])).sort("car", "in_lap")
    spans = visits.with_columns((pl.col("in_lap") - pl.col("in_lap").shift(1, fill_value=0).over("car")).alias("span"))
    for k, name in enumerate(names):
        real = [float(one) for one in spans.filter(pl.col("class") == name)["span"]]
        last: dict[int, int] = {}
        mine = []
        for row in rows:
            if of[row.car] == k and row.stopped:
                mine.append(float(row.lap - 1 - last.get(row.car, 0)))
                last[row.car] = row.lap - 1
        found[name] = (real, mine)
    return found
