"""How articles hang together: fitting the weights, figures cross-validated by story, and growth with the collection.

Run: python benchmarks/evidence_relations.py fit|check|scale [ARTICLES.jsonl …]
fit    prints the sections [story] and [derived] of data/relations.toml, fitted on labelled files.
check  prints figures: as shipped, fitted on the other files alone, and with stories or whole programmes left out.
scale  relates invented articles in three languages, 1,000, 3,000 and 10,000 of them, and prints times and memory.

A labelled file is JSON Lines with id, url, lang, date, title, text, story, derived_from, derivation_family and
relation; a names.toml beside it is read as names of its own.  By default: ../shared/articles, where it is there, and
tests/evidence_articles.
"""

from __future__ import annotations

import json
import math
import random
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Collection as Many
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from multiprocessing import get_context
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
SIGNS = dict.fromkeys((*STORY, *DERIVED), 1) | {"far": -1, "contrary": -1, "years": -1, "same_language": 0}
"""Which way a measure may tell: more of it for (1) or against (-1) a tie, or either (0)."""
RARE = {"contrary": 1.0}
"""Spread a measure is held to have at least: one that is seldom there must not get a weight that a few pairs make."""
RIDGE = 1.0
"""Pull of the standardised weights towards zero."""
SIBLING = 0.5
"""Weight of a pair that was made from one origin, beside a pair of origin and copy."""
FOLDS = 5
LETTERS = re.compile("[A-Za-z]*")
"""What an id begins with in the labelled files: its programme."""
SEEDS = (1, 2, 3)
"""Ways the stories are dealt into folds."""

SIZES = (1_000, 3_000, 10_000)
SYLLABLES = ("vane", "dara", "monte", "stein", "ridge", "lucci", "bray", "tova", "quist", "mere", "holm", "zetti")
FIRST = ("Anna", "Bruno", "Carla", "Diego", "Elena", "Felix", "Greta", "Hugo", "Irina", "Jonas", "Karin", "Luca")
STARTS = ("Al", "Bor", "Cer", "Dun", "Fal", "Gan", "Hol", "Kes", "Lor", "Mar", "Nel", "Os", "Pel", "Quin", "Ros", "Sal")
LASTS = [start + end for start in STARTS for end in ("berg", "dini", "ault", "sen", "kova", "mann", "ieri", "wood")]
TOWNS = [
    start + end for start in STARTS for end in ("ton", "heim", "ville", "borgo", "mouth", "stadt", "court", "acre")
]
SPUN = {
    "team": "crew",
    "car": "automotive",
    "said": "advised",
    "season": "yr",
    "first": "preliminary",
    "costs": "bills",
}
TEMPLATES = {
    "en": (
        "{make} wants to enter {series} with the {car} in {year}.",
        "“We are in talks with {team}, but nothing is signed,” said {who}.",
        "The budget is put at {sum} million euros a season.",
        "{who} spoke in the paddock at {place} before the race.",
        "The {car} was tested at {place} last month and did {cars} kilometres.",
        "A decision of the board of {make} is expected before the end of {year}.",
        "{team} would run two cars and take on {sum} people.",
        "{make} sold {cars} road cars last year.",
        "“The market decides, not the race track,” explained {who}.",
        "{first} and {second} drove it in {town}, {third} watched.",
        "The workshop in {town} has cost {cost} million.",
    ),
    "de": (
        "{make} will {year} mit dem {car} in die {series} einsteigen.",
        "„Wir sind in Gesprächen mit {team}, aber nichts ist unterschrieben“, sagte {who}.",
        "Das Budget soll bei {sum} Millionen Euro pro Saison liegen.",
        "{who} sprach im Fahrerlager von {place} vor dem Rennen.",
        "Der {car} wurde im vergangenen Monat in {place} getestet und fuhr {cars} Kilometer.",
        "Eine Entscheidung des Vorstands von {make} wird noch vor Ende {year} erwartet.",
        "{team} würde zwei Autos einsetzen und {sum} Leute einstellen.",
        "{make} verkaufte im vergangenen Jahr {cars} Straßenautos.",
        "„Der Markt entscheidet, nicht die Rennstrecke“, erklärte {who}.",
        "{first} und {second} fuhren ihn in {town}, {third} sah zu.",
        "Die Werkstatt in {town} hat {cost} Millionen gekostet.",
    ),
    "fr": (
        "{make} veut entrer en {series} avec la {car} en {year}.",
        "« Nous sommes en discussions avec {team}, mais rien n’est signé », a déclaré {who}.",
        "Le budget serait de {sum} millions d’euros par saison.",
        "{who} s’exprimait dans le paddock de {place} avant la course.",
        "La {car} a été testée à {place} le mois dernier et a couvert {cars} kilomètres.",
        "Une décision du conseil de {make} est attendue avant la fin de {year}.",
        "{team} ferait courir deux voitures et engagerait {sum} personnes.",
        "{make} a vendu {cars} voitures de route l’an dernier.",
        "« Le marché décide, pas la piste », a expliqué {who}.",
        "{first} et {second} l’ont pilotée à {town}, {third} regardait.",
        "L’atelier de {town} a coûté {cost} millions.",
    ),
}

MAKES = [f"{start}{end}" for start in STARTS[:12] for end in SYLLABLES]
PEOPLE = [f"{first} {last}" for first in FIRST for last in LASTS]

Row = Mapping[str, Any]
Pair = tuple[str, str]


def read(rows: Iterable[Row], folders: Sequence[Path] = ()) -> list[Reading]:
    """Return the readings of labelled articles; the labels are not looked at.  folders: names beside the built-in."""
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


@dataclass
class Collection:
    """A labelled file: its rows, what is read out of them, and all pairs."""

    name: str
    rows: list[Row]
    readings: list[Reading]
    sample: Sample


def collection(path: Path) -> Collection:
    """Return a labelled file with all that is measured of it."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    readings = read(rows, [path.parent] if (path.parent / "names.toml").is_file() else [])
    return Collection(path.parent.name, rows, readings, sample(rows, readings))


def joined(samples: Sequence[Sample]) -> Sample:
    """Return several samples as one."""
    return Sample(
        [pair for one in samples for pair in one.pairs],
        [measures for one in samples for measures in one.measures],
        np.concatenate([one.story for one in samples]),
        np.concatenate([one.derived for one in samples]),
        np.concatenate([one.weight for one in samples]),
    )


def without(found: Sample, left_out: Container[str]) -> Sample:
    """Return a sample without the pairs that touch the articles left out."""
    keep = [at for at, (one, two) in enumerate(found.pairs) if one not in left_out and two not in left_out]
    return Sample(
        [found.pairs[at] for at in keep],
        [found.measures[at] for at in keep],
        found.story[keep],
        found.derived[keep],
        found.weight[keep],
    )


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

    A measure whose weight comes out with the wrong sign (SIGNS) is left out: chance, or another measure's shadow.
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
    mean, spread = raw.mean(axis=0), np.maximum(raw.std(axis=0), [RARE.get(name, 1e-9) for name in names])
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


def fit_both(found: Sample) -> tuple[Model, Model]:
    """Return the models of one story and of derivation, with the thresholds that are shipped."""
    story, derived = shipped()
    of_story = fit(STORY, found.measures, found.story, np.ones(len(found.pairs)))
    near = [at for at, one in enumerate(found.measures) if one["aligned"] > LEAST]
    of_derived = fit(DERIVED, [found.measures[at] for at in near], found.derived[near], found.weight[near])
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


def score(rows: Sequence[Row], relations: Relations, of: Many[str]) -> Score:
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
            times = (one in of) + (two in of)  # Over all folds each pair is so counted twice.
            counts[f"story:{kind}"] += times
            counts[f"story-{cross}:{kind}"] += times
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
    print(f"{name:<44}", end="")
    for what in ("story", "story-same", "story-cross", "derived-same", "derived-cross"):
        value, precision, recall = found.f1(what)
        print(f"  {what} {value:.3f} ({precision:.2f}/{recall:.2f})", end="")
    print("  bcubed {:.3f} ({:.2f}/{:.2f})".format(*found.bcubed()))


def folds(rows: Sequence[Row], how: int | str) -> list[set[str]]:
    """Return sets of ids to leave out: stories dealt by a seed, or whole programmes (`how` = "programme")."""
    if how == "programme":
        groups: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            groups[LETTERS.match(row["id"])[0]].add(row["id"])  # type: ignore[index]  # it always matches
        return [groups[name] for name in sorted(groups)]
    stories = sorted({row["story"] for row in rows})
    random.Random(how).shuffle(stories)
    return [{row["id"] for row in rows if row["story"] in stories[at::FOLDS]} for at in range(FOLDS)]


def check(collections: Sequence[Collection]) -> None:
    """Print figures as shipped, fitted on the other collections, and cross-validated by story."""
    for one in collections:
        everything = {row["id"] for row in one.rows}
        show(f"{one.name}: shipped", score(one.rows, relate_with(one.readings, *shipped()), everything))
        others = [other for other in collections if other is not one]
        if others:
            models = fit_both(joined([other.sample for other in others]))
            show(f"{one.name}: from the others", score(one.rows, relate_with(one.readings, *models), everything))
        for how in (*SEEDS, "programme"):
            total: Counter[str] = Counter()
            for left_out in folds(one.rows, how):
                models = fit_both(joined([without(one.sample, left_out), *(other.sample for other in others)]))
                total.update(score(one.rows, relate_with(one.readings, *models), left_out).counts)
            show(f"{one.name}: left out {'programmes' if how == 'programme' else f'stories, deal {how}'}", Score(total))


def print_fit(collections: Sequence[Collection]) -> None:
    """Print the fitted sections of data/relations.toml."""
    articles = sum(len(one.rows) for one in collections)
    stories = sum(len({row["story"] for row in one.rows}) for one in collections)
    names = " and ".join(one.name for one in collections)
    for name, model in zip(("story", "derived"), fit_both(joined([one.sample for one in collections])), strict=True):
        print(f'[{name}]\nfitted_on = "{articles} articles in {stories} stories: {names}"')
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
    root = Path(__file__).parents[1]
    usual = (root.parent / "shared/articles/articles.jsonl", root / "tests/evidence_articles/articles.jsonl")
    paths = [Path(name) for name in sys.argv[2:]] or [path for path in usual if path.is_file()]
    (print_fit if what == "fit" else check)([collection(path) for path in paths])


def invented(count: int, seed: int) -> list[Article]:
    """Return invented articles: stories of one to six in three languages, with copies, spins and translations."""
    dice = random.Random(seed)
    found: list[Article] = []
    while len(found) < count:
        story = len(found)
        day = f"{dice.randint(2019, 2026)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
        make, team = dice.choice(MAKES), f"{dice.choice(MAKES)} {dice.choice(('Racing', 'Motorsport'))}"
        words = {
            "make": make,
            "team": team,
            "car": f"{make[0]}{dice.randint(10, 999)}",
            "who": dice.choice(PEOPLE),
            "series": dice.choice(("IMSA", "WEC", "ELMS", "DTM")),
            "year": dice.randint(2025, 2031),
            "sum": dice.randint(11, 980),
            "cars": dice.randint(900, 9900),
            "first": dice.choice(PEOPLE),
            "second": dice.choice(PEOPLE),
            "third": dice.choice(PEOPLE),
            "town": dice.choice(TOWNS),
            "cost": dice.randint(11, 99),
            "place": dice.choice(("Daytona", "Sebring", "Spa", "Fuji", "Imola", "Monza", "Jerez", "Silverstone")),
        }
        chosen = dice.sample(range(len(TEMPLATES["en"])), dice.randint(6, 9))
        lang = dice.choice(("en", "de", "fr"))
        first = " ".join(TEMPLATES[lang][at].format(**words) for at in chosen)
        found.append(_article(f"a{story}-0", first, lang, day))
        for at in range(1, dice.randint(1, 6)):
            how = dice.choice(("copy", "spun", "translation", "independent"))
            said, spoken = first, lang
            if how == "copy":
                said = first[: dice.randint(len(first) // 2, len(first))]
            elif how == "spun":
                said = " ".join(SPUN.get(word, word) for word in first.split(" "))
            elif how == "translation":
                spoken = dice.choice([other for other in TEMPLATES if other != lang])
                said = " ".join(TEMPLATES[spoken][at].format(**words) for at in chosen)
            else:
                mine = dice.sample(range(len(TEMPLATES["en"])), 4)
                said = " ".join(TEMPLATES[lang][at].format(**words) for at in mine)
            found.append(_article(f"a{story}-{at}", said, spoken, day if dice.random() < 0.5 else ""))
    return found[:count]


def _article(name: str, text: str, lang: str, day: str) -> Article:
    return Article(
        name, text, "", f"https://news-{name}.example/{name}", lang=lang, date=When(day, "given" if day else "")
    )


def scale() -> None:
    """Print seconds, their growth and the largest memory for 1,000, 3,000 and 10,000 invented articles.

    Each size runs in a process of its own, on one core; seconds are the processor's.  The readings are made before.
    Precision and recall are of pairs of one story, as they were invented: every article uses the same few sentences.
    """
    before: tuple[int, float] | None = None
    for count in SIZES:
        with get_context("spawn").Pool(1) as pool:
            took, megabytes, precision, recall = pool.apply(_one_size, (count,))
        growth = ""
        if before:
            expected = count / before[0] * math.log(count) / math.log(before[0])
            growth = f"  x{took / before[1]:.2f}, n log n would be x{expected:.2f}"
        print(f"{count:>6} articles  {took:7.1f} s  {megabytes:6.0f} MB  {precision:.2f}/{recall:.2f}{growth}")
        before = (count, took)


def _one_size(count: int) -> tuple[float, float, float, float]:
    readings = list(read_articles(invented(count, 7), build_names(load())))
    start = time.process_time()
    relations = relate_with(readings, *shipped())
    took = time.process_time() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = {one: story.id for story in relations.stories for one in story.articles}
    sizes = (Counter(said.values()), Counter(one.split("-")[0] for one in said))
    both = Counter((name, one.split("-")[0]) for one, name in said.items())
    right, claimed, true = (sum(n * (n - 1) for n in counts.values()) for counts in (both, *sizes))
    return took, megabytes, right / max(1, claimed), right / max(1, true)


if __name__ == "__main__":
    main()
