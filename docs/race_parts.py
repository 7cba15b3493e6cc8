"""The generated part about what each series does when a race is neutralised."""

from __future__ import annotations

from collections.abc import Iterator

from forms import table

from paddock.catalogue import load
from paddock.racing import procedures
from paddock.racing.procedures import Neutralisation


def race_procedures() -> str:
    """Every series' kinds of neutralisation and pit work, with what rests on no source."""
    parts = []
    for series in procedures.series_with_procedures():
        entry = procedures.entry(series)
        parts.append(f"### {entry.name} (`{series}`)\n")
        if entry.like:
            parts.append(f"What is not here is as in `{entry.like}`.\n")
        rows = [list(_kind(one)) for one in entry.kind]
        if rows:
            parts.append(table(["flag", "kind", "years", "what it does", "rests on"], rows))
        for work in entry.pit:
            energy = f"; energy beside the tank: {', '.join(work.energy)}" if work.energy else ""
            said = f"tyres {work.tyres} refuelling{energy}" if work.refuelling else "no refuelling"
            years = f" ({_years(work.since, work.until)})" if work.since or work.until else ""
            parts.append(f"- In the pits{years}: {said}. {_rests(work.verified, work.sources)}. {work.note}".rstrip())
        for one in entry.classified:
            share = f"{one.share:.0%} of the winner's laps" if one.share else "no least distance"
            flag = "the flag must be taken" if one.flag else "without the flag too"
            parts.append(f"- Classified: {share}, {flag}. {_rests(one.verified, one.sources)}. {one.note}".rstrip())
        if entry.at:
            parts += [f"- At `{circuit}` as in `{other}`." for circuit, other in entry.at.items()]
        parts.append("")
    return "\n".join(parts)


def _kind(one: Neutralisation) -> Iterator[str]:
    does = ["part of the course only"] if one.part else []
    does += [f"{one.speed_kph:g} km/h"] if one.speed_kph else []
    does += ["field closes up"] if one.bunches else ["nobody moves"] if one.stops else ["gaps kept"]
    does += ["cars go round"] if one.wave_by else []
    does += ["sorted by class"] if one.split else []
    for closed in one.closed:
        who = f" to {closed.category}" if closed.category else " to the others" if len(one.closed) > 1 else ""
        long = "throughout" if closed.throughout else f"for {closed.laps:g} laps" if closed.laps else ""
        does.append(f"pit lane closed{who} {long or f'for {closed.minutes:g} min'}")
    does += [] if one.clock_runs else ["the clock stands"]
    does += [f"then {one.then}"] if one.then else []
    yield f"`{one.flag}`"
    yield one.name
    yield _years(one.since, one.until)
    yield ", ".join(does)
    yield f"{_rests(one.verified, one.sources)}. {one.note}".rstrip()


def _years(since: int | None, until: int | None) -> str:
    if since and until:
        return f"{since}" if since == until else f"{since} to {until}"
    return f"since {since}" if since else f"until {until}" if until else "–"


def _rests(verified: bool, sources: tuple[str, ...]) -> str:
    facts = load()
    links = []
    for number, one in enumerate(sources, start=1):
        address = one if one.startswith("http") else str(facts.sources[one].url)
        links.append(f"[{number}]({address})")
    return ("Stated" if verified else "Unverified") + (f" {' '.join(links)}" if links else "")
