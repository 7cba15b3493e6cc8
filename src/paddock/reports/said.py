"""What has been said, made ready to be shown: one `Line` per step, its texts cleaned and its ids named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from paddock.evidence import Programme, Reading, Relations, Step
from paddock.reports.said_lines import Line, Other, Page, Told
from paddock.reports.said_words import (
    LONGEST_QUOTE,
    claim_text,
    clean,
    date_text,
    found_text,
    name_of,
    relation_text,
    status_badge,
)
from paddock.reports.words import host_of, is_link
from paddock.units import listed

_TITLE = 140


def told_of(
    programme: Programme,
    names: Mapping[str, str] | None = None,
    articles: Mapping[str, Reading] | None = None,
    relations: Relations | None = None,
) -> Told:
    """Return a programme made ready to be shown.

    names: `kind:id` → name.  articles, relations: of the dossier; without them copies are told by their ids only.
    """
    called = {programme.subject: programme.subject_name, programme.target: programme.target_name} | dict(names or {})
    book = _Book(called, articles or {}, relations or Relations())
    subject = name_of(programme.subject, called) or clean(programme.subject_name, _TITLE) or "Somebody"
    target = name_of(programme.target, called) or clean(programme.target_name, _TITLE)
    lines = tuple(book.line(step, number) for number, step in enumerate(programme.steps, 1))
    related = tuple(book.line(step, number) for number, step in enumerate(programme.related, 1))
    return Told(f"{subject} in {target}" if target else subject, lines, related)


def now_text(told: Told) -> str:
    """Return who says what is said now, when, where first, how many say so independently, and what came since."""
    line, since = told.now, told.since
    parts = []
    if line is not None:
        root = line.root.outlet or line.root.label
        parts = [f"{line.who[:1].upper()}{line.who[1:]}, {line.day}.", f"Root: {root}." if root else ""]
        parts.append(f"{line.backing[:1].upper()}{line.backing[1:]}.")
    if since is not None:
        parts.append(f"Since then: {since.claim}: {since.badge.word.lower()} ({since.day}).")
    return " ".join(part for part in parts if part)


def page_of(identifier: str, reading: Reading | None, note: str = "") -> Page:
    """Return how an article is referred to; by its id alone where it is not at hand."""
    if reading is None:
        return Page(identifier, clean(identifier, _TITLE), "", "", "", "", "", note)
    one = reading.article
    return _page(identifier, one.title, one.outlet, one.lang, one.date.text, one.url, note)


def _page(identifier: str, title: str, outlet: str, lang: str, date: str, url: str, note: str = "") -> Page:
    linked, host = (url, host_of(url)) if is_link(url) else ("", "")
    label = clean(title, _TITLE) or clean(identifier, _TITLE) or host
    place = name_of(outlet, {}) or host
    return Page(identifier, label, place if place != label else "", lang, date, linked, clean(url, LONGEST_QUOTE), note)


class _Book:
    """Names, articles and derivations, to look steps up in."""

    def __init__(self, names: Mapping[str, str], articles: Mapping[str, Reading], relations: Relations) -> None:
        self._names, self._articles = names, articles
        self._made = {one.article: one for one in relations.derivations}

    def line(self, step: Step, number: int) -> Line:
        """Return one step as it is shown."""
        return Line(
            number,
            step.status,
            status_badge(step.status),
            step.date,
            date_text(step.date),
            found_text(step.date_how),
            claim_text(step.action, step.subject, step.target, self._names),
            clean(step.horizon, 40),
            clean(step.condition, LONGEST_QUOTE),
            name_of(step.speaker, self._names),
            name_of(step.told, self._names),
            clean(step.evidence, LONGEST_QUOTE),
            _page(step.article, step.title, name_of(step.outlet, self._names), step.lang, step.date, step.url),
            tuple(self._copy(one) for one in step.copies),
            tuple(page_of(one, self._articles.get(one)) for one in step.confirms),
            step.independent,
            tuple(clean(one, LONGEST_QUOTE).replace("under_study", "under study") for one in step.contradicts),
            tuple(self._others(step)),
            step.falls,
            clean(step.read_by, 60),
            step.sources,
            step.aside,
        )

    def _copy(self, identifier: str) -> Page:
        made = self._made.get(identifier)
        note = f"{relation_text(made.kind)}, score {made.score:.2f}" if made else ""
        return page_of(identifier, self._articles.get(identifier), note)

    def _others(self, step: Step) -> Iterator[Other]:
        """Yield the articles that the contradictions name, with what they claim on the same programme."""
        for identifier in named_in(step.contradicts, self._articles):
            if identifier in (step.article, *step.copies):
                continue
            reading = self._articles[identifier]
            page = page_of(identifier, reading)
            near = [one for one in reading.claims if one.target == step.target]
            near.sort(key=lambda one: one.subject != step.subject)
            if near:
                one = near[0]
                yield Other(page, one.status, clean(one.horizon, 40), clean(one.evidence, LONGEST_QUOTE))
            else:
                yield Other(page, None, "", "")


def named_in(sentences: Iterable[str], identifiers: Iterable[str]) -> list[str]:
    """Return the ids that stand in sentences as words of their own, in the order of the ids."""
    text = "\n".join(sentences)
    if not text:
        return []
    return [
        one for one in identifiers if one and one in text and re.search(rf"(?<![\w/-]){re.escape(one)}(?![\w/-])", text)
    ]


def said_of(told: Told) -> str:
    """Return what a programme's chart shows, for those who do not see it."""
    if not told.lines:
        return f"{told.name}: nothing has been said."
    parts = [f"{line.day} {line.badge.word.lower()}" + (" (a fall)" if line.falls else "") for line in told.lines]
    return f"{told.name}, from the first to the latest: {listed(parts)}."
