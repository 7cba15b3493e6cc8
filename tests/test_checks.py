"""Integrity checks: every single damage to a clean race is found where it is, and no real race gives a false alarm."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from paddock.findings import Finding
from paddock.tables.timing import LAPS, RESULTS, WEATHER
from paddock.timing.checks import SHOWN, check
from paddock.timing.readers import Source, read
from paddock.timing.session import TimingSession
from timing_strategies import FILE, Car, laps_of, races, results_of

CLEAN = races(cars=(3, 5), laps=(6, 10))
OFF = st.integers(-2000, 2000).filter(bool)


def alarms(laps: pl.DataFrame, results: pl.DataFrame | None = None) -> set[tuple[str, int]]:
    """Return (code, line) of every finding that is an alarm."""
    found = check(laps, results, files={FILE: "race.csv"})
    return {(one.code, int(one.where.removeprefix("race.csv:") or 0)) for one in found if one.level != "info"}


def changed(laps: pl.DataFrame, line: int, **values: object) -> pl.DataFrame:
    """Return laps with other values on one line."""
    return laps.with_columns(
        pl.when(pl.col("line") == line).then(pl.lit(value, dtype=laps.schema[name])).otherwise(pl.col(name)).alias(name)
        for name, value in values.items()
    )


def line_of(data: st.DataObject, laps: pl.DataFrame) -> dict[str, object]:
    """Return a row of the laps that Hypothesis picks."""
    return laps.row(data.draw(st.integers(0, laps.height - 1)), named=True)


@given(races())
def test_a_clean_race_raises_no_alarm_with_its_result_and_without(cars: list[Car]) -> None:
    laps = laps_of(cars)
    assert alarms(laps) == set()
    assert alarms(laps, results_of(laps)) == set()


@given(CLEAN, st.data(), OFF)
def test_one_changed_sector_is_found_at_its_line(cars: list[Car], data: st.DataObject, by: int) -> None:
    laps = laps_of(cars)
    row = line_of(data, laps)
    sector = data.draw(st.sampled_from(["s1_ms", "s2_ms", "s3_ms"]))
    assert alarms(changed(laps, row["line"], **{sector: row[sector] + by})) == {("sectors-sum", row["line"])}


@given(CLEAN, st.data(), OFF)
def test_one_changed_lap_time_is_found_at_its_line(cars: list[Car], data: st.DataObject, by: int) -> None:
    laps = laps_of(cars)
    row = line_of(data, laps)
    found = alarms(changed(laps, row["line"], lap_time_ms=row["lap_time_ms"] + by))
    assert {("sectors-sum", row["line"]), ("laps-sum", row["line"])} <= found
    assert {code for code, _ in found} <= {"sectors-sum", "laps-sum", "fastest-order"}


@given(CLEAN, st.data(), OFF)
def test_one_changed_clock_is_found_at_its_line_and_told_once(cars: list[Car], data: st.DataObject, by: int) -> None:
    laps = laps_of(cars)
    row = line_of(data, laps)
    found = alarms(changed(laps, row["line"], elapsed_ms=row["elapsed_ms"] + by))
    assert found == {("laps-sum", row["line"]), ("time-of-day", row["line"])}


@given(CLEAN, st.data(), OFF)
def test_one_changed_time_of_day_is_found_at_its_line(cars: list[Car], data: st.DataObject, by: int) -> None:
    laps = laps_of(cars)
    row = line_of(data, laps)
    assert alarms(changed(laps, row["line"], hour_ms=(row["hour_ms"] + by) % 86_400_000)) == {
        ("time-of-day", row["line"])
    }


@given(CLEAN, st.data())
def test_a_dropped_lap_is_found_at_the_lap_after_it(cars: list[Car], data: st.DataObject) -> None:
    laps = laps_of(cars)
    row = line_of(data, laps)
    assume(row["lap"] < laps.filter(pl.col("car") == row["car"])["lap"].max())
    found = alarms(laps.filter(pl.col("line") != row["line"]))
    assert ("lap-missing", row["line"] + 1) in found
    # A lost mark as the fastest of all is told besides.
    assert {code for code, _ in found} <= {"lap-missing", "fastest-order"}


@given(CLEAN, st.data())
def test_a_dropped_last_lap_and_a_dropped_car_are_found_with_the_result(cars: list[Car], data: st.DataObject) -> None:
    laps = laps_of(cars)
    car = data.draw(st.sampled_from([car.number for car in cars]))
    last = laps.filter(pl.col("car") == car)["line"].max()
    found = alarms(laps.filter(pl.col("line") != last), results_of(laps))
    assert ("laps-lost", last - 1) in found
    assert ("car-missing", 0) in alarms(laps.filter(pl.col("car") != car), results_of(laps))


@given(CLEAN, st.data())
def test_a_lap_written_twice_is_found_at_the_copy(cars: list[Car], data: st.DataObject) -> None:
    laps = laps_of(cars)
    row = line_of(data, laps)
    copy = laps.filter(pl.col("line") == row["line"]).with_columns(pl.lit(9999, dtype=pl.Int64).alias("line"))
    place = row["line"] - 1
    found = alarms(pl.concat([laps[:place], copy, laps[place:]]))
    assert ("lap-twice", 9999) in found
    assert {code for code, _ in found} <= {"lap-twice", "fastest-twice", "laps-after-flag"}


@given(CLEAN, st.data())
def test_two_rows_with_their_cars_swapped_are_found_at_both_lines(cars: list[Car], data: st.DataObject) -> None:
    """Where the two cars ran alike to the millisecond, team and driver still tell."""
    laps = laps_of(cars)
    one, other = line_of(data, laps), line_of(data, laps)
    assume(one["car"] != other["car"])
    found = alarms(changed(changed(laps, one["line"], car=other["car"]), other["line"], car=one["car"]))
    assert {("team-changes", one["line"]), ("team-changes", other["line"])} <= found


@given(CLEAN, st.data())
def test_all_rows_of_two_cars_swapped_are_found_with_the_result(cars: list[Car], data: st.DataObject) -> None:
    laps = laps_of(cars)
    numbers = st.sampled_from([car.number for car in cars])
    one, other = data.draw(numbers), data.draw(numbers)
    assume(one != other)
    swapped = laps.with_columns(pl.col("car").replace({one: other, other: one}))
    ends = set(laps.filter(pl.col("car").is_in([one, other])).group_by("car").agg(pl.col("line").max())["line"])
    found = alarms(swapped, results_of(laps))
    assert {line for code, line in found if code == "team-differs"} == ends
    assert "driver-not-listed" in {code for code, _ in found}


@given(CLEAN, st.data())
def test_a_changed_lap_number_is_found(cars: list[Car], data: st.DataObject) -> None:
    laps = laps_of(cars)
    row = line_of(data, laps)
    number = data.draw(st.integers(0, 20).filter(lambda lap: lap != row["lap"]))
    own = set(laps.filter(pl.col("car") == row["car"])["lap"])
    found = alarms(changed(laps, row["line"], lap=number))
    codes = {code for code, _ in found}
    assert codes & {"lap-twice", "lap-missing", "lap-below-1"}
    if number in own:
        assert "lap-twice" in codes
    # The other row with the number it took, or the row after the gap, may be the one that is told.
    follower = laps.filter((pl.col("car") == row["car"]) & (pl.col("lap").is_in([number, row["lap"] + 1])))["line"]
    assert {line for _, line in found} & {row["line"], *follower}


@given(CLEAN, st.data())
def test_flags_that_cannot_be_are_found_at_their_line(cars: list[Car], data: st.DataObject) -> None:
    laps = laps_of(cars)
    row = line_of(data, laps)
    assert alarms(changed(laps, row["line"], flag="PF")) == {("flag-unknown", row["line"])}
    assume(row["lap"] < laps.filter(pl.col("car") == row["car"])["lap"].max())
    assert alarms(changed(laps, row["line"], flag="FF")) == {("laps-after-flag", row["line"])}


@given(CLEAN, st.data())
def test_marks_of_fastest_laps_are_checked_against_each_other_and_the_result(
    cars: list[Car], data: st.DataObject
) -> None:
    laps = laps_of(cars)
    row = line_of(data, laps)
    results = results_of(laps)
    marked = laps.filter((pl.col("car") == row["car"]) & (pl.col("improvement") >= 2)).row(0, named=True)
    if row["line"] != marked["line"]:
        later = max(row["line"], marked["line"])
        assert ("fastest-twice", later) in alarms(changed(laps, row["line"], improvement=2))
        moved = changed(changed(laps, marked["line"], improvement=0), row["line"], improvement=marked["improvement"])
        assert ("fastest-lap", row["line"]) in alarms(moved, results)
    without = changed(laps, marked["line"], improvement=0)
    last = laps.filter(pl.col("car") == row["car"])["line"].max()
    assert ("fastest-lap", last) in alarms(without, results)


@given(CLEAN, st.data())
def test_another_team_class_or_driver_is_found_at_its_line(cars: list[Car], data: st.DataObject) -> None:
    laps = laps_of(cars)
    row = line_of(data, laps)
    assert alarms(changed(laps, row["line"], team="Team X")) == {("team-changes", row["line"])}
    assert alarms(changed(laps, row["line"], **{"class": "LMP2"})) == {("class-changes", row["line"])}
    found = alarms(changed(laps, row["line"], driver="Somebody ELSE"), results_of(laps))
    assert ("driver-not-listed", row["line"]) in found
    assert {code for code, _ in found} <= {"driver-not-listed", "driver-changes"}


@given(CLEAN, st.data())
def test_a_time_in_the_pit_lane_without_an_in_lap_before_is_found(cars: list[Car], data: st.DataObject) -> None:
    laps = laps_of(cars)
    assume(laps["in_pit"].any())
    row = line_of(data, laps)
    before = laps.filter((pl.col("car") == row["car"]) & (pl.col("lap") == row["lap"] - 1))
    assume(row["lap"] > 1 and not row["in_pit"] and not before["in_pit"][0])
    assert alarms(changed(laps, row["line"], pit_time_ms=20_000)) == {("pit-time-place", row["line"])}


def told(laps: pl.DataFrame, results: pl.DataFrame | None = None) -> dict[str, Finding]:
    return {one.code: one for one in check(laps, results)}


PLAIN = [Car("1", [60_000] * 6, in_laps=frozenset({3})), Car("2", [60_100] * 6), Car("3", [60_200] * 6)]


def test_what_is_exempted_is_told_by_its_rule() -> None:
    laps = laps_of(PLAIN)
    start = told(changed(laps, 2, pit_time_ms=5_000))
    assert start["pit-lane-start"].level == "info"
    stood = told(changed(laps, 11, in_pit=True, pit_time_ms=50_000))
    assert stood["stop-before-line"].level == "info"
    unmeasured = told(changed(laps, 4, s1_ms=0, s2_ms=0))
    assert unmeasured["sector-not-measured"].level == "info"
    assert {one.level for one in (*start.values(), *stood.values(), *unmeasured.values())} == {"info"}


def test_a_source_that_rounds_is_told_once_and_a_real_error_in_it_still_found() -> None:
    laps = laps_of(PLAIN).with_columns(pl.col("s3_ms") + pl.col("lap") % 2)
    found = check(changed(laps, 5, s1_ms=25_000), files={FILE: "race.csv"})
    assert [(one.code, one.level, one.where) for one in found] == [
        ("times-rounded", "info", "race.csv:2"),
        ("sectors-sum", "error", "race.csv:5"),
    ]


def test_sectors_that_are_there_may_not_be_longer_than_the_lap() -> None:
    laps = changed(laps_of(PLAIN), 4, s2_ms=None, s1_ms=59_000)
    assert alarms(laps) == {("sectors-sum", 4)}
    assert alarms(changed(laps_of(PLAIN), 4, s2_ms=None)) == set()


def test_intermediate_times_sum_to_the_lap_where_all_are_there() -> None:
    laps = laps_of(PLAIN).with_columns(pl.concat_list("s1_ms", "s2_ms", "s3_ms").alias("sections_ms"))
    assert alarms(laps) == set()
    assert alarms(changed(laps, 4, sections_ms=[20_000, 30_000, 10_001])) == {("sections-sum", 4)}
    assert alarms(changed(laps, 4, sections_ms=[20_000, None, 10_001])) == set()


def test_a_clock_that_ran_before_lap_1_for_everybody_is_no_error_but_for_one_car_it_is() -> None:
    laps = laps_of(PLAIN)
    early = laps.with_columns(pl.col("elapsed_ms") + 7_000, pl.col("hour_ms") + 7_000)
    assert told(early)["clock-before-lap-1"].level == "info"
    assert alarms(early) == set()
    one = laps.with_columns(pl.col("elapsed_ms") + pl.when(pl.col("car") == "1").then(7_000).otherwise(0))
    assert ("laps-sum", 2) in alarms(one)


def test_penalties_are_no_alarm_and_less_time_than_driven_is() -> None:
    laps = laps_of(PLAIN)
    results = results_of(laps)

    def with_(**values: int) -> pl.DataFrame:
        return results.with_columns(
            pl.when(pl.col("car") == "2").then(value).otherwise(pl.col(name)).alias(name)
            for name, value in values.items()
        )

    time = results.filter(pl.col("car") == "2")["total_time_ms"][0]
    assert told(laps, with_(total_time_ms=time + 50_000))["penalty-time"].level == "info"
    assert told(laps, with_(laps=4, total_time_ms=time + 70_890))["laps-taken-away"].level == "info"
    assert alarms(laps, with_(total_time_ms=time - 1)) == {("time-differs", 13)}
    assert alarms(laps, results.filter(pl.col("car") != "2")) == {("car-not-in-results", 13)}


def test_listed_drivers_who_never_drove_are_told_and_spelling_is_no_difference() -> None:
    laps = laps_of([Car("1", [60_000] * 3)]).with_columns(pl.lit("Marco SØRENSEN").alias("driver"))
    found = {one.code: one for one in check(laps, crews={"1": ["SORENSEN Marco", "Nicki THIIM"]})}
    assert set(found) == {"driver-without-laps"}
    assert "Nicki THIIM (1)" in found["driver-without-laps"].message
    wrong = check(laps, crews={"1": ["Nicki THIIM"]}, files={FILE: "laps.csv"})
    assert [(one.code, one.where) for one in wrong if one.level == "warning"] == [("driver-not-listed", "laps.csv:2")]


def test_a_car_whose_clock_goes_back_without_lap_times_is_found() -> None:
    laps = laps_of(PLAIN).with_columns(pl.lit(None, dtype=pl.Int64).alias("lap_time_ms"))
    assert ("clock-falls", 5) in alarms(changed(laps, 5, elapsed_ms=1, hour_ms=None))


def test_many_findings_of_one_kind_are_told_to_a_limit_and_then_counted() -> None:
    laps = laps_of([Car("1", [60_000] * (SHOWN + 50))]).with_columns(pl.col("s1_ms") + 500)
    found = [one for one in check(laps) if one.code == "sectors-sum"]
    assert len(found) == SHOWN + 1
    assert found[-1].message.startswith("50 more findings")


def test_reduced_laps_without_clock_sectors_and_drivers_raise_nothing() -> None:
    laps = laps_of(PLAIN)
    gone = ("s1_ms", "s2_ms", "s3_ms", "hour_ms", "driver", "driver_slot", "team", "flag", "improvement", "class")
    reduced = laps.with_columns(
        *(pl.lit(None, dtype=laps.schema[name]).alias(name) for name in gone),
        pl.lit("derived").alias("elapsed_origin"),
        pl.lit(False).alias("in_pit"),
    )
    assert check(reduced) == ()
    assert check(LAPS.empty()) == ()


def test_a_session_is_checked_with_its_own_result_and_file_names() -> None:
    laps = laps_of(PLAIN)
    results = results_of(laps)
    session = TimingSession(
        "", "wec", "race", changed(laps, 5, s1_ms=1), results, WEATHER.empty(), RESULTS.empty(), files={FILE: "my.csv"}
    )
    (alarm,) = (one for one in check(session) if one.level == "error")
    assert alarm.where == "my.csv:5"


# Real races ---------------------------------------------------------------------------------------------------------


def table(path: Path, name: str) -> pl.DataFrame:
    return read(Source(path.name, path.read_bytes()), {}).parsed.tables[name]


def real(shared: Path, patterns: Sequence[str]) -> Iterator[tuple[Path, pl.DataFrame]]:
    for pattern in patterns:
        for path in sorted((shared / "timing").glob(pattern)):
            yield path, table(path, "laps")


@pytest.mark.parametrize("series", ["wec", "imsa"])
def test_no_false_alarm_on_real_races_with_their_results(shared: Path, series: str) -> None:
    counted = 0
    for path, laps in real(shared, [f"{series}/*race-laps.csv"]):
        beside = path.with_name(path.name.replace("-laps", "-classification" if series == "wec" else "-results"))
        results = table(beside, "results") if beside.exists() else None
        found = check(laps, results)
        assert [str(one) for one in found if one.level != "info"] == [], path.name
        counted += 1
    print(f"{series}: {counted} races, no alarm")
    assert counted >= 10


def test_no_false_alarm_on_qualifying_reduced_and_other_series(shared: Path) -> None:
    patterns = [
        "imsa/*qualifying*-laps.csv",
        "reduced/*/*-laps.csv",
        "formula-e/*-laps.csv",
        "grcup/*-laps-sections.csv",
    ]
    counted = 0
    for path, laps in real(shared, patterns):
        assert [str(one) for one in check(laps) if one.level != "info"] == [], path.name
        counted += 1
    assert counted > 100


def test_a_second_car_under_one_number_is_told_apart_or_found(shared: Path) -> None:
    """GR Cup at COTA: without the reader's `3 (2)` the checks find the second car lap by lap."""
    for path, laps in real(shared, ["grcup/2025_cota_*-laps-sections.csv"]):
        assert "3 (2)" in set(laps["car"]), path.name
        merged = laps.with_columns(pl.col("car").str.replace(" (2)", "", literal=True))
        twice = [one for one in check(merged) if one.code == "lap-twice"]
        assert len(twice) == laps.filter(pl.col("car") == "3 (2)").height


def test_each_changed_millisecond_of_a_real_race_is_found(shared: Path) -> None:
    """One row in fifty of a real race, a sector a millisecond off in each of three ways, one at a time."""
    (laps,) = (frame for _, frame in real(shared, ["imsa/2022_belle-isle*race-laps.csv"]))
    for row in laps.filter(pl.col("s1_ms").is_not_null()).gather_every(50).iter_rows(named=True):
        for name in ("s1_ms", "lap_time_ms", "elapsed_ms"):
            damaged = changed(laps, row["line"], **{name: row[name] + 1})
            lines = {int(one.where.rpartition(":")[2]) for one in check(damaged) if one.level == "error"}
            assert lines == {row["line"]}, (row["car"], row["lap"], name)


def test_every_code_is_documented_and_every_documented_code_exists() -> None:
    root = Path(__file__).resolve().parents[1]
    source = "".join(path.read_text(encoding="utf-8") for path in (root / "src/paddock/timing").glob("checks_*.py"))
    written = set(re.findall(r'"(?:error|warning|info)",\s*"([a-z0-9-]+)"', source))
    written |= set(re.findall(r'_exempt\(\s*\w+,\s*"([a-z0-9-]+)"', source)) | {"pit-lane-start", "stop-before-line"}
    written |= {f"{column}-changes" for column in ("class", "group", "team", "manufacturer", "driver")}
    written |= {"class-differs", "team-differs"}
    page = (root / "docs/methods/checks.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    assert {code for row in rows for code in re.findall(r"`([a-z0-9-]+)`", row)} == written
