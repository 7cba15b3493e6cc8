"""Where quotation marks open and close: every kind in use, balanced or not, in one pass over the text.

Which way a mark turns is told by what stands on either side of it and by what is open: `“` closes a German quote and
opens an English one.  Nothing reaches beyond its paragraph, but for a quote that plainly closes a little further on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from paddock.evidence.sentences import paragraphs, trimmed

DEPTH = 6
"""Quotes within quotes that are followed; marks that would open a deeper one are passed over."""
CARRIED = 3
"""Paragraphs after its own in which a quote may still close."""
MARKS = 8
"""Marks of a paragraph that are looked at for each quote that may be found."""
LEAD = 9
"""Characters before an opening mark in which what introduces it is looked for."""
AHEAD = 6
"""Marks looked at ahead to tell a closing single mark from an apostrophe."""
_MARK = re.compile("[\"“”„‟«»‹›‘’‚‛'`<>]")
_DOUBLE = frozenset(("''", "’’", "‘‘", "``", "<<", ">>", "‚‚"))
_FAMILY = {
    **dict.fromkeys(("“", "”", "„", "‟", "‚‚", "‘‘", "’’"), "curly"),
    **dict.fromkeys(('"', "''", "``"), "straight"),
    **dict.fromkeys(("«", "»", "<<", ">>"), "angle"),
    **dict.fromkeys(("‹", "›"), "single angle"),
    **dict.fromkeys(("‘", "’", "‚", "‛"), "single curly"),
    "'": "single straight",
}
_OPENS = frozenset("([{—–-/:¿¡=|…“„«»‹‘‚\"'’")
_CLOSES = frozenset(".,;:!?)]}—–-/…|“”»«›’‘\"'")
_GOES_ON = re.compile(r"\s[a-zà-ÿ]")
_NEVER_CLOSE = frozenset(("„", "‟", "‚‚", "‚", "‛", "‹"))
_DECADE = re.compile(r"\d\ds?\b")
_DIRECTED = frozenset(("“", "„", "‟", "«", "‚‚", "<<"))


@dataclass(frozen=True, slots=True)
class Span:
    """A quote by its marks.

    open: where the opening mark stands.  start, end: what it holds, without space around.  close: after the closing
    mark, or where the paragraph ends for one that is never closed.  within: index of the span around it, -1 for none.
    """

    open: int
    start: int
    end: int
    close: int
    closed: bool = True
    within: int = -1


@dataclass(slots=True, eq=False)
class _Mark:
    """A mark in a text: whether it could open (space before, word after) and close (the other way round).

    Not frozen, for speed.  Nobody changes it.
    """

    at: int
    end: int
    text: str
    family: str
    opening: bool
    closing: bool


@dataclass(slots=True)
class _Open:
    mark: _Mark
    first: bool
    introduced: bool
    has_same_inside: bool = False


def find_spans(text: str, limit: int) -> list[Span]:
    """Return the quotes of a text by place, an outer one before those within it, at most `limit`."""
    found: list[Span] = []
    carried: _Open | None = None
    left, carried_end = 0, 0
    for start, end in paragraphs(text):
        if len(found) >= limit:
            break
        marks = list(islice(_look(text, start, end), MARKS * limit))
        if carried is not None:
            first = next((mark for mark in marks if not mark.family.startswith("single")), None)
            if first is not None and _plainly_closes(carried, first):
                found += _span(text, carried.mark, first)
                marks = marks[marks.index(first) + 1 :]
                carried = None
            elif first is not None or left == 0:
                found += _unclosed(text, carried, carried_end)
                carried = None
            left -= 1
        open_still = _scan(text, start, marks, found, limit) if marks else None
        if open_still is not None and carried is None:
            carried, carried_end, left = open_still, end, CARRIED
    if carried is not None:
        found += _unclosed(text, carried, carried_end)
    return _nested(sorted(found, key=lambda span: (span.open, -span.close))[:limit])


def _look(text: str, start: int, end: int) -> Iterator[_Mark]:
    """Yield the marks of a paragraph; an apostrophe within a word is none."""
    past = start
    for match in _MARK.finditer(text, start, end):
        at = match.start()
        if at < past:
            continue
        mark = text[at]
        past = at + 1
        if mark in "'’" and at > start and text[at - 1].isalnum() and text[past : past + 1].isalnum():
            continue
        if text[at : at + 2] in _DOUBLE and past < end:
            mark = text[at : at + 2]
            past = at + 2
        family = _FAMILY.get(mark)
        if family is None:
            continue
        before = text[at - 1] if at > start else " "
        behind = text[past] if past < end else " "
        yield _Mark(at, past, mark, family, before.isspace() or before in _OPENS, behind.isspace() or behind in _CLOSES)


def _scan(text: str, start: int, marks: Sequence[_Mark], found: list[Span], limit: int) -> _Open | None:
    """Add the quotes of a paragraph that close; return the outermost that does not."""
    stack: list[_Open] = []
    for index, mark in enumerate(marks):
        closes = _closes(stack, mark, text)
        if closes >= 0:
            if not _is_apostrophe(text, mark, marks[index + 1 : index + 1 + AHEAD]):
                found += _span(text, stack[closes].mark, mark)
                del stack[closes:]
            if len(found) >= limit:
                return None
        elif len(stack) < DEPTH and _opens(mark, text):
            for outer in stack:
                outer.has_same_inside |= outer.mark.family == mark.family != "angle"
            lead = text[max(start, mark.at - LEAD) : mark.at].rstrip()[-1:]
            stack.append(_Open(mark, not lead, lead in (":", ",")))
    return next((one for one in stack if not one.mark.family.startswith("single")), None)


def _closes(stack: Sequence[_Open], mark: _Mark, text: str) -> int:
    """Return the index of the open quote that a mark closes, -1 for none."""
    at = next((i for i in range(len(stack) - 1, -1, -1) if _matches(stack[i].mark, mark)), -1)
    if at < 0 or mark.text in _NEVER_CLOSE:
        return -1
    opener = stack[at].mark.text
    if mark.text in ("”", "›", "’’", "»", ">>") and opener not in (mark.text, "»"):
        closes = True
    elif mark.text in ("«", "<<") and opener != "»":
        closes = mark.closing and not mark.opening
    elif mark.family in ("single curly", "single straight"):
        spaced = mark.opening and text[mark.at - 1 : mark.at].isspace() and mark.text == "'"
        closes = mark.closing and not spaced
    else:
        closes = mark.closing or not mark.opening
    return at if closes else -1


def _matches(opener: _Mark, mark: _Mark) -> bool:
    if opener.family == mark.family:
        return True
    if opener.text in ("“", "„", "‟", "‚‚"):
        return mark.text == '"' and mark.closing and not mark.opening
    return opener.family == "straight" and mark.text in ("“", "”") and mark.closing and not mark.opening


def _opens(mark: _Mark, text: str) -> bool:
    """Return whether a mark that closes nothing opens a quote."""
    only_opens = mark.opening and not mark.closing
    if mark.text in ("„", "‟", "‚‚", "«", "<<", "“"):
        return mark.opening or not mark.closing
    if mark.text in ("»", "”", "’’"):
        return only_opens or (mark.opening and not text[max(0, mark.at - 2) : mark.at].strip())
    if mark.family == "straight":
        return mark.opening or (not mark.closing and not text[mark.at - 1 : mark.at].isdigit())
    after = text[mark.end : mark.end + 1]
    if mark.text == "'":
        return only_opens and (after.isalpha() or after in "[(¿¡…")
    return mark.text in ("‘", "‚", "‛", "‹") and only_opens and not _DECADE.match(text, mark.end)


def _is_apostrophe(text: str, mark: _Mark, ahead: Sequence[_Mark]) -> bool:
    """Return whether what could close a single quote is the apostrophe of a plural ("the drivers' lap")."""
    if not mark.family.startswith("single") or text[mark.at - 1 : mark.at] not in ("s", "x", "z", "S"):
        return False
    if not _GOES_ON.match(text, mark.end):
        return False
    later = next((one for one in ahead if one.family == mark.family), None)
    return later is not None and later.closing and not later.opening


def _plainly_closes(opened: _Open, mark: _Mark) -> bool:
    return _matches(opened.mark, mark) and mark.closing and not mark.opening and mark.text not in ("„", "«")


def _unclosed(text: str, opened: _Open, end: int) -> list[Span]:
    """Return a quote that is never closed, to the end of its paragraph; none where the mark may have meant nothing."""
    if opened.has_same_inside or not (opened.first or opened.introduced or opened.mark.text in _DIRECTED):
        return []
    start, stop = trimmed(text, opened.mark.end, end)
    return [Span(opened.mark.at, start, stop, end, closed=False)] if _says_something(text, start, stop) else []


def _span(text: str, opener: _Mark, closer: _Mark) -> list[Span]:
    start, end = trimmed(text, opener.end, closer.at)
    return [Span(opener.at, start, end, closer.end)] if _says_something(text, start, end) else []


def _says_something(text: str, start: int, end: int) -> bool:
    return end - start > 1 and any(map(str.isalnum, text[start : min(end, start + 80)]))


def _nested(spans: list[Span]) -> list[Span]:
    """Return the spans with what each is within."""
    return [
        Span(s.open, s.start, s.end, s.close, s.closed, around) for s, around in zip(spans, _around(spans), strict=True)
    ]


def _around(spans: Sequence[Span]) -> Iterator[int]:
    stack: list[int] = []
    for index, span in enumerate(spans):
        while stack and spans[stack[-1]].close <= span.open:
            stack.pop()
        yield stack[-1] if stack else -1
        stack.append(index)
