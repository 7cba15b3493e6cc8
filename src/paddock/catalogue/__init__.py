"""What is known: facts with sources, read from plain files, shown as of any day."""

from paddock.catalogue.changes import Change, changes
from paddock.catalogue.check import Check, check
from paddock.catalogue.form import Travel, read_file, read_text
from paddock.catalogue.loader import BUILT_IN, folders_from_environment, load, parse_day
from paddock.catalogue.names import slugify
from paddock.catalogue.store import KINDS, Catalogue

__all__ = [
    "BUILT_IN",
    "KINDS",
    "Catalogue",
    "Change",
    "Check",
    "Travel",
    "changes",
    "check",
    "folders_from_environment",
    "load",
    "parse_day",
    "read_file",
    "read_text",
    "slugify",
]
