"""A classification from laps held against the official one: every difference named, with what brought it about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock.timing.classify import Classification, Place, classify_official
from paddock.timing.times import to_text
from paddock.units import count, listed

if TYPE_CHECKING:
    import polars as pl

KINDS = {
    "penalty-time": "the official time is longer than the time driven",
    "time-credited": "the official time is shorter than the time driven",
    "laps-taken-away": "fewer laps count officially than were driven",
    "laps-added": "more laps count officially than the laps show",
    "disqualified": "the car is disqualified",
    "status": "the officials say otherwise what became of the car",
    "re-ranked": "the official position is not explained by status, laps and time",
    "moved": "the position differs only because other cars' do",
    "not-started": "the car is in the result and did not start",
    "no-laps": "the car is in the result and has no laps",
    "not-in-results": "the car has laps and is not in the result",
    "fastest-lap": "another fastest lap is printed than the laps show",
}
"""Every kind of difference and what it means."""

_CAUSES = frozenset(KINDS) - {"moved", "fastest-lap"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which the official result differs from what the laps give.

    kind: one of `KINDS`.  from_laps, official: the values that differ (a position, laps, milliseconds, a status).
    by: official less driven, in laps or milliseconds, None where that makes no sense.  because: for a car that only
    moved, the cars that moved it.  message: the same as a sentence.
    """

    kind: str
    car: str
    from_laps: int | str | None
    official: int | str | None
    message: str
    by: int | None = None
    because: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the difference as plain JSON values."""
        return {
            "kind": self.kind,
            "car": self.car,
            "from_laps": self.from_laps,
            "official": self.official,
            "by": self.by,
            "because": list(self.because),
            "message": self.message,
        }


def compare(classification: Classification, results: pl.DataFrame) -> tuple[Difference, ...]:
    """Return every difference between a race's classification from laps and the official result.

    results: table `results`; uses line, position, car, class, status, laps, total_time_ms [ms], fastest_lap_ms [ms],
    fastest_lap_number.  A value that is not printed differs from nothing.  Returned in the order of the result, then
    cars that are only in the laps.  A session that the best lap decides has positions and fastest laps compared.
    Source: docs/methods/classification.md.
    """
    printed = {row["car"]: row for row in results.iter_rows(named=True)}
    driven = {place.car: place for place in classification.places}
    found: list[Difference] = []
    for car, row in printed.items():
        found += _of_car(driven[car], row, classification.kind) if car in driven else [_without_laps(car, row)]
    for place in classification.places:
        if place.car not in printed:
            message = f"Car {place.car} has {count(place.laps, 'lap')} and is not in the result."
            found.append(Difference("not-in-results", place.car, place.position, None, message))
    ranks = {car: number for number, car in enumerate(printed)}
    if classification.kind == "race":
        found += _re_ranked(classify_official(results, classification.rules), ranks, printed)
    found += _moved(classification.places, ranks, printed, found)
    last = len(ranks)
    return tuple(sorted(found, key=lambda one: ranks.get(one.car, last)))


def _of_car(place: Place, row: Mapping[str, object], kind: str) -> list[Difference]:
    """Return the differences in what is told of one car by itself: laps, time, status, fastest lap."""
    car, found = place.car, []
    if kind == "race":
        laps, time = row["laps"], row["total_time_ms"]
        if isinstance(laps, int) and laps != place.laps:
            by = laps - place.laps
            what = "laps-taken-away" if by < 0 else "laps-added"
            message = f"Car {car}: {count(laps, 'lap')} in the result, {place.laps} driven ({by:+})."
            found.append(Difference(what, car, place.laps, laps, message, by))
        if isinstance(time, int) and place.total_time_ms is not None and time != place.total_time_ms:
            by = time - place.total_time_ms
            what = "penalty-time" if by > 0 else "time-credited"
            sign = "+" if by > 0 else ""
            message = (
                f"Car {car}: {to_text(time)} in the result, {to_text(place.total_time_ms)} driven "
                f"({sign}{to_text(by)})."
            )
            found.append(Difference(what, car, place.total_time_ms, time, message, by))
        status = row["status"]
        if isinstance(status, str) and status != place.status:
            what = "disqualified" if status == "disqualified" else "status"
            message = f"Car {car}: {status} in the result, {place.status} by its laps."
            found.append(Difference(what, car, place.status, status, message))
    best, number = row["fastest_lap_ms"], row["fastest_lap_number"]
    if isinstance(best, int) and best != place.fastest_lap_ms:
        shown = "none" if place.fastest_lap_ms is None else to_text(place.fastest_lap_ms)
        message = f"Car {car}: fastest lap {to_text(best)} in the result, {shown} by its laps."
        less = None if place.fastest_lap_ms is None else best - place.fastest_lap_ms
        found.append(Difference("fastest-lap", car, place.fastest_lap_ms, best, message, less))
    elif isinstance(best, int) and isinstance(number, int) and number not in (0, place.fastest_lap_number):
        message = (
            f"Car {car}: fastest lap on lap {number} in the result, on lap {place.fastest_lap_number} by its laps."
        )
        found.append(Difference("fastest-lap", car, place.fastest_lap_number, number, message))
    return found


def _without_laps(car: str, row: Mapping[str, object]) -> Difference:
    position = row["position"] if isinstance(row["position"], int) else None
    if row["status"] == "not-started":
        return Difference("not-started", car, None, position, f"Car {car} did not start.")
    return Difference("no-laps", car, None, position, f"Car {car} is in the result and has no laps.")


def _re_ranked(
    expected: Classification, ranks: Mapping[str, int], printed: Mapping[str, Mapping[str, object]]
) -> list[Difference]:
    """Return the cars that stand where neither status, laps nor time put them.

    The fewest cars that have to be taken out for the rest to stand in order: what remains is a longest part of the
    official order that agrees.
    """
    order = [place.car for place in expected.places]
    kept = _longest_rising([ranks[car] for car in order])
    out = [
        place for place, rank in zip(expected.places, (ranks[car] for car in order), strict=True) if rank not in kept
    ]
    found = []
    for place in out:
        position = printed[place.car]["position"]
        shown = position if isinstance(position, int) else ranks[place.car] + 1
        message = (
            f"Car {place.car} stands {_nth(shown)} in the result; its status, {count(place.laps, 'lap')} and time "
            f"would make it {_nth(place.position)}. Only a decision that is not in these files explains it."
        )
        found.append(Difference("re-ranked", place.car, place.position, shown, message, shown - place.position))
    return found


def _longest_rising(values: Sequence[int]) -> set[int]:
    """Return the members of a longest rising subsequence of distinct values."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for value in values:
        place = bisect_left(tails, value)
        before[value] = tails[place - 1] if place else None
        tails[place : place + 1] = [value]
    chosen: set[int] = set()
    one: int | None = tails[-1] if tails else None
    while one is not None:
        chosen.add(one)
        one = before[one]
    return chosen


def _moved(
    places: Sequence[Place],
    ranks: Mapping[str, int],
    printed: Mapping[str, Mapping[str, object]],
    found: Sequence[Difference],
) -> list[Difference]:
    """Return the cars whose position differs though nothing of their own does, each with the cars that moved it."""
    own = {one.car for one in found if one.kind in _CAUSES}
    here = {place.car: place.position for place in places}
    moved = []
    for place in places:
        position = printed[place.car]["position"] if place.car in printed else None
        if not isinstance(position, int) or position == place.position or place.car in own:
            continue
        rank = ranks[place.car]
        because = tuple(
            car
            for car in [*ranks, *(other for other in here if other not in ranks)]
            if car in own and _changed_sides(here.get(car), place.position, ranks.get(car), rank)
        )
        by = position - place.position
        why = f" because of {'car' if len(because) == 1 else 'cars'} {listed(because)}" if because else ""
        message = f"Car {place.car}: {_nth(position)} in the result, {_nth(place.position)} by the laps{why}."
        moved.append(Difference("moved", place.car, place.position, position, message, by, because))
    return moved


def _changed_sides(theirs: int | None, mine: int, their_rank: int | None, my_rank: int) -> bool:
    """Return whether another car is ahead in one order and not in the other."""
    return (theirs is not None and theirs < mine) != (their_rank is not None and their_rank < my_rank)


def _nth(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
