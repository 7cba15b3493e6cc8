"""Checks of laps against the result and the crews."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from paddock.catalogue.names import spelling
from paddock.findings import Finding
from paddock.timing.checks_marks import BEST_OF_CAR
from paddock.timing.times import to_text
from paddock.units import count, listed

if TYPE_CHECKING:
    import polars as pl

Row = Mapping[str, object]


def check_results(laps: pl.DataFrame, results: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
    """Yield (row number, finding) where laps and the result disagree.

    laps: table `laps` with `number` and `where`; uses car, class, team, lap, lap_time_ms [ms], elapsed_ms [ms],
    elapsed_origin, improvement.  results: table `results`; uses car, class, team, laps, total_time_ms [ms],
    fastest_lap_ms [ms], fastest_lap_number.  A result that has more time or fewer laps than the car drove is a
    penalty, which is `info`; one that has less time or more laps means that rows are wrong or missing.
    """
    import polars as pl

    last_row = laps.height
    ends = laps.sort("lap", "number").group_by("car", maintain_order=True).agg(
        pl.col("number", "where", "lap", "elapsed_ms", "elapsed_origin").last(),
        pl.col("class", "team").drop_nulls().first(),
    )  # fmt: skip
    driven = {row["car"]: row for row in ends.iter_rows(named=True)}
    marks = {
        row["car"]: row
        for row in laps.filter(pl.col("improvement") >= BEST_OF_CAR)
        .unique("car", keep="first", maintain_order=True)
        .select("car", "number", "where", "lap", "lap_time_ms")
        .iter_rows(named=True)
    }
    for printed in results.iter_rows(named=True):
        end = driven.pop(printed["car"], None)
        if end is None:
            yield last_row, _without_laps(printed)
            continue
        yield from ((int(end["number"]), one) for one in _distance(printed, end))
        yield from ((int(end["number"]), one) for one in _same(printed, end))
        if marks:
            yield from _fastest(printed, end, marks.get(printed["car"]))
    for car, end in driven.items():
        message = f"Car {car} has {count(end['lap'], 'lap')} and is not in the result."
        yield end["number"], Finding("warning", "car-not-in-results", message, end["where"], "Look at its number.")


def check_crews(laps: pl.DataFrame, crews: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, Finding]]:
    """Yield (row number, finding) for drivers who drove a car without being listed, and one for those who never drove.

    laps: table `laps` with `number` and `where`; uses car, driver.  crews: car → drivers.  Names are compared without
    case, accents, punctuation or the order of their words.
    """
    import polars as pl

    seen: dict[str, set[str]] = {}
    drivers = laps.filter(pl.col("driver").is_not_null()).unique(["car", "driver"], keep="first", maintain_order=True)
    for car, driver, number, where in drivers.select("car", "driver", "number", "where").iter_rows():
        listed_ones = crews.get(car)
        if not listed_ones:
            continue
        seen.setdefault(car, set()).add(_words(driver))
        if _words(driver) not in {_words(one) for one in listed_ones}:
            message = f"Car {car}: {driver} drove it and is not in its crew ({listed(listed_ones)})."
            yield number, Finding("warning", "driver-not-listed", message, where, "Another spelling, or another car.")
    idle = [
        f"{driver} ({car})"
        for car, crew in crews.items()
        for driver in crew
        if car in seen and _words(driver) not in seen[car]
    ]
    if idle:
        message = f"{count(len(idle), 'listed driver')} drove no lap: {listed(idle)}."
        yield laps.height, Finding("info", "driver-without-laps", message)


def _words(name: str) -> str:
    return " ".join(sorted(spelling(name).split("-")))


def _without_laps(printed: Row) -> Finding:
    if printed["laps"]:
        message = f"Car {printed['car']} has {printed['laps']} laps in the result and none here."
        return Finding("error", "car-missing", message, hint="Its rows were lost, or bear another number.")
    return Finding("info", "car-without-laps", f"Car {printed['car']} is in the result and drove no lap.")


def _distance(printed: Row, end: Row) -> Iterator[Finding]:
    """Laps and time of the result against the last lap of the car."""
    car, where, laps, time = printed["car"], str(end["where"]), printed["laps"], printed["total_time_ms"]
    last, clock = end["lap"], end["elapsed_ms"]
    if isinstance(laps, int) and isinstance(last, int) and laps != last:
        message = f"Car {car}: {laps} laps in the result, {last} driven."
        if laps < last:
            yield Finding("info", "laps-taken-away", message, where)
        else:
            yield Finding("error", "laps-lost", message, where, "The last laps of the car are missing.")
    if isinstance(time, int) and isinstance(clock, int) and time != clock and end["elapsed_origin"] != "derived":
        message = f"Car {car}: {to_text(time)} in the result, {to_text(clock)} driven."
        if time > clock and laps is not None and isinstance(last, int) and isinstance(laps, int) and laps <= last:
            yield Finding("info", "penalty-time", message, where)
        elif isinstance(laps, int) and isinstance(last, int) and laps == last:
            yield Finding("warning", "time-differs", message, where, "The result has less time than was driven.")


def _same(printed: Row, end: Row) -> Iterator[Finding]:
    """Class and team are those of the result."""
    for column in ("class", "team"):
        here, there = end[column], printed[column]
        if isinstance(here, str) and isinstance(there, str) and spelling(here) != spelling(there):
            message = f"Car {printed['car']}: {column} {there} in the result, {here} in its laps."
            yield Finding("warning", f"{column}-differs", message, str(end["where"]), "Two cars may be mixed up.")


def _fastest(printed: Row, end: Row, mark: Row | None) -> Iterator[tuple[int, Finding]]:
    """The lap marked as the car's fastest is the one in the result."""
    car, best, number = printed["car"], printed["fastest_lap_ms"], printed["fastest_lap_number"]
    if not isinstance(best, int):
        return
    place = end if mark is None else mark
    shown = f"{to_text(best)} on lap {number}" if number else to_text(best)
    if mark is None:
        message = f"Car {car}: its fastest lap in the result ({shown}) is not marked."
    elif mark["lap_time_ms"] != best or (number and mark["lap"] != number):
        time = mark["lap_time_ms"] if isinstance(mark["lap_time_ms"], int) else None
        message = f"Car {car}: fastest lap {shown} in the result; marked is {to_text(time)} on lap {mark['lap']}."
    else:
        return
    at = place["number"]
    hint = "The mark stands on another lap, or its row is wrong or missing."
    yield (at if isinstance(at, int) else 0), Finding("error", "fastest-lap", message, str(place["where"]), hint)
