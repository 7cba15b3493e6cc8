"""Pronouns and descriptions that stand for somebody: "he", "the manufacturer", "der ehemalige Teamchef"."""

from __future__ import annotations

from paddock.evidence.quoting.page import Actor, Description, Page

STOPS = ',;:.(!?"“”„«»\n'
"""Marks that end a description."""
TITLE = 6
"""Words between a name that opens a title ("Alpine CEO …") and the name of the person who bears it."""


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
    if word in page.speech.aged and number and page.words[number - 1] in page.speech.aged:
        return "person"
    if page.words[number : number + 2] in (["porte", "parole"], ["porta", "voz"]):
        return "spokesperson"
    if not page.capital(number):
        return ""
    ends = (word, word[:-2]) if word.endswith("in") else (word,)
    return next((heads[one[cut:]] for one in ends for cut in range(len(one) - 3) if one[cut:] in heads), "")


def bears_title(page: Page, actor: Actor) -> bool:
    """Return whether a noun before a firm makes it part of a title: "CEO Alpine"."""
    number = actor.first - 1
    return number >= 0 and not page.quoted[number] and head_kind(page, number) == "person"


def bearer(page: Page, firm: Actor, last: int) -> Actor | None:
    """Return the person whose title a firm begins: "Alpine CEO Philippe Krief"."""
    titled = True
    for number in range(firm.last, min(last, firm.last + TITLE)):
        if page.quoted[number] or page.marked(number - 1, ",;:.("):
            return None
        actor = page.at.get(number)
        if actor is not None and actor.group == "person":
            return actor if titled or any(head_kind(page, n) == "person" for n in range(firm.last, number)) else None
        titled = titled and page.capital(number)
        if page.words[number] in page.speech.cues or page.words[number] in page.speech.that:
            return None
    return None


def described_before(page: Page, number: int, first: int) -> Description | None:
    """Return the description whose head stands at a word, with a determiner up to four words before it."""
    kind = head_kind(page, number)
    if not kind:
        return None
    for start in range(number - 1, max(first, number - 5) - 1, -1):
        if page.quoted[start] or page.marked(start, ",;:.("):
            return None
        if page.words[start] in page.speech.determiners:
            return None if page.governed(start) else Description(start, number + 1, kind)
        if page.preposition(start) and start not in page.at:
            return None
    return None


def described_from(page: Page, number: int, last: int) -> Actor | Description | None:
    """Return the description that a determiner begins, or whom it names ("le patron, X"); None where a name follows."""
    head = ""
    end = number + 1
    of_something = False
    while end < min(last + 4, len(page.words)) and not page.quoted[end]:
        actor = page.at.get(end)
        if page.marked(end - 1, STOPS):
            break
        if actor is not None and actor.group == "person" and not of_something:
            return None
        if actor is None:
            of_something = of_something or page.preposition(end)
            head = head if of_something else head_kind(page, end) or head
        if of_something and (page.words[end] in page.speech.cues or page.words[end] in page.speech.that):
            break
        end += 1
    named = page.at.get(end)
    if head == "person" and named is not None and named.group == "person" and "," in page.between(end - 1):
        return named
    return Description(number, end, head) if head else None
