"""Putting files into the archive, many in one go.

A file is in the archive when its card is, and the card is written last.  What belongs to it is first written as
drafts; every so many files the drafts are brought to the disk together, moved to their places and the cards after
them.  Moving happens under the archive's lock, so that two processes never mix and whoever cleans up never takes
away what another is about to put a card on.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from paddock.archive import disk
from paddock.archive.cards import Card, Parsed, Stored, slug
from paddock.archive.commit import Pending, commit
from paddock.archive.drafts import Drafts
from paddock.archive.locks import held
from paddock.archive.places import Places
from paddock.errors import BadRequest

if TYPE_CHECKING:
    from types import TracebackType

    import polars as pl

    from paddock.tables import Table

State = Literal["new", "replaced", "mended", "named", "known"]


@dataclass(frozen=True, slots=True)
class Put:
    """What putting a file did.

    new: it was not there.  replaced: it is read anew and the old tables are gone.  mended: something of it was
    missing or damaged.  named: known, under another name.  known: nothing was changed.
    card: as it is, or will be once the batch is through.
    """

    digest: str
    state: State
    card: Card


class Batch:
    """Files being put into the archive; used as a context, it commits every so often and at its end.

    When the block is left by an error, what was put before it is committed all the same.
    """

    MAX_FILES = 64
    MAX_BYTES = 64 * 2**20

    def __init__(self, places: Places, declared: Mapping[str, Table]) -> None:
        self._places = places
        self._declared = declared
        self._pending: dict[str, Pending] = {}
        self._bytes = 0
        self._drafts: Drafts | None = None

    def __enter__(self) -> Batch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.flush()
            else:
                with contextlib.suppress(BadRequest):  # the first error is the one to tell
                    self.flush()
        finally:
            if self._drafts is not None:
                self._drafts.close()
                self._drafts = None

    def known(self, content: bytes, *, name: str, reader: str, reader_version: int) -> Put | None:
        """Return what there is of these bytes if this reader need not read them, noting the name; else none.

        Bytes, tables and the tables' versions must all be as they should, and the reading not older than this one.
        """
        digest = hashlib.sha256(content).hexdigest()
        seen = self._places.good_card(digest)
        card = self._latest(digest, seen)
        if card is None or card.reader != reader or card.reader_version < reader_version or not self._up_to_date(card):
            return None
        if not self._is_whole(card, content):
            return None
        return self._name(card, name, None, seen)

    def put(self, content: bytes, *, name: str, reading: Parsed) -> Put:
        """Put a file with what its reader made of it; see `Put` for what may come of it.

        A session given to the file earlier stays.  A reading by an older version of the same reader, or by none,
        never takes the place of what is there.
        Raises BadRequest when the disk refuses, or the reader's tables are not what they should be.
        """
        digest = hashlib.sha256(content).hexdigest()
        seen = self._places.good_card(digest)
        latest = self._latest(digest, seen)
        frames = self._conform(reading, digest)
        state: State = "new"
        if latest is not None:
            state = self._judge(latest, reading, frames, whole=self._is_whole(latest, content))
            if state == "known":
                return self._name(latest, name, reading.session, seen)
        stored, packed = _pack(frames, self._declared)
        card = Card(
            digest=digest,
            names=_names(latest, name),
            size=len(content),
            reader=slug(reading.reader) if reading.reader else "",
            reader_version=reading.reader_version,
            form=reading.form,
            session=(latest.session if latest else None) or reading.session,
            tables=stored,
            findings=tuple(finding.as_dict() for finding in reading.findings),
            details=_plain(reading),
            imported=latest.imported if latest else datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        self._draft(card, {"": content, **packed}, seen, mend=state == "mended")
        return Put(digest, state, card)

    def flush(self) -> None:
        """Commit what was put so far."""
        pending, self._pending, self._bytes = list(self._pending.values()), {}, 0
        if not pending:
            return
        drafts = self._open_drafts()
        try:
            for one in pending:
                for draft in one.drafts.values():
                    disk.settle(draft)
            with held(self._places.lock):
                commit(self._places, pending, drafts)
        finally:
            for one in pending:
                for draft in one.drafts.values():
                    disk.discard(draft)

    def _latest(self, digest: str, standing: Card | None) -> Card | None:
        """Return the card of a file as this batch will leave it."""
        waiting = self._pending.get(digest)
        return waiting.card if waiting else standing

    def _is_in_drafts(self, digest: str) -> bool:
        waiting = self._pending.get(digest)
        return waiting is not None and bool(waiting.drafts)

    def _name(self, card: Card, name: str, session: str | None, seen: Card | None) -> Put:
        """Note one more name, and a session where there was none."""
        named = replace(card, names=_names(card, name), session=card.session or session)
        if named == card:
            return Put(card.digest, "known", card)
        self._draft(named, {}, seen)
        return Put(card.digest, "named", named)

    def _draft(self, card: Card, contents: Mapping[str, bytes], seen: Card | None, *, mend: bool = False) -> None:
        """Write the drafts of a file and take it up into what is pending; `seen` is the card it was judged by."""
        one = self._pending.get(card.digest) or Pending(card, seen)
        drafts = self._open_drafts()
        made: dict[str, Path] = {}
        try:
            for table, content in contents.items():
                made[table] = drafts.write(content)
        except BaseException:
            for path in made.values():
                disk.discard(path)
            raise
        if contents:
            for path in one.drafts.values():
                disk.discard(path)
            one.drafts = made
        one.card, one.force = card, one.force or mend
        self._pending[card.digest] = one
        self._bytes += sum(map(len, contents.values()))
        if len(self._pending) >= self.MAX_FILES or self._bytes >= self.MAX_BYTES:
            self.flush()

    def _open_drafts(self) -> Drafts:
        if self._drafts is None:
            self._drafts = Drafts(self._places)
        return self._drafts

    def _conform(self, reading: Parsed, digest: str) -> dict[str, pl.DataFrame]:
        """Return the frames of a reading in the declared form; their column `file`, if any, must be this file's."""
        frames = {}
        for name, frame in reading.tables.items():
            table = self._declared.get(slug(name))
            if table is None:
                raise BadRequest(f"reader {reading.reader}: there is no table {name}.")
            try:
                frames[name] = table.conform(frame)
            except Exception as error:  # Polars has many, all meaning that a column is not what was declared
                raise BadRequest(f"reader {reading.reader}: its table {name} is not one: {error}") from None
            if "file" in frames[name].columns and not (frames[name]["file"] == digest).all():
                raise BadRequest(f"reader {reading.reader}: rows of its table {name} are said to be of another file.")
        if frames and not reading.reader:
            raise BadRequest("Tables are kept under the name of their reader, and none was given.")
        return frames

    def _judge(self, card: Card, reading: Parsed, frames: Mapping[str, pl.DataFrame], *, whole: bool) -> State:
        """Say what putting a reading of a known file comes to."""
        newer = any(one.version > self._declared[name].version for name, one in card.tables.items() if name in frames)
        older = reading.reader == card.reader and reading.reader_version < card.reader_version
        if whole and (older or newer or (card.reader and not reading.reader)):
            return "known"
        if reading.reader != card.reader or reading.reader_version != card.reader_version:
            return "replaced"
        if not whole:
            return "mended"
        if self._is_in_drafts(card.digest):
            return "known" if card.tables == _pack(frames, self._declared)[0] else "replaced"
        return "known" if self._same_tables(card, frames) else "replaced"

    def _up_to_date(self, card: Card) -> bool:
        declared = self._declared
        return all(name in declared and one.version == declared[name].version for name, one in card.tables.items())

    def _is_whole(self, card: Card, content: bytes) -> bool:
        """Tell whether what the card stands for is there and undamaged."""
        if self._is_in_drafts(card.digest):
            return True
        if disk.read(self._places.raw(card.digest)) != content:
            return False
        for name, stored in card.tables.items():
            packed = disk.read(self._places.table(card, name))
            if packed is None or hashlib.sha256(packed).hexdigest() != stored.sha256:
                return False
        return True

    def _same_tables(self, card: Card, frames: Mapping[str, pl.DataFrame]) -> bool:
        """Tell whether a reading came to what is stored; the stored tables are known to be whole."""
        import polars as pl

        if set(card.tables) != set(frames) or not self._up_to_date(card):
            return False
        return all(
            pl.read_parquet(self._places.table(card, name), glob=False, hive_partitioning=False).equals(frame)
            for name, frame in frames.items()
        )


def _names(card: Card | None, name: str) -> tuple[str, ...]:
    return tuple(sorted({*(card.names if card else ()), name}))


def _plain(reading: Parsed) -> dict[str, object]:
    """Return a reading's details as JSON gives them back."""
    try:
        plain: dict[str, object] = json.loads(json.dumps(dict(reading.details)))
    except (TypeError, ValueError) as error:
        raise BadRequest(f"reader {reading.reader}: its details are not plain JSON values: {error}") from None
    return plain


def _pack(
    frames: Mapping[str, pl.DataFrame], declared: Mapping[str, Table]
) -> tuple[dict[str, Stored], dict[str, bytes]]:
    """Return tables as Parquet, and what the card says of them."""
    stored: dict[str, Stored] = {}
    packed: dict[str, bytes] = {}
    for name, frame in frames.items():
        buffer = io.BytesIO()
        frame.write_parquet(buffer, compression="zstd", compression_level=1)
        packed[name] = buffer.getvalue()
        sha256 = hashlib.sha256(packed[name]).hexdigest()
        stored[name] = Stored(frame.height, declared[name].version, len(packed[name]), sha256)
    return stored, packed
