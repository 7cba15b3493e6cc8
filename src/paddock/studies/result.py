"""What a study answers: one `Study`, section by section, every statement with its sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from paddock.calendars import Clash, Distance, Effect
from paddock.eligibility import Outcome, Verdict
from paddock.evidence import Programme
from paddock.findings import Finding
from paddock.model import Source
from paddock.studies.fare import FareSheet
from paddock.studies.first_season import FirstSheet
from paddock.studies.worth_sheets import SeasonWorth


@dataclass(frozen=True, slots=True)
class MeetingSheet:
    """A meeting as the study shows it. `seat`: what the subject does there; `races`: whether its class races there."""

    id: str
    season: str
    name: str
    first_day: dt.date | None
    last_day: dt.date | None
    race_days: tuple[dt.date, ...]
    circuit: str
    city: str
    country: str
    latitude: float | None
    longitude: float | None
    classes: tuple[str, ...]
    races: bool
    seat: str
    status: str
    confidence: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeasonSheet:
    """A season as the study shows it; `role` is `has` or `candidate`."""

    id: str
    name: str
    role: str
    race_class: str
    meetings: tuple[MeetingSheet, ...]


@dataclass(frozen=True, slots=True)
class ClashSheet:
    """A clash, whether it concerns the subject, and what it means for it and for others with seats on both sides."""

    clash: Clash
    concerned: bool
    effect: Effect
    others: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Runner:
    """A team that could run the car: where it raced, as works or customer, with what."""

    team: str
    name: str
    programme: str
    seasons: tuple[str, ...]
    cars: tuple[str, ...]
    own_make: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DriverSheet:
    """A driver of the car, meetings driven, verdict for the class; `grade` is empty when it is not on record."""

    driver: str
    name: str
    grade: str
    meetings: int
    verdict: str


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """Who is free at a meeting that clashes. need: least drivers a crew has there (0: not on record).

    away: regular drivers who sit elsewhere those days.  free: regulars who do not.  stand_ins: others with experience
    of such cars and no seat on record at either meeting, most meetings first.
    """

    meeting: str
    against: str
    need: int
    away: tuple[str, ...]
    free: tuple[str, ...]
    stand_ins: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class MarketSheet:
    """Meetings in a country: with the programme as it is, and with what is in question."""

    country: str
    has: int
    candidate: int
    wanted: bool


@dataclass(frozen=True, slots=True)
class Study:
    """One programme judged. Built by `paddock.studies.run_study`; see `paddock.reports` for how it is shown."""

    id: str
    title: str
    question: str
    subject_kind: str
    subject: str
    subject_name: str
    as_of: dt.date | None
    outcome: Outcome
    verdict: str
    points: tuple[str, ...]
    eligibility: tuple[Verdict, ...]
    crews: tuple[Verdict, ...]
    calendars: tuple[SeasonSheet, ...]
    clashes: tuple[ClashSheet, ...]
    runners: tuple[Runner, ...]
    drivers: tuple[DriverSheet, ...]
    covers: tuple[CoverSheet, ...]
    worth: tuple[SeasonWorth, ...]
    markets: tuple[MarketSheet, ...]
    distances: tuple[Distance, ...]
    unknowns: tuple[str, ...]
    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]
    names: Mapping[str, str]
    """What people call the seasons, meetings, classes (`<season>/<class>`), cars, car families and people in it."""
    said: tuple[Programme, ...] = ()
    """What has been said of the programmes in it, each step with its status, root and number of sources."""
    fared: tuple[FareSheet, ...] = ()
    """How the car would fare in the seasons in question, round by round."""
    firsts: tuple[FirstSheet, ...] = ()
    """What a first season would be worth to the car in the seasons in question, title by title."""

    def meetings(self) -> Iterator[MeetingSheet]:
        """Yield every meeting of every season shown, in the order of the calendar."""
        everything = (meeting for season in self.calendars for meeting in season.meetings)
        return iter(sorted(everything, key=lambda one: (one.first_day or dt.date.max, one.id)))

    def as_dict(self) -> dict[str, object]:
        """Return the whole study as plain JSON values; the verdict under `verdict`, the clashes under `clashes`."""
        return {
            "id": self.id,
            "title": self.title,
            "question": self.question,
            "subject": {"kind": self.subject_kind, "id": self.subject, "name": self.subject_name},
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "verdict": self.verdict,
            "outcome": str(self.outcome),
            "points": list(self.points),
            "eligibility": [verdict.as_dict() for verdict in self.eligibility],
            "crews": [verdict.as_dict() for verdict in self.crews],
            "calendars": [_season(one) for one in self.calendars],
            "clashes": [
                {
                    **sheet.clash.as_dict(),
                    "concerned": sheet.concerned,
                    "effect": sheet.effect.as_dict(),
                    "others": [effect.as_dict() for effect in sheet.others],
                }
                for sheet in self.clashes
            ],
            "runners": [_plain(one) for one in self.runners],
            "drivers": [_plain(one) for one in self.drivers],
            "covers": [_plain(one) | {"stand_ins": _stand_ins(one)} for one in self.covers],
            "worth": [one.as_dict() for one in self.worth],
            "fared": [one.as_dict() for one in self.fared],
            "first_seasons": [one.as_dict() for one in self.firsts],
            "markets": [_plain(one) for one in self.markets],
            "distances": [_plain(one) for one in self.distances],
            "unknowns": list(self.unknowns),
            "findings": [finding.as_dict() for finding in self.findings],
            "said": [one.as_dict() for one in self.said],
            "names": dict(self.names),
            "sources": [{"id": source.id, "title": source.title, "url": source.url} for source in self.sources],
        }


def _season(sheet: SeasonSheet) -> dict[str, object]:
    return {
        "season": sheet.id,
        "name": sheet.name,
        "role": sheet.role,
        "class": sheet.race_class or None,
        "meetings": [_meeting(meeting) for meeting in sheet.meetings],
    }


def _meeting(sheet: MeetingSheet) -> dict[str, object]:
    plain = _plain(sheet)
    del plain["season"]
    return {"meeting": plain.pop("id"), **plain}


def _stand_ins(cover: CoverSheet) -> list[dict[str, object]]:
    return [{"driver": driver, "name": name, "cars": list(cars)} for driver, name, cars in cover.stand_ins]


def _plain(record: Runner | DriverSheet | CoverSheet | MarketSheet | MeetingSheet | Distance) -> dict[str, object]:
    """Return a record field by field as JSON holds it: tuples as lists, days as ISO text."""
    return {one.name: _value(getattr(record, one.name)) for one in fields(record)}


def _value(value: object) -> object:
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date) else value
