"""Time at the wheel of every driver, and how it stands to the season's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue
from paddock.errors import UnknownName
from paddock.findings import Finding
from paddock.model import Meeting
from paddock.tables.readings import DRIVING_TIMES
from paddock.timing.driving_rules import DrivingVerdict, verdicts_on
from paddock.timing.wheel import at_the_wheel
from paddock.units import count

if TYPE_CHECKING:
    import polars as pl


def driving_times(laps: pl.DataFrame) -> pl.DataFrame:
    """Return each driver's time at the wheel of each car.

    laps: table `laps`; uses car, class, driver, driver_slot, lap, lap_time_ms, elapsed_ms, pit_time_ms [ms], in_pit,
    counts_for_pace.  Laps without driver and without place in the crew are nobody's and left out.
    Returns table `driving_times` by car and driver.  The time is that of the laps less the time in the pit lane; what
    a change of driver leaves open (which side of the line the lane time fell on) is in drive_low_ms and drive_high_ms.
    Source: docs/methods/driving.md.
    """
    people = at_the_wheel(laps)
    whole: dict[str, int] = {}
    for one in people:
        whole[one.car] = whole.get(one.car, 0) + one.total[0]
    rows = []
    for one in people:
        (drive, low, high), (longest, longest_low, longest_high) = one.total, one.longest
        rows.append(
            {
                "car": one.car,
                "class": one.race_class,
                "driver": one.driver,
                "laps": one.laps,
                "stints": one.stints,
                "drive_ms": drive,
                "drive_low_ms": low,
                "drive_high_ms": high,
                "longest_ms": longest,
                "longest_low_ms": longest_low,
                "longest_high_ms": longest_high,
                "share_pct": 100 * drive / whole[one.car] if whole[one.car] else 0.0,
            }
        )
    return DRIVING_TIMES.frame(rows) if rows else DRIVING_TIMES.empty()


def driving_verdicts(catalogue: Catalogue, season: str, meeting: str, laps: pl.DataFrame) -> tuple[DrivingVerdict, ...]:
    """Return how each driver of a race stands to the season's driving-time rules: one verdict a rule and driver.

    season, meeting: ids (the meeting's slug or full id).  laps: table `laps` of the race; see `driving_times`.
    Names are looked up exactly (case and accents aside); a driver who is not found, or whose grade is not on record,
    leaves rules about grades unknown.  Drivers of the crew without a lap are not in the laps and not judged.
    Raises UnknownName or AmbiguousName for the season or the meeting.
    Source: docs/methods/driving.md.
    """
    edition = catalogue.season(season)
    _, event = catalogue.meeting(meeting if "/" in meeting else f"{edition.id}/{meeting}")
    return tuple(verdicts_on(catalogue, edition, event, at_the_wheel(laps)))


def judge_driving(catalogue: Catalogue, session: str, laps: pl.DataFrame) -> tuple[Finding, ...]:
    """Return what is to be said of the driving times of a session: rules broken, not to be told, and kept.

    session: id (`wec-2024/fuji/race`); sessions other than races have no such rules and no findings.  laps: its table
    `laps`.  A rule that is kept is told once, with the number of drivers it concerns.  A season or meeting that is not
    on record is told as a finding.
    Source: docs/methods/driving.md.
    """
    season, _, rest = session.partition("/")
    meeting, _, slug = rest.partition("/")
    try:
        _, event = catalogue.meeting(f"{season}/{meeting}")
        if not _is_race(event, slug):
            return ()
        verdicts = driving_verdicts(catalogue, season, meeting, laps)
    except UnknownName as error:
        return (Finding("info", "driving-rules-unknown", f"No driving-time rules: {error.message}", where=session),)
    found = []
    kept: dict[tuple[str, tuple[str, ...]], list[DrivingVerdict]] = {}
    for one in verdicts:
        if one.outcome == "yes":
            kept.setdefault((one.rule, one.rule_sources), []).append(one)
            continue
        code = "driving-time" if one.outcome == "no" else "driving-time-unknown"
        message = f"Car {one.car}: {one.because}" if one.car else one.because
        hint = f"Not known: {one.missing}." if one.missing else ""
        level = "warning" if one.outcome == "no" else "info"
        found.append(Finding(level, code, message, where=session, hint=hint, sources=one.sources))  # type: ignore[arg-type]
    for (rule, sources), many in kept.items():
        message = f"{many[0].text} Kept by {count(len(many), 'driver')} ({rule})."
        found.append(Finding("info", "driving-time-kept", message, where=session, sources=sources))
    return tuple(found)


def _is_race(meeting: Meeting, slug: str) -> bool:
    kinds = [one.kind for one in meeting.sessions if one.id == slug]
    return "race" in kinds if kinds else slug.startswith("race")
