"""Bringing timing files into the archive: found, recognised, read, matched to a session, stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from paddock.archive import Archive, Batch, Card
from paddock.archive import Parsed as Kept
from paddock.catalogue import Catalogue
from paddock.errors import PaddockError
from paddock.findings import Finding
from paddock.tables import DERIVED
from paddock.timing.files import Found
from paddock.timing.naming import Match, check_id, match, stem
from paddock.timing.readers import Reading, all_readers, read
from paddock.timing.readers.registry import choose

_DERIVED = frozenset(table.name for table in DERIVED)
Outcome = Literal["new", "replaced", "mended", "named", "known", "unread", "passed-over"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file.

    outcome: `new`, `replaced` (read anew by a newer reader), `mended` (stored again where something was missing),
    `named` (known under another name), `known` (nothing changed), `unread` (no reader could read it: not stored),
    `passed-over` (not looked into).  rows: of each table.  session: id, empty when it is not known.  why: what the
    session rests on, or what is missing.  candidates: session ids that would fit.
    """

    name: str
    outcome: Outcome
    digest: str = ""
    form: str = ""
    sure: float = 0.0
    session: str = ""
    why: str = ""
    candidates: tuple[str, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    aside: int = 0
    findings: tuple[Finding, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "name": self.name,
            "outcome": self.outcome,
            "digest": self.digest,
            "form": self.form,
            "sure": self.sure,
            "session": self.session or None,
            "why": self.why,
            "candidates": list(self.candidates),
            "rows": dict(self.rows),
            "aside": self.aside,
            "findings": [finding.as_dict() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Wish:
    """What is said of the files: their session, the reader, the columns of a plain table, and where they came from.

    urls: name of a file → address it was fetched from.
    """

    session: str = ""
    reader: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    urls: Mapping[str, str] = field(default_factory=dict)


def import_files(
    archive: Archive, catalogue: Catalogue, files: Iterable[Found | Finding], wish: Wish | None = None
) -> Iterator[Imported]:
    """Store every timing file that was found, yielding each as it is done.

    files: what `paddock.timing.files.find_files` gives.  A file that no reader knows is told and not stored.  Files
    that do not tell their session come last: they get it from files of the same session beside them, if there are any.
    Raises BadRequest when the archive cannot be written or the wished session is no id.
    """
    wish = wish or Wish()
    if wish.session:
        full, remark = check_id(catalogue, wish.session)
        wish = replace(wish, session=full)
        if remark:
            yield Imported("", "passed-over", why=remark, findings=(Finding("info", "session-as-written", remark),))
    waiting: list[Imported] = []
    sessions: dict[str, set[str]] = {}
    with archive.batch() as batch:
        for found in files:
            if isinstance(found, Finding):
                yield Imported(found.where, "passed-over", why=found.message, findings=(found,))
                continue
            done = _import_one(archive, batch, catalogue, found, wish)
            if done.session:
                sessions.setdefault(stem(done.name), set()).add(done.session)
            elif done.digest:
                waiting.append(done)
                continue
            yield done
    yield from _adopt(archive, waiting, sessions)


def _import_one(archive: Archive, batch: Batch, catalogue: Catalogue, found: Found, wish: Wish) -> Imported:
    """Read and store one file."""
    try:
        source = found.open()
        name, *_ = choose(source, wish.options, reader=wish.reader)
        reader = all_readers()[name]
        # With a mapping of columns the same bytes can be read differently, so they are.
        known = (
            None
            if wish.options
            else batch.known(source.content, name=found.name, reader=name, reader_version=reader.version)
        )
        if known is not None and known.card.session and not wish.session:
            return _of_card(known.card, found.name, known.state)
        # A file whose session is still open is read again: the catalogue may know more today.
        reading = read(source, wish.options, reader=name)
    except PaddockError as error:
        problem = Finding("error", "unread", error.message, where="", hint=error.hint)
        return Imported(found.name, "unread", why=error.message, findings=(problem,))
    parsed = reading.parsed
    told = match(catalogue, found.name, parsed.tables, parsed.details)
    session = wish.session or told.session
    # What is there stays: the same bytes under another name may read a little differently.
    put = known or batch.put(source.content, name=found.name, reading=_kept(reading, told, wish, found.name))
    card, why = put.card, ""
    if session and card.session != session and (wish.session or not card.session):
        batch.flush()
        card = archive.assign(put.digest, session)
        why = "as told" if wish.session else told.why
    elif not card.session:
        why = told.why
    done = _of_card(card, found.name, put.state)
    return replace(done, why=why, candidates=() if card.session else told.candidates) if why else done


def _kept(reading: Reading, told: Match, wish: Wish, name: str) -> Kept:
    """Return what the archive is to keep of a file, beside its bytes."""
    parsed, session = reading.parsed, wish.session or told.session
    details = {
        **parsed.details,
        "sure": reading.recognised.sure,
        "rows": parsed.rows,
        "aside": [[row.line, row.text, row.why] for row in parsed.aside],
        "match": "as told" if wish.session else told.why,
        "matched": session,
        "candidates": list(told.candidates),
        **({"url": wish.urls[name]} if name in wish.urls else {}),
    }
    return Kept(
        reader=reading.reader,
        reader_version=reading.version,
        form=reading.recognised.form,
        tables=parsed.tables,
        findings=parsed.findings,
        session=session or None,
        details=details,
    )


def _of_card(card: Card, name: str, outcome: Outcome) -> Imported:
    """Return what became of a file, from its card."""
    details = card.details
    why = str(details.get("match", ""))
    if card.session and details.get("matched", card.session) != card.session:
        why = "as told earlier, or by the files beside it"
    return Imported(
        name,
        outcome,
        card.digest,
        card.form,
        float(details.get("sure", 0.0)),
        card.session or "",
        why,
        tuple(details.get("candidates", ())),
        {name: rows for name, rows in card.rows.items() if name not in _DERIVED},
        len(details.get("aside", ())),
        tuple(Finding.from_dict(one) for one in card.findings),
    )


def _adopt(archive: Archive, waiting: Sequence[Imported], sessions: Mapping[str, set[str]]) -> Iterator[Imported]:
    """Give files that do not tell their session that of the files beside them which do, when those agree."""
    for one in waiting:
        beside = sessions.get(stem(one.name), set())
        if len(beside) == 1:
            session = next(iter(beside))
            archive.assign(one.digest, session)
            yield replace(one, session=session, why="the files of the same session beside it tell")
        else:
            yield one
