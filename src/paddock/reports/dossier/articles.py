"""The articles of a dossier as they are shown: story by story, each with what it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from paddock.evidence import Derivation, Dossier, Reading, Story
from paddock.reports.said import page_of
from paddock.reports.said_lines import Page
from paddock.reports.said_words import LONGEST_QUOTE, clean, date_text, first_day, relation_text

LONGEST_WHY = 160


@dataclass(frozen=True, slots=True)
class Made:
    """What an article was made from. kind: "spun copy".  measures: (name, value as text).  why: in words."""

    origin: Page
    kind: str
    score: str
    measures: tuple[tuple[str, str], ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """An article in its story. made: None for one that was made from no other one at hand."""

    page: Page
    author: str
    found: str
    made: Made | None


@dataclass(frozen=True, slots=True)
class Group:
    """A story, or the articles without one. background: articles of other stories that tell its background."""

    title: str
    days: str
    articles: tuple[Shown, ...]
    background: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """Articles that share a source outside the collection, and what they share."""

    articles: tuple[Page, ...]
    shares: tuple[str, ...]


def made_of(derivation: Derivation, articles: Mapping[str, Reading]) -> Made:
    """Return a derivation as it is shown."""
    measures = tuple((clean(name.replace("_", " "), 60), f"{value:.3g}") for name, value in derivation.measures.items())
    return Made(
        page_of(derivation.origin, articles.get(derivation.origin)),
        relation_text(derivation.kind),
        f"{derivation.score:.2f}",
        measures,
        tuple(clean(one, LONGEST_WHY) for one in derivation.why),
    )


def groups_of(dossier: Dossier) -> list[Group]:
    """Return the stories by their first day, then the articles that are in none."""
    made = {one.article: made_of(one, dossier.articles) for one in dossier.relations.derivations}
    told: dict[str, list[Page]] = {}
    for one in dossier.relations.background:
        told.setdefault(one.story, []).append(page_of(one.article, dossier.articles.get(one.article)))
    groups = [_group(dossier, story, made, told.get(story.id, ())) for story in dossier.relations.stories]
    groups.sort(key=lambda one: min((page.page.date or "9" for page in one.articles), default="9"))
    placed = {one for story in dossier.relations.stories for one in story.articles}
    rest = tuple(_shown(dossier, one, made) for one in dossier.articles if one not in placed)
    return [*groups, Group("In no story with others", "", rest)] if rest else groups


def shared_of(dossier: Dossier) -> list[Shared]:
    """Return the families of articles with a common source outside the collection."""
    return [
        Shared(
            tuple(page_of(one, dossier.articles.get(one)) for one in family.articles),
            tuple(clean(one, LONGEST_QUOTE) for one in family.shares),
        )
        for family in dossier.relations.families
    ]


def _group(dossier: Dossier, story: Story, made: Mapping[str, Made], background: Iterable[Page]) -> Group:
    shown = tuple(_shown(dossier, one, made) for one in story.articles)
    roots = [one for one in shown if one.made is None] or [*shown]
    title = roots[0].page.label if roots else clean(story.id, 80)
    dates = sorted(one.page.date for one in shown if first_day(one.page.date))
    ends = dict.fromkeys(date_text(one) for one in (dates[:1] + dates[-1:]))
    return Group(title, " to ".join(ends), shown, tuple(background))


def _shown(dossier: Dossier, identifier: str, made: Mapping[str, Made]) -> Shown:
    reading = dossier.articles.get(identifier)
    author = clean(reading.article.author, 80) if reading else ""
    found = reading.article.date.how if reading else ""
    return Shown(page_of(identifier, reading), author, found, made.get(identifier))
