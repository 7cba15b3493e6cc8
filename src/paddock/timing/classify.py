"""Classification of a session: from the laps alone, and again from the official status, laps and times.

What is decided here, and what laps cannot tell, is in docs/methods/classification.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from paddock.errors import BadRequest
from paddock.findings import Finding
from paddock.timing.fastest import fastest_laps
from paddock.timing.finish import Finish, finishes, kind_of, took_the_flag
from paddock.timing.series import PLAIN, ClassificationRules, series_fitting, series_of, series_rules
from paddock.units import count, listed

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "GROUPS",
    "Classification",
    "Place",
    "classify",
    "classify_official",
    "kind_of",
    "ranked",
]

GROUPS = ("classified", "not-classified", "retired", "disqualified", "not-started")
"""The statuses in the order in which classifications print them."""

_COLUMNS = (
    "position",
    "car",
    "class",
    "position_in_class",
    "status",
    "laps",
    "total_time_ms",
    "fastest_lap_ms",
    "fastest_lap_number",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A car's line in a classification; times in milliseconds, None where there is none."""

    car: str
    race_class: str | None
    status: str
    laps: int
    total_time_ms: int | None
    fastest_lap_ms: int | None = None
    fastest_lap_number: int | None = None
    position: int = 0
    position_in_class: int = 0

    def as_dict(self) -> dict[str, object]:
        """Return the line as plain JSON values."""
        return {name: self.race_class if name == "class" else getattr(self, name) for name in _COLUMNS}


@dataclass(frozen=True, slots=True)
class Classification:
    """A classification: its lines in order, how it was made, and what was noticed.

    kind: `race`, or `qualifying` where the best lap decides.  series: id of the series whose rules apply, "" for none.
    rules: those rules.
    """

    places: tuple[Place, ...]
    kind: str
    series: str
    rules: ClassificationRules
    findings: tuple[Finding, ...] = ()

    @property
    def frame(self) -> pl.DataFrame:
        """The lines as a frame: position, car, class, position_in_class, status, laps, total_time_ms …"""
        import polars as pl

        schema = {name: pl.String() if name in ("car", "class", "status") else pl.Int64() for name in _COLUMNS}
        return pl.DataFrame([place.as_dict() for place in self.places], schema=schema)

    def as_dict(self, differences: Iterable[object] = ()) -> dict[str, object]:
        """Return the classification as plain JSON values, with its differences from the official one."""
        return {
            "classification": [place.as_dict() for place in self.places],
            "differences": [one.as_dict() for one in differences],  # type: ignore[attr-defined]
            "findings": [finding.as_dict() for finding in self.findings],
        }


def classify(laps: pl.DataFrame, series: str = "", *, kind: str = "") -> Classification:
    """Return the classification that follows from the laps alone.

    laps: table `laps`; uses car, class, lap, lap_time_ms [ms], elapsed_ms [ms], flag, improvement, kph, in_pit,
    pit_time_ms.  series: id of the series whose rules apply; "" takes the one whose classes are printed.  kind: `race`,
    or `qualifying` (also any other session the best lap decides); "" looks at how the cars began.  Cars without a lap
    are not in it: the laps do not know them.  Raises UnknownName for a series without rules, BadRequest for a kind that
    is neither.
    Source: docs/methods/classification.md.
    """
    findings: list[Finding] = []
    name, rules, first_lap = _rules(laps, series, findings)
    if not kind:
        kind, why = kind_of(laps)
        findings.append(Finding("info", "session-kind", f"Taken for a {kind} session: {why}.", hint="Say it: --kind."))
    if kind == "race":
        places = _race(laps, rules, first_lap, findings)
    elif kind in ("qualifying", "practice"):
        places = _by_best_lap(laps)
    else:
        raise BadRequest(f"{kind} is no kind of session.", hint="It is race, qualifying or practice.")
    return Classification(tuple(ranked(places)), kind, name, rules, tuple(findings))


def classify_official(results: pl.DataFrame, rules: ClassificationRules = PLAIN) -> Classification:
    """Return the order that the official status, laps and times make, penalties included.

    results: table `results`; uses car, class, status, laps, total_time_ms [ms], fastest_lap_ms [ms],
    fastest_lap_number.  Lines that are equal in all three stay as printed.  A line without a status counts as
    classified.
    """
    wanted = ("car", "class", "status", "laps", "total_time_ms", "fastest_lap_ms", "fastest_lap_number")
    places = [
        Place(car, race_class, status or "classified", laps or 0, time, best, number)
        for car, race_class, status, laps, time, best, number in results.select(wanted).iter_rows()
    ]
    return Classification(tuple(ranked(sorted(places, key=_by_distance))), "race", series_of(results), rules)


def ranked(places: Sequence[Place]) -> list[Place]:
    """Return lines that stand in order with their positions, overall and in class."""
    in_class: dict[str | None, int] = {}
    numbered = []
    for position, place in enumerate(places, 1):
        in_class[place.race_class] = in_class.get(place.race_class, 0) + 1
        numbered.append(replace(place, position=position, position_in_class=in_class[place.race_class]))
    return numbered


def _by_distance(place: Place) -> tuple[int, int, bool, int]:
    """Return what a race is ordered by: status, most laps, least time; without a time after those with one."""
    return GROUPS.index(place.status), -place.laps, place.total_time_ms is None, place.total_time_ms or 0


def _rules(laps: pl.DataFrame, series: str, findings: list[Finding]) -> tuple[str, ClassificationRules, str]:
    """Return series, rules and what they say of lap 1; tells what was assumed."""
    name = series or series_of(laps)
    if not name:
        fitting = series_fitting(laps)
        why = f"they fit {listed(fitting)}" if fitting else "they fit no series on record"
        findings.append(
            Finding(
                "warning",
                "series-unknown",
                f"The classes printed do not tell the series ({why}): every car is classified, by laps and time.",
                hint="Say which with --series.",
            )
        )
        return "", PLAIN, ""
    one = series_rules(name)
    return name, one.classification, one.first_lap


def _race(
    laps: pl.DataFrame, rules: ClassificationRules, first_lap: str, findings: list[Finding]
) -> list[Place]:  # fmt: skip
    """Return the lines of a race in order."""
    done, noticed = finishes(laps)
    findings += noticed
    if not done:
        return []
    flagged, how = took_the_flag(done)
    findings.append(Finding("info", "chequered-flag", how))
    order = sorted(done, key=lambda one: (-one.laps, one.total_time_ms is None, one.total_time_ms or 0))
    # The winner's distance is what others are measured against, so the winner must be a car that can win.
    winner = next((one for one in order if one.car in flagged), order[0]) if rules.flag else order[0]
    findings += _before_the_winner(order, winner)
    fastest = _fastest(laps, first_lap)
    places = [
        Place(one.car, one.race_class, _status(one, winner, one.car in flagged, rules), one.laps, one.total_time_ms)
        for one in order
    ]
    places = [
        replace(place, fastest_lap_ms=fastest[place.car][0], fastest_lap_number=fastest[place.car][1])
        for place in places
    ]
    findings += _ties(places)
    return sorted(places, key=_by_distance)


def _status(one: Finish, winner: Finish, flag: bool, rules: ClassificationRules) -> str:
    """Return what became of a car as far as laps tell: a car that did not take the flag counts as retired."""
    enough = rules.minimum_share is None or one.laps >= rules.minimum_share * winner.laps
    if enough and (flag or not rules.flag):
        return "classified"
    return "not-classified" if flag else "retired"


def _before_the_winner(order: Sequence[Finish], winner: Finish) -> list[Finding]:
    """Return a finding when cars took the chequered flag before the winner did."""
    early = [
        one.car
        for one in order
        if one.flag_ms is not None and winner.flag_ms is not None and one.flag_ms < winner.flag_ms
    ]
    if not early:
        return []
    return [
        Finding(
            "warning",
            "flag-before-winner",
            f"{count(len(early), 'car')} took the chequered flag before car {winner.car}, which has the greatest "
            f"distance: {listed(early)}.",
            hint="The flag was shown early, or laps of a car are missing.",
        )
    ]


def _ties(places: Sequence[Place]) -> list[Finding]:
    """Return a finding for cars that nothing tells apart."""
    same: dict[tuple[int, int], list[str]] = {}
    for place in places:
        if place.total_time_ms is not None:
            same.setdefault((place.laps, place.total_time_ms), []).append(place.car)
    return [
        Finding("info", "dead-heat", f"Cars {listed(cars)} have the same laps and time; they stand as in the file.")
        for cars in same.values()
        if len(cars) > 1
    ]


def _fastest(laps: pl.DataFrame, first_lap: str) -> Mapping[str, tuple[int | None, int | None]]:
    rows = fastest_laps(laps, first_lap).select("car", "lap_time_ms", "lap").iter_rows()
    return {car: (time, number) for car, time, number in rows}


def _by_best_lap(laps: pl.DataFrame) -> list[Place]:
    """Return the lines of a session that the best lap decides; of equal laps the one set earlier is first."""
    import polars as pl

    best = _fastest(laps, "full")
    set_at = {
        (car, lap): at_ms
        for car, lap, at_ms in laps.select("car", "lap", "elapsed_ms").iter_rows()
        if at_ms is not None
    }
    cars = laps.group_by("car", maintain_order=True).agg(pl.col("class").first(), pl.col("lap").max())
    places = []
    for car, race_class, number in cars.iter_rows():
        time, lap = best[car]
        status = "classified" if time is not None else "not-classified"
        places.append(Place(car, race_class, status, number, None, time, lap))
    late = max(set_at.values(), default=0) + 1

    def key(place: Place) -> tuple[bool, int, int]:
        moment = set_at.get((place.car, place.fastest_lap_number or 0), late)
        return place.fastest_lap_ms is None, place.fastest_lap_ms or 0, moment

    return sorted(places, key=key)
