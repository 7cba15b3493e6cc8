"""Season forecasts: what is drawn keeps to the race forecasts, to the results so far, and to its seed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.championships import racing_ahead
from paddock.championships.ahead import Ahead, ahead
from paddock.championships.drawing import Drawer
from paddock.championships.first_season import first_season
from paddock.championships.forecasting import forecast_season
from paddock.championships.knowing import known_race, with_field
from paddock.championships.raking import drawn, raked
from paddock.championships.season import SeasonForecast
from paddock.championships.simulating import Simulated, offsets, pace_of, seed_of, simulate
from paddock.errors import BadRequest, UnknownName
from paddock.model import Decree
from paddock.racing.forecasting import prepare
from paddock.racing.pooling import balanced
from paddock.racing.running import Threads
from paddock.scoring import recorded, score, title_named, until
from paddock.tables.seasons import SEASON_CHANCES, SEASON_PLACES, SEASON_ROUNDS

FEW: dict[str, Any] = {"replicates": 200, "races": 20}
SAID: dict[str, Any] = {"sources": ["https://example.org"], "status": "official"}


@pytest.fixture(scope="module")
def found(facts: Catalogue) -> SeasonForecast:
    """Return the last two rounds of a season, forecast from a few races."""
    return forecast_season(facts, "wec-2024", ("makes", "drivers"), "6", **FEW)


@pytest.fixture(scope="module")
def fuji(facts: Catalogue) -> Simulated:
    """Return a race of a season simulated in twenty worlds, five times in each."""
    return simulated(facts, "fuji", offsets)


def simulated(facts: Catalogue, meeting: str, luck: Any) -> Simulated:
    season = facts.seasons["wec-2024"]
    known = known_race(facts, season, meeting, "race", None)
    prepared = prepare(known)
    cars = [(one.car, known.rules.race_class(one.race_class).id) for one in prepared.starters]
    pace = pace_of(prepared, known.ratings, known.rules.circuit)
    worlds = luck(1, ["/".join(one) for one in cars], 20)
    return simulate(prepared, cars, pace, worlds, (60,), seed_of(1, meeting), rated=True)


def test_one_seed_is_one_forecast(facts: Catalogue, found: SeasonForecast) -> None:
    """Whoever makes a forecast again gets the same, to the last digit, on any number of threads."""
    again = forecast_season(facts, "wec-2024", ("makes", "drivers"), "6", **FEW, backend=Threads(3))
    assert again.as_dict() == found.as_dict()
    other = forecast_season(facts, "wec-2024", ("makes", "drivers"), "6", **FEW, seed=2)
    assert other.as_dict() != found.as_dict()


def test_titles_do_not_touch_each_other(facts: Catalogue, found: SeasonForecast) -> None:
    """One race serves all titles: asked for alone, a title has the odds it has beside the others."""
    alone = forecast_season(facts, "wec-2024", ("drivers",), "6", **FEW)
    assert alone.titles[0].as_dict() == found.titles[1].as_dict()


def test_what_is_run_stays(facts: Catalogue, found: SeasonForecast) -> None:
    """Rounds that are run come from their results: points now are those of the table, and nobody loses any."""
    for one in found.titles:
        table = score(facts, "wec-2024", one.title.called[0], after="6").table
        now = {row.who: (row.position, row.points) for row in table.rows}
        told = {each.who: (each.position_now, each.points_now) for each in one.chances}
        assert {who: told[who] for who in now} == now
        assert all(each.points_p5 >= each.points_now for each in one.chances)
        assert [each.round for each in one.rounds] == [7, 8]


def test_odds_add_up(found: SeasonForecast) -> None:
    """Odds are shares of seasons: each place of makes is somebody's, and one round or another decides."""
    makes, drivers = found.titles
    total = np.array([one.places for one in makes.chances]).sum(axis=0)
    assert total[0] >= 1 - 1e-12
    for one in (makes, drivers):
        assert all(0 <= each.champion <= each.top_three <= 1 for each in one.chances)
        assert all(sum(each.places) == pytest.approx(1) for each in one.chances)
        assert one.rounds[-1].decided == 1
        assert sum(each.decides for each in one.rounds) == pytest.approx(1 - one.decided_now)
        best = one.chances[0]
        assert best.points_p5 <= best.points_p50 <= best.points_p95
        assert best.to_come_mean == pytest.approx(best.points_mean - float(best.points_now))


def test_tables_keep_to_what_is_declared(found: SeasonForecast) -> None:
    """Frames are checked against their declaration when they are made; a line is there for every competitor."""
    lines = sum(len(one.chances) for one in found.titles)
    assert found.chances.columns == [one.name for one in SEASON_CHANCES.columns]
    assert found.chances.height == lines
    assert found.places.columns == [one.name for one in SEASON_PLACES.columns]
    assert found.places.height == sum(len(each.places) for one in found.titles for each in one.chances)
    assert found.rounds.columns == [one.name for one in SEASON_ROUNDS.columns]
    assert found.rounds.height == 4


def test_what_a_forecast_rests_on_is_told(found: SeasonForecast) -> None:
    """The parameters that come with paddock have seen these races: that must be said, once."""
    assert [one.code for one in found.findings].count("looks-ahead") == 1
    assert (found.basis.replicates, found.basis.races, found.basis.seed) == (200, 20, 1)
    assert found.basis.fitted_until == "2024-11-02"


def test_an_archive_tells_nothing_of_later_races(
    facts: Catalogue, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """From after round 6 no race of a day after the next one is known, not even round 7 when round 8 is simulated."""
    asked: list[Any] = []

    def past(store: Archive, catalogue: Catalogue, series: list[str], *, before: Any = None) -> list[Any]:
        asked.append((store, series, before))
        return []

    monkeypatch.setattr("paddock.racing.history.past_races", past)
    store = Archive.at(tmp_path)
    forecast_season(facts, "wec-2024", ("makes",), "6", **FEW, archive=store)
    [fuji] = [one for one in facts.seasons["wec-2024"].meetings if one.id == "fuji"]
    assert asked == [(store, ["wec"], fuji.days[0])]


def test_a_race_that_cannot_be_simulated_is_told(facts: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    """It counts for nothing, the round is marked, and the others go on; with none left there is no forecast."""

    def known(catalogue: Catalogue, season: Any, meeting: str, session: str, shared: Any, field: Any = ()) -> Any:
        if meeting == "fuji":
            raise BadRequest("Nobody knows.", hint="Ask.")
        return known_race(catalogue, season, meeting, session, shared, field)

    monkeypatch.setattr(racing_ahead, "known_race", known)
    found = forecast_season(facts, "wec-2024", ("makes",), "6", **FEW)
    assert [(one.round, one.simulated) for one in found.titles[0].rounds] == [(8, True)]
    [told] = [one for one in found.findings if one.code == "not-simulated"]
    assert (told.message, told.where, told.hint) == ("Nobody knows.", "wec-2024/fuji/race", "Ask.")
    monkeypatch.setattr(racing_ahead, "known_race", lambda *given: (_ for _ in ()).throw(BadRequest("Nobody knows.")))
    with pytest.raises(BadRequest, match="Nobody knows"):
        forecast_season(facts, "wec-2024", ("makes",), "6", **FEW)


def test_questions_that_make_no_sense(facts: Catalogue) -> None:
    """Each has one clear error."""
    with pytest.raises(BadRequest, match="Nothing of wec-2024 is left after round 8"):
        forecast_season(facts, "wec-2024", ("makes",), "8", **FEW)
    with pytest.raises(BadRequest, match="no round 9"):
        forecast_season(facts, "wec-2024", ("makes",), "9", **FEW)
    with pytest.raises(UnknownName, match="no title 'cup'"):
        forecast_season(facts, "wec-2024", ("cup",), "6", **FEW)
    with pytest.raises(BadRequest, match="at least one season"):
        forecast_season(facts, "wec-2024", ("makes",), "6", replicates=0)


@given(st.integers(2, 6), st.integers(0, 10**6))
def test_raked_weights_give_the_odds_asked_for(cars: int, seed: int) -> None:
    """Under the weights every car has each place as often as it should, and every world keeps its share."""
    random = np.random.default_rng(seed)
    places = np.array([random.permutation(cars) for _ in range(600)])
    world = np.repeat(np.arange(60), 10)
    odds = balanced(random.uniform(0.3, 1.0, (cars, cars)))
    weights = raked(places, odds, world)
    for car in range(cars):
        np.testing.assert_allclose(np.bincount(places[:, car], weights, cars), odds[car], atol=0.003)
    np.testing.assert_allclose(np.bincount(world, weights), 1 / 60, rtol=1e-9)


def test_places_never_seen_are_left_out() -> None:
    """A place no replicate shows cannot be drawn: its odds go to the others, and nothing breaks."""
    places = np.array([[0, 1], [0, 1], [0, 1]])
    weights = raked(places, np.array([[0.9, 0.1], [0.1, 0.9]]), np.zeros(3, np.int64))
    assert weights == pytest.approx(1 / 3)


def test_draws_keep_to_their_world() -> None:
    """A season draws from its own world alone, as often as the weights say; one without races draws from any."""
    weights, world = np.array([0.3, 0.1, 0.0, 0.6]), np.array([0, 0, 1, 1])
    wanted = np.tile([0, 1, 2], 400)
    picked = drawn(weights, world, wanted, np.random.default_rng(1))
    assert np.bincount(picked[wanted == 0], minlength=4).tolist() == [300, 100, 0, 0]
    assert np.bincount(picked[wanted == 1], minlength=4).tolist() == [0, 0, 0, 400]
    assert np.bincount(picked[wanted == 2], minlength=4).tolist() == [120, 40, 0, 240]


def test_drawn_seasons_have_the_odds_of_the_race_forecast(facts: Catalogue, fuji: Simulated) -> None:
    """What is drawn must be what the race forecast says, form included: the difference is measured and small."""
    left = left_of(facts, "drivers", 6)
    drawer = Drawer({("fuji", "race"): fuji}, 1, 4000)
    slot = next(one for one in left.slots if one.meeting == "fuji" and one.kind == "race")
    places = drawer.places(slot, fuji)
    assert drawer.off < 0.03
    numbers = [car for car, _ in fuji.cars]
    for line, car in enumerate(slot.lines):
        if car.car in numbers:
            wins = (places[:, line] == 1).mean()
            assert wins == pytest.approx(fuji.odds[numbers.index(car.car), 0], abs=0.03)
    ordered = np.sort(np.where(places == 0, 1000, places), axis=1)
    assert all(len(set(row[row < 1000])) == (row < 1000).sum() for row in ordered)


def left_of(facts: Catalogue, title: str, after: int) -> Ahead:
    season = facts.seasons["wec-2024"]
    results, cut = until(recorded(facts, season), str(after))
    return ahead(facts, season, title_named(facts, "wec-2024", title), results, cut)


def test_luck_lasts_a_season(facts: Catalogue) -> None:
    """In a world in which a car is better than rated it finishes better, in every race alike."""

    def luck(seed: int, keys: list[str], worlds: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        made = np.zeros((worlds, len(keys)))
        made[:10, 0], made[10:, 0] = -2.0, 2.0
        return made

    for meeting in ("fuji", "bahrain"):
        race = simulated(facts, meeting, luck)
        quick, slow = (race.in_order[half, 0].mean() for half in (race.world < 10, race.world >= 10))
        assert quick < slow - 1


def test_luck_is_spread_evenly_and_is_each_cars_own() -> None:
    """Over the worlds a car's luck is a normal distribution without gaps; other cars in the field change nothing."""
    made = offsets(1, ["a", "b"], 50)
    assert made.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert made.std(axis=0) == pytest.approx(1, abs=0.03)
    np.testing.assert_array_equal(made[:, 1], offsets(1, ["b", "c", "a"], 50)[:, 0])
    assert not np.array_equal(offsets(1, ["a"], 50), offsets(2, ["a"], 50))


def test_cars_that_are_not_classified_are_not_placed(fuji: Simulated) -> None:
    """The rules of this race ask for the flag and for a share of the distance: who retires has no place."""
    out = fuji.in_class == 0
    assert 0 < out.mean() < 0.5
    assert ((fuji.position == 0) == out).all()
    assert (fuji.in_order >= 1).all()


def test_qualifying_goes_by_pace(fuji: Simulated, facts: Catalogue) -> None:
    """Who is rated quicker is more often on pole; one who is quicker than qualifying is uncertain always is."""
    slot = next(one for one in left_of(facts, "drivers", 6).slots if one.kind == "qualifying" and one.meeting == "fuji")
    quick = fuji.pace.mean.copy()
    quick[[car for car, _ in fuji.cars].index("6")] -= 60_000
    drawer = Drawer({("fuji", "race"): fuji}, 1, 500)
    places = drawer.places(slot, replace(fuji, pace=replace(fuji.pace, mean=quick)))
    at = [line.car for line in slot.lines].index("6")
    assert (places[:, at] == 1).all()
    unknown = replace(fuji, rated=False, strengths=tuple(20.0 if car == "7" else 0.0 for car, _ in fuji.cars))
    places = Drawer({("fuji", "race"): unknown}, 1, 500).places(slot, unknown)
    assert (places[:, [line.car for line in slot.lines].index("7")] == 1).all()


def test_cars_without_an_entry_take_the_place_of_stand_ins(facts: Catalogue) -> None:
    """Whom the title names is simulated: a class without entries is made up of those who raced before."""
    season = facts.seasons["wec-2024"]
    known = known_race(facts, season, "fuji", "race", None)
    slots = [replace(one, race_class="lmgt3") for one in left_of(facts, "drivers", 6).slots if one.meeting == "fuji"]
    stranger = replace(slots[0].lines[0], car="999", team="nobody")
    whole = with_field(facts, season, known, [replace(one, lines=(*one.lines, stranger)) for one in slots])
    assert "999" in {one.car for one in whole.starters if one.race_class == "LMGT3"}
    assert len({one.car for one in whole.starters}) == len(whole.starters)


def test_decrees_of_a_later_day_are_not_foreseen(facts: Catalogue) -> None:
    """A penalty that came after the round the forecast is made from was not known then."""
    late = Decree(
        id="late",
        name="Late",
        season="wec-2024",
        kind="points",
        makes=("porsche",),
        points=-100,
        after=7,
        text="Taken away.",
        **SAID,
    )
    early = late.model_copy(update={"id": "early", "after": 6, "points": -50})
    plain = forecast_season(facts, "wec-2024", ("makes",), "6", **FEW)
    told = forecast_season(replace(facts, decrees={"late": late, "early": early}), "wec-2024", ("makes",), "6", **FEW)
    porsche, other = (next(each for each in one.titles[0].chances if each.who.id == "porsche") for one in (plain, told))
    assert other.points_now == porsche.points_now - 50
    assert other.points_mean == pytest.approx(porsche.points_mean - 50)


def test_a_leader_who_is_in_no_race_to_come_is_told(facts: Catalogue) -> None:
    """Where entries on record are few, the leader may stand still for want of a record: that must be said."""
    found = forecast_season(facts, "blancpain-gt-asia-2018", ("drivers",), "4", **FEW)
    [told] = [one for one in found.titles[0].findings if one.code == "field-partial"]
    assert "patric-niederhauser" in told.message
    assert not [
        one
        for one in forecast_season(facts, "wec-2024", ("makes",), "6", **FEW).titles[0].findings
        if one.code == "field-partial"
    ]


def test_marks_within_a_race_are_drawn(facts: Catalogue) -> None:
    """The Endurance Cup pays by the order at given hours: they are looked at in the same simulated race."""
    found = forecast_season(facts, "imsa-2024", ("gtp-endurance-makes",), "10", **FEW)
    [one] = found.titles
    assert [(each.round, each.simulated) for each in one.rounds] == [(11, True)]
    assert max(each.to_come_mean for each in one.chances) > 5


def test_a_first_season(facts: Catalogue) -> None:
    """A car that is in no field takes part in every round of its class, and in every title of it."""
    found = first_season(facts, "alpine-a424", "imsa-2025", "gtp", replicates=100, races=10)
    assert found.basis.moved is not None
    assert {one.title for one in found.titles} >= {"gtp-drivers", "gtp-teams", "gtp-makes"}
    teams = next(one for one in found.titles if one.title == "gtp-teams")
    assert teams.rounds == 9
    assert Fraction(0) < teams.points_p5 <= teams.points_p50 <= teams.points_p95
    assert 1 <= teams.place_at(0.05) <= teams.place_at(0.5) <= teams.place_at(0.95) <= teams.among
    assert teams.champion_p50 >= teams.points_p50
    assert found.as_dict()["car"] == "alpine-a424"
    with pytest.raises(BadRequest, match="No title of wec-2024 that pays in gt4"):
        first_season(facts, "alpine-a424", "wec-2024", "gt4")
