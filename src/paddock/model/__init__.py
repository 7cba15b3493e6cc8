"""The words paddock uses, as frozen types; no input or output, no frames."""

from paddock.model.base import Confidence, Fact, Record, Source, Status
from paddock.model.machines import Car, Manufacturer, MarketPresence, Regulation, RoadCars
from paddock.model.people import Driver, DriverGrade, Engagement, Grade, Team
from paddock.model.places import Circuit, Layout, Place
from paddock.model.scoring import Award, Decree, Scale, Title
from paddock.model.season import (
    Amendment,
    Classification,
    Entry,
    Meeting,
    RaceClass,
    ResultRow,
    Season,
    Seat,
    Series,
    Session,
    StandingRow,
    Standings,
)

__all__ = [
    "Amendment",
    "Award",
    "Car",
    "Circuit",
    "Classification",
    "Confidence",
    "Decree",
    "Driver",
    "DriverGrade",
    "Engagement",
    "Entry",
    "Fact",
    "Grade",
    "Layout",
    "Manufacturer",
    "MarketPresence",
    "Meeting",
    "Place",
    "RaceClass",
    "Record",
    "Regulation",
    "ResultRow",
    "RoadCars",
    "Scale",
    "Season",
    "Seat",
    "Series",
    "Session",
    "Source",
    "StandingRow",
    "Standings",
    "Status",
    "Team",
    "Title",
]
