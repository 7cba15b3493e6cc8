"""What if, and why: changed results, decrees left out, and explanations, against sums made by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddock.catalogue import Catalogue, load
from paddock.errors import AmbiguousName, BadRequest, UnknownName
from paddock.scoring import Competitor, Scored, score, titles_of
from paddock.scoring.competitors import competitor_named
from paddock.scoring.explain import explain
from paddock.scoring.results_file import read_all
from paddock.scoring.whatif import change_of, suppose
from season_fixtures import NAMES, toy


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Return the built-in facts with the invented season laid over them."""
    folder: Path = tmp_path_factory.mktemp("toy")
    (folder / "toy.toml").write_text(toy(), encoding="utf-8")
    return load((folder,))


@pytest.fixture(scope="module")
def real(season: Catalogue) -> Scored:
    """Return the drivers' title as it is."""
    return score(season, "toy-2030", "drivers")


def totals(scored: Scored) -> dict[str, str]:
    return {row.who.id: str(row.points) for row in scored.table.rows}


def supposed(season: Catalogue, real: Scored, *changes: str, without: tuple[str, ...] = ()) -> dict[str, str]:
    return totals(suppose(season, real, changes=[change_of(one) for one in changes], without=without).scored)


def test_the_season_is_what_was_worked_out_by_hand(real: Scored) -> None:
    """Everything below rests on it: sums, half points, a shared car, a dropped round, a penalty."""
    assert totals(real) == {"ada": "26", "bea": "21", "dot": "12", "cid": "11"}


# -- what if -------------------------------------------------------------------------------------------------------


def test_a_penalty_taken_away_gives_its_points_back(season: Catalogue, real: Scored) -> None:
    """Bea has 23 without hers, and nobody else moves."""
    found = suppose(season, real, without=["toy-bea"])
    assert totals(found.scored) == {"ada": "26", "bea": "23", "dot": "12", "cid": "11"}
    assert [(one.who.id, one.points) for one in found.rows if one.moved] == [("bea", Fraction(2))]
    assert found.changes == ("without toy-bea",)


def test_a_race_paid_in_full_when_its_decree_is_gone(season: Catalogue, real: Scored) -> None:
    """`two` pays twice as much: Ada drops 3 as before and has 31, Cid and Dot have 2 each for third."""
    assert supposed(season, real, without=("toy-rain",)) == {"ada": "31", "bea": "22", "cid": "12", "dot": "12"}


def test_others_move_down_behind_a_car_put_before_them(season: Catalogue, real: Scored) -> None:
    """Bea wins `one`: Ada becomes second there, third and fourth stay: 26 - 4 and 21 + 4."""
    found = supposed(season, real, "one/race:2=1")
    assert found == {"bea": "25", "ada": "22", "dot": "12", "cid": "11"}


def test_others_move_up_when_a_car_is_out(season: Catalogue, real: Scored) -> None:
    """Ada out of `one`: Bea 10, Cid 6, Dot 4; her pole stays, and her rounds are 1, 5, 3, 10: the 1 is dropped."""
    found = supposed(season, real, "one:ada=retired")
    assert found == {"ada": "18", "bea": "25", "cid": "13", "dot": "13"}


def test_a_disqualified_car_loses_its_fastest_lap(season: Catalogue, real: Scored) -> None:
    """Bea out of `three`: -2 there, so that 6, 4 and 6 count; a retired car would keep the lap's point."""
    rows = {one.who.id: one for one in suppose(season, real, changes=[change_of("three:2=disqualified")]).rows}
    line = rows["bea"].supposed
    assert line is not None
    assert (line.points, line.dropped) == (16, -2)
    again = {one.who.id: one for one in suppose(season, real, changes=[change_of("three:2=retired")]).rows}["bea"]
    assert again.supposed is not None
    assert (again.supposed.points, again.supposed.dropped) == (16, -1)


def test_a_car_that_was_out_can_be_placed(season: Catalogue, real: Scored) -> None:
    """Cid second in `four`: 4, 6 and 6 count; Bea is third and Dot fourth there, 2 points and 1 down."""
    assert supposed(season, real, "four:3=2") == {"ada": "26", "bea": "19", "cid": "16", "dot": "11"}


def test_changes_follow_one_another(season: Catalogue, real: Scored) -> None:
    """A change and its opposite leave the table as it was; two changes see each other."""
    assert supposed(season, real, "one:2=1", "one:2=2") == totals(real)
    assert supposed(season, real, "one:2=1", "one:2=retired")["ada"] == "26"


@given(
    st.lists(
        st.tuples(st.sampled_from(["one", "three"]), st.sampled_from(["1", "2", "3", "4"]), st.integers(1, 4)),
        max_size=4,
    )
)
def test_places_stay_a_whole_order(season: Catalogue, real: Scored, moves: list[tuple[str, str, int]]) -> None:
    """Whatever is moved where, a race keeps one car for each place, and its points their sum."""
    changes = [change_of(f"{meeting}:{car}={place}") for meeting, car, place in moves]
    found = suppose(season, real, changes=changes).scored
    for sheet in found.results.sheets:
        if sheet.kind == "race" and sheet.meeting in ("one", "three"):
            assert sorted(line.position or 0 for line in sheet.lines) == [1, 2, 3, 4]
    for meeting, car, place in moves[-1:]:
        sheet = next(one for one in found.results.sheets if (one.meeting, one.kind) == (meeting, "race"))
        assert next(line.position for line in sheet.lines if line.car == car) == place
    gross = sum(one.points for one in found.awarded.credits)
    assert gross == sum(one.points for one in real.awarded.credits)


def test_a_makes_title_is_changed_by_its_own_results(season: Catalogue) -> None:
    """The changes hold for every title: North loses `one` and `four` when Ada is out of both."""
    makes = score(season, "toy-2030", "makes")
    changes = [change_of("one:ada=retired"), change_of("four:ada=retired")]
    assert totals(suppose(season, makes, changes=changes).scored) == {"south": "33", "north": "17"}


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("one", BadRequest, "no change"),
        ("one:ada", BadRequest, "no change"),
        ("one:ada=0", BadRequest, "no change"),
        ("one:ada=first", BadRequest, "no change"),
        ("five:ada=1", UnknownName, "five"),
        ("one/sprint:ada=1", UnknownName, "sprint"),
        ("one:eve=1", UnknownName, "eve"),
        ("one:north=1", AmbiguousName, "several"),
        ("one:ada=5", BadRequest, "no place 5"),
    ],
)
def test_what_cannot_be_supposed_is_refused(
    season: Catalogue, real: Scored, text: str, error: type[Exception], says: str
) -> None:
    """A change that leads to no result, or to several, says so and changes nothing."""
    with pytest.raises(error, match=says):
        suppose(season, real, changes=[change_of(text)])


def test_an_unknown_decree_is_refused(season: Catalogue, real: Scored) -> None:
    """The decrees there are stand in the message."""
    with pytest.raises(UnknownName) as told:
        suppose(season, real, without=["toy-eve"])
    assert set(told.value.candidates) == {"toy-rain", "toy-bea"}


def test_a_result_after_the_table_is_refused(season: Catalogue) -> None:
    """A change that could not show in the table is a slip."""
    early = score(season, "toy-2030", "drivers", after="2")
    with pytest.raises(BadRequest, match="after the table"):
        suppose(season, early, changes=[change_of("three:ada=1")])


# -- why -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", NAMES)
@pytest.mark.parametrize("after", ["1", "2", "3", "4"])
def test_reasons_add_up_to_the_line(season: Catalogue, who: str, after: str) -> None:
    """The points of the reasons that count are the points of the line, to the last fraction, after every round."""
    scored = score(season, "toy-2030", "drivers", after=after)
    told = explain(scored, Competitor("driver", who), season.scales)
    assert sum((one.points for one in told.reasons if one.counted), Fraction(0)) == told.standing.points
    assert sum(told.dropped.values(), Fraction(0)) == told.standing.dropped
    assert all(one.text and one.sources for one in told.reasons if one.what != "nothing")


def test_every_line_on_record_is_explained(facts: Catalogue) -> None:
    """The same for each line of two real tables with pole points and lengths of races."""
    for title in ("drivers", "makes"):
        scored = score(facts, "wec-2024", title)
        for row in scored.table.rows:
            told = explain(scored, row.who, facts.scales)
            assert sum((one.points for one in told.reasons if one.counted), Fraction(0)) == row.points


def test_every_line_of_formula_1_is_explained(facts: Catalogue, shared: Path) -> None:
    """Seventy-seven seasons with their shared drives, dropped scores, half points and exclusions: each line adds up."""
    lines = 0
    for name, results in read_all(shared / "timing" / "f1db" / "results.csv").items():
        for title in titles_of(facts, name):
            scored = score(facts, name, title.id, results=results)
            for row in {row.who: row for row in reversed(scored.table.rows)}.values():
                told = explain(scored, row.who, facts.scales)
                assert sum((one.points for one in told.reasons if one.counted), Fraction(0)) == row.points, row
                assert sum(told.dropped.values(), Fraction(0)) == row.dropped, row
                lines += 1
    assert lines > 2000


def test_a_reason_tells_share_scale_decree_and_sources(season: Catalogue, real: Scored) -> None:
    """A shared car in a race cut short: a quarter of the points of third, the decree named, rule and scale sourced."""
    told = explain(real, Competitor("driver", "dot"), season.scales)
    two = next(one for one in told.reasons if one.meeting == "two")
    assert (two.place, two.points, two.part, two.counted) == (3, 1, Fraction(1, 4), False)
    assert (two.scale, two.decrees) == ("toy-race", ("toy-rain",))
    assert two.sources == ("https://toy.example/rules", "https://toy.example/scale")
    assert told.dropped == {2: 1}
    assert [one.id for one in told.decrees] == ["toy-rain"]


def test_a_reason_of_nothing_says_how_the_car_ended(season: Catalogue, real: Scored) -> None:
    """Cid retired from `four`: the session is told, with no points."""
    told = explain(real, Competitor("driver", "cid"), season.scales)
    last = told.reasons[-1]
    assert (last.meeting, last.what, last.status, last.points) == ("four", "nothing", "retired", 0)


def test_a_lap_that_pays_in_full_names_no_decree(season: Catalogue, real: Scored) -> None:
    """The fastest lap of a race cut short pays all the same: the decree did not bear on it."""
    told = explain(real, Competitor("driver", "bea"), season.scales)
    lap = next(one for one in told.reasons if one.meeting == "two" and one.rule == "lap")
    assert (lap.points, lap.part, lap.decrees) == (1, 1, ())


def test_a_line_struck_from_the_table_adds_up_too(tmp_path: Path) -> None:
    """Struck without points: what she had goes with the decree, which is named with its source."""
    struck = """
    [[decree]]
    id = "toy-ada"
    name = "Ada struck"
    season = "toy-2030"
    kind = "excluded"
    drivers = ["ada"]
    points = 0
    text = "Ada was struck from the table."
    sources = ["https://toy.example/ada"]
    status = "official"
    """
    (tmp_path / "toy.toml").write_text(toy(struck), encoding="utf-8")
    season = load((tmp_path,))
    told = explain(score(season, "toy-2030", "drivers"), Competitor("driver", "ada"), season.scales)
    assert (told.standing.position, told.standing.points, told.standing.status) == (None, 0, "excluded")
    assert (told.reasons[-1].what, told.reasons[-1].points) == ("excluded", -26)
    assert sum((one.points for one in told.reasons if one.counted), Fraction(0)) == 0
    assert {one.id for one in told.decrees} == {"toy-rain", "toy-ada"}


# -- who -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["cid", "Cid de Corte", "corte", "de corte", "CORTE"])
def test_a_part_of_a_name_is_enough(season: Catalogue, real: Scored, text: str) -> None:
    """Nobody types whole ids."""
    assert competitor_named(season, (row.who for row in real.table.rows), text).id == "cid"


def test_a_name_that_fits_several_or_nobody_lists_those_there_are(season: Catalogue, real: Scored) -> None:
    """Nothing is guessed: `d` begins words of two."""
    known = [row.who for row in real.table.rows]
    with pytest.raises(AmbiguousName) as several:
        competitor_named(season, known, "d")
    assert set(several.value.candidates) == {"cid", "dot"}
    with pytest.raises(UnknownName):
        competitor_named(season, known, "eve")
    with pytest.raises(UnknownName):
        competitor_named(season, known, "")
