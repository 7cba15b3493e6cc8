"""An article cut into sentences, each with its place in the text and its own language.

A line's end is a sentence's end, unless the text is wrapped at a width.  A full stop is none after an abbreviation, an
initial, an ordinal number ("der 6. Lauf", "am 12. Februar") and where a small letter follows.  Quotation marks do not
matter: a quote of two sentences is two sentences, the closing mark with the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from paddock.evidence.languages import LANGUAGES, Language, function_words, language, sentence_language
from paddock.evidence.types import Article, Field, Sentence

WIDTH = 100
"""Characters of the longest line of a text that may be wrapped at a width."""
WRAPPED_LINES = 6
"""Lines such a text has at least."""
_END = re.compile(r"[.!?…。]+(?P<close>[\"”“»’'‘)\]›‹*]*)(?:(?=\s)|$)|[•▪●]|\n")
_SPACED_CLOSE = re.compile(r"[ \u00a0\u202f](?:[»”]|[\"](?=[ \u00a0\u202f\n]|$))")
_TOKEN_BEFORE = re.compile(r"[\s\"“”„«»()\[\],;:'’‘‚]+")
_NEXT = re.compile(r"\s+([\"“„«»‚‘'(\[¿¡–—-]*\s?)([^\s.,;:!?\"”“»)\]]{1,30})")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?){1,4}")
_NUMBER = re.compile(r"\d{1,2}\.")
_LINE_NUMBER = re.compile(r"(?:^|\n)[ \t]*\d{1,3}\.$")
_MAY_END = frozenset(("u.s.", "u.k.", "u.s.a.", "etc.", "usw.", "ecc.", "inc.", "co.", "corp.", "ltd.")) | {
    "a.m.",
    "p.m.",
    "s.a.",
    "s.p.a.",
    "s.r.l.",
    "ee.uu.",
    "jr.",
    "sr.",
    "ltda.",
}
"""Abbreviations that may stand at the end of a sentence."""
_PLAIN = 0.15
"""Share of function words of the article's language from which a sentence is in it without a vote."""


def split(article: Article) -> tuple[Sentence, ...]:
    """Return the sentences of an article, those of the title first, without the space around them.

    The language of each is the article's unless its words clearly are another's; `article.lang` must be set to have
    the article's.
    """
    found: list[Sentence] = []
    for which, text in (("title", article.title), ("text", article.text)):
        spans = [(a, b) for a, b in _spans(text, article.lang) if a < b]
        found += [Sentence(a, b, text[a:b], _lang(text[a:b], article.lang), _field(which)) for a, b in spans]
    return tuple(found)


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return start and end of each paragraph of a text that is not empty."""
    found = []
    start = 0
    for mark in re.finditer(r"\n", text) if not wrapped(text) else re.finditer(r"\n[ \t]*(?=\n)", text):
        if text[start : mark.start()].strip():
            found.append((start, mark.start()))
        start = mark.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return found


def wrapped(text: str) -> bool:
    """Return whether the lines of a text are cut at a width, so that a line's end ends no paragraph."""
    if text.count("\n") < WRAPPED_LINES:
        return False
    lines = [line.rstrip() for line in text.split("\n")]
    longest = max(len(line) for line in lines)
    if not WIDTH // 2 <= longest <= WIDTH:
        return False
    inner = [line for line, after in pairwise(lines) if line and after.strip()]
    return len(inner) >= WRAPPED_LINES and sum(len(line) > 0.7 * longest for line in inner) > 0.8 * len(inner)


def _lang(text: str, article: str) -> str:
    own = language(article).words
    words = text.lower().split()
    if sum(word in own for word in words) > max(1.0, _PLAIN * len(words)):
        return article
    return sentence_language(text, article)


def _field(which: str) -> Field:
    return "title" if which == "title" else "text"


def _spans(text: str, lang: str) -> Iterator[tuple[int, int]]:
    known = language(lang) if lang else _all()
    soft = wrapped(text)
    start = counted = straight = 0
    for mark in _END.finditer(text):
        end = mark.end()
        if end <= start:
            continue
        straight += text.count('"', counted, end)
        counted = end
        if mark.group() == "\n":
            if soft and not _blank_line(text, mark.start()):
                continue
            if not soft and _runs_on(text, start, mark.start()):
                continue
            straight = 0
        elif mark.group() not in "•▪●":
            if close := _SPACED_CLOSE.match(text, end):
                end = close.end() if close.group()[-1] != '"' or straight % 2 else end
            if not _ends(text, mark.start(), mark.end(), end, lang, known):
                continue
        yield trimmed(text, start, mark.start() if mark.group() in "•▪●" else end)
        start = end
    yield trimmed(text, start, len(text))


def _ends(text: str, stop: int, close: int, end: int, lang: str, known: Language) -> bool:
    """Return whether the full stop at `stop` ends a sentence; `close`: after its marks, `end`: after a spaced one."""
    after = _NEXT.match(text, end)
    if after is None:
        return not _numbered(text, stop)
    word = after.group(2)
    first = word[0]
    if first.islower():
        return False
    if text[stop] != "." or text[stop : stop + 2] == ".." or text[close - 1] != ".":
        return True
    return _after_stop(text, stop, word, lang, known)


def _after_stop(text: str, stop: int, word: str, lang: str, known: Language) -> bool:
    """Return whether a single full stop before `word`, which is no small word, ends a sentence."""
    token = _TOKEN_BEFORE.split(text[max(0, stop - 20) : stop])[-1] + "."
    starts = word.lower() in function_words()
    if _NUMBER.fullmatch(token):
        if _numbered(text, stop):
            return False
        return starts or lang != "de" or word[0].isdigit()
    if token.lower() in known.abbreviations or _INITIALS.fullmatch(token):
        return starts and token.lower() in _MAY_END
    return True


def _numbered(text: str, stop: int) -> bool:
    return bool(_LINE_NUMBER.search(text, max(0, stop - 12), stop + 1))


def _all() -> Language:
    each = [language(code) for code in LANGUAGES]
    return Language(function_words(), frozenset(), frozenset().union(*(one.abbreviations for one in each)))


def _blank_line(text: str, at: int) -> bool:
    return text[at + 1 : at + 40].lstrip(" \t\r")[:1] in ("\n", "", "•", "▪", "●", "*", "-", "–")


def _runs_on(text: str, start: int, at: int) -> bool:
    """Return whether a line goes on in the next one, which then starts with a small letter."""
    return (
        at - start > WIDTH // 2
        and text[at + 1 : at + 2].islower()
        and (text[at - 1].isalnum() or text[at - 1] in ",;–-")
    )


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
