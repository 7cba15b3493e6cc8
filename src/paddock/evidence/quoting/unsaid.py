"""Whose a quote may be where no verb of saying tells: reports of outlets, series, quotes that open an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paddock.evidence.quoting.descriptions import is_pronoun
from paddock.evidence.quoting.firms import described_org
from paddock.evidence.quoting.inquits import Frame
from paddock.evidence.quoting.marks import Span
from paddock.evidence.quoting.page import Actor, Description, Page, Pronoun
from paddock.evidence.quoting.referents import Heard, first_person
from paddock.evidence.quoting.subjects import according, sayings

_IMPERSONAL = frozenset({"y", "faut", "est", "s", "semble"})
"""What follows a French "il" that means nobody."""
AHEAD = 2
"""Sentences after a quote that opens an article in which who speaks is named."""
SOURCE = 3
"""Words before an outlet that make it a source: "according to"."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose a quote is: reference and group; how plainly; told: to whom.

    firm: whether a verb of saying (or what stands for one) says so.
    """

    ref: str = ""
    group: str = ""
    told: str = ""
    firm: bool = False


def opening_pronoun(page: Page, first: int, last: int, *, anywhere: bool) -> Pronoun | None:
    """Return the pronoun that opens a sentence; anywhere: or stands in it, where a colon follows."""
    for number in range(first, last if anywhere else min(last, first + 2)):
        idle = number + 1 < last and page.words[number + 1] in _IMPERSONAL
        if not page.quoted[number] and not idle and is_pronoun(page, number):
            return Pronoun(number)
    return None


def outlet_of(page: Page, frame: Frame) -> Attribution | None:
    """Return the outlet whose report a sentence gives where it names nobody: "Boxengasse: the car is “ready”"."""
    outlets = [one for one in page.actors_in(frame.first, frame.open) if one.group == "outlet" and one.ref]
    if not outlets or first_person(page, frame.first, frame.open) is not None:
        return None
    for one in outlets:
        if page.quoted[one.first] or one.last >= frame.open:
            continue
        ahead = range(max(frame.first, one.first - SOURCE), one.first)
        sourced = any(according(page, n, one.first) == one.first - n for n in ahead)
        writes = page.words[one.last] in page.speech.reporting and not page.governed(one.first)
        if sourced or writes or page.marked(one.last - 1, ":"):
            return Attribution(one.ref, "outlet", firm=True)
    return None


def people_of(page: Page, frame: Frame) -> Attribution | None:
    """Return the firm whose people a sentence means by a word of its own: "Chez Tarvo, on se dit « prêt »"."""
    for number in range(frame.first, frame.open):
        if page.words[number] in page.speech.one and not page.quoted[number]:
            ahead = (one for one in page.actors_in(frame.first, frame.open) if one.group == "org" and one.ref)
            firm = next((one for one in ahead if not page.quoted[one.first] and not page.owned(one)), None)
            return Attribution(firm.ref, "org") if firm is not None else None
    return None


def other_than(page: Page, subject: Actor, frame: Frame, heard: Heard, lead: Sequence[Actor]) -> Attribution | None:
    """Return who speaks of the subject of a sentence, where that does not speak itself; None where it may.

    A firm hardly does where one of its people has just spoken, a series hardly ever, nor do several people at once,
    nor somebody of whom the quote goes on: "X “will leave”".
    """
    spoke = Attribution(heard.speaker, heard.group) if heard.group == "person" else None
    if subject.kind == "series":
        return _on_series(page, frame, spoke) or (None if spoke else _firm(page, frame, lead))
    if subject.group != "person":
        return spoke if heard.sentence >= frame.sentence - 1 else None
    if page.joined(subject):
        return spoke
    goes_on = subject.last == frame.open < len(page.words) and page.words[frame.open] in page.speech.third
    if goes_on and heard.speaker and heard.speaker != subject.ref:
        return Attribution(heard.speaker, heard.group)
    return _firm(page, frame, lead) if goes_on else None


def _firm(page: Page, frame: Frame, lead: Sequence[Actor]) -> Attribution | None:
    """Return the firm that was the last to be named before a sentence."""
    ref = described_org(page, Description(frame.first, frame.first + 1, "maker"), lead)
    return Attribution(ref, "org") if ref else None


def _on_series(page: Page, frame: Frame, spoke: Attribution | None) -> Attribution | None:
    """Return who calls a series something: "the WEC is “the place to be” for X", else who spoke, or was named last."""
    for one in page.people_in(frame.first, frame.last):
        if one.first > frame.first and page.words[one.first - 1] in page.speech.opening and one.ref:
            return Attribution(one.ref, "person")
    if spoke is not None or not frame.sentence:
        return spoke
    return _person(first_person(page, *page.bounds[frame.sentence - 1]))


def _person(somebody: Actor | None) -> Attribution | None:
    return Attribution(somebody.ref, "person") if somebody is not None and somebody.ref else None


def by_the_next(page: Page, spans: Sequence[Span], found: list[Attribution]) -> list[Attribution]:
    """Return whose quotes are; those an article opens with are by whom it names first as somebody who speaks."""
    opening = next((n for n, one in enumerate(found) if one.ref or one.firm), len(found))
    if not opening or not page.sentences:
        return found
    start = page.sentence_at(spans[opening - 1].close)
    last = page.bounds[min(start + AHEAD, len(page.bounds) - 1)][1]
    if opening < len(found) and page.word_at(spans[opening].open) < last:
        named = found[opening] if found[opening].group == "person" and found[opening].ref else None
    else:
        first = page.word_at(spans[opening - 1].close)
        said = [one.subject for one in sayings(page, first, last)]
        somebody = next((one for one in said if isinstance(one, Actor) and one.group == "person"), None)
        named = _person(somebody or first_person(page, first, last))
    return [named] * opening + found[opening:] if named is not None else found
