"""A race of the archive, asked how quick some of its cars were and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.errors import PaddockError
from paddock.findings import Finding
from paddock.studies.worth_sheets import CarPace, CarResult, TimingFile
from paddock.timing.classify import classify
from paddock.timing.opening import open_archived
from paddock.timing.order import positions
from paddock.timing.pace import pace
from paddock.timing.series import PLAIN, all_series
from paddock.units import bare, count, listed

if TYPE_CHECKING:
    import polars as pl

    from paddock.timing.session import TimingSession


@dataclass(frozen=True, slots=True)
class Timed:
    """What the archive tells of some cars in a race; empty when it tells nothing.

    results: from the published result.  driven: the classification by laps alone.  ranks: every car of the class with
    a pace, quickest first.
    """

    results: tuple[CarResult, ...] = ()
    driven: tuple[CarResult, ...] = ()
    paces: tuple[CarPace, ...] = ()
    ranks: tuple[str, ...] = ()
    files: tuple[TimingFile, ...] = ()
    findings: tuple[Finding, ...] = ()


def timed(
    archive: Archive, catalogue: Catalogue, session: str, numbers: Sequence[str], called: Sequence[str], class_name: str
) -> Timed:
    """Return what the archive tells of the cars with some numbers in a session.

    called: what their class is called (id, name, other names); a car that is printed in another class is left out, with
    a finding.  class_name: for people.  A session that cannot be read is a finding, never the end of a study.
    """
    try:
        opened = open_archived(archive, catalogue, session)
        found = _of_class(opened, numbers, called)
        if found.class_printed is None:
            what = f"no car {listed(numbers)} in {class_name} in the timing of this race: nothing is told from it."
            return Timed(findings=(Finding("warning", "car-not-in-timing", what, where=session),))
        return _told(opened, found)
    except PaddockError as error:
        return Timed(findings=(Finding("warning", "timing-unread", error.message, where=session, hint=error.hint),))


@dataclass(frozen=True, slots=True)
class _Found:
    """The numbers that are in the class, and how the timing prints it."""

    numbers: tuple[str, ...]
    class_printed: str | None


def _of_class(opened: TimingSession, numbers: Sequence[str], called: Sequence[str]) -> _Found:
    wanted = {bare(one) for one in called}
    found: dict[str, str] = {}
    for frame in (opened.laps, opened.results):
        for car, printed in frame.select("car", "class").unique(maintain_order=True).iter_rows():
            if car in numbers and printed is not None and bare(printed) in wanted:
                found.setdefault(car, printed)
    kept = tuple(one for one in numbers if one in found)
    return _Found(kept, found[kept[0]] if kept else None)


def _told(opened: TimingSession, found: _Found) -> Timed:
    series = opened.series if opened.series in all_series() else ""
    results = _published(opened.results, found, series)
    driven: tuple[CarResult, ...] = ()
    paces: tuple[CarPace, ...] = ()
    ranks: tuple[str, ...] = ()
    findings: list[Finding] = []
    if opened.laps.height:
        made = classify(opened.laps, series, kind="race")
        own = made.frame.filter(_in_class(found))
        driven = _placed(own, found, "laps", every=_every(series))
        quick = pace(opened.laps, "car").filter(_in_class(found))
        ranks = tuple(quick["car"].to_list())
        paces = _paces(opened.laps, quick, own, found)
        slow = [one for one in found.numbers if one not in ranks and one in set(own["car"].to_list())]
        if slow:
            what = f"{count(len(slow), 'car')} without a lap that counts for pace: {listed(slow)}."
            findings.append(Finding("info", "no-pace", what, where=opened.id))
    return Timed(results, driven, paces, ranks, _files(opened), tuple(findings))


def _in_class(found: _Found) -> pl.Expr:
    import polars as pl

    return pl.col("class") == found.class_printed


def _every(series: str) -> bool:
    """Return whether a car that did not finish is classified too, as the series' rules have it."""
    rules = all_series()[series].classification if series else PLAIN
    return rules.minimum_share is None and not rules.flag


def _published(results: pl.DataFrame, found: _Found, series: str) -> tuple[CarResult, ...]:
    """Return the lines of the published result; a provisional one says so, one of an hour of the race is none."""
    if not results.height or results["state"][0] == "interim":
        return ()
    note = "Provisional result." if results["state"][0] == "provisional" else ""
    return _placed(results.filter(_in_class(found)), found, "result", every=_every(series), note=note)


def _placed(rows: pl.DataFrame, found: _Found, origin: str, *, every: bool, note: str = "") -> tuple[CarResult, ...]:
    """Return the lines of some cars.

    rows: the class; uses car, position, position_in_class, status, laps, total_time_ms [ms].  every: whether a car that
    did not finish has a place.
    """
    first = rows.filter(rows["position_in_class"] == 1).head(1)
    made = []
    for row in rows.iter_rows(named=True):
        if row["car"] in found.numbers:
            status = row["status"] or "classified"
            placed = status == "classified" or (every and status == "retired")
            position = row["position_in_class"] if placed else None
            behind = "" if position == 1 or not first.height else _behind(row, first.row(0, named=True))
            made.append(CarResult(row["car"], position, status, row["laps"], behind, origin, note=note))
    return tuple(made)


def _behind(row: Mapping[str, object], first: Mapping[str, object]) -> str:
    """Return how far a car was behind the winner of its class: "3 laps", "+42.321 s", empty when it cannot be told."""
    laps, most = row["laps"], first["laps"]
    time, least = row["total_time_ms"], first["total_time_ms"]
    if isinstance(laps, int) and isinstance(most, int) and laps < most:
        return count(most - laps, "lap")
    if laps == most and isinstance(time, int) and isinstance(least, int) and time >= least:
        return f"+{(time - least) // 1000}.{(time - least) % 1000:03} s"
    return ""


def _paces(laps: pl.DataFrame, quick: pl.DataFrame, own: pl.DataFrame, found: _Found) -> tuple[CarPace, ...]:
    """Return the pace of each car, quickest first.  quick: table `pace` of the class; own: its classification."""
    import polars as pl

    places = {row["car"]: row for row in own.iter_rows(named=True)}
    fastest = min((one for one in own["fastest_lap_ms"].to_list() if one is not None), default=None)
    led = positions(laps).filter(_in_class(found) & (pl.col("position_in_class") == 1))["car"].to_list()
    clocked = bool(laps["elapsed_ms"].is_not_null().any())
    made = []
    for rank, row in enumerate(quick.iter_rows(named=True), start=1):
        car = row["car"]
        if car not in found.numbers:
            continue
        best = places[car]["fastest_lap_ms"]
        made.append(
            CarPace(
                car,
                row["laps"],
                row["pace_ms"],
                row["gap_ms"],
                row["gap_low_ms"],
                row["gap_high_ms"],
                row["gap_pct"],
                rank,
                quick.height,
                best - fastest if best is not None and fastest is not None else None,
                led.count(car) if clocked else None,
                places[car]["position_in_class"],
                places[car]["status"],
            )
        )
    return tuple(made)


def _files(opened: TimingSession) -> tuple[TimingFile, ...]:
    """Return the files that laps and result were read from: no folder of the machine they were imported on is told."""
    made = [
        TimingFile(PurePath(opened.files[digest].replace("\\", "/")).name, digest, table, number)
        for table, frame in (("laps", opened.laps), ("results", opened.results))
        for digest, number in frame["file"].value_counts().iter_rows()
    ]
    return tuple(sorted(made, key=lambda one: (one.table, one.name, one.sha256)))
