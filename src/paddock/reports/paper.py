"""What every page is made of: its templates, escaped throughout, and its charts in two widths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock.errors import MissingExtra
from paddock.reports import words
from paddock.reports.render import to_svg
from paddock.reports.said import now_text
from paddock.units import count, listed

if TYPE_CHECKING:
    import altair as alt
    from jinja2 import Environment
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart in its two widths, as SVG."""

    name: str
    title: str
    says: str
    wide: Markup
    narrow: Markup


def figure(name: str, title: str, says: str, wide: alt.LayerChart, narrow: alt.LayerChart) -> Figure:
    """Return a chart as SVG; the ids in it begin with its name."""
    from markupsafe import Markup

    # Safe: the renderer escapes every text that comes from facts.
    drawn = [Markup(to_svg(spec, f"{name}-{form}")) for form, spec in (("w", wide), ("n", narrow))]
    return Figure(name, title, says, drawn[0], drawn[1])


def environment(*own: str) -> Environment:
    """Return the reports' templates, every text in them escaped. Raises MissingExtra when jinja2 is not installed.

    own: packages with templates of their own, which come first.
    """
    try:
        from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
    except ImportError as error:
        raise MissingExtra("jinja2", "report") from error
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package, "templates") for package in (*own, "paddock.reports")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"listed": listed, "counted": count, "now": now_text}
    made.tests |= {"link": words.is_link}
    return made


def tidy(page: str) -> str:
    """Return a page without empty lines and spaces at the ends of lines."""
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"
