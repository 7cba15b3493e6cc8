"""Does a catalogue hold together, and how much of it is sourced?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from paddock.catalogue.store import Catalogue
from paddock.findings import Finding
from paddock.model import Entry, Fact, Meeting, ResultRow, Season, StandingRow, Status
from paddock.model.rules import Rule


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of a check.

    rows: facts counted, by kind, as (sourced, unverified).  findings: what does not hold together, worst first.
    """

    rows: dict[str, tuple[int, int]]
    findings: tuple[Finding, ...]

    @property
    def sourced(self) -> int:
        """Facts with at least one source."""
        return sum(sourced for sourced, _ in self.rows.values())

    @property
    def unverified(self) -> int:
        """Facts marked unverified."""
        return sum(unverified for _, unverified in self.rows.values())

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that make the catalogue unusable as it stands."""
        return tuple(finding for finding in self.findings if finding.level == "error")

    def as_dict(self) -> dict[str, object]:
        """Return the check as plain JSON values."""
        return {
            "rows": {kind: {"sourced": good, "unverified": bad} for kind, (good, bad) in self.rows.items()},
            "sourced": self.sourced,
            "unverified": self.unverified,
            "findings": [finding.as_dict() for finding in self.findings],
        }


def check(catalogue: Catalogue) -> Check:
    """Count the catalogue's facts and name every reference that leads nowhere and every date that looks wrong."""
    findings = [
        *catalogue.findings,
        *_references(catalogue),
        *_zones(catalogue),
        *_rule_ids(catalogue),
        *_calendars(catalogue),
    ]
    order = {"error": 0, "warning": 1, "info": 2}
    return Check(_count(catalogue), tuple(sorted(findings, key=lambda one: order[one.level])))


def facts(catalogue: Catalogue) -> Iterator[tuple[str, Fact]]:
    """Yield every fact of the catalogue with its kind, nested ones (layouts, rules, grades …) included."""
    tables: list[Iterable[Fact]] = [
        catalogue.circuits.values(),
        catalogue.series.values(),
        catalogue.regulations.values(),
        catalogue.manufacturers.values(),
        catalogue.cars.values(),
        catalogue.teams.values(),
        catalogue.drivers.values(),
        catalogue.seasons.values(),
        *catalogue.entries.values(),
        *catalogue.classifications.values(),
        *catalogue.standings.values(),
        [catalogue.travel],
        catalogue.scales.values(),
        catalogue.titles.values(),
        catalogue.decrees.values(),
    ]
    for table in tables:
        for fact in table:
            yield from _nested(fact)


def _nested(fact: Fact) -> Iterator[tuple[str, Fact]]:
    yield _kind(fact), fact
    for name in type(fact).model_fields:
        value = getattr(fact, name)
        if isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            for part in value:
                if isinstance(part, Fact):
                    yield from _nested(part)


def _kind(fact: Fact) -> str:
    name = type(fact).__name__
    if name.endswith("Rule"):
        return "rule"
    return {"RaceClass": "class", "DriverGrade": "grade", "RoadCars": "road cars", "MarketPresence": "market"}.get(
        name, name.lower()
    )


def _count(catalogue: Catalogue) -> dict[str, tuple[int, int]]:
    rows: dict[str, tuple[int, int]] = {}
    for kind, fact in facts(catalogue):
        sourced, unverified = rows.get(kind, (0, 0))
        if fact.status is Status.UNVERIFIED or not fact.sources:
            rows[kind] = (sourced, unverified + 1)
        else:
            rows[kind] = (sourced + 1, unverified)
    for kind, lists in (("result", catalogue.classifications), ("standing", catalogue.standings)):
        weak = [
            row.unverified or table.status is Status.UNVERIFIED
            for tables in lists.values()
            for table in tables
            for row in table.rows
        ]
        rows[kind] = (len(weak) - sum(weak), sum(weak))
    return dict(sorted(rows.items()))


def _references(catalogue: Catalogue) -> Iterator[Finding]:
    """Yield an error for every id that no file holds."""

    def missing(where: str, kind: str, identifier: str | None, known: Iterable[str]) -> Iterator[Finding]:
        if identifier and identifier not in known:
            yield Finding("error", "dangling", f"names {kind} {identifier!r}, which no file holds", where=where)

    for kind, fact in facts(catalogue):
        for reference in fact.sources:
            if not reference.startswith("http"):
                yield from missing(f"{kind} {getattr(fact, 'id', '')}".strip(), "source", reference, catalogue.sources)
    for car in catalogue.cars.values():
        yield from missing(f"car {car.id}", "manufacturer", car.manufacturer, catalogue.manufacturers)
        yield from missing(f"car {car.id}", "regulation", car.regulation, catalogue.regulations)
    for season in catalogue.seasons.values():
        yield from missing(f"season {season.id}", "series", season.series, catalogue.series)
        yield from _season_references(catalogue, season, missing)
    yield from _scoring_references(catalogue, missing)


_Missing = Callable[[str, str, str | None, Iterable[str]], Iterator[Finding]]


def _season_references(catalogue: Catalogue, season: Season, missing: _Missing) -> Iterator[Finding]:
    meetings = {meeting.id for meeting in season.meetings}
    classes = {one.id for one in season.classes}
    for meeting in season.meetings:
        yield from _meeting_references(catalogue, season, meeting, classes, missing)
    for race_class in season.classes:
        for rule in race_class.rules:
            yield from _rule_references(
                catalogue, rule, f"rule {season.id}/{race_class.id}/{rule.id}", meetings, missing
            )
    for rule in season.rules:
        yield from _rule_references(catalogue, rule, f"rule {season.id}/{rule.id}", meetings, missing)
    for number, entry in enumerate(catalogue.entries[season.id]):
        where = f"entry {season.id} #{entry.car_number or number}"
        yield from _entry_references(catalogue, season, entry, where, missing)
    for table in catalogue.classifications[season.id]:
        where = f"classification {season.id}/{table.meeting}"
        yield from missing(where, "meeting", table.meeting, meetings)
        yield from missing(where, "class", table.race_class, classes)
        for row in table.rows:
            yield from _who(catalogue, row, where, missing)
            yield from missing(where, "car", row.car, catalogue.cars)
    for standings in catalogue.standings[season.id]:
        where = f"standings {season.id} {standings.title}"
        yield from missing(where, "class", standings.race_class, classes)
        for line in standings.rows:
            yield from _who(catalogue, line, where, missing)


def _scoring_references(catalogue: Catalogue, missing: _Missing) -> Iterator[Finding]:
    for title in catalogue.titles.values():
        yield from missing(f"title {title.id}", "series", title.series, catalogue.series)
        for award in title.awards:
            where = f"title {title.id}, award {award.id}"
            yield from missing(where, "scale", award.scale, catalogue.scales)
            on_record = [catalogue.seasons[one] for one in title.seasons if one in catalogue.seasons]
            meetings = {meeting.id for season in on_record for meeting in season.meetings}
            for slug in (*award.at, *award.not_at) if len(on_record) == len(title.seasons) else ():
                yield from missing(where, "meeting", slug, meetings)
    titled = {season for title in catalogue.titles.values() for season in title.seasons}
    for decree in catalogue.decrees.values():
        yield from missing(f"decree {decree.id}", "season with a title", decree.season, titled)
        yield from missing(f"decree {decree.id}", "scale", decree.scale, catalogue.scales)
        if decree.season in catalogue.seasons:
            meetings = {one.id for one in catalogue.seasons[decree.season].meetings}
            yield from missing(f"decree {decree.id}", "meeting", decree.meeting, meetings)


def _who(catalogue: Catalogue, row: ResultRow | StandingRow, where: str, missing: _Missing) -> Iterator[Finding]:
    for driver in row.drivers:
        yield from missing(where, "driver", driver, catalogue.drivers)
    yield from missing(where, "team", row.team, catalogue.teams)
    yield from missing(where, "manufacturer", row.manufacturer, catalogue.manufacturers)


def _rule_references(
    catalogue: Catalogue, rule: Rule, where: str, meetings: set[str], missing: _Missing
) -> Iterator[Finding]:
    for slug in rule.meetings:
        yield from missing(where, "meeting", slug, meetings)
    for field, kind, known in (
        ("accepts", "regulation", catalogue.regulations),
        ("regulations", "regulation", catalogue.regulations),
        ("makes", "manufacturer", catalogue.manufacturers),
        ("cars", "car", catalogue.cars),
    ):
        for slug in getattr(rule, field, ()):
            yield from missing(where, kind, slug, known)


def _meeting_references(
    catalogue: Catalogue, season: Season, meeting: Meeting, classes: set[str], missing: _Missing
) -> Iterator[Finding]:
    where = f"meeting {season.id}/{meeting.id}"
    yield from missing(where, "circuit", meeting.circuit, catalogue.circuits)
    circuit = catalogue.circuit_of(meeting)
    if circuit is not None:
        yield from missing(where, f"layout of {circuit.id}", meeting.layout, [one.id for one in circuit.layouts])
    for slug in meeting.classes:
        yield from missing(where, "class", slug, classes)
    yield from missing(where, "meeting", meeting.same_as, catalogue.meetings)


def _entry_references(
    catalogue: Catalogue, season: Season, entry: Entry, where: str, missing: _Missing
) -> Iterator[Finding]:
    meetings = {meeting.id for meeting in season.meetings}
    yield from missing(where, "class", entry.race_class, [one.id for one in season.classes])
    for meeting in season.meetings:
        if meeting.id in entry.ran and entry.race_class not in meeting.classes:
            told = f"is on record at {meeting.id}, where {entry.race_class} does not race"
            yield Finding("error", "class-not-there", told, where=where)
    yield from missing(where, "team", entry.team, catalogue.teams)
    yield from missing(where, "car", entry.car, catalogue.cars)
    yield from missing(where, "manufacturer", entry.manufacturer, catalogue.manufacturers)
    for seat in entry.crew:
        yield from missing(where, "driver", seat.driver, catalogue.drivers)
        for slug in (*seat.drove, *seat.planned, *seat.missed, *seat.unknown):
            yield from missing(where, "meeting", slug, meetings)
    for slug in entry.meetings:
        yield from missing(where, "meeting", slug, meetings)


def _zones(catalogue: Catalogue) -> Iterator[Finding]:
    for circuit in catalogue.circuits.values():
        try:
            ZoneInfo(circuit.time_zone)
        except (KeyError, ValueError, OSError):
            yield Finding(
                "error",
                "time-zone",
                f"{circuit.time_zone!r} is not an IANA time zone",
                where=f"circuit {circuit.id}",
                hint="e.g. Europe/Paris",
            )


def _rule_ids(catalogue: Catalogue) -> Iterator[Finding]:
    """Yield an error where a class is under two rules of one id: a verdict could not tell them apart."""
    for season in catalogue.seasons.values():
        general = [rule.id for rule in season.rules]
        for one in season.classes:
            ids = [*general, *(rule.id for rule in one.rules)]
            for double in sorted({slug for slug in ids if ids.count(slug) > 1}):
                yield Finding(
                    "error", "double-rule", f"is under two rules {double!r}", where=f"class {season.id}/{one.id}"
                )


def _calendars(catalogue: Catalogue) -> Iterator[Finding]:
    """Yield what a reader of a calendar should know: days missing, places missing, a season without meetings."""
    for season in catalogue.seasons.values():
        if not season.meetings:
            yield Finding("warning", "empty-season", "has no meeting", where=f"season {season.id}")
        for meeting in season.meetings:
            where = f"meeting {season.id}/{meeting.id}"
            if meeting.takes_place and meeting.days is None:
                yield Finding("warning", "no-days", "no date stands", where=where)
            elif meeting.takes_place and meeting.first_day is None:
                yield Finding("info", "no-first-day", "its first day is not on record", where=where)
            if meeting.circuit is None:
                yield Finding("warning", "no-circuit", "its circuit is not on record", where=where)
