"""To which outlet something was said: "told RACER", "gegenüber GPblog", "nous a répondu"."""

from __future__ import annotations

from paddock.evidence.quoting.page import Page
from paddock.evidence.quoting.subjects import according

NEAR = 7
"""Words before the name of an outlet among which the word stands that makes it the one that was told."""
_DIRECT = frozenset({"gegenuber"})


def told_in(page: Page, verb: int, first: int, last: int, own: str) -> str:
    """Return the outlet told in the clause between two words whose verb of saying is at `verb`, "" for none.

    own: the article's outlet, which "told us" means.  Returns `outlet:id`, or a name where the outlet is not known.
    """
    speech = page.speech
    words = page.words
    for number in range(first, min(last, len(words))):
        actor = page.at.get(number)
        if actor is not None and actor.group == "outlet" and actor.first == number:
            start = max(first, number - NEAR)
            if any(words[n] in speech.to and not according(page, n - 1, last) for n in range(start, number)):
                return actor.ref or actor.surface
        if page.quoted[number]:
            continue
        if own and any(tuple(words[number : number + len(phrase)]) == phrase for phrase in speech.us):
            return own
        if words[number] in speech.telling | _DIRECT and number >= verb - 2 and number + 1 < last:
            following = number + 1
            if following not in page.at and page.capital(following) and not page.quoted[following]:
                return _name(page, following)
    return ""


def _name(page: Page, number: int) -> str:
    end = number
    while (
        end + 1 < len(page.words) and page.between(end) in (" ", ".", "-") and page.text[page.starts[end + 1]].isalnum()
    ):
        if page.between(end) == " " and not page.capital(end + 1):
            break
        end += 1
    return page.text[page.starts[number] : page.ends[end]]
