"""From what a user asks to who can still win a title."""

from __future__ import annotations

from collections.abc import Callable

from paddock.catalogue import Catalogue
from paddock.championships.ahead import ahead, so_far
from paddock.championships.crews import as_one, crews_of, with_crews
from paddock.championships.possible import TitleRace, title_race
from paddock.errors import BadRequest
from paddock.scoring import SeasonResults, decrees_of, recorded, title_named


def race_for_title(
    catalogue: Catalogue,
    season: str,
    title: str,
    after: str = "",
    *,
    results: SeasonResults | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> TitleRace:
    """Return who can still win a title after a round, and what must happen for it.

    season: id.  title: what commands call it.  after: a round, a meeting, or `0` for the start; empty: the last round
    with a result.  results: in place of those on record.  progress: as for `title_race`.
    Drivers who are level and share a car in every session to come win together: they are taken as one.
    Raises UnknownName for a title or meeting that is not on record, BadRequest for a season whose calendar is not, or a
    round it does not have; MissingExtra without OR-Tools.
    """
    on_record = catalogue.seasons.get(season)
    rules = title_named(catalogue, season, title)
    if on_record is None:
        raise BadRequest(
            f"The calendar of {season} is not on record: what is left of it cannot be told.",
            hint="Add its meetings to a catalogue folder.",
        )
    known = results if results is not None else recorded(catalogue, on_record)
    known, now = so_far(known, after)
    left, decrees = ahead(catalogue, on_record, rules, known, now), decrees_of(catalogue, season)
    crews = crews_of(left, catalogue.scales, decrees)
    race = title_race(as_one(left, crews), catalogue.scales, decrees, progress=progress)
    return with_crews(race, crews)
