"""The words by which people are quoted, read from `data/speech.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli

from paddock.evidence.folding import fold


@dataclass(frozen=True, slots=True)
class Speech:
    """How one language quotes; every word folded (small letters, no accents), a phrase as the tuple of its words.

    cues: forms of verbs of saying.  alone: those of them that are nothing else.
    tell: all words from which on a clause may tell who says something.  heads: head of a description → what
    it describes, one of `KINDS_OF_HEAD`.
    """

    cues: frozenset[str]
    alone: frozenset[str]
    tell: frozenset[str]
    telling: frozenset[str]
    to: frozenset[str]
    prepositions: frozenset[str]
    conjunctions: frozenset[str]
    linking: frozenset[str]
    pronouns: frozenset[str]
    feminine: frozenset[str]
    masculine: frozenset[str]
    determiners: frozenset[str]
    feminine_article: frozenset[str]
    masculine_article: frozenset[str]
    indefinite: frozenset[str]
    that: frozenset[str]
    opening: frozenset[str]
    neuter: frozenset[str]
    relative: frozenset[str]
    media: frozenset[str]
    according: tuple[tuple[str, ...], ...]
    according_after: frozenset[str]
    quoted: frozenset[str]
    us: tuple[tuple[str, ...], ...]
    joint: frozenset[str]
    subjunctive: frozenset[str]
    heads: dict[str, str]
    reporting: frozenset[str]
    third: frozenset[str]
    one: frozenset[str]
    as_: frozenset[str]
    aged: frozenset[str]
    adjectives: frozenset[str]
    where: frozenset[str]
    firms: tuple[str, ...]
    endings: tuple[str, ...]
    nobody: frozenset[str]


KINDS_OF_HEAD = ("person", "maker", "company", "team", "series", "statement", "spokesperson", "anonymous")
"""What a description can describe."""

ACCENTED = frozenset({"à"})
"""Words that are another word without their accent, and so keep it."""


@cache
def speech(lang: str) -> Speech:
    """Return how a language quotes; English for one that is not known."""
    read = _file().get(lang) or _file()["en"]
    lists = {key: _words(value) for key, value in read.items() if isinstance(value, str)}
    cues = set(lists["forms"])
    verbs = read["verbs"]
    for endings, stems in verbs.items() if isinstance(verbs, dict) else ():
        cues |= {stem + ending.strip("-") for stem in _words(stems) for ending in endings.split()}
    return Speech(
        cues=frozenset(cues),
        alone=frozenset(cues - set(lists["not_alone"])),
        tell=frozenset(cues)
        | set(lists["opening"])
        | set(lists["according_after"])
        | set(lists["quoted"])
        | {phrase[0] for phrase in _phrases(lists["according"])},
        telling=frozenset(lists["telling"]),
        to=frozenset(lists["to"]),
        prepositions=frozenset(word if word in ACCENTED else fold(word) for word in str(read["prepositions"]).split()),
        conjunctions=frozenset(lists["conjunctions"]),
        linking=frozenset(lists["and"]),
        pronouns=frozenset(str(read["pronouns"]).split()),
        feminine=frozenset(str(read["feminine"]).split()),
        masculine=frozenset(str(read["masculine"]).split()),
        indefinite=frozenset(lists["indefinite"]),
        feminine_article=frozenset(lists["feminine_article"]),
        masculine_article=frozenset(lists["masculine_article"]),
        determiners=frozenset(lists["determiners"]),
        that=frozenset(lists["that"]),
        opening=frozenset(lists["opening"]),
        neuter=frozenset(lists["neuter"]),
        relative=frozenset(lists["relative"]),
        media=frozenset(lists["media"]),
        according=_phrases(lists["according"]),
        according_after=frozenset(lists["according_after"]),
        quoted=frozenset(lists["quoted"]),
        us=_phrases(lists["us"]),
        joint=frozenset(lists["joint"]),
        subjunctive=frozenset(lists["subjunctive"]),
        heads={word: kind for kind in KINDS_OF_HEAD for word in lists[kind]},
        reporting=frozenset(lists["reporting"]),
        third=frozenset(lists["third"]),
        one=frozenset(lists["one"]),
        as_=frozenset(lists["as"]),
        aged=frozenset(lists["aged"]),
        adjectives=frozenset(lists["adjectives"]),
        where=frozenset(str(read["where"]).split()),
        firms=tuple(lists["firms"]),
        endings=tuple(lists["endings"]),
        nobody=frozenset(lists["nobody"]) | frozenset(_words(_file()["names"]["nobody"])),
    )


@cache
def genders() -> dict[str, str]:
    """Return first names, folded, with "female" or "male"."""
    read = tomli.loads(files("paddock.evidence").joinpath("data/first_names.toml").read_text("utf-8"))
    return {name: gender for gender in ("female", "male") for name in str(read[gender]).split()}


def _words(line: object) -> list[str]:
    return ["_".join(fold(part) for part in word.split("_")) for word in str(line).split()]


def _phrases(words: list[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(word.split("_")) for word in words)


@cache
def _file() -> dict[str, dict[str, object]]:
    return tomli.loads(files("paddock.evidence").joinpath("data/speech.toml").read_text("utf-8"))
