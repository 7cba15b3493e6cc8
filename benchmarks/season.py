"""Seasons scored beside the races they are made of, in one run, so that only the ratio means anything.

Run: python benchmarks/season.py [--quick]
A season of eleven rounds in three classes: eleven times the field and the length of one of IMSA's sprint races (GTP,
GTD PRO and GTD, two hours and forty minutes), each with qualifying, and a title of drivers for every class.  What the
races of 10,000 seasons take to simulate, against what it takes to score those seasons.  Of the races a sample is
simulated and scaled up; scoring is run whole.  Times are processor time, all on one thread.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

from paddock.catalogue import Catalogue, load
from paddock.championships.ahead import Ahead, ahead
from paddock.championships.drawing import Drawer
from paddock.championships.knowing import known_race, with_field
from paddock.championships.many import score_many
from paddock.championships.simulating import EACH, Simulated, offsets, pace_of, simulate
from paddock.racing.asking import Known
from paddock.racing.forecasting import prepare
from paddock.racing.kernel import warm
from paddock.racing.running import Threads
from paddock.scoring import SeasonResults, recorded, title_named, until

SEASON, MEETING = "imsa-2024", "road-america"
CLASSES = ("gtp", "gtd-pro", "gtd")
ROUNDS, SEASONS = 11, 10_000


def season_of(facts: Catalogue, title: str) -> Ahead:
    """Return a season of eleven such rounds for a title, all of them to come."""
    season = facts.seasons[SEASON]
    results, cut = until(recorded(facts, season), "7")
    left = ahead(facts, season, title_named(facts, SEASON, title), results, cut)
    here = [slot for slot in left.slots if slot.meeting == MEETING]
    slots = [replace(slot, round=n, meeting=f"round-{n}") for n in range(1, ROUNDS + 1) for slot in here]
    return replace(left, results=SeasonResults(SEASON, (), ROUNDS), after=0, slots=tuple(slots))


def race_of(facts: Catalogue, lefts: list[Ahead]) -> Known:
    """Return what is known of the race, with the cars of the three classes."""
    season = facts.seasons[SEASON]
    known = known_race(facts, season, MEETING, "race", None)
    known = with_field(facts, season, known, [slot for left in lefts for slot in left.slots])
    kept = [one for one in known.starters if known.rules.race_class(one.race_class).id in CLASSES]
    return replace(known, starters=tuple(kept))


def simulated(known: Known, races: int) -> Simulated:
    """Simulate the race on one thread."""
    prepared = prepare(known)
    cars = [(one.car, known.rules.race_class(one.race_class).id) for one in prepared.starters]
    luck = offsets(1, ["/".join(one) for one in cars], races // EACH)
    pace = pace_of(prepared, known.ratings, known.rules.circuit)
    return simulate(prepared, cars, pace, luck, (), 1, rated=True, backend=Threads(1))


def main() -> None:
    """Print what the module's docstring says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="simulate fewer races")
    races = 500 if parser.parse_args().quick else 5_000
    facts = load()
    lefts = [season_of(facts, f"{one}-drivers") for one in CLASSES]
    known = race_of(facts, lefts)
    warm()
    simulated(known, EACH)
    begun = time.process_time()
    race = simulated(known, races)
    took = time.process_time() - begun
    simulating = took / races * ROUNDS * SEASONS
    print(
        f"{len(race.cars)} cars: {1e3 * took / races:.2f} ms a race, {simulating:.0f} s for {ROUNDS * SEASONS:,} races"
    )

    drawer = Drawer({(f"round-{n}", "race"): race for n in range(1, ROUNDS + 1)}, 1, SEASONS)
    begun = time.process_time()
    places = [[drawer.places(slot, race) for slot in left.slots] for left in lefts]
    drawing = time.process_time() - begun
    score_many(lefts[0], facts.scales, (), [one[:10] for one in places[0]])  # compiled, or loaded
    scoring = 0.0
    for left, each in zip(lefts, places, strict=True):
        begun = time.process_time()
        made = score_many(left, facts.scales, (), each)
        took = time.process_time() - begun
        scoring += took
        print(f"   {left.title.called[0]}: {len(made.competitors)} drivers, {len(left.slots)} sessions, {took:.1f} s")
    print(f"{SEASONS:,} seasons: drawn in {drawing:.1f} s, scored in {scoring:.1f} s")
    whole = simulating / (drawing + scoring)
    print(f"scoring takes 1/{simulating / scoring:.0f} of the time of the races; with drawing, 1/{whole:.0f}")


if __name__ == "__main__":
    main()
