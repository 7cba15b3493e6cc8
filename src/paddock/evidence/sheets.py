"""What a dossier shows: the programmes that are claimed, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from paddock.evidence.types import Reading, Relations, Status
from paddock.findings import Finding


@dataclass(frozen=True, slots=True)
class Step:
    """One status of a programme, as claimed at one time.

    date: publication of the root, as precise as known ("" where nothing tells); date_how: how it was found.
    subject, target, speaker: `kind:id`, "" where open.  told: outlet it was said to (`outlet:id` or a name).
    article: id of the root article; url, title, lang, outlet: the root's.  copies: articles derived from it, by id.
    independent: roots that say so at that time, this one included; a press release counts once, however many tell it.
    confirms: an article of each of the others, by id.  contradicts: what others say otherwise, in sentences.
    falls: the status is lower than the one before.  read_by: the extractor, `record` for what is on record.
    sources: ids of sources or addresses.
    """

    date: str
    date_how: str
    status: Status
    action: str
    subject: str
    target: str
    horizon: str
    condition: str
    speaker: str
    told: str
    evidence: str
    article: str
    url: str
    title: str
    lang: str
    outlet: str
    copies: tuple[str, ...] = ()
    independent: int = 1
    confirms: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    falls: bool = False
    read_by: str = "rules"
    sources: tuple[str, ...] = ()
    aside: bool = False
    """It is of something else that the programme rests on, such as racing in another series that ends."""

    @property
    def root(self) -> str:
        """Return the id of the root article."""
        return self.article

    def as_dict(self) -> dict[str, object]:
        """Return the step as plain JSON values."""
        plain = {one.name: getattr(self, one.name) for one in fields(self)}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in plain.items()} | {
            "status": str(self.status)
        }


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme somebody talks of: who (`subject`) in what (`target`), step by step in time.

    related: claims in its background, such as talks with a team or road cars to be sold in a market.
    """

    subject: str
    subject_name: str
    target: str
    target_name: str
    steps: tuple[Step, ...]
    related: tuple[Step, ...] = ()

    @property
    def now(self) -> Step | None:
        """Return the latest step on the programme itself, one without a date only where none has one."""
        own = [one for one in reversed(self.steps) if not one.aside]
        return next((one for one in own if one.date), own[0] if own else None)

    def as_dict(self) -> dict[str, object]:
        """Return the programme as plain JSON values."""
        return {
            "subject": self.subject,
            "subject_name": self.subject_name,
            "target": self.target,
            "target_name": self.target_name,
            "now": str(self.now.status) if self.now else None,
            "steps": [one.as_dict() for one in self.steps],
            "related": [one.as_dict() for one in self.related],
        }


@dataclass(frozen=True, slots=True)
class Dossier:
    """What has been said on what was asked for.

    asked: `kind:id` of what was asked for, in order.  as_of: ISO day it shows, "" for all.  articles: those the
    programmes rest on and what hangs together with them.  names: `kind:id` → what people call it.
    """

    asked: tuple[str, ...]
    as_of: str
    programmes: tuple[Programme, ...]
    articles: Mapping[str, Reading] = field(default_factory=dict)
    relations: Relations = field(default_factory=Relations)
    names: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the dossier as plain JSON values; texts of articles are not in it."""
        return {
            "asked": list(self.asked),
            "as_of": self.as_of or None,
            "programmes": [one.as_dict() for one in self.programmes],
            "articles": [
                {
                    "id": key,
                    "url": one.article.url or None,
                    "title": one.article.title or None,
                    "lang": one.article.lang or None,
                    "date": one.article.date.text or None,
                    "date_how": one.article.date.how or None,
                }
                for key, one in self.articles.items()
            ],
            "stories": [{"id": one.id, "articles": list(one.articles)} for one in self.relations.stories],
            "derivations": [
                {"article": one.article, "from": one.origin, "kind": one.kind, "score": round(one.score, 4)}
                for one in self.relations.derivations
            ],
            "names": dict(self.names),
            "findings": [one.as_dict() for one in self.findings],
        }
