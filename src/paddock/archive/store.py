"""The archive: what goes in, what comes out."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

from paddock.archive import disk
from paddock.archive.asking import Answer, ask
from paddock.archive.batch import Batch, Put
from paddock.archive.cards import Card, Parsed
from paddock.archive.checking import check
from paddock.archive.locks import held
from paddock.archive.places import Places
from paddock.archive.views import Vanished
from paddock.errors import BadRequest
from paddock.findings import Finding
from paddock.tables import KEPT, Table

if TYPE_CHECKING:
    import polars as pl

T = TypeVar("T")


class Archive:
    """Imported files in a folder; nothing is read or made before it is used.

    root: the folder.  declared: the tables it may hold, name → declaration.
    """

    def __init__(self, root: Path, declared: Mapping[str, Table] = KEPT) -> None:
        self.root = Path(root)
        self._declared = declared

    def __repr__(self) -> str:
        return f"Archive({str(self.root)!r})"

    @classmethod
    def default(cls) -> Archive:
        """Return the user's archive: the folder PADDOCK_ARCHIVE names, else one where the system keeps such data."""
        given = os.environ.get("PADDOCK_ARCHIVE")
        if given:
            return cls(Path(given).expanduser())
        import platformdirs

        return cls(Path(platformdirs.user_data_path("paddock")) / "archive")

    @classmethod
    def at(cls, folder: str | os.PathLike[str] | None) -> Archive:
        """Return the archive in a folder, or the user's own where none is named."""
        return cls(Path(folder)) if folder else cls.default()

    def card(self, digest: str) -> Card | None:
        """Return the card of a file, none when it is not here. Raises BadFile when the card is damaged."""
        return self._places.read_card(digest)

    def cards(self) -> list[Card]:
        """Return the card of every file, by digest; damaged ones are left to `check`, which tells of them."""
        return self._places.read_cards()[0]

    def sessions(self) -> dict[str, list[Card]]:
        """Return session id → its cards, by id and digest; files without a session are found among `cards`."""
        found: dict[str, list[Card]] = {}
        for card in self.cards():
            if card.session is not None:
                found.setdefault(card.session, []).append(card)
        return dict(sorted(found.items()))

    def batch(self) -> Batch:
        """Return a context that puts many files, far faster than one by one: `with archive.batch() as batch: …`."""
        return Batch(self._places, self._declared)

    def put(self, content: bytes, *, name: str, reading: Parsed) -> Put:
        """Put one file, on the disk when this returns; see `Batch.put`."""
        with self.batch() as batch:
            return batch.put(content, name=name, reading=reading)

    def raw(self, digest: str) -> bytes:
        """Return the bytes of a file as they came. Raises BadRequest when they are missing or damaged."""
        path = self._places.raw(digest)
        content = disk.read(path)
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            raise BadRequest(
                f"{path}: {'missing' if content is None else 'damaged: its hash is another'}.",
                hint="Import that file again.",
            )
        return content

    def stale(self) -> list[Card]:
        """Return the files whose tables were made for another version of a table's declaration.

        They are left out of `sql` and refused by `frame` until they are put anew; their bytes are in `raw`.
        """
        return [card for card in self.cards() if self._is_stale(card)]

    def frame(self, table: str, digests: Iterable[str] | None = None, session: str | None = None) -> pl.DataFrame:
        """Return the rows of a table: of some files, of a session, of those files of that session, or of all.

        Files come in the order given, else by digest; rows in the order of the file.
        Raises BadRequest for an unknown table or file, and when a file's rows are damaged or of another version.
        """
        if table not in self._declared:
            raise BadRequest(f"There is no table {table}.", hint=f"There are: {', '.join(sorted(self._declared))}.")
        wanted = None if digests is None else list(digests)
        return self._twice(lambda: self._frame(table, wanted, session))

    def _frame(self, table: str, digests: list[str] | None, session: str | None) -> pl.DataFrame:
        import polars as pl

        packed: list[IO[bytes]] = []
        for card in self.cards() if digests is None else map(self._known, digests):
            if table not in card.tables or (session is not None and card.session != session):
                continue
            stored, declared = card.tables[table], self._declared[table]
            path = self._places.table(card, table)
            if stored.version != declared.version:
                raise BadRequest(
                    f"{card.name}: its {table} were read by another version of paddock.", hint="Import the file again."
                )
            content = disk.read(path)
            if content is None:
                raise Vanished(f"{path}: missing, the {table} of {card.name}.", hint="Import that file again.")
            if hashlib.sha256(content).hexdigest() != stored.sha256:
                raise BadRequest(f"{path}: damaged, the {table} of {card.name}.", hint="Import that file again.")
            packed.append(io.BytesIO(content))
        if not packed:
            return self._declared[table].empty()
        return pl.read_parquet(packed, glob=False, hive_partitioning=False)

    def assign(self, digest: str, session: str | None) -> Card:
        """Say which session a file belongs to, or that none is known; returns its card."""
        with self._changing():
            card = replace(self._known(digest), session=session)
            self._replace(card)
        return card

    def remove(self, digest: str) -> Card:
        """Forget a file: its card first, then its tables and bytes. Returns the card it had."""
        with self._changing():
            card = self._known(digest)
            path = self._places.card(digest)
            with disk.told(path, "removed"):
                path.unlink()
            disk.settle(self._places.cards)
            for path in self._places.all_of(card):
                disk.discard(path)
        return card

    def sql(self, query: str) -> Answer:
        """Answer one SELECT over the whole archive, in DuckDB's SQL.

        Views: every declared table, with `session` in front; `files`; `findings`. Nothing can be written and no
        file outside the archive's tables is opened.
        Raises BadRequest when the question is not one, with what there is to ask for; MissingExtra without DuckDB.
        """
        return self._twice(lambda: self._ask(query))

    def _ask(self, query: str) -> Answer:
        cards, findings = self._places.read_cards()
        stale = sum(map(self._is_stale, cards))
        if stale:
            findings.append(
                Finding(
                    "warning",
                    "archive-stale",
                    f"{stale} files were read by another version of paddock and are left out.",
                    str(self.root),
                    "Import them again.",
                )
            )
        return ask(self._places, [card for card in cards if not self._is_stale(card)], self._declared, query, findings)

    def check(self, *, repair: bool = False) -> list[Finding]:
        """Return what is wrong with the archive: damaged or missing files, and what killed processes left behind.

        repair: take away what was left behind; never what a living process is writing.
        """
        return check(self._places, self._declared, repair=repair)

    @property
    def _places(self) -> Places:
        return Places(self.root.resolve())

    def _is_stale(self, card: Card) -> bool:
        return any(
            name not in self._declared or one.version != self._declared[name].version
            for name, one in card.tables.items()
        )

    def _known(self, digest: str) -> Card:
        card = self.card(digest)
        if card is None:
            raise BadRequest(f"{digest}: no such file in the archive {self.root}.", hint="Import it first.")
        return card

    def _changing(self) -> contextlib.AbstractContextManager[None]:
        """Hold the archive's lock; an archive that is not there is not made for it."""
        if not self._places.cards.is_dir():
            raise BadRequest(f"There is no archive in {self.root}.", hint="Import something first.")
        return held(self._places.lock)

    def _replace(self, card: Card) -> None:
        """Write a card over the one that stands; the lock is held, so the draft can have one name."""
        draft = self._places.cards / ".draft"
        disk.discard(draft)
        disk.write(draft, card.to_bytes())
        try:
            disk.settle(draft)
            disk.move(draft, self._places.card(card.digest))
        finally:
            disk.discard(draft)
        disk.settle(self._places.cards)

    @staticmethod
    def _twice(question: Callable[[], T]) -> T:
        """Ask again when a file went away in between: another process has replaced or removed it."""
        try:
            return question()
        except Vanished:
            return question()
