"""Scoring of many seasons at once: the same as scoring them one by one."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from paddock.championships.ahead import Ahead, Slot
from paddock.championships.many import Many, score_many
from paddock.model import Decree, Scale, Title
from paddock.scoring import Line, SeasonResults, Sheet, award_all, table_after

SAID = {"sources": ["https://example.org"], "status": "official"}
MEETINGS = ("alpha", "beta", "gamma", "delta")
SEASONS = 6

SCALES = {
    one.id: one
    for one in (
        Scale(id="long", name="Long", places=(10, 7, 5, "2.5", 1), **SAID),
        Scale(id="short", name="Short", places=(3, "1/3"), beyond="0.5", **SAID),
        Scale(id="winner", name="Winner", places=(1,), **SAID),
        Scale(id="by-size", name="By size", class_size={"times": 10, "plus": 1, "decimals": 2}, **SAID),
    )
}


def title(**given: Any) -> Title:
    """Return a title of one class whose races pay on the long scale, changed as given."""
    plain: dict[str, Any] = {
        "id": "title",
        "name": "Title",
        "series": "cup",
        "seasons": ["cup-2030"],
        "called": ["drivers"],
        "awarded_to": "driver",
        "classes": ["fast"],
        "award": [{"id": "race", "for": "place", "scale": "long", "text": "Pays.", **SAID}],
    }
    return Title(**{**plain, **SAID, **given})


def award(**given: Any) -> dict[str, Any]:
    """Return an award for a place, changed as given."""
    return {"id": "race", "for": "place", "scale": "long", "text": "Pays.", **SAID, **given}


awards = st.lists(
    st.builds(
        award,
        id=st.sampled_from(("one", "two")),
        scale=st.sampled_from(sorted(SCALES)),
        on=st.sampled_from(("race", "race", "sprint", "qualifying")),
        marks=st.sampled_from(((), (), (60,))),
        at=st.sampled_from(((), (), ("beta",))),
        minutes=st.sampled_from((None, None, (0, 360))),
        times=st.sampled_from((1, 2, "0.5")),
        shared=st.sampled_from(("each", "each", "split", "none")),
        as_classified=st.sampled_from((False, False, True)),
    ),
    min_size=1,
    max_size=3,
)
titles = st.builds(
    title,
    awarded_to=st.sampled_from(("driver", "team", "make", "car")),
    entrants=st.fixed_dictionaries(
        {
            "extents": st.sampled_from(((), (), ("full-season",))),
            "cars_per_make": st.sampled_from((None, None, 1, 2)),
        }
    ),
    ranked=st.sampled_from(("as-classified", "entrants", "best-cars")),
    cars_counted=st.sampled_from((None, None, 1, 2)),
    award=awards.map(lambda found: [award(), *found]),
    counted=st.sampled_from(
        (
            (),
            (),
            ({"first": 1, "last": 4, "best": 2},),
            ({"first": 1, "last": 2, "best": 1}, {"first": 3, "last": 4, "best": 1}),
        )
    ),
    ties=st.sampled_from((("places",), ("places", "earliest"), ("earliest",), ())),
    ties_on=st.sampled_from((("race",), ("race", "sprint"))),
    ties_within=st.sampled_from((None, None, 2)),
    lists=st.sampled_from(("entrants", "placed", "scorers")),
)


@st.composite
def cars(draw: st.DrawFn) -> tuple[Line, ...]:
    """Return a field: cars of a few makes and teams, some guests, some drivers in turns."""
    found = []
    for number in range(draw(st.integers(2, 7))):
        crew = draw(st.lists(st.sampled_from("abcdefgh"), min_size=0, max_size=2, unique=True))
        found.append(
            Line(
                None,
                tuple(crew),
                str(number),
                draw(st.sampled_from(("red", "blue", "green"))),
                draw(st.sampled_from(("ford", "audi"))),
                extent=draw(st.sampled_from(("full-season", "full-season", "single-meeting", "unknown"))),
            )
        )
    return tuple(found)


@st.composite
def placed(draw: st.DrawFn, many: int) -> list[int]:
    """Return a place for each car, with gaps and cars that are not placed."""
    order = draw(st.permutations(range(1, many + 3)))
    return [place if draw(st.integers(0, 5)) else 0 for place in order[:many]]


SESSIONS = (("qualifying", None), ("sprint", None), ("race", 60), ("race", None))


@st.composite
def seasons(draw: st.DrawFn) -> tuple[Ahead, list[np.ndarray[Any, np.dtype[np.int64]]], list[Decree]]:
    """Return a season part of which is run, places for what is left of it, and what was decreed."""
    made = draw(titles)
    done: list[Sheet] = []
    left: list[Slot] = []
    places = []
    run = draw(st.integers(0, 3))
    for number, meeting in enumerate(MEETINGS, start=1):
        for kind, mark in draw(st.sampled_from((SESSIONS[3:], SESSIONS[2:], SESSIONS))):
            field = draw(cars())
            slot = Slot(number, meeting, kind, kind, "fast", field, draw(st.sampled_from((360.0, 600.0))), mark)  # type: ignore[arg-type]
            if number <= run:
                done.append(filled(slot, draw(placed(len(field)))))
            else:
                left.append(slot)
                places.append(np.array([draw(placed(len(field))) for _ in range(SEASONS)]))
    decrees = draw(st.lists(decreed(run), max_size=3))
    decrees = [one.model_copy(update={"id": f"decree-{n}"}) for n, one in enumerate(decrees)]
    return Ahead(made, SeasonResults("cup-2030", tuple(done), len(MEETINGS)), run, tuple(left)), places, decrees


def decreed(run: int) -> st.SearchStrategy[Decree]:
    """Return decrees of every kind, those on points in force by the round the season is at."""
    base = {"id": "one", "name": "One", "season": "cup-2030", "text": "Decreed.", **SAID}
    whom = st.sampled_from(({"drivers": ("a",)}, {"teams": ("red",)}, {"makes": ("ford",)}, {"cars": ("0", "3")}))
    kinds = [
        whom.map(lambda who: Decree(kind="not-scoring", **base, **who)),
        whom.map(lambda who: Decree(kind="not-scoring", keeps_place=True, meeting="delta", **base, **who)),
        whom.map(lambda who: Decree(kind="excluded", **base, **who)),
        whom.map(lambda who: Decree(kind="excluded", points="0.25", **base, **who)),
        st.just(Decree(kind="shortened", share="0.5", meeting="delta", **base)),
        st.just(Decree(kind="scale", scale="by-size", meeting="gamma", **base)),
    ]
    if run:
        kinds.append(whom.map(lambda who: Decree(kind="points", points="-3/2", after=run, **base, **who)))
    return st.one_of(kinds)


def filled(slot: Slot, places: Any) -> Sheet:
    """Return the result of a session, from the place of each car."""
    lines = tuple(replace(line, position=int(p) or None) for line, p in zip(slot.lines, places, strict=True))
    return replace(slot.filled(()), lines=lines)


def one_by_one(left: Ahead, decrees: list[Decree], places: list[Any], season: int) -> dict[Any, tuple[int, Fraction]]:
    """Return position (0 for none) and points of each competitor, by the rules as they are kept for one season."""
    sheets = [filled(slot, here[season]) for slot, here in zip(left.slots, places, strict=True)]
    results = replace(left.results, sheets=(*left.results.sheets, *sheets))
    last = max(results.rounds, results.last_round)
    table = table_after(left.title, award_all(left.title, results, SCALES, decrees), last, decrees)
    return {row.who: (row.position or 0, row.points) for row in table.rows}


def told(found: Many, season: int) -> dict[Any, tuple[int, Fraction]]:
    """Return the same of the many: those who have a place, and those with points."""
    ends = found.points[season, -1]
    return {
        who: (int(found.position[season, c]), Fraction(int(ends[c]), found.unit))
        for c, who in enumerate(found.competitors)
    }


@settings(max_examples=150)
@given(seasons())
def test_many_seasons_score_as_one_by_one(
    case: tuple[Ahead, list[np.ndarray[Any, np.dtype[np.int64]]], list[Decree]],
) -> None:
    """The fast way is held against the plain one: whatever the rules, points and places are the same."""
    left, places, decrees = case
    found = score_many(left, SCALES, decrees, places)
    for season in range(SEASONS):
        expected = one_by_one(left, decrees, places, season)
        mine = told(found, season)
        assert {who: mine[who] for who in expected} == expected
        assert all(mine[who][0] == 0 for who in mine.keys() - expected.keys())
