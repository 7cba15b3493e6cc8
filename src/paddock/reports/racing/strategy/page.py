"""A strategy as one HTML document: plans ranked, stint by stint, and when to stop under a yellow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddock.reports.racing.paper import rendered, shown
from paddock.reports.racing.strategy.plots import KIND, StrategyPlots
from paddock.reports.racing.strategy.words import about_of, behind, plan_name, policy, short_of, signed

if TYPE_CHECKING:
    from paddock.racing.strategy import StrategyReport


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
        kind=KIND,
        about=about_of(report),
        report=report,
        plans=plans,
        parts=[(row, report.stints.filter(plan=row["plan"]).sort("stint").to_dicts()) for row in plans],
        policies=report.yellow.to_dicts(),
        pictures=pictures,
        short=short_of(report),
        nav=[one[:2] for one in sections if one[2]],
    )
