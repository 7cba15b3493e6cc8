"""Which cue concepts of the domain a text names: one set of names for words of six languages.

"Es gibt keinen wirklichen Plan" and "there is no real plan" name `not`, `real` and `plan`.  The words are data
(`data/glossary.toml`): stems, lower case, without accents.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import tomli

LANGUAGES = ("en", "de", "fr", "es", "it", "pt")
"""Languages the glossary has words of."""
TAIL = 5
"""Letters the tail of a German compound needs to be looked up by itself ("Kundenprogramm" is a programme too)."""
REMEMBERED = 50_000
"""Words of a language whose concepts are kept in memory."""
LONGEST = 64
"""Letters of a word that is still looked up; what is longer is no word."""
_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile("[\u0300-\u036f]+")
_COUNTRY = re.compile(r"\bUS\b")


@dataclass(slots=True)
class _Words:
    """The words of one language: whole words, stems, and phrases by their first word."""

    whole: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stems: dict[str, tuple[str, ...]] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    longest: int = 0
    compounds: bool = False
    known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, concept: str, word: str) -> None:
        """Take in one word of the glossary."""
        head, *rest = word.split("_")
        if rest:
            self.phrases.setdefault(head, []).append((tuple(rest), concept))
            return
        store = self.whole if word.endswith(".") else self.stems
        key = word.rstrip(".")
        store[key] = (*store.get(key, ()), concept)
        self.longest = max(self.longest, len(key))

    def of(self, word: str) -> tuple[str, ...]:
        """Return the concepts of a folded word."""
        found = self.known.get(word)
        if found is None:
            if len(word) > LONGEST:
                return ()
            found = self._look_up(word)
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            self.known[word] = found
        return found

    def _look_up(self, word: str) -> tuple[str, ...]:
        found, length = self._begin(word)
        if self.compounds:
            for at in range(max(3, length), len(word) - TAIL + 1):
                if tail := self._begin(word[at:], TAIL)[0]:
                    return tuple(dict.fromkeys((*found, *tail)))
        return found

    def _begin(self, word: str, least: int = 2) -> tuple[tuple[str, ...], int]:
        """Return the concepts of the longest stem that a word begins with, and its length."""
        if word in self.whole:
            return self.whole[word], len(word)
        for length in range(min(len(word), self.longest), least - 1, -1):
            if found := self.stems.get(word[:length]):
                return found, length
        return (), 0


def fold(text: str) -> str:
    """Return text in lower case and without accents; its length may differ from the text's."""
    if text.isascii():
        return text.lower()
    text = text.lower().replace("ß", "ss").replace("’", "'")
    return _MARKS.sub("", unicodedata.normalize("NFKD", text))


def words(text: str) -> list[str]:
    """Return the folded words of a text, elided articles ("l'", "dell'") as words of their own."""
    return _WORD.findall(fold(_COUNTRY.sub("USA", text)))


def concept_list(text: str, lang: str) -> tuple[str, ...]:
    """Return the concepts a text names, in its order, one that is named again repeated.

    lang: "en", "de", "fr", "es", "it" or "pt"; of a text in any other language nothing is known.
    """
    glossary = _glossary().get(lang)
    if glossary is None:
        return ()
    found: list[str] = []
    tokens = words(text)
    for at, token in enumerate(tokens):
        found += glossary.of(token)
        for rest, concept in glossary.phrases.get(token, ()):
            following = tokens[at + 1 : at + 1 + len(rest)]
            if len(following) == len(rest) and following[:-1] == list(rest[:-1]) and _ends(following[-1], rest[-1]):
                found.append(concept)
    return tuple(found)


def concepts(text: str, lang: str) -> frozenset[str]:
    """Return the cue concepts that a text in language `lang` names, empty for a language without a glossary."""
    return frozenset(concept_list(text, lang))


def names() -> tuple[str, ...]:
    """Return the names of all concepts, in the order of the glossary."""
    return tuple(_file())


def _ends(word: str, stem: str) -> bool:
    return word == stem[:-1] if stem.endswith(".") else word.startswith(stem)


@cache
def _file() -> dict[str, dict[str, str]]:
    return tomli.loads(files("paddock.evidence").joinpath("data/glossary.toml").read_text("utf-8"))


@cache
def _glossary() -> dict[str, _Words]:
    found = {lang: _Words(compounds=lang == "de") for lang in LANGUAGES}
    for concept, by_language in _file().items():
        for lang, line in by_language.items():
            for word in line.split():
                found[lang].add(concept, word)
    return found
