"""A dossier as one HTML document: no script, no request, every word of an article escaped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from paddock import _version
from paddock.evidence import Dossier
from paddock.reports.charts import NARROW, WIDE
from paddock.reports.charts.said import said_chart
from paddock.reports.dossier.articles import groups_of, shared_of
from paddock.reports.paper import Figure, environment, figure, tidy
from paddock.reports.said import said_of, told_of
from paddock.reports.said_lines import Told
from paddock.reports.said_words import clean, date_text, found_text, name_of
from paddock.reports.words import is_link
from paddock.units import count, listed

if TYPE_CHECKING:
    from jinja2 import Environment

UNFOLDED = 4
"""Stories are unfolded when there are no more than these."""

DRAWN = 12
"""Charts are drawn for so many programmes; the others are listed only, and the page says so."""


def dossier_page(dossier: Dossier) -> str:
    """Return a dossier as an HTML document that needs no script and no network.

    Of an article's own words it holds short quotes only. Raises MissingExtra when jinja2, altair or vl-convert is not
    installed.
    """
    told = [told_of(one, dossier.names, dossier.articles, dossier.relations) for one in dossier.programmes]
    groups, shared = groups_of(dossier), shared_of(dossier)
    findings = [tuple(clean(text, 400) for text in (one.where, one.message, one.hint)) for one in dossier.findings]
    sources = sources_of(told, dossier)
    sections = [(f"programme-{number}", one.name) for number, one in enumerate(told, 1)]
    others = (
        ("articles", "Articles and stories", bool(groups)),
        ("shared", "One source for several", bool(shared)),
        ("findings", "Noticed on the way", bool(findings)),
        ("sources", "Sources", bool(sources)),
    )
    page = (
        dossier_environment()
        .get_template("dossier.html")
        .render(
            title=title_of(dossier),
            about=about_of(dossier),
            told=told,
            figures=figures_of(told),
            sections=sections,
            others=[(name, heading) for name, heading, shown in others if shown],
            groups=groups,
            shared=shared,
            levels=[one.level for one in dossier.findings],
            findings=findings,
            sources=sources,
            unfolded=UNFOLDED,
            drawn=DRAWN,
            version=_version.__version__,
        )
    )
    return tidy(page)


@cache
def dossier_environment() -> Environment:
    """Return the templates with the filters that what has been said needs."""
    made = environment()
    made.filters |= {"found": found_text}
    return made


def title_of(dossier: Dossier) -> str:
    """Return what a dossier is on: "Vireo and Atlantic Cup"."""
    return listed([name_of(one, dossier.names) for one in dossier.asked]) or "What has been said"


def about_of(dossier: Dossier) -> str:
    """Return what a dossier rests on, in a sentence."""
    articles, stories = len(dossier.articles), len(dossier.relations.stories)
    rests = (
        f"{count(articles, 'article')} in {count(stories, 'story', 'stories')}"
        if stories
        else count(articles, "article")
    )
    copies = len({one.article for one in dossier.relations.derivations})
    made = f", {copies} of them made from others" if copies else ""
    day = f" As of {date_text(dossier.as_of)}." if dossier.as_of else ""
    return f"What has been said, by whom, and who only copied it: {rests}{made}.{day}"


def figures_of(told: Sequence[Told]) -> dict[int, Figure]:
    """Return the charts of the first programmes with several steps, by their numbers from 1."""
    found: dict[int, Figure] = {}
    for number, one in enumerate(told, 1):
        if len(one.lines) > 1 and len(found) < DRAWN:
            title, says = f"{one.name}: what has been said", said_of(one)
            wide, narrow = (said_chart(one, title, says, width) for width in (WIDE, NARROW))
            found[number] = figure(f"said-{number}", title, says, wide, narrow)
    return found


def sources_of(told: Sequence[Told], dossier: Dossier) -> list[tuple[str, str]]:
    """Return the sources of all steps, each once: (label, address or "" where a page may not link to it)."""
    lines = [line for one in told for line in (*one.lines, *one.related)]
    pages = {line.root.url: line.root for line in lines if line.root.url}
    refs = dict.fromkeys(ref for line in lines for ref in line.sources)
    refs |= dict.fromkeys(ref for finding in dossier.findings for ref in finding.sources)
    return [
        (pages[ref].label if ref in pages else name_of(ref, dossier.names), ref if is_link(ref) else "") for ref in refs
    ]
