"""The running order and the gaps: against a slow, obvious reference, and as theorems."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddock.errors import BadRequest, UnknownName
from paddock.tables.timing import LAPS
from paddock.timing.classify import classify
from paddock.timing.gaps import gaps
from paddock.timing.order import order, positions
from timing_strategies import Car, laps_of, races


def moments(cars: Sequence[Car]) -> list[tuple[int, int, str, int]]:
    """Return every crossing as (clock, row, car, lap), in the order of time."""
    found, row = [], 0
    for car in cars:
        clock = 0
        for lap, time in enumerate(car.lap_times_ms, 1):
            clock += time
            found.append((clock, row, car.number, lap))
            row += 1
    return sorted(found)


def standing(crossed: Sequence[tuple[int, int, str, int]]) -> list[tuple[str, int, int]]:
    """Return (car, laps, clock) in order after these crossings, worked out from nothing."""
    last = {car: (lap, clock, row) for clock, row, car, lap in crossed}
    ranked = sorted(last.items(), key=lambda one: (-one[1][0], one[1][1], one[1][2]))
    return [(car, lap, clock) for car, (lap, clock, _) in ranked]


@given(races())
def test_positions_and_gaps_equal_a_standing_worked_out_from_nothing_at_each_crossing(cars: list[Car]) -> None:
    laps = laps_of(cars)
    classes = {car.number: car.race_class for car in cars}
    placed, behind = positions(laps), gaps(laps)
    everything = moments(cars)
    assert placed.height == behind.height == len(everything)
    for number, (clock, _, car, lap) in enumerate(everything):
        ranked = standing(everything[: number + 1])
        place = [one[0] for one in ranked].index(car)
        in_class = [one[0] for one in ranked if classes[one[0]] == classes[car]].index(car)
        assert placed.row(number, named=True) == {
            "car": car,
            "class": classes[car],
            "lap": lap,
            "leader_lap": ranked[0][1],
            "elapsed_ms": clock,
            "position": place + 1,
            "position_in_class": in_class + 1,
        }
        gap = behind.row(number, named=True)
        assert (gap["gap_laps"], gap["gap_ms"]) == (ranked[0][1] - lap, clock - ranked[0][2])
        if place:
            ahead = ranked[place - 1]
            assert (gap["ahead"], gap["interval_laps"], gap["interval_ms"]) == (
                ahead[0],
                ahead[1] - lap,
                clock - ahead[2],
            )
        else:
            assert (gap["ahead"], gap["interval_laps"], gap["interval_ms"]) == (None, None, None)


@given(races(), st.data())
def test_the_order_at_a_time_or_a_lap_equals_the_standing_worked_out_from_nothing(
    cars: list[Car], data: st.DataObject
) -> None:
    everything = moments(cars)
    clock = data.draw(st.integers(0, everything[-1][0] + 1))
    at = order(laps_of(cars), at_ms=clock)
    expected = standing([one for one in everything if one[0] <= clock])
    assert at.filter(pl.col("position").is_not_null()).select("car", "laps", "last_crossing_ms").rows() == expected
    assert at.height == len(cars)
    lap = data.draw(st.integers(1, max(len(car.lap_times_ms) for car in cars)))
    followed = order(laps_of(cars), lap=lap)
    # Just before anybody completes the next lap: everything up to that crossing.
    end = next((number for number, one in enumerate(everything) if one[3] == lap + 1), len(everything))
    assert followed.drop_nulls("position").select("car", "laps", "last_crossing_ms").rows() == standing(
        everything[:end]
    )
    assert followed["laps"][0] == lap


@given(races())
def test_the_order_at_the_end_is_the_plain_classification(cars: list[Car]) -> None:
    laps = laps_of([Car(car.number, car.lap_times_ms, None) for car in cars])
    final = order(laps)
    made = classify(laps, kind="race").frame
    assert final["laps"].to_list() == made["laps"].to_list()
    assert final["last_crossing_ms"].to_list() == made["total_time_ms"].to_list()
    assert final["position"].to_list() == made["position"].to_list()


@given(races(), st.data())
def test_gaps_to_a_car_are_what_the_two_cars_crossings_say(cars: list[Car], data: st.DataObject) -> None:
    reference = data.draw(st.sampled_from([car.number for car in cars]))
    everything = moments(cars)
    own = {lap: clock for clock, _, car, lap in everything if car == reference}
    for row in gaps(laps_of(cars), reference).iter_rows(named=True):
        laps, ms, clock = row["gap_laps"], row["gap_ms"], row["elapsed_ms"]
        done = max((lap for lap, at in own.items() if at <= clock), default=0)
        if done >= row["lap"]:
            assert (laps, ms) == (done - row["lap"], clock - own[done])
        elif done + 1 in own:
            assert (laps, ms) == (done + 1 - row["lap"], clock - own[done + 1])
            assert laps <= 0
            assert ms < 0
        else:
            assert (laps, ms) == (done - row["lap"], None)
        if row["car"] == reference:
            assert (laps, ms) == (0, 0)


def test_a_gap_is_a_time_on_the_lead_lap_and_laps_and_time_off_it() -> None:
    laps = laps_of([Car("7", [100, 100, 100]), Car("007", [101, 102, 103]), Car("8", [190, 160])])
    rows = {(row["car"], row["lap"]): row for row in gaps(laps).iter_rows(named=True)}
    assert rows["007", 3]["gap_ms"] == 6
    assert rows["007", 3]["gap_laps"] == 0
    # Car 8 completes its second lap at 350: the leader finished its third at 300, car 007 at 306.
    assert (rows["8", 2]["gap_laps"], rows["8", 2]["gap_ms"]) == (1, 50)
    assert (rows["8", 2]["interval_laps"], rows["8", 2]["interval_ms"]) == (1, 44)
    assert rows["8", 2]["ahead"] == "007"


def test_by_class_the_leader_is_the_first_of_the_class() -> None:
    laps = laps_of([Car("1", [100, 100]), Car("2", [120, 120], "LMGT3"), Car("3", [125, 121], "LMGT3")])
    rows = {(row["car"], row["lap"]): row for row in gaps(laps, by_class=True).iter_rows(named=True)}
    assert (rows["3", 2]["position"], rows["3", 2]["gap_ms"], rows["3", 2]["ahead"]) == (2, 6, "2")
    assert (rows["2", 2]["position"], rows["2", 2]["gap_ms"], rows["2", 2]["ahead"]) == (1, 0, None)


def test_a_car_without_a_lap_yet_stands_at_the_end_without_a_position() -> None:
    laps = laps_of([Car("1", [100, 100]), Car("2", [500])])
    assert order(laps, at_ms=150).select("position", "car", "laps").rows() == [(1, "1", 1), (None, "2", 0)]
    assert order(laps, at_ms=0)["position"].to_list() == [None, None]


def test_what_cannot_be_asked_is_refused_with_what_can() -> None:
    laps = laps_of([Car("1", [100, 100])])
    with pytest.raises(BadRequest, match="from 1 to 2"):
        order(laps, lap=3)
    with pytest.raises(BadRequest):
        order(laps, lap=0)
    with pytest.raises(BadRequest, match="not both"):
        order(laps, lap=1, at_ms=5)
    with pytest.raises(UnknownName, match="The cars are 1"):
        gaps(laps, "01")


def test_no_laps_make_empty_frames() -> None:
    assert positions(LAPS.empty()).height == 0
    assert gaps(LAPS.empty(), by_class=True).height == 0
    assert order(LAPS.empty()).height == 0
