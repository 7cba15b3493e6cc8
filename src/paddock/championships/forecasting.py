"""From what a user asks to the odds of a season's titles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.championships.season import SeasonForecast
from paddock.scoring.sheets import SeasonResults

if TYPE_CHECKING:
    from paddock.racing.running import Backend, Progress

REPLICATES = 10_000
"""Seasons drawn."""
RACES = 500
"""Races simulated for each race still to come."""
Told = Callable[[str], None]
"""Called with each race as its simulation begins."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A car that is added to the field of every round.

    car: id of its model.  race_class: id of the class in the season.  programme: of its entry.
    """

    car: str
    race_class: str
    programme: str = "works"


def forecast_season(
    catalogue: Catalogue,
    season: str,
    titles: Sequence[str] = (),
    after: str = "",
    *,
    results: SeasonResults | None = None,
    archive: Archive | None = None,
    seed: int = 1,
    replicates: int = REPLICATES,
    races: int = RACES,
    added: Newcomer | None = None,
    backend: Backend | None = None,
    progress: Progress | None = None,
    told: Told = lambda what: None,
) -> SeasonForecast:
    """Return the odds of a season's titles.

    season: id.  titles: what commands call them; none: every title of the season.  after: a round or a meeting; `0`:
    from the start; empty: after the last round with a result.  results: in place of those on record.  archive: laps of
    past races, only read; None: the parameters and ratings that come with paddock.  seed, replicates, races: of the
    draws.  added: a car more in every field.  progress: called with how many more races have been simulated.
    Raises UnknownName for a season or title that is not on record, BadRequest for a round it does not have, or when
    nothing of it is left.
    """
    raise NotImplementedError
