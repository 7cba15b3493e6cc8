"""How far apart two meetings are, and how many days the journey needs."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from paddock.catalogue import Travel
from paddock.model import Circuit


@dataclass(frozen=True, slots=True)
class Journey:
    """From one circuit to another.

    distance_km: great-circle distance on the WGS 84 ellipsoid [km].  zone_shift_h: change of local time on arrival,
    the shorter way round the clock [h].  days: free days the journey needs [d].
    """

    distance_km: float
    zone_shift_h: float
    days: int


def journey(start: Circuit, end: Circuit, day: dt.date, travel: Travel) -> Journey:
    """Return the journey between two circuits around a day (clocks change with the season).

    Days needed = travelling days (none within `near_km`, else distance / `km_per_day`, rounded up) plus rest for the
    time-zone shift, rounded up together. Source: the `[travel]` table, paddock's working assumption.
    """
    distance = distance_km(start.latitude, start.longitude, end.latitude, end.longitude)
    shift = zone_shift_h(start.time_zone, end.time_zone, day)
    travelling = 0 if distance <= travel.near_km else math.ceil(distance / travel.km_per_day)
    return Journey(distance, shift, math.ceil(travelling + abs(shift) * travel.rest_days_per_zone_hour))


def longest_journey_days(travel: Travel) -> int:
    """Return an upper bound of the days any journey on Earth needs, so that a search knows when to stop."""
    half_way_round_km, half_a_clock_h = 20_050, 12
    return math.ceil(half_way_round_km / travel.km_per_day) + math.ceil(
        half_a_clock_h * travel.rest_days_per_zone_hour + 1
    )


@lru_cache(maxsize=20_000)
def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Return the geodesic distance between two points in degrees [km], to 100 m."""
    from geographiclib.geodesic import Geodesic

    metres = Geodesic.WGS84.Inverse(lat_a, lon_a, lat_b, lon_b, Geodesic.DISTANCE)["s12"]
    return round(float(metres) / 1000, 1)


@lru_cache(maxsize=20_000)
def zone_shift_h(zone_a: str, zone_b: str, day: dt.date) -> float:
    """Return how far the clock moves from one IANA zone to another on a day [h], in (-12, 12]."""
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    offsets = [noon.astimezone(ZoneInfo(zone)).utcoffset() or dt.timedelta() for zone in (zone_a, zone_b)]
    shift = (offsets[1] - offsets[0]).total_seconds() / 3600
    return 12 - (12 - shift) % 24
