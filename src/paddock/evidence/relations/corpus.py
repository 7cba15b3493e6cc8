"""What a collection as a whole tells: which words are names, and how rare a key is."""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from zlib import crc32

from paddock.evidence.glossary import concepts
from paddock.evidence.relations.profile import (
    LONGEST,
    MOST_QUOTES,
    Part,
    Profile,
    Word,
    calendar_words,
    credits_of,
    days_of,
    numbers_of,
    outlet_of,
    sentences_of,
    words_of,
)
from paddock.evidence.relations.rareness import Rareness
from paddock.evidence.types import Reading

_MARKED = re.compile(r"[\"“„](?=\S)[^\"“”„]{3,400}[\"”“]|«[^«»]{3,400}»|‘[^‘’]{8,400}’(?!\w)")
_MASK = (1 << 61) - 1


@dataclass(frozen=True, slots=True)
class Corpus:
    """A collection: its articles' profiles by id, in how many of them each key is, and how much each tells."""

    profiles: Mapping[str, Profile]
    seen: Mapping[str, int]
    rare: Rareness
    _masses: dict[tuple[str, bool], tuple[float, ...]] = field(default_factory=dict)

    def mass(self, keys: Iterable[str]) -> float:
        """Return how much keys tell together."""
        return math.fsum([self.rare[key] for key in keys])  # fsum: the order of a set must not show.

    def sentence_masses(self, profile: Profile, *, same: bool) -> tuple[float, ...]:
        """Return how much each sentence of an article holds. same: ordinary words count."""
        found = self._masses.get((profile.id, same))
        if found is None:
            found = tuple(self.mass(part.compared(same=same)) for part in profile.sentences)
            self._masses[profile.id, same] = found
        return found

    def among(self, ids: Iterable[str]) -> Corpus:
        """Return the collection as seen from among some articles: what many of them share tells less.

        Two articles that share what eight others of their story have too need not be made from one another.
        """
        near: Counter[str] = Counter()
        for one in ids:
            near.update(self.profiles[one].keys | self.profiles[one].words)
        return Corpus(self.profiles, self.seen, Rareness(self.seen, len(self.profiles), near))


def read_corpus(readings: Sequence[Reading]) -> Corpus:
    """Return the collection with what is compared of each article."""
    names = lexicon_of(readings)
    profiles = {one.article.id: profile_of(one, names) for one in sorted(readings, key=lambda one: one.article.id)}
    seen: Counter[str] = Counter()
    for profile in profiles.values():
        seen.update(profile.keys)
        seen.update(profile.words)
    return Corpus(profiles, seen, Rareness(seen, len(profiles)))


def lexicon_of(readings: Iterable[Reading]) -> frozenset[str]:
    """Return the folded words that are names: written with a capital inside sentences more often than small.

    German writes every noun with a capital: there only words of linked names, and such with digits or several
    capitals, count.
    """
    high: Counter[str] = Counter()
    low: Counter[str] = Counter()
    for reading in readings:
        german = reading.article.lang == "de"
        up: set[str] = set()
        down: set[str] = set()
        for word in words_of(reading.article.text[:LONGEST]):
            if word.mixed or (word.inside and not german):
                up.add(word.key)
            elif not word.capital:
                down.add(word.key)
        for mention in reading.mentions:
            up.update(word.key for word in words_of(mention.surface) if word.capital or word.mixed)
        high.update(up)
        low.update(down)
    return frozenset(word for word, count in high.items() if len(word) > 1 and count > low[word] and not word.isdigit())


def profile_of(reading: Reading, names: frozenset[str]) -> Profile:
    """Return what is compared of an article. names: words that are names, from `lexicon_of`."""
    article = reading.article
    text = article.text[:LONGEST]
    months = calendar_words().get(article.lang, {})
    words = words_of(text)
    found: list[tuple[int, str]] = []
    plain: list[tuple[int, str]] = []
    for word in words:
        key = key_of(word, names, months, article.lang)
        if key:
            found.append((word.start, key))
        elif not word.key.isdigit() and len(word.key) > 1:
            plain.append((word.start, "w:" + word.key))
    found += [(start, key) for key, start in numbers_of(text)]
    found += [(one.start, "m:" + one.ref) for one in reading.mentions if one.field == "text" and one.ref]
    found.sort()
    quoted = quotes_of(reading, text)
    sentences = tuple(parts_of(text, article.lang, sentences_of(reading), found, plain))
    spans = [(start, end) for start, end, _ in quoted]
    quotes = tuple(
        replace(part, told=told)
        for part, (_, _, told) in zip(parts_of(text, article.lang, spans, found, plain), quoted, strict=True)
    )
    title = article.title
    in_title = {key_of(word, names, months, article.lang) for word in words_of(title)} - {""}
    in_title |= {key for key, _ in numbers_of(title)} | {"c:" + one for one in concepts(title, article.lang)}
    in_title |= {"m:" + one.ref for one in reading.mentions if one.field == "title" and one.ref}
    runs, said = runs_of(words, spans)
    facts = tuple(dict.fromkeys(key for _, key in found))
    keys = frozenset(facts).union(in_title, *(one.keys for one in sentences))
    return Profile(
        article.id,
        article.lang,
        reading,
        facts,
        frozenset(in_title),
        keys,
        frozenset(word for _, word in plain),
        runs,
        said,
        sentences,
        quotes,
        days_of(article),
        outlet_of(article),
        credits_of(reading),
        reading.claims,
    )


def key_of(word: Word, names: frozenset[str], months: Mapping[str, str], lang: str) -> str:
    """Return the key of a word that is a name or a month, "" for any other."""
    if word.key in months:
        return months[word.key]
    if not (word.capital or word.mixed):
        return ""
    if word.key in names:
        return "n:" + word.key
    if lang == "de" and word.key.endswith("s") and word.key[:-1] in names:
        return "n:" + word.key[:-1]
    return ""


def quotes_of(reading: Reading, text: str) -> list[tuple[int, int, str]]:
    """Return start, end and outlet told of the direct quotes in the text: those read, else what stands in marks."""
    given = [(one.start, one.end, one.told) for one in reading.quotes if one.direct and one.field == "text"]
    if not given:
        given = [(*match.span(), "") for match in _MARKED.finditer(text)]
    return sorted(given)[:MOST_QUOTES]


def parts_of(
    text: str,
    lang: str,
    spans: Sequence[tuple[int, int]],
    keys: Sequence[tuple[int, str]],
    words: Sequence[tuple[int, str]],
) -> Iterator[Part]:
    """Yield the parts of a text at the spans. keys, words: with where they stand, in order."""
    key_at = [at for at, _ in keys]
    word_at = [at for at, _ in words]
    for start, end in spans:
        inside = keys[bisect_left(key_at, start) : bisect_left(key_at, end)]
        plain = words[bisect_left(word_at, start) : bisect_left(word_at, end)]
        idea = ["c:" + one for one in concepts(text[start:end], lang)]
        own = frozenset(key for _, key in inside).union(idea)
        yield Part(start, end, own, frozenset(word for _, word in plain))


def runs_of(words: Sequence[Word], quoted: Sequence[tuple[int, int]]) -> tuple[array[int], frozenset[int]]:
    """Return hashes of all runs of three words, sorted, and those of them that lie in quotes."""
    hashes = [crc32(word.key.encode()) for word in words]
    found: dict[int, bool] = {}
    at = 0
    for number in range(len(hashes) - 2):
        one, two, three = hashes[number : number + 3]
        run = (one * 1_000_003 * 1_000_003 + two * 1_000_003 + three) * 0x9E3779B97F4A7C15 & _MASK
        start, end = words[number].start, words[number + 2].end
        while at < len(quoted) and quoted[at][1] <= start:
            at += 1
        inside = at < len(quoted) and quoted[at][0] <= start and end <= quoted[at][1]
        found[run] = found.get(run, True) and inside
    return array("q", sorted(found)), frozenset(run for run, inside in found.items() if inside)
