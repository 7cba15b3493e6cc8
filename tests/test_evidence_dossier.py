"""Dossiers: programmes step by step, roots counted once, contradictions, falls, any day before, claims on record."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_fixtures import claim, names, own_readings, own_relations, said, stories
from paddock.catalogue import Catalogue
from paddock.errors import AmbiguousName, BadFile, UnknownName
from paddock.evidence import Derivation, Dossier, Family, Programme, Reading, Relations, Status, Step, When
from paddock.evidence.dating import date_all
from paddock.evidence.dossier import build_dossier, resolve_asked
from paddock.evidence.record import read_record
from paddock.evidence.roots import Roots

KESTREL, IMSA = "manufacturer:kestrel", "series:imsa"


def dossier(*readings: Reading, relations: Relations | None = None, as_of: str = "", **other: object) -> Dossier:
    """Return the dossier of Kestrel in IMSA; each article is a story of its own where nothing else is given."""
    how = relations or Relations(stories(*([one.article.id] for one in readings)))
    return build_dossier([KESTREL, IMSA], readings, how, names(), as_of=as_of, **other)  # type: ignore[arg-type]


def only(found: Dossier) -> Programme:
    """Return the one programme of a dossier."""
    assert [(one.subject, one.target) for one in found.programmes] == [(KESTREL, IMSA)]
    return found.programmes[0]


def told(found: Dossier) -> list[tuple[str, str, int]]:
    """Return (root, status, independent) of each step."""
    return [(one.root, str(one.status), one.independent) for one in only(found).steps]


def derived(article: str, origin: str, kind: str = "copy") -> Derivation:
    return Derivation(article, origin, kind, 0.9)  # type: ignore[arg-type]


def on_record(date: str, status: str, url: str = "https://record.example/1", **other: object) -> Step:
    plain: dict[str, object] = {
        "date_how": "record", "action": "enter", "subject": KESTREL, "target": IMSA, "horizon": "", "condition": "",
        "speaker": "", "told": "", "evidence": "on record", "article": "", "title": "", "lang": "en", "outlet": "",
        "read_by": "record", "sources": (url,),
    }  # fmt: skip
    return Step(**{**plain, **other}, date=date, status=Status(status), url=url)  # type: ignore[arg-type]


# --- steps ------------------------------------------------------------------------------------------------------------


def test_steps_stand_in_order_of_time_with_their_falls() -> None:
    """A status that is lower than the one before has fallen; whoever decides has to see it."""
    found = dossier(
        said("c", "idea", "2024-10-09"),
        said("a", "talks", "2022-02-01"),
        said("d", "confirmed", "2025"),
        said("b", "under_study", "2024-09"),
        said("e", "paused", "2026-01-02"),
    )
    steps = only(found).steps
    assert [(one.root, one.falls) for one in steps] == [
        ("a", False),
        ("b", True),
        ("c", True),
        ("d", False),
        ("e", True),
    ]
    assert only(found).now == steps[-1]


def test_what_has_no_date_comes_last_and_is_not_what_is_said_now() -> None:
    """An old rumour nobody can date must not pass for the latest word."""
    programme = only(dossier(said("rumour", "idea"), said("news", "talks", "2026-02-12")))
    assert [one.root for one in programme.steps] == ["news", "rumour"]
    assert programme.now is not None
    assert programme.now.root == "news"
    assert not programme.steps[1].falls


def test_a_year_stands_before_its_months_and_a_month_before_its_days() -> None:
    """What is known less precisely began earlier at the earliest."""
    found = dossier(said("day", "idea", "2024-03-01"), said("month", "talks", "2024-03"), said("year", "talks", "2024"))
    assert [one.root for one in only(found).steps] == ["year", "month", "day"]


def test_one_story_is_one_step_for_a_status_and_its_first_article_the_root() -> None:
    """Five outlets with an interview of their own are five that say so, told once."""
    found = dossier(
        *(said(f"a{number}", "talks", f"2024-03-0{9 - number}") for number in range(5)),
        relations=Relations(stories([f"a{number}" for number in range(5)])),
    )
    assert told(found) == [("a4", "talks", 5)]
    assert only(found).steps[0].confirms == ("a0", "a1", "a2", "a3")


def test_two_statuses_in_one_story_are_two_steps() -> None:
    """One says talks, the other an idea: both are shown."""
    found = dossier(
        said("a", "talks", "2024-03-01"), said("b", "idea", "2024-03-02"), relations=Relations(stories("ab"))
    )
    assert told(found) == [("a", "talks", 1), ("b", "idea", 1)]


def test_two_stories_are_two_steps_also_with_one_status() -> None:
    """Talks in 2022 and talks in 2024 are news twice."""
    assert told(dossier(said("a", "talks", "2022-03-01"), said("b", "talks", "2024-03-01"))) == [
        ("a", "talks", 1),
        ("b", "talks", 1),
    ]


# --- who only copied --------------------------------------------------------------------------------------------------


def test_copies_are_no_confirmation() -> None:
    """A copy, a copy of it and a translation: one root, whatever they say."""
    found = dossier(
        said("root", "talks", "2024-03-01"),
        said("copy", "talks", "2024-03-02"),
        said("spun", "confirmed", "2024-03-02"),
        said("again", "talks", "2024-03-03"),
        relations=Relations(
            stories(["root", "copy", "spun", "again"]),
            (derived("copy", "root"), derived("spun", "root", "spun"), derived("again", "copy", "translation")),
        ),
    )
    assert told(found) == [("root", "talks", 1)]
    step = only(found).steps[0]
    assert step.copies == ("again", "copy", "spun")
    assert step.confirms == ()
    assert set(found.articles) == {"root", "copy", "spun", "again"}


def test_a_copy_that_is_older_than_its_root_changes_nothing() -> None:
    """A wrong date on a copy is common; the root is what it was made from."""
    found = dossier(
        said("root", "talks", "2024-03-05"),
        said("copy", "talks", "2024-03-01"),
        relations=Relations(stories(["copy", "root"]), (derived("copy", "root"),)),
    )
    assert told(found) == [("root", "talks", 1)]


def test_what_only_the_copies_say_is_told_by_one_of_them() -> None:
    """A translation adds a fact: it counts once, for its root, however often it was copied."""
    silent = said("root", "idea", "2024-03-01", subject="manufacturer:montclar")
    found = dossier(
        silent,
        said("a", "talks", "2024-03-02"),
        said("b", "talks", "2024-03-02"),
        relations=Relations(stories(["root", "a", "b"]), (derived("a", "root"), derived("b", "root"))),
    )
    assert told(found) == [("a", "talks", 1)]
    assert "root" in found.articles


def test_articles_on_one_press_release_are_one_root() -> None:
    """Three outlets print a release, two ask for themselves: three that say so."""
    every = [said(one, "confirmed", f"2025-01-0{number}") for number, one in enumerate("abcde", start=1)]
    found = dossier(
        *every,
        relations=Relations(stories("abcde"), families=(Family("release", ("b", "c", "d"), ("a sentence",)),)),
    )
    assert told(found) == [("a", "confirmed", 3)]
    assert only(found).steps[0].confirms == ("b", "e")
    assert set(found.articles) == set("abcde")
    assert found.relations.families[0].articles == ("b", "c", "d")


def test_a_copy_of_a_release_is_no_further_root() -> None:
    """Derived from one of the family: the release again."""
    found = dossier(
        *(said(one, "confirmed", f"2025-01-0{number}") for number, one in enumerate("abc", start=1)),
        relations=Relations(stories("abc"), (derived("c", "b"),), (Family("release", ("a", "b"), ()),)),
    )
    assert told(found) == [("a", "confirmed", 1)]


def test_articles_that_are_said_to_be_made_from_each_other_do_not_go_round_for_ever() -> None:
    """Relations given by hand may hold a circle."""
    roots = Roots.of(Relations(derivations=(derived("a", "b"), derived("b", "a"))), {"a", "b"})
    assert {roots.root("a"), roots.root("b")} <= {"a", "b"}
    assert roots.copies("a") == ("b",)
    assert roots.depth("a") in {1, 2}


# --- contradictions ---------------------------------------------------------------------------------------------------


def test_two_years_contradict_each_other_and_both_are_shown() -> None:
    """2026 here, 2027 there: nobody is overruled."""
    found = dossier(
        said("a", "planned", "2024-03-01", horizon="2026"),
        said("b", "planned", "2024-03-01", horizon="2027-01"),
        said("c", "confirmed", "2024-03-02", horizon="2027"),
        relations=Relations(stories("abc")),
    )
    planned, confirmed = only(found).steps
    assert planned.horizon == "2026"
    assert planned.contradicts == ("2026 here, 2027 in c", "2026 here, 2027-01 in b")
    assert confirmed.contradicts == ("2027 here, 2026 in a",)


def test_a_denial_contradicts() -> None:
    """One side says it talks, the other that it does not."""
    found = dossier(
        said("a", "talks", "2024-03-01"), said("b", "denied", "2024-03-02"), relations=Relations(stories("ab"))
    )
    assert [one.contradicts for one in only(found).steps] == [
        ("talks here, denied in b",),
        ("denied here, talks in a",),
    ]


@pytest.mark.parametrize(
    "relations",
    [
        Relations(stories("a", "b")),
        Relations(stories("ab"), (derived("b", "a"),)),
        Relations(stories("ab"), families=(Family("f", ("a", "b"), ()),)),
    ],
    ids=["another story", "a copy", "one release"],
)
def test_what_is_no_contradiction(relations: Relations) -> None:
    """Plans change from story to story; and who copies wrongly contradicts nobody."""
    found = dossier(
        said("a", "planned", "2024-03-01", horizon="2026"),
        said("b", "planned", "2024-03-02", horizon="2027"),
        relations=relations,
    )
    assert [one.contradicts for one in only(found).steps if one.root == "a"] == [()]


def test_having_begun_is_no_contradiction_to_what_comes() -> None:
    """Racing there since 2024 and going on in 2027."""
    found = dossier(
        said("a", "started", "2024-03-01", action="race", horizon="2024"),
        said("b", "confirmed", "2024-03-02", action="continue", horizon="2027"),
        relations=Relations(stories("ab")),
    )
    assert [one.contradicts for one in only(found).steps] == [(), ()]


# --- what belongs to it -----------------------------------------------------------------------------------------------


def test_a_class_counts_for_its_series_and_a_car_for_its_make() -> None:
    """GTP is in IMSA; the Montclar H9 is Montclar's."""
    found = build_dossier(
        ["manufacturer:montclar", IMSA],
        [said("a", "talks", "2024-03-01", subject="car:montclar-h9", target="class:gtp")],
        Relations(),
        names(),
    )
    assert [(one.subject, one.target) for one in found.programmes] == [("manufacturer:montclar", IMSA)]


def test_one_name_gives_all_its_programmes() -> None:
    """Asked for the make alone: each series it is said to go to, the most talked of first."""
    readings = [
        said("a", "talks", "2024-03-01"),
        said("b", "idea", "2025-03-01"),
        said("c", "idea", "2025-03-01", target="series:wec"),
        said("d", "idea", "2025-03-01", subject="manufacturer:montclar"),
    ]
    found = build_dossier([KESTREL], readings, Relations(), names())
    assert [(one.target, len(one.steps)) for one in found.programmes] == [(IMSA, 2), ("series:wec", 1)]
    assert build_dossier([KESTREL, "series:elms"], readings, Relations(), names()).programmes == ()


def test_the_end_of_what_it_rests_on_is_shown_and_marked() -> None:
    """Its world championship programme ends after the talks: that bears on them; the one that ended before does not."""
    readings = [
        said("talks", "talks", "2024-03-01"),
        said("end", "ended", "2026-02-12", action="race", target="series:wec"),
        said("old", "ended", "2019-02-12", action="race", target="series:elms"),
    ]
    found = build_dossier([KESTREL, IMSA], readings, Relations(), names())
    assert [(one.root, one.aside) for one in only(found).steps] == [("talks", False), ("end", True)]


def test_what_an_article_only_brushes_does_not_count_but_an_extractor_is_heard() -> None:
    """The seventh claim of the rules is an aside; another extractor's stand behind all of the rules'."""
    aside = [claim("idea", "x", subject=f"manufacturer:{one}") for one in ("bmw", "audi", "acura", "alpine", "ferrari")]
    late = claim("talks", "late")
    crowded = replace(said("a", "idea", "2024-03-01", subject="manufacturer:bmw"), claims=())
    crowded = replace(crowded, claims=(*aside, aside[0], late))
    assert dossier(crowded).programmes == ()
    heard = replace(crowded, claims=(*crowded.claims, replace(late, extractor="model")))
    assert [one.read_by for one in only(dossier(heard)).steps] == ["model"]


# --- as of a day ------------------------------------------------------------------------------------------------------


def test_as_of_a_day_leaves_out_what_came_later_and_what_cannot_be_dated() -> None:
    """Also in the lists that hang on it: stories, copies, confirmations."""
    every = [
        said("a", "talks", "2024-03-01"),
        said("b", "talks", "2024-03-02"),
        said("c", "talks", "2024-03-03"),
        said("d", "ended", "2026-03-03"),
        said("e", "idea"),
    ]
    how = Relations(stories("abc", "d", "e"), (derived("c", "a"),), (Family("f", ("a", "c", "e"), ()),), findings=())
    found = dossier(*every, relations=how, as_of="2024-03-01")
    assert told(found) == [("a", "talks", 1)]
    assert set(found.articles) == {"a"}
    assert found.relations.stories[0].articles == ("a",)
    assert found.relations.families[0].articles == ("a",)
    assert "b" not in str(found.as_dict()["stories"])
    assert [one.root for one in only(dossier(*every, relations=how, as_of="2024-03-02")).steps] == ["a"]
    assert dossier(*every, relations=how, as_of="2024-02-29").programmes == ()


FIRST, LAST = dt.date(2022, 1, 1), dt.date(2026, 12, 31)
STATUSES = st.sampled_from([str(one) for one in Status])
DAYS = st.one_of(
    st.just(""),
    st.integers(2022, 2026).map(str),
    st.tuples(st.integers(2022, 2026), st.integers(1, 12)).map(lambda one: f"{one[0]}-{one[1]:02}"),
    st.dates(min_value=FIRST, max_value=LAST).map(str),
)


@st.composite
def collections(draw: st.DrawFn) -> tuple[list[Reading], Relations]:
    """Return readings of a few articles on one programme or another, in stories, some made from others."""
    number = draw(st.integers(1, 7))
    ids = [f"n{one}" for one in range(number)]
    readings = [
        said(
            one,
            draw(STATUSES),
            draw(DAYS),
            horizon=draw(st.sampled_from(["", "2026", "2027", "2027-03"])),
            action=draw(st.sampled_from(["enter", "race", "leave", "sell_road_cars"])),
            target=draw(st.sampled_from([IMSA, IMSA, "class:gtp", "series:wec", "market:usa"])),
        )
        for one in ids
    ]
    home = {one: draw(st.integers(0, 2)) for one in ids}
    groups = [[one for one in ids if home[one] == place] for place in range(3)]
    made = [
        derived(one, draw(st.sampled_from(ids[:place])))
        for place, one in enumerate(ids)
        if place and draw(st.booleans())
    ]
    families = (Family("f", tuple(ids[:2]), ("words",)),) if draw(st.booleans()) else ()
    return readings, Relations(stories(*filter(None, groups)), tuple(made), families)


RECORD = (
    on_record("2023-05", "talks"),
    on_record("2024-06-30", "ended", "https://record.example/2", target="series:wec", action="race"),
    on_record("2025", "planned", "https://news.example/n0"),
)


@given(collection=collections(), day=st.dates(min_value=FIRST).map(str))
def test_as_of_a_day_nothing_later_is_ever_shown(collection: tuple[list[Reading], Relations], day: str) -> None:
    """Whoever asks what was known then must not be told what came later, in whatever corner of the dossier."""
    readings, how = collection
    on = {url: step.date for step in RECORD for url in step.sources}
    dated = date_all({one.article.id: one for one in readings}, how, None, on)
    late = {key for key, one in dated.items() if not one.article.date.text or one.article.date.first > day}
    found = dossier(*readings, relations=how, as_of=day, record=RECORD)
    for programme in found.programmes:
        for step in (*programme.steps, *programme.related):
            assert step.date
            assert When(step.date).first <= day
            assert not {step.article, *step.copies, *step.confirms} & late
            assert not any(f" in {one}" in line for one in late for line in step.contradicts)
    shown = {*found.articles, *(one for story in found.relations.stories for one in story.articles)}
    shown |= {one for family in found.relations.families for one in family.articles}
    shown |= {one for some in found.relations.derivations for one in (some.article, some.origin)}
    assert not shown & late


@given(collection=collections(), seed=st.integers(0, 99))
def test_the_order_of_the_readings_changes_nothing(collection: tuple[list[Reading], Relations], seed: int) -> None:
    """Same articles, same dossier, to the last byte."""
    readings, how = collection
    mixed = random.Random(seed).sample(readings, len(readings))
    assert dossier(*mixed, relations=how, record=RECORD) == dossier(*readings, relations=how, record=RECORD)


@given(collection=collections())
def test_confirmations_are_counted_per_root(collection: tuple[list[Reading], Relations]) -> None:
    """Never more than the roots there are; whoever was made from another of them is never among those that confirm."""
    readings, how = collection
    roots = Roots.of(how, {one.article.id for one in readings})
    there = {roots.root(one.article.id) for one in readings}
    for programme in dossier(*readings, relations=how).programmes:
        for step in programme.steps:
            assert step.independent == 1 + len(step.confirms) <= len(there)
            counted = [roots.root(one) for one in (step.article, *step.confirms)]
            assert len(set(counted)) == len(counted)


def test_our_own_articles_never_count_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole collection, as it is read: each step's confirmations are of roots of their own."""
    how = own_relations()
    readings = list(own_readings().values())
    roots = Roots.of(how, own_readings())
    found = build_dossier([IMSA], readings, how, names())
    assert sum(len(one.steps) for one in found.programmes) >= 10
    for programme in found.programmes:
        for step in programme.steps:
            counted = [roots.root(one) for one in (step.article, *step.confirms)]
            assert len(set(counted)) == len(counted)
    mixed = random.Random(7).sample(readings, len(readings))
    assert build_dossier([IMSA], mixed, how, names()) == found


# --- articles without a date ------------------------------------------------------------------------------------------


def test_an_article_without_a_date_is_dated_by_its_story_and_says_so() -> None:
    """A page without a date, in a story of March 2024, came out at about that time."""
    found = dossier(
        said("dated", "idea", "2024-03-05"), said("bare", "talks"), relations=Relations(stories(["dated", "bare"]))
    )
    bare = next(one for one in only(found).steps if one.root == "bare")
    assert (bare.date, bare.date_how) == ("2024-03", "estimated")


def test_an_article_without_a_date_alone_is_dated_by_the_season_to_come() -> None:
    """Planned for 2027: written in 2026 or so, and told as an estimate."""
    step = only(dossier(said("a", "planned", horizon="2027"))).steps[0]
    assert (step.date, step.date_how) == ("2026", "estimated")


def test_an_article_without_any_hint_has_no_date() -> None:
    """Nothing is made up."""
    step = only(dossier(said("a", "idea"))).steps[0]
    assert (step.date, step.date_how) == ("", "")


def test_a_date_on_record_comes_before_an_estimate_but_not_before_a_date() -> None:
    """The record knows when the page came out."""
    url = "https://news.example/a"
    record = [on_record("2023-10-04", "talks", url)]
    bare, dated = said("a", "talks", horizon="2027"), said("a", "talks", "2024-01-01")
    assert only(dossier(bare, record=record)).steps[0].date == "2023-10-04"
    assert only(dossier(dated, record=record)).steps[0].date == "2024-01-01"


# --- claims on record -------------------------------------------------------------------------------------------------


def test_what_is_on_record_stands_among_the_articles() -> None:
    """In order of time, with its falls, and told as what it is."""
    found = dossier(
        said("a", "talks", "2024-03-01"),
        record=[on_record("2025-01-01", "idea"), on_record("2023", "under_study", "https://record.example/2")],
    )
    steps = only(found).steps
    assert [(one.date, one.read_by, one.falls) for one in steps] == [
        ("2023", "record", False),
        ("2024-03-01", "rules", False),
        ("2025-01-01", "record", True),
    ]


def test_what_is_on_record_and_read_from_the_same_page_is_told_once() -> None:
    """The article stands for it: it has the words."""
    found = dossier(
        said("a", "talks", "2024-03-01"), record=[on_record("2024-03-01", "talks", "https://news.example/a")]
    )
    assert told(found) == [("a", "talks", 1)]


def test_the_record_alone_makes_a_dossier() -> None:
    """No article read yet."""
    found = build_dossier([KESTREL, IMSA], [], Relations(), names(), record=[on_record("2024", "idea")])
    assert [(one.date, one.read_by) for one in only(found).steps] == [("2024", "record")]
    assert found.articles == {}


def test_the_record_of_others_is_left_out() -> None:
    """What is on record of a make nobody asked for."""
    other = on_record("2024", "idea", subject="manufacturer:montclar")
    assert dossier(record=[other]).programmes == ()


def test_the_built_in_record_is_whole() -> None:
    """Every claim has a date, sources and things that are known."""
    steps = read_record()
    assert steps
    for one in steps:
        assert one.date
        assert all(url.startswith("https://") for url in one.sources)
        assert one.subject in names().by_ref
        assert one.target in names().by_ref or one.target.startswith("market:")
        assert one.independent == len(one.sources)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (('date = "2024-02"', 'date = "February"'), "date"),
        (('status = "talks"', 'status = "rumour"'), "status"),
        (('subject = "manufacturer:kestrel"', 'subject = "Kestrel"'), "subject"),
        (('sources = ["https://news.example/a"]', "sources = []"), "sources"),
        (('says = "It talks."', 'says = "It talks."\nunverified = ["mood"]'), "mood"),
        (('says = "It talks."', 'says = "It talks."\nmood = "bad"'), "mood"),
    ],
)
def test_a_bad_record_is_told_with_its_line(tmp_path: Path, change: tuple[str, str], field: str) -> None:
    """A slip in a file written by hand."""
    good = (
        '[[claim]]\ndate = "2024-02"\nsubject = "manufacturer:kestrel"\naction = "enter"\ntarget = "series:imsa"\n'
        'status = "talks"\nsays = "It talks."\nsources = ["https://news.example/a"]\n'
    )
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "a.toml").write_text(good, encoding="utf-8")
    assert [one.date for one in read_record(tmp_path / "good")] == ["2024-02"]
    (tmp_path / "bad.toml").write_text(good.replace(*change), encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        read_record(tmp_path)
    assert f"{tmp_path / 'bad.toml'}:" in str(caught.value)
    assert field in str(caught.value)


# --- what is asked for ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("alpine", "manufacturer:alpine"),
        ("Alpine", "manufacturer:alpine"),
        ("imsa", "series:imsa"),
        ("IMSA WeatherTech SportsCar Championship", "series:imsa"),
        ("team:alpine-f1", "team:alpine-f1"),
        ("Alpine F1 Team", "team:alpine-f1"),
        ("Bruno Famin", "person:bruno-famin"),
        ("bruno-famin", "person:bruno-famin"),
        ("a424", "car:alpine-a424"),
        ("Kestrel", "manufacturer:kestrel"),
    ],
)
def test_what_is_asked_for_is_found_by_name_or_id(text: str, ref: str) -> None:
    """As people write it."""
    assert resolve_asked(text, names()) == ref


@pytest.mark.parametrize("text", ["alpin", "imsaa", "", " ", "manufacturer:alpin", "\x00", "🏁", "x" * 10_000])
def test_what_is_called_nothing_fails(text: str) -> None:
    """Nothing is guessed, whatever is typed."""
    with pytest.raises(UnknownName) as caught:
        resolve_asked(text, names())
    assert len(str(caught.value)) < 1_000


def test_a_near_miss_has_candidates() -> None:
    """And says which names are near."""
    with pytest.raises(UnknownName) as caught:
        resolve_asked("alpin", names())
    assert "manufacturer:alpine" in caught.value.candidates


def test_what_names_two_things_fails_with_both() -> None:
    """Brothers, fathers and sons: a full name or an id tells."""
    from paddock.evidence.listed import Name
    from paddock.evidence.names import Names

    two = Names((Name("driver", "ada-castell", "Ada Castell", alone=("Castell",)), Name("team", "castell", "Castell")))
    with pytest.raises(AmbiguousName) as caught:
        resolve_asked("Castell", two)
    assert set(caught.value.candidates) == {"driver:ada-castell", "team:castell"}


# --- dates ------------------------------------------------------------------------------------------------------------


def test_events_right_before_tell_the_month(facts: Catalogue) -> None:
    """“Last weekend at Le Mans”, entering in 2027: June 2026."""
    from paddock.evidence import Article
    from paddock.evidence.analysis import read_article

    text = "Kestrel plans to enter IMSA in 2027, its chairman said at the 24 Hours of Le Mans last weekend."
    reading = read_article(Article("a", text), names())
    assert any(one.horizon == "2027" for one in reading.claims)
    dated = date_all({"a": reading}, Relations(stories("a")), facts)["a"].article.date
    assert (dated.text, dated.how) == ("2026-06", "estimated")
