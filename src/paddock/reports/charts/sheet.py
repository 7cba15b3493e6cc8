"""A sheet to draw on, in pixels: marks are collected and become one layered Altair spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from paddock.errors import MissingExtra

if TYPE_CHECKING:
    import altair as alt

INK = "currentColor"
"""Text and axes take the colour of the page around them."""

FONT = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', Roboto, sans-serif"
"""Faces of one width, so that labels end where the layout expects them to."""

_NARROW, _WIDE = frozenset("ijlftrI.,:;'|!()[] -·"), frozenset("mwMWQO@%—×")

Row = dict[str, float | str]


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return about how wide a text is [px], on the generous side."""
    ems = sum(0.33 if char in _NARROW else 0.86 if char in _WIDE else 0.68 if char.isupper() else 0.58 for char in text)
    return ems * size * (1.07 if bold else 1.0)


def shortened(text: str, size: float, room: float, bold: bool = False) -> str:
    """Return the text, cut with an ellipsis when it is wider than the room [px]."""
    if text_width(text, size, bold) <= room:
        return text
    while text and text_width(text + "…", size, bold) > room:
        text = text[:-1]
    return text.rstrip() + "…"


class Sheet:
    """Marks on a sheet of width × height px, y downwards. Each kind of mark becomes one layer.

    Every mark takes a `tip`, which becomes its tooltip and is read out; marks without one are decoration.
    """

    def __init__(self, width: float, height: float = 0) -> None:
        self.width, self.height = width, height
        self._layers: dict[tuple[int, str, tuple[tuple[str, Any], ...]], list[Row]] = {}
        self._shapes: list[alt.Chart] = []

    def _add(self, level: int, mark: str, row: Row, style: Mapping[str, object]) -> None:
        key = (level, mark, tuple(sorted((name, value) for name, value in style.items() if value is not None)))
        self._layers.setdefault(key, []).append(row)

    def rect(
        self, x: float, y: float, x2: float, y2: float, *, fill: str, tip: str = "", level: int = 1, **style: Any
    ) -> None:
        """Draw a rectangle between two corners; style: opacity, stroke, strokeWidth, cornerRadius …"""
        row: Row = {"x": _px(x), "y": _px(y), "x2": _px(x2), "y2": _px(y2), "tip": tip}
        self._add(level, "rect", row, {"fill": fill, **style})

    def line(self, x: float, y: float, x2: float, y2: float, *, color: str = INK, level: int = 0, **style: Any) -> None:
        """Draw a straight line; style: opacity, strokeWidth, strokeDash (a tuple) …"""
        row: Row = {"x": _px(x), "y": _px(y), "x2": _px(x2), "y2": _px(y2), "tip": ""}
        self._add(level, "rule", row, {"stroke": color, **style})

    def text(
        self, x: float, y: float, text: str, *, size: float = 12, color: str = INK, level: int = 3, **style: Any
    ) -> None:
        """Write one line, y at its middle; style: align, fontWeight, opacity …"""
        row: Row = {"x": _px(x), "y": _px(y), "text": text, "tip": ""}
        self._add(level, "text", row, {"align": "left", "baseline": "middle", "fontSize": size, "fill": color, **style})

    def dot(
        self,
        x: float,
        y: float,
        *,
        shape: str = "circle",
        size: float = 60,
        fill: str,
        tip: str = "",
        level: int = 2,
        **style: Any,
    ) -> None:
        """Draw a symbol of `size` square px; style: stroke, strokeWidth, fillOpacity …"""
        self._add(
            level,
            "point",
            {"x": _px(x), "y": _px(y), "tip": tip},
            {"shape": shape, "size": size, "fill": fill, "stroke": "transparent", "opacity": 1, **style},
        )

    def shape(self, chart: alt.Chart) -> None:
        """Put a chart of shapes (a map's land, a route) beneath everything else."""
        self._shapes.append(chart)

    def spec(self, title: str, says: str) -> alt.LayerChart:
        """Return the sheet as an Altair spec. says: what the chart shows, for those who do not see it."""
        altair = load_altair()
        layers = [*self._shapes]
        for level, mark, style in sorted(self._layers, key=lambda key: key[0]):
            rows = self._layers[level, mark, style]
            layers.append(_layer(altair, mark, dict(style), rows))
        spec: alt.LayerChart = (
            altair.layer(*layers)
            .properties(width=self.width, height=self.height, description=says, usermeta={"title": title}, padding=0)
            .configure(background="transparent", font=FONT, view=altair.ViewConfig(stroke=None, fill=None))
        )
        return spec


def _layer(alt: Any, mark: str, style: dict[str, Any], rows: Sequence[Row]) -> Any:
    if "strokeDash" in style:
        style["strokeDash"] = list(style["strokeDash"])
    told = any(row["tip"] for row in rows)
    chart = alt.Chart(alt.InlineData(values=list(rows)))
    drawn = getattr(chart, f"mark_{mark}")(aria=told, clip=False, **style)
    channels = {"x": alt.X("x:Q", scale=None, axis=None), "y": alt.Y("y:Q", scale=None, axis=None)}
    if "x2" in rows[0]:
        channels |= {"x2": alt.X2("x2"), "y2": alt.Y2("y2")}
    if "text" in rows[0]:
        channels |= {"text": alt.Text("text:N")}
    if told:
        channels |= {"description": alt.Description("tip:N")}
    return drawn.encode(**channels)


def load_altair() -> Any:
    """Return the altair library; raises MissingExtra when it is not installed."""
    try:
        import altair
    except ImportError as error:
        raise MissingExtra("altair", "report") from error
    return altair


def _px(value: float) -> float:
    return round(float(value), 1)
