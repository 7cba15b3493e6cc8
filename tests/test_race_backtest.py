"""Back-tests: scores by hand and by brute force, baselines, pooling, and that no forecast looks ahead."""

from __future__ import annotations

import datetime as dt
import pickle
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.errors import BadRequest
from paddock.racing.backtest import backtest, walk
from paddock.racing.backtest.baselines import Past, Settings, choose, equal, last_race, on_grid
from paddock.racing.backtest.report import FORECAST, SIMULATED, BackTest
from paddock.racing.form import Result, smoothed
from paddock.racing.history import PastRace, past_races, results_of
from paddock.racing.pooling import (
    ALONE,
    FEWEST,
    Case,
    Weights,
    balanced,
    learn,
    learnt,
    pooled,
    pooled_field,
    weights_at,
    weights_toml,
)
from paddock.racing.scores import brier_win, covered, log_score, ranked_probability, reliability
from race_fixtures import ClassTruth, Truth, invented_race

DAY = dt.date(2023, 5, 1)


def odds_for(seed: int, among: int) -> Any:
    draw = np.random.default_rng(seed)
    odds = draw.dirichlet(np.full(among, 0.7), among)
    return odds / odds.sum(axis=1, keepdims=True)


def test_scores_by_hand() -> None:
    """Three cars: the first at 0.5, 0.3, 0.2 finishes second."""
    odds = np.array([[0.5, 0.3, 0.2], [0.2, 0.2, 0.6], [0.3, 0.5, 0.2]])
    places = np.array([2, 3, 1])
    assert ranked_probability(odds, places)[0] == pytest.approx((0.5**2 + 0.2**2) / 2)
    assert ranked_probability(odds, places)[1] == pytest.approx((0.2**2 + 0.4**2) / 2)
    assert log_score(odds, places).tolist() == pytest.approx((-np.log([0.3, 0.6, 0.3])).tolist())
    assert brier_win(odds, places).tolist() == pytest.approx([0.25, 0.04, 0.49])
    assert ranked_probability(np.eye(3), np.array([1, 2, 3])).tolist() == [0.0, 0.0, 0.0]
    assert ranked_probability(np.ones((1, 1)), np.array([1])).tolist() == [0.0]
    assert np.isfinite(log_score(np.eye(3), np.array([2, 2, 2]))).all()


def test_the_order_kept_scores_the_mean_shift() -> None:
    """A forecast that is sure of a place scores how far off it was, over the places there are less one."""
    order, places = [1.0, 2.0, 3.0, 4.0, 5.0], np.array([3, 2, 1, 5, 4])
    assert ranked_probability(smoothed(order, 5, 0.0), places).mean() == pytest.approx((2 + 0 + 2 + 1 + 1) / 5 / 4)


@given(st.integers(0, 10_000), st.integers(2, 9))
def test_ranked_probability_is_the_expected_squared_step(seed: int, among: int) -> None:
    """Written out place by place, for every car."""
    odds, places = odds_for(seed, among), np.random.default_rng(seed).permutation(among) + 1
    for row, place, score in zip(odds, places, ranked_probability(odds, places), strict=True):
        steps = [(sum(row[:k]) - (1 if place <= k else 0)) ** 2 for k in range(1, among)]
        assert score == pytest.approx(sum(steps) / (among - 1))


@given(st.integers(0, 10_000), st.integers(2, 9), st.sampled_from((0.5, 0.8, 0.95)))
def test_a_calibrated_forecast_covers_exactly_its_level(seed: int, among: int, level: float) -> None:
    """Averaged over places that come as often as said, split ends make the coverage exact, ties and all."""
    row = odds_for(seed, among)[0]
    every = np.array([covered(row[None, :], np.array([place]), level)[0] for place in range(1, among + 1)])
    assert float(row @ every) == pytest.approx(level)


def test_a_sure_forecast_covers_its_level_too() -> None:
    """Certainty that comes true is not above its level, and certainty that fails covers nothing."""
    sure = np.array([[0.0, 1.0, 0.0]])
    assert covered(sure, np.array([2]), 0.8)[0] == pytest.approx(0.8)
    assert covered(sure, np.array([1]), 0.8)[0] == 0.0


def test_reliability_counts_by_bins() -> None:
    said = np.array([0.05, 0.05, 0.45, 0.95, 1.0])
    came = np.array([False, True, True, True, True])
    rows = reliability(said, came)
    assert [(one.low, one.forecasts, one.came) for one in rows] == [(0.0, 2, 0.5), (0.4, 1, 1.0), (0.9, 2, 1.0)]
    assert rows[2].said == pytest.approx(0.975)


def test_baselines_of_the_last_race_and_the_grid() -> None:
    results = [Result(DAY, ("9", "8")), Result(DAY, ("1", "2", "3", "4"))]
    assert last_race(results, ["1", "4", "new"]) == pytest.approx([0.875, 3.125, 2.0])
    assert on_grid({"1": 5, "2": 2}, ["1", "2", "3"]) == [2.0, 1.0, 3.0]
    assert on_grid({"1": 1}, ["1", "2", "3"]) is None
    assert equal(4).sum() == 4


def test_figures_of_baselines_are_those_that_would_have_served_best() -> None:
    """Where the order never changes smoothing is least; where it is worth nothing it is most."""
    cars = tuple("abcdef")
    steady = [Past(DAY, (Result(DAY, cars),), cars, {car: k + 1 for k, car in enumerate(cars)}, (1, 2, 3, 4, 5, 6))] * 3
    chosen = choose(steady)
    assert (chosen.last, chosen.grid, chosen.order) == (0.5, 0.5, 0.5)
    assert chosen.pull == 1.0
    draw = np.random.default_rng(1)
    mixed = [
        replace(one, before=(Result(DAY, tuple(draw.permutation(list(cars)).tolist())),), grid={}, order=())
        for one in steady * 5
    ]
    assert choose(mixed).last >= 9.0
    assert choose([]) == Settings()


def test_pooling_keeps_rows_and_columns_whole() -> None:
    simulated, form = odds_for(1, 6), odds_for(2, 6)
    made = pooled(Weights(0.5, 0.8, 0.3, 0.2), simulated, form, smoothed([1.0, 2, 3, 4, 5, 6], 6, 4.0))
    assert np.allclose(made.sum(axis=0), 1)
    assert np.allclose(made.sum(axis=1), 1, atol=1e-6)
    assert (made > 0).all()
    fair = balanced(np.exp(np.log(odds_for(3, 6) + 0.01)))
    assert np.allclose(balanced(fair), fair, atol=1e-6)
    alone = pooled(ALONE, fair)
    assert np.abs(alone - fair).max() < 0.01


def test_weights_learn_which_forecast_is_worth_something() -> None:
    """Cases are in finishing order.  Sure and right form beats a simulation that knows nothing; and the reverse."""
    flat, right = np.full((6, 6), 1 / 6), smoothed([1.0, 2, 3, 4, 5, 6], 6, 1.0)
    wrong = smoothed([6.0, 5, 4, 3, 2, 1], 6, 1.0)
    to_form = learn(0.0, [Case(flat, right, None)] * FEWEST)
    assert to_form.form > 0.5
    to_simulation = learn(0.5, [Case(right, wrong, flat)] * FEWEST)
    assert to_simulation.simulated > 0.8
    assert to_simulation.form < 0.05
    assert learn(0.0, [Case(flat, right, None)] * (FEWEST - 1)) == Weights(0.0, 1.0, 0.0, 0.0, FEWEST - 1)


def test_weights_between_those_learnt_lie_on_a_line() -> None:
    known = (Weights(0.0, 1.0, 0.4, 0.0, 50), Weights(0.5, 0.8, 0.2, 0.4, 60))
    half_way = weights_at(0.25, known)
    assert (half_way.simulated, half_way.form, half_way.order) == pytest.approx((0.9, 0.3, 0.2))
    assert weights_at(0.9, known).order == 0.4
    assert weights_at(0.3, ()) == ALONE
    assert [Weights(**row) for row in tomllib.loads(weights_toml(known[::-1]))["weights"]] == list(known)
    assert [one.at for one in learnt()] == sorted(one.at for one in learnt())


def test_a_whole_field_is_pooled_class_by_class() -> None:
    """What a class's cars get is what the class alone would; places a class has not stay at zero."""
    simulated = np.zeros((5, 3))
    simulated[[0, 2, 4]] = odds_for(4, 3)
    simulated[[1, 3], :2] = odds_for(5, 2)
    kinds = np.array([0, 1, 0, 1, 0])
    weights = Weights(0.5, 0.9, 0.0, 0.5)
    whole = pooled_field(weights, simulated, kinds, [None] * 5, [2, 1, 1, 2, 3])
    order = smoothed([2.0, 1.0, 3.0], 3, 4.0)
    assert np.allclose(whole[[0, 2, 4]], pooled(weights, simulated[[0, 2, 4]], None, order))
    assert (whole[[1, 3], 2] == 0).all()


TRUTH = Truth(
    classes=(ClassTruth("LMP2", 7, 100_000.0), ClassTruth("LMP3", 6, 108_000.0)), car_spread=0.005, penalties=1
)
MEETINGS = ("le-castellet", "imola", "monza", "barcelona", "spa")


@pytest.fixture(scope="module")
def races(facts: Catalogue) -> list[PastRace]:
    """Five invented races in the place of the ELMS rounds of 2022."""
    made = []
    for number, slug in enumerate(MEETINGS):
        meeting = facts.meetings[f"elms-2022/{slug}"]
        one = invented_race(number + 1, TRUTH, hours=4.0, series="elms", circuit=meeting.circuit or "")
        made.append(
            replace(
                one,
                id=f"elms-2022/{slug}/race",
                season="elms-2022",
                meeting=f"elms-2022/{slug}",
                day=meeting.sessions[0].day,
                duration_ms=240 * 60_000,
                grid={car: k for k, car in enumerate(sorted(one.laps["car"].unique().to_list()), start=1)},
            )
        )
    return made


def run_over(races: Sequence[PastRace], facts: Catalogue, monkeypatch: pytest.MonkeyPatch, **more: Any) -> BackTest:
    monkeypatch.setattr(walk, "past_races", lambda *_: list(races))
    return backtest(Archive(Path("nowhere")), facts, ["elms"], [2022], replicates=40, **more)


def test_a_back_test_tells_every_forecast_of_every_class(
    races: list[PastRace], facts: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each class-race has the forecast and its baselines at each moment; the first three races only teach."""
    said: list[tuple[str, int, int]] = []
    found = run_over(races, facts, monkeypatch, at=(0.0, 0.5), progress=lambda *one: said.append(one))
    assert set(found.skipped) == {one.id for one in races[:3]}
    assert "earlier races" in found.skipped[races[0].id]
    assert set(found.rows["race"]) == {one.id for one in races[3:]}
    before = found.rows.filter(pl.col("at") == 0)
    assert set(before["forecast"]) == {FORECAST, SIMULATED, "equal odds", "last race", "season form", "grid order"}
    during = found.rows.filter(pl.col("at") == 0.5)
    assert set(during["forecast"]) == {FORECAST, SIMULATED, "equal odds", "order stays", "order stays, smoothed"}
    assert before.group_by("forecast").len()["len"].unique().to_list() == [4]
    assert found.rows["rps"].is_between(0, 1).all()
    assert ("2022: simulated", 4, 4) in said
    gains = found.gains(())
    assert gains.filter("best").height == 2
    row = gains.filter((pl.col("at") == 0.5) & (pl.col("forecast") == "order stays")).row(0, named=True)
    assert row["gain"] == pytest.approx(1 - row["rps"] / row["baseline_rps"])
    summary = found.summary(("series", "class"))
    assert set(summary["class"]) == {"LMP2", "LMP3"}
    assert set(found.weights) == {"2022", "after 2022"}
    told = found.as_dict()
    assert {one["event"] for one in told["reliability"]} == {"win", "podium", "place"}
    assert all(sum(one["forecasts"] for one in table["bins"]) > 0 for table in told["reliability"])


def test_what_comes_later_changes_no_forecast(
    races: list[PastRace], facts: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A race's scores are the same when the race after it is another one altogether."""
    other = invented_race(77, TRUTH, hours=4.0, series="elms")
    changed = [*races[:4], replace(races[4], laps=other.laps, results=other.results, grid={})]
    first, second = (run_over(one, facts, monkeypatch, at=(0.0, 0.5)).rows for one in (races, changed))
    earlier = pl.col("race") == races[3].id
    assert first.filter(earlier).equals(second.filter(earlier))
    assert not first.filter(~earlier).equals(second.filter(~earlier))


def test_laps_after_the_moment_change_nothing(races: list[PastRace], facts: Catalogue) -> None:
    """The race to simulate from half distance is the same, to the byte, when what followed was quite another race."""
    memory = walk.Memory()
    for one in races[:3]:
        walk._remember(memory, one)
    race, half = races[3], 120 * 60_000
    later = pl.col("elapsed_ms") > half
    shuffled = race.laps.with_columns(
        pl.when(later).then(pl.col("elapsed_ms") + 1000 * pl.col("lap")).otherwise("elapsed_ms").alias("elapsed_ms"),
        pl.when(later).then(pl.col("lap_time_ms") * 2).otherwise("lap_time_ms").alias("lap_time_ms"),
        pl.when(later).then(pl.lit("SF")).otherwise("flag").alias("flag"),
    )
    skipped: dict[str, str] = {}
    jobs = [
        walk._jobs(facts, replace(race, laps=laps), memory, [0.5], 1, 10, skipped)[0].problem
        for laps in (race.laps, shuffled, race.laps.filter(~later))
    ]
    assert skipped == {}
    assert pickle.dumps(jobs[0]) == pickle.dumps(jobs[1]) == pickle.dumps(jobs[2])


def test_a_job_can_be_done_elsewhere(races: list[PastRace], facts: Catalogue) -> None:
    """Sent as bytes and done, it gives the same odds."""
    memory = walk.Memory()
    for one in races[:3]:
        walk._remember(memory, one)
    job = walk._jobs(facts, races[3], memory, [0.0], 5, 30, {})[0]
    away = pickle.loads(pickle.dumps(job))
    here = walk.simulated_odds(None, job.problem, job.seed, job.replicates)
    there = walk.simulated_odds(None, away.problem, away.seed, away.replicates)
    assert isinstance(here, np.ndarray)
    assert np.array_equal(here, there)
    assert np.allclose(here.sum(axis=1), 1)


def test_what_cannot_be_back_tested_is_refused(facts: Catalogue, tmp_path: Path) -> None:
    store = Archive(tmp_path)
    with pytest.raises(BadRequest, match="no laps of races"):
        backtest(store, facts, ["elms"], [2022])
    with pytest.raises(BadRequest, match="shares of the race"):
        backtest(store, facts, ["elms"], [2022], at=(1.0,))
    with pytest.raises(BadRequest, match="No timing rules"):
        past_races(store, facts, ["no-such-series"])


def test_results_that_follow_from_laps_have_every_car(races: list[PastRace]) -> None:
    found = results_of(races[0].laps, "elms")
    assert sorted(found["car"]) == sorted(races[0].laps["car"].unique())
    assert found["position"].to_list() == list(range(1, found.height + 1))


def test_the_issue_of_odds_for_all_orders_is_a_proper_score() -> None:
    """Telling the truth scores best on average: over all orders of four cars, weighed by the odds they came from."""
    strengths = np.exp([1.0, 0.4, 0.0, -0.5])
    truth, total = np.zeros((4, 4)), 0.0
    chances = {}
    for order in permutations(range(4)):
        chance, left = 1.0, strengths.sum()
        for car in order:
            chance *= strengths[car] / left
            left -= strengths[car]
        chances[order] = chance
        total += chance
        for place, car in enumerate(order):
            truth[car, place] += chance
    assert total == pytest.approx(1)

    def expected(odds: Any) -> float:
        return float(
            sum(chance * ranked_probability(odds, np.argsort(order) + 1).mean() for order, chance in chances.items())
        )

    assert expected(truth) < min(expected(equal(4)), expected(0.9 * truth + 0.1 * equal(4)), expected(truth[::-1]))
