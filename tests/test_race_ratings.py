"""Ratings of entries: truths that were put into invented races come out again, and no more than they told."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple, replace

import numpy as np
import polars as pl
import pytest

from paddock.errors import BadFile
from paddock.racing import kinship, sightings
from paddock.racing.form import Result, orders_of, results_in, smoothed, strengths
from paddock.racing.history import PastRace
from paddock.racing.kinship import USUAL, Spread, covariance, fit_spread, likeness
from paddock.racing.rating_data import from_plain, last_field, to_plain
from paddock.racing.ratings import Ratings, rate, rate_seen, with_grid, with_qualifying, with_race_so_far
from paddock.racing.setting import Seat, Starter
from paddock.racing.sightings import Sighting, grid_scores, paces, qualifying_gaps
from race_fixtures import ClassTruth, Truth, invented_race

TRUE = Spread(entry=16e-6, season=4e-6, team=9e-6, model=4e-6, circuit=4e-6, crew=1e-6, rest=9e-6, years=3.0)
CIRCUITS = ("spa", "fuji", "imola", "monza", "bahrain")


def seen_of(seed: int, spread: Spread = TRUE, *, cars: int = 14, races: int = 20, worth: float = 0.0) -> list[Sighting]:
    """Return sightings of one class drawn from the very model that is fitted, over four seasons of five races."""
    draw = np.random.default_rng(seed)
    rows = []
    for n in range(races):
        day = dt.date(2020 + n // 5, 3, 1) + dt.timedelta(days=40 * (n % 5))
        for k in range(cars):
            half, fast = (0.0, 0.0), 0.004 * float(draw.standard_normal()) if worth else None
            rows.append(
                Sighting(
                    f"r{n:02d}", day, f"s{n // 5}", CIRCUITS[n % 5], "A", str(k), f"team {k // 2}", f"model {k % 4}",
                    (f"driver {k}", f"guest {n % 3}"), 0.0, 60, half, fast,
                )
            )  # fmt: skip
    whole = covariance(likeness(rows, kinship.index(rows)), spread)
    lasting = np.linalg.cholesky(whole + 1e-12 * np.eye(len(rows))) @ draw.standard_normal(len(rows))
    day_sd = spread.rest**0.5 * 0.8
    halves_sd = spread.rest**0.5 * 0.6 * 2**0.5
    told = []
    for k, one in enumerate(rows):
        base = lasting[k] + day_sd * draw.standard_normal() + worth * (one.qualified or 0.0)
        first, second = base + halves_sd * draw.standard_normal(2)
        told.append(replace(one, gap_share=float(first + second) / 2, halves=(float(first), float(second))))
    return told


def rated(seen: list[Sighting], spread: Spread | None = TRUE) -> Ratings:
    last = seen[-1]
    names = {one.race_class for one in seen}
    spreads = dict.fromkeys(names, spread) if spread else None
    return rate_seen("wec", seen, [], sorted({one.race for one in seen}), last.day, last.season, spreads)


def starter(one: Sighting) -> Starter:
    return Starter(one.car, one.race_class, one.team, one.model, seats=tuple(Seat(name) for name in one.crew))


def test_the_rating_is_the_expectation_of_the_model_worked_out_the_long_way() -> None:
    """The weights are solved for once; the textbook formula of a normal vector, conditioned, says the same."""
    seen = seen_of(1, cars=6, races=8)
    past, now = [one for one in seen if one.race < "r07"], [one for one in seen if one.race == "r07"]
    ratings = rated(past).on(now[0].day, now[0].season)
    gaps = np.array([one.gap_share for one in past])
    for race in {one.race for one in past}:
        inside = np.array([one.race == race for one in past])
        gaps[inside] -= gaps[inside].mean()
    both = [*past, *now]
    whole = covariance(likeness(both, kinship.index(both)), TRUE) + TRUE.rest * np.eye(len(both))
    n = len(past)
    gain = whole[n:, :n] @ np.linalg.inv(whole[:n, :n])
    left = np.diag(whole[n:, n:] - gain @ whole[:n, n:]) - TRUE.rest
    found = [ratings.of(starter(one), now[0].circuit) for one in now]
    assert np.allclose([one.pace_share for one in found], gain @ gaps, atol=1e-12)
    assert np.allclose([one.sd_share**2 for one in found], left, atol=1e-12)


def test_ratings_forecast_and_know_how_well() -> None:
    """Over many invented seasons the ratings explain what can be explained, and 80 % intervals hold 80 %."""
    errors, spreads, gaps = [], [], []
    for seed in range(4):
        seen = seen_of(seed)
        for race in ("r12", "r19"):
            now = [one for one in seen if one.race == race]
            ratings = rated([one for one in seen if one.race < race]).on(now[0].day, now[0].season)
            centre = np.mean([one.gap_share for one in now])
            for one in now:
                rating = ratings.of(starter(one), one.circuit)
                gaps.append(one.gap_share - centre)
                errors.append(gaps[-1] - rating.pace_share)
                spreads.append((rating.sd_share**2 + TRUE.rest) ** 0.5)
    assert np.var(errors) < 0.7 * np.var(gaps)
    inside = np.mean(np.abs(errors) < 1.2816 * np.array(spreads))
    assert 0.72 < inside < 0.88


def test_spreads_that_made_the_races_are_found_again() -> None:
    """What lasts and what is new in every race are told apart; the parts of the former overlap too much for that."""
    found = [fit_spread(seen_of(seed, races=12)) for seed in range(3)]
    whole, rest = np.mean([one.whole for one in found]), np.mean([one.rest for one in found])
    assert whole == pytest.approx(TRUE.whole, rel=0.45)
    assert rest == pytest.approx(TRUE.rest, rel=0.25)


def test_the_slope_of_the_likelihood_is_its_slope() -> None:
    """The search uses slopes worked out by hand: they equal small differences."""
    seen = seen_of(3, cars=6, races=8)
    gaps, alike = kinship.centred(seen), likeness(seen, kinship.index(seen))
    logs = np.log(astuple(TRUE))
    cost = lambda at: kinship._cost(at, logs - 0.3, alike, np.exp(-alike["apart"]), gaps)  # noqa: E731
    slope = cost(logs)[1]
    for k in range(len(logs)):
        step = np.zeros(len(logs))
        step[k] = 1e-5
        small = (cost(logs + step)[0] - cost(logs - step)[0]) / 2e-5
        assert slope[k] == pytest.approx(small, rel=1e-4, abs=1e-5)


def test_an_entry_never_seen_is_its_class_with_the_whole_spread() -> None:
    ratings = rated(seen_of(4))
    nobody = ratings.of(Starter("999", "A", "new team", "new model", seats=(Seat("new driver"),)), "spa")
    assert nobody.pace_share == pytest.approx(0.0, abs=1e-12)
    assert nobody.sd_share**2 == pytest.approx(TRUE.whole)
    assert nobody.races == 0
    regular = ratings.of(starter(seen_of(4)[0]), "spa")
    assert regular.sd_share < nobody.sd_share
    assert regular.races == 20


def test_a_new_number_of_a_known_team_inherits_some_of_its_pace() -> None:
    """Two cars of a quick team are known; their third is expected to be quick, less so, and is less certain."""
    seen = [replace(one, gap_share=one.gap_share - (0.01 if one.team == "team 0" else 0.0)) for one in seen_of(5)]
    ratings = rated(seen)
    known, third = (ratings.of(Starter(car, "A", "Team 0 "), "spa") for car in ("0", "77"))
    assert known.pace_share < third.pace_share < -0.001
    assert known.sd_share < third.sd_share < TRUE.whole**0.5


def test_a_class_nothing_was_seen_of_has_a_wide_rating() -> None:
    rating = rated(seen_of(6)).of(Starter("1", "B"), "spa")
    assert rating.pace_share == 0.0
    assert rating.sd_share == pytest.approx(TRUE.whole**0.5)
    empty = Ratings("wec", (), dt.date(2024, 1, 1), "wec-2024", {}).of(Starter("1", "B"), "spa")
    assert empty.sd_share > 0
    assert empty.day_share > 0


def test_ratings_fade() -> None:
    ratings = rated(seen_of(7))
    car = Starter("3", "A")
    soon, late = ratings.of(car, "spa"), ratings.on(dt.date(2033, 1, 1), "later").of(car, "spa")
    assert abs(late.pace_share) < abs(soon.pace_share)
    assert late.sd_share > soon.sd_share


def test_the_offset_of_the_day_is_told_from_the_noise_of_its_halves() -> None:
    """The halves of a race share the day's offset (0.8 of what is left) and not the rest (0.6 of it)."""
    one = rated(seen_of(8, cars=20)).classes["a"]
    assert one.day_share == pytest.approx(0.8 * TRUE.rest**0.5, rel=0.15)
    assert one.half_share == pytest.approx(0.6 * (2 * TRUE.rest) ** 0.5, rel=0.1)


def test_what_qualifying_is_worth_is_found() -> None:
    """Half of a gap in qualifying shows in the race; what it tells of the day is no longer uncertain."""
    seen = seen_of(9, worth=0.5)
    ratings = rated(seen)
    kind = ratings.classes["a"]
    assert kind.qualifying_worth == pytest.approx(0.5, rel=0.25)
    assert kind.qualifying_share == pytest.approx(0.004, rel=0.1)
    best_ms = {str(k): 100_000 + 100 * k for k in range(14)}
    told = with_qualifying(ratings, {"A": best_ms})
    gaps = qualifying_gaps(best_ms)
    first, last = (told.of(starter(one), "spa") for one in (seen[-14], seen[-1]))
    plain = [ratings.of(starter(one), "spa").pace_share for one in (seen[-14], seen[-1])]
    moved = (last.pace_share - first.pace_share) - (plain[1] - plain[0])
    assert gaps["13"] - gaps["0"] == pytest.approx(1300 / 100_650)
    assert moved == pytest.approx(kind.qualifying_worth * (gaps["13"] - gaps["0"]), abs=2e-3)
    assert first.day_share < ratings.of(starter(seen[-14]), "spa").day_share


def test_a_place_on_the_grid_is_taken_for_the_gap_that_goes_with_it() -> None:
    ratings = rated(seen_of(9, worth=0.5))
    places = {str(k): 14 - k for k in range(14)}
    told, scores = with_grid(ratings, {"A": places, "B": {"99": 1, "98": 2}}), grid_scores(places)
    assert scores["0"] == pytest.approx(-scores["13"])
    assert scores["0"] > 1
    assert told.qualified == pytest.approx({car: 0.004 * score for car, score in scores.items()}, rel=0.1)
    assert grid_scores({"7": 3}) == {}
    assert qualifying_gaps({"7": 90_000}) == {}


def test_a_class_that_replaces_another_keeps_its_cars_ratings() -> None:
    """The numbers of a new class raced in another before: what they were worth there counts until it has its own."""
    seen = seen_of(10, races=15)
    new = [replace(one, race_class="B", race=f"b{one.race}") for one in seen if one.race == "r14"]
    old = [one for one in seen if one.race < "r14"]
    quick = min("0123", key=lambda car: np.mean([one.gap_share for one in old if one.car == car]))
    first = rated([*old, *[replace(one, gap_share=0.0) for one in new]])
    assert first.of(Starter(quick, "B", f"team {int(quick) // 2}"), "spa").pace_share < -0.0005
    assert {one.race_class for one in first.classes["b"].seen} == {"A", "B"}
    stranger = [replace(one, car=f"9{one.car}") for one in new]
    assert {one.race_class for one in rated([*old, *stranger]).classes["b"].seen} == {"B"}


def test_ratings_are_the_same_after_being_written_and_read() -> None:
    """Gaps are kept to a hundred-thousandth of a lap: that is all that is lost."""
    seen = seen_of(11, races=10, worth=0.3)
    results = [("A", Result(seen[-1].day, tuple(str(k) for k in range(14))))]
    first = rate_seen("wec", seen, results, ["r00", "r19"], seen[-1].day, "s1", {"A": TRUE})
    again = from_plain(to_plain(first))
    assert again is not None
    for one in seen[-14:]:
        before, after = first.of(starter(one), "spa"), again.of(starter(one), "spa")
        assert after.pace_share == pytest.approx(before.pace_share, abs=2e-5)
        assert after.sd_share == pytest.approx(before.sd_share, rel=0.01)
    assert again.strength(Starter("0", "A")) == pytest.approx(first.strength(Starter("0", "A")), abs=1e-3)
    assert (again.races, again.day, again.season) == (("r00", "r19"), seen[-1].day, "s1")
    assert from_plain({}) is None
    with pytest.raises(BadFile, match="no ratings"):
        from_plain({"classes": {"a": {"printed": "A"}}})


TRUTH = Truth(classes=(ClassTruth("FAST", 8, 100_000.0), ClassTruth("SLOW", 6, 113_000.0)), car_spread=0.004)


@pytest.fixture(scope="module")
def race() -> PastRace:
    return invented_race(5, TRUTH, hours=3.0)


def test_gaps_are_of_the_quicker_half_to_the_middle_of_the_class() -> None:
    """By hand: three cars, their six laps that count, the slow half and what does not count left out."""
    times = {
        "1": [100, 100, 100, 130, 140, 150],
        "2": [101, 101, 101, 101, 101, 101],
        "3": [103, 103, 103, 99, 200, 200],
    }
    rows = [
        {"car": car, "class": "A", "lap": lap, "lap_time_ms": 1000 * time, "counts_for_pace": True}
        for car, laps in times.items()
        for lap, time in enumerate(laps, start=1)
    ]
    rows += [{"car": "1", "class": "A", "lap": 7, "lap_time_ms": 50_000, "counts_for_pace": False}]
    rows += [{"car": "4", "class": "A", "lap": lap, "lap_time_ms": 90_000, "counts_for_pace": True} for lap in range(4)]
    found = {row["car"]: row for row in paces(pl.DataFrame(rows)).to_dicts()}
    assert set(found) == {"1", "2", "3"}
    assert found["1"]["gap_share"] == pytest.approx(100 / 101 - 1)
    assert found["2"]["gap_share"] == 0
    assert found["3"]["gap_share"] == pytest.approx((99 + 103 + 103) / 3 / 101 - 1)
    assert (found["1"]["laps"], found["1"]["first"]) == (6, None)
    assert sightings.FEWEST_LAPS == 5


def test_a_race_without_enough_laps_tells_nothing(race: PastRace) -> None:
    short = replace(race, laps=race.laps.filter(pl.col("lap") <= 4))
    assert sightings.sightings(short) == []
    assert rate([short]).classes == {}


def test_the_race_so_far_moves_a_rating_by_how_much_it_tells(race: PastRace) -> None:
    """Few laps move it little, many move it nearly all the way, and the spread shrinks."""
    ratings = rate([invented_race(seed, TRUTH, hours=3.0) for seed in range(3)])
    cars = race.laps.filter(pl.col("class") == "FAST")["car"].unique().to_list()
    early, late = (with_race_so_far(ratings, race.laps.filter(pl.col("lap") <= lap)) for lap in (12, 100))
    gaps = dict(paces(race.laps).select("car", "gap_share").rows())
    before = [ratings.of(Starter(car, "FAST"), "spa") for car in cars]
    some, much = ([one.of(Starter(car, "FAST"), "spa") for car in cars] for one in (early, late))
    assert all(a.whole_share > b.whole_share > c.whole_share for a, b, c in zip(before, some, much, strict=True))
    off = [
        np.mean([abs(one.pace_share - gaps[car]) for one, car in zip(told, cars, strict=True)])
        for told in (before, much)
    ]
    assert off[1] < 0.5 * off[0]


def test_who_raced_a_class_last() -> None:
    races = [invented_race(seed, TRUTH, hours=1.0, circuit=circuit) for seed, circuit in ((1, "spa"), (2, "fuji"))]
    field, source = last_field(None, races, ("fast",), "spa")
    assert source == races[0].id
    assert {one.race_class for one in field} == {"FAST"}
    assert last_field(None, races, ("fast",))[1] == races[1].id
    assert last_field(None, races, ("GT",)) == ([], "")
    assert last_field(rate(races), [], ("Fast",))[1] == races[1].id


def test_results_hold_every_starter_in_order(race: PastRace) -> None:
    found = results_in(race)
    printed = race.results.filter(pl.col("class") == "FAST").sort("position")["car"].to_list()
    assert list(found["FAST"].cars) == printed
    lacking = replace(race, results=race.results.filter(pl.col("car") != printed[0]))
    assert results_in(lacking)["FAST"].cars == (*printed[1:], printed[0])


def test_strengths_are_where_the_likelihood_is_greatest() -> None:
    """The maximum is found: small steps in any direction are worse, by a likelihood written out car by car."""
    orders = [("a", "b", "c"), ("b", "a", "d"), ("a", "c", "d", "b")]
    days = [dt.date(2023, 1, 1), dt.date(2023, 6, 1), dt.date(2023, 9, 1)]
    day, fade, pull = dt.date(2024, 1, 1), 300.0, 1.5
    found = strengths([Result(when, order) for when, order in zip(days, orders, strict=True)], day, fade, pull)

    def worth(values: dict[str, float]) -> float:
        total = -0.5 * pull * sum(value**2 for value in values.values())
        for when, order in zip(days, orders, strict=True):
            weight = np.exp(-(day - when).days / fade)
            for k, car in enumerate(order):
                left = sum(np.exp(values[other]) for other in order[k:])
                total += weight * (values[car] - np.log(left))
        return float(total)

    best = worth(found)
    assert all(worth({**found, car: value + step}) < best for car, value in found.items() for step in (-0.02, 0.02))
    assert strengths([], day, fade, pull) == {}


def test_odds_of_places_by_strength_equal_those_counted_out() -> None:
    """Three cars: the odds of every order by hand against the orders drawn."""
    values = [0.7, 0.0, -0.4]
    odds = np.zeros((3, 3))
    weights = np.exp(values)
    for first in range(3):
        for second in {0, 1, 2} - {first}:
            third = 3 - first - second
            chance = weights[first] / weights.sum() * weights[second] / (weights.sum() - weights[first])
            odds[first, 0] += chance
            odds[second, 1] += chance
            odds[third, 2] += chance
    assert np.allclose(orders_of(values, draws=40_000), odds, atol=0.01)
    assert np.array_equal(orders_of(values), orders_of(values))


def test_smoothing_falls_with_the_distance() -> None:
    odds = smoothed([1.0, 2.5], 3, 2.0)
    assert odds[0].tolist() == pytest.approx((np.exp([0, -0.5, -1]) / np.exp([0, -0.5, -1]).sum()).tolist())
    assert odds[1][1] == pytest.approx(odds[1][2])
    assert smoothed([2.0], 3, 0.0).tolist() == [[0.0, 1.0, 0.0]]
    assert smoothed([2.5], 3, 0.0).tolist() == [[0.0, 0.5, 0.5]]


def test_the_usual_shares_add_up_to_one_variance() -> None:
    found = kinship.scaled(USUAL, 2e-5)
    assert found.whole + found.rest == pytest.approx(2e-5)
    assert fit_spread([]).whole + fit_spread([]).rest == pytest.approx(1e-5)
