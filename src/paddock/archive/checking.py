"""Looking through an archive for what is damaged, missing or left behind."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from paddock.archive import disk
from paddock.archive.cards import Card, is_digest
from paddock.archive.drafts import left_behind, sweep
from paddock.archive.locks import held
from paddock.archive.places import Places
from paddock.errors import BadRequest
from paddock.findings import Finding
from paddock.tables import Table

_AGAIN = "Import that file again."


def check(places: Places, declared: Mapping[str, Table], *, repair: bool) -> list[Finding]:
    """Return what is wrong with an archive; see `Archive.check`."""
    if not places.root.is_dir():
        return []
    cards, findings = places.read_cards()
    for card in cards:
        findings.extend(_of_card(places, card, declared))
    with _quiet(places, repair=repair):  # nobody is between moving files and writing their cards
        lost = _lost(places)
        dead = (sweep if repair else left_behind)(places)
        if repair:
            for path in lost:
                with disk.told(path, "removed"):
                    path.unlink(missing_ok=True)
    done, todo = "taken away", "It does no harm; a check with repair takes it away."
    findings.extend(
        Finding(
            "info", "archive-orphan", f"left by a process that was killed{'; ' + done if repair else ''}.", str(path)
        )
        if repair
        else Finding("info", "archive-orphan", "belongs to no file here: a process was killed.", str(path), todo)
        for path in lost
    )
    findings.extend(
        Finding("info", "archive-draft", f"drafts of a process that was killed, {done}.", str(path))
        if repair
        else Finding("info", "archive-draft", "drafts of a process that was killed.", str(path), todo)
        for path in dead
    )
    return findings


def _quiet(places: Places, *, repair: bool) -> contextlib.AbstractContextManager[None]:
    """Hold the lock; where it cannot be had because nothing can be written here, nobody else writes either."""
    if not repair:
        try:
            with disk.told(places.lock, "opened"), places.lock.open("ab"):
                pass
        except BadRequest:
            return contextlib.nullcontext()
    return held(places.lock)


def _of_card(places: Places, card: Card, declared: Mapping[str, Table]) -> Iterable[Finding]:
    """Yield what is wrong with one file."""
    raw = places.raw(card.digest)
    yield from _judge(raw, "archive-raw", f"the bytes of {card.name}", card.digest)
    for name, stored in card.tables.items():
        yield from _judge(places.table(card, name), "archive-table", f"the {name} of {card.name}", stored.sha256)
        if name not in declared or stored.version != declared[name].version:
            yield Finding(
                "warning",
                "archive-stale",
                f"its {name} were read by another version of paddock and are left out of questions.",
                card.name,
                _AGAIN,
            )


def _judge(path: Path, code: str, what: str, sha256: str) -> Iterable[Finding]:
    try:
        content = disk.read(path)
    except BadRequest as error:
        yield Finding("error", code, f"{what}: {error.message}", str(path), error.hint)
        return
    if content is None:
        yield Finding("error", code, f"missing: {what}.", str(path), _AGAIN)
    elif hashlib.sha256(content).hexdigest() != sha256:
        yield Finding("error", code, f"damaged: {what}; its hash is another.", str(path), _AGAIN)


def _lost(places: Places) -> list[Path]:
    """Return the files no card stands for; bytes and tables of a damaged card are not among them."""
    cards, _ = places.read_cards()
    known = set(places.known())
    kept = set().union(*(places.all_of(card) for card in cards))
    damaged = known - {card.digest for card in cards}
    found = []
    for folder in ("raw", "tables"):
        for inner in disk.names(places.root / folder):
            for name in disk.names(places.root / folder / inner):
                path, digest = places.root / folder / inner / name, name.split(".")[0]
                if is_digest(digest) and path not in kept and digest not in damaged and path.is_file():
                    found.append(path)
    draft = places.cards / ".draft"
    return [*found, draft] if draft.exists() else found
