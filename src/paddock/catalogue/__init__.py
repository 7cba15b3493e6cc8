"""What is known: facts with sources, read from plain files, shown as of any day."""

from paddock.catalogue.changes import Change, changes
from paddock.catalogue.check import Check, check
from paddock.catalogue.form import Travel, read_file, read_form
from paddock.catalogue.loader import BUILT_IN, folders_from_environment, load, parse_day
from paddock.catalogue.names import slugify, spelling
from paddock.catalogue.store import KINDS, Catalogue
from paddock.catalogue.template import TEMPLATE
from paddock.catalogue.write import quote, season_toml, write_new

__all__ = [
    "BUILT_IN",
    "KINDS",
    "TEMPLATE",
    "Catalogue",
    "Change",
    "Check",
    "Travel",
    "changes",
    "check",
    "folders_from_environment",
    "load",
    "parse_day",
    "quote",
    "read_file",
    "read_form",
    "season_toml",
    "slugify",
    "spelling",
    "write_new",
]
