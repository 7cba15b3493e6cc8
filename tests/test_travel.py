"""Distances, clock changes and the days a journey needs."""

from __future__ import annotations

import datetime as dt
import math
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddock.calendars import distance_km, journey, zone_shift_h
from paddock.catalogue import Catalogue, Travel
from paddock.model import Status
from strategies import TRAVEL, ZONES, circuits, travels

latitudes = st.floats(-90, 90, allow_nan=False)
longitudes = st.floats(-180, 180, allow_nan=False)
days = st.dates(dt.date(1990, 1, 1), dt.date(2035, 12, 31))


@pytest.mark.parametrize(
    ("a", "b", "expected", "within"),
    [
        ((0, 0), (0, 0), 0, 0),
        ((47.5, 9.5), (47.5, 9.5), 0, 0),
        # a quarter of the equator: 2π·6378.137/4
        ((0, 0), (0, 90), math.pi * 6378.137 / 2, 0.05),
        # a quarter of a meridian of WGS 84 is 10 001.966 km long
        ((0, 0), (90, 0), 10001.966, 0.05),
        ((0, 0), (-90, 123), 10001.966, 0.05),
        # across the date line, one degree of the equator
        ((0, 179.5), (0, -179.5), math.pi * 6378.137 / 180, 0.05),
        # Paris – London, city centres: 343.9 km by WGS 84 (published to the kilometre as 344)
        ((48.8566, 2.3522), (51.5074, -0.1278), 343.9, 0.5),
        # pole to pole
        ((90, 0), (-90, 0), 2 * 10001.966, 0.1),
    ],
)
def test_distance_is_what_the_ellipsoid_says(
    a: tuple[float, float], b: tuple[float, float], expected: float, within: float
) -> None:
    """Hand-computed arcs of WGS 84: a wrong ellipsoid or swapped coordinates shows at once."""
    assert distance_km(*a, *b) == pytest.approx(expected, abs=within)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ("daytona", "sebring", 180, 205),
        ("le-mans", "spa", 470, 510),
        ("sepang", "buriram", 1350, 1370),
        ("imola", "long-beach", 9700, 10000),
        ("daytona", "daytona", 0, 0),
    ],
)
def test_distance_between_circuits_is_what_a_map_shows(
    facts: Catalogue, one: str, other: str, low: float, high: float
) -> None:
    """Circuits of the catalogue lie where a map shows them: swapped signs would put them elsewhere."""
    a, b = facts.circuits[one], facts.circuits[other]
    assert low <= distance_km(a.latitude, a.longitude, b.latitude, b.longitude) <= high


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_symmetric_and_never_beyond_half_the_earth(
    lat_a: float, lon_a: float, lat_b: float, lon_b: float
) -> None:
    """A distance that depends on the direction, or a longer one than exists, would spoil every later judgement."""
    there, back = distance_km(lat_a, lon_a, lat_b, lon_b), distance_km(lat_b, lon_b, lat_a, lon_a)
    assert there == back
    assert 0 <= there <= 20_004


@given(latitudes, longitudes, st.floats(-180, 180, allow_nan=False))
def test_distance_does_not_depend_on_how_a_longitude_is_written(lat: float, lon: float, other: float) -> None:
    """±180° is one meridian: a circuit on it has one place."""
    assert distance_km(lat, 180, lat, other) == distance_km(lat, -180, lat, other)
    assert distance_km(lat, lon, lat, lon) == 0


@given(st.sampled_from(ZONES), st.sampled_from(ZONES), days)
def test_zone_shift_is_the_shorter_way_round_the_clock(a: str, b: str, day: dt.date) -> None:
    """The shift is congruent to the difference of the clocks and in (-12, 12]; the way back is its negative."""
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    clocks = [noon.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for zone in (a, b)]
    difference = (clocks[1] - clocks[0]).total_seconds() / 3600
    shift = zone_shift_h(a, b, day)
    assert -12 < shift <= 12
    assert (difference - shift) % 24 == 0
    back = zone_shift_h(b, a, day)
    assert back == (12 if shift == 12 else -shift)


@pytest.mark.parametrize(
    ("a", "b", "day", "shift"),
    [
        ("Europe/Paris", "America/New_York", dt.date(2024, 7, 1), -6),
        # between the two changes of clocks in March the gap is an hour less
        ("Europe/Paris", "America/New_York", dt.date(2024, 3, 20), -5),
        ("Europe/Paris", "Asia/Tokyo", dt.date(2024, 7, 1), 7),
        ("Asia/Tokyo", "America/Los_Angeles", dt.date(2024, 7, 1), 8),
        ("Pacific/Kiritimati", "Pacific/Niue", dt.date(2024, 7, 1), -1),
        ("Etc/GMT-12", "Etc/GMT0", dt.date(2024, 7, 1), 12),
        ("Etc/GMT0", "Etc/GMT-12", dt.date(2024, 7, 1), 12),
        ("Etc/UTC", "Asia/Kathmandu", dt.date(2024, 7, 1), 5.75),
    ],
)
def test_zone_shift_known(a: str, b: str, day: dt.date, shift: float) -> None:
    """Known pairs, with summer time, quarter hours and the date line."""
    assert zone_shift_h(a, b, day) == shift


@given(circuits(), travels(), days, st.data())
def test_days_of_a_journey_follow_from_its_parts(
    places: list, travel: Travel, day: dt.date, data: st.DataObject
) -> None:
    """Days needed = travelling days + rest, rounded up together: the least whole number that covers both."""
    start, end = data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))
    trip = journey(start, end, day, travel)
    legs = 0
    while trip.distance_km > travel.near_km and legs * travel.km_per_day < trip.distance_km:
        legs += 1
    needs = legs + abs(trip.zone_shift_h) * travel.rest_days_per_zone_hour
    assert trip.days >= needs
    assert trip.days - 1 < needs


def test_a_short_journey_needs_no_day(facts: Catalogue) -> None:
    """Daytona to Sebring is under near_km and in one zone: a test of the assumption as published."""
    trip = journey(facts.circuits["daytona"], facts.circuits["sebring"], dt.date(2024, 3, 1), facts.travel)
    assert (trip.zone_shift_h, trip.days) == (0, 0)
    assert facts.travel.near_km == TRAVEL.near_km


def test_near_is_near_up_to_its_very_figure(facts: Catalogue) -> None:
    """`near_km` counts as near itself, a tenth of a kilometre more does not."""
    start, end = facts.circuits["le-mans"], facts.circuits["spa"]
    away = distance_km(start.latitude, start.longitude, end.latitude, end.longitude)
    for near, needed in ((away, 0), (away - 0.1, 1)):
        travel = Travel(near_km=near, km_per_day=8000, rest_days_per_zone_hour=0.5, status=Status.UNVERIFIED)
        assert journey(start, end, dt.date(2024, 6, 1), travel).days == needed
