"""How races are asked for on the command line: moments, lengths, plans, neutralisations, crews."""

from __future__ import annotations

import re
from itertools import pairwise

from paddock.errors import BadRequest

_UNITS = {"h": 3_600_000, "min": 60_000, "m": 60_000, "s": 1000}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(h|min|m|s)")
_CLOCK = re.compile(r"(\d+):([0-5]\d)(?::([0-5]\d))?")
_NEUTRAL = re.compile(r"([A-Za-z]+)@([^+]+)\+(.+)")
_STOP = re.compile(r"(\d+)(?::(\d+))?(\+?)")

LENGTH_HINT = "Write 3h, 1h30min, 45min or 1:30:00."


def length_ms(text: str, what: str) -> int:
    """Return a length of time or a moment of the race [ms]: `3h`, `1h30min`, `45min`, `1:30:00`, `1:30` (h:min)."""
    bare = text.strip().lower().replace(" ", "")
    clock = _CLOCK.fullmatch(bare)
    if clock:
        hours, minutes, seconds = clock[1], clock[2], clock[3] or "0"
        return int(hours) * _UNITS["h"] + int(minutes) * _UNITS["min"] + int(seconds) * _UNITS["s"]
    parts = _PART.findall(bare)
    if not parts or "".join(number + unit for number, unit in parts) != bare:
        raise BadRequest(f"{what} {text!r} is no time.", hint=LENGTH_HINT)
    return round(sum(float(number) * _UNITS[unit] for number, unit in parts))


def neutralisation(text: str) -> tuple[str, int, int]:
    """Return kind, start and length [ms] of `SF@1h+12min`."""
    found = _NEUTRAL.fullmatch(text.strip())
    if found is None:
        raise BadRequest(
            f"--neutralisation {text} is not KIND@START+LENGTH.", hint="For example: SF@1h+12min or FCY@0:40:00+5min."
        )
    return found[1].upper(), length_ms(found[2], "The start"), length_ms(found[3], "The length")


def plan(text: str) -> tuple[str, tuple[tuple[int, int, int], ...]]:
    """Return the car and its stops of `7=30:2+,61:1`: after which lap, which seat takes over, + with tyres."""
    car, equals, stops = text.partition("=")
    found = [_STOP.fullmatch(one.strip()) for one in stops.split(",")] if stops.strip() else []
    wrong = "" if equals and car.strip() and found and all(found) else "is not CAR=LAP[:SEAT][+],…"
    told = [(int(one[1]), int(one[2] or 0) - 1, int(one[3] == "+")) for one in found if one]
    if not wrong and any(a[0] >= b[0] for a, b in pairwise(told)):
        wrong = "does not name its laps in order"
    if wrong:
        raise BadRequest(
            f"--plan {text} {wrong}.",
            hint="For example --plan 7=30:2+,61:1: after lap 30 seat 2 takes over, on new tyres; after lap 61 seat 1.",
        )
    return car.strip(), tuple(told)


def crew(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the car (empty for the one that is added) and the names of `36=Name;Name` or `Name;Name`."""
    car, equals, names = text.partition("=")
    if not equals:
        car, names = "", text
    told = tuple(one.strip() for one in names.split(";") if one.strip())
    if not told:
        raise BadRequest(
            f"--crew {text} names nobody.", hint='For example: --crew "36=Mick Schumacher;Nicolas Lapierre".'
        )
    return car.strip(), told


def years(text: str) -> tuple[int, ...]:
    """Return the years of `2022-2024`, `2023` or `2021,2023`."""
    found: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()) or (dash and int(last) < int(first)):
            raise BadRequest(f"--seasons {text} is not a range of years.", hint="Write 2022-2024, 2023 or 2021,2023.")
        found += range(int(first), int(last or first) + 1)
    return tuple(dict.fromkeys(found))
