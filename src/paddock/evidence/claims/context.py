"""What an article is about: its main subject and series, and whom people speak for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import tomli

from paddock.evidence.claims.cues import DATA
from paddock.evidence.folding import fold
from paddock.evidence.names import Names
from paddock.evidence.types import Field, Mention, Sentence, When

ACTORS = frozenset({"manufacturer", "team", "company", "car", "driver"})
"""Kinds that can do something in a programme."""
PLACES_TO_RACE = frozenset({"series", "event", "class"})
"""Kinds a programme can be in."""

_LIST = 3
"""A sentence with more makes than this is a list of them."""
_QUOTED = 12
"""From how many characters on the words of a sentence are known again in the title."""
_LONG_AGO = 8
"""Years before the latest an article names that can be none to come."""
_TITLE, _LEAD = 3.0, 2.0
"""What a mention in the title and in the first sentence counts, against 1 elsewhere."""


@dataclass(frozen=True)
class Context:
    """An article's mentions by sentence, and what they add up to.

    inside: (field, start) of a sentence → its mentions.  subject, target: `kind:id` of what the article is mostly
    about, "" where nothing stands out.  make, car: its main make and car.  latest_year: the last year it names, 0 for
    none.  speaks_for: person → make, team or company.
    """

    names: Names
    inside: dict[tuple[Field, int], tuple[Mention, ...]]
    subject: str
    target: str
    weight: dict[str, float]
    speaks_for: dict[str, str] = field(default_factory=dict)

    title: str = ""
    make: str = ""
    car: str = ""
    latest_year: int = 0

    def first_year(self, published: When) -> int:
        """Return the first year that can still be to come when an article came out, by its date or what it names."""
        return int(published.text[:4]) if published.text else self.latest_year - _LONG_AGO

    def headline_target(self, sentence: Sentence) -> str:
        """Return the series the title names when it quotes this very sentence or has it beside, "" otherwise."""
        words = sentence.text.strip(' "“”„«».,!?')
        if sentence.field != "title" and (len(words) < _QUOTED or words not in self.title):
            return ""
        named = [one for (which, _), here in self.inside.items() if which == "title" for one in here]
        return next((series_of(one.ref) for one in named if one.type in PLACES_TO_RACE and one.id), "")

    def of(self, sentence: Sentence) -> tuple[Mention, ...]:
        """Return the mentions in a sentence."""
        return self.inside.get((sentence.field, sentence.start), ())


def context_of(
    sentences: Sequence[Sentence], mentions: Sequence[Mention], names: Names, speakers: Sequence[str] = ()
) -> Context:
    """Return what an article is about. speakers: who is quoted, once for each quote."""
    inside = _by_sentence(sentences, [*mentions, *_rules_named(sentences, mentions)])
    weight: dict[str, float] = defaultdict(float)
    first = next((one.start for one in sentences if one.field == "text"), -1)
    speaks_for: dict[str, str] = {}
    cars: dict[str, int] = defaultdict(int)
    for mention in mentions:
        if mention.type == "car" and mention.id:
            cars[mention.ref] += 1
    for sentence in sentences:
        here = inside.get((sentence.field, sentence.start), ())
        counts = _TITLE if sentence.field == "title" else _LEAD if sentence.start == first else 1.0
        refs = {_whole(one, names) for one in here if one.id}
        makes = sum(ref.startswith("manufacturer:") for ref in refs)
        for ref in refs:
            # A sentence that lists everybody is about nobody.
            weight[ref] += counts * (1.5 / makes if makes > _LIST and ref.startswith("manufacturer:") else 1.0)
        _note_affiliations(here, names, speaks_for)
    _note_namesakes(mentions, names, speaks_for)
    return Context(
        names,
        inside,
        _portrayed(speakers, weight) or _heaviest(weight, ("manufacturer", "team", "company", "driver")),
        _heaviest(
            {ref: w * (0.5 if ref == "series:le-mans-24h" else 1.0) for ref, w in weight.items()}, ("series", "event")
        ),
        dict(weight),
        speaks_for,
        " ".join(one.text for one in sentences if one.field == "title"),
        _heaviest(weight, ("manufacturer",)),
        max(sorted(cars), key=lambda one: cars[one], default=""),
        max((int(year) for one in sentences for year in _YEAR.findall(one.text)), default=0),
    )


def _whole(mention: Mention, names: Names) -> str:
    """Return what a mention counts for: a car for its make, a class for its series."""
    if mention.type in {"car", "company"}:
        return make_of(mention.ref, names) or mention.ref
    return series_of(mention.ref) if mention.type == "class" else mention.ref


def make_of(ref: str, names: Names) -> str:
    """Return the make of a car, or that a company acts for (`kind:id`), "" when it has none on the list."""
    known = names.by_ref.get(ref)
    return f"manufacturer:{known.of[0]}" if known and known.of else ""


def series_of(ref: str) -> str:
    """Return the series that a class races in or an event belongs to, the reference itself where there is not one."""
    kind, _, key = ref.partition(":")
    series = targets()[kind].get(key) if kind in {"class", "event"} else None
    return f"series:{series}" if series else ref


@cache
def targets() -> dict[str, Any]:
    """Return where classes race and what markets are called (data/cues/targets.toml)."""
    return tomli.loads((DATA / "targets.toml").read_text(encoding="utf-8"))


@cache
def market_words() -> tuple[tuple[str, str], ...]:
    """Return (word, market id), the longest word first."""
    pairs = [(fold(word), market) for market, words in targets()["market"].items() for word in words]
    return tuple(sorted(pairs, key=lambda one: -len(one[0])))


_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_RULES = re.compile(r"\b(LMDh|LMDH|LMH|(?<!\d )GT3(?! R\b| Evo| EVO))\b")
_TOLD_BY_RULES = ("LMD", "LMH", "GT3", "au Mans")
"""What a sentence has to hold for either."""
_AT_LE_MANS = re.compile(r"\bau Mans\b")


def _rules_named(sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield where cars are named by their rules alone ("its LMDh programme"): that tells what a programme is in."""
    taken = {(one.field, one.end) for one in mentions}
    for sentence in sentences:
        if not any(word in sentence.text for word in _TOLD_BY_RULES):
            continue
        for match in _RULES.finditer(sentence.text):
            if (sentence.field, sentence.start + match.end()) in taken:
                continue  # "Continental GT3" is a car
            start, end = (sentence.start + place for place in match.span())
            yield Mention(match[0], match[0].lower(), "class", start, end, sentence.field)
        # In French the name of the town and of its race melts with the preposition.
        for match in _AT_LE_MANS.finditer(sentence.text) if sentence.lang == "fr" else ():
            start, end = (sentence.start + place for place in match.span())
            yield Mention(match[0], "le-mans-24h", "series", start, end, sentence.field)


def _by_sentence(
    sentences: Sequence[Sentence], mentions: Sequence[Mention]
) -> dict[tuple[Field, int], tuple[Mention, ...]]:
    found: dict[tuple[Field, int], list[Mention]] = defaultdict(list)
    for which in ("title", "text"):
        here = [one for one in sentences if one.field == which]
        ends = [one.end for one in here]
        for mention in mentions:
            if mention.field == which:
                at = bisect_left(ends, mention.end)
                if at < len(here) and here[at].start <= mention.start:
                    found[here[at].field, here[at].start].append(mention)
    return {key: tuple(value) for key, value in found.items()}


def _note_affiliations(here: Iterable[Mention], names: Names, found: dict[str, str]) -> None:
    """Note whom a person speaks for: the nearest make, team or company in the sentence that first names both."""
    everyone = list(here)
    for person in everyone:
        if person.type not in {"person", "driver"} or not person.id or person.ref in found:
            continue
        near = [one for one in everyone if one.type in {"manufacturer", "team", "company"} and one.id]
        near = [one for one in near if min(abs(one.start - person.end), abs(person.start - one.end)) < 60]
        if near:
            best = min(near, key=lambda one: min(abs(one.start - person.end), abs(person.start - one.end)))
            found[person.ref] = best.ref


def _note_namesakes(mentions: Sequence[Mention], names: Names, found: dict[str, str]) -> None:
    """Note that somebody speaks for the team that bears their name (Michael Andretti, Andretti Autosport)."""
    teams = {one.ref: fold(names.name_of(one.ref)).split() for one in mentions if one.type == "team" and one.id}
    for person in {one.ref for one in mentions if one.type in {"person", "driver"} and one.id}:
        last = person.rpartition("-")[2]
        own = [ref for ref, words in teams.items() if last in words]
        if len(own) == 1:
            found[person] = own[0]


def _portrayed(speakers: Sequence[str], weight: dict[str, float]) -> str:
    """Return the driver who has most of the quotes, several, and is named early on: the article is about them."""
    counts = Counter(speakers)
    top, quotes = counts.most_common(1)[0] if counts else ("", 0)
    is_about = top.startswith("driver:") and quotes > 1 and quotes * 2 > len(speakers) and weight.get(top, 0) >= _LEAD
    return top if is_about else ""


def _heaviest(weight: dict[str, float], kinds: Sequence[str]) -> str:
    fitting = [
        (value, -kinds.index(ref.partition(":")[0]), ref)
        for ref, value in weight.items()
        if ref.partition(":")[0] in kinds
    ]
    return max(fitting, key=lambda one: (one[0], one[1], one[2]))[2] if fitting else ""
