"""People and teams in an article beyond the listed names: last names alone, and who stands on no list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from paddock.catalogue import slugify
from paddock.evidence.folding import fold
from paddock.evidence.listed import Name, common_words
from paddock.evidence.names import Names, last_name
from paddock.evidence.quoting.strangers import strangers
from paddock.evidence.quoting.words import Speech, genders, speech

_NAME = re.compile(r"(?<![\w'’.-])[A-ZÀ-ÖØ-ÞĀ-Ž](?:[\w'’.]|-(?=\w))*")
_BEFORE = re.compile(r"(\w+)\W*$")
_PARTICLE = r"(?:(?:de|del|della|di|da|van|von|der|den|la|le|du|dos|ten)[ ])*"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŁŠŽČ][\w'’-]{1,40}(?![\w'’-])"
_FULL_NAME = re.compile(rf"\b({_CAPITAL})[ ]((?:[A-Z]\.[ ])?{_PARTICLE}{_CAPITAL})(?:[ ]({_CAPITAL}))?")
_TEAM = re.compile(
    rf"\b((?:{_CAPITAL}[ ]){{1,3}}(?:Racing|Motorsports?|Autosport|Competition|Competizione|Racing Team|Corse))\b"
    rf"|\b((?:Team|Scuderia|Écurie|Ecurie)[ ]{_CAPITAL})"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a text, and the things that may be meant there."""

    start: int
    end: int
    names: tuple[Name, ...]


@dataclass(slots=True)
class People:
    """Who is named in full in an article. full: folded last name → `kind:id` → who."""

    full: dict[str, dict[str, Name]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, one: Name) -> None:
        """Note somebody by the last name."""
        if last := last_name(one.name):
            self.full[fold(last)][one.ref] = one


def unlisted(text: str, hits: list[Hit], names: Names, people: People, lang: str = "") -> Iterator[Hit]:
    """Yield people and teams that stand on no list, recognised by a first name or by a word such as Racing.

    lang: language of a text in which people are also known by a verb of saying or a title beside their name.
    """
    taken = bytearray(len(text))
    for hit in hits:
        _take(taken, hit.start, hit.end)
    for match in _TEAM.finditer(text):
        span = match.span()
        if taken.find(1, *span) < 0:
            _take(taken, *span)
            yield Hit(*span, (Name("team", _slug(match[0]), match[0]),))
    for span in chain(_by_first_name(text, names, taken, speech(lang)), strangers(text, lang, taken)):
        one = _person(text[slice(*span)], names, people)
        _take(taken, *span)
        people.add(one)
        yield Hit(*span, (one,))


def _by_first_name(text: str, names: Names, taken: bytearray, words: Speech) -> Iterator[tuple[int, int]]:
    """Yield where somebody is named in full whose first name is known.

    A first name that is a word of the language counts only with its accent ("Germán", not "German").
    """
    at = 0
    known, others, common = names.first_names, genders(), common_words()
    while match := _FULL_NAME.search(text, at):
        first = fold(match[1])
        if first not in known and (first not in others or fold(match[2]).split()[-1] in words.nobody):
            at = match.start(2)
            continue
        if first in common or (first in words.adjectives and match[1].isascii()):
            at = match.start(2)
            continue
        # "Joao Paulo de Oliveira": a third name belongs to it only when the second is a first name too.
        third = match[3] is not None and fold(match[2]) in names.first_names
        start, at = match.start(), match.end(3) if third else match.end(2)
        if taken.find(1, start, at) < 0:
            yield start, start + len(text[start:at].removesuffix("’s").removesuffix("'s"))


def _person(written: str, names: Names, people: People) -> Name:
    return _namesake(written, names, people) or Name("person", _slug(written), written)


def _namesake(written: str, names: Names, people: People) -> Name | None:
    """Return who is meant by a short form of a first name ("Alex" for "Alexandre"), if it is one person only."""
    first, last = fold(written.split(maxsplit=1)[0]), fold(last_name(written))
    known = {one.ref: one for one in people.full.get(last, {}).values()}
    known |= {one.ref: one for one in (names.entries[place] for place in names.last_names.get(last, ()))}
    fits = [one for one in known.values() if len(first) > 2 and fold(one.name).startswith(first[:3])]
    return fits[0] if len(fits) == 1 else None


def _slug(text: str) -> str:
    return slugify(text)[:80].strip("-") or "unnamed"


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\1" * (end - start)


def last_names(text: str, hits: list[Hit], names: Names, people: People) -> list[Hit]:
    """Return people mentioned by their last name alone."""
    spans = sorted((hit.start, hit.end) for hit in hits)
    folded = fold(text)
    found, at = [], 0
    for match in _NAME.finditer(text):
        start = match.start()
        if not match[0][0].isupper():
            continue
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        if at < len(spans) and spans[at][0] < match.end():
            continue
        word = _bare(match[0])
        form = folded[start : start + len(word)]
        forms = (form, form[:-1]) if form.endswith("s") else (form,)
        if not any(one in people.full or one in names.last_names for one in forms):
            continue
        rest = text[match.end() : match.end() + 2]
        first = len(rest) == 2 and rest[0] == " " and rest[1].isupper()
        before = _BEFORE.search(folded, max(0, start - 40), start)
        previous = before[1] if before else ""
        if who := _who(forms, previous, names, people, alone=not first and not word.isupper()):
            found.append(Hit(start, start + len(word), who))
    return found


def _bare(word: str) -> str:
    """Return a word without a genitive's apostrophe and without what a hyphen adds ("Famin-Interview")."""
    if "'" in word or "’" in word:
        word = re.split(r"['’](?:s\b|$)", word)[0]
    word = word.rstrip(".'’")
    head, hyphen, _ = word.partition("-")
    return head if hyphen and len(head) > 3 else word


def _who(forms: tuple[str, ...], before: str, names: Names, people: People, *, alone: bool) -> tuple[Name, ...]:
    """Return the people a bare last name may mean: those named in full here, else those on the list.

    forms: the word, and the word without a genitive's s.  before: the word in front.  alone: no capital follows that
    would make it a first name, and it is not shouted.
    """
    for form in forms:
        if here := people.full.get(form):
            return tuple(here.values())
    for form in forms:
        if (
            alone
            and form in names.last_names
            and len(form) > 4
            and form not in common_words()
            and before not in names.first_names
        ):
            return tuple(names.entries[place] for place in names.last_names[form])
    return ()
