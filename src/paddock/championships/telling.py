"""From seasons scored to the odds of a title."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from paddock.championships.ahead import Ahead
from paddock.championships.many import Many
from paddock.championships.season import TOP, Chance, RoundAhead, TitleForecast
from paddock.findings import Finding
from paddock.scoring.sheets import Competitor
from paddock.scoring.tables import Standing, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
"""Shares of the seasons at which points are told."""


def told(left: Ahead, now: Table, found: Many, simulated: set[int], findings: tuple[Finding, ...]) -> TitleForecast:
    """Return a title's odds.

    now: the table it is forecast from.  simulated: rounds of which all that the title pays for was drawn.
    """
    rows = {row.who: row for row in now.rows}
    last = int(found.position.max(initial=1))
    chances = [
        _chance(who, rows.get(who), found.points[:, -1, c], found.position[:, c], found.unit, last)
        for c, who in enumerate(found.competitors)
        if who in rows or found.position[:, c].any()
    ]
    chances.sort(key=lambda one: (-one.champion, -one.points_mean, one.position_now or last + 1, one.who))
    rounds = tuple(_rounds(left, found, simulated))
    champions = _quantile(np.where(found.position == 1, found.points[:, -1], 0).max(axis=1), MIDDLE, found.unit)
    return TitleForecast(left.title, tuple(chances), rounds, bool((found.decided == 0).all()), champions, findings)


def _chance(
    who: Competitor,
    row: Standing | None,
    points: NDArray[np.int64],
    position: NDArray[np.int64],
    unit: int,
    last: int,
) -> Chance:
    """Return the odds of a competitor; points, position [R]: at the end of each season."""
    places = np.bincount(position, minlength=last + 1)[1:] / len(position)
    had = row.points if row is not None else Fraction(0)
    mean = float(points.mean()) / unit
    return Chance(
        who,
        row.position if row is not None else None,
        had,
        mean,
        _quantile(points, LOW, unit),
        _quantile(points, MIDDLE, unit),
        _quantile(points, HIGH, unit),
        mean - float(had),
        float(places[0]),
        float(places[:TOP].sum()),
        tuple(places.tolist()),
    )


def _quantile(points: NDArray[np.int64], share: float, unit: int) -> Fraction:
    """Return a quantile that is one of the values."""
    value: Any = np.quantile(points, share, method="inverted_cdf")
    return Fraction(int(value), unit)


def _rounds(left: Ahead, found: Many, simulated: set[int]) -> Iterator[RoundAhead]:
    meetings = {slot.round: slot.meeting for slot in reversed(left.slots)}
    for number, now in enumerate(found.rounds, start=1):
        decides, decided = (found.decided == number).mean(), (found.decided <= number).mean()
        yield RoundAhead(now, meetings[now], now in simulated, float(decides), float(decided))
