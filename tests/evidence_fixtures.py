"""What the tests of evidence share: names looked for, built once, and articles and readings made in a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from paddock.catalogue import load
from paddock.evidence import Article, Claim, Reading, Relations, Status, Story, When
from paddock.evidence.analysis import read_article
from paddock.evidence.names import Names, build_names
from paddock.evidence.relations import relate

OWN = Path(__file__).parent / "evidence_articles"
"""Articles of our own, and the invented names in them."""
ARTICLES, INVENTED = OWN / "articles.jsonl", OWN / "names.toml"


@cache
def names() -> Names:
    """Return all names there are, with the invented makes, people and teams of our own articles."""
    return build_names(load(), (INVENTED,))


@cache
def own_readings() -> dict[str, Reading]:
    """Return our own articles as they are read, by id."""
    lines = ARTICLES.read_text(encoding="utf-8").splitlines()
    return {one["id"]: read_article(article(one), names()) for one in map(json.loads, lines)}


@cache
def own_relations() -> Relations:
    """Return how our own articles hang together."""
    return relate(list(own_readings().values()))


def article(line: dict[str, Any]) -> Article:
    """Return the article of a line of JSON Lines."""
    url = line.get("url") or ""
    date = line.get("date") or ""
    return Article(
        line["id"],
        line["text"],
        line.get("title") or "",
        url,
        url.partition("//")[2].partition("/")[0],
        date=When(date, "given", date) if date else When(),
    )


def said(
    identifier: str,
    status: Status | str,
    date: str = "",
    *,
    subject: str = "manufacturer:kestrel",
    action: str = "enter",
    target: str = "series:imsa",
    horizon: str = "",
    speaker: str = "",
    url: str | None = None,
    more: Iterable[Claim] = (),
) -> Reading:
    """Return a reading of an article that claims one thing, and `more` if given."""
    text = f"{identifier}: {status} {horizon}".strip()
    one = claim(status, text, subject=subject, action=action, target=target, horizon=horizon, speaker=speaker)
    where = f"https://news.example/{identifier}" if url is None else url
    made = Article(identifier, text, url=where, lang="en", date=When(date, "given" if date else "", date))
    return Reading(made, claims=(one, *more))


def claim(status: Status | str, evidence: str, **other: Any) -> Claim:
    """Return a claim that rests on the whole of a text."""
    plain: dict[str, Any] = {
        "subject": "manufacturer:kestrel", "action": "enter", "target": "series:imsa", "horizon": "", "speaker": "",
        "source": "", "start": 0, "end": len(evidence),
    }  # fmt: skip
    return Claim(**{**plain, **other}, status=Status(status), evidence=evidence)


def stories(*groups: Iterable[str]) -> tuple[Story, ...]:
    """Return stories of the articles given, one for each group."""
    return tuple(Story(f"story-{number}", tuple(group)) for number, group in enumerate(groups, start=1))


def lines(*articles: dict[str, Any]) -> str:
    """Return articles as JSON Lines."""
    return "".join(json.dumps(one) + "\n" for one in articles)


def written(folder: Path, *articles: dict[str, Any], name: str = "articles.jsonl") -> Path:
    """Write articles as JSON Lines into a folder and return the file."""
    path = folder / name
    path.write_text(lines(*articles), encoding="utf-8")
    return path


INTERVIEW = (
    "Kestrel is in talks with an American team about entering the IMSA WeatherTech SportsCar Championship in 2028.\n\n"
    "“We are in talks with an American team, and I hope that we will race there in 2028,” Fiona Strathairn, head of "
    "motorsport at Kestrel, told Pitlane Wire in Sebring. “Nothing has been signed so far.”\n\n"
    "The British maker runs two cars in the World Endurance Championship this year."
)
"""An article of a few sentences with a claim, two quotes and a speaker."""

ANSWER = (
    "Kestrel has confirmed that it will enter IMSA with two cars in 2028.\n\n“The decision is taken, we will race in "
    "IMSA in 2028,” said Fiona Strathairn at the factory on Tuesday. Hollister Kane Racing will run both cars."
)
"""What came of it."""


def line(identifier: str = "talks", text: str = INTERVIEW, **other: Any) -> dict[str, Any]:
    """Return an article as JSON Lines have it."""
    plain = {"url": f"https://news.example/{identifier}", "date": "2026-03-18", "title": "Kestrel talks to US team"}
    return {"id": identifier, **plain, **other, "text": text}
