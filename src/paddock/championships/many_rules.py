"""A title's rules and the sessions still to come, as flat arrays: what scoring of many seasons reads.

S sessions, their L lines one after another, C competitors, places 0 (not placed) to P, rounds 0 to N, T rounds to
come.  Points are whole numbers of the smallest part that occurs, so that nothing is ever rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from paddock.scoring.sheets import Competitor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

AS_CLASSIFIED, ENTRANTS, BEST_CARS = range(3)
"""Values of `Rules.ranked`."""
PLACES, EARLIEST = range(2)
"""Values in `Rules.ties`."""
EVERYONE, PLACED, SCORERS = range(3)
"""Values of `Rules.lists`."""
NO_LIMIT = 1 << 40
"""In place of a number where the rules have none."""


class Rules(NamedTuple):
    """What the kernel reads.

    cars_counted, cars_per_make, ties_within: of the title, NO_LIMIT where it has none.  ties: in their order.
    parts [parts, ·]: first and last round, and how many of them count.
    """

    ranked: int
    cars_counted: int
    cars_per_make: int
    ties: Whole
    ties_within: int
    parts: Whole
    lists: int


class Field(NamedTuple):
    """The sessions to come and the cars in them.

    rounds [T]: in order.  round, number [S]: round; place in the order of all sessions.
    begins [S + 1]: where the lines of a session begin.  inside, silent, passed_on [L]: 1 for a car that takes part, for
    one that may not score, and for one whose place is passed on.  make [L]: cars of one make share a number.
    who_at [L + 1], who: competitors, line by line.  by_rank, by_place [L, P + 1]: points of every competitor of a line
    for its place in the title and in the session.  tie [L]: 1 for a car whose place breaks ties.
    """

    rounds: Whole
    round: Whole
    number: Whole
    begins: Whole
    inside: Whole
    silent: Whole
    passed_on: Whole
    make: Whole
    who_at: Whole
    who: Whole
    by_rank: Whole
    by_place: Whole
    tie: Whole


class SoFar(NamedTuple):
    """What competitors have, and what is known of the end.

    scored, has [N + 1, C]: points by round, and whether there are any.  tied, first [C, P + 1]: places that break
    ties, and the session of the first of each.  placed, took [C]: 1 for those with such a place, and for those who took
    part.
    decreed, by_decree [N + 1, C]: points by decree to those who take part, and whether there are any.
    struck [C]: 1 for those who are struck from the final table.  left_with [C]: with which points, NO_LIMIT for their
    own.  still [T + 1, C]: the most that may be had before each round to come, and after the last.
    together [T + 1, C]: those who share every car from there on share a number.
    """

    scored: Whole
    has: Whole
    tied: Whole
    first: Whole
    placed: Whole
    took: Whole
    decreed: Whole
    by_decree: Whole
    struck: Whole
    left_with: Whole
    still: Whole
    together: Whole


@dataclass(frozen=True, slots=True)
class Ready:
    """A title ready to be scored many times.  unit: parts of a point.  competitors: in the order of the arrays."""

    rules: Rules
    field: Field
    so_far: SoFar
    competitors: tuple[Competitor, ...]
    unit: int
