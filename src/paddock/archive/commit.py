"""Bringing drafts into the archive: files to their places, then the cards, under the lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from paddock.archive import disk
from paddock.archive.cards import Card
from paddock.archive.drafts import Drafts
from paddock.archive.places import Places


@dataclass(slots=True)
class Pending:
    """A file on its way.

    card: as it will be.  seen: the card it was judged by.  drafts: table → draft of its Parquet, "" → of the bytes;
    empty when only the card changes.  force: what stands is damaged and must be written anew.
    """

    card: Card
    seen: Card | None
    drafts: dict[str, Path] = field(default_factory=dict)
    force: bool = False


def commit(places: Places, pending: Sequence[Pending], drafts: Drafts) -> None:
    """Move drafts to their places and write the cards; the lock is held. What cannot be finished is undone."""
    plans = [plan for one in pending if (plan := _plan(places.good_card(one.card.digest), one))]
    try:
        _move_files(places, plans)
        written = [(plan, drafts.write(plan.card.to_bytes())) for plan in plans]
        for _, draft in written:
            disk.settle(draft)
        for plan, draft in written:
            disk.move(draft, places.card(plan.card.digest))
        if written:
            disk.settle(places.cards)
    finally:
        for plan in plans:  # what the card that now stands does not name: ours undone, or the old ones replaced
            gone = places.all_of(plan.card) | places.all_of(plan.seen)
            for path in gone - places.kept(plan.card.digest):
                disk.discard(path)


def _move_files(places: Places, plans: Sequence[Pending]) -> None:
    """Move bytes and tables to their places and bring the folders they went into to the disk."""
    grown: set[Path] = set()
    for plan in plans:
        for table, draft in plan.drafts.items():
            path = places.table(plan.card, table) if table else places.raw(plan.card.digest)
            grown.update(disk.folder(path.parent, places.root))
            disk.move(draft, path)
            grown.add(path.parent)
    for path in sorted(grown):
        disk.settle(path)


def _plan(standing: Card | None, one: Pending) -> Pending | None:
    """Return what to commit of a pending file now that the lock is held; none where another process was faster."""
    mine = one.card
    if standing == one.seen or (one.drafts and standing is None):
        return replace(one, seen=standing)
    if standing is None:  # a further name for a file that was removed meanwhile
        return None
    names = tuple(sorted({*standing.names, *mine.names}))
    session = standing.session or mine.session
    better = mine.reader != standing.reader or mine.reader_version > standing.reader_version
    if one.drafts and (one.force or (mine.reader and better)):
        card = replace(mine, names=names, session=session, imported=min(mine.imported, standing.imported))
        return Pending(card, standing, one.drafts)
    card = replace(standing, names=names, session=session)
    return None if card == standing else Pending(card, standing)
