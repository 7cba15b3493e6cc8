"""Pictures as files: SVG and PNG with title and caption, one HTML file, or the spec itself."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from xml.sax.saxutils import escape

from paddock.errors import BadRequest, MissingExtra
from paddock.files import write_whole
from paddock.reports.charts.sheet import FONT
from paddock.reports.render import to_svg
from paddock.reports.timing.palette import darker_paper
from paddock.reports.timing.plate import NARROW, WIDE
from paddock.reports.timing.words import wrapped

if TYPE_CHECKING:
    import altair as alt

    from paddock.reports.timing.picture import Picture

Theme = Literal["light", "dark", "auto"]

PAPER = {"light": ("#1c2024", "#ffffff"), "dark": ("#e8eaed", "#15181c")}
"""Ink and paper of each theme."""
SUFFIXES = (".png", ".svg", ".html", ".json")
_SVG = "http://www.w3.org/2000/svg"
_EDGE = 16


def write_plot(picture: Picture, path: str | Path, *, theme: Theme = "light", phone: bool = False) -> Path:
    """Write a picture in the form its suffix says and return its path; the file appears whole or not at all.

    path: `.png` or `.svg` (the picture with its title and caption), `.html` (one file with both layouts that needs no
    script and no network) or `.json` (the Vega-Lite spec).  theme: `light`, `dark`, or `auto` (SVG only; PNG takes
    light).  phone: the narrow layout, of PNG, SVG and JSON.
    Raises BadRequest for another suffix or theme, or when it cannot be written; MissingExtra without the libraries.
    """
    target = Path(path)
    if theme not in ("light", "dark", "auto"):
        raise BadRequest(f"There is no theme {theme!r}.", hint="Say light, dark or auto.")
    chart = picture.phone if phone else picture.chart
    suffix = target.suffix.lower()
    if suffix == ".png":
        return write_whole(target, png(chart, theme=theme))
    if suffix == ".svg":
        return write_whole(target, framed_svg(chart, theme=theme).encode())
    if suffix == ".html":
        from paddock.reports.timing.page import session_page

        return write_whole(target, session_page([picture], picture.title, kind=picture.kind).encode())
    if suffix == ".json":
        return write_whole(target, spec_json(chart).encode())
    raise BadRequest(f"{target}: no picture has the form {suffix or 'without a suffix'}.", hint=_forms())


def png(chart: alt.LayerChart, *, theme: Theme = "light", scale: float = 2.0) -> bytes:
    """Return a picture with title and caption as PNG. scale: dots per px.  Raises MissingExtra without vl-convert."""
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtra("vl-convert", "report") from error
    shade: Theme = "light" if theme == "auto" else theme
    drawn: bytes = vl_convert.svg_to_png(framed_svg(chart, theme=shade), scale=scale)
    return drawn


def framed_svg(chart: alt.LayerChart, *, theme: Theme = "light") -> str:
    """Return a picture as an SVG document of its own: title above, caption below, on its paper.

    theme: `auto` follows the reader's system.  Raises MissingExtra without vl-convert.
    """
    title, caption, width, height = _facts(chart)
    inner = to_svg(chart)
    room = width - 4
    heads = wrapped(title, 20 if width > NARROW * 1.5 else 17, room)
    size = 20 if width > NARROW * 1.5 else 17
    foots = wrapped(caption, 11, room)
    top = _EDGE + len(heads) * (size + 6) + 8
    bottom = top + height + 14
    total = (width + 2 * _EDGE, bottom + len(foots) * 16 + _EDGE - (0 if foots else 14))
    font = escape(FONT, {'"': "&quot;"})
    lines = [_text(_EDGE, _EDGE + (at + 0.8) * (size + 6), size, line, bold=True) for at, line in enumerate(heads)]
    lines += [_text(_EDGE, bottom + 10 + at * 16, 11, line) for at, line in enumerate(foots)]
    placed = inner.replace("<svg ", f'<svg x="{_EDGE}" y="{top}" width="{width:g}" height="{height:g}" ', 1)
    # Two pictures on one page of a notebook keep their styles to themselves.
    name = f"p{sha256(inner.encode()).hexdigest()[:12]}"
    if theme != "auto":
        placed = _recoloured(placed, theme)
    ink = PAPER["light" if theme == "auto" else theme][0]
    return (
        f'<svg xmlns="{_SVG}" id="{name}" viewBox="0 0 {total[0]:g} {total[1]:g}" width="{total[0]:g}" '
        f'height="{total[1]:g}" font-family="{font}" color="{ink}"><style>{_style(name, theme)}</style>'
        f'<rect class="paper" width="100%" height="100%"/>{"".join(lines)}{placed}</svg>\n'
    )


def spec_json(chart: alt.LayerChart) -> str:
    """Return the Vega-Lite spec as JSON text, the same each time."""
    return json.dumps(chart.to_dict(), ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def dark_rules(scope: str) -> str:
    """Return the style rules that give the marks within a scope their colours on dark paper."""
    return "".join(
        f'{scope} [fill="{light}"]{{fill:{dark}}}{scope} [stroke="{light}"]{{stroke:{dark}}}'
        for light, dark in darker_paper().items()
    )


def _style(name: str, theme: Theme) -> str:
    """Return the style of one picture: its paper, a halo around what is written, and dark colours where it is dark."""

    def paper(of: str) -> str:
        sign = darker_paper()["#ffffff"] if of == "dark" and theme != "auto" else "#ffffff"
        halo = f"paint-order:stroke;stroke:{PAPER[of][1]};stroke-width:3px;stroke-linejoin:round"
        return f'#{name} .paper{{fill:{PAPER[of][1]}}}#{name} text:not([fill="{sign}"]){{{halo}}}'

    if theme != "auto":
        return paper(theme)
    dark = f"#{name}{{color:{PAPER['dark'][0]}}}{paper('dark')}{dark_rules(f'#{name}')}"
    return f"{paper('light')}@media (prefers-color-scheme:dark){{{dark}}}"


def _recoloured(svg: str, theme: Theme) -> str:
    if theme != "dark":
        return svg
    dark = darker_paper()
    return re.sub(
        rf'(fill|stroke)="({"|".join(dark)})"', lambda found: f'{found[1]}="{dark[found[2]]}"', svg
    )  # only colours of marks, never words in a tooltip


def _facts(chart: Any) -> tuple[str, str, float, float]:
    told = chart.usermeta if isinstance(chart.usermeta, dict) else {}
    width, height = (float(one) if isinstance(one, int | float) else WIDE for one in (chart.width, chart.height))
    return str(told.get("title", "")), str(told.get("caption", "")), width, height


def _text(x: float, y: float, size: float, text: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="currentColor"{weight}>{escape(text)}</text>'


def _forms() -> str:
    return f"End its name with {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}."
