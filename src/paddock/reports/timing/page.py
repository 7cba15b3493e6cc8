"""The pictures of a session as one HTML document: no script, no request, every word of a file escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from paddock import _version
from paddock.errors import MissingExtra
from paddock.reports.render import to_svg
from paddock.reports.timing.palette import darker_paper

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from paddock.reports.timing.picture import Picture


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture on the page: its id there, and both layouts as SVG."""

    id: str
    title: str
    says: str
    caption: str
    wide: Markup
    narrow: Markup


def session_page(pictures: Sequence[Picture], title: str, about: str = "") -> str:
    """Return pictures as one HTML document that needs no script and no network.

    title: of the page.  about: a sentence under it.  Raises MissingExtra when jinja2 or vl-convert is not installed.
    """
    template = _environment().get_template("session.html")
    page = template.render(
        title=title, about=about, pictures=_shown(pictures), colours=darker_paper(), version=_version.__version__
    )
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def _shown(pictures: Sequence[Picture]) -> list[Shown]:
    from markupsafe import Markup

    found = []
    for number, one in enumerate(pictures, 1):
        name = f"{one.name}-{number}"
        # Safe: the renderer escapes every text that comes from files.
        wide, narrow = (Markup(to_svg(chart, f"{form}-{name}")) for form, chart in (("w", one.chart), ("n", one.phone)))
        found.append(Shown(name, one.title, one.alt, one.caption, wide, narrow))
    return found


@cache
def _environment() -> Environment:
    try:
        from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
    except ImportError as error:
        raise MissingExtra("jinja2", "report") from error
    folders = ("paddock.reports.timing", "paddock.reports")
    return Environment(
        loader=ChoiceLoader([PackageLoader(package, "templates") for package in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
