"""What is read out of laps: neutralisations, stints, stops, pace, traffic, time at the wheel.

Small invented races are reckoned by hand, Hypothesis races are held against slow, obvious reckonings in plain Python,
and every reading runs on every real lap file.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import random
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddock.catalogue import Catalogue
from paddock.errors import BadFile, BadRequest, UnknownName
from paddock.model import Driver, DriverGrade, Grade, Status
from paddock.model.rules import DrivingTimeRule
from paddock.tables import LAPS, NEUTRALISATIONS, PIT_STOPS, RACE_CONTROL, STINTS
from paddock.tables.readings import DRIVING_TIMES, IDEAL_LAPS, PACE, PACE_BY_AGE, TRAFFIC, TRAFFIC_COST
from paddock.timing.driving import driving_times, driving_verdicts, judge_driving
from paddock.timing.ideal import ideal_lap
from paddock.timing.neutralisations import neutralisation_findings, neutralisations
from paddock.timing.pace import _order_ranks, pace, pace_by_age
from paddock.timing.pits import drive_through_ms, pit_stops
from paddock.timing.readers import Source, read
from paddock.timing.robust import pair_slopes, t_quantile, theil_sen
from paddock.timing.stints import stints
from paddock.timing.traffic import traffic, traffic_cost
from paddock.timing.tyres import two_kinds
from paddock.timing.wheel import most_within
from reading_strategies import full_races
from strategies import catalogue_of, meeting_of, race_class_of, season_of


def car(number: str, times: Sequence[int], **columns: Any) -> list[dict[str, Any]]:
    """Return the rows of a car from its lap times [ms].

    columns: the same value on every lap, or a mapping from lap number to value; `counts_for_pace` unless told: laps
    after the first that touch no stop.
    """
    rows: list[dict[str, Any]] = []
    clock = 0
    for lap, time in enumerate(times, 1):
        clock += time
        row: dict[str, Any] = {"car": number, "class": "A", "lap": lap, "lap_time_ms": time, "elapsed_ms": clock}
        row |= {"in_pit": False, "flag": "GF", "driver": "Ann", "driver_slot": 1}
        for name, value in columns.items():
            if isinstance(value, Mapping):
                row[name] = value.get(lap, row.get(name))
            else:
                row[name] = value
        touched = row["in_pit"] or row.get("pit_time_ms") is not None or (rows and rows[-1]["in_pit"])
        row.setdefault("counts_for_pace", lap > 1 and not touched)
        rows.append(row)
    return rows


def field(*cars: list[dict[str, Any]]) -> pl.DataFrame:
    """Return the table `laps` of some cars."""
    rows = itertools.chain(*cars)
    return LAPS.frame({"file": "f", "line": line, **row} for line, row in enumerate(rows, 2))


EMPTY = LAPS.empty()


def test_a_frame_without_laps_has_empty_readings() -> None:
    """A session whose laps could not be read must not end in a Polars error."""
    assert stints(EMPTY).equals(STINTS.empty())
    assert pit_stops(EMPTY).equals(PIT_STOPS.empty())
    assert neutralisations(EMPTY).equals(NEUTRALISATIONS.empty())
    assert neutralisation_findings(EMPTY) == ()
    assert traffic(EMPTY).equals(TRAFFIC.empty())
    assert traffic_cost(TRAFFIC.empty()).equals(TRAFFIC_COST.empty())
    assert driving_times(EMPTY).equals(DRIVING_TIMES.empty())
    for by in ("car", "driver", "car,driver", "class", "stint"):
        assert pace(EMPTY, by).equals(PACE.empty())
    assert pace(EMPTY, "stint-age").equals(PACE_BY_AGE.empty())
    assert ideal_lap(EMPTY).equals(IDEAL_LAPS.empty())


# -- neutralisations -----------------------------------------------------------------------------------------------


def test_a_period_lies_between_the_crossings_that_differ() -> None:
    """Two cars, one yellow: last green crossing 200 s, first yellow 205 s, last yellow 320 s, first green 330 s."""
    a = car("1", [100_000, 100_000, 120_000, 100_000], flag={3: "FCY"})
    b = car("2", [105_000, 100_000, 125_000, 100_000], flag={2: "FCY"})
    (row,) = neutralisations(field(a, b)).rows(named=True)
    assert (row["kind"], row["source"], row["number"]) == ("FCY", "crossings", 1)
    assert (row["start_earliest_ms"], row["start_latest_ms"], row["start_ms"]) == (200_000, 205_000, 202_500)
    assert (row["end_earliest_ms"], row["end_latest_ms"], row["end_ms"]) == (320_000, 330_000, 325_000)
    assert row["duration_ms"] == 122_500
    assert (row["leader_lap"], row["leader_laps"], row["crossings"]) == (3, 1, 2)


def test_one_caution_may_follow_another() -> None:
    """A full-course yellow that becomes a safety car is two periods that meet."""
    laps = field(car("1", [100_000] * 6, flag={3: "FCY", 4: "SF", 5: "SF"}))
    found = neutralisations(laps)
    assert found["kind"].to_list() == ["FCY", "SF"]
    assert found["end_ms"][0] == found["start_ms"][1] == 350_000


def test_a_race_that_ends_under_caution_does_not_say_when_it_ended() -> None:
    """The chequered flag takes the place of the yellow one on the page, not on the track."""
    (row,) = neutralisations(field(car("1", [100_000] * 4, flag={3: "SF", 4: "FF"}))).rows(named=True)
    assert (row["end_ms"], row["end_latest_ms"], row["duration_ms"]) == (None, None, None)
    assert row["end_earliest_ms"] == 300_000


def test_a_lone_contradicting_flag_is_left_aside_and_told() -> None:
    """One car printed green within seconds of yellow ones on both sides does not end a neutralisation."""
    cars = [car(str(n), [100_000 + 1000 * n] + [100_000] * 3, flag={2: "FCY", 3: "FCY"}) for n in range(4)]
    cars[2][1]["flag"] = "GF"
    laps = field(*cars)
    assert neutralisations(laps).height == 1
    (finding,) = neutralisation_findings(laps)
    assert finding.code == "flag-alone"
    assert "GF by car 2 lap 2 at 0:03:22.000" in finding.message


def test_race_control_is_exact() -> None:
    """Its changes of flag are the moments themselves; a clock it lacks comes from the time of day, over midnight."""
    day = 86_400_000
    laps = field(car("1", [100_000] * 4, hour_ms={lap: (day - 150_000 + lap * 100_000) % day for lap in range(1, 5)}))
    control = RACE_CONTROL.frame(
        {"file": "f", "line": line, "kind": flag, "flag": flag, "elapsed_ms": at, "hour_ms": hour}
        for line, (flag, at, hour) in enumerate(
            [
                ("GF", 0, None),
                ("FCY", None, (day - 150_000 + 123_456) % day),
                ("GF", 300_001, None),
                ("FF", 400_000, None),
            ]
        )
    )
    (row,) = neutralisations(laps, control).rows(named=True)
    assert (row["start_ms"], row["end_ms"], row["source"]) == (123_456, 300_001, "race-control")
    assert row["start_earliest_ms"] == row["start_latest_ms"] == row["start_ms"]
    assert neutralisation_findings(laps, control) == ()


def test_without_flags_only_a_field_slow_at_once_shows_one() -> None:
    """Eight cars; laps 6 to 8 of all take twice as long.  One slow car alone is no neutralisation."""
    slow = [100_000] * 5 + [200_000] * 3 + [100_000] * 6
    cars = [car(str(n), [100_000 + 2_000 * n, *slow[1:]], flag=None) for n in range(8)]
    (row,) = neutralisations(field(*cars)).rows(named=True)
    assert (row["kind"], row["source"]) == ("unknown", "imputed")
    assert row["start_earliest_ms"] <= 500_000 <= row["start_latest_ms"]
    assert row["end_earliest_ms"] <= 1_100_000 <= row["end_latest_ms"]
    alone = [car("0", slow, flag=None)] + [car(str(n), [100_000 + n] * 14, flag=None) for n in range(1, 8)]
    assert neutralisations(field(*alone)).height == 0
    (finding,) = neutralisation_findings(field(*alone))
    assert (finding.code, "None shows" in finding.message) == ("no-flags", True)


def slow_neutralisations(rows: list[dict[str, Any]]) -> list[tuple[str, int, int, int, int | None]]:
    """Return kind, bounds of start and of end, by walking through the crossings one by one."""
    crossings = sorted((row["elapsed_ms"], row["flag"]) for row in rows)
    found: list[list[Any]] = []
    state, last = "GF", None
    for at, flag in crossings:
        if flag != state and state in {"FCY", "SF", "RF"}:
            found[-1] += [last, None if flag == "FF" else at]
        if flag != state and flag in {"FCY", "SF", "RF"}:
            found.append([flag, at if last is None else last, at])
        state, last = flag, at
    if found and len(found[-1]) == 3:
        found[-1] += [last, None]
    return [(kind, a, b, c, d) for kind, a, b, c, d in found]


@given(full_races(flags=True))
def test_neutralisations_are_those_of_a_walk_through_the_crossings(rows: list[dict[str, Any]]) -> None:
    """The runs found by index must be those seen by going through the race moment by moment; and never overlap."""
    found = neutralisations(LAPS.frame(rows))
    columns = ("kind", "start_earliest_ms", "start_latest_ms", "end_earliest_ms", "end_latest_ms")
    assert found.select(columns).rows() == slow_neutralisations(rows)
    NEUTRALISATIONS.check(found)
    ends = found["end_ms"].fill_null(found["end_earliest_ms"]).to_list()
    assert all(end <= start for end, start in zip(ends, found["start_ms"].to_list()[1:], strict=False))
    assert all(start <= end for start, end in zip(found["start_ms"], ends, strict=True))


# -- stints and stops ----------------------------------------------------------------------------------------------


def two_stints() -> list[dict[str, Any]]:
    """Return a car that stops once for 60 s after lap 3, with a new driver."""
    second = dict.fromkeys(range(4, 8), "Bob")
    times = [101_000, 100_000, 110_000, 150_000, 100_000, 100_000, 100_000]
    return car("7", times, in_pit={3: True}, pit_time_ms={4: 60_000}, driver=second, flag={7: "FF"})


def test_a_stop_ends_a_stint() -> None:
    """By hand: laps 1-3 until 311 s, laps 4-7 until 761 s; the stop cost 110 + 150 - 2 x 100 s."""
    laps = field(two_stints())
    one, two = stints(laps).rows(named=True)
    assert (one["first_lap"], one["last_lap"], one["start_ms"], one["end_ms"]) == (1, 3, 0, 311_000)
    assert (two["first_lap"], two["last_lap"], two["start_ms"], two["end_ms"]) == (4, 7, 311_000, 761_000)
    assert (one["duration_ms"], two["duration_ms"]) == (311_000, 450_000)
    assert (one["driver"], two["driver"], one["ended_by"], two["ended_by"]) == ("Ann", "Bob", "pit", "finish")
    assert (one["tyres"], two["tyres"], two["green_laps"], two["pace_ms"]) == ("start", "unknown", 3, 100_000)
    (stop,) = pit_stops(laps).rows(named=True)
    assert (stop["in_lap"], stop["out_lap"], stop["in_ms"], stop["lane_ms"]) == (3, 4, 311_000, 60_000)
    assert (stop["purpose"], stop["driver_in"], stop["driver_out"]) == ("driver-change", "Ann", "Bob")
    assert (stop["stop_ms"], stop["lost_ms"], stop["flag"], stop["flag_out"]) == (None, 60_000, "GF", "GF")


def test_a_time_printed_on_the_marked_lap_makes_no_ghost_stint() -> None:
    """Where the boxes lie before the line, mark and lane time share a lap: one visit, two stints, not three."""
    times = [100_000, 100_000, 3_100_000, 110_000, 100_000]
    laps = field(*(car(str(n), times, in_pit={3: True}, pit_time_ms={3: 2_700_000}) for n in range(3)))
    assert stints(laps).filter(car="0")["first_lap"].to_list() == [1, 4]
    stop = pit_stops(laps).filter(car="0").row(0, named=True)
    assert (stop["in_lap"], stop["out_lap"], stop["lane_ms"]) == (3, 4, 2_700_000)


def test_most_of_the_field_waiting_at_once_is_a_red_flag() -> None:
    """Some organisers print no red flag: the field that waits together shows it, a single long repair does not."""
    usual = {"in_pit": {2: True, 5: True}, "pit_time_ms": {3: 60_000, 6: 2_000_000}}
    long = [100_000, 110_000, 150_000, 100_000, 110_000, 2_100_000, 100_000]
    short = [*long[:5], 150_000, *[100_000] * 21]
    waiting = field(*(car(str(n), long, **usual) for n in range(4)))
    assert pit_stops(waiting)["purpose"].to_list() == ["service", "red-flag"] * 4
    others = [car(str(n), short, in_pit={2: True, 5: True}, pit_time_ms={3: 60_000, 6: 60_000}) for n in range(1, 5)]
    assert pit_stops(field(car("0", long, **usual), *others))["purpose"].to_list()[:2] == ["service", "repair"]


def test_a_long_visit_behind_a_safety_car_may_be_a_mere_wait() -> None:
    """The exit is shut until the train has passed: what would be called a repair under green is not told."""
    usual = {"in_pit": {2: True, 5: True}, "pit_time_ms": {3: 60_000, 6: 400_000}}
    long = [100_000, 110_000, 150_000, 100_000, 110_000, 500_000, 100_000]
    short = [*long[:5], 150_000, *[100_000] * 5]
    others = [car(str(n), short, in_pit={2: True, 5: True}, pit_time_ms={3: 60_000, 6: 60_000}) for n in range(1, 5)]
    for flag, purpose in (("GF", "repair"), ("FCY", "repair"), ("SF", "unknown")):
        found = pit_stops(field(car("0", long, **usual, flag={5: flag, 6: "GF"}), *others))
        assert found["purpose"].to_list()[:2] == ["service", purpose]
        assert ("safety car" in found["purpose_reason"][1]) is (flag == "SF")


def test_sorts_of_visits() -> None:
    """A start from the lane is stop 0, a car that stays in has retired, one that takes the flag there has not."""
    start = car("1", [100_000] * 3, pit_time_ms={1: 20_000}, flag={3: "FF"})
    gone = car("2", [100_000] * 2, in_pit={2: True})
    home = car("3", [100_000] * 3, in_pit={3: True}, flag={3: "FF"})
    found = pit_stops(field(start, gone, home))
    assert found.select("car", "stop", "purpose", "in_lap", "out_lap").rows() == [
        ("1", 0, "start-from-pit-lane", None, 1),
        ("2", 1, "retired", 2, None),
        ("3", 1, "finish", 3, None),
    ]
    assert stints(field(start, gone, home))["ended_by"].to_list() == ["finish", "pit", "finish"]


def test_a_driver_change_without_a_mark_is_a_stop_within_the_lap() -> None:
    """A long lap in the garage may bear no mark at all; somebody else drives on all the same."""
    laps = field(car("1", [100_000, 100_000, 900_000, 100_000], driver={3: "Bob", 4: "Bob"}))
    assert stints(laps).select("first_lap", "driver").rows() == [(1, "Ann"), (3, "Bob")]
    (stop,) = pit_stops(laps).rows(named=True)
    assert (stop["in_lap"], stop["out_lap"], stop["in_ms"], stop["purpose"]) == (3, 3, None, "driver-change")


def test_the_flag_of_a_stop_is_the_periods_where_it_is_known() -> None:
    """A yellow that falls between two crossings holds for a car that came in meanwhile, if race control says so."""
    laps = field(two_stints())
    control = RACE_CONTROL.frame(
        {"file": "f", "line": line, "kind": flag, "flag": flag, "elapsed_ms": at, "hour_ms": None}
        for line, (flag, at) in enumerate([("GF", 0), ("FCY", 305_000), ("GF", 320_000)])
    )
    assert pit_stops(laps, neutralisations(laps, control))["flag"].to_list() == ["FCY"]


def slow_stints(rows: list[dict[str, Any]]) -> dict[str, list[tuple[int, int]]]:
    """Return first and last lap of each stint of each car: a new one after a marked lap or with another driver."""
    found: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        mine = found.setdefault(row["car"], [])
        before = next((one for one in rows if one["car"] == row["car"] and one["lap"] == row["lap"] - 1), None)
        if before is None or before["in_pit"] or before["driver"] != row["driver"]:
            mine.append((row["lap"], row["lap"]))
        else:
            mine[-1] = (mine[-1][0], row["lap"])
    return found


@given(full_races())
def test_stints_are_those_of_a_walk_through_the_laps(rows: list[dict[str, Any]]) -> None:
    """Stints part the laps of a car: none twice, none left out, their times the whole time; one stop between two."""
    laps = LAPS.frame(rows)
    found = stints(laps)
    STINTS.check(found)
    mine = {name: group.select("first_lap", "last_lap").rows() for (name,), group in found.group_by(["car"])}
    assert mine == slow_stints(rows)
    for (name,), group in laps.group_by(["car"]):
        own = found.filter(car=name)
        assert own["duration_ms"].sum() == group["elapsed_ms"].max() == own["end_ms"].max()
        assert own["laps"].sum() == group.height
        assert own["start_ms"].to_list() == [0, *own["end_ms"].to_list()[:-1]]
        visits = pit_stops(laps).filter(pl.col("car") == name, pl.col("out_lap").is_not_null(), pl.col("stop") > 0)
        assert visits.height == own.height - 1
    assert found["green_laps"].sum() == laps["counts_for_pace"].sum()


@given(full_races())
def test_the_order_of_the_rows_does_not_matter(rows: list[dict[str, Any]]) -> None:
    """Readers keep the order of the file, whatever it is."""
    turned = LAPS.frame(reversed(rows))
    laps = LAPS.frame(rows)
    assert stints(turned).equals(stints(laps))
    assert pit_stops(turned).equals(pit_stops(laps))
    assert driving_times(turned).equals(driving_times(laps))


@given(full_races())
def test_every_printed_lane_time_is_in_one_stop(rows: list[dict[str, Any]]) -> None:
    """No time in the lane may be lost or counted twice."""
    laps = LAPS.frame(rows)
    found = pit_stops(laps)
    PIT_STOPS.check(found)
    assert found["lane_ms"].sum() == laps["pit_time_ms"].sum()


def test_drive_throughs_are_a_heap_of_alike_quick_visits() -> None:
    """Penalties at the speed limit take the same time; without such a heap, or with a new driver in it, none is."""
    lane = [23_000, 23_100, 23_050, *range(60_000, 75_000, 1_000)]
    cars = [str(n % 5) for n in range(len(lane))]
    same = [False] * len(lane)
    assert drive_through_ms(pl.Series(lane), pl.Series(cars), pl.Series(same)) == 23_050
    assert drive_through_ms(pl.Series(lane), pl.Series(["1"] * 18), pl.Series(same)) is None
    assert drive_through_ms(pl.Series(lane), pl.Series(cars), pl.Series([True, *same[1:]])) is None
    assert drive_through_ms(pl.Series(lane[3:]), pl.Series(cars[3:]), pl.Series(same[3:])) is None
    assert drive_through_ms(pl.Series([], dtype=pl.Int64), pl.Series([], dtype=pl.String), pl.Series(same[:0])) is None


def test_tyres_are_hinted_at_only_where_stops_are_of_two_kinds() -> None:
    """Short and long stops well apart are two kinds; one heap cut in half is not, nor are a few stops."""
    rng = random.Random(4)
    short, long = ([round(rng.gauss(middle, 1_500)) for _ in range(20)] for middle in (40_000, 70_000))
    limit = two_kinds(short + long)
    assert limit is not None
    assert max(short) < limit < min(long)
    assert two_kinds(short) is None
    assert two_kinds([40_000, 70_000] * 3) is None
    heaps = [[round(rng.gauss(60_000, 9_000)) for _ in range(60)] for _ in range(200)]
    assert sum(two_kinds(heap) is not None for heap in heaps) <= 2


# -- pace ----------------------------------------------------------------------------------------------------------


def test_pace_is_the_mean_of_the_quickest_share() -> None:
    """Car 1: quickest half of 100, 101, 102, 103, 110 s is 100, 101, 102; car 2 is 1.5 s slower on every lap."""
    times = [105_000, 100_000, 110_000, 101_000, 103_000, 102_000]
    laps = field(car("1", times), car("2", [time + 1_500 for time in times]))
    found = pace(laps)
    assert found["pace_ms"].to_list() == [101_000, 102_500]
    assert found.select("laps", "laps_kept", "stints", "best_lap_ms").row(0) == (5, 3, 1, 100_000)
    assert found["gap_ms"].to_list() == [0, 1_500]
    assert found["gap_pct"].to_list() == [0.0, pytest.approx(100 * 1_500 / 101_000)]
    assert pace(laps, quantile=1.0)["pace_ms"].to_list() == [103_200, 104_700]
    assert pace(laps, "driver")["driver"].to_list() == ["Ann"]
    assert pace(laps, "car,driver")["laps"].to_list() == [5, 5]
    assert pace(laps, "class").select("laps", "pace_ms").rows() == [(10, 101_400)]


def test_pace_refuses_what_it_cannot_tell() -> None:
    """A misspelled question is answered with the questions there are."""
    with pytest.raises(BadRequest, match="by 'team'"):
        pace(EMPTY, "team")
    with pytest.raises(BadRequest, match="above 0"):
        pace(EMPTY, quantile=0)
    with pytest.raises(BadRequest):
        ideal_lap(EMPTY, "stint")


def test_a_crew_place_without_a_name_is_one_cars() -> None:
    """In anonymised files the second driver of two cars is not one person."""
    laps = field(car("1", [100_000] * 5, driver=None), car("2", [100_000] * 5, driver=None))
    assert sorted(pace(laps, "driver")["driver"]) == ["no. 1 of car 1", "no. 1 of car 2"]


def simulated(rng: random.Random, cars: int, shares: Sequence[int]) -> tuple[pl.DataFrame, dict[str, float]]:
    """Return a race whose pace is known, and what was added to the pace of each car.

    Stints differ by 250 ms, laps by 300 ms with a correlation of 0.4 between neighbours, and three laps in ten lose
    0.8 s on average in traffic.  shares: numbers of stints a car may have.
    """
    rows, truth = [], {}
    for number in range(cars):
        truth[str(number)] = rng.uniform(0, 1_500)
        times: list[int] = []
        marks: dict[int, bool] = {}
        for _ in range(rng.choice(shares)):
            offsets = stint_noise(rng, rng.randint(12, 30))
            times += [round(100_000 + truth[str(number)] + offset) for offset in offsets]
            marks[len(times)] = True
        rows.append(car(str(number), times, in_pit=marks, pit_time_ms={lap + 1: 60_000 for lap in marks}))
    return field(*rows), truth


def stint_noise(rng: random.Random, laps: int) -> list[float]:
    """Return what the laps of one stint lie off the pace [ms]."""
    level, noise, found = rng.gauss(0, 250), rng.gauss(0, 300), []
    for _ in range(laps):
        noise = 0.4 * noise + math.sqrt(1 - 0.4**2) * rng.gauss(0, 300)
        found.append(level + noise + (rng.expovariate(1 / 800) if rng.random() < 0.3 else 0))
    return found


@pytest.mark.parametrize("shares", [(1, 2, 3, 4, 5), (2,), (8,)], ids=str)
def test_pace_intervals_hold_the_truth_as_often_as_they_say(shares: tuple[int, ...]) -> None:
    """Laps of a stint are alike; an interval that took them for independent would hold the truth half the time.

    360 intervals of 95 %: the share that holds has a standard error of 1.2 %, and cars of one race share the estimate
    of the spread.  90 to 99 % passes; the naive interval, n laps taken as independent, is shown to fail.
    """
    rng = random.Random(20)
    pool = sorted(offset for _ in range(4_000) for offset in stint_noise(rng, 20))
    shift = statistics.fmean(pool[: len(pool) // 2])
    held = naive = total = 0
    for _ in range(30):
        laps, truth = simulated(rng, 12, shares)
        for row in pace(laps).iter_rows(named=True):
            true = 100_000 + truth[row["car"]] + shift
            held += row["pace_low_ms"] <= true <= row["pace_high_ms"]
            naive += abs(row["pace_ms"] - true) <= 1.96 * 300 / math.sqrt(row["laps"])
            total += 1
    assert 0.90 <= held / total <= 0.99
    assert naive / total < 0.70


def test_stint_pace_and_drop_off_hold_the_truth() -> None:
    """Stints of 12 to 35 laps that get slower by a known slope: level and slope lie in their intervals."""
    rng = random.Random(9)
    level = slope_held = total = 0
    for _ in range(12):
        slopes_of: dict[str, float] = {}
        cars = []
        for number in range(10):
            laps = rng.randint(12, 35)
            slope = slopes_of[str(number)] = rng.uniform(-20, 60)
            noise = rng.gauss(0, 300)
            times = []
            for lap in range(laps):
                noise = 0.4 * noise + math.sqrt(1 - 0.4**2) * rng.gauss(0, 300)
                times.append(round(100_000 + slope * (lap - laps / 2) + noise))
            cars.append(car(str(number), times))
        for row in stints(field(*cars)).iter_rows(named=True):
            level += row["pace_low_ms"] <= 100_000 <= row["pace_high_ms"]
            slope_held += row["drop_off_low"] <= slopes_of[row["car"]] <= row["drop_off_high"]
            total += 1
    assert level / total >= 0.88
    assert slope_held / total >= 0.90


def test_pace_by_age_compares_a_lap_with_its_own_stint() -> None:
    """Every stint's second lap is 1 s, its third 0.5 s slower than its typical lap, whatever the stint's level."""
    cars = [
        car(str(n), [101_000 + 1000 * n, *(100_000 + 1000 * n + x for x in (1000, 500, 0, 0, 0, 0, 0))])
        for n in range(8)
    ]
    found = pace_by_age(field(*cars))
    assert found["stint_lap"].to_list() == [2, 3, 4, 5, 6, 7, 8]
    assert found["offset_ms"].to_list() == [1000, 500, 0, 0, 0, 0, 0]
    assert found["offset_low_ms"].to_list() == found["offset_high_ms"].to_list() == found["offset_ms"].to_list()


def test_ranks_around_the_median_are_the_smallest_that_hold_it() -> None:
    """Of n values the ranks low and n - 1 - low hold the median with at least 95 %, the next inner ones do not."""
    low, high = _order_ranks([5, 6, 20, 101])
    assert 5 not in low
    for n in (6, 20, 101):

        def inside(k: int, n: int = n) -> float:
            return sum(math.comb(n, i) for i in range(k + 1, n - k)) / 2**n

        assert high[n] == n - 1 - low[n]
        assert inside(low[n]) >= 0.95 > inside(low[n] + 1)


def test_students_t_and_slopes_are_right() -> None:
    """Tabled values of t; the slope against the median over all pairs in plain Python."""
    for degrees, value in ((1, 12.7062), (2, 4.30265), (3, 3.18245), (10, 2.22814), (30, 2.04227)):
        assert t_quantile(degrees) == pytest.approx(value, abs=1e-4)
    rng = random.Random(3)
    points = [(x, rng.randint(0, 1000)) for x in range(12)]
    frame = pl.DataFrame({"k": ["a"] * 12, "x": [x for x, _ in points], "y": [y for _, y in points]})
    pairs = sorted((d - b) / (c - a) for (a, b), (c, d) in itertools.combinations(points, 2))
    row = theil_sen(pair_slopes(frame, ["k"], "x", "y"), ["k"]).row(0, named=True)
    assert row["slope"] == pytest.approx(statistics.median(pairs))
    assert row["slope_low"] in [pytest.approx(one) for one in pairs]
    assert row["slope_low"] < row["slope"] < row["slope_high"]


def test_the_ideal_lap_is_made_of_valid_sectors() -> None:
    """Lap 4 was taken away (quicker than the official best), lap 1 and the out-lap do not count."""
    sectors = [(10, 10, 10), (30, 40, 32), (31, 39, 30), (20, 20, 20), (32, 41, 29)]
    rows = car("1", [sum(one) * 1000 for one in sectors], improvement={3: 3})
    for row, (one, two, three) in zip(rows, sectors, strict=True):
        row |= {"s1_ms": one * 1000, "s2_ms": two * 1000, "s3_ms": three * 1000}
    rows[0]["pace_reason"] = "first-lap"
    (found,) = ideal_lap(field(rows)).rows(named=True)
    assert (found["ideal_ms"], found["best_lap_ms"], found["best_lap"], found["left_ms"]) == (98_000, 100_000, 3, 2_000)
    assert (found["s1_lap"], found["s2_lap"], found["s3_lap"], found["s3_car"]) == (2, 3, 5, "1")
    for row in rows:
        row["s2_ms"] = None
    assert ideal_lap(field(rows), "class")["ideal_ms"].to_list() == [None]


# -- traffic -------------------------------------------------------------------------------------------------------


def slow_traffic(rows: list[dict[str, Any]]) -> list[tuple[str, int, int, int, int, int]]:
    """Return car, lap, lapped, lapped_by, gained, lost, by looking at every pair of a lap and another car."""
    found = []
    cars = {row["car"]: [one for one in rows if one["car"] == row["car"]] for row in rows}
    for row in rows:
        counts = [0, 0, 0, 0]
        start, end = row["elapsed_ms"] - row["lap_time_ms"], row["elapsed_ms"]
        for name, laps in cars.items():
            begun = [one for one in laps if one["elapsed_ms"] > start]
            under_way = [one for one in laps if one["elapsed_ms"] > end]
            if name == row["car"] or not under_way or row["lap"] == 1:
                continue
            if any(
                one["in_pit"] or one["pit_time_ms"] is not None or (one["lap"] > 1 and laps[one["lap"] - 2]["in_pit"])
                for one in (begun[0], under_way[0])
            ):
                continue
            crossings = len(begun) - len(under_way)
            done = len(laps) - len(under_way)
            rival = laps[0]["class"] == row["class"]
            if crossings == 0:
                counts[2 if rival and done == row["lap"] - 1 else 0] += 1
            elif crossings >= 2:
                counts[3 if rival and done == row["lap"] else 1] += 1
        found.append((row["car"], row["lap"], *counts))
    return sorted(found)


@given(full_races())
def test_traffic_is_that_of_a_look_at_every_pair(rows: list[dict[str, Any]]) -> None:
    """The counts by binary search must be those of comparing every lap with every crossing of every car."""
    found = traffic(LAPS.frame(rows))
    TRAFFIC.check(found)
    TRAFFIC_COST.check(traffic_cost(found))
    assert sorted(found.select("car", "lap", "lapped", "lapped_by", "gained", "lost").rows()) == slow_traffic(rows)


def test_lapping_a_car_of_another_class_is_seen_from_both_sides() -> None:
    """Car 1 laps in 100 s, car 2 in 141 s: on laps 4 and 7 of car 1 (300-400, 600-700 s) car 2 does not cross."""
    laps = field(car("1", [100_000] * 10), car("2", [141_000] * 8, **{"class": "B"}))
    found = traffic(laps)
    assert found.filter(pl.col("car") == "1", pl.col("lapped") > 0)["lap"].to_list() == [4, 7]
    assert found.filter(pl.col("car") == "2", pl.col("lapped_by") > 0)["lap"].to_list() == [3, 5]
    assert found["gained"].sum() == found["lost"].sum() == 0


def planted(seed: int) -> pl.DataFrame:
    """Return a class of ten cars that lose 400 ms for each car passed and 150 ms for each that came past."""
    rng = random.Random(seed)
    rows = []
    for number, lap in itertools.product(range(10), range(1, 61)):
        passed, by = rng.choice((0, 0, 1, 2)), rng.choice((0, 0, 0, 1))
        time = 100_000 + 20 * lap + 400 * passed + 150 * by + round(rng.gauss(0, 100))
        row = {"car": str(number), "class": "A", "lap": lap, "stint": lap // 20 + 1, "green_ms": time}
        rows.append({**row, "lapped": passed, "lapped_by": by, "gained": 0, "lost": 0})
    return TRAFFIC.frame(rows)


def test_a_planted_cost_is_found_again() -> None:
    """Of 80 intervals of 95 %, each class's two, at least 70 hold the truth; each is narrow enough to say something."""
    held = 0
    for seed in range(40):
        cost = {row["meeting"]: row for row in traffic_cost(planted(seed)).iter_rows(named=True)}
        for meeting, truth in (("lapping", 400), ("lapped", 150)):
            low, high = cost[meeting]["cost_low_ms"], cost[meeting]["cost_high_ms"]
            held += low <= truth <= high
            assert high - low < 100
    assert held >= 70


# -- time at the wheel ---------------------------------------------------------------------------------------------


def test_the_lane_time_of_a_change_of_driver_is_open() -> None:
    """Ann 311 s; Bob 450 s, of them 60 s in the lane: on which side of the line that was, the laps do not say."""
    ann, bob = driving_times(field(two_stints())).rows(named=True)
    assert (ann["drive_ms"], ann["drive_low_ms"], ann["drive_high_ms"]) == (311_000, 251_000, 311_000)
    assert (bob["drive_ms"], bob["drive_low_ms"], bob["drive_high_ms"]) == (390_000, 390_000, 450_000)
    assert ann["share_pct"] == pytest.approx(100 * 311 / 701)


def test_a_stop_without_change_comes_off_exactly() -> None:
    """The same driver before and after: 761 s less 60 s in the lane, without doubt."""
    rows = two_stints()
    for row in rows:
        row["driver"] = "Ann"
    (ann,) = driving_times(field(rows)).rows(named=True)
    assert ann["drive_ms"] == ann["drive_low_ms"] == ann["drive_high_ms"] == 701_000
    assert ann["longest_ms"] == 701_000


@given(full_races())
def test_driving_times_stay_within_the_race(rows: list[dict[str, Any]]) -> None:
    """Bounds in order; what all drivers of a car drove together is its time less what it spent in the lane."""
    laps = LAPS.frame(rows)
    found = driving_times(laps)
    DRIVING_TIMES.check(found)
    assert (found["drive_low_ms"] <= found["drive_ms"]).all()
    assert (found["drive_ms"] <= found["drive_high_ms"]).all()
    assert (found["longest_ms"] <= found["drive_ms"]).all()
    for (name,), group in laps.group_by(["car"]):
        own = found.filter(car=name)
        assert own["laps"].sum() == group.height
        assert own["drive_ms"].sum() == group["lap_time_ms"].sum() - group["pit_time_ms"].sum()


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(1, 20)), min_size=1, max_size=6), st.integers(1, 60))
def test_the_most_in_any_window_is_that_of_trying_every_start(steps: list[tuple[int, int]], window: int) -> None:
    """The best stretch begins or ends with a span; trying every whole start must find no better one."""
    spans, at = [], 0
    for rest, drive in steps:
        spans.append((at + rest, at + rest + drive))
        at += rest + drive
    tried = max(
        sum(max(0, min(b, start + window) - max(a, start)) for a, b in spans) for start in range(-window, at + 1)
    )
    assert most_within(spans, window) == tried


def judged(rules: list[dict[str, Any]], laps: pl.DataFrame, names: Sequence[str] = ("Ann",)) -> list[tuple[str, ...]]:
    """Return rule, driver and outcome under rules of a small season in which Ann is a Silver, Cid may be two things."""
    common = {"text": "Rule.", "status": Status.OFFICIAL, "sources": ("s",), "kind": "driving-time"}
    given_rules = tuple(DrivingTimeRule.model_validate({"id": f"r{n}", **common, **one}) for n, one in enumerate(rules))
    grades = {"Ann": (Grade.SILVER,), "Cid": (Grade.SILVER, Grade.GOLD)}
    drivers = [
        Driver(
            id=name.lower(), name=name, status=Status.UNVERIFIED,
            grades=(DriverGrade(driver=name.lower(), year=2024, one_of=grades[name], status=Status.UNVERIFIED),),
        )
        for name in names
    ]  # fmt: skip
    meeting = meeting_of("here", dt.date(2024, 5, 4), dt.date(2024, 5, 5), classes=("a",))
    season = season_of("cup-2024", [meeting], [race_class_of("a", *given_rules)], 2024)
    found = driving_verdicts(catalogue_of([season], drivers=drivers), "cup-2024", "here", laps)
    return [(one.rule, one.driver, one.outcome) for one in found]


def test_driving_rules_are_judged_with_their_bounds() -> None:
    """Ann drove 251 to 311 s (4.2 to 5.2 min): 4 min is reached, 6 is not, 5 cannot be told; likewise the most."""
    laps = field(two_stints())
    least = judged([{"minimum_min": 4}, {"minimum_min": 6}, {"minimum_min": 5}], laps)
    assert [outcome for _, driver, outcome in least if driver == "Ann"] == ["yes", "no", "unknown"]
    most = judged([{"maximum_min": 6}, {"maximum_min": 4}, {"maximum_min": 5}], laps)
    assert [outcome for _, driver, outcome in most if driver == "Ann"] == ["yes", "no", "unknown"]
    window = judged([{"maximum_min": 2, "window_min": 2}, {"maximum_min": 1, "window_min": 2}], laps)
    assert [outcome for _, driver, outcome in window if driver == "Ann"] == ["yes", "no"]


def test_rules_about_grades_need_the_grade() -> None:
    """Ann is a Silver; Cid may be; Bob is nobody in the catalogue.  A rule for Bronzes concerns Ann not at all."""
    rows = car("1", [100_000] * 3) + car("2", [100_000] * 3, driver="Cid") + car("3", [100_000] * 3, driver="Bob")
    silver = judged([{"minimum_min": 60, "grades": ["silver"]}], field(rows), ("Ann", "Cid"))
    assert silver == [("r0", "Ann", "no"), ("r0", "Cid", "unknown"), ("r0", "Bob", "unknown")]
    assert judged([{"minimum_min": 1, "grades": ["bronze"]}], field(rows)[:3]) == []
    assert judged([{"minimum_min": 1, "grades": ["silver"]}], field(rows)[6:]) == [("r0", "Bob", "yes")]


def test_what_rules_cannot_be_applied_is_told() -> None:
    """A class the season does not know, a season without rules, laps without drivers: unknown, with the reason."""
    strange = field(car("1", [100_000] * 2, **{"class": "Z"}))
    assert judged([{"minimum_min": 1}], strange) == [("", "", "unknown"), ("", "", "unknown")]
    assert judged([], field(car("1", [100_000]))) == [("", "", "unknown")]
    assert judged([{"minimum_min": 1}], field(car("1", [100_000], driver=None, driver_slot=None))) == [
        ("", "", "unknown")
    ]
    with pytest.raises(UnknownName):
        driving_verdicts(catalogue_of([]), "cup-2024", "here", strange)


def test_findings_on_driving_times_tell_a_rule_that_is_kept_once(facts: Catalogue) -> None:
    """The season's own facts: sixty drivers who kept a rule are one line, one who did not is a warning of his own."""
    minute = 60_000
    short = car(
        "7", [2 * minute] * 30 + [minute] * 30, **{"class": "HYPERCAR"}, driver=dict.fromkeys(range(31, 61), "Bob")
    )
    found = judge_driving(facts, "wec-2024/fuji/race", field(short))
    assert [(one.level, one.code) for one in found] == [("warning", "driving-time"), ("info", "driving-time-kept")]
    assert "Bob drove 0:30:00" in found[0].message
    assert judge_driving(facts, "wec-2024/fuji/qualifying", field(short)) == ()
    assert [one.code for one in judge_driving(facts, "nope-1999/here/race", field(short))] == ["driving-rules-unknown"]


# -- real races ----------------------------------------------------------------------------------------------------

CACHE: dict[Path, pl.DataFrame | None] = {}


def real(path: Path) -> pl.DataFrame | None:
    """Return the laps of a real file, read once; None for a file that holds none or is not recognised."""
    if path not in CACHE:
        try:
            CACHE[path] = read(Source(path.name, path.read_bytes()), {}).parsed.tables.get("laps")
        except BadFile:
            CACHE[path] = None
    return CACHE[path]


def lap_files(shared: Path, *patterns: str) -> list[Path]:
    found = [path for pattern in patterns for path in sorted((shared / "timing").glob(pattern))]
    if not found:
        pytest.skip("no timing files beside the check data")
    return found


def test_every_reading_runs_on_every_lap_file(shared: Path) -> None:
    """Raw, reduced, qualifying, anonymised, without classes or flags: no reading may fail, and laps are never lost."""
    files = lap_files(shared, "wec/*laps.csv", "imsa/*laps.csv", "grcup/*laps*.csv", "formula-e/*laps.csv")
    # Every third reduced file: the form is one, and most of the races stand in their raw form already.
    files += lap_files(shared, "reduced/*/*.csv")[::3]
    seen = 0
    for path in files:
        laps = real(path)
        if laps is None:
            continue
        seen += 1
        periods = neutralisations(laps)
        NEUTRALISATIONS.check(periods)
        neutralisation_findings(laps)
        found = stints(laps)
        STINTS.check(found)
        assert found["laps"].sum() == laps.height, path.name
        visits = pit_stops(laps, periods)
        PIT_STOPS.check(visits)
        assert visits["lane_ms"].sum() == laps["pit_time_ms"].sum(), path.name
        for by in ("car", "driver", "class"):
            PACE.check(pace(laps, by))
            IDEAL_LAPS.check(ideal_lap(laps, by))
        PACE_BY_AGE.check(pace_by_age(laps))
        met = traffic(laps)
        assert met.height == laps.height, path.name
        TRAFFIC_COST.check(traffic_cost(met))
        DRIVING_TIMES.check(driving_times(laps))
    assert seen >= 100


def test_flags_at_the_line_never_contradict_each_other(shared: Path) -> None:
    """In the raw WEC and IMSA races the flags of all crossings, in order of time, are one consistent story."""
    for path in lap_files(shared, "wec/*race-laps.csv", "imsa/*-race-laps.csv"):
        laps = real(path)
        assert laps is not None
        codes = {finding.code for finding in neutralisation_findings(laps)}
        assert codes <= ({"no-flags"} if laps["flag"].null_count() == laps.height else set()), path.name


def test_drivers_change_on_the_lap_after_the_mark(shared: Path) -> None:
    """In the WEC every change of driver follows a marked lap: each is a stop, and no stint has two drivers."""
    changes = 0
    for path in lap_files(shared, "wec/*race-laps.csv"):
        laps = real(path)
        assert laps is not None
        names = laps.sort("car", "lap").select(
            (pl.col("driver") != pl.col("driver").shift(1).over("car")).fill_null(value=False).sum()
        )
        visits = pit_stops(laps).filter(pl.col("driver_in") != pl.col("driver_out"))
        assert visits.height == names.item()
        assert visits.filter(pl.col("in_lap") == pl.col("out_lap")).height == 0
        changes += visits.height
    assert changes > 2000


def test_red_flags_at_watkins_glen_make_no_ghost_stints(shared: Path) -> None:
    """The lane time of the red flag stands on the marked lap itself; nobody drove a stint of that one lap."""
    for path in lap_files(
        shared, "imsa/2021_weathertech-240-wgi*race-laps.csv", "imsa/2024_watkins-glen*race-laps.csv"
    ):
        laps = real(path)
        assert laps is not None
        waited = pit_stops(laps).filter(purpose="red-flag")
        assert waited["car"].n_unique() > 25
        assert waited["lane_ms"].drop_nulls().min() > 20 * 60_000  # type: ignore[operator]
        long = laps.filter(pl.col("pit_time_ms") > 20 * 60_000, "in_pit")
        alone = (
            stints(laps).filter(pl.col("laps") == 1).join(long, left_on=["car", "last_lap"], right_on=["car", "lap"])
        )
        assert alone.height == 0


def test_hiding_the_flags_of_real_races_the_long_periods_are_still_seen(shared: Path) -> None:
    """What is guessed from lap times alone finds the periods of more than two leader laps in most raw IMSA races."""
    hit = total = 0
    for path in lap_files(shared, "imsa/202[34]*-race-laps.csv"):
        laps = real(path)
        assert laps is not None
        told = neutralisations(laps).filter(pl.col("leader_laps") > 2, pl.col("leader_lap") > 2)
        guessed = neutralisations(laps.with_columns(pl.lit(None, dtype=pl.String).alias("flag")))
        spans = list(guessed.select("start_ms", pl.col("end_ms").fill_null(pl.col("end_earliest_ms"))).iter_rows())
        for start, end in told.select("start_ms", pl.col("end_ms").fill_null(pl.col("end_earliest_ms"))).iter_rows():
            hit += any(a < end and b > start for a, b in spans)
            total += 1
    assert total > 50
    assert hit >= 0.95 * total
