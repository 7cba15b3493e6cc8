"""Cue words: what tells an action, how far it is, and what turns or weakens it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import tomli

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
    found: list[Cue] = []
    for end, word in _automaton(lang).iter(folded):
        start, stop = end - word.length + 1, end + 1
        inside = start and folded[start - 1].isalnum() and folded[start].isalnum()
        if inside and not (word.is_tail and sentence[start].lower() == folded[start]):
            continue
        if stop < last and not word.is_stem and folded[stop].isalnum() and folded[stop - 1].isalnum():
            continue
        if word.is_stem:
            while stop < last and folded[stop].isalnum():
                stop += 1
        for kind, name, spelt in word.meanings:
            if not spelt or _is_written(sentence[start:stop], spelt, opens=start == 0):
                found.append(Cue(kind, name, start, stop))
        for particle, kind, name in word.parted:
            if particle.match(folded, stop):
                found.append(Cue(kind, name, start, stop))
    for needle, pattern, kind, name in _patterns(lang):
        if needle in folded:
            found += [Cue(kind, name, *match.span(1)) for match in pattern.finditer(folded)]
    return tuple(_kept(found))


def _kept(found: list[Cue]) -> list[Cue]:
    """Return the cues without those that a longer one covers and speaks for.

    "No plans" is no plan and "will not return" no negation; but "talks with" is an action and talks all the same, and
    "ends its programme" has a programme in it.
    """
    kept: list[Cue] = []
    for cue in sorted(found, key=lambda one: (one.start, -one.end, one.kind, one.name)):
        around = [one for one in kept if one.end >= cue.end and one.end - one.start > cue.end - cue.start]
        # "Not yet" is a negation all the same.
        around = [one for one in around if {cue.name, one.name} != {"negation", "yet"}]
        if not any((cue.kind, one.kind) in _SPEAKS_FOR or one.name == "question" for one in around):
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


_MARKED = re.compile(r"[^\W\da-zß]")


def _is_written(written: str, word: str, *, opens: bool) -> bool:
    """Return whether a word is written with its accents and its capital.

    "Würde" is a thought, "wurde" a fact, "des" no "dès"; and "Aus" is an end only where no sentence begins with it.
    """
    if word[0].isupper() and (opens or written[0] != word[0]):
        return False
    return all(a.lower() == b.lower() for a, b in zip(written, word, strict=False) if _MARKED.match(b))


@dataclass(slots=True)
class _Word:
    """A word of the list, ready to be found.

    is_tail, is_stem: whether it may end or begin a longer word.  meanings: (kind, name, how it must be written).
    parted: (what ends its clause, kind, name) of verbs whose particle stands there ("steigt nach der Saison aus").
    """

    length: int
    is_tail: bool = False
    is_stem: bool = False
    meanings: tuple[tuple[CueKind, str, str], ...] = ()
    parted: tuple[tuple[re.Pattern[str], CueKind, str], ...] = ()


_CLAUSE_END = r"(?=\s*(?:[,;.!?:–()\"»“”]|$|(?:und|oder|wenn|falls|um|weil|sobald)\b))"


@cache
def _automaton(lang: str) -> ahocorasick.Automaton:
    try:
        import ahocorasick
    except ImportError as error:
        raise MissingExtra("pyahocorasick", "evidence") from error
    automaton = ahocorasick.Automaton()
    for key, word in _words(lang).items():
        automaton.add_word(key, word)
    automaton.make_automaton()
    return automaton


def _words(lang: str) -> dict[str, _Word]:
    """Return the words of a language by their folded form."""
    found: dict[str, _Word] = {}
    for kind in _KINDS.values():
        for name, words in _data(lang)[kind].items():
            for word in words:
                for bare in dict.fromkeys((word.strip("*"), word.strip("*").replace("ß", "ss"))):
                    known = found.setdefault(fold(bare), _Word(len(bare), word.startswith("*"), word.endswith("*")))
                    told = (kind, name, bare if _MARKED.search(bare) else "")
                    known.meanings += () if told in known.meanings else (told,)
    for verb, meanings in _data(lang).get("separable", {}).items():
        known = found.setdefault(fold(verb), _Word(len(verb)))
        for meaning in meanings:
            particle, told_as, name = meaning.split()
            end = re.compile(rf"(?:[^,;.!?:]|[.:](?=\w)){{0,130}}?\b{fold(particle)}\b{_CLAUSE_END}")
            known.parted += ((end, _KINDS[told_as], name),)
    return found


@cache
def _patterns(lang: str) -> list[tuple[str, re.Pattern[str], CueKind, str]]:
    """Return cues that words in between may part: what must be there, the pattern, kind and name.

    Group 1 is where the cue stands.
    """
    found = []
    for meaning, patterns in _data(lang).get("pattern", {}).items():
        kind, name = meaning.split()
        found += [(needle, re.compile(pattern), _KINDS[kind], name) for needle, pattern in patterns]
    return found


_KINDS: dict[str, CueKind] = {"action": "action", "status": "status", "mark": "mark"}


@cache
def _data(lang: str) -> dict[str, dict[str, Any]]:
    found: dict[str, Any] = tomli.loads((DATA / f"{lang}.toml").read_text(encoding="utf-8"))
    return found
