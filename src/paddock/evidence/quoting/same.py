"""Whether two quotes are one, in one language or in two: by their names and numbers and the things they speak of."""

from __future__ import annotations

import re
from functools import lru_cache

from paddock.evidence.folding import fold
from paddock.evidence.glossary import concept_list
from paddock.evidence.languages import language

COMMON = frozenset(
    "not now more only new first last good go come give take want know think see look need scale year possible_now "
    "possible real work run use many fully open day side small".split()
)
"""Concepts that nearly every quote names: they count little."""
LITTLE = 0.35
"""Weight of such a concept; others have 1."""
NAME = 1.2
"""Weight of a name that both name."""
ONE_SIDED = 0.5
"""Weight of a name that only one of them names; none in German, where every noun looks like a name."""
NUMBER = 1.2
"""Weight of a number."""
DOUBT = 0.8
"""Weight by which any two quotes are held to differ, so that a single concept in common proves little."""
LENGTHS = 2.2
"""How many times as long the longer may be before its length speaks against it."""
STRETCH = 1.5
"""By how much a share of concepts in common is stretched: the glossary does not know every word."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]{2,}")
_STEM = 5


def same_quote(a: str, lang_a: str, b: str, lang_b: str) -> float:
    """Return how surely two quotes are the same words, 0 to 1; in two languages, one said in the other.

    In one language it is the share of words they have in common, in order of the text, the shorter held against a
    passage of the longer.  In two: names, numbers (as sets: machines permute them) and the concepts of the glossary.
    """
    if not a.strip() or not b.strip():
        return 0.0
    if lang_a == lang_b:
        return _alike(a, b, lang_a)
    score = min(1.0, STRETCH * _in_common(a, lang_a, b, lang_b))
    short, long = sorted((len(a), len(b)))
    return score * min(1.0, LENGTHS * short / long)


def _in_common(a: str, lang_a: str, b: str, lang_b: str) -> float:
    """Return the share of what two quotes name that both name, by weight."""
    (weights_a, names_a), (weights_b, names_b) = _named(a, lang_a), _named(b, lang_b)
    shared = sum(weight for key, weight in weights_a.items() if key in weights_b)
    every = sum((weights_a | weights_b).values())
    both = NAME * len(names_a & names_b)
    alone = sum(
        ONE_SIDED * len(own - other)
        for own, other, lang in ((names_a, names_b, lang_a), (names_b, names_a, lang_b))
        if lang != "de"
    )
    return (shared + both) / (every + both + alone + DOUBT)


def _alike(a: str, b: str, lang: str) -> float:
    from rapidfuzz.fuzz import partial_ratio_alignment, ratio

    words_a, words_b = _plain(a), _plain(b)
    if not words_a or not words_b:
        return 0.0
    whole = ratio(words_a, words_b) / 100
    short, long = sorted((words_a, words_b), key=len)
    if len(short) < 4 or len(long) > 12 * len(short):
        return whole if len(short) >= 4 else float(short == long)
    part = partial_ratio_alignment(short, long)
    inside = 0.95 * part.score / 100 if part is not None else 0.0
    return max(whole, inside, 0.9 * _in_common(a, lang, b, lang))


def _plain(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)) + _NUMBER.findall(text))


@lru_cache(maxsize=4096)
def _named(text: str, lang: str) -> tuple[dict[str, float], frozenset[str]]:
    """Return the concepts and numbers of a quote with their weights, and the beginnings of the names in it."""
    weights = {concept: LITTLE if concept in COMMON else 1.0 for concept in concept_list(text, lang)}
    weights |= {"#" + number.replace(",", "."): NUMBER for number in _NUMBER.findall(text)}
    small = language(lang).words
    names = set()
    for match in _WORD.finditer(text):
        word = match.group()
        begins = text[: match.start()].rstrip('"“„«([ ')[-1:] in ("", ".", "!", "?", ":")
        if (
            word[0].isupper()
            and (word.isupper() or not begins)
            and word.lower() not in small
            and not concept_list(word, lang)
        ):
            names.add(fold(word)[:_STEM])
    return weights, frozenset(names)
