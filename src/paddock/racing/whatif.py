"""What if: another car in the field, another crew, another plan of stops."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue
from paddock.errors import BadRequest
from paddock.racing.field import crew_from
from paddock.racing.setting import Starter
from paddock.units import bare, listed

if TYPE_CHECKING:
    from paddock.racing.ratings import Ratings

LEAST_SHARED = 1
"""So many models raced in both series, at least, for a pace to be carried over."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A car's pace carried over from a series it races in to one it does not.

    pace_share, sd_share: gap to the reference of the class there, and how uncertain that is for a new entry, as shares
    of lap time.  own_share: the gap where it races.  shared: models that race in both.
    """

    pace_share: float
    sd_share: float
    own_share: float
    shared: tuple[str, ...]


def transfer(model: str, home: Ratings, home_class: str, away: Ratings, away_class: str) -> Transfer:
    """Return a car's pace in another series by the opponents that race in both.

    model: as results print it.  home, away: ratings of the series it races in and of the one in question.
    For each shared model the difference between its two gaps carries one reference over to the other; their mean is
    taken, and its own uncertainty and their disagreement widen the interval.
    Raises BadRequest when the car was not seen at home, or no model was seen in both.
    Source: docs/methods/race-ratings.md.
    """
    at_home, elsewhere = models_seen(home, home_class), models_seen(away, away_class)
    mine = bare(model)
    if mine not in at_home:
        raise BadRequest(
            f"No {model} was seen in {home.series} {home_class}.",
            hint=f"Seen there: {listed(sorted(at_home.values())) or 'no model by name'}.",
        )
    shared = sorted((at_home.keys() & elsewhere.keys()) - {mine})
    if len(shared) < LEAST_SHARED:
        raise BadRequest(f"No model races in both {home.series} {home_class} and {away.series} {away_class}.")
    shifts, variances = [], []
    for one in shared:
        here, there = _as_new(home, home_class, at_home[one]), _as_new(away, away_class, elsewhere[one])
        shifts.append(there[0] - here[0])
        variances.append(_of_model(home, home_class) + _of_model(away, away_class))
    shift = sum(shifts) / len(shifts)
    apart = sum((one - shift) ** 2 for one in shifts) / max(len(shifts) - 1, 1)
    own, spread = _as_new(home, home_class, at_home[mine])
    unsure = max(apart, sum(variances) / len(variances)) / len(shifts)
    return Transfer(own + shift, math.sqrt(spread**2 + unsure), own, tuple(elsewhere[one] for one in shared))


def models_seen(ratings: Ratings, race_class: str) -> Mapping[str, str]:
    """Return the models seen in a class: bare name → as it is called there."""
    one = ratings.classes.get(bare(race_class))
    return {bare(seen.model): seen.model for seen in one.seen if seen.model} if one is not None else {}


def added(
    starters: Sequence[Starter],
    catalogue: Catalogue,
    car: str,
    race_class: str,
    *,
    number: str = "",
    crew: Sequence[str] = (),
    year: int = 0,
    moved: Transfer | None = None,
) -> tuple[Starter, ...]:
    """Return a field with one more car, at the end.

    car: id of its model.  race_class: as the field prints it.  number: of the car, a free one by default.  crew: names
    or ids of drivers; nobody in particular by default.  year: whose grades count.  moved: its pace carried over.
    Raises BadRequest for a class that nobody races in, and a number that is taken.
    """
    printed = class_in(starters, race_class)
    taken = {one.car for one in starters}
    if number in taken:
        raise BadRequest(f"Car {number} is in the field already.", hint="Give another number with --number.")
    record = catalogue.cars[catalogue.get("car", car)]
    new = Starter(
        car=number or next(str(one) for one in range(100, 1000) if str(one) not in taken),
        race_class=printed,
        team="",
        model=record.name,
        manufacturer=record.manufacturer,
        seats=crew_from(catalogue, crew, year),
        pace_share=moved.pace_share if moved is not None else None,
        sd_share=moved.sd_share if moved is not None else None,
    )
    return (*starters, new)


def class_in(starters: Sequence[Starter], race_class: str) -> str:
    """Return what a field prints for a class.  Raises BadRequest when nobody races in it."""
    printed = {bare(one.race_class): one.race_class for one in starters}
    if bare(race_class) not in printed:
        raise BadRequest(f"Nobody races in {race_class}.", hint=f"Classes here are {listed(printed.values())}.")
    return printed[bare(race_class)]


def without(starters: Sequence[Starter], car: str) -> tuple[Starter, ...]:
    """Return a field without a car."""
    _at(starters, car)
    return tuple(one for one in starters if one.car != car)


def with_crew(
    starters: Sequence[Starter], catalogue: Catalogue, car: str, names: Sequence[str], year: int
) -> tuple[Starter, ...]:
    """Return a field in which a car has another crew."""
    here = _at(starters, car)
    changed = replace(starters[here], seats=crew_from(catalogue, names, year))
    return (*starters[:here], changed, *starters[here + 1 :])


def with_plan(
    starters: Sequence[Starter], car: str, plan: tuple[tuple[int, int, int], ...], yellow_from: float = -1.0
) -> tuple[Starter, ...]:
    """Return a field in which a car stops as planned: after which lap, which seat takes over, 1 with tyres."""
    here = _at(starters, car)
    seats = len(starters[here].seats) or 1
    stray = [seat + 1 for _, seat, _ in plan if seat >= seats]
    if stray:
        raise BadRequest(f"Car {car} has {seats} seats, not {stray[0]}.", hint="Seats count from 1.")
    changed = replace(starters[here], plan=plan, yellow_from=yellow_from)
    return (*starters[:here], changed, *starters[here + 1 :])


def _at(starters: Sequence[Starter], car: str) -> int:
    numbers = [one.car for one in starters]
    if car not in numbers:
        raise BadRequest(f"There is no car {car} in the field.", hint=f"Cars are {listed(numbers)}.")
    return numbers.index(car)


def _as_new(ratings: Ratings, race_class: str, model: str) -> tuple[float, float]:
    """Return pace and uncertainty of an entry of which nothing but the model is known."""
    rating = ratings.of(Starter("", race_class, model=model), "")
    return rating.pace_share, rating.whole_share


def _of_model(ratings: Ratings, race_class: str) -> float:
    """Return the variance of what models differ by in a class."""
    return ratings.classes[bare(race_class)].spread.model
