"""Where things lie in an archive's folder, and the reading of its cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from paddock.archive import disk
from paddock.archive.cards import Card, is_digest, read_card
from paddock.errors import BadFile, BadRequest
from paddock.findings import Finding


@dataclass(frozen=True, slots=True)
class Places:
    """The paths of an archive; names of files given by people are never part of one."""

    root: Path

    @property
    def lock(self) -> Path:
        """Return the file whose lock is held to change anything but drafts."""
        return self.root / "lock"

    @property
    def drafts(self) -> Path:
        """Return the folder of what is being written."""
        return self.root / "drafts"

    @property
    def cards(self) -> Path:
        """Return the folder of the cards."""
        return self.root / "cards"

    @property
    def tables(self) -> Path:
        """Return the folder of the Parquet files."""
        return self.root / "tables"

    def card(self, digest: str) -> Path:
        """Return where the card of a file lies."""
        return self.cards / f"{_checked(digest)}.json"

    def raw(self, digest: str) -> Path:
        """Return where the bytes of a file lie."""
        return self.root / "raw" / _checked(digest)[:2] / digest

    def table(self, card: Card, table: str) -> Path:
        """Return where one table of a file lies.

        Its name holds the file's hash, reader and version, and the start of its own hash: one name never means two
        contents, so that a table can be replaced while another process reads the old one.
        """
        stored = card.tables[table]
        name = f"{card.digest}.{card.reader}-{card.reader_version}.{stored.sha256[:12]}.parquet"
        return self.tables / f"{table}-v{stored.version}" / name

    def all_of(self, card: Card | None) -> set[Path]:
        """Return every file a card stands for, itself left out."""
        if card is None:
            return set()
        return {self.raw(card.digest), *(self.table(card, table) for table in card.tables)}

    def kept(self, digest: str) -> set[Path]:
        """Return the files that must stay for a digest: those of its card, the bytes alone while that is damaged."""
        card = self.good_card(digest)
        if card is None and self.card(digest).exists():
            return {self.raw(digest)}
        return self.all_of(card)

    def read_card(self, digest: str) -> Card | None:
        """Return the card of a file, none where there is none. Raises BadFile when it is damaged."""
        path = self.card(digest)
        content = disk.read(path)
        return None if content is None else read_card(path, content)

    def good_card(self, digest: str) -> Card | None:
        """Return the card of a file, none where there is none or it is damaged: writing it anew then mends it."""
        try:
            return self.read_card(digest)
        except BadFile:
            return None

    def read_cards(self) -> tuple[list[Card], list[Finding]]:
        """Return all cards by digest, and a finding for each that is damaged."""
        cards: list[Card] = []
        findings: list[Finding] = []
        for digest in self.known():
            try:
                card = self.read_card(digest)
            except BadFile as error:
                findings.append(Finding("error", "archive-card", error.message, str(self.card(digest)), error.hint))
            else:
                if card is not None:  # else removed since the folder was listed
                    cards.append(card)
        return cards, findings

    def known(self) -> Iterable[str]:
        """Return the digests that have a card, sorted."""
        stems = (name.removesuffix(".json") for name in disk.names(self.cards) if name.endswith(".json"))
        return [stem for stem in stems if is_digest(stem)]


def _checked(digest: str) -> str:
    if not is_digest(digest):
        raise BadRequest(f"{digest!r} is not a SHA-256: 64 digits of 0-9 and a-f.")
    return digest
