"""How fast articles are read: the whole pipeline on one core, and its parts.

    python benchmarks/evidence.py [FILE.jsonl]

Texts of 3,000 characters are put together from the paragraphs of the articles in tests/evidence_articles (or of FILE),
so that they are as dense in names, quotes and claims as real ones. What is quoted is processor time, which other work
on the machine disturbs less than the clock; compare figures of one run only.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from paddock.catalogue import load
from paddock.evidence import Article
from paddock.evidence.analysis import read_article
from paddock.evidence.claims import find_claims
from paddock.evidence.languages import language_of
from paddock.evidence.mentions import find_mentions
from paddock.evidence.names import build_names
from paddock.evidence.quoting import find_speech
from paddock.evidence.sentences import split

HERE = Path(__file__).parent.parent / "tests" / "evidence_articles"
LENGTH = 3_000
COUNT = 120
ROUNDS = 5


def articles(path: Path) -> list[Article]:
    """Return articles of LENGTH characters in the languages that are read in full."""
    paragraphs: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        paragraphs.setdefault(one["lang"], []).extend(part for part in one["text"].split("\n") if part.strip())
    dice = random.Random(7)
    made = []
    for number in range(COUNT):
        lang = ("en", "de", "fr")[number % 3]
        text = ""
        while len(text) < LENGTH:
            text += dice.choice(paragraphs[lang]) + "\n\n"
        made.append(Article(f"{lang}-{number}", text[:LENGTH], lang=lang))
    return made


def per_second(work: Callable[[Article], object], those: list[Article]) -> float:
    """Return articles a second of processor time, the best of ROUNDS."""
    best = 0.0
    for _ in range(ROUNDS):
        start = time.process_time()
        for one in those:
            work(one)
        best = max(best, len(those) / (time.process_time() - start))
    return best


def main() -> None:
    """Measure and print."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "articles.jsonl"
    start = time.perf_counter()
    names = build_names(load(), [HERE / "names.toml"])
    those = articles(path)
    read_article(those[0], names)
    print(f"{len(names.entries):,} names, ready after {time.perf_counter() - start:.1f} s")
    readings = {one.id: read_article(one, names) for one in those}
    quotes = {key: one.quotes for key, one in readings.items()}
    parts: dict[str, Callable[[Article], object]] = {
        "everything": lambda one: read_article(one, names),
        "language": lambda one: language_of(one.text),
        "sentences": split,
        "mentions": lambda one: find_mentions(one, names),
        "quotes": lambda one: find_speech(one, readings[one.id].sentences, readings[one.id].mentions),
        "claims": lambda one: find_claims(
            one, readings[one.id].sentences, readings[one.id].mentions, quotes[one.id], names
        ),
    }
    for name, work in parts.items():
        rate = per_second(work, those)
        print(f"{name:<12} {rate:8,.0f} articles/s   {1_000 / rate:6.2f} ms each")


if __name__ == "__main__":
    main()
