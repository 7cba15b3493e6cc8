"""Opening a session: from the archive by its id, or straight from files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.errors import BadFile, BadRequest, UnknownName
from paddock.findings import Finding
from paddock.tables import LAPS, RACE_CONTROL, RESULTS, WEATHER
from paddock.timing.classify import kind_of
from paddock.timing.files import Found, find_files
from paddock.timing.importing import Wish
from paddock.timing.naming import check_id, match, series_named
from paddock.timing.readers import read
from paddock.timing.series import all_series, series_fitting, series_of
from paddock.timing.session import TimingSession
from paddock.units import count, listed

if TYPE_CHECKING:
    import polars as pl

OF_A_SESSION = {table.name: table for table in (LAPS, RESULTS, WEATHER, RACE_CONTROL)}
"""The tables a session is made of; what is derived from them is worked out anew."""
STATES = ("official", None, "provisional", "interim")
"""Which of several results counts, the first first; a file that does not say is taken for the final one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a session, as far as opening it needs."""

    digest: str
    name: str
    reader: str
    tables: Mapping[str, pl.DataFrame]
    findings: tuple[Finding, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)


def open_archived(archive: Archive, catalogue: Catalogue, text: str) -> TimingSession:
    """Return a session of the archive by its id.

    Raises UnknownName, with the sessions there are, when the archive has none of that id.
    """
    session, _ = check_id(catalogue, text)
    cards = archive.sessions().get(session, [])
    if not cards:
        near = [one for one in archive.sessions() if one and one.split("/")[0] == session.split("/")[0]]
        raise UnknownName(
            f"The archive has nothing of {session}.",
            candidates=near[:8],
            hint="" if near else f"Import its files: `paddock timing import FILES --as {session}`.",
        )
    pieces = [
        Piece(
            card.digest,
            card.name,
            card.reader,
            {name: archive.frame(name, [card.digest]) for name in card.tables if name in OF_A_SESSION},
            tuple(Finding.from_dict(one) for one in card.findings),
            card.details,
        )
        for card in cards
    ]
    season = catalogue.seasons.get(session.split("/", maxsplit=1)[0])
    series = season.series if season and season.series in all_series() else ""
    known = {one.id: one.kind for one in catalogue.meetings[session.rpartition("/")[0]].sessions} if season else {}
    kind = known.get(session.rpartition("/")[2], "")
    return assemble(pieces, session=session, series=series, kind=kind)


def open_files(
    paths: Sequence[Path], catalogue: Catalogue, wish: Wish | None = None, *, series: str = "", kind: str = ""
) -> TimingSession:
    """Return a session from its files, without the archive.

    paths: lap files, results, weather, or a folder or zip that holds those of one session.  series, kind: when the
    user says whose rules apply, and what kind of session it is.
    Raises BadFile when one of the files cannot be read, BadRequest when there is nothing in them.
    """
    wish = wish or Wish()
    pieces, passed = [], []
    for found in find_files(paths):
        if isinstance(found, Finding):
            passed.append(found)
            continue
        try:
            pieces.append(_piece(found, wish))
        except (BadFile, BadRequest) as error:
            if len(paths) == 1 and paths[0].is_dir():
                passed.append(Finding("info", "unread", error.message, hint=error.hint))
                continue
            raise
    if not pieces:
        raise BadRequest(
            f"There is no timing file in {listed(str(path) for path in paths)}.",
            hint="; ".join(str(one) for one in passed[:3]),
        )
    told = {match(catalogue, one.name, one.tables, one.details).session for one in pieces} - {""}
    if len(told) > 1:
        raise BadRequest(
            f"These are files of several sessions: {listed(sorted(told))}.", hint="Name the files of one of them."
        )
    session = check_id(catalogue, wish.session)[0] if wish.session else next(iter(told), "")
    opened = assemble(pieces, session=session, series=series, kind=kind)
    if not opened.series:
        opened = replace(opened, series=_by_path(catalogue, opened))
    return replace(opened, findings=(*opened.findings, *passed))


def _by_path(catalogue: Catalogue, session: TimingSession) -> str:
    """Return the series that the files' paths name, of those whose classes fit; empty when that is not just one.

    A race with LMP2 and LMP3 alone fits several series; where such a file lies often tells which.
    """
    fitting = set(series_fitting(session.laps if session.laps.height else session.results))
    named = {one for name in session.files.values() for one in series_named(catalogue, name)} & fitting
    return named.pop() if len(named) == 1 else ""


def assemble(pieces: Sequence[Piece], *, session: str = "", series: str = "", kind: str = "") -> TimingSession:
    """Return the session that files make up.

    Of several files with the same table the fullest counts for laps, weather and race control, and the most final for
    results; the others are named in a finding.
    """
    findings = [finding for piece in pieces for finding in piece.findings]
    pick = partial(_fullest, pieces, findings, known=bool(session))
    laps, weather, control = pick("laps"), pick("weather"), pick("race_control")
    every = {piece.digest: piece.tables["results"] for piece in pieces if "results" in piece.tables}
    results = _most_final(pieces, findings)
    series = series or series_of(laps) or series_of(results)
    return TimingSession(
        session,
        series,
        kind or (kind_of(laps)[0] if laps.height else ""),
        laps,
        results,
        weather,
        control,
        every,
        {piece.digest: piece.name for piece in pieces},
        tuple(findings),
    )


def _piece(found: Found, wish: Wish) -> Piece:
    reading = read(found.open(), wish.options, reader=wish.reader)
    parsed = reading.parsed
    return Piece(reading.source.digest, found.name, reading.reader, parsed.tables, parsed.findings, parsed.details)


def _fullest(pieces: Sequence[Piece], findings: list[Finding], table: str, *, known: bool) -> pl.DataFrame:
    """Return the frame with the most rows, then the most filled columns; an empty one where no file has the table.

    known: whether the files are known to be of one session; else that another one is left out is a warning.
    """
    having = [piece for piece in pieces if table in piece.tables]
    if not having:
        return OF_A_SESSION[table].empty()

    def fullness(piece: Piece) -> tuple[int, int]:
        frame = piece.tables[table]
        return frame.height, sum(frame[name].null_count() < frame.height for name in frame.columns)

    best = max(having, key=fullness)
    _tell_others(findings, table, best, having, known=known)
    return best.tables[table]


def _most_final(pieces: Sequence[Piece], findings: list[Finding]) -> pl.DataFrame:
    """Return the result that counts."""
    having = [piece for piece in pieces if "results" in piece.tables and piece.tables["results"].height]
    if not having:
        return RESULTS.empty()
    best = min(having, key=lambda piece: (_state(piece), -piece.tables["results"].height))
    _tell_others(findings, "results", best, having)
    return best.tables["results"]


def _state(piece: Piece) -> int:
    state = piece.tables["results"]["state"][0]
    return STATES.index(state if state in STATES else None)


def _tell_others(
    findings: list[Finding], table: str, best: Piece, having: Sequence[Piece], *, known: bool = True
) -> None:
    others = [piece.name for piece in having if piece is not best]
    if others:
        what = f"{count(len(having), 'file')} with {table}: {best.name} counts, not {listed(others)}."
        hint = "" if known else "If they are of several sessions, name the files of one."
        findings.append(Finding("info" if known else "warning", "several-files", what, where=best.name, hint=hint))
