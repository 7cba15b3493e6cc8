"""The dossier of a programme: what has been said on it, step by step, each step once for each root."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from paddock.catalogue import Catalogue
from paddock.errors import AmbiguousName, UnknownName
from paddock.evidence.claims.context import make_of, series_of
from paddock.evidence.dating import date_all
from paddock.evidence.names import Names
from paddock.evidence.roots import Roots
from paddock.evidence.sheets import Dossier, Programme, Step
from paddock.evidence.types import Claim, Reading, Relations, Status
from paddock.units import listed

PROGRAMME = frozenset({"enter", "race", "leave", "pause", "continue", "restart", "run", "supply_engines", "drive"})
"""Actions that are the programme itself; others are told as its background."""
_RANK = (
    Status.DENIED, Status.ENDED, Status.PAUSED, Status.IDEA, Status.UNDER_STUDY, Status.TALKS, Status.PLANNED,
    Status.CONFIRMED, Status.STARTED,
)  # fmt: skip
"""Statuses from the least to the farthest."""
_KINDS = ("manufacturer", "series", "driver", "team", "company", "event", "person", "car", "circuit", "class")
"""Which kind is meant where a name is borne by things of several kinds that belong together (Andretti aside)."""
_NEAR_DAYS = 92
"""Claims within so many days are held against each other."""
_MOST_CLAIMS = 6
"""Claims of an article that count: what it only brushes comes last."""
_BACKGROUND = frozenset({
    "talk_to_team", "run", "sell_road_cars", "supply_engines", "acquire", "sponsor", "partner", "extend_partnership",
    "leave", "continue",
})  # fmt: skip
"""Actions that are told as a programme's background."""
_MOST_EVIDENCE = 300
"""Characters of an article that a step shows."""


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


@dataclass(frozen=True, slots=True)
class _Said:
    """A claim with the article that is its root and what that article stands for."""

    claim: Claim
    reading: Reading
    story: str
    source: str
    """What the article counts as: itself, or the press release it shares with others."""


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
    wanted = [_wide(one, names) for one in asked]
    said = _said(by_id, roots, relations)
    groups = _programmes(said, wanted, names)
    kept = [one for one in record if not as_of or (one.date and one.date <= as_of)]
    for step in kept:
        key = (_wide(step.subject, names), _wide(step.target, names))
        if all(one in key for one in wanted) and step.action in PROGRAMME:
            groups.setdefault(key, [])
    programmes = [_programme(key, group, said, roots, names, kept) for key, group in groups.items()]
    programmes.sort(key=lambda one: (-len(one.steps), one.subject, one.target))
    articles = _articles_of(programmes, by_id, roots)
    return Dossier(
        tuple(asked),
        as_of,
        tuple(programmes),
        articles,
        _restricted(relations, set(articles)),
        _names_of(programmes, articles, asked, names),
        tuple(finding for one in articles.values() for finding in one.findings),
    )


def _wide(ref: str, names: Names) -> str:
    """Return the thing a reference counts for: a car's make, a class's series."""
    return make_of(ref, names) or ref if ref.startswith("car:") else series_of(ref)


def _said(by_id: Mapping[str, Reading], roots: Roots, relations: Relations) -> list[_Said]:
    """Return the claims of root articles; where a root says nothing of a thing, those of what was made from it."""
    story = {article: one.id for one in relations.stories for article in one.articles}
    family = {article: one.id for one in relations.families for article in one.articles}
    told: dict[str, set[tuple[str, str]]] = defaultdict(set)
    found = []
    for key in sorted(by_id, key=lambda one: (roots.depth(one), one)):
        reading, root = by_id[key], roots.root(key)
        for claim in reading.claims[:_MOST_CLAIMS]:
            pair = (claim.subject, claim.target)
            if key != root and pair in told[root]:
                continue
            told[root].add(pair)
            found.append(_Said(claim, reading, story.get(key, key), family.get(root, root)))
    return found


def _programmes(said: Sequence[_Said], wanted: Sequence[str], names: Names) -> dict[tuple[str, str], list[_Said]]:
    found: dict[tuple[str, str], list[_Said]] = defaultdict(list)
    for one in said:
        key = (_wide(one.claim.subject, names), _wide(one.claim.target, names))
        if one.claim.action in PROGRAMME and all(key) and all(some in key for some in wanted):
            found[key].append(one)
    return dict(found)


def _programme(
    key: tuple[str, str],
    group: Sequence[_Said],
    said: Sequence[_Said],
    roots: Roots,
    names: Names,
    record: Sequence[Step],
) -> Programme:
    subject, target = key
    about = [one for one in said if subject in (_wide(one.claim.subject, names), _wide(one.claim.target, names))]
    ends = [one for one in about if _bears_on(one, group, names, subject)]
    steps = _steps(group, roots, names)
    steps += [replace(one, aside=True) for one in _steps(ends, roots, names)]
    seen = {id(one) for one in (*group, *ends)}
    stories = {one.story for one in group}
    behind = [one for one in about if one.claim.action in _BACKGROUND and _wide(one.claim.subject, names) == subject]
    related = _steps([one for one in behind if id(one) not in seen and one.story in stories], roots, names)
    for step in record:
        ours = (_wide(step.subject, names), _wide(step.target, names))
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
        tuple(_with_falls(sorted(steps, key=_when))),
        tuple(sorted(related, key=_when)),
    )


def _bears_on(one: _Said, group: Sequence[_Said], names: Names, subject: str) -> bool:
    """Return whether a claim ends what the programme rests on: its subject's racing elsewhere, after it was spoken of."""
    if one in group or one.claim.status not in {Status.ENDED, Status.PAUSED} or one.claim.action not in PROGRAMME:
        return False
    first = min((some.reading.article.date.first for some in group if some.reading.article.date.text), default="")
    return (
        _wide(one.claim.subject, names) == subject
        and bool(one.reading.article.date.text)
        and one.reading.article.date.first >= first
    )


def _when(step: Step) -> tuple[bool, str, str]:
    """Return what steps are ordered by; those without a date come last."""
    return (not step.date, step.date + {4: "-00-00", 7: "-00"}.get(len(step.date), ""), step.article)


def _steps(group: Iterable[_Said], roots: Roots, names: Names) -> list[Step]:
    """Return one step for each story and status, told by the first root that says so."""
    together: dict[tuple[str, str, str, Status], list[_Said]] = defaultdict(list)
    for one in group:
        pair = (_wide(one.claim.subject, names), _wide(one.claim.target, names))
        together[one.story, *pair, one.claim.status].append(one)
    everything = [one for some in together.values() for one in some]
    return [_step(some, everything, roots, names) for some in together.values()]


def _step(some: Sequence[_Said], everything: Sequence[_Said], roots: Roots, names: Names) -> Step:
    ordered = sorted(
        some,
        key=lambda one: (
            one.reading.article.date.first or "9999",
            -len(one.reading.article.date.text),
            one.reading.article.id,
        ),
    )
    first = ordered[0]
    claim, article = first.claim, first.reading.article
    sources = {one.source for one in ordered}
    copies = tuple(sorted({copy for one in ordered for copy in roots.copies(one.reading.article.id)}))
    confirms = tuple(sorted({one.reading.article.id for one in ordered} - {article.id}))
    return Step(
        date=article.date.text,
        date_how=article.date.how,
        status=claim.status,
        action=claim.action,
        subject=claim.subject,
        target=claim.target,
        horizon=claim.horizon or next((one.claim.horizon for one in ordered if one.claim.horizon), ""),
        condition=claim.condition,
        speaker=claim.speaker or next((one.claim.speaker for one in ordered if one.claim.speaker), ""),
        told=claim.source,
        evidence=_short(claim.evidence),
        article=article.id,
        url=article.url,
        title=article.title,
        lang=article.lang,
        outlet=article.outlet,
        copies=copies,
        independent=len(sources),
        confirms=confirms,
        contradicts=_contradictions(first, everything, names),
        read_by=claim.extractor,
        sources=(article.url,) if article.url else (),
    )


def _short(text: str) -> str:
    return text if len(text) <= _MOST_EVIDENCE else text[: _MOST_EVIDENCE - 1] + "…"


def _contradictions(one: _Said, everything: Sequence[_Said], names: Names) -> tuple[str, ...]:
    """Return what other roots of the same story say otherwise of the same thing: another time, or denied."""
    ours = (_wide(one.claim.subject, names), _wide(one.claim.target, names))
    found = []
    for other in everything:
        theirs = (_wide(other.claim.subject, names), _wide(other.claim.target, names))
        if other.source == one.source or other.story != one.story or ours != theirs:
            continue
        here, there = one.claim.horizon[:4], other.claim.horizon[:4]
        if here and there and here != there:
            found.append(f"{one.claim.horizon} here, {other.claim.horizon} in {other.reading.article.id}")
        elif Status.DENIED in {one.claim.status, other.claim.status} and one.claim.status is not other.claim.status:
            found.append(f"{one.claim.status} here, {other.claim.status} in {other.reading.article.id}")
    return tuple(sorted(set(found)))


def _with_falls(steps: Sequence[Step]) -> list[Step]:
    found: list[Step] = []
    for step in steps:
        falls = bool(found) and bool(step.date) and _RANK.index(step.status) < _RANK.index(found[-1].status)
        found.append(replace(step, falls=falls))
    return found


def _articles_of(programmes: Iterable[Programme], by_id: Mapping[str, Reading], roots: Roots) -> dict[str, Reading]:
    """Return the articles that steps rest on, with what was made from them."""
    keys = {
        key
        for programme in programmes
        for step in (*programme.steps, *programme.related)
        for key in (step.article, *step.copies, *step.confirms)
    }
    keys |= {roots.root(key) for key in keys if key in by_id}
    return {key: by_id[key] for key in sorted(keys) if key in by_id}


def _restricted(relations: Relations, kept: set[str]) -> Relations:
    return Relations(
        tuple(one for one in relations.stories if kept & set(one.articles)),
        tuple(one for one in relations.derivations if one.article in kept and one.origin in kept),
        tuple(one for one in relations.families if kept & set(one.articles)),
        tuple(one for one in relations.background if one.article in kept),
        relations.findings,
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
