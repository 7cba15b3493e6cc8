"""What the ids in a study are called."""

from __future__ import annotations

import re
from collections.abc import Iterable

from paddock.reports.words import labelled, titled
from paddock.studies import ClashSheet, RaceWorth, Study
from paddock.units import listed

_YEAR = re.compile(r"-(\d{4}(?:-\d{2,4})?)$")


class Names:
    """What a study's ids are called, as far as it names them; otherwise the id as words."""

    def __init__(self, study: Study) -> None:
        self._names = study.names
        self._meetings = {one.id for one in study.meetings()}
        self._seasons = {one.id: one.name for one in study.calendars}
        self._people = {one.driver: one.name for one in study.drivers}
        self._people |= {driver: name for cover in study.covers for driver, name, _ in cover.stand_ins}
        self._people[study.subject] = study.subject_name
        ids = sorted((*self._meetings, *self._seasons), key=len, reverse=True)
        self._ids = re.compile(rf"(?<![\w/-])({'|'.join(map(re.escape, ids))})(?![\w/-])") if ids else None

    def meeting(self, identifier: str) -> str:
        """Return a meeting's place: "Imola"."""
        return self._names.get(identifier) or titled(identifier.rpartition("/")[2])

    def race(self, race: RaceWorth) -> str:
        """Return where a race was, and which one where a meeting has several: "Spa, sprint"."""
        return f"{self.meeting(race.meeting)}, {race.label.lower()}" if race.label else self.meeting(race.meeting)

    def full_meeting(self, identifier: str) -> str:
        """Return a meeting's place and series: "Imola (WEC)"."""
        return f"{self.meeting(identifier)} ({self.series(identifier.partition('/')[0])})"

    def season(self, identifier: str) -> str:
        """Return a season's name."""
        return self._seasons.get(identifier) or self._names.get(identifier) or titled(identifier)

    def series(self, season: str) -> str:
        """Return what a season's series is called in a chart: its abbreviation when the id is one, else its name."""
        series = _YEAR.sub("", season)
        if "-" not in series and len(series) <= 4:
            return series.upper()
        name = self.season(season)
        return re.sub(r"\s*\b\d{4}([/–-]\d{2,4})?\b\s*", " ", name).strip() or name

    def seasons_of(self, identifiers: Iterable[str]) -> str:
        """Return seasons by series with their years: "IMSA 2024 and 2025"."""
        by_series: dict[str, list[str]] = {}
        for one in identifiers:
            year = _YEAR.search(one)
            by_series.setdefault(self.series(one), []).append(year[1] if year else "")
        return ", ".join(f"{series} {listed(years)}".strip() for series, years in by_series.items())

    def race_class(self, season: str, race_class: str) -> str:
        """Return a class's name: "GTD PRO"."""
        return self._names.get(f"{season}/{race_class}") or labelled(race_class)

    def classes_of(self, where: str, classes: Iterable[str]) -> str:
        """Return the names of classes at a meeting (a full id) or in a season."""
        season = where.partition("/")[0]
        return ", ".join(self.race_class(season, one) for one in classes)

    def cars_of(self, identifiers: Iterable[str]) -> str:
        """Return the names of cars."""
        return ", ".join(self._names.get(one) or titled(one) for one in identifiers)

    def person(self, identifier: str) -> str:
        """Return a driver's name, or the subject's."""
        return self._people.get(identifier) or self._names.get(identifier) or titled(identifier)

    def people_of(self, identifiers: Iterable[str]) -> str:
        """Return drivers' names as "a, b and c"."""
        return listed(self.person(one) for one in identifiers)

    def pair(self, sheet: ClashSheet) -> str:
        """Return "Imola × Long Beach"."""
        return f"{self.meeting(sheet.clash.a)} × {self.meeting(sheet.clash.b)}"

    def spoken(self, text: str) -> str:
        """Return a sentence with a capital first, and the ids of meetings and seasons replaced by names."""
        told = self._ids.sub(lambda found: self._called(found[1]), text) if self._ids else text
        return told[:1].upper() + told[1:]

    def _called(self, identifier: str) -> str:
        return self.full_meeting(identifier) if identifier in self._meetings else self.season(identifier)
