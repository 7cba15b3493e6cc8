"""What articles are read into: mentions, quotes, claims; and how articles hang together.

Positions are offsets in characters into the article's `text` (or its `title`, where `field` says so), end excluded.
References to things are `kind:id` (`manufacturer:alpine`), "" where it is left open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from paddock.findings import Finding

KINDS = (
    "series",
    "event",
    "class",
    "manufacturer",
    "car",
    "team",
    "driver",
    "person",
    "circuit",
    "company",
    "outlet",
    "place",
)
"""Kinds of things an article mentions. `place` is a town or site that is no circuit."""

Field = Literal["text", "title"]


class Status(StrEnum):
    """How far a programme has come, as somebody claims it."""

    DENIED = "denied"
    IDEA = "idea"
    UNDER_STUDY = "under_study"
    TALKS = "talks"
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    STARTED = "started"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class When:
    """A publication date, as precise as it is known.

    text: ISO 8601 to the day, the month or the year ("2024-10-09", "2024-09", "2018"), "" where nothing tells.
    how: what it rests on; `estimated` from its story and the seasons it speaks of.
    evidence: the words or the address it was read from.
    """

    text: str = ""
    how: Literal["", "given", "metadata", "url", "text", "relative", "estimated"] = ""
    evidence: str = ""

    @property
    def first(self) -> str:
        """Return the first day it can be, "" when unknown: what dates are ordered by."""
        return self.text + {4: "-01-01", 7: "-01"}.get(len(self.text), "")

    @property
    def last(self) -> str:
        """Return the last day it can be, "" when unknown."""
        return self.text + {4: "-12-31", 7: "-31"}.get(len(self.text), "")


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it was read in.

    id: as given, else made from the address or the file.  outlet: host of the address or what the page calls itself.
    lang: main language (ISO 639-1), "" while unknown.  origin: file:line or address it was read from.
    """

    id: str
    text: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    author: str = ""
    lang: str = ""
    date: When = When()
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article. field: where it stands.  lang: its own language, which need not be the article's."""

    start: int
    end: int
    text: str
    lang: str
    field: Field = "text"


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing named in an article.

    surface: as written.  id: in the catalogue or in the list of names, else the slug of the name; "" where several
    things are meant and the article does not tell which.  candidates: `kind:id` of all that could be meant, best
    first.  known: whether it is on record; a person named in full who is not gets a slug and `known = False`.
    """

    surface: str
    id: str
    type: str
    start: int
    end: int
    field: Field = "text"
    candidates: tuple[str, ...] = ()
    known: bool = True

    @property
    def ref(self) -> str:
        """Return `kind:id`, "" where it is left open."""
        return f"{self.type}:{self.id}" if self.id else ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody is quoted with.

    text: the words between the marks, insertions in square brackets kept; for reported speech the clause.
    speaker: `kind:id`, "" where it is open.  told: outlet the words were said to (`outlet:id` or its name), "" where
    the article does not say.  direct: in quotation marks.  within: index of the quote it is part of, -1 for none.
    """

    text: str
    speaker: str
    start: int
    end: int
    field: Field = "text"
    lang: str = ""
    told: str = ""
    direct: bool = True
    within: int = -1


@dataclass(frozen=True, slots=True)
class Claim:
    """Who does what where, how far it has come, and who says so.

    subject, target, speaker: `kind:id`, "" where open.  action: enter, continue, leave, race, run, supply_engines,
    supply, drive, sell_road_cars, talk_to_team, partner, sponsor, acquire, extend_partnership, debut, restart,
    become_…  horizon: year or month it is for, "" where none is said.  condition: what it depends on, as written.
    source: outlet or occasion that is credited.  evidence: the words it rests on, at start:end of `field`.
    extractor: who found it, `rules` for the built-in rules.
    """

    subject: str
    action: str
    target: str
    status: Status
    horizon: str
    speaker: str
    source: str
    evidence: str
    start: int
    end: int
    field: Field = "text"
    condition: str = ""
    extractor: str = "rules"


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with all that was read out of it; claims with the main one first.

    credits: outlets (`kind:id` or a name) the article says it has its news from.
    """

    article: Article
    sentences: tuple[Sentence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    claims: tuple[Claim, ...] = ()
    credits: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that two articles share: offsets into the text of each, and how alike they are, 0 to 1."""

    start: int
    end: int
    origin_start: int
    origin_end: int
    score: float


DerivationKind = Literal["copy", "cut", "spun", "translation"]


@dataclass(frozen=True, slots=True)
class Derivation:
    """An article that was made from another one.

    article, origin: ids.  score: how sure, 0 to 1.  measures: what was measured, by name.  why: what told which of
    the two came first, in words.
    """

    article: str
    origin: str
    kind: DerivationKind
    score: float
    measures: Mapping[str, float] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """Articles that share a source outside the collection, such as a press release: that is not derivation."""

    id: str
    articles: tuple[str, ...]
    shares: tuple[str, ...]
    """What they share, as written."""


@dataclass(frozen=True, slots=True)
class Story:
    """Articles on one event. id: made from its subject and time.  articles: by date, then id."""

    id: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Background:
    """An article of another story that tells the background of a story; weaker than being one story."""

    article: str
    story: str
    score: float


@dataclass(frozen=True, slots=True)
class Relations:
    """How the articles of a collection hang together."""

    stories: tuple[Story, ...] = ()
    derivations: tuple[Derivation, ...] = ()
    families: tuple[Family, ...] = ()
    background: tuple[Background, ...] = ()
    findings: tuple[Finding, ...] = ()
