"""Reading a plain text: a header where there is one, a title where the first line looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paddock.evidence.reading.source import Draft, Source
from paddock.evidence.types import When
from paddock.findings import Finding

_HEADER = re.compile(r"\s*(date|title|url|author|lang|outlet|id)\s*:\s*(.*?)\s*$", re.IGNORECASE)
_DATE = re.compile(r"\s*date[:\s]\s*(\d{4}(?:-\d\d){0,2})(?![\d-])[ \t]*\n?", re.IGNORECASE)
_TITLE = 160
"""Longest title [characters]."""
_ENDS = (".", "!", "?", ":", ";", ",", "…", "»", "”", "“", '"')


def read_text(text: str, source: Source) -> Iterator[Draft | Finding]:
    """Yield the article of a text.

    It may begin with `date 2023-05`, or with lines such as `title: …`, `url: …`, `date: …` up to an empty line; a first
    short line without a full stop, followed by an empty line, is its title.
    """
    text = text.lstrip("\ufeff")
    told: dict[str, str] = {}
    dated = _DATE.match(text)
    if dated is not None:
        told["date"] = dated[1]
        text = text[dated.end() :]
    else:
        text, told = _header(text)
    title = told.get("title", "")
    if not title:
        title, text = _title(text)
    date = told.get("date", "")
    yield Draft(
        text.strip("\n"),
        source.name,
        id=told.get("id", ""),
        title=title,
        url=source.url or told.get("url", ""),
        outlet=told.get("outlet", ""),
        author=told.get("author", ""),
        lang=told.get("lang", ""),
        dates=(When(date, "given", f"date {date}"),) if date else (),
    )


def _header(text: str) -> tuple[str, dict[str, str]]:
    """Return the text after a header of two lines or more, or of one that an empty line follows, and what it tells."""
    told: dict[str, str] = {}
    at = 0
    while True:
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)]
        match = _HEADER.match(line) if len(line) <= 2000 else None
        if match is None:
            break
        told[match[1].lower()] = match[2]
        if end < 0:
            return "", told
        at = end + 1
    if not told or (line.strip() and len(told) == 1):
        return text, {}
    return text[at:], told


def _title(text: str) -> tuple[str, str]:
    lead = text.lstrip()
    line, _, rest = lead.partition("\n")
    line = line.strip().lstrip("#").strip()
    if (
        line
        and rest.strip()
        and len(line) <= _TITLE
        and not rest.split("\n", 1)[0].strip()
        and not line.endswith(_ENDS)
    ):
        return line, rest.lstrip("\n")
    return "", text
