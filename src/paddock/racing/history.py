"""Past races: what the archive holds of them, in the order they were run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.errors import BadRequest
from paddock.model import Meeting, Season, Session
from paddock.tables import RESULTS
from paddock.timing.classify import Place, classify
from paddock.timing.opening import open_archived
from paddock.timing.series import all_series
from paddock.units import listed

if TYPE_CHECKING:
    import polars as pl

MS_PER_MIN = 60_000


@dataclass(frozen=True, slots=True)
class PastRace:
    """One race that was run.

    id: of its session.  series, season, meeting: ids (`imsa`, `imsa-2024`, `imsa-2024/sebring`).  circuit, layout:
    ids, empty where the catalogue has none.  day: of the start.  duration_ms: planned, 0 for a distance race or where
    it is not known [ms].  laps: table `laps`.  results: table `results`, the official one, or what follows from the
    laps where there is none.  official: whether it is the official one.  grid: place in class in qualifying by car
    number, empty where not known; penalties on the grid are not in it.  qualifying_ms: best lap there by car [ms].
    """

    id: str
    series: str
    season: str
    meeting: str
    circuit: str
    day: dt.date
    duration_ms: int
    laps: pl.DataFrame
    results: pl.DataFrame
    grid: Mapping[str, int] = field(default_factory=dict)
    layout: str = ""
    official: bool = True
    qualifying_ms: Mapping[str, int] = field(default_factory=dict)


def past_races(
    store: Archive,
    catalogue: Catalogue,
    series: Sequence[str],
    *,
    seasons: Sequence[int] | None = None,
    before: dt.date | None = None,
) -> list[PastRace]:
    """Return the races of some series whose laps are in the archive, in order of day.

    seasons: years of the seasons to take, all where None.  before: only races that began on an earlier day.
    Raises BadRequest for a series without timing rules.
    """
    return list(races_of(store, catalogue, series, seasons=seasons, before=before))


def races_of(
    store: Archive,
    catalogue: Catalogue,
    series: Sequence[str],
    *,
    seasons: Sequence[int] | None = None,
    before: dt.date | None = None,
) -> Iterator[PastRace]:
    """Yield what `past_races` returns, each race as soon as it is read."""
    unknown = [one for one in series if one not in all_series()]
    if unknown:
        raise BadRequest(f"No timing rules for {listed(unknown)}.", hint=f"There are {listed(all_series())}.")
    wanted = []
    kept = store.sessions()
    for name in kept:
        season = catalogue.seasons.get(name.split("/", maxsplit=1)[0])
        if season is None or season.series not in series or (seasons is not None and season.year not in seasons):
            continue
        meeting = catalogue.meetings[name.rpartition("/")[0]]
        session = next((one for one in meeting.sessions if one.id == name.rpartition("/")[2]), None)
        if session is None or session.kind != "race" or (before is not None and session.day >= before):
            continue
        if any("laps" in card.tables for card in kept[name]):
            wanted.append((session.day, name, season, meeting, session))
    for _, name, season, meeting, session in sorted(wanted, key=lambda one: one[:2]):
        yield _race(store, catalogue, name, season, meeting, session, sorted(kept))


def _race(
    store: Archive,
    catalogue: Catalogue,
    name: str,
    season: Season,
    meeting: Meeting,
    session: Session,
    kept: Sequence[str],
) -> PastRace:
    opened = open_archived(store, catalogue, name)
    official = bool(opened.results.height)
    place = name.rpartition("/")[0]
    beside = [one for one in kept if one.rpartition("/")[0] == place and _is_qualifying(one, meeting)]
    grid, qualifying_ms = _qualified(store, catalogue, beside)
    return PastRace(
        name,
        season.series,
        season.id,
        place,
        meeting.circuit or "",
        session.day,
        round((session.duration_min or 0) * MS_PER_MIN),
        opened.laps,
        opened.results if official else results_of(opened.laps, season.series),
        grid,
        meeting.layout or "",
        official,
        qualifying_ms,
    )


def results_of(laps: pl.DataFrame, series: str) -> pl.DataFrame:
    """Return the table `results` that follows from laps alone.

    laps: table `laps`.  team is the first printed; vehicle, crew and grades stay empty.
    """
    import polars as pl

    if not laps.height:
        return RESULTS.empty()
    said = laps.group_by("car", maintain_order=True).agg(
        pl.col("file", "line", "group", "team").first(),
        pl.col("driver").drop_nulls().unique(maintain_order=True).alias("drivers"),
    )
    known = {row["car"]: row for row in said.iter_rows(named=True)}
    return RESULTS.frame(_row(place, known[place.car]) for place in classify(laps, series, kind="race").places)


def _row(place: Place, said: Mapping[str, object]) -> dict[str, object]:
    return {
        **said,
        "position": place.position,
        "position_in_class": place.position_in_class,
        "car": place.car,
        "class": place.race_class,
        "driver_grades": [],
        "driver_countries": [],
        "status": place.status,
        "laps": place.laps,
        "total_time_ms": place.total_time_ms,
        "fastest_lap_ms": place.fastest_lap_ms,
        "fastest_lap_number": place.fastest_lap_number,
    }


def _is_qualifying(name: str, meeting: Meeting) -> bool:
    own = name.rpartition("/")[2]
    kind = next((one.kind for one in meeting.sessions if one.id == own), "")
    return kind == "qualifying" or (not kind and own.startswith("qualifying") and "race" not in own)


def _qualified(
    store: Archive, catalogue: Catalogue, sessions: Sequence[str]
) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return place in class and best lap [ms] by car; of several sessions one that sets the order (`position` in its
    name) counts before others."""
    grid: dict[str, int] = {}
    best_ms: dict[str, int] = {}
    for name in sorted(sessions, key=lambda one: ("position" not in one, one)):
        opened = open_archived(store, catalogue, name)
        rows = opened.results.select("car", "class", "position", "position_in_class", "fastest_lap_ms").rows()
        if not rows and opened.laps.height:
            places = classify(opened.laps, opened.series, kind="qualifying").places
            rows = [
                (one.car, one.race_class, one.position, one.position_in_class, one.fastest_lap_ms) for one in places
            ]
        placed: dict[str | None, int] = {}
        taken = {car for car, *_ in rows if car in grid}
        for car, race_class, position, in_class, lap_ms in sorted(rows, key=lambda one: (one[2] is None, one[2] or 0)):
            placed[race_class] = placed.get(race_class, 0) + 1
            if car not in taken and position is not None:
                grid[car] = in_class or placed[race_class]
                if lap_ms:
                    best_ms[car] = lap_ms
    return grid, best_ms
