"""A fit against its data as one HTML document: no script, no request, figures that do not agree named first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddock.reports.racing.calibration.plots import KIND, FitPlots
from paddock.reports.racing.calibration.words import about_of, outside, short_of, told_in
from paddock.reports.racing.paper import rendered, section_ids, shown

if TYPE_CHECKING:
    from paddock.racing.fits import FitReport

FOLDED = 8
"""A list of races longer than this folds away."""


def calibration_page(report: FitReport) -> str:
    """Return a fit against its data as an HTML document that needs no script and no network.

    Raises MissingExtra when jinja2, altair or vl-convert is not installed.
    """
    plots = FitPlots(report).all()
    topics = [
        (id_, topic, [shown(one, f"{id_}-{number}") for number, one in enumerate(plots[topic], 1)],
         report.figures.filter(topic=topic).to_dicts())
        for id_, topic in zip(section_ids(list(plots), "topic"), plots, strict=True)
    ]  # fmt: skip
    others = (("races", "Races", True), ("findings", "Noticed on the way", bool(report.findings)))
    return rendered(
        "calibration.html",
        {"told": lambda value, unit: "–" if value is None else told_in(unit, value), "outside": outside},
        title=f"The race model of {report.name} against the data",
        kind=KIND,
        about=about_of(report),
        report=report,
        short=short_of(report),
        topics=topics,
        fold=FOLDED,
        nav=[
            ("short", "In short"),
            *((id_, topic[:1].upper() + topic[1:]) for id_, topic, _, _ in topics),
            *(one[:2] for one in others if one[2]),
        ],
    )
