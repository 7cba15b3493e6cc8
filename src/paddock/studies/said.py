"""What has been said of the programme in question: from claims on record and from the archive's articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.errors import MissingExtra, PaddockError
from paddock.evidence import Programme, Reading
from paddock.evidence.names import Names, build_names
from paddock.findings import Finding
from paddock.studies.form import SubjectKind

Said = tuple[tuple[Programme, ...], dict[str, str], tuple[Finding, ...]]


def said(
    catalogue: Catalogue, kind: SubjectKind, subject: str, candidate: Iterable[str], archive: Archive | None
) -> Said:
    """Return the programmes that are spoken of, the names of what is in them, and what was noticed.

    candidate: seasons in question; a car's programme is that of its make in their series, a driver's is any.
    archive: where articles may be; it is only read.
    """
    from paddock.evidence.dossier import build_dossier
    from paddock.evidence.record import read_record
    from paddock.evidence.relations import relate

    wanted = _asked(catalogue, kind, subject, candidate)
    record = read_record()
    cards = _has_articles(archive)
    mine = {part for asked in wanted for part in asked}
    if not cards and not any({step.subject, step.target} & mine for step in record):
        return (), {}, ()
    names = build_names(catalogue)
    found: list[Programme] = []
    called: dict[str, str] = {}
    findings: list[Finding] = []
    day = catalogue.as_of.isoformat() if catalogue.as_of else ""
    for asked in wanted:
        readings, noticed = _readings(archive, names, asked) if archive is not None and cards else ([], [])
        findings += noticed
        dossier = build_dossier(asked, readings, relate(readings), names, as_of=day, record=record, catalogue=catalogue)
        found += dossier.programmes
        called |= dossier.names
    return tuple(found), called, tuple(findings)


def _asked(catalogue: Catalogue, kind: SubjectKind, subject: str, candidate: Iterable[str]) -> list[tuple[str, ...]]:
    if kind == "driver":
        return [(f"driver:{subject}",)]
    make = catalogue.cars[subject].manufacturer if kind == "car" else subject
    series = dict.fromkeys(catalogue.seasons[one].series for one in candidate)
    return [(f"manufacturer:{make}", f"series:{one}") for one in series]


def _has_articles(archive: Archive | None) -> bool:
    from paddock.evidence.keeping import article_cards

    return archive is not None and archive.root.is_dir() and bool(article_cards(archive))


def _readings(archive: Archive, names: Names, asked: Sequence[str]) -> tuple[list[Reading], list[Finding]]:
    from paddock.evidence.keeping import kept_readings

    try:
        return kept_readings(archive, names, [one.partition(":")[2] for one in asked])
    except MissingExtra as error:
        return [], [Finding("info", "articles-unread", f"The archive has articles: {error.message}", hint=error.hint)]
    except PaddockError as error:
        return [], [Finding("warning", "articles-unread", error.message, str(archive.root), error.hint)]
