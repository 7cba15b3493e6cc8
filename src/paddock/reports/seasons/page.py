"""A season forecast as one HTML document: no script, no request, every word of a file escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock import _version
from paddock.catalogue import Catalogue
from paddock.reports.paper import environment, tidy
from paddock.reports.racing.paper import Shown, section_ids, shown
from paddock.reports.racing.words import grain_of, odds
from paddock.reports.seasons.ahead import MUST, Told, about_of, crew_label, together, told_race, told_title
from paddock.reports.seasons.names import SeasonNames
from paddock.reports.seasons.odds import odds_picture
from paddock.reports.timing.palette import darker_paper

if TYPE_CHECKING:
    from paddock.championships.possible import TitleRace
    from paddock.championships.season import SeasonForecast, TitleForecast

FAVOURITES = 3
"""Competitors that the line in short names."""


@dataclass(frozen=True, slots=True)
class TitleSheet:
    """A title on the page. exact: who can still win, None where that was not worked out."""

    id: str
    name: str
    short: str
    picture: Shown
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    lines: Sequence[str]
    exact: Told | None


def season_page(catalogue: Catalogue, forecast: SeasonForecast, races: Sequence[TitleRace] = ()) -> str:
    """Return a season forecast as an HTML document that needs no script and no network.

    races: who can still win, for each of its titles; none where that was not worked out.
    Raises MissingExtra when jinja2, altair or vl-convert is not installed.
    """
    names = SeasonNames(catalogue, forecast.season)
    exact = {one.title: one for one in races}
    ids = section_ids([one.title.called[0] for one in forecast.titles], "title")
    titles = [
        _title(catalogue, names, forecast, one, id_, exact.get(one.title.called[0]))
        for id_, one in zip(ids, forecast.titles, strict=True)
    ]
    noticed = [*forecast.findings, *(each for one in forecast.titles for each in one.findings)]
    noticed = list(dict.fromkeys([*noticed, *(each for one in races for each in one.findings)]))
    made = environment("paddock.reports.seasons", "paddock.reports.racing")
    others = [("basis", "What it rests on"), *([("findings", "Noticed on the way")] if noticed else [])]
    page = made.get_template("season.html").render(
        colours=darker_paper(),
        version=_version.__version__,
        title=f"{names.told}: the season ahead",
        kind="season forecast",
        about=f"{about_of(forecast)[:1].upper()}{about_of(forecast)[1:]}",
        forecast=forecast,
        titles=titles,
        nav=[("short", "In short"), *((one.id, one.name) for one in titles), *others],
        noticed=noticed,
        grain=grain_of(forecast.basis.replicates),
        rejected=sum(forecast.basis.rejected.values()),
    )
    return tidy(page)


def _title(
    catalogue: Catalogue,
    names: SeasonNames,
    forecast: SeasonForecast,
    one: TitleForecast,
    id_: str,
    race: TitleRace | None,
) -> TitleSheet:
    told = told_title(names, one)
    exact = told_race(names, one.title, race) if race is not None and race.chances else None
    if exact is not None:
        exact = Told(exact.heads, exact.rows, [*exact.lines, MUST])
    picture = shown(odds_picture(catalogue, forecast, one.title.called[0]), f"{id_}-odds", captioned=True)
    return TitleSheet(id_, one.title.name, _short(names, one), picture, told.heads, told.rows, told.lines, exact)


def _short(names: SeasonNames, one: TitleForecast) -> str:
    groups = together(one.chances, lambda each: (each.position_now, each.points_now, each.champion, each.places))
    best = [group for group in groups if group[0].champion][:FAVOURITES]
    return (
        ", ".join(f"{crew_label(names, [each.who for each in group])} {odds(group[0].champion)}" for group in best)
        or "nobody"
    )
