"""Whom a pronoun or a description means, from who was named and who spoke before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from paddock.evidence.quoting.descriptions import described_from, head_kind, is_pronoun
from paddock.evidence.quoting.firms import BEGIN, MANY, described_org
from paddock.evidence.quoting.page import Actor, Description, Page, Pronoun, Subject

AROUND = 8
"""Words on either side of a name that tell who it is."""
BACK = 2
"""Sentences before its own, those inside quotes not counted, in which a pronoun finds whom it means."""
CLAUSE = 12
"""Words before a name in which the subject of its clause is looked for."""
CLOSE = 2
"""Words on either side of a name that tell it once more."""


@dataclass(slots=True)
class Heard:
    """Who spoke last, as far as the text was read.

    speaker: its reference, at: word where that was said, sentence: where.  person: the last person that spoke.
    """

    speaker: str = ""
    group: str = ""
    at: int = -1
    sentence: int = -1
    person: str = ""
    person_sentence: int = -1

    def take(self, ref: str, group: str, at: int, sentence: int) -> None:
        """Remember that somebody spoke."""
        if not ref:
            return
        self.speaker, self.group, self.at, self.sentence = ref, group, at, sentence
        if group == "person":
            self.person, self.person_sentence = ref, sentence


def resolve(page: Page, subject: Subject, heard: Heard, lead: Sequence[Actor]) -> tuple[str, str]:
    """Return the reference and the group of a subject, ("", group) where it is left open.

    lead: who the title names, for a text that begins with "the manufacturer".
    """
    if isinstance(subject, Actor):
        return subject.ref or _namesake(page, subject), subject.group
    if isinstance(subject, Pronoun):
        return person_before(page, subject.at, heard, lead, pronoun_gender(page, subject.at)), "person"
    if subject.kind == "anonymous" or (subject.kind == "person" and page.words[subject.at] in page.speech.indefinite):
        return "", "person"
    if subject.kind == "person":
        return _described_person(page, subject, heard, lead), "person"
    if subject.kind == "statement" and (author := _author(page, subject)):
        return author, "person"
    return described_org(page, subject, lead), "org"


def person_before(
    page: Page, at: int, heard: Heard, lead: Sequence[Actor], gender: str = "", *, deep: bool = True
) -> str:
    """Return the person a pronoun means: the subject of the nearest sentence with one, or who spoke last.

    gender: "female", "male" or "": a person whose first name tells another one is not meant.
    """
    fits = fitting(page, gender)
    spoke = heard.person if fits(heard.person) else ""
    if at >= len(page.words):
        return spoke
    told = 0
    objects: list[str] = []
    for sentence in range(page.sentence_at(page.starts[at]), -1, -1):
        if told > BACK or (spoke and heard.person_sentence >= sentence):
            break
        first, end = page.bounds[sentence]
        last = min(end, at)
        described = _opening_description(page, first, last) if deep else None
        who = _described_person(page, described, heard, lead, deep=False) if described is not None else ""
        if fits(who):
            return who
        if subject := first_person(page, first, last, fits):
            if not _is_object(page, subject, first):
                return subject.ref
            objects.append(subject.ref)
        told += not all(page.quoted[first:last])
    return spoke or _named_earlier(page, at, lead, fits, objects)


def _named_earlier(
    page: Page, at: int, lead: Sequence[Actor], fits: Callable[[str], bool], objects: Sequence[str]
) -> str:
    """Return the person named before a word that a pronoun means, where no sentence near it has one as its subject.

    objects: people who are only the objects of those sentences.
    """
    earlier = [one for one in page.people_in(0, at)[-MANY:] if fits(one.ref) and not page.quoted[one.first]]
    if objects:
        return next((one.ref for one in reversed(earlier) if _opens(page, one)), objects[0])
    if earlier:
        nearest = page.sentence_at(page.starts[earlier[-1].first])
        return next(one for one in earlier if page.sentence_at(page.starts[one.first]) == nearest).ref
    if named := [one for one in lead if one.group == "person" and fits(one.ref)]:
        return named[0].ref
    everybody = {one.ref for one in page.people[:MANY] if fits(one.ref)}
    return everybody.pop() if len(everybody) == 1 else ""


def _opening_description(page: Page, first: int, last: int) -> Description | None:
    """Return the description of a person that a sentence begins with, where no name follows at once."""
    if first >= last or page.quoted[first] or page.words[first] not in page.speech.determiners:
        return None
    found = described_from(page, first, last)
    if not isinstance(found, Description) or found.kind != "person" or page.words[first] in page.speech.indefinite:
        return None
    return found


def _author(page: Page, subject: Description) -> str:
    """Return whose statement a description is of: "a post by X"."""
    for number in range(subject.at, min(subject.end + 1, len(page.words))):
        if number > subject.at and page.marked(number - 1, ',;:.!?\n"“”'):
            break
        actor = page.at.get(number)
        if actor is not None:
            return actor.ref if actor.group == "person" and not page.quoted[number] else ""
    return ""


def pronoun_gender(page: Page, number: int) -> str:
    """Return whom the pronoun at a word can mean: "female", "male" or "" for both."""
    written = page.text[page.starts[number] : page.ends[number]].lower() if number < len(page.words) else ""
    if written in page.speech.feminine:
        return "female"
    return "male" if written in page.speech.masculine else ""


def fitting(page: Page, gender: str) -> Callable[[str], bool]:
    """Return what tells whether a reference to a person can be meant by a pronoun."""
    if not gender:
        return bool
    return lambda ref: bool(ref) and page.gender_of(ref) in ("", gender)


def first_person(page: Page, first: int, last: int, fits: Callable[[str], bool] = bool) -> Actor | None:
    """Return the first person between two words that can be a subject, outside quotation marks."""
    for one in page.people_in(first, last):
        free = not page.quoted[one.first] and not page.owned(one)
        if free and fits(one.ref) and not page.governed(one.first):
            return one
    return None


def _is_object(page: Page, one: Actor, first: int) -> bool:
    """Return whether somebody is only whom a clause is about: its subject, a firm or a pronoun, stands before them.

    The firm of a title ("Alpine boss X") is no subject.
    """
    for number in range(one.first - 1, max(first, one.first - CLAUSE) - 1, -1):
        if page.quoted[number] or page.marked(number, ",;:.–—(") or page.words[number] in page.speech.linking:
            return False
        if head_kind(page, number) == "person":
            return False
        actor = page.at.get(number)
        if actor is None:
            if is_pronoun(page, number) and (number < one.first - 1 or page.speech.subjunctive):
                return True
        elif actor.group == "org" and actor.last < one.first and not page.owned(actor):
            return not page.governed(actor.first)
    return False


def _opens(page: Page, one: Actor) -> bool:
    """Return whether somebody is the subject at the start of a sentence."""
    free = not page.quoted[one.first] and not page.owned(one) and not page.governed(one.first)
    return free and one.first - page.sentence_words(one.first)[0] <= BEGIN


def _namesake(page: Page, actor: Actor) -> str:
    """Return the person of the same last name who was named in full before, where that is one person only."""
    if actor.group != "person":
        return ""
    last = page.words[actor.last - 1]
    earlier = page.people_in(0, actor.first)[-MANY:]
    same = {one.ref for one in earlier if one.ref and page.words[one.last - 1] == last}
    return same.pop() if len(same) == 1 else ""


def _described_person(
    page: Page, subject: Description, heard: Heard, lead: Sequence[Actor], *, deep: bool = True
) -> str:
    """Return the person around whose name the words of a description stand, else who spoke last."""
    said = {word[:5] for word in page.words[subject.at : subject.end] if len(word) > 2}
    said -= {word[:5] for word in page.speech.determiners | page.speech.prepositions}
    word = page.words[subject.at]
    gender = (
        "female" if word in page.speech.feminine_article else "male" if word in page.speech.masculine_article else ""
    )
    fits = fitting(page, gender)
    best: dict[str, int] = {}
    for one in (*page.people_in(0, subject.at)[-MANY:], *page.people_in(subject.at, len(page.words))[:MANY]):
        if not fits(one.ref) or one.first in range(subject.at, subject.end):
            continue
        score = 0
        first, last = page.sentence_words(one.first)
        for reach in (CLOSE, AROUND):
            around = range(max(first, one.first - reach), min(last, one.last + reach))
            near = {page.words[n][:5] for n in around if not subject.at <= n < subject.end and not page.quoted[n]}
            score += len(said & near)
        best[one.ref] = max(best.get(one.ref, 0), score)
    if best:
        top = max(best.values())
        leaders = [ref for ref, score in best.items() if score == top]
        if top > 0 and len(leaders) == 1:
            return leaders[0]
    return person_before(page, subject.at, heard, lead, gender, deep=deep)
