"""The dossier of a programme: what has been said on it, step by step, each step once for each root."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace

from paddock.catalogue import Catalogue
from paddock.errors import AmbiguousName, UnknownName
from paddock.evidence.dating import date_all
from paddock.evidence.names import Names
from paddock.evidence.roots import Roots
from paddock.evidence.sheets import Dossier, Programme, Step
from paddock.evidence.steps import Said, steps_of, when, wide, with_falls
from paddock.evidence.types import Claim, Reading, Relations, Status
from paddock.units import listed

PROGRAMME = frozenset({"enter", "race", "leave", "pause", "continue", "restart", "run", "supply_engines", "drive"})
"""Actions that are the programme itself; others are told as its background."""
_MOST_CLAIMS = 6
"""Claims of an article that count, from each extractor: what it only brushes comes last."""
_BACKGROUND = frozenset({
    "talk_to_team", "run", "sell_road_cars", "supply_engines", "acquire", "sponsor", "partner", "extend_partnership",
    "leave", "continue",
})  # fmt: skip
"""Actions that are told as a programme's background."""


def resolve_asked(text: str, names: Names) -> str:
    """Return `kind:id` of what is asked for: itself, or the one thing that is called so.

    A name that a make shares with its teams means the make. Raises UnknownName or AmbiguousName with candidates.
    """
    if text in names.by_ref:
        return text
    hits = names.called(text)
    if not hits:
        from paddock.catalogue.names import nearest

        near = nearest(text, {one.ref: one.surfaces for one in names.entries})
        raise UnknownName(
            f"Nothing is called {text[:80]!r}.",
            candidates=near,
            hint="" if near else "`paddock find` looks for a word.",
        )
    kinds = {ref.partition(":")[0] for ref in hits}
    first = next((kind for kind in ("manufacturer", "series") if kind in kinds), "")
    best = [ref for ref in hits if ref.startswith(f"{first}:")] if first else list(hits)
    if len(best) > 1:
        raise AmbiguousName(f"{text[:80]!r} names several things.", candidates=best)
    return best[0]


def build_dossier(
    asked: Sequence[str],
    readings: Iterable[Reading],
    relations: Relations,
    names: Names,
    *,
    as_of: str = "",
    record: Sequence[Step] = (),
    catalogue: Catalogue | None = None,
) -> Dossier:
    """Return what has been said on the things asked for (`kind:id`), all of them together.

    readings, relations: a collection and how it hangs together.  as_of: ISO day; what came out later, or has no date
    that can be told, is left out.  record: claims on record beside the articles.  catalogue: for estimated dates.
    """
    on_record = {url: step.date for step in record for url in step.sources}
    by_id = date_all({one.article.id: one for one in readings}, relations, catalogue, on_record)
    if as_of:
        by_id = {key: one for key, one in by_id.items() if one.article.date.text and one.article.date.first <= as_of}
    roots = Roots.of(relations, by_id)
    wanted = [wide(one, names) for one in asked]
    said = _said(by_id, roots, relations)
    groups = _programmes(said, wanted, names)
    kept = [one for one in record if not as_of or (one.date and one.date <= as_of)]
    for step in kept:
        key = (wide(step.subject, names), wide(step.target, names))
        if all(one in key for one in wanted) and step.action in PROGRAMME:
            groups.setdefault(key, [])
    programmes = [_programme(key, group, said, roots, names, kept) for key, group in groups.items()]
    programmes.sort(key=lambda one: (-len(one.steps), one.subject, one.target))
    articles = _articles_of(programmes, by_id, roots, relations)
    return Dossier(
        tuple(asked),
        as_of,
        tuple(programmes),
        articles,
        _restricted(relations, set(articles), by_id),
        _names_of(programmes, articles, asked, names),
        tuple(finding for one in articles.values() for finding in one.findings),
    )


def _said(by_id: Mapping[str, Reading], roots: Roots, relations: Relations) -> list[Said]:
    """Return the claims of root articles; where a root says nothing of a thing, those of what was made from it."""
    story = {article: one.id for one in relations.stories for article in one.articles}
    family = {article: one.id for one in relations.families for article in one.articles}
    told: dict[str, set[tuple[str, str]]] = defaultdict(set)
    found = []
    for key in sorted(by_id, key=lambda one: (roots.depth(one), one)):
        reading, root = by_id[key], roots.root(key)
        for claim in _first_claims(reading):
            pair = (claim.subject, claim.target)
            if key != root and pair in told[root]:
                continue
            told[root].add(pair)
            found.append(Said(claim, reading, story.get(key, key), family.get(root, root)))
    return found


def _first_claims(reading: Reading) -> Iterator[Claim]:
    """Yield the first claims of each extractor that read an article."""
    counts: Counter[str] = Counter()
    for claim in reading.claims:
        counts[claim.extractor] += 1
        if counts[claim.extractor] <= _MOST_CLAIMS:
            yield claim


def _programmes(said: Sequence[Said], wanted: Sequence[str], names: Names) -> dict[tuple[str, str], list[Said]]:
    found: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for one in said:
        key = (wide(one.claim.subject, names), wide(one.claim.target, names))
        if one.claim.action in PROGRAMME and all(key) and all(some in key for some in wanted):
            found[key].append(one)
    return dict(found)


def _programme(
    key: tuple[str, str],
    group: Sequence[Said],
    said: Sequence[Said],
    roots: Roots,
    names: Names,
    record: Sequence[Step],
) -> Programme:
    subject, target = key
    about = [one for one in said if subject in (wide(one.claim.subject, names), wide(one.claim.target, names))]
    ends = [one for one in about if _bears_on(one, group, names, subject)]
    steps = steps_of(group, roots, names)
    steps += [replace(one, aside=True) for one in steps_of(ends, roots, names)]
    seen = {id(one) for one in (*group, *ends)}
    stories = {one.story for one in group}
    behind = [one for one in about if one.claim.action in _BACKGROUND and wide(one.claim.subject, names) == subject]
    related = steps_of([one for one in behind if id(one) not in seen and one.story in stories], roots, names)
    for step in record:
        ours = (wide(step.subject, names), wide(step.target, names))
        told = any(step.url and step.url == one.url for one in steps)
        if ours == key and step.action in PROGRAMME and not told:
            steps.append(step)
        elif subject in ours and not any(step.url and step.url == one.url for one in related):
            if step.status in {Status.ENDED, Status.PAUSED} and step.action in PROGRAMME and not told:
                steps.append(replace(step, aside=True))
            else:
                related.append(step)
    return Programme(
        subject,
        names.name_of(subject),
        target,
        names.name_of(target),
        tuple(with_falls(sorted(steps, key=when))),
        tuple(sorted(related, key=when)),
    )


def _bears_on(one: Said, group: Sequence[Said], names: Names, subject: str) -> bool:
    """Return whether a claim ends what the programme rests on: its subject's racing elsewhere, later on.

    It has to be what its article is mainly about: in passing, much is said to end.
    """
    if one in group or one.claim.status not in {Status.ENDED, Status.PAUSED} or one.claim.action not in PROGRAMME:
        return False
    if one.claim != one.reading.claims[0]:
        return False
    first = min((some.reading.article.date.first for some in group if some.reading.article.date.text), default="")
    return (
        wide(one.claim.subject, names) == subject
        and bool(one.reading.article.date.text)
        and one.reading.article.date.first >= first
    )


def _articles_of(
    programmes: Iterable[Programme], by_id: Mapping[str, Reading], roots: Roots, relations: Relations
) -> dict[str, Reading]:
    """Return the articles that steps rest on, with what was made from them and what tells the same press release."""
    keys = {
        key
        for programme in programmes
        for step in (*programme.steps, *programme.related)
        for key in (step.article, *step.copies, *step.confirms)
    }
    keys |= {roots.root(key) for key in keys if key in by_id}
    keys |= {one for family in relations.families if keys & {*family.articles} for one in family.articles}
    return {key: by_id[key] for key in sorted(keys) if key in by_id}


def _restricted(relations: Relations, kept: Set[str], here: Container[str]) -> Relations:
    """Return how the articles kept hang together, with others of their stories and families that are here."""

    def those(articles: Iterable[str]) -> tuple[str, ...]:
        return tuple(one for one in articles if one in here)

    return Relations(
        tuple(replace(one, articles=those(one.articles)) for one in relations.stories if kept & {*one.articles}),
        tuple(one for one in relations.derivations if one.article in kept and one.origin in kept),
        tuple(replace(one, articles=those(one.articles)) for one in relations.families if kept & {*one.articles}),
        tuple(one for one in relations.background if one.article in kept),
    )


def _names_of(
    programmes: Iterable[Programme], articles: Mapping[str, Reading], asked: Sequence[str], names: Names
) -> dict[str, str]:
    refs = {*asked}
    for programme in programmes:
        refs |= {programme.subject, programme.target}
        for step in (*programme.steps, *programme.related):
            refs |= {step.subject, step.target, step.speaker, step.told}
    for reading in articles.values():
        refs |= {quote.speaker for quote in reading.quotes} | {one.ref for one in reading.mentions if one.id}
        refs |= {part for claim in reading.claims for part in (claim.subject, claim.target, claim.speaker)}
    return {ref: names.name_of(ref) for ref in sorted(refs) if ":" in ref}


def says(step: Step, names: Mapping[str, str]) -> str:
    """Return a step in a line: who, what, how far."""
    parts = [names.get(step.subject, step.subject), step.action.replace("_", " "), names.get(step.target, step.target)]
    return f"{' '.join(part for part in parts if part)}: {str(step.status).replace('_', ' ')}"


def summary(dossier: Dossier) -> str:
    """Return what is asked for in words."""
    return listed(dossier.names.get(one, one) for one in dossier.asked)
