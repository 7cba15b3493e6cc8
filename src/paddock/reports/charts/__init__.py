"""Charts of a study, each an Altair spec from plain rows, in two widths."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from paddock.reports.charts.agenda import calendar_agenda
from paddock.reports.charts.bars import market_bars
from paddock.reports.charts.fare import Bar, fare_bars, round_bar, title_bar
from paddock.reports.charts.globe import world_map
from paddock.reports.charts.reach import Way, distance_dots
from paddock.reports.charts.rows import Crossing, Itinerary, Lane, Stop, itinerary
from paddock.reports.charts.said import said_chart, timeline_chart
from paddock.reports.charts.strip import calendar_strip
from paddock.reports.charts.worth import worth_blocks, worth_dots, worth_says
from paddock.reports.names import Names
from paddock.reports.said import said_of, told_of
from paddock.reports.said_lines import Told
from paddock.studies import Study
from paddock.units import count, country_name, listed

if TYPE_CHECKING:
    import altair as alt

__all__ = [
    "Chart",
    "Crossing",
    "Itinerary",
    "Lane",
    "Stop",
    "Way",
    "calendar_agenda",
    "calendar_strip",
    "distance_dots",
    "fare_bars",
    "itinerary",
    "market_bars",
    "study_charts",
    "timeline_chart",
    "world_map",
    "worth_dots",
]

FARE_SAYS = "Place in class in each round: four outcomes in five lie within the bar, the median is the dot."
FIRST_SAYS = "Final place in each title: four seasons in five lie within the bar, the median is the dot."
WIDE, NARROW = 960, 330
"""The two widths every chart is laid out for [px]."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a study: its Altair spec, its title, and what it shows in words."""

    spec: alt.LayerChart
    title: str
    says: str


def study_charts(study: Study) -> dict[str, Chart]:
    """Return the charts that have something to show, by `<name>-wide` and `<name>-narrow`.

    Names: `said` (further programmes: `said-2` …), `calendar`, `map`, `worth`, `fare` (further seasons: `fare-2` …),
    `first` (further seasons: `first-2` …), `markets`, `distances`.
    Raises MissingExtra when altair is not installed.
    """
    return dict(_charts(study))


def _charts(study: Study) -> Iterator[tuple[str, Chart]]:
    yield from _said(study)
    data = itinerary(study)
    if data.dated():
        yield from _both(
            "calendar",
            "Calendar",
            _calendar_says(data),
            lambda title, says, width: (
                calendar_strip(data, title, says, width) if width == WIDE else calendar_agenda(data, title, says, width)
            ),
        )
    if sum(one.latitude is not None and one.state != "out" for one in data.dated()) > 1:
        yield from _both(
            "map",
            "Map of the meetings",
            _map_says(data),
            lambda title, says, width: world_map(data, title, says, width),
        )
    blocks = worth_blocks(study)
    if blocks:
        yield from _both(
            "worth",
            "Pace and results, race by race",
            worth_says(blocks),
            lambda title, says, width: worth_dots(blocks, title, says, width),
        )
    yield from _fared(study)
    yield from _firsts(study)
    if any(one.has or one.candidate for one in study.markets):
        yield from _both(
            "markets",
            "Meetings per country",
            _markets_says(study),
            lambda title, says, width: market_bars(study.markets, title, says, width),
        )
    if study.distances:
        names = Names(study)
        ways = [Way(one.place, names.full_meeting(one.meeting), one.distance_km) for one in study.distances]
        yield from _both(
            "distances",
            "Distances to the meetings",
            _distances_says(ways),
            lambda title, says, width: distance_dots(ways, title, says, width),
        )


def _said(study: Study) -> Iterator[tuple[str, Chart]]:
    """Yield the chart of each programme of which there is more than one thing said."""
    for number, programme in enumerate(study.said, 1):
        told = told_of(programme, study.names)
        if len(told.lines) > 1:
            yield from _said_both("said" if number == 1 else f"said-{number}", told)


def _fared(study: Study) -> Iterator[tuple[str, Chart]]:
    """Yield the chart of each season that was simulated."""
    names = Names(study)
    for number, sheet in enumerate(study.fared, 1):
        rows = [round_bar(names.meeting(one.meeting), one) for one in sheet.season.rounds]
        title = f"How it would fare: {names.season(sheet.season.season)}"
        name = "fare" if number == 1 else f"fare-{number}"
        yield from _both(name, title, FARE_SAYS, partial(_fare_bars, rows))


def _fare_bars(rows: list[Bar], title: str, says: str, width: int) -> alt.LayerChart:
    return fare_bars(rows, title, says, width)


def _firsts(study: Study) -> Iterator[tuple[str, Chart]]:
    """Yield the chart of each first season: a bar for each title."""
    names = Names(study)
    for number, sheet in enumerate(study.firsts, 1):
        season = names.season(sheet.season.season)
        rows = [title_bar(one, season.rpartition(" ")[0]) for one in sheet.season.titles]
        title = f"What a first season would be worth: {season}"
        name = "first" if number == 1 else f"first-{number}"
        yield from _both(name, title, FIRST_SAYS, partial(_title_bars, rows))


def _title_bars(rows: list[Bar], title: str, says: str, width: int) -> alt.LayerChart:
    return fare_bars(rows, title, says, width, first="title")


def _said_both(name: str, told: Told) -> Iterator[tuple[str, Chart]]:
    def draw(title: str, says: str, width: int) -> alt.LayerChart:
        return said_chart(told, title, says, width)

    return _both(name, f"{told.name}: what has been said", said_of(told), draw)


def _both(
    name: str, title: str, says: str, draw: Callable[[str, str, int], alt.LayerChart]
) -> Iterator[tuple[str, Chart]]:
    for form, width in (("wide", WIDE), ("narrow", NARROW)):
        yield f"{name}-{form}", Chart(draw(title, says, width), title, says)


def _calendar_says(data: Itinerary) -> str:
    lanes = [f"{lane.name} with {count(len(data.of(lane)), 'meeting')}" for lane in data.lanes]
    told = [one for one in data.crossings if one.concerned]
    pairs = [f"{one.a.label} and {one.b.label} ({one.word.lower()})" for one in told]
    clashes = f"Marked: {listed(pairs)}." if pairs else "No clash concerns the subject."
    return f"The meetings of {listed(lanes)} over the year. {clashes}"


def _map_says(data: Itinerary) -> str:
    stops = [one for one in data.dated() if one.latitude is not None and one.state != "out"]
    hit = sorted({one.label for one in stops if one.clashes})
    ringed = f" Ringed for a clash: {listed(hit)}." if hit else ""
    return f"{count(len(stops), 'meeting')} on a world map, with the journey in the order of the calendar.{ringed}"


def _markets_says(study: Study) -> str:
    told = [one for one in study.markets if one.wanted] or study.markets[:5]
    parts = [f"{country_name(one.country)} {one.has} now and {one.candidate} in question" for one in told]
    rest = len(study.markets) - len(told)
    more = f"; {rest} more {'country has' if rest == 1 else 'countries have'} meetings" if rest else ""
    return f"Meetings per country: {'; '.join(parts)}{more}."


def _distances_says(ways: list[Way]) -> str:
    near = min(ways, key=lambda way: way.kilometres)
    far = max(ways, key=lambda way: way.kilometres)
    return (
        f"Distances to {count(len({one.meeting for one in ways}), 'meeting')}, from {near.meeting} "
        f"({near.kilometres:,.0f} km from {near.place}) to {far.meeting} ({far.kilometres:,.0f} km from {far.place})."
    )
