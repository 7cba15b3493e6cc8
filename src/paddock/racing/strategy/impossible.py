"""Why no plan keeps the rules: which of them cannot be kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from paddock.errors import BadRequest
from paddock.racing.strategy.laws import base_ms
from paddock.racing.strategy.search import longest_ms
from paddock.racing.strategy.single import CarRace
from paddock.racing.strategy.solving import first_plan
from paddock.timing.times import to_text
from paddock.units import listed

FREE: dict[str, dict[str, Any]] = {
    "the least driving times": {"least_ms": 0},
    "the most driving times": {"most_ms": 0},
    "the longest time without a break": {"stint_ms": 0},
    "the most driving time within a window": {"window_ms": 0},
    "the mandatory stops": {"must_stop": 0},
    "the change of driver at a mandatory stop": {"must_change": 0},
    "the number of sets of tyres": {"tyre_sets": 0},
    "the age up to which tyres are used": {"tyre_laps": 0},
}
"""Rules, and what lifts them."""
HINT = "Check the rules of the race, the crew and the state it is planned from."


def refused(race: CarRace, number: str, names: Sequence[str]) -> BadRequest:
    """Return the error for a car for which there is no plan: which rule cannot be kept, and why.

    number: of the car.  names: of its crew.
    """
    said = list(_plain(race, [_name(names, seat) for seat in range(len(race.seats))]))
    if not said:
        alone = [rule for rule, lifted in FREE.items() if _is_ruled(race, lifted) and first_plan(_freed(race, lifted))]
        said = [f"with {one} lifted there is one" for one in alone]
    if not said:
        everything = {name: value for lifted in FREE.values() for name, value in lifted.items()}
        whole = first_plan(_freed(race, everything)) is not None
        said = ["several rules stand in its way together" if whole else "not even without rules on crew and stops"]
    return BadRequest(f"No plan of car {number} keeps to the rules: {'; '.join(said)}.", hint=HINT)


def _plain(race: CarRace, names: Sequence[str]) -> Iterator[str]:
    """Yield what can be told without looking for a plan."""
    seats = [int(seat) for seat in np.flatnonzero(race.seats)]
    shortest, longest = _lasts(race)
    owed = {seat: max(int(race.least_ms[seat] - race.driven_ms[seat]), 0) for seat in seats}
    for seat in seats:
        most, driven = int(race.most_ms[seat]), int(race.driven_ms[seat])
        if most and driven > most:
            yield f"{names[seat]} has driven {_hm(driven)}, and may drive {_hm(most)}"
        elif most and race.least_ms[seat] > most:
            yield f"{names[seat]} must drive {_hm(int(race.least_ms[seat]))}, and may drive {_hm(most)}"
    if sum(owed.values()) > longest:
        who = listed(names[seat] for seat in seats if owed[seat])
        yield f"{who} must still drive {_hm(sum(owed.values()))}, and there are {_hm(longest)} left at most"
    rooms = [max(int(race.most_ms[seat] - race.driven_ms[seat]), 0) for seat in seats if race.most_ms[seat]]
    if len(rooms) == len(seats) and sum(rooms) < shortest:
        yield f"the crew may drive {_hm(sum(rooms))} more, and there are {_hm(shortest)} left at least"
    left = race.must_stop - race.must_done
    if left > 0 and race.must_until_ms < race.crossed_ms:
        yield f"{left} mandatory stops are still to be made, and their window closed at {_hm(race.must_until_ms)}"


def _lasts(race: CarRace) -> tuple[int, int]:
    """Return how long the rest of the race takes at least and at most [ms]."""
    quickest = min(base_ms(race, int(seat)) for seat in np.flatnonzero(race.seats))
    over = [(race.flag_ms - race.crossed_ms, race.flag_ms - race.crossed_ms + longest_ms(race))] if race.flag_ms else []
    if race.laps:
        laps = race.laps - race.lap
        over.append((int(laps * quickest), laps * longest_ms(race)))
    return min(one[0] for one in over), min(one[1] for one in over)


def _is_ruled(race: CarRace, lifted: dict[str, Any]) -> bool:
    """Return whether a race has a rule at all."""
    return any(np.any(np.asarray(getattr(race, name)) > 0) for name in lifted)


def _freed(race: CarRace, lifted: dict[str, Any]) -> CarRace:
    """Return the race without some rules."""
    values: dict[str, Any] = {}
    for name, value in lifted.items():
        is_whole = isinstance(getattr(race, name), np.ndarray)
        values[name] = np.full(len(race.seats), value, np.int64) if is_whole else value
    return race._replace(**values)


def _name(names: Sequence[str], seat: int) -> str:
    return (names[seat] if seat < len(names) else "") or f"no. {seat + 1}"


def _hm(ms: int) -> str:
    return to_text(ms, hours=True)[:-4]
