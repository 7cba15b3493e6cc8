"""Fitting: invented races give their figures back, sets survive the file, races are set up from any of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.errors import BadFile, BadRequest, UnknownName
from paddock.findings import Finding
from paddock.racing.calibration import calibrate, fit_report, observed, pooled_set
from paddock.racing.calibration.shrinking import assumed, figure, means, quantiles, rate, rates
from paddock.racing.fallbacks import Lookup, alike
from paddock.racing.history import PastRace
from paddock.racing.kernel import simulate
from paddock.racing.observing import Observation, observe
from paddock.racing.parameters import (
    GENERIC,
    LEVELS,
    Figure,
    ParameterSet,
    Quantiles,
    load_parameters,
    packaged,
    read_parameters,
)
from paddock.racing.problem import QUANTILES
from paddock.racing.rules import RaceRules, told_rules
from paddock.racing.setting import Seat, Starter, grid_order, kinds, set_up
from race_fixtures import ClassTruth, Truth, invented_race

PLACES = (("spa", 1.0), ("fuji", 0.8), ("spa", 1.0), ("imola", 0.9), ("fuji", 0.8), ("bahrain", 1.1))


@pytest.fixture(scope="module")
def races() -> list[PastRace]:
    return [invented_race(k, circuit=circuit, stretch=stretch) for k, (circuit, stretch) in enumerate(PLACES, 1)]


@pytest.fixture(scope="module")
def seen(races: Sequence[PastRace]) -> list[Observation]:
    return observed(races)


@pytest.fixture(scope="module")
def fitted(seen: Sequence[Observation]) -> ParameterSet:
    return calibrate(seen)


@pytest.fixture
def rules() -> RaceRules:
    return told_rules("wec", duration_min=120, circuit="spa", name="Two hours", year=2023)


def field_of(**sizes: int) -> list[Starter]:
    return [Starter(f"{name}{n}", name) for name, size in sizes.items() for n in range(size)]


class TestRecovery:
    """What races were made from is found again: each figure within what so few races can tell."""

    truth = Truth()

    def test_stints_give_back_drop_off_noise_and_its_memory(self, fitted: ParameterSet) -> None:
        for one in self.truth.classes:
            found = fitted.classes[one.name]
            assert found.drop_off_per_h.value == pytest.approx(one.tyre_per_h - one.fuel_per_h, rel=0.15)
            assert found.memory.value == pytest.approx(one.memory, abs=0.05)
            # Between the quantiles of one standard deviation.
            low, high = found.noise.values[LEVELS.index(0.1)], found.noise.values[LEVELS.index(0.9)]
            assert (high - low) / 2.563 == pytest.approx(one.noise, rel=0.12)

    def test_traffic_costs_each_side_what_it_did(self, fitted: ParameterSet) -> None:
        """Whom a lap met because it was slow is not why it was slow."""
        assert fitted.lapping["FAST"]["SLOW"].value == pytest.approx(self.truth.lapping_ms, rel=0.1)
        assert fitted.lapped["FAST"]["SLOW"].value == pytest.approx(self.truth.lapped_ms, rel=0.15)
        assert set(fitted.lapping) == {"FAST"}

    def test_tanks_and_stops_give_back_what_they_are_made_of(self, fitted: ParameterSet) -> None:
        for one in self.truth.classes:
            found = fitted.classes[one.name]
            assert found.tank_min.value == pytest.approx(one.tank_min, rel=0.04)
            assert found.refuel_share.value == pytest.approx(one.refuel_share, rel=0.15)
            assert found.tyres_ms.value == pytest.approx(one.tyres_ms, rel=0.1)
            assert found.tyre_stints.value == pytest.approx(1 / one.tyre_odds, rel=0.15)
            assert found.tyres_after.value == 1

    def test_stints_on_kept_tyres_part_tyres_from_fuel(self, fitted: ParameterSet) -> None:
        for one in self.truth.classes:
            found = fitted.classes[one.name]
            assert found.tyre_per_h.value == pytest.approx(one.tyre_per_h, rel=0.2)
            assert found.fuel_per_h.value == pytest.approx(one.fuel_per_h, abs=0.003)

    def test_the_lane_costs_what_a_drive_through_takes(self, fitted: ParameterSet) -> None:
        assert fitted.lane_ms.value == pytest.approx(self.truth.through_ms, rel=0.03)
        for at in fitted.circuits.values():
            assert at.lane_ms is not None
            assert at.lane_ms.value == pytest.approx(self.truth.through_ms, rel=0.05)

    def test_circuits_have_their_laps_without_traffic(self, fitted: ParameterSet) -> None:
        for circuit, stretch in PLACES:
            for one in self.truth.classes:
                assert fitted.circuits[circuit].lap_ms[one.name].value == pytest.approx(one.lap_ms * stretch, rel=0.012)
        assert fitted.classes["SLOW"].lap_share.value == pytest.approx(1.13, rel=0.005)

    def test_neutralisations_give_back_rate_length_and_pace(self, fitted: ParameterSet) -> None:
        found = fitted.neutral["FCY"]
        assert found.rate_per_h.low is not None
        assert found.rate_per_h.high is not None
        assert found.rate_per_h.low < self.truth.neutral_per_h < found.rate_per_h.high
        assert found.length_ms.values[LEVELS.index(0.5)] == pytest.approx(self.truth.neutral_min * 60_000, rel=0.15)
        assert found.lap_factor.value == pytest.approx(self.truth.neutral_factor, rel=0.05)
        assert found.use.value == pytest.approx(0.6, abs=0.12)

    def test_retirements_and_penalties_are_counted(
        self, fitted: ParameterSet, races: Sequence[PastRace], seen: Sequence[Observation]
    ) -> None:
        gone = sum(race.laps.group_by("car").agg((pl.col("flag") == "FF").any())["flag"].not_().sum() for race in races)
        counted = fitted.events["retirement"].rate_per_h
        assert sum(one.n for one in counted.values()) == gone > 3
        assert sum(one.cars["retired"].sum() for one in seen) == gone
        through = sum(one.n for one in fitted.events["penalty"].rate_per_h.values())
        assert len(PLACES) * self.truth.penalties * 0.6 <= through <= len(PLACES) * self.truth.penalties

    def test_tyres_alongside_refuelling_are_told_from_after_it(self) -> None:
        """Where the longer of both counts, long stops are of one kind, and short ones show the change."""
        truth = Truth(
            classes=(
                ClassTruth("FAST", 10, 100_000.0, tyre_odds=0.9),
                ClassTruth("SLOW", 10, 113_000.0, tank_min=55.0, tyre_odds=0.9),
            ),
            tyres_after=False,
            neutral_per_h=0,
        )
        found = calibrate([invented_race(k, truth, hours=8) for k in range(1, 4)])
        assert {one.tyres_after.value for one in found.classes.values()} == {0}
        assert found.classes["FAST"].refuel_share.value == pytest.approx(0.012, rel=0.15)


class TestFewRaces:
    """Thin data is fitted all the same, and says how thin it is."""

    def test_one_short_race_gives_a_whole_set(self) -> None:
        found = calibrate([invented_race(3, hours=1.5)])
        assert set(found.classes) == {"FAST", "SLOW"}
        assert found.fitted_on == ("wec-2023/spa-3/race",)
        origins = {one.origin for one in vars(found.classes["FAST"]).values() if isinstance(one, Figure)}
        assert "assumed" in origins

    def test_nothing_to_fit_is_told(self) -> None:
        race = invented_race(3, hours=0.5)
        empty = replace(race, laps=race.laps.clear())
        assert observe(empty) is None
        with pytest.raises(BadRequest, match="No race has laps"):
            calibrate([empty])

    def test_series_are_fitted_one_at_a_time(self, races: Sequence[PastRace]) -> None:
        other = replace(races[0], series="elms")
        with pytest.raises(BadRequest, match=r"elms, wec"):
            calibrate([races[1], other])

    def test_progress_is_told_race_by_race(self, races: Sequence[PastRace]) -> None:
        told: list[tuple[int, int]] = []
        observed(races[:2], lambda done, of: told.append((done, of)))
        assert told == [(1, 2), (2, 2)]

    def test_the_order_of_races_does_not_matter(self, seen: Sequence[Observation], fitted: ParameterSet) -> None:
        assert calibrate(list(reversed(seen))) == fitted

    def test_laps_without_classes_names_or_flags_do_not_break_it(self) -> None:
        race = invented_race(5, hours=2)
        bare = race.laps.with_columns(pl.lit(None, dtype=pl.String).alias("flag"), pl.lit(value=False).alias("in_pit"))
        assert calibrate([replace(race, laps=bare)]).classes
        some = pl.when(pl.col("car") == "100").then(None).otherwise("class").alias("class")
        assert calibrate([replace(race, laps=race.laps.with_columns(some))]).classes


class TestGrades:
    """Drivers of one car are compared by grade, whatever the car is worth."""

    def test_bronze_drivers_are_found_as_slow_as_they_are(self) -> None:
        slow = 0.02
        found = []
        for k in range(1, 4):
            race = invented_race(k, Truth(neutral_per_h=0, retire_per_h=0), hours=5)
            stint = pl.col("pit_time_ms").is_not_null().cum_sum().over("car") % 2
            who = pl.when(stint == 0).then(pl.lit("Ann Au")).otherwise(pl.lit("Bo Bronze")).alias("driver")
            laps = race.laps.with_columns(who, stint.alias("odd"))
            time = (pl.col("lap_time_ms") * (1 + slow * pl.col("odd"))).round().cast(pl.Int64)
            laps = laps.with_columns(time.alias("lap_time_ms")).with_columns(
                pl.col("lap_time_ms").cum_sum().over("car").alias("elapsed_ms")
            )
            names = pl.lit(pl.Series([["Ann Au", "Bo Bronze"]])).first().alias("drivers")
            grades = pl.lit(pl.Series([["Gold", "Bronze"]])).first().alias("driver_grades")
            results = race.results.with_columns(names, grades)
            found.append(replace(race, laps=laps.drop("odd"), results=results))
        shares = calibrate(found).classes["SLOW"].grade_share
        assert shares["gold"].value == 0
        assert shares["bronze"].value == pytest.approx(slow, abs=0.002)

    def test_a_seat_drives_as_its_grade_does(self, rules: RaceRules) -> None:
        parameters = load_parameters("imsa")
        crew = (Seat("A", "gold"), Seat("B", "bronze"))
        problem = set_up(parameters, rules, [Starter("1", "LMP2", seats=crew), Starter("2", "LMP2")])
        gold, bronze = problem.crews.pace_ms[0]
        share = parameters.classes["LMP2"].grade_share["bronze"].value
        assert bronze - gold == pytest.approx(share * problem.cars.pace_ms[0])
        assert gold + bronze == pytest.approx(0)
        assert problem.crews.pace_ms[1].tolist() == [0, 0]


class TestShrinking:
    """Figures from few observations are drawn to what all say, as far as they are alike."""

    def test_rates_of_groups_that_are_alike_are_drawn_together(self) -> None:
        whole, drawn = rates({"a": 6, "b": 5, "c": 4, "d": 5}, dict.fromkeys("abcd", 10.0))
        assert whole.value == pytest.approx(0.5)
        assert all(abs(one.value - 0.5) < 0.06 for one in drawn.values())

    def test_rates_of_groups_that_differ_keep_what_they_are(self) -> None:
        _, drawn = rates({"a": 200, "b": 20, "c": 210, "d": 15}, dict.fromkeys("abcd", 100.0))
        assert drawn["a"].value == pytest.approx(2.0, rel=0.1)
        assert drawn["d"].value == pytest.approx(0.15, rel=0.7)

    def test_a_group_without_time_has_the_rate_of_all(self) -> None:
        whole, drawn = rates({"a": 8, "b": 0}, {"a": 10.0, "b": 0.0})
        assert drawn["b"].value == pytest.approx(whole.value, rel=1e-3)

    def test_the_interval_of_a_rate_is_the_gamma_distribution_s(self) -> None:
        """Exact quantiles of a gamma distribution of shape 10.5, by numerical integration."""
        found = rate(10, 1.0)
        assert found.low == pytest.approx(5.14, rel=0.01)
        assert found.high == pytest.approx(17.74, rel=0.01)

    def test_means_are_drawn_by_their_errors(self) -> None:
        (mean, _, spread), drawn = means({"a": 1.0, "b": 2.0, "c": 3.0}, {"a": 0.01, "b": 1.0, "c": 0.01})
        assert spread > 0.5
        assert drawn["a"][0] == pytest.approx(1.0, abs=0.01)
        assert mean == pytest.approx(2.0, abs=0.2)
        (_, _, none), same = means({"a": 1.0, "b": 1.1}, {"a": 1.0, "b": 1.0})
        assert none == 0
        assert same["a"][0] == same["b"][0] == pytest.approx(1.05)

    def test_too_few_values_have_no_distribution(self) -> None:
        assert quantiles([1.0] * 29) is None
        told = quantiles([float(one) for one in range(101)])
        assert told is not None
        assert told.values[LEVELS.index(0.5)] == 50


class TestSets:
    """Sets are frozen, readable, and come back from their file as they were."""

    def test_a_set_survives_its_file(self, fitted: ParameterSet, tmp_path: Path) -> None:
        path = fitted.write(tmp_path / "a.toml")
        assert read_parameters(path) == fitted
        text = path.read_text()
        assert text.startswith("# Parameters of the race model: wec.")
        assert "drop_off_per_h: share of lap time by which an hour" in text

    def test_figures_say_why_they_are_assumed_and_lie_in_their_interval(self) -> None:
        with pytest.raises(ValueError, match="says why"):
            Figure(value=1.0, origin="assumed")
        with pytest.raises(ValueError, match="outside its interval"):
            Figure(value=1.0, low=2.0, high=3.0)
        with pytest.raises(ValueError, match="do not fall"):
            Quantiles(values=tuple(float(-k) for k in range(len(LEVELS))))
        assert figure(1.0, 0.1, 5).low == pytest.approx(0.804)
        assert assumed(2.0, "because").why == "because"

    def test_a_table_of_quantiles_follows_straight_lines(self) -> None:
        told = Quantiles(values=tuple(level * 10 for level in LEVELS))
        assert told.table(4).tolist() == pytest.approx([1.25, 3.75, 6.25, 8.75])

    def test_a_file_of_another_form_is_refused_with_the_place(self, fitted: ParameterSet, tmp_path: Path) -> None:
        path = tmp_path / "a.toml"
        path.write_text(fitted.to_toml().replace("[classes.FAST]", "[classes.FAST]\nspeed = 3", 1))
        with pytest.raises(BadFile, match=r"classes.FAST.speed"):
            read_parameters(path)
        path.write_text("= 3")
        with pytest.raises(BadFile, match="not TOML"):
            read_parameters(path)
        with pytest.raises(BadFile, match="cannot be read"):
            read_parameters(tmp_path / "none.toml")

    def test_the_package_has_sets_that_know_what_they_rest_on(self) -> None:
        assert set(packaged()) >= {"wec", "imsa", "elms"}
        for series in packaged():
            told = load_parameters(series)
            assert told.series == series
            assert told.fitted_on
            assert told.last_day is not None
            assert told.last_day < dt.date(2025, 1, 1)
            for one in told.classes.values():
                assert one.tank_min.value > 10
                assert one.lap_share.value >= 1

    def test_an_unknown_series_is_told_what_there_is(self) -> None:
        with pytest.raises(UnknownName) as told:
            load_parameters("formula-none")
        assert GENERIC in told.value.candidates

    def test_the_generic_set_says_of_every_figure_that_it_is_not_its_own(self) -> None:
        generic = pooled_set([load_parameters(one) for one in packaged()])
        for figures in generic.classes.values():
            told = [one for one in vars(figures).values() if isinstance(one, Figure | Quantiles)]
            assert {one.origin for one in told} <= {"pooled", "assumed"}
        with pytest.raises(BadRequest, match="no set to pool"):
            pooled_set([])


class TestSettingUp:
    """Parameters, rules and a start list become arrays the kernel takes; what is borrowed is told."""

    def test_a_race_of_a_fitted_series_runs(self, fitted: ParameterSet, rules: RaceRules) -> None:
        problem = set_up(fitted, rules, field_of(FAST=3, SLOW=4))
        assert problem.classes.noise.shape == (2, QUANTILES)
        assert (np.diff(problem.classes.noise, axis=1) >= 0).all()
        assert problem.cars.tank_laps[0] == pytest.approx(24, abs=1.1)
        assert problem.cars.pace_ms[0] == pytest.approx(100_000, rel=0.02)
        outcome = simulate(problem, 1, 0, 20)
        assert (outcome.rejected == 0).all()
        assert outcome.laps[:, :3].max(1).mean() == pytest.approx(7_200_000 / 103_500, rel=0.05)

    @pytest.mark.parametrize("series", ["wec", "imsa", "elms", GENERIC])
    def test_every_packaged_set_runs_a_race(self, series: str) -> None:
        parameters = load_parameters(series)
        names = list(parameters.classes)[:3]
        rules = told_rules("plain", duration_min=60, circuit="spa", name="An hour")
        findings: list[Finding] = []
        starters = grid_order([Starter(f"{n}-{k}", n) for n in names for k in range(3)], None, parameters)
        outcome = simulate(set_up(parameters, rules, starters, findings=findings), 1, 0, 10)
        assert np.median(outcome.laps.max(1)) > 15

    def test_other_formats_can_be_set_up(self) -> None:
        """No refuelling, a class that none was fitted for, a circuit of which only the length is known."""
        rules = replace(told_rules("blancpain-gt-asia", duration_min=60, circuit="nowhere", name="An hour"), lap_km=5.5)
        findings: list[Finding] = []
        problem = set_up(
            load_parameters(GENERIC), rules, [Starter("1", "GT3 Pro-Am"), Starter("2", "GT4")], findings=findings
        )
        assert {one.code for one in findings} >= {"class-like", "lap-from-length", "lane-unknown"}
        assert problem.classes.refuel_ms.tolist() == [0, 0]
        outcome = simulate(problem, 1, 0, 20)
        assert 25 < outcome.laps.max() < 40
        sprint = told_rules("plain", laps=40, circuit="monza", name="Grand prix")
        assert simulate(set_up(load_parameters(GENERIC), sprint, field_of(HYPERCAR=4)), 1, 0, 5).laps.max() == 40

    def test_a_class_nobody_knows_is_refused(self, fitted: ParameterSet, rules: RaceRules) -> None:
        with pytest.raises(BadRequest, match="No figures of the class 'KART'"):
            set_up(fitted, rules, [Starter("1", "KART")])
        with pytest.raises(BadRequest, match="no cars"):
            set_up(fitted, rules, [])

    def test_classes_alike_are_taken_and_told(self, rules: RaceRules) -> None:
        findings: list[Finding] = []
        set_up(load_parameters("wec"), rules, [Starter("1", "GTP")], findings=findings)
        assert any("HYPERCAR" in one.message or "GTP" in one.message for one in findings)
        assert alike("GT3 Silver Cup")[0] == "GT3"
        assert alike("KART") == ()

    def test_laps_that_are_known_better_count(self, fitted: ParameterSet, rules: RaceRules) -> None:
        problem = set_up(fitted, rules, field_of(FAST=1, SLOW=1), laps_ms={"FAST": 90_000})
        assert problem.cars.pace_ms[0] == pytest.approx(90_000, rel=0.02)

    def test_ratings_plans_and_policies_arrive(self, fitted: ParameterSet, rules: RaceRules) -> None:
        quick = Starter("1", "FAST", pace_share=-0.01, sd_share=0.001, plan=((20, -1, 1), (40, 0, 0)), yellow_from=0.5)
        problem = set_up(
            fitted, rules, [quick, Starter("2", "FAST")], fixed=[("FCY", 600_000, 60_000)], only_fixed=True
        )
        assert problem.cars.pace_ms[0] < problem.cars.pace_ms[1]
        assert problem.cars.pace_sd_ms[0] == pytest.approx(100, rel=0.01)
        assert problem.cars.plan_lap.tolist() == [[20, 40], [-1, -1]]
        assert problem.cars.yellow_from.tolist() == [0.5, -1]
        assert problem.neutral.fixed_at_ms.tolist() == [600_000]
        assert problem.neutral.only_fixed == 1
        with pytest.raises(BadRequest, match="no neutralisation 'XX'"):
            set_up(fitted, rules, [quick], fixed=[("XX", 0, 1)])

    def test_the_grid_is_known_places_first_within_quick_classes(self, fitted: ParameterSet) -> None:
        starters = [
            Starter("9", "SLOW", grid=1), Starter("3", "FAST"), Starter("1", "FAST", grid=2),
            Starter("2", "FAST", grid=1), Starter("4", "FAST", pace_share=-0.01),
        ]  # fmt: skip
        assert [one.car for one in grid_order(starters, None, fitted)] == ["2", "1", "4", "3", "9"]

    def test_kinds_stand_in_the_order_of_the_rules(self, fitted: ParameterSet, rules: RaceRules) -> None:
        assert kinds(fitted, rules) == tuple(one.flag for one in rules.procedure.simulated)

    def test_arrays_are_read_only(self, fitted: ParameterSet, rules: RaceRules) -> None:
        problem = set_up(fitted, rules, field_of(FAST=2))
        with pytest.raises(ValueError, match="read-only"):
            problem.cars.pace_ms[0] = 1

    def test_a_circuit_of_the_series_counts_before_those_of_others(self, fitted: ParameterSet) -> None:
        assert Lookup(fitted, "spa").lap_ms("FAST") == pytest.approx(100_000, rel=0.01)
        typical = Lookup(fitted, "nowhere")
        assert typical.lap_ms("SLOW") / typical.lap_ms("FAST") == pytest.approx(1.13, rel=0.01)
        assert typical.findings[0].code == "lap-unknown"
        assert Lookup(fitted, "nowhere", 5.0).lap_ms("FAST") == pytest.approx(5.0 / fitted.kph.value * 3_600_000)


class TestReport:
    """A fit is held against the data, and a wrong one is seen to be wrong."""

    def test_a_fit_agrees_with_what_it_was_made_from(
        self, fitted: ParameterSet, races: Sequence[PastRace], facts: Catalogue
    ) -> None:
        told = fit_report(fitted, races[:3], facts, replicates=0)
        assert told.held_out == ()
        assert told.replicates == 0
        tanks = told.figures.filter(name="longest stints")
        assert (tanks["seen"] - tanks["fitted"]).abs().max() < 4
        assert set(told.figures["topic"]) == {"stints", "stops", "neutralisations"}

    def test_what_cannot_be_simulated_is_told(
        self, fitted: ParameterSet, races: Sequence[PastRace], facts: Catalogue
    ) -> None:
        told = fit_report(fitted, races[:1], facts, replicates=2)
        assert [one.code for one in told.findings] == ["not-simulated"]


def test_shared_races_are_fitted_and_simulated(shared: Path, facts: Catalogue, tmp_path: Path) -> None:
    """Two real races give a set whose simulated winner drives about as far as the real one."""
    from paddock.racing.history import past_races
    from paddock.timing.files import find_files
    from paddock.timing.importing import import_files

    archive = Archive(tmp_path / "archive")
    names = [f"2024_{one}_race-field-laps.csv" for one in ("barcelona", "paul-ricard")]
    list(import_files(archive, facts, find_files([shared / "timing/reduced/elms" / one for one in names])))
    races = past_races(archive, facts, ["elms"])
    assert len(races) == 2
    parameters = calibrate(races)
    assert set(parameters.classes) == {"LMP2", "LMP2 Pro/Am", "LMP3", "LMGT3"}
    told = fit_report(parameters, races, facts, replicates=20)
    laps = told.figures.filter(name="laps of the winner")
    assert ((laps["fitted"] / laps["seen"] - 1).abs() < 0.06).all()
