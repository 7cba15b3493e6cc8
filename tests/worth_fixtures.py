"""An invented race with the car numbers of a real season, as laps and as a result, and an archive that holds it.

Every time is made up, and round on purpose: nobody can take it for a real one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.timing.files import find_files
from paddock.timing.importing import Wish, import_files
from timing_fixtures import LAP_HEADER, clock, table

LAPS = 30
STOPS = (10, 20)


@dataclass(frozen=True)
class Racer:
    """A car: what a lap takes it, and how long it stands in the pits at each stop [ms]."""

    number: str
    race_class: str
    make: str
    pace_ms: int
    stop_ms: int = 60_000


FIELD = (
    Racer("6", "HYPERCAR", "Porsche", 100_000),
    Racer("50", "HYPERCAR", "Ferrari", 100_200),
    Racer("35", "HYPERCAR", "Alpine", 100_500, stop_ms=80_000),
    Racer("36", "HYPERCAR", "Alpine", 101_000),
    Racer("92", "LMGT3", "Porsche", 112_000),
)
"""By pace 6, 50, 35, 36; at the flag 6, 50, 36, 35: the slower Alpine stood shorter."""


def lap_times(racer: Racer) -> list[int]:
    """Return the times of a car's laps: the same small ups and downs for every car, a stop after laps 10 and 20."""
    stops = {lap + 1: racer.stop_ms for lap in STOPS}
    return [racer.pace_ms + 40 * (lap * 7 % 5) + stops.get(lap, 0) for lap in range(1, LAPS + 1)]


def laps_file(field: Iterable[Racer] = FIELD) -> bytes:
    """Return the race as an Al Kamel lap file of 26 columns."""
    header = [*LAP_HEADER, "FLAG_AT_FL"]
    rows = [header]
    for racer in field:
        elapsed = 0
        for lap, time in enumerate(lap_times(racer), start=1):
            elapsed += time
            third = time // 3
            made = {
                "NUMBER": racer.number, "DRIVER_NUMBER": "1", "LAP_NUMBER": str(lap), "LAP_TIME": clock(time),
                "CROSSING_FINISH_LINE_IN_PIT": "B" if lap in STOPS else "", "S1": clock(third, minutes=False),
                "S2": clock(third, minutes=False), "S3": clock(time - 2 * third, minutes=False), "KPH": "180.0",
                "ELAPSED": clock(elapsed), "HOUR": clock(46_800_000 + elapsed, hours=True),
                "DRIVER_NAME": "Ada INVENTED",
                "PIT_TIME": clock(racer.stop_ms, hours=True) if lap - 1 in STOPS else "", "CLASS": racer.race_class,
                "TEAM": "Invented", "MANUFACTURER": racer.make, "FLAG_AT_FL": "FF" if lap == LAPS else "GF",
            }  # fmt: skip
            rows.append([made.get(name.strip(), "0" if "IMPROVEMENT" in name else "") for name in header])
    return table(rows)


def result_file(places: Mapping[str, str], field: Iterable[Racer] = FIELD) -> bytes:
    """Return a classification.  places: car number → status, in the order of the places."""
    names = "POSITION NUMBER TEAM DRIVER_1 DRIVER_2 DRIVER_3 DRIVER_4 VEHICLE TYRES CLASS GROUP DIVISION STATUS LAPS"
    header = f"{names} TOTAL_TIME GAP_FIRST GAP_PREVIOUS FL_LAPNUM FL_TIME FL_KPH DRIVER_5".split()
    racers = {racer.number: racer for racer in field}
    rows = [header]
    for place, (number, status) in enumerate(places.items(), start=1):
        times = lap_times(racers[number])
        made = {
            "POSITION": str(place), "NUMBER": number, "TEAM": "Invented", "DRIVER_1": "Ada INVENTED",
            "VEHICLE": racers[number].make, "CLASS": racers[number].race_class, "STATUS": status, "LAPS": str(LAPS),
            "TOTAL_TIME": clock(sum(times), mark="'"), "FL_LAPNUM": "5", "FL_TIME": clock(min(times), mark="'"),
        }  # fmt: skip
        rows.append([made.get(name, "") for name in header])
    return table(rows)


def archive_with(folder: Path, catalogue: Catalogue, files: Mapping[str, bytes]) -> Archive:
    """Return a new archive.  files: `<session>` or `<session>:<name>` → content, e.g. "wec-2024/fuji/race"."""
    archive = Archive(folder / "archive")
    for place, (key, content) in enumerate(files.items()):
        session, _, name = key.partition(":")
        path = folder / f"in-{place}" / (name or "invented-laps.csv")
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        done = [*import_files(archive, catalogue, find_files([path]), Wish(session))]
        assert [one.session for one in done if one.digest] == [session], done
    return archive
