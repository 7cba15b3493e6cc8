"""Contracts of tidy tables: each is declared once, and its documentation, its check and its frame come from there."""

from paddock.tables.declared import CLASHES, MEETINGS, TABLES
from paddock.tables.table import Column, Table
from paddock.tables.timing import LAPS, NEUTRALISATIONS, PIT_STOPS, RACE_CONTROL, RESULTS, STINTS, WEATHER

__all__ = [
    "CLASHES",
    "LAPS",
    "MEETINGS",
    "NEUTRALISATIONS",
    "PIT_STOPS",
    "RACE_CONTROL",
    "RESULTS",
    "STINTS",
    "TABLES",
    "WEATHER",
    "Column",
    "Table",
]
