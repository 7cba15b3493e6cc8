"""Articles that tell the background of a story of others: a weaker tie than being of one story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from paddock.evidence.relations.corpus import Corpus
from paddock.evidence.relations.measures import likeness
from paddock.evidence.types import Background, Story

LEAST = 0.16
"""How alike an article and what a story's articles have in common must be, 0 to 1."""
MOST = 5
"""Stories an article is background to, at most."""
COMMON = 0.34
"""Share of a story's articles that must hold a key for it to be the story's."""


SUBJECTS = frozenset({"manufacturer", "team", "driver", "person", "company"})
"""Sorts of things a story is about."""


def background(
    corpus: Corpus, stories: Sequence[Story], partners: Mapping[str, Sequence[str]]
) -> tuple[Background, ...]:
    """Return for each article the stories of others it gives background to, best first by article.

    It names what the story is about (its subject: the name most of its articles share) and shares names, numbers and
    concepts with what the story's articles have in common.  An article that is dated after the whole story is none.
    """
    home = {one: at for at, story in enumerate(stories) for one in story.articles}
    cores: dict[int, tuple[frozenset[str], frozenset[str]]] = {}
    found = []
    for one in sorted(home):
        near = sorted({home[other] for other in partners.get(one, ())} - {home[one]})
        scored = []
        for at in near:
            if at not in cores:
                cores[at] = core_of(corpus, stories[at])
            core, subjects = cores[at]
            profile = corpus.profiles[one]
            if not subjects <= profile.keys or _after(corpus, one, stories[at]):
                continue
            score, _ = likeness(corpus, frozenset(key for key in profile.keys if key[0] in "nmc"), core)
            if score >= LEAST:
                scored.append(Background(one, stories[at].id, round(min(1.0, score), 4)))
        scored.sort(key=lambda tie: (-tie.score, tie.story))
        found += scored[:MOST]
    return tuple(found)


def core_of(corpus: Corpus, story: Story) -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys a story's articles have in common, and of them the linked names most of them hold."""
    seen: Counter[str] = Counter()
    for one in story.articles:
        seen.update(key for key in corpus.profiles[one].keys if key[0] in "nmc")
    least = max(1.0, COMMON * len(story.articles))
    core = frozenset(key for key, count in seen.items() if count >= least)
    return core, frozenset({"m:" + subject} if (subject := subject_of(corpus, story.articles)) else ())


def subject_of(corpus: Corpus, articles: Sequence[str]) -> str:
    """Return the `kind:id` articles are about: the one of SUBJECTS that they name most often, "" for none.

    A make or a team counts twice: people speak for it.
    """
    named: Counter[str] = Counter()
    for one in articles:
        refs = [mention.ref for mention in corpus.profiles[one].reading.mentions if mention.type in SUBJECTS]
        for ref, count in Counter(filter(None, refs)).items():
            named[ref] += min(count, 10) * (1 if ref.startswith(("person:", "driver:")) else 2)
    return min(named, key=lambda ref: (-named[ref], ref), default="")


def _after(corpus: Corpus, one: str, story: Story) -> bool:
    days = corpus.profiles[one].days
    dated = [found for found in (corpus.profiles[other].days for other in story.articles) if found]
    return bool(days and dated and days[0] > max(last for _, last in dated) + 3)
