"""Checks of the times in a lap file: sectors against laps, laps against the clock, the clock against time of day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from paddock.findings import Finding
from paddock.timing.times import to_text
from paddock.units import count

if TYPE_CHECKING:
    import polars as pl

DAY_MS = 24 * 60 * 60 * 1000
SECTORS = ("s1_ms", "s2_ms", "s3_ms")
ROUNDED_SHARE, ROUNDED_ROWS = 0.1, 3
"""A source rounds its times when at least this share of its rows, and this many, are off by a millisecond.

Rounding touches every other row or so; a damaged file has a damaged row here and there.
"""


def check_times(laps: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
    """Yield (row number, finding) for lap numbers and times that cannot be right.

    laps: table `laps` with `number` and `where`; uses car, lap, lap_time_ms [ms], s1_ms to s3_ms [ms], elapsed_ms
    [ms], elapsed_origin, hour_ms [ms].
    """
    yield from _sectors(laps)
    yield from _numbers(laps)
    yield from _clock(laps)
    yield from _time_of_day(laps)


def _sectors(laps: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
    """The sectors of a lap sum to its time; those that were measured are never longer than it."""
    import polars as pl

    unmeasured = pl.any_horizontal(pl.col(name) == 0 for name in SECTORS)
    off = pl.sum_horizontal(SECTORS) - pl.col("lap_time_ms")
    timed = laps.filter(pl.col("lap_time_ms").is_not_null()).with_columns(off.alias("off"))
    complete = timed.filter(pl.all_horizontal(pl.col(name).is_not_null() for name in SECTORS))
    zero = complete.filter(unmeasured)
    if zero.height:
        yield _exempt(
            zero, "sector-not-measured", f"{count(zero.height, 'lap')} with a sector of 0: it was not measured."
        )
    whole = complete.filter(~unmeasured)
    wrong, rounding = _rounding(whole, "sectors", "sectors do not sum to the lap")
    yield from rounding
    for number, where, car, lap, by in wrong.select("number", "where", "car", "lap", "off").iter_rows():
        message = f"Car {car}, lap {lap}: its sectors sum to {by:+} ms of its lap time."
        yield number, Finding("error", "sectors-sum", message, where, "One of the four times is wrong.")
    partial = timed.filter(
        pl.any_horizontal(pl.col(name).is_null() | (pl.col(name) == 0) for name in SECTORS) & (pl.col("off") > 0)
    )
    for number, where, car, lap, by in partial.select("number", "where", "car", "lap", "off").iter_rows():
        message = f"Car {car}, lap {lap}: the sectors it has are together {by} ms longer than the lap."
        yield number, Finding("error", "sectors-sum", message, where, "One of the times is wrong.")
    yield from _sections(timed)
    negative = pl.any_horizontal(pl.col(name) < 0 for name in SECTORS) | (pl.col("lap_time_ms") <= 0)
    for number, where, car, lap in laps.filter(negative).select("number", "where", "car", "lap").iter_rows():
        message = f"Car {car}, lap {lap}: a time is not above zero."
        yield number, Finding("error", "time-not-positive", message, where, "It cannot have been driven.")


def _sections(timed: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
    """The times between intermediate points sum to the lap time, where a lap has them all."""
    import polars as pl

    sections = pl.col("sections_ms").list
    whole = timed.filter((sections.len() > 0) & (sections.drop_nulls().list.len() == sections.len()))
    whole = whole.with_columns((sections.sum() - pl.col("lap_time_ms")).alias("off"))
    wrong, rounding = _rounding(whole, "intermediate times", "intermediate times do not sum to the lap")
    yield from rounding
    for number, where, car, lap, by in wrong.select("number", "where", "car", "lap", "off").iter_rows():
        message = f"Car {car}, lap {lap}: its intermediate times sum to {by:+} ms of its lap time."
        yield number, Finding("error", "sections-sum", message, where, "One of the times is wrong.")


def _numbers(laps: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
    """Each car has every lap from its first to its last once, in order."""
    import polars as pl

    by_lap = laps.sort("lap", "number").with_columns(pl.col("lap").shift(1).over("car").alias("before"))
    columns = ("number", "where", "car", "lap", "before")
    for number, where, car, lap, before in by_lap.select(columns).iter_rows():
        if lap < 1:
            message = f"Car {car} has a lap {lap}."
            yield number, Finding("warning", "lap-below-1", message, where, "Laps are counted from 1.")
        elif before == lap:
            yield (
                number,
                Finding(
                    "error",
                    "lap-twice",
                    f"Car {car} has lap {lap} twice.",
                    where,
                    "Two cars under one number, or a copy.",
                ),
            )
        elif lap > (before or 0) + 1:
            missing = f"lap {lap - 1}" if lap == (before or 0) + 2 else f"laps {(before or 0) + 1} to {lap - 1}"
            yield (
                number,
                Finding(
                    "error", "lap-missing", f"Car {car}: {missing} missing before lap {lap}.", where, "Rows were lost."
                ),
            )
    falling = laps.with_columns(pl.col("lap").shift(1).over("car").alias("before")).filter(
        pl.col("lap") < pl.col("before")
    )
    for number, where, car, lap, before in falling.select(columns).iter_rows():
        message = f"Car {car}: lap {lap} stands after lap {before}."
        yield number, Finding("warning", "lap-order", message, where, "The rows are not in the order of laps.")


def _clock(laps: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
    """The clock advances by the lap time from one lap of a car to the next; on lap 1 it is the lap time."""
    import polars as pl

    chain = (
        laps.filter(pl.col("elapsed_origin").ne_missing("derived") & pl.col("elapsed_ms").is_not_null())
        .sort("lap", "number")
        .unique(["car", "lap"], keep="first", maintain_order=True)
        .with_columns(
            (pl.col("lap") - pl.col("lap").shift(1).over("car")).alias("step"),
            pl.col("elapsed_ms").diff().over("car").alias("since"),
        )
    )
    starts = (pl.col("lap") == 1) & pl.col("step").is_null()
    expected = pl.when(starts).then(pl.col("elapsed_ms")).when(pl.col("step") == 1).then(pl.col("since"))
    chain = chain.with_columns((expected - pl.col("lap_time_ms")).alias("off"))
    first = chain.filter(starts & pl.col("off").is_not_null())
    late = first.filter(pl.col("off") != 0)
    if 2 * late.height > first.height and late.height >= ROUNDED_ROWS:
        yield _exempt(late, "clock-before-lap-1", f"For {count(late.height, 'car')} the clock ran before lap 1 began.")
        chain = chain.with_columns(pl.when(starts).then(None).otherwise(pl.col("off")).alias("off"))
    wrong, rounding = _rounding(chain, "lap times", "lap times do not sum to the clock")
    yield from rounding
    # One wrong clock value puts its own lap off and the next one off by as much the other way: it is told once.
    pairs = chain.with_columns(
        (pl.col("off").shift(1).over("car") == -pl.col("off")).fill_null(False).alias("echo"),
        (pl.col("off").shift(-1).over("car") == -pl.col("off")).fill_null(False).alias("clock"),
    ).select("number", "echo", "clock")
    seen_echo: set[str] = set()
    columns = ("number", "where", "car", "lap", "off", "echo", "clock")
    rows = wrong.join(pairs, on="number", maintain_order="left").sort("car", "lap").select(columns)
    for number, where, car, lap, by, echo, clock in rows.iter_rows():
        if echo and car in seen_echo:
            seen_echo.discard(car)
            continue
        if clock:
            seen_echo.add(car)
            message = f"Car {car}, lap {lap}: the clock is {by:+} ms off; the laps before and after it fit."
        else:
            message = f"Car {car}, lap {lap}: the clock advanced by {by:+} ms of the lap time."
        yield number, Finding("error", "laps-sum", message, where, "The clock or the lap time is wrong, or a row is.")
    reported = set(wrong["number"].to_list())
    falling = chain.filter((pl.col("since") <= 0) & (pl.col("step") >= 1))
    for number, where, car, lap in falling.select("number", "where", "car", "lap").iter_rows():
        if number not in reported:
            message = f"Car {car}, lap {lap}: the clock does not rise."
            yield number, Finding("error", "clock-falls", message, where, "The clock or the lap number is wrong.")


def _time_of_day(laps: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
    """Time of day less clock is one constant, over midnight as well."""
    import polars as pl

    start = (pl.col("hour_ms") - pl.col("elapsed_ms")) % DAY_MS
    known = laps.filter(pl.col("elapsed_origin").ne_missing("derived")).with_columns(start.alias("start"))
    known = known.filter(pl.col("start").is_not_null())
    if not known.height:
        return
    usual = known["start"].value_counts(sort=True).row(0)[0]
    half = DAY_MS // 2
    known = known.with_columns(((pl.col("start") - usual + half) % DAY_MS - half).alias("off"))
    wrong, rounding = _rounding(known, "times of day", "times of day are off the clock")
    yield from rounding
    for number, where, car, lap, by in wrong.select("number", "where", "car", "lap", "off").iter_rows():
        sign = "+" if by > 0 else ""
        message = f"Car {car}, lap {lap}: time of day less clock is {sign}{to_text(by)} off that of the other laps."
        yield number, Finding("error", "time-of-day", message, where, "The time of day or the clock is wrong.")


def _rounding(frame: pl.DataFrame, what: str, rule: str) -> tuple[pl.DataFrame, list[tuple[int, Finding]]]:
    """Return the rows whose `off` is not 0 [ms], without those a source that rounds is off by a millisecond."""
    import polars as pl

    wrong = frame.filter(pl.col("off") != 0)
    slight = wrong.filter(pl.col("off").abs() == 1)
    if slight.height < ROUNDED_ROWS or slight.height < ROUNDED_SHARE * frame.height:
        return wrong, []
    message = f"The source rounds its {what}: {count(slight.height, 'row')} where {rule} by 1 ms."
    return wrong.filter(pl.col("off").abs() > 1), [_exempt(slight, "times-rounded", message)]


def _exempt(rows: pl.DataFrame, code: str, message: str) -> tuple[int, Finding]:
    """Return the finding that tells of rows exempted by a rule, at the first of them."""
    number, where = rows.sort("number").select("number", "where").row(0)
    return number, Finding("info", code, message, where)
