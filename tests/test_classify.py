"""Classification from laps: made-up races with known outcomes, and every real race with an official result."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from paddock.errors import BadRequest, UnknownName
from paddock.tables.timing import LAPS
from paddock.timing.classify import Classification, classify, classify_official
from paddock.timing.compare import KINDS, Difference, compare
from paddock.timing.fastest import fastest_laps, first_lap_is_shorter
from paddock.timing.readers import Source, read
from paddock.timing.series import ClassificationRules, all_series, series_fitting, series_of, series_rules
from timing_strategies import Car, laps_of, races, results_of

MINUTE = 60_000


def test_a_car_is_classified_with_exactly_the_share_of_the_distance_and_not_with_a_lap_less() -> None:
    """70 % of 10 laps is 7: exact fractions, no rounding of 0.7."""
    laps = laps_of([Car("1", [MINUTE] * 10), Car("2", [MINUTE * 2] * 7), Car("3", [MINUTE * 2] * 6)])
    made = classify(laps, "wec", kind="race")
    assert [(place.car, place.status) for place in made.places] == [
        ("1", "classified"),
        ("2", "classified"),
        ("3", "not-classified"),
    ]


@given(st.integers(1, 500), st.integers(1, 500))
def test_the_share_holds_for_every_pair_of_distances(winner: int, laps: int) -> None:
    share = series_rules("wec").classification.minimum_share
    assert share is not None
    frame = laps_of([Car("1", [100] * winner), Car("2", [101] * laps)])
    status = {place.car: place.status for place in classify(frame, "wec", kind="race").places}
    more, fewer = (("1", "2") if winner >= laps else ("2", "1")), (min(winner, laps), max(winner, laps))
    assert status[more[0]] == "classified"
    assert (status[more[1]] == "classified") == (fewer[0] * share.denominator >= fewer[1] * share.numerator)


def test_wec_cars_without_the_chequered_flag_come_after_those_with_it_and_imsa_cars_by_distance() -> None:
    cars = [Car("1", [100] * 10), Car("2", [101] * 9, flag=False), Car("3", [130] * 8), Car("4", [500, 501])]
    assert [(one.car, one.status) for one in classify(laps_of(cars), "wec", kind="race").places] == [
        ("1", "classified"),
        ("3", "classified"),
        ("4", "not-classified"),
        ("2", "retired"),
    ]
    imsa = classify(laps_of(cars), "imsa", kind="race")
    assert [one.car for one in imsa.places] == ["1", "2", "3", "4"]
    assert {one.status for one in imsa.places} == {"classified"}


def test_the_leader_who_stops_before_the_flag_does_not_win_where_the_flag_must_be_taken() -> None:
    """The distance others are measured against is then that of the car that did win."""
    cars = [Car("1", [100] * 10, flag=False), Car("2", [111] * 9), Car("3", [150] * 7)]
    assert [(one.car, one.status) for one in classify(laps_of(cars), "wec", kind="race").places] == [
        ("2", "classified"),
        ("3", "classified"),
        ("1", "retired"),
    ]


def test_without_marks_of_the_flag_those_who_crossed_after_the_winner_took_it() -> None:
    cars = [Car("1", [100] * 10), Car("2", [111] * 9, flag=False), Car("3", [125] * 8)]
    laps = laps_of(cars).with_columns(pl.lit(None, dtype=pl.String).alias("flag"))
    made = classify(laps, "wec", kind="race")
    assert [(one.car, one.status) for one in made.places] == [
        ("1", "classified"),
        ("3", "classified"),
        ("2", "retired"),
    ]
    assert any("No lap is marked" in one.message for one in made.findings)


def test_in_a_race_that_ends_under_red_everyone_still_running_when_it_was_shown_counts() -> None:
    """The winner crosses twice more under red; a car that crossed once and stopped in its pit had not retired."""
    cars = [Car("1", [100] * 10), Car("2", [101] * 9), Car("3", [102] * 7)]
    red = dict.fromkeys([("1", 9), ("1", 10), ("2", 9)], "RF")
    made = classify(laps_of(cars, flags=red), "wec", kind="race")
    assert [(one.car, one.status) for one in made.places] == [
        ("1", "classified"),
        ("2", "classified"),
        ("3", "retired"),
    ]
    assert any("red flag" in one.message for one in made.findings)


def test_laps_after_the_chequered_flag_do_not_count_and_are_told() -> None:
    cars = [Car("1", [100, 100, 300]), Car("2", [110, 110])]
    flags = {("1", 2): "FF", ("2", 2): "FF"}
    made = classify(laps_of(cars, flags=flags), "imsa", kind="race")
    assert [(one.car, one.laps, one.total_time_ms) for one in made.places] == [("1", 2, 200), ("2", 2, 220)]
    assert "laps-after-flag" in {one.code for one in made.findings}


def test_a_car_that_takes_the_flag_before_the_winner_is_told() -> None:
    made = classify(laps_of([Car("1", [100] * 3), Car("2", [120, 120])]), "imsa", kind="race")
    assert [one.code for one in made.findings if one.level == "warning"] == ["flag-before-winner"]


def test_a_dead_heat_stands_as_in_the_file_and_is_told() -> None:
    made = classify(laps_of([Car("7", [100, 110]), Car("007", [110, 100])]), "imsa", kind="race")
    assert [(one.car, one.position) for one in made.places] == [("7", 1), ("007", 2)]
    assert "dead-heat" in {one.code for one in made.findings}


def test_without_a_clock_lap_times_are_added_up() -> None:
    laps = laps_of([Car("1", [100, 120]), Car("2", [100, 110])])
    without = laps.with_columns(pl.lit(None, dtype=pl.Int64).alias("elapsed_ms"))
    made = classify(without, "imsa", kind="race")
    assert [(one.car, one.total_time_ms) for one in made.places] == [("2", 210), ("1", 220)]
    assert "clock-derived" in {one.code for one in made.findings}


def test_no_laps_make_an_empty_classification() -> None:
    made = classify(LAPS.empty(), "imsa")
    assert made.places == ()
    assert made.frame.height == 0
    assert made.as_dict()["classification"] == []


@given(races(cars=(1, 5)))
def test_a_classification_is_complete_ordered_and_numbered(cars: list[Car]) -> None:
    made = classify(laps_of(cars), "wec", kind="race")
    assert [one.position for one in made.places] == list(range(1, len(cars) + 1))
    assert {one.car for one in made.places} == {car.number for car in cars}
    for race_class in {car.race_class for car in cars}:
        in_class = [one.position_in_class for one in made.places if one.race_class == race_class]
        assert in_class == list(range(1, len(in_class) + 1))
    for status in ("classified", "not-classified", "retired"):
        group = [(-one.laps, one.total_time_ms) for one in made.places if one.status == status]
        assert group == sorted(group)
    assert made.places[0].laps == max(len(car.lap_times_ms) for car in cars)


@given(races(cars=(1, 5)))
def test_the_result_that_laps_make_differs_from_them_in_nothing(cars: list[Car]) -> None:
    laps = laps_of(cars)
    results = results_of(laps)
    assert compare(classify(laps, "imsa", kind="race"), results) == ()


def test_best_laps_decide_a_qualifying_session_and_the_kind_is_told_by_how_cars_began() -> None:
    laps = laps_of([Car("1", [200, 90, 95]), Car("2", [200, 91, 89]), Car("3", [200])])
    laps = laps.with_columns(
        pl.when(pl.col("lap") == 1).then(30_000).otherwise(None).alias("pit_time_ms"),
        pl.when(pl.col("car") == "3").then(0).otherwise(pl.col("improvement")).alias("improvement"),
    )
    made = classify(laps, "imsa")
    assert made.kind == "qualifying"
    assert [(one.car, one.fastest_lap_ms, one.status) for one in made.places] == [
        ("2", 89, "classified"),
        ("1", 90, "classified"),
        ("3", None, "not-classified"),
    ]
    assert any(one.code == "session-kind" and "3 of 3 cars" in one.message for one in made.findings)
    with pytest.raises(BadRequest):
        classify(laps, "imsa", kind="picnic")


def test_classes_that_fit_no_series_or_several_get_the_plain_order_and_a_finding() -> None:
    for race_class, why in ((None, "no series"), ("LMP3", "elms, asian-le-mans and imsa")):
        cars = [Car("1", [100] * 10, race_class), Car("2", [500], race_class)]
        made = classify(laps_of(cars), kind="race")
        assert (made.series, made.places[1].status) == ("", "classified")
        assert any(one.code == "series-unknown" and why in one.message for one in made.findings)
    with pytest.raises(UnknownName, match="petit-mans"):
        classify(laps_of([Car("1", [100])]), "petit-mans")


def test_series_rules_are_exact_fractions_and_refuse_anything_else() -> None:
    assert series_rules("wec").classification.minimum_share == Fraction(7, 10)
    for wrong in (0.7, "seven tenths", "1/0", "3/2", "0/1"):
        with pytest.raises(ValidationError):
            ClassificationRules.model_validate({"minimum_share": wrong})
    assert all(one.classification.sources or one.classification.note for one in all_series().values())


@pytest.mark.parametrize(
    ("classes", "series"),
    [
        (["HYPERCAR", "LMGT3"], "wec"),
        (["GTP", "GTD PRO", "GTD"], "imsa"),
        (["LMP2", "LMP2 PRO/AM", "LMP3"], "elms"),
        (["LMP2", "LMP3", "GT"], "asian-le-mans"),
        (["HYPERCAR", "GTP"], ""),
        (["LMP2"], ""),
    ],
)
def test_the_series_is_told_by_its_classes_only_when_one_fits(classes: list[str], series: str) -> None:
    frame = laps_of([Car(str(number), [100], name) for number, name in enumerate(classes)])
    assert series_of(frame) == series
    assert (len(series_fitting(frame)) == 1) == bool(series)


def test_each_difference_has_its_own_name() -> None:
    cars = [Car(str(number), [100 + number] * 10) for number in range(1, 9)]
    laps = laps_of(cars)
    changes = {
        "2": {"total_time_ms": 1020 + 50_000, "laps": 10},
        "3": {"laps": 8},
        "4": {"status": "disqualified"},
        "5": {"fastest_lap_ms": 99, "fastest_lap_number": 3},
        "6": {"status": "not-classified"},
    }
    rows = []
    for row in results_of(laps).filter(pl.col("car") != "8").iter_rows(named=True):
        rows.append(row | changes.get(row["car"], {}))
    order = ["1", "5", "7", "2", "3", "6", "4", "9", "10"]
    rows += [rows[0] | {"car": "9", "status": "not-started", "laps": 0, "total_time_ms": None}]
    rows += [rows[0] | {"car": "10", "laps": 3}]
    rows.sort(key=lambda row: order.index(row["car"]))
    results = pl.DataFrame(
        [row | {"position": number, "line": number} for number, row in enumerate(rows, 1)],
        schema=results_of(laps).schema,
    )
    found = {(one.car, one.kind): one for one in compare(classify(laps, "wec", kind="race"), results)}
    assert found["2", "penalty-time"].by == 50_000
    assert "+50.000" in found["2", "penalty-time"].message
    assert found["3", "laps-taken-away"].by == -2
    assert (found["4", "disqualified"].from_laps, found["4", "disqualified"].official) == ("classified", "disqualified")
    assert found["5", "fastest-lap"].official == 99
    assert found["6", "status"].official == "not-classified"
    assert found["8", "not-in-results"].from_laps == 8
    assert ("9", "not-started") in found
    assert ("10", "no-laps") in found
    assert found["5", "moved"].because == ("2", "3", "4")
    assert found["7", "moved"].because == ("2", "3", "6", "4")
    assert ("1", "moved") not in found
    assert all(one.as_dict()["message"] for one in found.values())


@given(st.data())
def test_a_car_put_elsewhere_without_a_reason_is_the_one_that_is_named(data: st.DataObject) -> None:
    """One car taken out of the order and put back at least two places off: it alone is re-ranked, others only move."""
    count = data.draw(st.integers(4, 12))
    laps = laps_of([Car(str(number), [100 + number] * 5) for number in range(count)])
    results = results_of(laps)
    here = data.draw(st.integers(0, count - 1))
    there = data.draw(st.sampled_from([place for place in range(count) if abs(place - here) >= 2]))
    rows = results.rows(named=True)
    rows.insert(there, rows.pop(here))
    moved = pl.DataFrame([row | {"position": n} for n, row in enumerate(rows, 1)], schema=results.schema)
    found = compare(classify(laps, "imsa", kind="race"), moved)
    assert [(one.car, one.from_laps, one.official) for one in found if one.kind == "re-ranked"] == [
        (str(here), here + 1, there + 1)
    ]
    others = [one for one in found if one.kind != "re-ranked"]
    assert len(others) == abs(there - here)
    assert all(one.kind == "moved" and one.because == (str(here),) for one in others)


def test_without_marks_a_shorter_first_lap_is_no_fastest_lap() -> None:
    laps = laps_of([Car("1", [80_000, 90_000, 89_000]), Car("2", [81_000, 91_000])])
    speeds = pl.when(pl.col("lap") == 1).then(180.0).otherwise(183.0)
    unmarked = laps.with_columns(pl.lit(None, dtype=pl.Int64).alias("improvement"))
    measured = unmarked.with_columns(speeds.alias("kph"))
    assert first_lap_is_shorter(measured)
    assert fastest_laps(measured).select("car", "lap", "origin", "reason").rows() == [
        ("1", 3, "shortest", "first-lap-shorter"),
        ("2", 2, "shortest", "first-lap-shorter"),
    ]
    assert fastest_laps(unmarked)["lap"].to_list() == [1, 1]
    assert fastest_laps(unmarked, "shorter")["lap"].to_list() == [3, 2]


def test_a_lap_the_timekeeper_does_not_count_is_not_the_fastest() -> None:
    laps = laps_of([Car("1", [80_000, 90_000, 89_000])])
    marks = pl.when(pl.col("lap") == 3).then(3).otherwise(0).alias("improvement")
    (row,) = fastest_laps(laps.with_columns(marks)).rows(named=True)
    assert (row["lap"], row["shortest_lap"], row["reason"]) == (3, 1, "not-counted")


def test_every_kind_of_difference_is_documented() -> None:
    page = (Path(__file__).resolve().parents[1] / "docs/methods/classification.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1].strip(" `") for line in page.splitlines() if line.startswith("| `")]
    assert rows == list(KINDS)


# Real races ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Race:
    name: str
    made: Classification
    official: Classification
    results: pl.DataFrame
    differences: tuple[Difference, ...]

    @property
    def positions(self) -> dict[str, int]:
        """Return the official positions; cars without one (not started) are left out."""
        return {row["car"]: row["position"] for row in self.results.iter_rows(named=True) if row["position"]}


def table(path: Path, name: str) -> pl.DataFrame:
    return read(Source(path.name, path.read_bytes()), {}).parsed.tables[name]


def result_beside(laps: Path) -> Path:
    return laps.with_name(laps.name.replace("-laps", "-classification" if laps.parent.name == "wec" else "-results"))


@cache
def real_races(folder: Path) -> tuple[Race, ...]:
    def found() -> Iterator[Race]:
        for path in sorted(folder.glob("*race-laps.csv")):
            if result_beside(path).exists():
                results = table(result_beside(path), "results")
                made = classify(table(path, "laps"))
                official = classify_official(results, made.rules)
                yield Race(path.stem, made, official, results, compare(made, results))

    return tuple(found())


def agreement(race: Race) -> tuple[int, int, int, int]:
    """Return exact positions, cars, car pairs in the official order, and car pairs."""
    positions = race.positions
    ranks = [positions[place.car] for place in race.made.places if place.car in positions]
    pairs = [(one, other) for number, one in enumerate(ranks) for other in ranks[number + 1 :]]
    exact = sum(positions.get(place.car) == place.position for place in race.made.places)
    return exact, len(positions), sum(one < other for one, other in pairs), len(pairs)


@pytest.mark.parametrize(("series", "exact", "pairs"), [("wec", 0.791, 0.9926), ("imsa", 0.946, 0.995)])
def test_bars_of_the_classification_from_laps_alone(shared: Path, series: str, exact: float, pairs: float) -> None:
    races = real_races(shared / "timing" / series)
    assert len(races) >= 7
    assert {(race.made.series, race.made.kind) for race in races} == {(series, "race")}
    right, cars, ordered, all_pairs = (sum(column) for column in zip(*map(agreement, races), strict=True))
    print(f"{series}: {right}/{cars} exact, {ordered}/{all_pairs} pairs, {len(races)} races")
    assert right / cars >= exact
    assert ordered / all_pairs >= pairs
    assert all(race.positions[race.made.places[0].car] == 1 for race in races)


@pytest.mark.parametrize(("series", "bar"), [("wec", 1.0), ("imsa", 0.968)])
def test_bars_of_the_order_that_official_status_laps_and_time_make(shared: Path, series: str, bar: float) -> None:
    races = real_races(shared / "timing" / series)
    right = cars = 0
    for race in races:
        off = [
            place.car
            for place in race.official.places
            if race.positions.get(place.car, place.position) != place.position
        ]
        named = {one.car for one in race.differences if one.kind in ("re-ranked", "moved")}
        assert set(off) <= named, race.name
        right, cars = right + len(race.official.places) - len(off), cars + len(race.official.places)
    print(f"{series}: {right}/{cars} with official status, laps and time")
    assert right / cars >= bar


@pytest.mark.parametrize("series", ["wec", "imsa"])
def test_the_official_fastest_lap_of_every_car_is_found(shared: Path, series: str) -> None:
    for race in real_races(shared / "timing" / series):
        assert not [one for one in race.differences if one.kind == "fastest-lap"], race.name


@pytest.mark.parametrize("series", ["wec", "imsa"])
def test_every_position_that_differs_is_explained_by_named_cars(shared: Path, series: str) -> None:
    for race in real_races(shared / "timing" / series):
        told = {one.car: one for one in race.differences if one.kind != "fastest-lap"}
        for place in race.made.places:
            if race.positions.get(place.car) != place.position:
                assert place.car in told, (race.name, place.car)
        assert all(one.because for one in race.differences if one.kind == "moved"), race.name


def test_known_cases_are_named_for_what_they_are(shared: Path) -> None:
    races = {race.name: race for race in real_races(shared / "timing" / "wec")}
    races |= {race.name: race for race in real_races(shared / "timing" / "imsa")}

    def told(name: str, car: str) -> dict[str, int | str | None]:
        by_kind = {one.kind: one for one in races[name].differences if one.car == car}
        return {kind: one.official if kind == "status" else one.by for kind, one in by_kind.items()}

    assert told("2023_le-mans-24h_race-laps", "5")["laps-taken-away"] == -4
    assert told("2024_bahrain-8h_race-laps", "51") == {"laps-taken-away": -2, "penalty-time": 70_890}
    assert told("2024_bahrain-8h_race-laps", "31") == {"penalty-time": 50_000}
    assert told("2024_fuji-6h_race-laps", "77") == {"penalty-time": 60_000}
    assert told("2024_fuji-6h_race-laps", "7") == {"status": "not-classified"}
    moved = {one.car: one.because for one in races["2024_fuji-6h_race-laps"].differences if one.kind == "moved"}
    assert moved == dict.fromkeys(["20", "2", "51", "82"], ("7",))
    virginia = races["2024_virginia-international-raceway_202408251210-race-laps"]
    assert {one.car for one in virginia.differences if one.kind == "re-ranked"} == {"27"}
    assert all(one.because == ("27",) for one in virginia.differences if one.kind == "moved")
    assert not races["2024_le-mans-24h_race-laps"].differences


def test_daytona_from_reduced_laps_is_the_official_result_in_places_laps_and_times(shared: Path) -> None:
    counted: Counter[str] = Counter()
    for path in sorted((shared / "timing" / "reduced" / "imsa").glob("*_daytona_race-field-laps.csv")):
        (result,) = (shared / "timing" / "imsa").glob(f"{path.name[:4]}_daytona-*-race-results.csv")
        official = {row["car"]: row for row in table(result, "results").iter_rows(named=True)}
        for place in classify(table(path, "laps")).places:
            row = official[place.car]
            counted["cars"] += 1
            counted["right"] += (place.position, place.laps, place.total_time_ms) == (
                row["position"],
                row["laps"],
                row["total_time_ms"],
            )
    print(f"Daytona: {counted['right']}/{counted['cars']}")
    assert counted["cars"] > 0
    assert counted["right"] == counted["cars"]


def test_qualifying_sessions_are_taken_for_what_they_are(shared: Path) -> None:
    sessions = sorted((shared / "timing" / "imsa").glob("*qualifying*-laps.csv"))
    kinds = {path.name: classify(table(path, "laps")).kind for path in sessions}
    assert len(kinds) > 50
    assert {name for name, kind in kinds.items() if (kind == "race") != name.endswith("-race-laps.csv")} == set()


def test_the_share_rule_agrees_with_its_decimal_for_every_distance_driven() -> None:
    """7/10 is exact where 0.7 is not: 0.7 × 10 laps is 7.000000000000001 in some orders of multiplication."""
    share = series_rules("wec").classification.minimum_share
    assert share is not None
    assert all(math.ceil(share * laps) == -(-7 * laps // 10) for laps in range(1, 1000))
