"""Setting up a race: parameters, rules, a start list and ratings made into the arrays the kernel reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paddock.findings import Finding
    from paddock.racing.parameters import ParameterSet
    from paddock.racing.problem import Problem, State
    from paddock.racing.ratings import Ratings
    from paddock.racing.rules import RaceRules


@dataclass(frozen=True, slots=True)
class Seat:
    """A driver of a crew: name, grade ("platinum" … "bronze", empty when not known), and what he is slower by than
    the crew's average, as a share of lap time."""

    name: str = ""
    grade: str = ""
    pace_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Starter:
    """A car on the start list.

    car: number as printed.  race_class: as printed.  model: id or name of the car model.  seats: its crew, empty when
    not known.  grid: place on the grid overall, from 1; 0 when not known, then by class and rating.  plan: planned
    stops: (lap after which, seat that takes over or -1, 1 with tyres); none: it stops when it has to.
    yellow_from: share of the tank used from which it stops under a neutralisation, -1 by the odds of the series.
    success_ms: to be waited at the first mandatory stop.  pace_share, sd_share: take the place of the rating's.
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
    findings: list[Finding] | None = None,
) -> Problem:
    """Return a race ready for the kernel.

    starters: in any order; the cars of the problem stand in grid order (`grid_order`), for a race under way in the
    order given.  ratings: None gives every car its class's pace.  state: the race under way, its arrays in the order
    of the starters.  moments_ms: when to note the order.  fixed: neutralisations given beforehand: kind, start and
    length [ms]; only_fixed: there are no others.  findings: what had to be taken from elsewhere is appended.
    Raises BadRequest for a class that neither the parameters nor what they fall back on know, and for no starters.
    """
    raise NotImplementedError


def grid_order(starters: Sequence[Starter], ratings: Ratings | None = None) -> list[Starter]:
    """Return the starters as they stand on the grid."""
    raise NotImplementedError


def kinds(parameters: ParameterSet, rules: RaceRules) -> tuple[str, ...]:
    """Return the kinds of neutralisation of a race in the order of the kernel's index, by the flag printed."""
    raise NotImplementedError


def seat_names(starters: Sequence[Starter]) -> Mapping[str, tuple[str, ...]]:
    """Return the names of each car's crew, by car."""
    return {one.car: tuple(seat.name for seat in one.seats) for one in starters}
