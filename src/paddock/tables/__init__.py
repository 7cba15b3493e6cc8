"""Contracts of tidy tables: each is declared once, and its documentation, its check and its frame come from there."""

from paddock.tables.declared import CLASHES, MEETINGS, TABLES
from paddock.tables.table import Column, Table

__all__ = ["CLASHES", "MEETINGS", "TABLES", "Column", "Table"]
