"""Who is quoted: the words before and after a quote, those of its sentence, and who spoke before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paddock.evidence.quoting.marks import Span
from paddock.evidence.quoting.page import Actor, Description, Page, Pronoun, Saying, Subject
from paddock.evidence.quoting.referents import Heard, first_org, first_person, resolve
from paddock.evidence.quoting.subjects import after, before, described_from, is_pronoun, sayings
from paddock.evidence.quoting.told import told_in

_IMPERSONAL = frozenset({"y", "faut", "est", "s", "semble"})
"""What follows a French "il" that means nobody."""
NEAR = 14
"""Words after a quote within which the verb stands that says whose it is."""
REACH = 120
"""Words of its sentence on either side of a quote that are looked at."""
CHAIN = 8
"""Quotes that follow one another at once, of which the last may tell whose they all are."""
SHORT = 60
"""Characters of a sentence after a quote that says no more than whose it was."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose a quote is: reference and group; how plainly; told: to whom.

    firm: whether a verb of saying (or what stands for one) says so.
    """

    ref: str = ""
    group: str = ""
    told: str = ""
    firm: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
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


class Speakers:
    """Reads a page once, quote by quote in the order of the text, and remembers who spoke."""

    def __init__(self, page: Page, spans: Sequence[Span], outlet: str = "", lead: Sequence[Actor] = ()) -> None:
        self.page = page
        self.spans = [span for span in spans if span.within < 0]
        self.outlet = outlet
        self.lead = lead
        self.heard = Heard()
        self.told: dict[str, str] = {}
        self._read_to = 0

    def all(self) -> list[Attribution]:
        """Return whose each outermost quote is."""
        found: list[Attribution] = []
        for number in range(len(self.spans)):
            frame = self._frame(number)
            self._listen(frame)
            found.append(self._told(self._whose(number, frame, found)))
            self._remember(found[-1], frame)
        return found

    def _frame(self, number: int) -> _Frame:
        page, span = self.page, self.spans[number]
        sentence = page.sentence_at(span.open)
        ends_in = page.sentence_at(max(span.close - 1, span.open))
        first = page.word_at(page.sentences[sentence][0]) if page.sentences else 0
        last = page.word_at(page.sentences[ends_in][1]) if page.sentences else len(page.words)
        opened, closed = page.word_at(span.open), page.word_at(span.close)
        earlier = page.word_at(self.spans[number - 1].close) if number else 0
        later = page.word_at(self.spans[number + 1].open) if number + 1 < len(self.spans) else len(page.words)
        first = max(first, opened - REACH)
        last = min(last, closed + REACH)
        return _Frame(
            first, max(first, earlier), opened, closed, min(last, later), max(last, closed), sentence, ends_in
        )

    def _whose(self, number: int, frame: _Frame, found: Sequence[Attribution]) -> Attribution:
        if (said := self._explicit(number, frame)) is not None:
            ref, group = resolve(self.page, said.subject, self.heard, self.lead)
            told = told_in(self.page, said.at, frame.first, frame.last, self.outlet)
            return Attribution(ref, group, told, firm=True)
        if number and found[-1].ref and self._same_sentence(number, frame):
            return found[-1]
        if frame.open > frame.first and (named := self._named(number, frame)) is not None:
            return named
        if (next_one := self._next(number)) is not None:
            return next_one
        return self._going_on(number, frame, found)

    def _explicit(self, number: int, frame: _Frame) -> Saying | None:
        text, span = self.page.text, self.spans[number]
        lead = text[max(0, span.open - 3) : span.open].rstrip()
        if lead.endswith(":"):
            said = self._last(frame.first, frame.open)
            if said is not None:
                return said
            if (somebody := first_person(self.page, frame.pre, frame.open)) is not None:
                return Saying(frame.open, somebody)
        trail = text[span.close : span.close + 3].lstrip()
        adjacent = text[span.end - 1] in ",?!…–—-" or trail[:1] in (",", "–", "—", "-", "(") or frame.pre == frame.open
        if (said := self._inside(span)) is not None:
            return said
        if adjacent and (said := self._inquit(frame, span)) is not None:
            return said
        return self._last(frame.pre, frame.open) or self._trailing(frame) or self._last(frame.first, frame.pre)

    def _last(self, first: int, last: int) -> Saying | None:
        found = sayings(self.page, first, last)
        return found[-1] if found else None

    def _inquit(self, frame: _Frame, span: Span) -> Saying | None:
        """Return who is named right after a quote: "…", said X."""
        page, first, last = self.page, frame.close, frame.post
        if first >= last:
            return self._short_sentence(frame, span)
        word = page.words[first]
        if word in page.speech.quoted:
            subject = after(page, first, last)
            return Saying(first, subject) if subject is not None else None
        if word in page.speech.conjunctions and not page.capital(first) and not is_pronoun(page, first):
            return None
        if told := sayings(page, first, min(last, first + NEAR)):
            return told[0]
        opening = described_from(page, first, last) if word in page.speech.determiners else None
        if isinstance(opening, Description) and opening.kind in ("statement", "spokesperson"):
            return Saying(first, opening)
        return self._unknown_verb(first, last, span)

    def _unknown_verb(self, first: int, last: int, span: Span) -> Saying | None:
        """Return who stands beside a verb that is not on the list: "…", winkt X ab."""
        page = self.page
        actor = page.at.get(first)
        gap = page.text[span.close : page.starts[first]]
        if actor is not None:
            closes = actor.last >= last or "\n" in page.between(actor.last - 1)
            signed = closes and any(mark in gap for mark in "–—-(")
            verb = page.text[span.end - 1] == "," and not page.governed(first) and not closes
            return Saying(first, actor) if actor.group == "person" and (signed or verb) else None
        if page.capital(first) or page.words[first] in page.speech.prepositions | page.speech.determiners:
            return None
        subject = after(page, first, min(last, first + 6))
        if isinstance(subject, Pronoun) or (isinstance(subject, Description) and subject.kind == "person"):
            return Saying(first, subject)
        return Saying(first, subject) if isinstance(subject, Actor) and subject.group == "person" else None

    def _short_sentence(self, frame: _Frame, span: Span) -> Saying | None:
        """Return who a sentence of its own after a quote names: “…?” X asked."""
        page = self.page
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

    def _inside(self, span: Span) -> Saying | None:
        """Return who a parenthesis within the quote itself names at its end: "…, dit-il. "."""
        page = self.page
        comma = page.text.rfind(",", max(span.start, span.end - 40), span.end - 2)
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

    def _trailing(self, frame: _Frame) -> Saying | None:
        """Return who the end of the sentence names: A “…” that does this, says X."""
        page = self.page
        for said in sayings(page, frame.close, frame.last):
            subject = said.subject
            starts = min(said.at, subject.first if isinstance(subject, Actor) else subject.at)
            if starts > frame.close and "," in page.between(starts - 1):
                return said
        return None

    def _same_sentence(self, number: int, frame: _Frame) -> bool:
        return self.page.sentence_at(max(self.spans[number - 1].close - 1, 0)) >= frame.sentence

    def _named(self, number: int, frame: _Frame) -> Attribution | None:
        """Return the subject of a sentence that a quote is a part of, where it has no verb of saying."""
        page = self.page
        lead = page.text[max(0, self.spans[number].open - 3) : self.spans[number].open]
        colon = lead.rstrip().endswith(":")
        person, org = first_person(page, frame.first, frame.open), first_org(page, frame.first, frame.open)
        pronoun = self._pronoun(frame.pre if colon else frame.first, frame.open, anywhere=colon)
        if colon and person is None and pronoun is None and self.heard.group == "person":
            return Attribution(self.heard.speaker, self.heard.group)
        named = [one for one in (person, org) if one is not None and not (colon and person and one is org)]
        if pronoun is not None and not any(one.first < pronoun.at for one in named):
            subject: Subject | None = pronoun
        else:
            subject = min(named, key=lambda one: one.first) if named else before(page, frame.first, frame.open)
        if subject is not None:
            ref, group = resolve(page, subject, self.heard, self.lead)
            return Attribution(ref, group) if ref else None
        people = {one.ref for one in page.people_in(frame.first, frame.open) if one.ref}
        return Attribution(people.pop(), "person") if colon and len(people) == 1 else None

    def _pronoun(self, first: int, last: int, *, anywhere: bool) -> Pronoun | None:
        """Return the pronoun that opens a sentence; anywhere: or stands in it, where a colon follows."""
        page = self.page
        for number in range(first, last if anywhere else min(last, first + 2)):
            idle = number + 1 < last and page.words[number + 1] in _IMPERSONAL
            if not page.quoted[number] and not idle and is_pronoun(page, number):
                return Pronoun(number)
        return None

    def _next(self, number: int) -> Attribution | None:
        """Return whose the quote right after this one is, where nothing stands between."""
        said = None
        for after_it in range(number + 1, min(number + 1 + CHAIN, len(self.spans))):
            span, following = self.spans[after_it - 1], self.spans[after_it]
            between = self.page.text[span.close : min(following.open, span.close + 4)]
            if following.open - span.close > 3 or between.strip() or ("\n" in between and span.closed):
                return None
            said = self._explicit(after_it, self._frame(after_it))
            if said is not None:
                break
        if said is None:
            return None
        ref, group = resolve(self.page, said.subject, self.heard, self.lead)
        return Attribution(ref, group, firm=True) if ref else None

    def _going_on(self, number: int, frame: _Frame, found: Sequence[Attribution]) -> Attribution:
        """Return whose a quote is that stands alone: of whom the sentence before tells, else of who spoke last."""
        page, heard = self.page, self.heard
        before_it = frame.sentence - 1
        if frame.open == frame.first and before_it >= 0:
            start, end = page.sentences[before_it]
            plain = number == 0 or self.spans[number - 1].close <= start
            if plain and "\n" not in page.text[end : self.spans[number].open] and heard.sentence < before_it:
                first, last = page.word_at(start), page.word_at(end)
                somebody = first_person(page, first, last)
                org = first_org(page, first, last)
                if somebody is not None and (org is None or somebody.first < org.first):
                    return Attribution(somebody.ref, "person")
        if heard.group == "org" and heard.person and "\n" in page.text[page.starts[heard.at] : self.spans[number].open]:
            return Attribution(heard.person, "person")
        return Attribution(heard.speaker, heard.group)

    def _listen(self, frame: _Frame) -> None:
        """Take in who says what, without quotation marks, in the sentences up to a quote."""
        page = self.page
        for sentence in range(self._read_to, frame.sentence):
            start, end = page.sentences[sentence]
            first, last = page.word_at(start), page.word_at(end)
            if any(page.quoted[first:last]):
                continue
            for said in sayings(page, first, last, quoting=False):
                ref, group = resolve(page, said.subject, self.heard, self.lead)
                if group == "person" or sentence == frame.sentence - 1:
                    self.heard.take(ref, group, said.at, sentence)
        self._read_to = max(self._read_to, frame.ends_in + 1)

    def _told(self, one: Attribution) -> Attribution:
        if one.told and one.ref:
            self.told[one.ref] = one.told
        return Attribution(one.ref, one.group, one.told or self.told.get(one.ref, ""), one.firm)

    def _remember(self, one: Attribution, frame: _Frame) -> None:
        if one.firm or one.group == "person":
            self.heard.take(one.ref, one.group, min(frame.open, len(self.page.words) - 1), frame.ends_in)
