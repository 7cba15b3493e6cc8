"""Checks of what a lap file says besides times: flags, marks of fastest laps, pit stops, who is in which car."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from paddock.findings import Finding
from paddock.timing.times import to_text
from paddock.units import count, listed

if TYPE_CHECKING:
    import polars as pl

FLAGS = ("GF", "FCY", "SF", "RF", "FF")
BEST_OF_CAR, BEST_OF_ALL = 2, 3
_OF_A_CAR = {"class": "class", "group": "group", "team": "team", "manufacturer": "make"}


def check_marks(laps: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
    """Yield (row number, finding) for flags, marks, pit times, classes, teams and drivers that contradict others.

    laps: table `laps` with `number` and `where`; uses car, class, group, team, manufacturer, driver, driver_slot, lap,
    lap_time_ms [ms], in_pit, pit_time_ms [ms], flag, improvement.
    """
    yield from _flags(laps)
    yield from _fastest(laps)
    yield from _pit_times(laps)
    for column, word in _OF_A_CAR.items():
        yield from _constant(laps, ("car",), column, word)
    yield from _constant(laps, ("car", "driver_slot"), "driver", "driver")


def _flags(laps: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
    """Flags are those that are known, and a car's laps end with the chequered flag."""
    import polars as pl

    unknown = laps.filter(pl.col("flag").is_not_null() & ~pl.col("flag").is_in(FLAGS))
    for flag, where, number, rows in (
        unknown.group_by("flag", maintain_order=True)
        .agg(pl.col("where").first(), pl.col("number").first(), pl.len().alias("rows"))
        .iter_rows()
    ):
        message = f"{flag} is no flag that is known ({count(rows, 'lap')})."
        yield number, Finding("warning", "flag-unknown", message, where, f"Known are {listed(FLAGS)}.")
    early = laps.filter((pl.col("flag") == "FF") & (pl.col("lap") < pl.col("lap").max().over("car")))
    for number, where, car, lap in early.select("number", "where", "car", "lap").iter_rows():
        message = f"Car {car} took the chequered flag on lap {lap} and has laps after it."
        yield number, Finding("warning", "laps-after-flag", message, where, "They do not count in a classification.")


def _fastest(laps: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
    """A car has one mark of its fastest lap, the field one of the fastest of all, and that is the fastest marked."""
    import polars as pl

    marked = laps.filter(pl.col("improvement") >= BEST_OF_CAR)
    again = marked.filter(pl.col("car").cum_count().over("car") > 1)
    for number, where, car, lap in again.select("number", "where", "car", "lap").iter_rows():
        message = f"Car {car}: lap {lap} is a second lap marked as its fastest."
        yield number, Finding("error", "fastest-twice", message, where, "A car has one fastest lap.")
    if not marked.height:
        return
    overall = marked.filter(pl.col("improvement") == BEST_OF_ALL)
    number, where, car, lap, best = (
        marked.sort("lap_time_ms", nulls_last=True).select("number", "where", "car", "lap", "lap_time_ms").row(0)
    )
    if not overall.height:
        message = f"No lap is marked as the fastest of all; of the marked ones car {car}'s lap {lap} is."
        yield number, Finding("error", "fastest-order", message, where, "A mark is missing.")
        return
    for other in overall[1:].select("number", "where", "car", "lap").iter_rows():
        message = f"Car {other[2]}: lap {other[3]} is a second lap marked as the fastest of all."
        yield other[0], Finding("error", "fastest-twice", message, other[1], "There is one fastest lap of all.")
    if best is not None and (overall["lap_time_ms"] != best).any():
        number, where, car, lap, time = overall.select("number", "where", "car", "lap", "lap_time_ms").row(0)
        message = (
            f"Car {car}: lap {lap} ({to_text(time)}) is marked as the fastest of all; {to_text(best)} is marked too."
        )
        yield number, Finding("error", "fastest-order", message, where, "A mark or a time is wrong.")


def _pit_times(laps: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
    """The time in the pit lane stands on the lap after an in-lap.

    Two exemptions by rule: lap 1 (a start from the pit lane), and a lap that itself ended in the pit lane and is no
    shorter than the time there (the car stood before the finish line, as under a red flag).
    """
    import polars as pl

    if not laps["in_pit"].any():
        return  # The source does not tell in-laps.
    after = (
        laps.sort("lap", "number")
        .unique(["car", "lap"], keep="first", maintain_order=True)
        .with_columns(
            pl.col("in_pit").shift(1).over("car").alias("after_in_lap"),
            (pl.col("lap") - pl.col("lap").shift(1).over("car")).alias("step"),
        )
    )
    # After a missing lap nothing can be said.
    told = (pl.col("step").is_null() & (pl.col("lap") == 1)) | (pl.col("step") == 1)
    stray = after.filter(told & pl.col("pit_time_ms").is_not_null() & ~pl.col("after_in_lap").fill_null(False))
    from_pits = stray.filter(pl.col("lap") == 1)
    within = (pl.col("lap") > 1) & pl.col("in_pit") & (pl.col("pit_time_ms") <= pl.col("lap_time_ms"))
    stood = stray.filter(within)
    for rows, code, message in (
        (from_pits, "pit-lane-start", f"{count(from_pits.height, 'car')} began in the pit lane."),
        (stood, "stop-before-line", f"{count(stood.height, 'stop')} in the pit lane before the finish line."),
    ):
        if rows.height:
            number, where = rows.sort("number").select("number", "where").row(0)
            yield number, Finding("info", code, message, where)
    for number, where, car, lap in (
        stray.filter((pl.col("lap") != 1) & ~within.fill_null(False))
        .select("number", "where", "car", "lap")
        .iter_rows()
    ):
        message = f"Car {car}, lap {lap}: a time in the pit lane, but the lap before did not end there."
        yield (
            number,
            Finding("warning", "pit-time-place", message, where, "An in-lap is not marked, or the time is stray."),
        )


def _constant(laps: pl.DataFrame, of: tuple[str, ...], column: str, word: str) -> Iterator[tuple[int, Finding]]:
    """What belongs to a car, or to a place in its crew, is the same on all its laps."""
    import polars as pl

    known = laps.filter(pl.all_horizontal(pl.col(name).is_not_null() for name in of))
    known = known.filter(pl.col(column).n_unique().over(of) > 1)
    if not known.height:
        return
    usual = (
        known.group_by(*of, column, maintain_order=True)
        .len()
        .sort("len", descending=True, maintain_order=True)
        .unique(list(of), keep="first", maintain_order=True)
        .select(*of, pl.col(column).alias("usual"))
    )
    odd = known.join(usual, on=list(of), maintain_order="left").filter(pl.col(column).ne_missing(pl.col("usual")))
    for number, where, car, lap, value, other in (
        odd.select("number", "where", "car", "lap", column, "usual").iter_rows()
    ):  # fmt: skip
        message = f"Car {car}, lap {lap}: {word} {value or 'none'} where its other laps have {other or 'none'}."
        yield number, Finding("error", f"{column}-changes", message, where, "The row may belong to another car.")
