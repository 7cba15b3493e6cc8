"""Two related articles cut where their shared passages and quotes begin and end."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from paddock.evidence import Derivation, Passage, Quote, Reading
from paddock.reports.said_words import clean, name_of
from paddock.units import printable

COLOURS = 6
"""Passages take so many colours and underlines in turn; their numbers tell them apart as well."""

Span = tuple[int, int, int]
"""Start, end and number of a passage in one article."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. numbers: the passages it lies in.  opens: those that begin here.  quoted: in a quote."""

    text: str
    numbers: tuple[int, ...]
    opens: tuple[int, ...]
    quoted: bool

    @property
    def colour(self) -> int:
        """Return which of the colours it takes."""
        return (self.numbers[0] - 1) % COLOURS if self.numbers else 0


@dataclass(frozen=True, slots=True)
class Shared:
    """A passage in both articles, with its number and how alike the two are."""

    number: int
    left: str
    right: str
    score: str

    @property
    def colour(self) -> int:
        """Return which of the colours it takes."""
        return (self.number - 1) % COLOURS


@dataclass(frozen=True, slots=True)
class Said:
    """A quote in one article or in both; "" where the other has none. speakers: as each names them."""

    left: str
    right: str
    left_speaker: str
    right_speaker: str

    @property
    def disputed(self) -> bool:
        """Return whether the two give the quote to different people."""
        return bool(self.left_speaker and self.right_speaker and self.left_speaker != self.right_speaker)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles side by side: the one that came first on the left, where that is known.

    spans: of the shared passages in each, with their numbers in the order of the left one.
    """

    left: Reading
    right: Reading
    left_spans: tuple[Span, ...]
    right_spans: tuple[Span, ...]
    scores: tuple[float, ...]


def aligned(a: Reading, b: Reading, derivation: Derivation | None, passages: Iterable[Passage]) -> Pair:
    """Return two articles with their shared passages numbered.

    passages: `start:end` lies in the derived article and `origin_start:origin_end` in its origin; without a derivation
    in b and in a. An offset beyond a text is cut there; a passage with nothing in it is left out.
    """
    made, origin = (a, b) if derivation is not None and derivation.article == a.article.id else (b, a)
    found = []
    for one in passages:
        here = _within(one.origin_start, one.origin_end, origin.article.text)
        there = _within(one.start, one.end, made.article.text)
        if here and there:
            found.append((here, there, one.score))
    found.sort()
    left_spans = tuple((*one[0], number) for number, one in enumerate(found, 1))
    right_spans = tuple((*one[1], number) for number, one in enumerate(found, 1))
    return Pair(origin, made, left_spans, right_spans, tuple(one[2] for one in found))


def paragraphs(reading: Reading, spans: Sequence[Span]) -> list[list[Piece]]:
    """Return an article's text as paragraphs of pieces, each cut where a passage or a direct quote begins or ends."""
    text = reading.article.text
    quotes = [one for one in reading.quotes if one.direct and one.field == "text" and one.within < 0]
    within = [span for one in quotes if (span := _within(one.start, one.end, text))]
    found: list[list[Piece]] = [[]]
    for piece in _pieces(text, spans, within):
        if piece is None:
            found.append([])
        else:
            found[-1].append(piece)
    return [one for one in found if any(piece.text.strip() for piece in one)]


def shared_of(pair: Pair) -> list[Shared]:
    """Return the shared passages one by one, with the words of both."""
    return [
        Shared(
            left[2],
            clean(pair.left.article.text[left[0] : left[1]]),
            clean(pair.right.article.text[right[0] : right[1]]),
            f"{score:.2f}",
        )
        for left, right, score in zip(pair.left_spans, pair.right_spans, pair.scores, strict=True)
    ]


def quotes_of(pair: Pair, names: Mapping[str, str]) -> list[Said]:
    """Return the direct quotes of both articles; those that lie in one shared passage stand side by side, in order."""
    mine, theirs = _direct(pair.left), _direct(pair.right)
    by_passage: dict[int, list[Quote]] = {}
    for quote, numbers in zip(theirs, _numbers(theirs, pair.right_spans), strict=True):
        for number in numbers:
            by_passage.setdefault(number, []).append(quote)
    partner: dict[int, Quote] = {}
    used: set[int] = set()
    for quote, numbers in zip(mine, _numbers(mine, pair.left_spans), strict=True):
        near = [one for number in numbers for one in by_passage.get(number, ())]
        free = next((one for one in near if id(one) not in used), None)
        if free is not None:
            partner[id(quote)] = free
            used.add(id(free))
    found = [_said(one, partner.get(id(one)), names) for one in mine]
    return [*found, *(_said(None, one, names) for one in theirs if id(one) not in used)]


def _said(left: Quote | None, right: Quote | None, names: Mapping[str, str]) -> Said:
    return Said(
        clean(left.text) if left else "",
        clean(right.text) if right else "",
        name_of(left.speaker, names) if left else "",
        name_of(right.speaker, names) if right else "",
    )


def _direct(reading: Reading) -> list[Quote]:
    return sorted(
        (one for one in reading.quotes if one.direct and one.within < 0),
        key=lambda one: (one.field == "text", one.start),
    )


def _numbers(quotes: Sequence[Quote], spans: Sequence[Span]) -> Iterator[list[int]]:
    """Yield the numbers of the passages that each quote touches; the quotes are in their order in the text."""
    waiting = sorted(spans, reverse=True)
    near: list[Span] = []
    for quote in quotes:
        if quote.field != "text":
            yield []
            continue
        while waiting and waiting[-1][0] < quote.end:
            near.append(waiting.pop())
        near = [one for one in near if one[1] > quote.start]
        yield [number for start, _, number in near if start < quote.end]


def _within(start: int, end: int, text: str) -> tuple[int, int] | None:
    start, end = max(start, 0), min(end, len(text))
    return (start, end) if start < end else None


def _pieces(text: str, spans: Sequence[Span], quotes: Sequence[tuple[int, int]]) -> Iterator[Piece | None]:
    """Yield the pieces of a text in order, None where a line ends."""
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for start, end, number in spans:
        begins.setdefault(start, []).append(number)
        ends.setdefault(end, []).append(number)
    depth: dict[int, int] = {}
    for start, end in quotes:
        depth[start] = depth.get(start, 0) + 1
        depth[end] = depth.get(end, 0) - 1
    breaks = {place for found in re.finditer(r"\n", text) for place in (found.start(), found.end())}
    cuts = sorted({0, len(text), *begins, *ends, *depth, *breaks})
    active: list[int] = []
    opens: list[int] = []
    quoted = 0
    for at, following in pairwise(cuts):
        for number in ends.get(at, ()):
            active.remove(number)
        for number in begins.get(at, ()):
            insort(active, number)
            opens.append(number)
        quoted += depth.get(at, 0)
        part = text[at:following]
        if part == "\n":
            yield None
            continue
        yield Piece(_shown(part), tuple(active), tuple(opens), quoted > 0)
        opens = []


def _shown(part: str) -> str:
    """Return a part of a text as a page may hold it, its spaces kept."""
    return printable(part.replace("\r", "").replace("\t", " "))
