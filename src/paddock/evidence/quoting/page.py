"""The title or the text of an article as a row of words, with who is named where and what stands in quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from paddock.evidence.folding import fold
from paddock.evidence.quoting.marks import Span
from paddock.evidence.quoting.words import Speech, genders
from paddock.evidence.types import Mention, Sentence

Group = Literal["person", "org", "outlet", "other"]
_GROUPS: dict[str, Group] = {
    "person": "person",
    "driver": "person",
    "manufacturer": "org",
    "company": "org",
    "team": "org",
    "series": "org",
    "outlet": "outlet",
}
_WORD = re.compile(r"([^\W_]+)")
GAP = 12
"""Characters looked at between two words."""
LISTED = 8
"""Names of a list that are looked at."""
_GENITIVE = re.compile(r"['’]s?(?!\w)|-\w")


@dataclass(slots=True, eq=False)
class Actor:
    """Somebody or something named: the first of its words and the one after its last.

    Not frozen, for speed: there is one for each name of an article.  Nobody changes it.
    """

    first: int
    last: int
    group: Group
    kind: str
    ref: str
    surface: str


@dataclass(frozen=True, slots=True)
class Pronoun:
    """ "he", "sie", "il": somebody named before word `at`."""

    at: int


@dataclass(frozen=True, slots=True)
class Description:
    """ "the manufacturer", "der ehemalige Teamchef": kind of its head, and the words from `at` up to `end`."""

    at: int
    end: int
    kind: str


Subject = Actor | Pronoun | Description


@dataclass(frozen=True, slots=True)
class Saying:
    """A verb of saying (or "according to") at word `at` and its subject."""

    at: int
    subject: Subject


class Page:
    """One field of an article, cut into words; positions in its methods are numbers of words unless they say offset."""

    def __init__(
        self,
        text: str,
        speech: Speech,
        sentences: Iterable[Sentence],
        mentions: Iterable[Mention],
        spans: Sequence[Span],
    ) -> None:
        self.text = text
        self.speech = speech
        parts = _WORD.split(text)
        ends = list(accumulate(map(len, parts)))
        self.starts = ends[:-1:2]
        self.ends = ends[1::2]
        self.words = [word.lower() if word.isascii() else fold(word) for word in parts[1::2]]
        self._gaps = {number: gap[:GAP] for number, gap in enumerate(parts[2::2]) if gap != " "}
        self.quoted = bytearray(len(self.words))
        for span in spans:
            if span.within < 0:
                first, last = self.word_at(span.open), self.word_at(span.close)
                self.quoted[first:last] = b"\1" * (last - first)
        self.sentences = [(one.start, one.end) for one in sentences]
        self._sentence_starts = [start for start, _ in self.sentences]
        self.bounds = [
            (bisect_left(self.starts, start), bisect_left(self.starts, end)) for start, end in self.sentences
        ]
        self.actors = [actor for one in mentions if (actor := self._actor(one))]
        self.at: dict[int, Actor] = {n: actor for actor in self.actors for n in range(actor.first, actor.last)}
        self.people = [actor for actor in self.actors if actor.group == "person"]
        self.said: dict[tuple[int, int, bool], tuple[Saying, ...]] = {}
        tell = speech.tell
        self._telling = [
            n for n, word in enumerate(self.words) if word in tell and not self.quoted[n] and n not in self.at
        ]
        self._people_at = [actor.first for actor in self.people]
        self._actors_at = [actor.first for actor in self.actors]
        self._genders: dict[str, str] | None = None
        self.parts = {self.words[n]: one for one in self.people for n in range(one.first, one.last)}

    def _actor(self, mention: Mention) -> Actor | None:
        first = bisect_left(self.starts, mention.start)
        last = bisect_left(self.starts, mention.end)
        if first >= last:
            return None
        ref = mention.ref or (mention.candidates[0] if len(mention.candidates) == 1 else "")
        return Actor(first, last, _GROUPS.get(mention.type, "other"), mention.type, ref, mention.surface)

    def gender_of(self, ref: str) -> str:
        """Return "female" or "male" where the first name of a person tells, else ""."""
        if self._genders is None:
            known = genders()
            self._genders = {}
            for one in self.people:
                told = known.get(self.words[one.first], "") if one.last - one.first > 1 else ""
                if one.ref and (told or one.ref not in self._genders):
                    self._genders[one.ref] = told
        return self._genders.get(ref, "")

    def word_at(self, offset: int) -> int:
        """Return the first word at or after an offset."""
        return bisect_left(self.starts, offset)

    def sentence_at(self, offset: int) -> int:
        """Return the sentence that an offset is in, or the one before it."""
        return max(bisect_right(self._sentence_starts, offset) - 1, 0)

    def telling(self, first: int, last: int) -> list[int]:
        """Return the words between two words that can tell who says something, outside quotes and names."""
        return self._telling[bisect_left(self._telling, first) : bisect_left(self._telling, last)]

    def people_in(self, first: int, last: int) -> list[Actor]:
        """Return the people named between two words."""
        return self.people[bisect_left(self._people_at, first) : bisect_left(self._people_at, last)]

    def actors_in(self, first: int, last: int) -> list[Actor]:
        """Return all that is named between two words."""
        return self.actors[bisect_left(self._actors_at, first) : bisect_left(self._actors_at, last)]

    def sentence_words(self, number: int) -> tuple[int, int]:
        """Return the first word of the sentence of a word, and the one after its last."""
        if not self.sentences:
            return 0, len(self.words)
        return self.bounds[self.sentence_at(self.starts[number])]

    def between(self, number: int) -> str:
        """Return what stands between a word and the one after it."""
        return self._gaps.get(number, " ")

    def capital(self, number: int) -> bool:
        """Return whether a word is written with a capital."""
        return self.text[self.starts[number]].isupper()

    def marked(self, number: int, marks: str) -> bool:
        """Return whether one of some marks stands between a word and the one after it."""
        gap = self._gaps.get(number)
        return gap is not None and any(mark in marks for mark in gap)

    def comma(self, first: int, last: int) -> bool:
        """Return whether a comma, a colon or a dash stands between words from `first` up to the one before `last`."""
        return any(self.marked(n, ",;:–—(") for n in range(first, last))

    def preposition(self, number: int) -> bool:
        """Return whether a word is a preposition; one that needs its accent must have it."""
        word = self.words[number]
        if word in self.speech.prepositions:
            return word not in self.speech.as_ or (number > 0 and not self.marked(number - 1, ",.:;!?\n"))
        return len(word) == 1 and self.text[self.starts[number]].lower() in self.speech.prepositions

    def owned(self, actor: Actor) -> bool:
        """Return whether an actor stands in the genitive or before a hyphen: what follows is meant, not itself."""
        return bool(_GENITIVE.match(self.text, self.ends[actor.last - 1]))

    def joined(self, actor: Actor) -> bool:
        """Return whether somebody is named together with others: "A and B", "A, B and C"."""
        after = actor.last
        for _ in range(LISTED):
            if after + 1 >= len(self.words):
                return False
            if self.words[after] in self.speech.linking:
                following = self.at.get(after + 1)
                return following is not None and following.group == actor.group
            following = self.at.get(after)
            if following is None or following.group != actor.group or "," not in self.between(after - 1):
                return False
            after = following.last
        return False

    def _enumerated(self, first: int) -> int:
        """Return the first word of the first of several names joined by commas and an "and" after the one at a word."""
        actor = self.at.get(first)
        if actor is None or "," not in self.between(first - 1) or first - 1 not in self.at:
            return first
        after = actor.last
        for _ in range(LISTED):
            if after >= len(self.words) - 1 or self.words[after] in self.speech.linking:
                break
            following = self.at.get(after)
            if following is None or "," not in self.between(after - 1):
                return first
            after = following.last
        if after + 1 >= len(self.words) or not self.capital(after + 1):
            return first
        for _ in range(LISTED):
            ahead = self.at.get(first - 1)
            if ahead is None or "," not in self.between(first - 1):
                break
            first = ahead.first
        return first

    def governed(self, first: int) -> bool:
        """Return whether a preposition stands before what begins at a word: then it is not who speaks.

        One that stands before the first of several names ("with A, B and C") stands before them all.
        """
        first = self._enumerated(first)
        number = first - 1
        for _ in range(2):
            if number < 0 or self.quoted[number] or self.between(number).strip(" \n-’'\u00a0"):
                return False
            if self.preposition(number) or (self.words[number] in self.speech.linking and number - 1 in self.at):
                return True
            if self.words[number] not in self.speech.determiners:
                return False
            number -= 1
        return False
