"""Clashes and verdicts as text for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue
from paddock.cli.render import indented, word
from paddock.units import count

if TYPE_CHECKING:
    from rich.console import Console

    from paddock.calendars import Clash, Effect
    from paddock.eligibility import Verdict

_STYLE = {"yes": "green", "on-condition": "yellow", "no": "red", "unknown": "magenta"}
_KIND_STYLE = {"race-day": "bold red", "overlap": "yellow", "tight": "cyan"}


def print_clashes(
    facts: Catalogue,
    chosen: Sequence[Clash],
    effects: Sequence[Effect],
    torn: Sequence[Sequence[Effect]],
    out: Console,
) -> None:
    """Print each clash with its days and journey, and what it means for one subject or for drivers on both sides."""
    from rich.text import Text

    if not chosen:
        out.print("No clash.")
        return
    for number, clash in enumerate(chosen):
        out.print(Text.assemble((f"{clash.kind:<9} ", _KIND_STYLE[clash.kind]), (f"{clash.a} × {clash.b}", "bold")))
        lines = [_days(facts, clash), _journey(clash)]
        lines.append(f"car families at both: {word(clash.regulations) or 'none'}")
        lines += [effects[number].says] if effects else _drivers(facts, clash, torn[number])
        out.print(indented([line for line in lines if line], 10))


def _days(facts: Catalogue, clash: Clash) -> str:
    if clash.free_days is not None:
        return f"{count(clash.free_days, 'free day')} between them, {clash.days_needed} needed"
    both = f"both on {_span(clash.shared_days)}"
    return f"{both}; both race on {_span(clash.race_days)}" if clash.race_days else both


def _span(days: Sequence[dt.date]) -> str:
    return str(days[0]) if len(days) == 1 else f"{days[0]} to {days[-1]}"


def _journey(clash: Clash) -> str:
    if clash.distance_km is None:
        return "a circuit is not on record: the journey cannot be told"
    return f"{clash.distance_km:,.0f} km and {clash.zone_shift_h:+g} h from the earlier to the later"


def _drivers(facts: Catalogue, clash: Clash, torn: Sequence[Effect]) -> list[str]:
    """Return a line for each way in which drivers with seats on both sides came out of it."""
    ways: dict[tuple[str, str], list[str]] = {}
    for effect in torn:
        if effect.at_a and effect.at_b:
            ways.setdefault((effect.at_a, effect.at_b), []).append(facts.drivers[effect.subject].name)
    return [
        f"drove both: {', '.join(names)}" if way == ("drove", "drove") else f"{way[0]} / {way[1]}: {', '.join(names)}"
        for way, names in ways.items()
    ]


def print_verdict(facts: Catalogue, verdict: Verdict, out: Console) -> None:
    """Print a verdict rule by rule, then where it holds and its sources."""
    from rich.text import Text

    names = " + ".join((facts.cars.get(one) or facts.drivers[one]).name for one in verdict.subject)
    where = facts.seasons[verdict.season].name
    if verdict.race_class:
        where += f", {facts.classes[f'{verdict.season}/{verdict.race_class}'].name}"
    out.print(
        Text.assemble((f"{names} in {where}: ", "bold"), (str(verdict.outcome), f"bold {_STYLE[verdict.outcome]}"))
    )
    for finding in verdict.findings:
        out.print(Text.assemble("  ", (f"{finding.outcome:<12}", _STYLE[finding.outcome]), " ", (finding.rule, "bold")))
        out.print(indented([finding.because, f"not on record: {finding.gap}" if finding.gap else ""], 15))
    for name, outcome in verdict.others:
        out.print(Text(f"  also {name}: {outcome}"))
    for one in verdict.meetings:
        out.print(Text(f"  {one.meeting}: {one.outcome if one.runs else 'the class does not race here'}"))
    print_sources(facts, [ref for finding in verdict.findings for ref in finding.sources], out)


def print_sources(facts: Catalogue, references: Sequence[str], out: Console) -> None:
    """Print sources, one line each; an address is never broken."""
    from rich.text import Text

    if references:
        out.print(Text("Sources", style="bold"))
    for reference in dict.fromkeys(references):
        source = facts.source(reference)
        told = source.title if source.url in (None, source.title) else f"{source.title}: {source.url}"
        out.print(Text(f"  {told}"), soft_wrap=True)


def verdict_json(facts: Catalogue, verdict: Verdict) -> dict[str, object]:
    """Return a verdict as JSON, with what its source ids stand for."""
    references = dict.fromkeys(ref for finding in verdict.findings for ref in finding.sources)
    sources = [facts.source(one) for one in references]
    told = [{"id": ref, "title": one.title, "url": one.url} for ref, one in zip(references, sources, strict=True)]
    return {**verdict.as_dict(), "sources": told}


def print_verdict_line(study: str, verdict: str, report: str, out: Console) -> None:
    """Print a study's verdict and where its report is."""
    from rich.text import Text

    out.print(Text(study, style="bold"))
    out.print(indented([verdict], 2))
    out.print(Text(f"  Report: {report}", style="dim"), soft_wrap=True)
