"""`StrategyPlots`: the pictures of a strategy."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.files import write_whole
from paddock.reports.racing import intervals
from paddock.reports.racing.strategy import stints
from paddock.reports.racing.strategy.words import behind, delta, plan_name, policy, signed
from paddock.reports.racing.words import pictured as pictured_as
from paddock.reports.timing.axes import time_steps
from paddock.reports.timing.picture import Picture

if TYPE_CHECKING:
    from paddock.racing.strategy import StrategyReport

KIND = "race strategy"
pictured = partial(pictured_as, kind=KIND)


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
        from paddock.reports.racing.strategy.page import strategy_page

        return write_whole(Path(path), strategy_page(self.report).encode())

    @property
    def _caption(self) -> str:
        one = self.report
        if not one.replicates:
            return "Plans on the race alone on the track, without simulated races."
        return f"From {one.replicates:,} simulated races, the same for every plan; seed {one.seed}."


def _listed(rows: list[intervals.Row]) -> str:
    return "; ".join(f"{one.label} {one.told}" for one in rows[:5])
