"""When the race was neutralised: full-course yellows, safety cars, red flags.

Every crossing of the finish line carries the flag that was out.  All crossings of all cars, in the order of the clock,
are samples of one thing, the state of the track; between two samples that differ it changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock.findings import Finding
from paddock.tables import NEUTRALISATIONS
from paddock.timing.times import to_text
from paddock.units import count, listed

if TYPE_CHECKING:
    import polars as pl

CAUTIONS = ("FCY", "SF", "RF")
STRAY_MS = 5_000
"""A single crossing under another flag that is answered within this time is a slip, not a state of the track."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A crossing, or a change of flag by race control: moment [ms] and state (GF, FCY, SF, RF, FF)."""

    at: int
    state: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch under one flag: the samples it holds, and the samples of other flags just before and just after."""

    kind: str
    before: int | None
    first: int
    last: int
    after: int | None
    crossings: int


def neutralisations(laps: pl.DataFrame, race_control: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the periods under a flag other than green.

    laps: table `laps`; uses car, lap, lap_time_ms, elapsed_ms [ms], flag, in_pit, pit_time_ms.  race_control: table
    `race_control`; uses elapsed_ms, hour_ms [ms], flag.
    Returns table `neutralisations` in order of time.  With race control the moments are exact (source
    "race-control"); from the flags at the line they lie within the bounds given ("crossings"); a file without flags
    shows them only where the whole field is slow at once ("imputed", kind "unknown").
    Source: docs/methods/neutralisations.md.
    """
    import polars as pl

    periods, source = _periods(laps, race_control)
    rows: list[dict[str, object]] = []
    clock = _leader(laps)
    moments = laps.select("elapsed_ms").drop_nulls().to_series().sort()
    for number, one in enumerate(periods, 1):
        earliest = one.first if one.before is None else one.before
        start = (earliest + one.first) // 2
        # A session that ended under it, or went straight to the chequered flag, does not say when it ended.
        end = None if one.after is None else (one.last + one.after) // 2
        until = one.last if end is None else end
        rows.append(
            {
                "number": number,
                "kind": one.kind,
                "start_ms": start,
                "start_earliest_ms": earliest,
                "start_latest_ms": one.first,
                "end_ms": end,
                "end_earliest_ms": one.last,
                "end_latest_ms": one.after,
                "duration_ms": None if end is None else end - start,
                "leader_lap": _lap_at(clock, start),
                "leader_laps": sum(start < at <= until for at in clock) if clock else None,
                "crossings": moments.filter((moments >= one.first) & (moments <= until)).len(),
                "source": source,
            }
        )
    return NEUTRALISATIONS.frame(rows) if rows else pl.DataFrame(schema=NEUTRALISATIONS.schema)


def neutralisation_findings(laps: pl.DataFrame, race_control: pl.DataFrame | None = None) -> tuple[Finding, ...]:
    """Return what is to be said of the flags: none in the file, flags that contradict each other, laps without clock.

    laps, race_control: as for `neutralisations`.
    """
    import polars as pl

    found: list[Finding] = []
    if _control(race_control, laps):
        return ()
    if not laps["flag"].is_not_null().any():
        periods = _periods(laps, None)[0]
        seen = f"The whole field was slow at once {count(len(periods), 'time')}." if periods else "None shows in them."
        message = f"The laps have no flags; neutralisations can only be guessed from the lap times. {seen}"
        return (Finding("info", "no-flags", message),) if laps.height else ()
    without = laps.filter(pl.col("elapsed_ms").is_null() & pl.col("flag").is_not_null()).height
    if without:
        message = f"{count(without, 'lap')} with a flag but no clock: not used to find neutralisations."
        found.append(Finding("warning", "flag-without-clock", message))
    _, strays = _without_strays(_samples(laps))
    if strays:
        told = listed(f"{one.state} by {one.where} at {to_text(one.at, hours=True)}" for one in strays[:5])
        more = f" and {len(strays) - 5} more" if len(strays) > 5 else ""
        message = f"Flags that no other crossing near them bears out are left aside: {told}{more}."
        found.append(Finding("warning", "flag-alone", message))
    return tuple(found)


def _periods(laps: pl.DataFrame, race_control: pl.DataFrame | None) -> tuple[list[Period], str]:
    exact = _control(race_control, laps)
    if exact:
        return _runs(exact, exact=True), "race-control"
    if laps["flag"].is_not_null().any():
        return _runs(_without_strays(_samples(laps))[0], exact=False), "crossings"
    from paddock.timing.slow_field import slow_periods

    stretches = slow_periods(laps)
    ends = [0, *(stretch[2] for stretch in stretches)]
    return [
        Period("unknown", max(earliest, ended), first, last, after, slow)
        for (earliest, first, last, after, slow), ended in zip(stretches, ends, strict=False)
    ], "imputed"


def _samples(laps: pl.DataFrame) -> list[Sample]:
    """Return every crossing with a clock and a flag, in order of time."""
    import polars as pl

    known = laps.select("elapsed_ms", "flag", pl.format("car {} lap {}", "car", "lap")).drop_nulls()
    return [Sample(*values) for values in known.sort("elapsed_ms", "flag").iter_rows()]


def _control(race_control: pl.DataFrame | None, laps: pl.DataFrame) -> list[Sample]:
    """Return race control's changes of flag in order of time; a missing clock is made from the time of day."""
    import polars as pl

    if race_control is None or not race_control.height:
        return []
    start = (laps["hour_ms"] - laps["elapsed_ms"]).drop_nulls() if laps.height else pl.Series([], dtype=pl.Int64)
    day = 24 * 3_600_000
    offset = (start % day).median()
    clock = pl.col("elapsed_ms")
    if isinstance(offset, int | float):
        clock = pl.coalesce(clock, (pl.col("hour_ms") - int(offset)) % day)
    known = race_control.select(clock.alias("at"), "flag").drop_nulls().sort("at", maintain_order=True)
    return [Sample(at, flag) for at, flag in known.iter_rows()]


def _without_strays(samples: list[Sample]) -> tuple[list[Sample], list[Sample]]:
    """Return samples without lone ones, and those: one crossing under a flag of its own, answered within seconds.

    The neighbours on both sides must agree with each other; the chequered flag is each car's own and never a stray.
    """
    kept: list[Sample] = []
    strays: list[Sample] = []
    for number, one in enumerate(samples):
        before = kept[-1] if kept else None
        after = samples[number + 1] if number + 1 < len(samples) else None
        alone = (
            before is not None
            and after is not None
            and "FF" not in {one.state, before.state}
            and before.state == after.state != one.state
            and after.at - before.at <= STRAY_MS
        )
        (strays if alone else kept).append(one)
    return kept, strays


def _runs(samples: list[Sample], *, exact: bool) -> list[Period]:
    """Return the runs of samples under one caution.

    exact: the samples are the changes themselves, so a period lasts from one to the next.
    The chequered flag ends a period without saying when it ended: the race was over.
    """
    periods: list[Period] = []
    number = 0
    while number < len(samples):
        last = number
        while last + 1 < len(samples) and samples[last + 1].state == samples[number].state:
            last += 1
        one = samples[number]
        if one.state in CAUTIONS:
            after = samples[last + 1] if last + 1 < len(samples) else None
            if exact:
                end = after.at if after is not None else None
                periods.append(
                    Period(one.state, one.at, one.at, samples[last].at if end is None else end, end, last - number + 1)
                )
            else:
                before = samples[number - 1].at if number else None
                follows = None if after is None or after.state == "FF" else after.at
                periods.append(Period(one.state, before, one.at, samples[last].at, follows, last - number + 1))
        number = last + 1
    return periods


def _leader(laps: pl.DataFrame) -> list[int]:
    """Return the clock at which each lap was first completed by any car, in order."""
    firsts = laps.select("lap", "elapsed_ms").drop_nulls().group_by("lap").min()
    return sorted(firsts["elapsed_ms"].to_list())


def _lap_at(clock: list[int], moment: int) -> int | None:
    """Return the lap the leader is on at a moment, from 1."""
    return sum(at <= moment for at in clock) + 1 if clock else None
