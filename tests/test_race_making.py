"""Plans compared over the same simulated races, and the strategy report and command made of them."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from conftest import ROOT, RunCli
from paddock.racing.parameters import GENERIC, load_parameters
from paddock.racing.problem import Problem
from paddock.racing.rules import told_rules
from paddock.racing.setting import Seat, Starter, set_up
from paddock.racing.strategy.comparing import compare
from paddock.racing.strategy.making import SHARES, Asked, make

EXAMPLE = ROOT / "docs" / "timing" / "example-race"
ASKED = (
    "race",
    "strategy",
    str(EXAMPLE),
    "--series",
    "wec",
    "--duration",
    "90min",
    "--replicates",
    "40",
    "--plans",
    "2",
)


@pytest.fixture(scope="module")
def problem() -> Problem:
    """Two hours for eight cars of two classes, with crews of two."""
    crew = (Seat("A"), Seat("B"))
    starters = [Starter(str(n), "GT3" if n > 4 else "LMP2", seats=crew) for n in range(1, 9)]
    return set_up(load_parameters(GENERIC), told_rules("elms", duration_min=120), starters)


def test_what_is_the_same_comes_out_the_same(problem: Problem) -> None:
    """Common random numbers: a plan against itself differs by nothing, in any single race."""
    found = compare([problem, problem], 2, seed=4, replicates=60)
    assert found is not None
    assert found.ways[0] == found.ways[1]
    assert found.ways[1].place_worse == found.ways[1].behind_ms == (0, 0, 0)
    assert found.replicates + found.rejected == 60


def test_a_slower_car_is_seen_through_the_luck(problem: Problem) -> None:
    """Half a second a lap shows at once where both meet the same races; the interval does not hold zero."""
    pace = problem.cars.pace_ms.copy()
    pace[2] += 500
    slower = replace(problem, cars=replace(problem.cars, pace_ms=pace))
    found = compare([slower, problem], 2, seed=4, replicates=60)
    assert found is not None
    assert found.best == 1
    worse, low, high = found.ways[0].place_worse
    assert 0 < low < worse < high
    assert found.ways[0].behind_ms[1] > 0


def test_a_report_holds_together(problem: Problem) -> None:
    """Plans ranked, the best first, their stints without a gap, and every policy under a yellow."""
    found = make(problem, Asked(1, "2", ("A", "B"), plans=3, seed=2, replicates=40))
    assert found.plans["plan"].to_list() == list(range(1, len(found.found) + 1))
    assert found.plans["place_worse"][0] == 0
    assert (found.plans["place_worse"] >= 0).all()
    for number, plan in enumerate(found.found, start=1):
        stints = found.stints.filter(plan=number)
        assert stints["from_lap"].to_list() == [1, *(lap + 1 for lap in stints["to_lap"].to_list()[:-1])]
        assert stints["to_lap"][-1] == plan.laps
        assert len(plan.stops) == stints.height - 1
    assert found.yellow["tank_share"].to_list() == [None, *SHARES]
    assert found.advice
    assert json.loads(json.dumps(found.as_dict()))["plans"][0]["stints"][0]["driver"] in {"A", "B"}


def test_nothing_is_compared_where_nothing_is_asked_for(problem: Problem) -> None:
    """Without replicates the plans alone are told."""
    found = make(problem, Asked(1, "2", ("A", "B"), plans=2, replicates=0))
    assert found.replicates == 0
    assert found.plans["place_mean"].null_count() == found.plans.height
    assert (found.yellow.height, found.advice) == (0, "")


def test_the_command_answers(run_cli: RunCli) -> None:
    """From a moment of a lap file, as JSON; a car that is not there is told."""
    done = run_cli(*ASKED, "--car", "7", "--at", "30min", "--json")
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert (told["car"], told["at_ms"]) == ("7", 1_800_000)
    first = told["plans"][0]["stints"][0]
    assert first["to_ms"] > 1_800_000
    assert np.diff([one["from_lap"] for one in told["plans"][0]["stints"]]).min(initial=1) > 0
    wrong = run_cli(*ASKED, "--car", "99", "--json")
    assert wrong.code == 2
    assert "no car 99" in json.loads(wrong.out)["error"]["message"]
