"""Many seasons scored by a title's rules: the same points and places as `paddock.scoring` gives, for all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from paddock.championships.ahead import Ahead
from paddock.championships.many_ready import ready
from paddock.model.scoring import Decree, Scale
from paddock.scoring.sheets import Competitor

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Many:
    """R seasons of a title scored, of C competitors, with T rounds to come.

    unit: parts of a point that points are told in.  rounds: those to come.  points [R, T, C]: after each of them.
    position [R, C]: in the final table, 0 for one who is not in it or was struck from it.  decided [R]: after which of
    the rounds to come, from 1, nobody can reach the leader's points any more; 0 where that is so before the first.
    """

    competitors: tuple[Competitor, ...]
    unit: int
    rounds: tuple[int, ...]
    points: NDArray[np.int64]
    position: NDArray[np.int64]
    decided: NDArray[np.int64]


def score_many(
    left: Ahead, scales: Mapping[str, Scale], decrees: Sequence[Decree], places: Sequence[NDArray[np.integer]]
) -> Many:
    """Return seasons scored exactly.

    left: results so far and at least one session to come; every car of a session is in it, entrant or not, and the
    sessions are in order of round.  decrees: of the season.  places: for each session [R, cars], from 1, 0 for a car
    that is not placed; no two cars share one.  Only places are paid for: awards for anything else pay nothing.
    Raises UnknownName for a scale that is missing.
    Source: docs/methods/season-forecast.md; the rules are those of `paddock.scoring`.
    """
    from paddock.championships.many_kernel import score_each

    whole = np.concatenate(places, axis=1).astype(np.int64)
    made = ready(left, scales, decrees, int(whole.max(initial=0)))
    seasons, many, rounds = len(whole), len(made.competitors), len(made.field.rounds)
    points = np.zeros((seasons, rounds, many), np.int64)
    position, decided = np.zeros((seasons, many), np.int64), np.zeros(seasons, np.int64)
    to = type(made.so_far)(*(one.copy() for one in made.so_far))
    score_each(made.rules, made.field, made.so_far, to, whole, points, position, decided)
    return Many(made.competitors, made.unit, tuple(made.field.rounds.tolist()), points, position, decided)
