"""What a study notes at its end: what is unknown, what was noticed, what things are called, what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from paddock.calendars import Clashes
from paddock.catalogue import Catalogue
from paddock.eligibility import Verdict
from paddock.findings import Finding
from paddock.model import Season, Source
from paddock.studies.form import SubjectKind
from paddock.studies.result import ClashSheet, CoverSheet, DriverSheet, Runner, SeasonSheet
from paddock.studies.worth_sheets import SeasonWorth


def unknowns(
    catalogue: Catalogue,
    kind: SubjectKind,
    subject: str,
    verdicts: tuple[Verdict, ...],
    calendars: tuple[SeasonSheet, ...],
    drivers: tuple[DriverSheet, ...],
) -> tuple[str, ...]:
    """Return what is not on record and would sharpen the answer, each once."""
    lines = [finding.missing for verdict in verdicts for finding in verdict.findings if finding.missing]
    for sheet in calendars:
        season = catalogue.seasons[sheet.id]
        if sheet.role == "candidate" and kind != "driver" and not catalogue.entries[sheet.id]:
            lines.append(f"who is entered in {season.name}")
        if kind == "car":
            lines += _crews_unknown(catalogue, season, sheet)
        name = catalogue.of_kind(kind)[subject].name
        for meeting in sheet.meetings:
            where = f"{catalogue.place_of(meeting.id)} in {season.name}"
            if meeting.seat == "unknown":
                lines.append(f"whether {name} drove at {where}")
            elif meeting.seat == "planned":
                lines.append(f"whether {name} drove at {where} as planned")
            fact = catalogue.meetings[meeting.id]
            if fact.takes_place and fact.first_day is None:
                lines.append(f"the first day of {where}")
    lines += [f"the grade of {one.name}" for one in drivers if not one.grade]
    return tuple(dict.fromkeys(lines))


def _crews_unknown(catalogue: Catalogue, season: Season, sheet: SeasonSheet) -> list[str]:
    """Return the meetings that were held, at which the class raced, and of which no crew is on record."""
    entries = [one for one in catalogue.entries[season.id] if one.race_class == sheet.race_class]
    seen = {slug for entry in entries for slug in entry.ran}
    if not entries:
        return []
    return [
        f"who raced in {sheet.race_class} at {catalogue.place_of(one.id)} in {season.name}"
        for one in sheet.meetings
        if one.races and one.id.partition("/")[2] not in seen and catalogue.meetings[one.id].held
    ]


def names(
    catalogue: Catalogue,
    calendars: tuple[SeasonSheet, ...],
    clashes: tuple[ClashSheet, ...],
    runners: tuple[Runner, ...],
    covers: tuple[CoverSheet, ...],
    worth: tuple[SeasonWorth, ...],
) -> dict[str, str]:
    """Return what people call everything that the study names by id, in the order of the ids."""
    called: dict[str, str] = {}
    for season_id in (
        {sheet.id for sheet in calendars}
        | {season for one in runners for season in one.seasons}
        | {one.season for one in worth}
    ):
        season = catalogue.seasons[season_id]
        called[season.id] = season.name
        called.update({f"{season.id}/{one.id}": one.name for one in season.classes})
    called.update({one.id: catalogue.place_of(one.id) for sheet in calendars for one in sheet.meetings})
    called.update({race.meeting: catalogue.place_of(race.meeting) for one in worth for race in one.races})
    cars = {car for one in runners for car in one.cars} | {
        car for one in covers for _, _, cars in one.stand_ins for car in cars
    }
    called.update({car: catalogue.cars[car].name for car in cars})
    called.update({one: catalogue.regulations[one].name for sheet in clashes for one in sheet.clash.regulations})
    people = {effect.subject for sheet in clashes for effect in (sheet.effect, *sheet.others)}
    people |= {driver for one in covers for driver in (*one.away, *one.free)}
    called.update({one: catalogue.drivers[one].name for one in people if one in catalogue.drivers})
    return dict(sorted(called.items()))


def findings(catalogue: Catalogue, found: Clashes, seasons: Iterable[str]) -> tuple[Finding, ...]:
    """Return what the clash finder and the catalogue noticed about the seasons of the study."""
    mine = set(seasons)
    noticed = [one for one in catalogue.findings if one.where in mine]
    return (*found.findings, *noticed)


def sources(catalogue: Catalogue, *parts: Iterable[object]) -> tuple[Source, ...]:
    """Return every source the study rests on, each once, in the order it is first needed."""
    references: dict[str, None] = {}

    def note(item: object) -> None:
        for reference in getattr(item, "sources", ()):
            references.setdefault(reference)
        for name in ("findings", "meetings"):
            for inner in getattr(item, name, ()):
                note(inner)

    for part in parts:
        for item in part:
            note(item)
    return tuple(_apart(catalogue.source(reference) for reference in references))


def _apart(found: Iterable[Source]) -> Iterator[Source]:
    """Yield sources with ids of their own: those made from long web addresses can begin alike."""
    seen: Counter[str] = Counter()
    for source in found:
        seen[source.id] += 1
        again = seen[source.id]
        yield source if again == 1 else source.model_copy(update={"id": f"{source.id}-{again}"})
