"""What an article names: every thing on record or on the list of names, and people who are neither."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from paddock.evidence.folding import fold
from paddock.evidence.listed import Name
from paddock.evidence.names import Names
from paddock.evidence.people import Hit, People, last_names, unlisted
from paddock.evidence.types import Article, Field, Mention

_RANK = (
    "series", "event", "manufacturer", "company", "team", "circuit", "car", "class", "driver", "person", "outlet",
    "place",
)  # fmt: skip
"""Which of two things of the same name is meant where nothing else tells."""

MOST_MENTIONS = 20_000
"""Mentions kept of the title and of the text of one article; beyond that it is no article."""


def find_mentions(article: Article, names: Names) -> tuple[Mention, ...]:
    """Return what an article names, by place, its title first; mentions of one field do not overlap.

    Raises MissingExtra when pyahocorasick is not installed.
    """
    fields: list[tuple[Field, str]] = [("title", article.title), ("text", article.text)]
    hits = {which: _listed(text, names) for which, text in fields}
    known = _known((hit for some in hits.values() for hit in some), names)
    listed = {which: _longest(filter(None, (_settle(hit, known) for hit in some))) for which, some in hits.items()}
    people = People()
    for some in listed.values():
        for hit in some:
            if len(hit.names) == 1 and hit.names[0].is_person:
                people.add(hit.names[0])
    langs: dict[Field, str] = {"title": "", "text": article.lang}
    others = {which: list(unlisted(text, listed[which], names, people, langs[which])) for which, text in fields}
    found: list[Mention] = []
    for which, text in fields:
        mine = [*listed[which], *others[which]]
        mine += last_names(text, mine, names, people)
        mine.sort(key=lambda one: one.start)
        found += [_mention(text, which, hit, names) for hit in mine[:MOST_MENTIONS]]
    return tuple(found)


def _listed(text: str, names: Names) -> list[Hit]:
    """Return the hits of listed names, also where they overlap."""
    folded = fold(text)
    hits: list[Hit] = []
    last = len(folded)
    for end, (length, entries) in names.automaton.iter(folded):
        start, stop = end - length + 1, end + 1
        if (start and (folded[start - 1].isalnum())) or (stop < last and not _ends(folded, stop)):
            continue
        fitting = tuple(dict.fromkeys(one for one, surface in entries if _fits(text[start:stop], surface, one)))
        if fitting:
            hits.append(Hit(start, stop, fitting))
    return hits


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


def _longest(hits: Iterable[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if kept and hit.start < kept[-1].end:
            # A hit that begins inside the one before is only better when it is longer.
            if hit.end - hit.start > kept[-1].end - kept[-1].start:
                kept[-1] = hit
            continue
        kept.append(hit)
    return kept


@dataclass(frozen=True, slots=True)
class _Known:
    """What an article names beyond doubt: ids with their makes, and cars by the beginning of their names."""

    ids: frozenset[str]
    longer: dict[str, tuple[Name, ...]]
    """Folded first words of a car's name → the cars whose name goes on."""


def _known(hits: Iterable[Hit], names: Names) -> _Known:
    sure = _longest(hit for hit in hits if any(not one.needs for one in hit.names))
    refs = dict.fromkeys(one.ref for hit in sure for one in hit.names if not one.needs)
    found = [names.by_ref[ref] for ref in refs if ref in names.by_ref]
    ids = {ref.partition(":")[2] for ref in refs} | {make for one in found for make in one.of}
    longer: dict[str, list[Name]] = defaultdict(list)
    for car in (one for one in found if one.kind == "car"):
        words = fold(car.name).split(" ")
        for count in range(1, len(words)):
            longer[" ".join(words[:count])].append(car)
    return _Known(frozenset(ids), {key: tuple(cars) for key, cars in longer.items()})


def _settle(hit: Hit, known: _Known) -> Hit | None:
    """Return a hit with the names that hold in this article: some need company, a short name may mean a longer one."""
    fitting = tuple(one for one in hit.names if not one.needs or any(need in known.ids for need in one.needs))
    if fitting and fitting[0].kind == "car":
        better = known.longer.get(fold(fitting[0].name), ())
        fitting = better if len(better) == 1 else fitting
    return Hit(hit.start, hit.end, fitting) if fitting else None


def _mention(text: str, which: Field, hit: Hit, names: Names) -> Mention:
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
