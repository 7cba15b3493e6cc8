"""Words and numbers of a strategy: plans, differences of times, policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from paddock.reports.racing.words import cell, odds
from paddock.reports.timing.words import clock, span
from paddock.units import count

if TYPE_CHECKING:
    from paddock.racing.strategy import StrategyReport


def about_of(report: StrategyReport) -> str:
    """Return what was planned, and over how many races plans were compared, in a sentence."""
    since = f"From {clock(report.at_ms)} on the race's clock" if report.at_ms else "From the green flag"
    plans = count(report.plans.height, "plan")
    if not report.replicates:
        return f"{since}: {plans}, on the race alone on the track."
    left = f", {report.rejected:,} left out as implausible" if report.rejected else ""
    return f"{since}: {plans}, compared over the same {report.replicates:,} simulated races{left}."


def short_of(report: StrategyReport) -> list[str]:
    """Return the best plan in sentences: who drives, when it stops, how sure it is that it is the best."""
    if not report.plans.height:
        return ["No plan keeps to the rules."]
    best = report.plans.sort("plan").row(0, named=True)
    parts = report.stints.filter(plan=best["plan"]).sort("stint").to_dicts()
    stops = [f"{clock(row['from_ms'])} (lap {row['from_lap'] - 1})" for row in parts[1:]]
    at = f" at {', '.join(stops)}" if stops else ""
    named = f"{best['label'][:1].upper()}{best['label'][1:]}" if best["label"] else "Plan 1"
    told = [f"{named}: {count(best['stops'], 'stop')}{at}.", f"Who drives: {', '.join(best['order'])}."]
    told.append(
        "Alone on the track it is proved to be the best."
        if not best["gap_ms"]
        else f"Alone on the track no plan is better by more than {span(best['gap_ms'])}."
    )
    if best["win"] is not None:
        told.append(f"In the simulated races it wins {cell(best['win'])}, reaches the podium {cell(best['podium'])}.")
    return told


def plan_name(row: Mapping[str, Any]) -> str:
    """Return what a plan is called: `1 fewest laps lost`."""
    return f"{row['plan']} {row['label']}".strip()


def behind(row: Mapping[str, Any]) -> str:
    """Return how far a plan lies behind the best, with its interval: `+4.1 s (2.0 to 6.3)`."""
    mean, low, high = (row[f"behind_{one}_ms"] for one in ("mean", "low", "high"))
    if mean is None:
        return "–"
    if not mean and not low and not high:
        return "the best"
    inside = f" ({low / 1000:.1f} to {high / 1000:.1f})".replace("-", "−") if low is not None else ""
    return f"{delta(mean)}{inside}"


def delta(ms: float) -> str:
    """Return a difference of times with its sign: `+4.1 s`, `−1:12`."""
    sign = "+" if ms > 0 else "−" if ms < 0 else ""
    size = abs(ms)
    return f"{sign}{span(size)}" if size >= 60_000 else f"{sign}{size / 1000:.1f}".removesuffix(".0") + " s"


def policy(row: Mapping[str, Any]) -> str:
    """Return a policy of stopping under a neutralisation in words."""
    if row["tank_share"] is None:
        return "never for that alone"
    if not row["tank_share"]:
        return "always"
    return f"from {odds(row['tank_share'])} of the tank"


def signed(value: float | None) -> str:
    """Return a difference of places with its sign: `+0.21`, `−0.04`; a dash for none."""
    return "–" if value is None else f"{value:+.2f}".replace("-", "−")
