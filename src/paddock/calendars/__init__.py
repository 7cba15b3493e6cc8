"""When, and what clashes: overlaps, tight journeys, seats and stand-ins, markets, iCalendar in and out."""

from paddock.calendars.clashes import Clash, Clashes, Kind, find_clashes
from paddock.calendars.ics_in import ImportedSeason, read_ics
from paddock.calendars.ics_out import to_ics
from paddock.calendars.markets import Distance, Reach, distances, meetings_in, programme_meetings, reach
from paddock.calendars.seats import (
    Cover,
    Effect,
    Seated,
    busy,
    car_effect,
    cover,
    driver_effect,
    make_effect,
    make_present,
    regulars,
    seats_of,
    torn_drivers,
    wanted_effect,
)
from paddock.calendars.travel import Journey, distance_km, journey, zone_shift_h

__all__ = [
    "Clash",
    "Clashes",
    "Cover",
    "Distance",
    "Effect",
    "ImportedSeason",
    "Journey",
    "Kind",
    "Reach",
    "Seated",
    "busy",
    "car_effect",
    "cover",
    "distance_km",
    "distances",
    "driver_effect",
    "find_clashes",
    "journey",
    "make_effect",
    "make_present",
    "meetings_in",
    "programme_meetings",
    "reach",
    "read_ics",
    "regulars",
    "seats_of",
    "to_ics",
    "torn_drivers",
    "wanted_effect",
    "zone_shift_h",
]
