"""What is compared of an article: its names, numbers, dates, concepts, quotes and word runs, with where they stand.

Keys are short strings with a letter in front: `n:famin` a name's word, `m:company:autonation` a linked mention,
`d:2500` a number, `t:month-3` a month or weekday, `c:idea` a concept of the glossary.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from paddock.evidence.folding import fold
from paddock.evidence.types import Article, Claim, Reading

LONGEST = 100_000
"""Characters of a text that are compared; what follows is left aside, with a finding."""
MOST_SENTENCES = 400
"""Sentences of an article that are compared."""
MOST_QUOTES = 60
"""Quotes of an article that are compared."""
_COUNTRY = frozenset(["com", "net", "org", "de", "fr", "it", "es", "pt", "uk", "us", "br", "ar"])
_PLATFORMS = frozenset(["blogspot", "wordpress", "substack", "medium", "tumblr", "blogger", "typepad", "over-blog"])
SIX = ("de", "en", "es", "fr", "it", "pt")
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)")
_FRESH = re.compile(r'[.!?…:\n"“”„«»‘•|]')
_END = re.compile(r"[.!?…]+[\"'”’»“)\]]*\s+|\n+")
_HOST = re.compile(r"^(?:[a-z]+://)?(?:www\.|amp\.|m\.)?([^/:?#]+)", re.I)


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence or a quote as it is compared: offsets into the text, its keys, its other words as keys `w:…`.

    told: the outlet a quote was said to, "" where the article does not say.
    """

    start: int
    end: int
    keys: frozenset[str]
    words: frozenset[str]
    told: str = ""

    def compared(self, *, same: bool) -> frozenset[str]:
        """Return the keys it is compared by. same: with an article of its own language, ordinary words too."""
        return self.keys | self.words if same else self.keys


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of one article.

    facts: names, numbers and dates of the text in order, each once.  title: keys of the title.  keys: all keys.
    words: other words of the text, as keys `w:…`.  runs: hashes of the text's runs of three words, sorted, once each;
    said: those of them that lie in quotes.  days: first and last day of publication as ordinals, None when unknown.
    outlet: key of the article's own outlet; credits: keys of outlets it names (see `outlet_key`).
    """

    id: str
    lang: str
    reading: Reading
    facts: tuple[str, ...]
    title: frozenset[str]
    keys: frozenset[str]
    words: frozenset[str]
    runs: array[int]
    said: frozenset[int]
    sentences: tuple[Part, ...]
    quotes: tuple[Part, ...]
    days: tuple[int, int] | None
    outlet: str
    credits: frozenset[str]
    claims: tuple[Claim, ...] = ()

    def of(self, letter: str) -> frozenset[str]:
        """Return the keys of one sort, by their first letter."""
        return frozenset(key for key in self.keys if key[0] == letter)


@cache
def calendar_words() -> Mapping[str, Mapping[str, str]]:
    """Return language → folded name of a month or a weekday → its key."""
    from babel.dates import get_day_names, get_month_names

    found: dict[str, dict[str, str]] = {}
    for lang in SIX:
        months = {fold(name.lower()): f"t:month-{at}" for at, name in get_month_names("wide", locale=lang).items()}
        days = {fold(name.lower()): f"t:day-{at}" for at, name in get_day_names("wide", locale=lang).items()}
        found[lang] = {word.split(" ")[0]: key for word, key in (months | days).items()}
    found["pt"] |= {"segunda": "t:day-0", "terca": "t:day-1", "quarta": "t:day-2", "quinta": "t:day-3"}
    found["en"].pop("may", None)  # The verb is far more frequent than the month.
    return found


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text. inside: a capital that is no start of a sentence.  low: written small."""

    key: str
    start: int
    end: int
    capital: bool
    inside: bool
    mixed: bool


def words_of(text: str) -> list[Word]:
    """Return the words of a text in order, folded, with how they are written."""
    plain = fold(text)
    found = []
    fresh = True
    at = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        between = text[at:start]
        if at == 0 or _FRESH.search(between):
            # A stop after a single letter ("F.1", "U.S.") ends no sentence, but guessing costs more than it brings.
            fresh = True
        raw = match.group()
        capital = raw[0].isupper()
        digits = any(letter.isdigit() for letter in raw)
        mixed = (digits and not raw.isdigit()) or (len(raw) > 1 and any(letter.isupper() for letter in raw[1:]))
        found.append(Word(plain[start:end], start, end, capital, capital and not fresh, mixed))
        fresh = False
        at = end
    return found


def numbers_of(text: str) -> Iterator[tuple[str, int]]:
    """Yield numbers that stand alone, written one way ("2.500", "2,500" and "2 500" are 2500), with their place."""
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if start and (text[start - 1].isalpha() or text[start - 1] == "_"):
            continue
        if end < len(text) and text[end].isalpha() and text[end : end + 2].lower() not in {"h ", "h"}:
            continue
        raw = match.group()
        groups = re.split(r"[.,'\u2019\u00a0\u202f ]", raw)
        if len(groups) > 1 and all(len(group) == 3 for group in groups[1:]):
            yield "d:" + "".join(groups), start
        else:
            yield "d:" + raw.replace(",", ".").lstrip("0").rstrip("."), start


def days_of(article: Article) -> tuple[int, int] | None:
    """Return first and last day of publication as ordinals, None when unknown."""
    try:
        first = date.fromisoformat(article.date.first)
        last = article.date.last
        if len(article.date.text) == 7:
            year, month = int(last[:4]), int(last[5:7])
            end = date(year + month // 12, month % 12 + 1, 1).toordinal() - 1
        else:
            end = date.fromisoformat(last).toordinal()
    except ValueError:
        return None
    return first.toordinal(), end


def outlet_key(name: str) -> str:
    """Return one key for an outlet's name, id or host: "motorsport" for motorsport.com and `outlet:motorsport-com`.

    Editions of one site in several languages have one key.
    """
    plain = name.strip().lower().removeprefix("outlet:")
    labels = plain.split(".")
    if len(labels) > 1 and " " not in plain:
        labels.pop()
        while len(labels) > 1 and len(labels[-1]) <= 3:
            labels.pop()
        plain = labels[-2] if labels[-1] in _PLATFORMS and len(labels) > 1 else labels[-1]
    words = re.split(r"[^a-z0-9]+", fold(plain))
    while len(words) > 1 and words[-1] in _COUNTRY:
        words.pop()
    return "".join(words)


def outlet_of(article: Article) -> str:
    """Return the key of an article's outlet: that of its host, else of its name, "" where neither is known."""
    found = _HOST.match(article.url.strip())
    host = found.group(1).lower() if found and "." in found.group(1) else ""
    return outlet_key(host or article.outlet)


def credits_of(reading: Reading) -> frozenset[str]:
    """Return the keys of the outlets an article names: those it credits, that were told, or are mentioned."""
    names = [*reading.credits, *(one.told for one in reading.quotes if one.told)]
    names += [one.id for one in reading.mentions if one.type == "outlet" and one.id]
    return frozenset(key for key in map(outlet_key, names) if len(key) > 2)


def sentences_of(reading: Reading) -> list[tuple[int, int]]:
    """Return the spans of the sentences of the text: those read, else split at full stops."""
    given = [(one.start, one.end) for one in reading.sentences if one.field == "text"]
    if given:
        return sorted(given)[:MOST_SENTENCES]
    text = reading.article.text[:LONGEST]
    spans, at = [], 0
    for match in _END.finditer(text):
        if text[at : match.start()].strip():
            spans.append((at, match.end()))
        at = match.end()
        if len(spans) == MOST_SENTENCES:
            return spans
    if text[at:].strip():
        spans.append((at, len(text)))
    return spans[:MOST_SENTENCES]
