"""A race forecast from what is asked to the tables: the state of a race under way, what is supposed, what is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from conftest import ROOT, RunCli
from paddock.api import read_session
from paddock.catalogue import Catalogue
from paddock.errors import BadFile, BadRequest
from paddock.racing import asking, whatif
from paddock.racing.asking import Known, Wanted, know
from paddock.racing.field import from_catalogue, from_session, read_start_list
from paddock.racing.forecasting import NothingSimulated, forecast, prepare
from paddock.racing.parameters import load_parameters
from paddock.racing.problem import Problem
from paddock.racing.setting import set_up
from paddock.racing.state import OUT, STOPPED, known_at, state_at
from paddock.racing.tabulating import place_odds

EXAMPLE = ROOT / "docs" / "timing" / "example-race"
MINUTE = 60_000


@pytest.fixture(scope="module")
def session() -> Any:
    """The invented race of the documentation: ten cars of two classes, an hour and a half, a safety car."""
    return read_session(EXAMPLE)


@pytest.fixture(scope="module")
def known(facts: Catalogue, session: Any) -> Known:
    """What is known of it when only its length and series are told."""
    return know(facts, None, Wanted(session=session.data, series="wec", duration_min=90))


@pytest.fixture(scope="module")
def problem(known: Known) -> Problem:
    return set_up(known.parameters, known.rules, list(known.starters), known.ratings)


def state_of(laps: pl.DataFrame, at_ms: int, known: Known, problem: Problem) -> Any:
    cars = [one.car for one in known.starters]
    seats = [[seat.name for seat in one.seats] for one in known.starters]
    kinds = [one.flag for one in known.rules.procedure.simulated]
    return state_at(known_at(laps, at_ms), problem, cars, seats, kinds)


# -- the state of a race under way ---------------------------------------------------------------------------------


def test_the_state_is_what_the_laps_say(known: Known, problem: Problem, session: Any) -> None:
    """Laps, clock, stint and driving times at a moment, worked out from the rows one by one."""
    at = 40 * MINUTE
    found = state_of(session.laps, at, known, problem)
    for i, one in enumerate(known.starters):
        rows = [row for row in session.laps.filter(car=one.car).iter_rows(named=True) if row["elapsed_ms"] <= at]
        assert found.laps[i] == len(rows)
        assert found.crossed_ms[i] == max(row["elapsed_ms"] for row in rows)
        assert found.driven_ms[i].sum() == sum(row["lap_time_ms"] for row in rows)
        assert found.driver[i] == [seat.name for seat in one.seats].index(rows[-1]["driver"])
        since = 0
        for row in rows:
            since = 0 if row["in_pit"] else since + 1
        assert found.tyre_age[i] == since
        assert found.stops[i] == sum(row["in_pit"] for row in rows)
        over = [row["driver"] for row, after in pairwise(rows) if row["driver"] != after["driver"]]
        assert (found.log_driver[i] >= 0).sum() == len(over)  # the present drive is not yet over


def test_the_state_does_not_look_ahead(known: Known, problem: Problem, session: Any) -> None:
    """Nothing a lap file says of later laps may change what is known at a moment: a forecast would be no forecast."""
    at = 40 * MINUTE
    whole = state_of(session.laps, at, known, problem)
    early = state_of(session.laps.filter(pl.col("elapsed_ms") <= at), at, known, problem)
    for name in ("laps", "crossed_ms", "due_ms", "status", "fuel", "tyre_age", "driver", "driven_ms", "stops"):
        assert (getattr(whole, name) == getattr(early, name)).all(), name
    assert (whole.neutral, whole.neutral_since_ms) == (early.neutral, early.neutral_since_ms)


def test_a_neutralisation_under_way_is_seen(known: Known, problem: Problem, session: Any) -> None:
    """A race that stands behind the safety car goes on behind it."""
    kinds = [one.flag for one in known.rules.procedure.simulated]
    period = session.neutralisations().row(0, named=True)
    middle = (period["start_latest_ms"] + period["end_earliest_ms"]) // 2
    found = state_of(session.laps, middle, known, problem)
    assert kinds[found.neutral] == period["kind"]
    assert period["start_earliest_ms"] <= found.neutral_since_ms <= period["start_latest_ms"]
    assert state_of(session.laps, period["start_earliest_ms"] - 1, known, problem).neutral == -1


@pytest.mark.parametrize(("minutes", "status"), [(3, 0), (9, STOPPED), (60, OUT)])
def test_a_car_that_stays_away_is_judged_by_how_late_it_is(
    known: Known, problem: Problem, session: Any, minutes: int, status: int
) -> None:
    """A lap file says nothing of a car between two crossings: minutes away it may be in the pits, an hour it is out."""
    at = 80 * MINUTE
    car = known.starters[0].car
    gone = session.laps.filter((pl.col("car") != car) | (pl.col("elapsed_ms") < at - minutes * MINUTE))
    found = state_of(gone, at, known, problem)
    assert found.status[0] == status
    if status == STOPPED:
        assert found.due_ms[0] > at


# -- forecasts -----------------------------------------------------------------------------------------------------


def test_a_forecast_is_whole(known: Known) -> None:
    """Odds add up, percentiles are in order, and the JSON has the form that is promised."""
    found = forecast(prepare(known), seed=3, replicates=200)
    told = json.loads(json.dumps(found.as_dict()))
    assert {"race", "seed", "replicates", "rejected", "entries", "neutralisations"} <= told.keys()
    assert (told["seed"], told["replicates"], found.complete) == (3, 200, True)
    sizes = {name: sum(one.race_class == name for one in known.starters) for name in found.race.classes}
    for one in told["entries"]:
        assert list(one["position_in_class"]) == [str(n) for n in range(1, sizes[one["class"]] + 1)]
        assert sum(one["position_in_class"].values()) == pytest.approx(1)
        assert sum(one["position"].values()) == pytest.approx(1)
        assert one["laps"]["p10"] <= one["laps"]["p50"] <= one["laps"]["p90"]
        assert 0 <= one["retires"] <= 1
    for name, size in sizes.items():
        for place in range(1, size + 1):
            inside = [one for one in told["entries"] if one["class"] == name]
            assert sum(one["position_in_class"][str(place)] for one in inside) == pytest.approx(1, abs=1e-6)
    assert found.moments["clock_ms"].is_sorted()
    assert set(told["neutralisations"]) == {one.flag for one in known.rules.procedure.simulated}


def test_the_same_seed_tells_the_same(known: Known) -> None:
    """The whole answer, not only the kernel's part of it, is decided by the seed."""
    prepared = prepare(known)
    first, second = (forecast(prepared, seed=5, replicates=100).as_dict() for _ in range(2))
    assert first == second
    assert forecast(prepared, seed=6, replicates=100).as_dict() != first


def test_late_in_the_race_little_is_open(known: Known, session: Any) -> None:
    """Two minutes before the flag whoever leads by half a minute wins; from the green flag nobody is so sure."""
    laps = session.laps
    late = forecast(prepare(known, laps=laps, at_ms=88 * MINUTE), seed=1, replicates=200)
    early = forecast(prepare(known, laps=laps, at_ms=20 * MINUTE), seed=1, replicates=200)
    for name in late.race.classes:
        assert (
            late.entries.filter(pl.col("class") == name)["win"].max()
            > early.entries.filter(pl.col("class") == name)["win"].max()
        )
    assert late.entries["start"].null_count() == 0
    assert (late.moments["clock_ms"] > 88 * MINUTE).all()


def test_a_neutralisation_that_is_supposed_comes(known: Known) -> None:
    """With no others, a given one is all there is."""
    fixed = (("SF", 30 * MINUTE, 10 * MINUTE),)
    found = forecast(prepare(known, fixed=fixed, only_fixed=True), seed=1, replicates=50)
    counts = dict(found.neutralisations.select("kind", "count_mean").rows())
    assert counts["SF"] == 1
    assert sum(counts.values()) == 1


def test_broken_off_it_says_so(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is broken off tells what it has, and that it is not all."""
    from paddock.racing.running import Threads

    class Interrupted(Threads):
        def each(self, *args: Any) -> Any:
            for number, one in enumerate(super().each(*args)):
                if number == 2:
                    raise KeyboardInterrupt
                yield one

    found = forecast(prepare(known), seed=1, replicates=1000, backend=Interrupted(1))
    assert (found.replicates, found.asked, found.complete) == (200, 1000, False)
    assert any(one.code == "partial" for one in found.findings)

    class AtOnce(Threads):
        def each(self, *args: Any) -> Any:
            raise KeyboardInterrupt
            yield

    with pytest.raises(NothingSimulated):
        forecast(prepare(known), seed=1, replicates=1000, backend=AtOnce(1))


def test_place_odds_count() -> None:
    """Against counting by hand."""
    places = np.array([[1, 2, 3], [1, 3, 2], [2, 1, 3], [1, 2, 3]], np.int16)
    assert place_odds(places, 3).tolist() == [[0.75, 0.25, 0], [0.25, 0.5, 0.25], [0, 0.25, 0.75]]


# -- the field and what is supposed --------------------------------------------------------------------------------


def test_a_field_from_laps_and_results(session: Any) -> None:
    """Every car of the file, with its crew in the order of the seats."""
    starters = {one.car: one for one in from_session(session.laps, session.results)}
    assert set(starters) == set(session.laps["car"].unique())
    for car, one in starters.items():
        drove = session.laps.filter(car=car).sort("driver_slot")["driver"].unique(maintain_order=True).to_list()
        assert [seat.name for seat in one.seats][: len(drove)] == drove


def test_a_field_from_the_catalogue(facts: Catalogue) -> None:
    """The entries of a meeting with those who drove there; of a meeting without any, the season's regulars."""
    season = facts.seasons["imsa-2024"]
    by_id = {one.id: one for one in season.meetings}
    field = {one.car: one for one in from_catalogue(facts, season, by_id["daytona"])}
    assert [seat.name for seat in field["01"].seats] == [
        "Renger van der Zande",
        "Sébastien Bourdais",
        "Scott Dixon",
        "Álex Palou",
    ]
    regulars = from_catalogue(facts, facts.seasons["imsa-2025"], facts.meetings["imsa-2025/road-atlanta"], regulars=2)
    assert {one.race_class for one in regulars} == {"GTP"}
    assert all(len(one.seats) == 2 for one in regulars)


def test_cars_can_be_added_left_out_and_given_other_crews(facts: Catalogue, known: Known) -> None:
    """What is supposed changes just that."""
    starters = known.starters
    more = whatif.added(starters, facts, "alpine-a424", "hypercar", crew=["Kévin Estre", "Nobody Known"], year=2024)
    assert more[:-1] == starters
    assert (more[-1].race_class, more[-1].model) == ("HYPERCAR", "Alpine A424")
    assert [(seat.name, seat.grade) for seat in more[-1].seats] == [("Kévin Estre", "platinum"), ("Nobody Known", "")]
    fewer = whatif.without(starters, "007")
    assert [one.car for one in fewer] == [one.car for one in starters if one.car != "007"]
    changed = whatif.with_crew(starters, facts, "7", ["A", "B"], 2024)
    assert [one.car for one in changed] == [one.car for one in starters]
    assert sum(a != b for a, b in zip(changed, starters, strict=True)) == 1
    planned = whatif.with_plan(starters, "7", ((10, 1, 1), (30, -1, 0)))
    assert next(one.plan for one in planned if one.car == "7") == ((10, 1, 1), (30, -1, 0))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda field, facts: whatif.added(field, facts, "alpine-a424", "GTP"), "Nobody races in GTP"),
        (
            lambda field, facts: whatif.added(field, facts, "alpine-a424", "HYPERCAR", number="7"),
            "in the field already",
        ),
        (lambda field, facts: whatif.without(field, "99"), "no car 99"),
        (lambda field, facts: whatif.with_plan(field, "7", ((5, 7, 1),)), "seats, not 8"),
    ],
)
def test_what_cannot_be_supposed_is_told(facts: Catalogue, known: Known, change: Callable[..., Any], said: str) -> None:
    """A class nobody races in, a number twice, a car or a seat that is not there."""
    with pytest.raises(BadRequest, match=said):
        change(known.starters, facts)


def test_pace_is_carried_over_by_what_races_in_both(facts: Catalogue) -> None:
    """The Alpine has raced in the WEC only; Porsche, Cadillac and BMW in both.  Its interval is the wider."""
    known = know(facts, None, Wanted(meeting="imsa-2025/long-beach"))
    assert known.ratings is not None
    moved = asking.carried_over(facts, None, known, "alpine-a424", "GTP")
    assert moved is not None
    assert {"porsche 963", "bmw m hybrid v8"} <= {one.casefold() for one in moved.shared}
    porsche = whatif._as_new(known.ratings, "GTP", "porsche 963")
    assert moved.sd_share > porsche[1]
    assert asking.carried_over(facts, None, known, "porsche-963", "GTP") is None
    with pytest.raises(BadRequest, match="seen in no series"):
        asking.carried_over(facts, None, known, "nissan-gt-r-nismo-gt3", "GTP")


def test_a_start_list_is_read_or_its_fault_told(tmp_path: Path) -> None:
    """A user's own entry list: what is wrong in it is named with its line."""
    path = tmp_path / "field.csv"
    path.write_text("car,class,drivers,grades,grid\n7,HYPERCAR,A;B,gold;silver,1\n007,HYPERCAR,,,\n", encoding="utf-8")
    first, second = read_start_list(path)
    assert [(seat.name, seat.grade) for seat in first.seats] == [("A", "gold"), ("B", "silver")]
    assert (first.grid, second.car, second.seats) == (1, "007", ())
    for text, said in (
        ("car,class\n7,\n", ":2: a row needs"),
        ("car,class\n7,GT3\n7,GT3\n", ":3: car 7 is on the list"),
        ("car,class,drivers,grades\n7,GT3,A,copper\n", "'copper' is no grade"),
        ("car,klass\n7,GT3\n", "columns of a start list"),
        ("car,class,grid\n7,GT3,first\n", "'first' is not a place"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BadFile, match=said):
            read_start_list(path)
    path.write_text("car,class\n", encoding="utf-8")
    with pytest.raises(BadRequest, match="names no car"):
        read_start_list(path)


# -- what is known before ------------------------------------------------------------------------------------------


def test_a_race_without_a_length_is_refused(facts: Catalogue, session: Any) -> None:
    """A bare lap file does not say how long the race is; the answer says how to tell."""
    with pytest.raises(BadRequest, match="How long the race is"):
        know(facts, None, Wanted(session=session.data))
    like = know(facts, None, Wanted(session=session.data, like="wec-2024/fuji"))
    assert like.rules.length.duration_ms == 6 * 60 * MINUTE
    shorter = know(facts, None, Wanted(session=session.data, like="wec-2024/fuji", duration_min=90))
    assert shorter.rules.length.duration_ms == 90 * MINUTE


def test_parameters_fitted_later_are_told(facts: Catalogue) -> None:
    """The packaged set knows the 2024 races; a forecast of one of them must not pass for one from before."""
    before = know(facts, None, Wanted(meeting="imsa-2024/long-beach"))
    after = know(facts, None, Wanted(meeting="imsa-2025/long-beach"))
    assert any(one.code == "looks-ahead" for one in before.findings)
    assert not any(one.code == "looks-ahead" for one in after.findings)


def test_a_series_without_parameters_takes_the_generic_ones(facts: Catalogue) -> None:
    """Every format of the catalogue can be simulated; what it rests on is said."""
    known = know(facts, None, Wanted(meeting="blancpain-gt-asia-2018/sepang/race-1"))
    assert any(one.code == "generic-parameters" for one in known.findings)
    found = forecast(prepare(known), seed=1, replicates=50)
    stops = dict(found.entries.select("car", "stops_mean").rows())
    assert min(stops.values()) > 0.9  # the mandatory stop
    assert load_parameters("generic").name == found.basis.parameters


def test_a_crew_that_cannot_keep_its_times_is_told_first(facts: Catalogue, known: Known) -> None:
    """Impossible driving times are said before anything is simulated."""
    le_mans = know(facts, None, Wanted(meeting="wec-2024/le-mans", start_list=known.starters))
    alone = whatif.with_crew(le_mans.starters, facts, "7", ["A"], 2024)
    with pytest.raises(BadRequest, match="car 7"):
        prepare(replace(le_mans, starters=alone))


# -- the command line ----------------------------------------------------------------------------------------------

ASKED = ("race", "forecast", str(EXAMPLE), "--series", "wec", "--duration", "90min", "--replicates", "60")


def test_the_command_answers_as_json_and_writes_a_page(run_cli: RunCli, tmp_path: Path) -> None:
    """The form the documentation promises, from a bare lap file."""
    page = tmp_path / "page.html"
    done = run_cli(*ASKED, "--at", "45min", "--html", str(page), "--json")
    assert done.code == 0
    told = json.loads(done.out)
    assert told["race"]["at_ms"] == 45 * MINUTE
    assert len(told["entries"]) == 10
    assert "<svg" in page.read_text(encoding="utf-8")
    table = run_cli(*ASKED, "--at", "50%")
    assert table.code == 0
    assert "HYPERCAR" in table.out
    assert "from 0:45" in table.out


def test_what_if_on_the_command_line(run_cli: RunCli) -> None:
    """A car more, a plan, a neutralisation: each is told in the answer."""
    done = run_cli(
        *ASKED,
        *("--add", "porsche-963", "--class", "HYPERCAR", "--number", "963", "--crew", "Kévin Estre;Laurens Vanthoor"),
        *("--plan", "7=20:1+,40:2+", "--without", "64", "--neutralisation", "SF@20min+5min", "--no-others", "--json"),
    )
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert {one["car"] for one in told["entries"]} >= {"963", "7"}
    assert "64" not in {one["car"] for one in told["entries"]}
    changes = " ".join(told["basis"]["changes"])
    for part in ("added 963 Porsche 963", "without car 64", "stops after laps 20, 40", "neutralisation SF@20min"):
        assert part in changes


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--at", "2h"), "not within the race"),
        (("--at", "soon"), "is no time"),
        (("--at", "1s"), "No car has completed a lap"),
        (("--add", "alpine-a424"), "needs a --class"),
        (("--add", "alpine-a424", "--class", "GTP"), "Nobody races in GTP"),
        (("--class", "GTP"), "more often than --add"),
        (("--crew", "A;B"), "--crew without a car"),
        (("--plan", "7=40,20"), "not name its laps in order"),
        (("--plan", "seven"), "is not CAR=LAP"),
        (("--neutralisation", "SF"), "is not KIND@START+LENGTH"),
        (("--neutralisation", "XX@1h+5min"), "XX"),
        (("--cluster", "nonsense"), "No Dask scheduler"),
        (("--parameters", "nowhere.toml"), "nowhere.toml"),
        (("--entries", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_bad_options_are_told(run_cli: RunCli, options: tuple[str, ...], said: str) -> None:
    """One clear error each, no traceback, nothing simulated."""
    done = run_cli(*ASKED, *options, "--json")
    assert done.code == 2
    assert said in json.loads(done.out)["error"]["message"]


def test_a_file_of_three_laps_is_no_trouble(run_cli: RunCli, tmp_path: Path) -> None:
    """Hardly any laps: from the green flag the field is simulated, from a moment after the last lap as well."""
    path = tmp_path / "laps.csv"
    path.write_text(
        "car,class,lap,lap_time\n7,HYPERCAR,1,95.1\n7,HYPERCAR,2,91.2\n8,HYPERCAR,1,96.0\n", encoding="utf-8"
    )
    asked = ("race", "forecast", str(path), "--series", "wec", "--duration", "1h", "--replicates", "20", "--json")
    for more in ((), ("--at", "4min")):
        done = run_cli(*asked, *more)
        assert done.code == 0, done.err
        assert {one["car"] for one in json.loads(done.out)["entries"]} == {"7", "8"}
