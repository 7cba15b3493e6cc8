"""The tables of timing: what the timing companies printed, and what paddock reads out of it.

Times are whole milliseconds.  `class` is the class as printed; a car number is text (`007` and `7` are two cars).
"""

from __future__ import annotations

from paddock.tables.table import Column, Table

_CAR = Column(
    "car",
    "text",
    "car number as printed; a second car under one number in a file is written `3 (2)`",
    origin="measured",
)
_CLASS = Column("class", "text", "class as printed", nullable=True, origin="measured")
_PLACE = (
    Column("file", "text", "SHA-256 of the file the row stands in", origin="measured"),
    Column("line", "int", "line of that file, from 1; of a JSON file the number of the record", origin="measured"),
)


def _ms(
    name: str, meaning: str, *, nullable: bool = True, origin: str = "measured", kind: str = "int", unit: str = "ms"
) -> Column:
    return Column(name, kind, meaning, unit, nullable=nullable, origin=origin)  # type: ignore[arg-type]


def _slope(name: str, meaning: str) -> Column:
    return Column(name, "float", meaning, "ms/lap", nullable=True, origin="derived")


LAPS = Table(
    "laps",
    "a lap of a car, at the moment it was completed",
    ("file", "line"),
    (
        *_PLACE,
        _CAR,
        _CLASS,
        Column(
            "group", "text", "group within the class as printed, e.g. `H` or `P/A`", nullable=True, origin="measured"
        ),
        Column("team", "text", "team as printed", nullable=True, origin="measured"),
        Column("manufacturer", "text", "make of the car as printed", nullable=True, origin="measured"),
        Column("driver", "text", "driver as printed", nullable=True, origin="measured"),
        Column("driver_slot", "int", "the driver's place in the crew, from 1", nullable=True, origin="measured"),
        Column("lap", "int", "number of the lap, from 1", origin="measured"),
        _ms("lap_time_ms", "lap time"),
        _ms("s1_ms", "first sector"),
        _ms("s2_ms", "second sector"),
        _ms("s3_ms", "third sector"),
        _ms("sections_ms", "times between the intermediate points, in order, where the file has them", kind="ints"),
        _ms("elapsed_ms", "clock since the start of the session when the lap was completed"),
        Column(
            "elapsed_origin",
            "text",
            "whether the source has the clock (measured) or it is the sum of the lap times (derived)",
            nullable=True,
            origin="derived",
            allowed=("measured", "derived"),
        ),
        _ms("hour_ms", "time of day when the lap was completed, since midnight, local; starts anew at midnight"),
        Column("kph", "float", "average speed over the lap", "km/h", nullable=True, origin="measured"),
        Column("top_speed_kph", "float", "top speed at the speed trap", "km/h", nullable=True, origin="measured"),
        Column("in_pit", "bool", "crossed the finish line in the pit lane: an in-lap", origin="measured"),
        _ms("pit_time_ms", "time in the pit lane before this lap, printed on the out-lap"),
        Column(
            "flag",
            "text",
            "flag at the crossing: GF green, FCY full-course yellow, SF safety car, RF red, FF finish",
            nullable=True,
            origin="measured",
        ),
        Column(
            "improvement",
            "int",
            "the timekeeper's mark: 0 none, 2 the car's official fastest lap, 3 the fastest of all",
            nullable=True,
            origin="measured",
        ),
        Column("counts_for_pace", "bool", "a racing lap that tells the car's pace", origin="derived"),
        Column(
            "pace_reason",
            "text",
            "why it does not: the first reason that holds",
            nullable=True,
            origin="derived",
            allowed=("no-time", "first-lap", "in-lap", "out-lap", "neutralised", "slow"),
        ),
    ),
)

RESULTS = Table(
    "results",
    "a car's line in a published result or classification",
    ("file", "line"),
    (
        *_PLACE,
        Column(
            "position", "int", "place overall as printed; none for a car without one", nullable=True, origin="measured"
        ),
        Column("position_in_class", "int", "place within the class", nullable=True, origin="derived"),
        _CAR,
        _CLASS,
        Column("group", "text", "group within the class as printed", nullable=True, origin="measured"),
        Column("division", "text", "division as printed", nullable=True, origin="measured"),
        Column("team", "text", "team as printed", nullable=True, origin="measured"),
        Column("vehicle", "text", "car as printed", nullable=True, origin="measured"),
        Column("tyres", "text", "tyre make as printed, often one letter", nullable=True, origin="measured"),
        Column("drivers", "texts", "crew as printed, in order", origin="measured"),
        Column("driver_grades", "texts", "grade printed for each driver, empty where none", origin="measured"),
        Column("driver_countries", "texts", "country code printed for each driver", origin="measured"),
        Column(
            "status",
            "text",
            "what became of the car, in one wording",
            nullable=True,
            origin="derived",
            allowed=("classified", "not-classified", "retired", "disqualified", "not-started"),
        ),
        Column("status_printed", "text", "the status as printed", nullable=True, origin="measured"),
        Column("laps", "int", "laps counted", "laps", nullable=True, origin="measured"),
        _ms("total_time_ms", "race time"),
        _ms("gap_first_ms", "time behind the first, where the gap is a time"),
        Column(
            "gap_first_laps",
            "int",
            "laps behind the first, where the gap is in laps",
            "laps",
            nullable=True,
            origin="measured",
        ),
        _ms("gap_previous_ms", "time behind the car before it"),
        Column("gap_previous_laps", "int", "laps behind the car before it", "laps", nullable=True, origin="measured"),
        _ms("fastest_lap_ms", "best lap time"),
        Column("fastest_lap_number", "int", "lap on which it was set", nullable=True, origin="measured"),
        Column("fastest_lap_kph", "float", "average speed of it", "km/h", nullable=True, origin="measured"),
        _ms("segment_times_ms", "times of the parts of a qualifying that is decided on their average", kind="ints"),
        Column(
            "state",
            "text",
            "what the file says of itself",
            nullable=True,
            origin="derived",
            allowed=("provisional", "official", "interim"),
        ),
    ),
)

WEATHER = Table(
    "weather",
    "a reading of the weather station",
    ("file", "line"),
    (
        *_PLACE,
        Column("time_utc_s", "int", "moment, seconds since 1970-01-01 UTC", "s", origin="measured"),
        Column("air_temp_c", "float", "air temperature", "°C", nullable=True, origin="derived"),
        Column("track_temp_c", "float", "track temperature", "°C", nullable=True, origin="derived"),
        Column("humidity_pct", "float", "relative humidity", "%", nullable=True, origin="measured"),
        Column("pressure_hpa", "float", "air pressure", "hPa", nullable=True, origin="derived"),
        Column("wind_speed", "float", "wind speed as printed; its unit is not told", nullable=True, origin="measured"),
        Column("wind_direction_deg", "float", "where the wind comes from", "°", nullable=True, origin="measured"),
        Column(
            "temp_unit",
            "text",
            "unit the temperatures were printed in",
            nullable=True,
            origin="derived",
            allowed=("C", "F"),
        ),
        Column(
            "pressure_unit",
            "text",
            "unit the pressure was printed in",
            nullable=True,
            origin="derived",
            allowed=("hPa", "inHg"),
        ),
        Column("rain_printed", "float", "rain as printed", nullable=True, origin="measured"),
        Column(
            "raining", "bool", "whether it rained; none where the column is unusable", nullable=True, origin="derived"
        ),
    ),
)

RACE_CONTROL = Table(
    "race_control",
    "a flag or a message of race control",
    ("file", "line"),
    (
        *_PLACE,
        _ms("hour_ms", "time of day, since midnight, local"),
        _ms("elapsed_ms", "clock since the start of the session"),
        Column("kind", "text", "what it is as printed: a flag's code or `RCMessage`", origin="measured"),
        Column(
            "flag", "text", "flag it sets for the whole track: GF, FCY, SF, RF or FF", nullable=True, origin="derived"
        ),
        Column("sector", "text", "sector it is about", nullable=True, origin="measured"),
        Column("message", "text", "the message as printed", nullable=True, origin="measured"),
        Column("lap", "int", "the leader's lap", nullable=True, origin="measured"),
    ),
)

STINTS = Table(
    "stints",
    "a run of laps of one car between two stops",
    ("car", "stint"),
    (
        _CAR,
        _CLASS,
        Column("stint", "int", "number of the stint, from 1", origin="derived"),
        Column("driver", "text", "driver as printed", nullable=True, origin="measured"),
        Column("driver_slot", "int", "the driver's place in the crew", nullable=True, origin="measured"),
        Column("first_lap", "int", "its first lap: the out-lap", origin="derived"),
        Column("last_lap", "int", "its last lap: the in-lap, or the last of the race", origin="derived"),
        Column("laps", "int", "laps in it", "laps", origin="derived"),
        _ms("start_ms", "clock at the crossing before its first lap", origin="derived"),
        _ms("end_ms", "clock at the end of its last lap", origin="derived"),
        _ms("duration_ms", "sum of its lap times", origin="derived"),
        Column(
            "tyres",
            "text",
            "hint whether tyres were changed before it; lap files do not carry it",
            nullable=True,
            origin="imputed",
            allowed=("start", "likely-changed", "likely-kept", "unknown"),
        ),
        Column("tyres_reason", "text", "what the hint rests on", nullable=True, origin="imputed"),
        Column("green_laps", "int", "its laps that count for pace", "laps", origin="derived"),
        _ms("pace_ms", "robust typical time of those laps", origin="derived"),
        _ms("pace_low_ms", "lower end of the 95 % interval of the pace", origin="derived"),
        _ms("pace_high_ms", "upper end of it", origin="derived"),
        _slope("drop_off_ms_per_lap", "robust slope of lap time over laps"),
        _slope("drop_off_low", "lower end of its 95 % interval"),
        _slope("drop_off_high", "upper end of it"),
        Column(
            "ended_by",
            "text",
            "how it ended",
            origin="derived",
            allowed=("pit", "finish", "stopped", "end-of-data"),
        ),
    ),
)

PIT_STOPS = Table(
    "pit_stops",
    "a visit of a car to the pit lane",
    ("car", "stop"),
    (
        _CAR,
        _CLASS,
        Column("stop", "int", "number of the stop, from 1; 0 a start from the pit lane", origin="derived"),
        Column("in_lap", "int", "lap that ended in the pit lane", nullable=True, origin="derived"),
        Column(
            "out_lap",
            "int",
            "lap that began there; none when the car did not come out",
            nullable=True,
            origin="derived",
        ),
        _ms("in_ms", "clock at the finish line on the way in; none when in and out within a lap", origin="derived"),
        _ms("lane_ms", "time in the pit lane as printed"),
        _ms("stop_ms", "estimated time at rest: lane time less the drive through the lane", origin="derived"),
        Column(
            "purpose",
            "text",
            "what for, as far as times and names tell",
            origin="derived",
            allowed=(
                "start-from-pit-lane",
                "drive-through",
                "service",
                "driver-change",
                "repair",
                "red-flag",
                "retired",
                "finish",
                "unknown",
            ),
        ),
        Column("purpose_reason", "text", "what that rests on", nullable=True, origin="derived"),
        Column("driver_in", "text", "driver who brought the car in", nullable=True, origin="measured"),
        Column("driver_out", "text", "driver who took it out", nullable=True, origin="measured"),
        Column("flag", "text", "flag when it came in", nullable=True, origin="measured"),
        Column("flag_out", "text", "flag at the end of the out-lap", nullable=True, origin="measured"),
        _ms(
            "lost_ms",
            "in-lap and out-lap over two typical laps of the car; none when one was not green",
            origin="derived",
        ),
    ),
)

NEUTRALISATIONS = Table(
    "neutralisations",
    "a period under one flag other than green",
    ("number",),
    (
        Column("number", "int", "number of the period, from 1", origin="derived"),
        Column(
            "kind",
            "text",
            "FCY full-course yellow, SF safety car, RF red flag; unknown where the file has no flags",
            origin="derived",
            allowed=("FCY", "SF", "RF", "unknown"),
        ),
        _ms("start_ms", "clock at its start: the middle of the two moments it lies between", origin="derived"),
        _ms("start_earliest_ms", "last crossing before it under another flag: it cannot have begun earlier"),
        _ms("start_latest_ms", "first crossing under it: it cannot have begun later", origin="derived"),
        _ms("end_ms", "clock at its end, likewise; none when the session ended under it", origin="derived"),
        _ms("end_earliest_ms", "last crossing under it: it cannot have ended earlier", origin="derived"),
        _ms("end_latest_ms", "first crossing after it under another flag: it cannot have ended later"),
        _ms("duration_ms", "end less start", origin="derived"),
        Column("leader_lap", "int", "lap the leader was on when it began", nullable=True, origin="derived"),
        Column("leader_laps", "int", "laps the leader completed under it", "laps", nullable=True, origin="derived"),
        Column("crossings", "int", "crossings of the finish line under it, by all cars", origin="derived"),
        Column(
            "source",
            "text",
            "where the moments come from: race control (exact), or the flags at the finish line (within the bounds)",
            origin="derived",
            allowed=("race-control", "crossings", "imputed"),
        ),
    ),
)

DERIVED = (STINTS, PIT_STOPS, NEUTRALISATIONS)
"""Those that are read out of laps."""

TIMING = (LAPS, RESULTS, WEATHER, RACE_CONTROL, *DERIVED)
"""The tables of timing; the archive keeps all of them, the derived ones from when they are first asked for."""
