"""Scoring of many seasons at once: the same as scoring them one by one."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from paddock.championships.ahead import Ahead, Slot
from paddock.championships.many import Many, score_many
from paddock.model import Decree, Scale, Title
from paddock.scoring import Line, SeasonResults, Sheet, Table, award_all, table_after

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


def table_of(left: Ahead, decrees: list[Decree], places: list[Any], season: int, after: int) -> Table:
    """Return a table by the rules as they are kept for one season."""
    sheets = [filled(slot, here[season]) for slot, here in zip(left.slots, places, strict=True)]
    results = replace(left.results, sheets=(*left.results.sheets, *sheets))
    return table_after(left.title, award_all(left.title, results, SCALES, decrees), after, decrees)


def one_by_one(left: Ahead, decrees: list[Decree], places: list[Any], season: int) -> dict[Any, tuple[int, Fraction]]:
    """Return position (0 for none) and points of each competitor, by the rules as they are kept for one season."""
    table = table_of(left, decrees, places, season, len(MEETINGS))
    return {row.who: (row.position or 0, row.points) for row in table.rows}


def told(found: Many, season: int) -> dict[Any, tuple[int, Fraction]]:
    """Return the same of the many: those who have a place, and those with points."""
    ends = found.points[season, -1]
    return {
        who: (int(found.position[season, c]), Fraction(int(ends[c]), found.unit))
        for c, who in enumerate(found.competitors)
    }


@settings(max_examples=80)
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
        for turn, now in enumerate(found.rounds[:-1]):
            points = {
                who: Fraction(int(p), found.unit)
                for who, p in zip(found.competitors, found.points[season, turn], strict=True)
            }
            table = table_of(left, decrees, places, season, now)
            assert {row.who: points[row.who] for row in table.rows if not row.status} == {
                row.who: row.points for row in table.rows if not row.status
            }


def duel(points: tuple[int, ...], ran: list[tuple[int, ...]], rounds: int, **given: Any) -> Ahead:
    """Return a season of cars that race each other in every round, some of which are run; points by place."""
    SCALES["duel"] = Scale(id="duel", name="Duel", places=points, **SAID)
    many = len(ran[0])
    field = tuple(Line(None, (chr(97 + n),), str(n)) for n in range(many))
    slots = [Slot(n + 1, f"round-{n + 1}", "race", "race", "fast", field) for n in range(rounds)]
    done = tuple(filled(slot, places) for slot, places in zip(slots, ran, strict=False))
    results = SeasonResults("cup-2030", done, rounds)
    made = title(award=[award(scale="duel")], **given)
    return Ahead(made, results, len(ran), tuple(slots[len(ran) :]))


def every_way(left: Ahead) -> list[np.ndarray[Any, np.dtype[np.int64]]]:
    """Return every way in which the rounds to come may end, as places."""
    orders = list(permutations(range(1, len(left.slots[0].lines) + 1)))
    ways = list(product(orders, repeat=len(left.slots)))
    return [np.array([way[n] for way in ways]) for n in range(len(left.slots))]


@given(
    st.sampled_from(((25, 18, 15), (10, 1, 0), (3, 2, 1))),
    st.lists(st.permutations((1, 2, 3)), min_size=1, max_size=3),
    st.sampled_from(((), ({"first": 1, "last": 5, "best": 3},))),
)
@settings(max_examples=30)
def test_a_title_told_as_decided_is_decided(
    points: tuple[int, ...], ran: list[list[int]], counted: tuple[dict[str, int], ...]
) -> None:
    """What is told as decided must be: all ways the season may go on from there have the same champion."""
    left = duel(points, [tuple(one) for one in ran], 5, counted=counted)
    places = every_way(left)
    found = score_many(left, SCALES, (), places)
    for turn in range(len(left.slots)):
        begun = [tuple(tuple(here[way]) for here in places[:turn]) for way in range(len(places[0]))]
        decided = {key for key, when in zip(begun, found.decided, strict=True) if when <= turn}
        for key in decided:
            ways = [way for way, other in enumerate(begun) if other == key]
            assert len({tuple(found.position[way] == 1) for way in ways}) == 1
    assert (found.decided <= len(left.slots)).all()


def test_the_moment_a_title_is_decided() -> None:
    """By hand: with a round left and 25 points for a win, 30 ahead are enough; 25 are not, for a tie may be broken."""
    ahead_by_30 = duel((25, 10), [(1, 2), (1, 2)], 3)
    assert set(score_many(ahead_by_30, SCALES, (), every_way(ahead_by_30)).decided) == {0}
    ahead_by_25 = duel((25, 0), [(1, 2)], 2)
    assert set(score_many(ahead_by_25, SCALES, (), every_way(ahead_by_25)).decided) == {1}


def test_drivers_of_one_car_do_not_keep_a_title_open() -> None:
    """Two who share every car to come cannot part: they are champions together, and when is told all the same."""
    left = duel((25, 10), [(1, 2), (1, 2)], 3)
    shared = replace(left.slots[0], lines=(replace(left.slots[0].lines[0], drivers=("a", "z")), left.slots[0].lines[1]))
    crew = replace(left.results.sheets[0].lines[0], drivers=("a", "z"))
    sheets = tuple(replace(one, lines=(crew, one.lines[1])) for one in left.results.sheets)
    left = replace(left, slots=(shared,), results=replace(left.results, sheets=sheets))
    found = score_many(left, SCALES, (), every_way(left))
    assert set(found.decided) == {0}
    assert [who.id for who, first in zip(found.competitors, found.position[0], strict=True) if first == 1] == ["a", "z"]
