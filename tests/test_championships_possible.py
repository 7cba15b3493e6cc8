"""Who can still win: the optimiser against every way a small season may go, and against seasons everyone knows."""

from __future__ import annotations

import itertools
import math
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from paddock.catalogue import Catalogue
from paddock.championships.ahead import Ahead, Slot
from paddock.championships.ahead_file import ahead_of_file
from paddock.championships.pairs import pair_of
from paddock.championships.plays import Play, completed
from paddock.championships.possible import TitleRace, title_race
from paddock.championships.rest import rest_of
from paddock.model.scoring import Decree, Scale, Title
from paddock.scoring import Competitor, Line, SeasonResults, award_all, decrees_of, table_after, title_named
from paddock.scoring.results_file import read_results

pytest.importorskip("ortools", reason="what must happen is found by OR-Tools; install paddock[plan]")

FACT = {"sources": ["https://toy.example/rules"], "status": "unverified", "confidence": "single"}
SEEDS = range(int(os.environ.get("PADDOCK_SEASONS", "20")))
MANY = 4500


def scale_of(name: str, *places: int | str, **more: Any) -> Scale:
    return Scale.model_validate({"id": name, "name": name, "places": places, **more, **FACT})


def title_of(*awards: dict[str, Any], **rules: Any) -> Title:
    given = [{"id": f"award-{number}", "text": "Invented.", **FACT, **one} for number, one in enumerate(awards)]
    rules = {"awarded_to": "driver", **rules}
    return Title.model_validate(
        {
            "id": "toy",
            "name": "Toy",
            "series": "toy",
            "seasons": ["toy-1"],
            "called": ["toy"],
            "award": given,
            **rules,
            **FACT,
        }
    )


def decree_of(**what: Any) -> Decree:
    return Decree.model_validate({"id": "toy", "name": "Toy", "season": "toy-1", "text": "Invented.", **what, **FACT})


def drivers(*names: str) -> tuple[Line, ...]:
    return tuple(Line(None, (name,), car=str(number), team=name, make=name) for number, name in enumerate(names, 1))


def slot_of(round: int, lines: tuple[Line, ...], kind: Any = "race") -> Slot:
    return Slot(round, f"m{round}", kind, kind, "", lines)


# ── every way a season may go ───────────────────────────────────────────────────────────────────────────────────────


def ways(title: Title, slot: Slot) -> Iterator[Play]:
    """Yield every way a session may go, as far as the title's rules look at it."""
    awards = [one for one in title.awards if one.on == slot.kind]
    cars = range(len(slot.lines))
    orders = [order for many in range(len(cars) + 1) for order in itertools.permutations(cars, many)]
    fastest: list[tuple[int, str] | None] = [None]
    if any(one.what == "fastest-lap" for one in awards):
        fastest += [(car, driver) for car in cars for driver in slot.lines[car].drivers]
    led: list[dict[int, int]] = [{}]
    if any(one.what in ("laps-led", "most-laps-led") for one in awards):
        # One leads the most laps, and one the second most: who may not score leaves the award to the next.
        led += [
            {car: max(3 - at, 1) for at, car in enumerate(chosen)}
            for many in range(1, len(cars) + 1)
            for chosen in itertools.permutations(cars, many)
            if list(chosen[2:]) == sorted(chosen[2:])
        ]
    levels = 2 if any(one.what == "laps-behind" for one in awards) else 0
    for order in orders:
        behind = [
            dict(zip(order, laps, strict=True))
            for laps in itertools.combinations_with_replacement(range(levels + 1), len(order))
            if not laps or laps[0] == 0
        ]
        for lap, leading, laps in itertools.product(fastest, led, behind):
            yield Play(order, lap, leading, laps)


def brute_force(left: Ahead, scales: dict[str, Scale], decrees: list[Decree]) -> dict[str, Any]:
    """Return what `title_race` says, from the final table of every season there may be."""
    title = left.title.model_copy(update={"lists": "entrants"})
    final = max(slot.round for slot in left.slots)

    def rows(plays: tuple[Play | None, ...]) -> dict[Competitor, tuple[int, Fraction]]:
        awarded = award_all(title, completed(left, plays), scales, decrees)
        table = table_after(title, awarded, final, decrees)
        return {row.who: (row.position, row.points) for row in table.rows if row.position is not None}

    options = [list(ways(title, slot)) for slot in left.slots]
    seasons = list(itertools.product(*(range(len(one)) for one in options)))
    every = {chosen: rows(tuple(one[at] for one, at in zip(options, chosen, strict=True))) for chosen in seasons}
    # Who is listed only in some seasons (a car too many of its make) has nothing in the others.
    everyone = {who: (99, Fraction(0)) for table in every.values() for who in table}
    every = {chosen: everyone | table for chosen, table in every.items()}
    nothing = everyone | rows((None,) * len(left.slots))
    now = table_after(left.title, award_all(left.title, left.results, scales, decrees), left.after, decrees)
    leader = next((row.who for row in now.rows if row.position == 1), None)
    told: dict[str, Any] = {"leader": leader, "chances": {}, "every": list(every.values())}
    winner = {}
    for plays, table in every.items():
        first = [who for who, (position, _) in table.items() if position == 1]
        winner[plays] = first[0] if len(first) == 1 else None
    for who in nothing:
        base = nothing[who][1]
        won = [table for plays, table in every.items() if winner[plays] == who]
        lost = [table for plays, table in every.items() if winner[plays] != who]
        best_lost = max((table[who][1] for table in lost), default=None)
        safe = [table[who][1] for table in won if best_lost is None or table[who][1] > best_lost]
        gain = [
            table[who][1] - table[leader][1] - base + nothing[leader][1]
            for table in won
            if leader is not None and leader in table and who != leader
        ]
        told["chances"][who] = {
            "most": max(table[who][1] for table in every.values()),
            "can_win": bool(won),
            "only_shared": not won and any(table[who][0] == 1 for table in lost),
            "must_score": min((table[who][1] - base for table in won), default=None),
            "certain_with": min(safe, default=None) - base if safe else None,
            "must_gain": min(gain, default=None),
            "best_position": min(table[who][0] for table in every.values()),
        }
    told["decided"], told["cut"], told["for_whom"] = None, None, set()
    for cut in range(len(left.slots) + 1):
        outcomes: dict[tuple[int, ...], set[Competitor | None]] = {}
        for plays, first in winner.items():
            outcomes.setdefault(plays[:cut], set()).add(first)
        sure = {next(iter(one)) for one in outcomes.values() if len(one) == 1} - {None}
        if sure:
            told["cut"], told["for_whom"] = cut, sure
            told["decided"] = next(iter(sure)) if cut == 0 else None
            break
    return told


def agree_two_at_a_time(left: Ahead, scales: dict[str, Scale], decrees: list[Decree], every: list[Any]) -> None:
    """The walk over differences: the most points behind a rival, and level with it; every: all final tables."""
    rest, _ = rest_of(left, scales, decrees)
    for who, other in itertools.permutations(rest.base, 2):
        pair = pair_of(rest, who, other)
        if pair is None:
            continue
        both = [(int(one[who][1] * rest.unit), int(one[other][1] * rest.unit)) for one in every]
        assert pair.behind == max((mine for mine, its in both if its > mine), default=None)
        assert pair.level == max((mine for mine, its in both if its == mine), default=None)


def agree(left: Ahead, scales: dict[str, Scale], decrees: list[Decree]) -> TitleRace:
    wanted = brute_force(left, scales, decrees)
    agree_two_at_a_time(left, scales, decrees, wanted["every"])
    found = title_race(left, scales, decrees)
    assert not [one for one in found.findings if one.code == "unproved"]
    assert found.leader == wanted["leader"]
    assert {one.who for one in found.chances} == set(wanted["chances"])
    for one in found.chances:
        told = {name: getattr(one, name) for name in wanted["chances"][one.who]}
        assert told == wanted["chances"][one.who], one.who
    assert found.decided == wanted["decided"]
    if wanted["cut"] is None:
        assert (found.earliest_decision, found.for_whom) == (None, ())
    elif wanted["cut"] == 0:
        assert (found.earliest_decision, found.for_whom) == (left.after, (wanted["decided"],))
    else:
        last = left.slots[wanted["cut"] - 1]
        assert (found.earliest_session, set(found.for_whom)) == (f"{last.meeting}/{last.session}", wanted["for_whom"])
        assert found.earliest_decision == last.round
    return found


def random_season(seed: int) -> tuple[Ahead, dict[str, Scale], list[Decree]]:
    """Return a small season with rules drawn from all there are."""
    draw = random.Random(seed)
    many = draw.choice([3, 3, 4])
    awarded_to = draw.choice(["driver", "driver", "team", "make"])
    crews = draw.random() < 0.4
    names = "abcdefgh"
    lines = []
    for number in range(many):
        crew = (names[number],)
        if crews and number < 2 and draw.random() < 0.7:
            crew = (names[number], names[4 + number])
        make = draw.choice("mn")
        lines.append(Line(None, crew, str(number), f"t{draw.choice('pq')}", make))
    scales = {
        "race": scale_of("race", *draw.choice([(3, 2, 1), (5, 3), (4, 3, 2, 1), (2, 1)])),
        "short": scale_of("short", *draw.choice([(1,), (2, 1)])),
        "laps": scale_of("laps", 2, 1),
    }
    awards: list[dict[str, Any]] = [
        {"for": "place", "scale": "race", "shared": draw.choice(["each", "each", "split", "none"])}
    ]
    slots = [(2, "race"), (3, "race")]
    extra = draw.choice(["", "", "fastest", "led", "behind", "sprint", "pole"])
    if extra == "fastest":
        awards.append(
            {
                "for": "fastest-lap",
                "points": 1,
                "within": draw.choice([None, 1, 2]),
                "shared": draw.choice(["each", "split"]),
            }
        )
    elif extra == "led":
        awards += [{"for": "laps-led", "points": 1, "least": 1}, {"for": "most-laps-led", "points": 2}]
    elif extra == "behind":
        awards.append({"for": "laps-behind", "scale": "laps"})
    if extra == "sprint":
        awards.append({"for": "place", "on": "sprint", "scale": "short"})
        slots = [(2, "sprint"), (2, "race")]
    elif extra == "pole":
        awards.append({"for": "place", "on": "qualifying", "scale": "short", "as_classified": True})
        slots = [(2, "qualifying"), (2, "race")]
    ranked = draw.choice(["as-classified", "entrants", "best-cars"])
    if extra == "behind" and ranked == "best-cars" and awarded_to != "driver":
        ranked = "entrants"  # told as unproved: see below
    rules: dict[str, Any] = {
        "awarded_to": awarded_to,
        "ranked": ranked,
        "ties": draw.choice([["places"], ["places", "earliest"], ["earliest"], []]),
        "ties_on": draw.choice([["race"], ["race", "sprint"]]),
    }
    if draw.random() < 0.3:
        rules["cars_counted"] = 1
    if (
        draw.random() < 0.3
        and not (extra and ranked == "best-cars")
        and extra != "behind"
        and "cars_counted" not in rules
    ):
        rules["entrants"] = {"cars_per_make": draw.choice([1, 2])}
    if draw.random() < 0.5:
        rules["counted"] = draw.choice(
            [[{"best": 1}], [{"first": 1, "last": 3, "best": 2}], [{"first": 1, "last": 2, "best": 1}]]
        )
    decrees = []
    if draw.random() < 0.3 and extra != "behind" and "entrants" not in rules:
        decrees.append(
            draw.choice(
                [
                    decree_of(kind="shortened", meeting="m2", share="1/2"),
                    decree_of(kind="not-scoring", drivers=["a"], keeps_place=draw.random() < 0.5),
                    decree_of(kind="not-scoring", cars=["1"], meeting="m2"),
                    decree_of(kind="excluded", drivers=["b"], teams=["tq"], after=1),
                ]
            )
        )
    rule = title_of(*awards, **rules)
    sessions = [slot_of(now, tuple(lines), kind) for now, kind in slots]
    while len(sessions) > 1 and math.prod(len(list(ways(rule, one))) for one in sessions) > MANY:
        del sessions[0]
    shuffled = draw.sample(range(many), many)
    placed = draw.randint(0, many)
    past = slot_of(1, tuple(lines)).filled(shuffled[:placed])
    results = SeasonResults("toy-1", (past,), rounds=sessions[-1].round)
    left = Ahead(rule, results, 1, tuple(sessions))
    return left, scales, decrees


@pytest.mark.parametrize("seed", SEEDS)
def test_agrees_with_every_way_a_season_may_go(seed: int) -> None:
    """The optimiser must say what a look at every possible final table says, whatever the rules are mixed from."""
    agree(*random_season(seed))


# ── told apart ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_level_on_everything() -> None:
    """Three drivers level on points and places: whoever is placed first wins, and nobody is certain before."""
    lines = drivers("ada", "bea", "cid")
    scale = {"race": scale_of("race", 6, 3, 1)}
    title = title_of({"for": "place", "scale": "race"})
    past = [
        slot_of(1, lines).filled([0, 2, 1]),
        slot_of(2, lines).filled([2, 1, 0]),
        slot_of(3, lines).filled([1, 0, 2]),
    ]
    race = agree(Ahead(title, SeasonResults("toy-1", tuple(past)), 3, (slot_of(4, lines),)), scale, [])
    assert {one.who.id: one.points for one in race.chances} == {"ada": 10, "bea": 10, "cid": 10}
    assert all(one.can_win for one in race.chances)


def test_a_shared_title_is_told_as_such() -> None:
    """Without anything to break ties a driver level on points has not won, but has not lost either."""
    lines = drivers("ada", "bea")
    title = title_of({"for": "place", "scale": "race"}, ties=[])
    scale = {"race": scale_of("race", 2, 1)}
    past = (slot_of(1, lines).filled([0]),)
    race = agree(Ahead(title, SeasonResults("toy-1", past), 1, (slot_of(2, lines),)), scale, [])
    [ada, bea] = race.chances
    assert (ada.can_win, bea.can_win, bea.only_shared, bea.best_position) == (True, False, True, 1)
    assert race.decided is None


def test_who_joins_later_may_still_win() -> None:
    """A driver who is in no table yet is asked about, too."""
    title = title_of({"for": "place", "scale": "race"})
    scale = {"race": scale_of("race", 2, 1)}
    past = (slot_of(1, drivers("ada")).filled([0]),)
    coming = (slot_of(2, drivers("ada", "bea")), slot_of(3, drivers("ada", "bea")))
    race = agree(Ahead(title, SeasonResults("toy-1", past), 1, coming), scale, [])
    assert [(one.who.id, one.position, one.can_win) for one in race.chances] == [("ada", 1, True), ("bea", None, True)]


def test_rules_the_model_does_not_know_are_told() -> None:
    """No answer is better than a wrong one."""
    lines = (*drivers("ada"), *drivers("ada"), *drivers("bea"))
    title = title_of(
        {"for": "place", "scale": "race"},
        {"for": "laps-behind", "scale": "race"},
        awarded_to="team",
        ranked="best-cars",
    )
    left = Ahead(title, SeasonResults("toy-1", ()), 0, (slot_of(1, lines),))
    race = title_race(left, {"race": scale_of("race", 2, 1)}, [])
    assert race.chances == ()
    assert [one.code for one in race.findings] == ["unproved"]


def test_an_answer_that_is_not_proved_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of effort must never turn into a wrong answer."""
    monkeypatch.setattr("paddock.championships.model_of_title.EFFORT", 0.0)
    left, scales, decrees = random_season(0)
    wanted = brute_force(left, scales, decrees)["chances"]
    race = title_race(left, scales, decrees)
    for one in race.chances:
        assert one.most >= wanted[one.who]["most"]
        for name in ("can_win", "only_shared", "must_score", "certain_with", "must_gain", "best_position"):
            assert getattr(one, name) in (None, wanted[one.who][name]), name


# ── seasons everyone knows ──────────────────────────────────────────────────────────────────────────────────────────

KNOWN = {
    ("f1-2021", 21): {"max-verstappen", "lewis-hamilton"},
    ("f1-2010", 18): {"fernando-alonso", "mark-webber", "sebastian-vettel", "lewis-hamilton"},
    ("f1-2007", 16): {"lewis-hamilton", "fernando-alonso", "kimi-raikkonen"},
    ("f1-1988", 14): {"alain-prost", "ayrton-senna"},
}


def known_race(shared: Path, facts: Catalogue, season: str, after: int) -> TitleRace:
    results = read_results(shared / "timing" / "f1db" / "results.csv", season)
    left = ahead_of_file(title_named(facts, season, "drivers"), results, after)
    return title_race(left, facts.scales, decrees_of(facts, season))


@pytest.mark.parametrize(("season", "after"), KNOWN)
def test_who_could_still_win(shared: Path, facts: Catalogue, season: str, after: int) -> None:
    """Everyone could read in the papers before these last races who was still in it; 1988 with the best 11 results."""
    race = known_race(shared, facts, season, after)
    assert {one.who.id for one in race.chances if one.can_win} == KNOWN[season, after]
    assert all(one.can_win is not None for one in race.chances)


def test_decided_at_the_sprint(shared: Path, facts: Catalogue) -> None:
    """Before round 17 of 2023 the leader needed three points, which the sprint could bring; and did."""
    race = known_race(shared, facts, "f1-2023", 16)
    leader = race.chances[0]
    assert (leader.who.id, leader.certain_with) == ("max-verstappen", 3)
    assert (race.earliest_decision, race.earliest_session) == (17, "qatar/sprint")
    assert race.for_whom == (leader.who,)
    assert known_race(shared, facts, "f1-2023", 17).decided == leader.who


@pytest.mark.skipif(os.name == "nt", reason="signals are others on Windows")
def test_ctrl_c_is_pythons_again_after_an_answer() -> None:
    """The solver may not keep the signal: whoever stops a later command would end it without a word."""
    code = (
        "import signal, test_championships_possible as t\n"
        "left, scales, decrees = t.random_season(0)\n"
        "assert t.title_race(left, scales, decrees).chances\n"
        "try:\n    signal.raise_signal(signal.SIGINT)\n"
        "except KeyboardInterrupt:\n    print('stopped')\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n" + code],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.stdout == "stopped\n", told.stderr
