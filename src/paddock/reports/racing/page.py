"""A race forecast as one HTML document: no script, no request, every word of a file escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddock.reports.racing.field import ranked
from paddock.reports.racing.paper import Shown, rendered, section_ids, shown
from paddock.reports.racing.plots import ForecastPlots
from paddock.reports.racing.words import about_of, broken_off, grain_of, odds, rejected_of, title_of
from paddock.reports.words import Badge

if TYPE_CHECKING:
    import polars as pl

    from paddock.racing.result import RaceForecast

FAVOURITES = 3
"""Cars a class's line in short names."""
FOLDED = 5
"""Lists longer than this fold away."""


@dataclass(frozen=True, slots=True)
class ClassSheet:
    """A class on the page. rows: of the table `race_entries`, the likeliest winner first.

    folded: the times at the wheel, which are long.  started: whether the places at the start are known.
    unclassified, breaks_rules: whether a car may end so.
    """

    id: str
    name: str
    pictures: Sequence[Shown]
    folded: Shown | None
    rows: Sequence[dict[str, Any]]
    started: bool
    unclassified: bool
    breaks_rules: bool


def forecast_page(forecast: RaceForecast) -> str:
    """Return a forecast as an HTML document that needs no script and no network.

    Raises MissingExtra when jinja2, altair or vl-convert is not installed.
    """
    classes = _classes(forecast)
    others = (
        ("neutralisations", "Neutralisations", bool(forecast.neutralisations.height)),
        ("basis", "What it rests on", True),
        ("findings", "Noticed on the way", bool(forecast.findings)),
    )
    return rendered(
        "forecast.html",
        title=title_of(forecast.race),
        kind="race forecast",
        about=about_of(forecast),
        forecast=forecast,
        badge=Badge("!", "Broken off", "care") if not forecast.complete else None,
        broken=broken_off(forecast),
        short=short_of(forecast),
        classes=classes,
        nav=[("short", "In short"), *((one.id, one.name) for one in classes), *(one[:2] for one in others if one[2])],
        rejected=rejected_of(forecast),
        grain=grain_of(forecast.replicates),
        fold=FOLDED,
    )


def short_of(forecast: RaceForecast) -> list[tuple[str, str]]:
    """Return who is likeliest to win each class, in words: (class, `3 wins 35 %, 2 26 %, 4 16 %`)."""
    return [(name, _favourites(forecast.entries, name)) for name in forecast.race.classes]


def _favourites(entries: pl.DataFrame, race_class: str) -> str:
    rows = {row["car"]: row for row in entries.iter_rows(named=True)}
    best = [rows[car] for car in ranked(entries, race_class)[:FAVOURITES]]
    told = [" ".join([row["car"], *([f"({row['team']})"] if row["team"] else []), odds(row["win"])]) for row in best]
    return ", ".join(told) or "no cars"


def _classes(forecast: RaceForecast) -> list[ClassSheet]:
    plots = ForecastPlots(forecast).all()
    rows = {row["car"]: row for row in forecast.entries.iter_rows(named=True)}
    found = []
    for id_, name in zip(section_ids(list(plots), "class"), plots, strict=True):
        inside = [rows[car] for car in ranked(forecast.entries, name)]
        crew = bool(forecast.seats["class"].eq(name).any())
        found.append(
            ClassSheet(
                id_, name,
                [shown(one, f"{id_}-{one.name}") for one in plots[name][:-1]],
                shown(plots[name][-1], f"{id_}-drivers") if crew else None,
                inside,
                any(row["start"] for row in inside),
                any(row["not_classified"] for row in inside),
                any(row["rules_broken"] for row in inside),
            )
        )  # fmt: skip
    return found
