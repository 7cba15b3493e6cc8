"""Which language a text is in: counted on its function words, and asked of py3langid only where they do not tell.

A word that several languages use counts as a part of a vote for each.  What stands in square brackets does not count:
it is an insertion, often a leftover of the language an article was translated from.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli

LANGUAGES = ("en", "de", "fr", "es", "it", "pt")
"""Languages that are read."""
LOOKED_AT = 2500
"""Characters from the start of a text that are counted."""
ENOUGH = 1.5
"""Votes it takes to tell a language at all."""
LEAD = 1.3
"""How many times the votes of the second the first must have."""
FLIP = 2.5
"""How many times the votes of the article's language a sentence in another one must have."""
LINE = 80
"""Characters a text has at least before py3langid is asked: it guesses at anything."""
LETTER = 0.5
"""Vote of a letter that hardly another language has."""
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_INSERTED = re.compile(r"\[[^\[\]]{0,200}\]")
_ELIDED = re.compile(r"[^\W\d_]{1,6}'")


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of a language: function words, letters of its own, abbreviations (lower case, with their stop)."""

    words: frozenset[str]
    letters: frozenset[str]
    abbreviations: frozenset[str]


def language_of(text: str, given: str = "") -> str:
    """Return the language of a text, "" for one that is not read or cannot be told.

    given: what the page says of itself ("en-GB"); believed where the words do not tell.
    Returns an ISO 639-1 code of `LANGUAGES` or "".
    """
    sample = _INSERTED.sub(" ", text[:LOOKED_AT])
    votes = count(sample)
    best = clear(votes)
    if best:
        return best if best in LANGUAGES else ""
    said = given.strip().lower().replace("_", "-").split("-")[0]
    if said:
        return said if said in LANGUAGES else ""
    if len(sample.strip()) > LINE and votes:
        return _guess(sample)
    if not votes or len(sample) > LINE:
        return ""
    first, *rest = _leaders(votes)
    return first[0] if first[0] in LANGUAGES and (not rest or first[1] > rest[0][1]) else ""


def sentence_language(text: str, article: str) -> str:
    """Return the language of a sentence of an article in language `article`: another one only on clear evidence."""
    votes = count(text)
    if not article:
        best = clear(votes)
        return best if best in LANGUAGES else ""
    own = votes.get(article, 0.0)
    best, most = max(votes.items(), key=lambda item: item[1], default=(article, 0.0))
    if best == article or most < ENOUGH or most < FLIP * own:
        return article
    return best if best in LANGUAGES else ""


def count(text: str) -> dict[str, float]:
    """Return the votes that the words of a text give each language, those not read included."""
    votes: dict[str, float] = defaultdict(float)
    shares, letters = _votes()
    lower = _INSERTED.sub(" ", text).lower().replace("’", "'")
    for word, times in Counter(_WORD.findall(lower)).items():
        share = shares.get(word)
        if share is None and (elided := _ELIDED.match(word)):
            share = shares.get(elided.group())
        for lang, weight in share or ():
            votes[lang] += weight * times
    if not lower.isascii():
        for letter, lang in letters:
            if letter in lower:
                votes[lang] += LETTER
    return votes


def clear(votes: Mapping[str, float]) -> str:
    """Return the language that clearly leads a vote, "" for none."""
    first = _leaders(votes)
    if not first or first[0][1] < ENOUGH or (len(first) > 1 and first[0][1] < LEAD * first[1][1]):
        return ""
    return first[0][0]


@cache
def language(code: str) -> Language:
    """Return what is known of a language, nothing for one that is not read."""
    if code not in LANGUAGES:
        return Language(frozenset(), frozenset(), frozenset())
    read = _read(code)
    return Language(
        frozenset(str(read["words"]).split()),
        frozenset(str(read["letters"])),
        frozenset(str(read["abbreviations"]).split()),
    )


@cache
def function_words() -> frozenset[str]:
    """Return the function words of all languages that are read."""
    return frozenset().union(*(language(code).words for code in LANGUAGES))


def _leaders(votes: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(votes.items(), key=lambda item: -item[1])[:2]


def _read(name: str) -> dict[str, object]:
    return tomli.loads(files("paddock.evidence").joinpath(f"data/languages/{name}.toml").read_text("utf-8"))


@cache
def _votes() -> tuple[dict[str, tuple[tuple[str, float], ...]], tuple[tuple[str, str], ...]]:
    lists = {code: language(code).words for code in LANGUAGES}
    others = _read("other")["words"]
    if isinstance(others, dict):
        lists |= {code: frozenset(str(words).split()) for code, words in others.items()}
    users: dict[str, list[str]] = {}
    for code, words in lists.items():
        for word in words:
            users.setdefault(word, []).append(code)
    shares = {word: tuple((code, 1 / len(codes)) for code in codes) for word, codes in users.items()}
    letters = tuple((letter, code) for code in LANGUAGES for letter in sorted(language(code).letters))
    return shares, letters


def _guess(text: str) -> str:
    try:
        from py3langid import classify  # type: ignore[import-untyped]
    except ImportError:
        return ""
    code = str(classify(text)[0])
    return code if code in LANGUAGES else ""
