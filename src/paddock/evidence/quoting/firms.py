"""Which firm, team or series a description means: "the manufacturer", "a statement", "ein Sprecher"."""

from __future__ import annotations

from collections.abc import Sequence

from paddock.evidence.quoting.page import Actor, Description, Page

BEGIN = 4
"""Words at the start of a sentence among which a firm is taken for its subject."""
MANY = 200
"""Names on either side of a word among which the one that is meant is looked for."""
THAT = 8
"""Words after "a spokesperson" in which the "that" stands which begins what was said."""
_ORGS = {
    "maker": ("manufacturer", "company", "team"),
    "company": ("company", "manufacturer", "team"),
    "team": ("team", "manufacturer", "company"),
    "series": ("series",),
    "statement": ("manufacturer", "company", "team", "series"),
    "spokesperson": ("manufacturer", "company", "team", "series"),
}


def first_org(page: Page, first: int, last: int) -> Actor | None:
    """Return the first firm between two words that can be a subject, outside quotation marks."""
    for one in page.actors_in(first, last):
        free = one.group == "org" and one.ref and not page.quoted[one.first]
        if free and not page.owned(one) and not page.governed(one.first):
            return one
    return None


def described_org(page: Page, subject: Description, lead: Sequence[Actor]) -> str:
    """Return the reference of the firm a description means, "" where it is left open."""
    kinds = _ORGS[subject.kind]
    if subject.kind in ("statement", "spokesperson"):
        if page.speech.joint & set(page.words[subject.at : subject.end + 2]):
            return ""
        for number in range(subject.at, min(subject.end + 6, len(page.words))):
            actor = page.at.get(number)
            if actor is not None and actor.kind in kinds and not page.quoted[number]:
                return actor.ref
            if number >= subject.end - 1 and any(mark in page.between(number) for mark in ',;:.!?\n"“”'):
                break
        if (of_itself := _of_what_is_told(page, subject, kinds)) or (of_itself := _who_answers(page, kinds)):
            return of_itself
    earlier = [one for one in page.actors_in(0, subject.at)[-MANY:] if one.ref and not page.quoted[one.first]]
    free = [one for one in earlier if not page.governed(one.first) and not page.owned(one)]
    for kind in kinds:
        such = [one for one in free if one.kind == kind]
        if such:
            return next((one for one in reversed(such) if _begins(page, one)), such[-1]).ref
    for kind in kinds:
        if any_such := [one for one in (*lead, *reversed(earlier)) if one.kind == kind and one.ref]:
            return any_such[0].ref
    return ""


def _of_what_is_told(page: Page, subject: Description, kinds: Sequence[str]) -> str:
    """Return the firm a statement speaks of itself by: "a spokesperson confirmed that Alpine …"."""
    for number in range(subject.end, min(subject.end + THAT, len(page.words))):
        if page.marked(number - 1, ".;:!?\n") or page.quoted[number]:
            break
        if page.words[number] in page.speech.that:
            actor = page.at.get(number + 1) or page.at.get(number + 2)
            free = actor is not None and actor.kind in kinds and not page.quoted[actor.first]
            return actor.ref if actor is not None and free and not page.owned(actor) else ""
    return ""


def _who_answers(page: Page, kinds: Sequence[str]) -> str:
    """Return the firm that an article begins with as the one who has something to say: "Alpine has responded …"."""
    if not page.sentences:
        return ""
    first, last = page.bounds[0]
    org = first_org(page, first, min(last, first + BEGIN))
    if org is None or org.kind not in kinds:
        return ""
    verb = next(iter(page.telling(org.last, min(last, org.last + BEGIN))), -1)
    return org.ref if verb >= 0 and not page.comma(org.last - 1, verb) else ""


def _begins(page: Page, one: Actor) -> bool:
    """Return whether an actor stands near the start of its sentence, where subjects stand."""
    return one.first - page.sentence_words(one.first)[0] <= BEGIN
