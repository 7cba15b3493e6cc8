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
        written = sentence[start:stop]
        found += [
            Cue(kind, name, start, stop)
            for kind, name, word in meanings
            if not word or _is_written(written, word, opens=start == 0)
        ]
    found += _separated(folded, lang)
    if lang == "fr":
        found += _inflected(sentence)
    found += [
        Cue(kind, name, *match.span(1)) for pattern, kind, name in _patterns(lang) for match in pattern.finditer(folded)
    ]
    return tuple(_kept(found))


_CLAUSE_END = r"(?=\s*(?:[,;.!?:–()\"»“”]|$|(?:und|oder|wenn|falls|um|weil|sobald)\b))"


def _separated(folded: str, lang: str) -> list[Cue]:
    """Return verbs whose particle stands at the end of the clause ("steigt nach der Saison aus")."""
    pattern = _separable(lang)
    if pattern is None:
        return []
    return [
        Cue(kind, name, *match.span())
        for match in pattern.finditer(folded)
        for particle, kind, name in _pairs(lang)[match[1]]
        if particle.match(folded, match.end())
    ]


@cache
def _separable(lang: str) -> re.Pattern[str] | None:
    verbs = _pairs(lang)
    return re.compile(rf"\b({'|'.join(sorted(verbs))})\b") if verbs else None


@cache
def _pairs(lang: str) -> dict[str, list[tuple[re.Pattern[str], CueKind, str]]]:
    """Return, for each verb that can be parted, what ends its clause, and what both tell."""
    found = {}
    for verb, meanings in _data(lang).get("separable", {}).items():
        read = [meaning.split() for meaning in meanings]
        found[fold(verb)] = [
            (
                re.compile(rf"[^,;.!?:]{{0,130}}?\b{fold(particle)}\b{_CLAUSE_END}"),
                _KINDS[kind],
                name,
            )
            for particle, kind, name in read
        ]
    return found


@cache
def _patterns(lang: str) -> list[tuple[re.Pattern[str], CueKind, str]]:
    """Return cues that words in between may part; group 1 is where the cue stands."""
    found = []
    for meaning, patterns in _data(lang).get("pattern", {}).items():
        kind, name = meaning.split()
        found += [(re.compile(pattern), _KINDS[kind], name) for pattern in patterns]
    return found


_KINDS: dict[str, CueKind] = {"action": "action", "status": "status", "mark": "mark"}


def _kept(found: list[Cue]) -> list[Cue]:
    """Return the cues without those that a longer one covers and speaks for.

    "No plans" is no plan and "will not return" no negation; but "talks with" is an action and talks all the same, and
    "ends its programme" has a programme in it.
    """
    kept: list[Cue] = []
    for cue in sorted(found, key=lambda one: (one.start, -one.end, one.kind, one.name)):
        around = [one for one in kept if one.end >= cue.end and one.end - one.start > cue.end - cue.start]
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


_FUTURE = re.compile(
    r"\b(?!(?:faudra|pourra|devra|aura|caméra|opéra|extra|faudront|pourront|devront|auront)\b)\w{2,}(?:era|ira|dra|rra|eront|iront|dront|rront)\b",
    re.I,
)
_CONDITIONAL = re.compile(r"\b(?!(?:devrai|entrerai)(?:t|ent)\b)\w{2,}[^é\W](?:erai|drai|rrai)(?:t|ent)\b", re.I)


def _inflected(sentence: str) -> list[Cue]:
    """Return French verbs in the future, which tells what comes, and in the conditional: what is thought."""
    coming = [Cue("status", "coming", *match.span()) for match in _FUTURE.finditer(sentence)]
    return coming + [Cue("status", "idea", *match.span()) for match in _CONDITIONAL.finditer(sentence)]


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
                for bare in {word.strip("*"), word.strip("*").replace("ß", "ss")}:
                    *_, meanings = found.setdefault(fold(bare), (word.startswith("*"), word.endswith("*"), []))
                    meanings.append((kind, name, bare if _MARKED.search(bare) else ""))
    automaton = ahocorasick.Automaton()
    for key, (is_tail, is_stem, meanings) in found.items():
        automaton.add_word(key, (len(key), is_tail, is_stem, tuple(dict.fromkeys(meanings))))
    automaton.make_automaton()
    return automaton


@cache
def _data(lang: str) -> dict[str, dict[str, list[str]]]:
    found: dict[str, Any] = tomllib.loads((DATA / f"{lang}.toml").read_text(encoding="utf-8"))
    return found
