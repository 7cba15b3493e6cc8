"""Which of the files offered are wanted: of each session and kind the one that is final."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from paddock.catalogue import spelling
from paddock.findings import Finding
from paddock.timing.fetching.form import IndexForm, Kind
from paddock.timing.fetching.index import Offered
from paddock.units import count, listed

KINDS: tuple[Kind, ...] = ("laps", "results", "weather", "flags")
"""Kinds of file that are fetched unless others are asked for."""


@dataclass(frozen=True, slots=True)
class Left:
    """A file that was offered and not chosen, and why."""

    file: Offered
    why: str

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return self.file.as_dict() | {"why": self.why}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen of the files offered, what was left, and what was noticed."""

    files: tuple[Offered, ...]
    left: tuple[Left, ...]
    findings: tuple[Finding, ...]


def choose(
    offered: Iterable[Offered],
    form: IndexForm,
    *,
    kinds: Sequence[Kind] = KINDS,
    days: tuple[dt.date, dt.date] | None = None,
) -> Chosen:
    """Choose the final file of each session and kind.

    offered: files of the championship and sessions wanted.  kinds: what is wanted.  days: first and last day of the
    meeting; sessions on other days are left.
    The final one is that of the whole session or of the last hour, then the best issue (official before
    provisional), then the last revision, then the preferred name and format.
    """
    left: list[Left] = []
    rivals: defaultdict[tuple[str, str, dt.datetime | None, Kind], list[Offered]] = defaultdict(list)
    for file in offered:
        if file.kind not in kinds:
            left.append(Left(file, f"{file.kind} files were not asked for"))
        elif file.format not in form.formats:
            left.append(Left(file, "paddock does not read files of this format"))
        elif days and file.starts and not days[0] <= file.starts.date() <= days[1]:
            left.append(Left(file, f"its session is on {file.starts.date()}, outside the meeting"))
        else:
            rivals[(file.championship, file.session, file.starts, file.kind)].append(file)
    files: list[Offered] = []
    findings: list[Finding] = []
    for same in rivals.values():
        best, *rest = sorted(same, key=lambda file: _rank(file, form), reverse=True)
        files.append(best)
        left += [Left(file, _why(best, file)) for file in rest]
        twins = [file for file in rest if _rank(file, form) == _rank(best, form)]
        if twins:
            findings.append(_twins(best, twins))
    order = {file.url: place for place, file in enumerate(files)}
    files.sort(key=lambda file: (file.starts or dt.datetime.min, file.session, kinds.index(file.kind), order[file.url]))
    return Chosen(tuple(files), tuple(left), (*findings, *_remarks(files, kinds, left)))


def _rank(file: Offered, form: IndexForm) -> tuple[bool, int, int, int, int, int]:
    """Return what puts one file before another of the same session and kind; the greatest is the final one."""
    issues = [issue.name for issue in form.issues]
    return (
        file.hour is None,
        file.hour or 0,
        -issues.index(file.issue),
        file.revision,
        -file.preference,
        -form.formats.index(file.format),
    )


def _why(best: Offered, other: Offered) -> str:
    """Return in words why `best` was chosen before `other`."""
    if best.hour != other.hour:
        return f"it goes to hour {other.hour} only; {best.place} goes to {_reach(best)}"
    if best.issue != other.issue:
        return f"it is {other.issue}; {best.place} is {best.issue}"
    if best.revision != other.revision:
        return f"{best.place} is a later revision"
    if best.preference != other.preference:
        return f"{best.place} has the usual form"
    if best.format != other.format:
        return f"{best.place} is the same as {best.format.upper()}"
    return f"{best.place} has the same standing and stands first on the page"


def _reach(file: Offered) -> str:
    return "the end" if file.hour is None else f"hour {file.hour}"


def _twins(best: Offered, twins: Sequence[Offered]) -> Finding:
    names = listed(file.place for file in twins)
    return Finding(
        "warning",
        "same-standing",
        f"nothing tells which file is final: {best.place} was taken, {names} left.",
        where=best.url,
        hint="Compare them on the page if they differ.",
    )


def _remarks(files: Sequence[Offered], kinds: Sequence[Kind], left: Sequence[Left]) -> list[Finding]:
    """Return findings on sessions whose files go to different hours or lack a kind, and on versions left."""
    found: list[Finding] = []
    sessions: defaultdict[tuple[str, str, dt.datetime | None], list[Offered]] = defaultdict(list)
    for file in files:
        sessions[(file.championship, file.session, file.starts)].append(file)
    for (_, session, _), own in sessions.items():
        where = own[0].url.rsplit("/", len(own[0].folders) + 1)[0]
        if len({file.hour for file in own}) > 1:
            reach = listed(f"{file.kind} to {_reach(file)}" for file in own)
            found.append(
                Finding(
                    "warning", "hours-differ", f"{session}: the files do not go equally far ({reach}).", where=where
                )
            )
        missing = [kind for kind in kinds if kind not in {file.kind for file in own}]
        if missing:
            found.append(
                Finding("info", "kind-not-offered", f"{session}: the page offers no {listed(missing)}.", where=where)
            )
        unsettled = [file for file in own if file.kind == "results" and spelling(file.issue) in _UNSETTLED]
        found += [
            Finding(
                "warning", "not-final", f"{file.place} is {file.issue}: no later version is offered.", where=file.url
            )
            for file in unsettled
        ]
    versions = [one for one in left if one.file.kind in kinds and one.file.format]
    if versions:
        found.append(
            Finding(
                "info",
                "versions-left",
                f"{count(len(versions), 'other version')} of the files chosen left, among them "
                f"{versions[0].file.place}: {versions[0].why}.",
                where=versions[0].file.url,
            )
        )
    return found


_UNSETTLED = frozenset({"provisional", "unofficial"})
"""Issues after which another may follow."""
