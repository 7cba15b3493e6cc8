"""The pictures of a session as one HTML document: no script, no request, every word of a file escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock import _version
from paddock.reports.paper import environment, tidy
from paddock.reports.render import to_svg
from paddock.reports.timing.palette import darker_paper

if TYPE_CHECKING:
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


def session_page(pictures: Sequence[Picture], title: str, about: str = "", kind: str = "session") -> str:
    """Return pictures as one HTML document that needs no script and no network.

    title: of the page.  about: a sentence under it.  kind: what it is a page of.
    Raises MissingExtra when jinja2 or vl-convert is not installed.
    """
    template = environment("paddock.reports.timing").get_template("session.html")
    page = template.render(
        title=title,
        about=about,
        kind=kind,
        pictures=_shown(pictures),
        colours=darker_paper(),
        version=_version.__version__,
    )
    return tidy(page)


def _shown(pictures: Sequence[Picture]) -> list[Shown]:
    from markupsafe import Markup

    found = []
    for number, one in enumerate(pictures, 1):
        name = f"{one.name}-{number}"
        # Safe: the renderer escapes every text that comes from files.
        wide, narrow = (Markup(to_svg(chart, f"{form}-{name}")) for form, chart in (("w", one.chart), ("n", one.phone)))
        found.append(Shown(name, one.title, one.alt, one.caption, wide, narrow))
    return found
