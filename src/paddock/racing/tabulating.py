"""From simulated races to the tables of a forecast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from paddock.racing.outcome import NOT_CLASSIFIED, RETIRED, Outcome
from paddock.tables import RACE_ENTRIES, RACE_MOMENTS, RACE_NEUTRALISATIONS, RACE_PLACES, RACE_SEATS

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from paddock.racing.problem import Problem

PODIUM = 3
REJECTED = {1: "no car was running at the end", 2: "a car completed more laps than can be"}
"""Why a replicate is implausible, by its number in `Outcome.rejected`."""


@dataclass(frozen=True, slots=True)
class Runner:
    """A car as people know it: number, class as printed, team, model, crew; start: place in class when it began."""

    car: str
    race_class: str
    team: str = ""
    model: str = ""
    drivers: tuple[str, ...] = ()
    start: int | None = None


def plausible(outcome: Outcome) -> tuple[Outcome, dict[str, int]]:
    """Return the plausible replicates, and how many are left out for which reason."""
    reasons, counts = np.unique(outcome.rejected[outcome.rejected > 0], return_counts=True)
    told = {REJECTED[int(one)]: int(n) for one, n in zip(reasons, counts, strict=True)}
    if not told:
        return outcome, told
    kept = outcome.rejected == 0
    return Outcome(*(getattr(outcome, one.name)[kept] for one in fields(Outcome))), told


def place_odds(places: NDArray[np.int16], among: int) -> NDArray[np.float64]:
    """Return the odds of each place.

    places [R, N]: from 1.  among: number of places.  Returns [N, among]; rows add up to 1.
    """
    count = len(places)
    return np.stack([np.bincount(column - 1, minlength=among)[:among] / count for column in places.T])


def class_odds(outcome: Outcome, problem: Problem) -> NDArray[np.float64]:
    """Return the odds of each place in the class [N, most cars of a class]; places a class has not are 0."""
    most = int(np.bincount(problem.cars.race_class).max())
    return place_odds(outcome.in_class, most)


def tables(
    outcome: Outcome,
    problem: Problem,
    runners: Sequence[Runner],
    kinds: Sequence[tuple[str, str]],
    odds: NDArray[np.float64] | None = None,
) -> Mapping[str, pl.DataFrame]:
    """Return the tables of a forecast by the names of `RaceForecast`'s fields.

    outcome: plausible replicates, at least one.  runners: in the order of the problem.  kinds: flag code and name of
    the problem's kinds of neutralisation.  odds: places in class [N, places] in place of those simulated.
    """
    odds = class_odds(outcome, problem) if odds is None else odds
    return {
        "entries": RACE_ENTRIES.frame(_entries(outcome, problem, runners, odds)),
        "places": RACE_PLACES.frame(_places(outcome, problem, runners, odds)),
        "moments": RACE_MOMENTS.frame(_moments(outcome, problem, runners)),
        "seats": RACE_SEATS.frame(_seats(outcome, problem, runners)),
        "neutralisations": RACE_NEUTRALISATIONS.frame(_neutralisations(outcome, kinds)),
    }


def _low_high(values: NDArray[Any], share: float) -> NDArray[Any]:
    """Return a quantile that is one of the values, column by column."""
    found: NDArray[Any] = np.quantile(values, share, axis=0, method="inverted_cdf")
    return found


def _quantile(odds: NDArray[np.float64], share: float) -> NDArray[np.int64]:
    """Return the first place by which a share of the odds is reached, row by row, from 1."""
    reached: NDArray[np.int64] = np.argmax(np.cumsum(odds, axis=1) >= share - 1e-12, axis=1) + 1
    return reached


def _entries(
    outcome: Outcome, problem: Problem, runners: Sequence[Runner], odds: NDArray[np.float64]
) -> list[dict[str, object]]:
    marks = np.arange(1, odds.shape[1] + 1)
    columns: dict[str, NDArray[Any]] = {
        "place_mean": odds @ marks,
        **{f"place_p{p}": _quantile(odds, p / 100) for p in (10, 50, 90)},
        "win": odds[:, 0],
        "podium": odds[:, :PODIUM].sum(axis=1),
        "overall_mean": outcome.position.mean(axis=0),
        "laps_mean": outcome.laps.mean(axis=0),
        **{f"laps_p{p}": _low_high(outcome.laps, p / 100) for p in (10, 50, 90)},
        "stops_mean": outcome.stops.mean(axis=0),
        **{f"stops_p{p}": _low_high(outcome.stops, p / 100) for p in (10, 90)},
        "retires": (outcome.status == RETIRED).mean(axis=0),
        "not_classified": (outcome.status == NOT_CLASSIFIED).mean(axis=0),
        "rules_broken": (outcome.broken > 0).mean(axis=0),
    }
    rows = [
        {
            "car": one.car,
            "class": one.race_class,
            "team": one.team or None,
            "model": one.model or None,
            "drivers": list(one.drivers),
            "start": one.start,
            **{name: values[i].item() for name, values in columns.items()},
        }
        for i, one in enumerate(runners)
    ]
    classes = problem.cars.race_class
    best = {c: columns["overall_mean"][classes == c].min() for c in np.unique(classes)}
    order = sorted(range(len(rows)), key=lambda i: (best[classes[i]], columns["place_mean"][i], i))
    return [rows[i] for i in order]


def _places(
    outcome: Outcome, problem: Problem, runners: Sequence[Runner], odds: NDArray[np.float64]
) -> Iterator[dict[str, object]]:
    sizes = np.bincount(problem.cars.race_class)
    overall = place_odds(outcome.position, len(runners))
    for i, one in enumerate(runners):
        scopes = (("class", odds[i, : sizes[problem.cars.race_class[i]]]), ("overall", overall[i]))
        for scope, row in scopes:
            for place, share in enumerate(row.tolist(), start=1):
                told = {"car": one.car, "class": one.race_class, "scope": scope, "place": place, "odds": share}
                yield told


def _moments(outcome: Outcome, problem: Problem, runners: Sequence[Runner]) -> Iterator[dict[str, object]]:
    for m, clock in enumerate(problem.moments_ms.tolist()):
        places = outcome.moment_place[:, m, :]
        under_way = (places > 0).all(axis=1)
        if not under_way.any():
            continue
        seen, gaps = places[under_way], outcome.moment_gap_ms[under_way, m, :]
        leads, mean = (seen == 1).mean(axis=0), seen.mean(axis=0)
        low, middle, high = (_low_high(gaps, share) for share in (0.1, 0.5, 0.9))
        for i, one in enumerate(runners):
            yield {
                "clock_ms": clock,
                "car": one.car,
                "class": one.race_class,
                "leads": float(leads[i]),
                "place_mean": float(mean[i]),
                "gap_p10_ms": int(low[i]),
                "gap_p50_ms": int(middle[i]),
                "gap_p90_ms": int(high[i]),
            }


def _seats(outcome: Outcome, problem: Problem, runners: Sequence[Runner]) -> Iterator[dict[str, object]]:
    mean = outcome.driven_ms.mean(axis=0)
    low, high = _low_high(outcome.driven_ms, 0.1), _low_high(outcome.driven_ms, 0.9)
    crews = problem.crews
    for i, one in enumerate(runners):
        for seat, name in enumerate(one.drivers):
            yield {
                "car": one.car,
                "class": one.race_class,
                "seat": seat + 1,
                "driver": name,
                "least_ms": int(crews.least_ms[i, seat]) or None,
                "most_ms": int(crews.most_ms[i, seat]) or None,
                "driven_mean_ms": round(float(mean[i, seat])),
                "driven_p10_ms": int(low[i, seat]),
                "driven_p90_ms": int(high[i, seat]),
            }


def _neutralisations(outcome: Outcome, kinds: Sequence[tuple[str, str]]) -> Iterator[dict[str, object]]:
    for k, (code, name) in enumerate(kinds):
        counts = outcome.neutral_count[:, k]
        yield {
            "kind": code,
            "name": name,
            "none": float((counts == 0).mean()),
            "count_mean": float(counts.mean()),
            "count_p10": int(_low_high(counts, 0.1)),
            "count_p90": int(_low_high(counts, 0.9)),
            "time_mean_ms": round(float(outcome.neutral_ms[:, k].mean())),
        }
