"""What competitors, meetings and titles are called: fit for a terminal whatever a file says."""

from __future__ import annotations

from paddock.catalogue import Catalogue
from paddock.model import Title
from paddock.reports.words import titled
from paddock.scoring.sheets import Competitor
from paddock.units import printable

_KIND = {"driver": "Driver", "team": "Team", "make": "Make", "car": "Car"}


class SeasonNames:
    """What the ids of a season are called, as far as the catalogue knows them; otherwise the id as words."""

    def __init__(self, catalogue: Catalogue, season: str) -> None:
        self.catalogue, self.season = catalogue, season

    def who(self, who: Competitor) -> str:
        """Return a competitor's name: "Sébastien Buemi", "#6 Porsche Penske Motorsport", "Cooper (Climax)"."""
        facts = self.catalogue
        table = {"driver": facts.drivers, "make": facts.manufacturers}.get(who.kind, facts.teams)
        fact = table.get(who.id) or (facts.teams.get(who.id) if who.kind == "make" else None)
        name = fact.name if fact is not None else titled(who.id)
        if who.kind == "car":
            name = f"#{who.detail} {name}".strip()
        elif who.detail and who.detail != who.id:
            name = f"{name} ({titled(who.detail)})"
        return printable(name)

    def short(self, who: Competitor) -> str:
        """Return a name as a label has room for it: a driver's without the first one, a car's number."""
        if who.kind == "car" and who.detail:
            return printable(f"#{who.detail}")
        name = self.who(who)
        return name.partition(" ")[2] or name if who.kind == "driver" else name

    def meeting(self, meeting: str) -> str:
        """Return the place of a meeting: "Le Mans"; its id as words where it is not on record."""
        name = f"{self.season}/{meeting}"
        return printable(self.catalogue.place_of(name) if name in self.catalogue.meetings else titled(meeting))

    @property
    def last_round(self) -> int:
        """The last round of the season's calendar, 0 where it is not on record."""
        season = self.catalogue.seasons.get(self.season)
        return max((last for one in season.meetings for last in one.rounds), default=0) if season else 0

    @property
    def told(self) -> str:
        """Return what the season is called."""
        return printable(season_name(self.catalogue, self.season))


def season_name(catalogue: Catalogue, season: str) -> str:
    """Return what a season is called: its name on record, or that of the series of its titles with the year."""
    on_record = catalogue.seasons.get(season)
    if on_record is not None:
        return on_record.name
    for one in catalogue.titles.values():
        if season in one.seasons:
            series = catalogue.series.get(one.series)
            return f"{series.name if series else titled(one.series)} {season.removeprefix(f'{one.series}-')}"
    return titled(season)


def kind_word(title: Title) -> str:
    """Return what a line of a title stands for: "Driver", "Team", "Make" or "Car"."""
    return _KIND[title.awarded_to]
