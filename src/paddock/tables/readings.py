"""The tables of what is read out of laps: pace, ideal laps, traffic, time at the wheel."""

from __future__ import annotations

from paddock.tables.table import Column, Kind, Table


def _found(
    name: str,
    meaning: str,
    *,
    kind: Kind = "int",
    unit: str = "ms",
    nullable: bool = True,
    allowed: tuple[str, ...] = (),
) -> Column:
    return Column(name, kind, meaning, unit, nullable=nullable, origin="derived", allowed=allowed)


def _who(*, car_nullable: bool) -> tuple[Column, ...]:
    """Return the columns that say whose row it is."""
    return (
        Column("car", "text", "car number as printed", nullable=car_nullable, origin="measured"),
        Column("class", "text", "class as printed", nullable=True, origin="measured"),
        Column(
            "driver",
            "text",
            "driver as printed, or `no. 2` of the crew without a name",
            nullable=True,
            origin="measured",
        ),
    )


PACE = Table(
    "pace",
    "the green-flag pace of a car, a driver, a driver in a car, a class or a stint",
    ("by", "car", "class", "driver", "stint"),
    (
        Column("by", "text", "what the row is about", origin="derived"),
        *_who(car_nullable=True),
        _found("stint", "number of the stint, of rows about one", unit=""),
        _found("laps", "laps that count for pace", unit="laps", nullable=False),
        _found("laps_kept", "the quickest of them, whose mean the pace is", unit="laps", nullable=False),
        _found("stints", "stints they come from", unit="", nullable=False),
        _found("pace_ms", "mean of the laps kept", nullable=False),
        _found("pace_low_ms", "lower end of its 95 % interval; none from too few laps"),
        _found("pace_high_ms", "upper end of it"),
        _found(
            "interval_from",
            "what the interval holds: the spread between stints and within them, or within them alone",
            kind="text",
            unit="",
            allowed=("stints", "laps"),
        ),
        _found("best_lap_ms", "quickest of the laps that count"),
        _found("gap_ms", "pace less the best pace in the class", nullable=False),
        _found("gap_low_ms", "lower end of its 95 % interval"),
        _found("gap_high_ms", "upper end of it"),
        _found("gap_pct", "gap as a share of the best pace", kind="float", unit="%", nullable=False),
    ),
)

PACE_BY_AGE = Table(
    "pace_by_age",
    "the laps of a class that were the n-th of their stint",
    ("class", "stint_lap"),
    (
        Column("class", "text", "class as printed", nullable=True, origin="measured"),
        _found("stint_lap", "number of the lap in its stint, from 1 for the out-lap", unit="", nullable=False),
        _found("laps", "laps that count for pace", unit="laps", nullable=False),
        _found("offset_ms", "middle of their times less their own stint's typical time", nullable=False),
        _found("offset_low_ms", "lower end of its 95 % interval; none from fewer than six stints"),
        _found("offset_high_ms", "upper end of it"),
    ),
)

IDEAL_LAPS = Table(
    "ideal_laps",
    "the best sectors of a car, a driver or a class put together",
    ("by", "car", "class", "driver"),
    (
        Column("by", "text", "what the row is about", origin="derived"),
        *_who(car_nullable=True),
        _found("ideal_ms", "sum of the best sectors; none when a sector has no time"),
        _found("best_lap_ms", "best lap"),
        _found("best_lap", "number of that lap", unit=""),
        _found("best_lap_car", "car that drove it", kind="text", unit=""),
        _found("left_ms", "best lap less ideal lap"),
        *(
            column
            for sector in (1, 2, 3)
            for column in (
                _found(f"s{sector}_ms", f"best sector {sector}"),
                _found(f"s{sector}_lap", "number of the lap it was driven on", unit=""),
                _found(f"s{sector}_car", "car that drove it", kind="text", unit=""),
            )
        ),
    ),
)

TRAFFIC = Table(
    "traffic",
    "a lap and the cars met on it",
    ("car", "lap"),
    (
        Column("car", "text", "car number as printed", origin="measured"),
        Column("class", "text", "class as printed", nullable=True, origin="measured"),
        Column("lap", "int", "number of the lap", origin="measured"),
        _found("stint", "number of its stint", unit="", nullable=False),
        _found("green_ms", "its time, where it counts for pace"),
        _found("lapped", "slower traffic passed: cars of another class, or a lap down", unit="", nullable=False),
        _found("lapped_by", "cars of another class, or a lap ahead, that came past", unit="", nullable=False),
        _found("gained", "cars of the class on the same lap that were passed", unit="", nullable=False),
        _found("lost", "cars of the class on the same lap that came past", unit="", nullable=False),
        _found("loss_ms", "its time over what the stint's clear laps let expect; none where they are too few"),
    ),
)

TRAFFIC_COST = Table(
    "traffic_cost",
    "what meeting one car costs a class",
    ("class", "meeting"),
    (
        Column("class", "text", "class as printed", nullable=True, origin="measured"),
        Column("meeting", "text", "passing slower cars, or passed", origin="derived", allowed=("lapping", "lapped")),
        _found("laps", "laps on which it happened", unit="laps", nullable=False),
        _found("cars", "cars met in all", unit="", nullable=False),
        _found("cost_ms", "time lost for each car met"),
        _found("cost_low_ms", "lower end of its 95 % interval"),
        _found("cost_high_ms", "upper end of it"),
    ),
)  # fmt: skip

DRIVING_TIMES = Table(
    "driving_times",
    "a driver's time at the wheel of a car",
    ("car", "driver"),
    (
        Column("car", "text", "car number as printed", origin="measured"),
        Column("class", "text", "class as printed", nullable=True, origin="measured"),
        Column("driver", "text", "driver as printed, or `no. 2` of the crew without a name", origin="measured"),
        _found("laps", "laps completed", unit="laps", nullable=False),
        _found("stints", "stints", unit="", nullable=False),
        _found("drive_ms", "time at the wheel, pit lane left out", nullable=False),
        _found("drive_low_ms", "the least it can have been", nullable=False),
        _found("drive_high_ms", "the most it can have been", nullable=False),
        _found("longest_ms", "longest time at the wheel without another driver in between", nullable=False),
        _found("longest_low_ms", "the least that can have been", nullable=False),
        _found("longest_high_ms", "the most it can have been", nullable=False),
        _found("share_pct", "share of the car's time at the wheel", kind="float", unit="%", nullable=False),
    ),
)

READINGS = (PACE, PACE_BY_AGE, IDEAL_LAPS, TRAFFIC, TRAFFIC_COST, DRIVING_TIMES)
"""The tables of what is read out of laps."""
