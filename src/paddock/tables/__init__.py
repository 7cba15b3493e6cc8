"""Contracts of tidy tables: each is declared once, and its documentation, its check and its frame come from there."""

from paddock.tables.declared import CLASHES, KEPT, MEETINGS, TABLES
from paddock.tables.evidence import ARTICLES, CLAIMS, MENTIONS, QUOTES
from paddock.tables.racing import RACE_ENTRIES, RACE_MOMENTS, RACE_NEUTRALISATIONS, RACE_PLACES, RACE_SEATS
from paddock.tables.readings import DRIVING_TIMES, IDEAL_LAPS, PACE, PACE_BY_AGE, TRAFFIC, TRAFFIC_COST
from paddock.tables.standings import STANDINGS
from paddock.tables.table import Column, Table
from paddock.tables.timing import (
    DERIVED,
    LAPS,
    NEUTRALISATIONS,
    PIT_STOPS,
    RACE_CONTROL,
    RESULTS,
    STINTS,
    WEATHER,
)

__all__ = [
    "ARTICLES",
    "CLAIMS",
    "CLASHES",
    "DERIVED",
    "DRIVING_TIMES",
    "IDEAL_LAPS",
    "KEPT",
    "LAPS",
    "MEETINGS",
    "MENTIONS",
    "NEUTRALISATIONS",
    "PACE",
    "PACE_BY_AGE",
    "PIT_STOPS",
    "QUOTES",
    "RACE_CONTROL",
    "RACE_ENTRIES",
    "RACE_MOMENTS",
    "RACE_NEUTRALISATIONS",
    "RACE_PLACES",
    "RACE_SEATS",
    "RESULTS",
    "STANDINGS",
    "STINTS",
    "TABLES",
    "TRAFFIC",
    "TRAFFIC_COST",
    "WEATHER",
    "Column",
    "Table",
]
