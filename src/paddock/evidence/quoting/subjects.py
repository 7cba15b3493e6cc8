"""Whose words a clause says they are: the verb of saying, and who stands where its subject does."""

from __future__ import annotations

from collections.abc import Iterator

from paddock.evidence.quoting.page import Actor, Description, Page, Pronoun, Saying, Subject

BEFORE = 30
"""Words before a verb of saying in which its subject is looked for."""
AFTER = 8
"""Words after a verb of saying in which its subject is looked for."""
OPENING = 6
"""Words at the start of a sentence within which the name stands that "Pour X, …" is about."""
NEUTER = 3
"""Words between "it" and the verb whose subject it is."""
_STOPS = ',;:.(!?"“”„«»\n'
TITLE = 6
"""Words between a name that opens a title ("Alpine CEO …") and the name of the person who bears it."""


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
    """Return the subject that stands before a verb: the nearest that no preposition governs, a person before a firm."""
    firm: Actor | Description | None = None
    number = verb - 1
    if number >= first and page.words[number] in page.speech.relative:
        return None
    least = max(first, verb - BEFORE)
    if verb > least:
        halt = page.text.rfind(";", page.starts[least], page.starts[min(verb, len(page.starts) - 1)])
        least = max(least, page.word_at(halt)) if halt >= 0 else least
    while number >= least:
        if page.quoted[number]:
            number -= 1
            continue
        actor = page.at.get(number)
        if actor is not None:
            if actor.group in ("person", "org") and not page.owned(actor) and not page.governed(actor.first):
                if actor.group == "person" and (
                    firm is None or "," in page.between(actor.last - 1) or isinstance(firm, Actor)
                ):
                    return actor
                if actor.group == "org" and firm is None:
                    firm = actor
                    if not _bears_title(page, actor) and not page.comma(actor.last - 1, verb):
                        return firm
            number = actor.first - 1
            continue
        if is_pronoun(page, number):
            return firm or Pronoun(number)
        if page.words[number] in page.parts and page.capital(number) and not page.governed(number):
            return page.parts[page.words[number]]
        if page.words[number] in page.speech.neuter and verb - number <= NEUTER and firm is None and _says(page, verb):
            return Description(number, number + 1, "maker")
        if firm is None and (described := _described(page, number, first)) is not None:
            if not page.comma(number, verb):
                return described
            firm = described
        number -= 1
    return firm


def after(page: Page, verb: int, last: int, *, governed: bool = False) -> Subject | None:
    """Return the subject that stands after a verb, a person rather than the firm whose title they bear.

    governed: the words at `verb` govern it themselves, as "according to" does.
    """
    number = verb + 1
    last = min(last, verb + 1 + AFTER)
    speech = page.speech
    while number < last and not page.quoted[number]:
        if any(mark in page.between(number - 1) for mark in ",;:.(–—"):
            return None
        word = page.words[number]
        actor = page.at.get(number)
        if actor is not None:
            taken = not governed and page.governed(actor.first)
            if actor.group == "person" and not taken:
                return actor
            if actor.group == "org" and not taken:
                return _bearer(page, actor, min(last + 3, len(page.words))) or (None if page.owned(actor) else actor)
            number = actor.last
            continue
        if is_pronoun(page, number):
            return Pronoun(number)
        if word in page.parts and page.capital(number):
            return page.parts[word]
        if word in speech.that or (governed and (word in speech.media or page.preposition(number))):
            return None
        if word in speech.determiners:
            described = described_from(page, number, last)
            paper = isinstance(described, Description) and described.kind in ("statement", "spokesperson")
            if described is not None and (governed or paper or not page.governed(number)):
                return described
        number += 1
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
    if behind is None or (isinstance(behind, Actor) and behind.group != "person" and ahead is not None):
        return ahead
    return behind


def is_pronoun(page: Page, number: int) -> bool:
    """Return whether a word is a pronoun that can speak; accents count ("él" is none without)."""
    word = page.words[number]
    if word in page.speech.pronouns:
        return True
    written = page.text[page.starts[number] : page.ends[number]].lower()
    return not written.isascii() and written in page.speech.pronouns


def head_kind(page: Page, number: int) -> str:
    """Return what the noun at a word describes, "" for a noun that describes nobody; a compound counts by its end."""
    word = page.words[number]
    heads = page.speech.heads
    if word in heads:
        return heads[word]
    if page.words[number : number + 2] in (["porte", "parole"], ["porta", "voz"]):
        return "spokesperson"
    if not page.capital(number):
        return ""
    ends = (word, word[:-2]) if word.endswith("in") else (word,)
    return next((heads[one[cut:]] for one in ends for cut in range(len(one) - 3) if one[cut:] in heads), "")


def _starts(page: Page, number: int) -> bool:
    return number == 0 or any(mark in page.between(number - 1) for mark in '.!?:\n"”“»«')


def _says(page: Page, number: int) -> bool:
    return number < len(page.words) and not page.quoted[number] and page.words[number] in page.speech.cues


def _bears_title(page: Page, actor: Actor) -> bool:
    """Return whether a noun before a firm makes it part of a title: "CEO Alpine"."""
    number = actor.first - 1
    return number >= 0 and not page.quoted[number] and head_kind(page, number) == "person"


def _bearer(page: Page, firm: Actor, last: int) -> Actor | None:
    """Return the person whose title a firm begins: "Alpine CEO Philippe Krief"."""
    for number in range(firm.last, min(last, firm.last + TITLE)):
        if page.quoted[number] or any(mark in page.between(number - 1) for mark in ",;:.("):
            return None
        actor = page.at.get(number)
        if actor is not None and actor.group == "person":
            return actor
        if page.words[number] in page.speech.cues or page.words[number] in page.speech.that:
            return None
    return None


def _described(page: Page, number: int, first: int) -> Description | None:
    """Return the description whose head stands at a word, with a determiner up to four words before it."""
    kind = head_kind(page, number)
    if not kind:
        return None
    for start in range(number - 1, max(first, number - 5) - 1, -1):
        if page.quoted[start] or any(mark in page.between(start) for mark in ",;:.("):
            return None
        if page.words[start] in page.speech.determiners:
            return None if page.governed(start) else Description(start, number + 1, kind)
        if page.preposition(start) and start not in page.at:
            return None
    return None


def described_from(page: Page, number: int, last: int) -> Actor | Description | None:
    """Return the description that a determiner begins, or whom it names: "le patron, X"; None where a person follows."""
    head = ""
    end = number + 1
    of_something = False
    while end < min(last + 4, len(page.words)) and not page.quoted[end]:
        if any(mark in page.between(end - 1) for mark in _STOPS):
            break
        actor = page.at.get(end)
        if actor is not None and actor.group == "person" and not of_something:
            return None
        if actor is None:
            of_something = of_something or page.preposition(end)
            head = head if of_something else head_kind(page, end) or head
        if of_something and (page.words[end] in page.speech.cues or page.words[end] in page.speech.that):
            break
        end += 1
    if not head:
        return None
    named = page.at.get(end)
    if head == "person" and named is not None and named.group == "person" and "," in page.between(end - 1):
        return named
    return Description(number, end, head)
