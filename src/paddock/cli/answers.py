"""Clashes and verdicts as text for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue
from paddock.cli.render import grid, word

if TYPE_CHECKING:
    from rich.console import Console

    from paddock.calendars import Clash, Effect
    from paddock.eligibility import Verdict


def print_clashes(
    facts: Catalogue,
    chosen: Sequence[Clash],
    effects: Sequence[Effect],
    torn: Sequence[Sequence[Effect]],
    out: Console,
) -> None:
    """Print clashes as a table, with what they mean for one subject or for drivers with seats on both sides."""
    from rich.text import Text

    if not chosen:
        out.print("No clash.")
        return
    rows = []
    for clash in chosen:
        days = (
            f"{clash.shared_days[0]} – {clash.shared_days[-1]}"
            if len(clash.shared_days) > 1
            else word([str(day) for day in clash.shared_days])
        )
        free = days if clash.free_days is None else f"{clash.free_days} free, {clash.days_needed} needed"
        away = "–" if clash.distance_km is None else f"{clash.distance_km:,.0f} km, {clash.zone_shift_h:+g} h"
        rows.append([clash.a, clash.b, str(clash.kind), free, away, word(clash.regulations) or "none"])
    out.print(grid(["meeting", "meeting", "kind", "days", "journey", "car families at both"], rows))
    for number, clash in enumerate(chosen):
        told = [effects[number]] if effects else [one for one in torn[number] if one.concerned]
        for effect in told:
            out.print(Text(f"  {clash.a} / {clash.b}: {effect.says}"))


def print_verdict(facts: Catalogue, verdict: Verdict, out: Console) -> None:
    """Print a verdict rule by rule."""
    from rich.text import Text

    names = " + ".join((facts.cars.get(one) or facts.drivers[one]).name for one in verdict.subject)
    where = facts.seasons[verdict.season].name
    if verdict.race_class:
        where += f" {facts.classes[f'{verdict.season}/{verdict.race_class}'].name}"
    style = {"yes": "green", "on-condition": "yellow", "no": "red", "unknown": "magenta"}
    out.print(
        Text.assemble((f"{names} in {where}: ", "bold"), (str(verdict.outcome), f"bold {style[verdict.outcome]}"))
    )
    for finding in verdict.findings:
        out.print(
            Text.assemble(
                "  ",
                (f"{finding.outcome:<12} ", style[finding.outcome]),
                (finding.rule, "bold"),
                f"  {finding.because}",
            )
        )
        if finding.missing:
            out.print(Text(f"               not on record: {finding.missing}"))
    for name, outcome in verdict.others:
        out.print(Text(f"  also {name}: {outcome}"))
    for one in verdict.meetings:
        out.print(Text(f"  {one.meeting}: {one.outcome if one.runs else 'the class does not race here'}"))
    sources = list(dict.fromkeys(ref for finding in verdict.findings for ref in finding.sources))
    if sources:
        out.print(Text("Sources", style="bold"))
        for reference in sources:
            source = facts.source(reference)
            out.print(Text(f"  {source.url or source.title}"))


def print_verdict_line(study: str, verdict: str, report: str, out: Console) -> None:
    """Print a study's verdict and where its report is."""
    from rich.text import Text

    out.print(Text(study, style="bold"))
    out.print(Text(f"  {verdict}"))
    out.print(Text(f"  Report: {report}", style="dim"))
