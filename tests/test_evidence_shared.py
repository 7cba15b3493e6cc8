"""The bars on the collection of articles that is not part of the project: skipped, visibly, where it is not there."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from paddock.catalogue import load
from paddock.evidence import Article, Dossier, Reading, Relations, Status
from paddock.evidence.analysis import read_article
from paddock.evidence.dossier import build_dossier
from paddock.evidence.evaluation import Evaluation, evaluate, read_labelled
from paddock.evidence.names import Names, build_names
from paddock.evidence.reading import read_paths
from paddock.evidence.record import read_record
from paddock.evidence.relations import relate

ORIGINAL = "A1"
"""The interview that the first seed was spun from."""


@cache
def known() -> Names:
    """Return the built-in names alone: nothing invented for tests."""
    return build_names(load())


@pytest.fixture(scope="module")
def articles(shared: Path) -> Path:
    """Return the folder of the articles; skips where it is not checked out."""
    folder = shared / "articles"
    if not (folder / "articles.jsonl").is_file():
        pytest.skip(f"no articles to measure on: {folder}/articles.jsonl is missing")
    return folder


@pytest.fixture(scope="module")
def readings(articles: Path) -> dict[str, Reading]:
    return {one.article.id: read_article(one.article, known()) for one in read_labelled(articles / "articles.jsonl")}


@pytest.fixture(scope="module")
def relations(readings: dict[str, Reading]) -> Relations:
    return relate(list(readings.values()))


@pytest.fixture(scope="module")
def measured(articles: Path, readings: dict[str, Reading], relations: Relations) -> Evaluation:
    return evaluate(read_labelled(articles / "articles.jsonl"), readings, relations, known())


# --- bars -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "bar"),
    [
        ("linking", 0.90),
        ("quotes", 0.95),
        ("same story", 0.85),
        ("derived, same language", 0.95),
        ("derived, across languages", 0.80),
    ],
)
def test_f1_meets_the_bar(measured: Evaluation, name: str, bar: float) -> None:
    """What was wrong is told, for whoever has to mend it."""
    score = measured.scores[name].f1
    assert score is not None
    assert score >= bar, (round(score, 3), measured.wrong.get(name))


def test_stories_meet_the_bar_article_by_article(measured: Evaluation) -> None:
    """B-cubed F1: large stories count no more than small ones."""
    assert measured.bcubed[2] >= 0.90, (measured.bcubed, measured.wrong.get("same story"))


@pytest.mark.parametrize(("name", "bar"), [("speaker", 0.92), ("main claim: status and horizon", 0.80)])
def test_a_share_meets_the_bar(measured: Evaluation, name: str, bar: float) -> None:
    """Of the quotes found, of the articles with claims."""
    right, of = measured.shares[name]
    assert of
    assert right / of >= bar, (right, of, measured.wrong.get("main claim"), measured.wrong.get("quotes"))


def test_nothing_is_confirmed_that_is_not(measured: Evaluation) -> None:
    """An idea, talks or a denial told as a fact is the one mistake nobody forgives."""
    right, of = measured.shares["not confirmed where idea, talks or denied"]
    assert of
    assert right == of, measured.wrong.get("confirmed")


# --- the four seeds ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seeds(articles: Path) -> tuple[dict[str, Reading], Relations]:
    """Return the seeds by their numbers, with the original of the first, and how they hang together."""
    paths = sorted((articles / "seeds").glob("0*.txt"))
    found = [one for one in read_paths([str(path) for path in paths]) if isinstance(one, Article)]
    assert len(found) == len(paths) == 4
    original = next(one.article for one in read_labelled(articles / "articles.jsonl") if one.article.id == ORIGINAL)
    made = {path.name[:3]: read_article(one, known()) for path, one in zip(paths, found, strict=True)}
    made[ORIGINAL] = read_article(original, known())
    return made, relate(list(made.values()))


def test_the_first_two_seeds_are_one_story(seeds: tuple[dict[str, Reading], Relations]) -> None:
    """The same interview, spun and translated; the others are other stories."""
    made, how = seeds
    home = {article: story.id for story in how.stories for article in story.articles}
    where = {number: home.get(one.article.id, one.article.id) for number, one in made.items()}
    assert where["000"] == where["001"] == where[ORIGINAL]
    assert len({where["000"], where["002"], where["003"]}) == 3


def test_the_first_seed_is_a_spun_copy(seeds: tuple[dict[str, Reading], Relations]) -> None:
    """With its original there, that is what it was made from."""
    made, how = seeds
    origins = {one.article: (one.origin, one.kind) for one in how.derivations}
    assert origins[made["000"].article.id] == (ORIGINAL, "spun")
    assert ORIGINAL not in origins
    assert not {made["002"].article.id, made["003"].article.id} & set(origins)


def test_the_third_seed_is_background_and_the_fourth_is_nothing_to_them(
    seeds: tuple[dict[str, Reading], Relations],
) -> None:
    """The dealer network in America is why the programme was thought of; a Swiss driver in 2018 is not."""
    made, how = seeds
    story = next(one for one in how.stories if made["000"].article.id in one.articles)
    background = {one.article for one in how.background if one.story == story.id}
    assert made["002"].article.id in background
    assert made["003"].article.id not in {one.article for one in how.background}
    assert not any(made["003"].article.id in one.articles for one in how.families)


# --- the thread -------------------------------------------------------------------------------------------------------

THREAD = [
    ("2022", Status.TALKS),
    ("2023-06", Status.IDEA),
    ("2023-10", Status.TALKS),
    ("2024-09", Status.UNDER_STUDY),
    ("2024-10-09", Status.IDEA),
    ("2026-02", Status.ENDED),
]


@pytest.fixture(scope="module")
def thread(readings: dict[str, Reading], relations: Relations) -> Dossier:
    """Return the dossier as `paddock dossier show alpine imsa` has it: pages without a date have the one on record."""
    return _thread(readings, relations)


def _thread(readings: dict[str, Reading], relations: Relations, as_of: str = "") -> Dossier:
    asked = ["manufacturer:alpine", "series:imsa"]
    facts, record = load(), read_record()
    return build_dossier(
        asked, list(readings.values()), relations, known(), as_of=as_of, record=record, catalogue=facts
    )


def test_the_thread_stands_in_order_with_its_falls(thread: Dossier) -> None:
    """Each of the six in its place, read from an article; from one to the next that is lower, a step is a fall."""
    steps = thread.programmes[0].steps
    told = [(one.date, str(one.status), one.falls) for one in steps]
    rank = [Status.ENDED, Status.IDEA, Status.UNDER_STUDY, Status.TALKS]
    at = -1
    for number, (date, status) in enumerate(THREAD):
        here = next(
            (
                place
                for place, one in enumerate(steps)
                if place > at and one.date.startswith(date) and one.status is status and one.read_by == "rules"
            ),
            None,
        )
        assert here is not None, (date, status, told)
        lower = number > 0 and rank.index(status) < rank.index(THREAD[number - 1][1])
        assert any(one.falls for one in steps[at + 1 : here + 1]) or not lower, (date, told)
        at = here


def test_nothing_in_the_thread_is_confirmed(thread: Dossier) -> None:
    """Nobody ever confirmed it."""
    firm = {Status.CONFIRMED, Status.STARTED, Status.PLANNED}
    assert not [(one.article, one.evidence) for one in thread.programmes[0].steps if one.status in firm]


def test_copies_are_not_counted_in_the_thread(thread: Dossier, articles: Path) -> None:
    """By the truth, not by what was found: an article labelled as made from another confirms no step of it."""
    lines = (articles / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    origin = {one["id"]: one["derived_from"] for one in map(json.loads, lines) if one["derived_from"]}
    for step in (step for one in thread.programmes for step in one.steps):
        assert not [one for one in step.confirms if origin.get(one) in {step.article, *step.confirms}], step.article


def test_as_of_an_autumn_the_thread_ends_there(readings: dict[str, Reading], relations: Relations) -> None:
    """In November 2024 it was an idea, and nobody knew the end."""
    then = _thread(readings, relations, "2024-11-01")
    now = then.programmes[0].now
    assert now is not None
    assert (now.date, now.status) == ("2024-10-09", Status.IDEA)
    assert not any(one.date.startswith("2026") for one in then.programmes[0].steps)
