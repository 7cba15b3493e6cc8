"""A sheet for pictures of a session: what is drawn carries its values, and lines and axes come on top of the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddock.reports.charts.sheet import INK, Sheet, load_altair, text_width
from paddock.reports.timing.words import wrapped

if TYPE_CHECKING:
    import altair as alt

WIDE, NARROW = 960, 330
"""The two widths every picture is laid out for [px]."""

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Range:
    """Values along the sheet: from `low` at `start` to `high` at `end` [px]."""

    low: float
    high: float
    start: float
    end: float

    def px(self, value: float) -> float:
        """Return where a value lies [px]."""
        span = self.high - self.low
        return self.start if not span else self.start + (value - self.low) * (self.end - self.start) / span

    @property
    def width(self) -> float:
        """Return how long it is on the sheet [px]."""
        return abs(self.end - self.start)


class Plate(Sheet):
    """A sheet whose marks carry the values they stand for, besides their place on it."""

    def __init__(self, width: float, height: float = 0) -> None:
        super().__init__(width, height)
        self._data: dict[tuple[int, str, tuple[tuple[str, Any], ...]], list[dict[str, object]]] = {}
        self._lines = 0

    @property
    def narrow(self) -> bool:
        """Return whether it is laid out for a phone."""
        return self.width < 600

    def path(
        self, points: Sequence[tuple[float, float, Values]], *, color: str, tip: str = "", level: int = 1, **style: Any
    ) -> None:
        """Draw a line through points, each (x, y, the values it stands for); style: strokeWidth, opacity …"""
        self._lines += 1
        rows = [{**values, "x": _px(x), "y": _px(y), "line": self._lines, "tip": tip} for x, y, values in points]
        self._keep(level, "line", {"stroke": color, "strokeJoin": "round", **style}, rows)

    def mark(
        self,
        x: float,
        y: float,
        values: Values,
        *,
        shape: str = "circle",
        size: float = 30,
        tip: str = "",
        level: int = 2,
        **style: Any,
    ) -> None:
        """Draw a symbol of `size` square px that stands for values; style: fill, stroke, strokeWidth, opacity …"""
        plain = {"fill": "transparent", "stroke": "transparent", "opacity": 1}
        row = {**values, "x": _px(x), "y": _px(y), "tip": tip}
        self._keep(level, "point", {**plain, "shape": shape, "size": size, **style}, [row])

    def block(
        self, x: float, y: float, x2: float, y2: float, values: Values, *, tip: str = "", level: int = 1, **style: Any
    ) -> None:
        """Draw a rectangle that stands for values; style: fill, fillOpacity, stroke …"""
        row = {**values, "x": _px(x), "y": _px(y), "x2": _px(x2), "y2": _px(y2), "tip": tip}
        self._keep(level, "rect", style, [row])

    def area(self, rows: Sequence[Mapping[str, float]], **style: Any) -> None:
        """Fill, beneath everything, what lies between y and y2 along x [px]; style: fill, fillOpacity."""
        alt = load_altair()
        x, y = alt.X("x:Q", scale=None, axis=None, sort=None), alt.Y("y:Q", scale=None, axis=None, stack=None)
        drawn = alt.Chart(alt.InlineData(values=list(rows))).mark_area(aria=False, line=False, **style)
        self.shape(drawn.encode(x=x, y=y, y2=alt.Y2("y2")))

    def _keep(self, level: int, mark: str, style: Mapping[str, Any], rows: list[dict[str, object]]) -> None:
        key = (level, mark, tuple(sorted((name, value) for name, value in style.items() if value is not None)))
        self._data.setdefault(key, []).extend(rows)

    def finish(self, title: str, says: str, caption: str) -> alt.LayerChart:
        """Return the plate as an Altair spec. says: what it shows, in words.  caption: what it is made from."""
        altair = load_altair()
        if not self._layers:
            self.line(0, 0, 0, 0, opacity=0)
        spec = self.spec(title, says)
        spec.usermeta = {"title": title, "caption": caption}
        levels = sorted(key[0] for key in self._layers)
        for key in sorted(self._data, key=lambda one: one[0]):
            level, mark, style = key
            place = sum(one <= level for one in levels)
            levels.insert(place, level)
            spec.layer.insert(place, _data_layer(altair, mark, dict(style), self._data[key]))
        return spec


def _data_layer(alt: Any, mark: str, style: dict[str, Any], rows: list[dict[str, object]]) -> Any:
    for name in ("strokeDash",):
        if name in style:
            style[name] = list(style[name])
    told = any(row["tip"] for row in rows)
    chart = alt.Chart(alt.InlineData(values=rows))
    drawn = getattr(chart, f"mark_{mark}")(aria=told, clip=False, **style)
    channels = {"x": alt.X("x:Q", scale=None, axis=None, sort=None), "y": alt.Y("y:Q", scale=None, axis=None)}
    if mark == "rect":
        channels |= {"x2": alt.X2("x2"), "y2": alt.Y2("y2")}
    if mark == "line":
        channels |= {"detail": alt.Detail("line:N")}
    if told:
        channels |= {"description": alt.Description("tip:N")}
    return drawn.encode(**channels)


def in_words(title: str, words: str, caption: str, width: float) -> alt.LayerChart:
    """Return a picture of nothing: it says why there is nothing to draw."""
    plate = Plate(width)
    y = 22.0
    for line in wrapped(words, 14, width - 24):
        plate.text(12, y, line, size=14)
        y += 20
    plate.height = y + 6
    plate.rect(0.5, 0.5, width - 0.5, plate.height - 0.5, fill="transparent", stroke=INK, strokeOpacity=0.35)
    return plate.finish(title, words, caption)


def widest(texts: Sequence[str], size: float, *, bold: bool = False) -> float:
    """Return the width of the widest text [px]."""
    return max((text_width(one, size, bold) for one in texts), default=0.0)


def _px(value: float) -> float:
    return round(float(value), 1)
