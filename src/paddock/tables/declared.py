"""The tables paddock gives out."""

from __future__ import annotations

from paddock.tables.evidence import EVIDENCE
from paddock.tables.fits import FITS
from paddock.tables.racing import RACING
from paddock.tables.readings import READINGS
from paddock.tables.seasons import SEASONS
from paddock.tables.standings import STANDINGS
from paddock.tables.strategy import STRATEGY
from paddock.tables.table import Column, Table
from paddock.tables.timing import TIMING

CLASHES = Table(
    "clashes",
    "a pair of meetings that get in each other's way",
    ("a", "b"),
    (
        Column("a", "text", "meeting of the season named first, as <season>/<slug>"),
        Column("b", "text", "the other meeting"),
        Column("kind", "text", "how hard the clash is", origin="derived", allowed=("race-day", "overlap", "tight")),
        Column("shared_days", "dates", "days on which both are on site", origin="derived"),
        Column("race_days", "dates", "days on which both race", origin="derived"),
        Column(
            "free_days",
            "int",
            "whole days between them; none when they share days",
            "d",
            nullable=True,
            origin="derived",
        ),
        Column("days_needed", "int", "free days the journey needs", "d", nullable=True, origin="derived"),
        Column("distance_km", "float", "great-circle distance", "km", nullable=True, origin="derived"),
        Column(
            "zone_shift_h", "float", "clock change from the earlier to the later", "h", nullable=True, origin="derived"
        ),
        Column("classes_a", "texts", "classes that race at a"),
        Column("classes_b", "texts", "classes that race at b"),
        Column("regulations", "texts", "car families that race at both", origin="derived"),
    ),
)

MEETINGS = Table(
    "meetings",
    "a race weekend",
    ("meeting",),
    (
        Column("meeting", "text", "<season>/<slug>"),
        Column("season", "text", "season id"),
        Column("name", "text", "name of the meeting"),
        Column("first_day", "date", "first day on site", nullable=True),
        Column("last_day", "date", "last day on site", nullable=True),
        Column("race_days", "dates", "days on which a race runs"),
        Column("circuit", "text", "circuit id", nullable=True),
        Column("country", "text", "ISO 3166-1 alpha-2 country code", nullable=True),
        Column("classes", "texts", "classes that race"),
        Column(
            "status",
            "text",
            "where the fact stands in its life",
            allowed=("provisional", "official", "amended", "cancelled", "unverified"),
        ),
        Column("confidence", "text", "how well the fact is supported"),
        Column("held", "bool", "known to have taken place"),
    ),
)

TABLES = {
    table.name: table
    for table in (CLASHES, MEETINGS, STANDINGS, *TIMING, *READINGS, *RACING, *SEASONS, *STRATEGY, *FITS, *EVIDENCE)
}
"""Every declared table by name."""

KEPT = {table.name: table for table in (*TIMING, *EVIDENCE)}
"""The tables the archive keeps, by name."""
