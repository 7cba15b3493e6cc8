"""A strategy as a page and as pictures: plans ranked, stint by stint, and when to stop under a yellow."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from paddock.files import write_whole
from paddock.racing.strategy.report import StrategyReport
from paddock.reports.racing import intervals, stints
from paddock.reports.racing.paper import rendered, shown
from paddock.reports.racing.strategy_words import behind, delta, plan_name, policy, signed
from paddock.reports.racing.words import cell
from paddock.reports.racing.words import pictured as pictured_as
from paddock.reports.timing.axes import time_steps
from paddock.reports.timing.picture import Picture
from paddock.reports.timing.words import clock, span
from paddock.units import count

pictured = partial(pictured_as, kind="race strategy")


class StrategyPlots:
    """The pictures of a strategy, each as a `Picture`."""

    def __init__(self, report: StrategyReport) -> None:
        self.report = report

    def stints(self) -> Picture:
        """Return the plans as bars over the clock."""
        one = self.report
        return pictured("stints", lambda width: stints.spec(one.plans, one.stints, caption=self._caption, width=width))

    def plans(self) -> Picture:
        """Return how far each plan lies behind the best, with intervals from the same simulated races."""
        rows = [
            intervals.Row(
                plan_name(row), row["behind_mean_ms"], row["behind_low_ms"], row["behind_high_ms"],
                behind(row), delta(row["behind_mean_ms"] or 0) if row["plan"] > 1 else "",
            )
            for row in self.report.plans.sort("plan").iter_rows(named=True)
        ]  # fmt: skip
        title = "Plans against the best"
        return pictured(
            "plans",
            lambda width: intervals.spec(
                title, rows, axis="time behind the best plan", says=f"{title}: {_listed(rows)}.", tell=delta,
                steps=time_steps, zero="level with the best", dot="mean over the same races",
                nothing="The plans were not compared over simulated races.", caption=self._caption, width=width,
            ),
        )  # fmt: skip

    def yellow(self) -> Picture:
        """Return what stopping under a neutralisation from a share of the tank on costs or gains."""
        rows = [
            intervals.Row(
                policy(row), row["place_worse"], row["place_worse_low"], row["place_worse_high"],
                signed(row["place_worse"]),
            )
            for row in self.report.yellow.iter_rows(named=True)
        ]  # fmt: skip
        title = "Stopping under a neutralisation"
        return pictured(
            "yellow",
            lambda width: intervals.spec(
                title, rows, axis="places lost against the best policy", says=f"{title}: {_listed(rows)}.",
                zero="level with the best", dot="mean over the same races",
                nothing="No policy was compared.", caption=self._caption, width=width,
            ),
        )  # fmt: skip

    def all(self) -> tuple[Picture, ...]:
        """Return every picture that has something to show."""
        compared = self.report.replicates > 0
        more = (self.plans(),) if compared and self.report.plans.height > 1 else ()
        return (self.stints(), *more, *((self.yellow(),) if self.report.yellow.height else ()))

    def save(self, path: str | Path) -> Path:
        """Write the page, whole or not at all, and return its path; raises as `strategy_page`, BadRequest besides."""
        return write_whole(Path(path), strategy_page(self.report).encode())

    @property
    def _caption(self) -> str:
        one = self.report
        if not one.replicates:
            return "Plans on the race alone on the track, without simulated races."
        return f"From {one.replicates:,} simulated races, the same for every plan; seed {one.seed}."


def strategy_page(report: StrategyReport) -> str:
    """Return a strategy as one HTML document that needs no script and no network.

    Raises MissingExtra when jinja2, altair or vl-convert is not installed.
    """
    pictures = {one.name: shown(one, f"strategy-{one.name}") for one in StrategyPlots(report).all()}
    plans = report.plans.sort("plan").to_dicts()
    sections = (
        ("short", "In short", True),
        ("plans", "Plans", bool(plans)),
        ("stints", "Stints", bool(plans)),
        ("yellow", "Under a neutralisation", bool(report.advice or report.yellow.height)),
        ("findings", "Noticed on the way", bool(report.findings)),
    )
    return rendered(
        "strategy.html",
        {"plan": plan_name, "behind": behind, "policy": policy, "signed": signed},
        title=f"Strategy for car {report.car}",
        kind="race strategy",
        about=about_of(report),
        report=report,
        plans=plans,
        parts=[(row, report.stints.filter(plan=row["plan"]).sort("stint").to_dicts()) for row in plans],
        policies=report.yellow.to_dicts(),
        pictures=pictures,
        short=short_of(report),
        nav=[one[:2] for one in sections if one[2]],
    )


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


def _listed(rows: list[intervals.Row]) -> str:
    return "; ".join(f"{one.label} {one.told}" for one in rows[:5])
