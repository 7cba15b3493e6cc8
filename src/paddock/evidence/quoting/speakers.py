"""Who is quoted: the words before and after a quote, those of its sentence, and who spoke before."""

from __future__ import annotations

from collections.abc import Sequence

from paddock.evidence.quoting.descriptions import bearer
from paddock.evidence.quoting.firms import first_org
from paddock.evidence.quoting.inquits import Frame, explicit, frame_of
from paddock.evidence.quoting.marks import Span
from paddock.evidence.quoting.page import Actor, Page, Subject
from paddock.evidence.quoting.referents import Heard, first_person, resolve
from paddock.evidence.quoting.subjects import before, sayings
from paddock.evidence.quoting.told import told_in
from paddock.evidence.quoting.unsaid import Attribution, by_the_next, opening_pronoun, other_than, outlet_of, people_of

CHAIN = 8
"""Quotes that follow one another at once, of which the last may tell whose they all are."""


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
            frame = frame_of(self.page, self.spans, number)
            self._listen(frame)
            found.append(self._told(self._whose(number, frame, found)))
            self._remember(found[-1], frame)
        return by_the_next(self.page, self.spans, found)

    def _whose(self, number: int, frame: Frame, found: Sequence[Attribution]) -> Attribution:
        if (said := explicit(self.page, self.spans[number], frame)) is not None:
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

    def _same_sentence(self, number: int, frame: Frame) -> bool:
        return self.page.sentence_at(max(self.spans[number - 1].close - 1, 0)) >= frame.sentence

    def _named(self, number: int, frame: Frame) -> Attribution | None:
        """Return the subject of a sentence that a quote is a part of, where it has no verb of saying."""
        page = self.page
        lead = page.text[max(0, self.spans[number].open - 3) : self.spans[number].open]
        colon = lead.rstrip().endswith(":")
        if (outlet := outlet_of(page, frame)) is not None:
            return outlet
        person, org = first_person(page, frame.first, frame.open), first_org(page, frame.first, frame.open)
        pronoun = opening_pronoun(page, frame.pre if colon else frame.first, frame.open, anywhere=colon)
        if colon and person is None and pronoun is None and self.heard.group == "person":
            return Attribution(self.heard.speaker, self.heard.group)
        named = [one for one in (person, org) if one is not None and not (colon and person and one is org)]
        if pronoun is not None and not any(one.first < pronoun.at for one in named):
            subject: Subject | None = pronoun
        else:
            subject = min(named, key=lambda one: one.first) if named else before(page, frame.first, frame.open)
        if isinstance(subject, Actor):
            subject = bearer(page, subject, frame.open) or subject if subject.group == "org" else subject
            if (other := other_than(page, subject, frame, self.heard, self.lead)) is not None:
                return other
        if subject is not None:
            ref, group = resolve(page, subject, self.heard, self.lead)
            return Attribution(ref, group) if ref else None
        people = {one.ref for one in page.people_in(frame.first, frame.open) if one.ref}
        return Attribution(people.pop(), "person") if colon and len(people) == 1 else people_of(page, frame)

    def _next(self, number: int) -> Attribution | None:
        """Return whose the quote right after this one is, where nothing stands between."""
        said = None
        for after_it in range(number + 1, min(number + 1 + CHAIN, len(self.spans))):
            span, following = self.spans[after_it - 1], self.spans[after_it]
            between = self.page.text[span.close : min(following.open, span.close + 4)]
            if following.open - span.close > 3 or between.strip() or ("\n" in between and span.closed):
                return None
            said = explicit(self.page, following, frame_of(self.page, self.spans, after_it))
            if said is not None:
                break
        if said is None:
            return None
        ref, group = resolve(self.page, said.subject, self.heard, self.lead)
        return Attribution(ref, group, firm=True) if ref else None

    def _going_on(self, number: int, frame: Frame, found: Sequence[Attribution]) -> Attribution:
        """Return whose a quote is that stands alone: of whom the sentence before tells, else of who spoke last."""
        page, heard = self.page, self.heard
        before_it = frame.sentence - 1
        if before_it >= 0:
            start, end = page.sentences[before_it]
            plain = number == 0 or self.spans[number - 1].close <= start
            if plain and "\n" not in page.text[end : self.spans[number].open] and heard.sentence < before_it:
                first, last = page.bounds[before_it]
                somebody = first_person(page, first, last)
                org = first_org(page, first, last)
                if somebody is not None and (org is None or somebody.first < org.first):
                    return Attribution(somebody.ref, "person")
        if (
            heard.group == "org"
            and heard.person
            and page.text.find("\n", page.starts[heard.at], self.spans[number].open) >= 0
        ):
            return Attribution(heard.person, "person")
        return Attribution(heard.speaker, heard.group)

    def _listen(self, frame: Frame) -> None:
        """Take in who says what, without quotation marks, in the sentences up to a quote."""
        page = self.page
        for sentence in range(self._read_to, frame.sentence):
            first, last = page.bounds[sentence]
            if page.quoted.find(1, first, last) >= 0:
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

    def _remember(self, one: Attribution, frame: Frame) -> None:
        if one.firm or one.group == "person":
            self.heard.take(one.ref, one.group, min(frame.open, len(self.page.words) - 1), frame.ends_in)
