"""The tables of race strategy: plans compared, their stints, and stopping under a neutralisation."""

from __future__ import annotations

from paddock.tables.table import Column, Kind, Table


def _made(name: str, meaning: str, *, kind: Kind = "float", unit: str = "", nullable: bool = False) -> Column:
    return Column(name, kind, meaning, unit, nullable=nullable, origin="derived")


_PLAN = _made("plan", "number of the plan, 1 for the best of those compared", kind="int")
_COMPARED = (
    _made("place_mean", "mean place in the class over the simulated races; none without a comparison", nullable=True),
    _made("win", "odds of winning the class", nullable=True),
    _made("podium", "odds of a place among the first three of the class", nullable=True),
    _made("laps_mean", "mean laps completed", unit="laps", nullable=True),
)
_PAIRED = (
    _made("place_worse", "mean place less that of the best, race by race", nullable=True),
    _made("place_worse_low", "lower end of its 95 % interval", nullable=True),
    _made("place_worse_high", "upper end of it", nullable=True),
)

RACE_PLANS = Table(
    "race_plans",
    "a plan for one car",
    ("plan",),
    (
        _PLAN,
        _made("label", "in which way it differs from the others", kind="text"),
        _made("stops", "planned stops", kind="int"),
        _made("tyre_changes", "stops with a change of tyres", kind="int"),
        _made("order", "who drives, drive after drive", kind="texts"),
        _made("laps", "laps at the flag, alone on the track", kind="int", unit="laps"),
        _made("time_ms", "clock at the flag, alone on the track", kind="int", unit="ms"),
        _made("gap_ms", "a better plan of this kind gains less; 0: proved to be the best", kind="int", unit="ms"),
        *_COMPARED,
        *_PAIRED,
        _made(
            "behind_mean_ms",
            "time at the flag behind the best, laps down at the car's pace",
            kind="int",
            unit="ms",
            nullable=True,
        ),
        _made("behind_low_ms", "lower end of its 95 % interval", kind="int", unit="ms", nullable=True),
        _made("behind_high_ms", "upper end of it", kind="int", unit="ms", nullable=True),
        _made("rules_broken", "share of races in which a rule was broken", nullable=True),
    ),
)

RACE_PLAN_STINTS = Table(
    "race_plan_stints",
    "a stint of a plan",
    ("plan", "stint"),
    (
        _PLAN,
        _made("stint", "number of the stint, from 1", kind="int"),
        _made("seat", "seat in the crew, from 1", kind="int"),
        Column("driver", "text", "driver, or `no. 2` of the crew without a name", origin="derived"),
        _made("from_lap", "first lap", kind="int"),
        _made("to_lap", "last lap", kind="int"),
        _made("from_ms", "clock at its start, the stop included", kind="int", unit="ms"),
        _made("to_ms", "clock at its end", kind="int", unit="ms"),
        _made("new_tyres", "whether it begins on tyres just changed", kind="bool"),
        _made("tyre_age", "laps on the tyres at its start", kind="int", unit="laps"),
        _made("fuel_laps", "fuel taken on at its start", unit="laps"),
        _made("stop_ms", "what the stop it begins with costs, lane included", kind="int", unit="ms"),
        _made("mandatory", "whether that is one of the stops the rules ask for", kind="bool"),
    ),
)

RACE_YELLOWS = Table(
    "race_yellows",
    "a policy of stopping under a neutralisation",
    ("tank_share",),
    (
        _made(
            "tank_share",
            "share of the tank used from which the car stops; none: it never does for that alone",
            nullable=True,
        ),
        _made("from_lap", "lap of a full stint from which that is", kind="int", unit="laps", nullable=True),
        *_COMPARED,
        *_PAIRED,
        _made("rules_broken", "share of races in which a rule was broken"),
    ),
)

STRATEGY = (RACE_PLANS, RACE_PLAN_STINTS, RACE_YELLOWS)
"""Every table of race strategy."""
