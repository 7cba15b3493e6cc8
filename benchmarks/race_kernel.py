"""The race kernel beside its peers, in one run, so that only the ratios mean anything.

Run: python benchmarks/race_kernel.py [--pitwall FOLDER] [--tum FOLDER] [--python EXE] [--quick]
The folders are clones of Hellblazer704/pitwall and TUMFTM/race-simulation; they are run as they are, by EXE, which
needs numpy, scipy, pandas, omegaconf and matplotlib (of what TUMFTM imports for other purposes only stand-ins).
The yardstick is a bare kernel: cars in the order of their next crossing, noise, traffic between classes, a stop every
tankful, and nothing else.

Times on one thread are processor time, medians of interleaved rounds, so that a busy machine hits all sides alike.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numba
import numpy as np
from race_fields import NORMAL, daytona, grand_prix, le_mans

from paddock.racing.kernel import simulate, warm
from paddock.racing.problem import Problem

ROUNDS = 7
FIELDS = {
    "Le Mans, 62 cars, 24 h": le_mans(),
    "Daytona, 60 cars, 24 h": daytona(),
    "Grand Prix, 20 cars, 71 laps": grand_prix(),
}


@numba.njit(nogil=True)
def bare(pace: np.ndarray, race_class: np.ndarray, tank: np.ndarray, table: np.ndarray, hours: float, seed: int) -> int:
    """Run one race of cars that are looked at in the order of their crossings; returns the laps of all."""
    cars = len(pace)
    due, laps, fuel, noise = np.empty(cars), np.zeros(cars, np.int64), tank.copy(), np.zeros(cars)
    state = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15)
    for i in range(cars):
        due[i] = pace[i] + 700.0 * i
    end, total, most, flagged = hours * 3.6e6, 0, 0, False
    while True:
        i = 0
        for j in range(1, cars):
            if due[j] < due[i]:
                i = j
        now = due[i]
        if now == np.inf:
            return total
        laps[i] += 1
        total += 1
        if flagged or (now >= end and laps[i] > most):
            flagged = True
            due[i] = np.inf
            continue
        most = max(most, laps[i])
        state += np.uint64(0x9E3779B97F4A7C15)
        word = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        noise[i] = 0.35 * noise[i] + 0.004 * pace[i] * table[np.int64(word >> np.uint64(54))]
        lap = pace[i] + noise[i] + 30.0 * fuel[i]
        fuel[i] -= 1.0
        if fuel[i] < 1.0:
            fuel[i] = tank[i]
            lap += 70_000.0
        at = now + lap
        for j in range(cars):
            if race_class[j] != race_class[i] and now < due[j] and due[j] > at and due[j] != np.inf:
                at += 450.0
                due[j] += 250.0
        due[i] = at


@dataclass(frozen=True)
class Side:
    """Something to be timed: a name, what runs once, and the car-laps and races in that."""

    name: str
    run: Callable[[], tuple[int, int]]


def kernel_side(name: str, problem: Problem, races: int) -> Side:
    """Return the kernel on a field."""

    def run() -> tuple[int, int]:
        return int(simulate(problem, 1, 0, races).laps.sum()), races

    return Side(name, run)


def bare_side(name: str, problem: Problem, hours: float, races: int) -> Side:
    """Return the bare kernel on the same cars."""
    cars = problem.cars

    def run() -> tuple[int, int]:
        laps = [bare(cars.pace_ms, cars.race_class, cars.tank_laps, NORMAL, hours, n) for n in range(races)]
        return sum(laps), races

    return Side(name, run)


def timed(sides: list[Side], rounds: int) -> dict[str, tuple[float, float]]:
    """Return of each side the seconds a race and a car-lap take: medians of interleaved rounds of processor time."""
    took: dict[str, list[tuple[float, float]]] = {side.name: [] for side in sides}
    for _ in range(rounds):
        for side in sides:
            begun = time.thread_time()
            laps, races = side.run()
            seconds = time.thread_time() - begun
            took[side.name].append((seconds / races, seconds / laps))
    return {
        name: (statistics.median(one for one, _ in pairs), statistics.median(one for _, one in pairs))
        for name, pairs in took.items()
    }


def compile_times() -> tuple[float, float]:
    """Return the processor seconds to compile the kernel afresh, and to load it from disk."""
    code = "import time; from paddock.racing.kernel import warm; warm(); print(time.process_time())"
    with tempfile.TemporaryDirectory() as folder:
        given = os.environ | {"NUMBA_CACHE_DIR": folder}
        runs = [subprocess.run([sys.executable, "-c", code], env=given, check=True, capture_output=True) for _ in "ab"]
    first, second = (float(run.stdout) for run in runs)
    return first, second


def memory(races: int) -> tuple[float, float]:
    """Return the megabytes that the results of so many 24-hour races take, and that the process grew by."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = simulate(FIELDS["Le Mans, 62 cars, 24 h"], 1, 0, races)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return sum(getattr(found, name).nbytes for name in found.__slots__) / 1e6, grown / 1e3


def threads(problem: Problem, races: int) -> float:
    """Return how many times as fast two threads are as one, by the clock on the wall."""
    pieces = range(0, races, races // 16)

    def run(workers: int) -> float:
        begun = time.perf_counter()
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda first: simulate(problem, 1, first, races // 16), pieces))
        return time.perf_counter() - begun

    pairs = [(run(1), run(2)) for _ in range(5)]
    return statistics.median(one / two for one, two in pairs)


PITWALL = """
import sys, time
folder = sys.argv[1]
sys.path[:0] = [folder + "/src", folder + "/tests"]
import numpy as np
from conftest import make_params, make_posterior
from pitwall.sim.engine import simulate_ensemble
from pitwall.sim.strategy import Strategy, plan_to_matrix
params = make_params(make_posterior()).without(race_laps=71, n_cars=20)
index = {c: params.posterior.compound_index(c) for c in params.posterior.compounds}
plans = plan_to_matrix([Strategy(compounds=("MEDIUM", "HARD"), stops=(30,))] * 20, 71, index)
best = []
for seed in range(5):
    begun = time.process_time()
    found = simulate_ensemble(params, np.random.default_rng(seed), 5000, np.arange(1.0, 21.0),
                              np.linspace(0.0, 1.3, 20), *plans)
    best.append((time.process_time() - begun) / found.state.laps_done.sum())
print(sorted(best)[2])
"""
TUM = """
import sys, time, types
sys.path.insert(0, sys.argv[1])
class Nothing(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing(name)
for name in ("tensorflow", "cvxpy", "quadprog"):
    sys.modules[name] = Nothing(name)
from racesim.src.import_pars import import_pars
from racesim.src.race_handle import race_handle
pars, vse = import_pars(use_print=False, use_vse=False, race_pars_file="pars_Spielberg_2019.ini",
                        mcs_pars_file="pars_mcs.ini")
best = []
for _ in range(15):
    begun = time.process_time()
    race = race_handle(pars, True, True, vse)
    best.append((time.process_time() - begun) / (race.no_drivers * race.race_pars["tot_no_laps"]))
print(sorted(best)[7])
"""


def peer(code: str, folder: Path, python: str) -> float:
    """Return the processor seconds a peer takes for a car-lap of 20 cars over 71 laps."""
    run = subprocess.run([python, "-c", code, str(folder)], check=True, capture_output=True, text=True)
    return float(run.stdout.split()[-1])


def main() -> None:
    """Print what the module's docstring says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pitwall", type=Path)
    parser.add_argument("--tum", type=Path)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    rounds = 3 if given.quick else ROUNDS
    warm()
    first, second = compile_times()
    print(
        f"compiling afresh {first:.1f} s, loading what is compiled {second:.2f} s of processor time, imports included"
    )

    many = {"Le Mans, 62 cars, 24 h": 100, "Daytona, 60 cars, 24 h": 60, "Grand Prix, 20 cars, 71 laps": 3_000}
    sides = []
    for name, problem in FIELDS.items():
        sides.append(kernel_side(name, problem, many[name]))
        hours = 24.0 if "24 h" in name else 71 * 73 / 3600
        sides.append(bare_side(f"{name}, bare", problem, hours, max(1, many[name] // 4)))
    for side in sides:
        side.run()
    took = timed(sides, rounds)
    print(f"\n{'one thread':40}{'races/s':>10}{'ns per car-lap':>18}{'against bare':>16}")
    for name in FIELDS:
        (race, lap), (bare_race, bare_lap) = took[name], took[f"{name}, bare"]
        print(f"{name:40}{1 / race:10.0f}{lap * 1e9:18.0f}{bare_race / race:15.2f}x")
        print(f"{'   a bare kernel':40}{1 / bare_race:10.0f}{bare_lap * 1e9:18.0f}")

    grand_prix_lap = took["Grand Prix, 20 cars, 71 laps"][1]
    for name, code, folder in (("pitwall", PITWALL, given.pitwall), ("TUMFTM", TUM, given.tum)):
        if folder:
            lap = peer(code, folder, given.python)
            print(f"{name + ', 20 cars, 71 laps':40}{'':10}{lap * 1e9:18.0f}{'':6}{lap / grand_prix_lap:9.1f}x as long")
        else:
            print(f"{name}: left out, no folder given")

    print(f"\n{'cost against size, ns per car-lap':40}" + "".join(f"{f'{hours} h':>10}" for hours in (6, 12, 24)))
    sizes = [(cars, hours) for cars in (20, 40, 62, 90, 120) for hours in (6, 12, 24)]
    fields = {(cars, hours): kernel_side(f"{cars} {hours}", le_mans(cars, hours), 40) for cars, hours in sizes}
    grown = timed(list(fields.values()), rounds)
    for cars in (20, 40, 62, 90, 120):
        print(f"{f'   {cars} cars':40}" + "".join(f"{grown[f'{cars} {h}'][1] * 1e9:10.0f}" for h in (6, 12, 24)))

    ratio = threads(FIELDS["Le Mans, 62 cars, 24 h"], 800)
    print(f"\ntwo threads are {ratio:.2f} times as fast as one, on {os.cpu_count()} processors")
    results, process = memory(1_000 if given.quick else 10_000)
    print(
        f"results of {1_000 if given.quick else 10_000:,} races: {results:.0f} MB; the process grew by {process:.0f} MB"
    )


if __name__ == "__main__":
    main()
