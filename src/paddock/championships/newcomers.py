"""A car more in every field of a season."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.championships.ahead import Ahead, Slot
from paddock.model import Season
from paddock.racing.asking import Known, carried_over
from paddock.racing.faring import printed_as
from paddock.racing.whatif import Transfer, added
from paddock.scoring.sheets import Competitor, Line

if TYPE_CHECKING:
    from paddock.racing.setting import Starter

NEWCOMER = "newcomer"
"""Number, team and driver of the car that is added."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A car that is added to the field of every round.

    car: id of its model.  race_class: id of the class in the season.  programme: of its entry, `works` or `customer`.
    """

    car: str
    race_class: str
    programme: str = "works"

    def line(self, catalogue: Catalogue) -> Line:
        """Return the car as a title sees it: an entry for the whole season, of nobody in particular."""
        return Line(
            None,
            (NEWCOMER,),
            NEWCOMER,
            NEWCOMER,
            catalogue.cars[self.car].manufacturer,
            extent="full-season",
            programme=self.programme,
        )

    def who(self, catalogue: Catalogue, kind: str) -> Competitor:
        """Return who it is in a table of a kind; in one of makes that is its make, other cars of which count too."""
        return next(iter(self.line(catalogue).competitors(kind)))  # type: ignore[arg-type]


def with_newcomer(left: Ahead, newcomer: Newcomer, catalogue: Catalogue) -> Ahead:
    """Return what is left of a season with the car in every session of its class, or of the order over all."""
    line = newcomer.line(catalogue)

    def joined(slot: Slot) -> Slot:
        here = slot.race_class in ("", newcomer.race_class)
        return replace(slot, lines=(*slot.lines, line)) if here else slot

    return replace(left, slots=tuple(joined(slot) for slot in left.slots))


def in_field(
    catalogue: Catalogue,
    archive: Archive | None,
    season: Season,
    known: Known,
    newcomer: Newcomer,
    moved: Transfer | None,
) -> tuple[tuple[Starter, ...], Transfer | None]:
    """Return a race's field with the car, if its class races there, and how its pace was carried over.

    moved: as carried over before, None where it was not yet, or was seen in the series itself.
    Raises BadRequest where nothing tells its pace.
    """
    name = catalogue.race_class(season, newcomer.race_class).name
    rules = known.rules.race_class(name)
    if rules not in known.rules.classes:
        return known.starters, moved
    printed = printed_as(known, name)
    moved = moved or carried_over(catalogue, archive, known, newcomer.car, name)
    starters = added(known.starters, catalogue, newcomer.car, printed, number=NEWCOMER, year=season.year, moved=moved)
    return starters, moved
