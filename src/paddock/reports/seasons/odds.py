"""The end of the season as far as it can be told: points of every competitor, with the odds of the title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue
from paddock.errors import UnknownName
from paddock.reports.racing import intervals
from paddock.reports.racing.words import cell, odds, pictured
from paddock.reports.seasons.ahead import crew_label, together
from paddock.reports.seasons.names import SeasonNames
from paddock.reports.timing.picture import Picture
from paddock.scoring.asking import points_text

if TYPE_CHECKING:
    from paddock.championships.season import Chance, SeasonForecast, TitleForecast

SHOWN = 12
"""Lines of a picture, at most."""


def odds_picture(catalogue: Catalogue, forecast: SeasonForecast, title: str = "") -> Picture:
    """Return where points may end up, with the odds of the title, as a picture.

    title: what commands call it; empty: the first of the forecast.  Raises UnknownName for one that was not forecast.
    """
    names = SeasonNames(catalogue, forecast.season)
    one = next((each for each in forecast.titles if title in ("", *each.title.called)), None)
    if one is None:
        known = [each.title.called[0] for each in forecast.titles]
        raise UnknownName(f"The title {title!r} was not forecast.", candidates=known)
    groups = together(one.chances, lambda each: (each.position_now, each.points_now, each.champion, each.places))
    rows = [
        intervals.Row(
            crew_label(names, [each.who for each in group]),
            float(first.points_p50),
            float(first.points_p5),
            float(first.points_p95),
            told=_told(first),
            brief=cell(first.champion),
            band=(float(first.points_now),) * 3,
        )
        for group in groups[:SHOWN]
        for first in group[:1]
    ]
    since = f"after round {forecast.after}" if forecast.after else "before the first round"
    heading = f"{one.title.name}: points at the end"
    caption = f"{names.told}, {since}: {forecast.basis.replicates:,} seasons drawn, seed {forecast.basis.seed}."
    return pictured(
        f"{forecast.season}-{one.title.called[0]}-odds",
        lambda width: intervals.spec(
            heading, rows, axis="points at the end of the season", says=_says(names, one), dot="median",
            interval="nine in ten seasons", band="points now", nothing="Nobody has a line yet.", caption=caption,
            width=width,
        ),
        "season forecast",
    )  # fmt: skip


def _told(one: Chance) -> str:
    parts = [("title", one.champion), ("top 3", one.top_three)]
    return ", ".join(f"{word} {odds(share)}" for word, share in parts if share) or "–"


def _says(names: SeasonNames, one: TitleForecast) -> str:
    groups = together(one.chances, lambda each: (each.position_now, each.points_now, each.champion, each.places))
    first = [
        f"{crew_label(names, [each.who for each in group])} {points_text(group[0].points_p50)} "
        f"({points_text(group[0].points_p5)} to {points_text(group[0].points_p95)})"
        + (f", title {odds(group[0].champion)}" if group[0].champion else "")
        for group in groups[:5]
    ]
    return f"{one.title.name}, points at the end: {'; '.join(first)}."
