"""What says outright whose a quote is: a verb of saying before it, after it or within it, or a name beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paddock.evidence.quoting.descriptions import described_from, head_kind, is_pronoun
from paddock.evidence.quoting.marks import Span
from paddock.evidence.quoting.page import Actor, Description, Page, Pronoun, Saying
from paddock.evidence.quoting.referents import first_person
from paddock.evidence.quoting.subjects import after, sayings

PAPER = 8
"""Words after a quote among which "a statement" stands that it is taken from."""
NEAR = 14
"""Words after a quote within which the verb stands that says whose it is."""
REACH = 120
"""Words of its sentence on either side of a quote that are looked at."""
SHORT = 60
"""Characters of a sentence after a quote that says no more than whose it was."""
ASIDE = 40
"""Characters at the end of a quote in which an aside of the writer stands: "…, dit-il. "."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Words around a quote: `pre` from the quote before it or the start of the sentence, `post` to the next quote or
    the end of the sentence; `first` and `last`: the whole sentence.
    """

    first: int
    pre: int
    open: int
    close: int
    post: int
    last: int
    sentence: int
    ends_in: int


def frame_of(page: Page, spans: Sequence[Span], number: int) -> Frame:
    """Return the words around one of the outermost quotes of a page."""
    span = spans[number]
    sentence, ends_in = page.sentence_at(span.open), page.sentence_at(max(span.close - 1, span.open))
    opened, closed = page.word_at(span.open), page.word_at(span.close)
    first = max(page.bounds[sentence][0] if page.sentences else 0, opened - REACH)
    last = min(page.bounds[ends_in][1] if page.sentences else len(page.words), closed + REACH)
    earlier = page.word_at(spans[number - 1].close) if number else 0
    later = page.word_at(spans[number + 1].open) if number + 1 < len(spans) else len(page.words)
    return Frame(first, max(first, earlier), opened, closed, min(last, later), max(last, closed), sentence, ends_in)


def explicit(page: Page, span: Span, frame: Frame) -> Saying | None:
    """Return who is said outright to have said a quote, None where nothing says so."""
    text = page.text
    lead = text[max(0, span.open - 3) : span.open].rstrip()
    if lead.endswith(":"):
        said = _last(page, frame.first, frame.open)
        if said is not None:
            return said
        if (somebody := first_person(page, frame.pre, frame.open)) is not None:
            return Saying(frame.open, somebody)
    trail = text[span.close : span.close + 3].lstrip()
    adjacent = text[span.end - 1] in ",?!…–—-" or trail[:1] in (",", "–", "—", "-", "(", ":") or frame.pre == frame.open
    if (said := _inside(page, span)) is not None:
        return said
    if adjacent and (said := _inquit(page, frame, span)) is not None:
        return said
    said = _last(page, frame.pre, frame.open) or _trailing(page, frame) or _gapped(page, frame)
    return said or _last(page, frame.first, frame.pre)


def _gapped(page: Page, frame: Frame) -> Saying | None:
    """Return who takes the place of the one who said the quote before: "X called it “quick” and Y “safe”"."""
    if frame.pre == frame.first or frame.pre + 1 >= frame.open or page.words[frame.pre] not in page.speech.linking:
        return None
    actor = page.at.get(frame.pre + 1)
    if actor is None or actor.group != "person":
        return None
    bare = all(page.preposition(n) or page.words[n] in page.speech.determiners for n in range(actor.last, frame.open))
    return Saying(frame.pre, actor) if bare else None


def _last(page: Page, first: int, last: int) -> Saying | None:
    found = sayings(page, first, last)
    return found[-1] if found else None


def _inquit(page: Page, frame: Frame, span: Span) -> Saying | None:
    """Return who is named right after a quote: "…", said X."""
    first, last = frame.close, frame.post
    if first >= last:
        return _short_sentence(page, frame, span)
    word = page.words[first]
    if word in page.speech.quoted:
        subject = after(page, first, last)
        return None if subject is None else Saying(first, subject)
    if word in page.speech.conjunctions and not page.capital(first) and not is_pronoun(page, first):
        return None
    if told := sayings(page, first, min(last, first + NEAR)):
        return told[0]
    whose: Description | Pronoun | None = _paper(page, first, last)
    if whose is None and is_pronoun(page, first) and page.text[span.end - 1] in ",?!":
        whose = Pronoun(first)
    if whose is not None:
        return Saying(first, whose)
    return _headed(page, frame, span) or _unknown_verb(page, first, last, span)


def _paper(page: Page, first: int, last: int) -> Description | None:
    """Return the statement or spokesperson that words after a quote name: "…", a statement read."""
    for number in range(first, min(last, first + PAPER)):
        if number > first and page.marked(number - 1, ",;:.("):
            break
        if page.words[number] in page.speech.determiners:
            found = described_from(page, number, last)
            if isinstance(found, Description) and found.kind in ("statement", "spokesperson"):
                return found
    return None


def _headed(page: Page, frame: Frame, span: Span) -> Saying | None:
    """Return who stands behind the colon or the dash after a quote that opens a sentence: “…”: X wants more."""
    first = frame.close
    gap = page.text[span.close : page.starts[first]].strip()
    if frame.first != frame.open or gap not in (":", "–", "—", "-"):
        return None
    subject = after(page, first - 1, frame.post)
    if not isinstance(subject, Actor):
        return None
    titled = all(n in page.at or head_kind(page, n) == "person" for n in range(first, subject.first))
    return Saying(first, subject) if titled else None


def _unknown_verb(page: Page, first: int, last: int, span: Span) -> Saying | None:
    """Return who stands beside a verb that is not on the list: "…", winkt X ab."""
    actor = page.at.get(first)
    gap = page.text[span.close : page.starts[first]]
    if actor is not None:
        closes = actor.last >= last or page.marked(actor.last - 1, "\n")
        signed = closes and any(mark in gap for mark in "–—-(")
        verb = page.text[span.end - 1] == "," and not page.governed(first) and not closes
        return Saying(first, actor) if actor.group == "person" and (signed or verb) else None
    if page.capital(first) or page.words[first] in page.speech.prepositions | page.speech.determiners:
        return None
    subject = after(page, first, min(last, first + 6))
    if isinstance(subject, Pronoun) or (isinstance(subject, Description) and subject.kind == "person"):
        return Saying(first, subject)
    return Saying(first, subject) if isinstance(subject, Actor) and subject.group == "person" else None


def _short_sentence(page: Page, frame: Frame, span: Span) -> Saying | None:
    """Return who a sentence of its own after a quote names: “…?” X asked."""
    after_it = frame.ends_in + 1
    if after_it >= len(page.sentences) or frame.close < frame.last:
        return None
    start, end = page.sentences[after_it]
    if (
        end - start > SHORT
        or "\n" in page.text[span.close : start]
        or any(m in page.text[start:end] for m in '"“”„«»:')
    ):
        return None
    first, last = page.word_at(start), page.word_at(end)
    return next(iter(sayings(page, first, min(last, first + NEAR))), None)


def _inside(page: Page, span: Span) -> Saying | None:
    """Return who a parenthesis within the quote itself names at its end: "…, dit-il. "."""
    comma = page.text.rfind(",", max(span.start, span.end - ASIDE), span.end - 2)
    if comma < 0:
        return None
    first, last = page.word_at(comma), page.word_at(span.end)
    if not 2 <= last - first <= 4 or page.words[first] not in page.speech.alone | {"a"}:
        return None
    for number in range(first + 1, last):
        if is_pronoun(page, number) and number == last - 1:
            return Saying(first, Pronoun(page.word_at(span.open)))
        actor = page.at.get(number)
        if actor is not None and actor.group == "person" and actor.last == last:
            return Saying(first, actor)
    return None


def _trailing(page: Page, frame: Frame) -> Saying | None:
    """Return who the end of the sentence names: A “…” that does this, says X."""
    for said in sayings(page, frame.close, frame.last):
        subject = said.subject
        starts = min(said.at, subject.first if isinstance(subject, Actor) else subject.at)
        if starts > frame.close and "," in page.between(starts - 1):
            return said
    return None
