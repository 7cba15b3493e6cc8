"""How well articles are read, as the tables in docs/dossier/evaluation.md and docs/methods/stories.md.

Run: python benchmarks/evidence_figures.py [--write]
Evaluates ../shared/articles/articles.jsonl and the articles of tests/evidence_articles, cross-validates stories and
copies (`evidence_relations.py check`), and prints two tables; --write puts them into the pages, between their markers.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from paddock.catalogue import load
from paddock.evidence.analysis import read_article
from paddock.evidence.evaluation import Evaluation, evaluate, read_labelled
from paddock.evidence.names import build_names
from paddock.evidence.relations import relate

ROOT = Path(__file__).parents[1]
PAGES = {
    "figures": ROOT / "docs" / "dossier" / "evaluation.md",
    "cross-validated": ROOT / "docs" / "methods" / "stories.md",
}
OURS = ROOT / "tests" / "evidence_articles"
COLLECTIONS = {
    "public": (ROOT.parent / "shared" / "articles" / "articles.jsonl", ()),
    "invented": (OURS / "articles.jsonl", (OURS / "names.toml",)),
}
_CHECKED = re.compile(r"(?m)^(\w+): (shipped|from the others|left out \w+(?:, deal \d)?) +(story .*)$")
_FIGURE = re.compile(r"([a-z-]+) (\d\.\d+) \(")
_WHAT = {
    "story": "same story",
    "story-same": "… in one language",
    "story-cross": "… across languages",
    "bcubed": "stories, B-cubed",
    "derived-same": "derived, same language",
    "derived-cross": "derived, across languages",
}


def measured(path: Path, names: Sequence[Path]) -> Evaluation:
    """Return how well a labelled file is read."""
    labelled = read_labelled(path)
    known = build_names(load(), tuple(names))
    readings = {one.article.id: read_article(one.article, known) for one in labelled}
    return evaluate(labelled, readings, relate(list(readings.values())), known)


def table() -> str:
    """Return the figures as a Markdown table, a column for each collection."""
    found = {name: measured(*one) for name, one in COLLECTIONS.items()}
    heads = ["", *(f"{name}: {one.articles} articles, {one.labelled} labelled" for name, one in found.items())]
    rows = []
    for what in next(iter(found.values())).scores:
        cells = []
        for one in found.values():
            score = one.scores[what]
            cells.append(f"{_share(score.f1)} ({_share(score.precision)} / {_share(score.recall)})")
        rows.append([what, *cells])
        if what == "same story":
            rows.append(["stories, B-cubed", *(_bcubed(one) for one in found.values())])
    for what in next(iter(found.values())).shares:
        told = [one.shares[what] for one in found.values()]
        rows.append([what, *(f"{right} of {of} ({100 * right / of:.0f} %)" if of else "–" for right, of in told)])
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in lines)


def _bcubed(one: Evaluation) -> str:
    precision, recall, f1 = one.bcubed
    return f"{f1:.2f} ({precision:.2f} / {recall:.2f})"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def cross_validated() -> str:
    """Return what `evidence_relations.py check` prints as Markdown, a table for each collection."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("evidence_relations.py")), "check"],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, dict[str, dict[str, float]]] = {}
    for where, way, line in _CHECKED.findall(done.stdout):
        found.setdefault(where, {})[way] = {key: float(value) for key, value in _FIGURE.findall(line)}
    titles = {"articles": "Public collection", "evidence_articles": "Invented articles"}
    return "\n".join(f"{titles.get(where, where)}, F1:\n\n{_ways(ways)}" for where, ways in found.items())


def _ways(ways: Mapping[str, Mapping[str, float]]) -> str:
    """Return the figures of a collection as a table, a column for each way of fitting."""
    deals = [one for way, one in ways.items() if "deal" in way]
    heads = [
        "",
        "as shipped",
        "fitted on the other collection",
        f"stories left out ({len(deals)} deals, mean and range)",
        "programmes left out",
    ]
    rows = []
    for key, what in _WHAT.items():
        some = [one[key] for one in deals]
        alone = (f"{ways[way][key]:.2f}" for way in ("shipped", "from the others", "left out programmes"))
        shipped, others, programmes = alone
        spread = f"{sum(some) / len(some):.2f} ({min(some):.2f} to {max(some):.2f})"
        rows.append([what, shipped, others, spread, programmes])
    return "".join(f"| {' | '.join(row)} |\n" for row in [heads, ["---"] * len(heads), *rows])


def main() -> None:
    """Print the tables, and put them into the pages when asked to."""
    for name, told in (("figures", table()), ("cross-validated", cross_validated())):
        print(told)
        if "--write" in sys.argv[1:]:
            page = PAGES[name].read_text(encoding="utf-8")
            place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
            PAGES[name].write_text(place.sub(rf"\g<1>\n{told}\n\g<2>", page), encoding="utf-8")


if __name__ == "__main__":
    main()
