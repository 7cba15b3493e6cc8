"""Which countries a set of meetings reaches, and how far each lies from a market."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from paddock.calendars.clashes import event_of
from paddock.calendars.travel import distance_km
from paddock.catalogue import Catalogue
from paddock.model import Meeting, Place


@dataclass(frozen=True, slots=True)
class Reach:
    """How many meetings a set of seasons holds in a country, and which."""

    country: str
    meetings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Distance:
    """From a market to a meeting [km]."""

    place: str
    meeting: str
    distance_km: float


def reach(catalogue: Catalogue, meetings: Iterable[str]) -> tuple[Reach, ...]:
    """Return the countries that meetings (full ids) are held in, most meetings first."""
    by_country: dict[str, list[str]] = {}
    for identifier in meetings:
        circuit = catalogue.circuit_of(catalogue.meetings[identifier])
        if circuit is not None:
            by_country.setdefault(circuit.country, []).append(identifier)
    ordered = sorted(by_country, key=lambda country: (-len(by_country[country]), country))
    return tuple(Reach(country, tuple(by_country[country])) for country in ordered)


def meetings_in(catalogue: Catalogue, country: str, year: int) -> tuple[str, ...]:
    """Return every catalogued meeting of a calendar year in a country, once per event, in the order of the calendar."""
    found: dict[str, tuple[str, str]] = {}
    for identifier, meeting in catalogue.meetings.items():
        circuit = catalogue.circuit_of(meeting)
        days = meeting.days
        if (
            circuit is not None
            and circuit.country == country
            and meeting.takes_place
            and days is not None
            and days[0].year <= year <= days[1].year
        ):
            event = event_of(catalogue, identifier)
            if event == identifier or event not in found:
                found[event] = (days[0].isoformat(), identifier)
    return tuple(identifier for _, identifier in sorted(found.values()))


def distances(catalogue: Catalogue, places: Sequence[Place], meetings: Iterable[str]) -> tuple[Distance, ...]:
    """Return how far each meeting lies from each place, nearest first for each place."""
    found: list[Distance] = []
    for place in places:
        rows = []
        for identifier in meetings:
            circuit = catalogue.circuit_of(catalogue.meetings[identifier])
            if circuit is not None:
                away = distance_km(place.latitude, place.longitude, circuit.latitude, circuit.longitude)
                rows.append(Distance(place.name, identifier, away))
        found.extend(sorted(rows, key=lambda one: (one.distance_km, one.meeting)))
    return tuple(found)


def programme_meetings(catalogue: Catalogue, seasons: Iterable[str], race_class: str | None = None) -> tuple[str, ...]:
    """Return the full ids of the meetings of seasons that take place (and at which a class races, if given)."""

    def counts(meeting: Meeting) -> bool:
        return meeting.takes_place and (race_class is None or race_class in meeting.classes)

    return tuple(
        catalogue.seasons[season].meeting_id(meeting)
        for season in seasons
        for meeting in catalogue.seasons[season].meetings
        if counts(meeting)
    )
