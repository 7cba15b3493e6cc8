"""A study file to start from."""

from __future__ import annotations

from paddock.catalogue import Catalogue, quote
from paddock.errors import BadRequest

SUBJECTS = ("car", "driver", "manufacturer")


def new_study(catalogue: Catalogue, subject: str, into: str | None = None) -> tuple[str, str]:
    """Return the id and the text of a commented study file for a car, a driver or a manufacturer.

    into: the season in question; without one, the latest season of a series the subject is not in that takes such cars.
    The programme it starts from is what the catalogue knows: the seasons of other series the subject is entered in in
    the same year. Raises UnknownName or AmbiguousName, BadRequest when no season suggests itself.
    """
    kind, identifier = catalogue.resolve_any(subject, SUBJECTS)
    entered = seasons_of(catalogue, kind, identifier)
    season = catalogue.season(into or _suggested(catalogue, kind, identifier, entered))
    has = [
        one
        for one in entered
        if catalogue.seasons[one].series != season.series and _same_years(catalogue, one, season.id)
    ]
    name = catalogue.of_kind(kind)[identifier].name
    seasons = ", ".join(quote(one) for one in has)
    the = "the " if kind == "car" else ""
    study_id = f"{identifier}-{season.id}"
    text = f"""# A study: may {the}{name} race in {season.name}, what would clash, and what would it reach?
# Run it with: paddock study THIS-FILE.toml --html report.html

[study]
id = {quote(study_id)}
title = {quote(f"{name} in {season.name}")}
question = {quote(f"Should and could {the}{name} race in {season.name}?")}

# Exactly one of: car, driver, manufacturer.
[subject]
{kind} = {quote(identifier)}

# What it races in already; [] for nothing. Add `class = "…"` to count only the meetings at which that class races.
[programme]
seasons = [{seasons}]

# What is in question: seasons, with a class if it is settled; or instead: country = "US" and year = {season.year}.
[candidate]
seasons = [{quote(season.id)}]
# class = {quote(season.classes[0].id if season.classes else "…")}

# Markets that matter: ISO country codes, and towns to measure distances from.
[markets]
countries = []

# [[markets.place]]
# name = "Miami"
# country = "US"
# latitude = 25.77
# longitude = -80.19
# status = "unverified"

# A crew to judge: any number of these.
# [[crew]]
# season = {quote(season.id)}
# class = {quote(season.classes[0].id if season.classes else "…")}
# drivers = ["…", "…"]
"""
    return study_id, text


def _suggested(catalogue: Catalogue, kind: str, identifier: str, entered: list[str]) -> str:
    """Return the latest season, of a series the subject is not entered in, with a class for the cars it races."""
    if kind == "car":
        cars = {identifier}
    else:
        cars = {
            entry.car
            for season in entered
            for entry in catalogue.entries[season]
            if entry.car
            and (catalogue.make_of(entry) == identifier or any(seat.driver == identifier for seat in entry.crew))
        }
    regulations = {catalogue.cars[car].regulation for car in cars}
    known = {catalogue.seasons[season].series for season in entered}
    fitting = [
        season
        for season in catalogue.seasons.values()
        if season.series not in known
        and any(meeting.same_as is None for meeting in season.meetings)
        and any(regulations & set(one.regulations) for one in season.classes)
    ]
    if not fitting:
        raise BadRequest(
            f"No season suggests itself for {identifier}.",
            hint="Say which is in question: --into, e.g. --into imsa-2026.",
        )
    return max(fitting, key=lambda one: (one.year, one.id)).id


def seasons_of(catalogue: Catalogue, kind: str, identifier: str) -> list[str]:
    """Return the seasons a car, a driver or a manufacturer's cars are entered in."""

    def among(season: str) -> bool:
        for entry in catalogue.entries[season]:
            if (
                (kind == "car" and entry.car == identifier)
                or (kind == "driver" and any(seat.driver == identifier for seat in entry.crew))
                or (kind == "manufacturer" and catalogue.make_of(entry) == identifier)
            ):
                return True
        return False

    return [season for season in catalogue.seasons if among(season)]


def _same_years(catalogue: Catalogue, one: str, other: str) -> bool:
    spans = []
    for season in (one, other):
        days = [day for meeting in catalogue.seasons[season].meetings if meeting.days for day in meeting.days]
        year = catalogue.seasons[season].year
        spans.append((min((day.year for day in days), default=year), max((day.year for day in days), default=year)))
    return spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1]
