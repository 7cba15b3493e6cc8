"""A study as one HTML document: no script, no request, every word of a fact escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from paddock import _version, units
from paddock.model import Source
from paddock.reports import words
from paddock.reports.charts import Chart, study_charts
from paddock.reports.names import Names
from paddock.reports.paper import Figure, environment, figure, tidy
from paddock.reports.said import told_of
from paddock.scoring import points_text
from paddock.studies import CAVEAT, ClashSheet, Study, days_text, ordinal, per_cent, seconds

if TYPE_CHECKING:
    from jinja2 import Environment

STAND_INS = 8
"""How many stand-ins are shown at once; the rest folds away."""


class Numbers:
    """The numbered list of sources, and the numbers that a statement's references have in it."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.list = tuple(enumerate(sources, start=1))
        self._numbers = {source.url: number for number, source in self.list if source.url}
        self._numbers |= {source.id: number for number, source in self.list}

    def of(self, references: Iterable[str]) -> list[tuple[int, str]]:
        """Return (number, label) for each reference that is in the list, each once, in its order."""
        found = dict.fromkeys(self._numbers[one] for one in references if one in self._numbers)
        return [(number, words.source_label(self.list[number - 1][1])) for number in sorted(found)]


def study_page(study: Study) -> str:
    """Return a study as an HTML document.

    Raises MissingExtra when jinja2, altair or vl-convert is not installed.
    """
    template = _environment().get_template("study.html")
    figures = _figures(study_charts(study))
    page = template.render(
        study=study,
        names=Names(study),
        numbers=Numbers(study.sources),
        figures=figures,
        sections=_sections(study, figures),
        version=_version.__version__,
        said=[told_of(one, study.names) for one in study.said],
        stand_ins=STAND_INS,
        caveat=CAVEAT,
    )
    return tidy(page)


@cache
def _environment() -> Environment:
    made = environment()
    made.filters |= {
        "outcome": words.outcome_badge,
        "clash": words.clash_badge,
        "seat": words.seat_badge,
        "country": units.country_name,
        "days": words.days_of,
        "days_text": days_text,
        "km": words.kilometres,
        "hours": words.hours,
        "labelled": words.labelled,
        "source_label": words.source_label,
        "host": words.host_of,
        "torn": _torn,
        "day": words.day_of,
        "per_cent": per_cent,
        "rank": words.rank_text,
        "result": words.result_of,
        "result_line": words.result_line,
        "seconds": seconds,
        "ordinal": ordinal,
        "odds": words.odds,
        "points": points_text,
    }
    return made


def _figures(charts: Mapping[str, Chart]) -> dict[str, Figure]:
    """Return each chart in both widths, by name; the ids in it begin with its name."""
    figures = {}
    for key in charts:
        name, _, form = key.rpartition("-")
        if form == "wide":
            wide, narrow = charts[key], charts[f"{name}-narrow"]
            figures[name] = figure(name, wide.title, wide.says, wide.spec, narrow.spec)
    return figures


def _sections(study: Study, figures: Mapping[str, Figure]) -> list[tuple[str, str]]:
    """Return (id, heading) of the sections that have content, in the order of the page."""
    sections = (
        ("said", "What has been said", bool(study.said)),
        ("eligibility", "May it race?" if study.subject_kind == "car" else "Who may race", bool(study.eligibility)),
        ("crews", "Crews", bool(study.crews)),
        ("calendars", "Calendars", bool(study.calendars)),
        ("clashes", "Clashes", bool(study.clashes)),
        ("map", "Journeys", "map" in figures),
        ("runners", "Who could run the car", bool(study.runners)),
        ("drivers", "Who could drive it", bool(study.drivers or study.covers)),
        ("worth", "On track so far", bool(study.worth)),
        ("fare", "How would it fare?", bool(study.fared)),
        ("first", "What would a first season be worth?", bool(study.firsts)),
        ("markets", "Markets", bool(study.markets)),
        ("distances", "Distances", bool(study.distances)),
        ("unknowns", "Not on record", bool(study.unknowns)),
        ("findings", "Noticed on the way", bool(study.findings)),
        ("sources", "Sources", bool(study.sources)),
    )
    return [(name, heading) for name, heading, shown in sections if shown]


def _torn(sheet: ClashSheet, both: bool) -> list[str]:
    """Return what is said of other drivers: those with a seat at both meetings, or those with one at only one."""
    return [one.says for one in sheet.others if one.concerned is both]
