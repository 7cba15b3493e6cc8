"""The tables of a race forecast: what simulated races gave, for each car, place, moment and driver."""

from __future__ import annotations

from paddock.tables.table import Column, Kind, Table


def _made(name: str, meaning: str, *, kind: Kind = "float", unit: str = "", nullable: bool = False) -> Column:
    return Column(name, kind, meaning, unit, nullable=nullable, origin="derived")


_CAR = Column("car", "text", "car number", origin="derived")
_CLASS = Column("class", "text", "class as the race's files or the season print it", origin="derived")
_DRIVER = Column("driver", "text", "driver, or `no. 2` of the crew without a name", origin="derived")

RACE_ENTRIES = Table(
    "race_entries",
    "a car of a race that was forecast",
    ("car",),
    (
        _CAR,
        _CLASS,
        Column("team", "text", "team", nullable=True, origin="derived"),
        Column("model", "text", "model or make of the car", nullable=True, origin="derived"),
        Column("drivers", "texts", "crew, in the order of the seats", origin="derived"),
        _made("start", "place in the class at the start of the simulation", kind="int", nullable=True),
        _made("place_mean", "mean place in the class"),
        _made("place_p10", "tenth percentile of the place in the class", kind="int"),
        _made("place_p50", "median place in the class", kind="int"),
        _made("place_p90", "ninetieth percentile of the place in the class", kind="int"),
        _made("win", "odds of winning the class"),
        _made("podium", "odds of a place among the first three of the class"),
        _made("overall_mean", "mean place overall"),
        _made("laps_mean", "mean laps completed", unit="laps"),
        _made("laps_p10", "tenth percentile of the laps", kind="int", unit="laps"),
        _made("laps_p50", "median of the laps", kind="int", unit="laps"),
        _made("laps_p90", "ninetieth percentile of the laps", kind="int", unit="laps"),
        _made("stops_mean", "mean number of stops"),
        _made("stops_p10", "tenth percentile of the stops", kind="int"),
        _made("stops_p90", "ninetieth percentile of the stops", kind="int"),
        _made("retires", "odds of retiring"),
        _made("not_classified", "odds of running to the end without being classified"),
        _made("rules_broken", "share of races in which a rule on driving times, stops or tyres was broken"),
    ),
)

RACE_PLACES = Table(
    "race_places",
    "a place that a car may finish in",
    ("car", "scope", "place"),
    (
        _CAR,
        _CLASS,
        Column("scope", "text", "place in the class or overall", origin="derived", allowed=("class", "overall")),
        _made("place", "the place", kind="int"),
        _made("odds", "odds of that place"),
    ),
)

RACE_MOMENTS = Table(
    "race_moments",
    "a car at a moment of the race",
    ("clock_ms", "car"),
    (
        _made("clock_ms", "clock of the race", kind="int", unit="ms"),
        _CAR,
        _CLASS,
        _made("leads", "odds of leading the class at that moment"),
        _made("place_mean", "mean place in the class"),
        _made("gap_p10_ms", "tenth percentile of the gap to the leader of the class", kind="int", unit="ms"),
        _made("gap_p50_ms", "median of the gap", kind="int", unit="ms"),
        _made("gap_p90_ms", "ninetieth percentile of the gap", kind="int", unit="ms"),
    ),
)

RACE_SEATS = Table(
    "race_seats",
    "a driver's seat in a car",
    ("car", "seat"),
    (
        _CAR,
        _CLASS,
        _made("seat", "seat in the crew, from 1", kind="int"),
        _DRIVER,
        _made("least_ms", "time the driver must drive", kind="int", unit="ms", nullable=True),
        _made("most_ms", "time the driver may drive", kind="int", unit="ms", nullable=True),
        _made("driven_mean_ms", "mean time at the wheel", kind="int", unit="ms"),
        _made("driven_p10_ms", "tenth percentile of the time at the wheel", kind="int", unit="ms"),
        _made("driven_p90_ms", "ninetieth percentile of the time at the wheel", kind="int", unit="ms"),
    ),
)

RACE_NEUTRALISATIONS = Table(
    "race_neutralisations",
    "a kind of neutralisation",
    ("kind",),
    (
        Column("kind", "text", "flag code of the kind", origin="derived"),
        Column("name", "text", "what the series calls it", origin="derived"),
        _made("none", "odds of none"),
        _made("count_mean", "mean number still to come"),
        _made("count_p10", "tenth percentile of the number", kind="int"),
        _made("count_p90", "ninetieth percentile of the number", kind="int"),
        _made("time_mean_ms", "mean time under it, all of them together", kind="int", unit="ms"),
    ),
)

RACING = (RACE_ENTRIES, RACE_PLACES, RACE_MOMENTS, RACE_SEATS, RACE_NEUTRALISATIONS)
"""Every table of a race forecast."""
