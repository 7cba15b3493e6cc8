"""Who sits where: a driver's or a car's year across seasons, what a clash means for it, and who could stand in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from paddock.calendars.clashes import Clash, Kind
from paddock.catalogue import Catalogue
from paddock.model import Entry, Seat

State = Literal["drove", "planned", "missed", "unknown"]
STATES: tuple[State, ...] = ("drove", "planned", "missed", "unknown")


@dataclass(frozen=True, slots=True)
class Seated:
    """A driver's seat at one meeting: in which entry, and whether it was driven, planned, missed or is not known."""

    driver: str
    meeting: str
    state: State
    entry: Entry
    note: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a clash means for one driver or one car.

    at_a, at_b: a seat's state, `entered` or `may enter` for a car, or None when it has no business there.
    concerned: whether both sides want it.  says: the same in a sentence.
    """

    subject: str
    at_a: str | None
    at_b: str | None
    concerned: bool
    says: str

    def as_dict(self) -> dict[str, object]:
        """Return the effect as plain JSON values."""
        return {
            "subject": self.subject,
            "at_a": self.at_a,
            "at_b": self.at_b,
            "concerned": self.concerned,
            "says": self.says,
        }


def seats_of(catalogue: Catalogue, driver: str, seasons: Iterable[str] | None = None) -> tuple[Seated, ...]:
    """Return every seat of a driver (an id) in the given seasons, in the order of the calendar."""
    wanted = catalogue.seasons if seasons is None else seasons
    seats = [
        seated
        for season in wanted
        for entry, seat in _crews(catalogue, season)
        if seat.driver == driver
        for seated in _seated(season, entry, seat)
    ]
    return tuple(sorted(seats, key=lambda one: _when(catalogue, one.meeting)))


def _when(catalogue: Catalogue, meeting: str) -> tuple[bool, str, str]:
    found = catalogue.meetings.get(meeting)
    days = found.days if found else None
    return (days is None, days[0].isoformat() if days else "", meeting)


def _crews(catalogue: Catalogue, season: str) -> Iterator[tuple[Entry, Seat]]:
    for entry in catalogue.entries.get(season, ()):
        for seat in entry.crew:
            yield entry, seat


def _seated(season: str, entry: Entry, seat: Seat) -> Iterator[Seated]:
    for state in STATES:
        for slug in getattr(seat, state):
            yield Seated(seat.driver, f"{season}/{slug}", state, entry, seat.note)


def driver_effect(catalogue: Catalogue, driver: str, clash: Clash) -> Effect:
    """Return what a clash means for a driver (an id): which of the two was driven, planned or missed."""
    name = catalogue.drivers[driver].name
    states = {one.meeting: one.state for one in seats_of(catalogue, driver, _seasons(clash))}
    at_a, at_b = states.get(clash.a), states.get(clash.b)
    if at_a is None and at_b is None:
        return Effect(driver, at_a, at_b, False, f"{name} has no seat on record at either")
    if at_a is None or at_b is None:
        where, state = (clash.b, at_b) if at_a is None else (clash.a, at_a)
        return Effect(driver, at_a, at_b, False, f"{name}: {_STATE_WORDS[str(state)]} {where}, no seat at the other")
    said = f"{name}: {_STATE_WORDS[at_a]} {clash.a}, {_STATE_WORDS[at_b]} {clash.b}"
    return Effect(driver, at_a, at_b, True, said)


def wanted_effect(catalogue: Catalogue, driver: str, clash: Clash, wanted: Collection[str]) -> Effect:
    """Return what a clash means for a driver (an id) who has no seat yet at the `wanted` meetings (full ids)."""
    states: dict[str, str] = {one.meeting: one.state for one in seats_of(catalogue, driver, _seasons(clash))}
    at_a, at_b = (states.get(one) or ("in question" if one in wanted else None) for one in (clash.a, clash.b))
    name = catalogue.drivers[driver].name
    words = {**_STATE_WORDS, "in question": "asks about"}
    said = ", ".join(f"{words[state]} {one}" for one, state in ((clash.a, at_a), (clash.b, at_b)) if state)
    return Effect(driver, at_a, at_b, at_a is not None and at_b is not None, f"{name}: {said}")


_STATE_WORDS = {"drove": "drove", "planned": "is planned for", "missed": "missed", "unknown": "may have driven"}


def car_effect(catalogue: Catalogue, car: str, clash: Clash) -> Effect:
    """Return what a clash means for a car model (an id): entered or admissible at both, at one or at neither."""
    at_a, at_b = (_car_at(catalogue, car, meeting) for meeting in (clash.a, clash.b))
    return _machine_effect(car, f"the {catalogue.cars[car].name}", at_a, at_b, clash)


def make_effect(catalogue: Catalogue, make: str, clash: Clash) -> Effect:
    """Return what a clash means for a manufacturer (an id): entered at both, at one or at neither."""
    at_a, at_b = ("is entered" if make_present(catalogue, make, meeting) else None for meeting in (clash.a, clash.b))
    return _machine_effect(make, catalogue.manufacturers[make].name, at_a, at_b, clash)


def _machine_effect(subject: str, name: str, at_a: str | None, at_b: str | None, clash: Clash) -> Effect:
    if at_a and at_b:
        cost = "freight and crew are tight" if clash.kind is Kind.TIGHT else "it needs two cars and two crews"
        there = f"at {clash.b}" if at_a == at_b else f"{at_b} at {clash.b}"
        return Effect(subject, at_a, at_b, True, f"{name} {at_a} at {clash.a} and {there}: {cost}")
    if at_a or at_b:
        here = clash.a if at_a else clash.b
        return Effect(subject, at_a, at_b, False, f"{name} {at_a or at_b} at {here}; it does not race at the other")
    return Effect(subject, at_a, at_b, False, f"{name} races at neither")


def _car_at(catalogue: Catalogue, car: str, meeting_id: str) -> str | None:
    season, meeting = catalogue.season_of(meeting_id), catalogue.meetings[meeting_id]
    regulation = catalogue.cars[car].regulation
    if not any(one.id in meeting.classes and regulation in one.regulations for one in season.classes):
        return None
    entered = any(entry.car == car and catalogue.runs(entry, meeting) for entry in catalogue.entries[season.id])
    return "is entered" if entered else "may enter"


def make_present(catalogue: Catalogue, make: str, meeting_id: str) -> bool:
    """Return whether a manufacturer (an id) is on record at a meeting (a full id)."""
    season, meeting = catalogue.season_of(meeting_id), catalogue.meetings[meeting_id]
    return any(
        catalogue.make_of(entry) == make and catalogue.runs(entry, meeting) for entry in catalogue.entries[season.id]
    )


def torn_drivers(catalogue: Catalogue, clash: Clash) -> tuple[Effect, ...]:
    """Return the drivers with a seat in both seasons who drove, planned or missed at least one of the two meetings."""
    a, b = _seasons(clash)
    both = {seat.driver for _, seat in _crews(catalogue, a)} & {seat.driver for _, seat in _crews(catalogue, b)}
    effects = [driver_effect(catalogue, driver, clash) for driver in sorted(both)]
    return tuple(effect for effect in effects if effect.at_a or effect.at_b)


def _seasons(clash: Clash) -> tuple[str, str]:
    return clash.a.partition("/")[0], clash.b.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Cover:
    """A driver who could take a seat at a meeting: where seen before, with which cars, and what else is on that day."""

    driver: str
    known_from: tuple[str, ...]
    cars: tuple[str, ...]


def regulars(catalogue: Catalogue, seasons: Iterable[str], car: str) -> tuple[str, ...]:
    """Return the drivers who drove a model in the given seasons, most meetings first."""
    counts: dict[str, int] = {}
    for season in seasons:
        for entry, seat in _crews(catalogue, season):
            if entry.car == car:
                counts[seat.driver] = counts.get(seat.driver, 0) + len(seat.drove) + len(seat.planned)
    return tuple(sorted(counts, key=lambda driver: (-counts[driver], driver)))


def busy(catalogue: Catalogue, driver: str, meeting_ids: Sequence[str], seasons: Iterable[str]) -> bool:
    """Return whether a driver (an id) drove or is planned at one of the meetings."""
    return any(
        one.meeting in meeting_ids and one.state in {"drove", "planned"} for one in seats_of(catalogue, driver, seasons)
    )


def cover(
    catalogue: Catalogue, clash: Clash, experience: Sequence[str], regulations: Iterable[str], busy_in: Iterable[str]
) -> tuple[Cover, ...]:
    """Return drivers who raced cars of these regulations in `experience` and have no seat at either meeting.

    clash: the two meetings.  experience: season ids to look for drivers in.  regulations: ids.  busy_in: season ids
    whose seats count as being busy. Ordered by how many of those meetings they drove, then by id.
    """
    wanted = set(regulations)
    seen: dict[str, tuple[set[str], set[str], int]] = {}
    for season in experience:
        for entry, seat in _crews(catalogue, season):
            car = catalogue.cars.get(entry.car or "")
            if car is None or car.regulation not in wanted or not seat.drove:
                continue
            seasons, cars, count = seen.get(seat.driver, (set(), set(), 0))
            seen[seat.driver] = (seasons | {season}, cars | {car.id}, count + len(seat.drove))
    free = [
        driver
        for driver in sorted(seen, key=lambda one: (-seen[one][2], one))
        if not busy(catalogue, driver, (clash.a, clash.b), busy_in)
    ]
    return tuple(Cover(driver, tuple(sorted(seen[driver][0])), tuple(sorted(seen[driver][1]))) for driver in free)
