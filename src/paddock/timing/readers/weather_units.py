"""Which units a weather file has its temperatures and its pressure in, told by what the values can be.

The files do not say.  Pressure and temperature are decided on their own: some files have °F with hPa.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import log
from statistics import median

HPA_PER_INHG = 33.8638866667
"""The conventional inch of mercury, at 0 °C [hPa]."""

# Bounds no weather station at a race track has read beyond.
AIR_C = (-40.0, 55.0)
TRACK_C = (-40.0, 85.0)
FREEZING_F = 32.0
SUMMER = (6, 7, 8, 9)
SUMMER_F = 50.0
"""What the air of a session from June to September exceeds wherever °F are used."""
HOTTEST_DEW_POINT_C = 35.0
"""The highest dew point ever measured."""
PRESSURES = {"inHg": (20.0, 32.5), "hPa": (850.0, 1100.0)}
"""What a pressure may be in each unit, from high tracks to the strongest high; between 32.5 and 850 it may be mmHg."""

PRESSURE_HPA = (PRESSURES["inHg"][0] * HPA_PER_INHG, PRESSURES["hPa"][1])

CONVERTED = 5
"""Distinct values with decimals from which on their pattern is evidence: by chance each fits with 1 in 9."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and what it was told by; no name when the values fit more than one, or none."""

    name: str | None
    why: str


def pressure_unit(values: Sequence[float]) -> Unit:
    """Return the unit of the pressure, hPa or inHg."""
    if not values:
        return Unit(None, "there are no values")
    middle = median(values)
    for name, (low, high) in PRESSURES.items():
        if low <= middle <= high:
            return Unit(name, f"values about {middle:g}")
    return Unit(None, f"values about {middle:g} are neither hPa nor inHg")


def temperature_unit(
    air: Sequence[str], track: Sequence[str], humidity: Sequence[float], moments: Sequence[int] = ()
) -> Unit:
    """Return the unit of the temperatures, C or F, by the first of the rules below that tells.

    air, track: the values as printed.  humidity: relative humidity [%].  moments: of the readings [s since 1970 UTC].
    """
    if not air and not track:
        return Unit(None, "there are no values")
    fahrenheit = _too_hot(air, track) or _too_damp(air, humidity) or _converted({*air, *track})
    if fahrenheit:
        return Unit("F", fahrenheit)
    highest = _high(air or track)
    celsius = _too_cold(highest, moments) or _not_converted({*air, *track})
    return Unit("C", celsius) if celsius else Unit(None, f"values up to {highest:g} may be either °C or °F")


def _too_hot(air: Sequence[str], track: Sequence[str]) -> str:
    """Return why the values cannot be °C, as no air and no track is ever so hot; empty when they can."""
    for what, values, highest in (("air", air, AIR_C[1]), ("a track", track, TRACK_C[1])):
        if values and _high(values) > highest:
            return f"{what} of {_high(values):g} cannot be °C"
    return ""


def _too_damp(air: Sequence[str], humidity: Sequence[float]) -> str:
    """Return why the values cannot be °C, as air has never held so much water; empty when they can."""
    dew = _dew_point(median(_numbers(air)), median(humidity)) if air and humidity else None
    if dew is None or dew <= HOTTEST_DEW_POINT_C:
        return ""
    return f"as °C the air would have a dew point of {dew:.0f} °C"


def _converted(printed: set[str]) -> str:
    """Return that the values are °F converted from °C, when all of several with decimals have the pattern."""
    fitting, fine = _fitting(printed)
    return "the decimals are those of °C converted to °F" if fine >= CONVERTED and fitting == fine else ""


def _too_cold(highest: float, moments: Sequence[int]) -> str:
    """Return why the values cannot be °F: too cold for a session, or for the time of the year; empty when they can."""
    if highest < FREEZING_F:
        return "as °F the whole session would have been below freezing"
    if highest <= SUMMER_F and moments and all(time.gmtime(moment).tm_mon in SUMMER for moment in moments):
        return "as °F it would have been 10 °C at the most, from June to September"
    return ""


def _not_converted(printed: set[str]) -> str:
    """Return that the values are no °F converted from °C, when most of many with two decimals lack the pattern."""
    fitting, fine = _fitting({text for text in printed if _decimals(text) >= 2})
    return "the decimals are not those of °C converted to °F" if fine >= 2 * CONVERTED and fitting < fine / 2 else ""


def to_celsius(value: float, unit: str | None) -> float | None:
    """Return a temperature in °C, to a thousandth; None when its unit is unknown."""
    if unit == "C":
        return value
    return round((value - 32) / 1.8, 3) if unit == "F" else None


def to_hpa(value: float, unit: str | None) -> float | None:
    """Return a pressure in hPa, to a thousandth; None when its unit is unknown."""
    if unit == "hPa":
        return value
    return round(value * HPA_PER_INHG, 3) if unit == "inHg" else None


def _high(texts: Sequence[str]) -> float:
    """Return the value that one in twenty exceeds: the highest without a stray one."""
    values = sorted(_numbers(texts))
    return values[(len(values) - 1) * 19 // 20]


def _numbers(texts: Sequence[str]) -> list[float]:
    return [float(text.replace(",", ".")) for text in texts]


def _decimals(text: str) -> int:
    """Return how many decimals a printed number has, trailing zeros aside."""
    return len(text.replace(",", ".").partition(".")[2].rstrip("0"))


def _fitting(texts: set[str]) -> tuple[int, int]:
    """Return how many printed values are what °C with no more decimals become in °F, and how many have decimals.

    F = 1.8 C + 32 is exact in decimals, so (F - 32) / 1.8 comes out even: in whole last places it is divisible by 9.
    """
    fitting = fine = 0
    for text in texts:
        places = _decimals(text)
        if not places:
            continue
        try:
            last_places = int((Decimal(text.replace(",", ".")) - 32).scaleb(places))
        except (InvalidOperation, ValueError, OverflowError):
            continue
        fine += 1
        fitting += last_places % 9 == 0
    return fitting, fine


def _dew_point(air_c: float, humidity: float) -> float | None:
    """Return the dew point [°C] by the Magnus formula over water (Sonntag 1990); None for a humidity that is none."""
    if not 0 < humidity <= 100:
        return None
    part = log(humidity / 100) + 17.62 * air_c / (243.12 + air_c)
    return 243.12 * part / (17.62 - part)
