"""What a weather file's values can and cannot be: sensors that were not there, rain, moments told twice."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from paddock.findings import Finding
from paddock.timing.readers.form import Source
from paddock.units import count

Values = list[float | None]

STUCK = 30
"""Readings from which on a track temperature that never changes is taken note of."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDED = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{2}|\d{4}) (\d{1,2}):(\d{2}):(\d{2})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d{2}):(\d{2})(?: ([AaPp])[Mm])?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|\+00:00)?", re.ASCII)


def there(values: Values) -> list[float]:
    """Return the values that are not missing."""
    return [value for value in values if value is not None]


def without_sensor(source: Source, column: str, values: Values) -> tuple[Values, list[Finding]]:
    """Return a temperature's values, none of them when every reading is exactly 0: then there was no sensor."""
    kept = there(values)
    if len(kept) < 2 or any(kept):
        return values, []
    message = f"{column} is 0 in every row: the station had no such sensor.  It is left out."
    return [None] * len(values), [Finding("info", "no-sensor", message, where=source.at())]


def stuck(source: Source, column: str, values: Values, beside: Values) -> list[Finding]:
    """Return a finding when a temperature never changes in a long session while the one beside it does."""
    kept = there(values)
    if len(kept) < STUCK or len(set(kept)) > 1 or len(set(there(beside))) < 2:
        return []
    message = f"{column} is {kept[0]:g} in all {len(kept)} rows: the sensor seems to have been stuck.  It is kept."
    return [Finding("warning", "sensor-stuck", message, where=source.at())]


def possible(
    source: Source, column: str, lines: Sequence[int], values: Values, bounds: tuple[float, float], unit: str
) -> tuple[Values, list[Finding]]:
    """Return the values within bounds, and a finding about those outside, which are left out."""
    low, high = bounds
    outside = [(line, v) for line, v in zip(lines, values, strict=True) if v is not None and not low <= v <= high]
    if not outside:
        return values, []
    line, value = outside[0]
    message = f"{column} is {value:g} {unit} on line {line}, which no station can have read"
    more = f"; {count(len(outside), 'such value')} in all" if len(outside) > 1 else ""
    finding = Finding("warning", "impossible-value", f"{message}{more}.  Left out.", where=source.at(line))
    return [value if value is not None and low <= value <= high else None for value in values], [finding]


def raining(source: Source, values: Values) -> tuple[list[bool | None], list[Finding]]:
    """Return whether it rained, where the column can tell: it varies, and rises above 0.

    Many files have -1 in every row and some 0; neither says that it was dry.  A negative value says nothing.
    """
    kept = there(values)
    if len(set(kept)) > 1 and max(kept) > 0:
        return [None if value is None or value < 0 else value > 0 for value in values], []
    if not kept:
        return [None] * len(values), []
    said = f"{kept[0]:g} in every row" if len(set(kept)) == 1 else "never above 0"
    message = f"RAIN is {said}: it cannot tell whether it rained."
    return [None] * len(values), [Finding("info", "rain-unusable", message, where=source.at())]


def moments(source: Source, lines: Sequence[int], seconds: Sequence[int], texts: Sequence[str]) -> list[Finding]:
    """Return findings about the moment in words: not that of the seconds, or not readable; and about order."""
    findings: list[Finding] = []
    unread = [(line, text) for line, text in zip(lines, texts, strict=True) if text and not _moments(text)]
    if unread:
        message = f"The moment in words cannot be read: {unread[0][1][:40]!r} ({count(len(unread), 'row')})."
        findings.append(Finding("info", "moment-unread", message, where=source.at(unread[0][0])))
    apart = [
        (line, text)
        for line, moment, text in zip(lines, seconds, texts, strict=True)
        if (read := _moments(text)) and min(abs(one - moment) for one in read) > 1
    ]
    if apart:
        message = (
            f"The moment in seconds is not the one in words ({apart[0][1]!r}) in {count(len(apart), 'row')}; "
            "the seconds are kept."
        )
        findings.append(Finding("warning", "moment-differs", message, where=source.at(apart[0][0])))
    back = [line for line, one, before in zip(lines[1:], seconds[1:], seconds[:-1], strict=True) if one < before]
    if back:
        message = f"The readings go back in time {count(len(back), 'time')}."
        findings.append(Finding("warning", "moment-back", message, where=source.at(back[0])))
    return findings


def _moments(text: str) -> list[int]:
    """Return every moment a text may mean [s since 1970 UTC]: 5/12/2024 is a day in May or in December."""
    if found := _WORDED.fullmatch(text):
        day, month, year, *clock = found.groups()
        full = int(year) + (2000 if len(year) == 2 else 0)
        dates = [(full, 1 + _MONTHS.index(month.lower()) if month.lower() in _MONTHS else 0, int(day))]
    elif found := _SLASHED.fullmatch(text):
        one, other, year, hour, *rest, half = found.groups()
        clock = [str(int(hour) % 12 + 12 * (half in "Pp")) if half else hour, *rest]
        dates = [(int(year), int(one), int(other)), (int(year), int(other), int(one))]
    elif found := _ISO.fullmatch(text):
        year, month, day, *clock = found.groups()
        dates = [(int(year), int(month), int(day))]
    else:
        return []
    hour, minute, second = (int(part) for part in clock)
    read = []
    for date in dates:
        try:
            moment = dt.datetime(*date, hour, minute, second, tzinfo=dt.UTC)
        except ValueError:
            continue
        read.append(int(moment.timestamp()))
    return read
