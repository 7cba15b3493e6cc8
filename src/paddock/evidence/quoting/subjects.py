"""Whose words a clause says they are: the verb of saying, and who stands where its subject does."""

from __future__ import annotations

from collections.abc import Iterator

from paddock.evidence.quoting.descriptions import bearer, bears_title, described_before, described_from, is_pronoun
from paddock.evidence.quoting.page import Actor, Description, Page, Pronoun, Saying, Subject

BEFORE = 30
"""Words before a verb of saying in which its subject is looked for."""
AFTER = 8
"""Words after a verb of saying in which its subject is looked for."""
ASIDE = 8
"""Words before a name in which the "who" stands that makes it part of what is said of somebody else."""
OPENING = 6
"""Words at the start of a sentence within which the name stands that "Pour X, …" is about."""
NEUTER = 3
"""Words between "it" and the verb whose subject it is."""


def sayings(page: Page, first: int, last: int, *, quoting: bool = True) -> tuple[Saying, ...]:
    """Return what is said by whom between two words, outside quotation marks.

    quoting: whether a quotation mark stands next to it, so that words which also mean something else count.
    """
    key = (first, last, quoting)
    found = page.said.get(key)
    if found is None:
        found = page.said[key] = tuple(_sayings(page, first, last, quoting))
    return found


def _sayings(page: Page, first: int, last: int, quoting: bool) -> Iterator[Saying]:
    speech = page.speech
    cues = speech.cues if quoting else speech.alone
    for number in page.telling(first, last):
        word = page.words[number]
        subject: Subject | None = None
        if length := according(page, number, last):
            subject = after(page, number + length - 1, last, governed=True)
        elif number == first and word in speech.opening:
            subject = after(page, number, min(last, number + OPENING), governed=True)
        elif word in speech.according_after:
            subject = before(page, first, number)
        elif word in speech.quoted:
            subject = page.at.get(number + 1) if page.marked(number - 1, ",") and not page.quoted[number] else None
            subject = subject if subject is not None and subject.group in ("person", "org") else None
        elif word in cues and not (page.capital(number) and number > first and not _starts(page, number)):
            subject = _of_verb(page, first, number, last)
        if subject is not None:
            yield Saying(number, subject)


def according(page: Page, number: int, last: int) -> int:
    """Return how many words "according to" takes from a word on, 0 where it does not stand there."""
    for phrase in page.speech.according:
        if page.words[number] == phrase[0] and tuple(page.words[number : min(number + len(phrase), last)]) == phrase:
            return len(phrase)
    return 0


def before(page: Page, first: int, verb: int) -> Subject | None:
    """Return the subject that stands before a verb: the nearest that no preposition governs.

    A firm, or a description, that a comma parts from the verb gives way to a person before it: "Rossi, who joined the
    company in May, says".
    """
    if verb > first and page.words[verb - 1] in page.speech.relative:
        return None
    fallback: Actor | Description | None = None
    number = verb - 1
    least = _clause_start(page, max(first, verb - BEFORE), verb)
    while number >= least:
        actor = page.at.get(number)
        if page.quoted[number]:
            number -= 1
        elif actor is not None:
            if _free(page, actor):
                if actor.group == "person" and (
                    not isinstance(fallback, Description) or page.marked(actor.last - 1, ",")
                ):
                    if (aside := _aside(page, actor, least, verb)) >= 0:
                        number = aside - 1
                        continue
                    return actor
                if actor.group == "org" and fallback is None:
                    fallback = actor
                    if not bears_title(page, actor) and not page.comma(actor.last - 1, verb):
                        return actor
            number = actor.first - 1
        else:
            found = _standing_in(page, number, first, verb, fallback)
            if found is not None and not (isinstance(found, Description) and page.comma(number, verb)):
                return found
            fallback = fallback or (found if isinstance(found, Description) else None)
            number -= 1
    return fallback


def _aside(page: Page, actor: Actor, least: int, verb: int) -> int:
    """Return the first word of the clause in commas that somebody stands in ("X, who replaced Y, says"), else -1."""
    if not page.comma(actor.last - 1, verb):
        return -1
    for number in range(actor.first - 1, max(least, actor.first - ASIDE), -1):
        if page.marked(number, ",;:–—(") or page.quoted[number]:
            return -1
        if page.marked(number - 1, ","):
            opens = page.words[number] in page.speech.conjunctions and not page.capital(number)
            return number if opens and (number - 1 in page.at or page.capital(number - 1)) else -1
    return -1


def after(page: Page, verb: int, last: int, *, governed: bool = False) -> Subject | None:
    """Return the subject that stands after a verb, a person rather than the firm whose title they bear.

    governed: the words at `verb` govern it themselves, as "according to" does.
    """
    number = verb + 1
    last = min(last, verb + 1 + AFTER)
    while number < last and not page.quoted[number] and not page.marked(number - 1, ",;:.(–—"):
        actor = page.at.get(number)
        if actor is None:
            if _ends_search(page, number, governed):
                return None
            if (found := _behind(page, number, last, governed)) is not None:
                return found
            number += 1
            continue
        if actor.group in ("person", "org") and (governed or not page.governed(actor.first)):
            if actor.group == "person":
                return actor
            return bearer(page, actor, min(last + 3, len(page.words))) or (None if page.owned(actor) else actor)
        number = actor.last
    return None


def _of_verb(page: Page, first: int, verb: int, last: int) -> Subject | None:
    """Return the subject of a verb of saying: what stands before it, but after it where it follows a comma.

    ", says Rossi" closes a clause of another subject; "Rossi, chief of Alpine, says" does not.
    """
    ahead = before(page, first, verb)
    if ahead is None or verb == first or "," not in page.between(verb - 1) or page.words[verb] in page.speech.telling:
        return ahead or after(page, verb, last)
    if isinstance(ahead, Actor) and ahead.group == "person" and "," in page.between(ahead.last - 1):
        return ahead
    behind = after(page, verb, last)
    return ahead if behind is None or (isinstance(behind, Actor) and behind.group != "person") else behind


def _clause_start(page: Page, least: int, verb: int) -> int:
    """Return the first word after the last semicolon between two words."""
    if verb <= least:
        return least
    halt = page.text.rfind(";", page.starts[least], page.starts[min(verb, len(page.starts) - 1)])
    return max(least, page.word_at(halt)) if halt >= 0 else least


def _free(page: Page, actor: Actor) -> bool:
    """Return whether an actor can be a subject: somebody, in no genitive and under no preposition."""
    return actor.group in ("person", "org") and not page.owned(actor) and not page.governed(actor.first)


def _standing_in(
    page: Page, number: int, first: int, verb: int, fallback: Actor | Description | None
) -> Subject | None:
    """Return what stands for somebody at a word before a verb: a pronoun, a part of a name, "it", a description."""
    if is_pronoun(page, number):
        return fallback if fallback is not None and not isinstance(fallback, Description) else Pronoun(number)
    if page.words[number] in page.parts and page.capital(number) and not page.governed(number):
        return page.parts[page.words[number]]
    if fallback is not None:
        return None
    if page.words[number] in page.speech.neuter and verb - number <= NEUTER and _says(page, verb):
        return Description(number, number + 1, "maker")
    return described_before(page, number, first)


def _behind(page: Page, number: int, last: int, governed: bool) -> Subject | None:
    """Return what stands for somebody at a word after a verb."""
    word = page.words[number]
    if is_pronoun(page, number):
        return Pronoun(number)
    if word in page.parts and page.capital(number):
        return page.parts[word]
    if word not in page.speech.determiners:
        return None
    described = described_from(page, number, last)
    paper = isinstance(described, Description) and described.kind in ("statement", "spokesperson")
    return described if governed or paper or not page.governed(number) else None


def _ends_search(page: Page, number: int, governed: bool) -> bool:
    """Return whether no subject comes after a word: "that" does, and for "according to" the press and prepositions."""
    word = page.words[number]
    if is_pronoun(page, number):
        return False
    return word in page.speech.that or (governed and (word in page.speech.media or page.preposition(number)))


def _starts(page: Page, number: int) -> bool:
    return number == 0 or page.marked(number - 1, '.!?:\n"”“»«')


def _says(page: Page, number: int) -> bool:
    return number < len(page.words) and not page.quoted[number] and page.words[number] in page.speech.cues
