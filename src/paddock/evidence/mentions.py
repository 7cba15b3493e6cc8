"""What an article names: every thing on record or on the list of names, and people who are neither."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from paddock.catalogue import slugify
from paddock.evidence.folding import fold
from paddock.evidence.names import Name, Names, common_words, last_name
from paddock.evidence.types import Article, Field, Mention

_RANK = (
    "series", "event", "manufacturer", "company", "team", "circuit", "car", "class", "driver", "person", "outlet",
    "place",
)  # fmt: skip
"""Which of two things of the same name is meant where nothing else tells."""

_WORD = re.compile(r"[^\W\d_](?:[\w'’.]|-(?=\w))*")
_PARTICLE = r"(?:(?:de|del|della|di|da|van|von|der|den|la|le|du|dos|ten)[ ])*"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŁŠŽČ][\w'’-]+"
_FULL_NAME = re.compile(rf"\b({_CAPITAL})[ ]((?:[A-Z]\.[ ])?{_PARTICLE}{_CAPITAL})(?:[ ]({_CAPITAL}))?")
_TEAM = re.compile(
    rf"\b((?:{_CAPITAL}[ ]){{1,3}}(?:Racing|Motorsports?|Autosport|Competition|Competizione|Racing Team|Corse))\b"
    rf"|\b((?:Team|Scuderia|Écurie|Ecurie)[ ]{_CAPITAL})"
)
_MOST = 20_000
"""Mentions of one article; beyond that it is no article."""


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    names: tuple[Name, ...]


@dataclass(slots=True)
class _People:
    """Who is named in full in an article: folded last name → names."""

    full: dict[str, dict[str, Name]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, one: Name) -> None:
        if last := last_name(one.name):
            self.full[fold(last)][one.ref] = one


def find_mentions(article: Article, names: Names) -> tuple[Mention, ...]:
    """Return what an article names, by place, its title first; mentions of one field do not overlap.

    Raises MissingExtra when pyahocorasick is not installed.
    """
    fields: list[tuple[Field, str]] = [("title", article.title), ("text", article.text)]
    listed = {which: _listed(text, names) for which, text in fields}
    people = _People()
    known: set[str] = set()
    for hits in listed.values():
        for hit in hits:
            known.update(one.ref for one in hit.names if not one.needs)
            if len(hit.names) == 1 and hit.names[0].is_person:
                people.add(hit.names[0])
    found: list[Mention] = []
    unlisted = {which: list(_unlisted(text, listed[which], names, people)) for which, text in fields}
    for which, text in fields:
        hits = [one for one in (_settle(hit, known, names) for hit in (*listed[which], *unlisted[which])) if one]
        hits += _last_names(text, hits, names, people)
        hits.sort(key=lambda one: one.start)
        found += [_mention(text, which, hit, names) for hit in hits[:_MOST]]
    return tuple(found)


def _listed(text: str, names: Names) -> list[_Hit]:
    """Return the hits of listed names, the longest where they overlap."""
    folded = fold(text)
    hits: list[_Hit] = []
    last = len(folded)
    for end, (length, entries) in names.automaton.iter(folded):
        start, stop = end - length + 1, end + 1
        if (start and (folded[start - 1].isalnum())) or (stop < last and not _ends(folded, stop)):
            continue
        fitting = tuple(dict.fromkeys(one for one, surface in entries if _fits(text[start:stop], surface, one)))
        if fitting:
            hits.append(_Hit(start, stop, fitting))
    return _longest(hits)


def _ends(folded: str, stop: int) -> bool:
    """Return whether a name may end before `stop`: at the end of a word, or before the s of a genitive."""
    if not folded[stop].isalnum():
        return True
    return (
        folded[stop] == "s"
        and folded[stop - 1].isalnum()
        and (stop + 1 == len(folded) or not folded[stop + 1].isalnum())
    )


def _fits(written: str, surface: str, one: Name) -> bool:
    """Return whether a name as written has the case it has to have."""
    if one.case and one.kind != "class":
        return written == surface
    if one.kind == "outlet":
        # "L'équipe" is a team, "L'Équipe" a newspaper: every word has to begin as it does in the name.
        return all(a == b for a, b in zip(written, surface, strict=False) if b.isupper())
    if surface.isupper() and surface.isalpha():
        # "WEC" is a name, "wec" hardly ever; three letters in small ones are mostly another word.
        return written.isupper() or (len(surface) > 3 and written[0].isupper())
    first = surface[0]
    return not first.isupper() or written[0] == first or written[0].isupper()


def _longest(hits: Iterable[_Hit]) -> list[_Hit]:
    kept: list[_Hit] = []
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if kept and hit.start < kept[-1].end:
            # A hit that begins inside the one before is only better when it is longer.
            if hit.end - hit.start > kept[-1].end - kept[-1].start:
                kept[-1] = hit
            continue
        kept.append(hit)
    return kept


def _settle(hit: _Hit, known: set[str], names: Names) -> _Hit | None:
    """Return a hit with the names that hold in this article: some need company, a short name may mean a longer one."""
    ids = {ref.partition(":")[2] for ref in known} | {
        make for ref in known if ref in names.by_ref for make in names.by_ref[ref].of
    }
    fitting = tuple(one for one in hit.names if not one.needs or any(need in ids for need in one.needs))
    if fitting and fitting[0].kind == "car":
        short = fold(fitting[0].name)
        longer = [names.by_ref[ref] for ref in known if ref.startswith("car:") and ref in names.by_ref]
        better = [one for one in longer if fold(one.name).startswith(short + " ")]
        fitting = (better[0],) if len(better) == 1 else fitting
    return _Hit(hit.start, hit.end, fitting) if fitting else None


def _unlisted(text: str, hits: list[_Hit], names: Names, people: _People) -> Iterator[_Hit]:
    """Yield people and teams that stand on no list, recognised by a first name or by a word such as Racing."""
    taken = [(hit.start, hit.end) for hit in hits]
    mine: list[tuple[int, int]] = []
    for match in _TEAM.finditer(text):
        span = match.span()
        if not _overlaps(span, taken):
            mine.append(span)
            yield _Hit(*span, (Name("team", _slug(match[0]), match[0]),))
    for match in _FULL_NAME.finditer(text):
        first = fold(match[1])
        if first not in names.first_names or first in common_words():
            continue
        # "Joao Paulo de Oliveira": a third name belongs to it only when the second is a first name too.
        third = match[3] is not None and fold(match[2]) in names.first_names
        span = (match.start(), match.end(3) if third else match.end(2))
        if _overlaps(span, taken) or _overlaps(span, mine):
            continue
        written = text[span[0] : span[1]].removesuffix("’s").removesuffix("'s")
        span = (span[0], span[0] + len(written))
        one = _namesake(written, names, people) or Name("person", _slug(written), written)
        people.add(one)
        yield _Hit(*span, (one,))


def _namesake(written: str, names: Names, people: _People) -> Name | None:
    """Return who is meant by a short form of a first name ("Alex" for "Alexandre"), if it is one person only."""
    first, last = fold(written.split(maxsplit=1)[0]), fold(last_name(written))
    known = {one.ref: one for one in people.full.get(last, {}).values()}
    known |= {one.ref: one for one in (names.entries[place] for place in names.last_names.get(last, ()))}
    fits = [one for one in known.values() if len(first) > 2 and fold(one.name).startswith(first[:3])]
    return fits[0] if len(fits) == 1 else None


def _slug(text: str) -> str:
    return slugify(text)[:80].strip("-") or "unnamed"


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _last_names(text: str, hits: list[_Hit], names: Names, people: _People) -> list[_Hit]:
    """Return people mentioned by their last name alone."""
    spans = sorted((hit.start, hit.end) for hit in hits)
    found, at, before = [], 0, ""
    for match in _WORD.finditer(text):
        start, word = match.start(), match[0]
        previous, before = before, word
        if not word[0].isupper():
            continue
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        if at < len(spans) and spans[at][0] < match.end():
            continue
        word = _bare(word)
        rest = text[match.end() : match.end() + 2]
        first = len(rest) == 2 and rest[0] == " " and rest[1].isupper()
        if who := _who(fold(word), fold(previous), names, people, alone=not first and not word.isupper()):
            found.append(_Hit(start, start + len(word), who))
    return found


def _bare(word: str) -> str:
    """Return a word without a genitive's apostrophe and without what a hyphen adds ("Famin-Interview")."""
    word = re.split(r"['’](?:s\b|$)", word)[0].rstrip(".'’")
    head, hyphen, _ = word.partition("-")
    return head if hyphen and len(head) > 3 else word


def _who(word: str, before: str, names: Names, people: _People, *, alone: bool) -> tuple[Name, ...]:
    """Return the people a bare last name may mean: those named in full here, else those on the list.

    alone: no capital follows that would make it a first name, and it is not shouted.
    """
    for form in (word, word[:-1]) if word.endswith("s") else (word,):
        if here := people.full.get(form):
            return tuple(here.values())
    for form in (word, word[:-1]) if word.endswith("s") else (word,):
        if (
            alone
            and form in names.last_names
            and len(form) > 4
            and form not in common_words()
            and before not in names.first_names
        ):
            return tuple(names.entries[place] for place in names.last_names[form])
    return ()


def _mention(text: str, which: Field, hit: _Hit, names: Names) -> Mention:
    ranked = sorted(hit.names, key=lambda one: (_RANK.index(one.kind), one.id))
    best = ranked[0]
    people = [one for one in ranked if one.is_person]
    candidates = [one.ref for one in ranked]
    if best.kind == "manufacturer":
        candidates += [ref for ref in _teams_of(names, best) if ref not in candidates]
    # Two people of one name: the article has to tell which. A team named after somebody is the team.
    is_open = len(people) > 1 and best.is_person
    return Mention(
        text[hit.start : hit.end],
        "" if is_open else best.id,
        best.kind,
        hit.start,
        hit.end,
        which,
        tuple(candidates) if len(candidates) > 1 else (),
        best.ref in names.by_ref,
    )


def _teams_of(names: Names, make: Name) -> tuple[str, ...]:
    """Return the teams that bear a make's name: what the bare name may mean besides the make."""
    return names.teams_of.get(make.id, ())
