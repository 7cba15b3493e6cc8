"""`Picture`: one picture of a session, and every way of having it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paddock.reports.timing.render import Theme, framed_svg, png, spec_json, write_plot

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture of a session. name: slug.  chart, phone: its Altair specs, laid out wide and for a phone.

    kind: what else it is a picture of, for the head of its page.
    """

    name: str
    chart: alt.LayerChart
    phone: alt.LayerChart
    kind: str = "session"

    @property
    def title(self) -> str:
        """Return what stands above it."""
        return self._told("title")

    @property
    def caption(self) -> str:
        """Return what it is made from: files, laps counted, what is derived."""
        return self._told("caption")

    @property
    def alt(self) -> str:
        """Return what it shows, for those who do not see it."""
        return str(self.chart.description)

    def _told(self, name: str) -> str:
        told: Any = self.chart.usermeta
        return str(told.get(name, "")) if isinstance(told, dict) else ""

    def save(self, path: str | Path, *, theme: Theme = "light", phone: bool = False) -> Path:
        """Write it as `.png`, `.svg`, `.html` or `.json`, by the suffix, and return the path; see `write_plot`."""
        return write_plot(self, path, theme=theme, phone=phone)

    def svg(self, *, theme: Theme = "auto", phone: bool = False) -> str:
        """Return it as an SVG document with title and caption. Raises MissingExtra without vl-convert."""
        return framed_svg(self.phone if phone else self.chart, theme=theme)

    def png(self, *, theme: Theme = "light", scale: float = 2.0, phone: bool = False) -> bytes:
        """Return it as PNG with title and caption. Raises MissingExtra without vl-convert."""
        return png(self.phone if phone else self.chart, theme=theme, scale=scale)

    def json(self, *, phone: bool = False) -> str:
        """Return its Vega-Lite spec as JSON text."""
        return spec_json(self.phone if phone else self.chart)

    def __repr__(self) -> str:
        return f"Picture({self.name!r}: {self.alt})"

    def _repr_html_(self) -> str:
        return f'<figure style="margin:0" aria-label="{escape(self.title)}">{self.svg()}</figure>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": f"{self.title}\n{self.alt}\n{self.caption}".strip()}
