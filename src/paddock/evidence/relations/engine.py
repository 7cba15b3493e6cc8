"""From readings to stories, derivations, families and background, step by step."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from paddock.evidence.extractors import Embedding
from paddock.evidence.relations.background import background, subject_of
from paddock.evidence.relations.candidates import candidates
from paddock.evidence.relations.clustering import cluster
from paddock.evidence.relations.corpus import Corpus, read_corpus
from paddock.evidence.relations.derivation import Link, derive, link, trees
from paddock.evidence.relations.families import families
from paddock.evidence.relations.meaning import Meaning, added_odds, read_meaning
from paddock.evidence.relations.measures import measure, shared_facts
from paddock.evidence.relations.profile import LONGEST
from paddock.evidence.relations.weights import Model, shipped
from paddock.evidence.types import Derivation, Reading, Relations, Story
from paddock.findings import Finding

STEPS = ("reading", "pairs", "stories", "derivations", "background")
"""What is done to a collection, as `progress` is told of it."""
HINTED = -3.0
"""Log-odds of being one story from which a pair is looked at for derivation."""

LEAST_FACTS = 0.08
"""How alike names and numbers must be, 0 to 1, for two articles to be looked at any further."""

Progress = Callable[[str], None]
Pair = tuple[str, str]
Measures = Mapping[str, float]


def relate_with(
    readings: Sequence[Reading],
    story: Model,
    derived: Model,
    progress: Progress | None = None,
    embedding: Embedding | None = None,
) -> Relations:
    """Return how articles hang together by the given models; see `relate`."""
    tell = progress or (lambda step: None)
    tell("reading")
    once = {one.article.id: one for one in sorted(readings, key=_full, reverse=True)}
    findings = _findings(readings, once)
    corpus = read_corpus(list(once.values()))
    tell("pairs")
    meaning = _meaning(list(once.values()), embedding, findings)
    pairs = candidates(corpus)
    if meaning is not None:
        pairs = sorted({*pairs, *meaning.nearest()})
    profiles = corpus.profiles
    measured = {
        (one, two): measure(corpus, profiles[one], profiles[two])
        for one, two in pairs
        if shared_facts(corpus, profiles[one], profiles[two]) >= LEAST_FACTS
    }
    tell("stories")
    odds = {pair: story.odds(measures) for pair, measures in measured.items()}
    if meaning is not None:
        odds = {pair: story.held(value + added_odds(meaning.alike(*pair))) for pair, value in odds.items()}
    clusters = cluster(corpus.profiles, odds, story.threshold)
    tell("derivations")
    hinted = {pair: measured[pair] for pair in odds if odds[pair] > HINTED}
    links = dict(find_links(corpus, clusters, hinted, derived))
    together = [pair for pair, found in links.items() if found.odds > derived.threshold]
    if together:
        clusters = cluster(corpus.profiles, odds, story.threshold, together)
    derivations: list[Derivation] = []
    for tree in trees(links, derived.threshold):
        derivations += derive(corpus, tree, links, derived.threshold)
    stories = named(corpus, clusters)
    tell("background")
    partners: dict[str, list[str]] = defaultdict(list)
    for one, two in pairs:
        partners[one].append(two)
        partners[two].append(one)
    return Relations(
        tuple(stories),
        tuple(sorted(derivations, key=lambda one: one.article)),
        families(corpus, stories, derivations),
        background(corpus, stories, partners),
        tuple(findings),
    )


def relate(
    readings: Sequence[Reading], *, embedding: Embedding | None = None, progress: Progress | None = None
) -> Relations:
    """Return how articles hang together: stories, who was made from whom, press-release families, background.

    readings: one per article, in any order, which does not matter.  Of two with one id the one with the longer text
    is taken, with a finding.  embedding: tells which texts mean the same, besides words, names and numbers; one that
    breaks is a finding.  progress: called with the name of each of `STEPS` as it begins.
    Every article is in exactly one story and has at most one origin; origins never run in a circle.  Pairs are found
    through inverted lists, so that the cost grows about as n log n with n articles of a kind.
    Source: docs/methods/evidence.md; weights: data/relations.toml.
    """
    return relate_with(readings, *shipped(), progress, embedding)


def _meaning(readings: Sequence[Reading], embedding: Embedding | None, findings: list[Finding]) -> Meaning | None:
    """Return the articles as an embedding sees them; None without one, and where it breaks, which is told."""
    if embedding is None or len(readings) < 2:
        return None
    found = read_meaning(readings, embedding)
    if isinstance(found, Finding):
        findings.append(found)
        return None
    return found


def find_links(
    corpus: Corpus, clusters: Sequence[Sequence[str]], hinted: Mapping[Pair, Measures], model: Model
) -> Iterator[tuple[Pair, Link]]:
    """Yield for each pair how surely one was made from the other, seen from among the clusters of both."""
    home = {one: at for at, found in enumerate(clusters) for one in found}
    groups: dict[tuple[int, int], list[Pair]] = defaultdict(list)
    for one, two in sorted(hinted):
        groups[min(home[one], home[two]), max(home[one], home[two])].append((one, two))
    for (first, second), pairs in sorted(groups.items()):
        among = corpus.among(sorted({*clusters[first], *clusters[second]}))
        for one, two in pairs:
            yield (one, two), link(corpus, among, corpus.profiles[one], corpus.profiles[two], hinted[one, two], model)


def named(corpus: Corpus, clusters: Sequence[Sequence[str]]) -> list[Story]:
    """Return the clusters as stories: articles by date and id, the id made of what it is about and its first month."""
    stories = []
    taken: Counter[str] = Counter()
    for members in clusters:
        ordered = sorted(members, key=lambda one: (corpus.profiles[one].reading.article.date.first or "9", one))
        subject = subject_of(corpus, ordered).partition(":")[2] or ordered[0]
        month = corpus.profiles[ordered[0]].reading.article.date.first[:7]
        stories.append(("-".join(filter(None, (subject, month))), tuple(ordered)))
    found = []
    for name, articles in sorted(stories, key=lambda story: (story[0], story[1])):
        taken[name] += 1
        found.append(Story(name if taken[name] == 1 else f"{name}-{taken[name]}", articles))
    return found


def _full(reading: Reading) -> tuple[int, str, str]:
    article = reading.article
    return (-len(article.text), article.text, article.url + article.title)


def _findings(readings: Sequence[Reading], once: Mapping[str, Reading]) -> list[Finding]:
    seen = Counter(one.article.id for one in readings)
    found = [
        Finding("warning", "same-id", f"{count} articles have the id {one!r}; the longest is taken.", where=one)
        for one, count in sorted(seen.items())
        if count > 1
    ]
    found += [
        Finding(
            "info", "long-text", f"Only the first {LONGEST} characters are compared with other articles.", where=one
        )
        for one, reading in sorted(once.items())
        if len(reading.article.text) > LONGEST
    ]
    return found
