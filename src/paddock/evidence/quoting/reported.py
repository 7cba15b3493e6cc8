"""Reported speech: what somebody is said to have said, without quotation marks."""

from __future__ import annotations

from collections.abc import Sequence

from paddock.evidence.quoting.descriptions import head_kind
from paddock.evidence.quoting.page import Actor, Page, Saying, Subject
from paddock.evidence.quoting.referents import Heard, resolve
from paddock.evidence.quoting.sheets import Sheet, sheets_of
from paddock.evidence.quoting.subjects import according, sayings
from paddock.evidence.quoting.told import told_in
from paddock.evidence.types import Article, Mention, Quote, Sentence

LIMIT = 2000
"""Clauses of one article that are given, unless told otherwise."""
GAP = 6
"""Words between a verb of saying and the "that" of what is said: "confirmed to RACER that"."""
FEWEST = 3
"""Words a clause has at least."""


def find_reported(
    article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention], limit: int = LIMIT
) -> tuple[Quote, ...]:
    """Return what an article reports somebody as saying, `direct` being false, by place, its title first.

    The text is the clause: what follows "said that", what stands before ", says X" or beside "according to X", and a
    German sentence in the subjunctive of reported speech.  limit: clauses given at most.
    """
    return reported_of(sheets_of(article, sentences, mentions, limit), article.outlet, limit)


def reported_of(sheets: Sequence[Sheet], outlet: str, limit: int = LIMIT) -> tuple[Quote, ...]:
    """Return what the fields of an article report, at most `limit` clauses of each."""
    return tuple(quote for sheet in sheets for quote in _reported(sheet, outlet, limit))


def _reported(sheet: Sheet, outlet: str, limit: int) -> list[Quote]:
    page = sheet.page
    found: list[Quote] = []
    heard = Heard()
    for number, sentence in enumerate(sheet.sentences):
        if len(found) >= limit:
            break
        first, last = page.bounds[number]
        clause: tuple[int, int] | None = None
        ref = told = ""
        for said in sayings(page, first, last, quoting=False):
            ref, group = resolve(page, said.subject, heard, sheet.lead)
            heard.take(ref, group, said.at, number)
            clause = _clause(page, said, first, last)
            if clause is not None:
                told = told_in(page, said.at, first, last, outlet)
                break
        if clause is None and number and heard.sentence >= number - 2 and _all_reported(page, first, last):
            clause, ref = (first, last), heard.speaker
            heard.take(ref, heard.group, first, number)
        if clause is None or clause[1] - clause[0] < FEWEST or all(page.quoted[clause[0] : clause[1]]):
            continue
        begin = clause[0] + (clause[1] - clause[0] > FEWEST and "," in page.between(clause[0]))
        start, end = page.starts[begin], page.ends[clause[1] - 1]
        while end < sentence.end and page.text[end] in '”“"»«’)':
            end += 1
        found.append(Quote(page.text[start:end], ref, start, end, sheet.field, sentence.lang, told, direct=False))
    return found


def _clause(page: Page, said: Saying, first: int, last: int) -> tuple[int, int] | None:
    """Return the words of what is said, None where the sentence does not tell them."""
    word = page.words[said.at]
    begin, end = _extent(page, said.subject)
    if length := according(page, said.at, last):
        return _beside(page, said.at, max(end, said.at + length), first, last)
    if word in page.speech.opening or word in page.speech.according_after:
        return _beside(page, min(said.at, begin), max(end, said.at + 1), first, last)
    behind = max(said.at + 1, end if begin > said.at else 0)
    if (that := _that(page, behind, last)) >= 0:
        return (that + 1, last)
    found: tuple[int, int] | None = None
    if _closes(page, said.at, begin, end, first, last):
        found = (first, min(said.at, begin))
    elif page.speech.subjunctive:
        found = (behind, last) if page.marked(behind - 1, ",") and _subjunctive(page, behind, last) else None
    elif begin < said.at and _goes_on(page, said.at + 1, last):
        found = (said.at + 1, last)
    return found


def _that(page: Page, behind: int, last: int) -> int:
    """Return the "that" which opens what is said, -1 for none; only in German a comma stands before it."""
    for number in range(behind, min(behind + GAP, last)):
        if page.quoted[number] or (page.marked(number - 1, ",") and not page.speech.subjunctive):
            return -1
        if page.words[number] in page.speech.that:
            return number
    return -1


def _closes(page: Page, verb: int, begin: int, end: int, first: int, last: int) -> bool:
    """Return whether a verb and its subject only close a sentence: "…, says X" or "…, X said on Friday"."""
    opens, behind = min(verb, begin), max(verb + 1, end)
    if opens <= first or "," not in page.between(opens - 1) or (begin < verb and page.comma(end - 1, verb)):
        return False
    return last - behind <= GAP and (behind >= last or page.words[behind] not in page.speech.determiners)


def _extent(page: Page, subject: Subject) -> tuple[int, int]:
    if isinstance(subject, Actor):
        return subject.first, subject.last
    return subject.at, getattr(subject, "end", subject.at + 1)


def _beside(page: Page, begin: int, end: int, first: int, last: int) -> tuple[int, int] | None:
    """Return the words on the longer side of "according to X", its title passed over."""
    while end < last and not any(mark in page.between(end - 1) for mark in ",.:;"):
        if page.speech.subjunctive and end - begin >= 2:
            break
        end += 1
    if end < last and head_kind(page, end) == "person":
        end = next((n + 1 for n in range(end, last) if "," in page.between(n)), end)
    if end - begin > last - first - FEWEST and begin - first < FEWEST:
        return None
    return (end, last) if last - end >= begin - first else (first, begin)


def _subjunctive(page: Page, first: int, last: int) -> bool:
    return any(page.words[n] in page.speech.subjunctive and not page.quoted[n] for n in range(first, last))


def _all_reported(page: Page, first: int, last: int) -> bool:
    return not any(page.quoted[first:last]) and _subjunctive(page, first, last)


def _goes_on(page: Page, first: int, last: int) -> bool:
    """Return whether a clause follows a verb of saying at once: "Alpine says it will …", with a subject of its own."""
    if first >= last - FEWEST or page.quoted[first] or page.preposition(first) or "," in page.between(first - 1):
        return False
    return (
        page.words[first] in page.speech.pronouns | page.speech.neuter
        and page.words[first - 1] not in page.speech.telling
    )
