"""Reading stints, pit stops and neutralisations out of archived laps, so that they can be asked in SQL.

Importing keeps what files say.  What follows from it is worked out when it is first asked for, and kept beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from paddock.archive import Archive, Card, Parsed
from paddock.findings import Finding
from paddock.tables import DERIVED

if TYPE_CHECKING:
    import polars as pl


def asked_for(question: str) -> bool:
    """Return whether a question in SQL names a derived table."""
    names = "|".join(table.name for table in DERIVED)
    return re.search(rf"\b({names})\b", question, re.IGNORECASE) is not None


def waiting(archive: Archive) -> list[Card]:
    """Return the files with laps whose derived tables are missing or of another version."""
    return [card for card in archive.cards() if "laps" in card.tables and not _has_all(card)]


def derive(archive: Archive, cards: list[Card]) -> Iterator[Card]:
    """Work out the derived tables of files with laps and keep them, yielding each file when it is done.

    Raises BadRequest when a file's laps are missing or damaged, or the archive cannot be written.
    """
    with archive.batch() as batch:
        for card in cards:
            tables = {name: archive.frame(name, [card.digest]) for name in card.tables if name not in _NAMES}
            control = archive.frame("race_control", session=card.session) if card.session else None
            kept = Parsed(
                reader=card.reader,
                reader_version=card.reader_version,
                form=card.form,
                tables={**tables, **_derived(tables["laps"], control)},
                findings=[Finding.from_dict(one) for one in card.findings],
                session=card.session,
                details=card.details,
            )
            batch.put(archive.raw(card.digest), name=card.name, reading=kept)
            yield card


_NAMES = frozenset(table.name for table in DERIVED)


def _has_all(card: Card) -> bool:
    return all(table.name in card.tables and card.tables[table.name].version == table.version for table in DERIVED)


def _derived(laps: pl.DataFrame, control: pl.DataFrame | None) -> dict[str, pl.DataFrame]:
    from paddock.timing.neutralisations import neutralisations
    from paddock.timing.pits import pit_stops
    from paddock.timing.stints import stints

    periods = neutralisations(laps, control)
    return {"stints": stints(laps), "pit_stops": pit_stops(laps, periods), "neutralisations": periods}
