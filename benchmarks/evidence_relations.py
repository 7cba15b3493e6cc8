"""How articles hang together: fitting the weights, figures cross-validated by story, and growth with the collection.

Run: python benchmarks/evidence_relations.py fit|check|scale [ARTICLES.jsonl]
fit    prints the sections [story] and [derived] of data/relations.toml, fitted on a labelled file.
check  prints figures: as shipped, and with weights fitted on other stories only (stories left out, programmes left out).
scale  relates invented articles in three languages, 1,000, 3,000 and 10,000 of them, and prints times and memory.

The labelled file is JSON Lines with id, url, lang, date, title, text, story, derived_from, derivation_family and
relation; by default ../shared/articles/articles.jsonl.
"""

from __future__ import annotations

import json
import math
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from paddock.catalogue import load
from paddock.evidence.analysis import read_articles
from paddock.evidence.names import build_names
from paddock.evidence.relations.corpus import Corpus, read_corpus
from paddock.evidence.relations.derivation import LEAST, link
from paddock.evidence.relations.engine import relate_with
from paddock.evidence.relations.measures import measure
from paddock.evidence.relations.weights import Model, shipped
from paddock.evidence.types import Article, Reading, Relations, When

STORY = ("facts", "aligned", "order", "quotes", "near", "far", "years", "same_language", "claim", "contrary")
DERIVED = ("own_aligned", "own_contained", "order", "own_quotes", "told", "credit", "runs", "same_language")
SIGNS = {name: 1 for name in (*STORY, *DERIVED)} | {"far": -1, "contrary": -1, "years": -1, "same_language": 0}
"""Which way a measure may tell: more of it for (1) or against (-1) a tie, or either (0)."""
RIDGE = 1.0
"""Pull of the standardised weights towards zero."""
SIBLING = 0.5
"""Weight of a pair that was made from one origin, beside a pair of origin and copy."""
FOLDS = 5
SEEDS = (1, 2, 3)
"""Ways the stories are dealt into folds."""

Row = Mapping[str, Any]
Pair = tuple[str, str]


def read(rows: Iterable[Row], folders: Sequence[Path] = ()) -> list[Reading]:
    """Return the readings of labelled articles; the labels are not looked at.  folders: of names beside the built-in."""
    names = build_names(load(), folders)
    articles = [
        Article(
            row["id"],
            row["text"],
            row.get("title") or "",
            row.get("url") or "",
            lang=row["lang"],
            date=When(row.get("date") or "", "given" if row.get("date") else ""),
        )
        for row in rows
    ]
    return list(read_articles(articles, names))


@dataclass
class Sample:
    """All pairs of a labelled collection with what is measured and what is true."""

    pairs: list[Pair]
    measures: list[Mapping[str, float]]
    story: np.ndarray
    derived: np.ndarray
    weight: np.ndarray


def sample(rows: Sequence[Row], readings: Sequence[Reading]) -> Sample:
    """Return all pairs with their measures; local ones as seen from among the true stories of both."""
    by_id = {row["id"]: row for row in rows}
    members: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        members[row["story"]].append(row["id"])
    corpus = read_corpus(readings)
    nothing = Model(0.0, {}, 0.0)
    among: dict[Pair, Corpus] = {}
    pairs, measures, story, derived = [], [], [], []
    for one, two in combinations(sorted(by_id), 2):
        stories = by_id[one]["story"], by_id[two]["story"]
        key = (min(stories), max(stories))
        if key not in among:
            among[key] = corpus.among(sorted({*members[key[0]], *members[key[1]]}))
        first, second = corpus.profiles[one], corpus.profiles[two]
        pairs.append((one, two))
        measures.append(link(corpus, among[key], first, second, measure(corpus, first, second), nothing).measures)
        story.append(stories[0] == stories[1])
        derived.append(_derived(by_id[one], by_id[two]))
    grade = np.array(derived)
    weight = np.where(grade == 2, SIBLING, 1.0)
    return Sample(pairs, measures, np.array(story), grade > 0, weight)


def _derived(one: Row, two: Row) -> int:
    """Return 1 for an article and its origin, 2 for two made from one origin, 0 for all others."""
    if one.get("derived_from") == two["id"] or two.get("derived_from") == one["id"]:
        return 1
    family = one.get("derivation_family")
    made = {"independent"}.isdisjoint({one["relation"], two["relation"]})
    return 2 if family and family == two.get("derivation_family") and made and "-pr-" not in f"-{family}-" else 0


def fit(names: Sequence[str], measures: Sequence[Mapping[str, float]], truth: np.ndarray, weight: np.ndarray) -> Model:
    """Return a logistic model by Newton's method, its standardised weights pulled towards zero.

    A measure whose weight comes out with the wrong sign (SIGNS) is left out: that is chance or another measure's shadow.
    """
    every = names
    while True:
        model = _newton(names, measures, truth, weight)
        wrong = [name for name in model.weights if model.weights[name] * SIGNS.get(name, 0) < 0]
        if not wrong:
            return Model(model.base, {name: model.weights.get(name, 0.0) for name in every}, 0.0)
        names = [name for name in names if name not in wrong]


def _newton(
    names: Sequence[str], measures: Sequence[Mapping[str, float]], truth: np.ndarray, weight: np.ndarray
) -> Model:
    raw = np.array([[one[name] for name in names] for one in measures])
    mean, spread = raw.mean(axis=0), raw.std(axis=0) + 1e-9
    table = np.c_[(raw - mean) / spread, np.ones(len(raw))]
    pull = np.diag([RIDGE] * len(names) + [1e-6])
    beta = np.zeros(table.shape[1])
    for _ in range(100):
        sure = 1 / (1 + np.exp(-table @ beta))
        slope = table.T @ (weight * (truth - sure)) - pull @ beta
        step = np.linalg.solve((table * (weight * sure * (1 - sure))[:, None]).T @ table + pull, slope)
        beta += step
        if np.abs(step).max() < 1e-9:
            break
    weights = beta[:-1] / spread
    return Model(float(beta[-1] - weights @ mean), dict(zip(names, map(float, weights), strict=True)), 0.0)


def fit_both(found: Sample, keep: np.ndarray) -> tuple[Model, Model]:
    """Return the models of one story and of derivation, fitted on the pairs to keep."""
    story, derived = shipped()
    chosen = np.flatnonzero(keep)
    of_story = fit(STORY, [found.measures[n] for n in chosen], found.story[chosen], np.ones(len(chosen)))
    near = [n for n in chosen if found.measures[n]["aligned"] > LEAST]
    of_derived = fit(DERIVED, [found.measures[n] for n in near], found.derived[near], found.weight[near])
    return (
        Model(of_story.base, of_story.weights, story.threshold),
        Model(of_derived.base, of_derived.weights, derived.threshold),
    )


@dataclass
class Score:
    """Counts of right and wrong, that can be summed over folds."""

    counts: Counter[str]

    def f1(self, what: str) -> tuple[float, float, float]:
        """Return F1, precision and recall."""
        right, wrong, missed = (self.counts[f"{what}:{kind}"] for kind in ("right", "wrong", "missed"))
        precision, recall = right / max(1e-9, right + wrong), right / max(1e-9, right + missed)
        return 2 * precision * recall / max(1e-9, precision + recall), precision, recall

    def bcubed(self) -> tuple[float, float, float]:
        """Return BCubed F1, precision and recall."""
        precision, recall = (
            self.counts[f"bcubed:{kind}"] / self.counts["articles"] for kind in ("precision", "recall")
        )
        return 2 * precision * recall / (precision + recall), precision, recall


def score(rows: Sequence[Row], relations: Relations, of: Collection[str]) -> Score:
    """Return right and wrong over the pairs that touch the articles `of`."""
    by_id = {row["id"]: row for row in rows}
    said = {one: story.id for story in relations.stories for one in story.articles}
    counts: Counter[str] = Counter()
    for one, two in combinations(sorted(by_id), 2):
        if one not in of and two not in of:
            continue
        true, claimed = by_id[one]["story"] == by_id[two]["story"], said[one] == said[two]
        if true or claimed:
            cross = "cross" if by_id[one]["lang"] != by_id[two]["lang"] else "same"
            kind = "right" if true and claimed else "missed" if true else "wrong"
            counts[f"story:{kind}"] += 1
            counts[f"story-{cross}:{kind}"] += 1
    for one in of:
        mine = {two for two in by_id if said[two] == said[one]}
        true_ones = {two for two in by_id if by_id[two]["story"] == by_id[one]["story"]}
        counts["articles"] += 1
        counts["bcubed:precision"] += len(mine & true_ones) / len(mine)  # type: ignore[assignment]
        counts["bcubed:recall"] += len(mine & true_ones) / len(true_ones)  # type: ignore[assignment]
    truth = {(row["id"], row["derived_from"]) for row in rows if row.get("derived_from") in by_id and row["id"] in of}
    found = {(one.article, one.origin) for one in relations.derivations if one.article in of}
    for pair in truth | found:
        kind = "right" if pair in truth and pair in found else "missed" if pair in truth else "wrong"
        which = "derived-same" if by_id[pair[0]]["lang"] == by_id[pair[1]]["lang"] else "derived-cross"
        counts[f"{which}:{kind}"] += 1
    return Score(counts)


def show(name: str, found: Score) -> None:
    """Print the figures of one way of measuring."""
    print(f"{name:<28}", end="")
    for what in ("story", "story-same", "story-cross", "derived-same", "derived-cross"):
        value, precision, recall = found.f1(what)
        print(f"  {what} {value:.3f} ({precision:.2f}/{recall:.2f})", end="")
    print("  bcubed {:.3f} ({:.2f}/{:.2f})".format(*found.bcubed()))


def folds(rows: Sequence[Row], how: int | str) -> list[set[str]]:
    """Return sets of ids to leave out: stories dealt by a seed, or whole programmes (`how` = "programme")."""
    if how == "programme":
        groups: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            groups[row["id"].rstrip("0123456789")].add(row["id"])
        return [groups[name] for name in sorted(groups)]
    stories = sorted({row["story"] for row in rows})
    random.Random(how).shuffle(stories)
    return [{row["id"] for row in rows if row["story"] in stories[at::FOLDS]} for at in range(FOLDS)]


def check(rows: Sequence[Row]) -> None:
    """Print figures as shipped and cross-validated by story."""
    readings = read(rows)
    everything = {row["id"] for row in rows}
    show("as shipped", score(rows, relate_with(readings, *shipped()), everything))
    found = sample(rows, readings)
    for how in (*SEEDS, "programme"):
        total: Counter[str] = Counter()
        for left_out in folds(rows, how):
            keep = np.array([one not in left_out and two not in left_out for one, two in found.pairs])
            total.update(score(rows, relate_with(readings, *fit_both(found, keep)), left_out).counts)
        show(f"left out: {'programmes' if how == 'programme' else f'stories, deal {how}'}", Score(total))


def print_fit(rows: Sequence[Row]) -> None:
    """Print the fitted sections of data/relations.toml."""
    readings = read(rows)
    found = sample(rows, readings)
    stories = len({row["story"] for row in rows})
    for name, model in zip(("story", "derived"), fit_both(found, np.ones(len(found.pairs), dtype=bool)), strict=True):
        print(f'[{name}]\nfitted_on = "{len(rows)} articles in {stories} stories"')
        print(f"threshold = {model.threshold}\nbase = {model.base:.3f}\n\n[{name}.weights]")
        for measure_name, weight in model.weights.items():
            print(f"{measure_name} = {weight:.3f}")
        print()


def main() -> None:
    """Do what the command line asks for."""
    what = sys.argv[1] if len(sys.argv) > 1 else "check"
    if what == "scale":
        scale()
        return
    path = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parents[2] / "shared/articles/articles.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    (print_fit if what == "fit" else check)(rows)


def scale() -> None:
    """To come."""


if __name__ == "__main__":
    main()
