"""Cue words: what tells an action, how far it is, and what turns or weakens it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from paddock.errors import MissingExtra
from paddock.evidence.folding import fold

if TYPE_CHECKING:
    import ahocorasick

DATA = Path(__file__).parent.parent / "data" / "cues"

LANGUAGES = ("en", "de", "fr")
"""Languages that claims are read in."""

CueKind = Literal["action", "status", "mark"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue word in a sentence, at start:end of it."""

    kind: CueKind
    name: str
    start: int
    end: int


@lru_cache(maxsize=1024)
def find_cues(sentence: str, lang: str) -> tuple[Cue, ...]:
    """Return the cue words of a sentence in a language of `LANGUAGES`, by place.

    Of two of one kind the longer holds; a word inside a longer cue of another kind counts only as an action.
    Raises MissingExtra when pyahocorasick is not installed.
    """
    folded = fold(sentence)
    last = len(folded)
    low = sentence.lower()
    low = low if len(low) == last else sentence
    found: list[Cue] = []
    for end, (length, is_tail, is_stem, meanings) in _automaton(lang).iter(folded):
        start, stop = end - length + 1, end + 1
        if start and not is_tail and folded[start - 1].isalnum() and folded[start].isalnum():
            continue
        if stop < last and not is_stem and folded[stop].isalnum() and folded[stop - 1].isalnum():
            continue
        if is_stem:
            while stop < last and folded[stop].isalnum():
                stop += 1
        written = low[start:stop]
        found += [
            Cue(kind, name, start, stop) for kind, name, word in meanings if not word or _has_accents(written, word)
        ]
    found += _separated(folded, lang)
    return tuple(_kept(found))


_CLAUSE_END = r"(?=\s*(?:[,;.!?:–()\"»“”]|$|(?:und|oder|wenn|falls|um|weil|sobald)\b))"


def _separated(folded: str, lang: str) -> list[Cue]:
    """Return verbs whose particle stands at the end of the clause ("steigt nach der Saison aus")."""
    pattern = _separable(lang)
    if pattern is None:
        return []
    pairs = _data(lang)["separable"]
    found = []
    for match in pattern.finditer(folded):
        for meaning in pairs[match[1]]:
            particle, kind, name = meaning.split()
            end = re.compile(rf"[^,;.!?:]{{0,130}}?\b{particle}\b{_CLAUSE_END}").match(folded, match.end())
            if end:
                found.append(Cue("action" if kind == "action" else "status", name, match.start(), match.end()))
    return found


@cache
def _separable(lang: str) -> re.Pattern[str] | None:
    verbs = _data(lang).get("separable")
    return re.compile(rf"\b({'|'.join(sorted(verbs))})\b") if verbs else None


def _kept(found: list[Cue]) -> list[Cue]:
    """Return the cues without those that a longer one covers and speaks for.

    "No plans" is no plan and "will not return" no negation; but "talks with" is an action and talks all the same, and
    "ends its programme" has a programme in it.
    """
    kept: list[Cue] = []
    for cue in sorted(found, key=lambda one: (one.start, -one.end, one.kind, one.name)):
        around = [one.kind for one in kept if one.end >= cue.end and one.end - one.start > cue.end - cue.start]
        if not any((cue.kind, kind) in _SPEAKS_FOR for kind in around):
            kept.append(cue)
    return kept


_SPEAKS_FOR = frozenset(
    {
        ("action", "action"),
        ("status", "status"),
        ("status", "mark"),
        ("mark", "mark"),
        ("mark", "status"),
        ("mark", "action"),
    }
)
"""(kind of a cue, kind of a longer one around it) where the longer one is what counts."""


_ACCENT = re.compile(r"[^\W\da-z]")


def _has_accents(written: str, word: str) -> bool:
    """Return whether a word is written with its accents: "würde" is a thought, "wurde" a fact, "des" no "dès"."""
    return all(a == b for a, b in zip(written, word, strict=False) if _ACCENT.match(b))


@cache
def _automaton(lang: str) -> ahocorasick.Automaton:
    try:
        import ahocorasick
    except ImportError as error:
        raise MissingExtra("pyahocorasick", "evidence") from error
    found: dict[str, tuple[bool, bool, list[tuple[str, str, str]]]] = {}
    for kind in ("action", "status", "mark"):
        groups = _data(lang)[kind]
        for name, words in groups.items():
            for word in words:
                bare = word.strip("*")
                *_, meanings = found.setdefault(fold(bare), (word.startswith("*"), word.endswith("*"), []))
                meanings.append((kind, name, bare if _ACCENT.search(bare) else ""))
    automaton = ahocorasick.Automaton()
    for key, (is_tail, is_stem, meanings) in found.items():
        automaton.add_word(key, (len(key), is_tail, is_stem, tuple(dict.fromkeys(meanings))))
    automaton.make_automaton()
    return automaton


@cache
def _data(lang: str) -> dict[str, dict[str, list[str]]]:
    found: dict[str, Any] = tomllib.loads((DATA / f"{lang}.toml").read_text(encoding="utf-8"))
    return found
