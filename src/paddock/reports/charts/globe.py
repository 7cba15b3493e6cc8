"""The world map: where the meetings are, and the journey from one to the next."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from paddock.reports.charts.labels import Key, legend
from paddock.reports.charts.placenames import name_places
from paddock.reports.charts.rows import COLOURS, ROLES, Itinerary, Stop
from paddock.reports.charts.sheet import INK, Sheet, load_altair

if TYPE_CHECKING:
    import altair as alt

_SOUTH, _NORTH = -0.95, 1.18
"""How far the map reaches, in the projection's own units (about 55° south and 68° north)."""
_MARGIN = 0.12
_RIM, _LEAST_RIM = 0.22, 0.08
_CLOSEST = 0.7
_FLATTEST, _TALLEST = 0.46, 1.1
_LEADER = 40
_CROWD = 3
"""From how many unnamed places on a second, closer map is drawn."""


@dataclass(frozen=True, slots=True)
class _View:
    """The part of the world shown: a Natural Earth projection, scaled and shifted on the sheet.

    top, height: the strip of the sheet it fills [px].
    """

    scale: float
    across: float
    down: float
    width: float
    top: float
    height: float

    def at(self, stop: Stop) -> tuple[float, float]:
        """Return where a stop lies on the sheet [px]."""
        x, y = _natural_earth(stop.longitude or 0.0, stop.latitude or 0.0)
        return self.across + self.scale * x, self.down - self.scale * y

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point of the sheet lies in the view."""
        return 0 <= x <= self.width and self.top <= y <= self.top + self.height


def world_map(data: Itinerary, title: str, says: str, width: float = 960) -> alt.LayerChart:
    """Return the map with the meetings that are on the programme or in question, and the journey between them.

    data: stops; those without coordinates or without the subject's class are left out.
    width [px]; below 600 the continents stand one below the other.
    """
    stops = [one for one in data.dated() if one.latitude is not None and one.state != "out"]
    sheet = Sheet(width)
    if width < 600:
        y = 0.0
        for name, group in _regions(stops):
            y, _ = _panel(sheet, name, group, stops, y)
    else:
        y, crowded = _panel(sheet, "", stops, stops, 0, reach=_LEADER)
        if len(crowded) >= _CROWD:
            y, _ = _panel(sheet, "A closer look", crowded, stops, y + 8)
    sheet.height = legend(sheet, _keys(data, stops), y + 8)
    return sheet.spec(title, says)


def _regions(stops: Sequence[Stop]) -> list[tuple[str, list[Stop]]]:
    """Return the stops by part of the world, those without stops left out."""
    bounds = (("Americas", -180, -30), ("Europe and Africa", -30, 40), ("Asia and Oceania", 40, 181))
    groups = [(name, [one for one in stops if west <= (one.longitude or 0) < east]) for name, west, east in bounds]
    return [(name, group) for name, group in groups if group]


def _panel(
    sheet: Sheet, name: str, group: Sequence[Stop], stops: Sequence[Stop], y: float, reach: float = math.inf
) -> tuple[float, list[Stop]]:
    """Draw a map that holds a group of stops, from y downwards.

    reach: how long a label's leader may be [px]. Returns where it ends, and the stops there was no room to name.
    """
    if name:
        sheet.text(0, y + 12, name, size=12, fontWeight="bold", opacity=0.8)
        y += 24
    view = _view(group, sheet.width, y)
    sheet.shape(_land(view))
    for role in ("has", "candidate"):
        journey = [one for one in stops if one.lane.role == ROLES[role] and one.state == "in"]
        if len(journey) > 1:
            sheet.shape(_journey(view, journey, role))
    places = [(*view.at(one), one) for one in stops if view.holds(*view.at(one))]
    for x, across, stop in places:
        _mark(sheet, stop, x, across)
    unnamed = name_places(sheet, (0, y, sheet.width, y + view.height), places, reach)
    return y + view.height + (10 if name else 0), unnamed


def _natural_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Return a point in the Natural Earth projection. Source: Šavrič, Jenny, Patterson, Petrovič, Hurni 2011."""
    lam, phi = math.radians(longitude), math.radians(latitude)
    p2 = phi * phi
    p4 = p2 * p2
    x = lam * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4)))
    y = phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)))
    return x, y


def _view(stops: Sequence[Stop], width: float, top: float) -> _View:
    """Return the view that holds the stops with room around them, from `top` downwards."""
    points = [_natural_earth(one.longitude or 0.0, one.latitude or 0.0) for one in stops]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    rim = min(_RIM, max(_LEAST_RIM, _MARGIN * (right - left)))
    south, north = min(y for _, y in points) - rim, max(y for _, y in points) + rim
    span = max((right - left) * (1 + 2 * _MARGIN), (north - south) / _TALLEST, _CLOSEST)
    scale = width / span
    short = max(0.0, _FLATTEST * span - (north - south))
    south, north = max(south - short / 2, _SOUTH), min(north + short / 2, _NORTH)
    across = width / 2 - scale * (left + right) / 2
    return _View(scale, across, top + scale * north, width, top, round(scale * (north - south)))


def _project(chart: Any, view: _View) -> Any:
    return chart.project(
        type="naturalEarth1",
        scale=view.scale,
        translate=[view.across, view.down],
        clipExtent=[[0, view.top], [view.width, view.top + view.height]],
        precision=0.3,
    )


@cache
def _outlines() -> dict[str, Any]:
    text = files("paddock.reports").joinpath("assets/land-110m.json").read_text(encoding="utf-8")
    outlines: dict[str, Any] = json.loads(text)
    return outlines


def _land(view: _View) -> Any:
    alt = load_altair()
    data = alt.InlineData(values=_outlines(), format=alt.TopoDataFormat(type="topojson", feature="land"))
    return _project(alt.Chart(data).mark_geoshape(fill=INK, fillOpacity=0.11, aria=False), view)


def _journey(view: _View, stops: Sequence[Stop], role: str) -> Any:
    """Return the great-circle line through stops in the order given, each leg once."""
    alt = load_altair()
    points = [(one.longitude, one.latitude) for one in stops]
    legs = dict.fromkeys(tuple(sorted(leg)) for leg in itertools.pairwise(points) if leg[0] != leg[1])
    line = {"type": "MultiLineString", "coordinates": [[list(point) for point in leg] for leg in legs]}
    data = alt.InlineData(values=[{"type": "Feature", "properties": {}, "geometry": line}])
    dash = {"strokeDash": [6, 4]} if role == "candidate" else {}
    mark = alt.Chart(data).mark_geoshape(
        fill=None, filled=False, stroke=COLOURS[role], strokeWidth=1.6, strokeOpacity=0.75, aria=False, **dash
    )
    return _project(mark, view)


def _mark(sheet: Sheet, stop: Stop, x: float, y: float) -> None:
    full = stop.state == "in"
    sheet.dot(
        x,
        y,
        shape=stop.lane.shape,
        size=70,
        fill=stop.lane.colour if full else "transparent",
        stroke=stop.lane.colour,
        strokeWidth=1.5,
        tip=stop.tip,
    )
    if stop.clashes:
        sheet.dot(x, y, size=260, fill="transparent", stroke=COLOURS["clash"], strokeWidth=2.5, level=1)


def _keys(data: Itinerary, stops: Sequence[Stop]) -> list[Key]:
    shown = {one.lane.id for one in stops}
    keys = [Key("dot", one.short, one.colour, one.shape) for one in data.lanes if one.id in shown]
    for role, kind in (("has", "line"), ("candidate", "dashed")):
        if sum(one.lane.role == ROLES[role] and one.state == "in" for one in stops) > 1:
            keys.append(Key(kind, f"journey, {ROLES[role]}", COLOURS[role]))
    if any(one.state == "missed" for one in stops):
        keys.append(Key("empty", "✗ missed", INK))
    return keys + ([Key("ring", "meeting with a clash", COLOURS["clash"])] if any(one.clashes for one in stops) else [])
