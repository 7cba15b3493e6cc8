"""One fact, its changes and its checks as text for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue, Change, Check
from paddock.cli.answers import print_sources
from paddock.cli.render import grid, indented, word
from paddock.model import RaceClass, Season, Status
from paddock.model.base import Named

if TYPE_CHECKING:
    from rich.console import Console

    from paddock.tables import Table as Contract


def print_fact(facts: Catalogue, kind: str, identifier: str, out: Console) -> None:
    """Print one fact with what belongs to it, its amendments and its sources."""
    from rich.text import Text

    fact = facts.of_kind(kind)[identifier]
    out.print(Text.assemble((fact.name, "bold"), f"  {kind} {identifier}"))
    out.print(Text(_standing(fact), style="dim"))
    if isinstance(fact, Season):
        _print_season(facts, fact, out)
    else:
        _print_fields(fact, out)
    for step in facts.amendments.get(f"{kind}:{identifier}", ()):
        known = "announced" if step.basis == "announced" else "seen by"
        out.print(indented([f"{known} {step.announced}: {step.change} – {step.because}"], 2))
    if isinstance(fact, RaceClass | Season):
        _print_rules(fact, out)
    print_sources(facts, fact.sources, out)


def _standing(fact: Named) -> str:
    parts = [f"{fact.status}, {_CONFIDENCE[str(fact.confidence)]}"]
    if fact.status is Status.UNVERIFIED:
        parts = ["unverified: no source on record"]
    if fact.unverified:
        parts.append(f"unverified: {', '.join(fact.unverified)}")
    if fact.announced:
        parts.append(f"announced {fact.announced}")
    return "; ".join(parts) + (f"\n{fact.note}" if fact.note else "")


_CONFIDENCE = {
    "several": "several sources agree",
    "single": "one source",
    "derived": "derived from other facts",
    "disputed": "sources disagree",
    "none": "no source",
}
_HIDDEN = {"id", "name", "sources", "status", "confidence", "unverified", "announced", "note", "rules", "sequence"}


def _print_fields(fact: Named, out: Console) -> None:
    from rich.text import Text

    for name, value in fact.model_dump(mode="json", exclude_defaults=True).items():
        if name in _HIDDEN or value in (None, "", [], ()):
            continue
        label = name.replace("_", " ")
        if isinstance(value, list) and value and isinstance(value[0], dict):
            out.print(Text(f"  {label}:"))
            for item in value:
                out.print(indented([_told(item)], 4))
        else:
            out.print(Text(f"  {label}: {word(value)}"))


_WEAK = {"sources", "status", "confidence", "unverified", "driver"}


def _told(item: dict[str, object]) -> str:
    """Return a nested fact in one line: its year first, its note last."""
    parts = [_with_unit(name, value) for name, value in item.items() if name not in {*_WEAK, "note", "year"}]
    head = f"{item['year']}: " if "year" in item else ""
    note = f" – {item['note']}" if item.get("note") else ""
    weak = " (unverified)" if item.get("status") == "unverified" else ""
    return f"{head}{', '.join(parts)}{note}{weak}"


def _with_unit(name: str, value: object) -> str:
    """Return "duration 360 min" for duration_min = 360.0."""
    base, _, unit = name.rpartition("_")
    if base and unit in {"min", "km", "s"} and isinstance(value, int | float):
        return f"{base.replace('_', ' ')} {value:g} {unit}"
    return f"{name.replace('_', ' ')} {word(value)}"


def _print_season(facts: Catalogue, season: Season, out: Console) -> None:
    rows = []
    for meeting in season.meetings:
        days, circuit = meeting.days, facts.circuit_of(meeting)
        when = "no date stands" if days is None else f"{days[0]}" if days[0] == days[1] else f"{days[0]} to {days[1]}"
        state = str(meeting.status) + (f", {_CONFIDENCE['disputed']}" if str(meeting.confidence) == "disputed" else "")
        rows.append(
            [
                meeting.id,
                word(meeting.rounds),
                when,
                circuit.name if circuit else meeting.place or "–",
                word(meeting.classes),
                state,
            ]
        )
    out.print(grid(["meeting", "round", "days", "circuit", "classes", "status"], rows))
    _print_amendments(facts, season, out)
    entries = len(facts.entries[season.id])
    results = len(facts.classifications[season.id])
    tables = len(facts.standings[season.id])
    out.print(f"Classes: {', '.join(one.name for one in season.classes) or '–'}")
    out.print(f"On record: {entries} entries, {results} classifications, {tables} standings.")


def _print_amendments(facts: Catalogue, season: Season, out: Console) -> None:
    """Print what was changed since the calendar was announced, meeting by meeting, the weightiest first seen."""
    from rich.text import Text

    changed = {
        meeting.id: facts.amendments.get(f"meeting:{season.meeting_id(meeting)}", ()) for meeting in season.meetings
    }
    told = {slug: [one for one in steps if one.change not in _QUIET] for slug, steps in changed.items()}
    if any(told.values()):
        out.print(Text("Changes", style="bold"))
    for slug, steps in told.items():
        if steps:
            said = "; ".join(
                f"{one.change} {'(seen by) ' if one.basis == 'seen-by' else ''}{one.announced}" for one in steps
            )
            out.print(indented([f"{slug}: {said}"], 2))


_QUIET = {"renumbered", "confirmed"}
"""Changes that leave days and places as they were."""


def _print_rules(fact: RaceClass | Season, out: Console) -> None:
    from rich.text import Text

    if fact.rules:
        out.print(Text("Rules", style="bold"))
    for rule in fact.rules:
        weak = " (unverified)" if rule.status is Status.UNVERIFIED else ""
        where = f" [{', '.join(rule.meetings)}]" if rule.meetings else ""
        out.print(indented([f"{rule.id}: {rule.text}{where}{weak}"], 2))


def print_changes(found: Sequence[Change], season: str, since: dt.date, out: Console) -> None:
    """Print what changed, one announcement after the other."""
    from rich.text import Text

    if not found:
        out.print(f"Nothing was announced about {season} after {since}.")
        return
    for one in found:
        known = "announced" if one.basis == "announced" else "seen by"
        out.print(
            Text.assemble(
                (f"{one.announced} ", "bold"), f"({known}) {one.target.partition(':')[2]} ", (one.change, "bold")
            )
        )
        out.print(indented([one.because], 2))
        for name, (old, new) in one.fields.items():
            out.print(Text(f"  {name.replace('_', ' ')}: {word(_plain(old))} → {word(_plain(new))}"))
        out.print(Text(f"  how sure: {_CONFIDENCE.get(one.confidence, one.confidence)}", style="dim"))


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [str(one) for one in value] or None
    return str(value) if isinstance(value, dt.date | Status) else value


def print_check(outcome: Check, out: Console) -> None:
    """Print the counts of a check."""
    rows = [[kind, str(good), str(bad)] for kind, (good, bad) in outcome.rows.items()]
    rows.append(["all", str(outcome.sourced), str(outcome.unverified)])
    out.print(grid(["facts", "sourced", "unverified"], rows))
    worst = len(outcome.errors)
    out.print("It holds together." if not worst else f"{worst} things do not hold together.")


def print_table_contract(contract: Contract, out: Console) -> None:
    """Print a table's declaration."""
    rows = [
        [
            column.name,
            column.kind + (" or none" if column.nullable else ""),
            column.unit or "–",
            column.origin,
            column.meaning + (f" ({', '.join(column.allowed)})" if column.allowed else ""),
        ]
        for column in contract.columns
    ]
    title = f"{contract.name}: one row is {contract.row}; key {', '.join(contract.key)}"
    out.print(grid(["column", "type", "unit", "origin", "meaning"], rows, title))
