"""What every page of racing is made of: its frame, its colours, its pictures in both layouts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddock import _version
from paddock.reports.paper import environment, tidy
from paddock.reports.racing.scale import plain
from paddock.reports.racing.words import around, between, cell, odds
from paddock.reports.render import to_svg
from paddock.reports.timing.palette import darker_paper
from paddock.reports.timing.words import clock, span

if TYPE_CHECKING:
    from markupsafe import Markup

    from paddock.reports.timing.picture import Picture


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture on a page: its name, its heading, what it shows in words, and both layouts as SVG."""

    name: str
    title: str
    says: str
    caption: str
    wide: Markup
    narrow: Markup


def shown(picture: Picture, name: str, *, captioned: bool = False) -> Shown:
    """Return a picture as it stands on a page. name: distinct for each of a page.  captioned: with its caption."""
    from markupsafe import Markup

    # Safe: the renderer escapes every text that comes from files.
    wide, narrow = (
        Markup(to_svg(chart, f"{form}-{name}")) for form, chart in (("w", picture.chart), ("n", picture.phone))
    )
    return Shown(picture.name, picture.title, picture.alt, picture.caption if captioned else "", wide, narrow)


def slugged(text: str) -> str:
    """Return text as the id of a section: `LMP2 Pro-Am` → `lmp2-pro-am`."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-") or "x"


def section_ids(names: Sequence[str], prefix: str) -> list[str]:
    """Return an id for each name, no two alike."""
    return [f"{prefix}-{at}-{slugged(name)}" for at, name in enumerate(names, 1)]


def rendered(template: str, filters: Mapping[str, Callable[..., Any]] | None = None, /, **values: Any) -> str:
    """Return a page of racing that needs no script and no network.

    filters: those its template has besides the usual ones.  Raises MissingExtra when a library is not installed.
    """
    made = environment("paddock.reports.racing")
    made.filters |= {"odds": odds, "cell": cell, "between": between, "around": around, "clock": clock, "span": span}
    made.filters |= {"plain": plain, **(filters or {})}
    page = made.get_template(template)
    return tidy(page.render(colours=darker_paper(), version=_version.__version__, **values))
