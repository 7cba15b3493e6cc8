"""Al Kamel's weather: `26_Weather`, a reading of the station a minute.

The moment is `TIME_UTC_SECONDS`; `TIME_UTC_STR` has had several forms over the years and is only compared with it.
Units are not in the file: see `weather_units`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from paddock.errors import BadFile
from paddock.findings import Finding
from paddock.tables import WEATHER
from paddock.timing.readers.form import Aside, Parsed, Recognised, Source
from paddock.timing.readers.result_rows import kept_aside
from paddock.timing.readers.text import aside_finding, sheet_findings
from paddock.timing.readers.values import Cells
from paddock.timing.readers.weather_checks import moments, possible, raining, stuck, there, without_sensor
from paddock.timing.readers.weather_units import (
    AIR_C,
    PRESSURE_HPA,
    TRACK_C,
    Unit,
    pressure_unit,
    temperature_unit,
    to_celsius,
    to_hpa,
)

MOMENT, MOMENT_TEXT = "TIME_UTC_SECONDS", "TIME_UTC_STR"
AIR, TRACK, HUMIDITY, PRESSURE, RAIN = "AIR_TEMP", "TRACK_TEMP", "HUMIDITY", "PRESSURE", "RAIN"
SPEED, DIRECTION = "WIND_SPEED", "WIND_DIRECTION"
MEASURED = (AIR, TRACK, HUMIDITY, PRESSURE, SPEED, DIRECTION, RAIN)
LATEST = 4_102_444_800
"""The year 2100 [s since 1970]: a moment from then on is none."""


class AlkamelWeather:
    """Reader of Al Kamel's weather files."""

    name = "alkamel-weather"
    version = 1
    gives = ("weather",)

    def recognise(self, source: Source) -> Recognised | None:
        """Return the form when the header has the moment and some of what a weather station measures."""
        names = source.sheet.names
        known = len(names & {*MEASURED})
        if MOMENT not in names or known < 2:
            return None
        return Recognised("Al Kamel weather", round(0.6 + 0.05 * known, 2), f"{MOMENT} and {known} weather columns")

    def read(self, source: Source, options: Mapping[str, str]) -> Parsed:
        """Return the readings.  A row without its moment is kept aside; any other cell may be missing."""
        sheet = source.sheet
        if MOMENT not in sheet.names:
            raise BadFile.at(Path(source.name), sheet.header_line or None, f"no column {MOMENT}.")
        place = {name: sheet.header.index(name) for name in sheet.names}
        cells = Cells(source)
        printed: list[dict[str, str]] = []
        lines: list[int] = []
        seconds: list[int] = []
        aside: list[Aside] = []
        filled: set[str] = set()
        for row in sheet.rows():
            if isinstance(row, Aside):
                aside.append(row)
                continue
            line, texts = row
            cell = {name: texts[number].strip() for name, number in place.items()}
            filled |= {name for name, text in cell.items() if text}
            moment = cells.whole(MOMENT, line, cell[MOMENT])
            if moment is None or not 0 <= moment < LATEST:
                aside.append(kept_aside(sheet, line, f"has no moment in {MOMENT}"))
                continue
            printed.append(cell)
            lines.append(line)
            seconds.append(moment)
        columns, details, findings = _measured(source, cells, lines, seconds, printed)
        columns |= {"file": [source.digest] * len(lines), "line": lines, "time_utc_s": seconds}
        frame = WEATHER.frame(dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
        findings += moments(source, lines, seconds, [cell.get(MOMENT_TEXT, "") for cell in printed])
        findings = [*sheet_findings(source), *cells.findings(), *findings]
        findings += [aside_finding(source, row) for row in aside]
        if not lines and not aside:
            findings.append(Finding("warning", "no-rows", "A weather file without readings.", where=source.at()))
        details["not_kept"] = sorted(filled - {MOMENT, MOMENT_TEXT, *MEASURED})
        return Parsed({"weather": frame}, tuple(findings), len(lines) + len(aside), tuple(aside), details)


def _measured(
    source: Source,
    cells: Cells,
    lines: Sequence[int],
    seconds: Sequence[int],
    printed: Sequence[Mapping[str, str]],
) -> tuple[dict[str, Sequence[object]], dict[str, object], list[Finding]]:
    """Return what was measured as columns of the table in its units, how the units were told, and findings."""
    read = {
        name: [cells.number(name, line, cell.get(name, "")) for line, cell in zip(lines, printed, strict=True)]
        for name in MEASURED
    }
    findings: list[Finding] = []
    for name, other in ((AIR, TRACK), (TRACK, AIR)):
        read[name], noticed = without_sensor(source, name, read[name])
        findings += noticed or stuck(source, name, read[name], read[other])
    texts = {
        name: [cell[name] for cell, value in zip(printed, read[name], strict=True) if value is not None]
        for name in (AIR, TRACK)
    }
    warmth = temperature_unit(texts[AIR], texts[TRACK], there(read[HUMIDITY]), seconds)
    weight = pressure_unit(there(read[PRESSURE]))
    findings += _unknown(source, "temperature", warmth, any(texts.values()))
    findings += _unknown(source, "pressure", weight, any(there(read[PRESSURE])))
    converted = {
        "air_temp_c": (AIR, [_by(to_celsius, value, warmth) for value in read[AIR]], AIR_C, "°C"),
        "track_temp_c": (TRACK, [_by(to_celsius, value, warmth) for value in read[TRACK]], TRACK_C, "°C"),
        "pressure_hpa": (PRESSURE, [_by(to_hpa, value, weight) for value in read[PRESSURE]], PRESSURE_HPA, "hPa"),
        "humidity_pct": (HUMIDITY, read[HUMIDITY], (0.0, 100.0), "%"),
        "wind_direction_deg": (DIRECTION, read[DIRECTION], (0.0, 360.0), "°"),
    }
    columns: dict[str, Sequence[object]] = {"wind_speed": read[SPEED], "rain_printed": read[RAIN]}
    for column, (name, values, bounds, unit) in converted.items():
        columns[column], noticed = possible(source, name, lines, values, bounds, unit)
        findings += noticed
    columns["temp_unit"] = [warmth.name] * len(lines)
    columns["pressure_unit"] = [weight.name] * len(lines)
    columns["raining"], noticed = raining(source, read[RAIN])
    details: dict[str, object] = {
        "temp_unit": warmth.name,
        "temp_unit_by": warmth.why,
        "pressure_unit": weight.name,
        "pressure_unit_by": weight.why,
    }
    return columns, details, findings + noticed


def _by(convert: Callable[[float, str | None], float | None], value: float | None, unit: Unit) -> float | None:
    return None if value is None else convert(value, unit.name)


def _unknown(source: Source, what: str, unit: Unit, printed: bool) -> list[Finding]:
    if unit.name is not None or not printed:
        return []
    message = f"The unit of the {what} cannot be told: {unit.why}.  The {what} is left out."
    return [Finding("warning", "unit-unknown", message, where=source.at())]


READER = AlkamelWeather()
