"""From an Altair spec to SVG that stands on its own in a page, and to PNG."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from paddock.errors import MissingExtra, PaddockError

if TYPE_CHECKING:
    import altair as alt

_NUMBER = re.compile(r"-?\d+\.\d+")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_SVG = "http://www.w3.org/2000/svg"
_PAPER = {"light": ("#1c2024", "#ffffff"), "dark": ("#e8eaed", "#15181c")}

_BRIGHTER = {"#0072B2": "#56B4E9", "#009E73": "#2FC298", "#C25400": "#F0843C", "#ffffff": "#101317"}
"""What the colours of marks become on dark paper; the pages' style sheet does the same."""


def to_svg(spec: alt.LayerChart, name: str = "chart") -> str:
    """Return a chart as an SVG element that scales with its container and is read out as one picture.

    name: prefix of its ids, distinct for each chart of a page. Text takes the colour of the page around it.
    The spec's description becomes the picture's description, each mark's own becomes its tooltip.
    Raises MissingExtra when vl-convert is not installed.
    """
    # Its parts were validated when they were made; doing it again takes as long as drawing.
    plain = spec.to_dict(validate=False)
    root = ET.fromstring(_converter().vegalite_to_svg(plain, allowed_base_urls=[]))
    title = str((plain.get("usermeta") or {}).get("title") or name)
    _strip(root)
    _number_ids(root, name)
    _tell(root, name, title, str(plain.get("description") or ""))
    return ET.tostring(root, encoding="unicode")


def to_png(spec: alt.LayerChart, path: str | Path, *, theme: str = "light", scale: float = 2.0) -> Path:
    """Write a chart as a PNG picture on paper of a theme (`light` or `dark`) and return its path.

    Raises MissingExtra when vl-convert is not installed, PaddockError when the file cannot be written.
    """
    ink, paper = _PAPER[theme]
    svg = to_svg(spec).replace("<svg ", f'<svg color="{ink}" xmlns="{_SVG}" ', 1)
    halo = f"paint-order:stroke;stroke:{paper};stroke-width:3px;stroke-linejoin:round"
    sign = "#ffffff" if theme == "light" else _BRIGHTER["#ffffff"]
    style = f'<style>text:not([fill="{sign}"]){{{halo}}}</style>'
    body = svg.index(">") + 1
    if theme == "dark":
        svg = re.sub("|".join(_BRIGHTER), lambda found: _BRIGHTER[found[0]], svg)
    picture = f'{svg[:body]}{style}<rect width="100%" height="100%" fill="{paper}"/>{svg[body:]}'
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_converter().svg_to_png(picture, scale=scale))
    except OSError as error:
        raise PaddockError(f"{target}: cannot be written: {error.strerror or error}") from error
    return target


def _converter() -> Any:
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtra("vl-convert", "report") from error
    return vl_convert


def _elements(root: ET.Element) -> Iterator[ET.Element]:
    return (element for element in root.iter() if isinstance(element.tag, str))


def _strip(root: ET.Element) -> None:
    """Take away namespaces, sizes, roles and needless digits; turn each mark's label into a tooltip."""
    for element in _elements(root):
        element.tag = element.tag.rpartition("}")[2]
        told = element.attrib.pop("aria-label", "")
        for name in ("role", "aria-roledescription", "aria-hidden", "class"):
            element.attrib.pop(name, None)
        for name in ("d", "transform"):
            if name in element.attrib:
                element.set(
                    name, _NUMBER.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), element.get(name, ""))
                )
        if told and element.tag != "svg":
            tip = ET.Element("title")
            tip.text = told
            element.insert(0, tip)
    for parent in list(_elements(root)):
        for child in [
            one for one in parent if one.get("display") == "none" or (one.tag == "path" and not one.get("d"))
        ]:
            parent.remove(child)
        for child in [one for one in parent if one.tag == "g" and not len(one)]:
            parent.remove(child)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)


def _number_ids(root: ET.Element, name: str) -> None:
    """Number ids in the order they appear, so that they are unique on a page and the same each time."""
    new: dict[str, str] = {}
    for element in _elements(root):
        if "id" in element.attrib:
            old = element.get("id", "")
            element.set("id", new.setdefault(old, f"{name}-{len(new) + 1}"))
    for element in _elements(root):
        for key, value in element.attrib.items():
            if "url(#" in value:
                element.set(key, _REFERENCE.sub(lambda found: f"url(#{new.get(found[1], found[1])})", value))


def _tell(root: ET.Element, name: str, title: str, says: str) -> None:
    root.attrib.update({"role": "img", "aria-labelledby": f"{name}-title {name}-desc", "focusable": "false"})
    told = ET.Element("title", {"id": f"{name}-title"})
    told.text = title
    more = ET.Element("desc", {"id": f"{name}-desc"})
    more.text = says
    root.insert(0, told)
    root.insert(1, more)
