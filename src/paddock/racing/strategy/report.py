"""What the strategy of a race comes to: plans ranked, their stints, and when to stop under a yellow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from paddock.findings import Finding

if TYPE_CHECKING:
    import polars as pl

    from paddock.racing.strategy.plan import Plan


@dataclass(frozen=True, slots=True)
class StrategyReport:
    """Plans for one car, compared over the same simulated races.

    car: number.  seats: names of the crew.  at_ms: clock of the race from which it was planned, 0 for the green flag.
    seed, replicates: of the comparison, 0 replicates where there was none.  rejected: implausible ones, left out.
    found: the plans, the best of the comparison first; the frames number them from 1.
    plans: frame of the table `race_plans`.  stints: frame of the table `race_plan_stints`.
    yellow: frame of the table `race_yellows`: what stopping under a neutralisation from a share of the tank on gives.
    advice: on stopping under a neutralisation, one sentence a kind of it.
    """

    car: str
    seats: tuple[str, ...]
    at_ms: int
    seed: int
    replicates: int
    rejected: int
    found: tuple[Plan, ...]
    plans: pl.DataFrame
    stints: pl.DataFrame
    yellow: pl.DataFrame
    advice: str
    findings: tuple[Finding, ...] = field(default=())

    def as_dict(self) -> dict[str, object]:
        """Return the report as plain JSON values."""
        return {
            "car": self.car,
            "seats": list(self.seats),
            "at_ms": self.at_ms,
            "seed": self.seed,
            "replicates": self.replicates,
            "rejected": self.rejected,
            "plans": [
                {**row, "stints": self.stints.filter(plan=row["plan"]).drop("plan").to_dicts()}
                for row in self.plans.to_dicts()
            ],
            "yellow": self.yellow.to_dicts(),
            "advice": self.advice,
            "findings": [one.as_dict() for one in self.findings],
        }
