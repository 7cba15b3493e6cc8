"""What has been said, made ready to be shown: one `Line` per step, its texts cleaned and its ids named.

The page, the terminal, the chart and the study's section all show these lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from paddock.evidence import Programme, Reading, Relations, Status, Step
from paddock.reports.said_words import (
    LONGEST_QUOTE,
    claim_text,
    clean,
    date_text,
    found_text,
    language_known,
    language_text,
    name_of,
    relation_text,
    status_badge,
)
from paddock.reports.words import Badge, host_of, is_link
from paddock.units import count, listed

_TITLE = 140


@dataclass(frozen=True, slots=True)
class Page:
    """An article as it is referred to. url: "" unless a page may link to it.  address: as text where it may not.

    date: ISO.  note: what is told of it here, such as "spun copy, score .93".
    """

    id: str
    label: str
    outlet: str
    lang: str
    date: str
    url: str
    address: str
    note: str = ""

    @property
    def tongue(self) -> str:
        """Return the language's code when it is one that a page may be marked with, else ""."""
        return self.lang if language_known(self.lang) else ""

    @property
    def about(self) -> str:
        """Return "outlet, German, 9 October 2024"."""
        day = date_text(self.date) if self.date else ""
        return ", ".join(one for one in (self.outlet, language_text(self.lang), day) if one)


@dataclass(frozen=True, slots=True)
class Other:
    """An article that says otherwise, side by side with a step. status: None where it has no claim on the target."""

    page: Page
    status: Status | None
    horizon: str
    evidence: str

    @property
    def badge(self) -> Badge | None:
        """Return the sign, word and tone of what it says."""
        return status_badge(self.status) if self.status else None


@dataclass(frozen=True, slots=True)
class Line:
    """One step as it is shown. All texts are clean and all ids named; "" where nothing is known."""

    number: int
    status: Status
    badge: Badge
    date: str
    day: str
    found: str
    claim: str
    horizon: str
    condition: str
    speaker: str
    told: str
    evidence: str
    root: Page
    copies: tuple[Page, ...]
    confirms: tuple[Page, ...]
    independent: int
    contradicts: tuple[str, ...]
    others: tuple[Other, ...]
    falls: bool
    read_by: str
    sources: tuple[str, ...]

    @property
    def who(self) -> str:
        """Return "Ada Moreau, to Pit Wall", "told to Pit Wall" or that nobody is named."""
        if self.speaker:
            return f"{self.speaker}, to {self.told}" if self.told else self.speaker
        return f"speaker left open, told to {self.told}" if self.told else "speaker left open"

    @property
    def backing(self) -> str:
        """Return "2 independent sources, 3 copies"."""
        parts = ["on record"] if self.read_by == "record" and not self.root.id else []
        parts = parts or [count(self.independent, "independent source")]
        if self.copies:
            parts.append(count(len(self.copies), "copy", "copies"))
        return ", ".join(parts)

    @property
    def says(self) -> str:
        """Return the step as one sentence, for a tooltip and for those who do not see the chart."""
        horizon = f" for {self.horizon}" if self.horizon else ""
        fall = ", a fall" if self.falls else ""
        return f"{self.number}. {self.day}: {self.badge.word.lower()}{horizon}{fall}; {self.who}; {self.backing}"


@dataclass(frozen=True, slots=True)
class Told:
    """A programme as it is shown. name: "Alpine in IMSA".  kind: of its target."""

    name: str
    lines: tuple[Line, ...]
    related: tuple[Line, ...]

    @property
    def now(self) -> Line | None:
        """Return the latest line, None when there is none."""
        return self.lines[-1] if self.lines else None


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


def now_text(line: Line) -> str:
    """Return who says what is said now, when, where first, and how many say so independently."""
    root = line.root.outlet or line.root.label
    first = f" Root: {root}." if root else ""
    return f"{line.who[:1].upper()}{line.who[1:]}, {line.day}.{first} {line.backing[:1].upper()}{line.backing[1:]}."


def page_of(identifier: str, reading: Reading | None, note: str = "") -> Page:
    """Return how an article is referred to; by its id alone where it is not at hand."""
    if reading is None:
        return Page(identifier, clean(identifier, _TITLE), "", "", "", "", "", note)
    one = reading.article
    return _page(identifier, one.title, one.outlet, one.lang, one.date.text, one.url, note)


def _page(identifier: str, title: str, outlet: str, lang: str, date: str, url: str, note: str = "") -> Page:
    linked = url if is_link(url) else ""
    label = clean(title, _TITLE) or clean(identifier, _TITLE)
    place = name_of(outlet, {}) or host_of(url)
    return Page(identifier, label, place, lang, date, linked, clean(url, LONGEST_QUOTE), note)


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
            tuple(clean(one, LONGEST_QUOTE) for one in step.contradicts),
            tuple(self._others(step)),
            step.falls,
            clean(step.read_by, 60),
            step.sources,
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
            near = [one for one in reading.claims if one.target == step.target and one.subject == step.subject]
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
