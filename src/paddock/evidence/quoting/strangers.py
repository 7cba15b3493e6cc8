"""People nobody has on a list, known by what stands beside their names: a verb of saying or what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from paddock.evidence.folding import fold
from paddock.evidence.glossary import concepts
from paddock.evidence.languages import language
from paddock.evidence.quoting.words import Speech, speech

_CAPITAL = r"[A-ZÀ-ÖØ-ÞŁŠŽČ][\w'’-]{1,40}(?![\w'’-])"
_JOINT = r"[ ](?:[A-Z]\.[ ]|(?:de|del|della|di|da|do|dos|du|la|le|van|von|der|den|ten|el|al)[ ]){0,3}"
_RUN = re.compile(rf"\b{_CAPITAL}(?:{_JOINT}{_CAPITAL}){{1,7}}")
_PART = re.compile(_CAPITAL)
_WORD = re.compile(r"[^\W\d_]+")
_APPOSITION = re.compile(r"[ ]?[,(–][ ]?((?:[^\W\d_]+[’' -]){0,4}[^\W\d_]+)")
_AFTER_QUOTE = re.compile(r"[”“\"»«’',–—][\s,]{0,3}((?:[^\W\d_]{1,4}[ ]){0,2})([^\W\d_]+)[ ]$")
_BEFORE_VERB = re.compile(r"[ ]([^\W\d_]+)\b")
_MIDDLE = re.compile(r"[^\s.!?:“”\"„«»][ ]$|[”“\"»«],?[ ]$")
_CLAUSE = re.compile(r"[^,;:.!?()“”\"«»„–—\n]*$")
LONGEST = 3
"""Words with capitals that a name has at most."""
FIRM = 6
"""Words before a name in which a title stands that is held in a firm."""
LEFT = 60
"""Characters before a name in which what its bearer is stands."""
RIGHT = 80
"""Characters after a name in which what its bearer is stands."""


def strangers(text: str, lang: str, taken: bytearray) -> Iterator[tuple[int, int]]:
    """Yield where a name of two or three words stands that its surroundings make somebody's.

    These are: a title before it ("Teamchef X Y"), one after its comma ("X Y, president of"), and a verb of saying
    right beside it.  taken: characters that belong to other names.  Texts in a language that is not read have none.
    """
    if not lang:
        return
    words = speech(lang)
    for run in _RUN.finditer(text):
        for start, end in _names(text, run.start(), run.end(), lang, taken):
            if _told(text, start, end, words, lang, firm=start > 1 and bool(taken[start - 2])):
                yield start, end


def _names(text: str, start: int, end: int, lang: str, taken: bytearray) -> Iterator[tuple[int, int]]:
    """Yield the parts of a run of capital words that could be a name: no title, no word of the language, no firm."""
    chain: list[tuple[int, int]] = []
    parts = [match.span() for match in _PART.finditer(text, start, end)]
    for place in (*parts, (end, end)):
        if place[0] == place[1] or taken.find(1, *place) >= 0 or _ordinary(text[slice(*place)], lang):
            if 2 <= len(chain) <= LONGEST:
                yield chain[0][0], _bare(text, chain[0][0], chain[-1][1])
            chain = []
        else:
            chain.append(place)


def _bare(text: str, start: int, end: int) -> int:
    """Return where a name ends without the s of a genitive."""
    return start + len(text[start:end].removesuffix("’s").removesuffix("'s").rstrip("'’-"))


@lru_cache(maxsize=4096)
def _ordinary(written: str, lang: str) -> bool:
    """Return whether a word with a capital is none that people are called by."""
    words = speech(lang)
    word = fold(written)
    if word in words.nobody or word in language(lang).words or word in words.heads or word in words.tell:
        return True
    last = word.rpartition(" ")[2]
    if is_role(last, words) or (written.isupper() and len(written) < 4):
        return True
    return lang == "de" and (bool(concepts(written, lang)) or word.endswith(words.endings))


def is_role(word: str, words: Speech) -> bool:
    """Return whether a folded word says what somebody is, also as the end of a compound ("Teamchef")."""
    heads = words.heads
    ends = (word, word[:-2]) if word.endswith("in") else (word,)
    if word in heads:
        return heads[word] == "person"
    return any(heads.get(one[cut:]) == "person" for one in ends for cut in range(len(one) - 3))


def _told(text: str, start: int, end: int, words: Speech, lang: str, *, firm: bool) -> bool:
    """Return whether what stands around a name makes it somebody's."""
    left = text[max(0, start - LEFT) : start]
    if _titled(left, words, firm=firm) or _said_before(left, words):
        return True
    before = _WORD.findall(left[-12:])
    if before and left.endswith(" ") and before[-1].lower() in words.where:
        return False
    return _described(text, end, words) or _says(text, start, end, words, lang)


def _titled(left: str, words: Speech, *, firm: bool) -> bool:
    """Return whether a title stands right before a name, or before the firm it is held in: "Sportchef von Audi X Y".

    firm: whether something listed stands right before the name.
    """
    if not left.endswith(" "):
        return False
    near = _CLAUSE.search(left)
    found = _WORD.findall(near[0]) if near is not None else []
    if words.aged and words.aged == set(found[-2:]):
        return True
    for written in reversed(found[-FIRM:]):
        word = fold(written)
        if is_role(word, words) and word not in words.adjectives:
            return True
        if written is found[-1] and not (written[0].isupper() and (firm or word in words.nobody)):
            return False
        if not written[0].isupper() and word not in words.prepositions and word not in words.determiners:
            return False
    return False


def _said_before(left: str, words: Speech) -> bool:
    """Return whether a verb of saying stands right before a name and behind a quote or a comma: "…”, said X Y"."""
    match = _AFTER_QUOTE.search(left)
    if match is None:
        return False
    verb = fold(match[2])
    return verb in words.quoted or (verb in words.cues and verb not in words.telling and match[2][0].islower())


def _described(text: str, end: int, words: Speech) -> bool:
    """Return whether a title stands right after the comma behind a name: "X Y, president of"."""
    match = _APPOSITION.match(text, end, end + RIGHT)
    if match is None:
        return False
    for written in _WORD.findall(match[1]):
        word = fold(written)
        if is_role(word, words):
            return True
        if word in words.where or word in words.that:
            return False
    return False


def _says(text: str, start: int, end: int, words: Speech, lang: str) -> bool:
    """Return whether a verb of saying follows a name; where nouns have capitals, only within a sentence."""
    match = _BEFORE_VERB.match(text, end)
    if match is None or not match[1][0].islower() or (verb := fold(match[1])) not in words.alone:
        return False
    if verb.startswith(words.firms):
        return False
    return lang != "de" or _MIDDLE.search(text[max(0, start - 4) : start]) is not None
