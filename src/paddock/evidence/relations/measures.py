"""What two articles have in common, measured: shared facts, aligned sentences, quotes, word runs, order, time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from paddock.evidence.relations.apart import claims_apart, time_apart, years_apart
from paddock.evidence.relations.corpus import Corpus
from paddock.evidence.relations.profile import Profile

LEAST_QUOTE = 0.42
"""How alike two quotes must be, 0 to 1, to count as one."""
LEAST_MASS = 6.0
"""How much the words two quotes share must tell: two rare concepts or more."""


def facts_of(profile: Profile) -> frozenset[str]:
    """Return the names and numbers an article holds."""
    return frozenset(key for key in profile.keys if key[0] in "nmd")


def shared_facts(corpus: Corpus, one: Profile, two: Profile) -> float:
    """Return how alike the names and numbers of two articles are, 0 to 1: the measure `facts`."""
    return likeness(corpus, facts_of(one), facts_of(two))[0]


def likeness(corpus: Corpus, one: frozenset[str], two: frozenset[str]) -> tuple[float, float]:
    """Return how alike two sets of keys are, 0 to 1, and how much the shared ones tell.

    Alike is the mass of what is shared over the geometric mean of both masses.
    """
    shared = one & two
    if not shared:
        return 0.0, 0.0
    mass = corpus.mass(shared)
    return mass / math.sqrt(corpus.mass(one) * corpus.mass(two)), mass


def match_quotes(corpus: Corpus, one: Profile, two: Profile) -> list[tuple[int, int, float, float]]:
    """Return quotes of two articles that are one, each used once: index, index, likeness, mass; best first."""
    same = one.lang == two.lang
    found = []
    for i, left in enumerate(one.quotes):
        for j, right in enumerate(two.quotes):
            if same:
                alike, mass = likeness(corpus, left.keys | left.words, right.keys | right.words)
            else:
                alike, mass = likeness(corpus, left.keys, right.keys)
            if alike >= LEAST_QUOTE and mass >= LEAST_MASS:
                found.append((i, j, alike, mass))
    found.sort(key=lambda pair: (-pair[2] * min(pair[3], 12.0), pair[0], pair[1]))
    return _once(found)


def _once(pairs: Iterable[tuple[int, int, float, float]]) -> list[tuple[int, int, float, float]]:
    """Return pairs, best first, of which each side is used once."""
    left: set[int] = set()
    right: set[int] = set()
    kept = []
    for pair in pairs:
        if pair[0] not in left and pair[1] not in right:
            left.add(pair[0])
            right.add(pair[1])
            kept.append(pair)
    return kept


def sentence_pairs(corpus: Corpus, one: Profile, two: Profile) -> list[tuple[int, int, float, float]]:
    """Return pairs of sentences of two articles that share something: index, index, likeness, mass."""
    same = one.lang == two.lang
    of_left, of_right = corpus.sentence_masses(one, same=same), corpus.sentence_masses(two, same=same)
    rights = [part.compared(same=same) for part in two.sentences]
    found = []
    for i, part in enumerate(one.sentences):
        left = part.compared(same=same)
        for j, right in enumerate(rights):
            if not left.isdisjoint(right):
                mass = corpus.mass(left & right)
                found.append((i, j, mass / math.sqrt(of_left[i] * of_right[j]), mass))
    return found


def aligned(corpus: Corpus, one: Profile, two: Profile) -> float:
    """Return how much of two articles says the same sentence by sentence, 0 to 1.

    Sentences are paired best first, a pair weighs its likeness times what it shares; the sum is held against the
    geometric mean of what both articles hold.
    """
    pairs = sentence_pairs(corpus, one, two)
    if not pairs:
        return 0.0
    same = one.lang == two.lang
    whole = math.sqrt(
        math.fsum(corpus.sentence_masses(one, same=same)) * math.fsum(corpus.sentence_masses(two, same=same))
    )
    best = sorted(pairs, key=lambda pair: (-(pair[2] * pair[3]), pair[0], pair[1]))
    return math.fsum(alike * mass for _, _, alike, mass in _once(best)) / whole


def order(corpus: Corpus, one: Profile, two: Profile) -> float:
    """Return how far shared names and numbers come in one order: 1 the same, 0 none; half where fewer than four.

    It is the share of their mass in the longest sequence that rises in both, from which what chance gives is taken.
    """
    place = {key: at for at, key in enumerate(two.facts)}
    shared = [(place[key], corpus.rare[key]) for key in one.facts if key in place][:200]
    if len(shared) < 4:
        return 0.5
    best: list[float] = []
    for at, (spot, weight) in enumerate(shared):
        best.append(weight + max((best[n] for n in range(at) if shared[n][0] < spot), default=0.0))
    share = max(best) / sum(weight for _, weight in shared)
    chance = min(0.9, 2 / math.sqrt(len(shared)))
    return max(0.0, (share - chance) / (1 - chance))


def credited(one: Profile, two: Profile) -> bool:
    """Return whether both name one outlet, or one of them names the other's."""
    if (one.credits & two.credits) - _own(one, two):
        return True
    return one.outlet != two.outlet and (one.outlet in two.credits or two.outlet in one.credits)


def _own(one: Profile, two: Profile) -> frozenset[str]:
    """Return the outlet both came out in, in one language: two interviews of its own credit nobody else."""
    return frozenset({one.outlet}) if one.outlet == two.outlet and one.lang == two.lang else frozenset()


def measure(corpus: Corpus, one: Profile, two: Profile) -> Mapping[str, float]:
    """Return all measures of two articles by name.

    facts, contained: names and numbers both hold, over the geometric mean and the smaller of what each holds.
    aligned: see `aligned`.  order: see `order`.  quotes: logarithm of 1 + what the quotes that are one hold.
    credit: an outlet named in common, or by one for the other; told: as `quotes`, of quotes that one of the two says
    were said to an outlet.  runs: share of the shorter one's runs of three words outside quotes, of one language.
    near, far: see `time_apart`; years: see `years_apart`.
    """
    same = one.lang == two.lang
    matched = match_quotes(corpus, one, two)
    told = [
        pair
        for pair in matched
        if {one.quotes[pair[0]].told, two.quotes[pair[1]].told} - {""} and not _own(one, two) - {""}
    ]
    near, far = time_apart(one, two)
    runs = [set(profile.runs) - profile.said for profile in (one, two)] if same else [set(), set()]
    least = min(map(len, runs))
    return {
        "same_language": float(same),
        **overlap(corpus, one, two),
        "quotes": held(matched),
        "credit": float(credited(one, two)),
        "told": held(told),
        "runs": len(runs[0] & runs[1]) / max(least, 20) if least else 0.0,
        "near": near,
        "far": far,
        "years": years_apart(one, two),
        **claims_apart(one, two),
    }


def held(matched: Sequence[tuple[int, int, float, float]]) -> float:
    """Return the logarithm of 1 + what quotes that are one hold together, as `match_quotes` found them."""
    return math.log1p(sum(alike * min(mass, 12.0) for _, _, alike, mass in matched))


def own_quotes(among: Corpus, one: Profile, two: Profile, matched: Sequence[tuple[int, int, float, float]]) -> float:
    """Return what quotes that are one hold where what the articles around them hold too tells less; as `held`."""
    return held([(i, j, alike, among.mass(one.quotes[i].keys & two.quotes[j].keys)) for i, j, alike, _ in matched])


def overlap(corpus: Corpus, one: Profile, two: Profile) -> dict[str, float]:
    """Return facts, contained, aligned and order of two articles, as `measure` tells them."""
    facts = [facts_of(one), facts_of(two)]
    shared = corpus.mass(facts[0] & facts[1])
    masses = [corpus.mass(keys) for keys in facts]
    return {
        "facts": shared / math.sqrt(masses[0] * masses[1]) if shared else 0.0,
        "contained": shared / min(masses) if shared else 0.0,
        "aligned": aligned(corpus, one, two),
        "order": order(corpus, one, two),
    }
