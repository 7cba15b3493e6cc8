"""The running order: who was where at each crossing of the finish line, at any lap, at any moment.

A car is ahead of another when it has completed more laps, or as many but completed the last one earlier.  That is the
whole definition (docs/methods/order.md); everything here follows the crossings one by one in the order of time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock.errors import BadRequest

if TYPE_CHECKING:
    import polars as pl

_ORDER = (
    "position",
    "position_in_class",
    "car",
    "class",
    "laps",
    "last_crossing_ms",
    "laps_behind",
    "gap_laps",
    "gap_ms",
)


@dataclass(frozen=True, slots=True)
class Crossing:
    """A car completing a lap, and how it stood at that moment.

    lap: laps it has completed.  at_ms: clock [ms].  position, position_in_class: from 1.  leader_lap: laps the leader
    has completed.  gap_laps, gap_ms: behind the leader: laps, then the time since the leader completed its last one.
    ahead: the car before it, None for the leader.  interval_laps, interval_ms: behind that car, in the same way.
    """

    car: str
    race_class: str | None
    lap: int
    at_ms: int
    position: int
    position_in_class: int
    leader_lap: int
    gap_laps: int
    gap_ms: int
    ahead: str | None
    interval_laps: int | None
    interval_ms: int | None


def crossings(laps: pl.DataFrame) -> Iterator[Crossing]:
    """Yield every crossing of the finish line in the order of time.

    laps: table `laps`; uses car, class, lap, elapsed_ms [ms].  Crossings at the same millisecond come in the order of
    the rows.  Rows without a clock are left out, and so are rows that do not take their car a lap further
    (`paddock.timing.checks` reports them).
    """
    import polars as pl

    rows = laps.select("car", "class", "lap", "elapsed_ms").filter(pl.col("elapsed_ms").is_not_null())
    standing: list[str] = []
    done: dict[str, tuple[int, int]] = {}
    classes: dict[str, str | None] = {}
    for car, race_class, lap, at_ms in rows.sort("elapsed_ms", maintain_order=True).iter_rows():
        if car not in done:
            standing.append(car)
            classes[car] = race_class
            place = len(standing) - 1
        elif lap <= done[car][0]:
            continue
        else:
            place = standing.index(car)
        done[car] = (lap, at_ms)
        while place and done[standing[place - 1]][0] < lap:
            standing[place] = standing[place - 1]
            place -= 1
        standing[place] = car
        leader_lap, leader_ms = done[standing[0]]
        ahead = standing[place - 1] if place else None
        ahead_lap, ahead_ms = done[ahead] if ahead is not None else (None, None)
        yield Crossing(
            car=car,
            race_class=classes[car],
            lap=lap,
            at_ms=at_ms,
            position=place + 1,
            position_in_class=1 + sum(classes[other] == classes[car] for other in standing[:place]),
            leader_lap=leader_lap,
            gap_laps=leader_lap - lap,
            gap_ms=at_ms - leader_ms,
            ahead=ahead,
            interval_laps=None if ahead_lap is None else ahead_lap - lap,
            interval_ms=None if ahead_ms is None else at_ms - ahead_ms,
        )


def positions(laps: pl.DataFrame) -> pl.DataFrame:
    """Return the position of every car at each of its crossings, in the order of time.

    laps: table `laps`; uses car, class, lap, elapsed_ms [ms].  Returns car, class, lap (its own), leader_lap (laps the
    leader had completed), elapsed_ms [ms], position, position_in_class.
    Source: docs/methods/order.md.
    """
    import polars as pl

    return pl.DataFrame(
        [
            (one.car, one.race_class, one.lap, one.leader_lap, one.at_ms, one.position, one.position_in_class)
            for one in crossings(laps)
        ],
        schema={
            "car": pl.String,
            "class": pl.String,
            "lap": pl.Int64,
            "leader_lap": pl.Int64,
            "elapsed_ms": pl.Int64,
            "position": pl.Int64,
            "position_in_class": pl.Int64,
        },
        orient="row",
    )


def order(laps: pl.DataFrame, *, lap: int | None = None, at_ms: int | None = None) -> pl.DataFrame:
    """Return the running order at a lap of the leader, at a clock time, or at the end.

    laps: table `laps`; uses car, class, lap, elapsed_ms [ms].  lap: the order when the field has followed the leader
    over the line at the end of that lap, that is just before any car completes the next one.  at_ms: the order at
    that moment, crossings at it included.  Returns one row per car in order: position, position_in_class, car, class,
    laps (completed), last_crossing_ms [ms], laps_behind (laps completed fewer than the leader), gap_laps and gap_ms
    [ms] (behind the leader as the car last crossed the line).  Cars that have not yet completed a lap stand at the end
    without a position.  Raises BadRequest when both are given, or a lap that nobody completed.
    Source: docs/methods/order.md.
    """
    import polars as pl

    last = _last_crossings(laps, lap, at_ms)
    ranked = sorted(last.values(), key=lambda one: (-one.lap, one.at_ms, one.position))
    in_class: dict[str | None, int] = {}
    rows: list[tuple[object, ...]] = []
    for position, one in enumerate(ranked, 1):
        in_class[one.race_class] = in_class.get(one.race_class, 0) + 1
        behind = ranked[0].lap - one.lap
        names = (position, in_class[one.race_class], one.car, one.race_class)
        rows.append((*names, one.lap, one.at_ms, behind, one.gap_laps, one.gap_ms))
    waiting = laps.filter(~pl.col("car").is_in(list(last))).unique("car", keep="first", maintain_order=True)
    others = waiting.select("car", "class")
    rows += [(None, None, car, race_class, 0, *[None] * 4) for car, race_class in others.iter_rows()]
    schema = {name: pl.String() if name in ("car", "class") else pl.Int64() for name in _ORDER}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _last_crossings(laps: pl.DataFrame, lap: int | None, at_ms: int | None) -> Mapping[str, Crossing]:
    """Return each car's last crossing up to a lap of the leader or a moment, in the order the cars first crossed."""
    if lap is not None and at_ms is not None:
        raise BadRequest("The order is asked for at a lap or at a time, not both.", hint="Give one of them.")
    last: dict[str, Crossing] = {}
    most = 0
    for one in crossings(laps):
        most = max(most, one.lap)
        if (lap is not None and one.lap > lap) or (at_ms is not None and one.at_ms > at_ms):
            break
        last[one.car] = one
    if lap is not None and (lap < 1 or most < lap):
        raise BadRequest(f"No car completed lap {lap}.", hint=f"The laps go from 1 to {most}." if most else "")
    return last
